"""The page that reviews what came in a burst: what it says, who decides, and that nobody reads."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models.answering import SealedAnswer
from feedback.models.asking import Round
from feedback.models.holding import Burst

from .conftest import TODAY, Council

PAGE = "/staff/rounds/1/held"
WORDS = "these words are sealed"


def flood(council: Council, round_id: int, *, hurried: int = 0, different: int = 0) -> None:
    """Hold so many answers of a round."""
    for number in range(hurried + different):
        council.answer(round_id, 1, comments=f'{{"best": "{WORDS} {number}"}}')
    with council.database.writing() as session:
        burst = Burst(round_id=round_id, collector_id=1, answers=0, characters=0)
        session.add(burst)
        session.flush()
        for number, row in enumerate(session.scalars(select(SealedAnswer))):
            row.burst_id, row.hurried = burst.id, number < hurried


def press(council: Council, client: FlaskClient, batch: str, do: str) -> int:
    """Press a button of the page as it is now; the status."""
    found = re.search(
        rf'value="{batch}">\s*<input type="hidden" name="seen" value="([^"]*)"',
        client.get(PAGE).text,
    )
    seen = found[1] if found else ""
    return council.post(
        client, PAGE, page="/staff/rounds", batch=batch, do=do, seen=seen
    ).status_code


def test_the_rounds_page_says_that_something_waits(council: Council) -> None:
    """With a link, for those who may review; nothing of it for others, and nothing where nothing is held."""
    flood(council, council.round(), hurried=40)
    analyst, manager = council.signed_in(), council.signed_in("manager")

    seen, other = analyst.get("/staff/rounds").text, manager.get("/staff/rounds").text
    press(council, analyst, "1-hurried", "leave-out")
    decided = analyst.get("/staff/rounds").text

    assert "came in a burst and wait for you" in seen
    assert 'href="/staff/rounds/1/held"' in seen
    assert "burst" not in other
    assert "You have decided about them" in decided


def test_a_calm_round_says_nothing_of_it(council: Council) -> None:
    """Neither on the list nor on its page."""
    council.round()
    client = council.signed_in()

    assert "burst" not in client.get("/staff/rounds").text
    assert "There is nothing to do" in client.get(PAGE).text


def test_the_page_says_what_happened_and_what_to_do(council: Council) -> None:
    """Counts in fives, the last day to decide, and not a word of what anybody said."""
    flood(council, council.round(), hurried=43, different=3)

    page = council.signed_in().get(PAGE).text

    assert "North, poster" in page
    assert "At least 40 answers" in page
    assert "Fewer than 5 answers" in page
    assert not re.search(r"\b43\b", page)
    assert "10 December 2026" in page  # five working days after Thursday 3 December
    assert "leave out the others" in page
    assert WORDS not in page


def test_batches_are_decided_and_changed(council: Council) -> None:
    """Each press is one decision with its row, and the page shows how it stands."""
    flood(council, council.round(), hurried=40, different=6)
    client = council.signed_in()

    statuses = [
        press(council, client, "1-hurried", "keep"),
        press(council, client, "1-hurried", "leave-out"),
        press(council, client, "1-different", "keep"),
    ]

    page = client.get(PAGE).text
    assert statuses == [302] * 3
    assert ("Will be left out" in page, "Will be counted" in page) == (True, True)
    assert "Not decided" not in page
    assert council.deeds()[-3:] == [
        ("kept-batch", "batch 1-hurried"),
        ("left-out-batch", "batch 1-hurried"),
        ("kept-batch", "batch 1-different"),
    ]


def test_two_reviewers_do_not_undo_each_other(council: Council) -> None:
    """The second reads what the first decided; pressing the same is no trouble; looking again, they may."""
    flood(council, council.round(), hurried=40)
    client, other = council.signed_in(), council.signed_in("administrator")
    stale = {"page": PAGE, "batch": "1-hurried", "seen": "undecided"}
    first = council.post(client, PAGE, do="keep", **stale)

    late = council.post(other, PAGE, do="leave-out", **stale)
    same = council.post(other, PAGE, do="keep", **stale)
    blind = council.post(other, PAGE, do="leave-out", **{**stale, "seen": ""})
    again = press(council, other, "1-hurried", "leave-out")

    assert (first.status_code, late.status_code, same.status_code) == (302, 409, 302)
    assert "Somebody else decided about these answers while your page was open." in late.text
    assert "Will be counted" in late.text
    assert (blind.status_code, again) == (409, 302)
    assert "Will be left out" in client.get(PAGE).text


def test_what_cannot_be_decided_is_refused(council: Council) -> None:
    """No such batch, no such button, a round that is counted."""
    flood(council, council.round(), hurried=40)
    client = council.signed_in()

    unknown = press(council, client, "9-alike", "keep")
    nothing = press(council, client, "1-hurried", "")
    with council.database.writing() as session:
        session.get_one(Round, 1).counted_on = TODAY
    counted = press(council, client, "1-hurried", "keep")

    assert (unknown, nothing, counted) == (404, 400, 409)
    assert "kept-batch" not in dict(council.deeds())


def test_a_counted_round_says_so(council: Council) -> None:
    """There is nothing to decide any more."""
    council.round(days=(-60, -20), counted_on=TODAY, received=13)

    page = council.signed_in().get(PAGE).text

    assert "This round is counted" in page
