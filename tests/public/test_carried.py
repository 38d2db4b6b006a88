"""What a page of questions gives along to “I want someone to talk to me”: sent with it once, or said not to be."""

from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from feedback.config import Settings
from feedback.db import Database
from tests.pages import Page, send, visit
from tests.public.test_talking import ASKED, REACH, WHO, go_back, go_to_talk, press, requests
from tests.public.test_talking import settings as with_a_listener
from tests.tongues import speak

ANSWERS: dict[str, object] = {"know_iro": "no", "best": "Tea with Ada"}
TICKED = {**ASKED, "_attach": "yes"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A council that has said who listens."""
    return with_a_listener.__wrapped__(settings)  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("questions_sent", [False, True], ids=["before", "after the answers"])
def test_with_answers_it_is_sent_once_however_often(
    client: FlaskClient, oak: str, database: Database, questions_sent: bool
) -> None:
    """Sent again after a lost signal, or by whoever presses Back: thanked, nothing typed is shown, one request."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)
    assert press(client, talk, TICKED).status_code == 200
    if questions_sent:
        send(client, page, ANSWERS)

    again = [press(client, talk, TICKED) for _ in range(2)]

    assert {answer.status_code for answer in again} <= {200, 303}
    assert not [one for one in (WHO, REACH, "home") for answer in again if one in answer.text]
    (kept,) = requests(database)
    assert "Tea with Ada" in (kept.answers or "")


def test_answers_sent_meanwhile_are_said_not_to_go_along(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Nothing is sent before that is said, and what was typed stays; then it is sent without them, once."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)
    send(client, page, ANSWERS)

    told = Page(press(client, talk, TICKED))

    assert told.status == 422
    assert "We cannot find your answers to show, change or delete them" in told.text
    assert "Tea with Ada" not in told.html
    assert told.all("input[@id='attach']") == []
    assert requests(database) == []
    thanks = press(client, told, ASKED)
    assert thanks.status_code == 303  # and does not say that answers are not sent yet
    assert [one.answers for one in requests(database)] == [None]


def test_that_step_sent_again_shows_nothing_typed(client: FlaskClient, oak: str) -> None:
    """Back and reload on a shared phone, after it was sent without the answers."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)
    send(client, page, ANSWERS)
    told = Page(press(client, talk, TICKED))
    press(client, told, ASKED)

    again = Page(press(client, talk, TICKED))

    assert again.status == 422
    assert WHO not in again.html


def test_the_same_is_said_when_something_is_missing_too(client: FlaskClient, oak: str) -> None:
    """The box is gone from the page that asks for a name, so the page says why."""
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)
    send(client, page, ANSWERS)

    told = Page(press(client, talk, {**TICKED, "_who": ""}))

    assert told.status == 422
    assert "Write your name, or what we can call you" in told.text
    assert "We cannot find your answers to show, change or delete them" in told.text


def test_what_goes_along_ends_where_its_box_ends(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Text that is too long to be sent as an answer is cut, and seen to be; a field sent twice counts once."""
    talk = go_to_talk(client, visit(client, oak), {"best": ["x" * 30_000, "y" * 30_000]})

    press(client, talk, TICKED)

    (kept,) = requests(database)
    assert (kept.answers or "").splitlines()[1].endswith(f" {'x' * 1000}…")
    assert "y" * 10 not in (kept.answers or "")


# In another language.


def switch(client: FlaskClient, page: Page, tag: str, more: dict[str, object]) -> Page:
    """Press a language on the page, with what stands in it and these."""
    (button,) = [one for one in page.all("button") if one.get("lang") == tag]
    assert button.get("form") == page.find("form[@id='answers']").get("id")
    fields = {name: values for name, values in page.fields.items() if any(values)}
    to = urljoin(page.action, button.get("formaction", ""))
    return Page(client.post(to, data={**fields, **more}))


def test_another_language_keeps_what_is_typed_and_carried(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """From the questions: it speaks the other language, sends nothing, and everything goes on and back."""
    speak(database, "pl")
    page = visit(client, oak)
    talk = go_to_talk(client, page, ANSWERS)

    there = switch(client, talk, "pl", TICKED)

    assert there.root.get("lang") == "pl"
    assert there.answers == {"know_iro": ["no"], "best": ["Tea with Ada"]}
    assert there.fields["_about"] == ["home"]
    assert there.find("input[@id='who']").get("value") == WHO
    assert there.find("input[@id='attach']").get("checked") is not None
    assert requests(database) == []
    back = go_back(client, there)
    assert (back.root.get("lang"), back.token) == ("pl", page.token)
    assert back.answers == {"know_iro": ["no"]}
    assert back.fields["_kept.best"] == [
        "Tea with Ada"
    ]  # nobody reads Polish there: it has no text boxes
    press(client, there, TICKED)
    assert [one.language for one in requests(database)] == ["pl"]


def test_a_page_to_put_right_keeps_what_is_typed_in_another_language(
    client: FlaskClient, database: Database
) -> None:
    """Without any questions, too; no entry of its picker is a link."""
    speak(database, "pl")
    told = Page(press(client, visit(client, "/talk"), {**ASKED, "_reach": ""}))

    there = switch(client, told, "pl", {**ASKED, "_reach": ""})

    assert told.all("a[@hreflang]") == []
    assert (there.status, there.root.get("lang")) == (200, "pl")
    assert there.find("input[@id='who']").get("value") == WHO
    assert press(client, there, ASKED).status_code == 303


def test_a_switch_sent_again_after_sending_shows_nothing_typed(
    client: FlaskClient, database: Database
) -> None:
    """Back and reload on a shared phone, to the step in which the language was changed."""
    speak(database, "pl")
    page = visit(client, "/talk")
    there = switch(client, page, "pl", ASKED)
    assert press(client, there, ASKED).status_code == 303

    again = switch(client, page, "pl", ASKED)

    assert WHO not in again.html


def test_enter_in_a_box_sends_and_changes_no_language(
    client: FlaskClient, database: Database
) -> None:
    """It presses the first button of the form, wherever that stands on the page."""
    speak(database, "pl")
    page = visit(client, "/talk")

    first = page.all("button[@form='answers']")[0]

    assert first.get("name") == "_send"
    assert first.get("formaction") is None


def test_thanks_on_the_way_back_to_questions_lose_no_answer(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """No link leads from there to another language without the answers."""
    speak(database, "pl")
    thanks = Page(press(client, go_to_talk(client, visit(client, oak), ANSWERS), ASKED))

    assert thanks.answers == {"know_iro": ["no"], "best": ["Tea with Ada"]}
    assert thanks.all("a[@hreflang]") == []
