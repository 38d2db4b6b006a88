"""The table of how many people of each kind there are, whom a questionnaire is for: to see who is missing."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class CohortCount(Base):
    """How many there are of one answer to a question about the person, in one financial year, to the nearest five."""

    __tablename__ = "cohort_counts"
    questionnaire: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[str] = mapped_column(primary_key=True)  # "2026-27"
    item: Mapped[str] = mapped_column(primary_key=True)  # the question's id
    code: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    __table_args__ = (CheckConstraint("count >= 0 AND count % 5 = 0", name="count_is_in_fives"),)
