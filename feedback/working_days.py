"""Which days people work: Monday to Friday without the bank holidays of England and Wales, by their rules.

The rules are those of https://www.gov.uk/bank-holidays: no file to update, and none of the days a government adds
for one year only, such as a coronation. On such a day a clock of ours runs a day too fast, which harms nobody.
"""

import datetime as dt
from functools import lru_cache

MONDAY = 0
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def is_working(day: dt.date) -> bool:
    """Whether `day` is neither at a weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in list_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The day that is `count` working days after `day`: of a Saturday, Monday is the first.

    None after it: `day` itself, or the next working day where nobody works on it.
    """
    if count == 0 and not is_working(day):
        count = 1
    for _ in range(count):
        day += DAY
        while not is_working(day):
            day += DAY
    return day


@lru_cache(maxsize=16)
def list_holidays(year: int) -> frozenset[dt.date]:
    """The bank holidays of `year` in England and Wales, where they are kept when one falls at a weekend."""
    easter = easter_of(year)
    christmas = _kept_on(dt.date(year, 12, 25))
    boxing = _kept_on(dt.date(year, 12, 26))
    # Both fall at a weekend, or Boxing Day on the Monday kept for Christmas Day.
    if boxing <= christmas:
        boxing = _kept_on(christmas + DAY)
    return frozenset(
        {
            _kept_on(dt.date(year, 1, 1)),
            easter - 2 * DAY,
            easter + DAY,
            _first_monday(dt.date(year, 5, 1)),
            _first_monday(dt.date(year, 6, 1)) - WEEK,
            _first_monday(dt.date(year, 9, 1)) - WEEK,
            christmas,
            boxing,
        }
    )


def easter_of(year: int) -> dt.date:
    """Easter Sunday, by the anonymous Gregorian computus (Nature, 20 April 1876; Meeus, Astronomical Algorithms, 8)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leaps, rest = divmod(century, 4)
    corrected = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - corrected + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _kept_on(day: dt.date) -> dt.date:
    while day.weekday() > 4:
        day += DAY
    return day


def _first_monday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(MONDAY - day.weekday()) % 7)
