"""The periods of issued workbooks: financial, fixed, and named as councils name them."""

import datetime as dt

import pytest

from feedback.spans import Span, Window, list_windows, read_window, window_of


@pytest.mark.parametrize(
    ("day", "span", "first", "last", "name"),
    [
        ("2026-11-23", Span.MONTH, "2026-11-01", "2026-11-30", "November 2026"),
        ("2026-11-23", Span.QUARTER, "2026-10-01", "2026-12-31", "2026-27 Q3"),
        ("2027-03-31", Span.QUARTER, "2027-01-01", "2027-03-31", "2026-27 Q4"),
        ("2027-04-01", Span.QUARTER, "2027-04-01", "2027-06-30", "2027-28 Q1"),
        ("2026-04-01", Span.HALF_YEAR, "2026-04-01", "2026-09-30", "2026-27 H1"),
        ("2027-01-15", Span.HALF_YEAR, "2026-10-01", "2027-03-31", "2026-27 H2"),
        ("2027-03-31", Span.YEAR, "2026-04-01", "2027-03-31", "2026-27"),
        ("2099-04-01", Span.YEAR, "2099-04-01", "2100-03-31", "2099-00"),
    ],
)
def test_a_day_lies_in_one_period_of_each_length(
    day: str, span: Span, first: str, last: str, name: str
) -> None:
    """Financial years begin in April."""
    window = window_of(dt.date.fromisoformat(day), span)

    assert (window.first.isoformat(), window.last.isoformat(), window.name) == (first, last, name)
    assert window.holds(dt.date.fromisoformat(day))
    assert not window.holds(window.last + dt.timedelta(days=1))
    assert read_window(window.key) == window


def test_only_periods_that_are_over_are_listed() -> None:
    """By length, newest first, each once."""
    days = [dt.date(2026, 9, 30), dt.date(2026, 9, 1), dt.date(2026, 10, 31)]

    found = list_windows(days, today=dt.date(2026, 11, 23))

    assert [window.name for window in found] == [
        "October 2026",
        "September 2026",
        "2026-27 Q2",
        "2026-27 H1",
    ]


@pytest.mark.parametrize(
    "key",
    [
        "year-0001-01-01", "half-year-0001-01-01", "quarter-0001-02-01", "year-9999-04-01",
        "half-year-9999-10-01", "quarter-9999-10-01", "month-9999-12-01", "month-9999-12-31",
    ],
)  # fmt: skip
def test_a_period_that_leaves_the_calendar_is_none(key: str) -> None:
    """It begins before the year 1, or ends after 9999."""
    assert read_window(key) is None


@pytest.mark.parametrize(
    "key", ["", "quarter", "quarter-", "quarter-2026-11-01", "week-2026-11-02", "month-x"]
)
def test_what_is_no_period_is_none(key: str) -> None:
    """A form can send anything."""
    assert read_window(key) is None


def test_a_window_is_its_first_day_and_length() -> None:
    """Two that are alike are one."""
    assert Window(dt.date(2026, 4, 1), Span.YEAR) != Window(dt.date(2026, 4, 1), Span.MONTH)
