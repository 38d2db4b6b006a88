"""What is attacked is what a round freezes: options and who answered, through the real closing."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from feedback.asked_figures import tell_variants
from feedback.disclosure.bands import Range
from feedback.models.reporting import FigureRecord, FigureRow, OptionRecord
from feedback.option_figures import EVERYONE, tell_options, tell_people
from feedback.questionnaires.snapshot import NOT_ASKED, SKIPPED
from tests.councils import add_round, add_teams, answer, count, make_database
from tests.disclosure.joint import draw_round
from tests.disclosure.people import Person, make_survey, publish_rows, rows_of, tell_figures
from tests.disclosure.people import count as count_people

SURVEY = make_survey()


def _answers(person: Person) -> list[str]:
    """What the page would send."""
    said = [(name, getattr(person, name)) for name in ("core", "some", "more", "led", "helped")]
    routed = [f"led={NOT_ASKED}"] if person.led == NOT_ASKED else []
    return [f"{name}={code}" for name, code in said if code not in (SKIPPED, NOT_ASKED)] + routed


@pytest.mark.parametrize("seed", [1, 4])
def test_what_is_attacked_is_what_a_round_freezes(tmp_path: Path, seed: int) -> None:
    """Drawn people answer, the round is counted, and every stored figure is the attacked one."""
    people = draw_round(Random(seed))
    counts, about = count_people(SURVEY, people)
    _, totals = publish_rows(SURVEY, counts, rows_of(people))
    sizes = tell_variants(SURVEY, counts)
    wanted = {
        (variant, question, code): range_
        for variant, question, _, shown in tell_options(SURVEY, counts, totals, sizes)
        for code, range_ in shown.items()
    }
    wanted |= {
        (EVERYONE, item, code): range_
        for item, _, shown in tell_people(SURVEY, about, sizes)
        for code, range_ in shown.items()
    }
    figures = [
        (question.id, figure.base, figure.word, figure.low, figure.high)
        for question in SURVEY.core_questions
        for figure in tell_figures(SURVEY, question, counts, rows_of(people))
    ]
    with make_database(tmp_path).writing() as session:
        names = [(str(team), "A") for team in sorted({one.team for one in people})]
        teams = add_teams(session, *names)
        round_ = add_round(session, teams, snapshot=SURVEY)
        for one in people:
            age = [] if one.age in (SKIPPED, NOT_ASKED) else [f"eq_age={one.age}"]
            answer(
                session, round_, teams[one.team], answers=_answers(one), equality=age,
                variant=one.variant, language=one.language,
            )  # fmt: skip
        count(session, round_)
        stored = {
            (one.variant, one.question, one.option): None
            if one.low is None or one.high is None
            else Range(one.low, one.high)
            for one in session.scalars(select(OptionRecord))
        }
        frozen = session.execute(
            select(FigureRecord).join(FigureRow).order_by(FigureRow.position, FigureRecord.question)
        ).scalars()
        rows = sorted(((f.question, f.base, f.word, f.low, f.high) for f in frozen), key=str)

    assert stored == wanted
    assert rows == sorted(figures, key=str)
    assert any(range_ is not None for range_ in stored.values())
