"""By quarter, Versions and Core measures: what stands side by side over time, and why."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.questionnaires.definition import Band, Level
from feedback.questionnaires.snapshot import Option, Snapshot
from feedback.versions import publish
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    edit_question,
    make_snapshot,
    read_forms,
    rebuild,
)

from .test_workbook import Rows, make, read_sheet

OLD = make_snapshot()
FIVE = tuple(
    Option(code=str(n), label=f"Point {n}", band=Band.POSITIVE if n > 3 else Band.NEGATIVE)
    for n in range(1, 6)
)
NEW = rebuild(
    edit_question(OLD, "listened", scale="five", options=FIVE),
    changes=(("listened", "Five points in place of four."),),
)
QUARTERS = (dt.date(2025, 10, 1), dt.date(2026, 1, 1), dt.date(2026, 4, 1), dt.date(2026, 5, 1))


def count_rounds(session: Session, *snapshots: Snapshot) -> list[Round]:
    """A counted round of each snapshot, one after the other, of two teams with 24 and 8 answers."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    rounds = []
    for opens_on, snapshot in zip(QUARTERS, snapshots, strict=False):
        round_ = add_round(
            session, teams, snapshot=snapshot, opens_on=opens_on, closes_on=opens_on + dt.timedelta(20)
        )  # fmt: skip
        for team, times in zip(teams, (24, 8), strict=True):
            answer(session, round_, team, times=times - 4, answers=["know=yes"])
            answer(session, round_, team, times=4, answers=["know=no"])
        rounds.append(count(session, round_))
    return rounds


def pick(rows: Rows, **wanted: object) -> Rows:
    """The rows with these values."""
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_the_rows_of_a_line_stand_together_in_time_order(session: Session) -> None:
    """A point a round: the exact count where it may be shown, low and high, and no break."""
    rounds = count_rounds(session, OLD, OLD, OLD, OLD)

    rows = read_sheet(make(session, *rounds), "By quarter")

    assert [list(row.values())[:11] for row in rows[:5]] == [
        ["iro-survey", "Knows who their IRO is", quarter, 1, group, base, positive, low, high, "-", words]
        for quarter, group, base, positive, low, high, words in (
            ("2025-26 Q3", "Oak", 24, 20, 20, 20, "20 of 24 (83%)"),
            ("2025-26 Q4", "Oak", 24, 20, 20, 20, "20 of 24 (83%)"),
            ("2026-27 Q1", "Oak", 24, 20, 20, 20, "20 of 24 (83%)"),
            ("2026-27 Q1", "Oak", 24, 20, 20, 20, "20 of 24 (83%)"),
            ("2025-26 Q3", "Elm", 8, "[c]", 2, 4, "some of 8"),
        )
    ]  # fmt: skip


def test_a_break_is_marked_on_the_first_point_after_it(session: Session) -> None:
    """With its reason; the points before and after have neither."""
    rounds = count_rounds(session, OLD, NEW, NEW)

    rows = read_sheet(make(session, *rounds), "By quarter")

    oak = pick(rows, Group="Oak", Measure="Listened to")
    assert [(row["Version"], row["Break"]) for row in oak] == [(1, "-"), (2, "[b]"), (2, "-")]
    assert oak[1]["Why"].startswith("In standard, the answers to choose from changed from four to")
    assert {row["Break"] for row in pick(rows, Measure="Knows who their IRO is")} == {"-"}


def test_by_quarter_says_nothing_that_core_measures_does_not(session: Session) -> None:
    """The same figures for the same rows, no more and no less."""
    workbook = make(session, *count_rounds(session, OLD, NEW, NEW))

    def told(rows: Rows, group: str) -> list[tuple[object, ...]]:
        names = ("Round", "Measure", group, "Answered", "Positive", "Low", "High", "In words")
        return sorted((tuple(row[name] for name in names) for row in rows), key=str)

    quarters, core = read_sheet(workbook, "By quarter"), read_sheet(workbook, "Core measures")
    assert told(quarters, "Group") == told(core, "Team")


def test_all_teams_is_said_by_number(session: Session) -> None:
    """By team names them; a line of names in every row would hide the line."""
    rows = read_sheet(make(session, *count_rounds(session, OLD)), "By quarter")

    assert {row["Teams included"] for row in pick(rows, Group="All teams")} == {
        "All 2 teams of the round"
    }
    assert {row["Teams included"] for row in pick(rows, Group="Elm")} == {"Elm"}


def test_versions_give_level_and_reason_beside_the_words(session: Session) -> None:
    """What changed by question; what did not in one row."""
    rows = read_sheet(make(session, *count_rounds(session, OLD, NEW)), "Versions")

    first, listened, others = rows
    assert [first[name] for name in ("Question", "What changed", "Level", "Why")] == [
        "all", "First version.", "[z]", "[z]",
    ]  # fmt: skip
    assert listened["What changed"] == "Five points in place of four."
    assert (listened["Level"], listened["Why"][:33]) == (
        "band",
        "In standard, the answers to choos",
    )
    assert [others[name] for name in ("Question", "What changed", "Level")] == [
        "others", "5 questions are asked as before: their lines go on.", "exact",
    ]  # fmt: skip


def test_versions_do_not_hide_what_an_author_left_out(session: Session) -> None:
    """Published before lists were checked: a change nobody described, and words about nothing."""
    silent = rebuild(NEW, changes=(("best", "Something."),))

    rows = read_sheet(make(session, *count_rounds(session, OLD, silent)), "Versions")

    listened, best, others = rows[1:]
    assert (listened["Level"], listened["What changed"]) == ("band", "Its author does not say.")
    assert (best["Level"], best["What changed"]) == ("[x]", "Something.")
    assert others["What changed"].startswith("5 questions")


def test_versions_that_no_round_used_are_listed_too(session: Session) -> None:
    """Each against the published version before it."""
    (round_,) = count_rounds(session, OLD)
    publish(session, rebuild(OLD, version=3), on=dt.date(2026, 6, 1))
    publish(session, read_forms("post-conference-parent/1"), on=dt.date(2026, 6, 1))

    rows = read_sheet(make(session, round_), "Versions")

    assert [(row["Questionnaire"], row["Version"], row["Level"]) for row in rows] == [
        ("iro-survey", 1, "[z]"),
        ("iro-survey", 3, "exact"),
    ]
    assert rows[1]["What changed"] == "6 questions are asked as before: their lines go on."


def test_core_measures_line_up_across_questionnaires(session: Session) -> None:
    """Rows of one measure lie together, whichever questionnaire asks it, with theme, revision and scale."""
    (oak,) = add_teams(session, ("Oak", "A"))
    rounds = []
    for name in ("iro-survey", "conference"):
        round_ = add_round(session, [oak], snapshot=make_snapshot(questionnaire=name))
        answer(session, round_, oak, times=8)
        rounds.append(count(session, round_))

    rows = read_sheet(make(session, *rounds), "Core measures")

    assert list(dict.fromkeys(row["Measure"] for row in rows)) == [
        "Knows who their IRO is", "Listened to", "Ran part of it well",
    ]  # fmt: skip
    assert [row["Questionnaire"] for row in pick(rows, Measure="Listened to", Team="Oak")] == [
        "iro-survey", "conference",
    ]  # fmt: skip
    assert {(r["Theme"], r["Revision"], r["Scale"]) for r in pick(rows, Measure="Listened to")} == {
        ("voice", 1, "made-up")
    }


def test_scales_of_the_variants_are_joined(session: Session) -> None:
    """Standard's first, each once; a question with answers of its own says so."""
    scales = edit_question(OLD, "know", scale=None)
    (oak,) = add_teams(session, ("Oak", "A"))
    rounds = [
        add_round(session, [oak], snapshot=snapshot)
        for snapshot in (scales, read_forms("post-conference-parent/1"))
    ]
    for round_ in rounds:
        answer(session, round_, oak, times=8)
        count(session, round_)

    rows = read_sheet(make(session, *rounds), "Core measures")

    found = {(row["Questionnaire"], row["Question"]): row["Scale"] for row in rows}
    assert found["iro-survey", "know"] == "own answers"
    assert found["post-conference-parent", "listened"] == "agree-5, three-faces"


@pytest.mark.parametrize("topic", ["Symbol [b]", "By quarter", "Break in a line", "Level of a change"])  # fmt: skip
def test_notes_explain_breaks(session: Session, topic: str) -> None:
    """In plain words, once each; and so for each of the four levels."""
    rows = read_sheet(make(session, *count_rounds(session, OLD)), "Notes")

    assert len(pick(rows, Topic=topic)) == 1
    assert all(len(pick(rows, Topic=f"Level {level}")) == 1 for level in Level)
