"""What the people of the sample council answer: made up, the same every time."""

import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback.collectors import list_collectors
from feedback.demo.sample import BEST, CHANGE, RETURNS, TEAMS
from feedback.models.asking import Collector, Round, RoundTeam
from feedback.questionnaires.definition import Band, Kind, Variant
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.kinds import read_answers
from feedback.questionnaires.snapshot import Form, Question, Snapshot
from feedback.responses import Arrival, take
from feedback.rounds import record_given_out
from feedback.tokens import make_token
from feedback.versions import snapshot_of

EASY_READ, PICTURE = 0.35, 0.15  # the share of people who choose them
GOOD = 0.8  # how often an answer is a positive one, before teams and questions differ


@dataclass(frozen=True)
class _Person:
    """Somebody who answers: what they are asked, and how content their team makes them."""

    snapshot: Snapshot
    form: Form
    mood: float


def answer_all(
    session: Session, round_: Round, share: float, chance: random.Random, *, zone: ZoneInfo
) -> int:
    """Let people of every team of `round_` answer; how many did. Needs a writing session."""
    snapshot = snapshot_of(round_.version)
    answered = 0
    for collector in list_collectors(session, round_id=round_.id):
        count = round(_returns(collector) * share)
        _record_numbers(session, round_, collector, count, chance, zone)
        # A team is a little better or worse than the others, always the same way.
        mood = GOOD + 0.03 * (2 - collector.team_id % 4)
        for _ in range(count):
            person = _Person(snapshot, _choose_form(snapshot, chance), mood)
            answered += _answer(session, round_, collector, person, chance, zone)
    return answered


def _returns(collector: Collector) -> int:
    names = [line.team for line in TEAMS]
    return RETURNS[names.index(collector.team.name)]


def _record_numbers(
    session: Session,
    round_: Round,
    collector: Collector,
    count: int,
    chance: random.Random,
    zone: ZoneInfo,
) -> None:
    given_out = round(count * chance.uniform(1.3, 2.2)) + 1
    record_given_out(session, collector, given_out, zone=zone)
    member = session.get_one(RoundTeam, (round_.id, collector.team_id))
    member.due = given_out + chance.randrange(6)


def _choose_form(snapshot: Snapshot, chance: random.Random) -> Form:
    drawn = chance.random()
    if drawn < EASY_READ:
        return snapshot.form(Variant.EASY_READ)
    return snapshot.form(Variant.PICTURE if drawn < EASY_READ + PICTURE else Variant.STANDARD)


def _answer(
    session: Session,
    round_: Round,
    collector: Collector,
    person: _Person,
    chance: random.Random,
    zone: ZoneInfo,
) -> int:
    form = person.form
    sent = {q.id: _choose(q, person, chance) for q in form.questions.values()}
    answers, _ = read_answers(form, sent)
    if answers.empty:
        return 0
    token = make_token(collector.id, round_.id)
    unsafe = tuple(unsafe_answers(snapshot_of(round_.version), answers.codes))
    arrival = Arrival(token, round_.version_id, form, "en", "self", answers, sent, unsafe=unsafe)
    take(session, arrival, zone=zone)
    return 1


def _choose(question: Question, person: _Person, chance: random.Random) -> list[str]:
    if question.kind is Kind.TEXT:
        return _write(question, person, chance)
    if question.kind is Kind.INFO or chance.random() < 0.04:
        return []
    if question.escapes and chance.random() < 0.06:
        return [chance.choice(question.escapes).code]
    if question.kind is Kind.CHOICES:
        ticked = [o.code for o in question.options if not o.exclusive and chance.random() < 0.5]
        return ticked or [o.code for o in question.options if o.exclusive][:1]
    positive = [o.code for o in question.options if o.band is Band.POSITIVE]
    others = [o.code for o in question.options if o.band is not Band.POSITIVE]
    # Some things go better than others, always the same ones.
    mood = person.mood + 0.05 * (2 - len(question.text) % 5)
    good = bool(positive) and (not others or chance.random() < mood)
    return [chance.choice(positive if good else others)]


def _write(question: Question, person: _Person, chance: random.Random) -> list[str]:
    if chance.random() >= 0.3:
        return []
    words = BEST if question.id == "best" else CHANGE
    name, audience = person.snapshot.questionnaire, person.snapshot.audience.value
    return [chance.choice(words.get(name) or words[audience])]
