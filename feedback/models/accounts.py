"""The tables of who signs in: one account a person, one role an account."""

import datetime as dt
import secrets
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, false, text, true
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
    `joined` says that they chose a password once, so that inviting them again is a reset. `locks`
    are those since the last sign-in. `second_step` is the secret of their app, sealed, and
    `last_step` the number of the 30 seconds whose code was taken last; `clock_off` says by how many of
    them their phone's clock is fast (below 0: slow), and `missed_step` is that of a code that came at
    another time. `subject` is who they are for the council's own sign-in: then they have no password here.
    `weekly_email`: they want what there is to do by e-mail.
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
    locks: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    joined: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_step: Mapped[str | None]
    last_step: Mapped[int | None]
    clock_off: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    missed_step: Mapped[int | None]
    subject: Mapped[str | None] = mapped_column(unique=True)
    weekly_email: Mapped[bool] = mapped_column(default=True, server_default=true())
    team: Mapped[Team | None] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint(
            f"role IN ({', '.join(repr(role.value) for role in Role)})", name="role_is_known"
        ),
        CheckConstraint("failed_sign_ins >= 0", name="failed_sign_ins_is_a_count"),
    )


class RecoveryCode(Base):
    """The hash of a code that stands in for the app once. It is gone when it is used."""

    __tablename__ = "recovery_codes"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
