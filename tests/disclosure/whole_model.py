"""One model of a whole year: an unknown for each kind of person, and every number that anything tells as a line over them.

What is looked at together stands in one family: a routed question with the one that leads to it, by team and variant.
Families of a round share how many of each team used each variant, or their sums. They hang on each other like a tree, so
numbers that fit each family and what it shares fit some whole council: nothing is lost by not crossing everything.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import Snapshot
from tests.disclosure.whole_said import (
    AGE,
    Fits,
    Said,
    age_of,
    anything,
    list_pairs,
    list_said,
    no_words,
    teller,
    telling,
)
from tests.disclosure.whole_survey import Person
from tests.disclosure.whole_year import WholeRound

SIZE, TONGUE, WAY = "size", "language", "way"  # families that are not of a question
WHO = ("language", "wrote")
HOW = ("channel", "occasion")
ANY = ""  # a family that is not looked at by team, or not by variant
TOGETHER = {"chaired": "know"}  # a routed question stands in the family of the one that leads to it
Columns = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """So many people are among `columns`, less or more those among `also` by `times`."""

    columns: Columns
    low: float
    high: float
    also: Columns = ()
    times: float = 0.0


@dataclass
class Model:
    """The unknowns of so many rounds. `truly` is how many each one truly has, which no solver sees."""

    rounds: Sequence[WholeRound]
    truly: list[int] = field(default_factory=list)
    cells: dict[tuple[int, str, str, str], list[tuple[dict[str, str], int]]] = field(
        default_factory=dict
    )
    lines: list[Line] = field(default_factory=list)  # what everybody knows before anything is told

    def __post_init__(self) -> None:
        self._families = [self._list_families(one.figures.snapshot) for one in self.rounds]
        self._core = {q.id for q in self.rounds[0].figures.snapshot.core_questions}
        for place, round_ in enumerate(self.rounds):
            self._add_round(place, round_)

    def pick(
        self,
        place: int,
        family: str,
        *,
        teams: Iterable[str] | None = None,
        variants: Iterable[str] | None = None,
        fits: Fits = anything,
    ) -> Columns:
        """The unknowns of a family of a round, of some teams and variants, that fit."""
        of_teams = [ANY] if self._scope(family)[0] is False else teams or self.teams(place)
        of_variants = [ANY] if self._scope(family)[1] is False else variants or self.variants(place)
        return tuple(
            column
            for team, variant in product(of_teams, of_variants)
            for said, column in self.cells[place, family, team, variant]
            if fits(variant, said)
        )

    def count(self, columns: Iterable[int]) -> int:
        """How many people there truly are among `columns`."""
        return sum(self.truly[column] for column in columns)

    def teams(self, place: int) -> tuple[str, ...]:
        """Every team of a round, as its row All teams names them."""
        return self.rounds[place].figures.rows[-1].teams_included

    def variants(self, place: int) -> list[str]:
        """Every variant on offer in a round."""
        return [variant.value for variant in self.rounds[place].figures.snapshot.forms]

    def families(self, place: int) -> dict[str, tuple[str, ...]]:
        """The families of questions of a round: what is told by team first, and of what each consists."""
        return self._families[place]

    def _list_families(self, snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
        core = [question.id for question in snapshot.core_questions]
        own = [name for name in core if name not in TOGETHER]
        found = {
            n: (n, *(led for led, by in TOGETHER.items() if by == n and led in core)) for n in own
        }
        standard = next(iter(snapshot.forms.values()))
        for question in (*standard.about("service"), *standard.about("help")):
            if question.kind is Kind.CHOICES:
                found |= {
                    f"{question.id}={code}": (f"{question.id}={code}",) for code in question.codes
                }
            elif question.kind is Kind.CHOICE and question.id not in core:
                found[question.id] = (question.id,)
        return found

    def family_of(self, place: int, question: str) -> str:
        """The family that a question is looked at in."""
        families = self.families(place)
        return next(name for name, questions in families.items() if question in questions)

    def _scope(self, family: str) -> tuple[bool, bool]:
        """Whether a family is looked at by team, and whether by variant."""
        if family in (TONGUE, WAY):
            return True, False
        return family == SIZE or family in self._core, True

    def _add_round(self, place: int, round_: WholeRound) -> None:
        snapshot, people = round_.figures.snapshot, round_.people
        self._add_family(place, SIZE, {v: [()] for v in self.variants(place)}, no_words)
        for family, questions in self.families(place).items():
            said = {v: list_said(snapshot, v, questions) for v in self.variants(place)}
            self._add_family(place, family, said, teller(snapshot, questions))
        ages = {v: list_said(snapshot, v, (AGE,)) for v in self.variants(place)}
        self._add_family(place, AGE, ages, age_of(snapshot))
        self._add_family(place, TONGUE, {ANY: list_pairs(WHO)}, telling(WHO))
        self._add_family(place, WAY, {ANY: list_pairs(HOW)}, telling(HOW))
        for team in self.teams(place):
            n = sum(person.team == team for person in people)
            self.lines.append(Line(self.pick(place, SIZE, teams=[team]), n, n))

    def _add_family(
        self,
        place: int,
        family: str,
        said: dict[str, list[Said]],
        tell: Callable[[Person], Said],
    ) -> None:
        by_team, _ = self._scope(family)
        counted: dict[tuple[str, str, Said], int] = {}
        for person in self.rounds[place].people:
            variant = ANY if ANY in said else person.variant
            key = (person.team if by_team else ANY, variant, tell(person))
            counted[key] = counted.get(key, 0) + 1
        for team, variant in product(self.teams(place) if by_team else [ANY], said):
            cells = self.cells[place, family, team, variant] = []
            for one in said[variant]:
                cells.append((dict(one), len(self.truly)))
                self.truly.append(counted.pop((team, variant, one), 0))
            self._tie(place, family, team, variant)
        assert not counted, counted

    def _tie(self, place: int, family: str, team: str, variant: str) -> None:
        """However a family is looked at, it has as many people as used the variant in the team."""
        if family == SIZE:
            return
        sizes = self.pick(
            place, SIZE, teams=[team] if team else None, variants=[variant] if variant else None
        )
        own = tuple(column for _, column in self.cells[place, family, team, variant])
        self.lines.append(Line(own, 0, 0, also=sizes, times=-1.0))
