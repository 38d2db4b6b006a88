"""Rounds as staff see them: what a page tells, closing early, and the workbook."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.models.asking import GivenOut, RoundTeam, Team
from tests.test_suggestions import live

from .conftest import NOON, TODAY, Council


def test_nothing_tells_no_answer_from_four(council: Council) -> None:
    """The page is the same, byte for byte, with 0, 1, 2, 3 and 4 answers."""
    client, round_id = council.signed_in(), council.round()
    pages = set()
    for _ in range(5):
        pages.add(_bare(client.get("/staff/rounds").text))
        council.answer(round_id, 1)

    assert len(pages) == 1
    assert "Fewer than 5 received" in pages.pop()


@pytest.mark.parametrize(("answers", "says"), [(5, 5), (9, 5), (10, 10), (14, 10)])
def test_answers_are_told_in_fives(council: Council, answers: int, says: int) -> None:
    """While a round is open staff see a number it has reached, never the number."""
    client, round_id = council.signed_in(), council.round()
    council.answer(round_id, answers)

    page = client.get("/staff/rounds").text

    assert f"At least {says} received" in page


def test_a_counted_round_says_exactly_how_many(council: Council) -> None:
    """Once it is counted the number is known and the workbook is there."""
    round_id = council.round(days=(-60, -20), counted_on=TODAY, received=13)

    page = council.signed_in().get("/staff/rounds").text

    assert "13 received" in page
    assert f"/staff/rounds/{round_id}/summary.xlsx" in page


@pytest.mark.parametrize(("teams", "says"), [(1, " of 20 given out"), (2, " 20 given out, as far")])
def test_what_came_in_is_held_against_what_every_team_noted(
    council: Council, teams: int, says: str
) -> None:
    """Of two teams one noted 20: that is told, and no share of it, nor a bar."""
    round_id = council.round()
    council.answer(round_id, 15)
    with council.database.writing() as session:
        session.add(GivenOut(collector_id=1, round_id=round_id, count=20))
        if teams == 2:
            south = session.scalars(select(Team).where(Team.name == "South")).one()
            session.add(RoundTeam(round_id=round_id, team_id=south.id))

    page = council.signed_in().get("/staff/rounds").text

    assert f"At least 15 received{'.' if teams == 2 else ''}{says}" in page
    assert ("of 20 given out" in page) == ("<progress" in page) == (teams == 1)


def test_a_sealed_round_never_says_how_many(council: Council) -> None:
    """Fewer than five stay sealed: one page for 0 and for 4, and no workbook."""
    ids = [
        council.round(days=(-60, -20), counted_on=TODAY, received=received, sealed=True)
        for received in (0, 4)
    ]
    page, pages = council.signed_in().get("/staff/rounds").text, set()
    for round_id in ids:
        card = re.search(rf'id="round-{round_id}".*?</li>', page, re.S)
        assert card
        pages.add(re.sub(rf"round[ -]{round_id}\b", "", card[0]))

    assert len(pages) == 1
    card_text = pages.pop()
    assert (
        "Waits for more answers: fewer than 5 came. They stay sealed and join the next round"
        in card_text
    )
    assert "summary.xlsx" not in card_text


def test_the_statuses_are_words(council: Council) -> None:
    """Each round stands under how it stands."""
    council.round(days=(5, 9))
    council.round(days=(-9, -1))
    council.round(days=(-5, 9))
    council.round(days=(-60, -20), counted_on=TODAY, received=13)

    page = council.signed_in().get("/staff/rounds").text

    headings = re.findall(r"<h2 id=[^>]+>([^<]+)</h2>", page)
    tags = re.findall(r'"govuk-tag[^>]*>([^<]+)<', page)
    assert headings == [
        "Open now", "Being counted", "Planned", "Counted", "How long a round should be",
    ]  # fmt: skip
    assert tags == ["Until 2 Dec", "Being counted", "From 28 Nov", "Counted"]


def test_a_manager_sees_the_rounds_of_the_own_team(council: Council) -> None:
    """Not those of another team, and no buttons."""
    council.round(team="North")
    council.round(team="South", days=(-3, 8))

    page = council.signed_in("manager").get("/staff/rounds").text

    assert page.count("fb-job ") + page.count('fb-job"') == 1
    assert "North" in page
    assert "South" not in page
    assert "Close tonight" not in page


def test_closing_tonight_takes_effect_at_midnight_and_can_be_undone(council: Council) -> None:
    """Until then the round is open, and one button keeps it so."""
    client, round_id = council.signed_in(), council.round()
    confirm = f"/staff/rounds/{round_id}/close"

    closed = council.post(client, confirm, page=confirm)
    page = client.get("/staff/rounds").text
    council.post(client, f"/staff/rounds/{round_id}/keep-open", page="/staff/rounds")
    again = client.get("/staff/rounds").text

    assert closed.location == "/staff/rounds"
    assert "Closes early, tonight at midnight" in page
    assert "Keep it open" in page
    assert "Close tonight" in again
    thing = f"round {round_id}"
    assert council.deeds()[-2:] == [("closed-early", thing), ("kept-open", thing)]


def test_after_midnight_a_closed_round_stays_closed(council: Council) -> None:
    """Keeping it open then is refused, and nothing is written down."""
    client, round_id = council.signed_in(), council.round()
    confirm = f"/staff/rounds/{round_id}/close"
    council.post(client, confirm, page=confirm)
    written = council.deeds()
    with clock.frozen_at(NOON + dt.timedelta(hours=13)):
        late = council.signed_in()
        response = council.post(late, f"/staff/rounds/{round_id}/keep-open", page="/staff/rounds")
        page = late.get("/staff/rounds").text

    assert response.status_code == 409
    assert "never opens again" in response.text
    assert "Being counted" in page
    assert [deed for deed in council.deeds() if deed not in written] == []


def test_a_planned_round_cannot_be_closed(council: Council) -> None:
    """The confirmation says that there is nothing to do, and a form sent anyway is refused."""
    client, round_id = council.signed_in(), council.round(days=(3, 9))
    council.round()

    page = client.get(f"/staff/rounds/{round_id}/close")
    sent = council.post(client, f"/staff/rounds/{round_id}/close", page="/staff/rounds")

    assert page.status_code == sent.status_code == 409


def test_an_unknown_round_is_not_found(council: Council) -> None:
    """A wrong number in the address is a kind page."""
    assert council.signed_in().get("/staff/rounds/99/close").status_code == 404
    assert council.signed_in().get("/staff/rounds/x/summary.xlsx").status_code == 404


@pytest.mark.parametrize(
    "facts",
    [{}, {"days": (-9, -1)}, {"days": (-60, -20), "counted_on": TODAY, "sealed": True}],
)
def test_there_is_no_workbook_until_a_round_is_counted(
    council: Council, facts: dict[str, object]
) -> None:
    """Open, being counted or sealed: 409, a kind page, and no row in the audit."""
    client, round_id = council.signed_in(), council.round(**facts)  # type: ignore[arg-type]

    response = client.get(f"/staff/rounds/{round_id}/summary.xlsx")

    assert response.status_code == 409
    assert "Back to the rounds" in response.text
    assert "downloaded-workbook" not in [deed for deed, _ in council.deeds()]


def test_the_workbook_of_a_counted_round_is_downloaded_and_written_down(council: Council) -> None:
    """A real Excel file under a name that says what it is, and who took it."""
    round_id = council.round(days=(-60, -20), counted_on=TODAY, received=13)

    response = council.signed_in().get(f"/staff/rounds/{round_id}/summary.xlsx")

    assert response.status_code == 200
    assert response.data[:2] == b"PK"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="iro-survey-2026-11-03-round-{round_id}.xlsx"'
    )
    assert council.deeds()[-1] == ("downloaded-workbook", f"round {round_id}")


def test_core_measures_are_downloaded_as_csv_and_written_down(council: Council) -> None:
    """Only once the round is counted; an open one is 409 and leaves no row."""
    open_id = council.round()
    round_id = council.round(days=(-60, -20), counted_on=TODAY, received=13)
    client = council.signed_in()

    early = client.get(f"/staff/rounds/{open_id}/core-measures.csv")
    unmoved = council.deeds()[-1]
    response = client.get(f"/staff/rounds/{round_id}/core-measures.csv")

    assert (early.status_code, unmoved[0]) == (409, "signed-in")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.data.startswith("\ufeffQuestionnaire,Version,Round,".encode())
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="iro-survey-2026-11-03-round-{round_id}-core-measures.csv"'
    )
    assert council.deeds()[-1] == ("downloaded-core-measures", f"round {round_id}")


def test_the_audit_is_never_changed(council: Council) -> None:
    """The database itself refuses."""
    council.signed_in()

    with council.database.engine.connect() as connection:
        for statement in ("UPDATE audit SET thing = 'nothing'", "DELETE FROM audit"):
            with pytest.raises(Exception, match="audit rows are never"):
                connection.exec_driver_sql(statement)


def _bare(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_the_length_of_rounds_is_suggested_to_who_sees_the_round(council: Council) -> None:
    """From a year of quarters of North, with six answers each; a manager sees it, no card without a counted round."""
    empty = council.signed_in().get("/staff/rounds").text
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        live(session, [north], {"North": 6}, questionnaire="conference")

    page = council.signed_in("manager").get("/staff/rounds").text

    assert "How long a round should be" not in empty
    assert "Conference survey: <strong>a quarter</strong>. By last year’s answers" in page


def test_a_suggestion_about_others_is_not_for_a_manager(council: Council) -> None:
    """A questionnaire that never asked the own team is not named."""
    with council.database.writing() as session:
        south = session.scalars(select(Team).where(Team.name == "South")).one()
        live(session, [south], {"South": 6}, questionnaire="conference")

    page = council.signed_in("manager").get("/staff/rounds").text

    assert "How long a round should be" not in page
    assert "Conference" not in page


def test_rounds_of_the_same_days_are_told_apart(council: Council) -> None:
    """By their ids, on the pages that name one and in the names of its files; others go without."""
    first, second = (
        council.round(days=(-60, -20), team=team, counted_on=TODAY, received=13)
        for team in ("North", "South")
    )
    other = council.round(days=(-60, -19), counted_on=TODAY, received=13)
    client = council.signed_in()

    pages = {path: client.get(f"/staff/rounds/{first}/{path}").text for path in ("records", "held")}
    listed = client.get("/staff/rounds").text
    names = [
        client.get(f"/staff/rounds/{one}/summary.xlsx").headers["Content-Disposition"]
        for one in (first, second)
    ]

    assert [path for path, page in pages.items() if f"(round {first})" not in page] == []
    assert f"(round {second})" in listed
    assert f"(round {other})" not in listed
    assert names[0] != names[1]


def test_links_of_rounds_of_the_same_days_are_told_apart(council: Council) -> None:
    """Where one chooses which round a file is made for."""
    ids = [council.round(), council.round()]
    page = council.signed_in().get("/staff/collectors").text

    found = re.findall(r"\(round (\d+)\)</option>", page)

    assert sorted(map(int, found)) == ids
