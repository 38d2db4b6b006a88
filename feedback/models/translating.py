"""The tables of what is said in other languages: sentences on their way, and languages as they were frozen."""

import datetime as dt
import secrets
from enum import StrEnum

from sqlalchemy import DDL, CheckConstraint, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.asking import Meta
from feedback.models.base import Base

INTERFACE = (
    "interface"  # in the place of a questionnaire: the sentences of pages, posters and paper
)
STAMP = "languages"  # the fact that changes whenever a language is frozen or its reader named, so that servers look again


def new_stamp() -> Meta:
    """To be merged when a language is frozen, or somebody reads another: every server looks again."""
    return Meta(name=STAMP, value=secrets.token_hex(8))


class State(StrEnum):
    """How far a sentence, or a frozen language, can be relied on."""

    DRAFT = "draft"
    CHECKED = "checked"  # read by somebody who speaks the language and is named
    APPROVED = "approved"


class Translation(Base):
    """A sentence in one language. `context` is empty for the interface; `words` is a JSON list, a plural form each.

    `shipped` came with the release and was touched by nobody since. The names are those of translators.
    """

    __tablename__ = "translations"
    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    context: Mapped[str]
    sentence: Mapped[str]
    words: Mapped[str]
    state: Mapped[str]
    shipped: Mapped[bool]
    checked_by: Mapped[str | None]
    checked_on: Mapped[dt.date | None]
    approved_by: Mapped[str | None]
    approved_on: Mapped[dt.date | None]
    __table_args__ = (
        UniqueConstraint("language", "context", "sentence"),
        CheckConstraint("state IN ('draft', 'checked', 'approved')", name="state_is_known"),
    )


class FrozenLanguage(Base):
    """All words of one version and variant in one language, as JSON with its fingerprint. Approved ones never change.

    The interface stands under `interface`, 0 and an empty variant; its English row lists what has to be said.
    """

    __tablename__ = "frozen_languages"
    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    questionnaire: Mapped[str]
    number: Mapped[int]
    variant: Mapped[str]
    revision: Mapped[int]
    words: Mapped[str]
    sha256: Mapped[str]
    state: Mapped[str]
    approved_by: Mapped[str | None]
    approved_on: Mapped[dt.date | None]
    __table_args__ = (
        UniqueConstraint("language", "questionnaire", "number", "variant", "revision"),
        CheckConstraint("state IN ('draft', 'approved')", name="state_is_known"),
        CheckConstraint("revision > 0", name="revision_is_positive"),
    )


# Run by whoever makes the table: create_all below, and the migration.
SAME = (
    "SELECT 1 FROM frozen_languages WHERE state = 'approved' AND (id = NEW.id OR"
    " language = NEW.language AND questionnaire = NEW.questionnaire AND number = NEW.number"
    " AND variant = NEW.variant AND revision = NEW.revision)"
)
NEVER_CHANGED = tuple(
    f"CREATE TRIGGER approved_languages_are_never_{verb}d BEFORE {when}"
    " BEGIN SELECT RAISE(ABORT, 'an approved language never changes'); END"
    for verb, when in (
        ("update", "UPDATE ON frozen_languages WHEN OLD.state = 'approved'"),
        ("delete", "DELETE ON frozen_languages WHEN OLD.state = 'approved'"),
        ("replace", f"INSERT ON frozen_languages WHEN EXISTS ({SAME})"),
    )
)
for statement in NEVER_CHANGED:
    trigger = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(FrozenLanguage.__table__, "after_create", trigger.execute_if(dialect="sqlite"))
