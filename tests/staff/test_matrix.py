"""Every address, for every role, for the own team and another: what is declared is what happens.

One table for the staff door and one for the public; an address that is in neither fails the build.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from feedback import clock
from feedback.models.accounts import Role
from feedback.models.asking import Channel, Collector, Team
from feedback.models.auditing import AuditRow
from feedback.permissions import ALLOWED, Action
from feedback.return_links import make_link
from feedback.web.access import EVERYBODY, open_to
from tests.returning import ask as ask_for
from tests.returning import publish_attributed

from .conftest import NOON, TODAY, Council, open_council, put_away

FULL = {Role.ADMINISTRATOR, Role.ANALYST}
ANALYSTS = {Role.ANALYST}
READERS = {Role.DUTY_READER}
MAKERS = FULL | {Role.CHAMPION}
TEAM = {Role.MANAGER, Role.CHAMPION}
PAPER = {Role.ADMINISTRATOR, Role.ANALYST, Role.CHAMPION, Role.INTERVIEWER}
CHIEFS = {Role.ADMINISTRATOR}
RETURNERS = FULL | TEAM | {Role.CONTRIBUTOR}
DRAFTERS = FULL | TEAM | {Role.REVIEWER}
EVERY = set(Role)

# method, path, who may, what those who may get; and where the path names a thing of a team, who may for another's.
# Round 1 is open and round 2 counted; they, collector 1 and its code are of the team of manager and champion.
PAGES = [
    ("GET", "/staff/", EVERY, {200}),
    ("GET", "/staff/rounds", FULL | TEAM, {200}),
    ("GET", "/staff/preview", MAKERS, {200}),
    ("GET", "/staff/preview/iro-survey", MAKERS, {200}),
    ("GET", "/staff/year", FULL, {200}),
    ("GET", "/staff/year/new", FULL, {200}),
    ("POST", "/staff/year/new", FULL, {422}),  # with nothing chosen
    ("GET", "/staff/year/1/stop", FULL, {404}),  # there is no line; one is stopped apart
    ("POST", "/staff/year/1/stop", FULL, {404}),
    ("GET", "/staff/rounds/new", FULL, {200}),
    ("POST", "/staff/rounds/new", FULL, {422}),  # with nothing chosen
    (
        "GET",
        "/staff/rounds/1/change",
        FULL,
        {409},
        FULL,
    ),  # it is open; planned ones are tried apart
    ("POST", "/staff/rounds/1/change", FULL, {409}, FULL),
    ("GET", "/staff/rounds/1/cancel", FULL, {409}, FULL),
    ("POST", "/staff/rounds/1/cancel", FULL, {409}, FULL),
    ("GET", "/staff/rounds/1/close", FULL, {200}, FULL),
    ("POST", "/staff/rounds/1/close", FULL, {302}, FULL),
    ("POST", "/staff/rounds/1/keep-open", FULL, {302}, FULL),
    ("GET", "/staff/rounds/2/summary.xlsx", FULL, {200}, FULL),
    ("GET", "/staff/rounds/2/core-measures.csv", FULL, {200}, FULL),
    ("GET", "/staff/rounds/2/records", ANALYSTS, {200}, ANALYSTS),
    (
        "POST",
        "/staff/rounds/2/records",
        ANALYSTS,
        {422},
        ANALYSTS,
    ),  # without a purpose; files are tried apart
    ("GET", "/staff/rounds/1/held", FULL, {200}, FULL),
    ("POST", "/staff/rounds/1/held", FULL, {400}, FULL),  # without a button; that is tried apart
    ("GET", "/staff/workbooks", FULL, {200}),
    ("POST", "/staff/workbooks", FULL, {422}),  # without a period
    ("POST", "/staff/workbooks/1/file", FULL, {404}),  # nothing is issued; that is tried apart
    ("GET", "/staff/workbooks/1/withdraw", FULL, {404}),
    ("POST", "/staff/workbooks/1/withdraw", FULL, {409}),  # without being sure
    ("GET", "/staff/files/1", MAKERS, {404}),  # nothing is ordered; that is tried apart
    ("GET", "/staff/files/1/file", MAKERS, {404}),
    ("POST", "/staff/files/1/file", MAKERS, {404}),
    ("POST", "/staff/materials", MAKERS, {409}),  # without a choice
    ("GET", "/staff/activities", FULL, {200}),
    ("POST", "/staff/activities", FULL, {422}),  # without a day
    ("GET", "/staff/activities/1", FULL, {404}),  # nothing is noted; that is tried apart
    ("POST", "/staff/activities/1", FULL, {404}),
    ("POST", "/staff/activities/1/remove", FULL, {404}),
    ("POST", "/staff/activities/1/restore", FULL, {404}),
    ("GET", "/staff/collectors", MAKERS, {200}),
    ("GET", "/staff/collectors/1/poster", MAKERS, {200}, FULL),
    ("GET", "/staff/collectors/1/poster.pdf", MAKERS, {200}, FULL),
    ("GET", "/staff/collectors/1/poster.png", MAKERS, {200}, FULL),
    ("GET", "/staff/collectors/1/qr.svg", MAKERS, {200}, FULL),
    ("GET", "/staff/collectors/1/paper-standard.pdf", MAKERS, {200}, FULL),
    ("GET", "/staff/rounds/1/pack.zip", MAKERS, {200}, FULL),
    ("POST", "/staff/collectors/slips.pdf", MAKERS, {404}),  # of no link; printing is tried apart
    ("GET", "/staff/slips/1/void", MAKERS, {200}, FULL),
    ("POST", "/staff/slips/1/void", MAKERS, {302}, FULL),
    ("GET", "/staff/to-read", READERS, {200}),
    ("POST", "/staff/to-read", READERS, {400}),  # without a button, as the next
    ("GET", "/staff/to-read/burst", READERS, {200}),
    ("POST", "/staff/to-read/burst", READERS, {302}),
    ("GET", "/staff/who-reads", CHIEFS | READERS, {200}),
    ("POST", "/staff/who-reads", CHIEFS | READERS, {422}),  # without a language
    ("POST", "/staff/who-reads/words/staff", CHIEFS | READERS, {409}),  # without what was seen
    ("GET", "/staff/themes", FULL | READERS, {200}),
    ("POST", "/staff/themes", FULL | READERS, {422}),  # without a name
    (
        "POST",
        "/staff/themes/waiting",
        FULL | READERS,
        {404},
    ),  # there is none; changes are tried apart
    ("GET", "/staff/results/themes-by-quarter", FULL | TEAM, {200}),
    ("GET", "/staff/comments", READERS, {200}),
    ("POST", "/staff/comments", READERS, {400}),  # without a button; what buttons do is tried apart
    ("GET", "/staff/talks", READERS, {200}),
    ("POST", "/staff/talks", READERS, {404}),  # of nobody; buttons are tried apart
    ("GET", "/staff/concerns", EVERY, {200}),  # anybody can own one, and sees no other
    ("GET", "/staff/concerns/new", READERS, {200}),
    ("POST", "/staff/concerns/new", READERS, {422}),  # without a kind
    ("GET", "/staff/concerns/NNNNNN", EVERY, {404}),  # whose they may be is tried apart
    ("POST", "/staff/concerns/NNNNNN", EVERY, {404}),
    ("GET", "/staff/concerns/NNNNNN/compliment", EVERY, {404}),
    ("POST", "/staff/concerns/NNNNNN/compliment", EVERY, {400}),  # without a button
    ("GET", "/staff/compliments/NNNNNN", EVERY, {404}),
    ("GET", "/staff/concerns/NNNNNN.xlsx", READERS, {404}),
    ("GET", "/staff/concerns.xlsx", READERS, {200}),
    ("GET", "/staff/concern-routes", READERS | CHIEFS, {200}),
    ("POST", "/staff/concern-routes", READERS | CHIEFS, {422}),  # without a kind
    ("GET", "/staff/concern-trends", READERS | FULL, {200}),
    ("GET", "/staff/set-up", CHIEFS, {200}),
    ("GET", "/staff/results", FULL | TEAM, {200}),
    ("GET", "/staff/find-results", FULL | TEAM, {200}),
    ("GET", "/staff/results/iro-survey", FULL | TEAM, {200}),
    ("GET", "/staff/rounds/1/results", FULL | TEAM, {409}, FULL),
    ("GET", "/staff/teams/1/alone", FULL | TEAM, {200}, FULL),
    ("GET", "/staff/paper", PAPER, {200}),
    ("GET", "/staff/paper/BCDFGH", PAPER, {200}, PAPER - TEAM),
    ("POST", "/staff/paper/BCDFGH", PAPER, {422}, PAPER - TEAM),
    ("GET", "/staff/interviews", PAPER, {200}),
    (
        "GET",
        "/staff/interviews/BCDFGH",
        PAPER,
        {409},
        PAPER - TEAM,
    ),  # of a poster; asking is tried apart
    ("POST", "/staff/interviews/BCDFGH", PAPER, {409}, PAPER - TEAM),
    ("POST", "/staff/collectors/in-person", FULL, {409}),  # without a choice
    ("GET", "/staff/given-out", FULL | TEAM, {200}),
    ("POST", "/staff/rounds/1/collectors/1/given-out", MAKERS, {422}, FULL),  # without a button
    ("POST", "/staff/rounds/1/teams/1/counts", MAKERS, {409}, FULL),  # without what was seen
    ("GET", "/staff/due", FULL, {200}),
    ("POST", "/staff/due", FULL, {422}),  # without a list
    ("GET", "/staff/cohorts", FULL, {200}),
    ("POST", "/staff/cohorts", FULL, {422}),  # without a list
    ("GET", "/staff/pledges", FULL, {200}),
    ("POST", "/staff/pledges", FULL, {302, 422}),  # whoever comes first begins
    ("GET", "/staff/pledges/99", FULL, {404}),  # there is none; one is changed apart
    ("POST", "/staff/pledges/99", FULL, {404}),
    ("GET", "/staff/draws", FULL, {200}),
    ("POST", "/staff/draws", FULL, {422}),  # without a list
    ("GET", "/staff/draws/1", FULL, {404}),  # there is none; one is made apart
    ("POST", "/staff/draws/1/slips.pdf", FULL, {404}),
    ("POST", "/staff/draws/1/done", FULL, {404}),
    ("GET", "/staff/prizes", CHIEFS, {200}),
    ("POST", "/staff/prizes", CHIEFS, {422}),  # without a prize
    ("GET", "/staff/prizes/1", CHIEFS, {404}),  # there is none; one is made apart
    ("POST", "/staff/prizes/1", CHIEFS, {404}),
    ("GET", "/staff/languages", FULL, {200}),
    ("GET", "/staff/languages/pl", FULL, {200}),
    ("GET", "/staff/languages/pl.xlsx", FULL, {200}),
    ("POST", "/staff/languages/pl", FULL, {422}),  # without a workbook
    ("POST", "/staff/languages/pl/approve", FULL, {409}),  # without what was seen
    ("GET", "/staff/recordings/en", FULL, {200}),
    ("GET", "/staff/recordings/en/iro-survey/1/standard", FULL, {200}),
    ("POST", "/staff/recordings/en/iro-survey/1/standard", FULL, {422}),  # without a file
    ("POST", "/staff/recordings/en/iro-survey/1/standard/take-away", FULL, {409}),  # there is none
    ("GET", "/staff/teams", FULL, {200}),
    ("POST", "/staff/teams", FULL, {422}),  # without a name
    ("GET", "/staff/teams/list", FULL, {200}),
    ("POST", "/staff/teams/list", FULL, {422}),
    ("GET", "/staff/teams/1", FULL, {200}, FULL),
    ("POST", "/staff/teams/1", FULL, {409}, FULL),  # without what was seen, as the next three
    ("GET", "/staff/teams/1/close", FULL, {200}, FULL),
    ("POST", "/staff/teams/1/close", FULL, {409}, FULL),
    ("GET", "/staff/teams/1/merge", FULL, {200}, FULL),
    ("POST", "/staff/teams/1/merge", FULL, {409}, FULL),
    ("POST", "/staff/teams/1/reopen", FULL, {409}, FULL),
    ("GET", "/staff/replies", DRAFTERS, {200}),
    ("GET", "/staff/replies/new", DRAFTERS, {200}),
    ("POST", "/staff/replies/new", DRAFTERS, {404}),  # of no round; writing is tried apart
    ("GET", "/staff/replies/1", DRAFTERS, {404}),  # there is none
    ("POST", "/staff/replies/1", DRAFTERS, {404}),
    ("GET", "/staff/replies/1/change", DRAFTERS, {404}),
    ("POST", "/staff/replies/1/change", DRAFTERS, {404}),
    ("GET", "/staff/replies/1/storyboard.pdf", FULL | TEAM, {404}),
    ("GET", "/staff/rounds/1/replies-poster.pdf", FULL | TEAM, {409}, FULL | TEAM),  # not counted
    ("GET", "/staff/rounds/1/replies-slips.pdf", FULL | TEAM, {409}, FULL | TEAM),
    ("GET", "/staff/rounds/1/for-everybody", FULL, {409}, FULL),
    ("POST", "/staff/rounds/1/for-everybody", FULL, {409}, FULL),
    ("GET", "/staff/news/iro-survey", FULL, {200}),
    ("POST", "/staff/news/iro-survey", FULL, {200}),
    ("GET", "/staff/audit", {Role.ADMINISTRATOR}, {200}),
    ("GET", "/staff/accounts", CHIEFS, {200}),
    ("POST", "/staff/accounts", CHIEFS, {422}),  # without a password, as the next three
    ("GET", "/staff/accounts/8", CHIEFS, {200}),
    ("POST", "/staff/accounts/8", CHIEFS, {422}),
    ("POST", "/staff/accounts/8/invite", CHIEFS, {422}),
    ("GET", "/staff/accounts/8/close", CHIEFS, {200}),
    ("POST", "/staff/accounts/8/close", CHIEFS, {422}),
    ("GET", "/staff/emails", CHIEFS, {200}),
    ("POST", "/staff/emails", CHIEFS, {302}),
    ("GET", "/staff/account", EVERY, {200}),
    ("POST", "/staff/account/weekly", EVERY, {409}),  # without a button
    ("GET", "/staff/account/password", EVERY, {200}),
    ("POST", "/staff/account/password", EVERY, {422}),
    ("GET", "/staff/account/recovery-codes", EVERY, {302}),  # there is no second step here
    ("POST", "/staff/account/recovery-codes", EVERY, {302}),
    ("GET", "/staff/account/no-second-step", EVERY, {302}),
    ("POST", "/staff/account/no-second-step", EVERY, {302}),
    ("GET", "/staff/second-step", EVERY, {302}),  # those signed in are led on
    ("POST", "/staff/second-step", EVERY, {302}),
    ("GET", "/staff/second-step/set-up", EVERY, {200}),
    ("POST", "/staff/second-step/set-up", EVERY, {422}),
    ("GET", "/staff/returns", RETURNERS, {200}),
    ("GET", "/staff/returns/new", RETURNERS, {200}),
    ("POST", "/staff/returns/new", RETURNERS, {422}),  # with nothing chosen
    ("GET", "/staff/returns/compare", RETURNERS, {200}),
    ("GET", "/staff/returns/pledge-check.xlsx", RETURNERS, {200}),
    ("GET", "/staff/returns/pledge", FULL, {200}),
    ("POST", "/staff/returns/pledge", FULL, {409}),  # without what was seen, as the next but one
    ("GET", "/staff/returns/1", RETURNERS, {200}, FULL),
    ("POST", "/staff/returns/1", RETURNERS, {302}, FULL),  # nothing is in it, and nothing came
    ("POST", "/staff/returns/1/reopen", FULL, {409}, FULL),  # it is not sent
    ("POST", "/staff/returns/1/answer", FULL, {409}, FULL),  # it is no visit
    ("POST", "/staff/returns/1/link", FULL, {200}, FULL),
    ("POST", "/staff/returns/1/links/1/revoke", FULL, {302}, FULL),
    ("GET", "/staff/returns/1/publish", FULL, {200}, FULL),
    ("POST", "/staff/returns/1/publish", FULL, {422}, FULL),  # without a tick
    ("POST", "/staff/returns/1/withdraw", FULL, {302}, FULL),
    ("POST", "/staff/returns/1/take-back", FULL, {302}, FULL),
    ("POST", "/staff/sign-out", EVERY, {302}),
]
# method, path, what everybody gets: strangers and every role alike.
PUBLIC = [
    ("GET", "/", {200}),
    ("GET", "/q/BCDFGH", {200}),
    ("GET", "/Q/BCDFGH", {200}),
    ("POST", "/q/BCDFGH", {422}),
    ("POST", "/Q/BCDFGH", {422}),
    ("GET", "/pl", {200}),
    ("GET", "/q/BCDFGH/pl", {200}),
    ("GET", "/Q/BCDFGH/pl", {200}),
    ("GET", "/q/BCDFGH/sent", {200}),
    ("GET", "/Q/BCDFGH/sent", {200}),
    ("POST", "/talk", {200}),  # while nobody listens; else as a form
    ("GET", "/talk/sent", {200}),
    *(("GET", f"/{page}", {200}) for page in ("changes", "talk", "help", "privacy", "accessibility", "health")),
    ("GET", "/changes/iro-survey", {200}),
    ("GET", "/CHANGES/iro-survey", {200}),
    ("GET", "/changes/iro-survey/pl", {200}),
    ("GET", "/CHANGES/iro-survey/pl", {200}),
    ("GET", "/changes/iro-survey/tell-me", {200}),
    ("POST", "/changes/iro-survey/tell-me", {422}),  # without an address
    ("GET", "/tell-me/00", {404}),
    ("POST", "/tell-me/00", {200}),
    ("GET", "/leave", {303}),
    ("POST", "/leave", {204}),
    ("GET", "/prize/1", {404}),  # there is none; one is entered apart
    ("POST", "/prize/1", {404}),
    ("GET", "/prize/1/sent", {404}),
    ("GET", "/recordings/000000000000", {404}),  # there is none; one is heard apart
    ("GET", "/returns", {200}),
    ("GET", "/returns/1", {404}),  # it is not published
    ("GET", "/return/x", {404}),
    ("POST", "/return/x", {404}),
    ("GET", "/staff/sign-in", {200, 302}),
    ("POST", "/staff/sign-in", {302, 400}),  # without its proof
    ("GET", "/staff/sign-in/council", {404}),  # no such sign-in is set here
    ("GET", "/staff/sign-in/council/back", {404}),
    ("GET", "/staff/invitation/x", {404}),
    ("POST", "/staff/invitation/x", {400, 404}),
]  # fmt: skip
# The same things of another team, and ids that are nobody's.
ANOTHERS = {
    "rounds/1": "rounds/3",
    "rounds/2": "rounds/4",
    "collectors/1": "collectors/2",
    "slips/1": "slips/2",
    "teams/1": "teams/2",
    "returns/1": "returns/2",
    "links/1": "links/2",
    "BCDFGH": "BCDFGJ",
}
NOBODYS = [
    "0",
    "-1",
    "999",
    "1.0",
    "1e0",
    "01a",
    "9" * 40,
    "%31%20",
    "1%00",
    "1;2",
    "1'--",
    "²",
    "None",
]
GAPS = (
    (r"languages/pl", "languages/<tag>"),
    (r"/recordings/0+$", "/recordings/<name>"),
    (r"/recordings/en", "/recordings/<tag>"),
    (r"/iro-survey/1/standard", "/<questionnaire>/<number>/<variant>"),
    (r"(^|BCDFGH|iro-survey)/pl$", r"\1/<tongue:tongue>"),
    (r"/rounds/[1-4]/", "/rounds/<round_id>/"),
    (r"/collectors/[12]/", "/collectors/<collector_id>/"),
    (r"/year/1/", "/year/<plan_id>/"),
    (r"/replies/1(?=/|$)", "/replies/<reply_id>"),
    (r"/(news|changes|CHANGES)/iro-survey(?=/|$)", r"/\1/<questionnaire>"),
    (r"/tell-me/00", "/tell-me/<key>"),
    (r"/slips/[12]/", "/slips/<batch_id>/"),
    (r"/workbooks/1(?=/)", "/workbooks/<issue_id>"),
    (r"/files/1(?=/|$)", "/files/<order_id>"),
    (r"/activities/1(?=/|$)", "/activities/<activity_id>"),
    (r"/draws/1(?=/|$)", "/draws/<draw_id>"),
    (r"/prizes/1$", "/prizes/<prize_id>"),
    (r"/prize/1(?=/|$)", "/prize/<prize_id>"),
    (r"/pledges/99$", "/pledges/<promise_id>"),
    (r"/(concerns|compliments)/NNNNNN(?=\.|/|$)", r"/\1/<reference>"),
    (r"/teams/[12](?=/|$)", "/teams/<team_id>"),
    (r"/accounts/8(?=/|$)", "/accounts/<account_id>"),
    (r"/preview/iro-survey$", "/preview/<questionnaire>"),
    (r"/results/iro-survey$", "/results/<questionnaire>"),
    (r"paper-standard\.pdf", "paper-<variant>.pdf"),
    (r"/returns/[12](?=/|$)", "/returns/<return_id>"),
    (r"/links/[12]/", "/links/<link_id>/"),
    (r"/returns/pledge-check\.xlsx", "/returns/<questionnaire>.xlsx"),
    (r"/return/x$", "/return/<token>"),
    (r"invitation/x", "invitation/<token>"),
    (r"/words/staff$", "/words/<kind>"),
    (r"/themes/waiting$", "/themes/<code>"),
    (r"BCDFG[HJ]", "<code>"),
)


DRAWN = (".pdf", ".png", ".zip")


class Row(NamedTuple):
    """A line of the table for staff."""

    method: str
    path: str
    who: set[Role]
    gets: set[int]
    for_anothers: set[Role] | None = None

    @property
    def anothers_path(self) -> str:
        """The same address for a thing of another team."""
        path = self.path
        for own, other in ANOTHERS.items():
            path = path.replace(own, other)
        return path


ROWS = [Row(*page) for page in PAGES]  # type: ignore[arg-type]
WITH_ID = [row for row in ROWS if row.anothers_path != row.path]


def rule_of(path: str) -> str:
    """The rule that an address of the tables belongs to."""
    for example, gap in GAPS:
        path = re.sub(example, gap, path)
    return path


def list_undeclared(app: Flask) -> set[tuple[str, str]]:
    """What the app answers and no table declares, or a table declares and the app does not answer."""
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    declared = {(row[0], rule_of(row[1])) for row in (*PAGES, *PUBLIC)}
    return there ^ declared


@pytest.fixture(scope="module")
def filled(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a council with an open and a counted round of each team, each with its link: made once."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    with clock.frozen_at(NOON):
        council = open_council(folder)
        fill(council)
    return put_away(council.database)


def fill(council: Council) -> None:
    """Give each team what the paths above speak of."""
    for team in ("North", "South"):
        council.round(team=team)
        council.round(days=(-60, -20), counted_on=TODAY, received=13, team=team)
    with council.database.writing() as session:
        south = session.scalars(select(Team).where(Team.name == "South")).one()
        session.add(
            Collector(questionnaire="iro-survey", team_id=south.id, channel=Channel.POSTER.value, code="BCDFGJ")
        )  # fmt: skip
        publish_attributed(session, "pledge-check")
        for team in ("North", "South"):
            return_ = ask_for(session, "pledge-check", team=team)
            make_link(session, council.settings, return_, today=TODAY, by=None)
    for collector in (1, 2):
        council.print_slips(1, like=collector)


@pytest.fixture
def two_teams(filled: Path, tmp_path: Path) -> Council:
    """A council of its own, filled like that."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return open_council(tmp_path)


def list_wrong(council: Council, role: Role) -> Iterator[str]:
    """Where somebody with this role gets something else than the table declares."""
    client = council.signed_in(role)
    proof = {
        "csrf_token": council.proof(client, "/staff/")
    }  # of the session, that ends with the last row
    for row in ROWS:
        for path, who in ((row.anothers_path, row.for_anothers), (row.path, row.who)):
            # Once is enough where the path names nothing of a team, or the file is slow to draw and may be had.
            drawn = path != row.path and path.endswith(DRAWN) and role in row.who & row.for_anothers
            if who is None or drawn:
                continue
            status = client.open(path, method=row.method, data=proof).status_code
            if status not in (row.gets if role in who else {403}):
                yield f"{row.method} {path}: {status}"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_what_is_declared_for_its_team_and_another(
    two_teams: Council, role: Role
) -> None:
    """Who may gets the page, who may not 403; for another team's things, by their real ids."""
    assert list(list_wrong(two_teams, role)) == []


def test_a_role_that_may_too_much_is_found_out(
    two_teams: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one action too many for one role, and one team check taken out."""
    monkeypatch.setitem(ALLOWED, Role.CONTRIBUTOR, frozenset({Action.CLOSE_ROUNDS}))
    monkeypatch.setattr("feedback.staff.collectors.can_see", lambda *_: True)

    contributor = list(list_wrong(two_teams, Role.CONTRIBUTOR))
    champion = list(list_wrong(two_teams, Role.CHAMPION))

    assert "POST /staff/rounds/1/close: 302" in contributor
    assert "GET /staff/collectors/2/poster.pdf: 200" in champion


def test_every_address_of_the_app_is_declared(council: Council) -> None:
    """Staff pages, public pages and what is neither; nothing is declared that is not there."""
    assert list_undeclared(council.app) == set()


def test_an_undeclared_address_fails_the_build(council: Council) -> None:
    """The control: a new view is missed in the tables, also one that is open to everybody."""
    council.app.add_url_rule("/staff/export", view_func=open_to(EVERYBODY)(lambda: "everything"))

    assert list_undeclared(council.app) == {("GET", "/staff/export")}


def test_every_thing_of_a_team_is_declared_for_another_team_too() -> None:
    """A path with an id says who may when the id is another team's."""
    assert [row.path for row in WITH_ID if row.for_anothers is None] == []
    assert [row.path for row in ROWS if row.for_anothers is not None and row not in WITH_ID] == []


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_public_addresses_are_the_same_for_everybody(two_teams: Council, role: Role | None) -> None:
    """Signed in or not: what respondents see knows nobody."""
    client = two_teams.signed_in(role) if role else two_teams.client()
    for method, path, gets in PUBLIC:
        assert client.open(path, method=method).status_code in gets, (method, path)


def test_a_stranger_is_asked_to_sign_in(council: Council) -> None:
    """GET and HEAD of every staff page lead to the sign-in page and back; anything else is 401."""
    client = council.client()
    for row in ROWS:
        if row.method == "POST":
            assert client.post(row.path).status_code == 401, row.path
            continue
        for verb in ("GET", "HEAD"):
            response = client.open(row.path, method=verb)

            assert response.status_code == 302
            assert response.location == f"/staff/sign-in?next={row.path}"


def test_a_stranger_learns_nothing_from_other_methods(council: Council) -> None:
    """401 for whatever there is, and for what there is not."""
    for path in ("/staff/rounds", "/staff/nothing-here", "/staff"):
        for method in ("PUT", "DELETE", "PATCH", "POST", "OPTIONS"):
            assert council.client().open(path, method=method).status_code == 401, (method, path)


def test_a_stranger_learns_nothing_from_addresses(council: Council) -> None:
    """An address that leads nowhere asks for a sign-in like any other; signed in, it is 404."""
    assert council.client().get("/staff/nothing-here").status_code == 302
    missing = council.signed_in().get("/staff/nothing-here")
    assert missing.status_code == 404
    assert "Sign out" in missing.text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CHAMPION, Role.CONTRIBUTOR])
def test_ids_that_are_nobodys_lead_nowhere(two_teams: Council, role: Role) -> None:
    """404 for who may do such a thing; for who may not 403, as for what there is: nothing can be found out."""
    client = two_teams.signed_in(role)
    proof = {"csrf_token": two_teams.proof(client, "/staff/")}
    for row in WITH_ID:
        for id_ in NOBODYS:
            path = re.sub(
                r"(?<=/rounds/)\d|(?<=/collectors/)\d|(?<=/slips/)\d|(?<=/teams/)\d|(?<=/returns/)\d|(?<=/links/)\d|BCDFGH",
                id_,
                row.path,
            )
            response = client.open(path, method=row.method, data=proof)

            assert response.status_code == (404 if role in row.who else 403), (row.method, path)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.CONTRIBUTOR])
def test_other_methods_open_no_other_way(two_teams: Council, role: Role) -> None:
    """HEAD is answered as GET is, OPTIONS says no more to who may not, the rest is 405 and changes nothing."""
    client = two_teams.signed_in(role)
    for row in ROWS:
        if row.method == "GET" and not row.path.endswith((".pdf", ".png", ".zip", ".xlsx")):
            shown = client.get(row.path).status_code
            assert client.head(row.path).status_code == shown, row.path
        other = client.options(row.path).status_code
        assert other == (200 if role in row.who else 403), row.path
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            assert client.open(row.path, method=method).status_code == 405, (method, row.path)


OLD_AND_ODD = [
    "/staff/rounds/1", "/staff/rounds/2/summary", "/staff/rounds/2/summary.csv", "/staff/rounds/2/answers", "/staff/teams/all",
    "/staff/users", "/staff/admin", "/staff/login", "/staff/reset", "/staff//rounds", "/staff/./rounds", "/staff/%2e%2e/", "/staff/..;/",
    "/staff/rounds/2/summary.xlsx/x", "/staff/rounds/2/SUMMARY.XLSX", "/STAFF/rounds", "//staff/rounds", "/staff\\rounds",
]  # fmt: skip
NEVER = [
    "/admin", "/api", "/api/v1/responses", "/console", "/debug", "/.git/config", "/.env", "/instance/feedback.db", "/feedback.db",
    "/static/", "/static/../secret-key", "/static/..%2f..%2finstance%2fsecret-key", "/metrics", "/server-status", "/login", "/logout",
    "/wsgi.py", "/robots.txt", "/q/", "/q/BCDFGH/answers", "/q/BCDFGH/results", "/?__debugger__=yes&cmd=resource&f=debugger.js",
]  # fmt: skip


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR], ids=str)
def test_old_and_odd_staff_addresses_show_nothing(two_teams: Council, role: Role | None) -> None:
    """No address but those declared, however it is written."""
    client = two_teams.signed_in(role) if role else two_teams.client()

    for path in OLD_AND_ODD:
        response = client.get(path)

        assert response.status_code in ({404} if role else {302, 404}), path
        assert response.status_code == 404 or "/staff/sign-in" in response.location, path


def test_what_attackers_look_for_first_is_not_there(two_teams: Council) -> None:
    """No debugger, no database, no secret, no interface that reads answers."""
    for path in NEVER:
        response = two_teams.client().get(path)

        assert response.status_code == (200 if path.startswith("/?") else 404), path
        assert "werkzeug" not in response.text.lower(), path


def count_everything(council: Council) -> tuple[int, str]:
    """Rows of the audit, and how rounds stand: what any form would change."""
    with council.database.reading() as session:
        audited = session.scalar(select(func.count()).select_from(AuditRow)) or 0
        rounds = session.execute(text("SELECT id, ended_at FROM rounds ORDER BY id")).all()
    return audited, str(rounds)


FORMS = sorted({(row.path, min(row.who)) for row in ROWS if row.method == "POST"})


@pytest.mark.parametrize(("path", "role"), [*FORMS, ("/staff/sign-in", None)])
def test_no_form_is_taken_without_the_proof_of_its_own_session(
    two_teams: Council, path: str, role: Role | None
) -> None:
    """None, a made-up one, a stranger's and a colleague's: the page that says so, and nothing has changed."""
    strangers = two_teams.proof(two_teams.client())
    other = two_teams.signed_in(Role.ANALYST)
    colleagues = two_teams.proof(other, "/staff/")
    client = two_teams.signed_in(role) if role else two_teams.client()
    before = count_everything(two_teams)

    for proof in (None, "", "made-up", strangers, colleagues):
        response = client.post(path, data={} if proof is None else {"csrf_token": proof})

        assert response.status_code == 400
        assert "Nothing was changed." in response.text
    assert count_everything(two_teams) == before


def test_a_form_without_that_check_is_found_out(two_teams: Council) -> None:
    """The control: with the check off, the same form without proof closes a round."""
    client = two_teams.signed_in(Role.ANALYST)
    before = count_everything(two_teams)
    two_teams.app.config["WTF_CSRF_METHODS"] = []

    response = client.post("/staff/rounds/1/close")

    assert response.status_code == 302
    assert count_everything(two_teams) != before
