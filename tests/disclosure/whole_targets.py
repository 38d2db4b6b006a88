"""The counts of a year that somebody wants to know: of rows and teams, of who and how, of rounds and periods."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from feedback.disclosure.bands import COUNTED_FROM
from feedback.questionnaires.definition import Band
from tests.disclosure.whole_facts import Facts
from tests.disclosure.whole_model import ANY, SIZE, TOGETHER, TONGUE, WAY, Columns, Model
from tests.disclosure.whole_said import AGE, KNOWN, is_band, is_said, was_asked
from tests.disclosure.whole_survey import SKIPPED

BANDS = (Band.POSITIVE, Band.NEGATIVE, None)
BY_ROW = ((TONGUE, "language"), (WAY, "channel"), (WAY, "occasion"))


@dataclass(frozen=True)
class Target:
    """A count that somebody wants to know. `whole`: it is of what is shown as one; `word`: it is a word's."""

    columns: Columns
    whole: bool
    word: bool = False


def list_targets(facts: Facts) -> Iterator[Target]:
    """The true counts of one and two, each once, and the positive of every row in words."""
    found: dict[Columns, Target] = {}
    for target in _list_all(facts):
        held = found.get(target.columns)
        if held is None or (target.whole and not held.whole):
            found[target.columns] = target
    for target in found.values():
        if target.word or facts.model.count(target.columns) in (1, 2):
            yield target
    yield from _list_words(facts)


def _list_words(facts: Facts) -> Iterator[Target]:
    for place, round_ in enumerate(facts.year.rounds):
        for row in round_.figures.rows[:-1]:
            for question, figure in row.measures.items():
                if row.received < COUNTED_FROM and figure.positive.low is not None:
                    columns = facts.measured(place, question, row.teams_included, "positive")
                    yield Target(columns, whole=True, word=True)


def _list_all(facts: Facts) -> Iterator[Target]:
    for place in range(len(facts.year.rounds)):
        yield from _list_of_round(facts.model, place)
        yield from _list_of_people(facts.model, place)
    for period in facts.year.periods:
        places = facts.places_of(period)
        groups = [row.teams_included for row in period.rows]
        for question in period.lines.values():
            rounds = [place for place in places if _was_put(facts.model, place, question)]
            for group, whole in _with_parts(groups) if rounds else ():
                yield from _list_bands(facts.model, rounds, question, group, whole=whole)


def _was_put(model: Model, place: int, question: str) -> bool:
    """Whether anybody of a round used a variant that asks `question`: that nobody did is told, and is no secret then."""
    form = model.rounds[place].figures.snapshot.form
    return any(question in form(one.variant).questions for one in model.rounds[place].people)


def _with_parts(groups: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Each group, which is shown, and each team in it, which is not by itself."""
    for group in groups:
        yield group, True
        yield from (((team,), False) for team in group)


def _list_bands(
    model: Model, places: Sequence[int], question: str, teams: Sequence[str], *, whole: bool
) -> Iterator[Target]:
    """Who said something positive, negative or neither, and two of these together."""
    for n in (1, 2):
        for bands in combinations(BANDS, n):
            columns: list[int] = []
            for place in places:
                fits = is_band(model.rounds[place].figures.snapshot, question, bands)
                here = [team for team in teams if team in model.teams(place)]
                if here:
                    columns += model.pick(
                        place, model.family_of(place, question), teams=here, fits=fits
                    )
            yield Target(tuple(columns), whole)


def _list_of_round(model: Model, place: int) -> Iterator[Target]:
    """Rows and teams, what they said of core questions and how many used a variant; both crossed."""
    figures = model.rounds[place].figures
    groups = list(_with_parts(row.teams_included for row in figures.rows))
    asked = [q.id for q in figures.questions if _was_put(model, place, q.id)]
    for question, (group, whole) in product(asked, groups):
        yield from _list_bands(model, [place], question, group, whole=whole)
        family = model.family_of(place, question)
        if question in TOGETHER:
            yield Target(model.pick(place, family, teams=group, fits=was_asked(question)), whole)
        for variant in model.variants(place):
            form = figures.snapshot.form(variant)
            for code in form.questions[question].codes if question in form.questions else ():
                fits = is_said(question, {code})
                of_all = len(group) == len(model.teams(place))
                columns = model.pick(place, family, teams=group, variants=[variant], fits=fits)
                yield Target(columns, whole and of_all)
    if len({person.variant for person in model.rounds[place].people}) > 1:
        # That everybody used the same variant is told, and is no secret then.
        for (group, whole), variant in product(groups, model.variants(place)):
            yield Target(model.pick(place, SIZE, teams=group, variants=[variant]), whole)


def _list_of_people(model: Model, place: int) -> Iterator[Target]:
    """Who they are, and what was said by variant to all other questions."""
    figures = model.rounds[place].figures
    families = [f for f in model.families(place) if f not in {q.id for q in figures.questions}]
    for family, variant in product(families, model.variants(place)):
        codes = sorted({said[family] for said, _ in model.cells[place, family, ANY, variant]})
        for chosen in (*combinations(codes, 1), *combinations(codes, 2)):
            fits = is_said(family, chosen)
            yield Target(model.pick(place, family, variants=[variant], fits=fits), whole=True)
    for code in ("8-10", "11-13", "14-15", SKIPPED):
        yield Target(model.pick(place, AGE, fits=is_said(AGE, {code})), whole=True)
    for row, (family, name) in product(figures.rows, BY_ROW):
        for code in KNOWN[name]:
            fits = is_said(name, {code})
            yield Target(model.pick(place, family, teams=row.teams_included, fits=fits), whole=True)
