"""The tables of the year plan: what is asked how often, and which rounds came of it."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import Round, Team
from feedback.models.base import Base


class HowOften(StrEnum):
    """How often a line of the plan asks."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SIX_MONTHLY = "six-monthly"
    YEARLY = "yearly"
    ALWAYS = "always-open"  # quarterly rounds, one after the other


class Plan(Base):
    """A line of the year plan. Lines are stopped, never changed: what came of them stays explained."""

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    how_often: Mapped[str]
    every_team: Mapped[bool]  # else those of plan_teams
    starts_on: Mapped[dt.date]
    open_weeks: Mapped[int]  # how long each round is open; always-open has no gaps
    reply_owner: Mapped[str]  # a name or a role: who says what will be done
    reply_weeks: Mapped[int]  # after the count
    baseline: Mapped[bool]  # its first round is what later ones are compared with
    stopped_on: Mapped[dt.date | None]
    teams: Mapped[list["PlanTeam"]] = relationship(
        order_by="PlanTeam.team_id", cascade="all, delete-orphan"
    )
    __table_args__ = (
        CheckConstraint(
            "how_often IN ('once', 'monthly', 'quarterly', 'six-monthly', 'yearly', 'always-open')",
            name="how_often_is_known",
        ),
        CheckConstraint("open_weeks > 0", name="open_weeks_is_positive"),
        CheckConstraint("reply_weeks > 0", name="reply_weeks_is_positive"),
    )


class PlanTeam(Base):
    """A team that a line of the plan asks."""

    __tablename__ = "plan_teams"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    team: Mapped[Team] = relationship(lazy="joined")


class PlanRound(Base):
    """The one round of a line that begins on a day; without a round it was cancelled, and none is made again."""

    __tablename__ = "plan_rounds"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    begins_on: Mapped[dt.date] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), unique=True)
    baseline: Mapped[bool]
    plan: Mapped[Plan] = relationship()
    round: Mapped[Round | None] = relationship()
