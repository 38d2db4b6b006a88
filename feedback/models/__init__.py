"""The tables. `metadata` knows them all."""

from feedback.models import (
    accounts,
    answering,
    asking,
    auditing,
    cohorts,
    freezing,
    holding,
    planning,
    posting,
    replying,
    reporting,
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
    "freezing",
    "holding",
    "metadata",
    "planning",
    "posting",
    "replying",
    "reporting",
    "slips",
]
