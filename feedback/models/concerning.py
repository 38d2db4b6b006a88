"""The tables of concerns: what was raised, where it goes, who has it, what was done, and how it ended."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import DDL, CheckConstraint, ForeignKey, event, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.base import Base, UTCDateTime


class Kind(StrEnum):
    """What a concern is about. Each has its own route and clock."""

    AT_RISK = "at-risk"
    ALLEGATION = "allegation"
    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    CONTACT = "contact"


class Source(StrEnum):
    """Where a concern came from."""

    COMMENT = "comment"
    TALK = "talk"
    ANSWER = "answer"  # an unsafe answer, in the transaction that stored it
    HAND = "hand"


class Step(StrEnum):
    """What an action is."""

    RAISED = "raised"
    NOTE = "note"
    PASSED_ON = "passed-on"
    OWNER = "owner"
    MOVED = "moved"  # another kind, and so another route and clock
    HELD = "held"
    NOT_HELD = "not-held"
    CLOSED = "closed"
    REOPENED = "reopened"


class Route(Base):
    """Where concerns of one kind go, and how many working days there are, as this council has set it."""

    __tablename__ = "concern_routes"
    kind: Mapped[str] = mapped_column(primary_key=True)
    goes_to: Mapped[str]
    reach: Mapped[str]
    working_days: Mapped[int]
    __table_args__ = (
        CheckConstraint("working_days BETWEEN 0 AND 60", name="working_days_is_a_clock"),
    )


class Concern(Base):
    """Something that somebody has to act on. `reference` is random, to be said on the telephone.

    One that an answer raised holds team, question, rule and day and no id of a response; `times` is how many
    answers did so on that day. `comment_key` is the comment that `held` keeps from being deleted, and `talk_key` the
    request to talk it was raised from. `until_on` is the last day of what was written, as its round told it; of a round
    that still asked, as if it had ended when this was raised. `acted`: it was passed on while it was about somebody's
    safety. `emptied`: only its kind and its days are left, to be counted.
    """

    __tablename__ = "concerns"
    reference: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    raised_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    words: Mapped[str]
    question: Mapped[str | None]
    answer: Mapped[str | None]
    times: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    out_of_area: Mapped[str | None]  # the host authority
    about_adult: Mapped[str | None]  # whom an allegation is about
    line: Mapped[str | None]  # whose line that is: those who must not have it
    worker: Mapped[str | None]  # whom a compliment is for
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    comment_key: Mapped[str | None]
    talk_key: Mapped[str | None]
    until_on: Mapped[dt.date | None]
    acted: Mapped[bool] = mapped_column(default=False, server_default=false())
    emptied: Mapped[bool] = mapped_column(default=False, server_default=false())
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    outcome: Mapped[str | None]
    closed_on: Mapped[dt.date | None]
    told_on: Mapped[dt.date | None]  # when somebody was last sent an e-mail about it
    team: Mapped[Team | None] = relationship(lazy="joined")
    owner: Mapped[Account | None] = relationship(lazy="joined")
    actions: Mapped[list["ConcernAction"]] = relationship(
        order_by="ConcernAction.number", lazy="selectin", viewonly=True
    )
    __table_args__ = (
        CheckConstraint(
            f"kind IN ({', '.join(repr(kind.value) for kind in Kind)})", name="kind_is_known"
        ),
        CheckConstraint("times > 0", name="times_is_a_count"),
        {"sqlite_with_rowid": False},
    )


class ExcludedAccount(Base):
    """Somebody whom an allegation must not reach."""

    __tablename__ = "concern_exclusions"
    concern: Mapped[str] = mapped_column(ForeignKey("concerns.reference"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    __table_args__ = ({"sqlite_with_rowid": False},)


class ConcernAction(Base):
    """One thing that was done about a concern: added, never changed, and gone only with the concern.

    `number` counts within its concern alone. One that counted them all, or SQLite's hidden row number, would tell
    between which notes of staff an answer came that raised a concern by itself.
    """

    __tablename__ = "concern_actions"
    concern: Mapped[str] = mapped_column(ForeignKey("concerns.reference"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    done_on: Mapped[dt.date]
    at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)  # none for what an answer did
    step: Mapped[str]
    words: Mapped[str]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    account: Mapped[Account | None] = relationship(lazy="joined")
    __table_args__ = ({"sqlite_with_rowid": False},)


class PassedCompliment(Base):
    """A compliment as it was passed on: the words that were let go, for whom, and which account may read them."""

    __tablename__ = "passed_compliments"
    reference: Mapped[str] = mapped_column(primary_key=True)
    concern: Mapped[str] = mapped_column(ForeignKey("concerns.reference"), index=True)
    worker: Mapped[str]
    words: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    passed_on: Mapped[dt.date]
    __table_args__ = ({"sqlite_with_rowid": False},)


# Run by whoever makes the table: create_all below, and the migration.
NEVER_CHANGED = (
    "CREATE TRIGGER concern_actions_are_never_updated BEFORE UPDATE ON concern_actions "
    "BEGIN SELECT RAISE(ABORT, 'actions are never changed'); END"
)
NEVER_REPLACED = (  # INSERT OR REPLACE fires no trigger for the row it takes away
    "CREATE TRIGGER concern_actions_are_never_replaced BEFORE INSERT ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concern_actions WHERE concern = NEW.concern AND number = NEW.number)"
    " BEGIN SELECT RAISE(ABORT, 'actions are never replaced'); END"
)
STAY_WHILE_OPEN = (
    "CREATE TRIGGER concern_actions_of_open_ones_stay BEFORE DELETE ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concerns WHERE reference = OLD.concern AND (closed_on IS NULL OR held))"
    " BEGIN SELECT RAISE(ABORT, 'actions of an open concern are never deleted'); END"
)
for statement in (NEVER_CHANGED, NEVER_REPLACED, STAY_WHILE_OPEN):
    trigger = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(ConcernAction.__table__, "after_create", trigger.execute_if(dialect="sqlite"))
