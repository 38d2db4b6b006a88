"""The table of which measures bear on each promise of the council's pledge."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class PledgeMeasure(Base):
    """A measure that tells something of a promise. One may tell of several."""

    __tablename__ = "pledge_measures"
    promise_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
