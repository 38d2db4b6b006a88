"""What frozen figures say in numbers and in words."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.questionnaires.snapshot import Option
from feedback.reports.figures import read_rounds, read_rows
from feedback.reports.shown import (
    NO_FIGURE,
    Count,
    MeasureFigure,
    Measures,
    percent,
    quarter_of,
    rate,
)
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    drop_easy_read,
    edit_question,
    make_snapshot,
)


def _figure(
    base: int | None, low: int | None, high: int | None, word: str | None = None
) -> MeasureFigure:
    return MeasureFigure(
        positive=Count(base, low, high),
        negative=Count(base, None, None),
        word=word,
        of_those_asked=base is None,
        not_asked=0,
    )


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (_figure(12, 8, 10, "most"), "most of 12"),
        (_figure(8, 7, 8, "all or nearly all"), "all or nearly all of 8"),
        (_figure(35, 31, 31), "31 of 35 (89%)"),
        (_figure(35, 33, 35), "33 to 35 of 35 (94 to 100%)"),
        (_figure(None, None, None, "most"), "most of those asked"),
        (_figure(None, None, None), "[c]"),
        (_figure(40, 38, 38), "38 of 40 (95%)"),
    ],
)
def test_a_figure_is_read_in_words(figure: MeasureFigure, words: str) -> None:
    """Each shape of a figure has one wording."""
    assert figure.words == words


@pytest.mark.parametrize(
    ("count", "base", "whole"),
    [(31, 35, 89), (1, 8, 13), (1, 200, 1), (0, 7, 0), (7, 7, 100), (5, 1000, 1), (4, 1000, 0)],
)
def test_per_cent_are_rounded_half_up(count: int, base: int, whole: int) -> None:
    """12.5 becomes 13, and 0.5 becomes 1: never to the even number."""
    assert percent(count, base) == whole


@given(count=st.integers(0, 500), base=st.integers(1, 500))
def test_per_cent_are_the_nearest_whole_number(count: int, base: int) -> None:
    """Never further than half a point away."""
    assert abs(percent(count, base) - 100 * count / base) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("due", "given_out", "expected"),
    [(40, 30, 0.5), (None, 40, 0.5), (0, 40, 0.5), (None, None, None), (0, None, None)],
)
def test_a_rate_is_of_due_else_of_given_out(
    due: int | None, given_out: int | None, expected: float | None
) -> None:
    """Nothing is guessed when neither was recorded."""
    assert rate(20, due=due, given_out=given_out).share == expected


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (dt.date(2025, 4, 1), "2025-26 Q1"),
        (dt.date(2025, 9, 30), "2025-26 Q2"),
        (dt.date(2025, 12, 31), "2025-26 Q3"),
        (dt.date(2026, 1, 1), "2025-26 Q4"),
        (dt.date(2026, 3, 31), "2025-26 Q4"),
        (dt.date(2100, 3, 1), "2099-00 Q4"),
    ],
)
def test_a_financial_year_begins_in_april(day: dt.date, quarter: str) -> None:
    """Quarters are named as the council names them."""
    assert quarter_of(day) == quarter


def test_rounds_that_would_read_the_same_carry_their_ids(session: Session) -> None:
    """Two rounds of one questionnaire with the same days can be told apart, whether or not both are read."""
    oak, elm = add_teams(session, ("Oak", "A"), ("Elm", "A"))
    first = add_round(session, [oak])
    second = add_round(session, [elm])
    longer = add_round(session, [elm], closes_on=dt.date(2026, 7, 31))
    for round_, team in ((first, oak), (second, elm), (longer, elm)):
        answer(session, round_, team, times=6)
        count(session, round_)

    labels = [figures.label for figures in read_rounds(session, [first, second])]
    alone = [read_rounds(session, [one])[0].label for one in (first, longer)]

    assert labels == [
        f"1 Apr 2026 to 30 Jun 2026 (round {first.id})",
        f"1 Apr 2026 to 30 Jun 2026 (round {second.id})",
    ]
    assert alone == [labels[0], "1 Apr 2026 to 31 Jul 2026"]


def test_options_are_in_the_order_they_are_asked(session: Session) -> None:
    """Questions in the order of the form, options in the order of the scale, then Skipped."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=20)
    count(session, round_)

    options = read_rounds(session, [round_])[0].options

    assert [option.question for option in options[:4]] == ["know"] * 4
    assert [option.label for option in options[:4]] == ["Yes", "No", "Not sure", "Skipped"]


def test_an_answer_called_skipped_is_not_who_gave_none(session: Session) -> None:
    """15 say that they skipped their review and 4 skip the question: two lines, and their sum is everybody."""
    codes = {"went": "I went", "skipped": "I skipped it", "video": "By video"}
    options = tuple(Option(code=code, label=label) for code, label in codes.items())
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    snapshot = edit_question(drop_easy_read(make_snapshot()), "venue", options=options, escapes=())
    round_ = add_round(session, teams, snapshot=snapshot)
    for code, times in (("went", 12), ("skipped", 15), ("video", 6)):
        answer(session, round_, teams[0], times=times, answers=["know=yes", f"venue={code}"])
    answer(session, round_, teams[1], times=4, answers=["know=yes"])

    count(session, round_)

    (figures,) = read_rounds(session, [round_])
    told = {one.label: one.count.exact for one in figures.options if one.question == "venue"}
    assert told == {"I went": 12, "I skipped it": 15, "By video": 6, "Skipped": 4}


def test_rows_alone_are_the_same_rows(session: Session) -> None:
    """Without options and who answered; and by name only those rows, All teams last."""
    oak, elm = add_teams(session, ("Oak", "A"), ("Elm", "B"))
    round_ = add_round(session, [oak, elm])
    for team in (oak, elm):
        answer(session, round_, team, times=20)
    count(session, round_)

    (whole,) = read_rounds(session, [round_])
    (rows,) = read_rows(session, [round_])
    (one,) = read_rows(session, [round_], teams=["Elm"])

    assert rows == replace(whole, options=(), people=())
    assert [row.team for row in whole.rows] == ["Oak", "Elm", "All teams"]
    assert one.rows == whole.rows[1:]
    assert whole.only_total().rows == whole.rows[2:]


def test_a_figure_is_made_once_when_it_is_asked_for() -> None:
    """A page shows few of thousands."""
    made: list[str] = []

    def make(question: str) -> MeasureFigure:
        made.append(question)
        return NO_FIGURE

    measures = Measures(["know", "listened"], make)
    seen = [measures["know"], measures["know"], measures.get("other")]

    assert (made, seen) == (["know"], [NO_FIGURE, NO_FIGURE, None])
    assert list(measures) == ["know", "listened"]
    assert measures == {"know": NO_FIGURE, "listened": NO_FIGURE}


def test_everybody_asked_means_nobody_not_asked(session: Session) -> None:
    """A question put to all has 0 not asked; one not put to all does not say in a row."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak], snapshot=drop_easy_read(make_snapshot()))
    answers = ["know=yes", "listened=always", "chaired=yes"]
    answer(session, round_, oak, times=20, answers=answers)
    count(session, round_)

    measures = read_rounds(session, [round_])[0].rows[0].measures

    assert measures["know"].not_asked == 0
    assert measures["chaired"].not_asked is None
    assert measures["chaired"].words.endswith("of those asked")
