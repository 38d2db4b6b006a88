"""What each variant puts on one screen, with the place in the file that every text comes from."""

from collections.abc import Iterator, Sequence
from typing import Any

from feedback.questionnaires.definition import (
    Kind,
    ShowIf,
    Variant,
    WrittenOption,
    WrittenQuestion,
    WrittenVersion,
)
from feedback.questionnaires.easy_read import Role, Screen, Text
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.shared_definition import WrittenAsk, WrittenLines, WrittenScale
from feedback.questionnaires.variants import asked_in, kind_of, offered_in, options_of

# Where each variant looks for its words, nearest first.
LAYERS = {
    Variant.STANDARD: ("",),
    Variant.EASY_READ: ("easy_read", ""),
    Variant.PICTURE: ("in_pictures", "easy_read", ""),
}


def list_screens(
    file: File, written: WrittenVersion, variant: Variant, library: Library
) -> list[Screen]:
    """The screens of `written` in `variant`: its head, then each question. A shared question is marked."""
    screens = [Screen(tuple(_texts((), written, variant, ("title", "invitation"))))]
    for s, section in enumerate(written.sections):
        place: Place = ("sections", s)
        above = [*_texts(place, section, variant, ("title",)), *_routes(place, section, variant)]
        for q, question in enumerate(section.questions):
            if asked_in(question, variant):
                at = (*place, "questions", q)
                shared = _is_used(file, at)
                screens.append(_question(at, question, variant, library, above, shared=shared))
                above = []
    return screens


def list_shared_screens(name: str, variant: Variant, library: Library) -> list[Screen]:
    """The screens of the shared file `name`: a page, the shared questions, or the answers of the scales."""
    if name == "scales":
        return _scales(library, variant)
    if name == "questions":
        return _questions(library.questions, variant, library)
    page = library.pages.get(name)
    if page is None:
        return []
    return (
        _lines(page, variant) if isinstance(page, WrittenLines) else _asks(page, variant, library)
    )


def _asks(page: WrittenAsk, variant: Variant, library: Library) -> list[Screen]:
    place, head = _layer(page, variant)
    texts = _texts(place, head, Variant.STANDARD, ("title", "intro"))
    return [Screen(tuple(texts)), *_questions(page.questions, variant, library)]


def _questions(
    questions: Sequence[WrittenQuestion], variant: Variant, library: Library
) -> list[Screen]:
    return [
        _question(("questions", i), question, variant, library, [])
        for i, question in enumerate(questions)
        if asked_in(question, variant)
    ]


def _lines(page: WrittenLines, variant: Variant) -> list[Screen]:
    above, block = _layer(page, variant)
    lists = (("lines", block.lines), ("more", block.more), ("box", block.box))
    texts = [
        Text((*above, key, i, "text"), line.text)
        for key, lines in lists
        for i, line in enumerate(lines)
    ]
    return [Screen(tuple(texts))]


def _scales(library: Library, variant: Variant) -> list[Screen]:
    places: list[tuple[Place, WrittenScale]] = [
        (("scales", name), scale)
        for name, scale in library.scales.items()
        # Answers that explain themselves are for staff: no child reads a ladder.
        if not any(option.help for option in scale.options or ())
    ]
    screens = [
        Screen(tuple(_answers(place, scale.options or [], variant))) for place, scale in places
    ]
    escapes = [
        text
        for code, option in library.escapes.items()
        for text in _texts(("escapes", code), option, variant, ("label",), Role.ANSWER)
    ]
    return [*screens, Screen(tuple(escapes))]


def find_place(place: Place, block: Any, variant: Variant, key: str) -> tuple[Place, Any]:
    """Where `variant` finds what `block` says under `key`, and what it says; None when it says nothing."""
    for layer in LAYERS[variant]:
        words = getattr(block, layer) if layer else block
        value = getattr(words, key, None)
        if value is not None:
            return ((*place, layer, key) if layer else (*place, key)), value
    return place, None


def _question(
    place: Place,
    question: WrittenQuestion,
    variant: Variant,
    library: Library,
    above: Sequence[Text],
    *,
    shared: bool = False,
) -> Screen:
    kind = kind_of(question, variant, library)
    texts = [*above, *_texts(place, question, variant, ("text",), Role.ASK)]
    texts += _texts(place, question, variant, ("help",))
    texts += _answers(place, question.options or [], variant)
    texts += _routes(place, question, variant)
    if kind is Kind.SCALE:
        texts += _texts(place, question, Variant.STANDARD, ("low", "high"), Role.ANSWER)
    labels = [option.label.lower() for option in options_of(question, variant, library)]
    agree = any(label in ("agree", "strongly agree") for label in labels)
    return Screen(tuple(texts), kind=kind, agree=agree, shared=shared)


def _texts(
    place: Place, block: Any, variant: Variant, keys: Sequence[str], role: Role = Role.SAY
) -> list[Text]:
    found = (find_place(place, block, variant, key) for key in keys)
    return [Text(at, words, role) for at, words in found if words is not None]


def _answers(place: Place, options: Sequence[WrittenOption], variant: Variant) -> Iterator[Text]:
    for i, option in enumerate(options):
        if offered_in(option, variant):
            yield from _texts((*place, "options", i), option, variant, ("label",), Role.ANSWER)


def _routes(place: Place, block: Any, variant: Variant) -> Iterator[Text]:
    condition: ShowIf | None = block.show_if
    if condition is None:
        return
    for key in (*LAYERS[variant][:-1], "words"):
        words = getattr(condition, key)
        if words is not None:
            yield Text((*place, "show_if", key), words)
            return


def _layer(page: Any, variant: Variant) -> tuple[Place, Any]:
    """The block of a shared page that `variant` reads whole, and where it stands."""
    found = ((layer, getattr(page, layer)) for layer in LAYERS[variant][:-1])
    return next((((layer,), block) for layer, block in found if block is not None), ((), page))


def _is_used(file: File, place: Place) -> bool:
    """Whether the question at `place` is a shared one: its words are held against the rules in their own file."""
    node = file.data
    try:
        for step in place:
            node = node[step]
    except (KeyError, IndexError, TypeError):
        return False  # a stand-in for what was wrong in its shape
    return isinstance(node, dict) and "use" in node
