"""Careless releases of a whole year, told as our own is: what the attack must break."""

from collections import Counter
from collections.abc import Iterator

from feedback.disclosure.bands import protect
from feedback.disclosure.groups import SMALLEST
from feedback.reports.periods import PeriodFigures
from tests.disclosure.whole_facts import Facts
from tests.disclosure.whole_model import SIZE, TONGUE, Columns, Line
from tests.disclosure.whole_said import is_said


def tell_counts_of_rows(facts: Facts) -> Iterator[Line]:
    """All that is ours, and in each row how many were positive, as a number."""
    yield from facts.tell()
    for place, round_ in enumerate(facts.year.rounds):
        for row in round_.figures.rows:
            for question in row.measures:
                yield _exactly(
                    facts, facts.measured(place, question, row.teams_included, "positive")
                )


def tell_counts_of_cuts(facts: Facts) -> Iterator[Line]:
    """All that is ours, and each variant, language and core answer by variant that five or more are in, as a number."""
    yield from facts.tell()
    for place, round_ in enumerate(facts.year.rounds):
        used = Counter(person.variant for person in round_.people)
        for variant in (variant for variant, n in used.items() if n >= SMALLEST):
            yield _exactly(facts, facts.model.pick(place, SIZE, variants=[variant]))
            yield from _tell_answers(facts, place, variant)
        for tag in ("en", "pl", "so"):
            columns = facts.model.pick(place, TONGUE, fits=is_said("language", {tag}))
            if facts.model.count(columns) >= SMALLEST:
                yield _exactly(facts, columns)


def _tell_answers(facts: Facts, place: int, variant: str) -> Iterator[Line]:
    figures = facts.year.rounds[place].figures
    asked = figures.snapshot.form(variant).questions
    for question in (one.id for one in figures.questions if one.id in asked):
        for code in asked[question].codes:
            family = facts.model.family_of(place, question)
            fits = is_said(question, {code})
            yield _exactly(facts, facts.model.pick(place, family, variants=[variant], fits=fits))


def tell_teams_of_periods(facts: Facts) -> Iterator[Line]:
    """All that is ours, and each half-year and year every team that has five answers in it, in its words."""
    yield from facts.tell()
    for period in facts.year.periods:
        places = facts.places_of(period)
        answered = Counter(p.team for place in places for p in facts.year.rounds[place].people)
        for team, n in answered.items():
            if n >= SMALLEST:
                yield from _tell_team(facts, period, team, n)


def _tell_team(facts: Facts, period: PeriodFigures, team: str, n: int) -> Iterator[Line]:
    for question in period.lines.values():
        positive = tuple(
            column
            for place in facts.places_of(period)
            for column in facts.measured(place, question, [team], "positive")
        )
        shown = protect(facts.model.count(positive), n).range
        yield Line(positive, shown.low, shown.high)


def _exactly(facts: Facts, columns: Columns) -> Line:
    n = facts.model.count(columns)
    return Line(columns, n, n)
