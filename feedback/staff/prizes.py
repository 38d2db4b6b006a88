"""Prize draws, run by the administrator alone: switched on, drawn, the winners told, every entry deleted."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, prizes
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.drawing import PrizeDraw, PrizeEntry
from feedback.permissions import Action
from feedback.prizes import PrizeStatus, Whose
from feedback.staff.teams import own_account
from feedback.versions import list_asked, snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("prizes", __name__)
STATUS_WORDS = {
    PrizeStatus.OPEN: "Open",
    PrizeStatus.TO_DRAW: "To be drawn",
    PrizeStatus.DRAWN: "Drawn",
    PrizeStatus.OVER: "Over",
}


@blueprint.get("/prizes")
@open_to(Action.DRAW_PRIZES)
def see_prizes() -> ResponseReturnValue:
    """Every prize draw, and a form for another."""
    with get_database().reading() as session:
        return _show_all(session)


@blueprint.post("/prizes")
@open_to(Action.DRAW_PRIZES)
def add_prize() -> ResponseReturnValue:
    """Switch a prize draw on for a questionnaire."""
    form = request.form
    try:
        with get_database().writing() as session:
            prize = prizes.add_prize(
                session,
                questionnaire=form.get("questionnaire", ""),
                prize=form.get("prize", ""),
                winners=_read_number(form.get("winners", "")),
                last_on=_read_day(form.get("last_on", "")),
                zone=get_settings().zone,
                by=own_account(session),
            )
    except (RefusedError, NotFoundError) as problem:
        with get_database().reading() as session:
            return _show_all(session, trouble=str(problem)), 422
    return redirect(url_for(".see_prize", prize_id=prize.id))


@blueprint.get("/prizes/<prize_id>")
@open_to(Action.DRAW_PRIZES)
def see_prize(prize_id: str) -> ResponseReturnValue:
    """How far one is, and what can be done with it now."""
    with get_database().reading() as session:
        return _show_one(session, prizes.open_prize(session, prize_id))


@blueprint.post("/prizes/<prize_id>")
@open_to(Action.DRAW_PRIZES)
def do(prize_id: str) -> ResponseReturnValue:
    """Stop it, draw, show the winners, or delete every entry. Looking at the winners is written down."""
    wanted = request.form.get("do", "")
    try:
        with get_database().writing() as session:
            prize, by = prizes.open_prize(session, prize_id), own_account(session)
            match wanted:
                case "stop":
                    prizes.stop(session, prize, today=_today(), by=by)
                case "draw":
                    prizes.draw_winners(session, prize, today=_today(), by=by)
                case "winners" if prize.drawn_on:
                    return _show_one(
                        session, prize, winners=prizes.list_winners(session, prize, by=by)
                    )
                case "delete" if request.form.get("sure") == "yes":
                    prizes.delete_entries(session, prize, by=by)
                case _:
                    raise RefusedError(
                        "Press one of the buttons. To delete the entries, tick the box beside it too."
                    )
    except RefusedError as problem:
        with get_database().reading() as session:
            prize = prizes.open_prize(session, prize_id)
            return _show_one(session, prize, trouble=str(problem)), 422
    return redirect(url_for(".see_prize", prize_id=prize_id))


def _show_all(session: Session, *, trouble: str = "") -> str:
    names = {one.questionnaire: snapshot_of(one).name for one in list_asked(session)}
    return render_template(
        "staff/prizes.html",
        prizes=[
            (one, prizes.status_of(one, today=_today())) for one in prizes.list_prizes(session)
        ],
        names=names,
        typed=request.form,
        trouble=trouble,
        status_words=STATUS_WORDS,
        longest=prizes.LONGEST_PRIZE,
    )


def _show_one(
    session: Session,
    prize: PrizeDraw,
    *,
    winners: list[PrizeEntry] | None = None,
    trouble: str = "",
) -> str:
    status = prizes.status_of(prize, today=_today())
    held = status is not PrizeStatus.OPEN and prizes.holds_entries(session, prize)
    return render_template(
        "staff/prize.html",
        prize=prize,
        status=status,
        status_words=STATUS_WORDS,
        name={one.questionnaire: snapshot_of(one).name for one in list_asked(session)}[
            prize.questionnaire
        ],
        held=held,
        same=held and bool(prize.drawn_on) and prizes.check_drawn(session, prize),
        winners=winners,
        delete_on=prizes.delete_on(prize),
        address=f"{get_settings().public_url}/prize/{prize.id}",
        trouble=trouble,
        PrizeStatus=PrizeStatus,
        Whose=Whose,
    )


def _read_number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _read_day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise RefusedError("Choose the last day to enter.") from None


def _today() -> dt.date:
    return clock.today(get_settings().zone)
