"""E-mails to whoever listens: at once for somebody who wants to talk, daily for what is overdue, and no word of either."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from feedback import accounts, clock, concern_answers, concerns, talks
from feedback.concern_mail import tell
from feedback.concern_steps import close, give_to, move_to, pass_on
from feedback.concerns import Raised
from feedback.config import read_settings
from feedback.duties import read_duties
from feedback.duty_kinds import Kind as DutyKind
from feedback.models.accounts import Role
from feedback.models.asking import Team
from feedback.models.concerning import Concern, Kind
from feedback.models.posting import Email
from feedback.providers import Passwords
from feedback.talks import Asked
from feedback.tick import run_tick
from tests.mail import Mailbox, receiving

from .conftest import NOON, Council

CANARY = "Bluebell-Canary"
READER = "duty-reader@council.gov.uk"


@pytest.fixture
def mailbox(council: Council) -> Iterator[Mailbox]:
    """A real mail server, set."""
    with receiving() as box:
        council.settings = replace(
            council.settings, mail_server=read_settings(box.environ()).mail_server
        )
        yield box


def want_to_talk(council: Council, language: str = "en") -> None:
    """Somebody asks."""
    asked = Asked(who=CANARY, reach=CANARY, about=CANARY)
    with council.database.writing() as session:
        talks.take(session, CANARY.encode(), asked, language=language, zone=council.settings.zone)


def raise_one(council: Council, kind: Kind = Kind.AT_RISK, **more: object) -> str:
    """A duty reader raises a concern; its reference."""
    with council.database.writing() as session:
        by = accounts.get_by_email(session, READER)
        assert by
        raised = Raised(kind, CANARY, about_adult=CANARY, line=CANARY, **more)  # type: ignore[arg-type]
        return concerns.raise_concern(session, raised, zone=council.settings.zone, by=by).reference


def tick(council: Council, *, days: int = 0) -> None:
    """What `serve` does every minute."""
    with clock.frozen_at(NOON + dt.timedelta(days=days)):
        run_tick(council.database, council.settings)


def without_weekly(mailbox: Mailbox) -> list[EmailMessage]:
    """What came, but for the e-mail of Mondays that says all there is to do."""
    return [
        message
        for message in mailbox.took
        if "what there is for you to do" not in message.as_string()
    ]


def test_a_request_is_told_at_once_and_again_when_it_is_overdue(
    council: Council, mailbox: Mailbox
) -> None:
    """Once each however often the clock ticks; on working days only. The subject and the text hold no word of it."""
    want_to_talk(council)
    for days in (0, 0, 1, 2, 2, 5, 6):  # Monday, Tuesday, Wednesday (overdue), Saturday, Sunday
        tick(council, days=days)

    told = without_weekly(mailbox)
    assert [str(message["To"]) for message in told] == [READER] * 2
    for message in told:
        assert CANARY not in message.as_string()
        assert "/staff/talks" in message.as_string()


@pytest.mark.parametrize(("language", "told"), [("en", False), ("pl", True)])
def test_that_nobody_reads_its_language_is_told(
    council: Council, mailbox: Mailbox, language: str, told: bool
) -> None:
    """As a number and not as a language, which may tell whose it is."""
    want_to_talk(council, language)

    tick(council)

    (message,) = without_weekly(mailbox)
    said = " ".join(message.get_content().split())
    assert ("that nobody is named to read: 1. Have that translated" in said) == told
    assert "Polish" not in said


def test_an_overdue_concern_is_told_to_whoever_may_see_it(
    council: Council, mailbox: Mailbox
) -> None:
    """Duty readers and its owner; nobody once it is passed on, and nobody of the line of an allegation."""
    reference = raise_one(council)
    with council.database.writing() as session:
        owner = accounts.get_by_email(session, "contributor@council.gov.uk")
        by = accounts.get_by_email(session, READER)
        assert owner
        assert by
        concern = session.get_one(Concern, reference)
        give_to(session, concern, owner, zone=council.settings.zone, by=by)
    tick(council)
    assert without_weekly(mailbox) == []

    tick(council, days=1)
    tick(council, days=1)

    assert {str(m["To"]) for m in without_weekly(mailbox)} == {READER, "contributor@council.gov.uk"}
    assert len(without_weekly(mailbox)) == 2
    assert not any(CANARY in message.as_string() for message in without_weekly(mailbox))
    with council.database.writing() as session:
        concern = session.get_one(Concern, reference)
        pass_on(session, concern, "Front door", zone=council.settings.zone, by=session.merge(by))
    tick(council, days=2)
    assert len(without_weekly(mailbox)) == 2


def test_what_was_passed_on_as_another_kind_is_told_until_it_is_passed_on_anew(
    council: Council, mailbox: Mailbox
) -> None:
    """Whoever took a complaint has not taken a child at risk. The control: nobody is told before it is one."""
    reference = raise_one(council, Kind.COMPLAINT)
    with council.database.writing() as session:
        by = accounts.get_by_email(session, READER)
        assert by
        concern = session.get_one(Concern, reference)
        pass_on(session, concern, "Complaints team", zone=council.settings.zone, by=by)
    tick(council, days=7)
    assert without_weekly(mailbox) == []

    with clock.frozen_at(NOON + dt.timedelta(days=7)), council.database.writing() as session:
        concern, by = session.get_one(Concern, reference), session.merge(by)
        move_to(session, concern, Kind.AT_RISK, "He is hit", zone=council.settings.zone, by=by)
    tick(council, days=7)

    assert [str(m["Subject"]) for m in without_weekly(mailbox)] == ["A concern is overdue"]


def test_the_line_of_an_allegation_gets_no_email(council: Council, mailbox: Mailbox) -> None:
    """Not even that there is one."""
    with council.database.writing() as session:
        second = accounts.make_account(session, "second@council.gov.uk", role=Role.DUTY_READER)
        excluded = (second.id,)
    raise_one(council, Kind.ALLEGATION, excluded=excluded)

    tick(council, days=2)

    assert {str(m["To"]) for m in mailbox.took} == {READER}


def raise_by_answer(council: Council, answer: str = "No") -> None:
    """Somebody sends an unsafe answer."""
    with council.database.writing() as session:
        team = session.scalars(select(Team.id)).first()
        assert team
        concern_answers._keep(session, "Are you safe?", answer, team, council.settings.zone)


def test_what_an_answer_raised_is_told_once_and_again_when_it_is_overdue(
    council: Council, mailbox: Mailbox
) -> None:
    """On the day itself, however often the clock ticks, and with no word of it; nothing once it was passed on."""
    raise_by_answer(council, CANARY)
    for days in (0, 0, 1, 1):
        tick(council, days=days)

    told = without_weekly(mailbox)
    assert [(str(m["To"]), str(m["Subject"])) for m in told] == [
        (READER, "A concern is to be passed on"),
        (READER, "A concern is overdue"),
    ]
    assert not any(CANARY in message.as_string() for message in told)


def test_another_child_on_the_same_day_is_told_too(council: Council, mailbox: Mailbox) -> None:
    """Once in an hour, however many there are; they are counted on the one concern, which somebody may have seen."""
    told = []
    for hours, children in ((0, 1), (1, 2), (2, 0)):
        for _ in range(children):
            raise_by_answer(council)
        with clock.frozen_at(NOON + dt.timedelta(hours=hours)):
            run_tick(council.database, council.settings)
        told.append(len(without_weekly(mailbox)))

    assert told == [1, 2, 2]


def test_an_email_tells_no_minute_of_an_answer(council: Council, mailbox: Mailbox) -> None:
    """What an answer raised is told at the first tick of the next hour: people are told that no time is kept."""
    tick(council)
    raise_by_answer(council)
    for minutes in (1, 59):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            run_tick(council.database, council.settings)
    assert without_weekly(mailbox) == []

    with clock.frozen_at(NOON + dt.timedelta(minutes=60)):
        run_tick(council.database, council.settings)

    assert [str(m["To"]) for m in without_weekly(mailbox)] == [READER]


ADMINISTRATOR = "administrator@council.gov.uk"
NOBODY = "Somebody waits, and nobody is left who may help them"


def leave(council: Council, email: str = READER) -> None:
    """Somebody's account is closed."""
    with council.database.writing() as session:
        accounts.close(session, email)


def invite(council: Council, *, joins: bool) -> None:
    """A duty reader from elsewhere is invited, and comes in or not."""
    with council.database.writing() as session:
        account = accounts.invite(session, "new@council.gov.uk", role=Role.DUTY_READER)
        account.password = "hashed" if joins else None


def raise_kept(council: Council, *also: str, **more: object) -> str:
    """An allegation that the reader must not see, nor those with these addresses, and a second reader may."""
    with council.database.writing() as session:
        second = accounts.make_account(session, "second@council.gov.uk", role=Role.DUTY_READER)
        second.password = "hashed"
        kept = accounts.get_by_email(session, READER)
        assert kept
        others = [one for email in also if (one := accounts.get_by_email(session, email))]
        excluded = tuple(one.id for one in (kept, *others))
    return raise_one(council, Kind.ALLEGATION, excluded=excluded, **more)


def keep_request(council: Council, *also: str) -> None:
    """Somebody asks to talk, and an allegation is raised from that, passed on and closed."""
    want_to_talk(council)
    with council.database.reading() as session:
        (waiting,) = talks.list_waiting(session)
    reference = raise_kept(council, *also, talk_key=waiting.hex())
    with council.database.writing() as session:
        second = accounts.get_by_email(session, "second@council.gov.uk")
        assert second
        concern = concerns.open_concern(session, reference, second)
        for step in (pass_on, close):
            step(session, concern, "LADO", zone=council.settings.zone, by=second)


# What is kept from the only duty reader left, once the other has gone.
KEPT = {"allegation": raise_kept, "request": keep_request}


def strand(council: Council, what: str) -> None:
    """Somebody asks to talk or a concern is raised, and then whoever may help them leaves."""
    if what in KEPT:
        KEPT[what](council)
        leave(council, "second@council.gov.uk")
        return
    if what == "talk":
        want_to_talk(council)
    else:
        raise_one(council)
    leave(council)


@pytest.mark.parametrize("what", ["talk", "concern", *KEPT])
def test_administrators_are_told_daily_where_nobody_is_left_to_help(
    council: Council, mailbox: Mailbox, what: str
) -> None:
    """At once and once a day, in the same words whatever it is, until somebody who may help has come in."""
    strand(council, what)
    for days in (0, 0, 1, 5, 5):  # Monday, Tuesday, Saturday
        tick(council, days=days)
    invite(council, joins=False)
    tick(council, days=6)
    told = [m for m in without_weekly(mailbox) if str(m["Subject"]) == NOBODY]
    invite(council, joins=True)
    tick(council, days=7)

    assert [str(m["To"]) for m in told] == [ADMINISTRATOR] * 4
    (words,) = {" ".join(m.get_content().split()) for m in told}
    assert words == (
        "Invite a duty reader now, of another line than those who are there: "
        "http://127.0.0.1:8000/staff/accounts This e-mail comes once a day until they have come in."
    )
    last = without_weekly(mailbox)[-1]
    assert (last["To"], last["Subject"] == NOBODY) == ("new@council.gov.uk", False)
    assert sum(str(m["Subject"]) == NOBODY for m in mailbox.took) == len(told)


def test_administrators_are_told_where_nobody_who_may_help_can_sign_in(
    council: Council, mailbox: Mailbox
) -> None:
    """Passwords were switched off for duty readers, and none of them has come by the council's sign-in yet."""
    want_to_talk(council)
    tick(council)
    before = [str(m["Subject"]) for m in without_weekly(mailbox)]
    council.settings = replace(council.settings, passwords=Passwords.ADMINISTRATORS)
    tick(council, days=1)

    told = [str(m["To"]) for m in without_weekly(mailbox) if str(m["Subject"]) == NOBODY]
    assert NOBODY not in before
    assert told == [ADMINISTRATOR]


@pytest.mark.parametrize("what", list(KEPT))
@pytest.mark.parametrize(("lines", "told"), [(1, ["second"]), (2, ["administrator", "second"])])
def test_an_administrator_of_the_line_is_told_only_where_no_other_is_left(
    council: Council, mailbox: Mailbox, what: str, lines: int, told: list[str]
) -> None:
    """From who is told, the line of an allegation could work out that there is one; a child who waits comes first."""
    emails = [ADMINISTRATOR, "second.administrator@council.gov.uk"]
    with council.database.writing() as session:
        second = accounts.make_account(session, emails[1], role=Role.ADMINISTRATOR)
        second.password = "hashed"
    KEPT[what](council, *emails[:lines])
    leave(council, "second@council.gov.uk")
    tick(council)

    found = [m for m in mailbox.took if str(m["Subject"]) == NOBODY]
    assert [re.split("[.@]", str(m["To"]))[0] for m in found] == told
    shown = NOBODY in council.signed_in(Role.ADMINISTRATOR).get("/staff/").text
    assert shown == ("administrator" in told)


def test_who_is_left_keeps_administrators_from_being_told(
    council: Council, mailbox: Mailbox
) -> None:
    """The control: a reader who may see it, an owner of it alone, or nothing that is open."""
    want_to_talk(council)
    raise_kept(council)
    tick(council)
    with council.database.writing() as session:
        (concern,) = session.query(Concern).all()
        owner = accounts.get_by_email(session, "reviewer@council.gov.uk")
        assert owner
        concern.owner_id = owner.id
    leave(council, "second@council.gov.uk")
    tick(council)
    leave(council, "reviewer@council.gov.uk")
    with council.database.writing() as session:
        (concern,) = session.query(Concern).all()
        concern.closed_on = NOON.date()
    tick(council)

    assert NOBODY not in {str(m["Subject"]) for m in mailbox.took}


@pytest.mark.parametrize("what", ["talk", "concern", *KEPT])
def test_that_nobody_is_left_stands_on_the_first_page(council: Council, what: str) -> None:
    """For administrators, with where to invite somebody and no word of what it is. The control: before, and others."""
    admin, analyst = council.signed_in(Role.ADMINISTRATOR), council.signed_in(Role.ANALYST)
    before = admin.get("/staff/").text
    strand(council, what)

    page = admin.get("/staff/").text

    assert NOBODY not in before
    assert "Invite a duty reader now" in page
    assert 'href="/staff/accounts">Invite somebody' in page
    assert f"{NOBODY}." in page
    assert CANARY not in page
    others = analyst.get("/staff/").text
    if what in KEPT:
        others += council.signed_in(Role.DUTY_READER).get("/staff/").text
    assert NOBODY not in others


@pytest.mark.parametrize("what", ["talk", "request"])
def test_a_request_is_told_at_once_to_the_first_reader_who_comes(
    council: Council, mailbox: Mailbox, what: str
) -> None:
    """It counts as told only once somebody was there to be told who may see it."""
    strand(council, what)
    tick(council)
    invite(council, joins=True)
    tick(council)

    assert [str(m["To"]) for m in without_weekly(mailbox)] == [ADMINISTRATOR, "new@council.gov.uk"]


def test_without_a_mail_server_nothing_is_kept_for_one(council: Council) -> None:
    """Nothing lies in the outbox, and what waits still stands on the first page."""
    want_to_talk(council)
    with council.database.writing() as session:
        assert tell(session, council.settings, new_hour=True) == 0
        assert session.query(Email).count() == 0


def test_what_waited_before_there_was_a_mail_server_is_told_once_there_is_one(
    council: Council,
) -> None:
    """Of a request, and of a concern that is overdue: it counts as told only where an e-mail was sent."""
    want_to_talk(council)
    raise_one(council)
    tick(council, days=1)
    with receiving() as box:
        council.settings = replace(
            council.settings, mail_server=read_settings(box.environ()).mail_server
        )
        tick(council, days=1)

    told = {str(m["Subject"]) for m in without_weekly(box)}
    assert told == {"Somebody wants to talk", "A concern is overdue"}


def test_what_waits_stands_on_the_first_page(council: Council) -> None:
    """For duty readers both, by their days, without a word of either; for an owner their own; for others nothing."""
    want_to_talk(council)
    reference = raise_one(council)

    def kinds(role: Role) -> list[DutyKind]:
        with council.database.reading() as session:
            account = accounts.get_by_email(session, f"{role}@council.gov.uk")
            assert account
            return [d.kind for d in read_duties(session, account, council.settings)]

    assert kinds(Role.DUTY_READER) == [DutyKind.CONCERN, DutyKind.TALK]
    assert kinds(Role.REVIEWER) == []
    with council.database.writing() as session:
        owner = accounts.get_by_email(session, "reviewer@council.gov.uk")
        by = accounts.get_by_email(session, READER)
        assert owner
        assert by
        concern = session.get_one(Concern, reference)
        give_to(session, concern, owner, zone=council.settings.zone, by=by)
    assert kinds(Role.REVIEWER) == [DutyKind.CONCERN]
    with council.database.writing() as session:
        concern = session.get_one(Concern, reference)
        pass_on(session, concern, "Rang", zone=council.settings.zone, by=session.merge(by))
    assert kinds(Role.DUTY_READER) == [DutyKind.TALK]
    assert kinds(Role.REVIEWER) == [DutyKind.CONCERN]  # their only way to it, until it is closed
    page = council.signed_in(Role.DUTY_READER).get("/staff/").text
    assert "1 person waits" in page
    assert CANARY not in page
