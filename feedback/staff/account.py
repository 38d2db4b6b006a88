"""What somebody signed in can change about their own account, each with their password."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from feedback import accounts, audit, clock, second_steps
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.staff.invitations import NewPasswordForm, hash_new
from feedback.staff.second_step import NOT_YOURS, show_codes
from feedback.staff.sessions import begin_session
from feedback.staff.signing_in import A_MINUTE, confirm_password, limiter
from feedback.web.access import SIGNED_IN, open_account, open_to
from feedback.web.context import get_database, get_installation, get_settings
from feedback.weekly import set_weekly

blueprint = Blueprint("account", __name__)
LATELY = dt.timedelta(days=30)
MOST_SHOWN = 10


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The password of whoever is signed in."""

    password = PasswordField("Your password", [InputRequired("Type your password.")])


class ChangePasswordForm(NewPasswordForm):
    """The password of now, and a new one twice."""

    password_now = PasswordField("Your password now", [InputRequired("Type your password.")])


@blueprint.get("/account")
@open_to(SIGNED_IN)
def see_account() -> str:
    """How somebody signs in, and what they can change about it."""
    account = open_account()
    with get_database().reading() as session:
        left = second_steps.count_recovery_codes(session, account)
        signed_in = audit.list_sign_ins(session, account, since=clock.now() - LATELY)
    return render_template(
        "staff/account.html",
        left=left,
        required=get_installation().second_step_required,
        times=len(signed_in),
        signed_in=[clock.moment_words(at, get_settings().zone) for at in signed_in[:MOST_SHOWN]],
        days=LATELY.days,
        mails=get_settings().mail_server is not None,
    )


@blueprint.post("/account/weekly")
@open_to(SIGNED_IN)
def change_weekly() -> ResponseReturnValue:
    """Get the weekly e-mail from now on, or no more."""
    chosen = request.form.get("weekly")
    if chosen not in ("on", "off"):
        raise RefusedError("Press “Switch it on” or “Switch it off”. Nothing was changed.")
    with get_database().writing() as session:
        account = accounts.open_account(session, open_account().id)
        set_weekly(account, wanted=chosen == "on")
        audit.record(session, Deed.CHANGED_WEEKLY_EMAIL, f"account {account.id}", by=account)
    return redirect(url_for(".see_account", _anchor="weekly"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@limiter.limit(A_MINUTE, methods=["POST"])
def change_password() -> ResponseReturnValue:
    """Choose another password, and end the sessions on every other device."""
    form = ChangePasswordForm()
    if not form.is_submitted():
        return render_template("staff/account-password.html", form=form)
    account = open_account()
    hashed = hash_new(form, account.email)
    if not hashed or not _confirm(form, account, field="password_now"):
        return render_template("staff/account-password.html", form=form), 422
    with get_database().writing() as session:
        account = accounts.open_same(session, account)
        accounts.store_password(session, account, hashed)
    return _carry_on(account)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@limiter.limit(A_MINUTE, methods=["POST"])
def make_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes in the place of those there were."""
    form, account = ConfirmForm(), open_account()
    if account.second_step is None:
        return redirect(url_for(".see_account"))
    if not form.validate_on_submit() or not _confirm(form, account):
        return render_template("staff/account-codes.html", form=form), _status(form)
    with get_database().writing() as session:
        codes = second_steps.make_recovery_codes(session, accounts.open_same(session, account))
    return show_codes(codes, url_for(".see_account"))


@blueprint.route("/account/no-second-step", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@limiter.limit(A_MINUTE, methods=["POST"])
def switch_off() -> ResponseReturnValue:
    """Sign in with the password alone from now on, where that is allowed."""
    form, account = ConfirmForm(), open_account()
    if get_installation().second_step_required:
        raise RefusedError("Here everybody signs in with a second step. Set it up on another phone instead.")  # fmt: skip
    if account.second_step is None:
        return redirect(url_for(".see_account"))
    if not form.validate_on_submit() or not _confirm(form, account):
        return render_template("staff/account-off.html", form=form), _status(form)
    with get_database().writing() as session:
        account = accounts.open_same(session, account)
        second_steps.switch_off(session, account, by=account)
        accounts.end_sessions(account)
    return _carry_on(account)


def _confirm(form: FlaskForm, account: Account, *, field: str = "password") -> bool:
    if confirm_password(account, form[field].data or ""):
        return True
    form[field].errors = [NOT_YOURS]
    return False


def _carry_on(account: Account) -> ResponseReturnValue:
    """Stay signed in on this device alone."""
    begin_session(account)
    return redirect(url_for(".see_account"))


def _status(form: FlaskForm) -> int:
    return 422 if form.is_submitted() else 200
