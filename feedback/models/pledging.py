"""The tables of what the council has promised, and which measures bear on each promise."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base


class Pledge(Base):
    """One promise of the council's own charter or pledge, in its words."""

    __tablename__ = "pledges"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    place: Mapped[int]  # in the council's own order
    measures: Mapped[list["PledgeMeasure"]] = relationship(
        order_by="PledgeMeasure.measure", cascade="all, delete-orphan", lazy="selectin"
    )


class PledgeMeasure(Base):
    """A measure that tells something of a promise. One may tell of several."""

    __tablename__ = "pledge_measures"
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
