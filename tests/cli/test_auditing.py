"""What was written down, from the command line."""

import datetime as dt

from feedback import accounts, clock
from feedback.config import read_settings
from feedback.db import Database
from tests.cli.conftest import Run


def test_everything_is_listed_newest_last(council: Run) -> None:
    """When, deed, thing and by whom; nobody for the command line."""
    nothing = council("audit", "list", "--json").json
    council("staff", "invite", "ann@example.org", "--role", "analyst")
    council("staff", "close", "ann@example.org")

    listed = council("audit", "list", "--json").json
    table = council("audit", "list").out

    assert nothing == []
    assert [(row["deed"], row["by"]) for row in listed] == [
        ("invited", None),
        ("closed-account", None),
    ]
    assert all(set(row) == {"at", "deed", "thing", "by", "purpose"} for row in listed)
    assert table.index("invited") < table.index("closed-account")


def test_a_round_that_is_opened_and_closed_by_command_is_listed(council: Run) -> None:
    """Once each: closing it again changes nothing, and opening one that is refused leaves no row."""
    today = clock.today(read_settings().zone).isoformat()
    opens = ["rounds", "open", "iro-survey", "--teams", "all", "--opens", today, "--closes", today]
    council(*opens)
    assert council(*opens).refusal
    council("rounds", "close", "1", "--yes")
    council("rounds", "close", "1", "--yes")

    listed = council("audit", "list", "--json").json

    assert [(row["deed"], row["thing"]) for row in listed] == [
        ("planned-round", "round 1"),
        ("closed-round", "round 1"),
    ]


def test_only_what_is_new_is_listed_when_asked(council: Run) -> None:
    """From midnight of that day on, where the council is. Control: without the day everything is there."""
    council("staff", "invite", "ann@example.org", "--role", "analyst")
    before, midnight = "2027-06-20T22:59:59+00:00", "2027-06-20T23:00:00+00:00"
    sign_out_at(before, midnight)

    since = council("audit", "list", "--since", "2027-06-21", "--json").json

    assert since == [
        {
            "at": midnight,
            "deed": "signed-out",
            "thing": "account 1",
            "by": "ann@example.org",
            "purpose": None,
        }
    ]
    assert [row["at"] for row in council("audit", "list", "--json").json][-2:] == [before, midnight]


def test_a_day_that_is_none_is_refused(council: Run) -> None:
    """One line."""
    assert council("audit", "list", "--since", "yesterday").refusal


def sign_out_at(*moments: str) -> None:
    """Let the one account sign out at each of these moments."""
    database = Database(read_settings().database_url)
    for moment in moments:
        with clock.frozen_at(dt.datetime.fromisoformat(moment)), database.writing() as session:
            (account,) = accounts.list_accounts(session)
            accounts.sign_out(session, account)
