"""The first page after signing in: what to do now, and what is open and planned."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback import clock, diary, duties
from feedback.duty_kinds import Duty, Kind
from feedback.permissions import Action, can_do
from feedback.staff.first_steps import list_first_steps
from feedback.web.access import SIGNED_IN, open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("home", __name__)
VERBS = {
    Kind.STRANDED: "Invite somebody",
    Kind.TALK: "See who",
    Kind.CONCERN: "See them",
    Kind.ESCALATED: "See it",
    Kind.COMMENTS: "Read them",
    Kind.LATE: "Who reads",
    Kind.BURST: "Review",
    Kind.CLOSING: "See the round",
    Kind.GIVEN_OUT: "Enter numbers",
    Kind.DUE: "Enter numbers",
    Kind.PLAN: "See the year",
    Kind.RETURN: "Open",
    Kind.REPLY: "Write a reply",
    Kind.EMAILS: "See them",
}

PAGES = {
    Kind.STRANDED: "staff.accounts.see_accounts",
    Kind.TALK: "staff.talks.see_talks",
    Kind.CONCERN: "staff.concerns.see_concerns",
    Kind.COMMENTS: "staff.queue.see_queue",
    Kind.LATE: "staff.listening.see_listening",
    Kind.EMAILS: "staff.emails.see_emails",
    Kind.PLAN: "staff.year.see_year",
    Kind.RETURN: "staff.returns.see_returns",
}


@blueprint.get("/")
@open_to(SIGNED_IN)
def see_home() -> ResponseReturnValue:
    """What this account is to do now, the most urgent first; beside it the rounds it sees, month by month."""
    account, settings = open_account(), get_settings()
    zone = settings.zone
    with get_database().reading() as session:
        found = duties.read_duties(session, account, settings)
        entries = diary.read_diary(session, account, zone)
        steps = [] if entries else list_first_steps(session, account)
    return render_template(
        "staff/home.html",
        today=clock.today(zone),
        duties=found,
        steps=steps,
        verbs=VERBS,
        link_of=link_of,
        months=diary.by_month(entries),
        first=diary.first_results(entries),
    )


def link_of(duty: Duty) -> str:
    """Where `duty` is done."""
    match duty.kind:
        case Kind.BURST:
            return url_for("staff.bursts.see_held", round_id=duty.round_id)
        case Kind.CLOSING:
            return url_for("staff.rounds.see_rounds", _anchor=f"round-{duty.round_id}")
        case Kind.RETURN if duty.return_id:
            return url_for("staff.returns.see_return", return_id=duty.return_id)
        case Kind.REPLY:
            return url_for("staff.reply_forms.see_new", round=duty.round_id)
        case Kind.ESCALATED:
            return url_for("staff.comments.see_comments", status="escalated")
        case Kind.DUE if can_do(open_account().role, Action.SAVE_DUE):
            return url_for("staff.due.see_due")
        case _:
            return url_for(PAGES.get(duty.kind, "staff.given_out.see_given_out"))
