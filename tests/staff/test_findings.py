"""Results by team, group, service, quarter and theme: whatever is chosen, only whole rows of the workbook."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.asking import Round, Team
from feedback.reports import findings
from feedback.reports.findings import Found, Wish
from feedback.reports.shown import Count, MeasureFigure, RoundFigures
from tests.councils import add_round, add_teams, answer, count, make_snapshot
from tests.markup import read_html
from tests.reports.test_workbook import read_sheet

from .conftest import Council
from .test_results import read, rows_of, words

SIZES = {"North": (18, 6), "South": (9, 3), "Eastside": (2, 1), "Westside": (3, 0)}
GROUPS = {"South": "Trees", "Eastside": "Rivers", "Westside": "Rivers"}
GOOD, BAD = ["know=yes", "listened=always"], ["know=no", "listened=never"]
WHOSE = ("", "service:Care", "service:Other", "group:Trees", "group:Rivers", "team:North", "team:South", "team:Eastside", "team:nobody")  # fmt: skip
THEMES = ("", "worker", "voice", "nothing")
QUESTIONNAIRES = ("", "iro-survey", "conference", "nothing")
QUARTERS = ("", "2026-27 Q1", "2026-27 Q2", "nothing")

Row = tuple[str, str, str]  # measure, whose, in words


@pytest.fixture
def filled(council: Council) -> list[int]:
    """Two questionnaires and two quarters, with two teams too small to stand alone; the rounds' ids."""
    with council.database.writing() as session:
        add_teams(session, *((name, "Care") for name in SIZES if name not in ("North", "South")))
        teams = list(session.scalars(select(Team).where(Team.name.in_(SIZES))))
        for team in teams:
            team.service, team.group = "Care", GROUPS.get(team.name)
        found = []
        for questionnaire, opens in (
            ("iro-survey", dt.date(2026, 4, 1)),
            ("iro-survey", dt.date(2026, 7, 1)),
            ("conference", dt.date(2026, 7, 1)),
        ):
            round_ = add_round(
                session, teams, snapshot=make_snapshot(questionnaire=questionnaire, version=2),
                opens_on=opens, closes_on=opens + dt.timedelta(days=60),
            )  # fmt: skip
            for team in teams:
                good, bad = SIZES[team.name]
                answer(session, round_, team, times=good - opens.month // 4, answers=GOOD)
                answer(session, round_, team, times=bad + opens.month // 4, answers=BAD)
            found.append(count(session, round_).id)
    return found


def list_rows(page: Element) -> list[Row]:
    """What a page of findings shows: the name and the small words under it, and the figure."""
    found = []
    for row in page.findall(".//table[@class='govuk-table fb-chart']/tbody/tr[td]"):
        name = row.find("th")
        assert name is not None
        whose = words(name.find("small"))  # type: ignore[arg-type]
        cells = row.findall("td")
        found.append((words(name).removesuffix(whose).strip(), whose, words(cells[2])))
    return found


def read_workbook(council: Council, filled: list[int]) -> list[Row]:
    """The same of every row of Core measures, of all rounds."""
    client = council.signed_in()
    sheets = [
        read_sheet(client.get(f"/staff/rounds/{id_}/summary.xlsx").data, "Core measures")
        for id_ in filled
    ]
    return [
        (
            row["Measure"],
            f"{row['Team']}: {row['Teams included']}" if row["Team"] == "Other teams" else row["Team"],
            row["In words"].replace("[c]", "hidden"),
        )
        for sheet in sheets
        for row in sheet
    ]  # fmt: skip


def choices(*, every: bool = False) -> Iterator[dict[str, str]]:
    """Whose rows, with each of the other three filters; or `every` filter with every other."""
    names = ("who", "theme", "questionnaire", "quarter")
    for chosen in itertools.product(WHOSE, THEMES, QUESTIONNAIRES, QUARTERS):
        if every or sum(map(bool, chosen[1:])) <= 1:
            yield dict(zip(names, chosen, strict=True))


def list_shown(client: FlaskClient, chosen: Iterable[dict[str, str]]) -> list[Row]:
    """Every row that these filters show."""
    return [row for one in chosen for row in list_rows(read_with(client, one))]


def read_with(client: FlaskClient, chosen: dict[str, str]) -> Element:
    """The page of a filter."""
    response = client.get("/staff/find-results", query_string=chosen)
    assert response.status_code == 200, chosen
    return read_html(response.text)


def test_no_filter_cuts_finer_than_the_workbook(
    council: Council, filled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """90 filters show whole rows alone. The control: one that takes a team out of the row it was put into is seen."""
    client, workbook = council.signed_in(), read_workbook(council, filled)

    shown = list_shown(client, choices())

    assert len(shown) > 100
    assert set(shown) <= set(workbook)
    monkeypatch.setattr("feedback.staff.findings.find_figures", cut_finer)
    careless = list_shown(client, [{"who": "team:Eastside"}])
    assert careless
    assert not set(careless) & set(workbook)


@pytest.mark.soak
def test_no_filters_together_cut_finer_either(council: Council, filled: list[int]) -> None:
    """All 576 of them."""
    shown = list_shown(council.signed_in(), choices(every=True))

    assert len(shown) > 500
    assert set(shown) <= set(read_workbook(council, filled))


def cut_finer(rounds: list[RoundFigures], wish: Wish) -> list[Found]:
    """A careless filter: the merged row without the other teams."""
    found = findings.find_figures(rounds, wish)
    three = MeasureFigure(Count(3, 2, 2), Count(3, 1, 1), None, of_those_asked=False, not_asked=0)
    cut = {"teams_included": (wish.team,), "called_now": ()}
    return [
        (round_, replace(row, **cut, measures={question.id: three}), question)
        for round_, row, question in found
        if wish.team and row.kind == "other"
    ]


def test_each_filter_finds_what_it_is_called_for(council: Council, filled: list[int]) -> None:
    """A theme across questionnaires, a small team in its row, a group whose row is its own, a quarter."""
    client = council.signed_in()

    def find(**chosen: str) -> list[Row]:
        return list_rows(read_with(client, chosen))

    voice = find(theme="voice", quarter="2026-27 Q2")
    small = find(who="team:Eastside", theme="worker")
    assert {row[0] for row in voice} == {"Listened to", "Ran part of it well"}
    assert {row[1] for row in voice} == {"All teams"}
    assert len(voice) == 4
    assert {row[1] for row in small} == {"Other teams: Eastside, Westside"}
    assert find(who="group:Rivers", theme="worker") == small
    assert {row[1] for row in find(who="group:Trees")} == {"South"}
    assert {row[1] for row in find(who="service:Care")} >= {"North", "South"}
    assert len(find(quarter="2026-27 Q1", theme="worker")) == 1
    assert find(theme="nothing") == []


def test_a_manager_finds_the_own_row_and_all_teams(council: Council, filled: list[int]) -> None:
    """Neither another team's row nor its name, whatever the address says; an analyst sees both."""
    manager, analyst = council.signed_in("manager"), council.signed_in()

    seen = {row[1] for chosen in choices() for row in list_rows(read_with(manager, chosen))}
    page = manager.get("/staff/find-results?who=team:South").text

    assert seen == {"North", "All teams"}
    assert "Eastside" not in page
    assert "team:South" not in page
    assert "Nothing found" in page
    assert list_rows(read_with(analyst, {"who": "team:South"}))


def test_a_service_of_then_is_found_by_its_name(council: Council, filled: list[int]) -> None:
    """Teams have gone over to another service since: the rows are of the one they were counted in. A manager is not told of it."""
    with council.database.writing() as session:
        for team in session.scalars(select(Team).where(Team.name.in_(SIZES))):
            team.service = "Families"
    analyst, manager = council.signed_in(), council.signed_in("manager")

    page = read_with(analyst, {"who": "service:Care", "theme": "worker"})

    assert {row[1] for row in list_rows(page)} >= {"North", "South"}
    assert "Service: Care" in [words(one) for one in page.iter("option")]
    assert "Service: Care" not in manager.get("/staff/find-results").text


def test_what_was_chosen_stays_chosen(council: Council, filled: list[int]) -> None:
    """The lists show it, and the page is a whole one."""
    page = read(council.signed_in(), "/staff/find-results?who=team:South&theme=voice")

    chosen = [o.attrib["value"] for o in page.iter("option") if "selected" in o.attrib]
    assert chosen == ["voice", "team:South"]
    assert len(rows_of(page)) == 4


def test_each_team_is_found_in_its_newest_round(council: Council) -> None:
    """Rounds of their own for two services, two of each: the newest of both is shown, and no older one."""
    spring = (dt.date(2026, 6, 20), dt.date(2026, 6, 30))
    summer = (dt.date(2026, 9, 20), dt.date(2026, 9, 30))
    with council.database.writing() as session:
        east = add_teams(session, ("Oak", "East"), ("Elm", "East"))
        west = add_teams(session, ("Ash", "West"), ("Fir", "West"))
        for days in (spring, summer):
            for teams, last in zip((east, west), days, strict=True):
                fill_round(session, teams, closes_on=last)
    client = council.signed_in()

    def list_days(**chosen: str) -> list[str]:
        page = read_with(client, {"theme": "worker", **chosen})
        return [words(one).split(" to ")[1] for one in page.findall(".//tr/th[@scope='rowgroup']")]

    assert list_days() == ["20 Sep 2026", "30 Sep 2026"]
    assert list_days(who="team:Oak") == list_days(who="service:East") == ["20 Sep 2026"]
    assert list_days(who="team:Ash") == ["30 Sep 2026"]
    assert list_days(who="team:Oak", quarter="2026-27 Q1") == ["20 Jun 2026"]


def fill_round(session: Session, teams: Sequence[Team], *, closes_on: dt.date) -> Round:
    """A counted round of `teams`, each with twelve answers."""
    opens_on = closes_on - dt.timedelta(days=60)
    round_ = add_round(
        session, teams, snapshot=make_snapshot(version=2), opens_on=opens_on, closes_on=closes_on
    )
    for team in teams:
        answer(session, round_, team, times=12)
    return count(session, round_)
