"""Which period a return counts in: a quarter, half-year or year of the financial year, which begins in April."""

import datetime as dt

from feedback import clock

MONTHS = {"quarter": 3, "half-year": 6, "year": 12}
APRIL = 4


def first_day_of(day: dt.date, per: str) -> dt.date:
    """The first day of the period that `day` lies in."""
    months = MONTHS[per]
    since_april = (day.month - APRIL) % 12
    return clock.add_months(day.replace(day=1), -(since_april % months))


def last_day_of(first: dt.date, per: str) -> dt.date:
    """The last day of the period that begins on `first`."""
    return clock.add_months(first, MONTHS[per]) - dt.timedelta(days=1)


def name_period(first: dt.date, per: str) -> str:
    """A period such as "April to September 2026" or "October 2026 to March 2027"."""
    last = last_day_of(first, per)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%B}{year} to {last:%B} {last.year}"
