"""The second step of signing in: asking for the code, and setting it up with an app."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from feedback import accounts, second_steps, sign_ins
from feedback.models.accounts import Account
from feedback.reports import qr
from feedback.seals import open_sealed, seal
from feedback.second_steps import WrongCodeError
from feedback.staff.sessions import begin_session, get_next_page
from feedback.staff.signing_in import A_MINUTE, SECOND_STEP, confirm_password, limiter, safe_next
from feedback.web.access import (
    HALF_SIGNED_IN,
    SIGNED_IN,
    get_account,
    get_half_account,
    open_account,
    open_to,
)
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("second_step", __name__)
WIDEST = 244  # pixels of the square: what a phone 320 wide has room for
PENDING = "pending"  # in the session: the sealed secret of an app that has shown no code yet
# Each is true for a wrong and a used code, and for a locked account alike.
NOT_RIGHT = "That code does not work. Wait for the next one and type it, or use a recovery code."
NOT_LEFT = "That recovery code does not work. Look at your paper again, or use another one."
NOT_YOURS = "That is not your password."


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""

    code = StringField("Code", [InputRequired("Type the code.")])


class SetUpForm(CodeForm):
    """The first code of an app."""

    code = StringField("The 6 digits that the app shows now", [InputRequired("Type the 6 digits.")])


class SetUpAgainForm(SetUpForm):
    """The same by somebody who typed their password a while ago."""

    password = PasswordField("Your password", [InputRequired("Type your password.")])


@blueprint.get("/second-step")
@open_to(HALF_SIGNED_IN, SIGNED_IN)
def ask_code() -> ResponseReturnValue:
    """The page that asks for the code, or leads to setting it up."""
    return _lead_on() or _show_question(CodeForm())


@blueprint.post("/second-step")
@open_to(HALF_SIGNED_IN, SIGNED_IN)
@limiter.limit(A_MINUTE)
def take_code() -> ResponseReturnValue:
    """Sign in whoever types the code of now or a recovery code."""
    if leads := _lead_on():
        return leads
    form = CodeForm()
    if form.validate():
        account = _take(form.code.data or "")
        if account:
            next_page = get_next_page()
            begin_session(account)
            return redirect(safe_next(next_page))
        form.code.errors = [NOT_LEFT if _wants_recovery() else NOT_RIGHT]
    return _show_question(form), 422


@blueprint.get("/second-step/set-up")
@open_to(HALF_SIGNED_IN, SIGNED_IN)
def see_set_up() -> ResponseReturnValue:
    """The secret as a QR code and in letters, and the box for the first code."""
    if _has_step_to_show():
        return redirect(url_for(SECOND_STEP))
    return _show_set_up(_make_set_up_form())


@blueprint.post("/second-step/set-up")
@open_to(HALF_SIGNED_IN, SIGNED_IN)
@limiter.limit(A_MINUTE)
def set_up() -> ResponseReturnValue:
    """Switch the second step on, and show the recovery codes this once."""
    if _has_step_to_show():
        return redirect(url_for(SECOND_STEP))
    form = _make_set_up_form()
    if not form.validate() or not _confirm(form):
        return _show_set_up(form), 422
    next_page = get_next_page()
    try:
        account, codes = _switch_on(form.code.data or "")
    except WrongCodeError as problem:
        form.code.errors = [str(problem)]
        return _show_set_up(form), 422
    begin_session(account)
    return show_codes(codes, safe_next(next_page or url_for("staff.account.see_account")))


def show_codes(codes: list[str], next_page: str) -> str:
    """The page of recovery codes: it is shown when they are made and never again."""
    grouped = [second_steps.group_letters(code) for code in codes]
    return render_template("staff/recovery-codes.html", codes=grouped, next_page=next_page)


def _lead_on() -> ResponseReturnValue | None:
    """Away from the question when there is nobody to ask it of."""
    account = get_half_account()
    if account is None:
        return redirect(url_for("staff.home.see_home"))
    return None if account.second_step else redirect(url_for(".see_set_up"))


def _has_step_to_show() -> bool:
    # Otherwise a password alone would be enough to put another app in the place of the first.
    account = get_half_account()
    return account is not None and account.second_step is not None


def _take(typed: str) -> Account | None:
    with get_database().writing() as writing:
        account = _open_same(writing)
        right = sign_ins.enter_code(writing, get_settings(), account, typed)
    return account if right else None


def _switch_on(typed: str) -> tuple[Account, list[str]]:
    half, secret = get_half_account(), _read_pending()
    with get_database().writing() as writing:
        account = _open_same(writing)
        if half and account.second_step:
            raise WrongCodeError("This was set up in another window. Sign in again.")
        codes = second_steps.switch_on(writing, get_settings(), account, secret=secret, typed=typed)
        accounts.end_sessions(account)
        if half:
            sign_ins.note_sign_in(writing, account, right=True)
    return account, codes


def _open_same(writing: Session) -> Account:
    """Who is signed in or half, in a writing block: 401 when somebody ended that session in between."""
    seen = get_half_account() or open_account()
    account = accounts.open_account(writing, seen.id)
    if account.fs_uniquifier != seen.fs_uniquifier:
        abort(401)
    return account


def _confirm(form: SetUpForm) -> bool:
    """Whether the password is right, where it is asked for."""
    if not isinstance(form, SetUpAgainForm):
        return True
    if confirm_password(open_account(), form.password.data or ""):
        return True
    form.password.errors = [NOT_YOURS]
    return False


def _make_set_up_form() -> SetUpForm:
    return SetUpAgainForm() if get_account() else SetUpForm()


def _read_pending() -> str:
    """The secret that was shown, or a new one."""
    settings = get_settings()
    secret = open_sealed(settings, session.get(PENDING, "")) or second_steps.make_secret()
    session[PENDING] = seal(settings, secret)
    return secret


def _show_question(form: CodeForm) -> str:
    return render_template("staff/second-step.html", form=form, recovery=_wants_recovery())


def _wants_recovery() -> bool:
    return request.args.get("with") == "recovery-code"


def _show_set_up(form: SetUpForm) -> str:
    account = get_half_account() or open_account()
    secret = _read_pending()
    address = second_steps.make_address(
        secret, email=account.email, council=get_settings().council_name
    )
    matrix = qr.make_screen_matrix(address)
    side = len(matrix) + 2 * qr.QUIET
    return render_template(
        "staff/second-step-set-up.html",
        form=form,
        again=account.second_step is not None,
        letters=second_steps.group_letters(secret),
        address=address,
        side=side,
        pixels=side * next((n for n in (5, 4) if side * n <= WIDEST), 3),
        path=qr.make_path(matrix, qr.QUIET),
    )
