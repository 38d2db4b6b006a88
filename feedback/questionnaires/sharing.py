"""How a version asks a shared question: `use: listened` becomes the question as it is worded once."""

from typing import Any

from feedback.questionnaires.definition import Use
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of

OWN = tuple(name for name in Use.model_fields if name != "use")  # what a version may say itself


def use_shared(file: File, library: Library) -> None:
    """Put the shared questions that `file` uses in their places, and report those that cannot be.

    What cannot be used becomes a question that only says something, so that the rest can be checked.
    A version without a picture variant uses a shared question without its words for pictures.
    """
    left_out = () if _is_pictured(file.plain) else ("in_pictures",)
    for place, questions in _lists(file.plain):
        for number, question in enumerate(questions):
            if isinstance(question, dict) and "use" in question:
                merged = _merge(question, library)
                questions[number] = {key: merged[key] for key in merged if key not in left_out}
                _report(file, (*place, number), question, library)


def _is_pictured(plain: Any) -> bool:
    return isinstance(plain, dict) and "in_pictures" in plain


def _lists(plain: Any) -> list[tuple[Place, list[Any]]]:
    sections = plain.get("sections") if isinstance(plain, dict) else None
    return [
        (("sections", number, "questions"), section["questions"])
        for number, section in enumerate(sections if isinstance(sections, list) else ())
        if isinstance(section, dict) and isinstance(section.get("questions"), list)
    ]


def _find(written: dict[str, Any], library: Library) -> dict[str, Any] | None:
    return library.use(written["use"]) if isinstance(written["use"], str) else None


def _merge(written: dict[str, Any], library: Library) -> dict[str, Any]:
    unknown = {"id": str(written["use"]), "kind": "info", "text": "…", "picture": "mark"}
    shared = _find(written, library) or unknown
    return shared | {key: written[key] for key in OWN if key in written}


def _report(file: File, place: Place, written: dict[str, Any], library: Library) -> None:
    if _find(written, library) is None:
        name = written["use"]
        known = [question.id for question in library.questions]
        file.report(
            (*place, "use"), f"there is no shared question '{name}'.", one_of(known, str(name))
        )
    for key in written:
        if key not in (*OWN, "use"):
            file.report(
                (*place, key),
                f"'{key}' cannot be changed in a shared question.",
                f"Take it out, or write a question of its own. Only {' and '.join(OWN)} may differ.",
            )
