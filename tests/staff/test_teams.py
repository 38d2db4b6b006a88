"""The page of teams: add, change, merge, close, undo; two people are told; what was typed stays."""

import datetime as dt
import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import clock
from feedback.mergers import close_team
from feedback.models.asking import Team
from feedback.renames import change_team
from feedback.teams import TeamLine, list_teams, open_teams
from tests.councils import add_round, make_snapshot

from .conftest import NOON, Council
from .test_results import fill, read, rows_of

PAGE = "/staff/teams"
NORTH = f"{PAGE}/1"
DAY = "2026-12-01"
DAYS = dt.date(2027, 2, 1), dt.date(2027, 2, 28)


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in("analyst")


def teams(council: Council) -> list[Team]:
    """Every team."""
    with council.database.reading() as session:
        return list_teams(session)


def seen(client: FlaskClient, path: str = NORTH) -> str:
    """What the page of a team shows as seen."""
    return client.get(path).text.split('name="seen" value="')[1].split('"')[0]


def words(page: str) -> str:
    """A page as plain words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_youth_forum_is_a_team_of_a_service_of_any_name(
    council: Council, analyst: FlaskClient
) -> None:
    """Added on the page, listed under its service, in the audit by its number."""
    response = council.post(
        analyst, PAGE, page=PAGE, name="Youth forum", service="Youth voice", group=""
    )

    assert response.status_code == 302
    assert "Youth voice" in words(analyst.get(PAGE).text)
    assert [team.name for team in teams(council)][-1] == "Youth forum"
    assert council.deeds()[-1] == ("added-team", "team 3")


@pytest.mark.parametrize(
    ("name", "service", "says"),
    [
        ("North", "Help", "There is a team called 'North' already"),
        ("", "Help", "A team needs a name and a service"),
        ("A, B", "Help", "Names hold no comma"),
        ("East", "", "A team needs a name and a service"),
    ],
)
def test_a_wrong_name_is_told_and_kept(
    council: Council, analyst: FlaskClient, name: str, service: str, says: str
) -> None:
    """In its box, for a new team and for one there is."""
    fields = {"name": name, "service": service, "group": "Mine"}
    added = council.post(analyst, PAGE, page=PAGE, **fields)
    south = f"{PAGE}/2"
    changed = council.post(analyst, south, page=south, seen=seen(analyst, south), **fields)

    for response in (added, changed):
        assert response.status_code == 422
        assert says in html.unescape(response.text)
        assert 'value="Mine"' in response.text
    assert [team.name for team in teams(council)] == ["North", "South"]


def test_a_new_name_is_saved_and_the_old_one_told(council: Council, analyst: FlaskClient) -> None:
    """On both pages."""
    council.post(
        analyst, NORTH, page=NORTH, seen=seen(analyst), name="Far North", service="Help", group=""
    )

    for path in (PAGE, NORTH):
        assert "Called North until 23 November 2026." in words(analyst.get(path).text)
    assert council.deeds()[-1] == ("changed-team", "team 1")


def test_two_people_who_change_a_team_are_told(council: Council, analyst: FlaskClient) -> None:
    """The second sees what it is now beside what they typed, and the first change stands."""
    old = seen(analyst)
    fields = {"service": "Help", "group": ""}
    council.post(analyst, NORTH, page=NORTH, seen=old, name="Far North", **fields)

    stale = council.post(analyst, NORTH, page=NORTH, seen=old, name="Near North", **fields)
    after = teams(council)[0].name
    again = council.post(
        analyst, NORTH, page=NORTH, seen=seen(analyst), name="Near North", **fields
    )

    assert stale.status_code == 409
    assert "Somebody else changed Far North meanwhile" in stale.text
    assert "Now it is: Far North" in words(stale.text)
    assert 'value="Near North"' in stale.text
    assert after == "Far North"
    assert (again.status_code, teams(council)[0].name) == (302, "Near North")


def test_closing_asks_first_and_can_be_undone(council: Council, analyst: FlaskClient) -> None:
    """The first press only says what would happen."""
    path, fields = f"{NORTH}/close", {"seen": seen(analyst), "day": DAY}

    asked = council.post(analyst, path, page=path, **fields)
    before = teams(council)[0].closed_on
    done = council.post(analyst, path, page=path, sure="yes", **fields)
    closed = teams(council)[0].closed_on
    council.post(analyst, f"{NORTH}/reopen", page=NORTH, seen=seen(analyst))

    assert "Close from 1 December 2026?" in words(asked.text)
    assert before is None
    assert done.status_code == 302
    assert str(closed) == DAY
    assert teams(council)[0].closed_on is None
    assert council.deeds()[-2:] == [("closed-team", "team 1"), ("reopened-team", "team 1")]


def test_the_page_says_which_round_goes_on_without_the_team(
    council: Council, analyst: FlaskClient
) -> None:
    """North was planned anew while it was closed; before that there is nothing to say."""
    with council.database.writing() as session:
        north, south = open_teams(session, "North,South")
        asked = make_snapshot(version=9)
        left = add_round(
            session, [north, south], snapshot=asked, opens_on=DAYS[0], closes_on=DAYS[1]
        )
        close_team(session, north, on=DAYS[0], zone=council.settings.zone)
    before = words(analyst.get(NORTH).text)
    with council.database.writing() as session:
        other = add_round(
            session,
            open_teams(session, "North"),
            snapshot=asked,
            opens_on=DAYS[0] - dt.timedelta(1),
            closes_on=DAYS[0],
        )
        said = f"round {left.id} still goes on without North: round {other.id} asks it"

    page = words(analyst.get(NORTH).text)

    assert "If you undo this" not in before
    assert said in page


def test_merging_asks_first_says_what_changes_and_ends(
    council: Council, analyst: FlaskClient
) -> None:
    """With the planned rounds; undone until the day, and after it the page says that it cannot be."""
    council.round(days=(20, 40))
    path = f"{NORTH}/merge"
    fields = {"seen": seen(analyst), "day": DAY, "into": "2"}

    asked = words(council.post(analyst, path, page=path, **fields).text)
    untouched = teams(council)[0].closed_on
    council.post(analyst, path, page=path, sure="yes", **fields)
    page = words(analyst.get(NORTH).text)
    with clock.frozen_at(NOON.replace(month=12, day=2)):
        later = council.signed_in("analyst")
        late = words(later.get(NORTH).text)
        refused = council.post(later, f"{NORTH}/reopen", page=PAGE, seen=seen(later))

    assert "Your IRO, from 13 December 2026 (planned): South takes part for both." in asked
    assert untouched is None
    assert "Merged into South from 1 December 2026" in page
    assert "Do not merge" in page
    assert "This cannot be undone" in late
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"into": "", "day": DAY}, "Choose the team that goes on."),
        ({"into": "2", "day": ""}, "Choose a day."),
        ({"into": "2", "day": "2026-11-23"}, "Choose a day from tomorrow on"),
        ({"into": "2", "day": "9999-12-31"}, "Choose a day in the years to"),
        ({"into": "1", "day": DAY}, "Choose another team to merge it into."),
    ],
)
def test_what_cannot_be_merged_is_told(
    council: Council, analyst: FlaskClient, fields: dict[str, str], says: str
) -> None:
    """At the first press already."""
    path = f"{NORTH}/merge"

    response = council.post(analyst, path, page=path, seen=seen(analyst), **fields)

    assert response.status_code == 422
    assert says in response.text


def test_a_pasted_list_is_looked_through_and_saved(council: Council, analyst: FlaskClient) -> None:
    """It says line by line what happens; saved as it was seen, told when somebody was faster."""
    path, text = f"{PAGE}/list", "team\tservice\nNorth\tCare\nEast\tHelp\nSouth\tHelp\n"

    looked = council.post(analyst, path, page=path, list=text, do="look")
    old = looked.text.split('name="seen" value="')[1].split('"')[0]
    unchanged = [(team.name, team.service) for team in teams(council)]
    saved = council.post(analyst, path, page=path, list=text, do="save", seen=old)
    stale = council.post(analyst, path, page=path, list=text, do="save", seen=old)

    assert [word in words(looked.text) for word in ("North Moves", "East New", "South Stays")] == [
        True
    ] * 3
    assert unchanged == [("North", "Help"), ("South", "Help")]
    assert saved.status_code == 302
    assert [(team.name, team.service) for team in teams(council)] == [
        ("North", "Care"),
        ("South", "Help"),
        ("East", "Help"),
    ]
    assert stale.status_code == 409
    assert council.deeds()[-2:] == [("changed-team", "team 1"), ("added-team", "team 3")]


def test_a_wrong_list_is_told_line_by_line_and_kept(council: Council, analyst: FlaskClient) -> None:
    """Nothing of it is saved."""
    path, text = f"{PAGE}/list", "team,service\nEast,\nWest,Help\nWest,Help\n"

    page = council.post(analyst, path, page=path, list=text, do="save", seen="")

    assert page.status_code == 422
    assert "Line 2: a team needs a name and a service." in page.text
    assert "Line 4: the team" in page.text
    assert f">\n{text}</textarea>" in page.text
    assert len(teams(council)) == 2


def test_a_renamed_team_sees_its_own_old_row(council: Council) -> None:
    """Under the name it had then, and what it is called now; by the name of today alone it would see nothing of its own."""
    round_id = fill(council)
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        change_team(session, north, TeamLine("Far North", "Help", None), zone=council.settings.zone)
    path = f"/staff/rounds/{round_id}/results?measure=iro.know"

    assert [row[0] for row in rows_of(read(council.signed_in("manager"), path))] == [
        "All teams",
        "North North is called Far North now.",
    ]


def test_a_name_that_no_poster_can_show_is_taken_and_told(council: Council) -> None:
    """A council's list must not fail for it: on the page of teams, before a list is saved, and on the team's own."""
    client = council.signed_in("administrator")
    text = "team,service\nTŷ Gwyn 🌳,Help\n"

    looked = council.post(client, "/staff/teams/list", page="/staff/teams/list", list=text)
    added = council.post(
        client, "/staff/teams", page="/staff/teams", name="Tŷ Gwyn 🌳", service="Help", group=""
    )

    own = added.location.rpartition("-")[2]
    assert "No poster can show this name: The fonts cannot print" in looked.text
    assert added.status_code == 302
    assert client.get("/staff/teams").text.count("No poster can show this name.") == 1
    assert "slip can show this name." in client.get(f"/staff/teams/{own}").text
