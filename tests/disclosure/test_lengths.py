"""The length of rounds that is suggested: the shortest in which seven in ten teams have five answers."""

import datetime as dt
from random import Random

import pytest

from feedback.disclosure.lengths import Length, is_shorter, suggest_length

# Answers a quarter of the eight teams of the study's council: 35 together.
STUDY = (9.5, 8.0, 6.0, 4.5, 3.0, 2.0, 1.0, 1.0)


def share_reaching(answers: list[int], length: Length) -> float:
    """The share of teams that have five in this length: worked out another way, in whole answers times months."""
    return len([n for n in answers if n / 12 * length.months > 4.999999]) / len(answers)


@pytest.mark.parametrize(
    ("answers", "length"),
    [
        ([60, 60, 60], Length.MONTH),
        ([59, 59, 59], Length.QUARTER),
        ([20, 20, 20], Length.QUARTER),
        ([19, 20, 20], Length.HALF_YEAR),  # two of three are not seven in ten
        ([10] * 7 + [0] * 3, Length.HALF_YEAR),  # seven in ten are
        ([9] * 7 + [0] * 3, Length.YEAR),
        ([5], Length.YEAR),
        ([4], None),
        ([5] * 6 + [4] * 4, None),
        ([0, 0], None),
        ([], None),
    ],
)
def test_the_shortest_length_that_does_is_suggested(
    answers: list[int], length: Length | None
) -> None:
    """At the edges: five in the length counts, and so does exactly seven in ten."""
    assert suggest_length(answers) is length


def test_no_shorter_length_would_do_and_the_suggested_one_does() -> None:
    """1,000 made-up councils. The control: a rule that is content with half of the teams fails for some."""
    dice, wrong_control = Random(5), 0
    for _ in range(1_000):
        answers = [int(dice.paretovariate(0.7) * 4) for _ in range(dice.randint(1, 12))]
        suggested = suggest_length(answers)
        doing = [length for length in Length if share_reaching(answers, length) >= 0.7]
        assert suggested is (doing[0] if doing else None)
        content = [length for length in Length if share_reaching(answers, length) >= 0.5]
        wrong_control += (content[0] if content else None) is not suggested

    assert wrong_control > 0


def test_the_councils_of_the_study_get_a_year() -> None:
    """35 answers a quarter in eight teams: five of the teams have five in half a year, six in a year."""
    assert suggest_length([round(4 * n) for n in STUDY]) is Length.YEAR


@pytest.mark.parametrize("length", Length)
def test_no_whole_length_counts_as_shorter(length: Length) -> None:
    """Wherever in the year it begins, on the first of a month; a day less than the shortest does."""
    for month in range(24):
        opens = dt.date(2026 + month // 12, month % 12 + 1, 1)
        last = month + length.months
        closes = dt.date(2026 + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
        assert not is_shorter(opens, closes, length), (opens, closes)
    opens = dt.date(2026, 4, 1)
    assert is_shorter(opens, opens + dt.timedelta(days=length.fewest_days - 2), length)
