"""The tables of a results page: their order, their words, and what stands in their addresses."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from feedback.reports.figures import read_rounds
from feedback.reports.shown import RoundFigures
from feedback.reports.since import Change, ChangesSince, find_changes
from feedback.reports.tables import find_question, key_of, tabulate_measure, tabulate_questions
from feedback.reports.wording import say_positive, say_question
from tests.councils import add_round, add_teams, answer, count


@pytest.fixture
def told(session: Session) -> RoundFigures:
    """A round of five teams in two services, of which two small ones stand together across services."""
    teams = add_teams(
        session, ("Oak", "Care"), ("Bay", "Leaving care"), ("Elm", "Care"), ("Fir", "Care"),
        ("Ivy", "Leaving care"),
    )  # fmt: skip
    round_ = add_round(session, teams)
    for team, times in zip(teams, (25, 12, 7, 3, 4), strict=True):
        answer(session, round_, team, times=times)
    count(session, round_)
    return read_rounds(session, [round_])[0]


def test_services_stand_in_the_council_s_own_order(told: RoundFigures) -> None:
    """All teams first, each service where its first team stands, and rows across services last."""
    table = tabulate_measure(told, find_changes(told, None), told.questions[0])

    assert table.caption == "Do you know who your IRO is?"
    assert [
        (section.heading, [line.name for line in section.lines]) for section in table.sections
    ] == [
        ("", ["All teams"]),
        ("Care", ["Oak", "Elm"]),
        ("Leaving care", ["Bay"]),
        ("Across services", ["Other teams"]),
    ]
    assert table.sections[-1].lines[0].more == "Fir, Ivy"


def test_every_shown_row_is_in_the_table_once(told: RoundFigures) -> None:
    """No row is lost in a service, and none is drawn twice."""
    for question in told.questions:
        table = tabulate_measure(told, find_changes(told, None), question)

        lines = [line for section in table.sections for line in section.lines]
        assert len(lines) == len(told.rows)
        assert {line.words for line in lines} == {
            row.measures[question.id].words for row in told.rows
        }


def test_every_core_measure_has_its_line(told: RoundFigures) -> None:
    """In the order of the questionnaire, with what leads to its own page."""
    (section,) = tabulate_questions(told, find_changes(told, None)).sections

    assert [line.key for line in section.lines] == ["iro.know", "iro.listened", "iro.chaired"]
    assert section.lines[2].hidden


def test_two_questions_of_one_measure_have_addresses_of_their_own(told: RoundFigures) -> None:
    """Their ids; a measure that is asked once keeps its own name."""
    know, listened, chaired = told.questions
    twice = replace(told, questions=(know, replace(listened, measure="iro.know"), chaired))

    keys = [key_of(twice, question) for question in twice.questions]

    assert keys == ["know", "listened", "iro.chaired"]
    assert [find_question(twice, key) for key in keys] == list(twice.questions)
    assert find_question(twice, "iro.know") is None


def test_what_counts_as_positive_is_said_for_each_variant(told: RoundFigures) -> None:
    """Once where the variants agree."""
    assert say_positive(told, "know") == "Yes"
    assert say_positive(told, "listened") == "Always or Mostly (Standard); Yes (Easy read)"
    assert say_question(told, "listened") == "Did people listen to you?"


def test_a_reason_that_every_row_shares_is_said_once(told: RoundFigures) -> None:
    """Above the rows; each row keeps its mark. Where reasons differ, each row says its own."""
    question = told.questions[0]
    broken = {
        (question.id, row.kind, row.teams_included): Change("[b] break", "Asked anew.", broken=True)
        for row in told.rows
    }
    last = list(broken)[-1]
    other = broken | {last: Change("[b] break", "Other teams are in it.", broken=True)}

    shared = tabulate_measure(told, ChangesSince(told, broken), question)
    apart = tabulate_measure(told, ChangesSince(told, other), question)

    assert shared.note == "Asked anew."
    assert {
        (line.change.words, line.change.why) for part in shared.sections for line in part.lines
    } == {("[b] break", "")}
    assert apart.note == ""
    assert {line.change.why for part in apart.sections for line in part.lines} == {
        "Asked anew.", "Other teams are in it.",
    }  # fmt: skip
