"""How an answer is taken in: whole, exactly once, on disk before anybody is thanked."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.concern_answers import raise_for
from feedback.edges import earliest_end, select_edges, takes_answers
from feedback.exceptions import RefusedError
from feedback.models.answering import Receipt, SealedAnswer
from feedback.models.asking import Collector, PublishedVersion, Round
from feedback.models.base import random_key
from feedback.questionnaires.kinds import Answers, tidy
from feedback.questionnaires.snapshot import Form, HelpRule
from feedback.readers import read_by
from feedback.tokens import Token
from feedback.versions import snapshot_of

Sent = Mapping[str, Sequence[str]]
PAPER = "paper"  # the mode of what staff type in, whatever the channel of the collector

# Put together once: every answer runs these.
_receipt = Receipt.__table__.c
MAC_OF = select(_receipt.answers_mac).where(_receipt.key_hash == bindparam("key_hash"))
UNDER_THE_LOCK = select_edges(MAC_OF.scalar_subquery().label("mac"))
KEEP_RECEIPT = insert(Receipt)
KEEP_ANSWER = insert(SealedAnswer)


class Seen(StrEnum):
    """Whether a page was sent before."""

    NEVER = "never"
    SAME = "the same answers"
    OTHER = "other answers"


class RoundOverError(RefusedError):
    """The round of the page takes no more answers."""


@dataclass(frozen=True)
class Arrival:
    """A valid answer and what it came with. `unsafe` are the rules about unsafe answers that it meets."""

    token: Token
    version_id: int
    form: Form
    language: str
    mode: str
    answers: Answers
    sent: Sent
    id: bytes = field(default_factory=random_key)  # of its row: random, and said to nobody
    unsafe: tuple[HelpRule, ...] = ()


def look_up(session: Session, token: Token, sent: Sent) -> Seen:
    """Whether the page of `token` was sent before, and with these answers."""
    mac = session.connection().execute(MAC_OF, {"key_hash": _hash(token.key)}).scalar()
    return _compare(mac, token, sent)


def take(session: Session, arrival: Arrival, *, zone: ZoneInfo) -> Seen:
    """Store `arrival` unless its page was sent before; says which. Needs a writing session.

    Raises RoundOverError when its round has ended meanwhile: the round is read again under the lock that
    closing takes too, so an answer is either counted or refused.
    """
    token, connection = arrival.token, session.connection()
    key_hash = _hash(token.key)
    asked = {"round_id": token.round_id, "key_hash": key_hash}
    round_ = connection.execute(UNDER_THE_LOCK, asked).first()
    seen = _compare(round_.mac if round_ else None, token, arrival.sent)
    if seen is not Seen.NEVER:
        return seen
    if round_ is None or not takes_answers(round_, zone, page_opened_at=token.opened_at):
        raise RoundOverError("This round takes no more answers.")
    receipt = {
        "key_hash": key_hash,
        "round_id": token.round_id,
        "answers_mac": _mac(token.key, arrival.sent),
    }
    connection.execute(KEEP_RECEIPT, receipt)
    connection.execute(KEEP_ANSWER, _row(arrival, read_by(clock.today(zone))))
    if any(rule.concern for rule in arrival.unsafe):
        raise_for(
            session,
            arrival.unsafe,
            arrival.answers,
            form=_english_form(session, arrival),
            team_id=session.get_one(Collector, token.collector_id).team_id,
            until_on=_kept_until(session.get_one(Round, token.round_id), zone),
            zone=zone,
        )
    return Seen.NEVER


def _kept_until(round_: Round, zone: ZoneInfo) -> dt.date | None:
    """The last day of what is written today, as the notice of `round_` says; None until a tick has noted that."""
    months = round_.keep_comments_months
    return clock.add_months(earliest_end(round_, zone), months) if months else None


def _compare(mac: bytes | None, token: Token, sent: Sent) -> Seen:
    """What a receipt, or none, says of what is `sent` from the page of `token`."""
    if mac is None:
        return Seen.NEVER
    return Seen.SAME if hmac.compare_digest(mac, _mac(token.key, sent)) else Seen.OTHER


def _row(arrival: Arrival, read_by_on: dt.date) -> dict[str, object]:
    """The row of the intake. It waits for the duty reader when it holds words or an unsafe answer."""
    form, answers = arrival.form, arrival.answers
    waits = bool(answers.texts or arrival.unsafe)
    told = [*form.about("service"), *form.about("help")]
    return {
        "id": arrival.id,
        "round_id": arrival.token.round_id,
        "collector_id": arrival.token.collector_id,
        "version_id": arrival.version_id,
        "variant": form.variant.value,
        "language": arrival.language,
        "mode": arrival.mode,
        "helper": next(iter(answers.codes.get("helped_by", ())), None),
        "answers": json.dumps(answers.pairs(told)),
        "equality": json.dumps(answers.pairs(form.about("person"))),
        "comments": json.dumps(dict(answers.texts), ensure_ascii=False),
        "read_by_on": read_by_on if waits else None,
    }


def _english_form(session: Session, arrival: Arrival) -> Form:
    """The same form in the words that whoever acts reads."""
    version = session.get_one(PublishedVersion, arrival.version_id)
    return snapshot_of(version).form(arrival.form.variant)


def _hash(key: bytes) -> bytes:
    return hashlib.sha256(b"feedback.receipt" + key).digest()


def _mac(key: bytes, sent: Sent) -> bytes:
    """A code of the answers that only the page's own key can make. Order and blank fields do not matter."""
    pairs = sorted(
        (name, tidy(value)) for name, values in sent.items() for value in values if value.strip()
    )
    return hmac.new(key, json.dumps(pairs).encode(), hashlib.sha256).digest()
