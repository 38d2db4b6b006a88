"""How lots are drawn, so that anybody can draw the same again: from the list, a seed and nothing else."""

import hashlib
import secrets
from collections.abc import Iterable

METHOD = "sha256-order-1"  # a change of how it is drawn gets the next number


def make_seed() -> str:
    """A seed nobody chose: 32 random hex digits. Made after the list is fixed, so that the list cannot be made to fit."""
    return secrets.token_hex(16)


def draw_lots(names: Iterable[str], *, seed: str, size: int) -> list[str]:
    """`size` of `names`, first drawn first; each counts once, and their order does not matter.

    METHOD: in the order of the SHA-256 of "seed", a line feed and the name, in UTF-8. Anybody can do it in a spreadsheet's
    macro or with `sha256sum`.
    """
    return sorted(set(names), key=lambda name: (_hash(seed, name), name))[:size]


def fingerprint_of(names: Iterable[str]) -> str:
    """Which list it was, without telling it: the SHA-256 of its different names, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(set(names))).encode()).hexdigest()


def _hash(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
