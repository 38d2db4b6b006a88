"""What somebody edited in a published file, in words they know."""

import pytest

from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.snapshot import Snapshot, read_snapshot

from .conftest import Copy

IRO = "iro-survey/2.yaml"

EDITS = {
    "words": (
        (IRO, "text: Did people at your review listen to you?", "text: Were you heard?"),
        [
            "question 'listened', standard: text was 'Did people at your review listen to you?', is now 'Were you heard?'"
        ],
    ),
    "easy-read words": (
        (IRO, "text: Did people listen to you?", "text: Were you heard?"),
        [
            "question 'listened', easy-read: text was 'Did people listen to you?', is now 'Were you heard?'"
        ],
    ),
    "head": (
        (IRO, "name: IRO survey", "name: Reviews"),
        ["name was 'IRO survey', is now 'Reviews'"],
    ),
    "title": (
        (IRO, "title: What was your meeting like?", "title: Your meeting"),
        ["easy-read: title was 'What was your meeting like?', is now 'Your meeting'"],
    ),
    "minutes": (
        (IRO, "minutes: 5\neasy", "minutes: 6\neasy"),
        ["standard: minutes was 5, is now 6"],
    ),
    "section": (
        (IRO, "title: Before your review", "title: Before"),
        ["section 'plan', standard: title was 'Before your review', is now 'Before'"],
    ),
    "code": (
        (IRO, '- code: "would"', '- code: "want"'),
        [
            "question 'co_chair', standard: option 'would' was taken out",
            "question 'co_chair', standard: option 'want' was added",
        ],
    ),
    "label": (
        (IRO, "label: What to talk about", "label: What about"),
        [
            "question 'asked', standard: option 'what': label was 'What to talk about', is now 'What about'"
        ],
    ),
    "exclusive": (
        (IRO, "            exclusive: true\n", ""),
        ["question 'asked', standard: option 'none': exclusive was yes, is now no"],
    ),
    "help taken out": (
        (IRO, "        help: This is sometimes called co-chairing.\n", ""),
        [
            "question 'co_chair', standard: help was 'This is sometimes called co-chairing.', is now nothing"
        ],
    ),
    "route": (
        (IRO, "words: Only if you went to your review.", "words: Only if you went."),
        [
            "question 'co_chair', standard: show_if was 'Only if you went to your review.' (went: all, part, remote), is now 'Only if you went.' (went: all, part, remote)"
        ],
    ),
    "change": (
        (IRO, "  - question: asked_when", "  - question: asked_then"),
        [
            "changes, 'asked_when' was 'Taken out. It is part of the tick list.', is now nothing",
            "changes, 'asked_then' was nothing, is now 'Taken out. It is part of the tick list.'",
        ],
    ),
    "escape of a scale": (
        ("shared/scales.yaml", "label: I would rather not say", "label: Rather not say"),
        None,
    ),
    "measure": (
        ("shared/measures.yaml", "title: Ran part of the review", "title: Led the review"),
        ["measure 'iro.co_chair': title was 'Ran part of the review', is now 'Led the review'"],
    ),
    "notice": (
        ("shared/consent-child.yaml", "Skip any question, or stop.", "Skip any question."),
        [
            "start page, standard: 'You do not have to do this. Skip any question, or stop.' was taken out",
            "start page, standard: 'You do not have to do this. Skip any question.' was added",
        ],
    ),
    "picture of a notice": (
        ("shared/consent-child.yaml", "picture: hand", "picture: stop"),
        ["start page, standard: the order, ids, ways or pictures of its lines were changed"],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_told_in_plain_words(copy: Copy, iro: Snapshot, edit: str) -> None:
    """Each edit gives exactly the sentences that say it."""
    (name, old, new), told = EDITS[edit]
    copy.believe()
    copy.edit(name, old, new)

    differences = list_differences(iro, copy.open(IRO))

    assert differences == told if told else differences


def test_nothing_edited_is_nothing_told(iro: Snapshot) -> None:
    """The same version has no differences."""
    assert list_differences(iro, read_snapshot(iro.to_json())) == []


def test_a_question_added_or_taken_out_is_told(iro: Snapshot, parent: Snapshot) -> None:
    """Questions that come and go are named with their variant."""
    differences = list_differences(iro, parent)

    assert "question 'know_iro', standard, was taken out" in differences
    assert "question 'joined', standard, was added" in differences


def test_questions_that_changed_places_are_told(copy: Copy, iro: Snapshot) -> None:
    """Order is part of what was asked."""
    text = (copy.forms / IRO).read_text(encoding="utf-8")
    start, end = text.index("      - id: told_after"), text.index("      - id: did_said")
    last = text.index("      - id: best")
    (copy.forms / IRO).write_text(
        text[:start] + text[end:last] + text[start:end] + text[last:], encoding="utf-8"
    )

    differences = list_differences(iro, copy.open(IRO))

    assert [words.split(" was ")[0] for words in differences] == [
        "the order of questions, standard,",
        "the order of questions, easy-read,",
    ]


def test_a_question_in_another_section_is_told(copy: Copy, iro: Snapshot) -> None:
    """The heading it stands under is part of what was asked."""
    copy.edit(
        IRO,
        "  - id: plan\n    title: Before your review\n    easy_read:\n      title: Before your meeting\n    questions:\n",
        "",
    )
    head = "  - id: plan\n    title: Before your review\n    easy_read:\n      title: Before your meeting\n    questions:\n"
    copy.edit(IRO, "      - id: asked\n", f"{head}      - id: asked\n")

    differences = list_differences(iro, copy.open(IRO))

    assert differences == [
        "question 'spoke_before', standard: section was 'plan', is now 'iro'",
        "question 'spoke_before', easy-read: section was 'plan', is now 'iro'",
    ]


def test_whatever_differs_something_is_told(iro: Snapshot) -> None:
    """Even what has no words of its own."""
    edited = iro.model_copy(update={"changes": tuple(reversed(iro.changes))})

    assert list_differences(iro, edited) == [
        "the order of 'changes', or a line that stands twice, is not what it was"
    ]
