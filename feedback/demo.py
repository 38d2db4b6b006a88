"""A sample council: made-up teams, rounds and answers, taken in and counted the way real ones are."""

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
from feedback.collectors import list_collectors
from feedback.comments import list_comments, open_comment, release, withhold
from feedback.config import Settings
from feedback.db import Database
from feedback.edges import GRACE, Status, status_of
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import DEMO, Collector, Meta, Round, RoundTeam, Team
from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.kinds import read_answers
from feedback.questionnaires.snapshot import Form, Question
from feedback.reports.workbook import choose_rounds, make_workbook
from feedback.responses import Arrival, take
from feedback.rounds import list_rounds, plan_round, record_given_out
from feedback.teams import TeamLine, save_teams
from feedback.tokens import make_token
from feedback.versions import open_published, snapshot_of

EMAIL = "demo@example.org"
READER_EMAIL = "duty-reader@example.org"
TEAMS = (
    TeamLine("Children in Care North", "Children in care", "Children in care teams"),
    TeamLine("Children in Care South", "Children in care", "Children in care teams"),
    TeamLine("Leaving Care", "Children in care", None),
    TeamLine("Fostering Plus (provider)", "Children in care", None),
    TeamLine("Family Safeguarding East", "Safeguarding", "Family safeguarding"),
    TeamLine("Family Safeguarding West", "Safeguarding", "Family safeguarding"),
    TeamLine("Disabled Children", "Safeguarding", None),
    TeamLine("Young People’s Team", "Safeguarding", None),
)
# About how many answer in one round, by team; the small ones are put together with others.
RETURNS = (26, 19, 13, 3, 21, 16, 6, 4)
# questionnaire, first day and last day in days from today, share of RETURNS
ROUNDS = (
    ("iro-survey@1", -555, -465, 0.7),
    ("iro-survey@1", -372, -282, 0.8),
    ("iro-survey@2", -190, -100, 1.0),
    ("iro-survey@2", -21, 42, 0.5),
    ("post-conference-parent@1", -280, -190, 0.7),
    ("post-conference-parent@1", -95, -5, 0.8),
    ("post-conference-parent@1", -2, 88, 0.1),
)
BEST = (
    "My IRO asked me first.", "I could bring my brother.", "It was not too long.",
    "They listened to what I said about school.", "She drew the plan with me.",
)  # fmt: skip
CHANGE = (
    "Tell me who will be there.", "Not in lesson time please.", "Fewer people in the room.",
    "Send me what was decided on one page.", "Start on time.",
)  # fmt: skip


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
    """What was made: open links, two staff sign-ins, and the sample workbook."""

    links: tuple[DemoLink, ...]
    staff: DemoAccount
    duty_reader: DemoAccount
    workbook: Path


def make_demo(database: Database, settings: Settings, *, tell: Callable[[str], None]) -> Demo:
    """Make the sample council, or look after the one there is. `tell` hears how far it is.

    Raises RefusedError when the database holds anything but the sample council.
    """
    with database.writing() as session:
        _check_own(session)
        staff = _make_account(session, EMAIL, Role.ADMINISTRATOR)
        reader = _make_account(session, READER_EMAIL, Role.DUTY_READER)
    if not _has_open_round(database, settings):
        _fill(database, settings, tell)
    database.checkpoint()
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
    return Demo(links, staff, reader, workbook)


def _check_own(session: Session) -> None:
    if session.get(Meta, DEMO):
        return
    if any(session.scalars(select(table).limit(1)).first() for table in (Team, Round, Account)):
        raise RefusedError(
            "This database holds real work, and the sample council would mix with it. "
            "Set FEEDBACK_INSTANCE to an empty folder and run 'feedback demo' again."
        )
    session.add(Meta(name=DEMO, value="yes"))


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
    for name, first, last, share in ROUNDS:
        opens_on, closes_on = today + dt.timedelta(first), today + dt.timedelta(last)
        with (
            clock.frozen_at(clock.day_starts_at(opens_on, settings.zone)),
            database.writing() as session,
        ):
            if _is_there(session, name, opens_on, closes_on):
                continue
            round_ = _open(session, name, teams, opens_on, closes_on, settings)
            with clock.frozen_at(clock.now() + dt.timedelta(hours=12)):
                answered = _answer_all(session, round_, share, chance, settings)
        tell(f"{name}, {opens_on} to {closes_on}: {answered} answers.")
        if last < 0:
            over = clock.day_ends_at(closes_on, settings.zone) + GRACE
            with clock.frozen_at(over), database.writing() as session:
                for counted in count_due(session, zone=settings.zone):
                    _read_comments(session, counted)


def _read_comments(session: Session, round_: Round) -> None:
    """Of the comments of a counted round release some, withhold a few, and leave the others to be read."""
    reader = accounts.get_by_email(session, READER_EMAIL)
    found = sorted(list_comments(session, round_=round_), key=lambda c: (c.comment, c.team))
    for number, summary in enumerate(found):
        comment = open_comment(session, summary.id)
        if number % 3 == 0:
            release(session, comment, by=reader)
        elif number % 10 == 4:
            withhold(session, comment, by=reader)


def _is_there(session: Session, name: str, opens_on: dt.date, closes_on: dt.date) -> bool:
    questionnaire = name.partition("@")[0]
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
    members = [session.get_one(Team, team.id) for team in teams]
    if version.questionnaire == "post-conference-parent":
        members = [team for team in members if team.service == "Safeguarding"]
    round_ = plan_round(
        session, version, members, opens_on=opens_on, closes_on=closes_on, zone=settings.zone
    )
    session.flush()
    return round_


def _answer_all(
    session: Session, round_: Round, share: float, chance: random.Random, settings: Settings
) -> int:
    snapshot = snapshot_of(round_.version)
    answered = 0
    for collector in list_collectors(session, round_id=round_.id):
        count = round(_returns(collector) * share)
        _record_numbers(session, round_, collector, count, chance, settings)
        for _ in range(count):
            form = snapshot.form("easy-read" if chance.random() < 0.35 else "standard")
            answered += _answer(session, round_, collector, form, chance, settings)
    return answered


def _returns(collector: Collector) -> int:
    names = [line.team for line in TEAMS]
    return RETURNS[names.index(collector.team.name)]


def _record_numbers(
    session: Session,
    round_: Round,
    collector: Collector,
    count: int,
    chance: random.Random,
    settings: Settings,
) -> None:
    given_out = round(count * chance.uniform(1.3, 2.2)) + 1
    record_given_out(session, collector, given_out, zone=settings.zone)
    member = session.get_one(RoundTeam, (round_.id, collector.team_id))
    member.due = given_out + chance.randrange(6)


def _answer(
    session: Session,
    round_: Round,
    collector: Collector,
    form: Form,
    chance: random.Random,
    settings: Settings,
) -> int:
    # A team is a little better or worse than the others, always the same way.
    mood = 0.86 - 0.05 * (collector.team_id % 4)
    sent = {q.id: _choose(q, mood, chance) for q in form.questions.values()}
    answers, _ = read_answers(form, sent)
    if answers.empty:
        return 0
    token = make_token(collector.id, round_.id)
    arrival = Arrival(token, round_.version_id, form, "en", "self", answers, sent)
    take(session, arrival, zone=settings.zone)
    return 1


def _choose(question: Question, mood: float, chance: random.Random) -> list[str]:
    if question.kind is Kind.TEXT:
        words = BEST if question.id == "best" else CHANGE
        return [chance.choice(words)] if chance.random() < 0.3 else []
    if question.kind is Kind.INFO or chance.random() < 0.04:
        return []
    if question.escapes and chance.random() < 0.06:
        return [chance.choice(question.escapes).code]
    if question.kind is Kind.CHOICES:
        ticked = [o.code for o in question.options if not o.exclusive and chance.random() < 0.5]
        return ticked or [o.code for o in question.options if o.exclusive][:1]
    positive = [o.code for o in question.options if o.band is Band.POSITIVE]
    others = [o.code for o in question.options if o.band is not Band.POSITIVE]
    good = bool(positive) and (not others or chance.random() < mood)
    return [chance.choice(positive if good else others)]


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
        for collector in list_collectors(session, round_id=round_.id)
    ]
