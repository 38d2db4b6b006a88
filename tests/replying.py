"""A counted round that shows figures, and replies to it: for the tests of replies, wherever they stand."""

import datetime as dt
from dataclasses import replace
from random import Random

from sqlalchemy.orm import Session

from feedback import accounts, clock
from feedback.models.accounts import Account, Role
from feedback.models.asking import Round
from feedback.models.replying import Kind, Reply
from feedback.replies import Words, draft
from feedback.reply_steps import approve, publish
from feedback.rounds import plan_round
from feedback.teams import list_teams
from feedback.versions import open_published
from tests.conftest import NOON
from tests.councils import LONDON, count, fill_round

OPENS, CLOSES = dt.date(2026, 9, 1), dt.date(2026, 10, 31)
COUNTED = dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC)
SIZES = {"Oak": 30, "Elm": 24, "Ash": 4}
WORDS = Words(
    question="contact_iro",
    you_said="Reviews are too long, and you want to see your IRO before them.",
    easy_you_said="Meetings are too long.",
    kind=Kind.WILL.value,
    we_did="Your IRO will visit you in the week before each review.",
    easy_we_did="Your IRO will visit you first.",
    picture="worker-visit",
    proposal="A visit before the meeting, with pizza.",
    owner="Head of the IRO service",
    due_on=dt.date(2027, 1, 31),
)


def make_counted(session: Session, *, sizes: dict[str, int] | None = None) -> Round:
    """A round of the IRO survey that was counted three weeks ago."""
    version = open_published(session, "iro-survey@2")
    with clock.frozen_at(NOON - dt.timedelta(days=100)):
        round_ = plan_round(
            session, version, list_teams(session), opens_on=OPENS, closes_on=CLOSES, zone=LONDON
        )
    fill_round(session, round_, sizes or SIZES, random=Random(7))
    return count(session, round_, at=COUNTED)


def make_staff(session: Session, role: Role = Role.ANALYST, *, name: str = "") -> Account:
    """Somebody with this role."""
    email = f"{name or role}@council.gov.uk"
    return accounts.get_by_email(session, email) or accounts.make_account(session, email, role=role)


def make_published(session: Session, round_: Round, words: Words = WORDS) -> Reply:
    """A reply that a manager drafted, and an analyst approved and published."""
    by = make_staff(session)
    reply = draft(session, round_, words, by=make_staff(session, Role.MANAGER))
    approve(session, reply, by=by)
    publish(session, reply, zone=LONDON, by=by)
    return reply


def with_words(**words: object) -> Words:
    """The usual words, some of them others."""
    return replace(WORDS, **words)  # type: ignore[arg-type]
