"""The tables of slips: a code on paper is worth one answer, and then its row is gone. No code, no time, no order."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import Collector
from feedback.models.base import Base


class SlipBatch(Base):
    """One printing of slips. How many it printed is not kept: nobody can then tell how many are unused."""

    __tablename__ = "slip_batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    collector_id: Mapped[int] = mapped_column(ForeignKey("collectors.id"))
    printed_on: Mapped[dt.date]
    good_until: Mapped[dt.date]  # as it says on the paper
    voided_on: Mapped[dt.date | None]
    collector: Mapped[Collector] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("good_until >= printed_on", name="good_until_is_after_printing"),
    )


class Slip(Base):
    """A slip that can still be used: a keyed hash of its code and the batch. Using it deletes the row."""

    __tablename__ = "slips"
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("slip_batches.id"))
    # SQLite's hidden row number would keep the order in which slips were printed.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it
