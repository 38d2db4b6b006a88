"""Easy read and pictures: short, one word for one thing, a picture beside everything."""

import re
from collections.abc import Iterator

import pytest

from feedback.questionnaires.check import MOST_QUESTIONS
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.snapshot import Form, Snapshot

from .conftest import NEWEST
from .reading import sentences, words

MOST_WORDS = 15  # the hard stop; twelve is the aim
FACES = 3  # under eight


def simple(snapshot: Snapshot) -> Iterator[Form]:
    """The forms of `snapshot` that keep to the rules of easy read."""
    yield from (form for v, form in snapshot.forms.items() if v is not Variant.STANDARD)


def test_simple_forms_are_short(shipped: Snapshot) -> None:
    """Easy read asks twelve questions at most and pictures eight, each with a picture and five answers at most."""
    for form in simple(shipped):
        asked = list(form.about("service"))

        assert 0 < len(asked) <= MOST_QUESTIONS[form.variant]
        assert all(question.picture for question in asked)
        assert all(len(question.options) <= 5 for question in asked)


def test_a_picture_stands_for_one_question(newest: Snapshot) -> None:
    """Two questions of a form with the same picture are taken for one."""
    for form in simple(newest):
        shown = [question.picture for question in form.about("service")]

        assert [name for name in shown if shown.count(name) > 1] == []


def test_sentences_are_short(shipped: Snapshot) -> None:
    """No sentence has more than fifteen words, and no question more than twelve."""
    for form in simple(shipped):
        assert [s for s in sentences(form) if len(s.split()) > MOST_WORDS] == []
        assert [q.text for q in form.questions.values() if len(q.text.split()) > 12] == []


def test_words_are_written_out(shipped: Snapshot) -> None:
    """No contractions, no percentages and no brackets."""
    short = re.compile(
        r"\w['’](?:t|re|ll|ve|d|m)\b|\b(?:it|that|what|who|there)['’]s\b|%|[()]", re.IGNORECASE
    )

    for form in simple(shipped):
        assert [text for text in words(form) if short.search(text)] == []


def test_a_meeting_is_a_meeting_every_time(shipped: Snapshot) -> None:
    """One word for one thing: never a review or a conference; 'review meeting' explains the IRO."""
    for form in simple(shipped):
        text = " ".join(words(form)).replace("review meeting", "meeting")

        assert not re.search(r"\b(?:reviews?|conferences?)\b", text, re.IGNORECASE)


def test_easy_read_explains_the_iro(iro: Snapshot) -> None:
    """Initials stand beside what they mean the first time."""
    first = next(iter(iro.forms[Variant.EASY_READ].questions.values()))

    assert first.help == "An IRO is the person who runs your review meeting."


@pytest.mark.parametrize("word", ["advocate", "chairperson", "respect"])
def test_hard_words_are_explained_beside_the_question(newest: Snapshot, word: str) -> None:
    """A question with a hard word says what it means on the same screen."""
    for form in simple(newest):
        for question in form.about("service"):
            if re.search(rf"\b{word}\b", question.text):
                assert question.help
                assert word in question.help.lower()


def test_pictures_are_for_the_smallest(newest: Snapshot) -> None:
    """Under eight: three faces or yes and no, no routes, no numbers, and the grown-up is told to read it out."""
    form = newest.forms.get(Variant.PICTURE)
    if form is None:
        return

    for question in form.about("service"):
        assert question.kind in (Kind.CHOICE, Kind.TEXT)
        assert len(question.options) <= FACES
        assert all(option.picture for option in question.options)
        assert question.show_if is None
    assert form.start.lines[0].text == "Grown-up: please read this out. The child chooses."


def test_children_under_eight_are_asked_on_three_occasions() -> None:
    """The three questionnaires that a young child may get."""
    pictured = {path.parent.name for path in NEWEST if "\nin_pictures:" in path.read_text()}

    assert pictured == {"post-conference-child", "short-breaks-child", "six-monthly-child"}
