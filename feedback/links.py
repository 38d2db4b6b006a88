"""Where a code leads now: to an open round, to a try-out before the first one, or to a closed door."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, join, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.codes import SLIP_LENGTH, read_id
from feedback.collectors import list_by_round
from feedback.edges import EDGES, Status, get_edges, status_of, takes_answers
from feedback.mergers import read_lines
from feedback.models.asking import (
    GROUP_SESSION,
    Channel,
    Collector,
    PublishedVersion,
    Round,
    RoundTeam,
    Successor,
)
from feedback.questionnaires.definition import Way
from feedback.slips import find_collector
from feedback.tokens import Token
from feedback.versions import recall_version

TRY_CODE, TRY_DIGITS = "TRY", 4

# Every page that is opened asks this, so it is put together once, and plain columns come back.
_collector, _round = Collector.__table__.c, Round.__table__.c
_member, _version = RoundTeam.__table__.c, PublishedVersion.__table__.c
_successor = Successor.__table__.c


def _leads_to(which: ColumnElement[bool]) -> Select[Any]:
    """Every round that a collector leads or led to, first days first; one row without a round when none."""
    return (
        select(
            _collector.id.label("collector_id"),
            _collector.code,
            _collector.channel,
            _collector.occasion,
            *EDGES,
        )
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
        .where(which)
        .order_by(_round.opens_on, _round.id)
    )


# The standing code of a slip collector is told to nobody; were it guessed, it would be good for any number of answers.
LEADS_TO = _leads_to(
    and_(_collector.code == bindparam("code"), _collector.channel != Channel.SLIP.value)
)
COLLECTOR_LEADS_TO = _leads_to(_collector.id == bindparam("collector_id"))


# Asked only where a team has no open round of its own.
LATER = (
    select(*EDGES)
    .select_from(Collector.__table__)
    .join(Successor.__table__, _successor.team_id == _collector.team_id)
    .join(RoundTeam.__table__, _member.team_id == _successor.successor_id)
    .join(Round.__table__, _round.id == _member.round_id)
    .join(
        PublishedVersion.__table__,
        and_(
            _version.id == _round.version_id,
            _version.questionnaire == _collector.questionnaire,
        ),
    )
    .where(
        _collector.id == bindparam("collector_id"),
        _successor.from_on <= bindparam("today"),
    )
    .order_by(_round.opens_on, _round.id)
)


class State(StrEnum):
    """What a link does now."""

    LIVE = "live"
    TRY = "try"
    SHUT = "shut"


@dataclass(frozen=True)
class Link:
    """A collector and where it leads. `version` is None only when shut; `round_id` is 0 unless live.

    `code` is the collector's own, or that of a slip, which is good for one answer.
    """

    collector_id: int
    code: str
    mode: str
    state: State
    round_id: int = 0
    version: PublishedVersion | None = None
    next_opens_on: dt.date | None = None
    slip: bool = False

    @property
    def way(self) -> Way:
        """How somebody answers here, for what they are told before. `mode` is what is stored of it."""
        return Way.SLIP if self.slip and self.mode == Way.SELF else Way(self.mode)


@dataclass(frozen=True)
class Led:
    """A collector that leads to a round, and the team of the round that it counts for."""

    collector: Collector
    team_id: int


def open_link(
    session: Session, code: str, *, zone: ZoneInfo, keys: Sequence[str] = ()
) -> Link | None:
    """Where `code` leads, or None when it is nobody's. A slip is found with the secret `keys` only.

    A slip that is spent, expired or voided is nobody's, like a code that never was.
    """
    if len(code) == SLIP_LENGTH:
        collector_id = find_collector(session, code, keys=keys, on=clock.today(zone))
        return open_slip_link(session, collector_id, code, zone=zone) if collector_id else None
    found = session.connection().execute(LEADS_TO, {"code": code}).all()
    return _lead(session, found, zone) if found else None


def open_slip_link(session: Session, collector_id: int, code: str, *, zone: ZoneInfo) -> Link:
    """Where the slip `code` of a collector leads."""
    found = session.connection().execute(COLLECTOR_LEADS_TO, {"collector_id": collector_id}).all()
    return replace(_lead(session, found, zone), code=code, slip=True)


def try_code_of(version: PublishedVersion) -> str:
    """What leads to a try-out of `version` at any time. No collector and no slip has a code of that length."""
    return f"{TRY_CODE}{version.id:04}"


def list_leading(session: Session, rounds: Sequence[Round], zone: ZoneInfo) -> dict[int, list[Led]]:
    """The collectors that lead to each of `rounds`, by its id; those of merged teams too, once their day has come.

    As for a code: one that leads to an open round of its own team, or to another that is open, leads to no further one.
    """
    own = list_by_round(session, [one.id for one in rounds])
    found = {id_: [Led(one, one.team_id) for one in ones] for id_, ones in own.items()}
    lines = read_lines(session, on=clock.today(zone))
    merged = session.scalars(
        select(Collector).where(Collector.team_id.in_(lines)).order_by(Collector.id)
    ).all()
    is_open = {one.id for one in rounds if status_of(one, zone) is Status.OPEN}
    led = {one.id for id_ in is_open for one in own[id_]}
    for round_ in rounds:
        later = [
            Led(one, team_id)
            for one in merged
            if one.id not in led and (team_id := _joins(one, round_, lines[one.team_id]))
        ]
        found[round_.id] += later
        if round_.id in is_open:
            led |= {one.collector.id for one in later}
    return found


def _joins(collector: Collector, round_: Round, line: Sequence[Successor]) -> int | None:
    """The team of `round_` that a collector of a merged team counts for there, if it leads there at all."""
    members = {member.team_id for member in round_.teams}
    if collector.team_id in members or collector.questionnaire != round_.version.questionnaire:
        return None
    counts = (one.successor_id for one in line if one.from_on <= round_.closes_on)
    return next((id_ for id_ in counts if id_ in members), None)


def open_try_link(session: Session, code: str) -> Link | None:
    """The try-out that `code` leads to, which belongs to no team and keeps nothing, or None when it is none."""
    number = code.removeprefix(TRY_CODE)
    if number == code or len(number) != TRY_DIGITS:
        return None
    version = session.get(PublishedVersion, read_id(number))
    return Link(0, code, Way.SELF.value, State.TRY, version=version) if version else None


def link_of_page(session: Session, link: Link, token: Token, *, zone: ZoneInfo) -> Link | None:
    """Where an answer from the page of `token` goes, or None when its round takes no more.

    An answer counts in the round its page was opened in, also for a while after that round's end.
    """
    if token.round_id == 0:
        return link if link.state is State.TRY else None
    if link.state is State.LIVE and link.round_id == token.round_id:
        return link
    round_ = get_edges(session, token.round_id)
    if round_ is None or not takes_answers(round_, zone, page_opened_at=token.opened_at):
        return None
    version = recall_version(session, round_.version_id, round_.sha256)
    return replace(
        link, state=State.LIVE, round_id=token.round_id, version=version, next_opens_on=None
    )


def version_of_page(session: Session, token: Token) -> PublishedVersion | None:
    """The version that the page of `token` showed, or None when it was a try-out."""
    round_ = get_edges(session, token.round_id)
    return recall_version(session, round_.version_id, round_.sha256) if round_ else None


def link_of_receipt(session: Session, code: str, token: Token) -> Link:
    """Where the page of `token`, which has a receipt, was opened. `code` is as it was sent now."""
    round_ = session.get_one(Round, token.round_id)
    collector = session.get(Collector, token.collector_id)
    mode = mode_of(collector.channel, collector.occasion) if collector else Way.SELF.value
    return Link(token.collector_id, code, mode, State.LIVE, round_.id, version=round_.version)


def link_of_lost(code: str, token: Token, version: PublishedVersion) -> Link:
    """Where the page of `token` was opened, for a code that leads nowhere: its answers can be shown again."""
    return Link(token.collector_id, code, "self", State.LIVE, token.round_id, version=version)


def _lead(session: Session, found: Sequence[Any], zone: ZoneInfo) -> Link:
    rounds = [row for row in found if row.round_id is not None]
    for row in rounds:
        if status_of(row, zone) is Status.OPEN:
            return _link(session, found[0], State.LIVE, row)
    planned = [row for row in rounds if status_of(row, zone) is Status.PLANNED]
    later = _list_later(session, found[0].collector_id, zone)
    for row in later:
        if status_of(row, zone) is Status.OPEN:
            return _link(session, found[0], State.LIVE, row)
    if planned and len(planned) == len(rounds):
        return _link(session, found[0], State.TRY, planned[0])
    planned = planned or [row for row in later if status_of(row, zone) is Status.PLANNED]
    return Link(
        found[0].collector_id,
        found[0].code,
        _mode(found[0]),
        State.SHUT,
        next_opens_on=planned[0].opens_on if planned else None,
    )


def _list_later(session: Session, collector_id: int, zone: ZoneInfo) -> Sequence[Any]:
    """The rounds of the team that the collector's own was merged into, once that day has come."""
    which = {"collector_id": collector_id, "today": clock.today(zone)}
    return session.connection().execute(LATER, which).all()


def _link(session: Session, collector: Any, state: State, round_: Any) -> Link:
    return Link(
        collector.collector_id,
        collector.code,
        _mode(collector),
        state,
        round_.round_id if state is State.LIVE else 0,
        version=recall_version(session, round_.version_id, round_.sha256),
    )


def _mode(collector: Any) -> str:
    return mode_of(collector.channel, collector.occasion)


def mode_of(channel: str, occasion: str | None) -> str:
    """How an answer from such a collector is given: stored with it, since it helps to understand it."""
    own = {Channel.KIOSK: Way.KIOSK, Channel.INTERVIEWER: Way.INTERVIEW}
    group = Way.GROUP if occasion == GROUP_SESSION else Way.SELF
    return own.get(Channel(channel), group).value
