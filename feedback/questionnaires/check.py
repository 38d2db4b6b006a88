"""What is wrong with a file: every problem at once, with its line and what to write instead."""

from collections.abc import Callable, Iterator
from pathlib import Path

from feedback.exceptions import DefinitionError
from feedback.questionnaires.check_attributed import (
    check_no_return_words,
    check_return_version,
    is_attributed,
)
from feedback.questionnaires.check_changes import check_changes, check_levels
from feedback.questionnaires.check_head import check_head
from feedback.questionnaires.check_help import check_help
from feedback.questionnaires.check_questions import Placed, check_question, check_routing
from feedback.questionnaires.check_shared import (
    check_page,
    check_pictures,
    check_scales,
    check_shared_questions,
)
from feedback.questionnaires.check_wording import check_shared_wording, check_wording
from feedback.questionnaires.check_words import GAPS, MOST_QUESTIONS, check_gaps
from feedback.questionnaires.checked import Checked, list_faults
from feedback.questionnaires.definition import (
    ABOUT_PERSON,
    Kind,
    Variant,
    WrittenSection,
    WrittenVersion,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File, Problem, read_file, validate
from feedback.questionnaires.mend import Place
from feedback.questionnaires.resolve import resolve
from feedback.questionnaires.sharing import use_shared
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.variants import asked_in, measure_of, variants_of

__all__ = [
    "GAPS",
    "MOST_QUESTIONS",
    "RESERVED",
    "check_alone",
    "check_file",
    "check_library",
    "check_shared",
    "check_version",
    "find_file_before",
    "open_version",
]

RESERVED = frozenset({"token", "lang", "variant"})


def check_version(path: Path, library: Library, *, root: Path) -> Checked:
    """Everything wrong with the version in `path` alone, and the version resolved.

    `root` is the folder that messages name the file from. Faults of the shared files are `check_library`'s:
    a version is only sure to be whole when both find nothing.
    """
    file = read_file(path, root=root)
    if is_attributed(file):
        return check_return_version(file, library)
    use_shared(file, library)
    written = validate(file, WrittenVersion)
    if written:
        _check_version(file, written, library)
    if written is None or file.problems:
        return Checked(None, sorted(file.problems), sorted(file.wording))
    return Checked(resolve(written, library), [], sorted(file.wording))


def check_alone(
    path: Path, library: Library, *, root: Path
) -> tuple[Snapshot | None, list[Problem]]:
    """The version in `path` resolved, and its problems, its words aside. With a problem there is no snapshot."""
    checked = check_version(path, library, root=root)
    return checked.snapshot, checked.problems


def check_file(
    path: Path, library: Library, *, root: Path
) -> tuple[Snapshot | None, list[Problem]]:
    """The version in `path` as it could be published now, or None with every problem that stops it.

    Where the version before lies beside it, `changes:` is held against what did change.
    """
    checked = check_version(path, library, root=root)
    problems, beside = checked.faults, find_file_before(path)
    if checked.snapshot and beside:
        before, _ = check_alone(beside, library, root=root)
        problems += check_levels(path, before, checked.snapshot, root=root, beside=beside)
    return None if problems else checked.snapshot, sorted(problems)


def find_file_before(path: Path) -> Path | None:
    """The file of the newest version before the one in `path`, in the same folder."""
    numbers = {
        int(other.stem): other for other in path.parent.glob("*.yaml") if other.stem.isdecimal()
    }
    older = [number for number in numbers if path.stem.isdecimal() and number < int(path.stem)]
    return numbers[max(older)] if older else None


def check_library(library: Library) -> list[Problem]:
    """Every problem of the shared files that stops publishing."""
    return sorted([*check_shared(library), *list_faults(library.wording)])


def check_shared(library: Library) -> list[Problem]:
    """What is wrong with the shared files, their words aside. Those are in `library.wording` from then on."""
    check_scales(library)
    check_pictures(library)
    check_shared_questions(library)
    for name, page in library.pages.items():
        check_page(library.files[name], page, library)
    check_shared_wording(library)
    return library.problems


def open_version(
    path: Path,
    library: Library,
    *,
    root: Path,
    is_published: Callable[[Snapshot], bool] = lambda _: False,
) -> Snapshot:
    """The version in `path` alone. Raises DefinitionError with every problem, one a line.

    Hard words stop only a version that is not published: people answered the others as they are.
    """
    checked = check_version(path, library, root=root)
    problems = check_shared(library) + checked.problems
    if checked.snapshot is None or not is_published(checked.snapshot):
        problems = check_library(library) + checked.faults
    if checked.snapshot is None or problems:
        raise DefinitionError("\n".join(map(str, problems)))
    return checked.snapshot


def _check_version(file: File, written: WrittenVersion, library: Library) -> None:
    check_head(file, written, library)
    placed = list(_place(written))
    for one in placed:
        check_question(file, one.place, one.question, library)
    _check_ids(file, placed, _shared_questions(written, library))
    check_routing(file, placed, library)
    check_help(file, written, placed, library)
    _check_columns(file, placed, library)
    _check_variants(file, placed, variants_of(written))
    for variant in variants_of(written):
        _check_length(file, placed, variant)
    check_changes(file, written)
    check_gaps(file)
    check_no_return_words(file, [(one.place, one.question) for one in placed], library)
    check_wording(file, written, library)


def _place(written: WrittenVersion) -> Iterator[Placed]:
    for s, section in enumerate(written.sections):
        for q, question in enumerate(section.questions):
            place: Place = ("sections", s, "questions", q)
            where = place if question.show_if else _where(s, section)
            yield Placed(place, question, question.show_if or section.show_if, (*where, "show_if"))


def _where(number: int, section: WrittenSection) -> Place:
    return ("sections", number) if section.show_if else ()


def _shared_questions(written: WrittenVersion, library: Library) -> set[str]:
    pages = (library.asks(name) for name in written.end)
    return {question.id for page in pages if page for question in page.questions}


def _check_ids(file: File, placed: list[Placed], shared: set[str]) -> None:
    seen: set[str] = set()
    for place, question, *_ in placed:
        at = (*place, "id")
        if question.id in RESERVED:
            file.report(
                at, f"the id '{question.id}' is taken by the page itself.", "Choose another."
            )
        elif question.id in seen:
            file.report(at, f"the id '{question.id}' is used twice.", "Give each question its own.")
        elif question.id in shared:
            file.report(at, f"the id '{question.id}' is that of a shared page.", "Choose another.")
        elif question.id.startswith(ABOUT_PERSON):
            file.report(
                at, "ids that begin 'eq_' are for questions about the person.", "Choose another."
            )
        seen.add(question.id)


def _check_columns(file: File, placed: list[Placed], library: Library) -> None:
    titles: dict[str, str] = {}
    for place, question, *_ in placed:
        for name in {measure_of(question, variant) for variant in Variant}:
            measure = library.measures.get(name or "")
            if (
                measure
                and measure.core
                and titles.setdefault(measure.title, question.id) != question.id
            ):
                file.report(
                    (*place, "measure"),
                    f"its measure is called '{measure.title}', and so is that of '{titles[measure.title]}'.",
                    "Both would stand in one column: give one another measure.",
                )


def _check_variants(file: File, placed: list[Placed], variants: list[Variant]) -> None:
    for place, question, *_ in placed:
        if asked_in(question, Variant.PICTURE) and Variant.PICTURE not in variants:
            file.report(
                place,
                "is asked in pictures, and the questionnaire has no picture variant.",
                "Add 'in_pictures:' with title, invitation and minutes at the head of the file.",
            )


def _check_length(file: File, placed: list[Placed], variant: Variant) -> None:
    asked = [question for _, question, *_ in placed if asked_in(question, variant)]
    count = sum(question.kind is not Kind.INFO for question in asked)
    if not asked:
        file.report(
            ("sections",), f"{variant} has no question.", f"Give some questions to '{variant}'."
        )
    if count > MOST_QUESTIONS.get(variant, count):
        name = {Variant.EASY_READ: "easy read", Variant.PICTURE: "the picture variant"}[variant]
        file.report(
            ("sections",),
            f"{name} has {count} questions; {MOST_QUESTIONS[variant]} are the most.",
            "Limit some to standard: 'variants:' with '- standard' below it."
            if variant is Variant.EASY_READ
            else "Take 'in_pictures:' away from some.",
        )
