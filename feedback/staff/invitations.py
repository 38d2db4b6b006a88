"""Answering an invitation: choosing a password, once."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from feedback import accounts
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.staff.sessions import begin_session
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("invitations", __name__)


class InvitationForm(FlaskForm):  # type: ignore[misc]
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
    try:
        with get_database().reading() as session:
            account = accounts.open_invitation(session, get_settings(), token)
    except NotFoundError as problem:
        return render_template("staff/invitation-over.html", problem=problem), 404
    return render_template("staff/invitation.html", form=InvitationForm(), email=account.email)


@blueprint.post("/invitation/<token>")
@open_to(EVERYBODY)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Take the password and sign its owner in."""
    form = InvitationForm()
    try:
        with get_database().writing() as session:
            account = accounts.open_invitation(session, get_settings(), token)
            taken = form.validate() and _take_password(session, account, form)
    except NotFoundError as problem:
        return render_template("staff/invitation-over.html", problem=problem), 404
    if not taken:
        return render_template("staff/invitation.html", form=form, email=account.email), 422
    begin_session(account)
    return redirect(url_for("staff.home.see_home"))


def _take_password(session: Session, account: Account, form: InvitationForm) -> bool:
    try:
        accounts.set_password(session, account, form.password.data or "")
    except RefusedError as problem:
        form.password.errors = [str(problem)]
        return False
    return True
