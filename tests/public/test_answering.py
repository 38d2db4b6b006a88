"""Sending answers: every row of the status table and what is on disk afterwards."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import clock
from feedback.app import create_app
from feedback.closing import close_now
from feedback.config import Settings, read_settings
from feedback.db import PRAGMAS, Database
from feedback.models.answering import Receipt, Response, SealedAnswer
from feedback.models.asking import Collector, Round
from feedback.rounds import end_tonight
from feedback.tick import run_tick
from feedback.tokens import make_token, read_token, sign_token
from tests.conftest import NOON, open_round_of, stored
from tests.pages import Page, refuse, send, visit

YES = {"know_iro": "yes"}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MIDNIGHT = dt.datetime(
    2027, 1, 1, tzinfo=dt.UTC
)  # the end of `round_`, whose last day is 31 December
ALL_HERE = "Nothing is lost. All your answers are still here."
SENT_BEFORE = "We already have answers from this page. Sending for somebody else? Press Send."


def end(database: Database, settings: Settings, round_: Round) -> None:
    """Close `round_` at once."""
    with database.writing() as session:
        close_now(session, session.get_one(Round, round_.id), zone=settings.zone)


def sent_path(path: str) -> str:
    """The thank-you of the questions at `path`."""
    return f"{path}/sent?lang=en&variant=standard&of=iro-survey"


# --- accepted ---


def test_answers_are_taken_and_thanked(client: FlaskClient, oak: str, database: Database) -> None:
    """303 to the thank-you, and one row in the sealed intake."""
    page = visit(client, oak)

    answer = send(client, page, YES)

    assert answer.status_code == 303
    assert answer.location == sent_path(oak)
    assert [json.loads(row.answers) for row in stored(database)] == [
        ["know_iro=yes", "co_chair=_na", "helped_how=_na"]
    ]


def test_answers_lie_where_they_belong(client: FlaskClient, oak: str, database: Database) -> None:
    """Answers, equality answers, comments and helper are apart; nothing else is kept."""
    page = visit(client, oak)

    send(
        client,
        page,
        {
            "know_iro": "ns",
            "asked": ["where", "who"],
            "went": "all",
            "co_chair": "would",
            "did_said": "10",
            "best": "The biscuits",
            "change": "  Fewer people\r\nin the room ",
            "helped_by": "carer",
            "helped_how": "read",
            "eq_age": "11-13",
            "eq_gender": "rns",
        },
    )

    (row,) = stored(database)
    assert sorted(json.loads(row.answers)) == sorted(
        ["know_iro=ns", "asked=where", "asked=who", "went=all", "co_chair=would", "did_said=10",
         "helped_by=carer", "helped_how=read"]
    )  # fmt: skip
    assert json.loads(row.equality) == ["eq_age=11-13", "eq_gender=rns"]
    assert json.loads(row.comments) == {
        "best": "The biscuits",
        "change": "Fewer people\nin the room",
    }
    assert (row.helper, row.variant, row.language, row.mode) == ("carer", "standard", "en", "self")
    assert row.read_by_on == dt.date(2026, 11, 24)  # the next working day


def test_answers_to_hidden_questions_are_dropped(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Without scripts somebody may answer a question that is not for them: stored as not asked."""
    page = visit(client, oak)

    send(
        client, page, {"went": "no", "co_chair": "yes", "helped_by": "self", "helped_how": "chose"}
    )

    (row,) = stored(database)
    assert json.loads(row.answers) == [
        "went=no",
        "co_chair=_na",
        "helped_by=self",
        "helped_how=_na",
    ]


def test_easy_read_answers_are_stored_as_easy_read(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The variant of the page is kept with the answer, and named in the thank-you."""
    page = visit(client, f"{oak}?variant=easy-read")

    answer = send(client, page, {"listened": "bit"})

    (row,) = stored(database)
    assert answer.location == f"{oak}/sent?lang=en&variant=easy-read&of=iro-survey"
    assert row.variant == "easy-read"
    assert "listened=bit" in json.loads(row.answers)


@pytest.mark.parametrize(
    "text",
    ["x" * 1000, "x\r\n" * 500, "\U0001f600" * 1000, "e\u0301" * 500],
    ids=["plain", "line ends", "astral", "combining"],
)
def test_a_thousand_characters_are_taken(
    client: FlaskClient, oak: str, database: Database, text: str
) -> None:
    """Counted in code points, a line end once, whatever the browser makes of it."""
    answer = send(client, visit(client, oak), {"best": text})

    (row,) = stored(database)
    assert answer.status_code == 303
    assert json.loads(row.comments)["best"] == text.replace("\r\n", "\n").strip()


# --- the same page again ---


def test_the_same_answers_twice_are_stored_once(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """A double click, Back and Send, a lost thank-you: 303 again, one row."""
    page = visit(client, oak)
    answers = {"know_iro": "yes", "asked": ["who", "where"], "best": "Line\r\nline"}
    send(client, page, answers)

    again = send(
        client, page, answers | {"asked": ["where", "who"], "best": "Line\nline", "change": ""}
    )

    assert (again.status_code, again.location) == (303, sent_path(oak))
    assert len(stored(database)) == 1


def test_the_same_answers_with_a_switch_are_thanked(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Back, then Easy read: the answers are in already, so it says thanks."""
    page = visit(client, oak)
    send(client, page, YES)

    again = send(client, page, YES | {"_show": "en/easy-read", "_kept.best": "x", "_at": "went"})

    assert (again.status_code, again.location) == (303, sent_path(oak))
    assert len(stored(database)) == 1


def test_the_same_answers_after_closing_are_thanked(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """A thank-you that got lost is sent again, also when the round is closed and counted."""
    pages = [visit(client, oak) for _ in range(6)]
    for page in pages:
        send(client, page, YES)
    end(database, settings, round_)

    again = send(client, pages[0], YES)

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 6
    assert (again.status_code, again.location) == (303, sent_path(oak))
    assert stored(database) == []


def test_the_same_answers_in_easy_read_after_closing_are_thanked_in_easy_read(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """The thank-you keeps its variant, hyphen and all."""
    page = visit(client, f"{oak}?variant=easy-read")
    send(client, page, YES)
    end(database, settings, round_)

    again = send(client, page, YES)

    assert again.location == f"{oak}/sent?lang=en&variant=easy-read&of=iro-survey"


def test_the_same_answers_with_an_unknown_code_are_thanked(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The key is looked up before anything else, the code included (a spent slip, say)."""
    page = visit(client, oak)
    send(client, page, YES)

    again = client.post("/q/222222?lang=en&variant=standard", data={"token": page.token, **YES})

    assert (again.status_code, again.location) == (303, sent_path("/q/222222"))
    assert len(stored(database)) == 1


def test_other_answers_from_the_same_page_are_asked_about(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """422 with a fresh token, every answer in it; pressing Send then sends for somebody else."""
    page = visit(client, oak)
    send(client, page, YES)

    asked = refuse(send(client, page, {"know_iro": "no", "best": "Mine"}))
    answer = send(client, asked, asked.answers)

    assert SENT_BEFORE in asked.text
    assert asked.token != page.token
    assert asked.answers == {"know_iro": ["no"], "best": ["Mine"]}
    assert ALL_HERE in asked.text
    assert answer.status_code == 303
    assert len(stored(database)) == 2


@pytest.mark.parametrize("step", [{"_show": "en/easy-read"}, {"best": "x" * 1001}, {"other": "x"}])
def test_a_step_on_the_way_to_what_was_sent_is_not_shown_again(
    client: FlaskClient, oak: str, database: Database, step: dict[str, str]
) -> None:
    """Going back and reloading makes a browser send an earlier step again: 422 without what was in it."""
    page = visit(client, oak)
    send(client, page, YES)

    asked = refuse(send(client, page, {"know_iro": "no", "change": "Mine", **step}))

    assert SENT_BEFORE in asked.text
    assert asked.token != page.token
    assert asked.answers == {}
    assert "Mine" not in asked.html
    assert ALL_HERE not in asked.text
    assert len(stored(database)) == 1


# --- what cannot be taken as it is ---


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"went": "all", "favourite_colour": "red"},
            "Something on this page was not one of our questions",
        ),
        ({"went": "all", "know_iro": "maybe"}, "Choose one of these answers"),
        ({"went": "all", "know_iro": ["yes", "no"]}, "Choose one answer only"),
        ({"went": "all", "asked": ["where", "none"]}, "Choose one or the others"),
        ({"went": "all", "best": "x" * 1001}, "Make this 1 character shorter"),
        ({"went": "all", "best": "x" * 1012}, "Make this 12 characters shorter"),
        (
            {"went": "all", "asked_where": "yes"},
            "Something on this page was not one of our questions",
        ),
    ],
    ids=["field", "option", "two", "none of these", "long", "longer", "other variant"],
)
def test_what_cannot_be_taken_is_put_right_on_the_page(
    client: FlaskClient, oak: str, database: Database, answers: dict[str, Any], sentence: str
) -> None:
    """422, nothing stored, what to do in words, every other answer still there; put right, it is taken."""
    page = visit(client, oak)

    again = refuse(send(client, page, answers))
    taken = send(client, again, {"went": "all"})

    assert sentence in again.text
    assert again.title.startswith("Error:")
    assert again.token == page.token
    assert again.answers["went"] == ["all"]
    assert again.answers.get("best", [""])[0] == answers.get("best", "")
    assert taken.status_code == 303
    assert len(stored(database)) == 1


@pytest.mark.parametrize("answers", [{}, {"best": "  \r\n "}, {"know_iro": ""}])
def test_nothing_answered_is_not_stored(
    client: FlaskClient, oak: str, database: Database, answers: dict[str, str]
) -> None:
    """422 with the page's own token; one answer is enough."""
    page = visit(client, oak)

    again = refuse(send(client, page, answers))

    assert "You have not answered anything yet." in again.text
    assert ALL_HERE not in again.text
    assert stored(database) == []
    assert send(client, again, YES).status_code == 303


def test_answers_only_to_questions_that_are_hidden_are_nothing(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """What is dropped is no answer."""
    again = refuse(send(client, visit(client, oak), {"co_chair": "yes"}))

    assert "You have not answered anything yet." in again.text
    assert stored(database) == []


@pytest.mark.parametrize("spoil", [None, "", "nonsense", "x" * 5000, "\u0661\u0662.\u0663"])
def test_a_missing_or_damaged_token_loses_no_answer(
    client: FlaskClient, oak: str, database: Database, spoil: str | None
) -> None:
    """422 with every answer and a token that works."""
    page = visit(client, oak)
    answers = {"know_iro": "no", "asked": ["who", "how"], "best": "Line\r\nline", "eq_age": "8-10"}
    data = answers if spoil is None else answers | {"token": spoil}

    again = refuse(client.post(page.action, data=data))
    taken = send(client, again, again.answers)

    assert again.answers == {
        "know_iro": ["no"], "asked": ["who", "how"], "best": ["Line\nline"], "eq_age": ["8-10"],
    }  # fmt: skip
    assert stored(database)[0].helper is None
    assert taken.status_code == 303
    assert len(stored(database)) == 1


def test_an_empty_page_with_a_damaged_token_promises_no_answers(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """It says what to do and not that answers are still there; the page it gives back works."""
    page = visit(client, oak)

    again = refuse(client.post(page.action, data={"best": "  ", "token": "nonsense"}))

    assert "You have not answered anything yet." in again.text
    assert "still here" not in again.text
    assert send(client, again, YES).status_code == 303
    assert len(stored(database)) == 1


def test_a_token_of_another_council_is_not_taken(
    client: FlaskClient, oak: str, database: Database, collectors: list[Collector], round_: Round
) -> None:
    """Signed with another secret it is worth nothing, and loses nothing."""
    page = visit(client, oak)
    foreign = sign_token(make_token(collectors[0].id, round_.id), ["another council's secret " * 2])

    again = refuse(send(client, page, {"token": foreign, **YES}))

    assert stored(database) == []
    assert send(client, again, again.answers).status_code == 303


def test_a_page_of_an_old_secret_is_taken(
    settings: Settings, database: Database, oak: str, client: FlaskClient
) -> None:
    """The first secret signs, all verify: changing it loses no open page."""
    page = visit(client, oak)
    file = settings.instance / "secret-key"
    file.write_text("n" * 48 + "\n" + file.read_text())
    renewed = create_app(read_settings({"FEEDBACK_INSTANCE": str(settings.instance)})).test_client()

    answer = send(renewed, page, YES)

    assert answer.status_code == 303
    assert len(stored(database)) == 1


def test_a_page_with_errors_links_to_its_questions(client: FlaskClient, oak: str) -> None:
    """Each fault in the summary leads to its field, which names the fault as its description."""
    again = refuse(send(client, visit(client, oak), {"best": "x" * 1001, "went": "maybe"}))

    links = {link.get("href") for link in again.all("*[@id='put-right']//a")}

    assert links == {"#best", "#went-all"}
    assert "best-error" in again.find("*[@id='best']").get("aria-describedby", "")


# --- codes ---


@pytest.mark.parametrize(
    "code", ["222222", "ZZZZZZ", "7", "%20", "' OR 1=1", "💛", "x" * 3000, "²²²²²²"]
)
def test_an_unknown_code_gets_the_box_again(client: FlaskClient, oak: str, code: str) -> None:
    """404, to a GET and to a POST alike, with the box to type a code."""
    opened = refuse(client.get(f"/q/{code}"), 404)
    posted = refuse(client.post(f"/q/{code}", data=YES), 404)

    assert opened.all("input[@name='code']")
    assert opened.text == posted.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("abc 23o", "ABC 23O"),
        ("7kxwpm4rtn", "7KX WPM 4RTN"),
        ("\u0662bcdfg", "2BC DFG"),
        ("x" * 13, None),
    ],
)
def test_a_wrong_code_can_be_put_right(
    client: FlaskClient, oak: str, typed: str, shown: str | None
) -> None:
    """It stands in the box as it was read, from left to right in any language; what is too long to be a code does not."""
    there = client.get("/", query_string={"code": typed}).location

    opened = refuse(client.get(there), 404)

    (box,) = opened.all("input[@name='code']")
    assert (box.get("value"), box.get("dir")) == (shown, "ltr")


def test_only_unknown_codes_are_held_back(
    client: FlaskClient, oak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 600 unknown codes in a minute 429 for unknown ones; live ones answer; next minute all is well."""
    minute = [0.0]
    monkeypatch.setattr("feedback.public.memory.time.monotonic", lambda: minute[0] * 60)
    statuses = [client.get("/q/222222").status_code for _ in range(600)]

    held = client.get("/q/222223")
    live = send(client, visit(client, oak), YES)
    minute[0] = 1
    later = client.get("/q/222222")

    assert set(statuses) == {404}
    assert refuse(held, 429).all("input[@name='code']")
    assert held.headers["Retry-After"]
    assert live.status_code == 303
    assert later.status_code == 404


# --- the edges of rounds ---


def test_between_rounds_the_page_says_when_the_next_opens(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """410 with the day, in words."""
    page = visit(client, oak)
    open_round_of(
        database,
        settings,
        "iro-survey@2",
        opens_on=dt.date(2027, 2, 1),
        closes_on=dt.date(2027, 3, 1),
    )

    with clock.frozen_at(MIDNIGHT + 5 * HOUR):
        closed = refuse(client.get(oak), 410)
        late = refuse(send(client, page, YES), 410)

    assert closed.next_opens == late.next_opens == "They open again on Monday 1 February 2027."
    assert stored(database) == []


def test_with_nothing_planned_the_page_promises_nothing(client: FlaskClient, oak: str) -> None:
    """410 without a day."""
    with clock.frozen_at(MIDNIGHT):
        closed = refuse(client.get(oak), 410)

    assert closed.heading == "These questions are closed now"
    assert closed.next_opens == ""


def test_a_round_takes_answers_from_its_first_to_its_last_moment(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    """00:00 of the first day to 24:00 of the last, London time, also in summer."""
    open_round_of(
        database,
        settings,
        "iro-survey@2",
        opens_on=dt.date(2027, 7, 1),
        closes_on=dt.date(2027, 7, 1),
    )
    with database.reading() as session:
        path = f"/q/{session.scalars(select(Collector)).first().code}"
    opens, closes = (dt.datetime(2027, 6, 30, 23, tzinfo=dt.UTC) + n * DAY for n in (0, 1))
    second = dt.timedelta(seconds=1)

    seen = []
    for moment in (opens - second, opens, closes - second, closes):
        with clock.frozen_at(moment):
            response = client.get(path)
            seen.append((response.status_code, "TRY" in response.text))

    assert seen == [(200, True), (200, False), (200, False), (410, False)]


@pytest.mark.parametrize(("after", "status"), [(0, 303), (4 * 3600 - 1, 303), (4 * 3600, 410)])
def test_a_page_opened_before_the_end_may_be_sent_for_four_hours(
    client: FlaskClient, oak: str, database: Database, after: int, status: int
) -> None:
    """Grace for whoever was in the middle of it, and not a second more."""
    with clock.frozen_at(MIDNIGHT - dt.timedelta(minutes=1)):
        page = visit(client, oak)

    with clock.frozen_at(MIDNIGHT + dt.timedelta(seconds=after)):
        answer = send(client, page, YES)

    assert answer.status_code == status
    assert len(stored(database)) == (status == 303)


def test_an_answer_of_the_last_minutes_is_counted(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """Counting waits for the grace to pass: whoever sends in it is in the numbers."""
    pages = [visit(client, oak) for _ in range(5)]
    with clock.frozen_at(MIDNIGHT + HOUR):
        early = run_tick(database, settings)
        for page in pages:
            send(client, page, YES)

    with clock.frozen_at(MIDNIGHT + 4 * HOUR):
        done = run_tick(database, settings)

    with database.reading() as session:
        received = session.get_one(Round, round_.id).received
    assert early.counted == ()
    assert done.counted == (round_.id,)
    assert received == 5


def test_a_round_closed_early_ends_at_midnight(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """It takes answers till then, and pages opened before for four hours more."""
    with database.writing() as session:
        end_tonight(session.get_one(Round, round_.id), settings.zone)
    page = visit(client, oak)
    tonight = NOON.replace(hour=0) + DAY

    with clock.frozen_at(tonight):
        closed = client.get(oak).status_code
        answer = send(client, page, YES).status_code

    assert (closed, answer) == (410, 303)


def test_before_the_first_round_it_is_a_try_out(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    """Every page says TRY, sending works and nothing is stored; later a try-out page is not taken as real."""
    open_round_of(database, settings, "iro-survey@2", opens_on=dt.date(2026, 12, 1))
    with database.reading() as session:
        path = f"/q/{session.scalars(select(Collector)).first().code}"
    page = visit(client, path)

    answer = send(client, page, YES)
    thanks = visit(client, answer.location)
    again = refuse(send(client, page, {}))
    with clock.frozen_at(NOON + 8 * DAY):
        live = refuse(send(client, page, YES))

    assert all("TRY" in p.text for p in (page, thanks, again))
    assert "Nothing was kept." in thanks.heading
    assert answer.status_code == 303
    assert stored(database) == []
    assert "TRY" not in live.text
    assert live.answers == {"know_iro": ["yes"]}
    with database.reading() as session:
        assert session.scalars(select(Receipt)).first() is None


def test_a_live_page_does_not_say_try(client: FlaskClient, oak: str) -> None:
    """The word is for try-outs only."""
    page = visit(client, oak)

    assert "TRY" not in page.text


def test_the_first_poster_works_in_the_third_round_on_the_second_version(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    """A poster printed before the first round: try-out, version 1, closed, version 1 again, version 2."""
    open_round_of(
        database,
        settings,
        "iro-survey@1",
        opens_on=dt.date(2027, 1, 4),
        closes_on=dt.date(2027, 1, 31),
    )
    with database.reading() as session:
        poster = f"/q/{session.scalars(select(Collector)).first().code}"
    story = []

    def look(day: dt.date) -> None:
        with clock.frozen_at(dt.datetime.combine(day, dt.time(12), dt.UTC)):
            run_tick(database, settings)
            response = client.get(poster)
            if response.status_code == 200:
                send(client, Page(response), YES)
            story.append(
                (response.status_code, "asked_when" in response.text, "TRY" in response.text)
            )

    look(dt.date(2026, 12, 24))
    look(dt.date(2027, 1, 10))
    with clock.frozen_at(dt.datetime(2027, 2, 2, 12, tzinfo=dt.UTC)):
        open_round_of(
            database,
            settings,
            "iro-survey@1",
            opens_on=dt.date(2027, 4, 1),
            closes_on=dt.date(2027, 4, 30),
        )
        open_round_of(
            database,
            settings,
            "iro-survey@2",
            opens_on=dt.date(2027, 5, 1),
            closes_on=dt.date(2027, 5, 31),
        )
    look(dt.date(2027, 3, 1))
    look(dt.date(2027, 4, 5))
    look(dt.date(2027, 5, 5))

    assert story == [
        (200, True, True), (200, True, False), (410, False, False), (200, True, False), (200, False, False),
    ]  # fmt: skip
    assert len({row.version_id for row in stored(database)}) == 2
    assert len(stored(database)) == 3


def open_in_january(database: Database, settings: Settings, version: str) -> Round:
    """The round after the one of the autumn, which asks `version`."""
    january, february = dt.date(2027, 1, 1), dt.date(2027, 2, 1)
    return open_round_of(database, settings, version, opens_on=january, closes_on=february)


def test_an_answer_counts_in_the_round_its_page_was_opened_in(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """Sent in the grace of the old round while the new one is open: the old round, the old version."""
    new = open_in_january(database, settings, "iro-survey@1")
    old_page = visit(client, oak)

    with clock.frozen_at(MIDNIGHT + HOUR):
        old = send(client, old_page, {"overall": "5"})
        fresh = send(client, visit(client, oak), {"asked_when": "yes"})

    rounds = {row.round_id: row.version_id for row in stored(database)}
    assert (old.status_code, fresh.status_code) == (303, 303)
    assert rounds == {round_.id: round_.version_id, new.id: new.version_id}


def test_a_page_left_open_into_the_next_round_keeps_its_answers(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """Too late for its own round: 422 on the new round's page, answers in it, and then it is taken there."""
    new = open_in_january(database, settings, "iro-survey@2")
    page = visit(client, oak)

    with clock.frozen_at(MIDNIGHT + 9 * HOUR):
        again = refuse(send(client, page, {"know_iro": "yes", "best": "Still here"}))
        answer = send(client, again, again.answers)

    assert "You had this page open for a long time" in again.text
    assert again.answers == {"know_iro": ["yes"], "best": ["Still here"]}
    assert answer.status_code == 303
    assert [row.round_id for row in stored(database)] == [new.id]


def test_an_empty_page_left_open_into_the_next_round_promises_no_answers(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """It says that it was open for a long time and what to do."""
    open_in_january(database, settings, "iro-survey@2")
    page = visit(client, oak)

    with clock.frozen_at(MIDNIGHT + 9 * HOUR):
        again = refuse(send(client, page, {}))

    assert "You had this page open for a long time" in again.text
    assert "You have not answered anything yet." in again.text
    assert "still here" not in again.text


def test_an_answer_that_means_something_else_now_is_asked_again(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """The next round asks another version: "4" was "Yes, fully" and would be "Agree", so it does not go along."""
    open_in_january(database, settings, "iro-survey@1")
    page = visit(client, oak)
    given = {"listened": "4", "know_iro": "yes", "best": "Still here", "who_to_tell": "no"}

    with clock.frozen_at(MIDNIGHT + 9 * HOUR):
        again = refuse(send(client, page, given))
        answer = send(client, again, again.answers)

    assert again.answers == {"know_iro": ["yes"], "best": ["Still here"]}
    assert answer.status_code == 303


def test_twelve_hours_later_an_open_page_is_taken(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """As long as the round is open, a page has no age."""
    page = visit(client, oak)

    with clock.frozen_at(NOON + 12 * HOUR):
        answer = send(client, page, YES)

    assert answer.status_code == 303
    assert len(stored(database)) == 1


# --- too much, and trouble ---


def test_more_than_64_kib_is_too_much(client: FlaskClient, oak: str, database: Database) -> None:
    """413 on a kind page; just under it the page itself answers."""
    page = visit(client, oak)

    over = send(client, page, {"best": "x" * (64 * 1024)})
    under = send(client, page, {"best": "x" * (60 * 1024)})

    assert refuse(over, 413).heading == "That was too much to send"
    assert refuse(under).answers["best"] == ["x" * (60 * 1024)]
    assert stored(database) == []


@pytest.mark.parametrize("kind", [None, "multipart/form-data"])
def test_more_than_200_fields_are_not_read(
    client: FlaskClient, oak: str, database: Database, kind: str | None
) -> None:
    """400 on a kind page, however they are packed; 200 are read."""
    page = visit(client, oak)

    over = client.post(
        page.action, data={"token": page.token, "asked": ["who"] * 200}, content_type=kind
    )
    full = client.post(
        page.action, data={"token": page.token, "asked": ["who"] * 199}, content_type=kind
    )

    assert refuse(over, 400).heading == "We could not read that"
    assert full.status_code == 303
    assert len(stored(database)) == 1


def lock(database: Database, app: Flask) -> Callable[[], None]:
    """Somebody else holds the write lock. Returns how to let go."""
    connection = database.engine.raw_connection()
    connection.cursor().execute("BEGIN EXCLUSIVE")
    return connection.close


def fill(database: Database, app: Flask) -> Callable[[], None]:
    """The disk is full: not a page more. Returns how to make room."""
    engine = app.extensions["feedback"].database.engine
    engine.dispose()
    connection = engine.raw_connection()
    pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
    connection.cursor().execute(f"PRAGMA max_page_count={pages}")
    connection.close()

    def make_room() -> None:
        engine.dispose()

    return make_room


def vanish(database: Database, app: Flask) -> Callable[[], None]:
    """The receipts cannot be read. Returns how to bring them back."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE receipts RENAME TO gone")
        connection.commit()

    def bring_back() -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO receipts")
            connection.commit()

    return bring_back


@pytest.fixture
def impatient(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, waiting for the write lock for a twentieth of a second only."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", 50)
    return create_app(settings)


@pytest.mark.parametrize("trouble", [lock, fill, vanish])
def test_in_storage_trouble_the_page_comes_back_with_everything(
    impatient: Flask,
    oak: str,
    database: Database,
    trouble: Callable[[Database, Flask], Callable[[], None]],
) -> None:
    """503 with Retry-After, every answer and the same token; sent again afterwards it is stored once."""
    client = impatient.test_client()
    page = visit(client, oak)
    words = "Not lost. " * 99
    end_trouble = trouble(database, impatient)

    refused = send(client, page, {"know_iro": "yes", "best": words})
    again = refuse(refused, 503)
    switched = send(client, page, {"know_iro": "yes", "_show": "en/easy-read"}).status_code
    end_trouble()
    retried = [send(client, again, again.answers).status_code for _ in range(2)]

    assert int(refused.headers["Retry-After"]) > 0
    assert again.token == page.token
    assert again.answers == {"know_iro": ["yes"], "best": [words]}
    assert "It is our side, not yours." in again.text
    assert switched in (200, 503)
    assert retried == [303, 303]
    assert len(stored(database)) == 1


def test_in_storage_trouble_an_empty_page_promises_no_answers(
    impatient: Flask, oak: str, database: Database
) -> None:
    """It says what to do first, with the same token."""
    client = impatient.test_client()
    page = visit(client, oak)
    vanish(database, impatient)

    again = refuse(send(client, page, {}), 503)

    assert "You have not answered anything yet." in again.text
    assert "still here" not in again.text
    assert again.token == page.token


def test_a_page_opened_before_a_restart_comes_back_in_storage_trouble_too(
    client: FlaskClient, oak: str, database: Database, settings: Settings
) -> None:
    """A server that started since and never showed the page gives it back with every answer."""
    page = visit(client, oak)
    restarted = create_app(settings)
    end_trouble = vanish(database, restarted)

    again = refuse(send(restarted.test_client(), page, {"best": "Not lost"}), 503)
    end_trouble()
    retried = send(restarted.test_client(), again, again.answers)

    assert again.token == page.token
    assert again.answers == {"best": ["Not lost"]}
    assert retried.status_code == 303


def test_a_page_that_cannot_be_read_from_disk_says_so_kindly(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """503 with Retry-After for opening and for sending a page this process never showed; health says it too."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("ALTER TABLE collectors RENAME TO gone")
        connection.exec_driver_sql("ALTER TABLE versions RENAME TO lost")
        connection.commit()

    opened = client.get(oak)
    sent = client.post(oak, data=YES)
    health = client.get("/health")

    assert refuse(opened, 503).heading == refuse(sent, 503).heading == "We cannot do that just now"
    assert opened.headers["Retry-After"]
    assert (health.status_code, health.json) == (503, {"status": "unavailable"})


# --- the cookie ---


def cookies(response: TestResponse) -> list[str]:
    """The cookies that a response sets."""
    return response.headers.getlist("Set-Cookie")


def test_the_cookie_is_random_and_changes_on_send(client: FlaskClient, oak: str) -> None:
    """One cookie, HttpOnly, gone with the browser; a new value with the thank-you."""
    page = visit(client, oak)
    (opened,) = cookies(page.response)

    (sent,) = cookies(send(client, page, YES))

    name, _, rest = opened.partition("=")
    assert name == "page"
    assert {part.strip() for part in rest.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert opened != sent
    assert sent.partition("=")[0] == name


def test_an_https_council_has_a_host_cookie(
    settings: Settings, database: Database, oak: str
) -> None:
    """`__Host-` and Secure, with an https public address only."""
    secure = read_settings(
        {"FEEDBACK_INSTANCE": str(settings.instance), "FEEDBACK_PUBLIC_URL": "https://ask.example"}
    )
    client = create_app(secure).test_client()

    (cookie,) = cookies(client.get(oak, base_url="https://ask.example"))

    assert cookie.startswith("__Host-page=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "Secure", "HttpOnly", "Path=/", "SameSite=Lax",
    }  # fmt: skip


def test_nothing_depends_on_the_cookie(app: Flask, oak: str, database: Database) -> None:
    """Opened in one browser, sent from another without a cookie, or with a wrong one."""
    page = visit(app.test_client(), oak)
    other = app.test_client(use_cookies=False)

    answer = send(other, page, YES, headers={"Cookie": "page=../../; __Host-page=x; session=y"})

    assert answer.status_code == 303
    assert len(stored(database)) == 1


def test_nothing_of_the_visitor_is_stored(
    client: FlaskClient, oak: str, settings: Settings
) -> None:
    """Address, browser, referer, cookie and key leave no trace in the instance folder."""
    page = visit(client, oak)
    token = read_token(page.token, settings.secret_keys)
    canaries = ["10.99.88.77", "Canary/9.9", "https://canary.example/", "canarycookie"]

    send(
        client,
        page,
        YES,
        environ_base={"REMOTE_ADDR": canaries[0]},
        headers={
            "X-Forwarded-For": canaries[0],
            "User-Agent": canaries[1],
            "Referer": canaries[2],
            "Cookie": f"page={canaries[3]}",
        },
    )

    kept = b"".join(file.read_bytes() for file in settings.instance.iterdir() if file.is_file())
    assert b"know_iro=yes" in kept
    assert token
    assert token.key not in kept
    assert [c for c in [*canaries, page.token[:22]] if c.encode() in kept] == []


def test_a_row_says_nothing_that_was_not_asked(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The columns of the intake are the whole of what is kept."""
    send(client, visit(client, oak), YES)

    columns = set(SealedAnswer.__table__.columns.keys())

    assert columns == {
        "id", "round_id", "collector_id", "version_id", "variant", "language", "mode", "helper",
        "answers", "equality", "comments", "burst_id", "hurried", "read_by_on",
    }  # fmt: skip
    assert len(stored(database)[0].id) == 16
