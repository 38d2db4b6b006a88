"""Replies to print: a poster and slips of a round, and the storyboard of one reply."""

import io

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.languages import ENGLISH
from feedback.listening import is_trial
from feedback.models.asking import DEMO, Meta, Round
from feedback.models.replying import ReplyStatus
from feedback.permissions import Action, can_see
from feedback.replies import ALL_TEAMS, list_replies
from feedback.reports.packs import make_safe
from feedback.reports.reply_papers import (
    Occasion,
    make_reply_poster,
    make_reply_slips,
    make_storyboard,
)
from feedback.reports.shown_replies import ShownReply, read_shown
from feedback.reports.tongues import open_offer
from feedback.staff.reply_desks import open_own_reply, open_own_round
from feedback.staff.workshop import get_workshop
from feedback.versions import snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("reply_papers", __name__)
PDF = "application/pdf"


@blueprint.get("/rounds/<round_id>/replies-poster.pdf")
@open_to(Action.WRITE_REPLIES)
def print_poster(round_id: str) -> ResponseReturnValue:
    """One A4 page with what is published of a round, all teams together."""
    with get_database().reading() as session, get_workshop().place():
        round_ = open_own_round(session, round_id)
        told = [one for one in _read_published(session, round_) if one.reply.team == ALL_TEAMS]
        return _send(
            make_reply_poster(_occasion(session, round_, _get_tag()), told), "replies poster"
        )


@blueprint.get("/rounds/<round_id>/replies-slips.pdf")
@open_to(Action.WRITE_REPLIES)
def print_slips(round_id: str) -> ResponseReturnValue:
    """A page of slips for every team that took part, or for the own team: what is of all, and of its row."""
    with get_database().reading() as session, get_workshop().place():
        round_ = open_own_round(session, round_id)
        told = _read_published(session, round_)
        teams = [
            member.counted_as or member.team.name
            for member in round_.teams
            if can_see(open_account(), [member.team.name])
        ]
        pages = [(team, [one for one in told if team in one.teams]) for team in teams]
        return _send(
            make_reply_slips(_occasion(session, round_, _get_tag()), pages), "replies slips"
        )


@blueprint.get("/replies/<reply_id>/storyboard.pdf")
@open_to(Action.WRITE_REPLIES)
def print_storyboard(reply_id: str) -> ResponseReturnValue:
    """One page for a meeting or an inspector."""
    with get_database().reading() as session, get_workshop().place():
        reply = open_own_reply(session, reply_id)
        (one,) = read_shown(session, [reply])
        pdf = make_storyboard(_occasion(session, reply.round), one)
        return _send(pdf, f"storyboard {reply.id}")


def _read_published(session: Session, round_: Round) -> list[ShownReply]:
    found = list_replies(session, round_=round_, status=ReplyStatus.PUBLISHED)
    return read_shown(session, found)


def _occasion(session: Session, round_: Round, tag: str = ENGLISH.tag) -> Occasion:
    settings = get_settings()
    offer = open_offer(session, settings, tag)
    return Occasion(
        council=settings.council_name,
        name=snapshot_of(round_.version).name,
        url=f"{settings.public_url}/changes/{round_.version.questionnaire}",
        trial=is_trial(settings),
        demo=session.get(Meta, DEMO) is not None,
        speech=offer.speech,
        draft=offer.draft,
    )


def _get_tag() -> str:
    """The language of the address: our words are in it, the council's stay as they were written."""
    return request.args.get("lang") or ENGLISH.tag


def _send(pdf: bytes, name: str) -> ResponseReturnValue:
    mark = "" if _get_tag() == ENGLISH.tag else f" {_get_tag()}"
    response = send_file(
        io.BytesIO(pdf), PDF, as_attachment=True, download_name=f"{make_safe(name + mark)}.pdf"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
