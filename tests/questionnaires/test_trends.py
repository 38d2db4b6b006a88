"""An author is told which lines a new version breaks."""

from pathlib import Path

from feedback.questionnaires.trends import say_trends
from tests.councils import drop_question, edit_question, make_snapshot, read_forms, rebuild

OLD = make_snapshot()


def test_a_version_that_breaks_nothing_says_one_sentence() -> None:
    """Text questions make no line and are not counted."""
    lines = say_trends(OLD, rebuild(OLD, version=2))

    assert lines == ["iro-survey version 2 against version 1: 5 lines go on."]


def test_each_line_that_breaks_is_named_with_its_reason() -> None:
    """Break marks, fresh starts, ends and beginnings are told apart; only the first two need a reason."""
    before = drop_question(OLD, "ticked")
    after = edit_question(OLD, "know", escapes=())
    after = edit_question(after, "listened", revision=2)
    after = drop_question(after, "venue")

    head, *rest = say_trends(before, after)

    assert head == (
        "iro-survey version 4 against version 2: 2 go on with a break mark (know, chaired), "
        "1 ends and begins anew (listened), 1 ends (venue), 1 begins (ticked)."
    )
    assert [line.split(":")[0] for line in rest] == ["  know", "  listened", "  chaired"]
    assert "“Not sure” can no longer be chosen" in rest[0]


def test_the_example_of_the_explanation_is_what_is_said() -> None:
    """Page and program say the same of the IRO survey."""
    (head, *_) = say_trends(read_forms("iro-survey/1"), read_forms("iro-survey/2"))

    page = read_page("docs/explanation/comparing-versions.md")

    assert head in page


def read_page(name: str) -> str:
    """A page of the documentation with its line breaks taken out."""
    return " ".join((Path(__file__).resolve().parents[2] / name).read_text().split())
