"""What return is wished for: of what, by whom, about what and for when; whole, and named so that none is made twice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from feedback import clock
from feedback.exceptions import RefusedError
from feedback.models.asking import PublishedVersion, Team
from feedback.questionnaires.snapshot import ReturnRules
from feedback.return_periods import first_day_of, last_day_of
from feedback.versions import snapshot_of

LONGEST_NAME = 80
SOON = dt.timedelta(days=14)
ITSELF, PLACE, COURSE, VISIT = "itself", "place", "course", "visit"


@dataclass(frozen=True)
class Wish:
    """A return that is to be made: of what, by whom (a team, or a name from outside), about what, and for when."""

    version: PublishedVersion
    team: Team | None
    maker: str
    day: dt.date  # of the visit or the end of the course, else any day of its period
    due_on: dt.date
    place: Team | None = None
    subject: str = ""


def rules_of(version: PublishedVersion) -> ReturnRules:
    """Who makes returns of `version`, about what, and for which period."""
    rules = snapshot_of(version).returns
    assert rules is not None
    return rules


def usual_due_day(version: PublishedVersion, day: dt.date, *, today: dt.date) -> dt.date:
    """When it is due if nobody says otherwise: two weeks after its period or its day, and never before that from now."""
    rules = rules_of(version)
    last = (
        last_day_of(first_day_of(day, rules.period), rules.period) if rules.about == ITSELF else day
    )
    return max(last, today) + SOON


def check_wish(wish: Wish) -> Wish:
    """`wish`, tidied. Raises RefusedError with everything that is missing or too long, one a line."""
    rules = rules_of(wish.version)
    maker, subject = " ".join(wish.maker.split()), " ".join(wish.subject.split())
    problems = [
        *_maker_problems(wish, maker),
        *_about_problems(wish, rules, subject),
        *_day_problems(wish),
    ]
    if problems:
        raise RefusedError("\n".join(problems))
    about_place = rules.about == PLACE
    return Wish(
        wish.version,
        wish.team,
        "" if wish.team else maker,
        wish.day,
        wish.due_on,
        place=wish.place if about_place else None,
        subject="" if wish.place or rules.about == ITSELF else subject,
    )


def _maker_problems(wish: Wish, maker: str) -> Sequence[str]:
    if not wish.team and not maker:
        return ["Choose a team, or type the name of who makes it."]
    if len(maker) > LONGEST_NAME:
        return [
            f"The name of who makes it is {len(maker)} letters long; {LONGEST_NAME} are the most."
        ]
    return []


def _day_problems(wish: Wish) -> Sequence[str]:
    if not all(clock.FIRST_DAY <= day <= clock.LAST_DAY for day in (wish.day, wish.due_on)):
        return [f"Choose days in the years {clock.FIRST_DAY.year} to {clock.LAST_DAY.year}."]
    return []


def _about_problems(wish: Wish, rules: ReturnRules, subject: str) -> Sequence[str]:
    if len(subject) > LONGEST_NAME:
        return [f"What it is about is {len(subject)} letters long; {LONGEST_NAME} are the most."]
    if rules.about == VISIT:
        return ["Open the visit and ask there: an answer belongs to what inspectors found."]
    if rules.about == COURSE and not subject:
        return ["Type the name of the course."]
    if rules.about == PLACE and not wish.place and not subject:
        return ["Choose the place that is visited, or type its name."]
    if rules.about == PLACE and wish.place and wish.place is wish.team:
        return ["A team cannot inspect itself. Choose another place."]
    return []


def name_slot(wish: Wish, period_on: dt.date, held_on: dt.date | None) -> str:
    """Who, what and when in one: no two returns have the same."""
    who = str(wish.team.id) if wish.team else f"“{wish.maker.casefold()}”"
    what = str(wish.place.id) if wish.place else f"“{wish.subject.casefold()}”"
    return f"{wish.version.questionnaire}|{who}|{what}|{held_on or period_on}"
