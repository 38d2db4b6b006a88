"""Returns as staff keep them: what is asked of whom, filling one in, and reading it."""

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, return_drafts, return_links, return_wishes, returns
from feedback.accounts import open_account as open_own_account
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account
from feedback.models.returning import Return, ReturnStatus
from feedback.permissions import Action, ForbiddenError, can_do
from feedback.return_drafts import form_of
from feedback.returns import about_of, maker_of, period_words, title_of
from feedback.visit_answers import can_be_answered, get_visit, list_answers
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.return_pages import list_gone, make_sheet, read_form

blueprint = Blueprint("returns", __name__)
RETURNS = (Action.MAKE_RETURNS,)  # whoever looks after them may make them too
LATELY = dt.timedelta(days=190)  # sent ones older than half a year are on the page Compare


@blueprint.get("/returns")
@open_to(*RETURNS)
def see_returns() -> ResponseReturnValue:
    """What is still to be made, the most urgent first; then what was sent in the last half-year."""
    with get_database().reading() as session:
        account = own_account(session)
        found = returns.list_returns(session, account)
        versions = returns.list_attributed(session)
    since = today() - LATELY
    return render_template(
        "staff/returns.html",
        open_=[one for one in found if one.status != ReturnStatus.SENT],
        sent=[one for one in reversed(found) if one.sent_on and one.sent_on >= since and one.status == ReturnStatus.SENT],
        versions=versions,
        today=today(),
        manages=can_do(account.role, Action.MANAGE_RETURNS),
        **words(),
    )  # fmt: skip


@blueprint.get("/returns/<return_id>")
@open_to(*RETURNS)
def see_return(return_id: str) -> ResponseReturnValue:
    """A return to fill in, or to read once it is sent."""
    with get_database().reading() as session:
        account = own_account(session)
        return_ = returns.open_return(session, return_id, account)
        return show(session, return_, account)


@blueprint.post("/returns/<return_id>")
@open_to(*RETURNS)
def save_return(return_id: str) -> ResponseReturnValue:
    """Save what was typed as a draft, or send it."""
    do, seen = request.form.get("do", "save"), request.form.get("seen", "")
    with get_database().reading() as session:
        return_ = _open_own(session, return_id)
        form = form_of(session, return_, today=today())
        written, faults = read_form(form)
        if faults:
            gone = list_gone(form)
            return _show_typed(session, return_, written, faults=faults, gone=gone), 422
    try:
        with get_database().writing() as session:
            return_, by = _open_own(session, return_id), own_account(session)
            if do == "send":
                return_drafts.send(session, return_, written, seen=seen, today=today(), by=by)
            else:
                return_drafts.save(session, return_, written, seen=seen, by=by)
    except RefusedError as problem:
        with get_database().reading() as session:
            return_ = _open_own(session, return_id)
            status = 409 if isinstance(problem, ChangedError) else 422
            return _show_typed(session, return_, written, trouble=str(problem)), status
    return redirect(url_for(".see_return", return_id=return_id, done=do))


def show(
    session: Session,
    return_: Return,
    account: Account,
    *,
    trouble: str = "",
    address: str = "",
) -> str:
    """The page of one return: a form for whoever makes it until it is sent, else what it says."""
    manages = can_do(account.role, Action.MANAGE_RETURNS)
    open_ = return_.status != ReturnStatus.SENT and returns.can_write(account, return_)
    return render_template(
        "staff/return.html" if open_ else "staff/return-read.html",
        sheet=make_sheet(session, return_, today=today()),
        trouble=trouble,
        manages=manages,
        links=return_links.list_links(session, return_) if manages else [],
        address=address,
        done=request.args.get("done", ""),
        others=_list_beside(session, return_, account),
        answer=_get_answer(session, return_),
        can_be_answered=can_be_answered(return_),
        today=today(),
        **words(),
    )


def own_account(session: Session) -> Account:
    """Who is signed in, in this session of the database."""
    return open_own_account(session, open_account().id)


def today() -> dt.date:
    """The day it is in this council."""
    return clock.today(get_settings().zone)


def words() -> dict[str, object]:
    """How templates say things of a return."""
    return {
        "title_of": title_of,
        "maker_of": maker_of,
        "about_of": about_of,
        "period_words": period_words,
        "rules_of": return_wishes.rules_of,
        "ReturnStatus": ReturnStatus,
    }


def _open_own(session: Session, return_id: str) -> Return:
    """The return, for somebody who may fill it in. Raises ForbiddenError for those who may only read it."""
    account = own_account(session)
    return_ = returns.open_return(session, return_id, account)
    if not returns.can_write(account, return_):
        raise ForbiddenError("Only whoever makes this return fills it in. You can read it.")
    return return_


def _show_typed(
    session: Session,
    return_: Return,
    written: return_drafts.Written,
    *,
    faults: dict[str, str] | None = None,
    trouble: str = "",
    gone: Sequence[str] = (),
) -> str:
    """The form again with everything that was typed, and what is wrong. Once it is sent there is no form."""
    sheet = make_sheet(
        session,
        return_,
        today=today(),
        written=written,
        faults=faults,
        trouble=trouble,
        gone=gone,
    )
    return render_template(
        "staff/return-read.html" if sheet.sent else "staff/return.html",
        sheet=sheet,
        trouble=trouble,
        manages=False,
        links=[],
        address="",
        done="",
        others=[],
        today=today(),
        **words(),
    )


def _get_answer(session: Session, return_: Return) -> Return | None:
    """What its place was asked to say to this very visit."""
    found = [one for one in list_answers(session, return_) if one.visit_id == return_.id]
    return found[0] if found else None


def _list_beside(session: Session, return_: Return, account: Account) -> list[Return]:
    """The other stage of the same return, or the visit that it answers, where somebody may see it."""
    visit = get_visit(session, return_)
    return [
        other
        for other in [*returns.list_stages(session, return_), *([visit] if visit else [])]
        if other.id != return_.id and returns.can_read(account, other)
    ]
