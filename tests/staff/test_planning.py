"""A round in four screens: nothing is lost, pressed twice it is one, and a planned round can be changed or cancelled."""

import datetime as dt
import html
import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback import clock
from feedback.models.asking import Collector, GivenOut, Meta, Round, Team
from feedback.rounds import LAST_CANCELLED, list_rounds
from feedback.staff import planning

from .conftest import NOON, Council

NEW = "/staff/rounds/new"
CHOSEN = {
    "questionnaire": "iro-survey",
    "team": "1,2",
    "opens": "2027-01-01",
    "closes": "2027-03-31",
}
ROUND = (dt.date(2027, 1, 1), dt.date(2027, 3, 31), ("North", "South"))


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in("analyst")


def words(page: str) -> str:
    """A page as plain words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def look(client: FlaskClient, at: str = "look", path: str = NEW, **other: str) -> str:
    """A screen, with everything chosen before it."""
    return client.get(f"{path}?{urlencode({**CHOSEN, **other, 'at': at})}").text


def hidden(page: str) -> dict[str, str]:
    """What the form of the last screen sends."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def rounds(council: Council) -> list[tuple[dt.date, dt.date, tuple[str, ...]]]:
    """Every round: its days and teams."""
    with council.database.reading() as session:
        return [
            (one.opens_on, one.closes_on, tuple(member.team.name for member in one.teams))
            for one in list_rounds(session)
        ]


def test_four_screens_make_a_round(council: Council, analyst: FlaskClient) -> None:
    """Each leads to the next with what was chosen; nothing is stored before the last is sent."""
    what = words(analyst.get(NEW).text)
    teams = words(analyst.get(f"{NEW}?questionnaire=iro-survey&at=teams").text)
    days = analyst.get(f"{NEW}?questionnaire=iro-survey&team=1&team=2&at=days").text
    last = look(analyst)
    before = rounds(council)
    made = analyst.post(NEW, data=hidden(last))

    assert "What is asked? Plan a round: 1 of 4" in what
    assert "Which teams are asked? Plan a round: 2 of 4. Your IRO" in teams
    assert 'value="2026-12-01"' in days
    assert 'value="2027-02-28"' in days
    assert "Until 1 January 2027 you can change or cancel it" in words(last)
    assert before == []
    assert made.location.endswith("/staff/rounds#round-1")
    assert rounds(council) == [ROUND]
    assert council.deeds()[-1] == ("planned-round", "round 1")
    with council.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Collector)) == 2


def test_pressed_twice_is_one_round(council: Council, analyst: FlaskClient) -> None:
    """The second press leads to the same round; so does that of somebody who chose just the same."""
    form = hidden(look(analyst))
    other = council.signed_in("administrator")
    theirs = hidden(look(other))

    answers = [analyst.post(NEW, data=form), analyst.post(NEW, data=form)]
    answers.append(other.post(NEW, data=theirs))

    assert [answer.status_code for answer in answers] == [302] * 3
    assert {answer.location.rpartition("/")[2] for answer in answers} == {"rounds#round-1"}
    assert rounds(council) == [ROUND]
    assert [deed for deed, _ in council.deeds()].count("planned-round") == 1


def test_the_same_press_without_looking_for_the_same_round_is_refused(
    council: Council, analyst: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without that search whoever pressed twice is told that the team is asked already."""
    monkeypatch.setattr(planning, "find_same", lambda *_: None)
    form = hidden(look(analyst))

    first, second = analyst.post(NEW, data=form), analyst.post(NEW, data=form)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "already asked in round 1" in second.text


@pytest.mark.parametrize(
    ("wrong", "says", "title"),
    [
        ({"questionnaire": ""}, "Choose what is asked.", "What is asked?"),
        ({"questionnaire": "nothing"}, "There is no published questionnaire", "What is asked?"),
        ({"team": ""}, "Choose one team or more", "Which teams are asked?"),
        ({"team": "99"}, "Choose one team or more", "Which teams are asked?"),
        ({"opens": ""}, "Choose the first day.", "From when to when?"),
        ({"closes": "soon"}, "Choose the last day.", "From when to when?"),
        ({"closes": "2026-12-31"}, "before it opens", "From when to when?"),
        ({"opens": "2026-01-01", "closes": "2026-02-01"}, "is past", "From when to when?"),
        ({"closes": "9999-12-31"}, "Choose days in the years", "From when to when?"),
        ({"opens": "9999-12-31", "closes": "9999-12-31"}, "Choose days in", "From when to when?"),
        ({"opens": "0001-01-01"}, "Choose days in the years", "From when to when?"),
    ],
)
def test_what_is_wrong_is_told_on_its_screen_and_the_rest_kept(
    council: Council, analyst: FlaskClient, wrong: dict[str, str], says: str, title: str
) -> None:
    """Reached by going on and by sending the last screen; nothing is saved."""
    shown = look(analyst, **wrong)
    sent = analyst.post(NEW, data={**hidden(look(analyst)), **wrong})

    assert sent.status_code == 422
    for page in (shown, sent.text):
        assert says in html.unescape(page)
        assert f"<title>Error: {title}" in page
        kept = {name: value for name, value in CHOSEN.items() if name not in wrong}
        for name, value in kept.items():
            boxes = {"team": 'name="team" value="1,2"|value="1" checked'}
            pattern = boxes.get(
                name,
                f'name="{name}" value="{value}"|id="{name}"[^>]*value="{value}"|value="{value}" checked',
            )
            assert re.search(pattern, page), name
    assert rounds(council) == []


def test_what_changed_meanwhile_is_looked_at_again(council: Council, analyst: FlaskClient) -> None:
    """A team got another name between looking and pressing: told, nothing saved, one press more makes it."""
    form = hidden(look(analyst))
    with council.database.writing() as session:
        session.get_one(Team, 1).name = "Far North"

    stale = analyst.post(NEW, data=form)
    nothing = rounds(council)
    again = analyst.post(NEW, data=hidden(stale.text))

    assert stale.status_code == 409
    assert "changed meanwhile" in stale.text
    assert "Far North" in stale.text
    assert nothing == []
    assert again.status_code == 302


def test_a_form_without_what_was_seen_makes_nothing(council: Council, analyst: FlaskClient) -> None:
    """The control of the test above: it is what was seen that tells; with the right one it is made."""
    form = hidden(look(analyst))

    blind = analyst.post(NEW, data={**form, "seen": ""})
    nothing = rounds(council)
    seeing = analyst.post(NEW, data=form)

    assert (blind.status_code, nothing) == (409, [])
    assert (seeing.status_code, rounds(council)) == (302, [ROUND])


def test_asking_again_within_six_weeks_is_said_and_not_forbidden(
    council: Council, analyst: FlaskClient
) -> None:
    """A day inside the six weeks it is said, at six weeks it is not, and the other team is not asked again."""
    council.round(days=(-10, 10))  # North until 3 December
    near, far = ("2027-01-13", "2027-01-14")

    said = words(look(analyst, opens=near))
    not_said = words(look(analyst, opens=far))
    others = words(look(analyst, opens=near, team="2"))
    made = analyst.post(NEW, data=hidden(look(analyst, opens=near)))

    assert (
        "Asked again within six weeks Your IRO, 13 November 2026 to 3 December 2026: North" in said
    )
    assert "Asked again" not in not_said
    assert "Asked again" not in others
    assert made.status_code == 302


def test_every_team_is_every_team_that_goes_on(council: Council, analyst: FlaskClient) -> None:
    """One that closes before the round opens is left out."""
    with council.database.writing() as session:
        session.get_one(Team, 2).closed_on = dt.date(2026, 12, 31)

    made = analyst.post(NEW, data=hidden(look(analyst, team="all")))

    assert made.status_code == 302
    assert rounds(council) == [(*ROUND[:2], ("North",))]


def test_a_round_that_opens_today_says_so_and_is_open(
    council: Council, analyst: FlaskClient
) -> None:
    """The button says that it opens."""
    last = look(analyst, opens="2026-11-23")
    analyst.post(NEW, data=hidden(last))

    assert "It opens at once . Once it is open it cannot be changed" in words(last)
    assert "Open now" in analyst.get("/staff/rounds").text


def planned(council: Council, analyst: FlaskClient) -> str:
    """A planned round, and the address that changes it."""
    analyst.post(NEW, data=hidden(look(analyst)))
    return "/staff/rounds/1/change"


def test_a_planned_round_is_changed(council: Council, analyst: FlaskClient) -> None:
    """It begins with what it is; counts of the team that stays stay; pressed twice it is changed once."""
    path = planned(council, analyst)
    with council.database.writing() as session:
        members = {one.team_id: one for one in session.get_one(Round, 1).teams}
        members[1].due = 40
        for collector in session.scalars(select(Collector)):
            session.add(GivenOut(collector_id=collector.id, round_id=1, count=5))

    first = analyst.get(path).text
    last = analyst.get(f"{path}?{urlencode({**hidden(first), 'team': '1', 'at': 'look'})}").text
    answers = [analyst.post(path, data=hidden(last)) for _ in range(2)]

    assert re.search(r'value="1" checked.*value="2" checked', first, re.DOTALL)
    assert "Change a planned round: 3 of 3" in words(last)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert rounds(council) == [(*ROUND[:2], ("North",))]
    assert [deed for deed, _ in council.deeds()].count("changed-round") == 1
    with council.database.reading() as session:
        assert session.get_one(Round, 1).teams[0].due == 40
        assert [one.collector_id for one in session.scalars(select(GivenOut))] == [1]


def test_two_who_change_a_round_are_told(council: Council, analyst: FlaskClient) -> None:
    """The second sees what it is now, what they chose still stands, and they may save it then."""
    path = planned(council, analyst)
    seen = hidden(analyst.get(path).text)["seen"]
    mine = hidden(look(analyst, path=path, seen=seen, team="1"))
    theirs = hidden(look(analyst, path=path, seen=seen, closes="2027-02-28"))
    analyst.post(path, data=theirs)

    stale = analyst.post(path, data=mine)
    between = rounds(council)
    again = analyst.post(path, data=hidden(stale.text))

    assert stale.status_code == 409
    assert "Now it is: 1 January 2027 to 28 February 2027 , North, South" in words(stale.text)
    assert between == [(ROUND[0], dt.date(2027, 2, 28), ("North", "South"))]
    assert again.status_code == 302
    assert rounds(council) == [(*ROUND[:2], ("North",))]


def test_cancelling_asks_first(council: Council, analyst: FlaskClient) -> None:
    """Then the round is gone, its codes are not, and no round ever gets its number again."""
    planned(council, analyst)
    path = "/staff/rounds/1/cancel"
    page = analyst.get(path)
    asked = rounds(council)
    analyst.post(path, data=hidden(page.text))
    gone = rounds(council)
    answered = council.client().get("/q/BCDFGH")
    analyst.post(NEW, data=hidden(look(analyst)))

    assert "This cannot be undone" in page.text
    assert (asked, gone) == ([ROUND], [])
    assert answered.status_code == 410
    assert council.deeds()[-2:] == [("cancelled-round", "round 1"), ("planned-round", "round 2")]


def test_without_remembering_a_number_is_given_twice(
    council: Council, analyst: FlaskClient
) -> None:
    """The control: once the fact is forgotten, two rounds are called round 1 in the audit."""
    planned(council, analyst)
    analyst.post("/staff/rounds/1/cancel", data=hidden(analyst.get("/staff/rounds/1/cancel").text))
    with council.database.writing() as session:
        session.delete(session.get_one(Meta, LAST_CANCELLED))

    analyst.post(NEW, data=hidden(look(analyst)))

    assert council.deeds()[-2:] == [("cancelled-round", "round 1"), ("planned-round", "round 1")]


def test_cancelling_what_somebody_changed_is_told(council: Council, analyst: FlaskClient) -> None:
    """They see how it stands now."""
    path = planned(council, analyst)
    page = hidden(analyst.get("/staff/rounds/1/cancel").text)
    seen = hidden(analyst.get(path).text)["seen"]
    analyst.post(path, data=hidden(look(analyst, path=path, seen=seen, team="1")))

    stale = analyst.post("/staff/rounds/1/cancel", data=page)

    assert stale.status_code == 409
    assert "This is how it stands now" in stale.text
    assert len(rounds(council)) == 1


def test_a_round_that_has_begun_is_neither_changed_nor_cancelled(
    council: Council, analyst: FlaskClient
) -> None:
    """Not even by a form that was opened before it began."""
    path = planned(council, analyst)
    seen = hidden(analyst.get(path).text)["seen"]
    form = hidden(look(analyst, path=path, seen=seen, team="1"))
    cancel = hidden(analyst.get("/staff/rounds/1/cancel").text)

    with clock.frozen_at(NOON.replace(year=2027, month=1, day=1)):
        late = council.signed_in("administrator")
        proof = council.proof(late, "/staff/account/password")
        answers = [
            late.get(path),
            late.get("/staff/rounds/1/cancel"),
            late.post(path, data={**form, "csrf_token": proof}),
            late.post("/staff/rounds/1/cancel", data={**cancel, "csrf_token": proof}),
        ]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert all("has begun" in answer.text for answer in answers)
    assert rounds(council) == [ROUND]


def test_a_page_that_was_tried_out_before_the_round_was_cancelled_breaks_nothing(
    council: Council, analyst: FlaskClient
) -> None:
    """It is answered that nobody can answer just now."""
    planned(council, analyst)
    child = council.client()
    token = re.findall(r'name="token" value="([^"]+)"', child.get("/q/BCDFGH").text)[0]
    analyst.post("/staff/rounds/1/cancel", data=hidden(analyst.get("/staff/rounds/1/cancel").text))

    sent = child.post("/q/BCDFGH", data={"token": token, "know": "yes"})

    assert sent.status_code == 410
