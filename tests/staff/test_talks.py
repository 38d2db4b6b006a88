"""The page of people who want to talk: there at once, with what is safe, and nothing typed is lost."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback import clock, talks
from feedback.models.accounts import Role
from feedback.models.contacts import TalkRequest, TalkStatus
from feedback.readers import Reading, save_reading, state_of
from feedback.retention import delete_by_kind
from feedback.talks import Asked

from .conftest import NOON, Council

PATH = "/staff/talks"
Ask = Callable[..., str]


@pytest.fixture
def ask(council: Council) -> Ask:
    """Puts a request there, as the public page does; its id."""

    def ask_(who: str = "Bluebell", answers: str = "", language: str = "en", **more: str) -> str:
        asked = Asked(who=who, reach="07700 900123", **{"safe": "no", **more})
        key = who.encode().ljust(16)
        with council.database.writing() as session:
            talks.take(
                session, key, asked, answers=answers, language=language, zone=council.settings.zone
            )
            found = talks.look_up(session, key)
            assert found
            return found.id.hex()

    return ask_


def state(html: str, id_: str) -> str:
    """What the form of a request says was seen."""
    found = re.search(rf'value="{id_}">\s*<input type="hidden" name="seen" value="(\w+)"', html)
    assert found
    return found[1]


def test_a_request_is_there_at_once_with_what_is_safe(council: Council, ask: Ask) -> None:
    """Who, how, whether it is safe to call, what not to say, and by when. Reading is written down, without a name."""
    ask(not_say="Say you are from school", best_time="After 4", about="Home", answers="Survey, Oak")

    page = council.signed_in(Role.DUTY_READER).get(PATH).text

    for words in (
        "Bluebell", "07700 900123", "Do not call. Find another way.", "Say you are from school", "After 4",
        "Survey, Oak", "By 24 November 2026",
    ):  # fmt: skip
        assert words in page
    assert ("read-talk-requests", "talk requests") in council.deeds()
    assert "Bluebell" not in str(council.deeds())


def test_a_concern_carries_first_how_it_is_safe_to_reach_them(council: Council, ask: Ask) -> None:
    """Whoever is given it reads no request: not to call, the times and what not to say stand before the number."""
    id_ = ask(not_say="My stepdad reads my phone", best_time="At school", about="He hits me")

    form = council.signed_in(Role.DUTY_READER).get(f"/staff/concerns/new?talk={id_}").text

    box = re.search(r'<textarea[^>]*name="words"[^>]*>\n(.*?)</textarea>', form, re.S)
    assert box
    assert box[1].splitlines() == [
        "Do not call. Find another way.",
        "When: At school",
        "What not to say, and who must not hear of it: My stepdad reads my phone",
        "How to reach Bluebell: 07700 900123",
        "He hits me",
    ]


def test_its_title_says_nothing_of_anybody(council: Council, ask: Ask) -> None:
    """The tab of a browser is seen from afar."""
    ask()

    page = council.signed_in(Role.DUTY_READER).get(PATH).text

    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title
    assert "Bluebell" not in title[1]


def test_done_needs_what_came_of_it(council: Council, ask: Ask) -> None:
    """422 without; then it is done, and can wait again."""
    id_, client = ask(), council.signed_in(Role.DUTY_READER)
    fields = {"talk": id_, "seen": state(client.get(PATH).text, id_), "do": "done"}

    empty = council.post(client, PATH, page=PATH, note=" ", **fields)
    done = council.post(client, PATH, page=PATH, note="Ada rang at four", **fields)
    after = client.get(f"{PATH}?status=done").text

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "Write what came of it" in empty.text
    assert "Ada rang at four" in after
    fields = {"talk": id_, "seen": state(after, id_), "do": "again", "status": "done"}
    council.post(client, PATH, page=PATH, **fields)
    assert "Bluebell" in client.get(PATH).text


def test_two_who_finish_one_are_told(council: Council, ask: Ask) -> None:
    """The second gets 409, what stands now, and their own words."""
    id_, client = ask(), council.signed_in(Role.DUTY_READER)
    fields = {"talk": id_, "seen": state(client.get(PATH).text, id_), "do": "done"}
    council.post(client, PATH, page=PATH, note="Ada rang", **fields)

    second = council.post(client, PATH, page=PATH, note="Bob rang", **fields)

    assert second.status_code == 409
    assert "Somebody else changed this" in second.text
    assert "Ada rang" in second.text
    assert "Bob rang" in second.text


def test_words_that_nobody_is_named_to_read_are_not_missed(council: Council, ask: Ask) -> None:
    """On their page, the first page and in the form of a concern. Controls: English, and a language with a reader."""
    reader = council.signed_in(Role.DUTY_READER)
    ask("English")
    assert "Written in" not in reader.get(PATH).text
    assert "Not everything is written in English." not in reader.get("/staff/").text
    id_ = ask("Ola", not_say="Nie m\u00f3wcie mojemu ojczymowi", language="pl")

    page = reader.get(PATH).text
    first = reader.get("/staff/").text
    form = reader.get(f"/staff/concerns/new?talk={id_}").text

    told = "Nobody here is named to read Polish: have it translated before you call."
    assert f"Written in Polish. {told}" in page
    assert page.count("Written in") == 1
    assert "Not everything is written in English." in first
    assert "Written in Polish." in form
    with council.database.writing() as session:
        reading = Reading("pl", "Ewa of the duty team", "Jan")
        save_reading(session, reading, seen=state_of(None), by=None)
    page = reader.get(PATH).text
    assert "Written in Polish. Ewa of the duty team reads Polish." in page
    assert told not in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DUTY_READER])
def test_nobody_else_sees_them(council: Council, ask: Ask, role: Role) -> None:
    """By this page or their own first one."""
    ask()
    client = council.signed_in(role)

    assert client.get(PATH).status_code == 403
    assert "Bluebell" not in client.get("/staff/").text


def test_done_ones_go_by_date_and_waiting_ones_stay(council: Council, ask: Ask) -> None:
    """Three months after somebody talked to them, also where that was the last day of a short month."""
    done, _waits = ask("Done"), ask("Waits")
    talked_at = dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)
    with clock.frozen_at(talked_at), council.database.writing() as session:
        talk = talks.open_talk(session, done)
        by = council.account("duty-reader@council.gov.uk")
        talks.finish(
            session, talk, "Rang", seen=talks.state_of(talk), zone=council.settings.zone, by=by
        )

    kept = []
    for day in (28, 29):
        late = dt.datetime(2027, 5, day, 12, tzinfo=dt.UTC)
        with clock.frozen_at(late), council.database.writing() as session:
            delete_by_kind(session, council.settings)
            kept.append({one.who for one in session.scalars(select(TalkRequest))})

    assert kept == [{"Done", "Waits"}, {"Waits"}]


def test_what_waits_is_counted_with_the_first_day(council: Council, ask: Ask) -> None:
    """For the first page of whoever reads."""
    ask("One")
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        ask("Two")

    with council.database.reading() as session:
        assert talks.count_waiting(session) == (2, dt.date(2026, 11, 24))
        assert [t.who for t in talks.list_talks(session, TalkStatus.WAITING)] == ["One", "Two"]
