"""Results for everybody: which counted rounds are shown, by which three of their core questions; staff decide each time."""

import datetime as dt
import json
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.disclosure.groups import RowKind
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.mergers import find_joined, list_successors
from feedback.models.accounts import Account
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.models.replying import PublicResults
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.rounds import read_members
from feedback.teams import list_open, list_teams

MOST = 3  # big figures on a page: a child keeps three in mind


def list_showable(session: Session, round_: Round) -> set[str]:
    """The core questions of which All teams says something."""
    query = (
        select(FigureRecord.question)
        .join(FigureRow, FigureRow.id == FigureRecord.row_id)
        .where(
            FigureRow.round_id == round_.id,
            FigureRow.kind == RowKind.ALL.value,
            FigureRecord.word.is_not(None) | FigureRecord.low.is_not(None),
        )
    )
    return set(session.scalars(query))


def get_results(session: Session, round_: Round) -> PublicResults | None:
    """What is shown to everybody of a round, if anything is."""
    return session.get(PublicResults, round_.id)


def list_results(session: Session) -> list[PublicResults]:
    """What is shown to everybody, the newest round first. Of each questionnaire `list_newest` stand on its page."""
    query = select(PublicResults).join(Round, Round.id == PublicResults.round_id)
    return list(session.scalars(query.order_by(Round.closes_on.desc(), Round.id.desc())))


def list_newest(
    session: Session, questionnaire: str, *, on: dt.date, team_ids: Collection[int] | None = None
) -> list[PublicResults]:
    """The newest round that is shown of a questionnaire, and those before it of teams that none after them asks.

    With `team_ids` the newest that asks one of these teams. A team that was merged into one of its teams is asked
    there; one that is closed `on` a day, and goes on nowhere, is asked no more.
    """
    found = [one for one in list_results(session) if one.round.version.questionnaire == questionnaire]  # fmt: skip
    members = read_members(session, [one.round for one in found])
    successors = list_successors(session)
    going = {team.id for team in list_open(list_teams(session), on)}
    going |= {one.team_id for one in successors}
    chosen: list[PublicResults] = []
    known: set[int] = set()
    for one in found:
        own = {member.team_id for member in members[one.round_id]}
        asked = own | find_joined(successors, own, on=one.round.closes_on).keys()
        wanted = asked & (going if team_ids is None else set(team_ids))
        if wanted - known or (team_ids is None and not chosen):
            chosen.append(one)
        known |= asked
    return chosen if team_ids is None else chosen[:1]


def questions_of(results: PublicResults | None) -> list[str]:
    """The ids of the questions that are shown, in their order."""
    return list(json.loads(results.questions)) if results else []


def state_of(results: PublicResults | None) -> str:
    """Changes when something else is shown: what somebody saw when they decided."""
    return fingerprint(questions_of(results))


def publish_results(
    session: Session,
    round_: Round,
    questions: list[str],
    *,
    zone: ZoneInfo,
    seen: str | None = None,
    by: Account | None,
) -> PublicResults:
    """Show these questions of a counted round to everybody. Raises RefusedError or ChangedError."""
    results = get_results(session, round_)
    _check_seen(results, seen)
    if round_.counted_on is None or round_.sealed:
        raise RefusedError("Choose a round that is counted and shows results.")
    if not 1 <= len(questions) <= MOST:
        raise RefusedError(f"Choose one, two or {MOST} questions.")
    if not set(questions) <= list_showable(session, round_):
        raise RefusedError("One of these figures is hidden. Choose another question.")
    if results is None:
        results = PublicResults(round_id=round_.id, round=round_)
        session.add(results)
    results.questions, results.published_on = json.dumps(questions), clock.today(zone)
    audit.record(session, Deed.PUBLISHED_RESULTS, f"round {round_.id}", by=by)
    return results


def withdraw_results(
    session: Session, round_: Round, *, seen: str | None = None, by: Account | None
) -> None:
    """Show nothing of a round any more. Raises RefusedError or ChangedError."""
    results = get_results(session, round_)
    _check_seen(results, seen)
    if results is None:
        raise RefusedError("Nothing of this round is shown to everybody.")
    session.delete(results)
    audit.record(session, Deed.WITHDREW_RESULTS, f"round {round_.id}", by=by)


def _check_seen(results: PublicResults | None, seen: str | None) -> None:
    if seen is not None and seen != state_of(results):
        raise ChangedError("Somebody else changed what is shown meanwhile. Nothing was saved.")
