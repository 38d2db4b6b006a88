"""The tables of answers that came in a burst: what is held until somebody decides. No time, no address."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Burst(Base):
    """Answers of one collector in one round that came too fast. Gone once the round is counted."""

    __tablename__ = "bursts"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    collector_id: Mapped[int] = mapped_column(ForeignKey("collectors.id"))
    answers: Mapped[int]
    characters: Mapped[int]  # of these answers, so that a flood cannot fill the disk


class BatchDecision(Base):
    """What was decided about one part of a burst, and on what day."""

    __tablename__ = "batch_decisions"
    burst_id: Mapped[int] = mapped_column(ForeignKey("bursts.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    decision: Mapped[str]
    decided_on: Mapped[dt.date]
    __table_args__ = (
        CheckConstraint("decision IN ('kept', 'left-out')", name="decision_is_known"),
        CheckConstraint("part IN ('hurried', 'alike', 'different')", name="part_is_known"),
    )
