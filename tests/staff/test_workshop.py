"""Two files are made at once, two more wait, others are asked to come back; and whoever answers waits for none of it."""

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback.front import THREADS, Front
from feedback.models.answering import SealedAnswer
from feedback.staff.workshop import KEY, PLACES, QUEUE, BusyError, Workshop

from .conftest import Council

POSTER, QUESTIONS = "/staff/collectors/1/poster.pdf", "/q/BCDFGH"
FORM = "application/x-www-form-urlencoded"


def equip(council: Council, workshop: Workshop) -> Workshop:
    """Give the council this workshop."""
    council.app.extensions[KEY] = workshop
    return workshop


def answer_body(council: Council) -> str:
    """What a phone sends with one answer."""
    page = council.client().get(QUESTIONS).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    return f"token={token}&know=yes"


def count_answers(council: Council) -> int:
    """How many answers are stored."""
    with council.database.reading() as session:
        return session.execute(select(func.count()).select_from(SealedAnswer)).scalar_one()


@pytest.mark.parametrize("path", [POSTER, "/staff/collectors/1/paper-standard.pdf", "pack"])
def test_a_file_too_many_is_asked_to_come_back(council: Council, path: str) -> None:
    """503, with what to do and when; an answer is stored meanwhile; when one is sent, there is room again."""
    pack = f"/staff/rounds/{council.round()}/pack.zip"
    path = pack if path == "pack" else path
    equip(council, Workshop(patience=0))
    client, body = council.signed_in(), answer_body(council)

    sent, gone = [client.get(pack) for _ in range(PLACES)]
    busy = client.get(path)
    stored = council.client().post(QUESTIONS, data=body, content_type=FORM)
    assert sent.data.startswith(b"PK")
    after = client.get(path, buffered=True)
    gone.close()

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert "Please wait a minute, go back and try again." in busy.text
    assert (stored.status_code, count_answers(council)) == (303, 1)
    assert after.status_code == 200


def test_with_more_places_it_would_be_made(council: Council) -> None:
    """The control: the number of places is what refused it."""
    pack = f"/staff/rounds/{council.round()}/pack.zip"
    equip(council, Workshop(places=PLACES + 1, patience=0))
    client = council.signed_in()

    held = [client.get(pack) for _ in range(PLACES)]

    assert client.get(POSTER).status_code == 200
    for one in held:
        one.close()


@pytest.mark.parametrize("read", [0, 1])
def test_a_phone_that_is_gone_gives_its_place_back(council: Council, read: int) -> None:
    """Before the first piece and in the middle, once. Control: while it is there, its place is taken."""
    pack = f"/staff/rounds/{council.round()}/pack.zip"
    workshop = equip(council, Workshop(places=1, patience=0))
    response = council.signed_in().get(pack)
    for _ in range(read):
        next(response.iter_encoded())
    with pytest.raises(BusyError):
        workshop.enter()

    response.close()
    response.close()

    workshop.enter()
    with pytest.raises(BusyError):
        workshop.enter()


def test_a_file_that_cannot_be_made_gives_its_place_back() -> None:
    """An error leaves no place taken."""
    workshop = Workshop(places=1, patience=0)
    with pytest.raises(ZeroDivisionError), workshop.place():
        raise ZeroDivisionError

    workshop.enter().leave()


@pytest.mark.parametrize(("queue", "waits"), [(QUEUE, False), (THREADS, True)])
def test_an_answer_goes_through_while_files_wait(council: Council, queue: int, waits: bool) -> None:
    """Eight files are asked for and none can be made. Control: with a longer queue they hold every thread."""
    council.round()
    workshop = equip(council, Workshop(queue=queue, patience=60))
    body, cookie = answer_body(council), sign_in(council)
    places = [workshop.enter() for _ in range(PLACES)]

    async def rush() -> bool:
        front = Front(council.app)
        files = [asyncio.ensure_future(ask(front, POSTER, cookie=cookie)) for _ in range(THREADS)]
        await asyncio.sleep(0)
        answer = asyncio.ensure_future(ask(front, QUESTIONS, body=body))
        done, _ = await asyncio.wait({answer}, timeout=1 if waits else 30)
        for place in places:
            place.leave()
        assert await answer == 303
        assert set(await asyncio.gather(*files)) <= {200, 503}
        return bool(done)

    assert asyncio.run(rush()) is not waits
    assert count_answers(council) == 1


def test_the_front_gives_back_the_place_of_a_phone_that_is_gone(council: Council) -> None:
    """In the middle of a pack, of which no more is made then. Until then the place is taken."""
    pack, cookie = f"/staff/rounds/{council.round()}/pack.zip", sign_in(council)
    workshop = equip(council, Workshop(places=1, patience=0))
    phone = Leaving(workshop)

    asyncio.run(ask(Front(council.app), pack, cookie=cookie, phone=phone))

    assert phone.heard < 4
    workshop.enter()


def sign_in(council: Council) -> str:
    """The cookie of somebody who may make posters."""
    cookie = council.signed_in().get_cookie("staff", "127.0.0.1")
    assert cookie
    return f"staff={cookie.value}"


class Phone:
    """Who asks the front: the body that was sent, and the status of the answer."""

    def __init__(self, body: str) -> None:
        self.body, self.status = body.encode(), 0
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """What comes from it: all of the body, then nothing until it is gone."""
        body, self.body = self.body, b""
        if body:
            return {"type": "http.request", "body": body}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Keep the status of an answer."""
        self.status = message.get("status", self.status)


class Leaving(Phone):
    """One that goes away at the first piece of what it asked for, while there is no place for another."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__("")
        self.workshop, self.heard = workshop, 0

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Be gone."""
        self.heard += 1
        if message.get("body"):
            with pytest.raises(BusyError):
                self.workshop.enter()
            self.gone.set()


async def ask(
    front: Front, path: str, *, cookie: str = "", body: str = "", phone: Phone | None = None
) -> int:
    """Ask the front as the server does; the status."""
    headers = {"host": "127.0.0.1:8000", "cookie": cookie}
    if body:
        headers |= {"content-type": FORM, "content-length": str(len(body))}
    scope = {
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9), "method": "POST" if body else "GET",
        "raw_path": path.encode(), "query_string": b"", "http_version": "1.1", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    phone = phone or Phone(body)
    await front(scope, phone.receive, phone.send)
    return phone.status
