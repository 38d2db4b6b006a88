"""A council with something behind every address: rounds of each status, comments, and staff of every role."""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback import accounts, clock, return_links, return_publishing, second_steps, talks
from feedback.activities import Method, Noted, add_activity
from feedback.app import create_app
from feedback.closing import count_round
from feedback.collectors import list_collectors, make_collectors
from feedback.comments import list_comments, open_comment
from feedback.compliments import Passing, pass_on
from feedback.concerns import Raised, raise_concern
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.decisions import release
from feedback.draws import make_draw, read_list
from feedback.making import make_orders
from feedback.models.accounts import Account, Role
from feedback.models.asking import Channel, Round, Team
from feedback.models.concerning import Kind as ConcernKind
from feedback.models.planning import HowOften
from feedback.news_contacts import add_contact, read_contact
from feedback.orders import Kind, place_order
from feedback.plans import Line, add_plan
from feedback.pledges import add_example
from feedback.prizes import add_prize, draw_winners, enter, stop
from feedback.public_results import list_showable, publish_results
from feedback.replies import draft
from feedback.rounds import plan_round
from feedback.spans import Span, window_of
from feedback.talks import Asked
from feedback.teams import list_teams
from feedback.versions import open_published
from tests.conftest import NOON
from tests.councils import answer
from tests.pages import send, visit
from tests.printing import print_batch
from tests.replying import make_published, with_words
from tests.returning import ask
from tests.returning import send as send_return
from tests.sounding import record
from tests.staff.conftest import code_of

OWN_TEAM = (Role.MANAGER, Role.CHAMPION, Role.CONTRIBUTOR)
PASSWORD = "three plain words"
HASHED = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
COUNTED = (dt.date(2026, 9, 1), dt.date(2026, 10, 31))
OPEN = (dt.date(2026, 11, 1), dt.date(2026, 12, 31))
YEARLY = Line(
    "six-monthly-child", HowOften.YEARLY, (), dt.date(2027, 6, 1), 4, "Head of service", 6, False
)
PLANNED = (dt.date(2027, 2, 1), dt.date(2027, 3, 31))


@dataclass(frozen=True)
class Filled:
    """The app of the council, its database, and what stands in its addresses."""

    app: Flask
    database: Database
    settings: Settings
    rounds: dict[str, str]  # ids: counted, open, planned
    codes: dict[str, str]  # open, shut, soon, asked
    invitation: str
    # Recovery codes of "careful", who has a second step.
    papers: list[str] = field(default_factory=list)
    invited: str = ""  # the link to a return of an organisation
    concern: str = ""  # a concern's name
    comment: str = ""  # a comment's id
    contact: str = ""  # where somebody deletes their address
    recording: str = ""  # the name of one
    praise: str = ""  # a compliment's name
    passed: str = ""  # that of how it was passed on
    browsers: dict[str, FlaskClient] = field(default_factory=dict)  # of people who stay signed in

    def client(self, role: Role | None) -> FlaskClient:
        """A browser in which somebody with this role is signed in, or a stranger's."""
        return self.sign_in(role.value) if role else self.app.test_client()

    def half_client(self) -> FlaskClient:
        """A browser in which somebody has typed their password and not their code."""
        return self.sign_in("careful")

    def careful_client(self) -> FlaskClient:
        """A browser in which somebody with a second step is signed in."""
        client = self.half_client()
        self._send(client, "/staff/second-step", code=self.papers.pop())
        return client

    def clients(self) -> list[FlaskClient]:
        """A browser of everybody there is."""
        roles = [self.client(role) for role in (None, *Role)]
        return [*roles, self.half_client(), self.careful_client()]

    def sign_in(self, name: str) -> FlaskClient:
        """A browser in which somebody has typed this name and their password."""
        client = self.app.test_client()
        email = f"{name}@council.gov.uk"
        self._send(client, "/staff/sign-in", email=email, password=PASSWORD)
        return client

    def _send(self, client: FlaskClient, path: str, **fields: str) -> None:
        proof = client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
        response = client.post(path, data={**fields, "csrf_token": proof})
        assert response.status_code == 302

    def paths(self) -> dict[str, list[str]]:
        """Addresses to try for each rule of the app that has a gap in it."""
        rounds = [*self.rounds.values(), "999"]
        codes = [*self.codes.values(), "2222BB"]
        seen = [f"{code}?variant=easy-read&lang=pl" for code in codes] + codes
        sent = [f"{code}/sent?lang=en&variant=standard&of=iro-survey" for code in codes]
        return {
            "/q/<code>": [f"/q/{code}" for code in seen],
            "/Q/<code>": [f"/Q/{code}" for code in seen],
            "/q/<code>/<tongue:tongue>": [f"/q/{code}/fa-AF" for code in codes],
            "/Q/<code>/<tongue:tongue>": [f"/Q/{code}/PL" for code in codes],
            "/<tongue:tongue>": ["/pl", "/FA-AF?lang=en"],
            "/q/<code>/sent": [f"/q/{rest}" for rest in sent],
            "/Q/<code>/sent": [f"/Q/{rest}" for rest in sent],
            "/staff/invitation/<token>": [self.invitation, "/staff/invitation/x"],
            "/staff/rounds/<round_id>/close": [f"/staff/rounds/{id_}/close" for id_ in rounds],
            **{
                f"/staff/rounds/<round_id>/{what}": [
                    f"/staff/rounds/{id_}/{what}" for id_ in rounds
                ]
                for what in ("change", "cancel")
            },
            "/staff/rounds/<round_id>/summary.xlsx": [
                f"/staff/rounds/{id_}/summary.xlsx" for id_ in rounds
            ],
            "/staff/rounds/<round_id>/core-measures.csv": [
                f"/staff/rounds/{id_}/core-measures.csv" for id_ in rounds
            ],
            "/staff/rounds/<round_id>/records": [f"/staff/rounds/{id_}/records" for id_ in rounds],
            "/staff/rounds/<round_id>/held": [f"/staff/rounds/{id_}/held" for id_ in rounds],
            "/staff/rounds/<round_id>/pack.zip": [
                f"/staff/rounds/{id_}/pack.zip" for id_ in (self.rounds["open"], "999")
            ],
            **{
                f"/staff/collectors/<collector_id>/{what}": [
                    f"/staff/collectors/{id_}/{what}" for id_ in ("1", "999")
                ]
                for what in ("poster", "poster.pdf", "poster.png", "qr.svg")
            },
            "/staff/collectors/<collector_id>/paper-<variant>.pdf": [
                f"/staff/collectors/{id_}/paper-{variant}.pdf"
                for id_, variant in (("1", "standard"), ("1", "nothing"), ("999", "easy-read"))
            ],
            "/staff/workbooks/<issue_id>/withdraw": [
                f"/staff/workbooks/{id_}/withdraw" for id_ in ("1", "9")
            ],
            "/recordings/<name>": [f"/recordings/{self.recording}", f"/recordings/{'0' * 12}"],
            "/staff/recordings/<tag>": ["/staff/recordings/en", "/staff/recordings/none"],
            "/staff/recordings/<tag>/<questionnaire>/<number>/<variant>": [
                "/staff/recordings/en/iro-survey/2/standard",
                "/staff/recordings/en/none/1/standard",
            ],
            "/staff/languages/<tag>": ["/staff/languages/pl", "/staff/languages/none"],
            "/staff/languages/<tag>.xlsx": [
                "/staff/languages/pl.xlsx",
                "/staff/languages/none.xlsx",
            ],
            "/staff/files/<order_id>/file": ["/staff/files/2/file", "/staff/files/9/file"],
            "/staff/files/<order_id>": [f"/staff/files/{id_}" for id_ in ("1", "2", "3", "9")],
            "/staff/activities/<activity_id>": ["/staff/activities/1", "/staff/activities/9"],
            "/staff/teams/<team_id>": ["/staff/teams/1", "/staff/teams/3", "/staff/teams/999"],
            **{
                f"/staff/teams/<team_id>/{what}": [
                    f"/staff/teams/1/{what}",
                    f"/staff/teams/999/{what}",
                ]
                for what in ("close", "merge")
            },
            **{
                f"/staff/accounts/<account_id>{what}": [
                    f"/staff/accounts/{id_}{what}" for id_ in ("1", "8", "999")
                ]
                for what in ("", "/close")
            },
            "/staff/preview/<questionnaire>": ["/staff/preview/iro-survey", "/staff/preview/none"],
            "/staff/draws/<draw_id>": ["/staff/draws/1", "/staff/draws/9"],
            **{
                f"/{where}<prize_id>{what}": [f"/{where}{id_}{what}" for id_ in ("1", "2", "9")]
                for where, what in (("staff/prizes/", ""), ("prize/", ""), ("prize/", "/sent"))
            },
            "/staff/pledges/<promise_id>": ["/staff/pledges/1", "/staff/pledges/99"],
            **{
                f"/staff/concerns/<reference>{what}": [
                    f"/staff/concerns/{name}{what}" for name in (self.concern, "NNNNNN")
                ]
                for what in ("", ".xlsx")
            },
            "/staff/concerns/<reference>/compliment": [
                f"/staff/concerns/{name}/compliment"
                for name in (self.concern, self.praise, "NNNNNN")
            ],
            "/staff/compliments/<reference>": [
                f"/staff/compliments/{name}" for name in (self.passed, "NNNNNN")
            ],
            "/staff/year/<plan_id>/stop": [f"/staff/year/{id_}/stop" for id_ in ("1", "9")],
            "/staff/slips/<batch_id>/void": [f"/staff/slips/{id_}/void" for id_ in ("1", "9")],
            "/staff/teams/<team_id>/alone": [
                f"/staff/teams/{id_}/alone" for id_ in ("1", "2", "9")
            ],
            "/staff/interviews/<code>": [f"/staff/interviews/{code}" for code in codes],
            "/staff/paper/<code>": [f"/staff/paper/{code}" for code in codes],
            "/staff/rounds/<round_id>/results": [f"/staff/rounds/{id_}/results" for id_ in rounds],
            "/return/<token>": [self.invited, "/return/x"],
            "/returns/<return_id>": ["/returns/1", "/returns/2", "/returns/9"],
            "/staff/returns/<return_id>": [f"/staff/returns/{id_}" for id_ in ("1", "2", "3", "9")],
            "/staff/returns/<return_id>/publish": [
                f"/staff/returns/{id_}/publish" for id_ in ("1", "2", "9")
            ],
            "/staff/returns/<questionnaire>.xlsx": [
                "/staff/returns/participation-hart8.xlsx",
                "/staff/returns/none.xlsx",
            ],
            "/CHANGES/<questionnaire>": ["/CHANGES/IRO-SURVEY"],
            "/changes/<questionnaire>/<tongue:tongue>": ["/changes/iro-survey/pl"],
            "/CHANGES/<questionnaire>/<tongue:tongue>": ["/CHANGES/IRO-SURVEY/PL"],
            "/changes/<questionnaire>": [
                "/changes/iro-survey",
                "/changes/iro-survey?variant=easy-read&team=oak",
                "/changes/none",
            ],
            "/changes/<questionnaire>/tell-me": [
                "/changes/iro-survey/tell-me",
                "/changes/none/tell-me",
            ],
            "/tell-me/<key>": [self.contact, "/tell-me/00", "/tell-me/x"],
            **{
                f"/staff/replies/<reply_id>{what}": [f"/staff/replies/{id_}{what}" for id_ in "129"]
                for what in ("", "/change", "/storyboard.pdf")
            },
            **{
                f"/staff/rounds/<round_id>/{what}": [
                    f"/staff/rounds/{id_}/{what}" for id_ in rounds
                ]
                for what in ("for-everybody", "replies-poster.pdf", "replies-slips.pdf")
            },
            "/staff/news/<questionnaire>": ["/staff/news/iro-survey", "/staff/news/none"],
            "/staff/results/<questionnaire>": ["/staff/results/iro-survey", "/staff/results/none"],
        }

    def more_paths(self) -> dict[str, list[str]]:
        """Addresses to try besides the plain one."""
        rounds = [*self.rounds.values(), "999"]
        return {
            "/": ["/?code=", f"/?code={self.codes['open']}", "/?code=nothing"],
            "/staff/sign-in": ["/staff/sign-in?next=/staff/rounds"],
            "/staff/given-out": [
                "/staff/given-out?team=1",
                "/staff/given-out?team=1&link=link-2-1&added=5&now=5",
            ],
            "/staff/year": ["/staff/year?year=2027", "/staff/year?year=%C2%B2"],
            "/staff/rounds/new": [
                "/staff/rounds/new?questionnaire=iro-survey&team=1&opens=2027-06-01&closes=2027-08-31"
                f"&at={at}"
                for at in ("what", "teams", "days", "look", "nothing")
            ],
            "/staff/returns/new": [
                f"/staff/returns/new?questionnaire={name}"
                for name in ("pledge-check", "young-inspectors-visit", "training-evaluation", "x")
            ],
            "/staff/returns/compare": [
                "/staff/returns/compare?questionnaire=participation-hart8&period=2026-10-01&by=group",
                "/staff/returns/compare?questionnaire=pledge-check&period=x",
            ],
            "/changes": ["/changes?variant=easy-read", "/changes?kiosk=222222"],
            "/staff/replies/new": [f"/staff/replies/new?round={id_}" for id_ in rounds],
            "/staff/second-step": ["/staff/second-step?with=recovery-code"],
            "/staff/talks": ["/staff/talks?status=done"],
            "/staff/concerns": ["/staff/concerns?show=all"],
            "/staff/concerns/new": [f"/staff/concerns/new?comment={self.comment}"],
            "/staff/comments": [
                "/staff/comments?status=released",
                "/staff/comments?status=withheld&place=3&did=withhold",
            ],
        }


def fill_copy(template: Path, folder: Path) -> Filled:
    """A council in `folder` with something behind every address, begun as a copy of `template`. The clock stands at NOON."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    return fill(database, settings)


def fill(database: Database, settings: Settings) -> Filled:
    """Fill a council that has its questionnaires and three teams. The clock stands at NOON."""
    rounds: dict[str, str] = {}
    codes: dict[str, str] = {}
    for kind, days, name in (
        ("counted", COUNTED, "iro-survey@1"),
        ("open", OPEN, "iro-survey@2"),
        ("planned", PLANNED, "post-conference-parent@1"),
    ):
        with clock.frozen_at(NOON - dt.timedelta(days=90)), database.writing() as session:
            teams = list_teams(session)
            # The last team is asked once only, so that its link leads nowhere now.
            round_ = _plan(session, name, teams if kind == "counted" else teams[:2], days, settings)
            rounds[kind] = str(round_.id)
            collectors = list_collectors(session, round_id=round_.id)
            codes |= {"soon" if kind == "planned" else "open": collectors[0].code}
            if kind == "counted":
                codes["shut"] = collectors[2].code
    print_batch(database, settings, collectors[0], 3)
    with database.writing() as session:
        oak = list_teams(session)[:1]
        (asked,) = make_collectors(session, "iro-survey", oak, channel=Channel.INTERVIEWER)
        codes["asked"] = asked.code
        _count(session, session.get_one(Round, int(rounds["counted"])), settings)
        add_plan(session, YEARLY, zone=settings.zone)
        add_example(session, on=NOON.date())
        _draw(session, oak[0], settings)
        invitation = accounts.make_invitation(settings, _make_staff(session))
        papers = _make_careful(session, settings)
        invited = _make_returns(session, settings)
        concern = _make_listening(session, settings)
        comment = list_comments(session)[0].id
        recording = record(session)
    _issue(database, settings)
    app = create_app(settings)
    page = visit(app.test_client(), f"/q/{codes['open']}")
    assert send(app.test_client(), page, {"know_iro": "yes"}).status_code == 303
    invitation = invitation.removeprefix(settings.public_url)
    contact = _reply(database, settings, rounds["counted"])
    return Filled(
        app,
        database,
        settings,
        rounds,
        codes,
        invitation,
        papers,
        invited,
        concern,
        comment,
        contact,
        recording,
        *_praise(database, settings),
    )


def _reply(database: Database, settings: Settings, round_id: str) -> str:
    """Two replies, one published, a figure for everybody, and somebody who wants to be told; where they delete that."""
    words = with_words(question="", theme="Waiting")
    with database.writing() as session:
        round_ = session.get_one(Round, int(round_id))
        make_published(session, round_, words)
        draft(session, round_, with_words(question="", theme="Food"), by=None)
        shown = sorted(list_showable(session, round_))[:1]
        if shown:
            publish_results(session, round_, shown, zone=settings.zone, by=None)
        contact = add_contact(session, settings, "iro-survey", read_contact("07700 900123"))
        return f"/tell-me/{contact.id.hex()}"


def _make_listening(session: Session, settings: Settings) -> str:
    """Somebody who wants to talk, and a concern; the concern's name."""
    asked = Asked(who="Bluebell", reach="At school")
    talks.take(session, b"k" * 16, asked, language="en", zone=settings.zone)
    by = accounts.get_by_email(session, "duty-reader@council.gov.uk")
    assert by
    raised = Raised(kind=ConcernKind.COMPLAINT, words="The bus was late")
    return raise_concern(session, raised, zone=settings.zone, by=by).reference


def _praise(database: Database, settings: Settings) -> tuple[str, str]:
    """A compliment, and how it was passed on."""
    passing = Passing("Ada", "She was kind")
    with database.writing() as session:
        by = accounts.get_by_email(session, "duty-reader@council.gov.uk")
        assert by
        raised = Raised(kind=ConcernKind.COMPLIMENT, words=passing.words, worker=passing.worker)
        concern = raise_concern(session, raised, zone=settings.zone, by=by)
        passed = pass_on(session, settings, concern, passing, looked=passing.state, by=by)
        return concern.reference, passed.reference


def _issue(database: Database, settings: Settings) -> None:
    """An activity, a workbook of a month that is over, a file of posters, and an order that waits, of the analyst's."""
    with database.writing() as session:
        by = accounts.get_by_email(session, f"{Role.ANALYST}@council.gov.uk")
        noted = Noted(COUNTED[1], Method.FORUM, 9, "Care leavers")
        add_activity(session, noted, by=by)
        details = {"window": window_of(COUNTED[1], Span.MONTH).key, "comments": "no"}
        place_order(session, Kind.WORKBOOK, details, by=by)
        posters = {"round_id": "all", "team": "Oak", "form": "pdf"}
        place_order(session, Kind.MATERIALS, posters, by=by)
    assert make_orders(database, settings) == 2
    with database.writing() as session:
        place_order(session, Kind.WORKBOOK, {**details, "comments": "yes"}, by=by)


def _plan(
    session: Session, name: str, teams: list[Team], days: tuple[dt.date, dt.date], set_: Settings
) -> Round:
    opens, closes = days
    return plan_round(
        session,
        open_published(session, name),
        teams,
        opens_on=opens,
        closes_on=closes,
        zone=set_.zone,
    )


def _count(session: Session, round_: Round, settings: Settings) -> None:
    words: dict[str, Any] = {"answers": ["know_iro=yes"], "comments": {"best": "Biscuits"}}
    answer(session, round_, round_.teams[0].team, times=7, **words)
    count_round(session, round_, zone=settings.zone)
    for summary in list_comments(session)[:3]:
        release(session, open_comment(session, summary.id))


def _draw(session: Session, team: Team, settings: Settings) -> None:
    """A draw whose list is here, a prize draw that is open and one that is drawn."""
    listed = read_list("\n".join(f"ref-{number}" for number in range(9)))
    zone, today = settings.zone, clock.today(settings.zone)
    make_draw(session, listed, team=team, questionnaire="iro-survey", size=5, zone=zone)
    for _ in range(2):
        prize = add_prize(
            session,
            questionnaire="iro-survey",
            prize="a voucher",
            winners=1,
            last_on=today,
            zone=zone,
        )
        enter(session, prize, "sam@example.org", "own", today=today)
        if prize.id == 1:
            stop(session, prize, today=today)
            draw_winners(session, prize, today=today)


def _make_returns(session: Session, settings: Settings) -> str:
    """Oak's is sent and public, another is asked for, and an organisation has a link: its path."""
    return_publishing.publish(
        session,
        send_return(session, ask(session, team="Oak"), recruitment="5", shows="Two panels"),
        with_evidence=True, today=NOON.date(), by=None,
    )  # fmt: skip
    ask(session, "pledge-check", team="Oak")
    invited = ask(session, maker="Kite Trust")
    address = return_links.make_link(session, settings, invited, today=NOON.date(), by=None)
    return address.removeprefix(settings.public_url)


def _make_careful(session: Session, settings: Settings) -> list[str]:
    """An account with a second step; its recovery codes."""
    account = accounts.make_account(session, "careful@council.gov.uk", role=Role.CONTRIBUTOR)
    account.password = HASHED
    secret = second_steps.make_secret()
    return second_steps.switch_on(session, settings, account, secret=secret, typed=code_of(secret))


def _make_staff(session: Session) -> Account:
    """An account of each role, and one that is invited."""
    for role in Role:
        team = list_teams(session)[0] if role in OWN_TEAM else None
        account = accounts.make_account(session, f"{role}@council.gov.uk", role=role, team=team)
        account.password = HASHED
    return accounts.invite(session, "new@council.gov.uk", role=Role.ANALYST)
