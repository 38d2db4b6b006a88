"""How many people of each kind there are: a list, looked through line by line, then kept in fives for a year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.disclosure.periods import Length, period_of
from feedback.dues import NOT_RECORDED, read_count
from feedback.exceptions import ChangedError, FeedbackError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.cohorts import CohortCount
from feedback.pasted_lists import list_problems, read_lines, write_lines
from feedback.questionnaires.definition import Kind
from feedback.versions import open_asked, snapshot_of

COLUMNS = ("item", "code", "count")
HEADER = "The first line must name the columns: item,code,count"
STEP = 5  # counts are kept to the nearest of it, so that a small one points at nobody

Answer = tuple[str, str]  # a question about the person, and a code
Cohort = Mapping[Answer, int]


@dataclass(frozen=True)
class CohortLine:
    """One line of a list, as it was written."""

    number: int
    item: str
    code: str
    count: str
    extra: bool = False


@dataclass(frozen=True)
class CohortCheck:
    """One line and what it would do: the count of `answer` goes from `before` to `after`, or a `problem` in words."""

    line: CohortLine
    answer: Answer = ("", "")
    text: str = ""
    label: str = ""
    before: int | None = None
    after: int | None = None
    problem: str = ""


def year_of(day: date) -> str:
    """The financial year of a day: "2026-27"."""
    return period_of(day, Length.YEAR).name


def list_years(today: date) -> list[str]:
    """The years that counts are kept for, newest first: next year, this one and the five before."""
    return [year_of(today.replace(year=today.year + more, day=1)) for more in range(1, -6, -1)]


def check_year(year: str, today: date) -> str:
    """The year as it is written. Raises RefusedError for one that counts are not kept for."""
    if year not in (known := list_years(today)):
        raise RefusedError(f"“{year}” is not a financial year from {known[-1]} to {known[0]}.")
    return year


def list_answers(session: Session, questionnaire: str) -> dict[Answer, tuple[str, str]]:
    """Each answer that says who somebody is, in the newest version, with the question and itself in words."""
    snapshot = snapshot_of(open_asked(session, questionnaire))
    found: dict[Answer, tuple[str, str]] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            if question.kind in (Kind.CHOICE, Kind.SCALE):
                for option in question.options:
                    found.setdefault((question.id, option.code), (question.text, option.label))
    order = list(dict.fromkeys(item for item, _ in found))
    return dict(sorted(found.items(), key=lambda one: order.index(one[0][0])))


def read_cohorts(session: Session) -> dict[tuple[str, str], dict[Answer, int]]:
    """Every count there is, by questionnaire and year."""
    found: dict[tuple[str, str], dict[Answer, int]] = {}
    order = (CohortCount.questionnaire, CohortCount.year, CohortCount.item, CohortCount.code)
    for one in session.scalars(select(CohortCount).order_by(*order)):
        found.setdefault((one.questionnaire, one.year), {})[one.item, one.code] = one.count
    return found


def read_cohort_list(text: str) -> list[CohortLine]:
    """The lines of a list with commas, semicolons or tabs. Raises FeedbackError."""
    found = read_lines(text, COLUMNS, header=HEADER)
    lines = [
        CohortLine(one.number, one.cells[0], one.cells[1], one.cells[2], one.extra)
        for one in found
        if any(one.cells)
    ]
    counted = {line.item.lower() for line in lines if line.count}
    kept = [line for line in lines if line.item.lower() in counted]
    if not kept:
        raise FeedbackError("The list has no counts. Write one behind each answer.")
    return kept


def check_cohort(
    session: Session, lines: Iterable[CohortLine], *, questionnaire: str, year: str
) -> list[CohortCheck]:
    """What each line would do. An item is counted whole or not at all, or its shares would be wrong."""
    known = list_answers(session, questionnaire)
    now = read_cohorts(session).get((questionnaire, year), {})
    checks: list[CohortCheck] = []
    for line in lines:
        try:
            checks.append(_check(line, known, now, seen=[one.answer for one in checks]))
        except RefusedError as problem:
            checks.append(CohortCheck(line, problem=str(problem)))
    return [_check_whole(one, checks, known) for one in checks]


def state_of(checks: Sequence[CohortCheck]) -> str:
    """Changes when a count that would be replaced does: what somebody saw when they decided."""
    facts = [(one.answer, one.before) for one in checks]
    return fingerprint(facts)


def save_cohort(
    session: Session,
    checks: Sequence[CohortCheck],
    *,
    questionnaire: str,
    year: str,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Save every line, or none; other items stay. Raises RefusedError, or ChangedError when not as `seen`."""
    problems = list_problems(checks)
    if problems:
        raise RefusedError("\n".join(problems))
    if seen is not None and seen != state_of(checks):
        raise ChangedError(
            "Somebody else changed some of these counts meanwhile. Nothing was saved."
        )
    items = {one.answer[0] for one in checks}
    of_year = (CohortCount.questionnaire == questionnaire, CohortCount.year == year)
    session.execute(delete(CohortCount).where(*of_year, CohortCount.item.in_(items)))
    session.add_all(
        CohortCount(
            questionnaire=questionnaire, year=year, item=one.answer[0], code=one.answer[1], count=one.after
        )
        for one in checks
        if one.after is not None
    )  # fmt: skip
    audit.record(session, Deed.SAVED_COHORT, f"cohort {questionnaire} {year}", by=by)


def write_list(answers: Iterable[Answer], counts: Mapping[Answer, int]) -> str:
    """A list to fill in, or to put counts back with."""
    return write_lines(COLUMNS, ([*answer, counts.get(answer, "")] for answer in answers))


def write_before(checks: Iterable[CohortCheck]) -> str:
    """The same list with the counts that were there before: to put them back."""
    return write_lines(
        COLUMNS,
        ([*one.answer, NOT_RECORDED if one.before is None else one.before] for one in checks),
    )


def _check(
    line: CohortLine,
    known: Mapping[Answer, tuple[str, str]],
    now: Mapping[Answer, int],
    *,
    seen: Sequence[Answer],
) -> CohortCheck:
    if line.extra:
        raise RefusedError("it has more columns than the first line.")
    answer = _find_answer(line, known)
    if answer in seen:
        raise RefusedError(f"{answer[0]}, {answer[1]} stands in an earlier line already.")
    count = read_count(line.count)
    after = None if count is None else STEP * ((count + STEP // 2) // STEP)
    text, label = known[answer]
    return CohortCheck(line, answer, text, label, now.get(answer), after)


def _find_answer(line: CohortLine, known: Iterable[Answer]) -> Answer:
    items = {item.lower(): item for item, _ in known}
    item = items.get(line.item.lower())
    if item is None:
        raise RefusedError(
            f"there is no item “{line.item}”. There are: {', '.join(items.values())}."
        )
    codes = {code.lower(): code for of, code in known if of == item}
    code = codes.get(line.code.lower())
    if code is None:
        raise RefusedError(
            f"{item} has no answer “{line.code}”. It has: {', '.join(codes.values())}."
        )
    return item, code


def _check_whole(
    one: CohortCheck, checks: Sequence[CohortCheck], known: Iterable[Answer]
) -> CohortCheck:
    if one.problem:
        return one
    item = one.answer[0]
    counted = {other.answer[1]: other.after for other in checks if other.answer[0] == item}
    missing = [code for of, code in known if of == item and code not in counted]
    if missing:
        return replace(
            one, problem=f"{item} needs a count for {', '.join(missing)} too, 0 as well."
        )
    if None in counted.values() and any(after is not None for after in counted.values()):
        return replace(one, problem=f"{item} needs a count for every answer, or for none of them.")
    return one
