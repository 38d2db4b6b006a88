"""Half-years and years on the results pages: what the workbook says, to those who may see all that is added up."""

import re
from xml.etree.ElementTree import Element

from feedback.renames import change_team
from feedback.teams import TeamLine, open_teams
from tests.reports.test_workbook import read_sheet

from .conftest import Council
from .test_results import SIZES, SPRING, fill, read, rows_of, words

ROUND = "/staff/rounds/{}/results"
KNOW = "?measure=iro.know"


def captions(page: Element) -> list[str]:
    """The captions of the tables below the round's own."""
    return [words(c) for c in page.iter("caption") if c.attrib.get("id", "").startswith("period-")]


def test_page_and_workbook_add_up_alike(council: Council) -> None:
    """Each row of the half-year: its teams, its words and its bar are those of Core measures."""
    fill(council, sizes={**SIZES, "Eastside": (6, 1), "Westside": (5, 1)}, days=SPRING)
    round_id = fill(council, sizes={**SIZES, "North": (6, 18)})
    client = council.signed_in()

    sheet = read_sheet(client.get(f"/staff/rounds/{round_id}/summary.xlsx").data, "Core measures")
    page = read(client, ROUND.format(round_id) + KNOW)

    cells = {row["Half-year teams"]: row for row in sheet if row["Question"] == "know"}
    rows = rows_of(page, added=True)
    assert captions(page) == [
        "Half-year 2026-27 H1: Knows who their IRO is, 2 rounds added up",
    ]
    assert [name for name, *_ in rows] == [
        "All teams", "North", "South", "Other teams Eastside, Westside",
    ]  # fmt: skip
    assert len(cells) == len(rows)
    for name, said, drawn, _ in rows:
        teams = {"All teams": "All 4 teams of the half-year"}.get(
            name, name.removeprefix("Other teams ")
        )
        cell = cells[teams]
        assert said == cell["Half-year in words"]
        assert [drawn[end] for end in ("base", "low", "high")] == [
            cell[f"Half-year {end}"] for end in ("answered", "low", "high")
        ]


def test_all_measures_of_all_teams_stand_below_the_round(council: Council) -> None:
    """In the order of the questionnaire, each leading to its own page; a routed one says hidden as above."""
    fill(council, days=SPRING)
    round_id = fill(council)

    page = read(council.signed_in(), ROUND.format(round_id))

    assert captions(page) == ["Half-year 2026-27 H1: all teams, 2 rounds added up"]
    assert [(name, said) for name, said, *_ in rows_of(page, added=True)] == [
        ("Knows who their IRO is", "62 to 68 of 84 (74 to 81%)"),
        ("Listened to", "62 to 68 of 84 (74 to 81%)"),
        ("Ran part of it well", "hidden"),
    ]


def test_a_routed_measure_has_no_empty_table(council: Council) -> None:
    """Where nothing can be added up, no table says hidden row by row."""
    fill(council, days=SPRING)
    round_id = fill(council)

    page = read(council.signed_in(), ROUND.format(round_id) + "?measure=iro.chaired")

    assert captions(page) == []


def test_the_page_says_why_a_period_is_not_there(council: Council) -> None:
    """The year runs until March; the half-year of one round alone would only repeat it.

    Over time there may be many of one round, so only what is still to come is named.
    """
    round_id = fill(council)
    client = council.signed_in()
    path = ROUND.format(round_id)
    texts = [words(read(client, one)) for one in (path, path + KNOW, "/staff/results/iro-survey")]

    running = "Year 2026-27 is not shown: it is not over, or a round of it is not counted yet."
    alone = "Half-year 2026-27 H1 is not shown: it has only one round with figures."
    assert [running in text for text in texts] == [True, True, True]
    assert [alone in text for text in texts] == [True, True, False]


def test_a_manager_sees_the_own_team_and_all_teams(council: Council) -> None:
    """North stood alone in both rounds, and so it does in the half-year."""
    fill(council, days=SPRING)
    round_id = fill(council)

    path = ROUND.format(round_id) + KNOW
    manager = rows_of(read(council.signed_in("manager"), path), added=True)
    analyst = rows_of(read(council.signed_in(), path), added=True)

    assert [name for name, *_ in manager] == ["All teams", "North"]
    assert [row for row in analyst if row[0] in ("All teams", "North")] == manager
    assert len(analyst) == 4


def test_a_manager_of_a_renamed_team_sees_it_all_the_same(council: Council) -> None:
    """The row has the name of the last count in it, and holds the rounds under either name."""
    fill(council, days=SPRING)
    with council.database.writing() as session:
        (north,) = open_teams(session, "North")
        change_team(
            session, north, TeamLine("Northgate", north.service, north.group),
            zone=council.settings.zone,
        )  # fmt: skip
    round_id = fill(
        council, sizes={"Northgate" if n == "North" else n: s for n, s in SIZES.items()}
    )

    path = ROUND.format(round_id) + KNOW
    manager = rows_of(read(council.signed_in("manager"), path), added=True)
    analyst = rows_of(read(council.signed_in(), path), added=True)

    assert [name for name, *_ in manager] == ["All teams", "Northgate"]
    assert [row for row in analyst if row[0] in ("All teams", "Northgate")] == manager
    assert len(analyst) == 4


def test_a_manager_sees_no_row_that_holds_another_teams_round(council: Council) -> None:
    """North and South stood apart in spring, together in summer. Their half-year less what North's manager
    sees of both rounds would be South's spring, which is South's alone.
    """
    fill(council, sizes={"North": (6, 0), "South": (9, 3), "East": (20, 4)}, days=SPRING)
    round_id = fill(council, sizes={"North": (3, 1), "South": (3, 1), "East": (20, 4)})

    for path in (ROUND.format(round_id) + KNOW, "/staff/results/iro-survey?measure=iro.know"):
        manager = words(read(council.signed_in("manager"), path))
        analyst = words(read(council.signed_in(), path))
        hidden = re.compile(r"\b\d+ to \d+ of 26\b")
        if "rounds" in path:
            assert hidden.search(analyst)
        assert not hidden.search(manager)


def test_a_manager_sees_no_period_with_a_round_of_others(council: Council) -> None:
    """All teams of the half-year less all teams of the own round would be all teams of the other."""
    fill(council, sizes={"South": (20, 10)}, days=SPRING)
    round_id = fill(council, sizes={"North": (20, 10), "South": (10, 20)})

    path = ROUND.format(round_id) + KNOW
    manager, analyst = (read(council.signed_in(role), path) for role in ("manager", "analyst"))

    assert rows_of(manager, added=True) == []
    assert "All teams" in [name for name, *_ in rows_of(analyst, added=True)]
