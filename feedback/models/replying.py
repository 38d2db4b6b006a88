"""The tables of what the council answers: replies, what young reviewers say of them, and results a child can read."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import Round
from feedback.models.base import Base


class Kind(StrEnum):
    """What the council answers."""

    DID = "did"
    WILL = "will"
    CANNOT = "cannot"


class ReplyStatus(StrEnum):
    """How far a reply has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """Whether a young reviewer sees that something changed."""

    CHANGED = "changed"
    A_BIT = "a-bit"
    NOT_YET = "not-yet"


class Reply(Base):
    """One reply to what a counted round said: of one figure (`question` in the row `team`), of a theme, or both.

    `team` is the name of a shown row, such as "All teams", numbered where several have it: "Other teams, 2".
    `proposal` is what young people ask for; it is never published. `written_by` wrote last, and neither they nor
    `drafted_by` can approve it.
    """

    __tablename__ = "replies"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    question: Mapped[str]  # "" where it is of a theme alone
    team: Mapped[str]
    theme: Mapped[str]
    you_said: Mapped[str]
    easy_you_said: Mapped[str]
    kind: Mapped[str]
    we_did: Mapped[str]
    easy_we_did: Mapped[str]
    picture: Mapped[str]
    proposal: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[dt.date | None]
    told: Mapped[str]  # who was told, and how
    status: Mapped[str]
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    written_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    published_on: Mapped[dt.date | None]
    round: Mapped[Round] = relationship(lazy="joined")
    verdicts: Mapped[list["ReplyVerdict"]] = relationship(
        order_by="ReplyVerdict.account_id", cascade="all, delete-orphan", lazy="selectin"
    )
    __table_args__ = (
        CheckConstraint("kind IN ('did', 'will', 'cannot')", name="kind_is_known"),
        CheckConstraint(
            "status IN ('draft', 'approved', 'published', 'withdrawn')", name="status_is_known"
        ),
        CheckConstraint("question <> '' OR theme <> ''", name="is_of_something"),
        CheckConstraint(
            "status <> 'published' OR published_on IS NOT NULL", name="published_on_a_day"
        ),
    )


class ReplyVerdict(Base):
    """What one young reviewer says of one published reply: the last word of each."""

    __tablename__ = "reply_verdicts"
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    verdict: Mapped[str]
    __table_args__ = (
        CheckConstraint("verdict IN ('changed', 'a-bit', 'not-yet')", name="verdict_is_known"),
    )


class PublicResults(Base):
    """That a counted round is shown to everybody, by three of its core questions, since a day."""

    __tablename__ = "public_results"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    questions: Mapped[str]  # JSON list of question ids
    published_on: Mapped[dt.date]
    round: Mapped[Round] = relationship(lazy="joined")


class NewsContact(Base):
    """Where somebody wants to hear of the next reply. It refers to nothing, and nothing refers to it.

    `address` is locked with the key of the secret-key file. `until_on` is the last day of a month, within a year, so
    that it does not say on which day they asked. Without a row number the table has no order either.
    """

    __tablename__ = "news_contacts"
    id: Mapped[bytes] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    way: Mapped[str]
    address: Mapped[str]
    until_on: Mapped[dt.date]
    language: Mapped[str] = mapped_column(default="en", server_default=text("'en'"))
    __table_args__ = (
        CheckConstraint("way IN ('email', 'phone')", name="way_is_known"),
        {"sqlite_with_rowid": False},
    )
