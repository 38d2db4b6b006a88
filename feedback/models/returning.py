"""The tables of returns: what a team, an organisation or inspectors say of their own work, shown by their name.

Nothing here refers to an answer of a child or parent, and nothing there refers here.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import PublishedVersion, Team
from feedback.models.base import Base


class ReturnStatus(StrEnum):
    """How far a return is."""

    ASKED = "asked"  # nothing is written yet
    DRAFT = "draft"
    SENT = "sent"


class Return(Base):
    """One return. Made by `team`, or by somebody outside called `maker`.

    `place` is the team that inspectors looked at; `subject` the name of a course, or of a place that is no team.
    `period_on` is the first day of the period it counts in, `held_on` the day of the visit or the end of the course.
    `visit_id` is the visit that its place answers with this return.
    `answers` is JSON: field to values. `saved` counts how often it was saved, so that two editors are told.
    """

    __tablename__ = "returns"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    maker: Mapped[str | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    subject: Mapped[str] = mapped_column(default="", server_default="")
    period_on: Mapped[dt.date]
    held_on: Mapped[dt.date | None]
    stage: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    first_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"))
    slot: Mapped[str] = mapped_column(
        unique=True
    )  # who, what and when in one: nothing is made twice
    status: Mapped[str] = mapped_column(default=ReturnStatus.ASKED.value)
    due_on: Mapped[dt.date]
    answers: Mapped[str] = mapped_column(default="{}", server_default="{}")
    saved: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    sent_on: Mapped[dt.date | None]
    published_on: Mapped[dt.date | None]
    with_evidence: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[PublishedVersion] = relationship(lazy="joined")
    team: Mapped[Team | None] = relationship(lazy="joined", foreign_keys=[team_id])
    place: Mapped[Team | None] = relationship(lazy="joined", foreign_keys=[place_id])
    visit: Mapped["Return | None"] = relationship(foreign_keys=[visit_id], remote_side=[id])
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) != (maker IS NULL)", name="one_maker"),
        CheckConstraint("status IN ('asked', 'draft', 'sent')", name="status_is_known"),
        CheckConstraint("stage IN (1, 2)", name="stage_is_known"),
        CheckConstraint("(stage = 2) = (first_id IS NOT NULL)", name="second_has_a_first"),
        CheckConstraint("published_on IS NULL OR status = 'sent'", name="only_sent_is_published"),
    )


class ReturnLink(Base):
    """A link with which somebody without an account fills in one return, until a day. Kept is a hash of it."""

    __tablename__ = "return_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"))
    hash: Mapped[str] = mapped_column(unique=True)
    made_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    revoked_on: Mapped[dt.date | None]


class PledgePromise(Base):
    """A promise of the council's pledge, from a day on, until it was taken out. Its words never change."""

    __tablename__ = "pledge"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    place: Mapped[int]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
