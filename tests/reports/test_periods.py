"""Half-years and years beside the round: the same figure wherever it stands, or the reason why there is none."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback import clock
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import Length, period_of
from feedback.models.asking import Round, Team
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Snapshot
from feedback.renames import change_team
from feedback.reports.periods import PeriodFigures, Silence, read_periods
from feedback.reports.sheets.periods import COLUMNS
from feedback.reports.shown import RowFigures
from feedback.reports.workbook import make_workbook
from feedback.retention import delete_expired
from feedback.teams import TeamLine
from tests.councils import (
    COUNTED_AT,
    LONDON,
    add_round,
    add_teams,
    answer,
    count,
    drop_question,
    edit_question,
    make_database,
    make_settings,
    make_snapshot,
    rebuild,
)
from tests.reports.test_over_time import FIVE, pick
from tests.reports.test_workbook import Rows, read_sheet

OLD = make_snapshot()
TODAY = dt.date(2026, 5, 1)
HIDDEN, ONE_ROUND, NOT_YET, BROKEN = "[c]", "[z]", "[x]", "[b]"
TWO = {"Oak": (8, 1), "Elm": (12, 0)}
Sizes = Mapping[str, tuple[int, int]]  # of each team: positive and negative answers


class Council:
    """A council whose rounds are a quarter long, from April 2025 on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rounds: list[Round] = []
        self.teams: dict[str, Team] = {}

    def plan(self, sizes: Sizes, snapshot: Snapshot = OLD, *, asked: Sequence[str] = ()) -> Round:
        """A round of the next quarter with so many answers, not counted yet."""
        for name in [*sizes, *asked]:
            if name not in self.teams:
                (self.teams[name],) = add_teams(self.session, (name, "Care"))
        month = len(self.rounds) * 3 + 3
        opens_on = dt.date(2025 + month // 12, month % 12 + 1, 1)
        members = [self.teams[name] for name in dict.fromkeys([*sizes, *asked])]
        round_ = add_round(
            self.session, members, snapshot=snapshot,
            opens_on=opens_on, closes_on=opens_on + dt.timedelta(80),
        )  # fmt: skip
        for name, times in sizes.items():
            for code, n in zip(("yes", "no"), times, strict=True):
                given = [f"know={code}", f"listened={'always' if code == 'yes' else 'never'}"]
                answer(self.session, round_, self.teams[name], times=n, answers=given)
        self.rounds.append(round_)
        return round_

    def count(self, sizes: Sizes, snapshot: Snapshot = OLD, *, asked: Sequence[str] = ()) -> Round:
        """The same, counted."""
        return count(self.session, self.plan(sizes, snapshot, asked=asked))

    def period(self, length: Length, *, today: dt.date = TODAY, of: int = 0) -> PeriodFigures:
        """The period that one of the rounds belongs to, read for that round alone."""
        round_ = self.rounds[of]
        periods = read_periods(self.session, [round_], today=today, zone=LONDON)
        return periods["iro-survey", period_of(round_.closes_on, length)]

    def sheet(self, *rounds: Round, made_on: dt.date = TODAY) -> Rows:
        """Core measures of a workbook of `rounds`."""
        workbook = make_workbook(
            self.session, rounds=rounds, settings=make_settings(Path()), made_on=made_on
        )
        return read_sheet(workbook, "Core measures")


@pytest.fixture
def council(session: Session) -> Council:
    """A council without rounds."""
    return Council(session)


def says(row: RowFigures, question: str = "know") -> tuple[object, ...]:
    """The words, ends and negative ends of a figure."""
    figure = row.measures[question]
    ends = (figure.positive.low, figure.positive.high, figure.negative.low, figure.negative.high)
    return (figure.words, *ends)


def beside(row: Mapping[str, object], title: str) -> list[object]:
    """The cells of one period of a row of Core measures, without its negatives."""
    return [row[column.heading] for column in COLUMNS if column.heading.startswith(title)][:6]


def test_a_half_year_is_the_sum_of_its_rounds(council: Council) -> None:
    """The example of docs/explanation/disclosure.md: "all or nearly all of 9" and "most of 8" are 13 to 15 of 17."""
    council.count({"Oak": (8, 1), "Elm": (12, 0)})
    council.count({"Oak": (6, 1), "Elm": (11, 1), "Fir": (0, 1)})

    half = council.period(Length.HALF_YEAR)

    assert half.silence is None
    assert [(row.kind, row.team, row.teams_included) for row in half.rows] == [
        (RowKind.TEAM, "Elm", ("Elm",)),
        (RowKind.OTHER, "Other teams", ("Oak", "Fir")),
        (RowKind.ALL, "All teams", ("Elm", "Oak", "Fir")),
    ]
    assert [row.received for row in half.rows] == [24, 17, 41]
    assert says(half.rows[1]) == ("13 to 15 of 17", 13, 15, 2, 4)
    assert says(half.rows[0]) == ("22 to 24 of 24 (92 to 100%)", 22, 24, 0, 2)
    assert says(half.rows[2]) == ("35 to 39 of 41 (85 to 95%)", 35, 39, 2, 6)


def test_a_year_is_the_sum_of_all_four_rounds(council: Council) -> None:
    """And of its two half-years, where the teams are the same."""
    for sizes in ({"Oak": (8, 1)}, {"Oak": (6, 1)}, {"Oak": (9, 0)}, {"Oak": (3, 4)}):
        council.count({**sizes, "Elm": (20, 4)})

    year = council.period(Length.YEAR)
    halves = [council.period(Length.HALF_YEAR, of=of) for of in (0, 3)]

    assert [half.period.name for half in halves] == ["2025-26 H1", "2025-26 H2"]
    assert len(year.rounds) == 4
    for row, first, second in zip(year.rows, *(half.rows for half in halves), strict=True):
        assert row.received == first.received + second.received
        assert says(row)[1:] == tuple(
            a + b for a, b in zip(says(first)[1:], says(second)[1:], strict=True)
        )


def test_every_row_of_every_round_stands_in_one_row_of_the_period(council: Council) -> None:
    """Nobody is left out and nobody counts twice, however teams were put together."""
    council.count({"Oak": (8, 1), "Elm": (2, 0), "Fir": (3, 1), "Yew": (9, 9)})
    council.count({"Oak": (2, 1), "Elm": (6, 0), "Fir": (3, 1)}, asked=["Yew"])
    council.count({"Ash": (30, 1)})

    for half in (council.period(Length.HALF_YEAR), council.period(Length.YEAR)):
        *groups, total = half.rows
        assert sum(row.received for row in groups) == total.received
        for round_ in half.rounds:
            for row in round_.rows[:-1]:
                own = half.row_of(row)
                assert own
                assert set(row.teams_included) <= set(own.teams_included)
        names = [team for row in groups for team in row.teams_included]
        assert sorted(names) == sorted(total.teams_included)


def test_a_team_that_is_renamed_stays_one_row(council: Council) -> None:
    """Under the newest name, and the sum is what it would be without the new name."""
    first = council.count({"Oak": (8, 1), "Elm": (12, 0)})
    rename(council, "Oak", "Acorn")
    council.count({"Oak": (6, 2), "Elm": (11, 1)})

    half = council.period(Length.HALF_YEAR)

    assert [(row.kind, row.team, row.teams_included, row.received) for row in half.rows] == [
        (RowKind.TEAM, "Acorn", ("Acorn",), 17),
        (RowKind.TEAM, "Elm", ("Elm",), 24),
        (RowKind.ALL, "All teams", ("Acorn", "Elm"), 41),
    ]
    assert says(half.rows[0])[:3] == ("13 to 15 of 17", 13, 15)
    of_total = next(row for row in council.sheet(first) if row["Team"] == "All teams")
    assert of_total["Half-year teams"] == "All 2 teams of the half-year"


def test_a_renamed_team_stays_in_one_row_with_those_it_was_put_together_with(
    council: Council,
) -> None:
    """A row of several teams shares a team with another, however that team was called in each."""
    council.count({"Oak": (2, 1), "Fir": (2, 1), "Elm": (12, 0)})
    rename(council, "Oak", "Acorn")
    council.count({"Oak": (6, 2), "Elm": (11, 1)})
    rename(council, "Oak", "Mast")  # after the last count: no figure has this name

    half = council.period(Length.HALF_YEAR)

    assert [(row.team, row.teams_included, row.received) for row in half.rows] == [
        ("Elm", ("Elm",), 24),
        ("Other teams", ("Acorn", "Fir"), 14),
        ("All teams", ("Acorn", "Elm", "Fir"), 38),
    ]
    for round_ in half.rounds:
        for row in round_.rows:
            own = half.row_of(row)
            assert own
            assert set(row.members) <= set(own.members)


def rename(council: Council, team: str, name: str) -> None:
    """Call a team otherwise from now on."""
    with clock.frozen_at(COUNTED_AT):
        change_team(council.session, council.teams[team], TeamLine(name, "Care", None), zone=LONDON)


def test_who_answered_otherwise_within_a_class_changes_nothing(tmp_path: Path) -> None:
    """Two councils with other answers and the same shown rounds have the same periods, to the last cell."""
    sheets, true = [], []
    for number, counts in enumerate((((8, 1), (6, 2)), ((9, 0), (5, 3)))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with make_database(folder).writing() as session:
            council = Council(session)
            rounds = [council.count({"Oak": oak, "Elm": (12, 8)}) for oak in counts]
            sheets.append(council.sheet(*rounds))
        true.append([sum(oak[0] for oak in counts[: n + 1]) for n in range(2)])

    assert true[0] != true[1]
    assert sheets[0] == sheets[1]
    assert beside(pick(sheets[0], Team="Oak")[0], "Half-year")[2:4] == [17, "13 to 15 of 17"]


def test_a_period_stands_beside_each_of_its_rounds(council: Council) -> None:
    """Half-year and year, the teams that are together in it, and the figure, in the row of every round."""
    first = council.count(TWO)
    second = council.count({"Oak": (6, 1), "Elm": (11, 1), "Fir": (0, 1)})
    third = council.count(TWO)

    rows = pick(council.sheet(first, second, third), Question="know")

    half = ["2025-26 H1", "Oak, Fir", 17, "13 to 15 of 17", 13, 15]
    year = ["2025-26", "Oak, Fir", 26, "21 to 24 of 26 (81 to 92%)", 21, 24]
    oak = [
        row for row in rows if "Oak" in str(row["Teams included"]) and row["Team"] != "All teams"
    ]
    assert [beside(row, "Half-year") for row in oak[:2]] == [half, half]
    assert [beside(row, "Year") for row in oak] == [year, year, year]
    assert beside(oak[2], "Half-year") == ["2025-26 H2", *[ONE_ROUND] * 5]
    assert {row["Half-year teams"] for row in pick(rows, Team="All teams")[:2]} == {
        "All 3 teams of the half-year"
    }


def test_the_chosen_rounds_do_not_matter(council: Council) -> None:
    """A workbook of one round says of its periods what the workbook of all rounds says."""
    rounds = [council.count({"Oak": (8, 1), "Elm": (12, n)}) for n in range(3)]

    whole = council.sheet(*rounds)
    alone = [row for round_ in rounds for row in council.sheet(round_)]

    def by_row(rows: Rows) -> list[tuple[object, ...]]:
        return sorted(tuple(row.values()) for row in rows)

    assert by_row(alone) == by_row(whole)


def test_a_period_that_is_running_is_not_given(council: Council) -> None:
    """Not on its last day, and not while one of its rounds waits to be counted."""
    council.count(TWO)
    council.count(TWO)
    last = council.period(Length.HALF_YEAR).period.last

    assert council.period(Length.HALF_YEAR, today=last).silence is Silence.RUNNING
    assert council.period(Length.HALF_YEAR, today=last + dt.timedelta(1)).silence is None
    council.plan(TWO)
    assert council.period(Length.HALF_YEAR).silence is None
    assert council.period(Length.YEAR).silence is Silence.RUNNING


def test_a_period_waits_for_a_round_that_was_ended_early_in_it(council: Council) -> None:
    """Its last day is the day it ended, also while a burst keeps it from being counted."""
    council.count(TWO)
    council.count(TWO)
    third = council.plan({"Elm": (6, 2)})
    third.opens_on, third.closes_on = dt.date(2025, 9, 15), dt.date(2026, 3, 31)

    before = council.period(Length.HALF_YEAR)
    third.ended_at = dt.datetime(2025, 9, 20, tzinfo=LONDON)

    assert before.silence is None
    assert council.period(Length.HALF_YEAR).silence is Silence.RUNNING
    assert beside(council.sheet(council.rounds[0])[0], "Year") == ["2025-26", *[NOT_YET] * 5]


def test_a_round_that_stays_sealed_is_none_of_the_two(council: Council) -> None:
    """Its few answers count in the round they join: nothing of the period tells of them before."""
    council.count(TWO)
    council.count({"Oak": (2, 1)})

    assert council.rounds[1].sealed
    assert council.period(Length.HALF_YEAR).silence is Silence.ALONE
    council.count(TWO)
    year = council.period(Length.YEAR)
    assert [round_.id for round_ in year.rounds] == [council.rounds[0].id, council.rounds[2].id]
    assert [row.received for row in year.rows] == [21, 24, 45]


def test_a_period_with_deleted_figures_is_not_given(council: Council) -> None:
    """What is left would look like the whole."""
    first, second = council.count(TWO), council.count(TWO)
    at = dt.datetime(first.closes_on.year + 6, first.closes_on.month, 28, 12, tzinfo=dt.UTC)

    with clock.frozen_at(at):
        assert delete_expired(council.session, make_settings(Path()))

    half = council.period(Length.HALF_YEAR, today=at.date())
    assert half.silence is Silence.DELETED
    assert beside(council.sheet(second, made_on=at.date())[0], "Year") == [
        "2025-26",
        *[NOT_YET] * 5,
    ]


def test_nothing_is_added_up_across_a_break(council: Council) -> None:
    """Other answers to choose from, or a round that did not ask it: that measure has no period, others have."""
    five = edit_question(OLD, "listened", scale="five", options=FIVE)
    first = council.count(TWO)
    council.count(TWO, five)

    rows = pick(council.sheet(first), Team="Oak")

    told = {row["Question"]: beside(row, "Half-year")[3] for row in rows}
    assert told == {"know": "all or nearly all of 18", "listened": BROKEN, "chaired": HIDDEN}


def test_a_question_left_out_once_is_not_added_up(council: Council) -> None:
    """The year would be of other people than its neighbour's."""
    first = council.count(TWO)
    without = drop_question(OLD, "listened")
    council.count(TWO, without)
    council.count(TWO, rebuild(OLD, version=3))

    rows = pick(council.sheet(first), Team="Elm", Question="listened")

    assert beside(rows[0], "Half-year") == ["2025-26 H1", *[BROKEN] * 5]
    assert beside(rows[0], "Year") == ["2025-26", *[BROKEN] * 5]


def test_a_new_version_that_asks_alike_goes_on(council: Council) -> None:
    """Only what a version breaks is broken."""
    first = council.count(TWO)
    council.count(TWO, edit_question(OLD, "know", text="Do you know your IRO?"))

    (row,) = pick(council.sheet(first), Team="Elm", Question="know")

    assert beside(row, "Half-year")[2:] == [24, "22 to 24 of 24 (92 to 100%)", 22, 24]


def test_a_small_council_has_a_year_of_all_teams(council: Council) -> None:
    """All teams is hidden in rounds under 20; the year adds up their rows, as anybody could."""
    for _ in range(2):
        council.count({"Oak": (6, 0), "Elm": (5, 1)})

    half = council.period(Length.HALF_YEAR)

    assert half.rounds[0].total
    assert half.rounds[0].total.measures["know"].words == HIDDEN
    assert half.total
    assert says(half.total) == ("20 to 24 of 24 (83 to 100%)", 20, 24, 0, 4)


def test_questions_that_not_everybody_is_asked(council: Council) -> None:
    """What a variant leaves out is added up for all teams only; a routed question has no base, so no sum."""
    part = drop_question(OLD, "listened", only=Variant.EASY_READ)
    for _ in range(2):
        round_ = council.plan({"Oak": (20, 4)}, part)
        answer(
            council.session, round_, council.teams["Oak"], times=6, variant="easy-read",
            answers=["know=yes"],
        )  # fmt: skip
        count(council.session, round_)

    half = council.period(Length.HALF_YEAR)

    assert half.total
    oak, total = half.rows[0].measures["listened"], half.total.measures["listened"]
    assert oak.words == HIDDEN
    assert (total.words, total.negative.low, total.not_asked) == (
        "40 of 48 (83%)", None, 12,
    )  # fmt: skip
    assert half.total.measures["chaired"].words == HIDDEN
