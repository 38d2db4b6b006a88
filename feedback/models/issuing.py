"""The tables of workbooks that were issued, of files being made, and of what people took part in besides answering."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, UTCDateTime


class Issue(Base):
    """A workbook of a period as it was issued: number 1, and the next when there was more to say. Never changed.

    `first_on` and `span` are the period. `changes` says, a line each, what is different from the number before.
    `kept_until` is the last day on which its file is there. `withdrawn_on` is set when somebody took it back.
    """

    __tablename__ = "issues"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_on: Mapped[dt.date]
    span: Mapped[str]
    number: Mapped[int]
    comments: Mapped[bool]
    issued_on: Mapped[dt.date]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    sha256: Mapped[str]
    size: Mapped[int]
    changes: Mapped[str]
    kept_until: Mapped[dt.date]
    withdrawn_on: Mapped[dt.date | None]
    __table_args__ = (
        UniqueConstraint("first_on", "span", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
    )


class IssueRound(Base):
    """A round that an issued workbook names: it shows something of it, or says that it stays sealed."""

    __tablename__ = "issue_rounds"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)


class IssueFile(Base):
    """The bytes of an issued workbook, and the hashes of its rows by sheet (JSON), to tell what the next one changes."""

    __tablename__ = "issue_files"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    content: Mapped[bytes]
    rows: Mapped[str]


class Order(Base):
    """A file that is made in the background. `details` is JSON; `done` of `total` parts are made.

    `held_at` is when whoever makes it told of it last. `result` is the id of an issue or the name of a file.
    """

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    details: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    held_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    total: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    result: Mapped[str | None]
    trouble: Mapped[str | None]


class Activity(Base):
    """Something that people took part in besides answering, noted by hand: when, how, how many, and who they were in general."""

    __tablename__ = "activities"
    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[dt.date]
    method: Mapped[str]
    people: Mapped[int]
    audience: Mapped[str]
    removed_on: Mapped[dt.date | None]
    __table_args__ = (CheckConstraint("people > 0", name="people_is_a_count"),)
