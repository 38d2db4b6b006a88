"""What the reader of a file is told: a fault of shape in plain words, and the nearest right name."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

MOST_NAMES = 8  # a longer list is not read


def one_of(names: Iterable[object], near: str = "") -> str:
    """What to write instead: the name most like `near`, or the names there are."""
    known = sorted(map(str, names))
    like = get_close_matches(near, known, n=1) if near else []
    if like:
        return f"Write '{like[0]}'."
    more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
    return (
        f"Write one of: {', '.join(known[:MOST_NAMES])}{more}."
        if known
        else "There is none yet: add it."
    )


def in_words(detail: Any) -> tuple[str, str]:
    """A pydantic error as what is wrong and what to write instead."""
    kind, place, given, about = (
        detail["type"],
        detail["loc"],
        detail["input"],
        detail.get("ctx", {}),
    )
    key = _key(place)
    if kind in _SHORT:
        wrong, instead = _SHORT[kind]
        return wrong.format(key=key, given=given, **about), instead.format(
            key=key, given=given, **about
        )
    if given is None:
        return f"'{key}' has nothing after it.", "Write something there, or take the line out."
    if kind in ("enum", "literal_error"):
        expected = about["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{key} '{given}' is not one of {', '.join(expected)}.", one_of(expected, str(given))
    if kind == "string_type":
        return _not_words(key, given)
    if kind == "string_pattern_mismatch":
        return f"'{given}' cannot be used as {key}.", _PATTERNS.get(
            about["pattern"], f"It must match {about['pattern']}."
        )
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return f"'{key}': {message}.", ""


def _key(place: tuple[str | int, ...]) -> str:
    """The last word of `place`: `codes` for the second of some codes."""
    if place and place[-1] == "[key]":
        return "a name"
    words = [step for step in place if isinstance(step, str)]
    return words[-1] if words else "the file"


def _not_words(key: str, given: object) -> tuple[str, str]:
    if isinstance(given, Mapping | list):
        return (
            f"'{key}' must be words, not a block.",
            f"Write the words on the same line: '{key}: …'.",
        )
    shown = str(given).lower() if isinstance(given, bool) else str(given)
    return f"'{key}' must be words, not {shown}.", f'Put it in quotes: "{shown}".'


_SHORT = {
    "missing": ("'{key}' is missing.", "Add a line '{key}: …'."),
    "extra_forbidden": (
        "'{key}' is not a key of this block.",
        "Take it out, or correct its spelling.",
    ),
    "string_too_short": ("'{key}' is empty.", "Write something there, or take the line out."),
    "too_short": ("'{key}' is an empty list.", "List at least one, or take the line out."),
    "int_type": (
        "'{key}' must be a whole number, not '{given}'.",
        "Write the number without quotes: 1.",
    ),
    "bool_type": (
        "'{key}' must be true or false, not '{given}'.",
        "Write 'true' or 'false', without quotes.",
    ),
    "list_type": ("'{key}' must be a list.", "Write each on a line of its own, after '- '."),
    "dict_type": (
        "'{key}' must be a block of keys.",
        "Write them below, two spaces further in: 'name: …'.",
    ),
    "model_type": (
        "'{key}' must be a block of keys.",
        "Write them below, two spaces further in: 'name: …'.",
    ),
    "greater_than_equal": ("'{key}' is {given}; {ge} is the least.", "Write a larger number."),
    "less_than_equal": ("'{key}' is {given}; {le} is the most.", "Write a smaller number."),
}

_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,39}$": "Write small letters, digits and _, a letter first, 40 at most: know_iro.",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "Write small letters and digits with hyphens between: yes-no.",
    r"^[a-z0-9][a-z0-9-]{0,19}$": "Write small letters, digits and hyphens, 20 at most: some-of-it.",
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "Write two names with a dot: iro.know_iro.",
    r"^none, because .+": "Write 'none, because …' and say why no answer to it calls for help at once.",
}
