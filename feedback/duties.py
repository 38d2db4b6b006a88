"""What somebody is to do now, by their role and teams: from dates and counts made by hand, never from answers."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock, post
from feedback.batches import decide_by, is_undecided, list_held
from feedback.concern_records import Waiting as Concerns
from feedback.concern_records import read_waiting
from feedback.edges import GRACE, Status, ends_at, status_of
from feedback.models.accounts import Account
from feedback.models.asking import Collector, GivenOut, Round, RoundTeam, Team
from feedback.permissions import Action, can_do, can_see
from feedback.reply_clocks import Clock as ReplyClock
from feedback.reply_clocks import list_unanswered
from feedback.return_reminders import Reminder, list_reminders
from feedback.rounds import Member, list_bare, read_members
from feedback.talks import count_waiting
from feedback.timetable import Stuck, list_stuck
from feedback.versions import snapshot_of
from feedback.waiting import get_first_day

SILENT = dt.timedelta(days=14)  # nothing given out for so long is worth asking about
SOON = dt.timedelta(days=7)  # a round that ends within this is about to close
Noted = dict[tuple[int, int], dt.date | None]  # by round and team
NAMED = 3  # more teams than this are told as a number


class Kind(StrEnum):
    """What there is to do; on one day the first of these comes first."""

    TALK = "talk"
    CONCERN = "concern"
    COMMENTS = "comments"
    LATE = "late"
    BURST = "burst"
    CLOSING = "closing"
    GIVEN_OUT = "given-out"
    DUE = "due"
    PLAN = "plan"
    REPLY = "reply"
    EMAILS = "emails"
    RETURN = "return"


NEEDS = {
    Kind.TALK: Action.HANDLE_CONCERNS,
    Kind.COMMENTS: Action.READ_COMMENTS,
    Kind.LATE: Action.CHANGE_ACCOUNTS,
    Kind.BURST: Action.REVIEW_BURSTS,
    Kind.CLOSING: Action.SEE_ROUNDS,
    Kind.GIVEN_OUT: Action.NOTE_COUNTS,
    Kind.DUE: Action.NOTE_COUNTS,
    Kind.PLAN: Action.PLAN_ROUNDS,
    Kind.REPLY: Action.WRITE_REPLIES,
    Kind.EMAILS: Action.CHANGE_ACCOUNTS,
    Kind.RETURN: Action.MAKE_RETURNS,
}


@dataclass(frozen=True)
class Duty:
    """One thing to do: by when, what, and why in one sentence."""

    kind: Kind
    by_on: dt.date
    title: str
    words: str
    round_id: int | None = None
    return_id: int | None = None


@dataclass(frozen=True)
class TeamFacts:
    """What a team has counted by hand in a round. `noted_on` is the last day it said what it gave out."""

    name: str
    due_known: bool
    given_out_known: bool
    noted_on: dt.date | None


@dataclass(frozen=True)
class RoundFacts:
    """A round that has begun, and those of its teams that somebody sees. Nothing about answers.

    `decide_by` is the day by which a burst is to be looked at, if one waits.
    """

    id: int
    name: str
    status: Status
    opens_on: dt.date
    last_day: dt.date
    results_on: dt.date
    teams: tuple[TeamFacts, ...]
    decide_by: dt.date | None = None


def read_duties(session: Session, account: Account, zone: ZoneInfo) -> list[Duty]:
    """What `account` is to do now."""
    may = {kind for kind, action in NEEDS.items() if can_do(account.role, action)}
    may |= {Kind.CONCERN}  # anybody can be given one
    waits_since = None
    if may & {Kind.COMMENTS, Kind.LATE}:
        waits_since = get_first_day(session)
    found = _read_rounds(session, account, zone, bursts=Kind.BURST in may)
    stuck = list_stuck(session, zone=zone) if Kind.PLAN in may else []
    today = clock.today(zone)
    listening = [
        *_answer_talks(*count_waiting(session)),
        *_pass_on(read_waiting(session, account, today)),
        *_make_returns(list_reminders(session, account, today)),
        *(_read_replies(session, account, today) if Kind.REPLY in may else ()),
    ]
    told = list_duties(
        found, may=may, today=today, read_by_on=waits_since, stuck=stuck, listening=listening
    )
    unsent = len(post.list_failed(session)) if Kind.EMAILS in may else 0
    return [*told, _see_emails(unsent, today)] if unsent else told


def list_duties(
    rounds: Iterable[RoundFacts],
    *,
    may: Iterable[Kind],
    today: dt.date,
    read_by_on: dt.date | None = None,
    stuck: Iterable[Stuck] = (),
    listening: Iterable[Duty] = (),
) -> list[Duty]:
    """What is to be done about `rounds` by somebody who `may` do these kinds, the most urgent first.

    `read_by_on` is the day of what is to be read first, where anything is.
    """
    found = list(_read_comments(read_by_on, today)) if read_by_on else []
    found += [*listening, *(_mend(one, today) for one in stuck)]
    for facts in rounds:
        told = (
            _decide(facts),
            _closing(facts, today),
            _say_given_out(facts, today),
            _say_due(facts, today),
        )
        found += [duty for duty in told if duty is not None]
    order = list(Kind)
    return sorted(
        (duty for duty in found if duty.kind in set(may)),
        key=lambda duty: (duty.by_on, order.index(duty.kind), duty.title, duty.round_id or 0),
    )


def _make_returns(reminders: Iterable[Reminder]) -> Iterable[Duty]:
    return (
        Duty(Kind.RETURN, one.by_on, one.title, one.words, return_id=one.return_id)
        for one in reminders
    )


def last_day_of(round_: Round, zone: ZoneInfo) -> dt.date:
    """The last day on which a page of `round_` opens."""
    return (ends_at(round_, zone) - dt.timedelta(minutes=1)).astimezone(zone).date()


def results_day_of(round_: Round, zone: ZoneInfo) -> dt.date:
    """The day on which `round_` is counted, unless a burst is still to be looked at."""
    return (ends_at(round_, zone) + GRACE).astimezone(zone).date()


def _read_replies(session: Session, account: Account, today: dt.date) -> list[Duty]:
    """The rounds that people answered and that wait for a reply, of teams that `account` sees."""
    waiting = list_unanswered(session, today=today)
    query = select(RoundTeam.round_id, Team.name).join(Team, Team.id == RoundTeam.team_id)
    rows = session.execute(query.where(RoundTeam.round_id.in_([one.round.id for one in waiting])))
    teams: dict[int, list[str]] = {}
    for round_id, name in rows:
        teams.setdefault(round_id, []).append(name)
    return [_reply(one, today) for one in waiting if can_see(account, teams.get(one.round.id, []))]


def _reply(one: ReplyClock, today: dt.date) -> Duty:
    late = "It was due then. " if one.due_on < today else ""
    owner = f"{one.owner} replies. " if one.owner else ""
    return Duty(
        Kind.REPLY,
        one.due_on,
        f"Answer back: {snapshot_of(one.round.version).name}",
        f"{late}{owner}People answered, and nothing is published yet of what changed because of it.",
        one.round.id,
    )


def _answer_talks(count: int, first: dt.date | None) -> Iterable[Duty]:
    if first is None:
        return
    people = "1 person waits" if count == 1 else f"{count} people wait"
    yield Duty(
        Kind.TALK,
        first,
        "Talk to somebody who asked for it",
        f"{people} for somebody to talk to them. They were told by when.",
    )


def _pass_on(waiting: Concerns) -> Iterable[Duty]:
    if waiting.first_due_on is None:
        return
    number = "1 concern waits" if waiting.open == 1 else f"{waiting.open} concerns wait"
    # An owner has no other way to it than this page, so theirs stand here until they are closed.
    late = f" {waiting.overdue} of them overdue." if waiting.overdue else ""
    yield Duty(Kind.CONCERN, waiting.first_due_on, "Act on a concern", f"{number} for you.{late}")


def _read_comments(by_on: dt.date, today: dt.date) -> Iterator[Duty]:
    """For the duty readers; and once the day is over for whoever can find another reader, without a word or number."""
    late = by_on < today
    yield Duty(
        Kind.COMMENTS,
        by_on,
        "Read what is late" if late else "Read comments",
        f"The day to read it by was {by_on:%A} {_day(by_on)}. Nobody else can read it."
        if late
        else "Comments or unsafe answers wait for you. Nobody else can read them.",
    )
    if late:
        yield Duty(
            Kind.LATE,
            by_on,
            "Find somebody to read comments",
            f"Something should have been read by {by_on:%A} {_day(by_on)} and was not. Ask the duty readers, or name another.",
        )


def _see_emails(unsent: int, today: dt.date) -> Duty:
    return Duty(
        Kind.EMAILS,
        today,
        "See which e-mails were not sent",
        "An e-mail to a colleague could not be sent."
        if unsent == 1
        else f"{unsent} e-mails to colleagues could not be sent.",
    )


def _mend(stuck: Stuck, today: dt.date) -> Duty:
    name = snapshot_of(stuck.version).name
    return Duty(
        Kind.PLAN,
        max(today, stuck.opens_on),
        f"A round of the year plan could not make itself: {name}",
        f"It would open on {_day(stuck.opens_on)}. {stuck.why}",
    )


def _decide(facts: RoundFacts) -> Duty | None:
    if facts.decide_by is None:
        return None
    return Duty(
        Kind.BURST,
        facts.decide_by,
        f"Review a burst: {facts.name}",
        "Some answers came too fast. Keep them or leave them out, or they are left out on their day.",
        facts.id,
    )


def _closing(facts: RoundFacts, today: dt.date) -> Duty | None:
    if facts.status is not Status.OPEN or facts.last_day > today + SOON:
        return None
    day = "tonight" if facts.last_day == today else f"on {facts.last_day:%A} {_day(facts.last_day)}"
    return Duty(
        Kind.CLOSING,
        facts.last_day,
        f"{facts.name} closes {day}",
        "Hand out what is left before then. Results are there from "
        f"{facts.results_on:%A} {_day(facts.results_on)}, if enough people answer.",
        facts.id,
    )


def _say_given_out(facts: RoundFacts, today: dt.date) -> Duty | None:
    silent = [team.name for team in facts.teams if _is_silent(facts, team, today)]
    if not silent:
        return None
    return Duty(
        Kind.GIVEN_OUT,
        today,
        f"Say how many were given out: {facts.name}",
        f"{_tell(silent, facts)} noted nothing for two weeks."
        if facts.status is Status.OPEN
        else f"{_tell(silent, facts)} noted nothing, and the round is over. What you note before the count still counts.",
        facts.id,
    )


def _is_silent(facts: RoundFacts, team: TeamFacts, today: dt.date) -> bool:
    """Over: no number at all. Open: none for two weeks, or since it opened."""
    if facts.status is not Status.OPEN:
        return not team.given_out_known
    return (team.noted_on or facts.opens_on) + SILENT <= today


def _say_due(facts: RoundFacts, today: dt.date) -> Duty | None:
    missing = [team.name for team in facts.teams if not team.due_known]
    if not missing:
        return None
    return Duty(
        Kind.DUE,
        max(today, facts.last_day),
        f"Say how many were due: {facts.name}",
        f"{_tell(missing, facts)} not said. Without it nobody knows what part of all was asked.",
        facts.id,
    )


def _tell(teams: Sequence[str], facts: RoundFacts) -> str:
    """ "North has", "North and South have", "6 of 14 teams have" or "All 14 teams have"."""
    if NAMED < len(teams) < len(facts.teams):
        return f"{len(teams)} of {len(facts.teams)} teams have"
    every = "All " if len(teams) > NAMED else ""
    return f"{every}{join_names(teams)} {'has' if len(teams) == 1 else 'have'}"


def join_names(names: Sequence[str]) -> str:
    """Names in a sentence, or how many teams they are."""
    if len(names) > NAMED:
        return f"{len(names)} teams"
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"


def _read_rounds(
    session: Session, account: Account, zone: ZoneInfo, *, bursts: bool
) -> list[RoundFacts]:
    found = []
    begun = (Status.OPEN, Status.CLOSING)
    rounds = [one for one in list_bare(session) if status_of(one, zone) in begun]
    members = read_members(session, rounds)
    noted, holding = _read_noted(session, rounds), list_held(session) if bursts else set()
    for round_ in rounds:
        teams = tuple(_read_teams(round_, members[round_.id], noted, account))
        if not teams:
            continue
        held = round_.id in holding and is_undecided(session, round_)
        found.append(
            RoundFacts(
                id=round_.id,
                name=snapshot_of(round_.version).name,
                status=status_of(round_, zone),
                opens_on=round_.opens_on,
                last_day=last_day_of(round_, zone),
                results_on=results_day_of(round_, zone),
                teams=teams,
                decide_by=decide_by(round_, zone) if held else None,
            )
        )
    return found


def _read_noted(session: Session, rounds: Sequence[Round]) -> Noted:
    """When each team of each of `rounds` last noted what it gave out; None where no day is known."""
    rows = session.execute(
        select(GivenOut.round_id, Collector.team_id, func.max(GivenOut.noted_on))
        .join(Collector, Collector.id == GivenOut.collector_id)
        .where(GivenOut.round_id.in_([round_.id for round_ in rounds]))
        .group_by(GivenOut.round_id, Collector.team_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _read_teams(
    round_: Round, members: Iterable[Member], noted: Noted, account: Account
) -> Iterable[TeamFacts]:
    for member in members:
        if can_see(account, [member.name]):
            yield TeamFacts(
                name=member.name,
                due_known=member.due is not None,
                given_out_known=(round_.id, member.team_id) in noted,
                noted_on=noted.get((round_.id, member.team_id)),
            )
