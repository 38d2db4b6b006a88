"""Returns side by side: who stands where now and stood before, by team, group and service. By name, nothing protected."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from feedback.clock import day_words
from feedback.mergers import list_successors
from feedback.models.asking import Successor
from feedback.models.returning import Return, ReturnStatus
from feedback.questionnaires.snapshot import Form, Option, Question
from feedback.reports.naming import say_teams
from feedback.return_drafts import form_of, read_written
from feedback.return_periods import last_day_of, name_period
from feedback.return_wishes import rules_of
from feedback.returns import about_of, maker_of

OUTSIDE = "Outside the council"


@dataclass(frozen=True)
class Column:
    """A question that marks are given for. `scale` tells whether marks of two versions compare."""

    question: str
    heading: str
    scale: str


@dataclass(frozen=True)
class Mark:
    """One answer: its mark in a few letters, in full, its order on the scale, and where it stands."""

    short: str
    words: str
    score: int | None
    band: str
    evidence: str
    return_id: int
    question: str
    when: str


@dataclass(frozen=True)
class Cell:
    """A mark now, and the one before it on the same scale."""

    now: Mark | None
    before: Mark | None = None
    why: str = ""  # the two do not compare: another team was merged into it in between

    @property
    def change(self) -> str:
        """Up, down or same, in a word; "" where nothing compares."""
        now, before = self.now, self.before
        if self.why or not now or not before or now.score is None or before.score is None:
            return ""
        if now.score == before.score:
            return "same"
        return "up" if now.score > before.score else "down"


@dataclass(frozen=True)
class Line:
    """A row: who it is of, who made it, where they belong, and a cell a column."""

    name: str
    about: str
    made_by: str
    service: str
    group: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Area:
    """A service or group: its lines, and from where to where their marks reach, a column each."""

    name: str
    lines: tuple[Line, ...]
    ranges: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Everything of one questionnaire in one period."""

    columns: tuple[Column, ...]
    areas: tuple[Area, ...]
    periods: tuple[tuple[dt.date, str], ...]
    period: dt.date | None

    @property
    def lines(self) -> Iterator[Line]:
        """Every row."""
        return (line for area in self.areas for line in area.lines)


def make_grid(
    session: Session,
    found: Iterable[Return],
    *,
    today: dt.date,
    period: str = "",
    by_group: bool = False,
) -> Grid:
    """The sent returns of one questionnaire among `found`: those of a period (ISO day; else the newest), and before."""
    sent = sorted((r for r in found if r.status == ReturnStatus.SENT), key=_order)
    if not sent:
        return Grid((), (), (), None)
    per = rules_of(sent[0].version).period
    starts = sorted({return_.period_on for return_ in sent}, reverse=True)
    chosen = next((day for day in starts if day.isoformat() == period), starts[0])
    known = {r.id: (form_of(session, r, today=today), r) for r in sent if r.period_on <= chosen}
    columns = _list_columns([form for form, r in known.values() if r.period_on == chosen])
    mergers = list_successors(session)
    lines = [
        _make_line(chain, chosen, columns, known, mergers)
        for chain in _list_chains(r for _, r in known.values())
        if any(return_.period_on == chosen for return_ in chain)
    ]
    return Grid(
        columns=columns,
        areas=tuple(_list_areas(lines, columns, by_group=by_group)),
        periods=tuple((day, name_period(day, per)) for day in starts),
        period=chosen,
    )


def _order(return_: Return) -> tuple[dt.date, dt.date, int]:
    return (return_.period_on, return_.held_on or return_.period_on, return_.id)


def _list_columns(forms: Sequence[Form]) -> tuple[Column, ...]:
    """Every question with marks, in the order of the questionnaire; where a part has only one, by the part's name."""
    found: dict[str, Column] = {}
    for form in forms:
        for part in form.parts:
            marked = [question for question in part.questions if _is_marked(question)]
            for question in marked:
                heading = part.title if len(marked) == 1 else question.text
                column = Column(question.id, heading, _scale_of(question))
                found.setdefault(question.id, column)
    return tuple(found.values())


def _is_marked(question: Question) -> bool:
    return any(option.score is not None for option in question.options)


def _scale_of(question: Question) -> str:
    """What a mark is measured by: two with other answers never compare."""
    return question.scale or "/".join(option.code for option in question.options)


def _list_chains(sent: Iterable[Return]) -> list[list[Return]]:
    """The returns of one maker about one thing, oldest first. What is answered to two visits is of two things."""
    chains: dict[tuple[str, str, int | None], list[Return]] = {}
    for return_ in sent:
        key = (maker_of(return_).casefold(), about_of(return_).casefold(), return_.visit_id)
        chains.setdefault(key, []).append(return_)
    return list(chains.values())


def _make_line(
    chain: Sequence[Return],
    chosen: dt.date,
    columns: Sequence[Column],
    known: dict[int, tuple[Form, Return]],
    mergers: Sequence[Successor],
) -> Line:
    last = chain[-1]
    team = last.place or last.team
    firsts = {return_.first_id for return_ in chain if return_.period_on == chosen}
    cells = []
    for column in columns:
        marks = [
            (return_, mark)
            for return_ in chain
            if (mark := _read_mark(known[return_.id][0], return_, column)) is not None
        ]
        newest = marks[-1] if marks else None
        counts = newest and (newest[0].period_on == chosen or newest[0].id in firsts)
        now = newest if newest and counts else None
        earlier = [one for one in marks if one is not now]
        why = _why_not(mergers, earlier[-1][0], now[0]) if earlier and now else ""
        cells.append(Cell(now and now[1], earlier[-1][1] if earlier else None, why))
    return Line(
        name=_name(last),
        about=f"by {maker_of(last)}" if about_of(last) else "",
        made_by=maker_of(last),
        service=team.service if team else OUTSIDE,
        group=(team.group or "") if team else "",
        cells=tuple(cells),
    )


def _name(last: Return) -> str:
    """ "Elm"; of an answer also whose visit it answers: "Elm, to Young Inspectors, 5 October 2026"."""
    if last.visit is None:
        return about_of(last) or maker_of(last)
    day = day_words(last.visit.held_on or last.visit.period_on)
    return f"{maker_of(last)}, to {maker_of(last.visit)}, {day}"


def _why_not(mergers: Sequence[Successor], before: Return, now: Return) -> str:
    """Why the marks of two returns of one team do not compare, if they do not: a merger counts from its day."""
    team = now.place or now.team
    per = rules_of(now.version).period
    was, is_ = (last_day_of(one.period_on, per) for one in (before, now))
    came = [
        one.team.name
        for one in mergers
        if team and one.successor_id == team.id and was < one.from_on <= is_
    ]
    return say_teams(frozenset(), frozenset(came)) if came else ""


def _read_mark(form: Form, return_: Return, column: Column) -> Mark | None:
    question = form.questions.get(column.question)
    written = read_written(return_)
    codes = written.codes.get(column.question, ())
    if question is None or not codes or _scale_of(question) != column.scale:
        return None
    option = question.codes[codes[0]]
    return Mark(
        short=_shorten(option),
        words=option.label,
        score=option.score,
        band=option.band.value,
        evidence=written.evidence.get(column.question, ""),
        return_id=return_.id,
        question=column.question,
        when=name_period(return_.period_on, rules_of(return_.version).period),
    )


def _shorten(option: Option) -> str:
    """A rung by its number; anything else by its words."""
    number = f"{option.score}. "
    return str(option.score) if option.label.startswith(number) else option.label


def _list_areas(
    lines: Iterable[Line], columns: Sequence[Column], *, by_group: bool
) -> Iterator[Area]:
    def area_of(line: Line) -> str:
        return f"{line.service}, {line.group}" if by_group and line.group else line.service

    ordered = sorted(lines, key=lambda line: (area_of(line) == OUTSIDE, area_of(line), line.name))
    for name, found in groupby(ordered, area_of):
        own = tuple(found)
        ranges = tuple(
            _reach([line.cells[place].now for line in own]) for place in range(len(columns))
        )
        yield Area(name, own, ranges)


def _reach(marks: Iterable[Mark | None]) -> str:
    """From the lowest mark to the highest: places in an order have no mean."""
    found = sorted((m for m in marks if m and m.score is not None), key=lambda m: m.score or 0)
    if not found:
        return ""
    low, high = found[0].short, found[-1].short
    return low if low == high else f"{low} to {high}"
