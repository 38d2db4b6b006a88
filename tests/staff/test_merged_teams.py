"""The links of a team that was merged, on the pages of staff: they lead on there as their printed codes do."""

import datetime as dt

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.counting import count_given_out
from feedback.mergers import merge_team
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Channel, Collector, GivenOut, Round, Team

from .conftest import NOON, TODAY, Council
from .test_interviews import SAID
from .test_interviews import hidden_fields as fields_of_interview
from .test_paper import SHEET, hidden_fields, plan

DAY = dt.timedelta(days=1)
PAPER, ASKED = "/staff/paper/SSSDFG", "/staff/interviews/CCSDFG"
LATER = NOON + 2 * DAY


@pytest.fixture
def merged(council: Council) -> Council:
    """South is merged into North from tomorrow on; a round of North begins then, and none of South's is left."""
    with council.database.writing() as session:
        north, south = (
            session.scalars(select(Team).where(Team.name == name)).one()
            for name in ("North", "South")
        )
        for channel, code in ((Channel.POSTER, "SSSDFG"), (Channel.INTERVIEWER, "CCSDFG")):
            session.add(
                Collector(
                    questionnaire="iro-survey", team_id=south.id, channel=channel.value, code=code
                )
            )
        merge_team(session, south, north, from_on=TODAY + DAY, zone=council.settings.zone)
    plan(council, first=1, last=30)
    return council


def test_paper_of_a_merged_team_is_typed_in_where_it_counts(merged: Council) -> None:
    """North's champion finds its link, and the sheet counts in North's round. A team besides is still refused."""
    with clock.frozen_at(LATER):
        champion = merged.signed_in(Role.CHAMPION)
        listed = champion.get("/staff/paper").text
        page = champion.get(f"{PAPER}?variant=standard")
        saved = champion.post(
            f"{PAPER}?variant=standard", data={**hidden_fields(page.text), **SHEET}
        )

    assert "SSS DFG" in listed
    assert (page.status_code, saved.status_code) == (200, 303)
    with merged.database.reading() as session:
        row = session.scalars(select(SealedAnswer)).one()
        assert session.get_one(Round, row.round_id).teams[0].team.name == "North"


def test_until_its_day_a_merger_opens_nothing(merged: Council) -> None:
    """It can be undone until then: South's sheets are no business of North's."""
    champion = merged.signed_in(Role.CHAMPION)

    assert champion.get(PAPER).status_code == 403
    assert "SSS DFG" not in champion.get("/staff/paper").text


def test_people_are_asked_on_the_link_of_a_merged_team(merged: Council) -> None:
    """It stands on Interviews, and leads on."""
    with clock.frozen_at(LATER):
        champion = merged.signed_in(Role.CHAMPION)
        listed = champion.get("/staff/interviews").text
        page = champion.get(f"{ASKED}?variant=standard")
        saved = champion.post(
            f"{ASKED}?variant=standard", data={**fields_of_interview(page.text), **SAID}
        )

    assert ASKED in listed
    assert (page.status_code, saved.status_code) == (200, 303)


def test_what_is_given_out_of_a_merged_teams_link_counts_where_its_answers_go(
    merged: Council,
) -> None:
    """On the page it stands with North's, says whose it is, and is counted for North."""
    with merged.database.reading() as session:
        id_ = session.scalars(select(Collector.id).where(Collector.code == "SSSDFG")).one()
    with clock.frozen_at(LATER):
        champion = merged.signed_in(Role.CHAMPION)
        page = champion.get("/staff/given-out").text
        noted = champion.post(
            f"/staff/rounds/1/collectors/{id_}/given-out",
            data={"csrf_token": merged.proof(champion, "/staff/given-out"), "add": "5"},
        )

    assert "Poster of South" in page
    assert noted.status_code == 302
    with merged.database.reading() as session:
        north = session.scalars(select(Team.id).where(Team.name == "North")).one()
        assert count_given_out(session, session.get_one(Round, 1)) == {(north, "poster"): 5}


def test_a_team_with_an_open_round_of_its_own_goes_on_there(council: Council) -> None:
    """Its round goes on to the end after the merger: its links stand with that one, and in no other."""
    council.round(days=(-5, 30), team="South")
    council.round(days=(-5, 30), team="North")
    with council.database.writing() as session:
        north, south = (
            session.scalars(select(Team).where(Team.name == name)).one()
            for name in ("North", "South")
        )
        merge_team(session, south, north, from_on=TODAY + DAY, zone=council.settings.zone)
        link = Collector(
            questionnaire="iro-survey", team_id=south.id, channel="poster", code="SSSDFG"
        )
        session.add(link)
        session.flush()
        id_ = link.id

    with clock.frozen_at(LATER):
        admin = council.signed_in(Role.ADMINISTRATOR)
        page = admin.get("/staff/given-out").text
        refused = admin.post(
            f"/staff/rounds/2/collectors/{id_}/given-out",
            data={"csrf_token": council.proof(admin, "/staff/given-out"), "add": "5"},
        )

    assert f"/staff/rounds/1/collectors/{id_}/given-out" in page
    assert f"/staff/rounds/2/collectors/{id_}/given-out" not in page
    assert refused.status_code == 422
    with council.database.reading() as session:
        assert session.scalars(select(GivenOut)).all() == []
