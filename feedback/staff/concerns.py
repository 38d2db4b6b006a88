"""Concerns: the list with its clocks, raising one, and the page of each with what was done about it."""

import datetime as dt
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import (
    clock,
    compliments,
    concern_mail,
    concern_records,
    concern_routes,
    concern_steps,
    concerns,
)
from feedback.accounts import open_account as open_any_account
from feedback.allegations import read_keeping
from feedback.codes import read_id
from feedback.concern_steps import LABELS
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.models.concerning import Concern, Kind, Source, Step
from feedback.paging import find_part
from feedback.permissions import Action, can_do
from feedback.staff.concern_forms import Typed, begin, list_who_reads, read_raised, read_typed
from feedback.staff.own_talks import get_own_talk
from feedback.staff.teams import own_account
from feedback.teams import list_teams
from feedback.web.access import SIGNED_IN, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("concerns", __name__)
SOURCES = {
    Source.COMMENT: "A comment",
    Source.TALK: "Somebody who wants to talk",
    Source.ANSWER: "An unsafe answer, by itself",
    Source.HAND: "Raised by hand",
}
STEPS = {
    Step.RAISED: "Raised",
    Step.NOTE: "Note",
    Step.PASSED_ON: "Passed on",
    Step.OWNER: "Owner",
    Step.MOVED: "Another kind",
    Step.HELD: "Held for law",
    Step.NOT_HELD: "Not held any more",
    Step.CLOSED: "Closed",
    Step.REOPENED: "Reopened",
}


@blueprint.get("/concerns")
@open_to(SIGNED_IN)
def see_concerns() -> ResponseReturnValue:
    """The concerns this account may see, without their words: open ones by their clocks, or all; a page at a time."""
    everything = request.args.get("show") == "all"
    with get_database().reading() as session:
        account = own_account(session)
        found = concerns.list_concerns(session, account, open_only=not everything)
        say_lost = partial(concerns.say_lost, keeping=read_keeping(session))
    part = find_part(len(found), read_id(request.args.get("page", "1")))
    return render_template(
        "staff/concerns.html",
        shown=found[part.start : part.end],
        count=len(found),
        part=part,
        everything=everything,
        labels=LABELS,
        is_passed_on=concerns.is_passed_on,
        say_lost=say_lost,
        today=_today(),
    )


@blueprint.get("/concerns/new")
@open_to(Action.HANDLE_CONCERNS)
def see_new() -> ResponseReturnValue:
    """A form, with what is known of a comment or a request in it."""
    typed = Typed()
    if {"talk", "comment", "waiting"} & set(request.args):
        with get_database().writing() as session:  # whose words are shown is written down
            typed = begin(session, own_account(session))
    with get_database().reading() as session:
        return _ask(session, typed)


@blueprint.post("/concerns/new")
@open_to(Action.HANDLE_CONCERNS)
def add() -> ResponseReturnValue:
    """Raise it."""
    typed = read_typed()
    try:
        with get_database().writing() as session:
            raised = read_raised(session, typed)
            by = own_account(session)
            made = concerns.raise_once(session, raised, zone=get_settings().zone, by=by)
            reference, seen = made.reference, concerns.can_see(session, made, by)
    except (RefusedError, NotFoundError) as problem:
        with get_database().reading() as session:
            return _ask(session, typed, trouble=str(problem)), 422
    if not seen:  # it is about the reader's own line, and they said so
        return redirect(url_for(".see_concerns"))
    return redirect(url_for(".see_concern", reference=reference, did="raised"))


@blueprint.get("/concerns/<reference>")
@open_to(SIGNED_IN)
def see_concern(reference: str) -> ResponseReturnValue:
    """One concern whole. Who looked is written down before it is shown."""
    return _show(reference)


@blueprint.post("/concerns/<reference>")
@open_to(SIGNED_IN)
def act(reference: str) -> ResponseReturnValue:
    """Do one thing about it, unless somebody did something since the page was opened."""
    do = request.form.get("do", "")
    try:
        with get_database().writing() as session:
            concern = concerns.open_concern(session, reference, own_account(session))
            concerns.check_same(concern, request.form.get("seen", ""))
            _do(session, concern, do)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        return _show(reference, trouble=str(problem), at=do), status
    return redirect(url_for(".see_concern", reference=reference, did=do))


def _do(session: Session, concern: Concern, do: str) -> None:
    zone, by, text = get_settings().zone, own_account(session), request.form.get("text", "")
    if do == "give":
        owner = open_any_account(session, read_id(request.form.get("owner", "")))
        concern_steps.give_to(session, concern, owner, zone=zone, by=by)
        concern_mail.tell_owner(session, get_settings(), concern, by=by)
        return
    if do == "move":
        kind = request.form.get("kind", "")
        if kind not in list(Kind):
            raise RefusedError("Choose a kind.")
        concern_steps.move_to(session, concern, Kind(kind), text, zone=zone, by=by)
        return
    if do in ("hold", "let-go"):
        concern_steps.hold(session, concern, text, held=do == "hold", zone=zone, by=by)
        return
    steps = {
        "note": concern_steps.add_note,
        "pass-on": concern_steps.pass_on,
        "close": concern_steps.close,
        "reopen": concern_steps.reopen,
    }
    if do not in steps:
        abort(400)
    steps[do](session, concern, text, zone=zone, by=by)


def _show(reference: str, *, trouble: str = "", at: str = "") -> str:
    with get_database().writing() as session:
        account = own_account(session)
        concern = concerns.open_concern(session, reference, account)
        concern_records.note_reading(session, [concern], by=account)
        owners = concerns.list_possible_owners(session, concern)
        reads = can_do(account.role, Action.HANDLE_CONCERNS)
        return render_template(
            "staff/concern.html",
            concern=concern,
            label=LABELS[Kind(concern.kind)],
            labels=LABELS,
            way=concern_routes.way_of(session, Kind(concern.kind)),
            talk=get_own_talk(session, concern.talk_key or "") if reads else None,
            source=SOURCES[Source(concern.source)],
            steps=STEPS,
            seen=concerns.state_of(concern),
            owners=owners,
            own_team=concerns.list_of_its_team(session, concern, owners),
            lost=concerns.say_lost(concern, keeping=read_keeping(session)),
            about_safety=concern.kind in concerns.SAFETY,
            is_passed_on=concerns.is_passed_on(concern),
            passed=compliments.list_passed(session, concern),
            trouble=trouble,
            at=at,
            typed=request.form.get("text", ""),
            chosen=request.form.get("owner", ""),
            did=request.args.get("did", ""),
            today=_today(),
            zone=get_settings().zone,
            moment_words=clock.moment_words,
            settings=get_settings(),
        )


def _ask(session: Session, typed: Typed, trouble: str = "") -> str:
    came_from = typed.talk or typed.comment
    raised = concerns.list_raised_from(session, own_account(session), {came_from})
    return render_template(
        "staff/new-concern.html",
        typed=typed,
        trouble=trouble,
        raised=raised.get(came_from, ()),
        labels=LABELS,
        ways=concern_routes.list_ways(session),
        teams=list_teams(session),
        readers=list_who_reads(session),
        today=_today(),
    )


def _today() -> dt.date:
    return clock.today(get_settings().zone)
