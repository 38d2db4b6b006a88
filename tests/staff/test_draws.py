"""Random draws on a page: looked through, drawn, slips printed, the list deleted."""

import datetime as dt

import pymupdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.draws import MOST
from feedback.models.asking import Round, RoundTeam
from feedback.models.drawing import Draw, DrawReference
from feedback.models.slips import Slip
from feedback.teams import list_teams
from feedback.versions import open_published
from feedback.web.form_parsing import MOST_BYTES
from tests.returning import publish_attributed

from .conftest import TODAY, Council
from .test_planning import hidden, words

PAGE = "/staff/draws"
ROLES = ("administrator", "analyst", "champion")
TEXT = "\n".join(f"L-{number}" for number in range(40))
FIELDS = {"list": TEXT, "collector": "1", "size": "8", "leavers": "120"}


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may, while a round is open."""
    council.round()
    return council.signed_in("analyst")


def seen(page: str) -> str:
    """What the form to draw carries."""
    return page.split('name="seen" value="')[1].split('"')[0]


def draw(council: Council, client: FlaskClient, **fields: str) -> str:
    """Look through a list, then draw; the draw's address."""
    fields = {**FIELDS, **fields}
    looked = council.post(client, PAGE, page=PAGE, do="look", **fields)
    assert looked.status_code == 200, looked.text
    return str(council.post(client, PAGE, page=PAGE, do="draw", seen=seen(looked.text), **fields).location)  # fmt: skip


def test_as_many_references_as_a_list_may_have_can_be_sent(
    council: Council, analyst: FlaskClient
) -> None:
    """The longest ones too, looked through and drawn; one more is told in words, with what was pasted. No other form may be longer."""
    longest = [f"{number:04}-{'x' * 35}" for number in range(MOST + 1)]

    where = draw(council, analyst, list="\r\n".join(longest[:MOST]))
    more = council.post(analyst, PAGE, page=PAGE, **{**FIELDS, "list": "\r\n".join(longest)})
    control = analyst.post(f"{PAGE}/1/done", data={"list": "x" * MOST_BYTES})

    assert analyst.get(where).status_code == 200
    assert count(council, DrawReference) == MOST
    assert more.status_code == 422
    assert "That is 5001 references; 5000 are the most at once" in more.text
    assert longest[MOST] in more.text
    assert control.status_code == 413


def count(council: Council, table: type) -> int:
    """How many rows there are."""
    with council.database.reading() as session:
        return len(session.scalars(select(table)).all())


def test_draws_are_found_before_any_slip_is_printed(council: Council) -> None:
    """On the page of posters and slips: random draws for whoever may, prizes for the administrator."""
    pages = {role: council.signed_in(role).get("/staff/collectors").text for role in ROLES}

    assert [PAGE in pages[role] for role in ROLES] == [True, True, False]
    assert ["/staff/prizes" in pages[role] for role in ROLES] == [True, False, False]


def test_looking_keeps_nothing(council: Council, analyst: FlaskClient) -> None:
    """It says how many there are, and how many stood there twice."""
    looked = council.post(analyst, PAGE, page=PAGE, **{**FIELDS, "list": f"{TEXT}\nL-1"}, do="look")

    assert "40 different references; 1 stood there more than once and count once. 8 of them" in words(looked.text)  # fmt: skip
    assert count(council, Draw) == count(council, DrawReference) == 0


def test_who_was_drawn_is_shown_until_it_is_done(council: Council, analyst: FlaskClient) -> None:
    """Then the list is gone, and what it takes to draw again stays."""
    path = draw(council, analyst)
    page = words(analyst.get(path).text)
    with council.database.reading() as session:
        (made,) = session.scalars(select(Draw))
        drawn = list(session.scalars(select(DrawReference.reference).where(DrawReference.drawn)))
    done = analyst.post(f"{path}/done", data=hidden(analyst.get(path).text))
    after = words(analyst.get(path).text)

    assert len(drawn) == 8
    assert all(reference in page for reference in drawn)
    assert done.status_code == 302
    assert "The list is deleted." in after
    assert "L-" not in after
    assert made.seed in after
    assert count(council, DrawReference) == 0


def test_slips_are_nobodys(council: Council, analyst: FlaskClient) -> None:
    """As many as were drawn; no sheet and no row holds a reference."""
    path = draw(council, analyst)
    form = hidden(analyst.get(path).text)

    printed = analyst.post(f"{path}/slips.pdf", data=form)

    assert printed.mimetype == "application/pdf"
    assert count(council, Slip) == 8
    with pymupdf.open(stream=printed.data) as sheets:
        text = "".join(page.get_text() for page in sheets)
    assert "Help" in text or "North" in text
    assert "L-" not in text
    assert {column.name for column in Slip.__table__.columns} == {"code_hash", "batch_id"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"list": ""}, "The list is empty"),
        ({"list": "Sam Smith\nA1"}, "Line 1: a reference is"),
        ({"size": "40"}, "Write how many to draw: 5 to 39"),
        ({"size": "many"}, "Write how many to draw"),
        ({"collector": "99"}, "no collector"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_stays(
    council: Council, analyst: FlaskClient, wrong: dict[str, str], says: str
) -> None:
    """In every box."""
    response = council.post(analyst, PAGE, page=PAGE, do="look", **{**FIELDS, **wrong})

    assert response.status_code == 422
    assert says in words(response.text)
    assert (wrong.get("list", TEXT) or "</textarea>") in response.text
    assert count(council, Draw) == 0


def test_what_was_looked_through_is_what_is_drawn(council: Council, analyst: FlaskClient) -> None:
    """Another number or list since: look again. Pressed twice it is one draw."""
    looked = council.post(analyst, PAGE, page=PAGE, do="look", **FIELDS)
    old = seen(looked.text)

    late = council.post(analyst, PAGE, page=PAGE, do="draw", seen=old, **{**FIELDS, "size": "9"})
    twice = [council.post(analyst, PAGE, page=PAGE, do="draw", seen=old, **FIELDS) for _ in range(2)]  # fmt: skip

    assert late.status_code == 409
    assert [one.status_code for one in twice] == [302, 302]
    assert count(council, Draw) == 1
    assert council.deeds()[-1] == ("drew-sample", "draw 1")


def test_without_a_round_it_says_what_to_do(council: Council) -> None:
    """Plan one first."""
    assert "Plan one first" in council.signed_in("analyst").get(f"{PAGE}?leavers=101").text


@pytest.mark.parametrize(
    ("due", "typed", "says", "offered"),
    [
        (None, "", "Nobody has said yet how many were due", False),
        (None, "100", "100 leave in a year. With 100 or fewer, ask everybody", False),
        (None, "1,200", "1,200 leave in a year. With more than 100 a draw saves work", True),
        (100, "", "100 leave in a year, by the numbers that were due", False),
        (101, "", "101 leave in a year, by the numbers that were due", True),
        (101, "60", "60 leave in a year. With 100 or fewer, ask everybody", False),
    ],
)
def test_it_is_offered_above_a_hundred_leavers(
    council: Council, due: int | None, typed: str, says: str, *, offered: bool
) -> None:
    """By due counts of exit interviews, or as somebody types it; below that the page says to ask everybody."""
    with council.database.writing() as session:
        publish_attributed(session, "exit-interview")
        version = open_published(session, "exit-interview")
        days = TODAY - dt.timedelta(40), TODAY - dt.timedelta(10)
        round_ = Round(version=version, opens_on=days[0], closes_on=days[1])
        round_.teams = [RoundTeam(team=list_teams(session)[0], due=due)]
        session.add(round_)
    council.round()

    page = council.signed_in("analyst").get(f"{PAGE}?leavers={typed}").text

    assert says in words(page)
    assert ("Draw from a list" in page) is offered


def test_a_short_list_needs_a_reason_and_is_not_lost(
    council: Council, analyst: FlaskClient
) -> None:
    """Nobody said that more than a hundred leave: not drawn, and the list stays. A long list says it by itself."""
    long = "\n".join(f"L-{number}" for number in range(101))

    short = council.post(analyst, PAGE, page=PAGE, do="look", **{**FIELDS, "leavers": ""})
    enough = council.post(
        analyst, PAGE, page=PAGE, do="look", **{**FIELDS, "leavers": "", "list": long}
    )

    assert short.status_code == 422
    assert "With 100 or fewer a year, ask everybody" in words(short.text)
    assert TEXT in short.text
    assert enough.status_code == 200
    assert "101 different references" in words(enough.text)
