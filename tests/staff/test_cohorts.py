"""How many there are, on a page: looked through first, saved whole, put back, and read beside who answered."""

import datetime as dt
import html
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.cohorts import read_cohorts
from feedback.models.asking import Team
from tests.councils import add_round, answer, count, make_snapshot
from tests.reports.test_workbook import read_sheet

from .conftest import Council
from .test_due import seen_on
from .test_results import read, words

PAGE = "/staff/cohorts?questionnaire=iro-survey&year=2026-27"
LIST = "item,code,count\neq_age,8-10,400\neq_age,11-13,390\neq_age,14-15,212\n"
SAID = (
    "Fewer answered “14 or 15” to “How old are you?” than there are: "
    "8% of those who said, 21% of children and young people."
)


@pytest.fixture
def round_id(council: Council) -> int:
    """A counted round of North in which 60, 32 and 8 of each age answered, and 2 with one answer hidden."""
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        round_ = add_round(
            session, [north], snapshot=make_snapshot(version=2),
            opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 9, 30),
        )  # fmt: skip
        for age, times in (("8-10", 60), ("11-13", 32), ("14-15", 8)):
            answer(session, round_, north, times=times, equality=[f"eq_age={age}"])
        return count(session, round_).id


def send(council: Council, client: FlaskClient, text: str = LIST, **fields: str):  # type: ignore[no-untyped-def]
    """Send the list of the page."""
    chosen = {"questionnaire": "iro-survey", "year": "2026-27", "list": text}
    return council.post(client, "/staff/cohorts", page=PAGE, **chosen, **fields)


def kept(council: Council) -> list[int]:
    """The counts of the year, in the order of the list."""
    with council.database.reading() as session:
        counts = read_cohorts(session).get(("iro-survey", "2026-27"), {})
    return [counts[one] for one in sorted(counts)]


def save(council: Council, client: FlaskClient, text: str = LIST):  # type: ignore[no-untyped-def]
    """Look through a list and save it."""
    looked = send(council, client, text, do="look")
    return send(council, client, text, do="save", seen=seen_on(looked.text))


def test_a_list_is_filled_in_looked_through_saved_and_put_back(
    council: Council, round_id: int
) -> None:
    """The page has every answer ready; nothing is kept before the second press; the old list comes back."""
    client = council.signed_in()
    empty = words(read(client, PAGE))
    looked = send(council, client, do="look")
    unchanged = kept(council)
    saved = send(council, client, do="save", seen=seen_on(looked.text))
    before = html.unescape(saved.text.split('name="list" value="')[1].split('"')[0])

    assert "item,code,count eq_age,8-10, eq_age,11-13, eq_age,14-15," in empty
    assert "<strong>210</strong>" in looked.text
    assert unchanged == []
    assert kept(council) == [390, 210, 400]
    assert "eq_age,14-15,210" in words(read(client, PAGE))
    assert council.deeds()[-1] == ("saved-cohort", "cohort iro-survey 2026-27")
    save(council, client, before)
    assert kept(council) == []


def test_wrong_lines_are_named_and_the_list_stays(council: Council, round_id: int) -> None:
    """In the box exactly what was pasted, no button to save, and nothing kept."""
    text = "item,code,count\n<b>hair</b>,red,5\neq_age,8-10,5\n"
    client = council.signed_in()

    for page in (send(council, client, text, do="look"), send(council, client, text, do="save")):
        assert page.status_code == 422
        assert "There are 2 problems" in page.text
        assert "eq_age needs a count for 11-13, 14-15 too" in page.text
        assert html.escape(text) in page.text
        assert 'value="save"' not in page.text
    assert kept(council) == []


def test_two_people_who_save_at_once_are_told(council: Council, round_id: int) -> None:
    """The second sees what is there now, and can press once more."""
    client = council.signed_in()
    seen = seen_on(send(council, client, do="look").text)
    save(council, council.signed_in("administrator"), LIST.replace("400", "500"))

    stale = send(council, client, do="save", seen=seen)
    unmoved = kept(council)
    send(council, client, do="save", seen=seen_on(stale.text))

    assert stale.status_code == 409
    assert "Somebody else changed some of these counts meanwhile" in stale.text
    assert (unmoved, kept(council)) == ([390, 210, 500], [390, 210, 400])


def test_whoever_filled_in_an_old_list_is_told_when_looking_through_it(
    council: Council, round_id: int
) -> None:
    """It holds every count there was, so that saving it would undo what somebody else saved meanwhile."""
    client = council.signed_in()
    opened = client.get(f"{PAGE}?questionnaire=iro-survey").text
    begun = opened.split('name="begun" value="')[1].split('"')[0]
    fresh = send(council, client, do="look", begun=begun).text
    save(council, council.signed_in("administrator"), LIST.replace("400", "500"))

    late = send(council, client, do="look", begun=begun)

    assert "since you opened this list" not in fresh
    assert late.status_code == 200
    assert "Somebody else saved counts since you opened this list" in late.text
    assert html.escape(LIST.strip()) in late.text
    assert kept(council) == [390, 210, 500]


def test_the_results_say_who_is_missing_as_the_workbook_does(
    council: Council, round_id: int
) -> None:
    """One sentence, and each row of the page is the row of the sheet; before there are counts, neither."""
    client = council.signed_in()
    path = f"/staff/rounds/{round_id}/results"
    before = client.get(path).text
    save(council, client)

    page = read(client, path)

    assert "than there are" not in before
    assert SAID in words(page)
    (table,) = [t for t in page.iter("table") if words(t).startswith("How old are you?")]
    rows = [[words(cell) for cell in row] for row in table.findall("tbody/tr")]
    workbook = client.get(f"/staff/rounds/{round_id}/summary.xlsx").data
    sheet = [r for r in read_sheet(workbook, "Who answered") if r["Item"] == "How old are you?"]
    assert rows == [
        [f"{r['Answer']}{say_gap(r)}", f"{r['Count']} ({r['Per cent']:.0%})"] for r in sheet
    ]
    assert sum(bool(say_gap(r)) for r in sheet) == 3


def say_gap(row: Mapping[str, object]) -> str:
    """What the page says under an answer, by the row of the sheet."""
    if row["Gap"] == "[z]":
        return ""
    return (
        f" There are {row['Cohort']} ({row['Cohort per cent']:.0%}). "
        f"Of those who said, {row['Of those who said']}. Gap: {row['Gap']}."
    )


def test_another_year_is_another_cohort(council: Council, round_id: int) -> None:
    """Counts of last year say nothing of this round."""
    client = council.signed_in()
    chosen = {"questionnaire": "iro-survey", "year": "2025-26", "list": LIST}
    looked = council.post(client, "/staff/cohorts", page=PAGE, do="look", **chosen)
    council.post(
        client, "/staff/cohorts", page=PAGE, do="save", seen=seen_on(looked.text), **chosen
    )

    assert SAID not in words(read(client, f"/staff/rounds/{round_id}/results"))
    save(council, client)
    assert SAID in words(read(client, f"/staff/rounds/{round_id}/results"))
