"""The tables of draws: who of a list is asked, and who wins a prize. Neither knows of an answer, a slip or a moment."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import Team
from feedback.models.base import Base, random_key

# SQLite's hidden row number would keep the order in which rows came.
NO_ORDER = {"sqlite_with_rowid": False}


class Draw(Base):
    """A random draw from a list: what it takes to draw the same again. The list itself is in `draw_references`."""

    __tablename__ = "draws"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    listed: Mapped[int]
    size: Mapped[int]
    fingerprint: Mapped[str]  # of the whole list
    seed: Mapped[str]
    method: Mapped[str]
    drawn_on: Mapped[dt.date]
    delete_on: Mapped[dt.date]  # the list goes then at the latest
    team: Mapped[Team] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("size > 0 AND size < listed", name="size_is_a_part"),
        CheckConstraint("delete_on >= drawn_on", name="delete_on_is_after_drawing"),
    )


class DrawReference(Base):
    """A pseudonymous reference of a list, and whether it was drawn. Deleted when the draw is done."""

    __tablename__ = "draw_references"
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    drawn: Mapped[bool]
    __table_args__ = NO_ORDER


class PrizeDraw(Base):
    """A prize for those who answer a questionnaire and want to be in the draw. `seed` to `drawn_on` once it is drawn."""

    __tablename__ = "prize_draws"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    prize: Mapped[str]
    winners: Mapped[int]
    last_on: Mapped[dt.date]  # the last day to enter
    entered: Mapped[int | None]
    fingerprint: Mapped[str | None]  # of all entries
    seed: Mapped[str | None]
    method: Mapped[str | None]
    drawn_on: Mapped[dt.date | None]
    __table_args__ = (CheckConstraint("winners > 0", name="winners_is_positive"),)


class PrizeEntry(Base):
    """How to reach somebody who wants to be in a prize draw. No time, no order, no answer."""

    __tablename__ = "prize_entries"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, default=random_key)
    prize_draw_id: Mapped[int] = mapped_column(ForeignKey("prize_draws.id"))
    contact: Mapped[str]
    whose: Mapped[str]  # "own", or "adult": of a parent or carer
    won: Mapped[bool]
    __table_args__ = (
        UniqueConstraint("prize_draw_id", "contact"),
        CheckConstraint("whose IN ('own', 'adult')", name="whose_is_known"),
        NO_ORDER,
    )
