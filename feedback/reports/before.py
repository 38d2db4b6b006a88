"""Which round a round is compared with: the latest one before it that asked some of the same teams.

A team that was merged into one of its teams since is the same: its people are asked there now.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.mergers import find_joined, list_successors
from feedback.models.asking import Round, RoundTeam, Successor
from feedback.rounds import list_bare


def find_before(
    round_: Round, others: Iterable[Round], successors: Sequence[Successor] = ()
) -> Round | None:
    """The round before `round_` among `others`: of its questionnaire, counted, and showing something.

    `successors` are those of `list_successors`.
    """
    held = _list_held(round_, _teams(round_), successors)
    return next((one for one in _list_earlier(round_, others) if held & _teams(one)), None)


def read_before(session: Session, round_: Round) -> Round | None:
    """As `find_before`, among all rounds: the teams of none of them are read."""
    earlier = _list_earlier(round_, list_bare(session))
    own = set(session.scalars(select(RoundTeam.team_id).where(RoundTeam.round_id == round_.id)))
    held = _list_held(round_, own, list_successors(session))
    query = select(RoundTeam.round_id).where(
        RoundTeam.round_id.in_([other.id for other in earlier]), RoundTeam.team_id.in_(held)
    )
    shared = set(session.scalars(query.distinct()))
    return next((other for other in earlier if other.id in shared), None)


def _list_earlier(round_: Round, others: Iterable[Round]) -> list[Round]:
    """Those that `round_` may be compared with, whichever teams they asked, the latest first."""
    earlier = [
        other
        for other in others
        if other.version.questionnaire == round_.version.questionnaire
        and other.closes_on < round_.opens_on
        and other.counted_on
        and not other.sealed
    ]
    return sorted(earlier, key=lambda other: (other.closes_on, other.id), reverse=True)


def _list_held(round_: Round, own: set[int], successors: Sequence[Successor]) -> set[int]:
    """The teams whose people `round_` asks: its `own`, and those that had gone into them."""
    return own | set(find_joined(successors, own, on=round_.closes_on))


def _teams(round_: Round) -> set[int]:
    return {member.team_id for member in round_.teams}
