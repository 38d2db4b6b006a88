"""Answering an invitation: choosing a password, once."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from feedback import accounts, passwords, sign_ins
from feedback.accounts import InvitationError
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.staff.refusals import keep_refusal
from feedback.staff.signing_in import A_MINUTE, at_the_desk, let_in, limiter
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("invitations", __name__)


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice."""

    password = PasswordField("New password", [InputRequired("Choose a password.")])
    password_confirm = PasswordField(
        "New password again",
        [
            InputRequired("Type the same password again."),
            EqualTo("password", "The two passwords are not the same. Type both again."),
        ],
    )


@blueprint.get("/invitation/<token>")
@open_to(EVERYBODY)
def see_invitation(token: str) -> ResponseReturnValue:
    """The page on which somebody invited chooses a password."""
    account = _open(token)
    return render_template("staff/invitation.html", form=NewPasswordForm(), email=account.email)


@blueprint.post("/invitation/<token>")
@open_to(EVERYBODY)
@limiter.limit(A_MINUTE)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Take the password and let its owner in, as after a sign-in."""
    account, form = _open(token), NewPasswordForm()
    hashed = hash_new(form, account.email)
    if not hashed:
        return render_template("staff/invitation.html", form=form, email=account.email), 422
    with get_database().writing() as session:
        account = accounts.open_invitation(session, get_settings(), token)
        accounts.store_password(session, account, hashed)
    return redirect(let_in(account, url_for("staff.home.see_home")))


@blueprint.errorhandler(InvitationError)
def show_over(problem: InvitationError) -> tuple[str, int]:
    """The page for an invitation that does not work any more."""
    keep_refusal()
    return render_template("staff/invitation-over.html", problem=problem), 404


def _open(token: str) -> Account:
    with get_database().reading() as session:
        account = accounts.open_invitation(session, get_settings(), token)
    if not sign_ins.may_use_password(get_settings(), account.role):
        raise InvitationError("Here you sign in with your council account. You need no invitation.")
    return account


def hash_new(form: NewPasswordForm, email: str) -> str | None:
    """The hash of the password in `form`; None when it will not do, and the form says why."""
    if not form.validate():
        return None
    try:
        council = get_settings().council_name
        with at_the_desk():
            return passwords.hash_password(form.password.data or "", email=email, council=council)
    except RefusedError as problem:
        form.password.errors = [str(problem)]
        return None
