"""What is wrong with the words of a file: gaps that nobody fills, and the limits of easy read."""

import re
from collections.abc import Iterator

from feedback.questionnaires.definition import Variant
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of

GAPS = frozenset(
    {
        "council",
        "minutes",
        "questions",
        "duty_number",
        "childline",
        "emergency",
        "nspcc",
        "keep_comments",
        "keep_responses",
        "keep_figures",
        "changes",
    }
)
# More would tire those a variant is made for.
MOST_QUESTIONS = {Variant.EASY_READ: 12, Variant.PICTURE: 8}


def check_gaps(file: File) -> None:
    """Report every gap in the words of `file` that no setting fills."""
    for place, words in _all_words(file.plain):
        for gap in re.findall(r"\{([^{}]*)\}", words):
            if gap not in GAPS:
                file.report(place, f"there is no gap '{{{gap}}}'.", one_of(GAPS, gap))
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", words)):
            file.report(
                place,
                "a brace stands alone.",
                "Write a gap as {council}; other braces cannot be used.",
            )


def _all_words(node: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _all_words(value, (*place, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _all_words(value, (*place, i))
    elif isinstance(node, str):
        yield place, node
