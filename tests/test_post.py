"""E-mails wait in the database with what causes them, and hold nothing but sentences, numbers, days, addresses and links."""

import datetime as dt
from typing import Any

import pytest

from feedback import post
from feedback.config import Settings, read_settings
from feedback.db import Database
from tests.conftest import NOON

TO = "kim@westmere.example"


@pytest.fixture
def mailing(settings: Settings) -> Settings:
    """The settings with a mail server, which nothing here talks to."""
    return read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_SMTP_HOST": "mail.westmere.example",
            "FEEDBACK_SMTP_FROM": "feedback@westmere.example",
        }
    )


def test_what_is_sent_waits_with_its_cause(database: Database, mailing: Settings) -> None:
    """Every gap is filled; sentences stand apart."""
    with database.writing() as session:
        kept = post.send(
            session,
            mailing,
            to=TO,
            subject=post.EmailLine("{count} to read", count=3),
            lines=[
                post.EmailLine(
                    "Since {day}, told to {who}.", day=NOON.date(), who=post.Address(TO)
                ),
                post.EmailLine("{page}", page=post.Link("https://ask.westmere.example/staff")),
            ],
        )

    with database.reading() as session:
        (email,) = post.list_waiting(session)
    assert kept
    assert (email.address, email.subject) == (TO, "3 to read")
    assert email.body == (
        f"Since 23 November 2026, told to {TO}.\n\nhttps://ask.westmere.example/staff\n"
    )


def test_what_is_undone_sends_nothing(database: Database, mailing: Settings) -> None:
    """An e-mail is kept in the transaction of its cause."""

    def send_and_fail() -> None:
        with database.writing() as session:
            post.send(session, mailing, to=TO, subject=post.EmailLine("Hello"), lines=[])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_and_fail()

    with database.reading() as session:
        assert post.list_waiting(session) == []


def test_without_a_mail_server_nothing_is_kept(database: Database, settings: Settings) -> None:
    """And whoever sends is told."""
    with database.writing() as session:
        kept = post.send(session, settings, to=TO, subject=post.EmailLine("Hello"), lines=[])

    with database.reading() as session:
        assert (kept, post.list_waiting(session)) == (False, [])


@pytest.mark.parametrize(
    "gap", ["what a child wrote", b"bytes", 1.5, True, None, ["a"], NOON, dt.time(12)]
)
def test_no_text_comes_into_a_gap(gap: Any) -> None:
    """What anybody wrote has no way into an e-mail, and neither has the moment of it."""
    with pytest.raises(TypeError):
        post.EmailLine("They said {gap}.", gap=gap)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (post.Link, "what a child wrote"),
        (post.Link, "https://ask.example/ and more"),
        (post.Link, "javascript:alert(1)"),
        (post.Address, "what a child wrote"),
        (post.Address, "a@b.example, c@d.example"),
    ],
)
def test_links_and_addresses_hold_nothing_else(kind: Any, text: str) -> None:
    """They are no way round that either."""
    with pytest.raises(ValueError, match=r"link|address"):
        kind(text)
