"""What waits for the duty reader: the words and unsafe answers of one response together, from Send until they are read.

The queue is a view of the sealed intake, so it is filled by the transaction that stores the answer. Reading cuts the
tie: words move into rows of their own, and the intake keeps neither them nor the day. What nobody read before the
count waits on, each comment and each unsafe answer by itself: `unread` keeps those.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import audit, decisions, unread
from feedback.comments import Status, list_comments, open_comment
from feedback.decisions import DEEDS
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.highlights import has_concern
from feedback.leftovers import expect_leftovers
from feedback.mergers import counted_for
from feedback.models.accounts import Account
from feedback.models.answering import Comment, SealedAnswer
from feedback.models.asking import Collector, PublishedVersion, Round, Team
from feedback.models.auditing import Deed
from feedback.models.base import random_key
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.snapshot import Form
from feedback.versions import snapshot_of

READ = ""  # the question under which a token stands for words of a burst that were read
ENGLISH = "en"  # in which an answer is shown, whatever language it was given in
NO_WORDS = "There are no words that could be kept. Raise a concern, then mark it as read."
GONE = "Somebody read this while your page was open. Nothing is changed."


@dataclass(frozen=True)
class Words:
    """What was written in one box. `question` is an id, `asked` its words."""

    question: str
    asked: str
    words: str


@dataclass(frozen=True)
class Unsafe:
    """An answer that opened help lines: what was asked, and what was chosen."""

    asked: str
    answer: str


@dataclass(frozen=True)
class Waiting:
    """What is to be read together: one response, or one comment of a counted round.

    `held`: it came in a burst; `copies` of it say the same. `urgent`: an unsafe answer, or a word of concern.
    """

    id: str
    round: Round
    team: str
    language: str
    read_by_on: dt.date
    words: tuple[Words, ...]
    unsafe: tuple[Unsafe, ...] = ()
    held: bool = False
    copies: int = 1
    urgent: bool = False

    @property
    def state(self) -> str:
        """Changes when what is to be read does."""
        return fingerprint(self.words, self.unsafe)

    def is_late(self, today: dt.date) -> bool:
        """Whether its day is over."""
        return self.read_by_on < today


def list_waiting(session: Session, *, concern: Collection[str] = ()) -> list[Waiting]:
    """Everything that nobody has read, in the order to read it: floods last, what may be urgent first, then by day.

    Within a day the order means nothing. A word of concern raises what holds it and decides nothing else.
    """
    found = [*_list_sealed(session), *_list_comments(session), *_list_unread(session)]
    seen = [replace(one, urgent=True) if _is_urgent(one, concern) else one for one in found]
    return sorted(seen, key=lambda one: (one.held, not one.urgent, one.read_by_on, one.id))


def get_first_day(session: Session, *, kept: Collection[bytes] = ()) -> dt.date | None:
    """The day of what is to be read first; None where nothing waits. Of comments no words are read for it.

    Those with the ids `kept` do not count: they are kept from whoever asks.
    """
    sealed = [one.read_by_on for one in _list_sealed(session)]
    counted = [unread.day_of(round_) for round_ in unread.list_unread_rounds(session, kept=kept)]
    return min([*sealed, *counted], default=None)


def find_id(session: Session, waiting_id: str) -> str:
    """What stands now for what stood under `waiting_id`: of an answer that is held since, its wording in the burst."""
    if not waiting_id:
        return ""
    rows = (row for row, *_ in _read_rows(session) if row.burst_id is not None)
    return next((_key(row) for row in rows if _key_alone(row) == waiting_id), waiting_id)


def note_reading(session: Session, shown: Iterable[Waiting], *, by: Account | None = None) -> None:
    """Write down that something was shown to somebody: the rounds it is of, and no more."""
    for round_id in sorted({one.round.id for one in shown}):
        audit.record(session, Deed.READ_COMMENTS, f"round {round_id}", by=by)


def mark_read(
    session: Session,
    waiting_id: str,
    *,
    seen: str,
    status: Status = Status.READ,
    by: Account | None = None,
) -> None:
    """Cut what was read from its response: each of its comments has `status` and stands by itself from now on.

    Raises ChangedError when it waits no more, or not as it was `seen`; RefusedError for escalating what has no words,
    of which nothing would be left.
    """
    mark_all_read(session, {waiting_id: seen}, status=status, by=by)


def mark_all_read(
    session: Session,
    seen: Mapping[str, str],
    *,
    status: Status = Status.READ,
    by: Account | None = None,
) -> None:
    """`mark_read` for several: `seen` is the state of each by its id.

    Raises ChangedError when one of them waits no more, or not as it was seen.
    """
    found = _find(session, seen)
    rows = defaultdict(list)
    for row, *_ in _read_rows(session):
        rows[_key(row)].append(row)
    for waiting_id, state in seen.items():
        one = found.get(waiting_id)
        if one is None or one.state != state:
            raise ChangedError(GONE)
        if status is Status.ESCALATED and not one.words:
            raise RefusedError(NO_WORDS)
        _mark(session, one, rows[waiting_id], status, by)


def _mark(
    session: Session,
    one: Waiting,
    rows: Sequence[SealedAnswer],
    status: Status,
    by: Account | None,
) -> None:
    if rows:
        _keep_words(session, one, rows[0], status)
        _empty(session, rows)
    elif one.id.startswith(unread.PREFIX):
        unread.forget(session, one.id)
    else:
        decisions.decide(session, open_comment(session, one.id), status, by=by)
        return
    audit.record(session, DEEDS[status], f"round {one.round.id}", by=by)


def _find(session: Session, ids: Collection[str]) -> dict[str, Waiting]:
    """What has these ids, without reading the words of everything else."""
    found: list[Waiting] = []
    if any(one.startswith(unread.PREFIX) for one in ids):
        found += _list_unread(session)
    if not all(one.startswith(unread.PREFIX) for one in ids):
        found += chain(_list_sealed(session, only=ids), _list_comments(session))
    return {one.id: one for one in found}


def _list_sealed(session: Session, *, only: Collection[str] | None = None) -> Iterator[Waiting]:
    """What lies in the intake: a response by itself, and of a burst each wording once. Or only what has these ids."""
    groups: dict[str, list[Waiting]] = defaultdict(list)
    for row, round_, team, version in _read_rows(session):
        if only is not None and _key(row) not in only:
            continue
        form = snapshot_of(version).form(row.variant)
        one = Waiting(
            id=_key(row),
            round=round_,
            team=team,
            language=row.language,
            read_by_on=row.read_by_on or round_.closes_on,
            words=tuple(_read_words(row, form)),
            unsafe=tuple(_read_unsafe(row, version, form)),
            held=row.burst_id is not None,
        )
        if one.words or one.unsafe:
            groups[one.id].append(one)
    for group in groups.values():
        first = min(group, key=lambda one: one.read_by_on)
        yield replace(first, copies=len(group))


def _list_comments(session: Session) -> Iterator[Waiting]:
    """The comments that nobody had read when their round was counted."""
    for one in list_comments(session, status=Status.NEW):
        yield Waiting(
            id=one.id,
            round=one.round,
            team=one.team,
            language=one.language,
            read_by_on=unread.day_of(one.round),
            words=(Words(one.question, one.asked, one.comment),),
            held=one.held,
        )


def _list_unread(session: Session) -> Iterator[Waiting]:
    """The unsafe answers that nobody had read when their round was counted."""
    for each in unread.list_unread(session):
        yield Waiting(
            id=each.id,
            round=each.round,
            team=each.team,
            language=ENGLISH,
            read_by_on=unread.day_of(each.round),
            words=(),
            unsafe=(Unsafe(each.asked, each.answer),),
            held=each.held,
        )


def _read_rows(session: Session) -> list[tuple[SealedAnswer, Round, str, PublishedVersion]]:
    query = (
        select(SealedAnswer, Round, Team.name, PublishedVersion)
        .join(Round, Round.id == SealedAnswer.round_id)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
        .join(Team, Team.id == Collector.team_id)
        .join(PublishedVersion, PublishedVersion.id == SealedAnswer.version_id)
        .where(SealedAnswer.read_by_on.is_not(None))
    )
    return [tuple(row) for row in session.execute(query)]  # type: ignore[misc]


def _key(row: SealedAnswer) -> str:
    """What stands for a row in an address: not its id. Rows of a burst that say the same share it."""
    if row.burst_id is None:
        return _key_alone(row)
    return fingerprint(row.burst_id, row.variant, row.language, row.answers, row.comments)


def _key_alone(row: SealedAnswer) -> str:
    """The same of one that came in no burst, or before that was noticed."""
    return fingerprint("waiting", row.id)


def _read_words(row: SealedAnswer, form: Form) -> Iterator[Words]:
    for question, words in json.loads(row.comments).items():
        asked = form.questions.get(question)
        yield Words(question, asked.text if asked else question, words)


def _read_unsafe(row: SealedAnswer, version: PublishedVersion, form: Form) -> Iterator[Unsafe]:
    given: dict[str, list[str]] = defaultdict(list)
    for pair in (*json.loads(row.answers), *json.loads(row.equality)):
        question, _, code = pair.partition("=")
        given[question].append(code)
    for rule in unsafe_answers(snapshot_of(version), given):
        asked = form.questions.get(rule.question)
        for code in sorted(set(rule.codes) & set(given[rule.question])):
            option = asked.codes.get(code) if asked else None
            yield Unsafe(asked.text if asked else rule.question, option.label if option else code)


def _is_urgent(one: Waiting, concern: Collection[str]) -> bool:
    return bool(one.unsafe) or any(has_concern(each.words, concern) for each in one.words)


def _keep_words(session: Session, one: Waiting, row: SealedAnswer, status: Status) -> None:
    collector = session.get_one(Collector, row.collector_id)
    team = counted_for(session, one.round).get(collector.team_id, collector.team_id)
    for each in one.words:
        session.add(
            Comment(
                id=random_key(),
                round_id=one.round.id,
                team_id=team,
                question=each.question,
                comment=each.words,
                language=row.language,
                status=status.value,
            )
        )


def _empty(session: Session, rows: Collection[SealedAnswer]) -> None:
    """Take words and day out of the intake.

    A token stands in for words of a burst: how many answers of it say the same is decided by its rows alone, and
    must not change because somebody read them.
    """
    token = {READ: random_key().hex()}
    for row in rows:
        held = row.burst_id is not None and row.comments != "{}"
        session.execute(
            update(SealedAnswer)
            .where(SealedAnswer.id == row.id)
            .values(comments=json.dumps(token if held else {}), read_by_on=None)
        )
    expect_leftovers(session)
