"""What may be said of a question that not everybody is asked, and which bases may be printed at all."""

from collections.abc import Collection, Sequence

from feedback.disclosure.asked import LEAST_ASKED, choose_word
from feedback.disclosure.bands import COUNTED_FROM, METHOD, Word, protect
from feedback.disclosure.groups import SMALLEST, Row
from feedback.disclosure.sizes import Sizes, sum_told, tell_sizes
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.definition import Band, Variant
from feedback.questionnaires.snapshot import Condition, Form, Question, Snapshot
from feedback.tallies import Counts, asked_of_all, get_same


def tell_variants(snapshot: Snapshot, counts: Counts) -> Sizes[str]:
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


def is_told_of_all(
    question: Question, snapshot: Snapshot, counts: Counts, sizes: Sizes[str]
) -> bool:
    """Whether everybody was asked `question`, and that is known: beforehand, or since all who used a variant are told."""
    if asked_of_all(_list_forms(snapshot, counts), question):
        return True
    received = sum(counts.people.values())
    everybody = counts.tally(question, teams=_list_teams(counts)).asked == received
    return (
        everybody
        and not _list_conditions(question, snapshot, counts)
        and _is_base_told(question, received, snapshot, counts, sizes)
    )


def list_asked_figures(
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    rows: Sequence[Row],
    records: Sequence[FigureRow],
    sizes: Sizes[str],
) -> list[FigureRecord]:
    """The figures of a `question` not put to everybody, for `rows` and all teams.

    Of one that a variant leaves out a row tells nothing: where four of five were asked, "4 to 5" would say of all four
    what they answered, to whoever knows who used which form.
    """
    if _list_conditions(question, snapshot, counts):
        return _list_led(question, snapshot, counts, rows, records)
    figures = [_figure(record, question, None) for record in records]
    if _is_left_out(question, snapshot, counts):
        _fill_total(figures[-1], question, snapshot, counts, sizes)
    return figures


def _fill_total(
    figure: FigureRecord, question: Question, snapshot: Snapshot, counts: Counts, sizes: Sizes[str]
) -> None:
    """All teams, out of those asked where their number is told. The rows tell nothing that it could be held against."""
    tally = counts.tally(question, teams=_list_teams(counts))
    if tally.asked < COUNTED_FROM:
        return
    if _is_base_told(question, tally.asked, snapshot, counts, sizes):
        shown = protect(tally.positive, tally.asked).range
        figure.base, figure.low, figure.high = tally.asked, shown.low, shown.high


def _list_led(
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    rows: Sequence[Row],
    records: Sequence[FigureRow],
) -> list[FigureRecord]:
    """The figures of a routed question: words without a base, and nothing of all teams.

    How many were asked it is how many gave the answers that lead to it: never told.
    """
    tallies = [counts.tally(question, teams=list_places(row)) for row in rows]
    words = [
        choose_word(tally.positive, tally.asked, row.count)
        if _may_show(question, snapshot, counts, list_places(row))
        else None
        for row, tally in zip(rows, tallies, strict=True)
    ]
    return [
        _figure(record, question, word)
        for record, word in zip(records, [*words, None], strict=True)
    ]


def _is_left_out(question: Question, snapshot: Snapshot, counts: Counts) -> bool:
    """Whether some leave `question` out, but not the standard form, and nobody is routed past it.

    Were there questions only for the one and questions only for the others, each would tell how many used both.
    """
    standard = snapshot.forms[Variant.STANDARD]
    return bool(
        get_same(standard, question)
        and not _list_conditions(question, snapshot, counts)
        and not asked_of_all(_list_forms(snapshot, counts), question)
    )


def _is_base_told(
    question: Question, asked: int, snapshot: Snapshot, counts: Counts, sizes: Sizes[str]
) -> bool:
    asking = [v.value for v, form in snapshot.forms.items() if get_same(form, question)]
    return is_base_told(asked, sum(counts.people.values()), asking, sizes)


def _list_teams(counts: Counts) -> set[int]:
    return {team for team, _, _ in counts.people}


def _list_forms(snapshot: Snapshot, counts: Counts) -> list[Form]:
    return [*snapshot.forms.values(), *counts.forms.values()]


def list_places(row: Row) -> list[int]:
    """The ids of the teams of `row`."""
    return [team.place for team in row.teams]


def _list_conditions(
    question: Question, snapshot: Snapshot, counts: Counts
) -> list[tuple[Form, Condition]]:
    """Where `question` is not put to everybody, and on what condition."""
    found = [(form, get_same(form, question)) for form in _list_forms(snapshot, counts)]
    return [(form, own.show_if) for form, own in found if own and own.show_if]


def _may_show(question: Question, snapshot: Snapshot, counts: Counts, teams: Sequence[int]) -> bool:
    """Whether a word for `teams` tells nothing new of the question that leads to a routed one.

    That it stands there says that so many or more were asked. Beside "about half of 12" (5 to 7) that would be
    the exact count, so what is already shown must say so: a core question of everybody, whose positive answers lead
    to this one in every variant that does not put it to all.
    """
    if not all(get_same(form, question) for form in _list_forms(snapshot, counts)):
        return False
    return all(
        _leads_openly(form, condition, snapshot, counts, teams)
        for form, condition in _list_conditions(question, snapshot, counts)
    )


def _leads_openly(
    form: Form, condition: Condition, snapshot: Snapshot, counts: Counts, teams: Sequence[int]
) -> bool:
    """Whether the row's word for the leading question says that enough were led on."""
    leading = form.questions[condition.question]
    if leading.id not in {question.id for question in snapshot.core_questions}:
        return False
    positive = {code for code, option in leading.codes.items() if option.band is Band.POSITIVE}
    forms = _list_forms(snapshot, counts)
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
