"""What time it is: the one place that asks the machine, always aware and in UTC."""

import calendar
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

# What is typed as a day: anything else is a slip of the hand. Far enough from the ends of the calendar to count months,
# weeks and years from any day between.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2199, 12, 31)

_fixed: dt.datetime | None = None


def now() -> dt.datetime:
    """The present moment, aware, UTC."""
    return _fixed or dt.datetime.now(dt.UTC)


def today(zone: ZoneInfo) -> dt.date:
    """The date it is now in `zone`."""
    return now().astimezone(zone).date()


def day_starts_at(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """00:00 of `day` in `zone`, as UTC."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def day_ends_at(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """24:00 of `day` in `zone`, as UTC."""
    return day_starts_at(day + dt.timedelta(days=1), zone)


@contextmanager
def frozen_at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware): the sample council lives through its past this way, and so do tests."""
    global _fixed
    before, _fixed = _fixed, moment.astimezone(dt.UTC)
    try:
        yield
    finally:
        _fixed = before


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month when it has no such day.

    It stops at the first and the last day that a calendar here has: what is kept for 9999 years is never past its date.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.min if year < dt.MINYEAR else dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_kept(today: dt.date, months: int) -> dt.date:
    """The first day that lies no more than so many months back: what is of a day before is past its date `today`.

    It agrees with `add_months`, which says that date. Counted back alone, what is of the last of a short month would
    stay up to three days longer: six months from 28 February end on 28 August, and six back from 31 August there too.
    """
    day = add_months(today, -months)
    return day + dt.timedelta(days=1) if add_months(day, months) < today else day


def day_words(day: dt.date) -> str:
    """A date such as 29 November 2026."""
    return f"{day.day} {day:%B %Y}"


def near_words(day: dt.date, today: dt.date) -> str:
    """A date such as 29 November, with its year where that is not this one."""
    return day_words(day) if day.year != today.year else f"{day.day} {day:%B}"


def moment_words(moment: dt.datetime, zone: ZoneInfo) -> str:
    """A moment such as 29 November 2026, 02.00."""
    local = moment.astimezone(zone)
    return f"{day_words(local.date())}, {local:%H.%M}"
