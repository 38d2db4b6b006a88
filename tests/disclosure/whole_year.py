"""A year of a council, answered and counted for real, and everything that any page or sheet says of it."""

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import themes
from feedback.codes import make_code
from feedback.comments import list_comments, open_comment
from feedback.db import Database
from feedback.decisions import release
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round, Team
from feedback.models.base import random_key
from feedback.reports.figures import read_rounds
from feedback.reports.periods import PeriodFigures, read_periods
from feedback.reports.released import ReleasedComment, read_released
from feedback.reports.shown import RoundFigures
from feedback.reports.shown_replies import Finding, read_findings
from feedback.reports.theming import ThemeCount, count_themes
from tests.councils import LONDON, add_round, add_teams, count, make_database
from tests.disclosure.whole_survey import LINKS, Crowd, Person

QUARTERS = (
    (dt.date(2025, 4, 1), dt.date(2025, 6, 30)),
    (dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
    (dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
    (dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
)
AFTER = dt.date(2026, 6, 1)


@dataclass(frozen=True)
class WholeRound:
    """A counted round: what is told of it, and what is true."""

    figures: RoundFigures
    findings: tuple[Finding, ...]  # what everybody can read of it
    comments: tuple[ReleasedComment, ...]
    themes: tuple[ThemeCount, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class WholeYear:
    """All rounds of a year, its half-years and the year itself.

    `random` years are drawn like the random tables of the study, others like its council of 35 answers a round.
    """

    rounds: tuple[WholeRound, ...]
    periods: tuple[PeriodFigures, ...]
    random: bool


class Ground:
    """A database with every table, copied for each year."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        begun = make_database(folder)
        begun.checkpoint()
        begun.engine.dispose()
        self._file = begun.file

    def live(self, seed: int, crowd: type[Crowd] = Crowd) -> WholeYear:
        """The year of this number."""
        own = self.folder / "year.db"
        database = Database(f"sqlite:///{shutil.copy(self._file, own)}")
        with database.writing() as session:
            year = _Fielding(session, Random(seed), crowd).run()
        database.engine.dispose()
        own.unlink()
        return year


class _Fielding:
    """A council whose year goes by."""

    def __init__(self, session: Session, dice: Random, crowd: type[Crowd]) -> None:
        self.session, self.dice = session, dice
        self.crowd = crowd(dice)
        self.teams = add_teams(session, *_name_teams(dice))
        self.starts_late = dice.choice([None, None, self.teams[-1]])
        self.known: dict[bytes, Person] = {}
        themes.begin(session)

    def run(self) -> WholeYear:
        """Every quarter asked, answered and counted, then the periods."""
        rounds = [found for days in QUARTERS if (found := self._field(*days))]
        periods = read_periods(self.session, [one for one, _ in rounds], today=AFTER, zone=LONDON)
        told = tuple(period for period in periods.values() if period.rows)
        return WholeYear(tuple(whole for _, whole in rounds), told, self.crowd.random)

    def _field(self, opens_on: dt.date, closes_on: dt.date) -> tuple[Round, WholeRound] | None:
        late = opens_on < QUARTERS[2][0]
        asked = [team for team in self.teams if not (late and team is self.starts_late)]
        round_ = add_round(
            self.session, asked, snapshot=self.crowd.snapshot, opens_on=opens_on, closes_on=closes_on
        )  # fmt: skip
        for place, team in enumerate(asked):
            links = self._link(round_, team)
            drawn = self.crowd.draw_team(team.name, place)
            self.session.add_all(self._send(round_, links, person) for person in drawn)
        self.session.flush()
        before = set(self.session.scalars(select(SealedAnswer.id)))
        at = dt.datetime.combine(closes_on + dt.timedelta(1), dt.time(9), LONDON)
        count(self.session, round_, at=at)
        gone = before - set(self.session.scalars(select(SealedAnswer.id)))
        return None if round_.sealed else (round_, self._read(round_, gone))

    def _read(self, round_: Round, gone: set[bytes]) -> WholeRound:
        """All that is told of a counted round, once every comment is released and has themes."""
        self._release(round_)
        (figures,) = read_rounds(self.session, [round_])
        comments = read_released(self.session, [round_], [figures])
        core = [question.id for question in figures.questions]
        public = read_findings(self.session, round_, self.dice.sample(core, 3))
        return WholeRound(
            figures=figures,
            findings=public.findings if public else (),
            comments=comments,
            themes=count_themes(self.session, [figures], comments),
            people=tuple(self.known[id_] for id_ in gone),
        )

    def _release(self, round_: Round) -> None:
        codes = [theme.code for theme in themes.list_themes(self.session)[:3]]
        for summary in list_comments(self.session, round_=round_):
            comment = open_comment(self.session, summary.id)
            comment.team_agreed = True
            release(self.session, comment)
            tone = self.dice.choice([*themes.Tone, None])
            themes.give_themes(self.session, comment, self.dice.sample(codes, 2), tone=tone)

    def _link(self, round_: Round, team: Team) -> dict[tuple[str, str], Collector]:
        """A link of each channel and occasion, which every team has."""
        name = round_.version.questionnaire
        own = select(Collector).where(Collector.questionnaire == name, Collector.team_id == team.id)
        found = {(one.channel, one.occasion): one for one in self.session.scalars(own)}
        for channel, occasion in (way for way in LINKS if way not in found):
            found[channel, occasion] = Collector(
                questionnaire=name, team=team, channel=channel, occasion=occasion, code=make_code()
            )
            self.session.add(found[channel, occasion])
        self.session.flush()
        return found

    def _send(
        self, round_: Round, links: dict[tuple[str, str], Collector], person: Person
    ) -> SealedAnswer:
        key = random_key()
        self.known[key] = person
        said = [f"{name}={code}" for name, codes in person.chosen for code in codes]
        return SealedAnswer(
            id=key, round_id=round_.id, version_id=round_.version_id,
            collector_id=links[person.channel, person.occasion].id, variant=person.variant,
            language=person.language, mode="page", helper=None, answers=json.dumps(said),
            equality=json.dumps([f"eq_age={person.age}"] if person.age else []),
            comments=json.dumps({"best": "Good"} if person.wrote else {}),
        )  # fmt: skip


def _name_teams(dice: Random) -> list[tuple[str, str, str]]:
    names = ("Oak", "Elm", "Ash", "Fir", "Bay", "Yew", "Ivy", "Box")[: dice.choice([3, 5, 8, 8])]
    return [
        (name, "Care" if place < 4 else "Help", dice.choice(["North", "South"]))
        for place, name in enumerate(names)
    ]
