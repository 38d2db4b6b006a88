"""Replies as staff and young reviewers see them: which wait, each as everybody would read it, and what is decided."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, news_post, replies, reply_steps
from feedback.begun_rounds import join_names
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH
from feedback.models.accounts import Account
from feedback.models.replying import Reply, ReplyStatus, Verdict
from feedback.news_contacts import count_contacts, told_by_hand
from feedback.permissions import Action, can_do, check_do
from feedback.replies import state_of
from feedback.reply_clocks import list_clocks
from feedback.reports.figures import name_rounds
from feedback.reports.reply_words import FACES, KIND_WORDS, VERDICT_WORDS
from feedback.reports.shown_replies import ShownReply, read_shown
from feedback.reports.tongues import list_offered
from feedback.staff.reply_desks import (
    list_own_rounds,
    may_see,
    open_own_reply,
    sees_whole_rounds,
    status_of,
)
from feedback.staff.teams import own_account
from feedback.versions import list_versions, snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_speech

blueprint = Blueprint("replies", __name__)
STATUS_WORDS = {
    ReplyStatus.DRAFT: "Draft",
    ReplyStatus.APPROVED: "Approved",
    ReplyStatus.PUBLISHED: "Published",
    ReplyStatus.WITHDRAWN: "Taken away",
}


@blueprint.get("/replies")
@open_to(Action.DRAFT_REPLIES)
def see_replies() -> ResponseReturnValue:
    """Which rounds wait for a reply, and every reply there is."""
    with get_database().reading() as session:
        account = open_account()
        found = [one for one in replies.list_replies(session) if may_see(session, one, account)]
        shown = read_shown(session, found)
        seen = {one.id for one in list_own_rounds(session, account)}
        team_id = None if sees_whole_rounds(account) else account.team_id
        clocks = [one for one in list_clocks(session, team_id=team_id) if one.round.id in seen]
        contacts = {}
        if can_do(account.role, Action.PUBLISH_REPLIES):
            contacts = count_contacts(session, told_by_hand(get_settings()))
        titles = {v.questionnaire: snapshot_of(v).name for v in list_versions(session)}
        names = name_rounds(session, [one.round for one in clocks])
        tongues = list_offered(session, get_settings())
    chosen = next((one for one in tongues if one.tag == request.args.get("lang")), ENGLISH)
    return render_template(
        "staff/replies.html",
        shown=[
            (status, [one for one in shown if one.reply.status == status]) for status in ReplyStatus
        ],
        clocks=clocks,
        names=names,
        join_names=join_names,
        contacts=contacts.items(),
        titles=titles,
        status_words=STATUS_WORDS,
        kind_words=KIND_WORDS,
        today=clock.today(get_settings().zone),
        tongues=tongues,
        chosen=chosen,
        lang=None if chosen == ENGLISH else chosen.tag,
    )


@blueprint.get("/replies/<reply_id>")
@open_to(Action.DRAFT_REPLIES)
def see_reply(reply_id: str) -> ResponseReturnValue:
    """One reply as everybody would read it, and what can be done with it."""
    return _show(reply_id)


@blueprint.post("/replies/<reply_id>")
@open_to(Action.WRITE_REPLIES, Action.JUDGE_REPLIES)
def decide(reply_id: str) -> ResponseReturnValue:
    """Approve, publish or take away; say who was told; or mark whether something changed."""
    try:
        with get_database().writing() as session:
            reply = open_own_reply(session, reply_id)
            by = own_account(session)
            _do(session, reply, by)
    except RefusedError as problem:
        return _show(reply_id, trouble=str(problem)), status_of(problem)
    return redirect(url_for(".see_reply", reply_id=reply_id))


def _do(session: Session, reply: Reply, by: Account) -> None:
    """What the pressed button says. Raises RefusedError or ForbiddenError."""
    pressed, seen = request.form.get("do", ""), request.form.get("seen", "")
    if pressed in ("approve", "publish", "withdraw"):
        check_do(open_account().role, Action.PUBLISH_REPLIES)
    if pressed == "approve":
        reply_steps.approve(session, reply, seen=seen, by=by)
    elif pressed == "publish":
        settings = get_settings()
        reply_steps.publish(session, reply, zone=settings.zone, seen=seen, by=by)
        news_post.tell(session, settings, reply, by=by)
    elif pressed == "withdraw":
        reply_steps.withdraw(session, reply, seen=seen, by=by)
        news_post.take_back(session, get_settings(), reply)
    elif pressed == "told":
        check_do(open_account().role, Action.WRITE_REPLIES)
        told = " ".join(request.form.get("told", "").split())
        reply_steps.note_told(session, reply, told, seen=seen, by=by)
    else:
        check_do(open_account().role, Action.JUDGE_REPLIES)
        reply_steps.judge(session, reply, pressed, by=by)


def _show(reply_id: str, *, trouble: str = "") -> str:
    with get_database().reading() as session:
        reply = open_own_reply(session, reply_id)
        standard, easy = (read_shown(session, [reply], v)[0] for v in ("standard", "easy-read"))
    return _render(reply, standard, easy, trouble)


def _render(reply: Reply, standard: ShownReply, easy: ShownReply, trouble: str) -> str:
    own = next((one.verdict for one in reply.verdicts if one.account_id == open_account().id), "")
    return render_template(
        "staff/reply.html",
        reply=reply,
        standard=standard,
        easy_read=easy,
        trouble=trouble,
        seen=state_of(reply),
        told=request.form.get("told", reply.told),
        missing=reply_steps.list_missing(reply),
        own_words=open_account().id in (reply.drafted_by, reply.written_by),
        own_verdict=own,
        verdicts=Verdict,
        Status=ReplyStatus,
        status_words=STATUS_WORDS,
        kind_words=KIND_WORDS,
        verdict_words=VERDICT_WORDS,
        faces=FACES,
        day_words=get_speech().day,
    )
