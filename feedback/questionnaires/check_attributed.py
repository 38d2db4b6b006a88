"""What is wrong with an attributed file: what belongs to anonymous ones, and questions about the person who answers."""

import re
from collections.abc import Iterable, Iterator

from feedback.questionnaires.attributed import (
    About,
    MadeBy,
    WrittenReturnQuestion,
    WrittenReturnSection,
    WrittenReturnVersion,
    options_of_return,
    resolve_return,
)
from feedback.questionnaires.check_questions import check_codes
from feedback.questionnaires.check_words import check_gaps
from feedback.questionnaires.checked import Checked
from feedback.questionnaires.definition import ABOUT_PERSON, Class, WrittenQuestion
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File, validate
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of

Placed = tuple[Place, WrittenReturnQuestion, int | None]
# What only somebody who answers anonymously is told or asked.
OF_ANONYMOUS = (
    "audience",
    "handed_out_by",
    "teams",
    "help_when",
    "unsafe",
    "invitation",
    "easy_read",
    "in_pictures",
    "start",
    "end",
    "closing",
)
# Words that ask a child or parent about themself. Whoever is shown by name must not be asked.
ABOUT_ONESELF = re.compile(
    r"\b(your|my) (age|gender|sex|ethnic\w*|religion|faith|disabilit\w*|sexual\w*|family|famil\w+|parents?|mum|dad|"
    r"carers?|foster\w*|home|school|life|feelings|health|social worker|personal adviser|iro|care plan)\b"
    r"|\bhow old are you\b|\b(do|did|are|were) you (feel|felt|feeling|safe|happy|sad|worried|in care)\b"
    r"|\bhow (do|did) you feel\b|\babout yourself\b|\babout you\b",
    re.IGNORECASE,
)


def is_attributed(file: File) -> bool:
    """Whether `file` says that it is attributed."""
    return isinstance(file.plain, dict) and file.plain.get("class") == Class.ATTRIBUTED


def check_return_version(file: File, library: Library) -> Checked:
    """Everything wrong with an attributed version, and the version resolved."""
    _take_out_anonymous(file)
    written = validate(file, WrittenReturnVersion)
    if written:
        _check_whole(file, written, library)
    if written is None or file.problems:
        return Checked(None, sorted(file.problems), sorted(file.wording))
    return Checked(resolve_return(written, library), [], sorted(file.wording))


def check_no_return_words(
    file: File, placed: Iterable[tuple[Place, WrittenQuestion]], library: Library
) -> None:
    """Report answers of an anonymous version that explain themselves: its pages do not show that."""
    for place, question in placed:
        scale = library.scales.get(question.scale or "")
        options = (scale.options if scale else question.options) or ()
        if any(option.help for option in options):
            file.report(
                place,
                "has answers with 'help:', which only attributed questionnaires show.",
                "Name another scale, or say it in the label.",
            )


def _take_out_anonymous(file: File) -> None:
    plain = file.plain
    for key in OF_ANONYMOUS:
        if key in plain:
            file.report(
                (key,),
                f"'{key}' belongs to anonymous questionnaires.",
                "Take it out: a return is shown by name, and nobody answers about themself in it.",
            )
            del plain[key]
    for place, question in _list_raw(plain):
        for key in ("use", "easy_read", "in_pictures", "measure"):
            if isinstance(question, dict) and key in question:
                file.report(
                    (*place, key),
                    f"'{key}' belongs to anonymous questionnaires.",
                    "Write a question of its own: returns and answers of people never mix.",
                )
                del question[key]


def _list_raw(plain: dict[str, object]) -> Iterator[tuple[Place, object]]:
    sections = plain.get("sections")
    for s, section in enumerate(sections if isinstance(sections, list) else ()):
        questions = section.get("questions") if isinstance(section, dict) else None
        for q, question in enumerate(questions if isinstance(questions, list) else ()):
            yield ("sections", s, "questions", q), question


def _check_whole(file: File, written: WrittenReturnVersion, library: Library) -> None:
    _check_name(file, written)
    placed = list(_place(written))
    _check_sections(file, written.sections)
    _check_ids(file, placed, library)
    for place, question, _ in placed:
        _check_question(file, place, question, library)
    _check_again(file, written, placed, library)
    if (written.made_by is MadeBy.INSPECTOR) != (written.about is About.PLACE):
        file.report(
            ("about",),
            "inspectors look at a place, and nobody else does.",
            "Write 'made_by: inspector' and 'about: place', or neither.",
        )
    check_gaps(file)


def _check_name(file: File, written: WrittenReturnVersion) -> None:
    folder, stem = file.path.parent.name, file.path.stem
    if written.questionnaire != folder:
        file.report(
            ("questionnaire",),
            f"the file lies in '{folder}' and says '{written.questionnaire}'.",
            f"Write 'questionnaire: {folder}', or move the file.",
        )
    if str(written.version) != stem:
        file.report(
            ("version",),
            f"the file is called '{file.path.name}' and says version {written.version}.",
            f"Call it '{written.version}.yaml'.",
        )


def _place(written: WrittenReturnVersion) -> Iterator[Placed]:
    for s, section in enumerate(written.sections):
        for q, question in enumerate(section.questions):
            yield ("sections", s, "questions", q), question, section.stage


def _check_sections(file: File, sections: Iterable[WrittenReturnSection]) -> None:
    seen: set[str] = set()
    for s, section in enumerate(sections):
        if section.id in seen:
            wrong = f"the section id '{section.id}' is used twice."
            file.report(("sections", s, "id"), wrong, "Give each section its own.")
        seen.add(section.id)


def _check_ids(file: File, placed: Iterable[Placed], library: Library) -> None:
    """Ids of questions to people are not taken: two columns of one name would be read as one."""
    pages = (library.asks(name) for name in library.pages)
    others = {question.id for page in pages if page for question in page.questions}
    others |= {question.id for question in library.questions}
    seen: set[str] = set()
    for place, question, _ in placed:
        at = (*place, "id")
        if question.id in seen:
            file.report(at, f"the id '{question.id}' is used twice.", "Give each question its own.")
        elif question.id in others or question.id.startswith(ABOUT_PERSON):
            wrong = f"the id '{question.id}' is that of a question to a child or parent."
            file.report(at, wrong, "Choose another: nobody answers about themself in a return.")
        seen.add(question.id)


def _check_question(
    file: File, place: Place, question: WrittenReturnQuestion, library: Library
) -> None:
    for key in ("text", "help"):
        words = getattr(question, key)
        found = ABOUT_ONESELF.search(words or "")
        if found:
            file.report(
                (*place, key),
                f"'{found.group()}' asks people about themselves, and a return is shown by name.",
                "Ask about the team, the place or the course, or make it an anonymous questionnaire.",
            )
    check_codes(file, place, question.options or [])
    if question.kind == "text":
        if question.scale or question.options or question.evidence:
            wrong = "kind 'text' has no scale, no options and no evidence."
            file.report(place, wrong, "Take them out.")
    elif (question.scale is None) == (question.options is None):
        wrong = (
            "has both a scale and options." if question.scale else "has no scale and no options."
        )
        file.report(place, wrong, "Name a scale of shared/scales.yaml, or list the options here.")
    elif not options_of_return(question, library):
        words_only = [name for name, scale in library.scales.items() if scale.options]
        wrong = f"there is no scale of words '{question.scale}'."
        file.report((*place, "scale"), wrong, one_of(words_only, question.scale or ""))


def _check_again(
    file: File, written: WrittenReturnVersion, placed: Iterable[Placed], library: Library
) -> None:
    staged = next((s for s in written.sections if s.stage == 2), None)
    if written.again is None and staged:
        where = ("sections", written.sections.index(staged), "stage")
        wrong = "is asked at a second stage, and there is none."
        file.report(where, wrong, "Add 'again:' at the head of the file.")
    only = written.again.only_if if written.again else None
    if only is None:
        return
    first = {question.id: question for _, question, stage in placed if stage != 2}
    at: Place = ("again", "only_if")
    if only.question not in first:
        wrong = f"only_if names '{only.question}', which the first stage does not ask."
        file.report((*at, "question"), wrong, one_of(first, only.question))
        return
    known = {option.code for option in options_of_return(first[only.question], library)}
    for number, code in enumerate(only.codes):
        if code not in known:
            wrong = f"only_if: '{only.question}' has no answer '{code}'."
            file.report((*at, "codes", number), wrong, one_of(known, code))
