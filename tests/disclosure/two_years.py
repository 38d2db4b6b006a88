"""Two years of a council, counted for real, and every set of people that something shown stands for."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.decisions import release
from feedback.disclosure.comments import name_row
from feedback.disclosure.groups import RowKind, TeamCount, make_rows
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round, Team
from feedback.models.base import random_key
from feedback.questionnaires.snapshot import NOT_ASKED, Snapshot
from feedback.reports.figures import read_rounds
from feedback.reports.periods import PeriodFigures, read_periods
from feedback.reports.released import read_released
from feedback.reports.shown import Count, RoundFigures, RowFigures
from tests.councils import (
    LONDON,
    add_round,
    add_teams,
    count,
    draw_answers,
    get_collector,
    make_snapshot,
)

FIRST_YEAR = 2024
AFTER = dt.date(FIRST_YEAR + 2, 6, 1)
NAMES_ONLY = ""  # the family of sets of which only the size, or a comment, is shown
AGES = ("8-10", "11-13", "14-15")


@dataclass(frozen=True)
class Person:
    """Somebody's one answer. `bit` is their place in a set."""

    bit: int
    team: str
    variant: str
    language: str
    age: str
    asked: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """A set of people, as bits, that something shown stands for, and what that is."""

    people: int
    what: str


@dataclass
class TwoYears:
    """What is shown of one questionnaire, by question; and of who answered, counts alone."""

    rounds: list[tuple[RoundFigures, list[Person]]] = field(default_factory=list)
    periods: list[PeriodFigures] = field(default_factory=list)
    names: dict[int, set[str]] = field(default_factory=dict)  # that comments carry, by round
    services: dict[str, str] = field(default_factory=dict)

    def list_families(self) -> dict[str, list[Shown]]:
        """Every set about which a question's figure is shown, by question, and those with a name alone."""
        found: dict[str, list[Shown]] = {NAMES_ONLY: []}
        for figures, people in self.rounds:
            for row in figures.rows:
                _add_row(found, row, people, figures.label)
            for question, variant in _told_variants(figures):
                chosen = [p for p in people if p.variant == variant and question in p.asked]
                found.setdefault(question, []).append(
                    Shown(_set(chosen), f"{variant}, {figures.label}")
                )
            for name in self.names.get(figures.id, ()):
                found[NAMES_ONLY].append(
                    Shown(_set(_named(figures, people, name)), f"comments of {name}")
                )
        for period in self.periods:
            people = self.people_of(period)
            for row in period.rows:
                _add_row(found, row, people, period.period.name)
        return found

    def people_of(self, period: PeriodFigures) -> list[Person]:
        """Everybody in the rounds of a period."""
        ids = {figures.id for figures in period.rounds}
        return [p for figures, people in self.rounds if figures.id in ids for p in people]

    def list_careless(self) -> dict[str, list[Shown]]:
        """Control: rows as they are, and in each period every team that has five in it."""
        found: dict[str, list[Shown]] = {NAMES_ONLY: []}
        for figures, people in self.rounds:
            for row in figures.rows:
                _add_row(found, row, people, figures.label)
        for period in self.periods:
            people = self.people_of(period)
            for row in make_rows(self._count_teams(people)):
                teams = {team.team for team in row.teams}
                chosen = [person for person in people if person.team in teams]
                found[NAMES_ONLY].append(Shown(_set(chosen), f"{teams}, {period.period.name}"))
        return found

    def _count_teams(self, people: Sequence[Person]) -> Iterator[TeamCount]:
        for place, (team, service) in enumerate(self.services.items()):
            yield TeamCount(team, service, None, place, sum(p.team == team for p in people))


def live_two_years(session: Session, dice: Random) -> list[TwoYears]:
    """One questionnaire every quarter and one every half-year. Needs a writing session on a new database."""
    teams = add_teams(session, *_name_teams(dice))
    sizes = _draw_sizes(dice, len(teams))
    starts_late = dice.randrange(len(teams))
    lived = []
    for name, lacks, months in (
        ("iro-survey", ("chaired", "venue"), 3),
        ("conference", ("listened",), 6),
    ):
        snapshot = make_snapshot(questionnaire=name, easy_read_lacks=lacks)
        two_years = TwoYears(services={team.name: team.service for team in teams})
        fielding = _Fielding(session, dice, snapshot, two_years)
        for number, (opens_on, closes_on) in enumerate(_list_days(months)):
            late = number * months < 12
            asked = [t for place, t in enumerate(teams) if not (late and place == starts_late)]
            fielding.field(asked, [sizes[teams.index(t)] for t in asked], opens_on, closes_on)
        lived.append(fielding.finish())
    return lived


def _name_teams(dice: Random) -> list[tuple[str, str, str]]:
    names = ("Oak", "Elm", "Ash", "Fir", "Bay", "Yew", "Ivy", "Box")[: dice.choice([2, 5, 8, 8, 8])]
    return [
        (name, "Care" if place < 4 else "Help", dice.choice(["North", "South"]))
        for place, name in enumerate(names)
    ]


def _draw_sizes(dice: Random, teams: int) -> list[float]:
    """About how many answer in each team in a quarter: 35 in all eight, or many fewer, or more."""
    scale = dice.choice([0.15, 0.6, 1, 1, 2.5])
    return [scale * size for size in (9.5, 7.5, 6, 4.5, 3, 2, 1.5, 1)[:teams]]


def _list_days(months: int) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and last days of two financial years of rounds."""
    for number in range(0, 24, months):
        yield _month(number), _month(number + months) - dt.timedelta(1)


def _month(number: int) -> dt.date:
    return dt.date(FIRST_YEAR + (3 + number) // 12, (3 + number) % 12 + 1, 1)


@dataclass
class _Fielding:
    """One questionnaire as its rounds go by."""

    session: Session
    dice: Random
    snapshot: Snapshot
    lived: TwoYears
    known: dict[bytes, Person] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)

    def field(
        self, teams: Sequence[Team], sizes: Sequence[float], opens_on: dt.date, closes_on: dt.date
    ) -> None:
        """Ask `teams`, count, and release every comment."""
        round_ = add_round(
            self.session, teams, snapshot=self.snapshot, opens_on=opens_on, closes_on=closes_on
        )
        self.rounds.append(round_)
        months = (closes_on - opens_on).days // 30
        for team, size in zip(teams, sizes, strict=True):
            collector = get_collector(self.session, round_.version, team)
            answers = sum(self.dice.random() < size * months / 60 for _ in range(20))
            self.session.add_all(self._answer(round_, collector) for _ in range(answers))
        self.session.flush()
        before = set(self.session.scalars(select(SealedAnswer.id)))
        at = dt.datetime.combine(closes_on + dt.timedelta(1), dt.time(9), LONDON)
        count(self.session, round_, at=at)
        gone = before - set(self.session.scalars(select(SealedAnswer.id)))
        if round_.sealed:
            return
        (figures,) = read_rounds(self.session, [round_])
        written = {comment.team: comment for comment in list_comments(self.session, round_=round_)}
        for comment in written.values():  # one of each name is enough to tell it
            release(self.session, open_comment(self.session, comment.id))
        released = read_released(self.session, [round_], [figures])
        self.lived.names[round_.id] = {comment.team for comment in released}
        self.lived.rounds.append((figures, [self.known[id_] for id_ in gone]))

    def finish(self) -> TwoYears:
        """All that was shown, the half-years and years too."""
        periods = read_periods(self.session, self.rounds, today=AFTER, zone=LONDON)
        self.lived.periods = [period for period in periods.values() if period.rows]
        return self.lived

    def _answer(self, round_: Round, collector: Collector) -> SealedAnswer:
        variant = self.dice.choices(["standard", "easy-read"], [3, 1])[0]
        form = self.snapshot.form(variant)
        answers = draw_answers(self.dice, form)
        asked = {question.id for question in form.about("service")}
        asked -= {pair.split("=")[0] for pair in answers if pair.endswith(f"={NOT_ASKED}")}
        person = Person(
            bit=1 << len(self.known), team=collector.team.name, variant=variant, asked=frozenset(asked),
            language=self.dice.choices(["en", "pl"], [6, 1])[0], age=self.dice.choice(AGES),
        )  # fmt: skip
        key = random_key()
        self.known[key] = person
        return SealedAnswer(
            id=key, round_id=round_.id, version_id=round_.version_id, collector_id=collector.id,
            variant=variant, language=person.language, mode="self", helper=None,
            answers=json.dumps(answers), equality=json.dumps([f"eq_age={person.age}"]),
            comments=json.dumps({"best": "Good"} if self.dice.random() < 0.3 else {}),
        )  # fmt: skip


def _set(people: Iterable[Person]) -> int:
    return sum(person.bit for person in people)


def _add_row(
    found: dict[str, list[Shown]], row: RowFigures, people: Sequence[Person], when: str
) -> None:
    """A row stands for its people, and each of its figures for those of whom it is said: all, or who were asked."""
    own = [person for person in people if person.team in row.teams_included]
    what = f"{row.team} ({', '.join(row.teams_included)}), {when}"
    found[NAMES_ONLY].append(Shown(_set(own), what))
    for question, figure in row.measures.items():
        if figure.word or _is_told(figure.positive):
            of = [one for one in own if question in one.asked]
            found.setdefault(question, []).append(Shown(_set(of), what))


def _is_told(told: Count) -> bool:
    return told.low is not None


def _told_variants(figures: RoundFigures) -> set[tuple[str, str]]:
    return {(o.question, o.variant) for o in figures.options if _is_told(o.count)}


def _named(figures: RoundFigures, people: Sequence[Person], name: str) -> list[Person]:
    """Everybody whose comments would carry `name`: of the rows that carry it."""
    teams = {
        team
        for row in figures.rows
        if row.kind != RowKind.ALL
        and name_row(RowKind(row.kind), team=row.team, service=row.service, received=row.received)
        == name
        for team in row.teams_included
    }
    return [person for person in people if person.team in teams]
