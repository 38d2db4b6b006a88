"""How the frozen figures of counted rounds are read: the one way from the database to a shown number."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from feedback.cohorts import read_cohorts, year_of
from feedback.disclosure.groups import RowKind
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.option_figures import EVERYONE, NO_OCCASION, OCCASION, OTHER
from feedback.pledges import by_measure, list_promised
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.reports.shown import (
    VARIANT_LABELS,
    ChannelFigure,
    CoreQuestion,
    Count,
    MeasureFigure,
    OptionFigure,
    RoundFigures,
    RowFigures,
    language_name,
    quarter_of,
    rate,
    write_day,
)
from feedback.tallies import get_same
from feedback.versions import snapshot_of

OTHER_LANGUAGES = "Any other language"
NO_OCCASION_NAMED = "No occasion named"
Pledges = Mapping[str, tuple[str, ...]]  # by measure
KNOWN = "feedback.figures"  # what a session has read already
OWN_ANSWERS = "own answers"  # of a question that lists its own and names no scale


def read_rounds(session: Session, rounds: Sequence[Round]) -> list[RoundFigures]:
    """The frozen figures of `rounds`, in their order. All of them are counted."""
    labels = label_rounds(rounds)
    cohorts, promised = read_cohorts(session), list_promised(session)
    pledges, records = by_measure(promised), _read_records(session, rounds)
    return [
        replace(
            _read_round(round_, labels[round_.id], records[round_.id], pledges),
            cohort=cohorts.get((round_.version.questionnaire, year_of(round_.closes_on)), {}),
            promises=tuple(one.words for one in promised),
        )
        for round_ in rounds
    ]


def read_rate(session: Session, round_: Round) -> float | None:
    """Received of those due, else of those given out, all teams of a counted round together."""
    query = select(FigureRow).where(FigureRow.round_id == round_.id)
    row = session.scalars(query.where(FigureRow.kind == RowKind.ALL.value)).first()
    return rate(row.received, due=row.due, given_out=row.given_out) if row else None


def label_rounds(rounds: Sequence[Round]) -> dict[int, str]:
    """A readable label for each round, by id; its id is added where two of a questionnaire would read the same."""
    plain = {r.id: f"{write_day(r.opens_on)} to {write_day(r.closes_on)}" for r in rounds}
    names = [(r.version.questionnaire, plain[r.id]) for r in rounds]
    return {
        r.id: plain[r.id] if names.count(name) == 1 else f"{plain[r.id]} (round {r.id})"
        for r, name in zip(rounds, names, strict=True)
    }


@dataclass
class _Records:
    """What is frozen of one round. `figures` are by the id of their row."""

    rows: list[FigureRow] = field(default_factory=list)
    figures: dict[int, list[Row[Any]]] = field(default_factory=dict)
    options: list[OptionRecord] = field(default_factory=list)
    channels: list[ChannelRecord] = field(default_factory=list)


def _read_records(session: Session, rounds: Sequence[Round]) -> dict[int, _Records]:
    """What is frozen of each of `rounds`: asked for all at once, and once a session, since it never changes."""
    known: dict[int, _Records] = session.info.setdefault(KNOWN, {})
    wanted = [round_.id for round_ in rounds if round_.id not in known]
    known |= _read_new(session, wanted) if wanted else {}
    return {round_.id: known[round_.id] for round_ in rounds}


def _read_new(session: Session, round_ids: Sequence[int]) -> dict[int, _Records]:
    found = {id_: _Records() for id_ in round_ids}
    rows = select(FigureRow).where(FigureRow.round_id.in_(found)).order_by(FigureRow.position)
    for row in session.scalars(rows):
        found[row.round_id].rows.append(row)
        found[row.round_id].figures[row.id] = []
    # Plain rows: there are thousands of them, and nothing is done to them.
    figures = (
        select(FigureRow.round_id, *FigureRecord.__table__.columns)
        .join(FigureRow, FigureRow.id == FigureRecord.row_id)
        .where(FigureRow.round_id.in_(found))
    )
    for figure in session.execute(figures):
        found[figure.round_id].figures[figure.row_id].append(figure)
    for option in session.scalars(select(OptionRecord).where(OptionRecord.round_id.in_(found))):
        found[option.round_id].options.append(option)
    channels = select(ChannelRecord).where(ChannelRecord.round_id.in_(found))
    for channel in session.scalars(channels.order_by(ChannelRecord.channel)):
        found[channel.round_id].channels.append(channel)
    return found


def _read_round(round_: Round, label: str, records: _Records, pledges: Pledges) -> RoundFigures:
    snapshot, options = snapshot_of(round_.version), records.options
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
        rows=_read_rows(round_, records),
        questions=_core_questions(snapshot, pledges),
        options=_read_options(snapshot, [o for o in options if o.variant != EVERYONE]),
        people=_read_people(snapshot, [o for o in options if o.variant == EVERYONE]),
        channels=tuple(
            ChannelFigure(one.channel, one.given_out, one.received) for one in records.channels
        ),
    )


def _read_rows(round_: Round, records: _Records) -> tuple[RowFigures, ...]:
    today = {m.counted_as: m.team.name for m in round_.teams if m.counted_as}
    return tuple(
        RowFigures(
            kind=row.kind,
            service=row.service,
            team=row.team,
            teams_included=tuple(json.loads(row.teams_included)),
            due=row.due,
            given_out=row.given_out,
            received=row.received,
            measures={
                r.question: _measure_figure(r, row.received) for r in records.figures[row.id]
            },
            refused=row.refused,
            no_contact=row.no_contact,
            called_now=tuple(today.get(name, name) for name in json.loads(row.teams_included)),
        )
        for row in records.rows
    )


def _measure_figure(record: Row[Any], received: int) -> MeasureFigure:
    # A base of everybody, of a question that not everybody was asked, tells no number of those.
    not_asked = None if record.base in (None, received) else received - (record.base or 0)
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


def _read_options(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    order = {
        (variant.value, question): place
        for variant, form in snapshot.forms.items()
        for place, question in enumerate(form.questions)
    }
    variants = [variant.value for variant in snapshot.forms]
    records = sorted(
        records,
        key=lambda r: (variants.index(r.variant), order[r.variant, r.question], r.position),
    )
    return tuple(
        _option_figure(record, snapshot.form(record.variant).questions[record.question])
        for record in records
    )


def _option_figure(record: OptionRecord, question: Question) -> OptionFigure:
    option = question.codes.get(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=question.text,
        option=record.option,
        label=option.label if option else record.option.capitalize(),
        count=Count(record.base, record.low, record.high),
    )


def _read_people(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    questions: dict[str, Question] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            questions.setdefault(question.id, question)
    order = ["variant", "language", OCCASION, *questions]
    records = sorted(records, key=lambda r: (order.index(r.question), r.position, r.option))
    return tuple(
        _option_figure(record, questions[record.question])
        if record.question in questions
        else _own_item(record)
        for record in records
    )


def _own_item(record: OptionRecord) -> OptionFigure:
    """The version or the language somebody answered in: the system knows them, nobody was asked."""
    if record.question == "variant":
        text, label = "Which version they used", VARIANT_LABELS.get(Variant(record.option))
    elif record.question == OCCASION:
        text = "On what occasion they were asked"
        label = NO_OCCASION_NAMED if record.option == NO_OCCASION else record.option.capitalize()
    else:
        text = "Which language they used"
        label = OTHER_LANGUAGES if record.option == OTHER else language_name(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=text,
        option=record.option,
        label=label or record.option,
        count=Count(record.base, record.low, record.high),
    )
