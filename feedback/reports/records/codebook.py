"""What every column and code of the record-level file means."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedback.disclosure.traits import OTHER
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Option, Question, Snapshot
from feedback.reports.records.answers import (
    BANDS,
    NOT_ASKED,
    NOT_IN_VARIANT,
    NOT_POSITIVE,
    SKIPPED,
    WITHHELD,
    Printed,
    print_code,
)
from feedback.reports.records.rows import TOLD, RecordRows
from feedback.reports.shown import VARIANT_LABELS, language_name

HEADINGS = (
    "Column", "Kind", "Question", "Version", "Variant", "Text", "Measure", "Measure title", "Scale", "Code",
    "Label", "Band", "Score",
)  # fmt: skip
MODES = {
    "self": "On a device of their own",
    "kiosk": "On a shared screen",
    "interview": "Somebody asked them the questions",
    "paper": "On paper, typed in by staff",
}
SEVERAL = "Other, or too few to be told beside what stands before it"
STATES = (
    (SKIPPED, "Asked, and left out"),
    (NOT_ASKED, "Not asked, because of the answer to an earlier question"),
    (NOT_IN_VARIANT, "The version and variant of this row does not have the question or the option"),
    (WITHHELD, "Not told: the answer would tell which version or variant this row is of"),
    *((word, f"The band alone: {band.value}; the code would tell the version or variant") for band, word in BANDS.items()),
    (NOT_POSITIVE, "Any band but positive; the code would tell the version or variant"),
)  # fmt: skip
TICKED = ((1, "Ticked"), (0, "Not ticked"))
Line = tuple[Printed, ...]


@dataclass(frozen=True)
class _Asked:
    """A question as one version and variant ask it."""

    snapshot: Snapshot
    variant: Variant
    question: Question


def list_lines(rows: RecordRows) -> list[Line]:
    """One line for each code of each column: first how an answer came, then what stands in any column, then answers."""
    return [*_list_traits(rows), *_list_states(), *_list_answers(rows)]


def _list_traits(rows: RecordRows) -> Iterator[Line]:
    for team in rows.team_rows:
        together = f"These teams together: {', '.join(team.teams)}" if len(team.teams) > 1 else ""
        yield _line("Team", "how it came", code=team.name, label=together or "One team")
    names = {snapshot.version: snapshot.name for snapshot in rows.versions.values()}
    helpers = _list_helpers(rows)
    told = sorted(
        {
            (place, value)
            for _, traits in rows.printed.values()
            for place, value in enumerate(traits)
        }
    )
    labels: tuple[Callable[[str], str], ...] = (
        lambda code: f"{names[int(code)]}, version {code}",
        lambda code: VARIANT_LABELS[Variant(code)],
        language_name,
        lambda code: MODES.get(code, code),
        lambda code: helpers.get(code, code),
    )
    for place, value in told:
        label = (
            SEVERAL if value == OTHER else "Left out" if value == SKIPPED else labels[place](value)
        )
        yield _line(TOLD[place], "how it came", code=print_code(value), label=label)


def _list_helpers(rows: RecordRows) -> dict[str, str]:
    """The answers to who helped, as the newest version words them."""
    found: dict[str, str] = {}
    for form in rows.forms.values():
        question = form.questions.get("helped_by")
        for code, option in (question.codes if question else {}).items():
            found.setdefault(code, option.label)
    return found


def _list_states() -> Iterator[Line]:
    for code, label in STATES:
        yield _line("any column of answers", "state", code=code, label=label)


def _list_answers(rows: RecordRows) -> Iterator[Line]:
    headings = rows.headings[len(rows.headings) - len(rows.columns) :]
    for column, heading in zip(rows.columns, headings, strict=True):
        for asked in _list_asked(rows, column.question):
            for code, option in asked.question.codes.items():
                if column.option is None:
                    yield _answer(asked, heading, print_code(code), option.label, option)
                elif column.option == code:
                    for ticked, said in TICKED:
                        yield _answer(asked, heading, ticked, f"{said}: {option.label}", option)


def _list_asked(rows: RecordRows, question: str) -> Sequence[_Asked]:
    return [
        _Asked(rows.versions[id_], form.variant, form.questions[question])
        for (id_, _), form in rows.forms.items()
        if question in form.questions
    ]


def _answer(asked: _Asked, heading: str, code: Printed, label: str, option: Option) -> Line:
    question = asked.question
    measure = question.measure or ""
    title = asked.snapshot.measures[measure].title if measure else ""
    score = "" if option.score is None else option.score
    return (
        heading, "answer", question.id, asked.snapshot.version, asked.variant.value, question.text, measure,
        title, question.scale or "", code, label, option.band.value, score,
    )  # fmt: skip


def _line(column: str, kind: str, *, code: Printed, label: str) -> Line:
    return (column, kind, "", "", "", "", "", "", "", code, label, "", "")
