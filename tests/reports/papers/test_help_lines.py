"""Help lines on paper: under every question that has them, for everybody, since paper cannot open them."""

from dataclasses import replace

import pytest

from feedback.questionnaires.help_rules import rules_of
from feedback.reports.papers.form import Paper
from tests.reports.papers.conftest import draw, draw_shipped, list_variants, make, read


def says(paper: Paper) -> list[str]:
    """The help line that asks whether one is safe, under each question that has help lines."""
    lines = paper.form.help or {}
    found = rules_of(paper.snapshot, paper.form).values()
    return [
        line.text
        for rule in found
        for line in lines[rule.page]
        if "safe" in line.text.partition("{")[0] and "safety team" not in line.text
    ]


@pytest.mark.parametrize(("name", "variant"), list_variants())
def test_help_lines_stand_under_their_questions(name: str, variant: str) -> None:
    """As often as there are questions with a rule, and all of them: the number to call and that one can go on."""
    paper, printed = make(name, variant), read(draw_shipped(name, variant))

    for line in set(says(paper)):
        assert printed.count(line) == says(paper).count(line)
    assert printed.count("to go on with the questions.") == len(says(paper))


@pytest.mark.parametrize(("name", "variant"), list_variants())
def test_each_says_that_the_safety_team_reads_the_answer(name: str, variant: str) -> None:
    """What is ticked on paper waits for the duty reader too, once it is typed in."""
    paper, printed = make(name, variant), read(draw_shipped(name, variant))

    assert printed.count("It does not say who you are.") == len(says(paper))


def test_paper_without_rules_prints_none() -> None:
    """The control: the count above follows the rules and nothing else."""
    paper = make("short-breaks-child/1")
    bare = replace(paper, snapshot=paper.snapshot.model_copy(update={"help_when": ()}))

    assert read(draw(paper)).count("If you do not feel safe") == 2
    assert read(draw(bare)).count("If you do not feel safe") == 0


def test_the_councils_number_is_printed_when_it_is_set() -> None:
    """In one piece; without it the line is left out."""
    numbered = {**make().gaps, "duty_number": "01632 960 123"}

    printed = read(draw(make("short-breaks-child/1", "easy-read", gaps=numbered)))

    assert printed.count("You can also call the council: 01632 960 123.") == 2
    assert "You can also call" not in read(draw_shipped("short-breaks-child/1", "easy-read"))
