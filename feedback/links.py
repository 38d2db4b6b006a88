"""Where a code leads now: to an open round, to a try-out before the first one, or to a closed door."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, join, select
from sqlalchemy.orm import Session

from feedback.edges import EDGES, Status, get_edges, status_of, takes_answers
from feedback.models.asking import Channel, Collector, PublishedVersion, Round, RoundTeam
from feedback.tokens import Token
from feedback.versions import recall_version

# Every page that is opened asks this, so it is put together once, and plain columns come back.
_collector, _round = Collector.__table__.c, Round.__table__.c
_member, _version = RoundTeam.__table__.c, PublishedVersion.__table__.c
LEADS_TO = (
    select(_collector.id.label("collector_id"), _collector.code, _collector.channel, *EDGES)
    .select_from(
        join(
            Collector.__table__,
            join(
                join(RoundTeam.__table__, Round.__table__, _round.id == _member.round_id),
                PublishedVersion.__table__,
                _version.id == _round.version_id,
            ),
            and_(
                _member.team_id == _collector.team_id,
                _version.questionnaire == _collector.questionnaire,
            ),
            isouter=True,
        )
    )
    .where(_collector.code == bindparam("code"))
    .order_by(_round.opens_on, _round.id)
)


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
    found = session.connection().execute(LEADS_TO, {"code": code}).all()
    if not found:
        return None
    rounds = [row for row in found if row.round_id is not None]
    for row in rounds:
        if status_of(row, zone) is Status.OPEN:
            return _link(session, found[0], State.LIVE, row)
    planned = [row for row in rounds if status_of(row, zone) is Status.PLANNED]
    if planned and len(planned) == len(rounds):
        return _link(session, found[0], State.TRY, planned[0])
    return Link(
        found[0].collector_id,
        found[0].code,
        _mode(found[0].channel),
        State.SHUT,
        next_opens_on=planned[0].opens_on if planned else None,
    )


def link_of_page(session: Session, link: Link, token: Token, *, zone: ZoneInfo) -> Link | None:
    """Where an answer from the page of `token` goes, or None when its round takes no more.

    An answer counts in the round its page was opened in, also for a while after that round's end.
    """
    if token.round_id == 0:
        return link if link.state is State.TRY else None
    round_ = get_edges(session, token.round_id)
    if round_ is None or not takes_answers(round_, zone, page_opened_at=token.opened_at):
        return None
    version = recall_version(session, round_.version_id, round_.sha256)
    return Link(
        link.collector_id, link.code, link.mode, State.LIVE, token.round_id, version=version
    )


def version_of_page(session: Session, token: Token) -> PublishedVersion | None:
    """The version that the page of `token` showed, or None when it was a try-out."""
    round_ = get_edges(session, token.round_id)
    return recall_version(session, round_.version_id, round_.sha256) if round_ else None


def link_of_receipt(session: Session, code: str, token: Token) -> Link:
    """Where the page of `token`, which has a receipt, was opened. `code` is as it was sent now."""
    round_ = session.get_one(Round, token.round_id)
    return Link(token.collector_id, code, "self", State.LIVE, round_.id, version=round_.version)


def _link(session: Session, collector: Any, state: State, round_: Any) -> Link:
    return Link(
        collector.collector_id,
        collector.code,
        _mode(collector.channel),
        state,
        round_.round_id if state is State.LIVE else 0,
        version=recall_version(session, round_.version_id, round_.sha256),
    )


def _mode(channel: str) -> str:
    """How an answer from this channel is given: a help of interpreting it, stored with it."""
    return {Channel.KIOSK: "kiosk", Channel.INTERVIEWER: "interview"}.get(Channel(channel), "self")
