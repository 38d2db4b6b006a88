"""Prize draws: who wants to be in one, drawn so that it can be repeated, then deleted. Nothing of it meets an answer.

Entering is a page of its own after sending. What is kept is how to reach somebody, under a random key: no time, no
order, and nothing of the page that led there. Anybody may enter, so that an entry does not even tell that somebody
answered.
"""

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedback import audit, clock, phones
from feedback.codes import read_id
from feedback.db import count_changed
from feedback.exceptions import NotFoundError, RefusedError
from feedback.leftovers import expect_leftovers
from feedback.lots import METHOD, draw_lots, fingerprint_of, make_seed
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.drawing import PrizeDraw, PrizeEntry
from feedback.versions import open_asked

LONGEST_PRIZE = 100
LONGEST_CONTACT = 100
MOST_WINNERS = 50
MOST_ENTRIES = 20_000
MOST_DAYS = 366  # that a draw is open
DRAWN_LASTS = dt.timedelta(days=28)  # to tell the winners
LASTS = dt.timedelta(days=90)  # after the last day, drawn or not
CONTACT = "Write a phone number or an e-mail address."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Whose(StrEnum):
    """Whose telephone number or e-mail address it is. Under 13 it is that of a parent or carer."""

    OWN = "own"
    ADULT = "adult"


class PrizeStatus(StrEnum):
    """How far a prize draw is."""

    OPEN = "open"
    TO_DRAW = "to-draw"
    DRAWN = "drawn"
    OVER = "over"  # every entry is deleted


def add_prize(
    session: Session,
    *,
    questionnaire: str,
    prize: str,
    winners: int,
    last_on: dt.date,
    zone: ZoneInfo,
    by: Account | None = None,
) -> PrizeDraw:
    """Switch a prize draw on for a questionnaire. Raises RefusedError and NotFoundError."""
    prize, today = " ".join(prize.split()), clock.today(zone)
    open_asked(session, questionnaire)
    if not prize or len(prize) > LONGEST_PRIZE or not prize.isprintable():
        raise RefusedError(f"Write what can be won, in 1 to {LONGEST_PRIZE} letters.")
    if not 1 <= winners <= MOST_WINNERS:
        raise RefusedError(f"Write how many win: 1 to {MOST_WINNERS}.")
    if not today <= last_on <= today + dt.timedelta(days=MOST_DAYS):
        raise RefusedError("Choose a last day from today on, within a year.")
    if get_offer(session, questionnaire, today=today):
        raise RefusedError("A prize draw is open for this questionnaire. Stop that one first.")
    made = PrizeDraw(questionnaire=questionnaire, prize=prize, winners=winners, last_on=last_on)
    session.add(made)
    session.flush()
    audit.record(session, Deed.ADDED_PRIZE_DRAW, f"prize draw {made.id}", by=by)
    return made


def list_prizes(session: Session) -> list[PrizeDraw]:
    """Every prize draw, the newest first."""
    return list(session.scalars(select(PrizeDraw).order_by(PrizeDraw.id.desc())))


def open_prize(session: Session, prize_id: str) -> PrizeDraw:
    """The prize draw with this id. Raises NotFoundError."""
    prize = session.get(PrizeDraw, read_id(prize_id))
    if prize is None:
        raise NotFoundError(
            "There is no such prize draw. The page Prize draws shows those there are."
        )
    return prize


def list_offers(session: Session, *, today: dt.date) -> list[PrizeDraw]:
    """What can be entered today."""
    query = select(PrizeDraw).where(PrizeDraw.last_on >= today, PrizeDraw.drawn_on.is_(None))
    return list(session.scalars(query.order_by(PrizeDraw.id)))


def get_offer(session: Session, questionnaire: str, *, today: dt.date) -> PrizeDraw | None:
    """What those who answer `questionnaire` can enter today."""
    offers = list_offers(session, today=today)
    return next((one for one in offers if one.questionnaire == questionnaire), None)


def status_of(prize: PrizeDraw, *, today: dt.date) -> PrizeStatus:
    """How far it is. What is past its day is over, whether or not its entries are deleted yet."""
    if today > delete_on(prize):
        return PrizeStatus.OVER
    if prize.drawn_on:
        return PrizeStatus.DRAWN
    return PrizeStatus.OPEN if today <= prize.last_on else PrizeStatus.TO_DRAW


def delete_on(prize: PrizeDraw) -> dt.date:
    """The last day on which entries may still be here: as the page says, or sooner once it is drawn."""
    last = prize.last_on + LASTS
    return min(last, prize.drawn_on + DRAWN_LASTS) if prize.drawn_on else last


def enter(session: Session, prize: PrizeDraw, contact: str, whose: str, *, today: dt.date) -> None:
    """Put somebody in the draw; twice is the same as once. Raises RefusedError. Needs a writing session."""
    contact = read_contact(contact)
    if whose not in list(Whose):
        raise RefusedError("Say whose it is.")
    if status_of(prize, today=today) is not PrizeStatus.OPEN:
        raise RefusedError("This prize draw is over.")
    own = PrizeEntry.prize_draw_id == prize.id
    if session.scalar(select(PrizeEntry.won).where(own, PrizeEntry.contact == contact)) is not None:
        return
    if (
        session.scalar(select(func.count()).select_from(PrizeEntry).where(own)) or 0
    ) >= MOST_ENTRIES:
        raise RefusedError("This prize draw is full.")
    session.add(PrizeEntry(prize_draw_id=prize.id, contact=contact, whose=whose, won=False))


def read_contact(typed: str) -> str:
    """A telephone number or an e-mail address, written in one way. Raises RefusedError."""
    typed = phones.plain(typed)
    if len(typed) <= LONGEST_CONTACT and typed.isprintable():
        if _EMAIL.fullmatch(typed):
            return typed.lower()
        if number := phones.get_number(typed):
            return number
    raise RefusedError(CONTACT)


def draw_winners(
    session: Session, prize: PrizeDraw, *, today: dt.date, by: Account | None = None
) -> None:
    """Draw, once, after the last day; pressed twice nobody is drawn again. Raises RefusedError."""
    if prize.drawn_on:
        return
    if status_of(prize, today=today) is not PrizeStatus.TO_DRAW:
        raise RefusedError(
            "It can be drawn on the day after its last day, and until its entries are deleted."
        )
    entries = _list_entries(session, prize)
    seed = make_seed()
    won = draw_lots([one.contact for one in entries], seed=seed, size=prize.winners)
    own = PrizeEntry.prize_draw_id == prize.id
    session.execute(update(PrizeEntry).where(own, PrizeEntry.contact.in_(won)).values(won=True))
    prize.entered, prize.seed, prize.method = len(entries), seed, METHOD
    prize.fingerprint, prize.drawn_on = fingerprint_of(one.contact for one in entries), today
    audit.record(session, Deed.DREW_PRIZES, f"prize draw {prize.id}", by=by)


def list_winners(session: Session, prize: PrizeDraw, *, by: Account | None) -> list[PrizeEntry]:
    """Who won, the first drawn first. That they were looked at is written down."""
    assert prize.seed
    audit.record(session, Deed.SAW_WINNERS, f"prize draw {prize.id}", by=by)
    won = {one.contact: one for one in _list_entries(session, prize) if one.won}
    return [won[one] for one in draw_lots(won, seed=prize.seed, size=len(won))]


def check_drawn(session: Session, prize: PrizeDraw) -> bool:
    """Draw again from the entries that are still here; whether the same win."""
    entries = _list_entries(session, prize)
    contacts = [one.contact for one in entries]
    again = draw_lots(contacts, seed=prize.seed or "", size=prize.winners)
    return fingerprint_of(contacts) == prize.fingerprint and set(again) == {
        one.contact for one in entries if one.won
    }


def stop(session: Session, prize: PrizeDraw, *, today: dt.date, by: Account | None = None) -> None:
    """Let nobody enter any more, from now on. It can be drawn at once. Twice is the same as once."""
    if status_of(prize, today=today) is PrizeStatus.OPEN:
        prize.last_on = today - dt.timedelta(days=1)
        audit.record(session, Deed.STOPPED_PRIZE_DRAW, f"prize draw {prize.id}", by=by)


def delete_entries(session: Session, prize: PrizeDraw, *, by: Account | None = None) -> None:
    """Delete every entry of a draw that is drawn: the winners were told. Twice is the same as once."""
    if not prize.drawn_on:
        raise RefusedError("Draw first, then delete the entries.")
    if count_changed(session, delete(PrizeEntry).where(PrizeEntry.prize_draw_id == prize.id)):
        expect_leftovers(session)
        audit.record(session, Deed.DELETED_ENTRIES, f"prize draw {prize.id}", by=by)


def holds_entries(session: Session, prize: PrizeDraw) -> bool:
    """Whether any entry is still here. Not for a draw that is open: nobody is told how many there are."""
    query = select(PrizeEntry.won).where(PrizeEntry.prize_draw_id == prize.id).limit(1)
    return session.scalar(query) is not None


def _list_entries(session: Session, prize: PrizeDraw) -> Sequence[PrizeEntry]:
    query = select(PrizeEntry).where(PrizeEntry.prize_draw_id == prize.id)
    return session.scalars(query.order_by(PrizeEntry.contact)).all()
