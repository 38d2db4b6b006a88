"""How much the core figures say: simulated councils answer every shipped questionnaire that children and parents get."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import pytest

from feedback.asked_figures import tell_variants
from feedback.config import read_settings
from feedback.disclosure.bands import LEAST_CUT
from feedback.disclosure.groups import Row, TeamCount, make_rows
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.definition import Band, Class
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.row_figures import list_figures
from feedback.tallies import Counts, asked_of_all
from feedback.versions import list_version_files
from tests.councils import read_forms

# About how many answer in a round, team by team: 35 in all, as our users have. The first four are one service.
MEANS = (9.5, 7.5, 6.0, 4.5, 3.0, 2.0, 1.5, 1.0)
VARIANTS = {
    "standard": 70,
    "easy-read": 22,
    "picture": 8,
}  # what 100 people use, where it is offered
SKIPS = 0.04
COUNCILS = 40
ALL = [
    read_forms(f"{path.parent.name}/{path.stem}")
    for path in list_version_files(read_settings({}).forms)
]
FORMS = {f"{one.questionnaire}@{one.version}": one for one in ALL if one.class_ is Class.ANONYMOUS}


@dataclass
class Said:
    """How many core figures there are, and how many say something; and how many questions a variant leaves out."""

    figures: int = 0
    saying: int = 0
    left_out: int = 0

    @property
    def share(self) -> float:
        """The part of the figures that say something."""
        return self.saying / self.figures


Tell = Callable[[Snapshot, Question, Counts, Sequence[Row]], list[FigureRecord]]


def tell_ours(
    snapshot: Snapshot, question: Question, counts: Counts, rows: Sequence[Row]
) -> list[FigureRecord]:
    """The rules as they are: what each row says of `question`, and all teams."""
    received = [row.count for row in rows]
    records = [FigureRow(received=n) for n in (*received, sum(received))]
    sizes = tell_variants(snapshot, counts)
    return list_figures(question, snapshot, counts, rows, records, sizes)


def tell_from_ten(
    snapshot: Snapshot, question: Question, counts: Counts, rows: Sequence[Row]
) -> list[FigureRecord]:
    """Control: the usual rule of other tools, which shows nothing of fewer than ten."""
    ours = tell_ours(snapshot, question, counts, rows)
    for row, figure in zip(rows, ours, strict=False):
        if row.count < LEAST_CUT:
            figure.low = None
    return ours


def says_something(figure: FigureRecord) -> bool:
    """At most 40 in 100 wide, and on one side of the half or at most 34 in 100 wide."""
    if figure.low is None or figure.high is None or not figure.base:
        return False
    wide, half = (figure.high - figure.low) / figure.base, figure.base / 2
    return wide <= 0.34 or (wide <= 0.4 and (figure.low >= half or figure.high <= half))


def draw_round(snapshot: Snapshot, dice: Random) -> tuple[Counts, list[Row]]:
    """30 to 40 answers of 8 teams, 80 to 90 in 100 of them good, with differences between the teams."""
    sizes = _draw_sizes(dice)
    cells: dict[tuple[tuple[int, int, str], str], Counter[str]] = {}
    people: Counter[tuple[int, int, str]] = Counter()
    for team, n in enumerate(sizes):
        likely = min(0.97, dice.uniform(0.8, 0.9) + dice.gauss(0, 0.04))
        for _ in range(n):
            used = [v.value for v in snapshot.forms]
            variant = dice.choices(used, [VARIANTS[v] for v in used])[0]
            people[team, 1, variant] += 1
            for question, code in _answer(snapshot, variant, likely, dice):
                cells.setdefault(((team, 1, variant), question), Counter())[code] += 1
    teams = [
        TeamCount(str(team), "A" if team < 4 else "B", None, team, n)
        for team, n in enumerate(sizes)
    ]
    forms = {(1, variant.value): form for variant, form in snapshot.forms.items()}
    return Counts(people, cells, forms), make_rows(teams)


def _draw_sizes(dice: Random) -> list[int]:
    while True:
        sizes = [sum(dice.random() < mean / 20 for _ in range(20)) for mean in MEANS]
        if 30 <= sum(sizes) <= 40:
            return sizes


def _answer(
    snapshot: Snapshot, variant: str, likely: float, dice: Random
) -> Iterator[tuple[str, str]]:
    core = {question.id for question in snapshot.core_questions}
    for question in snapshot.form(variant).questions.values():
        if question.id in core and dice.random() > SKIPS:
            good = [c for c, option in question.codes.items() if option.band is Band.POSITIVE]
            other = [code for code in question.codes if code not in good]
            yield question.id, dice.choice(good if dice.random() < likely else other)


def measure(snapshot: Snapshot, tell: Tell) -> Said:
    """What `tell` says in simulated councils, the same ones every time."""
    asked = [one for one in snapshot.core_questions if asked_of_all(snapshot.forms.values(), one)]
    said, dice = Said(left_out=len(snapshot.core_questions) - len(asked)), Random(35)
    for _ in range(COUNCILS):
        counts, rows = draw_round(snapshot, dice)
        for question in asked:
            figures = tell(snapshot, question, counts, rows)
            said.figures += len(figures)
            said.saying += sum(says_something(figure) for figure in figures)
    return said


@pytest.mark.parametrize("name", FORMS)
def test_nearly_all_core_figures_of_a_small_council_say_something(name: str) -> None:
    """Every row and all teams, 95 in 100 figures at least, of every core question that all variants ask."""
    said = measure(FORMS[name], tell_ours)
    print(f"{name}: {said.share:.1%} of {said.figures}, left out by a variant {said.left_out}")  # noqa: T201

    assert said.figures > 400
    assert said.share >= 0.95


@pytest.mark.parametrize("name", ["early-help-parent@1", "six-monthly-child@1", "exit-interview@1"])
def test_nothing_of_fewer_than_ten_says_too_little(name: str) -> None:
    """The measure works: by the usual rule most figures of so small a council are hidden."""
    said = measure(FORMS[name], tell_from_ten)
    print(f"{name}: {said.share:.1%} of {said.figures}")  # noqa: T201 - the figures of the run

    assert said.share < 0.7
