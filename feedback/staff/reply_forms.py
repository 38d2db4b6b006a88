"""The form of a reply: what people said, of which figure or theme, and what the council answers."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, replies
from feedback.exceptions import RefusedError
from feedback.models.asking import Round
from feedback.models.replying import Kind, Reply, ReplyStatus
from feedback.permissions import Action
from feedback.replies import ALL_TEAMS, LONGEST, Words, key_rows, list_pictures, state_of, words_of
from feedback.reply_clocks import list_clocks
from feedback.reports.figures import name_rounds, read_rows
from feedback.reports.reply_words import KIND_WORDS
from feedback.reports.shown import RoundFigures
from feedback.staff.reply_desks import (
    check_own_row,
    is_reviewer,
    list_own_rounds,
    list_own_rows,
    open_own_reply,
    open_own_round,
    status_of,
)
from feedback.staff.teams import own_account
from feedback.themes import list_themes
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("reply_forms", __name__)
BY_REVIEWERS = ("theme", "you_said", "easy_you_said", "picture", "proposal")


@dataclass(frozen=True)
class Choice:
    """A figure that a reply can be of: the value of the choice, and what it says."""

    value: str
    words: str


@blueprint.get("/replies/new")
@open_to(Action.DRAFT_REPLIES)
def see_new() -> ResponseReturnValue:
    """Which round, then a form for what people said and what the council answers."""
    with get_database().reading() as session:
        account = open_account()
        known = sorted(
            list_own_rounds(session, account), key=lambda one: one.closes_on, reverse=True
        )
        if "round" not in request.args:
            return render_template("staff/reply-round.html", rounds=name_rounds(session, known))
        round_ = open_own_round(session, request.args["round"])
        return _ask(session, round_, Words(owner=_owner_of(session, round_)))


@blueprint.post("/replies/new")
@open_to(Action.DRAFT_REPLIES)
def add() -> ResponseReturnValue:
    """Keep a draft. Pressed twice it is one."""
    typed, round_id = _read(Words()), request.form.get("round", "")
    try:
        with get_database().writing() as session:
            round_ = open_own_round(session, round_id)
            check_own_row(session, round_, typed.team)
            _check_day()
            reply = replies.draft(session, round_, typed, by=own_account(session))
    except RefusedError as problem:
        with get_database().reading() as session:
            return _ask(
                session, open_own_round(session, round_id), typed, trouble=str(problem)
            ), 422
    return redirect(url_for("staff.replies.see_reply", reply_id=reply.id))


@blueprint.get("/replies/<reply_id>/change")
@open_to(Action.DRAFT_REPLIES)
def see_change(reply_id: str) -> ResponseReturnValue:
    """The words of a reply, to write anew."""
    with get_database().reading() as session:
        reply = open_own_reply(session, reply_id, to_change=True)
        return _ask(session, reply.round, words_of(reply), reply=reply)


@blueprint.post("/replies/<reply_id>/change")
@open_to(Action.DRAFT_REPLIES)
def change(reply_id: str) -> ResponseReturnValue:
    """Save the words; the reply is a draft again."""
    typed = Words()
    try:
        with get_database().writing() as session:
            reply = open_own_reply(session, reply_id, to_change=True)
            typed = _read(words_of(reply))
            check_own_row(session, reply.round, typed.team)
            _check_day()
            _check_reviewer(reply)
            seen = request.form.get("seen", "")
            replies.change(session, reply, typed, seen=seen, by=own_account(session))
    except RefusedError as problem:
        with get_database().reading() as session:
            reply = open_own_reply(session, reply_id, to_change=True)
            page = _ask(session, reply.round, typed, reply=reply, trouble=str(problem))
            return page, status_of(problem)
    return redirect(url_for("staff.replies.see_reply", reply_id=reply_id))


def _check_reviewer(reply: Reply) -> None:
    """Young reviewers write drafts; what was approved is for staff to open again."""
    if is_reviewer() and reply.status != ReplyStatus.DRAFT:
        raise RefusedError("This reply is not a draft any more. Ask your participation officer.")


def _owner_of(session: Session, round_: Round) -> str:
    return next((one.owner for one in list_clocks(session) if one.round.id == round_.id), "")


def _read(before: Words) -> Words:
    """The words that were typed. What a young reviewer's form does not ask stays as it was `before`."""
    sent = {
        name: " ".join(request.form.get(name, getattr(before, name)).split())
        for name in (BY_REVIEWERS if is_reviewer() else (*LONGEST, "kind", "picture"))
        if name != "told"
    }
    question, _, team = request.form.get("figure", "").partition("@")
    values = vars(before) | sent | {"question": question, "team": team or ALL_TEAMS}
    if not is_reviewer():
        values["due_on"] = _read_day(request.form.get("due_on", ""))
    return Words(**values)


def _read_day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _check_day() -> None:
    typed = request.form.get("due_on", "").strip()
    if not typed:
        return
    day = _read_day(typed)
    if day is None:
        raise RefusedError("Type the day like this: 2027-01-31.")
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise RefusedError(
            f"Choose a day in the years {clock.FIRST_DAY.year} to {clock.LAST_DAY.year}."
        )


def _list_figures(
    session: Session, round_: Round, figures: RoundFigures
) -> list[tuple[str, list[Choice]]]:
    """Every figure that this account may write of, row by row, All teams first."""
    keys = key_rows([row.team for row in figures.rows])
    own = list_own_rows(session, round_, keys, open_account())
    rows = [(key, row) for key, row in zip(keys, figures.rows, strict=True) if key in own]
    return [
        (
            row.full_name,
            [
                Choice(f"{q.id}@{key}", f"{q.heading}: {row.measures[q.id].words}")
                for q in figures.questions
                if q.id in row.measures and row.measures[q.id].positive.low is not None
            ],
        )
        for key, row in sorted(rows, key=lambda one: one[0] != ALL_TEAMS)
    ]


def _ask(
    session: Session, round_: Round, typed: Words, *, reply: Reply | None = None, trouble: str = ""
) -> str:
    (figures,) = read_rows(session, [round_])
    return render_template(
        "staff/reply-form.html",
        round=figures,
        typed=typed,
        due_on=request.form.get("due_on", typed.due_on or ""),
        trouble=trouble,
        reply=reply,
        seen=state_of(reply) if reply else "",
        figures=_list_figures(session, round_, figures),
        pictures=list_pictures(),
        kinds=Kind,
        kind_words=KIND_WORDS,
        longest=LONGEST,
        themes=[theme.name for theme in list_themes(session)],
        reviewer=is_reviewer(),
    )
