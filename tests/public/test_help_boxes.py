"""Help lines under questions, as the server draws them: there for whoever has no scripts, open for the answers given."""

import json
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.public import answering, help_boxes
from feedback.responses import Arrival, Seen
from tests.conftest import open_round_of, stored
from tests.markup import words
from tests.pages import Page, refuse, send, visit

UNSAFE = {"staff_kind": "1"}
SAFE = {"staff_kind": "4"}
TOO_LONG = {"best": "x" * 1001}


@pytest.fixture
def breaks(database: Database, settings: Settings) -> str:
    """The address of the open questions about short breaks."""
    open_round_of(database, settings, "short-breaks-child")
    with database.reading() as session:
        found = session.query(Collector.code).filter_by(questionnaire="short-breaks-child").first()
    return f"/q/{found[0]}"


def list_boxes(page: Page) -> list[Element]:
    """The boxes of help lines, in the order of their questions: kind, then comfortable."""
    return [one for one in page.root.iter("div") if "data-help" in one.attrib]


def open_boxes(page: Page) -> list[bool]:
    """Which of them are open already."""
    return ["data-open" in box.attrib for box in list_boxes(page)]


def switch(client: FlaskClient, page: Page, variant: str, answers: dict[str, object]) -> Page:
    """Press the button of another variant."""
    path = page.action.partition("?")[0]
    kept = {name: values for name, values in page.fields.items() if name.startswith("_kept.")}
    data = {"token": page.token, "_show": f"en/{variant}", **kept, **answers}
    return refuse(client.post(f"{path}?lang=en&variant={variant}", data=data), 200)


@pytest.mark.parametrize("variant", ["standard", "easy-read", "picture"])
def test_help_lines_stand_under_their_questions(
    client: FlaskClient, breaks: str, variant: str
) -> None:
    """In the page itself and never hidden there, so that scripts are not needed; none is open before an answer."""
    page = visit(client, f"{breaks}?variant={variant}")

    boxes = list_boxes(page)
    assert len(boxes) == (1 if variant == "picture" else 2)
    assert not any(open_boxes(page))
    assert all("hidden" not in box.attrib and "999" in words(box) for box in boxes)
    assert {box.get("data-help") for box in boxes} == {"1" if variant == "standard" else "no"}


@pytest.mark.parametrize(
    ("of", "variant"),
    [
        ("iro-survey", "standard"),
        ("short-breaks-child", "standard"),
        ("short-breaks-child", "easy-read"),
        ("short-breaks-child", "picture"),
        ("six-monthly-parent", "standard"),
        ("six-monthly-parent", "easy-read"),
    ],
)
def test_each_says_before_send_that_the_safety_team_reads_the_answer(
    client: FlaskClient, database: Database, settings: Settings, of: str, variant: str
) -> None:
    """Under every question that has an unsafe answer, whatever is chosen, with or without scripts."""
    open_round_of(database, settings, of)
    with database.reading() as session:
        code = session.query(Collector.code).filter_by(questionnaire=of).first()[0]

    boxes = list_boxes(visit(client, f"/q/{code}?variant={variant}"))

    assert boxes
    assert all("safety team" in words(box) for box in boxes)
    assert all("It does not say who you are." in words(box) for box in boxes)


def test_the_councils_number_stands_there_when_it_is_set(
    client: FlaskClient, breaks: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the whole line is left out when it is not."""
    without = visit(client, breaks)
    numbered = replace(settings, duty_number="01632 960123")
    monkeypatch.setattr("feedback.public.pages.get_settings", lambda: numbered)

    page = visit(client, f"{breaks}?lang=xx")

    assert "You can also call" not in without.text
    assert "You can also call Westmere Council: 01632 960123." in page.text


def test_a_page_to_put_right_has_help_open(client: FlaskClient, breaks: str) -> None:
    """422: open under the question with the unsafe answer, closed under the other; another answer opens nothing."""
    page = visit(client, breaks)

    unsafe = refuse(send(client, page, {**UNSAFE, **TOO_LONG}))
    safe = refuse(send(client, page, {**SAFE, **TOO_LONG}))

    assert open_boxes(unsafe) == [True, False]
    assert open_boxes(safe) == [False, False]


def test_a_switch_keeps_help_open(client: FlaskClient, breaks: str) -> None:
    """In easy read the answer is asked again with faces, and travels; a new answer there is the one that counts."""
    standard = visit(client, breaks)

    easy = switch(client, standard, "easy-read", {**UNSAFE})
    pictures = switch(client, easy, "picture", {})
    back = switch(client, easy, "standard", {})
    changed = switch(client, easy, "easy-read", {"staff_kind": "yes"})

    assert [open_boxes(page) for page in (easy, pictures, back)] == [
        [True, False],
        [True],
        [True, False],
    ]
    assert open_boxes(changed) == [False, False]


def test_without_rules_nothing_would_be_open(
    client: FlaskClient, breaks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a server that does not look at the answers is noticed by the tests above."""
    monkeypatch.setattr(help_boxes, "unsafe_answers", lambda *_: [])
    page = visit(client, breaks)

    again = refuse(send(client, page, {**UNSAFE, **TOO_LONG}))

    assert open_boxes(again) == [False, False]


def test_help_lines_send_and_store_nothing(
    client: FlaskClient, breaks: str, database: Database
) -> None:
    """They add no field to the form; what is stored of an unsafe answer is that answer."""
    page = visit(client, breaks)
    boxes = list_boxes(page)
    inside = {element.tag for box in boxes for element in box.iter()}

    assert inside & {"input", "button", "form", "select", "textarea", "img", "iframe"} == set()
    assert send(client, page, UNSAFE).status_code == 303
    (row,) = stored(database)
    assert json.loads(row.answers) == ["staff_kind=1", "helped_how=_na"]


def test_an_arrival_says_which_rules_it_meets(
    client: FlaskClient, breaks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stores it knows. Control: a safe answer meets none."""
    seen: list[list[str]] = []

    def note(arrival: Arrival) -> Seen:
        seen.append([rule.question for rule in arrival.unsafe])
        return Seen.NEVER

    monkeypatch.setattr(answering, "store", note)
    for answers in (UNSAFE, SAFE):
        send(client, visit(client, breaks), answers)

    assert seen == [["staff_kind"], []]
