"""What may be said of a question that not everybody is asked, and which bases may be printed at all."""

from collections.abc import Collection, Iterable, Sequence

from feedback.disclosure.asked import LEAST_ASKED, AskedRow, choose_word, protect_asked_total
from feedback.disclosure.bands import COUNTED_FROM, METHOD, Word, protect
from feedback.disclosure.groups import SMALLEST, Row
from feedback.disclosure.sizes import Sizes, sum_told, tell_sizes
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.definition import Band
from feedback.questionnaires.snapshot import Condition, Form, Question, Snapshot
from feedback.tallies import Counts, Tally, asked_of_all, get_same


def tell_variants(snapshot: Snapshot, counts: Counts) -> dict[str, int | None]:
    """How many used each variant, as far as it may be told: the base of every figure by variant."""
    used: dict[str, int] = {variant.value: 0 for variant in snapshot.forms}
    for (_, _, variant), n in counts.people.items():
        used[variant] = used.get(variant, 0) + n
    return tell_sizes(used)


def is_base_told(asked: int, received: int, variants: Collection[str], sizes: Sizes[str]) -> bool:
    """Whether the base of what `variants` ask may be printed: it says nothing that `sizes` do not.

    People of an older version may not have been asked either: those must be none, or five and more.
    """
    offered = sum_told(sizes, variants, received)
    if offered is None:
        return False
    return not (0 < received - asked < SMALLEST or 0 < offered - asked < SMALLEST)


def list_asked_figures(
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    rows: Sequence[Row],
    records: Sequence[FigureRow],
) -> list[FigureRecord]:
    """The figures of `question` for `rows` and all teams: words without a base, and a total where it may stand."""
    conditions = _list_conditions(question, [*snapshot.forms.values(), *counts.forms.values()])
    tallies = [counts.tally(question, teams=list_places(row)) for row in rows]
    words = [
        choose_word(tally.positive, tally.asked, row.count)
        if _may_show(question, conditions, snapshot, counts, list_places(row))
        else None
        for row, tally in zip(rows, tallies, strict=True)
    ]
    figures = [
        _figure(record, question, word) for record, word in zip(records, words, strict=False)
    ]
    # How many were asked a routed question is how many gave the answers that lead to it: never told.
    total = _figure(records[-1], question, None)
    if not conditions:
        told = [AskedRow(row.count, word) for row, word in zip(rows, words, strict=True)]
        _fill_total(total, question, snapshot, counts, sum(tallies, Tally()), told)
    return [*figures, total]


def list_places(row: Row) -> list[int]:
    """The ids of the teams of `row`."""
    return [team.place for team in row.teams]


def _fill_total(
    figure: FigureRecord,
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    total: Tally,
    rows: Sequence[AskedRow],
) -> None:
    received = sum(counts.people.values())
    asking = [v.value for v, form in snapshot.forms.items() if get_same(form, question)]
    sizes = tell_variants(snapshot, counts)
    if total.asked < COUNTED_FROM or not is_base_told(total.asked, received, asking, sizes):
        return
    shown = protect_asked_total(total.positive, total.asked, rows)
    figure.base, figure.low, figure.high = total.asked, shown.low, shown.high


def _list_conditions(question: Question, forms: Iterable[Form]) -> list[tuple[Form, Condition]]:
    """Where `question` is not put to everybody, and on what condition."""
    found = [(form, get_same(form, question)) for form in forms]
    return [(form, own.show_if) for form, own in found if own and own.show_if]


def _may_show(
    question: Question,
    conditions: Sequence[tuple[Form, Condition]],
    snapshot: Snapshot,
    counts: Counts,
    teams: Sequence[int],
) -> bool:
    """Whether a word for `teams` tells nothing new of the question that leads to a routed one.

    That it stands there says that so many or more were asked. Beside "about half of 12" (5 to 7) that would be
    the exact count, so what is already shown must say so: a core question of everybody, whose positive answers lead
    to this one in every variant that does not put it to all.
    """
    forms = [*snapshot.forms.values(), *counts.forms.values()]
    if conditions and not all(get_same(form, question) for form in forms):
        return False
    return all(
        _leads_openly(form, condition, snapshot, counts, teams) for form, condition in conditions
    )


def _leads_openly(
    form: Form, condition: Condition, snapshot: Snapshot, counts: Counts, teams: Sequence[int]
) -> bool:
    """Whether the row's word for the leading question says that enough were led on."""
    leading = form.questions[condition.question]
    if leading.id not in {question.id for question in snapshot.core_questions}:
        return False
    positive = {code for code, option in leading.codes.items() if option.band is Band.POSITIVE}
    forms = [*snapshot.forms.values(), *counts.forms.values()]
    if set(condition.codes) != positive or not asked_of_all(forms, leading):
        return False
    tally = counts.tally(leading, teams=teams)
    return protect(tally.positive, tally.asked).range.low >= LEAST_ASKED


def _figure(record: FigureRow, question: Question, word: Word | None) -> FigureRecord:
    return FigureRecord(
        row_id=record.id,
        question=question.id,
        of_those_asked=True,
        word=word.value if word else None,
        method=METHOD,
    )
