"""A sentence that nothing holds stops publication: named with its file, its line and what to do."""

from dataclasses import replace

import pytest

from feedback.promises import Promise, State
from feedback.questionnaires.check import check_library, check_version
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.load import Problem

from .conftest import Copy

CHILD = "shared/consent-child.yaml"
SHOWN = f"forms/{CHILD}"


def find(copy: Copy, *, without: str = "", **changes: object) -> list[Problem]:
    """What is wrong with the shared files, with one promise taken out of the table, or changed."""
    library = read_library(copy.forms)
    promises = dict(library.promises)
    row = promises.pop(without)
    if changes:
        promises[without] = replace(row, **changes)  # type: ignore[arg-type]
    return check_library(replace(library, promises=promises))


def test_the_shipped_table_holds_every_sentence(library: Library) -> None:
    """The control: with nothing taken out, nothing is wrong."""
    assert check_library(library) == []
    assert len(library.promises) > 50


@pytest.mark.parametrize("id_", ["skip", "box-no-names", "who-hears", "shared-tablet", "childline"])
def test_a_sentence_that_is_not_in_the_table_is_refused(copy: Copy, id_: str) -> None:
    """At once, one tap below, at a text box and after sending, in every variant it is said in."""
    found = find(copy, without=id_)

    first = next(one for one in found if one.file.endswith("-child.yaml"))
    assert first.line == copy.line(first.file.removeprefix("forms/"), f"id: {id_}")
    assert f"no promise is called '{id_}', so nothing makes this true" in str(first)
    assert "Add it to feedback/promises.yaml with the tests that hold it" in str(first)
    assert len(found) > 1
    assert {one.wrong.partition(",")[0] for one in found} == {f"no promise is called '{id_}'"}


@pytest.mark.parametrize(
    ("id_", "changes", "wrong"),
    [
        ("skip", {"tests": ()}, "the promise 'skip' names no test that holds it."),
        (
            "no-address",
            {"council": ""},
            "the promise 'no-address' does not say what the council has to do, or where that is written down.",
        ),
        (
            "no-address",
            {"see": ()},
            "the promise 'no-address' does not say what the council has to do, or where that is written down.",
        ),
        (
            "tell",
            {"state": State.TRIAL, "missing": ""},
            "the promise 'tell' does not say what is missing.",
        ),
        (
            "tell",
            {"state": State.KEPT, "tests": ()},
            "the promise 'tell' names no test that holds it.",
        ),
    ],
)
def test_a_row_that_nothing_holds_is_refused(
    copy: Copy, id_: str, changes: dict[str, object], wrong: str
) -> None:
    """Kept needs a test, the council's part a place where it is written down, what is not true what is missing."""
    found = [one for one in find(copy, without=id_, **changes) if one.file == SHOWN]

    assert found[0].line == copy.line(CHILD, f"id: {id_}")
    assert found[0].wrong == wrong
    assert found[0].instead == "Write it into feedback/promises.yaml, or take the line out."


def test_other_words_are_refused(copy: Copy) -> None:
    """The tests hold these words: who changes them says so in the table."""
    copy.edit(CHILD, "We do not keep your phone's address", "We never know your address")

    (found,) = copy.check_shared()

    assert found.line == copy.line(CHILD, "We never know your address")
    assert found.wrong.startswith("the promise 'no-address' does not say this: 'We never know")
    assert found.instead.startswith("Write it as it stands in feedback/promises.yaml")


def test_words_of_another_promise_are_refused(copy: Copy) -> None:
    """A sentence cannot hide behind a row that something else holds; its own is named."""
    copy.edit(CHILD, "- id: skip\n", "- id: no-names-of-others\n")

    first = copy.check_shared()[0]

    assert first.wrong == "these are words of another promise than 'no-names-of-others'."
    assert first.instead == "Write 'id: skip'."


def test_an_id_stands_once_in_a_variant(copy: Copy) -> None:
    """Translations go by page, variant and id."""
    copy.edit(CHILD, "- id: same-help\n", "- id: why\n")

    assert "the id 'why' is used twice." in [one.wrong for one in copy.check_shared()]


def test_a_line_without_an_id_is_refused(copy: Copy) -> None:
    """Nothing is said that no row could be found for."""
    copy.edit(CHILD, "  - id: skip\n    text:", "  - text:")

    assert "'id' is missing." in [one.wrong for one in copy.check_shared()]


def test_a_way_that_is_told_nothing_is_refused(copy: Copy) -> None:
    """A page read before the questions speaks to everybody: at once, one tap below, and at text boxes."""
    name = "iro-survey/2.yaml"
    copy.edit(name, "start: consent-child", "start: closing-child")

    checked = check_version(copy.forms / name, copy.library(), root=copy.root)

    (found,) = checked.problems
    assert found.line == copy.line(name, "start: closing-child")
    assert "says nothing in more, to 'self'" in found.wrong
    assert "easy_read: box, to 'kiosk'" in found.wrong


def test_a_promise_holds_any_of_its_wordings() -> None:
    """And no other state than those there are."""
    row = Promise("a", "A", ("One.", "Two."), State.KEPT, tests=("t",))

    assert row.fault is None
    assert replace(row, state=State.TRIAL).fault
    assert replace(row, state=State.COUNCIL).fault
