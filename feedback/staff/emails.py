"""E-mails that could not be sent, as an administrator sees them: to whom, and why. What they said is not kept."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import audit, clock, post
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.models.auditing import Deed
from feedback.permissions import Action
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("emails", __name__)


@blueprint.get("/emails")
@open_to(Action.CHANGE_ACCOUNTS)
def see_emails() -> ResponseReturnValue:
    """What waits to be sent and what could not be."""
    settings = get_settings()
    with get_database().reading() as session:
        return render_template(
            "staff/emails.html",
            failed=post.list_failed(session),
            again=post.list_again(session),
            waiting=post.list_waiting(session),
            server=settings.mail_server,
            moment=lambda at: clock.moment_words(at, settings.zone),
            days=post.FAILED_LASTS.days,
        )


@blueprint.post("/emails")
@open_to(Action.CHANGE_ACCOUNTS)
def forget() -> ResponseReturnValue:
    """Take those that could not be sent off the list, or send those to people who asked for news again."""
    with get_database().writing() as session:
        by = open_own_account(session, open_account().id)
        if request.form.get("do") == "again":
            post.try_again(session)
            audit.record(session, Deed.SENT_EMAILS_AGAIN, "emails to people who asked", by=by)
        else:
            shown = request.form.get("shown", "").split()
            post.forget_shown(session, [read_id(one) for one in shown])
            audit.record(session, Deed.FORGOT_EMAILS, "emails that were not sent", by=by)
    return redirect(url_for(".see_emails"))
