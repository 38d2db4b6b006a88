"""The sample council is made the way a real one is: rounds open, people answer, staff close, read and count."""

import datetime as dt
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import accounts, clock
from feedback.closing import count_due
from feedback.collectors import has_code, list_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.demo.answers import answer_all
from feedback.demo.hearing import hear, name_themes
from feedback.demo.reading import read_comments, read_late
from feedback.demo.replies import make_replies
from feedback.demo.returning import make_returns
from feedback.demo.sample import ASKED, ROUNDS, TEAMS, SampleRound
from feedback.edges import GRACE, Status, status_of
from feedback.exceptions import RefusedError
from feedback.leftovers import clear_leftovers
from feedback.models.accounts import Account, Role
from feedback.models.asking import DEMO, Meta, Round, Team
from feedback.replies import list_replies
from feedback.reports.workbook import choose_rounds, make_workbook
from feedback.rounds import list_rounds, plan_round
from feedback.teams import list_teams, save_teams
from feedback.versions import open_published, snapshot_of

BEGUN, WHOLE = "begun", "yes"  # what the mark of a sample council says
EMAIL = "demo@example.org"
ANALYST_EMAIL = "analyst@example.org"
READER_EMAIL = "duty-reader@example.org"
REVIEWER_EMAIL = "reviewer@example.org"


@dataclass(frozen=True)
class DemoLink:
    """An open link and whom it asks about what."""

    url: str
    name: str
    team: str


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who can sign in."""

    email: str
    password: str


@dataclass(frozen=True)
class Demo:
    """What was made: open links, four sign-ins, and the sample workbook."""

    links: tuple[DemoLink, ...]
    staff: DemoAccount
    analyst: DemoAccount
    duty_reader: DemoAccount
    reviewer: DemoAccount
    workbook: Path


def make_demo(database: Database, settings: Settings, *, tell: Callable[[str], None]) -> Demo:
    """Make the sample council, or look after the one there is. `tell` hears how far it is.

    Raises RefusedError when the database holds anything but the sample council.
    """
    with database.writing() as session:
        _check_own(session)
        staff = _make_account(session, EMAIL, Role.ADMINISTRATOR)
        analyst = _make_account(session, ANALYST_EMAIL, Role.ANALYST)
        reader = _make_account(session, READER_EMAIL, Role.DUTY_READER)
        reviewer = _make_account(session, REVIEWER_EMAIL, Role.REVIEWER)
    if _is_begun(database) or not _has_open_round(database, settings):
        _fill(database, settings, tell)
        with database.writing() as session:
            read_late(session, zone=settings.zone, by=_reader(session))
    _reply(database, settings)
    with database.writing() as session:
        session.get_one(Meta, DEMO).value = WHOLE
        make_returns(session, list_teams(session), today=clock.today(settings.zone))
        _hear(session, settings)
    clear_leftovers(database)
    tell("Writing the sample workbook.")
    with database.reading() as session:
        content = make_workbook(
            session,
            rounds=choose_rounds(session),
            settings=settings,
            made_on=clock.today(settings.zone),
        )
        links = tuple(_list_links(session, settings))
    workbook = settings.instance / "sample-workbook.xlsx"
    workbook.write_bytes(content)
    return Demo(links, staff, analyst, reader, reviewer, workbook)


def _check_own(session: Session) -> None:
    if session.get(Meta, DEMO):
        return
    if any(session.scalars(select(table).limit(1)).first() for table in (Team, Round, Account)):
        raise RefusedError(
            "This database holds real work, and the sample council would mix with it. "
            "Set FEEDBACK_INSTANCE to an empty folder and run 'feedback demo' again."
        )
    session.add(Meta(name=DEMO, value=BEGUN))


def _is_begun(database: Database) -> bool:
    """Whether it was interrupted before the last of its rounds."""
    with database.reading() as session:
        return session.get_one(Meta, DEMO).value == BEGUN


def _make_account(session: Session, email: str, role: Role) -> DemoAccount:
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    account = accounts.get_by_email(session, email)
    if account is None:
        accounts.make_account(session, email, role=role, password=password)
    else:
        accounts.set_password(session, account, password)
    return DemoAccount(email, password)


def _has_open_round(database: Database, settings: Settings) -> bool:
    with database.reading() as session:
        return any(status_of(r, settings.zone) is Status.OPEN for r in list_rounds(session))


def _fill(database: Database, settings: Settings, tell: Callable[[str], None]) -> None:
    """Live through the sample rounds: open, answer, close, count."""
    today = clock.today(settings.zone)
    chance = random.Random(2026)  # noqa: S311 - made-up answers, the same every time
    with database.writing() as session:
        teams = save_teams(session, TEAMS)
    for sample in ROUNDS:
        opens_on, closes_on = today + dt.timedelta(sample.first), today + dt.timedelta(sample.last)
        if not _is_there(database, sample.version, opens_on, closes_on):
            answered = _ask(database, settings, sample, (opens_on, closes_on), teams, chance)
            tell(f"{sample.version}, {opens_on} to {closes_on}: {answered} answers.")
        if sample.last < 0:
            over = clock.day_ends_at(closes_on, settings.zone) + GRACE
            with clock.frozen_at(over), database.writing() as session:
                for counted in count_due(session, zone=settings.zone):
                    read_comments(session, counted, by=_reader(session))


def _ask(
    database: Database,
    settings: Settings,
    sample: SampleRound,
    days: tuple[dt.date, dt.date],
    teams: Sequence[Team],
    chance: random.Random,
) -> int:
    """Open a round and have it answered, both or neither: how many did."""
    opens_on, closes_on = days
    with (
        clock.frozen_at(clock.day_starts_at(opens_on, settings.zone)),
        database.writing() as session,
    ):
        round_ = _open(session, sample.version, teams, opens_on, closes_on, settings)
        with clock.frozen_at(clock.now() + dt.timedelta(hours=12)):
            return answer_all(session, round_, sample.share, chance, zone=settings.zone)


def _reply(database: Database, settings: Settings) -> None:
    """Answer back, once."""
    with database.writing() as session:
        reviewer = accounts.get_by_email(session, REVIEWER_EMAIL)
        approver = accounts.get_by_email(session, EMAIL)
        if reviewer and approver and not list_replies(session):
            make_replies(session, zone=settings.zone, reviewer=reviewer, approver=approver)


def _reader(session: Session) -> Account | None:
    return accounts.get_by_email(session, READER_EMAIL)


def _hear(session: Session, settings: Settings) -> None:
    """Themes, somebody who wants to talk, concerns, and what else was done."""
    reader = _reader(session)
    if reader:
        name_themes(session)
        hear(session, list_teams(session), zone=settings.zone, by=reader)


def _is_there(database: Database, name: str, opens_on: dt.date, closes_on: dt.date) -> bool:
    questionnaire = name.partition("@")[0]
    with database.reading() as session:
        return any(
            r.version.questionnaire == questionnaire
            and r.opens_on <= closes_on
            and r.closes_on >= opens_on
            for r in list_rounds(session)
        )


def _open(
    session: Session,
    name: str,
    teams: Sequence[Team],
    opens_on: dt.date,
    closes_on: dt.date,
    settings: Settings,
) -> Round:
    version = open_published(session, name)
    asked = ASKED[version.questionnaire]
    members = [session.get_one(Team, team.id) for team in teams if team.service in asked]
    round_ = plan_round(
        session, version, members, opens_on=opens_on, closes_on=closes_on, zone=settings.zone
    )
    session.flush()
    return round_


def _list_links(session: Session, settings: Settings) -> list[DemoLink]:
    """The links of open rounds, one questionnaire after the other."""
    open_rounds = [r for r in list_rounds(session) if status_of(r, settings.zone) is Status.OPEN]
    return [
        DemoLink(
            url=f"{settings.public_url}/q/{collector.code}",
            name=snapshot_of(round_.version).name,
            team=collector.team.name,
        )
        for round_ in open_rounds
        for collector in filter(has_code, list_collectors(session, round_id=round_.id))
    ]
