"""The first page says what to do now, to every role; and nothing of how many answers came."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, update

from feedback import clock, talks
from feedback.edges import GRACE
from feedback.models.accounts import Role
from feedback.models.asking import RoundTeam
from feedback.talks import Asked
from feedback.tick import run_tick
from feedback.web.context import KEY

from .conftest import NOON, TODAY, Council


def home(council: Council, role: Role = Role.ADMINISTRATOR) -> str:
    """The first page of somebody with this role."""
    return council.signed_in(role).get("/staff/").text


def test_what_is_late_stands_there_with_its_link(council: Council) -> None:
    """A round that is three weeks old and ends in five days, without numbers."""
    council.round(days=(-21, 5))
    with council.database.writing() as session:
        session.execute(update(RoundTeam).values(due=None))

    page = home(council)

    for words in (
        "Your IRO closes on Saturday 28 November",
        "North has noted nothing for two weeks.",
        "Say how many were due: Your IRO",
        "from Sunday 29 November 2026, if enough people answer",
    ):
        assert words in page
    for path in ("/staff/given-out", "/staff/due", "/staff/rounds#round-1"):
        assert f'href="{path}">' in page


def test_a_champion_is_led_to_the_own_counts(council: Council) -> None:
    """Who cannot paste a list of all teams gets the page of one. South's round is not theirs."""
    council.round(days=(-21, 5), team="South")
    assert "Nothing to do now" in home(council, Role.CHAMPION)
    council.round(days=(-21, 5))
    with council.database.writing() as session:
        session.execute(update(RoundTeam).values(due=None))

    page = home(council, Role.CHAMPION)

    assert "North has not said." in page
    assert "South" not in page
    assert 'href="/staff/due"' not in page


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.ADMINISTRATOR, "Go through the set-up list"),
        (Role.ANALYST, "Plan the first round"),
        (Role.MANAGER, "No round is open or planned with North."),
        (Role.CHAMPION, "No round is open or planned with North."),
        (Role.DUTY_READER, "Nothing to read now"),
        (Role.INTERVIEWER, "Type in what came on paper"),
        (Role.REVIEWER, "Say what should change"),
        (Role.CONTRIBUTOR, "What is asked of North appears here"),
    ],
)
def test_an_empty_page_says_what_comes(council: Council, role: Role, words: str) -> None:
    """Kindly, to each role, and the bar says where one is."""
    page = home(council, role)

    assert words in page
    assert 'aria-current="page">Now</a>' in page


def test_comments_wait_at_once_and_the_reader_alone_is_told(council: Council) -> None:
    """Before the count and after it; no word of them stands there, and an administrator's page is as with none."""
    round_id = council.round(days=(-20, 0))
    before = home(council, Role.ADMINISTRATOR)
    council.answer(round_id, 9, comments='{"best": "Biscuits"}', waits=True)
    sealed = [home(council, role) for role in (Role.DUTY_READER, Role.ADMINISTRATOR)]
    over = clock.day_ends_at(TODAY, council.settings.zone) + GRACE
    with clock.frozen_at(over):
        run_tick(council.database, council.settings)
        page = home(council, Role.DUTY_READER)
        others = home(council, Role.ADMINISTRATOR)

    assert bare(sealed[1]) == bare(before)
    assert "Comments or unsafe answers wait for you." in sealed[0]
    assert "Comments or unsafe answers wait for you." in page
    assert "Biscuits" not in page + sealed[0]
    assert "wait for you" not in others


def bare(page: str) -> str:
    """A page without its proofs."""
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.DUTY_READER])
def test_any_number_of_answers_looks_alike(council: Council, role: Role) -> None:
    """None, four, five and thirty. The control: the rounds' own page tells five from four."""
    round_id = council.round(days=(-21, 5))
    seen, rounds = [], []
    client, admin = council.signed_in(role), council.signed_in(Role.ADMINISTRATOR)
    for more in (0, 4, 1, 25):
        council.answer(round_id, more)
        seen.append(bare(client.get("/staff/").text))
        rounds.append(bare(admin.get("/staff/rounds").text))

    assert seen == [seen[0]] * 4
    assert rounds[0] == rounds[1] != rounds[2] != rounds[3]


def test_asking_again_too_soon_is_told(council: Council) -> None:
    """A planned round three weeks after an open one. The control: of another team nothing is said."""
    council.round(days=(-10, 10))
    council.round(days=(30, 60), team="South")
    assert "Too soon?" not in home(council)

    council.round(days=(31, 60))

    assert "Asks North again within six weeks: Your IRO ends on 3 December 2026." in home(council)


def test_the_page_asks_the_database_the_same_for_many_counted_rounds(council: Council) -> None:
    """Forty of them add not one statement, nor does a second open round. The control: any other statement is counted."""
    council.round()
    client = council.signed_in()
    client.get("/staff/")
    few = count_statements(council, client)
    for number in range(40):
        council.round(days=(-90 - number, -60 - number), counted_on=TODAY, received=12)
    many = count_statements(council, client)

    council.round(team="South")

    assert many == few < 30
    assert count_statements(council, client) == many
    assert count_statements(council, client, path="/staff/rounds") != many


def count_statements(council: Council, client: FlaskClient, *, path: str = "/staff/") -> int:
    """How many statements one look at a page takes."""
    seen: list[str] = []
    note = lambda _c, _u, statement, *_: seen.append(statement)  # noqa: E731
    engine = council.app.extensions[KEY].database.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_days_are_those_of_the_council(council: Council) -> None:
    """At half past midnight in summer the day is already the next one there."""
    with clock.frozen_at(dt.datetime(2027, 6, 20, 23, 30, tzinfo=dt.UTC)):
        assert "Monday 21 June 2027" in home(council)
    assert NOON.date() == TODAY


def test_a_council_without_a_round_is_told_its_first_steps(council: Council) -> None:
    """In their order, with where each is done; the set-up list for the administrator alone; none once a round is planned."""
    empty = {role: home(council, role) for role in (Role.ADMINISTRATOR, Role.ANALYST, Role.MANAGER)}
    council.round(days=(-60, -20), counted_on=TODAY, received=13)
    later = home(council)

    assert empty[Role.ADMINISTRATOR].count('<span class="govuk-tag">Done</span>') == 1  # teams
    for path in ("/staff/teams", "/staff/set-up", "/staff/preview", "/staff/rounds/new"):
        assert f'href="{path}">' in empty[Role.ADMINISTRATOR].partition("First steps")[2]
    assert "Plan the first round" in empty[Role.ANALYST]
    assert "Go through the set-up list" not in empty[Role.ANALYST]
    assert "First steps" not in empty[Role.MANAGER]
    assert "First steps" not in later


def test_what_is_late_says_so_and_its_day(council: Council) -> None:
    """Somebody who wants to talk, past the day they were told. The controls: before the day, and on it."""
    with council.database.writing() as session:
        asked = Asked(who="Sam", reach="01632 960123")
        talks.take(session, b"key", asked, language="en", zone=council.settings.zone)
    found = {}
    for days in (0, 1, 7):
        with clock.frozen_at(NOON + dt.timedelta(days=days)):
            page = home(council, Role.DUTY_READER)
        found[days] = " ".join(re.sub(r"<[^>]+>", " ", page.partition("fb-jobs")[2]).split())

    assert "Tue 24 Nov Talk to somebody who asked for it" in found[0]
    assert "Today Talk to somebody who asked for it" in found[1]
    assert "Overdue Tue 24 Nov Talk to somebody who asked for it" in found[7]
    late = "The first day, Tuesday 24 November, is over."
    assert [late in page for page in found.values()] == [False, False, True]
