"""What the duty reader is shown in a comment: names, numbers, addresses, and words that may mean danger."""

import unicodedata

import pytest

from feedback.highlights import (
    Mark,
    find_highlights,
    has_concern,
    is_nhs_number,
    split,
    take_out_words,
)
from feedback.word_lists import FIRST_WORDS, ListKind

# What a comment says, what is taken out, and what is left: the browser and the server agree on it.
TAKEN_OUT = [
    ("Sam hit me. Same as always, Samosas.", "Sam", "[name] hit me. Same as always, Samosas."),
    ("Sam’s dog and Sam's cat, Sam-Lee", "Sam", "[name]’s dog and [name]'s cat, [name]-Lee"),
    ("sam and Sam, (Sam) “Sam”", "Sam", "sam and [name], ([name]) “[name]”"),
    ("Zoë told Zo", "Zo", "Zoë told [name]"),
    ("Zoe\u0308 told Zo", "Zo", "Zoe\u0308 told [name]"),
    ("أحمد وأحمد لأحمد وبأحمد", "أحمد", "[name] و[name] ل[name] وب[name]"),
    ("علي في التعليم، علي", "علي", "[name] في التعليم، [name]"),
    ("ਸਿੰਘ ਸਿੰਘਾ", "ਸਿੰਘ", "[name] ਸਿੰਘਾ"),
    ("3Sam and Samosas", "Sam", "3[name] and Samosas"),
    ("xSam", "Sam", "x[name]"),
    ("nobody", "Sam", "nobody"),
]


def found(text: str, **lists: list[str]) -> list[tuple[str, Mark]]:
    """The stretches of `text`, as words."""
    return [(text[one.start : one.end], one.mark) for one in find_highlights(text, **lists)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I live with Darren and he shouts", "Darren"),
        ("Sarah was lovely", "Sarah"),
        ("I told Mrs O'Neill about it", "Mrs O'Neill"),
        ("It was Jean-Luc Smith's idea", "Jean-Luc Smith"),
        ("Because Zoë said so", "Zoë"),
        ("we go to Oakfield House on Monday", "Oakfield House"),
    ],
)
def test_a_name_is_found_by_its_capital(text: str, name: str) -> None:
    """In the middle and at the start, with a title, an apostrophe, an owner's s and letters that are not English."""
    assert found(text) == [(name, Mark.NAME)]


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk. They listen. Nobody asks me.",
        "Start on time. Speak to me. That’s all. Didn’t you know?",
        "My IRO came on Monday and I'm happy",
        "I HATE THIS",
        "It was good, I liked it",
    ],
)
def test_a_capital_is_not_always_a_name(text: str) -> None:
    """The start of a sentence, I, days, short forms, and somebody who shouts."""
    assert found(text) == []


def test_names_of_staff_are_found_in_small_letters() -> None:
    """Only because they stand in the list: the same words without it are not found."""
    text = "i do not like ola okafor much"

    assert found(text, staff=["Ola Okafor"]) == [("ola okafor", Mark.STAFF)]
    assert found(text) == []


@pytest.mark.parametrize(
    "number", ["07700 900123", "+44 7700 900123", "(01632) 960 001", "01632960001", "020 7946 0000"]
)
def test_a_telephone_number_is_found(number: str) -> None:
    """As people write them."""
    assert found(f"ring me on {number} please") == [(number, Mark.TELEPHONE)]


def test_other_numbers_are_left_alone() -> None:
    """An age, a year, marks, and a number that is too short."""
    assert found("in 2026 i was 14, i gave it 10/10 and 123456") == []


def test_an_address_and_a_postcode_are_found() -> None:
    """In any case, with or without the gap."""
    text = "write to kim.lee@example.org or to sw1a 1aa, or M11AE"

    assert found(text) == [
        ("kim.lee@example.org", Mark.EMAIL),
        ("sw1a 1aa", Mark.POSTCODE),
        ("M11AE", Mark.POSTCODE),
    ]


def test_an_nhs_number_is_told_by_its_check_digit() -> None:
    """943 476 5919 is the example of the NHS; one digit off and it is a number like another."""
    assert found("it is 943 476 5919") == [("943 476 5919", Mark.NHS)]
    assert found("it is 943 476 5918") == [("943 476 5918", Mark.TELEPHONE)]
    assert not is_nhs_number("123")


def test_words_of_concern_are_whole_words_in_any_case() -> None:
    """Several words together too; a word inside another is none."""
    words = ["hit", "run away"]

    assert found("she HIT me, it is white, i want to run  away", concern=words) == [
        ("HIT", Mark.CONCERN),
        ("run  away", Mark.CONCERN),
    ]
    assert has_concern("they HIT me", words)
    assert not has_concern("white", words)
    assert not has_concern("they hit me", [])


# A word of the list, what a phone makes of it, and which stretch of that is shown.
TYPED = [
    ("don't feel safe", "I don’t feel safe at home", "don’t feel safe"),
    ("don't feel safe", "i dont feel  safe", "dont feel  safe"),
    ("self-harm", "I self‑harm", "self‑harm"),
    ("self-harm", "I selfharm 😢", "selfharm"),
    ("hits", "he _hits_ me", "hits"),
    ("hits", "he hi\u00adt\u200bs me", "hi\u00adt\u200bs"),
    ("hits", "ok ｈｅ Ｈｉｔｓ me", "Ｈｉｔｓ"),
    ("offend", "😢 they oﬀend me", "oﬀend"),
    (
        "tự tử",
        unicodedata.normalize("NFD", "em muốn tự tử."),
        unicodedata.normalize("NFD", "tự tử"),
    ),
    ("İntihar", "intihar etmek", "intihar"),
    ("انتحار", "أفكر والانتحار", "انتحار"),
    ("يضربني", "هو ويَضْرِبُنـي.", "يَضْرِبُنـي"),
    ("یضربنی", "انه يضربني", "يضربني"),
    ("می‌زند", "او می زند", "می زند"),
    ("می زند", "او می‌زند", "می‌زند"),
]


@pytest.mark.parametrize(("word", "text", "shown"), TYPED)
def test_a_word_of_concern_is_found_however_a_phone_typed_it(
    word: str, text: str, shown: str
) -> None:
    """And what is shown is what was typed, where it stands."""
    assert has_concern(text, [word])
    assert found(text, concern=[word]) == [(shown, Mark.CONCERN)]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ill", "I’ll be fine"), ("hell", "he'll come"), ("hit", "white"), ("no one", "noone"), ("hit", "hit2"),
        ("موت", "صموت"), ("-", "a-b"), ("’", "I’ll"),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_no_word_of_concern(word: str, text: str) -> None:
    """An apostrophe that was typed parts nothing, and no letter may be joined but what Arabic writes onto a word."""
    assert not has_concern(text, [word])


@pytest.mark.parametrize(
    "text",
    ["He locked me in", "I was raped", "I want to end my life", "killing myself", "She abused me"],
)
def test_the_first_list_holds_the_forms_of_its_words(text: str) -> None:
    """What is done now and what was done."""
    assert has_concern(text, FIRST_WORDS[ListKind.CONCERN])


@pytest.mark.parametrize("sign", ["\u0301\u0323", "\u200b", "’-", "و", "self ", "ﷺ"])
def test_a_long_text_takes_time_that_grows_with_its_length(sign: str) -> None:
    """Whatever it is made of: a heap of accents too."""
    assert not has_concern(sign * 20_000, FIRST_WORDS[ListKind.CONCERN])


def test_taking_out_leaves_the_rest_as_it_was() -> None:
    """One stretch at a time; what stands for it says what it was."""
    text = "Tell Darren: 07700 900123"

    name, number = find_highlights(text)

    assert number.take_out(text) == "Tell Darren: [telephone number]"
    assert name.take_out(text) == "Tell [name]: 07700 900123"


@pytest.mark.parametrize(("text", "words", "left"), TAKEN_OUT)
def test_a_name_is_taken_out_where_it_is_a_word_of_its_own(
    text: str, words: str, left: str
) -> None:
    """Whatever stands beside it, and in every script; only where it is none, it goes from where it was found."""
    assert take_out_words(text, words, Mark.NAME) == left


def test_the_pieces_are_the_words_again() -> None:
    """Nothing is lost or doubled when it is shown."""
    text = "Hello Darren, ring 07700 900123."

    pieces = split(text, find_highlights(text))

    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, one in pieces if one] == ["Darren", "07700 900123"]
