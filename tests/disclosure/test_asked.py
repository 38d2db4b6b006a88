"""Questions not asked of all: routed, or left out by a variant, one or two of them. Attacked with a solver and by every input."""

from collections.abc import Hashable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.asked import (
    LEAST_ASKED,
    LEAST_ROW,
    choose_word,
    list_words,
)
from feedback.disclosure.bands import list_classes, protect
from feedback.disclosure.groups import SMALLEST
from tests.disclosure.joint import Findings, attack, draw_round
from tests.disclosure.people import (
    Fact,
    Person,
    Published,
    fits,
    make_survey,
    publish,
    rows_of,
    where,
)
from tests.disclosure.small import (
    Cell,
    Rows,
    Show,
    know,
    list_led,
    list_quiet,
    list_some,
    list_three,
    list_two,
    show_ours,
)

ASKED = frozenset({"yes", "no", "skipped"})
A_FEW, MANY = 6, 200  # rounds attacked with a solver
LEFT_OUT = [(10,), (20,), (5, 15)]  # bases of rows where easy read leaves the question out
LEFT_OUT_MORE = [
    (5, 16),
    (10, 10),
    (10, 12),
    (11, 13),
    (9, 14),
    (10, 21),
    (5, 5, 11),
    (6, 7, 10),
    (5, 10, 10),
]
TWO = [(7,), (10,), (5, 5)]  # the same, two such questions
TWO_MORE = [(5, 6), (6, 7), (5, 8), (15,), (20,), (21,)]
THREE = [(7,), (10,)]  # three variants, of which pictures leave one of the two out
THREE_MORE = [(13,), (5, 5)]
QUIET = [(5, 5)]
LED = [(9,), (12,), (8, 8)]
LED_MORE = [(8, 10), (9, 12), (10, 14), (7, 13), (8, 20), (8, 8, 8)]
TOGETHER = {
    "some": ("core", "some"), "more": ("core", "some", "more"), "led": ("core", "led"),
}  # fmt: skip
LISTS = {
    "some": list_some,
    "more": list_two,
    "three": list_three,
    "quiet": list_quiet,
    "led": list_led,
}


def publish_ours(people: Sequence[Person]) -> Published:
    """The rules as they are."""
    return publish(make_survey(), people)


def publish_bases(people: Sequence[Person]) -> Published:
    """Control: a row where five or more were asked says how many that were, and how many said yes."""
    facts = []
    for row in rows_of(people):
        for name in ("some", "more", "led"):
            teams = frozenset(team.place for team in row.teams)
            asked, yes = where(team=teams, **{name: ASKED}), where(team=teams, **{name: "yes"})
            asked_n, yes_n = (sum(fits(one, which) for one in people) for which in (asked, yes))
            if asked_n >= SMALLEST:
                facts += [Fact(asked, asked_n, asked_n), Fact(yes, yes_n, yes_n)]
    return (*publish_ours(people), *facts)


def attack_rounds(publish_: object, rounds: int, names: Sequence[str]) -> Findings:
    """Attack the same rounds every time."""
    assert callable(publish_)
    dice = Random(2026)

    def draw() -> tuple[list[Person], Published]:
        people = draw_round(dice)
        while len(people) < SMALLEST:
            people = draw_round(dice)
        return people, publish_(people)

    found = attack(draw, rounds, names)
    print(f"{publish_.__name__} {names}: {found}")  # noqa: T201 - the figures of the run
    return found


@pytest.mark.parametrize("rounds", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", TOGETHER)
def test_a_solver_works_nothing_out(name: str, rounds: int) -> None:
    """Rows, totals, options and sizes of variants of this question and of the one before it, together."""
    found = attack_rounds(publish_ours, rounds, TOGETHER[name])

    assert found.small > 10 * rounds
    assert found.worked_out == found.pinned == 0


@pytest.mark.parametrize("name", TOGETHER)
def test_bases_in_rows_are_worked_out(name: str) -> None:
    """The attack works: how many of a row were asked and said yes gives small counts away."""
    found = attack_rounds(publish_bases, 10, TOGETHER[name])

    assert found.broken > 0.05 * found.rounds


@pytest.mark.parametrize(
    ("name", "bases"),
    [
        *(("some", bases) for bases in LEFT_OUT),
        *(("more", bases) for bases in TWO),
        *(("three", bases) for bases in THREE),
        *(("quiet", bases) for bases in QUIET),
        *(("led", bases) for bases in LED),
        *(pytest.param("some", bases, marks=pytest.mark.soak) for bases in LEFT_OUT_MORE),
        *(pytest.param("more", bases, marks=pytest.mark.soak) for bases in TWO_MORE),
        *(pytest.param("three", bases, marks=pytest.mark.soak) for bases in THREE_MORE),
        *(pytest.param("led", bases, marks=pytest.mark.soak) for bases in LED_MORE),
    ],
    ids=str,
)
def test_who_knows_the_rule_learns_no_more(name: str, bases: tuple[int, ...]) -> None:
    """Every input of these rows: who was asked, and who of them said yes."""
    found = know(name, bases, LISTS[name](bases), show_ours)
    print(f"{name} {bases}: {found}")  # noqa: T201 - the figures of the run

    assert found.small > 0
    assert found.worked_out == found.pinned == 0


def show_out_of_everybody(question: str, rows: Rows) -> Hashable:
    """Control: what is ours, and beside it of each row how many of all said yes, in the classes of other figures."""
    names = ("some", "more") if question == "more" else ("some",)
    out_of_all = tuple(
        protect(sum(getattr(cell, name) for cell in row), sum(cell.people for cell in row)).range
        for row in rows
        for name in names
    )
    return show_ours(question, rows), out_of_all


@pytest.mark.parametrize(
    ("name", "bases"), [("some", (10,)), ("some", (5, 15)), ("more", (5, 5)), ("some", (5, 5, 5))], ids=str
)  # fmt: skip
def test_counts_out_of_everybody_are_turned_round(name: str, bases: tuple[int, ...]) -> None:
    """The attack works: "4 to 5 of 5, not all asked" bounds how many used easy read, which is told for the council."""
    found = know(name, bases, LISTS[name](bases), show_out_of_everybody)
    print(f"{name} {bases} out of everybody: {found}")  # noqa: T201 - the figures of the run

    assert found.worked_out + found.pinned > 0


def show_bases(question: str, rows: Rows) -> Hashable:
    """Control: what is ours, and the base and the count of each row where five or more were asked."""
    asked = [(_asked(question, cell), _yes(question, cell)) for cell, *_ in rows]
    return show_ours(question, rows), tuple(pair if pair[0] >= SMALLEST else None for pair in asked)


def show_words_of_each_base(question: str, rows: Rows) -> Hashable:
    """Control: what is ours, and from five asked on the word that rows with a base have."""
    return show_ours(question, rows), tuple(
        next((f.word for f in list_classes(asked) if yes in f.range), None)
        if (asked := _asked(question, cell)) >= SMALLEST
        else None
        for cell, *_ in rows
        for yes in [_yes(question, cell)]
    )


def _asked(question: str, cell: Cell) -> int:
    return cell.people if question == "some" else cell.core


def _yes(question: str, cell: Cell) -> int:
    return cell.some if question == "some" else cell.led


@pytest.mark.parametrize("show", [show_bases, show_words_of_each_base])
@pytest.mark.parametrize(("name", "bases"), [("some", (7,)), ("led", (9,))])
def test_bases_and_their_words_are_turned_round(
    name: str, bases: tuple[int, ...], show: Show
) -> None:
    """The attack works: a base, but also a word that only some bases have, tells how many were asked."""
    found = know(name, bases, LISTS[name](bases), show)
    print(f"{name} {bases} {show.__name__}: {found}")  # noqa: T201 - the figures of the run

    assert found.worked_out + found.pinned > 0


@given(asked=st.integers(LEAST_ASKED, 400))
def test_every_base_has_the_same_four_words(asked: int) -> None:
    """They cover 0 to all who were asked without gap, two values or more each, so a word tells no base."""
    words = list_words(asked)

    assert len(words) == 4
    assert [n for r in words.values() for n in range(r.low, r.high + 1)] == list(range(asked + 1))
    assert all(range_.safe for range_ in words.values())


@pytest.mark.parametrize(("asked", "received"), [(6, 20), (9, 9), (0, 10)])
def test_few_asked_and_small_rows_have_no_word(asked: int, received: int) -> None:
    """From seven asked of ten received on: three may be left out where a word stands, and four are where none does."""
    assert choose_word(asked, asked, received) is None
    assert choose_word(LEAST_ASKED, LEAST_ASKED, LEAST_ROW) is not None
