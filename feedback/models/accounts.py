"""The table of who signs in: one account a person, one role an account."""

import datetime as dt
import secrets
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.asking import Team
from feedback.models.base import Base, UTCDateTime


class Role(StrEnum):
    """What somebody is to the service. What a role may do is in `permissions`."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    MANAGER = "manager"
    CHAMPION = "champion"
    DUTY_READER = "duty-reader"
    REVIEWER = "reviewer"
    INTERVIEWER = "interviewer"
    CONTRIBUTOR = "contributor"


def make_uniquifier() -> str:
    """What a session names instead of the account: a new one ends every session and invitation."""
    return secrets.token_urlsafe(24)


class Account(Base):
    """Somebody who signs in. Without a password they are invited and have not come yet.

    `password` (an argon2 hash), `active` and `fs_uniquifier` have the names Flask-Security reads.
    """

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=make_uniquifier)
    failed_sign_ins: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    locked_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    team: Mapped[Team | None] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint(
            f"role IN ({', '.join(repr(role.value) for role in Role)})", name="role_is_known"
        ),
        CheckConstraint("failed_sign_ins >= 0", name="failed_sign_ins_is_a_count"),
    )
