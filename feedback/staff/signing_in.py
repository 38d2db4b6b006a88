"""Signing in with a password, and out."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Flask, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from feedback import accounts, passwords, sign_ins
from feedback.exceptions import FeedbackError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.staff.sessions import (
    begin_half_session,
    begin_session,
    end_session,
    is_second_step_due,
)
from feedback.staff.workshop import BusyError, Workshop
from feedback.web.access import (
    EVERYBODY,
    SIGN_IN,
    SIGNED_IN,
    get_account,
    get_half_account,
    open_account,
    open_to,
)
from feedback.web.context import get_database, get_settings
from feedback.web.errors import Kind, show_kind

blueprint = Blueprint("signing_in", __name__)
A_MINUTE = "60 per minute"
PATIENCE = 3.0  # seconds
# A hash takes a tenth of a second of the CPU that answers need, and whoever waits holds one of the front's eight threads.
desk = Workshop(places=1, queue=2, patience=PATIENCE)
SECOND_STEP = "staff.second_step.ask_code"

# Pages that lead somewhere themselves, so that nobody is led to them.
SIGNING = ("/staff/sign-in", "/staff/sign-out", "/staff/invitation", "/staff/second-step")

# True for an unknown address, a wrong password, a locked and a closed account alike.
NOT_SIGNED_IN = "We cannot sign you in. Check your email address and password."
TOO_MANY = Kind("Too many tries just now", ("Wait a minute, then sign in.",))


def name_who_tries() -> str:
    """Whose tries are counted together: those of an account, else of a browser that was given a form.

    Behind a proxy everybody has one address: counted by that, a stranger would keep the whole council out.
    """
    account = get_account() or get_half_account()
    if account:
        return f"account {account.id}"
    proof = session.get("csrf_token")
    return f"browser {fingerprint(proof)}" if proof else f"address {get_remote_address()}"


def _name_typed() -> str:
    """The account that is tried, whether it is there or not; a short code, so that strangers fill no memory."""
    return f"typed {fingerprint(request.form.get('email', '').strip().lower())}"


def _tries_nothing() -> bool:
    """Whether there is no password to look at: that costs nothing and counts for nothing."""
    return not (request.form.get("email") and request.form.get("password"))


# This stops floods only; the lock in the database stops guessing.
limiter = Limiter(name_who_tries, storage_uri="memory://", headers_enabled=False)


class TooManyError(FeedbackError):
    """Too many passwords are waiting to be looked at."""


class SignInForm(FlaskForm):  # type: ignore[misc]
    """An e-mail address and a password."""

    email = EmailField("Email address", [InputRequired("Enter your email address.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])
    next = HiddenField()


def init_app(app: Flask) -> None:
    """Limit how often somebody may try."""
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _say_wait)
    app.register_error_handler(TooManyError, _say_wait)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to(EVERYBODY)
@limiter.limit(A_MINUTE, methods=["POST"], exempt_when=_tries_nothing)
@limiter.limit(A_MINUTE, methods=["POST"], exempt_when=_tries_nothing, key_func=_name_typed)
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    form = SignInForm(next=request.args.get("next"))
    if get_account():
        return redirect(safe_next(form.next.data))
    if form.validate_on_submit():
        account = try_password(form.email.data or "", form.password.data or "")
        if account:
            return redirect(let_in(account, safe_next(form.next.data)))
        form.email.errors = [NOT_SIGNED_IN]
    status = 422 if form.is_submitted() else 200
    settings = get_settings()
    return render_template(
        "staff/sign-in.html", form=form, provider=settings.provider, passwords=settings.passwords
    ), status


@blueprint.post("/sign-out")
@open_to(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out on every device: a signed cookie can only be ended for all."""
    with get_database().writing() as writing:
        accounts.sign_out(writing, accounts.open_account(writing, open_account().id))
    end_session()
    return redirect(url_for(SIGN_IN))


def try_password(email: str, password: str) -> Account | None:
    """The account these open, counting wrong passwords. The slow check holds no lock on the database.

    Whatever is wrong, the same is done: as many hashes, and one line written.
    """
    with get_database().reading() as reading:
        seen = accounts.get_by_email(reading, email)
    with at_the_desk():
        right = sign_ins.is_right(seen, password)
        right = right and seen is not None and sign_ins.may_use_password(get_settings(), seen.role)
        anew = passwords.hash_anew(seen.password or "", password) if seen and right else None
    with get_database().writing() as writing:
        account = accounts.open_account(writing, seen.id) if seen else None
        if account and seen and right and sign_ins.is_still_right(account, seen):
            account.password = anew or account.password
            if not is_second_step_due(account):
                sign_ins.note_sign_in(writing, account, right=True)
            return account
        sign_ins.note_sign_in(writing, account, right=False)
    return None


def confirm_password(account: Account, password: str) -> bool:
    """Whether `password` is that of `account`, which is signed in. A wrong one counts as at the sign-in."""
    with at_the_desk():
        right = sign_ins.is_right(account, password)
    with get_database().writing() as writing:
        now = accounts.open_account(writing, account.id)
        right = right and sign_ins.is_still_right(now, account)
        if not right:
            sign_ins.note_sign_in(writing, now, right=False)
    return right


@contextmanager
def at_the_desk() -> Iterator[None]:
    """Where one password is looked at or hashed at a time, and two wait a moment. Raises TooManyError."""
    try:
        place = desk.enter()
    except BusyError:
        raise TooManyError(TOO_MANY.title) from None
    try:
        yield
    finally:
        place.leave()


def let_in(account: Account, next_page: str) -> str:
    """Begin the session of somebody whose password was right; the page to go on to."""
    if is_second_step_due(account):
        begin_half_session(account, next_page=next_page)
        return url_for(SECOND_STEP)
    begin_session(account)
    return next_page


def safe_next(address: str | None) -> str:
    """Where to go after signing in: `address` when it is a page behind the staff door, else the first page."""
    home = url_for("staff.home.see_home")
    return address if address and _is_page_of_staff(address) else home


def _is_page_of_staff(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as half an address of IPv6
        return False
    path = unquote(parts.path)  # browsers take %2e for a dot
    local = not parts.scheme and not parts.netloc and path.startswith("/staff/")
    plain = address.isascii() and address.isprintable() and "\\" not in address + path
    return local and plain and ".." not in path and not path.startswith(SIGNING)


def _say_wait(_error: Exception) -> Response:
    return show_kind(429, TOO_MANY)
