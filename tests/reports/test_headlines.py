"""Headlines: who is named, in which order and why, and a chart that shows the cells of its table."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.packaging.core import DocumentProperties
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.reports.figures import read_rounds
from feedback.reports.headlines import say_rate, strongest, weakest
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.headlines import COLUMNS
from feedback.reports.sheets.page import Chart, Page
from feedback.reports.shown import Count, MeasureFigure, RoundFigures, RowFigures
from tests.councils import add_round, add_teams, answer, count, make_snapshot

from .test_workbook import make, read_sheet


@pytest.fixture
def counted(session: Session) -> Round:
    """A round of 40 in two teams: 40 know their IRO, 30 were listened to."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, teams, due={"Oak": 50, "Elm": 30})
    for team in teams:
        answer(session, round_, team, times=15)
        answer(session, round_, team, times=5, answers=["know=yes", "listened=never"])
    return count(session, round_)


def _round(session: Session, round_: Round, *lows: int | None) -> RoundFigures:
    """The figures of `round_`, with as many core questions as `lows`, positive so many of 100."""
    told = read_rounds(session, [round_])[0]
    question = told.questions[0]
    questions = tuple(replace(question, id=f"q{place}") for place in range(len(lows)))
    total = told.rows[-1]
    measures = {
        asked.id: MeasureFigure(Count(100, low, low), Count(100, None, None), None, False, 0)
        for asked, low in zip(questions, lows, strict=True)
    }
    row = RowFigures(
        total.kind, total.service, total.team, total.teams_included, 100, 100, 100, measures
    )
    return replace(told, questions=questions, rows=(row,))


def _named(round_: RoundFigures) -> tuple[list[str], list[str]]:
    return (
        [one.question.id for one in strongest(round_)],
        [one.question.id for one in weakest(round_)],
    )


@pytest.mark.parametrize(
    ("lows", "strong", "weak"),
    [
        ((50, 90, 70, 10, 80, 60, 20), ["q1", "q4", "q2"], ["q3", "q6", "q0"]),
        ((50, 50, 50, 50, 50, 50, 50), ["q0", "q1", "q2"], ["q3", "q4", "q5"]),
        ((50, 90, 70, 10, 80), ["q1", "q4", "q2"], ["q3", "q0"]),
        ((50, 90), ["q1"], ["q0"]),
        ((50,), ["q0"], []),
        ((50, None, 60), ["q2"], ["q0"]),
        ((None, None), [], []),
        ((), [], []),
    ],
)
def test_the_strongest_and_the_weakest(
    session: Session,
    counted: Round,
    lows: tuple[int | None, ...],
    strong: list[str],
    weak: list[str],
) -> None:
    """By the lowest share, then the order of the questionnaire; none twice, and none that is hidden."""
    assert _named(_round(session, counted, *lows)) == (strong, weak)


def test_a_range_is_ranked_by_its_least(session: Session, counted: Round) -> None:
    """36 to 40 of 40 is at least 90%."""
    (told,) = read_rounds(session, [counted])

    first = strongest(told)[0]

    assert first.figure.words == "36 to 40 of 40 (90 to 100%)"
    assert first.why == "Strongest, number 1: at least 90% positive."


@pytest.mark.parametrize(
    ("due", "given_out", "says"),
    [
        (80, 70, "Received of 80 due."),
        (None, 70, "Received of 70 given out; how many were due is not recorded."),
        (0, 70, "Received of 70 given out; none were due."),
        (0, None, "None were due."),
        (None, None, "Neither due nor given out is recorded."),
    ],
)
def test_a_rate_says_what_it_is_of(due: int | None, given_out: int | None, says: str) -> None:
    """As the rate itself is worked out."""
    assert say_rate(RowFigures("all", "", "All teams", ("Oak",), due, given_out, 40, {})) == says


def test_the_sheet_says_received_rate_and_measures(session: Session, counted: Round) -> None:
    """Two rows for who took part, then the measures with their numbers."""
    rows = read_sheet(make(session, counted), "Headlines")

    assert [row["Measure"] for row in rows] == [
        "Received", "Rate", "Knows who their IRO is", "Listened to",
    ]  # fmt: skip
    assert (rows[0]["Figure"], rows[1]["Figure"], rows[1]["Base"]) == (40, 0.5, 80)
    know = rows[2]
    assert (know["Low"], know["High"], know["Base"], know["Change"]) == (
        36, 40, 40, "no round before",
    )  # fmt: skip
    assert (know["Low %"], know["High %"], know["Span %"]) == pytest.approx((0.9, 1, 0.1))
    assert know["In the chart"] == "Knows who their IRO is, 1 Apr 2026 to 30 Jun 2026"


def test_few_answers_leave_only_who_took_part(session: Session) -> None:
    """All teams under 20 say nothing of a measure, so there is no chart either."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=12)
    count(session, round_)

    workbook = make(session, round_)

    rows = read_sheet(workbook, "Headlines")
    assert [(row["Measure"], row["Figure"]) for row in rows] == [
        ("Received", 12),
        ("Rate", "not recorded"),
    ]
    assert _charts(workbook) == []


def test_a_sealed_round_has_no_headline(session: Session) -> None:
    """One row that says why."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=4)
    count(session, round_)

    (row,) = read_sheet(make(session, round_), "Headlines")

    assert row["Questionnaire"] == "None of these rounds has enough answers to show."


def _charts(workbook: bytes) -> list[Any]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook))["Headlines"]._charts)  # type: ignore[attr-defined]


def read_chart(workbook: bytes, chart: Any) -> list[tuple[str, float, float]]:
    """Each bar as the chart refers to it: its label, where it is solid to, and the striped part."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    solid, striped = chart.series

    def cells(source: Any) -> list[Any]:
        sheet, _, area = source.f.replace("$", "").replace("'", "").partition("!")
        return [cell.value for line in book[sheet][area] for cell in line]

    labels = (solid.cat.numRef or solid.cat.strRef, solid.val.numRef, striped.val.numRef)
    return list(zip(*(cells(source) for source in labels), strict=True))


def test_the_chart_shows_the_cells_of_its_table(session: Session, counted: Round) -> None:
    """One chart a questionnaire; its bars are the measures, from 0 to 100%."""
    parents = make_snapshot(questionnaire="post-conference-parent")
    second = add_round(session, [member.team for member in counted.teams], snapshot=parents)
    for member in second.teams:
        answer(session, second, member.team, times=20)
    count(session, second)

    workbook = make(session, counted, second)

    charts = _charts(workbook)
    rows = [
        row for row in read_sheet(workbook, "Headlines") if row["Measure"] not in ("Received", "Rate")
    ]  # fmt: skip
    shown = [bar for chart in charts for bar in read_chart(workbook, chart)]
    assert len(charts) == 2
    assert shown == [(row["In the chart"], row["Low %"], row["Span %"]) for row in rows]
    for chart in charts:
        assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, 1)
        assert chart.grouping == "stacked"


def _bars(first: int, many: int) -> Chart:
    """A chart of so many rows of Headlines."""
    return Chart("Title", "Says", "In the chart", "Low %", "Span %", first, first + many - 1)


def test_print_names_every_bar_and_cuts_no_chart_in_two() -> None:
    """A page break stands before each chart that has no room left, and the longest fits a page."""
    bars = (6, 6, 16, 5, 48, 11, 30, 6, 6, 6)
    charts = [_bars(sum(bars[:place]), many) for place, many in enumerate(bars)]
    rows = [[1] * len(COLUMNS)] * sum(bars)
    page = Page("Headlines", "Title", "Says", "Note", COLUMNS, rows, "Nothing", charts)

    sheet: Any = openpyxl.load_workbook(
        io.BytesIO(write_pages([page], DocumentProperties()))
    ).active

    breaks = [one.id for one in sheet.row_breaks.brk]
    drawn = [one.anchor for one in sheet._charts]
    tops = [one._from.row for one in drawn]
    feet = [top + one.ext.height / 360_000 / 0.547 for top, one in zip(tops, drawn, strict=True)]
    assert sheet.sheet_format.defaultRowHeight == 15.5
    assert tops[0] == breaks[0] == len(rows) + 5
    for place, (top, foot) in enumerate(zip(tops, feet, strict=True)):
        page_top = max(one for one in breaks if one <= top)
        assert foot - page_top <= 55  # 24.6 cm of A3, on which 46.8 cm across become 38.1
        assert foot <= [*tops, 999][place + 1]
        assert not [one for one in breaks if top < one < foot]
    assert len(breaks) < len(charts)
    for one in sheet._charts:
        assert one.x_axis.tickLblSkip == 1
        assert one.x_axis.txPr.bodyPr.rot == 0


def test_the_chart_says_its_figures_in_words(session: Session, counted: Round) -> None:
    """The drawing carries a description with every figure."""
    with zipfile.ZipFile(io.BytesIO(make(session, counted))) as archive:
        drawing = ElementTree.fromstring(archive.read("xl/drawings/drawing1.xml"))

    (said,) = [e.attrib["descr"] for e in drawing.iter() if e.tag.endswith("}cNvPr")]
    assert "IRO survey" in said
    assert "30 of 40 (75%)" in said or re.search(r"Listened to[^:]*: \d+ to \d+ of 40", said)


def test_a_single_round_is_compared_with_the_one_before_it(
    session: Session, counted: Round
) -> None:
    """Though that one is not in the workbook."""
    teams = [member.team for member in counted.teams]
    later = add_round(
        session, teams, opens_on=counted.closes_on.replace(month=7, day=1),
        closes_on=counted.closes_on.replace(month=7, day=9),
    )  # fmt: skip
    for team in teams:
        answer(session, later, team, times=8)
        answer(session, later, team, times=12, answers=["know=no", "listened=never"])
    count(session, later)

    rows = read_sheet(make(session, later), "Headlines")

    assert {row["Round"] for row in rows} == {"1 Jul 2026 to 9 Jul 2026"}
    listened = next(row for row in rows if row["Measure"] == "Listened to")
    assert listened["Change"].startswith("down ")
