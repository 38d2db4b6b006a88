"""What is wrong with the shared files: scales, pictures and pages."""

from feedback.questionnaires.check_promises import check_promises, list_blocks
from feedback.questionnaires.check_questions import (
    Placed,
    check_codes,
    check_picture,
    check_question,
    check_routing,
    option_pictures,
    own_words,
)
from feedback.questionnaires.check_words import check_gaps
from feedback.questionnaires.definition import ABOUT_PERSON
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of
from feedback.questionnaires.shared_definition import (
    WrittenAsk,
    WrittenLines,
    WrittenScale,
)

BANDS = ["positive", "middle", "negative"]  # the order in every scale, never changed
MOST_NUMBERS = 11  # 0 to 10


def check_scales(library: Library) -> None:
    """Report what is wrong with the scales and the escapes."""
    file = library.files["scales"]
    for name, scale in library.scales.items():
        place: Place = ("scales", name)
        _check_either(file, place, scale)
        _check_numbers(file, place, scale)
        _check_order(file, place, scale)
        check_codes(file, place, scale.options or [])
        for at, picture in option_pictures(place, scale.options or []):
            check_picture(file, at, picture, library)
    for code, option in library.escapes.items():
        if option.code != code:
            at = ("escapes", code, "code")
            file.report(
                at,
                f"the escape '{code}' has the code '{option.code}'.",
                f"Write 'code: \"{code}\"'.",
            )
        for key, words in own_words(option):
            if words.picture:
                check_picture(file, ("escapes", code, key, "picture"), words.picture, library)


def check_shared_questions(library: Library) -> None:
    """Report what is wrong with the questions that versions share."""
    file = library.files["questions"]
    seen: set[str] = set()
    for i, question in enumerate(library.questions):
        place: Place = ("questions", i)
        check_question(file, place, question, library)
        if question.show_if:
            file.report(
                (*place, "show_if"),
                "a shared question stands in many places.",
                "Write 'show_if:' where it is used.",
            )
        if question.id in seen:
            file.report(
                (*place, "id"), f"the id '{question.id}' is used twice.", "Give each its own."
            )
        seen.add(question.id)
    check_gaps(file)


def check_pictures(library: Library) -> None:
    """Report other names that lead to no picture, or hide one."""
    file = library.files["pictures"]
    for name, picture in library.also_called.items():
        if picture not in library.pictures:
            file.report(
                ("also_called", name),
                f"there is no picture '{picture}'.",
                one_of(library.pictures, picture),
            )
        if name in library.pictures:
            file.report(
                ("also_called", name), f"'{name}' is a picture itself.", "Choose another name."
            )


def check_page(file: File, page: WrittenLines | WrittenAsk, library: Library) -> None:
    """Report what is wrong with one shared page."""
    if isinstance(page, WrittenAsk):
        _check_ask(file, page, library)
    else:
        check_promises(file, page, library)
        for place, line in (placed for _, block in list_blocks(page) for placed in block):
            if line.picture:
                check_picture(file, (*place, "picture"), line.picture, library)
            elif place[0] in ("easy_read", "in_pictures"):
                file.report(
                    place, "a line of easy read has no picture.", "Add 'picture: …' below it."
                )
    check_gaps(file)


def _check_ask(file: File, page: WrittenAsk, library: Library) -> None:
    seen: set[str] = set()
    placed = []
    for i, question in enumerate(page.questions):
        place: Place = ("questions", i)
        check_question(file, place, question, library)
        placed.append(Placed(place, question, question.show_if, (*place, "show_if")))
        if question.id in seen:
            file.report(
                (*place, "id"), f"the id '{question.id}' is used twice.", "Give each its own."
            )
        if page.optional != question.id.startswith(ABOUT_PERSON):
            wrong = "is about the person" if page.optional else "is not about the person"
            instead = "Let its id begin 'eq_'." if page.optional else "Take 'eq_' off its id."
            file.report((*place, "id"), f"{wrong}, which its id does not say.", instead)
        seen.add(question.id)
    check_routing(file, placed, library)


def _check_either(file: File, place: Place, scale: WrittenScale) -> None:
    numbers = (scale.lowest, scale.highest, scale.middle_from, scale.positive_from)
    whole = None not in numbers
    if whole == bool(scale.options) or (scale.options and numbers != (None,) * len(numbers)):
        file.report(
            place,
            "a scale has either options or numbers.",
            "Give it 'options:', or all of 'lowest:', 'highest:', 'middle_from:' and 'positive_from:'.",
        )


def _check_numbers(file: File, place: Place, scale: WrittenScale) -> None:
    numbers = scale.numbers
    if numbers is None:
        return
    if not 0 <= numbers.lowest < numbers.middle_from <= numbers.positive_from <= numbers.highest:
        file.report(
            place,
            "the numbers are not in order.",
            "From 0 up: lowest, middle_from, positive_from, highest.",
        )
    if numbers.highest - numbers.lowest >= MOST_NUMBERS:
        file.report(
            (*place, "highest"),
            f"{MOST_NUMBERS} numbers are the most for a phone.",
            "Write 'highest: 10'.",
        )


def _check_order(file: File, place: Place, scale: WrittenScale) -> None:
    order = [option.band for option in scale.options or () if option.band in BANDS]
    if order != sorted(order, key=BANDS.index):
        file.report(
            (*place, "options"),
            "the options are not in order.",
            "Positive first, then middle, then negative, the same in every scale.",
        )
