"""How a round is counted: once, in SQL, over the sealed intake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from feedback.mergers import counted_for, counts_in
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, GivenOut, PublishedVersion, Round
from feedback.questionnaires.snapshot import Form
from feedback.tallies import Cell, Counts
from feedback.versions import snapshot_of


@dataclass(frozen=True)
class PersonCounts:
    """Council-level counts about the people who answered. Keys are codes."""

    equality: Mapping[str, Mapping[str, int]]
    variant: Mapping[str, int]
    language: Mapping[str, int]
    channel: Mapping[str, int]
    occasion: Mapping[str, int] = field(default_factory=dict)


def count_answers(session: Session, round_: Round) -> Counts:
    """The people and answers of `round_`, by team, version and variant."""
    cell = (Collector.team_id, SealedAnswer.version_id, SealedAnswer.variant)
    member = counted_for(session, round_)
    people: dict[Cell, int] = {}
    for team, version, variant, n in session.execute(
        _sealed(round_, *cell, func.count()).group_by(*cell)
    ):
        place = (member.get(team, team), version, variant)
        people[place] = people.get(place, 0) + n
    pair = func.json_each(SealedAnswer.answers).table_valued("value", name="pair")
    answers: dict[tuple[Cell, str], dict[str, int]] = {}
    counted = _sealed(round_, *cell, pair.c.value, func.count()).join(pair, true())
    for team, version, variant, value, n in session.execute(counted.group_by(*cell, pair.c.value)):
        question, _, code = value.partition("=")
        codes = answers.setdefault(((member.get(team, team), version, variant), question), {})
        codes[code] = codes.get(code, 0) + n
    return Counts(people, answers, _forms(session, people))


def count_people(session: Session, round_: Round) -> PersonCounts:
    """Who answered `round_`, each item by itself."""
    pair = func.json_each(SealedAnswer.equality).table_valued("value", name="pair")
    counted = _sealed(round_, pair.c.value, func.count()).join(pair, true())
    equality: dict[str, dict[str, int]] = {}
    for value, n in session.execute(counted.group_by(pair.c.value)):
        question, _, code = value.partition("=")
        equality.setdefault(question, {})[code] = n
    return PersonCounts(
        equality=equality,
        variant=_by(session, round_, SealedAnswer.variant),
        language=_by(session, round_, SealedAnswer.language),
        channel=_by(session, round_, Collector.channel),
        occasion=_by(session, round_, Collector.occasion),
    )


def count_given_out(session: Session, round_: Round) -> dict[tuple[int, str], int]:
    """How many were given out in `round_`, by team id and channel.

    What was noted for a team that has left the round since, and goes on as none of its teams, waits for its return.
    """
    rows = session.execute(
        select(Collector.team_id, Collector.channel, func.sum(GivenOut.count))
        .join(Collector, Collector.id == GivenOut.collector_id)
        .where(GivenOut.round_id == round_.id, counts_in(Collector.team_id, GivenOut.round_id))
        .group_by(Collector.team_id, Collector.channel)
    )
    member = counted_for(session, round_)
    found: dict[tuple[int, str], int] = {}
    for team, channel, n in rows:
        place = (member.get(team, team), channel)
        found[place] = found.get(place, 0) + n
    return found


def _sealed(round_: Round, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(SealedAnswer)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
        .where(SealedAnswer.round_id == round_.id)
    )


def _by(session: Session, round_: Round, column: Any) -> dict[str, int]:
    rows = session.execute(_sealed(round_, column, func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}


def _forms(session: Session, people: Mapping[Cell, int]) -> dict[tuple[int, str], Form]:
    ids = {version for _, version, _ in people}
    versions = session.scalars(select(PublishedVersion).where(PublishedVersion.id.in_(ids)))
    snapshots = {version.id: snapshot_of(version) for version in versions}
    return {(v, variant): snapshots[v].form(variant) for _, v, variant in people}
