"""Which link leads to which team: standing collectors that outlive rounds and versions."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.codes import make_code, read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import (
    GROUP_SESSION,
    Channel,
    Collector,
    Occasion,
    PublishedVersion,
    Round,
    RoundTeam,
    Team,
)

# Opened on a device of the council: on a poster its notice would not be true of whoever scans it.
OPENED_FOR = (Channel.KIOSK, Channel.INTERVIEWER)
# What can be made by hand. Posters are made with their round, slips with their batch.
MADE = (Channel.LINK, *OPENED_FOR)


def make_missing(
    session: Session,
    questionnaire: str,
    teams: list[Team],
    *,
    channel: Channel = Channel.POSTER,
    occasion: str = "",
) -> list[Collector]:
    """One collector of `questionnaire` and `channel` for each team: those there are, and new ones."""
    found = session.scalars(
        select(Collector).where(
            Collector.questionnaire == questionnaire,
            Collector.channel == channel.value,
            Collector.occasion == occasion,
        )
    )
    known = {collector.team_id: collector for collector in found}
    for team in teams:
        if team.id not in known:
            known[team.id] = _make(session, questionnaire, team, channel, occasion)
    return [known[team.id] for team in teams]


def make_collectors(
    session: Session,
    questionnaire: str,
    teams: list[Team],
    *,
    channel: Channel,
    group: bool = False,
    occasion: Occasion | None = None,
) -> list[Collector]:
    """The links of `teams` that are sent, opened on a tablet, or opened by somebody who asks; known ones stay.

    `group`: for many in one room, who are told that others may see their screens. A poster of its own is
    for an `occasion`. Raises RefusedError.
    """
    if channel not in MADE and not (channel is Channel.POSTER and occasion):
        raise RefusedError(
            f"Channel {channel} is not made by itself: 'rounds open' makes posters, 'collectors slips' prints slips. "
            f"Choose one of {', '.join(MADE)}."
        )
    if group and channel is not Channel.LINK:
        raise RefusedError(
            f"A group session has a screen for each, so it needs a link. Leave out --group for channel {channel}."
        )
    if group and occasion:
        raise RefusedError("A group session is an occasion itself. Leave one of the two out.")
    named = GROUP_SESSION if group else (occasion or "")
    return make_missing(session, questionnaire, teams, channel=channel, occasion=named)


def list_collectors(session: Session, *, round_id: int | None = None) -> list[Collector]:
    """Every collector, or those that lead to one round."""
    query = select(Collector).order_by(Collector.questionnaire, Collector.id)
    if round_id is not None:
        query = (
            query.join(RoundTeam, RoundTeam.team_id == Collector.team_id)
            .join(Round, Round.id == RoundTeam.round_id)
            .join(PublishedVersion, PublishedVersion.id == Round.version_id)
            .where(Round.id == round_id, PublishedVersion.questionnaire == Collector.questionnaire)
        )
    return list(session.scalars(query))


def list_by_round(session: Session, round_ids: Collection[int]) -> dict[int, list[Collector]]:
    """The collectors that lead to each of these rounds, asked for all at once."""
    query = (
        select(RoundTeam.round_id, Collector)
        .join(Collector, Collector.team_id == RoundTeam.team_id)
        .join(Round, Round.id == RoundTeam.round_id)
        .join(PublishedVersion, PublishedVersion.id == Round.version_id)
        .where(
            RoundTeam.round_id.in_(round_ids),
            PublishedVersion.questionnaire == Collector.questionnaire,
        )
        .order_by(Collector.questionnaire, Collector.id)
    )
    found: dict[int, list[Collector]] = {id_: [] for id_ in round_ids}
    for id_, collector in session.execute(query):
        found[id_].append(collector)
    return found


def open_collector(session: Session, collector_id: str) -> Collector:
    """The collector with this id. Raises NotFoundError."""
    collector = session.get(Collector, read_id(collector_id))
    if collector is None:
        raise NotFoundError(
            f"There is no collector {collector_id!r}. 'feedback collectors list' shows their ids."
        )
    return collector


def make_slip_collector(session: Session, like: Collector) -> Collector:
    """The collector that counts what comes from slips, of the same team, questionnaire and occasion as `like`."""
    (collector,) = make_missing(
        session, like.questionnaire, [like.team], channel=Channel.SLIP, occasion=like.occasion
    )
    return collector


def occasion_of(collector: Collector) -> Occasion | None:
    """On what occasion its people are asked, where somebody said so."""
    return next((one for one in Occasion if one == collector.occasion), None)


def has_code(collector: Collector) -> bool:
    """Whether the collector has a standing code. That of a slip collector is never told and leads nowhere."""
    return collector.channel != Channel.SLIP


def is_handed_out(collector: Collector) -> bool:
    """Whether people get the code itself: not from a slip, a kiosk or somebody who asks."""
    return has_code(collector) and collector.channel not in OPENED_FOR


def check_handed_out(collector: Collector) -> None:
    """Raise RefusedError for a collector whose code is not to be put on a poster."""
    check_has_code(collector)
    if not is_handed_out(collector):
        raise RefusedError(
            f"Collector {collector.id} is opened on a device of yours: type its code there. On a poster its "
            "notice would not be true."
        )


def check_has_code(collector: Collector) -> None:
    """Raise RefusedError for a collector that can be handed out as slips only."""
    if not has_code(collector):
        raise RefusedError(
            f"Collector {collector.id} is handed out as slips, one code for one answer: "
            f"'feedback collectors slips {collector.id}' prints them."
        )


def _make(
    session: Session, questionnaire: str, team: Team, channel: Channel, occasion: str
) -> Collector:
    for _ in range(20):  # two of 480 million codes seldom meet; twenty times never
        collector = Collector(
            questionnaire=questionnaire,
            team_id=team.id,
            channel=channel.value,
            occasion=occasion,
            code=make_code(),
        )
        try:
            with session.begin_nested():
                session.add(collector)
        except IntegrityError:
            continue
        session.refresh(collector)
        return collector
    raise RuntimeError("no free code was found")
