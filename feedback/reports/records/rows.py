"""Which rows the record-level file of a round has: one an answer, in an order drawn anew each time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.disclosure.groups import RowKind
from feedback.disclosure.traits import OTHER, Traits, coarsen
from feedback.exceptions import RefusedError
from feedback.models.answering import Response
from feedback.models.asking import PublishedVersion, Round, RoundTeam
from feedback.models.reporting import FigureRow
from feedback.names import key_of
from feedback.questionnaires.snapshot import Form, Snapshot
from feedback.reports.records.answers import (
    SKIPPED,
    AnswerColumn,
    Cell,
    Printed,
    list_columns,
    plan_cells,
    print_code,
)
from feedback.versions import snapshot_of

DELETED = "The answers of round {} are deleted, as people were told they would be, and there is no file of them."
AT_ONCE = 500  # rows read together: the rest waits in the database
TOLD = (
    "Version",
    "Variant",
    "Language",
    "Mode",
    "Helped by",
)  # how an answer came, where it may be told
Row = tuple[Printed, ...]
Key = tuple[int, int, str, str, str, str | None]  # team, version, variant, language, mode, helper
_KEY = (
    Response.team_id,
    Response.version_id,
    Response.variant,
    Response.language,
    Response.mode,
    Response.helper,
)


@dataclass(frozen=True)
class TeamRow:
    """A row of By team: what the file calls it, its service if it is in one, and its teams."""

    name: str
    service: str
    teams: tuple[str, ...]


@dataclass(frozen=True)
class RecordRows:
    """The rows of one round, read from `session` when they are asked for."""

    session: Session
    round_id: int
    team_rows: tuple[TeamRow, ...]
    versions: Mapping[int, Snapshot]  # by id, those that were answered
    forms: Mapping[tuple[int, str], Form]  # by version id and variant, those that were answered
    columns: tuple[AnswerColumn, ...]
    printed: Mapping[Key, tuple[TeamRow, Traits]]
    received: int

    @property
    def headings(self) -> tuple[str, ...]:
        """The column headings: how an answer came, then the answers. A question keeps clear of the first."""
        own = ("Service", "Team", *TOLD)
        taken = {heading.lower() for heading in own}
        answers = (column.heading for column in self.columns)
        return (*own, *(f"{name} (question)" if name in taken else name for name in answers))

    def __len__(self) -> int:
        return self.received

    def __iter__(self) -> Iterator[Row]:
        """Every row, in an order that nothing but chance decides."""
        ids = list(
            self.session.scalars(select(Response.id).where(Response.round_id == self.round_id))
        )
        SystemRandom().shuffle(ids)
        plans: dict[tuple[str, str, int, str], list[Cell]] = {}
        query = select(Response.id, Response.answers, *_KEY)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found: dict[bytes, tuple[str, Key]] = {
                id_: (answers, cast(Key, tuple(key)))
                for id_, answers, *key in self.session.execute(query.where(Response.id.in_(some)))
            }
            for id_ in some:
                yield self._print(*found[id_], plans)

    def _print(
        self, answers: str, key: Key, plans: dict[tuple[str, str, int, str], list[Cell]]
    ) -> Row:
        team, traits = self.printed[key]
        version, variant, *_ = traits
        place = (version, variant, key[1], key[2])
        if place not in plans:
            own = self.forms[key[1], key[2]]
            plans[place] = plan_cells(self.columns, own, self.list_forms(version, variant))
        given: dict[str, list[str]] = {}
        for pair in json.loads(answers):
            question, _, code = pair.partition("=")
            given.setdefault(question, []).append(code)
        told = map(print_code, traits)
        return (team.service, team.name, *told, *(cell.print(given) for cell in plans[place]))

    def list_forms(self, version: str, variant: str) -> list[Form]:
        """The forms that a row may be of when this version and variant are printed."""
        return [
            form
            for (id_, own), form in self.forms.items()
            if version in (OTHER, str(self.versions[id_].version)) and variant in (OTHER, own)
        ]


def read_rows(session: Session, round_: Round) -> RecordRows:
    """The rows of `round_`, which is counted. Raises RefusedError when its answers or its figures are gone."""
    counts = _count(session, round_)
    teams = _read_team_rows(session, round_)
    if not counts or not teams:
        raise RefusedError(DELETED.format(round_.id))
    versions = _read_versions(session, {key[1] for key in counts})
    forms = {
        (v, variant): versions[v].form(variant) for _, v, variant, *_ in sorted(counts, key=str)
    }
    printed = _coarsen(counts, teams, versions)
    return RecordRows(
        session=session,
        round_id=round_.id,
        team_rows=tuple(dict.fromkeys(teams.values())),
        versions=versions,
        forms=forms,
        columns=tuple(list_columns(_in_order(versions, forms))),
        printed=printed,
        received=sum(counts.values()),
    )


def _count(session: Session, round_: Round) -> dict[Key, int]:
    query = select(*_KEY, func.count()).where(Response.round_id == round_.id).group_by(*_KEY)
    return {cast(Key, tuple(key)): n for *key, n in session.execute(query)}


def _read_versions(session: Session, ids: set[int]) -> dict[int, Snapshot]:
    """The newest first: its questions lead the columns."""
    found = session.scalars(
        select(PublishedVersion)
        .where(PublishedVersion.id.in_(ids))
        .order_by(PublishedVersion.number.desc())
    )
    return {version.id: snapshot_of(version) for version in found}


def _in_order(
    versions: Mapping[int, Snapshot], forms: Mapping[tuple[int, str], Form]
) -> Sequence[Form]:
    return [
        form
        for id_, snapshot in versions.items()
        for variant, form in snapshot.forms.items()
        if (id_, variant.value) in forms
    ]


def _read_team_rows(session: Session, round_: Round) -> dict[int, TeamRow]:
    """The row of By team that each team stands in, by its id. Merged ones are numbered where there are several.

    Rows call a team as it was called when the round was counted, whatever it is called today.
    """
    records = session.scalars(
        select(FigureRow)
        .where(FigureRow.round_id == round_.id, FigureRow.kind != RowKind.ALL.value)
        .order_by(FigureRow.position)
    ).all()
    merged = [record.id for record in records if record.kind == RowKind.OTHER.value]
    rows: dict[str, TeamRow] = {}
    for record in records:
        several = record.id in merged and len(merged) > 1
        name = f"{record.team} ({merged.index(record.id) + 1})" if several else record.team
        teams = tuple(json.loads(record.teams_included))
        rows |= {key_of(team): TeamRow(name, record.service, teams) for team in teams}
    members = session.scalars(select(RoundTeam).where(RoundTeam.round_id == round_.id))
    called = {one.team_id: key_of(one.counted_as or one.team.name) for one in members}
    return {team_id: rows[name] for team_id, name in called.items() if name in rows}


def _coarsen(
    counts: Mapping[Key, int], teams: Mapping[int, TeamRow], versions: Mapping[int, Snapshot]
) -> dict[Key, tuple[TeamRow, Traits]]:
    """What is printed of each combination, by what is stored."""
    traits = {key: _traits(key, teams, versions) for key in counts}
    together: dict[Traits, int] = {}
    for key, n in counts.items():
        together[traits[key]] = together.get(traits[key], 0) + n
    printed = coarsen(together)
    return {key: (teams[key[0]], printed[traits[key]][1:]) for key in counts}


def _traits(key: Key, teams: Mapping[int, TeamRow], versions: Mapping[int, Snapshot]) -> Traits:
    team, version, variant, language, mode, helper = key
    number = str(versions[version].version)
    return (teams[team].name, number, variant, language, mode, helper or SKIPPED)
