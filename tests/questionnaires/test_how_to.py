"""What the how-to tells authors to write is right: its example is whole, and its good and bad sentences are just that."""

import re

import pytest

from feedback.questionnaires.check import check_shared, check_version
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.easy_read import (
    Role,
    Screen,
    Text,
    ask_fairly,
    read_easily,
    say_the_same,
)
from feedback.questionnaires.library import Library

from .conftest import ROOT, Copy

HOW_TO = (ROOT / "docs/how-to/write-a-questionnaire.md").read_text(encoding="utf-8")
EXAMPLE, MEASURE = re.findall(r"```yaml\n(.*?)```", HOW_TO, re.DOTALL)[:2]
ROWS = re.findall(r"^\| (?!rule|part|---)([^|]+) \| ([^|]+) \| ([^|]+) \|$", HOW_TO, re.MULTILINE)


@pytest.fixture
def written(copy: Copy) -> Copy:
    """The forms after step 2 and 3 of the how-to."""
    (copy.forms / "mentoring").mkdir()
    (copy.forms / "mentoring/1.yaml").write_text(EXAMPLE, encoding="utf-8")
    measures = copy.forms / "shared/measures.yaml"
    text = measures.read_text(encoding="utf-8")
    copy.edit("shared/measures.yaml", text, text + MEASURE)
    return copy


def test_the_example_can_be_published_as_it_stands(written: Copy) -> None:
    """No problem, no hint, all three variants."""
    library = written.library()

    checked = check_version(written.forms / "mentoring/1.yaml", library, root=written.root)

    assert check_shared(library) == []
    assert (checked.problems, checked.wording) == ([], [])
    assert checked.snapshot
    assert list(checked.snapshot.forms) == list(Variant)
    assert [len(list(form.about("service"))) for form in checked.snapshot.forms.values()] == [
        5,
        5,
        4,
    ]


def test_its_problem_is_told_as_the_how_to_shows(written: Copy) -> None:
    """The line of step 5, to the letter."""
    written.edit("mentoring/1.yaml", "scale: how-much-4", "scale: how-much-5")

    (problem,) = written.check("mentoring/1.yaml")

    assert f"\n{problem}\n" in HOW_TO


def find_faults(words: str, library: Library) -> list[str]:
    """What is said of one cell of the tables, as a question if it asks."""
    first, *others = re.split(r"(?<=[.?]) ", words)
    asks = first.endswith("?") or first.startswith("My ")
    texts = [Text((0,), first, Role.ASK if asks else Role.SAY)]
    texts += [Text((number,), other) for number, other in enumerate(others, 1)]
    screen = Screen(tuple(texts), kind=Kind.CHOICE if asks else None)
    findings = [*read_easily(screen, library.hard_words), *ask_fairly(screen, young=True)]
    findings += say_the_same([screen], library.hard_words)
    return [finding.wrong for finding in findings]


@pytest.mark.parametrize(("rule", "bad", "good"), ROWS, ids=[row[0][:30] for row in ROWS])
def test_bad_sentences_are_found_and_good_ones_are_not(
    library: Library, rule: str, bad: str, good: str
) -> None:
    """Each row of the rules is one that `check` knows."""
    assert find_faults(bad, library), rule
    assert find_faults(good, library) == [], rule


def test_there_are_rows_to_try() -> None:
    """The test above would pass on none."""
    assert len(ROWS) == 15
