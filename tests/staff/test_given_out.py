"""Given out on a phone: one press adds, another takes it back; the own team alone; nothing typed is lost."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models.asking import Channel, Collector, GivenOut, RoundTeam, Team

from .conftest import TODAY, Council

PAGE = "/staff/given-out"
PRESS = "/staff/rounds/1/collectors/1/given-out"
COUNTS = "/staff/rounds/1/teams/1/counts"


@pytest.fixture
def champion(council: Council) -> FlaskClient:
    """Somebody of the team North, whose round is open."""
    council.round()
    return council.signed_in("champion")


def given_out(council: Council) -> list[int]:
    """What is noted."""
    with council.database.reading() as session:
        return list(session.scalars(select(GivenOut.count)))


def press(council: Council, client: FlaskClient, **fields: str) -> str:
    """Press a button and follow where it leads; the page."""
    response = council.post(client, PRESS, page=PAGE, **fields)
    assert response.status_code == 302, response.text
    return client.get(response.location).text


def test_one_press_adds_and_another_takes_back(council: Council, champion: FlaskClient) -> None:
    """The number, what was done, and an undo that stands for exactly that."""
    first = press(council, champion, add="5", seen="")
    second = press(council, champion, add="10", seen="5")
    undone = press(council, champion, undo="10", seen="15")

    assert "5 added." in first
    assert '<strong class="fb-tally">15</strong>' in second
    assert 'name="undo" value="10"' in second
    assert "10 taken back." in undone
    assert given_out(council) == [5]
    assert council.deeds()[-3:] == [("noted-given-out", "round 1")] * 3


def test_what_somebody_else_noted_meanwhile_is_told(
    council: Council, champion: FlaskClient
) -> None:
    """Both count, and the page says so."""
    press(council, council.signed_in("administrator"), add="1", seen="")

    page = press(council, champion, add="5", seen="")

    assert "5 added. Somebody else noted 1 meanwhile; they are in it." in page
    assert given_out(council) == [6]


def test_an_undo_is_worth_one_press(council: Council, champion: FlaskClient) -> None:
    """The second is told that the number is another."""
    press(council, champion, add="5", seen="")
    press(council, champion, undo="5", seen="5")

    again = council.post(champion, PRESS, page=PAGE, undo="5", seen="5")

    assert again.status_code == 409
    assert "it is 0 now" in again.text
    assert given_out(council) == [0]


def test_no_undo_is_offered_for_what_was_not_done(council: Council, champion: FlaskClient) -> None:
    """The address alone says nothing: once the number is another there is no button."""
    press(council, champion, add="5", seen="")

    there = champion.get(f"{PAGE}?link=link-1-1&added=5&now=5").text
    gone = champion.get(f"{PAGE}?link=link-1-1&added=9&now=9").text

    assert 'name="undo"' in there
    assert 'name="undo"' not in gone
    assert "9 added" not in gone


def test_a_number_is_typed_and_a_stale_one_refused(council: Council, champion: FlaskClient) -> None:
    """With what it is now, and what was typed still in its box."""
    press(council, champion, count="30", seen="")

    stale = council.post(champion, PRESS, page=PAGE, count="12", seen="")
    wrong = council.post(champion, PRESS, page=PAGE, count="a dozen", seen="30")

    assert (stale.status_code, wrong.status_code) == (409, 422)
    assert "it is 30 now. Nothing was saved." in stale.text
    assert 'value="12"' in stale.text
    assert 'value="a dozen"' in wrong.text
    assert "<title>Error: Given out" in wrong.text
    assert given_out(council) == [30]


def test_counts_of_a_team_are_saved_and_shown(council: Council, champion: FlaskClient) -> None:
    """Due, refused, no contact; two people who change them at once are told."""
    fields = {"due": "30", "refused": "2", "no_contact": "", "seen": "40//"}
    saved = council.post(champion, COUNTS, page=PAGE, **fields)
    stale = council.post(champion, COUNTS, page=PAGE, **{**fields, "refused": "9"})
    with council.database.reading() as session:
        member = session.scalars(select(RoundTeam)).one()

    assert saved.status_code == 302
    assert "Saved." in champion.get(saved.location).text
    assert stale.status_code == 409
    assert 'value="9"' in stale.text
    assert (member.due, member.refused, member.no_contact) == (30, 2, None)
    assert council.deeds()[-2:] == [("saved-due", "round 1"), ("noted-not-asked", "round 1")]


def test_a_manager_sees_and_changes_nothing(council: Council) -> None:
    """No button on the page, and none that was made by hand."""
    council.round()
    manager = council.signed_in("manager")

    page = manager.get(PAGE).text

    assert "North: Your IRO" in page
    assert 'name="add"' not in page
    assert council.post(manager, PRESS, page=PAGE, add="5", seen="").status_code == 403


def test_a_champion_notes_for_the_own_team_only(council: Council, champion: FlaskClient) -> None:
    """By the real ids of another team's link and round; the administrator may."""
    council.round(team="South")
    with council.database.writing() as session:
        south = session.scalars(select(Team).where(Team.name == "South")).one()
        session.add(Collector(questionnaire="iro-survey", team_id=south.id, channel=Channel.POSTER.value, code="BCDFGJ"))  # fmt: skip
    path = "/staff/rounds/2/collectors/2/given-out"

    own = council.post(champion, path, page=PAGE, add="5", seen="")
    every = council.post(council.signed_in("administrator"), path, page=PAGE, add="5", seen="")

    assert (own.status_code, every.status_code) == (403, 302)
    assert "South" not in champion.get(PAGE).text


def test_of_many_links_a_team_is_chosen_first(council: Council) -> None:
    """The page of an administrator stays short, and keeps to the team after a press."""
    council.round()
    with council.database.writing() as session:
        for number in range(13):
            session.add(
                Collector(questionnaire="iro-survey", team_id=1, channel="link", occasion=str(number), code=f"CCCC{number:02}")
            )  # fmt: skip
    administrator = council.signed_in("administrator")

    every, one = administrator.get(PAGE).text, administrator.get(f"{PAGE}?team=1").text
    pressed = council.post(administrator, PRESS, page=PAGE, add="1", seen="", team="1")

    assert 'name="add"' not in every
    assert one.count('name="add"') == 14 * 3
    assert "team=1" in pressed.location


@pytest.mark.parametrize("facts", [{"days": (3, 9)}, {"days": (-60, -20), "counted_on": TODAY, "received": 13}])  # fmt: skip
def test_only_a_round_that_has_begun_takes_counts(
    council: Council, facts: dict[str, object]
) -> None:
    """Planned or counted: it is not on the page, and a form made by hand is refused in words."""
    council.round(**facts)  # type: ignore[arg-type]
    client = council.signed_in("champion")

    page = client.get(PAGE).text
    made = council.post(client, PRESS, page=PAGE, add="5", seen="")

    assert "Nothing to note now" in page
    assert made.status_code == 422
    assert given_out(council) == []


def test_the_page_never_tells_what_was_received(council: Council, champion: FlaskClient) -> None:
    """The same page, byte for byte, with no answer and with 23; the rounds page, which tells fives, is the control."""

    def bare(path: str) -> str:
        return re.sub(r'name="csrf_token" value="[^"]+"', "", champion.get(path).text)

    before, rounds_before = bare(PAGE), bare("/staff/rounds")
    council.answer(1, 23)

    assert bare(PAGE) == before
    assert bare("/staff/rounds") != rounds_before
