"""Links for tablets, interviews and groups on the staff page: seen with their how-to, made by an administrator."""

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback.models.asking import GROUP_SESSION, Channel, Collector

from .conftest import Council

PAGE = "/staff/collectors"


def make(council: Council, use: str, *, role: str = "administrator", team: str = "North") -> TestResponse:  # fmt: skip
    """Fill in the form and press its button."""
    client = council.signed_in(role)
    return council.post(
        client, "/staff/collectors/in-person", page=PAGE, questionnaire="iro-survey", team=team, use=use
    )  # fmt: skip


def links(council: Council) -> list[tuple[str, str, str]]:
    """Every collector but posters: team, channel, occasion."""
    with council.database.reading() as session:
        return [
            (one.team.name, one.channel, one.occasion)
            for one in session.scalars(select(Collector).order_by(Collector.id))
            if one.channel != Channel.POSTER
        ]


@pytest.mark.parametrize(
    ("use", "channel", "occasion"),
    [("tablet", "kiosk", ""), ("interview", "interviewer", ""), ("group", "link", GROUP_SESSION)],
)
def test_an_administrator_makes_links_once(
    council: Council, use: str, channel: str, occasion: str
) -> None:
    """Made, written down, and shown with its address and what it is for; a second press makes no other."""
    council.round()
    for _ in range(2):
        assert make(council, use).status_code == 302

    assert links(council) == [("North", channel, occasion)]
    assert ("made-links", "questionnaire iro-survey") in council.deeds()
    page = council.signed_in("administrator").get(PAGE).text
    with council.database.reading() as session:
        code = session.scalars(select(Collector).where(Collector.channel == channel)).one().code
    assert page.count(f"/q/{code}") + page.count(f"/staff/interviews/{code}") >= 1
    assert {"tablet": "A tablet that people share", "interview": "Somebody who asks and types", "group": "A group in one room"}[use] in page.split("<tbody>")[-1]  # fmt: skip


def test_all_teams_are_made_at_once(council: Council) -> None:
    """One link for each."""
    council.round()
    make(council, "tablet", team="all")

    assert links(council) == [("North", "kiosk", ""), ("South", "kiosk", "")]


def test_nothing_is_made_without_a_choice(council: Council) -> None:
    """A use that is none: said, and nothing made; a team that is none: not found."""
    council.round()

    assert "Nothing was made" in make(council, "poster").text
    assert make(council, "tablet", team="Nowhere").status_code in (404, 409)
    assert links(council) == []


def test_a_champion_sees_the_own_links_and_makes_none(council: Council) -> None:
    """The tablet of the own team with its address, not the other's; no form."""
    council.round()
    council.round(team="South")
    make(council, "tablet", team="all")
    with council.database.reading() as session:
        found = session.scalars(select(Collector).where(Collector.channel == "kiosk"))
        codes = {one.team.name: one.code for one in found}

    page = council.signed_in("champion").get(PAGE).text

    assert f"/q/{codes['North']}" in page
    assert codes["South"] not in page
    assert "Make the links" not in page
    assert "put it on the home screen" in page
