"""The tables. `metadata` knows them all."""

from feedback.models import (
    accounts,
    answering,
    asking,
    auditing,
    cohorts,
    concerning,
    contacts,
    drawing,
    freezing,
    holding,
    issuing,
    listening,
    planning,
    pledging,
    posting,
    recording,
    replying,
    reporting,
    returning,
    slips,
    translating,
)
from feedback.models.base import Base

metadata = Base.metadata

__all__ = [
    "accounts",
    "answering",
    "asking",
    "auditing",
    "cohorts",
    "concerning",
    "contacts",
    "drawing",
    "freezing",
    "holding",
    "issuing",
    "listening",
    "metadata",
    "planning",
    "pledging",
    "posting",
    "recording",
    "replying",
    "reporting",
    "returning",
    "slips",
    "translating",
]
