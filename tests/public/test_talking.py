"""“I want someone to talk to me”: taken in exactly once, nothing typed is lost, and nothing of it meets an answer."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.models.contacts import TalkRequest
from feedback.public import talking
from tests.conftest import stored
from tests.pages import Page, send, visit

WHO, REACH = "Bluebell Canary-Nine", "07700 900123, after school"
ASKED = {
    "_who": WHO,
    "_reach": REACH,
    "_safe": "sometimes",
    "_best_time": "4 to 5",
    "_about": "home",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A council that has said who listens."""
    return replace(
        settings,
        duty_number="01632 960123",
        duty_reader="Ada Reader",
        duty_cover="Bob Cover",
        out_of_hours="At night call 01632 960999.",
    )


def requests(database: Database) -> list[TalkRequest]:
    """Every request there is."""
    with database.reading() as session:
        return list(session.scalars(select(TalkRequest)))


def press(client: FlaskClient, page: Page, more: dict[str, object] | None = None) -> TestResponse:
    """Press Send on the page, with what stands in it and these."""
    fields = {name: values for name, values in page.fields.items() if any(values)}
    return client.post(page.action, data={**fields, "_send": "yes", **(more or {})})


@contextmanager
def in_trouble(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database answers nobody."""

    def refuse() -> None:
        raise StorageError("no")

    with monkeypatch.context() as patched:
        patched.setattr(talking, "get_database", refuse)
        yield


@pytest.mark.parametrize(
    ("asked_on", "due"),
    [
        ("2026-11-27", "Monday 30 November"),
        ("2026-11-28", "Monday 30 November"),  # a Saturday
        ("2026-11-29", "Monday 30 November"),
        ("2026-12-25", "Tuesday 29 December"),
    ],
)
def test_who_asks_at_a_weekend_is_talked_to_on_the_next_working_day(
    client: FlaskClient, database: Database, asked_on: str, due: str
) -> None:
    """Whoever comes on Saturday waits no longer than whoever came on Friday; said before and after, and kept."""
    with clock.frozen_at(dt.datetime.fromisoformat(f"{asked_on}T11:00+00:00")):
        page = visit(client, "/talk")
        press(client, page, ASKED)
        thanks = visit(client, "/talk/sent")

    assert f"by the end of {due}" in page.text
    assert f"by the end of {due}" in thanks.text
    (kept,) = requests(database)
    assert f"{kept.due_on:%A} {kept.due_on.day} {kept.due_on:%B}" == due


def test_a_number_stays_in_order_where_people_read_from_right_to_left(client: FlaskClient) -> None:
    """Its groups of digits would stand the other way round; what begins with a letter goes by that."""
    page = visit(client, "/talk?lang=ar")

    for name in ("_who", "_reach"):
        assert page.find(f"input[@name='{name}']").get("dir") == "auto"


def test_it_is_kept_with_its_clock_and_thanked(client: FlaskClient, database: Database) -> None:
    """Before and after, the page says by when somebody calls: the next working day."""
    page = visit(client, "/talk")
    assert "by the end of Tuesday 24 November" in page.text

    answer = press(client, page, ASKED)

    assert (answer.status_code, answer.location) == (303, "/talk/sent")
    thanks = visit(client, "/talk/sent")
    assert "by the end of Tuesday 24 November" in thanks.text
    (kept,) = requests(database)
    assert (kept.who, kept.reach, kept.safe, kept.about) == (WHO, REACH, "sometimes", "home")
    assert (str(kept.came_on), str(kept.due_on)) == ("2026-11-23", "2026-11-24")
    assert kept.answers is None


def test_nothing_typed_stands_on_the_page_that_thanks(client: FlaskClient) -> None:
    """Nor in its title, address or cookie; the cookie is another one than before."""
    page = visit(client, "/talk")
    before = client.get_cookie("page")

    answer = press(client, page, ASKED)
    thanks = visit(client, answer.location)

    after = client.get_cookie("page")
    assert WHO not in thanks.html
    assert "talk" not in thanks.title.lower()
    assert before
    assert after
    assert before.value != after.value
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_is_sent_once_however_often(client: FlaskClient, database: Database) -> None:
    """Thanked each time. Control: a page of its own is another request."""
    page = visit(client, "/talk")

    assert {press(client, page, ASKED).status_code for _ in range(3)} == {303}
    assert len(requests(database)) == 1

    press(client, visit(client, "/talk"), ASKED)
    assert len(requests(database)) == 2


def test_a_page_sent_many_times_at_once_is_one_request(app: Flask, database: Database) -> None:
    """Ten phones, or one that is pressed ten times."""
    page, statuses = visit(app.test_client(), "/talk"), []

    def go() -> None:
        statuses.append(press(app.test_client(), page, ASKED).status_code)

    threads = [threading.Thread(target=go) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303] * 10
    assert len(requests(database)) == 1


def test_something_else_from_the_same_page_is_asked_about(
    client: FlaskClient, database: Database
) -> None:
    """Somebody else at the same phone: everything stays, with a fresh key, and Send keeps it too."""
    page = visit(client, "/talk")
    press(client, page, ASKED)

    again = Page(press(client, page, {**ASKED, "_who": "Somebody else"}))

    assert again.status == 422
    assert "Sending for somebody else? Press Send." in again.text
    assert again.find("input[@id='who']").get("value") == "Somebody else"
    assert again.fields["_key"] != page.fields["_key"]
    assert press(client, again, {**ASKED, "_who": "Somebody else"}).status_code == 303
    assert {one.who for one in requests(database)} == {WHO, "Somebody else"}


@pytest.mark.parametrize("missing", ["_who", "_reach"])
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    client: FlaskClient, database: Database, missing: str
) -> None:
    """422, the sentence tied to its box, and every other word still there."""
    page = Page(press(client, visit(client, "/talk"), {**ASKED, missing: " "}))

    assert page.status == 422
    assert page.title.startswith("Error:")
    box = page.find(f"input[@id='{missing[1:]}']")
    assert f"{missing[1:]}-error" in box.get("aria-describedby", "")
    kept = {WHO, REACH, "4 to 5", "home"} - {str(ASKED[missing])}
    assert all(word in page.html for word in kept)
    assert page.find("input[@id='safe-sometimes']").get("checked") is not None
    assert requests(database) == []


def test_what_is_too_long_comes_back_whole(client: FlaskClient) -> None:
    """With by how much, and not cut."""
    long = "x" * 1003
    page = Page(press(client, visit(client, "/talk"), {**ASKED, "_about": long}))

    assert page.status == 422
    assert "Make this 3 characters shorter" in page.text
    assert long in page.html


def test_a_step_that_is_reloaded_after_sending_shows_nothing(client: FlaskClient) -> None:
    """On a shared phone: Back to the page that was put right, and reload."""
    page = visit(client, "/talk")
    faulty = {**ASKED, "_reach": ""}
    Page(press(client, page, faulty))
    assert press(client, page, ASKED).status_code == 303

    again = Page(press(client, page, faulty))

    assert again.status == 422
    assert WHO not in again.html


def test_in_storage_trouble_the_page_comes_back_with_everything(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with the same key, so that sending again keeps it once."""
    page = visit(client, "/talk")
    with in_trouble(monkeypatch):
        troubled = Page(press(client, page, ASKED))

    assert troubled.status == 503
    assert troubled.response.headers["Retry-After"]
    assert WHO in troubled.html
    assert troubled.fields["_key"] == page.fields["_key"]
    assert press(client, troubled, ASKED).status_code == 303
    assert len(requests(database)) == 1


def test_a_damaged_page_comes_back_with_a_key(client: FlaskClient, database: Database) -> None:
    """Also one with the key of a page of questions, which is not for this."""
    page = visit(client, "/talk")
    for key in ("", "nonsense", f"{page.fields['_key'][0]}x"):
        back = Page(press(client, page, {**ASKED, "_key": key}))
        assert back.status == 422
        assert WHO in back.html
    assert requests(database) == []
    assert press(client, back, ASKED).status_code == 303


def test_a_burst_blocks_nobody(client: FlaskClient, database: Database) -> None:
    """A hundred in a row are kept, each."""
    for number in range(100):
        asked = {**ASKED, "_who": f"Person {number}"}
        assert press(client, visit(client, "/talk"), asked).status_code == 303

    assert len(requests(database)) == 100


def test_while_nobody_listens_nothing_is_sent(
    client: FlaskClient, app: Flask, database: Database, settings: Settings
) -> None:
    """One setting short: only numbers, and what is sent all the same is not kept."""
    page = visit(client, "/talk")
    app.extensions["feedback"] = replace(
        app.extensions["feedback"], settings=replace(settings, duty_cover=None)
    )

    closed = visit(client, "/talk")
    sent = press(client, page, ASKED)

    assert closed.all("form") == []
    assert "This page sends nothing." in closed.text
    assert sent.status_code == 200
    assert requests(database) == []


# From the page of questions and back.


def go_to_talk(client: FlaskClient, page: Page, answers: dict[str, object]) -> Page:
    """Press “I want someone to talk to me” on a page of questions with these answers in it."""
    button = next(b for b in page.all("button") if b.get("value") == "talk")
    fields = {"token": page.token, "_from": page.fields["_from"], "_show": "talk", **answers}
    return Page(client.post(button.get("formaction", ""), data=fields))


def go_back(client: FlaskClient, page: Page) -> Page:
    """Press the button that leads back to the questions."""
    button = next(b for b in page.all("button") if b.get("name") == "_show")
    fields = {**page.fields, "_show": button.get("value", "")}
    return Page(client.post(button.get("formaction", ""), data=fields))


def test_answers_survive_the_way_there_and_back(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The same answers, the same key, nothing stored; and what was typed on the page to talk is not sent."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, {"know_iro": "yes", "best": "Tea & <toast>"})
    back = go_back(client, talk)

    assert back.answers == {"know_iro": ["yes"], "best": ["Tea & <toast>"]}
    assert back.token == page.token
    assert stored(database) == requests(database) == []
    assert send(client, back, back.answers).status_code == 303
    assert len(stored(database)) == 1


def test_a_request_from_the_questions_says_nothing_of_them(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Unless the box is ticked. And the questions go on, with the answers still there, and are sent once."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, {"know_iro": "yes", "best": "Tea"})

    thanks = Page(press(client, talk, ASKED))
    back = go_back(client, thanks)

    assert thanks.status == 200
    (kept,) = requests(database)
    code = oak.removeprefix("/q/")
    row = repr([getattr(kept, column.key) for column in TalkRequest.__table__.columns])
    assert all(word not in row for word in (code, "know_iro", "Tea", "Oak", "iro-survey"))
    assert back.answers == {"know_iro": ["yes"], "best": ["Tea"]}
    assert WHO not in back.html
    assert send(client, back, back.answers).status_code == 303


def test_answers_go_along_when_the_box_is_ticked(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """In words, with team and questionnaire; what somebody said of themselves stays out. No id of anything."""
    talk = go_to_talk(
        client, visit(client, oak), {"know_iro": "no", "best": "Tea", "eq_age": "8-10"}
    )

    assert press(client, talk, {**ASKED, "_attach": "yes"}).status_code == 200

    (kept,) = requests(database)
    assert kept.answers is not None
    assert kept.answers.splitlines()[0].endswith(", Oak")
    assert "Tea" in kept.answers
    assert "8-10" not in kept.answers
    assert "8 to 10" not in kept.answers


def test_no_value_of_a_request_is_among_answers(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Sent from one and the same page, ticked or not: no key, hash or mark stands in both tables."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, {"know_iro": "yes"})
    press(client, talk, {**ASKED, "_attach": "yes"})
    send(client, page, {"know_iro": "yes"})

    long = {name: read_long(database, name) for name in ("talk_requests", "intake", "receipts")}

    assert all(long.values())
    assert not long["talk_requests"] & (long["intake"] | long["receipts"])


def read_long(database: Database, table: str) -> set[object]:
    """Values of `table` that could single somebody out: bytes, and texts of more than four letters."""
    with database.reading() as session:
        rows = session.execute(text(f"SELECT * FROM {table}")).all()
    return {v for row in rows for v in row if isinstance(v, bytes | str) and len(v) > 4}


def test_answers_that_were_sent_are_not_shown_again(client: FlaskClient, oak: str) -> None:
    """Back on a shared phone: the browser sends the step to this page again, and no answer comes with it."""
    page = visit(client, oak)
    answers: dict[str, object] = {"best": "Only for you"}
    assert "Only for you" in go_to_talk(client, page, answers).html
    send(client, page, answers)

    talk = go_to_talk(client, page, answers)

    assert "Only for you" not in talk.html
    assert talk.find("input[@id='who']").get("value") == ""


def test_without_a_listener_the_way_back_stays(client: FlaskClient, app: Flask, oak: str) -> None:
    """The page gives numbers, and takes the answers back where they came from."""
    installation = app.extensions["feedback"]
    unset = replace(installation.settings, duty_number=None)
    app.extensions["feedback"] = replace(installation, settings=unset)

    talk = go_to_talk(client, visit(client, oak), {"know_iro": "yes"})

    assert "This page sends nothing." in talk.text
    assert go_back(client, talk).answers == {"know_iro": ["yes"]}


@pytest.mark.parametrize(
    "query", ["from=%22%3E%3Cscript%3E", "from=" + "A" * 9, "variant=%22x", "lang=%22"]
)
def test_an_address_that_was_tampered_with_stays_harmless(client: FlaskClient, query: str) -> None:
    """Whatever it says, the page is sound."""
    page = Page(client.post(f"/talk?{query}", data={"_show": "talk"}))

    assert page.status == 200
    assert "<script>" not in page.html
