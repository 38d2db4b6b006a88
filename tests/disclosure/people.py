"""Made-up people of one round, and what the real rules publish of them together: rows, totals and every cut."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from feedback.asked_figures import tell_variants
from feedback.counting import PersonCounts
from feedback.disclosure.bands import Range, Word
from feedback.disclosure.groups import Row, TeamCount, make_rows
from feedback.disclosure.sizes import Sizes
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.option_figures import OTHER, tell_options, tell_people
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.snapshot import NOT_ASKED, SKIPPED, Measure, Question, Snapshot
from feedback.row_figures import list_figures
from feedback.tallies import Counts
from tests.councils import YES_NO, make_snapshot, rebuild

VARIANTS = ("standard", "easy-read", "picture")
YES, NO = "yes", "no"


class Person(NamedTuple):
    """Somebody's answers. SKIPPED where they gave none, NOT_ASKED where they were not asked."""

    team: int
    variant: str
    core: str  # a core question of everybody
    some: str = NOT_ASKED  # a core question that easy read leaves out
    more: str = NOT_ASKED  # another one, that pictures leave out too
    led: str = NOT_ASKED  # a core question put to those who said yes to `core`
    age: str = SKIPPED
    helped: str = SKIPPED
    language: str = "en"


Condition = tuple[tuple[str, frozenset[object]], ...]


class Fact(NamedTuple):
    """What is published: how many people answer to `where`, less or more those of `also` by `times`."""

    where: Condition
    low: float
    high: float
    also: Condition = ()
    times: float = 0.0


Published = tuple[Fact, ...]


def where(**values: object) -> Condition:
    """A condition: each named answer is one of these."""
    return tuple(
        (name, frozenset(one) if isinstance(one, set | frozenset | tuple) else frozenset({one}))
        for name, one in values.items()
    )


def fits(person: Person, condition: Condition) -> bool:
    """Whether `person` answers to `condition`."""
    return all(getattr(person, name) in values for name, values in condition)


def make_survey(*, variants: int = 2) -> Snapshot:
    """The questionnaire of `Person`, in so many variants. Easy read leaves `some` and `more` out, pictures `more` and age."""
    base = make_snapshot(without=["know", "listened", "chaired", "venue", "ticked", "best"])
    standard = base.forms[Variant.STANDARD]
    service, person = standard.parts
    forms = {}
    for name in VARIANTS[:variants]:
        asked = (*_core(name),)
        about = [q for q in person.questions if name != "picture"]
        forms[Variant(name)] = rebuild(
            standard,
            variant=Variant(name),
            parts=(
                rebuild(service, questions=asked),
                rebuild(person, id="help", about="help", questions=(_question("helped", None),)),
                rebuild(person, questions=tuple(about)),
            ),
        )
    measures = {
        f"m.{id_}": Measure(title=id_, core=True, theme="voice")
        for id_ in ("core", "some", "more", "led")
    }
    return rebuild(base, forms=forms, measures=measures)


def _core(variant: str) -> Iterator[Question]:
    yield _question("core", "m.core")
    if variant != "easy-read":
        yield _question("some", "m.some")
    if variant == "standard":
        yield _question("more", "m.more")
    yield rebuild(
        _question("led", "m.led"),
        show_if={"question": "core", "codes": (YES,), "words": "If yes."},
    )


def _question(id_: str, measure: str | None) -> Question:
    return Question(id=id_, kind=Kind.CHOICE, text=id_, measure=measure, options=YES_NO)


def count(snapshot: Snapshot, people: Iterable[Person]) -> tuple[Counts, PersonCounts]:
    """The counts that the closing would make of `people`."""
    people = list(people)
    cells: dict[tuple[tuple[int, int, str], str], Counter[str]] = {}
    for one in people:
        for id_ in ("core", "some", "more", "led", "helped"):
            if id_ in snapshot.form(one.variant).questions:
                code = getattr(one, id_)
                cell = (one.team, 1, one.variant)
                cells.setdefault((cell, id_), Counter())[code] += code != SKIPPED
    used = Counter((one.team, 1, one.variant) for one in people)
    forms = {(1, variant.value): form for variant, form in snapshot.forms.items()}
    ages = Counter(one.age for one in people if one.age not in (SKIPPED, NOT_ASKED))
    about = PersonCounts(
        equality={"eq_age": ages},
        variant=Counter(one.variant for one in people),
        language=Counter(one.language for one in people),
        channel={},
    )
    return Counts(used, cells, forms), about


def rows_of(people: Iterable[Person]) -> list[Row]:
    """The rows that are shown."""
    sizes = Counter(one.team for one in people)
    return make_rows(TeamCount(str(team), "A", None, team, n) for team, n in sizes.items())


def publish(snapshot: Snapshot, people: Sequence[Person]) -> Published:
    """Everything the rules tell of `people`, and how many answered in each team, which an attacker may know."""
    counts, about = count(snapshot, people)
    rows = rows_of(people)
    facts, totals = publish_rows(snapshot, counts, rows)
    sizes = tell_variants(snapshot, counts)
    return (*list_teams(people), *facts, *_cut_facts(snapshot, counts, about, totals, sizes))


def list_teams(people: Iterable[Person]) -> list[Fact]:
    """How many answered in each team."""
    return [Fact(where(team=t), n, n) for t, n in Counter(one.team for one in people).items()]


def publish_rows(
    snapshot: Snapshot, counts: Counts, rows: Sequence[Row]
) -> tuple[list[Fact], dict[str, Range]]:
    """What rows and all teams say of each core question, and what all teams say as ranges."""
    facts, totals = [], {}
    received = sum(row.count for row in rows)
    for question in snapshot.core_questions:
        figures = tell_figures(snapshot, question, counts, rows)
        for row, figure in zip(rows, figures, strict=False):
            teams = frozenset(t.place for t in row.teams)
            facts += _row_facts(question.id, teams, row.count, figure)
        facts += _row_facts(question.id, None, received, figures[-1])
        if figures[-1].low is not None and figures[-1].high is not None:
            totals[question.id] = Range(figures[-1].low, figures[-1].high)
    return facts, totals


def tell_figures(
    snapshot: Snapshot, question: Question, counts: Counts, rows: Sequence[Row]
) -> list[FigureRecord]:
    """The figures of `rows` and of all teams."""
    received = [row.count for row in rows]
    records = [FigureRow(received=n) for n in (*received, sum(received))]
    sizes = tell_variants(snapshot, counts)
    return list_figures(question, snapshot, counts, rows, records, sizes)


def _row_facts(
    question: str, teams: frozenset[int] | None, received: int, figure: FigureRecord
) -> Iterator[Fact]:
    whose = where(team=teams) if teams else ()
    asked = (*whose, *where(**{question: frozenset({YES, NO, SKIPPED})}))
    yes, no = (*whose, *where(**{question: YES})), (*whose, *where(**{question: NO}))
    if figure.base is not None:
        yield Fact(asked, figure.base, figure.base)
    if figure.low is not None:
        yield Fact(yes, figure.low, figure.high or 0)
    if figure.negative_low is not None:
        yield Fact(no, figure.negative_low, figure.negative_high or 0)
    if figure.of_those_asked and figure.base is None and teams:
        yield from _word_facts(asked, yes, received, figure.word)


def _word_facts(
    asked: Condition,
    yes: Condition,
    received: int,
    word: str | None,
) -> Iterator[Fact]:
    """What a word without a base says, as lines: the half, and how near all or nobody."""
    if word is None:
        return
    edge = 1 if received <= 14 else 2 if received < 20 else received // 10
    yield Fact(asked, 7, received)
    half = {Word.SOME: (-received, 0.0), Word.MOST: (0.5, received)}
    if word in half:
        yield Fact(yes, *half[Word(word)], also=asked, times=-0.5)
    if word == Word.ALL:
        yield Fact(yes, -edge, 0, also=asked, times=-1.0)
    if word == Word.MOST:
        yield Fact(yes, -received, -2, also=asked, times=-1.0)
    if word == Word.SOME:
        yield Fact(yes, 2, received)
    if word == Word.FEW:
        yield Fact(yes, 0, edge)


def _cut_facts(
    snapshot: Snapshot,
    counts: Counts,
    about: PersonCounts,
    totals: dict[str, Range],
    sizes: Sizes[str],
) -> Iterator[Fact]:
    for variant, question, asked, shown in tell_options(snapshot, counts, totals, sizes):
        put_to = where(variant=variant, **{question: frozenset({YES, NO, SKIPPED})})
        yield from _told(shown, asked, question, put_to, where(variant=variant))
    for item, asked, shown in tell_people(snapshot, about, sizes):
        if item == "variant":
            unused = [name for name in sizes if name not in shown]
            yield from (Fact(where(variant=name), 0, 0) for name in unused)
        name = "age" if item == "eq_age" else item
        yield from _told(shown, asked, name, (("age", AGES),) if name == "age" else (), ())


def _told(
    shown: Mapping[str, Range | None], asked: int, name: str, put_to: Condition, whose: Condition
) -> Iterator[Fact]:
    """The base, and each answer that is told."""
    if any(shown.values()):
        yield Fact(put_to, asked, asked)
    for code, range_ in shown.items():
        if range_ and code not in (OTHER, "ns"):
            yield Fact((*whose, *where(**{name: code})), range_.low, range_.high)


AGES: frozenset[object] = frozenset({"8-10", "11-13", "14-15", SKIPPED})
