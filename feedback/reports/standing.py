"""How a team stood in each counted round, alone or with whom: read from the rows everybody may see, and nothing else."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.disclosure.groups import RowKind
from feedback.models.asking import Round, RoundTeam, Team
from feedback.models.reporting import FigureRow
from feedback.names import key_of
from feedback.reports.figures import label_rounds
from feedback.teams import read_names
from feedback.versions import snapshot_of


class How(StrEnum):
    """How a team stood in a round."""

    ALONE = "alone"
    TOGETHER = "together"
    SEALED = "sealed"  # with every other team: nothing of the round is shown
    DELETED = "deleted"  # the figures of the round are past their date


@dataclass(frozen=True)
class Standing:
    """How a team stood in one counted round, with which `others`, of which service ("" is several)."""

    questionnaire: str
    name: str
    round_id: int
    label: str
    how: How
    others: tuple[str, ...] = ()
    service: str = ""


def list_standings(session: Session, team: Team) -> list[Standing]:
    """How `team` stood in each counted round that asked it, the newest first."""
    rounds = session.scalars(
        select(Round)
        .join(RoundTeam)
        .where(RoundTeam.team_id == team.id, Round.counted_on.is_not(None))
        .order_by(Round.closes_on.desc(), Round.id.desc())
    ).all()
    rows = _list_rows(session, rounds)
    labels = label_rounds(session, rounds)
    own = {name for name, known in read_names(session).items() if known.id == team.id}
    return [_standing(round_, labels[round_.id], own, rows.get(round_.id, [])) for round_ in rounds]


def _list_rows(session: Session, rounds: Sequence[Round]) -> dict[int, list[FigureRow]]:
    found: dict[int, list[FigureRow]] = {}
    wanted = select(FigureRow).where(
        FigureRow.round_id.in_([round_.id for round_ in rounds]),
        FigureRow.kind != RowKind.ALL.value,
    )
    for row in session.scalars(wanted.order_by(FigureRow.round_id, FigureRow.position)):
        found.setdefault(row.round_id, []).append(row)
    return found


def _standing(
    round_: Round, label: str, own: Collection[str], rows: Sequence[FigureRow]
) -> Standing:
    """`own` is every name the team has or had, by its key: rows keep those of their day."""
    facts = (round_.version.questionnaire, snapshot_of(round_.version).name, round_.id, label)
    if round_.sealed:
        return Standing(*facts, How.SEALED)
    for row in rows:
        names = json.loads(row.teams_included)
        others = tuple(name for name in names if key_of(name) not in own)
        if len(others) < len(names):
            return Standing(*facts, How.TOGETHER if others else How.ALONE, others, row.service)
    return Standing(*facts, How.DELETED)
