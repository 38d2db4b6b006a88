"""An activity is a line with a day, a method, a number and a few words; it is counted, put back, and deleted by date."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from feedback import activities
from feedback.activities import Method, MethodCount, Noted
from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from tests.conftest import NOON

TODAY = NOON.date()
LINE = {"day": "2026-11-20", "method": "focus-group", "people": "12", "audience": "Young carers"}
GROUP = Noted(dt.date(2026, 11, 20), Method.FOCUS_GROUP, 12, "Young carers")


def read(**changes: str) -> Noted:
    """A line as it was typed, but for what is changed."""
    return activities.read_noted(**{**LINE, **changes}, zone=ZoneInfo("Europe/London"))


def test_a_line_is_read(noon: dt.datetime) -> None:
    """Spaces count for nothing."""
    assert read() == GROUP
    assert read(people=" 12 ", audience="  Young \n carers") == GROUP


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "yesterday"}, "on which day"),
        ({"day": "2026-11-24"}, "still to come"),
        ({"method": "magic"}, "Choose how"),
        ({"people": "0"}, "from 1 to 9999"),
        ({"people": "a dozen"}, "from 1 to 9999"),
        ({"people": "10000"}, "from 1 to 9999"),
        ({"people": "²"}, "from 1 to 9999"),
        ({"audience": " "}, "who they were in general"),
        ({"audience": "x" * 81}, "80 characters"),
    ],
)
def test_what_is_wrong_is_said(noon: dt.datetime, changes: dict[str, str], words: str) -> None:
    """With what to write."""
    with pytest.raises(RefusedError, match=words):
        read(**changes)


def test_lines_are_counted_by_method(database: Database) -> None:
    """How often and how many; what was taken away is not counted until it is put back."""
    with database.writing() as session:
        for people in (12, 8):
            activities.add_activity(session, read(people=str(people)), by=None)
        gone = activities.add_activity(session, read(method="forum", people="30"), by=None)
        activities.remove_activity(session, gone, on=TODAY, by=None)
        without = activities.count_methods(activities.list_activities(session))
        activities.remove_activity(session, gone, on=None, by=None)
        found = activities.count_methods(activities.list_activities(session))

    assert without == [MethodCount(Method.FOCUS_GROUP, 2, 20)]
    assert found == [MethodCount(Method.FOCUS_GROUP, 2, 20), MethodCount(Method.FORUM, 1, 30)]


def test_two_who_change_one_line_are_told(database: Database) -> None:
    """The second sees what the first wrote before anything is written over it."""
    with database.writing() as session:
        line = activities.add_activity(session, GROUP, by=None)
        seen = activities.state_of(line)
        activities.change_activity(session, line, read(people="13"), seen=seen, by=None)

        with pytest.raises(ChangedError):
            activities.change_activity(session, line, read(people="14"), seen=seen, by=None)

        assert line.people == 13


def test_lines_are_deleted_by_date(database: Database) -> None:
    """A week after they were taken away, and with the figures of their time."""
    with database.writing() as session:
        activities.add_activity(session, GROUP, by=None)
        gone = activities.add_activity(session, read(method="forum"), by=None)
        activities.remove_activity(session, gone, on=TODAY, by=None)
        kept = []
        for days in (7, 8, 6 * 366):
            day = TODAY + dt.timedelta(days=days)
            activities.forget_activities(session, today=day, years=6)
            kept.append(session.query(activities.Activity).count())

    assert kept == [2, 1, 0]
