"""Changing between variants in the middle of answering: nothing typed is lost, nothing is sent."""

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.public.switching import carry_over
from feedback.versions import open_published, snapshot_of
from tests.conftest import stored
from tests.pages import Page, refuse, send, visit


def press(client: FlaskClient, page: Page, show: str, answers: dict[str, object]) -> Page:
    """Press the switch with this value, with everything that stands on the page sent along."""
    (button,) = [b for b in buttons(page) if b.get("value") == show][-1:]
    kept = {name: values for name, values in page.fields.items() if name.startswith("_kept.")}
    data = {"token": page.token, "_show": show, "_at": "went", **kept, **answers}
    return refuse(client.post(button.get("formaction", ""), data=data), 200)


def buttons(page: Page) -> list[Element]:
    """The submit buttons of the form, in their order."""
    return [b for b in page.find("form[@id='answers']").iter("button") if b.get("type") == "submit"]


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_enter_shows_the_same_page_again(
    client: FlaskClient, oak: str, database: Database, variant: str
) -> None:
    """The first submit button is a hidden switch to where one is, so that Enter neither sends nor switches."""
    page = visit(client, f"{oak}?variant={variant}")
    first = buttons(page)[0]

    again = press(client, page, f"en/{variant}", {"best": "So far", "eq_age": "8-10"})

    assert (first.get("name"), first.get("value")) == ("_show", f"en/{variant}")
    assert first.get("formaction") == page.action == again.action
    assert "govuk-visually-hidden" in first.get("class", "")
    assert first.get("tabindex") == "-1"
    assert again.answers == {"best": ["So far"], "eq_age": ["8-10"]}
    assert stored(database) == []


def test_send_is_the_last_button(client: FlaskClient, oak: str) -> None:
    """It has no name, and sends the form to its own address."""
    page = visit(client, oak)

    send_button = buttons(page)[-1]

    assert send_button.get("name") is None
    assert send_button.get("formaction") is None


def test_there_and_back_keeps_the_answers_of_both(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Standard, easy read, standard: each page has its own answers again, with one token all the way."""
    standard = visit(client, oak)
    first = {
        "know_iro": "yes", "listened": "4", "asked": ["who", "how"], "went": "all", "co_chair": "would",
        "did_said": "10", "best": "Line\r\nline", "eq_ethnicity": "mixed", "helped_by": "self",
    }  # fmt: skip

    easy = press(client, standard, "en/easy-read", first)
    second = easy.answers | {"listened": ["bit"], "asked_where": ["no"]}
    back = press(client, easy, "en/standard", second)
    there = press(client, back, "en/easy-read", back.answers)

    assert easy.answers == {
        "know_iro": ["yes"], "went": ["all"], "best": ["Line\nline"], "helped_by": ["self"],
    }  # fmt: skip
    assert back.answers == {
        "know_iro": ["yes"], "listened": ["4"], "asked": ["who", "how"], "went": ["all"],
        "co_chair": ["would"], "did_said": ["10"], "best": ["Line\nline"], "eq_ethnicity": ["mixed"],
        "helped_by": ["self"],
    }  # fmt: skip
    assert there.answers == easy.answers | {"listened": ["bit"], "asked_where": ["no"]}
    assert {p.token for p in (easy, back, there)} == {standard.token}
    assert stored(database) == []


def test_an_answer_the_other_scale_lacks_is_asked_again(client: FlaskClient, oak: str) -> None:
    """The page names the question and leads to it."""
    easy = press(client, visit(client, oak), "en/easy-read", {"listened": "4", "overall": "5"})

    links = easy.all("*[@id='asked-again']//a")

    assert "2 questions have other answers here. Please answer them again:" in easy.text
    assert [link.get("href") for link in links] == ["#listened-yes", "#overall-good"]
    assert "listened" not in easy.answers


def test_with_nothing_to_ask_again_nothing_is_said(client: FlaskClient, oak: str) -> None:
    """An answer that fits needs no words."""
    easy = press(client, visit(client, oak), "en/easy-read", {"know_iro": "no", "asked": "who"})

    assert easy.all("*[@id='asked-again']") == []


def test_what_travels_along_is_not_sent(client: FlaskClient, oak: str, database: Database) -> None:
    """Send takes the answers of the page one sees; `_kept` fields are ignored, nonsense in them too."""
    easy = press(client, visit(client, oak), "en/easy-read", {"know_iro": "yes", "did_said": "10"})
    kept = {name: values for name, values in easy.fields.items() if name.startswith("_kept.")}

    answer = send(client, easy, {**easy.answers, **kept, "_kept.nonsense": "x", "_more": "y"})

    (row,) = stored(database)
    assert kept == {"_kept.did_said": ["10"]}
    assert answer.status_code == 303
    assert row.variant == "easy-read"
    assert "did_said" not in row.answers
    assert "know_iro=yes" in row.answers


def test_what_travels_along_is_no_answer(client: FlaskClient, oak: str, database: Database) -> None:
    """Nothing on the page and something kept is nothing answered."""
    page = visit(client, f"{oak}?variant=easy-read")

    again = refuse(send(client, page, {"_kept.did_said": "10"}))

    assert "You have not answered anything yet." in again.text
    assert "All your answers are still here." in again.text  # it comes back with a switch
    assert again.fields["_kept.did_said"] == ["10"]
    assert stored(database) == []


def test_a_switched_page_is_stored_once(client: FlaskClient, oak: str, database: Database) -> None:
    """Send in one variant, Back, Send in the other: the key is the same, so it asks first."""
    standard = visit(client, oak)
    easy = press(client, standard, "en/easy-read", {"know_iro": "yes"})
    send(client, easy, easy.answers)

    same = send(client, standard, {"know_iro": "yes"})
    other = send(client, standard, {"know_iro": "no"})

    assert (same.status_code, other.status_code) == (303, 422)
    assert len(stored(database)) == 1


def test_a_switch_without_a_token_gets_one(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Damaged on the way or not, the next page can be sent."""
    answer = client.post(
        f"{oak}?lang=en&variant=easy-read", data={"_show": "en/standard", "went": "no"}
    )

    page = refuse(answer, 200)

    assert page.answers == {"went": ["no"]}
    assert send(client, page, page.answers).status_code == 303
    assert len(stored(database)) == 1


@pytest.mark.parametrize("show", ["", "/", "xx/yy", "en/picture", "en/standard/more", "\u2603"])
def test_a_switch_to_nowhere_shows_the_best_there_is(
    client: FlaskClient, oak: str, database: Database, show: str
) -> None:
    """200 with the answers, whatever the button said."""
    page = visit(client, oak)

    shown = refuse(send(client, page, {"_show": show, "went": "no"}), 200)

    assert shown.answers == {"went": ["no"]}
    assert shown.action.endswith("?lang=en&variant=standard")
    assert stored(database) == []


def test_the_place_travels_along(client: FlaskClient, oak: str) -> None:
    """The switched page opens at the question one was at."""
    easy = press(client, visit(client, oak), "en/easy-read", {})

    assert easy.find("form[@id='answers']").get("data-at") == "went"


def test_a_new_answer_wins_over_a_kept_one(database: Database) -> None:
    """What was just chosen counts; what was kept from before only fills a gap."""
    with database.reading() as session:
        form = snapshot_of(open_published(session, "iro-survey@2")).form("standard")

    filled = carry_over(
        form,
        {"went": ["no"], "best": [" "]},
        {"went": ["all"], "best": ["Before"], "know_iro": ["yes"]},
        at="",
    )

    assert filled.values == {"went": ["no"], "best": ["Before"], "know_iro": ["yes"]}
    assert filled.asked_again == ()
