"""How long the rounds of each questionnaire should be: suggested from the answers of the last year, counted ones only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.disclosure.lengths import Length, is_shorter, suggest_length
from feedback.models.answering import Response
from feedback.models.asking import Round, RoundTeam
from feedback.rounds import list_bare

YEAR = dt.timedelta(days=365)
NEARLY = dt.timedelta(days=14)  # that rounds may begin late, or pause, and still make a year


class Why(StrEnum):
    """What a suggestion, or its absence, rests on."""

    LAST_YEAR = "last-year"
    NO_YEAR = "no-year"  # of counted answers there is none yet
    TOO_FEW = "too-few"  # answers, even in a year


LENGTH_WORDS = {
    Length.MONTH: "a month",
    Length.QUARTER: "a quarter",
    Length.HALF_YEAR: "half a year",
    Length.YEAR: "a year",
}
REASONS = {
    Why.LAST_YEAR: "By last year’s answers it is the shortest in which at least seven in ten teams have five.",
    Why.NO_YEAR: "A suggestion needs the answers of a whole year, counted and not deleted yet.",
    Why.TOO_FEW: "By last year’s answers fewer than seven in ten teams have five even then.",
}


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for a questionnaire. Nothing but the length: not how many teams reach five, and not which."""

    questionnaire: str
    length: Length | None
    why: Why

    @property
    def words(self) -> str:
        """ "a quarter", or that there is none."""
        return LENGTH_WORDS[self.length] if self.length else "no suggestion yet"

    @property
    def reason(self) -> str:
        """Why, in a sentence."""
        return REASONS[self.why]

    def is_missed(self, opens_on: dt.date, closes_on: dt.date) -> bool:
        """Whether a round from and to these days is shorter than suggested."""
        return self.length is not None and is_shorter(opens_on, closes_on, self.length)


def list_suggestions(session: Session) -> list[Suggestion]:
    """A suggestion for each questionnaire that had a round counted, by name."""
    return _suggest_each(session, [one for one in list_bare(session) if one.counted_on])


def suggest(session: Session, questionnaire: str) -> Suggestion:
    """How long the next rounds of `questionnaire` should be."""
    counted = [one for one in list_bare(session) if one.counted_on]
    own = [one for one in counted if one.version.questionnaire == questionnaire]
    return next(iter(_suggest_each(session, own)), Suggestion(questionnaire, None, Why.NO_YEAR))


def _suggest_each(session: Session, counted: Sequence[Round]) -> list[Suggestion]:
    """One for each questionnaire of the rounds `counted`; the database is asked as much for one as for many."""
    by_name: dict[str, list[Round]] = {}
    for round_ in sorted(counted, key=lambda one: (one.closes_on, one.id)):
        by_name.setdefault(round_.version.questionnaire, []).append(round_)
    newest = {name: _of_year(rounds) for name, rounds in by_name.items()}
    of_year = [round_ for rounds in newest.values() for round_ in rounds]
    received, members = _count_by_team(session, of_year), _list_members(session, of_year)
    return [_suggest(name, by_name[name], received, members) for name in sorted(by_name)]


def _suggest(
    questionnaire: str,
    rounds: Sequence[Round],
    received: Mapping[int, Mapping[int, int]],
    members: Mapping[int, Sequence[int]],
) -> Suggestion:
    """What the counted `rounds` of a questionnaire suggest, for the teams it asked in the last year.

    The year is that which ends with the newest counted round. Answers that are still sealed take no part: nobody
    may know how many they are. Nor is anything suggested once answers of that year are deleted.
    """
    begins, of_year = _first_day(rounds), _of_year(rounds)
    whole = all(sum(received.get(r.id, {}).values()) == r.received for r in of_year)
    if rounds[0].opens_on > begins + NEARLY or not whole:
        return Suggestion(questionnaire, None, Why.NO_YEAR)
    answers = {team: Fraction(0) for round_ in of_year for team in members[round_.id]}
    for round_ in of_year:
        part = _part_in(round_, begins)
        for team, count in received.get(round_.id, {}).items():
            answers[team] += count * part
    length = suggest_length(answers.values())
    if length is None:
        return Suggestion(questionnaire, Length.YEAR, Why.TOO_FEW)
    return Suggestion(questionnaire, length, Why.LAST_YEAR)


def _first_day(rounds: Sequence[Round]) -> dt.date:
    """The first day of the year that ends with the last of `rounds`."""
    return rounds[-1].closes_on - YEAR + dt.timedelta(days=1)


def _of_year(rounds: Sequence[Round]) -> list[Round]:
    begins = _first_day(rounds)
    return [round_ for round_ in rounds if round_.closes_on >= begins]


def _list_members(session: Session, rounds: Sequence[Round]) -> dict[int, list[int]]:
    """The ids of the teams of each of `rounds`."""
    found: dict[int, list[int]] = {round_.id: [] for round_ in rounds}
    asked = select(RoundTeam.round_id, RoundTeam.team_id).where(RoundTeam.round_id.in_(found))
    for round_id, team_id in session.execute(asked):
        found[round_id].append(team_id)
    return found


def _count_by_team(session: Session, rounds: Sequence[Round]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    counted = (
        select(Response.round_id, Response.team_id, func.count())
        .where(Response.round_id.in_([round_.id for round_ in rounds]))
        .group_by(Response.round_id, Response.team_id)
    )
    for round_id, team_id, count in session.execute(counted):
        found.setdefault(round_id, {})[team_id] = count
    return found


def _part_in(round_: Round, begins: dt.date) -> Fraction:
    """Which part of the days of `round_` lies in the year that `begins` then."""
    days = (round_.closes_on - round_.opens_on).days + 1
    inside = (round_.closes_on - max(round_.opens_on, begins)).days + 1
    return Fraction(inside, days)
