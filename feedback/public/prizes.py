"""The page on which somebody enters a prize draw: apart from the questions, and it knows of no answer."""

from flask import Blueprint, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import clock, prizes
from feedback.exceptions import RefusedError
from feedback.languages import N_
from feedback.models.drawing import PrizeDraw
from feedback.prizes import PrizeStatus, Whose
from feedback.public.leaving import with_new_cookie
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_speech, look_again, to

blueprint = Blueprint("prizes", __name__)
# What `prizes` refuses, in the words of this page.
SAY_WHOSE = N_("Choose whose it is")
SAY_CONTACT = N_("Write a phone number or an e-mail address")


@blueprint.before_request
def look() -> None:
    """See which languages there are."""
    look_again()


@blueprint.get("/prize/<prize_id>")
@open_to(EVERYBODY)
def see_prize(prize_id: str) -> Response:
    """What can be won, and a box for how to reach somebody."""
    with get_database().reading() as session:
        return with_new_cookie(_show(prizes.open_prize(session, prize_id)))


@blueprint.post("/prize/<prize_id>")
@open_to(EVERYBODY)
def enter(prize_id: str) -> Response:
    """Put somebody in the draw. No time is kept, nor where they came from."""
    contact, whose = request.form.get("contact", ""), request.form.get("whose", "")
    problems = _list_problems(contact, whose)
    with get_database().writing() as session:
        prize = prizes.open_prize(session, prize_id)
        if problems:
            return _show(prize, 422, problems=problems, contact=contact, whose=whose)
        if not _try(session, prize, contact, whose):
            return with_new_cookie(_show(prize, 410, over=True))
    return with_new_cookie(redirect(to(f"/prize/{prize.id}/sent"), 303))


@blueprint.get("/prize/<prize_id>/sent")
@open_to(EVERYBODY)
def thank(prize_id: str) -> Response:
    """They are in the draw. Says nothing of who."""
    with get_database().reading() as session:
        return _show(prizes.open_prize(session, prize_id), sent=True)


def _list_problems(contact: str, whose: str) -> dict[str, str]:
    """What is to be put right, by field."""
    problems = {} if whose in list(Whose) else {"whose": SAY_WHOSE}
    try:
        prizes.read_contact(contact)
    except RefusedError:
        problems["contact"] = SAY_CONTACT
    return problems


def _try(session: Session, prize: PrizeDraw, contact: str, whose: str) -> bool:
    try:
        prizes.enter(session, prize, contact, whose, today=clock.today(get_settings().zone))
    except RefusedError:  # it is over, or full
        return False
    return True


def _show(
    prize: PrizeDraw,
    status: int = 200,
    *,
    problems: dict[str, str] | None = None,
    contact: str = "",
    whose: str = "",
    sent: bool = False,
    over: bool = False,
) -> Response:
    today = clock.today(get_settings().zone)
    page = render_template(
        "public/prize.html",
        prize=prize,
        problems=problems or {},
        contact=contact,
        whose=whose,
        sent=sent,
        over=over or prizes.status_of(prize, today=today) is not PrizeStatus.OPEN,
        delete_on=get_speech().day(prizes.delete_on(prize)),
        last_on=get_speech().day(prize.last_on),
        Whose=Whose,
        longest=prizes.LONGEST_CONTACT,
    )
    return make_response(page, status)
