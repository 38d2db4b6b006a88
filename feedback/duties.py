"""What somebody is to do now, by their role and teams: from dates and counts made by hand, never from answers."""

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from feedback import clock, post
from feedback.allegations import list_kept_from, list_kept_talks
from feedback.begun_rounds import RoundFacts, TeamFacts, join_names, read_begun, tell_teams
from feedback.concern_records import Waiting as Concerns
from feedback.concern_records import list_unraised, read_waiting
from feedback.config import Settings
from feedback.duty_kinds import NEEDS, Duty, Kind
from feedback.edges import Status
from feedback.models.accounts import Account
from feedback.models.contacts import TalkStatus
from feedback.permissions import can_do, can_see
from feedback.reply_clocks import Clock as ReplyClock
from feedback.reply_clocks import list_unanswered
from feedback.return_reminders import Reminder, list_reminders
from feedback.rounds import read_marks
from feedback.stranded import WORDS, list_told
from feedback.talk_bursts import count_burst
from feedback.talks import count_waiting, waits_in_another_language
from feedback.timetable import Stuck, list_stuck
from feedback.versions import snapshot_of
from feedback.waiting import get_first_day

SILENT = dt.timedelta(days=14)  # nothing given out for so long is worth asking about
SOON = dt.timedelta(days=7)  # a round that ends within this is about to close


def read_duties(session: Session, account: Account, settings: Settings) -> list[Duty]:
    """What `account` is to do now."""
    zone = settings.zone
    may = {kind for kind, action in NEEDS.items() if can_do(account.role, action)}
    may |= {Kind.CONCERN}  # anybody can be given one
    waits_since = None
    if may & {Kind.COMMENTS, Kind.LATE}:
        waits_since = get_first_day(session, kept=list_kept_from(session, account))
    found = read_begun(session, account, zone, bursts=Kind.BURST in may)
    stuck = list_stuck(session, zone=zone) if Kind.PLAN in may else []
    today = clock.today(zone)
    listening = [
        *(_invite(session, account, settings) if Kind.STRANDED in may else ()),
        *(_list_talks(session, account, today) if Kind.TALK in may else ()),
        *_pass_on(read_waiting(session, account, today)),
        *(_raise(len(list_unraised(session)), today) if Kind.ESCALATED in may else ()),
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


def _read_replies(session: Session, account: Account, today: dt.date) -> list[Duty]:
    """The rounds that people answered and that wait for a reply, to teams that `account` sees."""
    every = can_see(account, [])
    if not every and account.team_id is None:
        return []
    waiting = list_unanswered(session, today=today, team_id=None if every else account.team_id)
    marks = read_marks(session, {one.round.id for one in waiting})
    return [_reply(one, today, mark=marks[one.round.id]) for one in waiting]


def _reply(one: ReplyClock, today: dt.date, *, mark: str) -> Duty:
    late = f"It was due on {clock.near_words(one.due_on, today)}. " if one.due_on < today else ""
    owner = f"{one.owner} replies. " if one.owner else ""
    whom = f" for {join_names(one.owed_names)}" if len(one.owed) < len(one.teams) else ""
    days = (
        f"{clock.near_words(one.round.opens_on, today)} to "
        f"{clock.near_words(one.round.closes_on, today)}{mark}"
    )
    return Duty(
        Kind.REPLY,
        one.due_on,
        f"Answer back: {snapshot_of(one.round.version).name}, {days}",
        f"{late}{owner}People answered, and nothing is published yet{whom} of what changed because of it.",
        one.round.id,
    )


def _invite(session: Session, account: Account, settings: Settings) -> Iterable[Duty]:
    if account.id in {one.id for one in list_told(session, settings)}:
        yield Duty(
            Kind.STRANDED,
            clock.today(settings.zone),
            "Invite a duty reader now",
            f"{WORDS} Invite somebody of another line than those who are there.",
        )


def _list_talks(session: Session, account: Account, today: dt.date) -> Iterable[Duty]:
    kept = list_kept_talks(session, account)
    foreign = waits_in_another_language(session, kept=kept)
    burst = count_burst(session, TalkStatus.WAITING, kept=kept)
    count, first = count_waiting(session, kept=kept)
    return _answer_talks(count, first, today=today, foreign=foreign, burst=burst)


def _answer_talks(
    count: int, first: dt.date | None, *, today: dt.date, foreign: bool, burst: int
) -> Iterable[Duty]:
    if first is None:
        return
    alone = count - burst
    people = "1 person waits" if alone == 1 else f"{alone} people wait"
    late = f"The first day, {first:%A} {clock.near_words(first, today)}, is over."
    told = [
        f"{people} for somebody to talk to them. They were told by when." if alone else "",
        late if first < today else "",
        f"Came in a burst: {burst}. Look through them, a child may be among them." if burst else "",
        "Not everything is written in English." if foreign else "",
    ]
    words = " ".join(filter(None, told))
    yield Duty(Kind.TALK, first, "Talk to somebody who asked for it", words)


def _pass_on(waiting: Concerns) -> Iterable[Duty]:
    if waiting.first_due_on is None:
        return
    number = "1 concern waits" if waiting.open == 1 else f"{waiting.open} concerns wait"
    # An owner has no other way to it than this page, so theirs stand here until they are closed.
    late = f" {waiting.overdue} of them overdue." if waiting.overdue else ""
    lost = f" {waiting.lost} of them with an owner who cannot act on it." if waiting.lost else ""
    words = f"{number} for you.{late}{lost}"
    yield Duty(Kind.CONCERN, waiting.first_due_on, "Act on a concern", words)


def _raise(escalated: int, today: dt.date) -> Iterable[Duty]:
    if escalated:
        number = "1 comment was" if escalated == 1 else f"{escalated} comments were"
        yield Duty(
            Kind.ESCALATED,
            today,
            "Raise a concern from what was escalated",
            f"{number} escalated, and nobody has been told. Raise a concern, or withhold what needs none.",
        )


def _read_comments(by_on: dt.date, today: dt.date) -> Iterator[Duty]:
    """For the duty readers; and once the day is over for whoever can find another reader, without a word or number."""
    late = by_on < today
    yield Duty(
        Kind.COMMENTS,
        by_on,
        "Read what is late" if late else "Read comments",
        f"The day to read it by was {by_on:%A} {clock.near_words(by_on, today)}. Nobody else can read it."
        if late
        else "Comments or unsafe answers wait for you. Nobody else can read them.",
    )
    if late:
        yield Duty(
            Kind.LATE,
            by_on,
            "Find somebody to read comments",
            f"Something should have been read by {by_on:%A} {clock.near_words(by_on, today)} and was not. Ask the duty readers, or name another.",
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
        f"It would open on {clock.near_words(stuck.opens_on, today)}. {stuck.why}",
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
    day = (
        "tonight"
        if facts.last_day == today
        else f"on {facts.last_day:%A} {clock.near_words(facts.last_day, today)}"
    )
    return Duty(
        Kind.CLOSING,
        facts.last_day,
        f"{facts.name} closes {day}",
        "Hand out what is left before then. Results are there from "
        f"{facts.results_on:%A} {clock.near_words(facts.results_on, today)}, if enough people answer.",
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
        f"{tell_teams(silent, facts)} noted nothing for two weeks."
        if facts.status is Status.OPEN
        else f"{tell_teams(silent, facts)} noted nothing, and the round is over. What you note before the count still counts.",
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
        f"{tell_teams(missing, facts)} not said. Without it nobody knows what part of all was asked.",
        facts.id,
    )
