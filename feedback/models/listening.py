"""The tables of how comments are read: who reads which language, words to look for, and themes."""

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class LanguageReader(Base):
    """Who reads what is written in one language, who covers, and whom an e-mail reaches. `emails` has an address a line."""

    __tablename__ = "language_readers"
    language: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str]
    cover: Mapped[str]
    emails: Mapped[str]


class WordList(Base):
    """Words that the council wants to be shown in comments, one a line. Without a row the list we begin with holds."""

    __tablename__ = "word_lists"
    kind: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]


class Theme(Base):
    """What comments can be about. A retired one is given to no more comments; a merged one has gone into another."""

    __tablename__ = "themes"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("themes.code"))
    __table_args__ = (
        CheckConstraint("kind IN ('theme', 'charter', 'pledge')", name="kind_is_known"),
    )
