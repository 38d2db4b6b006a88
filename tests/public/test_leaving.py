"""What was left before Send is given to nobody: a browser that sends a step of it again gets it back empty."""

import html
import re

import pytest
from flask.testing import FlaskClient

from feedback.config import Settings
from feedback.db import Database
from feedback.public import memory
from tests.conftest import stored
from tests.pages import Page, send, visit
from tests.public.test_talking import ASKED, WHO, go_back, go_to_talk, press, requests
from tests.public.test_talking import settings as with_a_listener

SECRET = "a sentence nobody else may read"
ANSWERS: dict[str, object] = {"know_iro": "yes", "best": SECRET}
EASY = {"_show": "en/easy-read"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A council that has said who listens."""
    return with_a_listener.__wrapped__(settings)  # type: ignore[attr-defined,no-any-return]


def leave(client: FlaskClient, page: Page, *, scripts: bool = True) -> None:
    """Press Leave now."""
    if not scripts:
        link = html.unescape(re.findall(r'href="(/leave[^"]*)"', page.html)[0])
        assert client.get(link).status_code == 303
        return
    names = {"token", "_key"} & page.fields.keys()
    answer = client.post("/leave", data={name: page.fields[name] for name in names})
    assert (answer.status_code, answer.data) == (204, b"")


both = pytest.mark.parametrize("scripts", [True, False])


@both
def test_a_switch_sent_again_after_leaving_is_empty(
    client: FlaskClient, oak: str, scripts: bool
) -> None:
    """And is a page of its own: whoever answers it may switch, too."""
    page = visit(client, oak)
    easy = Page(send(client, page, {**ANSWERS, **EASY}))
    assert SECRET in easy.html
    leave(client, easy, scripts=scripts)

    again = Page(send(client, page, {**ANSWERS, **EASY}))

    assert (again.status, again.answers) == (200, {})
    assert again.token != page.token
    assert Page(send(client, again, {"best": "Mine", "_show": "en/standard"})).answers == {
        "best": ["Mine"]
    }


@both
def test_what_was_to_be_put_right_is_empty_after_leaving(
    client: FlaskClient, oak: str, scripts: bool
) -> None:
    """Nor does the page speak of what was wrong with it."""
    page = visit(client, oak)
    faulty: dict[str, object] = {**ANSWERS, "change": "x" * 1003}
    leave(client, Page(send(client, page, faulty)), scripts=scripts)

    again = Page(send(client, page, faulty))

    assert (again.status, again.answers) == (200, {})
    assert not again.title.startswith("Error:")


def test_what_was_sent_and_then_left_is_kept(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Send whose answer never came, Leave now, and the browser sends it again: stored once, and thanked."""
    page = visit(client, oak)
    leave(client, page)

    for _ in range(2):
        assert send(client, page, ANSWERS).status_code == 303

    assert len(stored(database)) == 1


@both
def test_after_leaving_the_page_to_talk_gives_nothing_back(
    client: FlaskClient, oak: str, scripts: bool
) -> None:
    """Neither the answers that travelled along nor what was typed, from any step."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)
    told = Page(press(client, talk, {**ASKED, "_reach": ""}))
    leave(client, told, scripts=scripts)

    steps = [
        go_to_talk(client, page, ANSWERS),
        Page(press(client, talk, {**ASKED, "_reach": ""})),
        Page(client.post(talk.action, data={**talk.fields, **ASKED})),
        go_back(client, talk),
    ]

    for step in steps:
        assert step.status == 200
        assert not [one for one in (SECRET, WHO) if one in step.html]
        assert "know_iro" not in step.answers


def test_thanks_for_a_request_give_no_answer_back_after_leaving(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The request stays, once; its page sent again goes on to the thanks without questions."""
    talk = go_to_talk(client, visit(client, oak), ANSWERS)
    leave(client, Page(press(client, talk, ASKED)))

    again = press(client, talk, ASKED)

    assert again.status_code == 303
    assert len(requests(database)) == 1


def test_a_page_that_is_not_ours_leaves_nothing(client: FlaskClient) -> None:
    """Damaged or missing, the answer is the same."""
    for data in ({}, {"token": "nonsense"}, {"_key": "x" * 100}):
        assert client.post("/leave", data=data).status_code == 204
    for name in ("nonsense", "A" * 64, "a" * 65):
        assert client.get(f"/leave?left={name}").status_code == 303
    with client.application.app_context():
        assert not memory.get_memory()._left


def test_the_oldest_are_forgotten_first(
    client: FlaskClient, oak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory has an end; what was left last is remembered."""
    monkeypatch.setattr(memory, "KEPT_LEFT", 1)
    first, last = visit(client, oak), visit(client, oak)
    leave(client, first)
    leave(client, last)

    assert SECRET in send(client, first, {**ANSWERS, **EASY}).text
    assert SECRET not in send(client, last, {**ANSWERS, **EASY}).text
