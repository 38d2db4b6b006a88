"""What those who look after returns do with one: open it again, take it back, invite by a link, publish, withdraw."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import return_drafts, return_links, return_publishing, returns, visit_answers
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account
from feedback.models.returning import Return
from feedback.permissions import Action
from feedback.staff.returns import own_account, show, today, words
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings
from feedback.web.return_pages import make_sheet

blueprint = Blueprint("return_acts", __name__)
Act = Callable[[Session, Return, Account], None]


@blueprint.post("/returns/<return_id>/reopen")
@open_to(Action.MANAGE_RETURNS)
def reopen(return_id: str) -> ResponseReturnValue:
    """Let its maker change a sent return again."""
    return _do(return_id, lambda s, r, by: return_drafts.reopen(s, r, by=by), done="reopen")


@blueprint.post("/returns/<return_id>/take-back")
@open_to(Action.MANAGE_RETURNS)
def take_back(return_id: str) -> ResponseReturnValue:
    """Ask for it no more, while nothing is written in it."""
    try:
        with get_database().writing() as session:
            account = own_account(session)
            return_ = returns.open_return(session, return_id, account)
            returns.take_back(session, return_, by=account)
    except RefusedError as problem:
        return _show_refusal(return_id, problem)
    return redirect(url_for("staff.returns.see_returns"))


@blueprint.post("/returns/<return_id>/answer")
@open_to(Action.MANAGE_RETURNS)
def ask_answer(return_id: str) -> ResponseReturnValue:
    """Ask the place of a visit what it does about what was found, and show that return."""
    try:
        with get_database().writing() as session:
            account = own_account(session)
            visit = returns.open_return(session, return_id, account)
            answer = visit_answers.ask_answer(session, visit, today=today(), by=account)
            number = answer.id
    except RefusedError as problem:
        return _show_refusal(return_id, problem)
    return redirect(url_for("staff.returns.see_return", return_id=number))


@blueprint.post("/returns/<return_id>/link")
@open_to(Action.MANAGE_RETURNS)
def make_link(return_id: str) -> ResponseReturnValue:
    """A link for somebody without an account, shown this once."""
    try:
        with get_database().writing() as session:
            account = own_account(session)
            return_ = returns.open_return(session, return_id, account)
            address = return_links.make_link(
                session, get_settings(), return_, today=today(), by=account
            )
    except RefusedError as problem:
        return _show_refusal(return_id, problem)
    with get_database().reading() as session:
        account = own_account(session)
        return_ = returns.open_return(session, return_id, account)
        return show(session, return_, account, address=address)


@blueprint.post("/returns/<return_id>/links/<link_id>/revoke")
@open_to(Action.MANAGE_RETURNS)
def revoke(return_id: str, link_id: str) -> ResponseReturnValue:
    """Let a link work no more."""

    def act(session: Session, return_: Return, by: Account) -> None:
        return_links.revoke(session, return_, link_id, today=today(), by=by)

    return _do(return_id, act, done="revoke")


@blueprint.get("/returns/<return_id>/publish")
@open_to(Action.MANAGE_RETURNS)
def ask_to_publish(return_id: str) -> ResponseReturnValue:
    """The whole return as the public would read it, and whether it is to be."""
    return _ask_to_publish(return_id)


@blueprint.post("/returns/<return_id>/publish")
@open_to(Action.MANAGE_RETURNS)
def publish(return_id: str) -> ResponseReturnValue:
    """Show it to everybody, once somebody says that they have read it."""
    if request.form.get("sure") != "yes":
        return _ask_to_publish(return_id, trouble="Read it through, then tick the box."), 422
    evidence = request.form.get("evidence") == "yes"

    def act(session: Session, return_: Return, by: Account) -> None:
        if returns.state_of(return_) != request.form.get("seen", ""):
            raise ChangedError("It was opened or sent again meanwhile. Read it once more.")
        if _shown(return_) != request.form.get("shown", ""):
            raise ChangedError("Somebody else published it or withdrew it meanwhile. Look again.")
        return_publishing.publish(session, return_, with_evidence=evidence, today=today(), by=by)

    return _do(return_id, act, done="publish")


@blueprint.post("/returns/<return_id>/withdraw")
@open_to(Action.MANAGE_RETURNS)
def withdraw(return_id: str) -> ResponseReturnValue:
    """Take it off the public page."""
    return _do(return_id, lambda s, r, by: return_publishing.withdraw(s, r, by=by), done="withdraw")


def _do(return_id: str, act: Act, *, done: str) -> ResponseReturnValue:
    """Do one thing to a return and show it, or say why it was not done."""
    try:
        with get_database().writing() as session:
            account = own_account(session)
            act(session, returns.open_return(session, return_id, account), account)
    except RefusedError as problem:
        return _show_refusal(return_id, problem)
    return redirect(url_for("staff.returns.see_return", return_id=return_id, done=done))


def _show_refusal(return_id: str, problem: RefusedError) -> ResponseReturnValue:
    with get_database().reading() as session:
        account = own_account(session)
        return_ = returns.open_return(session, return_id, account)
        return show(session, return_, account, trouble=str(problem)), 409


def _shown(return_: Return) -> str:
    """How everybody sees it: not at all, with what its maker wrote, or without."""
    if return_.published_on is None:
        return ""
    return "whole" if return_.with_evidence else "answers"


def _ask_to_publish(return_id: str, *, trouble: str = "") -> str:
    with get_database().reading() as session:
        return_ = returns.open_return(session, return_id, own_account(session))
        return render_template(
            "staff/return-publish.html",
            sheet=make_sheet(session, return_, today=today()),
            shown=_shown(return_),
            trouble=trouble,
            **words(),
        )
