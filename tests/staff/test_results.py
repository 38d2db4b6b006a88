"""Results as staff see them: what a page shows is what the workbook holds, and no more than somebody may see."""

import datetime as dt
import io
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models.accounts import Role
from feedback.models.asking import Round, Team
from tests.councils import add_round, add_teams, answer, count, give_out, make_snapshot
from tests.markup import read_html
from tests.reports.test_headlines import read_chart
from tests.reports.test_workbook import read_sheet

from .conftest import TODAY, Council

GOOD, BAD = ["know=yes", "listened=always"], ["know=no", "listened=never"]
OLDER = {"Eastside": ["eq_age=11-13"]}  # one child alone
NUMBERS = ("base", "low", "high", "negative-low", "negative-high")
SIZES = {"North": (18, 6), "South": (9, 3), "Eastside": (2, 1), "Westside": (3, 0)}
SPRING = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
SUMMER = (dt.date(2026, 7, 1), dt.date(2026, 9, 30))


def fill(
    council: Council,
    *,
    sizes: Mapping[str, tuple[int, int]] = SIZES,
    days: tuple[dt.date, dt.date] = SUMMER,
    version: int = 2,
) -> int:
    """A counted round of these teams, each with so many good and bad answers; its id."""
    with council.database.writing() as session:
        known = {team.name: team for team in session.scalars(select(Team))}
        missing = [name for name in sizes if name not in known]
        added = add_teams(session, *((name, "Care") for name in missing))
        known.update((team.name, team) for team in added)
        round_ = add_round(
            session, [known[name] for name in sizes], snapshot=make_snapshot(version=version),
            opens_on=days[0], closes_on=days[1], due=dict.fromkeys(sizes, 40),
        )  # fmt: skip
        for name, (good, bad) in sizes.items():
            answer(session, round_, known[name], times=good, answers=GOOD, equality=["eq_age=8-10"])
            answer(
                session, round_, known[name], times=bad, answers=BAD, equality=OLDER.get(name, [])
            )
        return count(session, round_).id


def read(client: FlaskClient, path: str, status: int = 200) -> Element:
    """The page as a tree."""
    response = client.get(path)
    assert response.status_code == status, response.text
    return read_html(response.text)


def words(element: Element) -> str:
    """What stands in an element, spaces as one."""
    return " ".join("".join(element.itertext()).split())


def rows_of(page: Element, *, added: bool = False) -> list[tuple[str, str, dict[str, int], str]]:
    """Each row of bars: its name, its words, what its bar says it draws, and its change.

    Those of the round, or those of the half-year and the year `added` up below it, which have no change.
    """
    found = []
    tables = page.findall(".//table[@class='govuk-table fb-chart']")
    own = [one for one in tables if _caption(one).startswith("period-") is added]
    for row in (row for table in own for row in table.findall("tbody/tr")):
        cells = row.findall("td")
        if not cells:
            continue
        (svg,) = cells[1]
        drawn = {name: int(svg.attrib[f"data-{name}"]) for name in NUMBERS if f"data-{name}" in svg.attrib}  # fmt: skip
        name = (
            "".join(
                row.find("th").itertext(),
            )
            if row.find("th") is not None
            else ""
        )  # type: ignore[union-attr]
        found.append((name, words(cells[2]), drawn, words(cells[3]) if cells[3:] else ""))
    return found


def _caption(table: Element) -> str:
    caption = table.find("caption")
    assert caption is not None
    return caption.attrib["id"]


def test_screen_workbook_and_chart_say_the_same(council: Council) -> None:
    """Every row of every measure: page, By team, Core measures, the bar, Headlines and its Excel chart."""
    fill(council, days=SPRING)
    round_id = fill(council, sizes={**SIZES, "North": (6, 18)})
    client = council.signed_in()

    workbook = client.get(f"/staff/rounds/{round_id}/summary.xlsx").data
    by_team, core = read_sheet(workbook, "By team"), read_sheet(workbook, "Core measures")
    headlines = {row["Measure"]: row for row in read_sheet(workbook, "Headlines")}
    seen = 0
    for measure in ("iro.know", "iro.listened", "iro.chaired"):
        page = read(client, f"/staff/rounds/{round_id}/results?measure={measure}")
        rows = rows_of(page)
        cells = [row for row in core if row["Measure code"] == measure]
        assert len(rows) == len(cells) == len(by_team)
        for name, said, drawn, change in rows:
            cell = next(c for c in cells if name.startswith(c["Team"]))
            team = next(c for c in by_team if name.startswith(c["Team"]))
            assert said == cell["In words"].replace("[c]", "hidden")
            assert cell["In words"] == team[cell["Measure"]]
            _check_bar(drawn, cell)
            if name == "All teams" and cell["Measure"] in headlines:
                headline = headlines[cell["Measure"]]
                assert (headline["Figure"], headline["Base"]) == (said, drawn["base"])
                assert (headline["Low"], headline["High"]) == (drawn["low"], drawn["high"])
                assert headline["Low %"] == pytest.approx(drawn["low"] / drawn["base"])
                assert headline["Change"] in change or change.startswith("–")
                seen += 1
    assert seen == 2
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    (chart,) = book["Headlines"]._charts  # type: ignore[attr-defined]
    bars = read_chart(workbook, chart)
    assert bars == [
        (row["In the chart"], row["Low %"], row["Span %"])
        for name, row in headlines.items()
        if name not in ("Received", "Rate")
    ]


def _check_bar(drawn: dict[str, int], cell: Mapping[str, object]) -> None:
    """The bar draws what the row of Core measures holds, and nothing where that is hidden."""
    expected = {
        "base": cell["Answered"], "low": cell["Low"], "high": cell["High"],
        "negative-low": cell["Negative low"], "negative-high": cell["Negative high"],
    }  # fmt: skip
    if cell["Low"] == "[c]":
        assert drawn == {}
        return
    if cell["Answered"] < 20 or cell["Negative low"] == "[c]":  # type: ignore[operator]
        del expected["negative-low"], expected["negative-high"]
    assert drawn == expected


def test_the_round_shows_its_headlines_with_their_base(council: Council) -> None:
    """Given out, due, received and rate, and the measures named with their figures."""
    round_id = fill(council)
    client = council.signed_in()

    page = read(client, f"/staff/rounds/{round_id}/results")

    workbook = client.get(f"/staff/rounds/{round_id}/summary.xlsx").data
    by_team = read_sheet(workbook, "By team")[-1]
    figures = [words(dd) for dd in page.findall(".//dl[@class='fb-figures']/div/dd")]
    assert figures == ["not recorded", "160", "42", "26%"]
    assert round(100 * by_team["Rate"]) == 26
    named = [words(item) for item in page.findall(".//div[@class='fb-halves']/div/ol/li")]
    assert named == [
        f"Knows who their IRO is: {by_team['Knows who their IRO is']}",
        f"Listened to: {by_team['Listened to']}",
    ]
    assert [row[0] for row in rows_of(page)] == [
        "Knows who their IRO is", "Listened to", "Ran part of it well",
    ]  # fmt: skip


def test_a_half_per_cent_is_rounded_up_as_in_the_workbook(council: Council) -> None:
    """25 of 200 are 12.5%: Excel shows 13%, and so do the headlines and the table of channels."""
    with council.database.writing() as session:
        (team,) = add_teams(session, ("Oak", "Care"))
        snapshot = make_snapshot(version=2)
        round_ = add_round(
            session, [team], snapshot=snapshot, opens_on=SUMMER[0], closes_on=SUMMER[1]
        )
        give_out(session, round_, team, 200)
        answer(session, round_, team, times=25)
        round_id = count(session, round_).id

    page = read(council.signed_in(), f"/staff/rounds/{round_id}/results")

    assert words(page.findall(".//dl[@class='fb-figures']/div/dd")[-1]) == "13%"
    channels = page.find(".//section[@aria-labelledby='channels']//tbody/tr")
    assert channels is not None
    assert words(channels.findall("td")[-1]) == "13%"


def test_rounds_of_the_same_days_have_headings_of_their_own(council: Council) -> None:
    """Each with its id, as on the list."""
    ids = [fill(council, sizes={team: (18, 6)}) for team in ("North", "South")]
    client = council.signed_in()

    headings = [
        "".join(read(client, f"/staff/rounds/{id_}/results").find(".//h1").itertext())  # type: ignore[union-attr]
        for id_ in ids
    ]

    assert [f"(round {id_})" in said for id_, said in zip(ids, headings, strict=True)] == [True] * 2


def test_small_teams_are_named_and_nobody_is_left_out(council: Council) -> None:
    """Eastside and Westside stand together, and the row names them; hidden figures are a word."""
    round_id = fill(council)

    rows = rows_of(read(council.signed_in(), f"/staff/rounds/{round_id}/results?measure=iro.know"))

    assert [row[0] for row in rows] == [
        "All teams",
        "North",
        "South",
        "Other teams Eastside, Westside",
    ]
    page = council.signed_in().get(f"/staff/rounds/{round_id}/results?measure=iro.chaired").text
    assert "hidden" in page
    assert "[c]" not in page


def test_an_unknown_measure_shows_all_and_says_so(council: Council) -> None:
    """Not an error: the address may come from an older round."""
    round_id = fill(council)
    client = council.signed_in()

    page = words(read(client, f"/staff/rounds/{round_id}/results?measure=%3Cb%3E"))
    over_time = words(read(client, "/staff/results/iro-survey?measure=nothing"))
    no_group = words(read(client, "/staff/results/iro-survey?measure=iro.know&group=nobody"))

    assert "This round has no measure called “<b>”. Here are all that it has." in page
    assert "There is no “nothing” here." in over_time
    assert "There is no “nobody” here." in no_group


def test_a_round_that_is_not_counted_says_when_figures_come(council: Council) -> None:
    """409, with the last day."""
    round_id = council.round()

    page = words(read(council.signed_in(), f"/staff/rounds/{round_id}/results", 409))

    assert "Not counted yet" in page
    assert "3 December 2026" in page


@pytest.mark.parametrize("received", [0, 4])
def test_a_sealed_round_says_one_sentence(council: Council, received: int) -> None:
    """And no number of any kind but the five."""
    round_id = council.round(days=(-60, -20), counted_on=TODAY, received=received, sealed=True)
    client = council.signed_in()

    page = read(client, f"/staff/rounds/{round_id}/results")
    index = read(client, "/staff/results")

    said = "Waits for more answers: fewer than 5 came. They stay sealed and join the next round."
    sentences = [words(p) for p in page.findall(".//main//p")]
    assert sentences[1] == said
    assert not re.search(r"[0-46-9]", sentences[1])
    assert said in words(index)
    assert f"/staff/rounds/{round_id}/results" not in [a.get("href") for a in index.iter("a")]


def test_the_index_has_the_newest_round_first(council: Council) -> None:
    """Under its questionnaire, with a link for each and one to all of them over time."""
    first, second = fill(council, days=SPRING), fill(council)

    page = read(council.signed_in(), "/staff/results")

    links = [a.get("href") for a in page.findall(".//main//a")]
    assert [href for href in links if "rounds/" in str(href) or "results/iro" in str(href)] == [
        "/staff/results/iro-survey",
        f"/staff/rounds/{second}/results",
        f"/staff/rounds/{first}/results",
    ]
    assert {"/staff/find-results", "/staff/pledges"} <= set(links)


@pytest.mark.parametrize(
    ("role", "says"),
    [("analyst", "once a round is counted"), ("manager", "No round with North has been counted.")],
)
def test_an_empty_index_says_why(council: Council, role: str, says: str) -> None:
    """What will be here, and when."""
    assert says in words(read(council.signed_in(role), "/staff/results"))


def test_somebody_without_a_team_is_told_whom_to_ask(council: Council) -> None:
    """A manager invited without a team sees no round."""
    with council.database.writing() as session:
        council_account = session.merge(council.account("manager@council.gov.uk"))
        council_account.team = None
    fill(council)

    page = words(read(council.signed_in("manager"), "/staff/results"))

    assert "Ask your administrator to give it one." in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAMPION])
def test_a_team_sees_its_own_row_and_all_teams(council: Council, role: Role) -> None:
    """Neither the others' rows, nor their names, nor the workbook."""
    round_id = fill(council)
    client = council.signed_in(role)

    page = read(client, f"/staff/rounds/{round_id}/results?measure=iro.know")

    assert [row[0] for row in rows_of(page)] == ["All teams", "North"]
    everything = [
        client.get(f"/staff/rounds/{round_id}/results").text,
        client.get(f"/staff/rounds/{round_id}/results?measure=iro.listened").text,
        client.get("/staff/results/iro-survey").text,
        client.get("/staff/results/iro-survey?measure=iro.know").text,
        client.get("/staff/results/iro-survey?measure=iro.know&group=South").text,
    ]
    assert not [
        name for text in everything for name in ("Eastside", "Westside", ">South") if name in text
    ]
    assert not [text for text in everything if "summary.xlsx" in text]


def test_a_small_team_sees_the_row_it_is_in(council: Council) -> None:
    """North has three answers: its row is that of the teams put together."""
    round_id = fill(council, sizes={"North": (3, 0), "Eastside": (3, 0), "South": (20, 4)})

    page = read(council.signed_in("manager"), f"/staff/rounds/{round_id}/results?measure=iro.know")

    names = [row[0] for row in rows_of(page)]
    assert names[0] == "All teams"
    assert re.fullmatch("Other teams .*North.*", names[1])
    assert len(names) == 2


def test_a_round_of_other_teams_is_shut(council: Council) -> None:
    """403 for the page, nothing on the index, and no figure of it in a change or over time."""
    other = fill(council, sizes={"South": (20, 10)}, days=SPRING)
    client = council.signed_in("manager")

    assert client.get(f"/staff/rounds/{other}/results").status_code == 403
    assert f"/rounds/{other}/" not in client.get("/staff/results").text
    assert "1 Apr 2026" not in client.get("/staff/results/iro-survey").text


def test_a_change_uses_no_round_that_is_shut(council: Council) -> None:
    """South was asked before and North was not: North's manager gets no difference to take away."""
    fill(council, sizes={"South": (20, 10)}, days=SPRING)
    round_id = fill(council, sizes={"North": (20, 10), "South": (10, 20)})

    path = f"/staff/rounds/{round_id}/results?measure=iro.know"
    manager = rows_of(read(council.signed_in("manager"), path))
    analyst = rows_of(read(council.signed_in(), path))

    assert {change for *_, change in manager} == {"–no round before"}
    assert "down 34 points" in [change for *_, change in analyst]


def test_over_time_has_a_row_for_every_round(council: Council) -> None:
    """Each measure of all teams, and one measure of one team, oldest round first."""
    fill(council, days=SPRING)
    fill(council, sizes={**SIZES, "North": (6, 18)})
    client = council.signed_in()

    everything = read(client, "/staff/results/iro-survey")
    north = read(client, "/staff/results/iro-survey?measure=iro.know&group=North")

    captions = [words(c) for c in everything.iter("caption")]
    assert captions[:2] == ["Knows who their IRO is: All teams", "Listened to: All teams"]
    rows = rows_of(north)
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("1 Apr 2026 to 30 Jun 2026 Version 2", "18 of 24 (75%)", "–nothing to compare with"),
        ("1 Jul 2026 to 30 Sep 2026 Version 2", "6 of 24 (25%)", "down 50 points"),
        ("Half-year 2026-27 H1", "24 of 48 (50%)", "–added up, not compared"),
    ]


def test_lines_of_all_teams_say_whose_they_are_where_there_are_two(council: Council) -> None:
    """Two services with rounds of their own: each line names its teams."""
    fill(council, sizes={"North": (18, 6), "South": (9, 3)}, days=SPRING)
    fill(council, sizes={"Eastside": (12, 3), "Westside": (8, 2), "Mill": (7, 1)}, days=SUMMER)

    page = read(council.signed_in(), "/staff/results/iro-survey?measure=iro.know")

    assert [words(caption) for caption in page.iter("caption")] == [
        "Knows who their IRO is: All teams of North and South",
        "Knows who their IRO is: All teams of Eastside, Westside and Mill",
    ]


def test_a_questionnaire_nobody_published_is_not_there(council: Council) -> None:
    """404, with a sentence; one without counted rounds says that there is nothing yet."""
    client = council.signed_in()

    assert client.get("/staff/results/nothing").status_code == 404
    assert "Nothing to show yet" in words(read(client, "/staff/results/iro-survey"))
    assert client.get("/staff/rounds/99/results").status_code == 404


def test_who_answered_hides_what_could_point_at_somebody(council: Council) -> None:
    """The numbers of the sheet, and a word for what is hidden."""
    round_id = fill(council)
    client = council.signed_in()

    page = read(client, f"/staff/rounds/{round_id}/results")

    workbook = client.get(f"/staff/rounds/{round_id}/summary.xlsx").data
    shown = [
        [words(table.find("caption")), *(words(cell) for cell in row)]  # type: ignore[arg-type]
        for table in page.findall(".//table[@class='govuk-table fb-answers']")
        for row in table.findall("tbody/tr")
        if words(table.find("caption")) != "By channel, all teams"  # type: ignore[arg-type]
    ]
    sheet = read_sheet(workbook, "Who answered")
    assert shown == [[row["Item"], row["Answer"], _say(row)] for row in sheet]
    assert "hidden" in [line[2] for line in shown]
    assert ["How old are you?", "8 to 10", "32 (76%)"] in shown


def _say(row: Mapping[str, object]) -> str:
    """A row of Who answered as the page writes it."""
    if row["Count"] == "[c]":
        return "hidden"
    share = row["Per cent"]
    return f"{row['Count']} ({f'{share:.0%}' if isinstance(share, float | int) else share})"


def test_the_rounds_lead_to_their_results(council: Council) -> None:
    """From the list of rounds, for those that are counted and not sealed."""
    round_id = fill(council)
    council.round()

    page = read(council.signed_in("manager"), "/staff/rounds")

    links = [a.get("href") for a in page.findall(".//main//a")]
    assert links == [f"/staff/rounds/{round_id}/results"]


def test_looking_writes_nothing(council: Council) -> None:
    """No row of any kind, and no line in the audit."""
    round_id = fill(council)
    client = council.signed_in()
    before = council.deeds()

    for path in (
        "/staff/results",
        "/staff/results/iro-survey",
        f"/staff/rounds/{round_id}/results",
    ):
        client.get(path)

    assert council.deeds() == before
    with council.database.reading() as session:
        assert session.get_one(Round, round_id).received == 42


def test_a_round_says_how_many_it_left_out(council: Council) -> None:
    """To the nearest five, on the page of the round; nothing where nothing was."""
    round_id = fill(council)
    client = council.signed_in()
    before = words(read(client, f"/staff/rounds/{round_id}/results"))
    with council.database.writing() as session:
        session.get_one(Round, round_id).left_out = 163

    after = words(read(client, f"/staff/rounds/{round_id}/results"))

    assert "burst" not in before
    assert "Not counted: about 165 answers that came in a burst." in after
