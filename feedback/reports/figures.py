"""How the frozen figures of counted rounds are read: the one way from the database to a shown number."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, true
from sqlalchemy.orm import Session

from feedback.cohorts import read_cohorts, year_of
from feedback.disclosure.groups import RowKind
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.pledges import by_measure, list_promised
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.reports.chosen import tell_options, tell_people
from feedback.reports.row_teams import RowTeams, read_row_teams
from feedback.reports.shown import (
    ChannelFigure,
    CoreQuestion,
    Count,
    MeasureFigure,
    Measures,
    Rate,
    RoundFigures,
    RowFigures,
    quarter_of,
    rate,
    write_day,
)
from feedback.rounds import read_marks
from feedback.tallies import get_same
from feedback.versions import snapshot_of

Pledges = Mapping[str, tuple[str, ...]]  # by measure
# What a session has read already.
KNOWN, KNOWN_OPTIONS = "feedback.figures", "feedback.options"
OWN_ANSWERS = "own answers"  # of a question that lists its own and names no scale


def read_rounds(session: Session, rounds: Sequence[Round]) -> list[RoundFigures]:
    """The frozen figures of `rounds`, in their order. All of them are counted."""
    options = _read_options(session, rounds)
    return [
        replace(
            told,
            options=tell_options(told.snapshot, options[told.id]),
            people=tell_people(told.snapshot, options[told.id]),
        )
        for told in read_rows(session, rounds)
    ]


def list_services(session: Session, rounds: Sequence[Round]) -> list[str]:
    """The services that rows of these counted rounds are of, by name: those that no team belongs to any more too."""
    query = select(FigureRow.service).where(FigureRow.round_id.in_([one.id for one in rounds]))
    return sorted(session.scalars(query.where(FigureRow.service != "").distinct()))


def read_rows(
    session: Session, rounds: Sequence[Round], *, teams: Collection[str] | None = None
) -> list[RoundFigures]:
    """As `read_rounds`, without what each option got and who answered: pages of many rounds show neither.

    With `teams`, only the rows of these names and All teams.
    """
    labels, records = label_rounds(session, rounds), _read_records(session, rounds, teams)
    cohorts, promised = read_cohorts(session), list_promised(session)
    pledges, teams_of = by_measure(promised), read_row_teams(session, rounds)
    return [
        replace(
            _read_round(round_, labels[round_.id], records[round_.id], pledges),
            rows=_read_rows(records[round_.id], teams_of[round_.id]),
            cohort=cohorts.get((round_.version.questionnaire, year_of(round_.closes_on)), {}),
            promises=tuple(one.words for one in promised),
        )
        for round_ in rounds
    ]


def read_rate(session: Session, round_: Round) -> Rate | None:
    """The rate of all teams of a counted round together; None where it shows nothing."""
    query = select(FigureRow).where(FigureRow.round_id == round_.id)
    row = session.scalars(query.where(FigureRow.kind == RowKind.ALL.value)).first()
    return rate(row.received, due=row.due, given_out=row.given_out) if row else None


def label_rounds(session: Session, rounds: Sequence[Round]) -> dict[int, str]:
    """A readable label for each round, by id; its id is in it where another of its questionnaire has the same days."""
    marks = read_marks(session, {round_.id for round_ in rounds})
    return {
        r.id: f"{write_day(r.opens_on)} to {write_day(r.closes_on)}{marks[r.id]}" for r in rounds
    }


def name_rounds(session: Session, rounds: Sequence[Round]) -> dict[int, str]:
    """The questionnaire and the label of each round, by id."""
    labels = label_rounds(session, rounds)
    return {r.id: f"{snapshot_of(r.version).name}, {labels[r.id]}" for r in rounds}


@dataclass
class _Records:
    """What is frozen of one round. `figures` are by the id of their row, then by question."""

    rows: list[Row[Any]] = field(default_factory=list)
    figures: dict[int, dict[str, Row[Any]]] = field(default_factory=dict)
    channels: list[ChannelRecord] = field(default_factory=list)


def _read_records(
    session: Session, rounds: Sequence[Round], teams: Collection[str] | None
) -> dict[int, _Records]:
    """What is frozen of each of `rounds`: asked for all at once, and once a session, since it never changes."""
    if teams is not None:
        named = or_(FigureRow.kind == RowKind.ALL.value, FigureRow.team.in_(teams))
        return _read_new(session, [round_.id for round_ in rounds], named)
    known: dict[int, _Records] = session.info.setdefault(KNOWN, {})
    wanted = [round_.id for round_ in rounds if round_.id not in known]
    known |= _read_new(session, wanted, true()) if wanted else {}
    return {round_.id: known[round_.id] for round_ in rounds}


def _read_new(
    session: Session, round_ids: Sequence[int], these: ColumnElement[bool]
) -> dict[int, _Records]:
    """What is frozen of each of these rounds, of the rows that `these` is true of."""
    found = {id_: _Records() for id_ in round_ids}
    # Plain rows: there are thousands of them, and nothing is done to them.
    rows = select(*FigureRow.__table__.columns).where(FigureRow.round_id.in_(found), these)
    for row in session.execute(rows.order_by(FigureRow.position)):
        found[row.round_id].rows.append(row)
        found[row.round_id].figures[row.id] = {}
    figures = (
        select(FigureRow.round_id, *FigureRecord.__table__.columns)
        .join(FigureRow, FigureRow.id == FigureRecord.row_id)
        .where(FigureRow.round_id.in_(found), these)
    )
    for figure in session.execute(figures):
        found[figure.round_id].figures[figure.row_id][figure.question] = figure
    channels = select(ChannelRecord).where(ChannelRecord.round_id.in_(found))
    for channel in session.scalars(channels.order_by(ChannelRecord.channel)):
        found[channel.round_id].channels.append(channel)
    return found


def _read_options(session: Session, rounds: Sequence[Round]) -> dict[int, list[OptionRecord]]:
    """As `_read_records`, of the options."""
    known: dict[int, list[OptionRecord]] = session.info.setdefault(KNOWN_OPTIONS, {})
    wanted = [round_.id for round_ in rounds if round_.id not in known]
    found: dict[int, list[OptionRecord]] = {id_: [] for id_ in wanted}
    for option in session.scalars(select(OptionRecord).where(OptionRecord.round_id.in_(found))):
        found[option.round_id].append(option)
    known |= found
    return known


def _read_round(round_: Round, label: str, records: _Records, pledges: Pledges) -> RoundFigures:
    snapshot = snapshot_of(round_.version)
    return RoundFigures(
        id=round_.id,
        questionnaire=round_.version.questionnaire,
        name=snapshot.name,
        version=round_.version.number,
        label=label,
        quarter=quarter_of(round_.closes_on),
        opens_on=round_.opens_on,
        closes_on=round_.closes_on,
        snapshot=snapshot,
        sealed=round_.sealed,
        left_out=round_.left_out,
        counted_on=round_.counted_on,
        rows=(),
        questions=_core_questions(snapshot, pledges),
        options=(),
        people=(),
        channels=tuple(
            ChannelFigure(one.channel, one.given_out, one.received) for one in records.channels
        ),
    )


def _read_rows(records: _Records, teams: RowTeams) -> tuple[RowFigures, ...]:
    return tuple(_read_row(row, records.figures[row.id], teams) for row in records.rows)


def _read_row(row: Row[Any], figures: Mapping[str, Row[Any]], teams: RowTeams) -> RowFigures:
    included = tuple(json.loads(row.teams_included))
    return RowFigures(
        kind=row.kind,
        service=row.service,
        team=row.team,
        teams_included=included,
        due=row.due,
        given_out=row.given_out,
        received=row.received,
        measures=Measures(figures, lambda name: _measure_figure(figures[name], row.received)),
        refused=row.refused,
        no_contact=row.no_contact,
        called_now=teams.call(included),
        joined=teams.list_joined(included),
    )


def _measure_figure(record: Row[Any], received: int) -> MeasureFigure:
    not_asked = None if record.base is None else received - record.base
    return MeasureFigure(
        positive=Count(record.base, record.low, record.high),
        negative=Count(record.base, record.negative_low, record.negative_high),
        word=record.word,
        of_those_asked=record.of_those_asked,
        not_asked=not_asked if record.of_those_asked else 0,
    )


def _core_questions(snapshot: Snapshot, pledges: Pledges) -> tuple[CoreQuestion, ...]:
    measures = [snapshot.measures[q.measure or ""] for q in snapshot.core_questions]
    titles = [measure.title for measure in measures]
    return tuple(
        CoreQuestion(
            id=q.id,
            measure=q.measure or "",
            heading=of.title if titles.count(of.title) == 1 else f"{of.title} ({q.id})",
            revision=q.revision,
            theme=of.theme,
            scale=_name_scales(snapshot, q),
            pledges=pledges.get(q.measure or "", ()),
        )
        for q, of in zip(snapshot.core_questions, measures, strict=True)
    )


def _name_scales(snapshot: Snapshot, question: Question) -> str:
    """The scales on which `question` is answered, variant by variant, each once."""
    asked = (get_same(form, question) for form in snapshot.forms.values())
    return ", ".join(dict.fromkeys(q.scale or OWN_ANSWERS for q in asked if q))
