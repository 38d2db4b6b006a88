"""What may still be changed of a round that is planned, and who would be asked again too soon."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.collectors import make_missing
from feedback.departures import forget_successors
from feedback.edges import Status, status_of
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.mergers import counted_for
from feedback.models.asking import (
    Collector,
    GivenOut,
    PublishedVersion,
    Round,
    RoundTeam,
    Team,
)
from feedback.models.planning import PlanRound
from feedback.numbering import retire
from feedback.rounds import LAST_CANCELLED, check_plan
from feedback.versions import snapshot_of

SOON = dt.timedelta(weeks=6)  # nobody should be asked again before


@dataclass(frozen=True)
class AskedAgain:
    """A round that asks some of the same teams and the same audience within six weeks."""

    round: Round
    teams: tuple[str, ...]


def list_asked_again(
    session: Session,
    version: PublishedVersion,
    teams: Sequence[Team],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    besides: Round | None = None,
) -> list[AskedAgain]:
    """The rounds with the audience of `version` that ask any of `teams` less than six weeks before or after."""
    audience = snapshot_of(version).audience
    near = session.scalars(
        select(Round)
        .where(
            Round.opens_on < closes_on + SOON,
            Round.closes_on > opens_on - SOON,
            Round.id != (besides.id if besides else 0),
        )
        .order_by(Round.opens_on, Round.id)
    )
    asked = {team.id for team in teams}
    found = []
    for round_ in near:
        both = tuple(member.team.name for member in round_.teams if member.team_id in asked)
        if both and snapshot_of(round_.version).audience is audience:
            found.append(AskedAgain(round_, both))
    return found


def state_of(round_: Round) -> str:
    """Changes when anything that can be planned of the round does: what somebody saw when they decided."""
    teams = [member.team_id for member in round_.teams]
    facts = (round_.id, round_.version_id, round_.opens_on, round_.closes_on, teams)
    return fingerprint(facts)


def check_planned(round_: Round, zone: ZoneInfo) -> None:
    """Raise RefusedError unless the round has not begun."""
    if status_of(round_, zone) is not Status.PLANNED:
        raise RefusedError(
            "Only a planned round can be changed or cancelled. This one has begun: people may have answered."
        )


def check_same(round_: Round, seen: str) -> None:
    """Raise ChangedError unless the round is as somebody saw it."""
    if seen != state_of(round_):
        raise ChangedError("Somebody else changed this round meanwhile. Nothing was saved.")


def change_round(
    session: Session,
    round_: Round,
    teams: Sequence[Team],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    zone: ZoneInfo,
) -> None:
    """Give a planned round other teams and days. Counts of a team that stays, stay. Raises RefusedError."""
    check_planned(round_, zone)
    check_plan(
        session,
        round_.version,
        teams,
        opens_on=opens_on,
        closes_on=closes_on,
        zone=zone,
        besides=round_,
    )
    members = {member.team_id: member for member in round_.teams}
    gone = members.keys() - {team.id for team in teams}
    counted = {team for team, member in counted_for(session, round_).items() if member in gone}
    round_.teams = [members.get(team.id) or RoundTeam(team=team) for team in teams]
    round_.opens_on, round_.closes_on = opens_on, closes_on
    session.flush()
    forget_successors(session, round_, gone)
    _forget_given_out(session, round_, gone | counted - counted_for(session, round_).keys())
    make_missing(session, round_.version.questionnaire, list(teams))


def cancel_round(session: Session, round_: Round, *, zone: ZoneInfo) -> None:
    """Take a planned round away, with what was noted as given out. Codes stay. Raises RefusedError."""
    check_planned(round_, zone)
    session.execute(delete(GivenOut).where(GivenOut.round_id == round_.id))
    retire(session, round_.id, LAST_CANCELLED)
    session.execute(update(PlanRound).where(PlanRound.round_id == round_.id).values(round_id=None))
    session.delete(round_)
    session.flush()


def _forget_given_out(session: Session, round_: Round, teams: set[int]) -> None:
    """Delete what was noted of links of these teams in a round that they are not asked in after all."""
    theirs = select(Collector.id).where(Collector.team_id.in_(teams))
    session.execute(
        delete(GivenOut).where(GivenOut.round_id == round_.id, GivenOut.collector_id.in_(theirs))
    )
