"""Whom a curious manager knows, when each is seen, and what everybody answers: drawn, and sent like a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from feedback.models.asking import Round, Team
from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.kinds import read_answers
from feedback.questionnaires.snapshot import Form, Question
from feedback.responses import Arrival, take
from feedback.tokens import make_token
from feedback.versions import snapshot_of
from tests.councils import LONDON, get_collector

BEGINS = dt.date(2026, 4, 1)
WEEKS = 26
ROSTER = 12
OWN = "Oak"
AGES = ("8-10", "11-13", "14-15")
NAMES = ("iro-survey", "conference")


@dataclass(frozen=True)
class Child:
    """A child as the manager knows them: age, language, which form they choose, and when they are seen."""

    age: str
    language: str
    variant: str
    content: float  # how likely an answer is a good one, which the manager has a hunch of
    visits: tuple[tuple[str, dt.date], ...]  # after which questionnaire's event, and when


@dataclass(frozen=True)
class Given:
    """One answer as it truly is. `child` is a place in the roster, None outside the own team."""

    id: bytes
    team: str
    child: int | None
    variant: str
    language: str
    on: dt.date
    codes: dict[str, str]  # "" skipped; NOT_ASKED; a question that the form lacks is not there
    wrote: str | None  # what was written, and no two write the same


@dataclass(frozen=True)
class Event:
    """Somebody is asked and answers."""

    questionnaire: str
    team: Team
    child: int | None
    variant: str
    language: str
    age: str
    content: float

    def happen(
        self, session: Session, dice: Random, round_id: int, day: dt.date
    ) -> tuple[int, Given] | None:
        """Send the page, as the public page does. Which round it is in, and what is true; None for a blank one."""
        round_ = session.get_one(Round, round_id)
        collector = get_collector(session, round_.version, self.team)
        form = snapshot_of(round_.version).form(self.variant)
        sent = _draw(dice, form, self.content)
        sent |= {"eq_age": [self.age]} if dice.random() < 0.9 else {}
        wrote = f"words {dice.getrandbits(40):010x}" if dice.random() < 0.3 else None
        sent |= {"best": [wrote]} if wrote else {}
        answers, _ = read_answers(form, sent)
        if answers.empty:
            return None
        token = make_token(collector.id, round_.id)
        arrival = Arrival(token, round_.version_id, form, self.language, "self", answers, sent)
        take(session, arrival, zone=LONDON)
        return round_.id, self._note(arrival, form, day, wrote)

    def _note(self, arrival: Arrival, form: Form, day: dt.date, wrote: str | None) -> Given:
        codes = dict(pair.split("=") for pair in arrival.answers.pairs(form.about("service")))
        asked = [q.id for q in form.about("service") if q.kind is Kind.CHOICE]
        return Given(
            id=arrival.id, team=self.team.name, child=self.child, variant=self.variant,
            language=self.language, on=day, codes={q: codes.get(q, "") for q in asked}, wrote=wrote,
        )  # fmt: skip


def draw_roster(dice: Random, content: float) -> list[Child]:
    """Twelve children; one of them may be the only one of a kind. Some events are missed or come twice."""
    answering = []
    for _ in range(ROSTER):
        first = dice.randrange(91)
        reviews = [first + dice.randrange(-5, 6) + 91 * n for n in range(2)]
        visits = [(NAMES[0], n) for n in reviews] + [(NAMES[1], dice.randrange(7 * WEEKS))]
        answering.append(
            Child(
                age=dice.choices(AGES, [3, 4, 1])[0],
                language=dice.choices(["en", "pl"], [9, 1])[0],
                variant=dice.choices(["standard", "easy-read"], [3, 1])[0],
                content=min(0.98, max(0.3, content + dice.gauss(0, 0.08))),
                visits=tuple((name, _day(n)) for name, n in visits),
            )
        )
    return answering


def list_events(
    dice: Random, roster: Sequence[Child], teams: Sequence[Team]
) -> dict[dt.date, list[Event]]:
    """Who answers on which day: children of the own team on the day they are seen, others on any."""
    events: dict[dt.date, list[Event]] = {}
    willing = dice.choice([0.5, 0.8, 1.0])
    own, *others = teams
    for place, child in enumerate(roster):
        for name, day in child.visits:
            if dice.random() < willing:
                events.setdefault(day, []).append(
                    Event(name, own, place, child.variant, child.language, child.age, child.content)
                )  # fmt: skip
    for team in others:
        content = dice.uniform(0.75, 0.95)
        for _ in range(dice.choice([1, 3, 6, 12, 20])):
            events.setdefault(_day(dice.randrange(7 * WEEKS)), []).append(
                Event(
                    NAMES[dice.random() < 0.3], team, None,
                    dice.choices(["standard", "easy-read"], [3, 1])[0],
                    dice.choices(["en", "pl"], [5, 1])[0], dice.choice(AGES), content,
                )
            )  # fmt: skip
    return events


def _draw(dice: Random, form: Form, content: float) -> dict[str, list[str]]:
    """What somebody chooses: good answers as likely as they are content, now and then one is skipped."""
    asked = [q for q in form.about("service") if q.kind is Kind.CHOICE]
    sent = {q.id: [_choose(dice, q, content)] for q in asked if dice.random() > 0.04}
    if sent.get("know") != ["yes"]:
        sent.pop("chaired", None)
    return sent


def _choose(dice: Random, question: Question, content: float) -> str:
    codes = list(question.codes.items())
    good = [code for code, option in codes if option.band is Band.POSITIVE]
    other = [code for code, option in codes if option.band is not Band.POSITIVE]
    return dice.choice(good if dice.random() < content else other)


def _day(number: int) -> dt.date:
    return BEGINS + dt.timedelta(min(max(number, 0), 7 * WEEKS - 1))
