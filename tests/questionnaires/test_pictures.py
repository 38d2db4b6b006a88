"""The picture variant: for children under eight, read out by an adult, with words of its own."""

import pytest

from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Form

from .conftest import Copy

IRO = "iro-survey/2.yaml"
HEAD = (
    "in_pictures:\n  title: Your meeting\n  invitation: Tell us about it.\n  minutes: 3\n\nstart:"
)
LISTENED = "        easy_read:\n          text: Did people listen to you?\n"


@pytest.fixture
def pictured(copy: Copy) -> Copy:
    """The IRO survey with a picture variant of two questions."""
    copy.edit(IRO, "\nstart:", f"\n{HEAD}")
    copy.edit(
        IRO,
        LISTENED,
        f"        in_pictures:\n          text: Did they listen?\n          picture: hand\n{LISTENED}",
    )
    text = "        easy_read:\n          text: Do you know who your IRO is?\n"
    copy.edit(IRO, text, f"        in_pictures:\n          help: Who runs your meeting?\n{text}")
    return copy


def form_of(copy: Copy) -> Form:
    """The picture form of the IRO survey."""
    return copy.open(IRO).forms[Variant.PICTURE]


def test_a_version_has_pictures_where_it_writes_their_head(copy: Copy) -> None:
    """Without `in_pictures:` at the head there are two variants."""
    assert list(copy.open(IRO).forms) == [Variant.STANDARD, Variant.EASY_READ]


def test_only_what_is_written_for_pictures_is_asked(pictured: Copy) -> None:
    """A question is asked in pictures when it says so; the other variants stay as they are."""
    form = form_of(pictured)

    assert [q.id for q in form.about("service")] == ["know_iro", "listened"]
    assert (form.title, form.minutes) == ("Your meeting", 3)
    assert "went" in pictured.open(IRO).forms[Variant.EASY_READ].questions


def test_words_fall_back_to_easy_read_and_then_to_the_shared_ones(pictured: Copy) -> None:
    """Its own text, easy read's scale, and the shared measure."""
    listened = form_of(pictured).questions["listened"]

    assert (listened.text, listened.picture) == ("Did they listen?", "hand")
    assert (listened.scale, listened.measure) == ("three-faces", "iro.listened")
    assert listened.help == "It counts if someone else spoke for you."


def test_options_speak_the_variant(pictured: Copy) -> None:
    """The faces and escapes are those of easy read where pictures say nothing of their own."""
    question = form_of(pictured).questions["listened"]

    assert [option.picture for option in question.options] == ["face-yes", "face-bit", "face-no"]
    assert [option.label for option in question.escapes] == ["Not sure", "I do not want to say"]


def test_pictures_without_their_head_are_a_mistake(copy: Copy) -> None:
    """The author is told where to write it."""
    copy.edit(IRO, LISTENED, f"        in_pictures:\n          text: Did they listen?\n{LISTENED}")

    problems = copy.check(IRO)

    assert [(p.question, p.wrong) for p in problems] == [
        ("listened", "is asked in pictures, and the questionnaire has no picture variant.")
    ]


def test_nine_questions_are_too_many_for_pictures(pictured: Copy) -> None:
    """Eight are the most under eight years."""
    block = "        in_pictures:\n          help: Say it.\n"
    for name in ("heart", "phone", "two-talking", "people-table", "letter", "star", "pencil"):
        where = "          scale: good-3\n" if name == "heart" else ""
        last = f"{where}          picture: {name}\n"
        pictured.edit(IRO, last, f"{last}{block}")

    problems = pictured.check(IRO)

    assert [p.wrong for p in problems] == ["the picture variant has 9 questions; 8 are the most."]


def test_shared_pages_may_have_words_for_pictures(pictured: Copy) -> None:
    """A start page of its own where it is written, easy read's where it is not; no questions unless they say so."""
    page = "shared/closing-parent.yaml"
    pictured.edit(IRO, "closing: closing-child", "closing: closing-parent")
    easy = form_of(pictured)
    own = (
        "\nin_pictures:\n  lines:\n    - id: praise\n      text: Well done.\n      picture: star\n"
    )
    pictured.believe()
    text = (pictured.forms / page).read_text(encoding="utf-8")
    pictured.edit(page, text, text + own)

    form = form_of(pictured)

    assert [line.text for line in form.closing.lines] == ["Well done."]
    assert len(easy.closing.lines) > 1
    assert [part.id for part in form.parts if part.optional] == []
