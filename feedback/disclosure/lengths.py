"""How long a round should be so that most teams stand alone in it, from how many answers each had in a year."""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from fractions import Fraction

from feedback.disclosure.groups import SMALLEST

ENOUGH = Fraction(70, 100)  # of the teams
MONTHS_A_YEAR = 12


class Length(StrEnum):
    """How long a round is, the shortest first."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return _MONTHS[self]

    @property
    def fewest_days(self) -> int:
        """How many days it has at the least, wherever in the year it begins."""
        return _FEWEST_DAYS[self]


_MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF_YEAR: 6, Length.YEAR: 12}
_FEWEST_DAYS = {Length.MONTH: 28, Length.QUARTER: 89, Length.HALF_YEAR: 181, Length.YEAR: 365}


def suggest_length(answers: Collection[Fraction | int]) -> Length | None:
    """The shortest length in which 70 % of the teams reach five answers; None when a year is too short too.

    `answers` is how many each team had in a year, taken as spread evenly over it. What was answered plays no part.
    """
    for length in Length:
        reached = sum(n * length.months >= SMALLEST * MONTHS_A_YEAR for n in answers)
        if answers and reached >= ENOUGH * len(answers):
            return length
    return None


def is_shorter(opens_on: dt.date, closes_on: dt.date, length: Length) -> bool:
    """Whether a round from and to these days, both of them in it, is shorter than `length`."""
    return (closes_on - opens_on).days + 1 < length.fewest_days
