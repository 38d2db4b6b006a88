"""Every change, file and look at what is sensitive leaves a row in the audit, or stands in a list with its reason."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from feedback import audit, clock, pledge, talks
from feedback.making import make_orders
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.reporting import FigureRecord
from feedback.pledges import list_promised
from feedback.talks import Asked
from tests.markup import read_html
from tests.returning import ask as ask_return
from tests.returning import publish_attributed
from tests.returning import send as send_return
from tests.sounding import make_mp3
from tests.tongues import everything, translate

from .conftest import NOON, PASSWORD, TODAY, Council, code_of, list_forms
from .test_bursts import flood
from .test_comments import Write, write  # noqa: F401 - a fixture
from .test_matrix import PAGES, Row, rule_of
from .test_records import PURPOSE, counted  # noqa: F401 - a fixture

# What staff send that leaves no row, and why.
UNWRITTEN = {
    "/staff/paper/<code>": "it would tell the order of answers (ADR 0012)",
    "/staff/interviews/<code>": "the same",
}
# Files that leave no row, and why.
PUBLIC_FILES = {
    "/staff/collectors/<collector_id>/poster.pdf": "hangs on a wall",
    "/staff/collectors/<collector_id>/poster.png": "hangs on a wall",
    "/staff/collectors/<collector_id>/qr.svg": "hangs on a wall",
    "/staff/collectors/<collector_id>/paper-<variant>.pdf": "blank, and lies in a waiting room",
    "/staff/rounds/<round_id>/pack.zip": "posters and blank forms",
    "/staff/rounds/<round_id>/replies-poster.pdf": "hangs on a wall",
    "/staff/rounds/<round_id>/replies-slips.pdf": "is given to everybody",
    "/staff/replies/<reply_id>/storyboard.pdf": "what everybody can read",
    "/staff/languages/<tag>.xlsx": "what pages say to everybody",
}
# Looks that leave a row.
SENSITIVE = {
    "/staff/rounds/<round_id>/summary.xlsx",
    "/staff/rounds/<round_id>/core-measures.csv",
    "/staff/comments",
    "/staff/returns/<questionnaire>.xlsx",
    "/staff/talks",
    "/staff/concerns.xlsx",
    "/staff/to-read",
    "/staff/to-read/burst",
}
# Files of a thing that is not there in this council; tests/staff/test_concerns.py holds that a row is left.
TRIED_APART = {"/staff/concerns/<reference>.xlsx"}
LINE = {
    "questionnaire": "iro-survey", "how_often": "quarterly", "team": "all", "starts": "2027-01-01",
    "open_weeks": "4", "reply_owner": "Head of the IRO service", "reply_weeks": "6",
}  # fmt: skip
MANY_LEAVE = "/staff/draws?leavers=140"  # below, the page says to ask everybody
NEW_PASSWORD = "four words in a row"


def send(client: FlaskClient, page: str, action: str = "", **fields: Any) -> TestResponse:
    """Send the form of `page` that goes to `action`, or the page itself, with its hidden fields and these."""
    action = action or page
    root = read_html(client.get(page).text)
    posted = (one for one in root.iter("form") if one.get("method") == "post")
    form = next(one for one in posted if one.get("action", page) == action)
    hidden = {
        box.get("name", ""): box.get("value", "")
        for box in form.iter("input")
        if box.get("type") == "hidden"
    }
    response = client.post(action, data={**hidden, **fields})
    assert response.status_code in (200, 302, 303), (action, response.status_code, response.text)
    return response


def look_and_save(client: FlaskClient, page: str, **fields: str) -> TestResponse:
    """Send a list to be looked through, then save it."""
    looked = send(client, page, do="look", **fields)
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', looked.text)
    return send(client, page, do="save", seen=seen, **fields)


def look_and_draw(client: FlaskClient, **fields: str) -> TestResponse:
    """Send a list to be looked through, then draw from it."""
    looked = send(client, MANY_LEAVE, "/staff/draws", do="look", **fields)
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', looked.text)
    return send(client, MANY_LEAVE, "/staff/draws", do="draw", seen=seen, **fields)


def approve_polish(council: Council, client: FlaskClient) -> TestResponse:
    """Approve a language of which everything is checked."""
    with council.database.writing() as session:
        translate(session, "pl", everything, checked=True)
    return send(client, "/staff/languages/pl", "/staff/languages/pl/approve", name="A. Manager")


def mark_burst(client: FlaskClient) -> TestResponse:
    """Mark what came in a burst as read."""
    page = "/staff/to-read/burst"
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', client.get(page).text)
    return send(client, page, seen=seen)


def take_away(client: FlaskClient, page: str) -> TestResponse:
    """Take the one recording of a part away."""
    (name,) = re.findall(r'name="recording" value="([^"]+)"', client.get(page).text)
    return send(client, page, f"{page}/take-away", recording=name)


def changes(council: Council) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that staff can send, each once and with everything right: the rule, and what sends it."""
    admin, analyst = council.signed_in(Role.ADMINISTRATOR), council.signed_in(Role.ANALYST)
    reader, careful = council.signed_in(Role.DUTY_READER), council.signed_in(Role.CONTRIBUTOR)
    round_ = "/staff/rounds/3"
    yield "/staff/sign-in", lambda: council.signed_in(Role.MANAGER)
    yield "/staff/sign-out", lambda: send(council.signed_in(Role.MANAGER), "/staff/account", "/staff/sign-out")  # fmt: skip
    invited = council.invite("new@council.gov.uk")
    words = {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
    yield "/staff/invitation/<token>", lambda: send(council.client(), invited, **words)
    yield "/staff/rounds/<round_id>/close", lambda: send(admin, f"{round_}/close")
    yield "/staff/rounds/<round_id>/keep-open", lambda: send(admin, "/staff/rounds", f"{round_}/keep-open")  # fmt: skip
    burst = {"batch": "1-hurried", "do": "keep"}
    yield "/staff/rounds/<round_id>/held", lambda: send(admin, f"{round_}/held", **burst)
    records = {"purpose": PURPOSE, "format": "csv"}
    yield "/staff/rounds/<round_id>/records", lambda: send(analyst, "/staff/rounds/1/records", **records)  # fmt: skip
    yield from issue_changes(council, analyst)
    slips = {"collector": "1", "count": "2"}
    yield "/staff/collectors/slips.pdf", lambda: send(admin, "/staff/collectors", "/staff/collectors/slips.pdf", **slips)  # fmt: skip
    yield "/staff/slips/<batch_id>/void", lambda: send(admin, "/staff/slips/1/void")
    yield "/staff/comments", lambda: send(reader, "/staff/comments?status=new", "/staff/comments", do="withhold", text="Tea")  # fmt: skip
    yield "/staff/to-read", lambda: send(reader, "/staff/to-read", do="read")
    yield "/staff/to-read/burst", lambda: mark_burst(reader)
    who = "/staff/who-reads"
    named = {"language": "pl", "reader": "Interpreters", "cover": "Duty team", "emails": "", "do": "save"}  # fmt: skip
    yield "/staff/who-reads", lambda: send(admin, who, **named)
    yield "/staff/who-reads/words/<kind>", lambda: send(reader, who, f"{who}/words/staff", words="Ola")  # fmt: skip
    yield "/staff/themes", lambda: send(analyst, "/staff/themes", name="Waiting", kind="theme")
    yield "/staff/themes/<code>", lambda: send(analyst, "/staff/themes", "/staff/themes/waiting", name="Waits", do="save")  # fmt: skip
    yield from concern_changes(reader)
    yield from plan_changes(analyst)
    yield from return_changes(council, analyst)
    yield from reply_changes(council, admin, analyst)
    in_person = {"questionnaire": "iro-survey", "team": "North", "use": "tablet"}
    yield "/staff/collectors/in-person", lambda: send(admin, "/staff/collectors", "/staff/collectors/in-person", **in_person)  # fmt: skip
    given_out = f"{round_}/collectors/1/given-out"
    yield "/staff/rounds/<round_id>/collectors/<collector_id>/given-out", lambda: send(admin, "/staff/given-out", given_out, add="5")  # fmt: skip
    counts = f"{round_}/teams/1/counts"
    yield "/staff/rounds/<round_id>/teams/<team_id>/counts", lambda: send(admin, "/staff/given-out", counts, due="7")  # fmt: skip
    due = {"list": "team,questionnaire,due\nNorth,iro-survey,12\n", "round": "open"}
    yield "/staff/due", lambda: look_and_save(admin, "/staff/due", **due)
    cohort = {"list": "item,code,count\neq_age,8-10,400\neq_age,11-13,390\neq_age,14-15,212\n", "questionnaire": "iro-survey", "year": "2026-27"}  # fmt: skip
    yield "/staff/cohorts", lambda: look_and_save(analyst, "/staff/cohorts", **cohort)
    references = "\n".join(f"ref-{number}" for number in range(20))
    draw = {"list": references, "collector": "1", "size": "5", "leavers": "120"}
    yield "/staff/draws", lambda: look_and_draw(admin, **draw)
    yield "/staff/draws/<draw_id>/slips.pdf", lambda: send(admin, "/staff/draws/1", "/staff/draws/1/slips.pdf")  # fmt: skip
    yield "/staff/draws/<draw_id>/done", lambda: send(admin, "/staff/draws/1", "/staff/draws/1/done")  # fmt: skip
    yield from pledge_changes(council, analyst)
    prize = {"questionnaire": "iro-survey", "prize": "a voucher", "winners": "1", "last_on": "2026-12-01"}  # fmt: skip
    yield "/staff/prizes", lambda: send(admin, "/staff/prizes", **prize)
    yield "/staff/prizes/<prize_id>", lambda: send(admin, "/staff/prizes/1", do="stop")
    sheet = analyst.get("/staff/languages/pl.xlsx").data
    yield "/staff/languages/<tag>", lambda: send(analyst, "/staff/languages/pl", workbook=(BytesIO(sheet), "pl.xlsx"))  # fmt: skip
    yield "/staff/languages/<tag>/approve", lambda: approve_polish(council, analyst)
    english = "/staff/recordings/en/iro-survey/1/standard"
    part = "/staff/recordings/<tag>/<questionnaire>/<number>/<variant>"
    yield part, lambda: send(analyst, english, many=(BytesIO(make_mp3()), "know.mp3"))
    yield f"{part}/take-away", lambda: take_away(analyst, english)
    east = {"name": "East", "service": "Help", "group": ""}
    yield "/staff/teams", lambda: send(admin, "/staff/teams", **east)
    teams = {"list": "team,service\nWest,Help\n"}
    yield "/staff/teams/list", lambda: look_and_save(admin, "/staff/teams/list", **teams)
    yield "/staff/teams/<team_id>", lambda: send(admin, "/staff/teams/2", **{**east, "name": "Far South"})  # fmt: skip
    day = {"day": "2027-01-01", "sure": "yes"}
    yield "/staff/teams/<team_id>/close", lambda: send(admin, "/staff/teams/2/close", **day)
    yield "/staff/teams/<team_id>/reopen", lambda: send(admin, "/staff/teams/2", "/staff/teams/2/reopen")  # fmt: skip
    yield "/staff/teams/<team_id>/merge", lambda: send(admin, "/staff/teams/2/merge", into="1", **day)  # fmt: skip
    yield "/staff/second-step/set-up", lambda: set_up(careful)
    yield "/staff/second-step", lambda: wrong_code(council, Role.CONTRIBUTOR)
    password = {"password": PASSWORD}
    yield "/staff/account/recovery-codes", lambda: send(careful, "/staff/account/recovery-codes", **password)  # fmt: skip
    yield "/staff/account/no-second-step", lambda: send(careful, "/staff/account/no-second-step", **password)  # fmt: skip
    yield "/staff/account/password", lambda: send(careful, "/staff/account/password", password_now=PASSWORD, **words)  # fmt: skip
    yield "/staff/account/weekly", lambda: council.post(careful, "/staff/account/weekly", page="/staff/account", weekly="off")  # fmt: skip
    yield "/staff/emails", lambda: council.post(admin, "/staff/emails", page="/staff/account")
    new = {"email": "newer@council.gov.uk", "role": "analyst", "team": "", **password}
    yield "/staff/accounts", lambda: send(admin, "/staff/accounts", **new)
    one = "/staff/accounts/8"
    role = {"role": "reviewer", "team": "", **password}
    yield "/staff/accounts/<account_id>", lambda: send(admin, one, **role)
    yield "/staff/accounts/<account_id>/invite", lambda: send(admin, one, f"{one}/invite", **password)  # fmt: skip
    yield "/staff/accounts/<account_id>/close", lambda: send(admin, f"{one}/close", **password)


def reply_changes(
    council: Council, admin: FlaskClient, analyst: FlaskClient
) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of replies: drafted and changed by one, approved by another; figures; and addresses that are read."""
    new = {
        "figure": "@All teams", "theme": "Waiting", "you_said": "It is long.", "easy_you_said": "Long.", "kind": "did",
        "we_did": "It is short.", "easy_we_did": "Short.", "picture": "clock", "owner": "Sam",
    }  # fmt: skip
    path = "/staff/replies/new"
    yield path, lambda: send(analyst, f"{path}?round=1", path, **new)
    one = "/staff/replies/1"
    yield (
        "/staff/replies/<reply_id>/change",
        lambda: send(analyst, f"{one}/change", **{**new, "owner": "Kim"}),
    )
    yield "/staff/replies/<reply_id>", lambda: send(admin, one, do="approve")
    yield "/staff/rounds/<round_id>/for-everybody", lambda: publish_figures(council, analyst)
    yield "/staff/news/<questionnaire>", lambda: send(analyst, "/staff/news/iro-survey", do="show")


def publish_figures(council: Council, client: FlaskClient) -> None:
    """Publish a figure that says something; nobody has answered in this round."""
    page = "/staff/rounds/1/for-everybody"
    with council.database.writing() as session:
        session.execute(update(FigureRecord).values(word="most", base=7, low=4, high=6))
    (first, *_) = re.findall(r'name="question" value="([^"]+)"', client.get(page).text)
    send(client, page, question=first, do="publish")


def concern_changes(reader: FlaskClient) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of concerns and of people who want to talk."""
    raised: list[str] = []

    def raise_one() -> None:
        made = send(reader, "/staff/concerns/new", kind="complaint", words="The bus was late")
        raised.append(made.location.partition("?")[0])

    yield "/staff/talks", lambda: send(reader, "/staff/talks", note="Rang", do="done")
    yield "/staff/concerns/new", raise_one
    yield "/staff/concerns/<reference>", lambda: send(reader, raised[0], do="note", text="Rang")
    praise = {"kind": "compliment", "words": "She was kind", "worker": "Ada"}
    yield "/staff/concerns/<reference>/compliment", lambda: pass_on(reader, **praise)
    route = {"goes_to": "The duty team", "reach": "Ring 1", "working_days": "1"}
    yield "/staff/concern-routes", lambda: send(reader, "/staff/concern-routes", **route)


def pass_on(reader: FlaskClient, **praise: str) -> TestResponse:
    """Raise a compliment, look at it, and pass it on."""
    made = send(reader, "/staff/concerns/new", **praise).location.partition("?")[0]
    page, typed = f"{made}/compliment", {"worker": "Ada", "words": "She was kind", "address": ""}
    looked = send(reader, page, do="look", **typed).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked))
    return reader.post(page, data={**fields, "do": "pass-on"})


ACTIVITY = {"day": "2026-11-01", "method": "forum", "people": "9", "audience": "Care leavers"}


def issue_changes(
    council: Council, analyst: FlaskClient
) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of workbooks by period and of activities."""
    page, one = "/staff/workbooks", "/staff/activities/1"

    def issue() -> None:
        with clock.frozen_at(NOON + dt.timedelta(days=130)):
            client = council.signed_in(Role.ADMINISTRATOR)
            window = read_html(client.get(page).text).find(".//optgroup/option")
            assert window is not None
            send(client, page, window=window.get("value", ""))
            make_orders(council.database, council.settings)

    yield page, issue
    yield f"{page}/<issue_id>/file", lambda: send(analyst, page, f"{page}/1/file")
    yield f"{page}/<issue_id>/withdraw", lambda: send(analyst, f"{page}/1/withdraw", sure="yes")
    materials = {"round": "all", "team": "all", "form": "pdf", "slips": "1"}

    def fetch() -> None:
        make_orders(council.database, council.settings)
        send(analyst, "/staff/files/2", "/staff/files/2/file")

    yield "/staff/materials", lambda: send(analyst, "/staff/collectors", "/staff/materials", **materials)  # fmt: skip
    yield "/staff/files/<order_id>/file", fetch
    yield "/staff/activities", lambda: send(analyst, "/staff/activities", **ACTIVITY)
    yield "/staff/activities/<activity_id>", lambda: send(analyst, one, **{**ACTIVITY, "people": "10"})  # fmt: skip
    yield "/staff/activities/<activity_id>/remove", lambda: send(analyst, one, f"{one}/remove")
    removed = f"/staff/activities?removed={one[-1]}"
    yield "/staff/activities/<activity_id>/restore", lambda: send(analyst, removed, f"{one}/restore")  # fmt: skip


def pledge_changes(
    council: Council, analyst: FlaskClient
) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of promises: begun with the examples where there are none, and a measure chosen for one."""

    def begin() -> None:
        with council.database.writing() as session:
            for promise in pledge.list_promises(session, TODAY):
                promise.until_on = TODAY
        send(analyst, "/staff/pledges")

    def choose() -> None:
        with council.database.reading() as session:
            first = list_promised(session)[0].id
        send(analyst, f"/staff/pledges/{first}", measure="iro.listened")

    yield "/staff/pledges", begin
    yield "/staff/pledges/<promise_id>", choose


def plan_changes(analyst: FlaskClient) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of planning: a round is planned, changed and cancelled, a line of the year added and stopped."""
    planned: list[str] = []

    def look(path: str, closes: str) -> str:
        chosen = f"questionnaire=iro-survey&team=1&opens=2027-02-01&closes={closes}"
        return f"{path}?{chosen}&at=look"

    def plan() -> None:
        made = send(analyst, look("/staff/rounds/new", "2027-03-31"), "/staff/rounds/new")
        planned.append(f"/staff/rounds/{made.location.rpartition('-')[2]}")

    def change() -> TestResponse:
        path = f"{planned[0]}/change"
        return send(analyst, look(path, "2027-04-30"), path)

    def add_line() -> None:
        told = send(analyst, "/staff/year/new", **LINE)  # who would be asked again too soon
        (seen,) = re.findall(r'name="seen" value="([^"]+)"', told.text)
        send(analyst, "/staff/year/new", seen=seen, **LINE)

    yield "/staff/rounds/new", plan
    yield "/staff/rounds/<round_id>/change", change
    yield "/staff/rounds/<round_id>/cancel", lambda: send(analyst, f"{planned[0]}/cancel")
    yield "/staff/year/new", add_line
    yield "/staff/year/<plan_id>/stop", lambda: send(analyst, "/staff/year/1/stop")


def return_changes(
    council: Council, analyst: FlaskClient
) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same of returns: the pledge, asking, filling in, sending, publishing, links and taking back."""
    one, two = "/staff/returns/1", "/staff/returns/2"

    def ask() -> None:
        with council.database.writing() as session:
            publish_attributed(session, "pledge-check")
        page = "/staff/returns/new?questionnaire=pledge-check"
        for team in ("1", "2"):
            send(analyst, page, "/staff/returns/new", team=team, day="2026-10-01")

    def ask_place() -> None:
        with council.database.writing() as session:
            publish_attributed(session, "young-inspectors-visit", "visit-answer")
            visit = ask_return(session, "young-inspectors-visit", maker="YI", place="North")
            visit = send_return(session, visit, welcome="2")
            page = f"/staff/returns/{visit.id}"
        send(analyst, page, f"{page}/answer")

    yield "/staff/returns/new", ask
    yield "/staff/returns/pledge", lambda: send(analyst, "/staff/returns/pledge", list="We listen")
    yield "/staff/returns/<return_id>", lambda: send(analyst, one, do="send", kept_1="kept")
    yield "/staff/returns/<return_id>/publish", lambda: send(analyst, f"{one}/publish", sure="yes")
    yield "/staff/returns/<return_id>/withdraw", lambda: send(analyst, one, f"{one}/withdraw")
    yield "/staff/returns/<return_id>/reopen", lambda: send(analyst, one, f"{one}/reopen")
    yield "/staff/returns/<return_id>/link", lambda: send(analyst, two, f"{two}/link")
    yield "/staff/returns/<return_id>/links/<link_id>/revoke", lambda: send(analyst, two, f"{two}/links/1/revoke")  # fmt: skip
    yield "/staff/returns/<return_id>/answer", ask_place
    yield "/staff/returns/<return_id>/take-back", lambda: send(analyst, two, f"{two}/take-back")


def set_up(client: FlaskClient) -> None:
    """Switch the second step on with the code of the key that the page shows."""
    page = "/staff/second-step/set-up"
    shown = re.sub(r"\s|<[^>]+>", "", client.get(page).text)
    (secret,) = set(re.findall(r"[A-Z2-7]{32}", shown))
    send(client, page, code=code_of(secret), password=PASSWORD)


def wrong_code(council: Council, role: Role) -> None:
    """Type a code that is wrong."""
    assert council.enter_code(council.half_signed_in(role), "000000").status_code == 422


def list_unwritten(council: Council) -> list[str]:
    """Every address at which something was sent and no row left."""
    found = []
    for rule, change in changes(council):
        before = len(council.deeds())
        change()
        if len(council.deeds()) == before:
            found.append(rule)
    return found


@pytest.fixture
def busy(counted: Council, write: Write) -> Council:  # noqa: F811 - the fixtures
    """The council with a counted round, an open one that holds a burst, comments and a link."""
    counted.round()
    flood(counted, 3, hurried=40)
    with counted.database.writing() as session:
        publish_attributed(session, "pledge-check")
    write("Biscuits", "Tea", "Crumbs")
    write("Buns", status="read")
    with counted.database.writing() as session:
        session.execute(update(Comment).where(Comment.comment == "Crumbs").values(held=True))
        asked = Asked(who="Bluebell", reach="At school")
        talks.take(session, b"k" * 16, asked, language="en", zone=counted.settings.zone)
    return counted


def test_every_change_is_written_down(busy: Council) -> None:
    """All that staff can send. The control: with nothing recorded every one of them is found out."""
    assert list_unwritten(busy) == []


def test_a_change_that_is_not_written_down_is_found_out(
    busy: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing is recorded, and every address is named."""
    monkeypatch.setattr(audit, "record", lambda *_, **__: None)

    found = list_unwritten(busy)

    assert set(found) == list_forms(busy.app) - set(UNWRITTEN)


def test_no_form_of_staff_is_missed(council: Council) -> None:
    """Each address that takes something is tried, or stands in the list with its reason."""
    assert list_forms(council.app) == {rule for rule, _ in changes(council)} | set(UNWRITTEN)


def test_every_look_at_what_is_sensitive_is_written_down(busy: Council) -> None:
    """Comments and workbooks leave a row; pages leave none, and a file only where the list says why."""
    wrote, rules = set(), set()
    busy.print_slips(1)
    clients = {role: busy.signed_in(role) for role in Role}
    for row in (Row(*page) for page in PAGES):  # type: ignore[arg-type]
        path = row.path.replace("rounds/1", "rounds/3").replace("rounds/2", "rounds/1")
        if row.method == "GET":
            before = len(busy.deeds())
            clients[min(row.who)].get(path)
            rules.add(rule_of(row.path))
            if len(busy.deeds()) > before:
                wrote.add(rule_of(row.path))

    files = {rule for rule in rules if re.search(r"\.[a-z]{3,4}$", rule)}
    assert wrote == SENSITIVE
    assert files - wrote == set(PUBLIC_FILES) | TRIED_APART
