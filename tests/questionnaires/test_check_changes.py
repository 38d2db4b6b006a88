"""What an author declares under `changes:` is held against what did change."""

import pytest

from .conftest import Copy

IRO = "iro-survey/2.yaml"
LISTENED = "- question: listened\n    level: band\n"


def test_a_change_that_is_not_listed_is_a_problem(copy: Copy) -> None:
    """Named with its level and its reason, on the line of `changes:`."""
    copy.edit(IRO, "text: What was good about your review?", "text: What was best?")

    (problem,) = copy.check(IRO)

    assert problem.line == copy.line(IRO, "changes:")
    assert problem.wrong == "question 'best' changed and 'changes:' does not say so."
    assert problem.instead == (
        "Add: '- question: best', below it 'level: exact' and 'change:' with what is different. "
        "The words changed and the measure did not."
    )


@pytest.mark.parametrize("level", ["exact", "theme", "none"])
def test_another_level_than_the_derived_one_is_a_problem(copy: Copy, level: str) -> None:
    """Both are named, with the reason, on the line of the level."""
    copy.edit(IRO, LISTENED, LISTENED.replace("band", level))

    (problem,) = copy.check(IRO)

    assert problem.line == copy.line(IRO, "question: listened") + 1
    assert problem.wrong.startswith(
        f"'listened' is listed as {level}, and what changed makes it band. In standard, the answers"
    )
    assert problem.instead == "Write 'level: band', or undo what you changed."


def test_a_listed_question_that_did_not_change_is_a_problem(copy: Copy) -> None:
    """On the line of its entry."""
    copy.edit(
        IRO, "changes:\n", "changes:\n  - question: best\n    level: exact\n    change: New.\n"
    )

    (problem,) = copy.check(IRO)

    assert problem.line == copy.line(IRO, "question: best")
    assert problem.wrong == "'best' is listed, and it is asked as in version 1."
    assert problem.instead == "Take the entry out."


def test_a_listed_question_that_nobody_asks_is_a_problem(copy: Copy) -> None:
    """A slip of the pen gets the nearest id; the question it was meant for is missing then."""
    copy.edit(IRO, "- question: asked_when", "- question: asked_wehn")

    problems = copy.check(IRO)

    assert [(p.wrong, p.instead[:20]) for p in problems] == [
        ("question 'asked_when' changed and 'changes:' does not say so.", "Add: '- question: as"),
        ("neither version 1 nor version 2 asks 'asked_wehn'.", "Write 'asked_when'."),
    ]


def test_a_question_under_another_id_may_be_listed_by_either(copy: Copy) -> None:
    """The line goes on under the new id."""
    copy.edit(IRO, "- id: told_after", "- id: told")
    entry = "changes:\n  - question: {}\n    level: exact\n    change: Another id.\n"
    copy.edit(IRO, "changes:\n", entry.format("told_after"))

    by_old = copy.check(IRO)
    copy.edit(IRO, "question: told_after", "question: told")

    assert (by_old, copy.check(IRO)) == ([], [])


def test_a_change_on_a_shared_page_is_listed_too(copy: Copy) -> None:
    """Who answered compares no better than what was said."""
    copy.edit("shared/equality-child.yaml", "schema: 1", "schema: 1  # the new page")
    (copy.forms / "shared/equality-new.yaml").write_text(
        (copy.forms / "shared/equality-child.yaml")
        .read_text(encoding="utf-8")
        .replace("- id: eq_age\n", "- id: eq_years\n"),
        encoding="utf-8",
    )
    copy.edit(IRO, "  - equality-child", "  - equality-new")

    wrong = [problem.wrong for problem in copy.check(IRO)]

    assert wrong == [
        "question 'eq_age' changed and 'changes:' does not say so.",
        "question 'eq_years' changed and 'changes:' does not say so.",
    ]


def test_a_version_before_with_problems_is_told(copy: Copy) -> None:
    """Nothing is compared with what cannot be read."""
    copy.edit("iro-survey/1.yaml", "picture: ear", "picture: ears")

    (problem,) = copy.check(IRO)

    assert problem.line == copy.line(IRO, "version: 2")
    assert problem.wrong == "cannot be compared with 1.yaml, which has problems of its own."


def test_the_version_before_is_the_next_lower_number(copy: Copy) -> None:
    """Also where a number was left out; later files do not matter."""
    text = (copy.forms / IRO).read_text(encoding="utf-8").replace("version: 2", "version: 7")
    (copy.forms / "iro-survey/7.yaml").write_text(text, encoding="utf-8")

    wrong = [problem.wrong for problem in copy.check("iro-survey/7.yaml")]

    assert "'listened' is listed, and it is asked as in version 2." in wrong
    assert copy.check(IRO) == []


def test_without_the_version_before_nothing_is_compared(copy: Copy) -> None:
    """The first file in a folder may have any number."""
    (copy.forms / "iro-survey/1.yaml").unlink()
    copy.edit(IRO, LISTENED, LISTENED.replace("band", "none"))

    assert copy.check(IRO) == []


def test_no_level_is_a_fault_of_shape(copy: Copy) -> None:
    """It is needed, and one of four words."""
    copy.edit(IRO, LISTENED, LISTENED.replace("    level: band\n", ""))

    (problem,) = copy.check(IRO)

    assert problem.wrong == "'level' is missing."


def test_another_class_than_the_version_before_is_a_problem(copy: Copy) -> None:
    """Codes on paper lead to the newest version: what was anonymous stays so."""
    attributed = (copy.forms / "pledge-check/1.yaml").read_text(encoding="utf-8")
    renamed = attributed.replace("pledge-check", "iro-survey").replace("version: 1", "version: 2")
    (copy.forms / IRO).write_text(renamed, encoding="utf-8")

    (problem,) = copy.check(IRO)

    assert problem.line == copy.line(IRO, "class:")
    assert problem.wrong == "version 1 is anonymous, and its printed codes lead here too."
    assert problem.instead.startswith("Write 'class: anonymous'")
