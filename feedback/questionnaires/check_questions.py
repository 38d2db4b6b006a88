"""What is wrong with questions: their answers, measures, pictures and routes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from feedback.questionnaires.definition import (
    ABOUT_PERSON,
    MOST_CHARACTERS,
    Band,
    Kind,
    ShowIf,
    Variant,
    WrittenOption,
    WrittenQuestion,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File, Strength
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of
from feedback.questionnaires.snapshot import SKIPPED
from feedback.questionnaires.variants import (
    asked_in,
    escapes_of,
    kind_of,
    measure_of,
    options_of,
    scale_of,
    words_of,
)


class Placed(NamedTuple):
    """A question, where it stands, and its route with where that stands."""

    place: Place
    question: WrittenQuestion
    condition: ShowIf | None
    condition_place: Place


def check_question(file: File, place: Place, question: WrittenQuestion, library: Library) -> None:
    """Report what is wrong with `question`, whatever stands around it."""
    if not file.is_mended((*place, "kind")):
        _check_answers(file, place, question, library)
        _check_ends(file, place, question, library)
    _check_measures(file, place, question, library)
    check_codes(file, place, question.options or [])
    for at, picture in _pictures(place, question):
        check_picture(file, at, picture, library)
    if asked_in(question, Variant.EASY_READ) and not _picture(question, Variant.EASY_READ):
        file.report(
            place, "has no picture in easy read.", "Add 'easy_read:' with 'picture: …' below it."
        )
    elif asked_in(question, Variant.PICTURE) and not _picture(question, Variant.PICTURE):
        file.report(place, "has no picture.", "Add 'picture: …' below 'in_pictures:'.")


def check_codes(file: File, place: Place, options: Sequence[WrittenOption]) -> None:
    """Report codes that are not one option's alone."""
    seen: set[str] = set()
    for i, option in enumerate(options):
        at: Place = (*place, "options", i, "code")
        if option.code in seen or option.code in ("ns", "rns"):
            why = "is used twice" if option.code in seen else "belongs to the escapes"
            file.report(at, f"the code '{option.code}' {why}.", "Choose another.")
        elif option.code == SKIPPED:
            wrong = f"the code '{SKIPPED}' stands for those who gave no answer."
            file.refuse_new(at, wrong, "Choose another.")
        seen.add(option.code)


def check_picture(file: File, place: Place, picture: str, library: Library) -> None:
    """Report a picture that nobody drew."""
    if picture not in library.picture_names:
        file.report(
            place, f"there is no picture '{picture}'.", one_of(library.picture_names, picture)
        )


def option_pictures(place: Place, options: Sequence[WrittenOption]) -> Iterator[tuple[Place, str]]:
    """Every picture `options` name, with its place."""
    for i, option in enumerate(options):
        if option.picture:
            yield (*place, "options", i, "picture"), option.picture
        for key, words in own_words(option):
            if words.picture:
                yield (*place, "options", i, key, "picture"), words.picture


def own_words(block: Any) -> Iterator[tuple[str, Any]]:
    """The blocks of `block` with the words of one variant, and their keys."""
    for key in ("easy_read", "in_pictures"):
        if getattr(block, key) is not None:
            yield key, getattr(block, key)


def check_routing(file: File, placed: Sequence[Placed], library: Library) -> None:
    """Report conditions that can never hold, or that name an answer nobody can give."""
    for variant in Variant:
        earlier: dict[str, set[str]] = {}
        for _, question, condition, at in placed:
            if not asked_in(question, variant):
                continue
            if condition:
                _check_condition(file, at, condition, earlier, variant)
            earlier[question.id] = _codes(question, variant, library)
    _check_routed_codes(file, placed, library)
    for _, question, condition, at in placed:
        if condition and question.kind is Kind.TEXT:
            wrong = (
                "words in this box say that somebody gave the answer that leads to it, "
                "so no comment of this questionnaire will tell its team or its question."
            )
            file.remark(at, Strength.HINT, wrong, "Ask everybody, if it makes sense.")


def _pictures(place: Place, question: WrittenQuestion) -> Iterator[tuple[Place, str]]:
    if question.picture:
        yield (*place, "picture"), question.picture
    for key, words in own_words(question):
        if words.picture:
            yield (*place, key, "picture"), words.picture
    yield from option_pictures(place, question.options or [])


def _picture(question: WrittenQuestion, variant: Variant) -> str | None:
    name: str | None = words_of(question, variant, "picture")
    return name


def _check_answers(file: File, place: Place, question: WrittenQuestion, library: Library) -> None:
    kind = question.kind
    given = (
        question.scale
        or question.options is not None
        or any(words.scale for _, words in own_words(question))
    )
    if kind in (Kind.TEXT, Kind.INFO):
        if given:
            file.report(place, f"kind '{kind}' has no scale and no options.", "Take them out.")
        return
    if (question.scale is None) == (question.options is None):
        wrong = (
            "has both a scale and options." if question.scale else "has no scale and no options."
        )
        file.report(place, wrong, "Name a scale of shared/scales.yaml, or list the options here.")
    for at, name in _scales(place, question):
        if name not in library.scales:
            file.report(at, f"there is no scale '{name}'.", one_of(library.scales, name))
    _check_offered(file, place, question, library)
    scale = library.scales.get(question.scale or "")
    numbers = scale.options is None if scale else False
    if (scale or question.options) and numbers != (kind is Kind.SCALE):
        fits = "numbers" if kind is Kind.SCALE else "words"
        fitting = [
            name
            for name, s in library.scales.items()
            if (s.options is None) == (kind is Kind.SCALE)
        ]
        file.report((*place, "scale"), f"kind '{kind}' needs a scale of {fits}.", one_of(fitting))


def _check_offered(file: File, place: Place, question: WrittenQuestion, library: Library) -> None:
    """Report a variant that asks the question and offers nothing to answer: a page cannot show that."""
    for variant in (variant for variant in Variant if asked_in(question, variant)):
        scale = scale_of(question, variant)
        is_known = scale in library.scales if scale else question.options is not None
        if is_known and not options_of(question, variant, library):
            file.refuse_new(
                (*place, "scale" if scale else "options"),
                f"has no answer to choose from in {variant}.",
                f"Give it an option there, or leave '{variant}' out of its 'variants:'.",
            )


def _scales(place: Place, question: WrittenQuestion) -> Iterator[tuple[Place, str]]:
    if question.scale:
        yield (*place, "scale"), question.scale
    for key, words in own_words(question):
        if words.scale:
            yield (*place, key, "scale"), words.scale


def _check_ends(file: File, place: Place, question: WrittenQuestion, library: Library) -> None:
    kinds = {
        kind_of(question, variant, library) for variant in Variant if asked_in(question, variant)
    }
    if Kind.SCALE in kinds and not (question.low and question.high):
        file.report(
            place, "a scale of numbers needs words at both ends.", "Add 'low: …' and 'high: …'."
        )
    if Kind.SCALE not in kinds and (question.low or question.high):
        file.report(place, "'low' and 'high' are for scales of numbers.", "Take them out.")
    if question.most != MOST_CHARACTERS and question.kind is not Kind.TEXT:
        file.report((*place, "most"), "'most' is for text.", "Take it out.")


def _check_measures(file: File, place: Place, question: WrittenQuestion, library: Library) -> None:
    for variant in Variant:
        name = measure_of(question, variant)
        own = [key for key, words in own_words(question) if words.measure == name]
        at = (*place, *own[:1], "measure") if name != question.measure else (*place, "measure")
        if not name or not asked_in(question, variant):
            continue
        if name not in library.measures:
            known = one_of(library.measures, name).removesuffix(".")
            fix = f"{known}, or add yours to forms/shared/measures.yaml."
            file.report(at, f"there is no measure '{name}'.", fix)
        elif library.measures[name].core:
            _check_core(file, at, name, question, variant, library)


def _check_core(
    file: File,
    place: Place,
    name: str,
    question: WrittenQuestion,
    variant: Variant,
    library: Library,
) -> None:
    """Report a core measure that could not be counted: a figure is how many people were positive."""
    if question.kind is Kind.CHOICES:
        file.refuse_new(
            place,
            f"the measure '{name}' is core, and a tick list counts ticks and not people.",
            "Write 'kind: choice', or measure something that is not core.",
        )
    elif question.id.startswith(ABOUT_PERSON):
        file.refuse_new(
            place,
            f"the measure '{name}' is core, and this question is about the person.",
            "Take it out: who answered is told for the whole council only.",
        )
    elif name != question.measure:
        file.refuse_new(
            place,
            f"the measure '{name}' is core, and {variant} has it to itself: it would have no figure.",
            "Write it beside the question for every variant, or ask it in a question of its own.",
        )
    elif not _has_bands(question, variant, library):
        file.report(
            place,
            f"the measure '{name}' is core, and no answer to this question is positive.",
            "Give the options bands, or measure something that is not core.",
        )


def _has_bands(question: WrittenQuestion, variant: Variant, library: Library) -> bool:
    scale = scale_of(question, variant)
    if scale and scale not in library.scales:
        return True  # said once already
    return any(option.band is Band.POSITIVE for option in options_of(question, variant, library))


def _codes(question: WrittenQuestion, variant: Variant, library: Library) -> set[str]:
    options = (*options_of(question, variant, library), *escapes_of(question, variant, library))
    return {option.code for option in options}


def _check_condition(
    file: File, place: Place, condition: ShowIf, earlier: dict[str, set[str]], variant: Variant
) -> None:
    name = condition.question
    if name not in earlier:
        wrong = f"show_if names '{name}', which is not an earlier question of {variant}."
        file.report((*place, "question"), wrong, one_of(earlier, name))
    elif not earlier[name]:
        wrong = f"show_if names '{name}', whose answers cannot be listed."
        file.report((*place, "question"), wrong, "Name a question with options.")
    elif not earlier[name] & set(condition.codes):
        wrong = f"show_if: '{name}' has none of these answers in {variant}."
        file.report((*place, "codes"), wrong, one_of(earlier[name]))


def _check_routed_codes(file: File, placed: Sequence[Placed], library: Library) -> None:
    everywhere: dict[str, set[str]] = {}
    for _, question, condition, at in placed:
        known = everywhere.get(condition.question, set()) if condition else set()
        for i, code in enumerate(condition.codes if condition and known else ()):
            if code not in known:
                wrong = (
                    f"show_if: '{condition.question if condition else ''}' has no answer '{code}'."
                )
                file.report((*at, "codes", i), wrong, one_of(known, code))
        everywhere[question.id] = set[str]().union(*(_codes(question, v, library) for v in Variant))
