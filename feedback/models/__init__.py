"""The tables. `metadata` knows them all."""

from feedback.models import (
    accounts,
    answering,
    asking,
    auditing,
    cohorts,
    drawing,
    freezing,
    holding,
    planning,
    pledging,
    posting,
    reporting,
    returning,
    slips,
)
from feedback.models.base import Base

metadata = Base.metadata

__all__ = [
    "accounts",
    "answering",
    "asking",
    "auditing",
    "cohorts",
    "drawing",
    "freezing",
    "holding",
    "metadata",
    "planning",
    "pledging",
    "posting",
    "reporting",
    "returning",
    "slips",
]
