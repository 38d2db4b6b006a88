"""A file with faults of shape, mended just enough that the rest of it can be checked in the same go.

What is mended is never used: the file has problems, and a file with problems resolves to nothing.
"""

from copy import deepcopy
from difflib import get_close_matches
from itertools import count
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
ROUNDS = 8  # a stand-in may need stand-ins of its own: a section, its questions, their words

_WORDS = (
    "text",
    "title",
    "label",
    "name",
    "who",
    "asked",
    "handed_out_by",
    "teams",
    "tested",
    "invitation",
    "licence",
)
_STAND_INS: dict[str, Any] = {
    **dict.fromkeys(_WORDS, "…"),
    **dict.fromkeys(("schema", "version", "minutes", "revision"), 1),
    **dict.fromkeys(("questionnaire", "start", "closing", "theme"), "x"),
    **{key: {} for key in ("easy_read", "escapes", "scales", "measures", "pictures")},
    **{key: [{}] for key in ("sections", "questions")},
    **{key: [] for key in ("lines", "end")},
    "class": "anonymous",
    "audience": "child",
    "kind": "info",
    "level": "none",
    "unsafe": "none, because …",
}
_BLOCKS = ("model_type", "dict_type")


def mend(
    plain: object, model: type[Model], errors: list[Any]
) -> tuple[Model | None, frozenset[Place]]:
    """`plain` as a `model` with stand-ins for what `errors` name, and their places. None when it is past mending."""
    content, places, numbers = deepcopy(plain), set(), count()
    for _ in range(ROUNDS):
        for detail in errors:
            places.add(detail["loc"])
            _mend_one(content, detail, f"x{next(numbers)}")
        try:
            return model.model_validate(content), frozenset(places)
        except ValidationError as error:
            errors = error.errors()
    return None, frozenset(places)


def _mend_one(content: object, detail: Any, unique: str) -> None:
    place, kind, given = detail["loc"], detail["type"], detail["input"]
    node, key = _find(content, place[:-1]), place[-1] if place else None
    if not isinstance(node, dict | list) or key is None or key == "[key]":
        _drop(content, place[:-1])
    elif kind == "extra_forbidden":
        _drop(content, place)
    elif kind == "string_type" and isinstance(given, int | float):
        node[key] = str(given)
    elif kind == "int_type" and isinstance(given, str) and given.isascii() and given.isdigit():
        node[key] = int(given)
    elif kind in ("enum", "literal_error"):
        expected = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        near = get_close_matches(str(given), expected, n=1) or expected
        node[key] = int(near[0]) if near[0].isdigit() else near[0]
    elif kind in _BLOCKS and isinstance(key, int):
        node[key] = {}
    else:
        _stand_in(content, place, node, unique)


def _stand_in(content: object, place: Place, node: Any, unique: str) -> None:
    key = place[-1]
    new = unique if key in ("id", "code") else _STAND_INS.get(str(key))
    if isinstance(node, dict) and new is not None and node.get(key) != new:
        node[key] = deepcopy(new)
    elif isinstance(node, dict) and key in node:
        del node[key]
    else:
        _drop(content, place[:-1])


def _drop(content: object, place: Place) -> None:
    """Take the nearest block around `place` that may be left out. List items stay: their number finds their line."""
    for end in range(len(place), 0, -1):
        node, key = _find(content, place[: end - 1]), place[end - 1]
        if isinstance(node, dict) and key in node:
            del node[key]
            return


def _find(content: Any, place: Place) -> Any:
    for step in place:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content
