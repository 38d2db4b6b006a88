"""Each rule of easy words, told of one screen: what it finds, how strongly, and what it leaves alone."""

import pytest

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.easy_read import (
    Role,
    Screen,
    Text,
    ask_fairly,
    read_easily,
    say_the_same,
)
from feedback.questionnaires.load import Strength
from feedback.questionnaires.shared_definition import WrittenHardWords

HARD = WrittenHardWords.model_validate(
    {
        "schema": 1,
        "plainer": {"assistance": "help"},
        "explain": {"advocate": "An advocate helps you say what you think."},
        "sayings": {"on board": "with us"},
        "one_word": [["meeting", "review", "conference"]],
    }
)


def read(*words: str, role: Role = Role.SAY) -> list[tuple[str, str]]:
    """What is said about a screen of these texts."""
    texts = tuple(Text(("lines", i), text, role) for i, text in enumerate(words))
    return [(f.strength.value, f.wrong) for f in read_easily(Screen(texts), HARD)]


def ask(words: str, kind: Kind = Kind.CHOICE, **of: bool) -> list[tuple[str, str]]:
    """What is said about a question."""
    screen = Screen((Text((), words, Role.ASK),), kind=kind, agree=of.pop("agree", False))
    return [(f.strength.value, f.wrong) for f in ask_fairly(screen, young=of.pop("young", True))]


def count(number: int) -> str:
    """A sentence of so many words."""
    return " ".join(["word"] * number) + "."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (count(16), ("problem", "a sentence has 16 words; 15 are the most.")),
        (count(15), ("hint", "a sentence has 15 words; 12 or fewer are easy.")),
        (count(13), ("hint", "a sentence has 13 words; 12 or fewer are easy.")),
        ("We don't know.", ("problem", "'don't' is shortened.")),
        ("8% came.", ("problem", "speaks of per cent.")),
        ("Your worker (or carer) came.", ("problem", "has brackets.")),
        ("Here are four things.", ("hint", "'four' is a number in letters.")),
        ("It was decided.", ("hint", "'was decided' does not say who did it.")),
        ("We read it and we call you.", ("hint", "a sentence has two ideas, joined by 'and'.")),
        ("Do you need assistance?", ("hint", "'assistance' is a hard word.")),
        ("Did an advocate come?", ("hint", "'advocate' is not explained here.")),
        ("Are you on board?", ("hint", "'on board' does not mean what its words say.")),
        ("Call the IRO.", ("hint", "'IRO' is not explained here.")),
    ],
)
def test_each_rule_of_easy_words_is_told(words: str, said: tuple[str, str]) -> None:
    """One text, one rule, one finding."""
    assert read(words) == [said]


@pytest.mark.parametrize(
    "words",
    [
        [count(12)],
        ["Did someone ask where the meeting should be?"],
        ["Did an advocate come?", "An advocate helps you."],
        ["Do you need assistance?", "Assistance is help."],
        ["Do you know your IRO?", "An IRO runs your meeting."],
        ["Do not write names. You can stop."],
    ],
)
def test_easy_words_are_left_alone(words: list[str]) -> None:
    """Twelve words, a word explained beside it, 'do not' written out."""
    assert read(*words) == []


def test_an_answer_explains_nothing() -> None:
    """Words are explained before the answers, not by them."""
    assert read("An advocate helped me.", role=Role.ANSWER)


def test_a_finding_says_what_to_write() -> None:
    """A hard word comes with its plain one, a needed one with a sentence that explains it."""
    screen = Screen((Text(("x",), "Did an advocate give you assistance?"),))

    instead = [finding.instead for finding in read_easily(screen, HARD)]

    assert instead == [
        "Write 'help', or explain it beside it.",
        "Add a sentence: 'An advocate helps you say what you think.'",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("How well do we listen?", ("problem", "'How well' says that it went well.")),
        ("People listened to me.", ("problem", "is a statement.")),
        ("Did you not like it?", ("problem", "has 'not' in it, so that 'No' can mean two things.")),
        ("Didn't you go?", ("problem", "has 'Didn't' in it, so that 'No' can mean two things.")),
        (
            "How often did you meet in the last six months?",
            ("problem", "asks to count back in time."),
        ),
        ("Were people kind and fair?", ("hint", "may ask two things at once.")),
        ("Did you go? Was it good?", ("hint", "may ask two things at once.")),
    ],
)
def test_each_rule_of_fair_questions_is_told(words: str, said: tuple[str, str]) -> None:
    """For under-16s and in easy words."""
    assert ask(words) == [said]


def test_agreeing_with_a_statement_is_not_for_the_young() -> None:
    """Children agree to be polite. Said once, not also that it is a statement."""
    said = ("problem", "asks people to agree, and children agree to be polite.")

    assert ask("People listened to me.", agree=True) == [said]


def test_adults_may_be_asked_otherwise() -> None:
    """Statements and 'not' are for them to read; a leading question is for nobody."""
    assert ask("People did not listen to me.", agree=True, young=False) == []
    assert ask("How well do we listen?", young=False)


def test_how_well_is_fair_with_numbers_and_words_at_both_ends() -> None:
    """From 0 to 10 both ends can be chosen."""
    assert ask("How well do we listen?", Kind.SCALE) == []


def test_an_open_question_may_say_not() -> None:
    """What was not good is a fair thing to write about."""
    assert ask("What was not good?", Kind.TEXT) == []
    assert ask("Tell us what was good and bad.", Kind.TEXT) == []


def screens(*words: str) -> list[Screen]:
    """A screen for each text."""
    return [Screen((Text(("questions", i), text),)) for i, text in enumerate(words)]


def test_a_second_name_for_one_thing_is_told() -> None:
    """A meeting stays a meeting."""
    findings = list(say_the_same(screens("At the meeting", "After your review", "Reviews"), HARD))

    assert [(f.place[-1], f.strength, f.wrong) for f in findings] == [
        (1, Strength.HINT, "says 'review' where it said 'meeting' before."),
        (2, Strength.HINT, "says 'review' where it said 'meeting' before."),
    ]
    assert findings[0].instead == "Write 'meeting' every time."


def test_a_kind_of_meeting_is_a_meeting() -> None:
    """'Review meeting' explains itself."""
    assert list(say_the_same(screens("An IRO runs your review meeting", "A meeting"), HARD)) == []
