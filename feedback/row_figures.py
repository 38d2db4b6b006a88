"""What each row of a counted round may say: worked out once, protected, and kept."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from feedback.disclosure.bands import (
    COUNTED_FROM,
    METHOD,
    Range,
    protect,
    protect_negative,
)
from feedback.disclosure.groups import SMALLEST, Row, RowKind, TeamCount, make_rows
from feedback.disclosure.totals import FittedRow, fit_row, protect_total, protect_total_negative
from feedback.models.asking import Round, RoundTeam
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.definition import Band
from feedback.questionnaires.snapshot import Condition, Form, Question, Snapshot
from feedback.tallies import Counts, Tally, asked_of_all, get_same


def freeze_rows(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    counts: Counts,
    given_out: Mapping[tuple[int, str], int],
) -> dict[str, Range]:
    """Save the rows of `round_` and what each may say about each core measure.

    Returns what the All teams row says of each core question, where it says anything.
    """
    members = {member.team_id: member for member in round_.teams}
    for member in round_.teams:
        member.counted_as = member.team.name
    rows = make_rows(_team_counts(members.values(), counts))
    records = [
        _row_record(round_, place, row.kind, row.service, row.teams, members, given_out)
        for place, row in enumerate(rows)
    ]
    everyone = tuple(team for row in rows for team in row.teams)
    total = _row_record(round_, len(rows), RowKind.ALL, "", everyone, members, given_out)
    session.add_all([*records, total])
    session.flush()
    told: dict[str, Range] = {}
    for question in snapshot.core_questions:
        figures = _question_figures(question, snapshot, counts, rows, [*records, total])
        session.add_all(figures)
        if figures[-1].low is not None and figures[-1].high is not None:
            told[question.id] = Range(figures[-1].low, figures[-1].high)
    return told


def _team_counts(members: Iterable[RoundTeam], counts: Counts) -> list[TeamCount]:
    answered: dict[int, int] = {}
    for (team, _, _), n in counts.people.items():
        answered[team] = answered.get(team, 0) + n
    return [
        TeamCount(m.team.name, m.team.service, m.team.group, m.team_id, answered.get(m.team_id, 0))
        for m in members
    ]


def _row_record(
    round_: Round,
    position: int,
    kind: RowKind,
    service: str,
    teams: Sequence[TeamCount],
    members: Mapping[int, RoundTeam],
    given_out: Mapping[tuple[int, str], int],
) -> FigureRow:
    names = {RowKind.TEAM: teams[0].team, RowKind.OTHER: "Other teams", RowKind.ALL: "All teams"}
    given = [
        sum(n for (team, _), n in given_out.items() if team == t.place)
        if any(team == t.place for team, _ in given_out)
        else None
        for t in teams
    ]
    return FigureRow(
        round_id=round_.id,
        position=position,
        kind=kind.value,
        service=service,
        team=names[kind],
        teams_included=json.dumps([team.team for team in teams], ensure_ascii=False),
        due=_sum_known([members[team.place].due for team in teams]),
        given_out=_sum_known(given),
        refused=_sum_known([members[team.place].refused for team in teams]),
        no_contact=_sum_known([members[team.place].no_contact for team in teams]),
        received=sum(team.count for team in teams),
    )


def _sum_known(counts: Sequence[int | None]) -> int | None:
    """The sum, or None when any part was not recorded: a rate over a part would be wrong."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _question_figures(
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    rows: Sequence[Row],
    records: Sequence[FigureRow],
) -> list[FigureRecord]:
    forms = [*snapshot.forms.values(), *counts.forms.values()]
    conditions = _list_conditions(question, forms)
    of_those_asked = not asked_of_all(forms, question)
    tallies = [counts.tally(question, teams=_places(row)) for row in rows]
    found = [
        _row_figure(record, question, tally, of_those_asked=of_those_asked)
        if _may_show(conditions, snapshot, counts, _places(row))
        else _hidden_figure(record, question, of_those_asked=of_those_asked)
        for record, row, tally in zip(records, rows, tallies, strict=False)
    ]
    total = sum(tallies, Tally())
    # How many were asked a routed question is how many gave the answers that lead to it: never told.
    found.append(
        _hidden_figure(records[-1], question, of_those_asked=of_those_asked)
        if conditions
        else _total_figure(records[-1], question, total, tallies, of_those_asked=of_those_asked)
    )
    return found


def _list_conditions(question: Question, forms: Iterable[Form]) -> list[tuple[Form, Condition]]:
    """Where `question` is not put to everybody, and on what condition."""
    found = [(form, get_same(form, question)) for form in forms]
    return [(form, own.show_if) for form, own in found if own and own.show_if]


def _may_show(
    conditions: Iterable[tuple[Form, Condition]],
    snapshot: Snapshot,
    counts: Counts,
    teams: Sequence[int],
) -> bool:
    """Whether a figure for `teams` tells nothing new of the question that leads to a routed one.

    That it stands there says that five or more were asked. Beside "about half of 9" (4 or 5) that would
    be the exact count, so what is already shown must say five or more.
    """
    core = {question.id: question for question in snapshot.core_questions}
    for form, condition in conditions:
        leading = form.questions[condition.question]
        if leading.show_if:
            return False
        if leading.id not in core:
            continue
        positive = {c for c, option in leading.codes.items() if option.band is Band.POSITIVE}
        if set(condition.codes) != positive or not asked_of_all(counts.forms.values(), leading):
            return False
        tally = counts.tally(leading, teams=teams)
        if protect(tally.positive, tally.asked).range.low < SMALLEST:
            return False
    return True


def _places(row: Row) -> list[int]:
    return [team.place for team in row.teams]


def _hidden_figure(record: FigureRow, question: Question, *, of_those_asked: bool) -> FigureRecord:
    return FigureRecord(
        row_id=record.id, question=question.id, of_those_asked=of_those_asked, method=METHOD
    )


def _row_figure(
    record: FigureRow, question: Question, tally: Tally, *, of_those_asked: bool
) -> FigureRecord:
    figure = _hidden_figure(record, question, of_those_asked=of_those_asked)
    if tally.asked < SMALLEST:
        return figure
    shown = protect(tally.positive, tally.asked, worded=of_those_asked)
    figure.word = shown.word.value if shown.word else None
    if of_those_asked:  # no base: beside Received it would tell how many were not asked
        return figure
    negative = protect_negative(tally.negative, tally.asked, shown.range)
    figure.base, figure.low, figure.high = tally.asked, shown.range.low, shown.range.high
    figure.negative_low, figure.negative_high = negative.low, negative.high
    return figure


def _total_figure(
    record: FigureRow,
    question: Question,
    total: Tally,
    tallies: Sequence[Tally],
    *,
    of_those_asked: bool,
) -> FigureRecord:
    """All teams: from a base of 20, and a base that does not tell of one to four who were not asked."""
    figure = _hidden_figure(record, question, of_those_asked=of_those_asked)
    if total.asked < COUNTED_FROM or 0 < record.received - total.asked < SMALLEST:
        return figure
    shown = protect_total(total.positive, total.asked, _ranges(tallies, worded=of_those_asked))
    figure.base, figure.low, figure.high = total.asked, shown.low, shown.high
    if not of_those_asked:
        negative = protect_total_negative(total.negative, _fit_rows(tallies), shown)
        figure.negative_low, figure.negative_high = negative.low, negative.high
    return figure


def _fit_rows(tallies: Iterable[Tally]) -> list[FittedRow]:
    """What each row shows of its positive and negative."""
    return [
        fit_row(t.asked, positive, protect_negative(t.negative, t.asked, positive))
        for t in tallies
        for positive in [protect(t.positive, t.asked).range]
    ]


def _ranges(tallies: Sequence[Tally], *, worded: bool) -> list[tuple[int, Range]]:
    return [
        (t.asked, protect(t.positive, t.asked, worded=worded).range)
        if t.asked >= SMALLEST
        else (t.asked, Range(0, t.asked))
        for t in tallies
    ]
