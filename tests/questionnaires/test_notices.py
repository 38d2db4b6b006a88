"""What people are told before and after: true, complete, and with nothing frozen that may change."""

import re

from feedback.questionnaires.check import GAPS
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Snapshot

from .reading import said, words

# Words that promise more than anybody can keep
FORBIDDEN = (
    "anonymous",
    "100",
    "confidential",
    "secure",
    "nobody will",
    "no one will ever",
    "untraceable",
    "private",
)


def test_every_gap_is_one_that_is_filled(shipped: Snapshot) -> None:
    """Nothing in braces but the gaps a setting fills."""
    gaps = {
        gap
        for form in shipped.forms.values()
        for text in words(form)
        for gap in re.findall(r"{(\w+)}", text)
    }

    assert gaps <= GAPS


def test_only_gaps_name_numbers(shipped: Snapshot) -> None:
    """Telephone numbers are settings, never part of what is frozen."""
    assert [
        text for form in shipped.forms.values() for text in words(form) if re.search(r"\d{3}", text)
    ] == []


def test_only_whole_lines_need_the_duty_number(shipped: Snapshot) -> None:
    """A line that names an unset number is left out, so nothing else may stand in it."""
    lines = [
        line.text
        for form in shipped.forms.values()
        for page in (form.start, form.closing)
        for line in (*page.lines, *page.more)
        if "{duty_number}" in line.text
    ]

    assert lines
    assert all("{childline}" not in line and "{emergency}" not in line for line in lines)


def test_nothing_is_promised_that_cannot_be_kept(shipped: Snapshot) -> None:
    """The notice never says anonymous, confidential or secure."""
    texts = [text.lower() for form in shipped.forms.values() for text in said(form.start)]

    assert [(word, text) for text in texts for word in FORBIDDEN if word in text] == []


def test_the_limit_comes_before_the_first_question(shipped: Snapshot) -> None:
    """Before anything is asked: a choice, no names, who reads it, when somebody is told, and help now."""
    for variant, form in shipped.forms.items():
        lines = " ".join(line.text for line in form.start.lines).lower()

        assert len(form.start.lines) == (5 if variant is Variant.STANDARD else 7)
        assert all(line.picture for line in form.start.lines)
        for words_ in (
            "do not have to",
            "do not ask your name",
            "safety team reads",
            "in danger",
            "{emergency}",
        ):
            assert words_ in lines


def test_simple_notices_keep_the_same_promises(shipped: Snapshot) -> None:
    """Shorter words, and nothing left out: in easy read and in pictures."""
    for form in (form for v, form in shipped.forms.items() if v is not Variant.STANDARD):
        text = " ".join(said(form.start))

        for promise in (
            "There are no wrong answers. You get the same help if you do not answer",
            "pressed Send? Then we keep nothing",
            "phone's address on the internet",
            "We keep the team and the language",
            "We keep a day to read",
            "those of 4 or more other people",
            "The safety team takes out names. Then other people may read",
            "will know your answers",
            "might guess",
            "So we may not find you",
            "It does not go with your answers",
            "We cannot show, change or delete them",
            "After Send, it does not keep your answers",
            "{keep_comments}",
            "{keep_responses}",
            "{keep_figures}",
            "Then we keep that for longer",
        ):
            assert promise in text


def test_the_notice_says_all_of_the_promise(shipped: Snapshot) -> None:
    """Each of the twelve sentences of the promise has its words in the standard notice."""
    text = " ".join(said(shipped.forms[Variant.STANDARD].start))

    for promise in (
        "we keep nothing",
        "do not write names",
        "phone's address on the internet",
        "the team, the language",
        "at least four other people's",
        "with names taken out",
        "usually by the next working day",
        "If someone helps you, they will know your answers",
        "might still guess",
        "cannot keep to ourselves",
        "may not be able to find you",
        "In danger now? Call {emergency}",
        "we cannot find your answers",
        "After you press Send, your answers are not kept on the phone",
        "{keep_comments}",
        "{keep_responses}",
        "{keep_figures}",
    ):
        assert promise in text
