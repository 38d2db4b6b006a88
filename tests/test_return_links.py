"""Invited links: one organisation, one return, until a day; nothing but a hash is kept."""

import datetime as dt

import pytest
from sqlalchemy import text

from feedback import return_links
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.return_links import LinkOverError
from tests.returning import TODAY, ask, send

PAST = TODAY + return_links.LASTS + dt.timedelta(days=1)


def test_a_link_opens_its_return_until_its_last_day(database: Database, settings: Settings) -> None:
    """A day later it does not, and neither does one that nobody made."""
    with database.writing() as session:
        return_ = ask(session, maker="Kite Trust")
        address = return_links.make_link(session, settings, return_, today=TODAY, by=None)
        token = address.rpartition("/")[2]

        last = TODAY + return_links.LASTS
        assert address.startswith(f"{settings.public_url}/return/")
        assert return_links.open_link(session, token, today=last).return_ is return_
        for wrong, day in ((token, PAST), (token[:-1], TODAY), ("", TODAY)):
            with pytest.raises(LinkOverError):
                return_links.open_link(session, wrong, today=day)


def test_a_new_link_ends_the_one_before_and_any_can_be_taken_back(
    database: Database, settings: Settings
) -> None:
    """Taken back twice it is taken back once; one of another return is not there."""
    with database.writing() as session:
        return_, other = ask(session, maker="Kite Trust"), ask(session, maker="Swift")
        old, new = (
            return_links.make_link(session, settings, return_, today=TODAY, by=None)[-32:]
            for _ in range(2)
        )
        with pytest.raises(LinkOverError):
            return_links.open_link(session, old, today=TODAY)
        link = return_links.open_link(session, new, today=TODAY).link

        with pytest.raises(NotFoundError):
            return_links.revoke(session, other, str(link.id), today=TODAY, by=None)
        for _ in range(2):
            return_links.revoke(session, return_, str(link.id), today=TODAY, by=None)
        with pytest.raises(LinkOverError):
            return_links.open_link(session, new, today=TODAY)
        assert return_links.list_working(session, return_, TODAY) == []


def test_nothing_in_the_database_opens_a_return(database: Database, settings: Settings) -> None:
    """Whoever copies the file has no link."""
    with database.writing() as session:
        address = return_links.make_link(
            session, settings, ask(session, maker="Kite Trust"), today=TODAY, by=None
        )
    token = address.rpartition("/")[2]

    with database.reading() as session:
        kept = [tuple(row) for row in session.execute(text("SELECT * FROM return_links"))]
        audited = [tuple(row) for row in session.execute(text("SELECT * FROM audit"))]

    assert len(token) == 32
    assert token not in repr(kept + audited)


def test_what_is_sent_gets_no_link(database: Database, settings: Settings) -> None:
    """It is opened again first."""
    with database.writing() as session:
        return_ = send(session, ask(session, maker="Kite Trust"), training="2")

        with pytest.raises(RefusedError, match="Open it again first"):
            return_links.make_link(session, settings, return_, today=TODAY, by=None)
