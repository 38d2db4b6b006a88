"""How long somebody stays signed in, or half: signed cookies behind the staff door, 30 idle minutes, 12 hours in all."""

import datetime as dt
import hashlib
from dataclasses import asdict
from typing import Any, cast

from flask import Flask, Request, abort, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_security import (
    RoleMixin,
    Security,
    SQLAlchemySessionUserDatastore,
    UserMixin,
    login_user,
    logout_user,
)

from feedback import clock
from feedback.config import Settings
from feedback.models.accounts import Account
from feedback.oidc import CLOCKS, Question, is_state
from feedback.sign_ins import may_use_password
from feedback.web.access import is_staff_side
from feedback.web.context import KEY, get_database, get_installation

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=12)
HALF = dt.timedelta(minutes=10)  # from the password to the code, also when an app is set up first


class SignedInAccount(UserMixin, Account):
    """An account as Flask-Security reads it: the same table, with the methods it wants.

    It stays here so that the core, and the command line, load no Flask. `half` says that the password
    was right and the code is still to come.
    """

    half = False

    @property
    def is_authenticated(self) -> bool:
        """Whether anything is open to them: not while they are half signed in."""
        return self.is_active and not self.half

    @property
    def roles(self) -> list["SignedInRole"]:  # type: ignore[override]
        """The one role, in the shape that Flask-Security wants."""
        return [SignedInRole(self.role)]


class SignedInRole(RoleMixin):
    """A role as Flask-Security reads it. What it may do is in `permissions`, not here."""

    def __init__(self, name: str) -> None:
        self.name = name


class _ReadingSession:
    """All of a database session that Flask-Security may use: short reads that keep no connection.

    We count, lock and audit in our own transactions; were the library to write, it would fail here.
    """

    def scalar(self, statement: Any) -> Any:
        with get_database().reading() as reading:
            return reading.scalar(statement)


class StaffSessions(SecureCookieSessionInterface):
    """Sessions exist behind the staff door only: a public page neither reads nor sets the cookie."""

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a staff page, None for any other."""
        return super().open_session(app, request) if is_staff_side(request) else None


SECURITY: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},  # as accounts.py hashes: no second salt
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SESSION_PROTECTION": None,  # addresses change on the way through a council's network
}


def init_app(app: Flask) -> None:
    """Give `app` its staff sessions and Flask-Security, of which no view is used."""
    settings = app.extensions[KEY].settings
    app.config.update(session_settings(settings), **SECURITY)
    app.session_interface = StaffSessions()
    security = Security(app, _store(), register_blueprint=False)
    security.login_manager.user_loader(load_account)
    security.login_manager.request_loader(_load_nobody)  # the cookie is the only way in


def session_settings(settings: Settings) -> dict[str, Any]:
    """What Flask must know to keep a staff session."""
    return {
        "SECRET_KEY": settings.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(settings.secret_keys[1:]),
        "SESSION_COOKIE_NAME": "__Host-staff" if settings.https else "staff",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": ABSOLUTE,  # a second wall: no older cookie is read
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def begin_session(account: Account) -> None:
    """Sign `account` in on this device, in a session that shares nothing with the one before."""
    _begin(account, half=False)


def begin_council_session(account: Account, *, proved_at: int) -> None:
    """Sign `account` in on this device by the council's own sign-in, which has asked for a second step."""
    _begin(account, half=False)
    session["council"], session["proved_at"] = True, proved_at


def has_just_proved(within: dt.timedelta) -> bool:
    """Whether whoever came by the council's own sign-in showed there lately that it is them, by its clock."""
    return -CLOCKS <= _now() - int(session.get("proved_at", 0)) <= within.total_seconds()


def keep_question(question: Question, *, next_page: str) -> None:
    """Remember what this browser was sent to the council's own sign-in with."""
    session["asked"] = {**asdict(question), "next": next_page, "at": _now()}


def take_question(state: str) -> tuple[Question, str] | None:
    """What it was sent with, and where to go on to: once, and for ten minutes.

    Only for an answer that bears its state: one of another window, or a link of a stranger's, leaves it there.
    """
    if not is_state(state, session.get("asked", {}).get("state", "")):
        return None
    asked = session.pop("asked", None)
    if not asked or _now() - asked.pop("at") > HALF.total_seconds():
        return None
    next_page = asked.pop("next")
    return Question(**asked), next_page


def begin_half_session(account: Account, *, next_page: str = "") -> None:
    """Note that the password of `account` was right: now its code is asked for, and nothing else is open.

    `next_page` is where to go when the code was right.
    """
    _begin(account, half=True)
    session["next"] = next_page


def get_next_page() -> str:
    """Where somebody half signed in wanted to go."""
    return str(session.get("next", ""))


def is_second_step_due(account: Account) -> bool:
    """Whether the password alone does not sign `account` in here."""
    return account.second_step is not None or get_installation().second_step_required


def end_session() -> None:
    """Sign out on this device, and remember that until somebody signs in on it or closes the browser."""
    logout_user()
    _forget()
    session["left"] = True


def has_left() -> bool:
    """Whether somebody signed out on this device: who comes next may be somebody else."""
    return bool(session.get("left"))


def load_account(uniquifier: str) -> SignedInAccount | None:
    """Whose session this is: nobody's once it was left alone, has lasted a working day, or was ended."""
    now = _now()
    idle, age = now - session.get("seen_at", 0), now - session.get("signed_in_at", 0)
    half = bool(session.get("half"))
    account = cast(SignedInAccount | None, _store().find_user(fs_uniquifier=uniquifier))
    stale = idle > IDLE.total_seconds() or age > (HALF if half else ABSOLUTE).total_seconds()
    if stale or account is None or not account.active or not (half or _is_whole(account)):
        _forget()
        return None
    account.half = half
    session["seen_at"] = now
    return account


def _begin(account: Account, *, half: bool) -> None:
    _forget()
    user = cast(SignedInAccount | None, _store().find_user(fs_uniquifier=account.fs_uniquifier))
    if user is None:  # since its password or code was looked at, somebody ended its sessions
        abort(401)
    user.half = half
    login_user(cast(UserMixin, user))
    session["signed_in_at"] = session["seen_at"] = _now()
    if half:
        session["half"] = True


def _is_whole(account: Account) -> bool:
    # A session from before passwords were turned off, or the second step was required, is not one of now.
    settings = get_installation().settings
    if session.get("council"):
        return settings.provider is not None and account.subject is not None
    if not may_use_password(settings, account.role):
        return False
    return account.second_step is not None or not is_second_step_due(account)


def _store() -> SQLAlchemySessionUserDatastore:
    session: Any = _ReadingSession()
    return SQLAlchemySessionUserDatastore(session, SignedInAccount, SignedInRole)


def _load_nobody(_request: Request) -> None:
    return None


def _forget() -> None:
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF keeps it there for the rest of the request


def _now() -> int:
    return int(clock.now().timestamp())
