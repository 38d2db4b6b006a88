"""Where a code leads now: to an open round, to a try-out before the first one, or to a closed door."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback.collectors import get_by_code
from feedback.models.asking import Channel, Collector, PublishedVersion, Round
from feedback.rounds import Status, rounds_of, status_of, takes_answers
from feedback.tokens import Token


class State(StrEnum):
    """What a link does now."""

    LIVE = "live"
    TRY = "try"
    SHUT = "shut"


@dataclass(frozen=True)
class Link:
    """A collector and where it leads. `version` is None only when shut; `round_id` is 0 unless live."""

    collector_id: int
    code: str
    mode: str
    state: State
    round_id: int = 0
    version: PublishedVersion | None = None
    next_opens_on: dt.date | None = None


def open_link(session: Session, code: str, *, zone: ZoneInfo) -> Link | None:
    """Where `code` leads, or None when it is nobody's."""
    collector = get_by_code(session, code)
    if collector is None:
        return None
    rounds = rounds_of(session, collector)
    for round_ in rounds:
        if status_of(round_, zone) is Status.OPEN:
            return _link(collector, State.LIVE, round_)
    planned = [r for r in rounds if status_of(r, zone) is Status.PLANNED]
    if planned and len(planned) == len(rounds):
        return _link(collector, State.TRY, planned[0])
    return Link(
        collector.id,
        collector.code,
        _mode(collector),
        State.SHUT,
        next_opens_on=planned[0].opens_on if planned else None,
    )


def link_of_page(session: Session, link: Link, token: Token, *, zone: ZoneInfo) -> Link | None:
    """Where an answer from the page of `token` goes, or None when its round takes no more.

    An answer counts in the round its page was opened in, also for a while after that round's end.
    """
    if token.round_id == 0:
        return link if link.state is State.TRY else None
    round_ = session.get(Round, token.round_id)
    if round_ is None or not takes_answers(round_, zone, page_opened_at=token.opened_at):
        return None
    return Link(
        link.collector_id, link.code, link.mode, State.LIVE, round_.id, version=round_.version
    )


def link_of_receipt(session: Session, code: str, token: Token) -> Link:
    """Where the page of `token`, which has a receipt, was opened. `code` is as it was sent now."""
    round_ = session.get_one(Round, token.round_id)
    return Link(token.collector_id, code, "self", State.LIVE, round_.id, version=round_.version)


def _link(collector: Collector, state: State, round_: Round) -> Link:
    return Link(
        collector.id,
        collector.code,
        _mode(collector),
        state,
        round_.id if state is State.LIVE else 0,
        version=round_.version,
    )


def _mode(collector: Collector) -> str:
    """How an answer from this channel is given: a help of interpreting it, stored with it."""
    return {Channel.KIOSK: "kiosk", Channel.INTERVIEWER: "interview"}.get(
        Channel(collector.channel), "self"
    )
