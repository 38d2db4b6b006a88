"""A flood of “I want someone to talk to me”: nobody is refused, a child is seen, and disk and e-mail are bounded."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import clock, paging, talk_bursts, talks
from feedback.bursts import Bursts
from feedback.concern_mail import tell
from feedback.config import read_settings
from feedback.models.accounts import Role
from feedback.models.contacts import SafeToCall, TalkRequest, TalkStatus
from feedback.models.posting import Email
from feedback.public.memory import Memory
from feedback.staff.own_talks import SAFE_WORDS
from feedback.talk_bursts import OF_REQUESTS
from feedback.tokens import make_token, sign_token
from tests.floods.sender import NoBursts

from .conftest import NOON, Council
from .test_concerns import ALLEGATION, NEW, account_id

PATH = "/staff/talks"
BURST = f"{PATH}?burst=yes"
FLOOD = 60
Send = Callable[..., int]


@pytest.fixture
def send(council: Council) -> Iterator[Send]:
    """Sends the public page, opened so many seconds before; the status. The council listens."""
    before = council.app.extensions["feedback"]
    listens = {"duty_reader": "Ada", "duty_cover": "Bob", "out_of_hours": "Call 999."}
    settings = replace(before.settings, duty_number="01632 960 000", **listens)
    council.app.extensions["feedback"] = replace(before, settings=settings)
    client = council.client()

    def send_(who: str, *, minute: float = 0, open_for: int = 60, about: str = "") -> int:
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute, seconds=-open_for)):
            key = sign_token(make_token(0, 0), council.settings.secret_keys)
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute)):
            fields = {"_key": key, "_who": who, "_reach": "At school", "_about": about}
            return client.post("/talk", data={**fields, "_send": "yes"}).status_code

    yield send_
    council.app.extensions["feedback"] = before


def memory(council: Council) -> Memory:
    """What the server process remembers."""
    found: Memory = council.app.extensions["feedback.public"]
    return found


def flood(send: Send, *, minute: float = 20, times: int = FLOOD, open_for: int = 1) -> set[int]:
    """A script that sends the same, and one that makes names up; the statuses."""
    sent = {send("Junk", minute=minute, open_for=open_for) for _ in range(times // 2)}
    return sent | {
        send(f"Made up {n}", minute=minute, open_for=open_for) for n in range(times // 2)
    }


def names(page: str) -> list[str]:
    """Whom a page shows, in its order."""
    return [
        found.partition("<")[0]
        for found in re.findall(r'<h2 id="who-\d+" dir="auto">(.*)</h2>', page)
    ]


def test_a_child_is_seen_before_and_in_a_flood(council: Council, send: Send) -> None:
    """Before it: on the page as ever. In it: first of what came in the burst, and put with the others by one press."""
    assert send("Before") == 303
    statuses = flood(send) | {send("Bluebell", minute=21, open_for=40)} | flood(send, minute=22)
    reader = council.signed_in(Role.DUTY_READER)

    page, burst = reader.get(PATH).text, reader.get(BURST).text
    first = reader.get("/staff/").text

    assert statuses == {303}
    assert names(page) == ["Before"]
    assert f"{2 * FLOOD + 1} more came in a burst" in page
    assert names(burst)[0] == "Bluebell"
    assert f"The same {FLOOD} times" in reader.get(f"{BURST}&page=2").text + burst
    assert "1 person waits for somebody" in first
    assert f"Came in a burst: {2 * FLOOD + 1}." in first
    (id_, seen), *_ = re.findall(r'name="shown" value="(\w+):(\w+)"', burst)
    fields = {"burst": "yes", "first": id_, "shown": f"{id_}:{seen}"}
    assert council.post(reader, PATH, page=BURST, **fields).status_code == 302
    assert set(names(reader.get(PATH).text)) == {"Before", "Bluebell"}


def test_without_the_watch_the_child_is_buried(council: Council, send: Send) -> None:
    """The control: with nothing counted as a burst, everything stands on the one page."""
    memory(council).talk_bursts = NoBursts()
    flood(send)
    send("Bluebell", minute=21, open_for=40)

    page = council.signed_in(Role.DUTY_READER).get(PATH).text

    assert len(names(page)) == FLOOD + 1
    assert "came in a burst" not in page


def test_a_class_that_asks_together_is_no_burst(council: Council, send: Send) -> None:
    """Thirty within ten minutes, of a school that answers together."""
    for number in range(OF_REQUESTS.most):
        send(f"Pupil {number}", minute=number / 4)

    page = council.signed_in(Role.DUTY_READER).get(PATH).text

    assert len(names(page)) == OF_REQUESTS.most
    assert "came in a burst" not in page


def test_each_can_be_opened_and_what_nobody_waits_behind_is_done(
    council: Council, send: Send
) -> None:
    """Alone, with all there is to do; with one press all of a page and what says the same, which can wait again."""
    flood(send)
    reader = council.signed_in(Role.DUTY_READER)
    page = reader.get(BURST).text
    shown = re.findall(r'name="shown" value="(\w+:\w+)"', page)
    alone = reader.get(f"{PATH}?talk={shown[0].partition(':')[0]}").text

    def finish(note: str) -> TestResponse:
        proof = council.proof(reader, f"{PATH}?talk={shown[0][:32]}&status=done")
        fields = {"csrf_token": proof, "burst": "yes", "shown": shown, "note": note}
        return reader.post(PATH, data=fields)

    empty, done, again = finish(" "), finish("One script"), finish("Second")

    assert page.count(f"<strong>{SAFE_WORDS[SafeToCall.NOT_SAID]}</strong>") == len(names(page))
    assert len(names(alone)) == 1
    assert "Somebody has talked to them" in alone
    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert "Write how you know" in empty.text
    assert "Second" in again.text
    assert ("talked", "talk requests of a burst") in council.deeds()
    after = reader.get(f"{BURST}&status=done").text
    assert "One script" not in reader.get(PATH).text
    assert names(after)
    with council.database.reading() as session:
        left = talk_bursts.count_burst(session, TalkStatus.WAITING)
        finished = talk_bursts.count_burst(session, TalkStatus.DONE)
    assert (left, finished) == (0, FLOOD)


def test_nobody_says_that_nobody_waits_behind_what_a_concern_was_raised_from(
    council: Council, send: Send
) -> None:
    """A colleague looks through the flood meanwhile: they are told, and the request stands with the others."""
    send("Kim", minute=20, about="He hits me")
    flood(send)
    reader, other = council.signed_in(Role.DUTY_READER), council.signed_in(Role.DUTY_READER)
    page = other.get(BURST).text
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    kim = shown[names(page).index("Kim")].partition(":")[0]

    form = f"{NEW}?talk={kim}"
    council.post(reader, NEW, page=form, kind="at-risk", words="He hits Kim", talk=kim)
    fields = {"burst": "yes", "shown": shown, "note": "All made up"}
    done = other.post(PATH, data={**fields, "csrf_token": council.proof(other, BURST)})

    assert done.status_code == 409
    assert talks.CHANGED in done.text
    assert "All made up" in done.text
    assert "Kim" in names(reader.get(PATH).text)
    with council.database.reading() as session:
        assert {one.status for one in session.scalars(select(TalkRequest))} == {TalkStatus.WAITING}


def test_every_copy_is_kept_from_the_line_of_its_allegation(council: Council, send: Send) -> None:
    """Of the same words any stands for all: in a burst, in a number, alone, and among those that came before it."""
    for minute in (0, 20, 20):
        send("Kim", minute=minute, about="Jo hits me")
    flood(send)
    with council.database.writing() as session:
        jo = session.merge(council.account("manager@council.gov.uk"))
        jo.role, jo.team_id = Role.DUTY_READER.value, None
        ids = session.scalars(select(TalkRequest.id).where(TalkRequest.who == "Kim")).all()
    reader, of_line = council.signed_in(Role.DUTY_READER), council.signed_in(Role.MANAGER)
    pages = [PATH, BURST, *(f"{PATH}?talk={id_.hex()}" for id_ in ids)]

    def count(client: FlaskClient) -> int:
        return sum("Jo hits me" in client.get(page).text for page in pages)

    before = count(of_line), re.findall(r"Came in a burst: \d+", of_line.get("/staff/").text)
    page = re.search(r"/staff/talks\?talk=(\w+)", reader.get(BURST).text)
    assert page
    data = {
        **ALLEGATION,
        "team": "",
        "talk": page[1],
        "excluded": account_id(council, Role.MANAGER),
    }
    assert council.post(reader, NEW, page=f"{NEW}?talk={page[1]}", **data).status_code == 302

    assert before == (5, [f"Came in a burst: {FLOOD + 2}"])
    assert count(of_line) == 0
    assert f"Came in a burst: {FLOOD}." in of_line.get("/staff/").text
    assert count(reader) == 5


def test_who_looks_through_a_flood_keeps_the_place(
    council: Council, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After putting one with the others the same page is shown; behind the last page, the last."""
    monkeypatch.setattr(paging, "AT_ONCE", 5)
    flood(send)
    reader = council.signed_in(Role.DUTY_READER)
    shown = re.findall(r'name="shown" value="(\w+):\w+"', reader.get(f"{BURST}&page=3").text)
    form = re.findall(
        r'name="(shown|csrf_token)" value="([^"]+)"', reader.get(f"{BURST}&page=3").text
    )
    fields: dict[str, list[str]] = {"burst": ["yes"], "page": ["3"], "first": [shown[0]]}
    for name, value in form:
        fields.setdefault(name, []).append(value)

    after = reader.post(PATH, data=fields, follow_redirects=True).text
    behind = reader.get(f"{BURST}&page=99999999999999999999").text

    assert "Page 3 of" in after
    assert "It stands with the others now" in after
    last = re.findall(r"Page (\d+) of (\d+)\.", behind)
    assert last[0][0] == last[0][1]


def test_an_e_mail_a_day_and_not_one_a_minute(council: Council, send: Send) -> None:
    """Ten minutes of a flood, looked at each minute: one e-mail for all of it. A request after it is told at once."""
    box = read_settings(
        {"FEEDBACK_SMTP_HOST": "localhost", "FEEDBACK_SMTP_FROM": "a@council.gov.uk"}
    )
    settings = replace(council.settings, mail_server=box.mail_server)

    def look(minute: float) -> int:
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute)):
            with council.database.writing() as session:
                tell(session, settings, new_hour=True)
            with council.database.reading() as session:
                return session.scalar(select(func.count()).select_from(Email)) or 0

    flood(send, minute=20)
    told = [look(20)]
    for minute in range(21, 31):
        flood(send, minute=minute, times=6)
        told.append(look(minute))
    send("Bluebell", minute=60)
    after = look(60)

    assert told == [1] * 11
    assert after == 2
    with council.database.reading() as session:
        body = session.scalars(select(Email.body).order_by(Email.id)).all()[-1]
    assert (
        f"In a burst, which may be somebody who plays with the page: {FLOOD + 60}"
        in body.replace("Of these, in", "In")
    )
    assert "Bluebell" not in body


def test_the_disk_is_bounded_and_the_page_says_to_call(
    council: Council, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What hurries fills only its own room; past it the words stay on the page, with a number. After it all is as ever."""
    monkeypatch.setattr(talk_bursts, "MOST", 40)
    flood(send)
    hurried = send("Junk", minute=21, open_for=1)
    child = send("Bluebell", minute=21, open_for=40)
    later = send("Robin", minute=120, open_for=40)

    with council.database.reading() as session:
        held = select(func.count()).where(TalkRequest.in_burst, TalkRequest.hurried)
        assert session.scalar(held) <= 40
    assert (hurried, child, later) == (503, 303, 303)
    assert "Robin" in council.signed_in(Role.DUTY_READER).get(PATH).text


def test_a_slow_flood_brings_no_more_to_the_front(
    council: Council, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a minute is never a burst by its pace: from a number on that day, the next ones stand behind."""
    monkeypatch.setattr(talk_bursts, "A_DAY", 5)
    assert {send(f"Slow {minute}", minute=minute) for minute in range(20)} == {303}

    page = council.signed_in(Role.DUTY_READER).get(PATH).text

    assert len(names(page)) == 5
    assert "15 more came in a burst" in page


def test_a_process_that_has_just_begun_is_careful(council: Council, send: Send) -> None:
    """Its memory is gone, what came in the burst is not: the flood does not get thirty more to the front."""
    flood(send)
    memory(council).talk_bursts = Bursts(OF_REQUESTS)

    flood(send, minute=22, times=20)

    assert names(council.signed_in(Role.DUTY_READER).get(PATH).text) == []
