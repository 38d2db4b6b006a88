"""What a row of the record-level file says of how its answer came is said of five rows or more."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from random import Random

import pytest

from feedback.disclosure.groups import SMALLEST
from feedback.disclosure.traits import OTHER, Traits, coarsen

COUNCILS = 200
VALUES = (
    ("1", "2"),
    ("easy-read", "picture", "standard"),
    ("ar", "en", "fa", "pl", "so", "uk"),
    ("interview", "kiosk", "paper", "self"),
    ("[skipped]", "advocate", "carer", OTHER, "self", "worker"),
)
Rule = Callable[[Mapping[Traits, int]], Mapping[Traits, Traits]]


def make_councils(many: int = COUNCILS) -> Iterator[Counter[Traits]]:
    """Councils of every kind: some where nearly everybody is alike, and some where everything is rare."""
    chance = Random(5)
    for _ in range(many):
        skew = chance.choice([0.0, 0.3, 0.6, 0.9, 0.98])  # how often somebody does as most do
        yield Counter(
            (f"row {row}", *(_draw(chance, values, skew) for values in VALUES))
            for row in range(chance.randint(1, 6))
            for _ in range(chance.choice([5, 6, 7, 9, 12, 20, 60]))
        )


def _draw(chance: Random, values: tuple[str, ...], skew: float) -> str:
    return values[-1] if chance.random() < skew else chance.choice(values)


def list_rare(counts: Mapping[Traits, int], printed: Mapping[Traits, Traits]) -> list[Traits]:
    """Printed combinations, of all traits or of some, that fewer than five rows share."""
    whole: Counter[Traits] = Counter()
    for traits, n in counts.items():
        whole[printed[traits]] += n
    places = range(len(next(iter(counts))))
    rare = []
    for size in range(1, len(places) + 1):
        for some in combinations(places, size):
            seen: Counter[Traits] = Counter()
            for traits, n in whole.items():
                seen[tuple(traits[place] for place in some)] += n
            rare += [traits for traits, n in seen.items() if n < SMALLEST]
    return rare


def count_broken(rule: Rule) -> int:
    """How many councils have a printed combination that fewer than five rows share."""
    return sum(bool(list_rare(counts, rule(counts))) for counts in make_councils())


def leave(counts: Mapping[Traits, int]) -> dict[Traits, Traits]:
    """Print everything as it is."""
    return {traits: traits for traits in counts}


def one_by_one(counts: Mapping[Traits, int]) -> dict[Traits, Traits]:
    """The rule that comes to mind first: a value is told when five rows of its team have it."""
    seen: Counter[tuple[str, int, str]] = Counter()
    for traits, n in counts.items():
        for place, value in enumerate(traits):
            seen[traits[0], place, value] += n
    return {
        traits: tuple(
            v if seen[traits[0], place, v] >= SMALLEST else OTHER for place, v in enumerate(traits)
        )
        for traits in counts
    }


def without_joining(counts: Mapping[Traits, int]) -> dict[Traits, Traits]:
    """Whole combinations of five rows are told, and of all others nothing but the team."""
    return {
        traits: traits if n >= SMALLEST else (traits[0], *[OTHER] * (len(traits) - 1))
        for traits, n in counts.items()
    }


def test_five_rows_or_more_share_whatever_is_printed() -> None:
    """All traits together, and any of them."""
    assert count_broken(coarsen) == 0


@pytest.mark.parametrize("rule", [leave, one_by_one, without_joining])
def test_simpler_rules_are_found_out(rule: Rule) -> None:
    """The control: the same look at the same councils."""
    broken = count_broken(rule)

    assert broken > COUNCILS // 10


def test_the_order_in_which_answers_lie_changes_nothing() -> None:
    """Counts alone decide, not which combination is met first."""
    chance = Random(6)
    for counts in make_councils(50):
        mixed = list(counts.items())
        chance.shuffle(mixed)

        assert coarsen(dict(mixed)) == coarsen(counts)


def test_what_can_be_told_is_told() -> None:
    """Five easy-read and five standard rows stay apart; of four, the nearest smallest joins; the rest keeps its word."""
    assert _printed({("Oak", "easy-read"): 5, ("Oak", "standard"): 5}) == {"easy-read", "standard"}
    assert _printed({("Oak", "easy-read"): 4, ("Oak", "standard"): 50}) == {OTHER}
    three = {("Oak", "easy-read"): 6, ("Oak", "picture"): 2, ("Oak", "standard"): 50}
    assert _printed(three) == {OTHER, "standard"}


def test_an_answer_called_other_is_never_alone() -> None:
    """Somebody else helped: told as what is too rare is, so it must not look like more."""
    assert _printed({("Oak", OTHER): 2, ("Oak", "self"): 6, ("Oak", "carer"): 9}) == {
        OTHER,
        "carer",
    }
    assert _printed({("Oak", OTHER): 5, ("Oak", "self"): 6}) == {OTHER, "self"}


def test_a_row_of_fewer_than_five_is_refused() -> None:
    """By team has none; whoever passes one here has made a mistake, and no file is written."""
    with pytest.raises(ValueError, match="fewer than five"):
        coarsen({("Oak", "standard"): 4, ("Elm", "standard"): 9})


def _printed(counts: Mapping[Traits, int]) -> set[str]:
    return {traits[1] for traits in coarsen(counts).values()}
