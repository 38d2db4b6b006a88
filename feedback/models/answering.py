"""The tables of what people answer: random keys, no time, no order, no address.

`WITHOUT ROWID` matters: SQLite's hidden row number keeps the order in which rows came.
"""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, random_key

NO_ORDER = {"sqlite_with_rowid": False}


class Receipt(Base):
    """That a page was sent: a hash of its key and a code of its answers, to make sending twice harmless."""

    __tablename__ = "receipts"
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    answers_mac: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = NO_ORDER


class SealedAnswer(Base):
    """The sealed intake: one row is one whole answer, until its round is counted.

    `answers` and `equality` are JSON lists of "question=code"; a routed question that was not asked is
    "question=_na". `comments` is a JSON object of question and text.
    """

    __tablename__ = "intake"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    collector_id: Mapped[int] = mapped_column(ForeignKey("collectors.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    variant: Mapped[str]
    language: Mapped[str]
    mode: Mapped[str]
    helper: Mapped[str | None]
    answers: Mapped[str]
    equality: Mapped[str]
    comments: Mapped[str]
    # Held for review: part of a burst, and sent sooner than anybody can read. Both go at the count.
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("bursts.id"), index=True)
    hurried: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    read_by_on: Mapped[dt.date | None]  # set while comments wait for the duty reader
    __table_args__ = NO_ORDER


class Response(Base):
    """One answer after the count, its ties cut: a random id and no date but its round."""

    __tablename__ = "responses"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    variant: Mapped[str]
    language: Mapped[str]
    mode: Mapped[str]
    helper: Mapped[str | None]
    answers: Mapped[str]
    __table_args__ = NO_ORDER


class Comment(Base):
    """What somebody wrote in one box, after the count: nothing ties it to other answers."""

    __tablename__ = "comments"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    question: Mapped[str]
    comment: Mapped[str]
    language: Mapped[str]
    status: Mapped[str] = mapped_column(default="new", server_default=text("'new'"))
    __table_args__ = NO_ORDER


class EqualityAnswer(Base):
    """One answer to one optional question about the person: it belongs to a round and to nothing else."""

    __tablename__ = "equality_answers"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    question: Mapped[str]
    code: Mapped[str]
    __table_args__ = NO_ORDER
