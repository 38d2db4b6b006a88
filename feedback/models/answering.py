"""The tables of what people answer: random keys, no time, no order, no address.

`WITHOUT ROWID` matters: SQLite's hidden row number keeps the order in which rows came.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, text
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
    "question=_na". `comments` is a JSON object of question and text; once somebody has read it, it is empty.
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
    # Set while comments or unsafe answers wait for the duty reader.
    read_by_on: Mapped[dt.date | None]
    __table_args__ = (
        Index("ix_intake_read_by_on", "read_by_on", sqlite_where=text("read_by_on IS NOT NULL")),
        NO_ORDER,
    )


class Response(Base):
    """One answer after the count, its ties cut: a random id and no date but its round."""

    __tablename__ = "responses"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    variant: Mapped[str]
    language: Mapped[str]
    mode: Mapped[str]
    helper: Mapped[str | None]
    answers: Mapped[str]
    # To count answers by team without reading them; within a team in the order of random ids.
    __table_args__ = (Index("ix_responses_round_id_team_id", "round_id", "team_id"), NO_ORDER)


class Comment(Base):
    """What somebody wrote in one box, once it was read or counted: nothing ties it to other answers.

    `original` are the words before names were taken out, for duty readers alone. `themes` is a JSON list of codes.
    `held`: it came in a burst whose answers were left out, and nobody has read it.
    `decided_by` is a code that only the account who released it can make again: somebody else must agree before
    `team_agreed`, and with it the team's name, holds.
    """

    __tablename__ = "comments"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    question: Mapped[str]
    comment: Mapped[str]
    language: Mapped[str]
    status: Mapped[str] = mapped_column(default="new", server_default=text("'new'"))
    original: Mapped[str | None]
    themes: Mapped[str] = mapped_column(default="[]", server_default=text("'[]'"))
    tone: Mapped[str | None]
    decided_by: Mapped[bytes | None] = mapped_column(LargeBinary)
    team_agreed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    held: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    __table_args__ = NO_ORDER


class UnreadAnswer(Base):
    """An unsafe answer that nobody had read when its round was counted: a second copy, by itself, until it is read.

    Nothing ties it to the words or the other answers of the same person. Its round says by when it is to be read.
    `held`: it came in a burst whose answers were left out.
    """

    __tablename__ = "unread_answers"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    question: Mapped[str]
    code: Mapped[str]
    held: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    __table_args__ = NO_ORDER


class EqualityAnswer(Base):
    """One answer to one optional question about the person: it belongs to a round and to nothing else."""

    __tablename__ = "equality_answers"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    question: Mapped[str]
    code: Mapped[str]
    __table_args__ = NO_ORDER
