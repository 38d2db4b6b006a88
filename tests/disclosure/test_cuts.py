"""Every cut of a round beside its rows: variant, language, who helped, age and options, attacked together."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from random import Random

import pytest

from feedback.counting import PersonCounts
from feedback.disclosure.bands import split
from feedback.disclosure.groups import SMALLEST
from feedback.disclosure.sizes import sum_told, tell_sizes
from feedback.option_figures import tell_options, tell_people
from tests.disclosure.joint import Findings, attack, draw_round
from tests.disclosure.knower import Knower
from tests.disclosure.people import (
    Fact,
    Person,
    Published,
    count,
    list_teams,
    make_survey,
    publish,
    publish_rows,
    rows_of,
    where,
)
from tests.disclosure.small import (
    SURVEYS,
    Cell,
    Rows,
    know,
    list_variants,
    make_counts,
    show_ours,
    tell_sizes_of,
)

TOGETHER = ("core", "helped", "age", "language")  # looked at as one, beside team and variant
CORE = ("core", "helped")
LANGUAGES = ("en", "pl", "so")
NAMES = ("standard", "easy-read", "picture")


def publish_ours(people: Sequence[Person]) -> Published:
    """The rules as they are."""
    return publish(make_survey(), people)


def publish_plainly(people: Sequence[Person]) -> Published:
    """Control: rows and all teams as ours, and every count of every cut that five or more are in."""
    survey = make_survey()
    counts, _ = count(survey, people)
    facts, _ = publish_rows(survey, counts, rows_of(people))
    facts += list_teams(people)
    for name in ("variant", "language", "age"):
        for code, n in Counter(getattr(one, name) for one in people).items():
            facts += [Fact(where(**{name: code}), n, n)] if n >= SMALLEST else []
    for name in ("core", "helped"):
        crossed = Counter((one.variant, getattr(one, name)) for one in people)
        for (variant, code), n in crossed.items():
            enough = sum(one.variant == variant for one in people) >= SMALLEST
            facts += [Fact(where(variant=variant, **{name: code}), n, n)] if enough else []
    return tuple(facts)


def draw(
    dice: Random, publish_: Callable[[Sequence[Person]], Published]
) -> tuple[list[Person], Published]:
    """A round with ten answers or more, and what is told of it."""
    people = draw_round(dice)
    while len(people) < 10:
        people = draw_round(dice)
    return people, publish_(people)


def attack_rounds(
    publish_: Callable[[Sequence[Person]], Published], rounds: int, names: Sequence[str]
) -> Findings:
    """Attack the same rounds every time."""
    dice = Random(2026)
    found = attack(lambda: draw(dice, publish_), rounds, names)
    name = getattr(publish_, "__name__", "")
    print(f"{name} {names}: {found}")  # noqa: T201 - the figures of the run
    return found


@pytest.mark.parametrize(
    ("rounds", "names"),
    [
        (3, TOGETHER),
        (15, CORE),
        pytest.param(60, TOGETHER, marks=pytest.mark.soak),
        pytest.param(500, CORE, marks=pytest.mark.soak),
    ],
)
def test_all_cuts_of_a_round_together_give_no_small_count_away(
    rounds: int, names: Sequence[str]
) -> None:
    """A solver with an unknown for each team, variant, answer, helper, age and language works nothing out."""
    found = attack_rounds(publish_ours, rounds, names)

    assert found.small > 10 * rounds
    assert found.worked_out == found.pinned == 0


@pytest.mark.parametrize(("rounds", "names"), [(3, TOGETHER), (15, CORE)])
def test_every_count_of_a_cut_of_five_is_worked_out(rounds: int, names: Sequence[str]) -> None:
    """The attack works: exact counts wherever five or more are in the cut give small ones away."""
    found = attack_rounds(publish_plainly, rounds, names)

    assert found.broken > 0.5 * found.rounds


def show_plainly(question: str, rows: Rows) -> Hashable:
    """Control: what is ours of rows, and each variant of five or more with its exact counts."""
    sums = [Cell(*map(sum, zip(*cells, strict=True))) for cells in zip(*rows, strict=True)]
    ours = show_ours(question, rows)
    assert isinstance(ours, tuple)
    return ours[0], tuple(
        (cell.people, cell.core) if cell.people >= SMALLEST else None for cell in sums
    )


BASES = [(10,), (20,), (5, 6)]
LARGER = [(23,), (5, 15), (10, 10), (6, 14), (5, 20), (5, 5, 5)]


@pytest.mark.parametrize(
    "bases", [*BASES, *(pytest.param(one, marks=pytest.mark.soak) for one in LARGER)], ids=str
)
def test_who_knows_the_rule_learns_no_more_of_variants(bases: tuple[int, ...]) -> None:
    """Every input of these rows in two variants: who used easy read, and who said yes in which."""
    found = know("core", bases, list_variants(bases), show_ours)
    print(f"{bases}: {found}")  # noqa: T201 - the figures of the run

    assert found.small > 0
    assert found.worked_out == found.pinned == 0


@pytest.mark.parametrize("bases", BASES, ids=str)
def test_exact_counts_by_variant_are_turned_round(bases: tuple[int, ...]) -> None:
    """The attack works: the same inputs with exact counts from five on."""
    assert know("core", bases, list_variants(bases), show_plainly).worked_out > 0


def list_sizes(total: int) -> Iterator[dict[str, int]]:
    """Every way that `total` people can use three variants."""
    for first in range(total + 1):
        for second in range(total - first + 1):
            yield dict(zip(NAMES, (first, second, total - first - second), strict=True))


def show_bases(sizes: Mapping[str, int]) -> Hashable:
    """Everything ours that tells of the sizes of variants: Who answered, and each base that is printed."""
    row = tuple(Cell(sizes[name]) for name in NAMES)
    used = {name: n for name, n in sizes.items() if n}
    told_sizes = dict(tell_sizes_of(3, (row,)))
    options = tell_options(SURVEYS[3], make_counts(3, (row,)), {}, told_sizes)
    bases = tuple((v, q, asked) for v, q, asked, shown in options if any(shown.values()))
    people = list(tell_people(SURVEYS[3], PersonCounts({}, used, {}, {}), told_sizes))
    told = tuple((item, asked) for item, asked, shown in people if any(shown.values()))
    return bases, told, tuple(people[0][2].items())


def show_bases_from_ten(sizes: Mapping[str, int]) -> Hashable:
    """Control: sizes told as the options of a question are, and the base of each variant of ten or more."""
    told = split(sum(sizes.values()), list(sizes.values()))
    return tuple(told), tuple(n if n >= 10 else None for n in sizes.values())


def know_sizes(show: Callable[[Mapping[str, int]], Hashable], total: int) -> int:
    """How many sizes of a variant, or of two together, somebody knows to be 1 or 2."""
    knower = Knower()
    for sizes in list_sizes(total):
        pairs = [one + other for one, other in combinations(sizes.values(), 2)]
        knower.think(show(sizes), (*sizes.values(), *pairs))
    return knower.find().worked_out


@pytest.mark.parametrize("total", [10, 12, 15, 20, 24])
def test_no_base_tells_how_few_used_a_variant(total: int) -> None:
    """Sizes of three variants, bases of their options and of a question about the person that pictures leave out."""
    assert know_sizes(show_bases, total) == 0


def test_bases_from_ten_on_tell_how_few_used_a_variant() -> None:
    """The attack works: a base of 20 and one of 10 beside 32 answers leave two."""
    assert know_sizes(show_bases_from_ten, 32) > 0


def know_languages(show: Callable[[Mapping[str, int]], Hashable], total: int) -> int:
    """How many sizes of a language, or of all but English, somebody knows to be 1 or 2."""
    knower = Knower()
    for sizes in list_sizes(total):
        counts = dict(zip(LANGUAGES, sizes.values(), strict=True))
        used = {code: n for code, n in counts.items() if n}
        knower.think(show(used), (*counts.values(), total - counts["en"]))
    return knower.find().worked_out


def show_languages(used: Mapping[str, int]) -> Hashable:
    """Ours."""
    people = PersonCounts({}, {"standard": sum(used.values())}, used, {})
    return next(
        tuple(sorted(shown.items()))
        for item, _, shown in tell_people(SURVEYS[1], people, tell_sizes(people.variant))
        if item == "language"
    )


def show_each_language(used: Mapping[str, int]) -> Hashable:
    """Control: every language that somebody used is named, told or not."""
    return tuple(zip(used, split(sum(used.values()), list(used.values())), strict=True))


@pytest.mark.parametrize("total", [5, 10, 11, 14, 19])
def test_no_list_of_languages_tells_how_few_speak_one(total: int) -> None:
    """English and two others, every input: those that are not told are one line, also when nobody used one."""
    assert know_languages(show_languages, total) == 0


def test_naming_each_language_tells_how_few_speak_it() -> None:
    """The attack works: a language that is named and hidden beside “8 to 10 of 10” is one or two people."""
    assert know_languages(show_each_language, 10) > 0


def test_sizes_are_told_from_five_on_and_nobody_is() -> None:
    """Nobody and five and more are told; one to four only hides together with another."""
    assert tell_sizes({"a": 30, "b": 0}) == {"a": 30, "b": 0}
    assert tell_sizes({"a": 30, "b": 4}) == {"a": None, "b": None}
    assert tell_sizes({"a": 30, "b": 4, "c": 6}) == {"a": 30, "b": None, "c": None}
    assert tell_sizes({"a": 30, "b": 1, "c": 5}) == {"a": None, "b": None, "c": None}


def test_a_sum_is_told_when_its_parts_or_all_others_are() -> None:
    """Of 40 people 30 are told, so the other 10 are; what is hidden in both is not."""
    sizes = {"a": 30, "b": None, "c": None}

    assert sum_told(sizes, {"b", "c"}, 40) == 10
    assert sum_told(sizes, {"a"}, 40) == 30
    assert sum_told(sizes, {"a", "b"}, 40) is None
