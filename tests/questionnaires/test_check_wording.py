"""Words are held against the rules where they stand in a file: line, question, strength; and when they are let be."""

import pytest

from feedback.exceptions import DefinitionError
from feedback.questionnaires.check import check_file, check_shared, check_version, open_version
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.load import Problem
from feedback.questionnaires.sentences import count_words, is_explained, split_sentences

from .conftest import VERSIONS, Copy
from .test_sharing import IRO, SHARED, USED, sharing  # noqa: F401 a fixture
from .word_mistakes import FACE_MISTAKES, FACES, SHARED_WORDING, WORDING

EASY = "          text: Did people listen to you?\n"


def find_wording(copy: Copy, name: str = IRO) -> list[Problem]:
    """What is said about the words of a version."""
    return check_version(copy.forms / name, copy.library(), root=copy.root).wording


@pytest.mark.parametrize("mistake", WORDING)
def test_hard_words_are_told_with_their_line(copy: Copy, mistake: str) -> None:
    """Each rule: the line, the question, the strength, the fault and what to write; a problem stops the file."""
    old, new, at, strength, wrong = WORDING[mistake]
    before = find_wording(copy)
    copy.edit(IRO, old, new)
    line = copy.line(IRO, at)

    found = [one for one in find_wording(copy) if one.wrong not in {b.wrong for b in before}]

    assert [(p.line, p.strength.value, p.wrong) for p in found] == [(line, strength, wrong)]
    assert found[0].instead
    assert bool(copy.check(IRO)) == (strength == "problem")


@pytest.mark.parametrize("mistake", FACE_MISTAKES)
def test_faces_are_three_with_a_word_each(copy: Copy, mistake: str) -> None:
    """Told where easy read asks with them."""
    scale, name, wrong = FACE_MISTAKES[mistake]
    text = (copy.forms / "shared/scales.yaml").read_text(encoding="utf-8")
    copy.edit("shared/scales.yaml", text, text.rstrip() + "\n" + scale)
    copy.edit(IRO, FACES, FACES.replace("three-faces", name))
    line = copy.line(IRO, f"scale: {name}")

    problems = copy.check(IRO)

    assert [(p.line, p.question, p.wrong) for p in problems] == [(line, "listened", wrong)]


def test_pictures_may_have_two_faces(copy: Copy) -> None:
    """Under eight, two can be enough; the words of pictures are held against the same rules."""
    text = (copy.forms / "shared/scales.yaml").read_text(encoding="utf-8")
    scale, name, _ = FACE_MISTAKES["two faces"]
    copy.edit("shared/scales.yaml", text, text.rstrip() + "\n" + scale)
    head = "in_pictures:\n  title: Your day\n  invitation: Tell us.\n  minutes: 3\n\nstart:"
    copy.edit(IRO, "\nstart:", f"\n{head}")
    block = f"        in_pictures:\n          text: Didn't they listen?\n          scale: {name}\n"
    copy.edit(IRO, f"        easy_read:\n{EASY}", f"{block}        easy_read:\n{EASY}")
    line = copy.line(IRO, "Didn't they")

    faults = [one for one in find_wording(copy) if one.strength == "problem"]

    assert [(p.line, p.wrong) for p in faults] == [
        (line, "'Didn't' is shortened."),
        (line, "has 'Didn't' in it, so that 'No' can mean two things."),
    ]


def test_four_answers_are_many_for_the_smallest(copy: Copy) -> None:
    """A hint in pictures, and none in easy read."""
    head = "in_pictures:\n  title: Your day\n  invitation: Tell us.\n  minutes: 3\n\nstart:"
    copy.edit(IRO, "\nstart:", f"\n{head}")
    went = "        easy_read:\n          text: Did you go to your meeting?\n"
    copy.edit(IRO, went, f"        in_pictures:\n          text: Did you go?\n{went}")

    found = [(p.question, p.strength.value, p.wrong) for p in find_wording(copy)]

    wrong = "has 4 answers in pictures; under eight 3 are easier."
    assert [one for one in found if "answers" in one[2]] == [("went", "hint", wrong)]


@pytest.mark.parametrize("mistake", SHARED_WORDING)
def test_hard_words_of_shared_files_are_told(copy: Copy, mistake: str) -> None:
    """Pages, scales and escapes, in their own file."""
    name, old, new, strength, wrong = SHARED_WORDING[mistake]
    copy.believe()
    copy.edit(f"shared/{name}", old, new)
    library = copy.library()

    assert check_shared(library) == []
    found = [(p.file, p.line, p.strength.value, p.wrong) for p in library.wording]
    line = copy.line(f"shared/{name}", new)
    assert (f"forms/shared/{name}", line, strength, wrong) in found
    assert bool(copy.check_shared()) == (strength == "problem")


def test_a_shared_question_is_told_once_in_its_own_file(sharing: Copy) -> None:  # noqa: F811
    """Not again in every version that uses it."""
    sharing.edit(SHARED, "text: Do they listen?", "text: Don't they?")
    line = sharing.line(SHARED, "Don't they")

    shared = sharing.check_shared()
    own = [one for one in find_wording(sharing) if one.strength == "problem"]

    assert {(p.file, p.line) for p in shared} == {(f"forms/{SHARED}", line)}
    assert own == []
    assert USED in (sharing.forms / IRO).read_text(encoding="utf-8")


def test_adults_are_spared_the_rules_for_children(copy: Copy) -> None:
    """The standard variant for parents may ask to agree; easy read may not."""
    first = "post-conference-parent/1.yaml"
    for path in (copy.forms / "post-conference-parent").glob("[2-9].yaml"):
        path.unlink()
    assert copy.check(first) == []

    text = "          text: Do you know what happens next?\n          scale: three-faces\n"
    copy.edit(first, text, text.replace("three-faces", "agree-5"))

    assert [p.wrong for p in copy.check(first)] == [
        "asks people to agree, and children agree to be polite."
    ]


def test_a_version_that_another_follows_is_let_be(copy: Copy) -> None:
    """People answered it as it stands; the next version is the place to write better."""
    assert "agree-5" in (copy.forms / "iro-survey/1.yaml").read_text(encoding="utf-8")
    assert find_wording(copy, "iro-survey/1.yaml") == []

    for path in (copy.forms / "iro-survey").glob("*.yaml"):
        if path.stem != "1":
            path.unlink()

    assert any("agree" in one.wrong for one in find_wording(copy, "iro-survey/1.yaml"))


def test_words_do_not_stop_what_is_published(copy: Copy) -> None:
    """A council that installs a newer release keeps what it published under older rules."""
    copy.edit(IRO, EASY, EASY.replace("Did people", "Didn't people"))
    copy.believe()
    copy.edit("shared/consent-child.yaml", "You can stop.", "You can't go wrong.")
    path, library = copy.forms / IRO, copy.library()

    assert open_version(path, library, root=copy.root, is_published=lambda _: True).version
    with pytest.raises(DefinitionError) as error:
        open_version(path, library, root=copy.root)
    assert len(str(error.value).splitlines()) == 3


def test_a_hint_stops_nothing(copy: Copy) -> None:
    """It is read and thought about."""
    copy.edit(IRO, EASY, EASY.replace("people", "professionals"))

    snapshot, problems = check_file(copy.forms / IRO, copy.library(), root=copy.root)

    assert (snapshot is not None, problems) == (True, [])


def test_a_council_without_the_list_has_no_hard_words(copy: Copy) -> None:
    """The list may be missing; the other rules hold."""
    copy.edit("shared/hard-words.yaml", "schema: 1", "schema: 1")
    (copy.forms / "shared/hard-words.yaml").unlink()
    copy.edit(IRO, EASY, EASY.replace("people", "professionals"))

    assert copy.check_shared() == []
    assert not any("professional" in one.wrong for one in find_wording(copy))


def test_a_mistake_in_the_list_is_told(copy: Copy) -> None:
    """Like one in any shared file."""
    copy.edit("shared/hard-words.yaml", "sayings:", "saiyngs:")

    assert [p.wrong for p in copy.check_shared()] == ["'saiyngs' is not a key of this block."]


def test_a_question_says_where_its_words_fall_back(copy: Copy) -> None:
    """Easy read takes the standard words where it has none of its own, and they are told on their own line."""
    copy.edit(IRO, EASY, "")
    copy.edit(IRO, "        text: Did people at your review", "        text: Did the (two) people")
    line = copy.line(IRO, "Did the (two)")

    found = {(p.line, p.wrong) for p in find_wording(copy)}

    assert (line, "has brackets.") in found


def test_the_shipped_words_are_easy(library: Library) -> None:
    """No problem in any shared file, and hints that one can count on the fingers of two hands."""
    check_shared(library)
    hints = [*library.wording]
    for path in VERSIONS:
        hints += check_version(path, library, root=path.parents[2]).wording

    assert [str(one) for one in hints if one.strength == "problem"] == []
    assert len(hints) < 10, [str(one) for one in hints]


def test_the_list_keeps_its_own_rules(library: Library) -> None:
    """Every explanation is one, and is short; what is plainer is not itself on the list."""
    hard = read_library(VERSIONS[0].parents[1]).hard_words

    assert len(hard.plainer) > 40
    for word, sentence in hard.explain.items():
        assert is_explained(word, split_sentences(sentence)), word
        assert count_words(sentence) <= 12, word
    assert set(hard.plainer) & set(hard.plainer.values()) == set()
    assert library.hard_words == hard


def test_a_box_that_only_some_are_led_to_gives_a_hint(copy: Copy) -> None:
    """It costs every comment of the questionnaire its team and its question."""
    route = (
        '        show_if:\n          question: went\n          codes:\n            - "all"\n'
        "          words: Only if you went.\n"
    )
    copy.edit(IRO, "      - id: best\n", f"      - id: best\n{route}")

    (hint,) = [one for one in find_wording(copy) if "leads to it" in one.wrong]

    assert (hint.question, hint.strength.value) == ("best", "hint")
