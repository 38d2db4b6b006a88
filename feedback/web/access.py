"""Who may open which view: closed by default, and the one place that lets somebody in."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, Request, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from feedback.models.accounts import Account
from feedback.permissions import Action, can_do

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "staff.signing_in.sign_in"
MARK = "access_mark"


class Who(StrEnum):
    """Those who need no particular permission."""

    EVERYBODY = "everybody"
    HALF_SIGNED_IN = "half-signed-in"
    SIGNED_IN = "signed-in"


EVERYBODY = Who.EVERYBODY
HALF_SIGNED_IN = Who.HALF_SIGNED_IN
SIGNED_IN = Who.SIGNED_IN


def open_to(*who: Who | Action) -> Callable[[View], View]:
    """Mark a view as open to everybody, to all who are signed in, or to those who may do one of these.

    Whoever has typed their password and not yet their code comes in where that is said, and nowhere else.
    """

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(who))
        return view

    return mark


def access_mark(view: Callable[..., Any]) -> frozenset[Who | Action] | None:
    """Whom `view` is open to; None means that nobody has said, and so nobody."""
    return cast(frozenset[Who | Action] | None, getattr(view, MARK, None))


def is_staff_side(request: Request) -> bool:
    """Whether the address is behind the staff door."""
    return request.path == "/staff" or request.path.startswith("/staff/")


def is_from_here(request: Request) -> bool:
    """Whether a page of ours or somebody's own hand sent it, as browsers say; old ones say nothing."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def get_account() -> Account | None:
    """Who is signed in, if anybody."""
    return cast(Account, current_user) if current_user.is_authenticated else None


def get_half_account() -> Account | None:
    """Whose password was right, when their code is still to come."""
    return cast(Account, current_user) if getattr(current_user, "half", False) else None


def open_account() -> Account:
    """Who is signed in. A view that is not open to everybody always has somebody."""
    return get_account() or abort(401)


def init_app(app: Flask) -> None:
    """Ask of every request whether it may come in."""
    app.before_request(check_access)


def check_access() -> ResponseReturnValue | None:
    """Turn away whoever may not come in. Runs before any view, and before the CSRF check."""
    if request.endpoint is None:  # no such page, or not with this method: the error page says so
        return None if get_account() or not is_staff_side(request) else _turn_stranger_away()
    who = access_mark(current_app.view_functions[request.endpoint])
    if who is None:
        abort(403)
    if EVERYBODY in who:
        return None
    account = get_account()
    if account is None:
        half = HALF_SIGNED_IN in who and get_half_account()
        return None if half else _turn_stranger_away()
    allowed = (can_do(account.role, action) for action in who if isinstance(action, Action))
    if SIGNED_IN not in who and not any(allowed):
        abort(403)
    return None


def _turn_stranger_away() -> ResponseReturnValue:
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for(SIGN_IN, next=request.full_path.removesuffix("?")))
