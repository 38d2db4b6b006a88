"""A round as somebody plans it on four screens: what was chosen so far, what is wrong, and which screen comes next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from feedback import clock, replanning
from feedback.exceptions import NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.asking import PublishedVersion, Round, Team
from feedback.replanning import AskedAgain
from feedback.rounds import check_plan
from feedback.suggestions import Suggestion, suggest
from feedback.teams import list_open, list_teams
from feedback.versions import list_asked, open_asked

ALL = "all"
USUAL_MONTHS = 3  # of a round for which nothing can be suggested yet


class Screen(StrEnum):
    """The four screens, in their order."""

    WHAT = "what"
    TEAMS = "teams"
    DAYS = "days"
    LOOK = "look"


SCREENS = tuple(Screen)


@dataclass(frozen=True)
class Draft:
    """What somebody has chosen, as it was sent: nothing of it is stored before the last screen says yes."""

    questionnaire: str
    teams: tuple[str, ...]
    opens: str
    closes: str
    seen: str

    @property
    def joined(self) -> str:
        """The chosen teams in one field."""
        return ",".join(self.teams)


@dataclass(frozen=True)
class Shown:
    """A screen, and what stands on it."""

    screen: Screen
    draft: Draft
    round: Round | None
    version: PublishedVersion | None = None
    teams: tuple[Team, ...] = ()
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    suggestion: Suggestion | None = None
    asked_again: tuple[AskedAgain, ...] = ()
    trouble: str = ""

    @property
    def state(self) -> str:
        """Changes when anything does that the last screen says."""
        again = [(one.round.id, one.round.opens_on, one.teams) for one in self.asked_again]
        teams = [(team.id, team.name) for team in self.teams]
        number = self.version.id if self.version else 0
        facts = (number, teams, self.opens_on, self.closes_on, again)
        return fingerprint(facts)

    @property
    def is_short(self) -> bool:
        """Whether the round is shorter than suggested."""
        if self.suggestion is None or self.opens_on is None or self.closes_on is None:
            return False
        return self.suggestion.is_missed(self.opens_on, self.closes_on)


def read_draft(sent: MultiDict[str, str], round_: Round | None = None) -> Draft:
    """What was sent; for a round that is to be changed, what it is now where nothing was."""
    known: Mapping[str, str] = {}
    if round_:
        known = {
            "team": ",".join(str(member.team_id) for member in round_.teams),
            "opens": round_.opens_on.isoformat(),
            "closes": round_.closes_on.isoformat(),
            "seen": replanning.state_of(round_),
        }
    chosen = ",".join(sent.getlist("team"))
    if "team" not in sent and "at" not in sent:
        chosen = known.get("team", "")
    return Draft(
        questionnaire=round_.version.questionnaire if round_ else sent.get("questionnaire", ""),
        teams=tuple(dict.fromkeys(one.strip() for one in chosen.split(",") if one.strip())),
        opens=sent.get("opens", known.get("opens", "")).strip(),
        closes=sent.get("closes", known.get("closes", "")).strip(),
        seen=sent.get("seen", known.get("seen", "")),
    )


def show(
    session: Session, draft: Draft, *, at: str, zone: ZoneInfo, round_: Round | None = None
) -> Shown:
    """The screen `at`, or the first before it on which something is to be put right."""
    first = SCREENS[1 if round_ else 0]
    wanted = Screen(at) if at in SCREENS else first
    wanted = max(wanted, first, key=SCREENS.index)
    shown = Shown(first, draft, round_)
    try:
        for screen in SCREENS[: SCREENS.index(wanted)]:
            shown = replace(shown, screen=screen)
            shown = _pass(session, shown, zone)
    except (RefusedError, NotFoundError) as problem:
        opens_on, closes_on = _get_day(draft.opens), _get_day(draft.closes)
        shown = replace(_suggest(session, shown), trouble=str(problem))
        return replace(shown, opens_on=opens_on, closes_on=closes_on)
    shown = replace(_suggest(session, shown), screen=wanted)
    if wanted is Screen.DAYS and not draft.opens and not draft.closes:
        return _propose_days(shown, zone)
    return shown


def find_same(session: Session, shown: Shown) -> Round | None:
    """The very round that is to be planned, when it is there already: somebody pressed twice, or was quicker."""
    if shown.version is None:
        return None
    query = (
        select(Round)
        .join(PublishedVersion)
        .where(
            PublishedVersion.questionnaire == shown.version.questionnaire,
            Round.opens_on == shown.opens_on,
            Round.closes_on == shown.closes_on,
            Round.counted_on.is_(None),
        )
    )
    wanted = {team.id for team in shown.teams}
    found = session.scalars(query.order_by(Round.id))
    return next((r for r in found if {m.team_id for m in r.teams} == wanted), None)


def list_choices(
    session: Session,
) -> tuple[list[PublishedVersion], list[tuple[str, list[Team]]]]:
    """The newest version of every questionnaire, and the teams that are not closed by service."""
    newest = {version.questionnaire: version for version in list_asked(session)}
    going_on = [team for team in list_teams(session) if team.closed_on is None]
    by_service = sorted(going_on, key=lambda team: (team.service, team.id))
    services = [(name, list(them)) for name, them in groupby(by_service, lambda t: t.service)]
    return list(newest.values()), services


def _pass(session: Session, shown: Shown, zone: ZoneInfo) -> Shown:
    """What is known once a screen is filled in. Raises RefusedError or NotFoundError when it is not yet."""
    draft = shown.draft
    if shown.screen is Screen.WHAT:
        if not draft.questionnaire:
            raise RefusedError("Choose what is asked.")
        return replace(shown, version=open_asked(session, draft.questionnaire.partition("@")[0]))
    version = shown.version or (shown.round.version if shown.round else None)
    assert version
    if shown.screen is Screen.TEAMS:
        return replace(shown, version=version, teams=_read_teams(session, draft))
    opens_on, closes_on = _get_day(draft.opens), _get_day(draft.closes)
    if opens_on is None or closes_on is None:
        raise RefusedError(f"Choose the {'last' if opens_on else 'first'} day.")
    check_plan(
        session,
        version,
        shown.teams,
        opens_on=opens_on,
        closes_on=closes_on,
        zone=zone,
        besides=shown.round,
    )
    again = replanning.list_asked_again(
        session, version, shown.teams, opens_on=opens_on, closes_on=closes_on, besides=shown.round
    )
    return replace(shown, opens_on=opens_on, closes_on=closes_on, asked_again=tuple(again))


def _read_teams(session: Session, draft: Draft) -> tuple[Team, ...]:
    known = list_teams(session)
    if not known:
        raise RefusedError("There are no teams yet. Add them on the page Teams, then come back.")
    if ALL in draft.teams:
        opens_on = _get_day(draft.opens)
        return tuple(list_open(known, opens_on) if opens_on else known)
    chosen = tuple(team for team in known if str(team.id) in draft.teams)
    if not chosen:
        raise RefusedError("Choose one team or more, or every team.")
    return chosen


def _get_day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _suggest(session: Session, shown: Shown) -> Shown:
    version = shown.version or (shown.round.version if shown.round else None)
    return replace(shown, suggestion=suggest(session, version.questionnaire)) if version else shown


def _propose_days(shown: Shown, zone: ZoneInfo) -> Shown:
    """From the first of the coming month, as long as suggested."""
    opens_on = clock.add_months(clock.today(zone).replace(day=1), 1)
    length = shown.suggestion.length if shown.suggestion else None
    months = length.months if length else USUAL_MONTHS
    closes_on = clock.add_months(opens_on, months) - dt.timedelta(days=1)
    draft = replace(shown.draft, opens=opens_on.isoformat(), closes=closes_on.isoformat())
    return replace(shown, draft=draft)
