"""What sentences are made of: their length, who does it, and how many ideas they hold."""

import pytest

from feedback.questionnaires.sentences import (
    INITIALS,
    NUMBERS,
    PER_CENT,
    SHORTENED,
    count_words,
    find_join,
    find_passive,
    find_word,
    is_explained,
    split_sentences,
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Stop. You can go.", ["Stop.", "You can go."]),
        ('Press "Talk to me". It is free.', ['Press "Talk to me".', "It is free."]),
        ("In danger? Call: {emergency}", ["In danger?", "Call:", "{emergency}"]),
        ("One line\nand the next", ["One line", "and the next"]),
        ("  ", []),
    ],
)
def test_a_text_is_split_where_a_reader_stops(text: str, sentences: list[str]) -> None:
    """At full stops, question marks and colons, also inside quotes."""
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("You do not have to answer.", 6),
        ("{council} asks you.", 4),
        ("A worn-out word – and a dash", 6),
        ("Your phone's address", 3),
        ("…", 0),
    ],
)
def test_words_are_counted_as_they_are_read_aloud(sentence: str, count: int) -> None:
    """A gap counts as two, because names and numbers do; a dash counts as none."""
    assert count_words(sentence) == count


@pytest.mark.parametrize(
    "sentence",
    [
        "Your worker is not shown which answers are yours.",
        "Did someone tell you what was decided?",
        "Were you asked who should come?",
        "Was the plan explained?",
        "You will be told.",
        "Comments are also kept.",
    ],
)
def test_a_sentence_that_hides_who_did_it_is_found(sentence: str) -> None:
    """Statements and questions alike."""
    assert find_passive(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not show your worker which answers are yours.",
        "Were you worried?",
        "Is someone hurt?",
        "What do you need?",
        "The team is there at need.",
        "Were you at the meeting we planned?",
        "They are the people who decided.",
    ],
)
def test_a_sentence_that_says_who_did_it_is_left_alone(sentence: str) -> None:
    """Feelings look like it and are not."""
    assert find_passive(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "join"),
    [
        ("We read it and we call you.", "and"),
        ("You can stop, but we keep nothing.", "but"),
        ("We ask because we want to know.", "because"),
        ("It is a form which you can skip.", "which"),
        ("They listened and helped.", "and"),
    ],
)
def test_two_ideas_in_a_sentence_are_found(sentence: str, join: str) -> None:
    """Each side of the joining word has a verb."""
    assert find_join(sentence) == join


@pytest.mark.parametrize(
    "sentence",
    [
        "Your mum and dad can help.",
        "We keep the team, the day and the help.",
        "Which of these is right?",
        "You get help and support.",
        "It is the phone and a plan.",
    ],
)
def test_one_idea_about_two_things_is_left_alone(sentence: str) -> None:
    """A list has one verb, and a question may begin with 'Which'."""
    assert find_join(sentence) is None


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("meeting", "All Meetings", True),
        ("engage", "We engaged you", True),
        ("plan", "A planet", False),
        ("social worker", "Your social workers", True),
        ("p.m", "A pam", False),  # a sign of regular expressions is a letter like any other
        ("(", "Yes (and no)", False),
    ],
)
def test_a_word_is_found_in_its_forms(word: str, text: str, found: bool) -> None:
    """Several, past, capitals; never inside another word."""
    assert find_word(word, text) is found


@pytest.mark.parametrize(
    ("sentence", "explains"),
    [
        ("An IRO is the person who runs your meeting.", True),
        ("Your IRO runs your meeting.", True),
        ("IRO means Independent Reviewing Officer.", True),
        ("IRO talked with you?", False),
        ("Do you know your IRO?", False),
        ("Call the IRO.", False),
    ],
)
def test_a_word_is_explained_by_a_sentence_about_it(sentence: str, explains: bool) -> None:
    """A question explains nothing, nor does a sentence about something else."""
    assert is_explained("IRO", [sentence]) is explains


def test_shortened_words_are_found_with_either_apostrophe() -> None:
    """A child's is no short form; don’t, it's and etc. are."""
    text = "Don't, we’ll, it's, the child's phone, etc."

    assert SHORTENED.findall(text) == ["Don't", "we’ll", "it's", "etc."]


def test_initials_are_found_and_everyday_ones_left_alone() -> None:
    """An IRO needs words, OK does not."""
    assert INITIALS.findall("Is your IRO OK? Two IROs. I am A.") == ["IRO", "IRO"]


def test_numbers_and_per_cent_are_found_in_letters() -> None:
    """One is left alone: it is as often a person."""
    assert NUMBERS.findall("Someone, one or four people") == ["four"]
    assert all(PER_CENT.search(text) for text in ("8%", "8 per cent", "a percentage"))
    assert not PER_CENT.search("a person")
