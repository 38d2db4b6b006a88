"""Made-up translations that show what escaped: every English letter is marked, and the sentence stands in brackets.

They are for looking at pages and for tests, in both directions; nothing of them is ever stored.
"""

import re

MARKED = str.maketrans("aeiouAEIOUcnsyCNSY", "àéîöûÀÉÎÖÛçñšýÇÑŠÝ")
GAPS = re.compile(r"(%\(\w+\)s|\{\w+\}|\*\*)")


LATIN = "abcdefghijklmnopqrstuvwxyz"
ARABIC = "ابثدهفغحيجكلمنوبقرستوفوخيز"
TURNED = str.maketrans(LATIN + LATIN.upper(), ARABIC * 2)


def make_turned(sentence: str) -> str:
    """`sentence` in Arabic letters, which run from right to left and say nothing; its gaps stay."""
    parts = GAPS.split(sentence)
    return "".join(
        part if place % 2 else part.translate(TURNED) for place, part in enumerate(parts)
    )


def make_pseudo(sentence: str) -> str:
    """`sentence` in brackets with marked letters; its gaps stay."""
    parts = GAPS.split(sentence)
    marked = [part if place % 2 else part.translate(MARKED) for place, part in enumerate(parts)]
    return f"⟦{''.join(marked)}⟧"
