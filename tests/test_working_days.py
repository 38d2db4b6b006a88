"""Working days: weekends and bank holidays are none."""

import datetime as dt

import pytest

from feedback.working_days import add_working_days, easter_of, is_working, list_holidays

# As https://www.gov.uk/bank-holidays lists them for England and Wales; 2022 and 2023 had one more each, for one year.
LISTED = {
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", LISTED)
def test_bank_holidays_are_those_the_government_lists(year: int) -> None:
    """Also where Christmas falls at a weekend, and New Year's Day."""
    listed = {dt.date.fromisoformat(f"{year}-{day}") for day in LISTED[year].split()}

    assert list_holidays(year) == listed


def test_christmas_on_a_sunday_is_kept_on_the_tuesday() -> None:
    """Boxing Day on a Monday stays there, and Christmas Day is kept after it."""
    assert {dt.date(2022, 12, 26), dt.date(2022, 12, 27)} <= list_holidays(2022)


@pytest.mark.parametrize(
    ("year", "easter"), [(2000, "04-23"), (2008, "03-23"), (2026, "04-05"), (2038, "04-25")]
)
def test_easter_is_where_the_calendar_has_it(year: int, easter: str) -> None:
    """The earliest and the latest among them."""
    assert easter_of(year) == dt.date.fromisoformat(f"{year}-{easter}")


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-11-23", 1, "2026-11-24"),  # Monday, Tuesday
        ("2026-11-27", 1, "2026-11-30"),  # Friday, Monday
        ("2026-11-28", 1, "2026-11-30"),  # Saturday: Monday is the first
        ("2026-11-28", 3, "2026-12-02"),
        ("2026-12-25", 0, "2026-12-29"),
        ("2026-12-25", 1, "2026-12-29"),
        ("2026-12-24", 1, "2026-12-29"),  # Christmas, a weekend, and Boxing Day kept on Monday
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 10, "2026-12-07"),
    ],
)
def test_working_days_are_counted(day: str, count: int, due: str) -> None:
    """The next working day after a Friday is Monday, and Christmas is skipped."""
    found = add_working_days(dt.date.fromisoformat(day), count)

    assert found == dt.date.fromisoformat(due)
    assert is_working(found)
