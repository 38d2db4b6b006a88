"""What each row of a counted round may say: worked out once, protected, and kept."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from feedback.asked_figures import is_told_of_all, list_asked_figures, list_places, tell_variants
from feedback.disclosure.bands import (
    COUNTED_FROM,
    METHOD,
    Range,
    protect,
    protect_negative,
)
from feedback.disclosure.groups import Row, RowKind, TeamCount, make_rows
from feedback.disclosure.sizes import Sizes
from feedback.disclosure.totals import FittedRow, fit_row, protect_total, protect_total_negative
from feedback.models.asking import Round, RoundTeam
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.tallies import Counts, Tally, sum_known


def freeze_rows(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    counts: Counts,
    given_out: Mapping[tuple[int, str], int],
) -> tuple[dict[str, Range], Sizes[str]]:
    """Save the rows of `round_` and what each may say about each core measure.

    Returns what the All teams row says of each core question, where it says anything, and how many used each
    variant as far as that may be told.
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
    sizes = tell_variants(snapshot, counts)
    for question in snapshot.core_questions:
        figures = list_figures(question, snapshot, counts, rows, [*records, total], sizes)
        session.add_all(figures)
        if figures[-1].low is not None and figures[-1].high is not None:
            told[question.id] = Range(figures[-1].low, figures[-1].high)
    return told, sizes


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
        due=sum_known([members[team.place].due for team in teams]),
        given_out=sum_known(given),
        refused=sum_known([members[team.place].refused for team in teams]),
        no_contact=sum_known([members[team.place].no_contact for team in teams]),
        received=sum(team.count for team in teams),
    )


def list_figures(
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    rows: Sequence[Row],
    records: Sequence[FigureRow],
    sizes: Sizes[str],
) -> list[FigureRecord]:
    """What each of `rows`, and then all teams, may say of `question`; `records` are the same rows."""
    if not is_told_of_all(question, snapshot, counts, sizes):
        return list_asked_figures(question, snapshot, counts, rows, records, sizes)
    tallies = [counts.tally(question, teams=list_places(row)) for row in rows]
    found = [
        _row_figure(record, question, tally)
        for record, tally in zip(records, tallies, strict=False)
    ]
    return [*found, _total_figure(records[-1], question, sum(tallies, Tally()), tallies)]


def _hidden_figure(record: FigureRow, question: Question) -> FigureRecord:
    return FigureRecord(row_id=record.id, question=question.id, of_those_asked=False, method=METHOD)


def _row_figure(record: FigureRow, question: Question, tally: Tally) -> FigureRecord:
    figure = _hidden_figure(record, question)
    shown = protect(tally.positive, tally.asked)
    negative = protect_negative(tally.negative, tally.asked, shown.range)
    figure.word = shown.word.value if shown.word else None
    figure.base, figure.low, figure.high = tally.asked, shown.range.low, shown.range.high
    figure.negative_low, figure.negative_high = negative.low, negative.high
    return figure


def _total_figure(
    record: FigureRow, question: Question, total: Tally, tallies: Sequence[Tally]
) -> FigureRecord:
    """All teams: from a base of 20."""
    figure = _hidden_figure(record, question)
    if total.asked < COUNTED_FROM:
        return figure
    ranges = [(t.asked, protect(t.positive, t.asked).range) for t in tallies]
    shown = protect_total(total.positive, total.asked, ranges)
    negative = protect_total_negative(total.negative, _fit_rows(tallies), shown)
    figure.base, figure.low, figure.high = total.asked, shown.low, shown.high
    figure.negative_low, figure.negative_high = negative.low, negative.high
    return figure


def _fit_rows(tallies: Iterable[Tally]) -> list[FittedRow]:
    """What each row shows of its positive and negative."""
    return [
        fit_row(t.asked, positive, protect_negative(t.negative, t.asked, positive))
        for t in tallies
        for positive in [protect(t.positive, t.asked).range]
    ]
