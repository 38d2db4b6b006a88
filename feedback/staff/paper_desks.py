"""Where paper can be typed in: the links of open rounds, and one of them with what its sheets ask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from flask import render_template, request
from sqlalchemy.orm import Session

from feedback import clock
from feedback.codes import read_code
from feedback.collectors import is_handed_out
from feedback.config import Settings
from feedback.edges import Status, ends_at, status_of
from feedback.exceptions import NotFoundError, RefusedError
from feedback.frozen import list_written
from feedback.languages import ENGLISH, Language, get_language
from feedback.links import Link, State, list_leading, open_link, version_of_page
from feedback.mergers import read_lines
from feedback.models.accounts import Account
from feedback.models.asking import Collector, PublishedVersion, Round, Team
from feedback.permissions import Action, ForbiddenError, can_do_for
from feedback.questionnaires.snapshot import Form, Snapshot
from feedback.reports.papers.form import DOT, list_foot
from feedback.rounds import list_rounds
from feedback.tokens import Token, make_token
from feedback.translations import Scope
from feedback.versions import snapshot_of

LANGUAGE = "_language"  # in the page: the language of a sheet, as somebody chose it
SAVED = "saved"  # in the address: that one was saved before this page
ON_NO_SHEET = "No sheet bears this code: it is for a tablet, a slip or somebody who asks. Look at the foot of the sheet."
SHUT = "No round of this code is open now, so no sheet can be typed in."


class ShutError(RefusedError):
    """No round of a link is open, so nothing can be typed in."""


@dataclass(frozen=True)
class Place:
    """An open round, and the links in it that somebody may type sheets in for."""

    round: Round
    snapshot: Snapshot
    last_day: dt.date
    collectors: tuple[Collector, ...]


@dataclass(frozen=True)
class Desk:
    """Where sheets are typed in: a link, its team, what its sheets ask, and the token of the page.

    `languages` are those the sheets may be in; `language` is the one of this sheet, None while nobody has said it.
    """

    link: Link
    team: str
    version: PublishedVersion
    variant: str | None
    token: Token
    languages: tuple[Language, ...] = (ENGLISH,)
    language: Language | None = ENGLISH

    @property
    def snapshot(self) -> Snapshot:
        """What the sheets ask."""
        return snapshot_of(self.version)

    @property
    def form(self) -> Form:
        """Their variant."""
        return self.snapshot.form(self.variant)

    @property
    def trying(self) -> bool:
        """Whether nothing is kept, because no round of the link has begun."""
        return self.token.round_id == 0

    @property
    def foot(self) -> tuple[str, str, str]:
        """What stands at the foot of a sheet in this language: the code, the language, the team."""
        return list_foot(self.link.code, self.team, self.language or ENGLISH)

    def new_token(self) -> Token:
        """A token for another sheet."""
        return make_token(self.token.collector_id, self.token.round_id)


def list_places(
    session: Session, account: Account, zone: ZoneInfo, *, action: Action = Action.ENTER_PAPER
) -> list[Place]:
    """The open rounds with links whose sheets `account` may type in, or that it may do another `action` on."""
    places = []
    rounds = [one for one in list_rounds(session) if status_of(one, zone) is Status.OPEN]
    leading = list_leading(session, rounds, zone)
    for round_ in rounds:
        names = {member.team_id: member.team.name for member in round_.teams}
        collectors = tuple(
            one.collector
            for one in leading[round_.id]
            if (action is not Action.ENTER_PAPER or is_handed_out(one.collector))
            and _may(account, action, (one.collector.team.name, names[one.team_id]))
        )
        last_day = (ends_at(round_, zone) - dt.timedelta(minutes=1)).astimezone(zone).date()
        places.append(Place(round_, snapshot_of(round_.version), last_day, collectors))
    return [place for place in places if place.collectors]


def open_desk(
    session: Session,
    account: Account,
    code: str,
    *,
    variant: str | None,
    zone: ZoneInfo,
    token: Token | None = None,
) -> Desk:
    """The desk of `code`, for the page of `token` where that still stands, else for a new page.

    Raises NotFoundError, also for a code that no sheet bears, ForbiddenError for another team's code, ShutError when nothing is open.
    """
    link = open_link(session, read_code(code), zone=zone)
    if link is None:
        raise NotFoundError("There is no such code. Look at the foot of the sheet.")
    collector = session.get_one(Collector, link.collector_id)
    if not is_handed_out(collector):
        raise NotFoundError(ON_NO_SHEET)
    team = collector.team.name
    if not may_use(session, account, Action.ENTER_PAPER, collector, zone):
        raise ForbiddenError("That is the code of another team than yours.")
    opened = version_of(session, link, token) if token else None
    if token and opened:
        return Desk(link, team, opened, variant, token)
    if link.version is None:
        raise ShutError(say_shut(link, SHUT))
    return Desk(link, team, link.version, variant, make_token(link.collector_id, link.round_id))


def may_use(
    session: Session, account: Account, action: Action, collector: Collector, zone: ZoneInfo
) -> bool:
    """Whether `account` may do `action` on a link: of its team, or of one that has gone on as its team by today."""
    line = read_lines(session, on=clock.today(zone)).get(collector.team_id, ())
    teams = [collector.team, *(session.get_one(Team, one.successor_id) for one in line)]
    return _may(account, action, [team.name for team in teams])


def _may(account: Account, action: Action, teams: Iterable[str]) -> bool:
    return any(can_do_for(account, action, team) for team in teams)


def speak(session: Session, desk: Desk, settings: Settings, tag: str | None) -> Desk:
    """`desk` for a sheet in the language called `tag`. Where nobody said, it is the only one there is, else none."""
    snapshot = desk.snapshot
    scope = Scope(snapshot.questionnaire, snapshot.version, desk.form.variant.value)
    languages = list_written(session, scope, drafts=settings.show_draft_translations)
    wanted = ENGLISH.tag if tag is None and len(languages) == 1 else tag
    language = next((one for one in languages if one.tag == wanted), None)
    return replace(desk, languages=tuple(languages), language=language)


def say_language(desk: Desk, tag: str | None) -> str:
    """What is to be put right about the language called `tag`; nothing where the desk takes it."""
    if desk.language:
        return ""
    asked = get_language(tag or "")
    none = f"These questions are not asked in {asked.english}. " if asked else ""
    return f"{none}Choose the language."


def chosen_tag() -> str | None:
    """The language of what is typed in: as it was chosen on the page, else as the address says."""
    return request.form.get(LANGUAGE, request.args.get("lang"))


def tag_of(desk: Desk) -> str | None:
    """What the address says of the language, so that it stays for the next one."""
    return desk.language.tag if desk.language and len(desk.languages) > 1 else None


def read_foot(typed: str) -> tuple[str, Language | None]:
    """The code that somebody typed from the foot of a sheet, and the language that stands after the stroke.

    The whole foot may be typed, with the language and the team as they are printed behind a dot.
    """
    foot = typed.partition(DOT.strip())[0].strip()
    code, _, tag = foot.partition("/")
    language = get_language(tag.strip()) if tag.strip() else None
    return read_code(code if language else foot), language


def show_saved(problem: ShutError, *, place: str) -> str:
    """That the last one is saved, said before that there is no next: whoever types would do it again."""
    return render_template("staff/saved-last.html", problem=problem, place=place)


def version_of(session: Session, link: Link, token: Token) -> PublishedVersion | None:
    """What the page of `token` asks, or None when the page is not of this link any more."""
    if token.collector_id != link.collector_id:
        return None
    if token.round_id == 0:
        return link.version if link.state is State.TRY else None
    return version_of_page(session, token)


def say_shut(link: Link, shut: str) -> str:
    """`shut`, and when the next round opens if one is planned."""
    day = link.next_opens_on
    return f"{shut} The next one opens on {day.day} {day:%B %Y}." if day else shut
