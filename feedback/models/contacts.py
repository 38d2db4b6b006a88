"""The table of people who want somebody to talk to them: who they are, as they said it, and nothing of answers."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, random_key


class SafeToCall(StrEnum):
    """What somebody says about being called."""

    YES = "yes"
    SOMETIMES = "sometimes"  # only when they say
    NO = "no"
    NOT_SAID = "not-said"


class TalkStatus(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    DONE = "done"


class TalkRequest(Base):
    """Somebody who wants to be talked to. The day it came, and no moment: nothing of it meets an answer.

    `key_hash` and `sent_mac` make sending the page twice harmless. `answers` is filled only when the person
    asked that what they answered goes along: in words, without any id of a response.
    """

    __tablename__ = "talk_requests"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, default=random_key)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    sent_mac: Mapped[bytes] = mapped_column(LargeBinary)
    who: Mapped[str]
    reach: Mapped[str]
    safe: Mapped[str]
    best_time: Mapped[str]
    not_say: Mapped[str]
    about: Mapped[str]
    answers: Mapped[str | None]
    language: Mapped[str]
    came_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    status: Mapped[str]
    told_on: Mapped[dt.date | None]  # when whoever reads was last sent an e-mail about it
    note: Mapped[str | None]  # what came of it
    done_on: Mapped[dt.date | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    in_burst: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    # In a burst alone: sent sooner after its page was opened than anybody can read it.
    hurried: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    __table_args__ = (
        Index(None, "in_burst", "status", "hurried"),
        CheckConstraint("safe IN ('yes', 'sometimes', 'no', 'not-said')", name="safe_is_known"),
        CheckConstraint("status IN ('waiting', 'done')", name="status_is_known"),
        {"sqlite_with_rowid": False},
    )
