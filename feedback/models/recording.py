"""The table of recordings: questions with their answers, read out by a person."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Recording(Base):
    """A question of a variant in a language, read out, and the fingerprint of the words it then had.

    It names no version: words that stay the same from one to the next keep their recording. `sha256` is of `content`.
    """

    __tablename__ = "recordings"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    variant: Mapped[str]
    language: Mapped[str]
    question: Mapped[str]
    words_sha256: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    seconds: Mapped[int]
    size: Mapped[int]
    saved_on: Mapped[dt.date]
    # Last: whoever looks for another column reads none of it.
    content: Mapped[bytes] = mapped_column(deferred=True)
    __table_args__ = (
        UniqueConstraint("questionnaire", "variant", "language", "question", "words_sha256"),
        CheckConstraint("kind IN ('mp3', 'opus')", name="kind_is_known"),
    )
