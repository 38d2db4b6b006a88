"""Which points stand in one line, and where a line has a break."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from feedback.models.asking import Round, Team
from feedback.questionnaires.definition import Band, Level, Variant
from feedback.questionnaires.snapshot import Option, Snapshot
from feedback.reports.figures import read_rounds
from feedback.reports.series import Series, make_series
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    drop_question,
    edit_question,
    make_snapshot,
    rebuild,
)

OLD = make_snapshot()
FIVE = tuple(
    Option(code=str(n), label=f"Point {n}", band=Band.POSITIVE if n > 3 else Band.NEGATIVE)
    for n in range(1, 6)
)
Sizes = dict[str, int]


class Council:
    """A council that counts a round a quarter."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rounds: list[Round] = []
        self.teams: dict[str, Team] = {}

    def count(self, sizes: Sizes, snapshot: Snapshot = OLD) -> Round:
        """Count a round of the next quarter with as many answers of each team as `sizes` says."""
        for name in sizes:
            if name not in self.teams:
                (self.teams[name],) = add_teams(self.session, (name, "Care"))
        opens_on = dt.date(2024, 4, 1) + dt.timedelta(91 * len(self.rounds))
        round_ = add_round(
            self.session, [self.teams[name] for name in sizes], snapshot=snapshot,
            opens_on=opens_on, closes_on=opens_on + dt.timedelta(80),
        )  # fmt: skip
        asked = snapshot.forms[Variant.STANDARD].questions
        said = [
            f"{id_}={asked[id_].options[-1].code}" for id_ in ("know", "listened") if id_ in asked
        ]
        for name, size in sizes.items():
            team = self.teams[name]
            answer(self.session, round_, team, times=size, answers=said)
        self.rounds.append(count(self.session, round_))
        return round_

    def series(self) -> tuple[Series, ...]:
        """The lines of every round."""
        return make_series(read_rounds(self.session, self.rounds))

    def lines(self, heading: str = "Listened to") -> dict[str, list[Sequence[object]]]:
        """Version and level of each point, by group, of one measure."""
        return {
            line.group: [(point.round.version, point.level) for point in line.points]
            for line in self.series()
            if line.question.heading == heading
        }

    def whys(self, group: str, heading: str = "Listened to") -> list[str]:
        """The reasons along a line."""
        (line,) = [
            s for s in self.series() if (s.group, s.question.heading) == (group, heading)
        ]  # fmt: skip
        return [point.why for point in line.points]


@pytest.fixture
def council(session: Session) -> Council:
    """A council that has counted nothing yet."""
    return Council(session)


BOTH = {"Oak": 22, "Elm": 12}


def test_rounds_of_one_version_make_one_line(council: Council) -> None:
    """The same question, the same teams: no break anywhere."""
    for _ in range(3):
        council.count(BOTH)

    points = [(1, Level.EXACT)] * 3
    assert council.lines() == {"Oak": points, "Elm": points, "All teams": points}
    assert council.whys("Oak") == ["", "", ""]


def test_points_are_in_time_order_whatever_the_order_of_rounds(council: Council) -> None:
    """And each knows its place among the rounds."""
    for _ in range(3):
        council.count(BOTH)
    council.rounds.reverse()

    (line, *_) = council.series()

    assert [point.place for point in line.points] == [0, 1, 2]
    assert [point.round.quarter for point in line.points] == [
        "2024-25 Q1", "2024-25 Q2", "2024-25 Q3",
    ]  # fmt: skip


def test_points_stand_as_their_quarters_do(council: Council) -> None:
    """By last days: a long round that began first ends after a short one, and its quarter is the later."""
    for _ in range(2):
        council.count(BOTH)
    long, short = council.rounds
    long.closes_on = short.closes_on + dt.timedelta(91)

    (line, *_) = council.series()

    assert [point.round.id for point in line.points] == [short.id, long.id]
    assert [point.round.quarter for point in line.points] == ["2024-25 Q2", "2024-25 Q3"]


def test_other_answers_are_a_break_in_the_same_line(council: Council) -> None:
    """Positives side by side; after the break the line goes on."""
    council.count(BOTH)
    newer = edit_question(OLD, "listened", scale="five", options=FIVE)
    council.count(BOTH, newer)
    council.count(BOTH, newer)

    assert council.lines()["Oak"] == [(1, Level.EXACT), (2, Level.BAND), (2, Level.EXACT)]
    assert council.whys("Oak")[1].startswith("In standard, the answers to choose from changed")
    assert council.lines("Knows who their IRO is")["Oak"] == [
        (1, Level.EXACT), (2, Level.EXACT), (2, Level.EXACT),
    ]  # fmt: skip


def test_other_words_are_no_break_and_are_told(council: Council) -> None:
    """The reason stands beside the point, so that a reader can judge."""
    council.count(BOTH)
    council.count(BOTH, edit_question(OLD, "listened", text="Were you heard?"))

    assert council.lines()["Oak"] == [(1, Level.EXACT), (2, Level.EXACT)]
    assert council.whys("Oak")[1] == (
        "The words changed and the measure did not, so the line goes on."
    )


@pytest.mark.parametrize("change", [{"revision": 2}, {"measure": "iro.chaired"}])
def test_another_revision_or_measure_is_another_line(
    council: Council, change: dict[str, object]
) -> None:
    """Nothing is shared: two lines of one point each, and the second says why it begins."""
    before = drop_question(OLD, "chaired")
    council.count(BOTH, before)
    council.count(BOTH, edit_question(before, "listened", **change))

    lines = [line for line in council.series() if line.group == "Oak"][:2]
    listened = [line for line in council.series() if line.question.id == "listened"]

    assert {len(line.points) for line in listened} == {1}
    assert any(line.points[0].why.endswith("never one number.") for line in lines)


def test_easy_read_that_measures_something_else_ends_the_line(council: Council) -> None:
    """The standard words kept their measure, and the figure of a team counts both variants."""
    council.count(BOTH)
    council.count(BOTH, edit_question(OLD, "listened", only=Variant.EASY_READ, measure="iro.venue"))

    oak = [s for s in council.series() if (s.group, s.question.id) == ("Oak", "listened")]

    assert [len(line.points) for line in oak] == [1, 1]
    assert [line.question.measure for line in oak] == ["iro.listened"] * 2


def test_a_question_that_pauses_goes_on(council: Council) -> None:
    """Left out of one version, its line waits; it is compared with the version that had it last."""
    council.count(BOTH)
    council.count(BOTH, drop_question(OLD, "chaired"))
    council.count(BOTH, rebuild(OLD, version=3))

    assert council.lines("Ran part of it well")["Oak"] == [(1, Level.EXACT), (3, Level.EXACT)]


def test_other_teams_in_a_merged_row_are_a_break(council: Council) -> None:
    """The row has the same label and stands for other people."""
    council.count({"Oak": 20, "Ash": 3, "Fir": 3})
    council.count({"Oak": 20, "Ash": 3, "Yew": 3})

    assert council.lines()["Other teams"] == [(1, Level.EXACT), (1, Level.BAND)]
    assert council.whys("Other teams")[1] == (
        "Other teams are in it: Yew is in it now and Fir is no longer."
    )
    assert council.lines()["Oak"] == [(1, Level.EXACT)] * 2


def test_the_same_teams_in_a_merged_row_are_no_break(council: Council) -> None:
    """Merged both times, the same teams both times."""
    council.count({"Oak": 20, "Ash": 3, "Fir": 3})
    council.count({"Oak": 20, "Ash": 2, "Fir": 4})

    assert council.lines()["Other teams"] == [(1, Level.EXACT)] * 2


def test_a_merged_row_of_quite_other_teams_is_another_line(council: Council) -> None:
    """Nobody in common, nothing to put side by side."""
    council.count({"Oak": 20, "Ash": 3, "Fir": 3})
    council.count({"Oak": 20, "Yew": 3, "Ivy": 3})

    others = [s for s in council.series() if s.group == "Other teams" and s.question.id == "know"]

    assert [len(line.points) for line in others] == [1, 1]


def test_a_team_that_is_merged_for_a_while_has_a_gap(council: Council) -> None:
    """Its own line has no point then; the places tell that a round is missing."""
    for size in (9, 3, 9):
        council.count({"Oak": 20, "Ash": size, "Fir": 3, "Yew": 3})

    (ash,) = [s for s in council.series() if s.group == "Ash" and s.question.id == "know"]

    assert [point.place for point in ash.points] == [0, 2]


def test_a_new_team_breaks_all_teams(council: Council) -> None:
    """The total is of others than before, and its reason names up to three of them."""
    council.count({"Oak": 20})
    council.count({"Oak": 20, "Elm": 9, "Ash": 9, "Fir": 9, "Yew": 9})

    assert council.lines()["All teams"] == [(1, Level.EXACT), (1, Level.BAND)]
    assert council.whys("All teams")[1] == (
        "Other teams are in it: Ash, Elm, Fir and 1 more are in it now."
    )


def test_rounds_of_quite_other_teams_are_two_lines_of_all(council: Council) -> None:
    """Two services in turn: All teams of the one never stands in the line of the other."""
    for name in ("Oak", "Ash", "Oak", "Ash"):
        council.count({name: 20})

    lines = [line for line in council.series() if line.of_all and line.question.id == "know"]

    assert {line.newest.row.members for line in lines} == {("Oak",), ("Ash",)}
    assert [[point.level for point in line.points] for line in lines] == [[Level.EXACT] * 2] * 2


def test_both_reasons_are_given(council: Council) -> None:
    """Other answers and other teams at once."""
    council.count({"Oak": 20})
    council.count({"Oak": 20, "Elm": 9}, edit_question(OLD, "listened", scale="five", options=FIVE))

    why = council.whys("All teams")[1]

    assert "the answers to choose from changed" in why
    assert why.endswith("Other teams are in it: Elm is in it now.")


def test_a_sealed_round_has_no_point(council: Council) -> None:
    """Four answers are not shown, here as anywhere."""
    council.count(BOTH)
    council.count({"Oak": 4})

    assert council.lines()["Oak"] == [(1, Level.EXACT)]


def test_questionnaires_never_share_a_line(council: Council) -> None:
    """The same measure in two questionnaires: two lines, since other people are asked."""
    council.count(BOTH)
    council.count(BOTH, make_snapshot(questionnaire="conference"))

    oak = [s for s in council.series() if (s.group, s.question.id) == ("Oak", "know")]

    assert [line.questionnaire for line in oak] == ["iro-survey", "conference"]


def test_the_order_is_that_of_the_newest_version(council: Council) -> None:
    """Measures as they are asked now, ended ones last; groups as in By team, All teams last."""
    council.count(BOTH)
    council.count(BOTH, drop_question(OLD, "listened"))

    shown = [(s.question.id, s.group) for s in council.series()]

    assert list(dict.fromkeys(question for question, _ in shown)) == ["know", "chaired", "listened"]
    assert [group for question, group in shown if question == "know"] == ["Oak", "Elm", "All teams"]


def test_two_questions_of_one_measure_keep_two_lines(council: Council) -> None:
    """Their ids tell them apart, as their headings do."""
    twice = edit_question(OLD, "chaired", measure="iro.know", show_if=None)
    for _ in range(2):
        council.count(BOTH, twice)

    oak = [s.question.heading for s in council.series() if s.group == "Oak"]

    assert oak == [
        "Knows who their IRO is (know)", "Listened to", "Knows who their IRO is (chaired)",
    ]  # fmt: skip


def test_a_point_is_the_figure_of_by_team(council: Council) -> None:
    """The very object that the round has: nothing is worked out anew."""
    council.count(BOTH)

    for line in council.series():
        for point in line.points:
            assert point.figure is point.row.measures[point.question.id]
