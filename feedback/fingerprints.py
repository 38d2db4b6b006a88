"""What somebody saw when they decided: short letters that change when the facts do, so that a stale form is told."""

import hashlib


def fingerprint(*facts: object) -> str:
    """16 letters for `facts`, whose `repr` must say all that matters of them."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
