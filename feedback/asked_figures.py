"""What may be said of a question that not everybody is asked, and which bases may be printed at all."""

from collections.abc import Collection, Sequence

from feedback.disclosure.asked import LEAST_ASKED, choose_word
from feedback.disclosure.bands import COUNTED_FROM, METHOD, Range, Word, protect
from feedback.disclosure.groups import SMALLEST, Row
from feedback.disclosure.room import LeftOut, RoomRow, may_tell
from feedback.disclosure.sizes import Sizes, sum_told, tell_sizes
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.definition import Band, Variant
from feedback.questionnaires.snapshot import Condition, Form, Question, Snapshot
from feedback.tallies import Counts, asked_of_all, get_same


def tell_variants(snapshot: Snapshot, counts: Counts, rows: Sequence[Row]) -> Sizes[str]:
    """How many used each variant, as far as it may be told beside what `rows` say: the base of every figure by variant."""
    used: dict[str, int] = {variant.value: 0 for variant in snapshot.forms}
    for (_, _, variant), n in counts.people.items():
        used[variant] = used.get(variant, 0) + n
    left_out, room = _list_room(snapshot, counts, rows)
    told = tell_sizes(used)
    return told if may_tell(told, left_out, room) else dict.fromkeys(used)


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
    """The figures of a `question` not put to everybody, for `rows` and all teams."""
    if _list_conditions(question, snapshot, counts):
        return _list_led(question, snapshot, counts, rows, records)
    figures = [_figure(record, question, None) for record in records]
    if not _is_left_out(question, snapshot, counts):
        return figures
    ranges = [_protect(question, counts, row) for row in rows]
    for figure, row, range_ in zip(figures, rows, ranges, strict=False):
        figure.base, figure.low, figure.high = row.count, range_.low, range_.high
    _fill_total(figures[-1], question, snapshot, counts, ranges, sizes)
    return figures


def _fill_total(
    figure: FigureRecord,
    question: Question,
    snapshot: Snapshot,
    counts: Counts,
    ranges: Sequence[Range],
    sizes: Sizes[str],
) -> None:
    """All teams: the sum of its rows, which tells nothing new, out of those asked where their number is told."""
    received = sum(counts.people.values())
    if received < COUNTED_FROM:
        return
    asked = counts.tally(question, teams=_list_teams(counts)).asked
    told = asked >= COUNTED_FROM and _is_base_told(question, asked, snapshot, counts, sizes)
    figure.base = asked if told else received
    figure.low = sum(range_.low for range_ in ranges)
    figure.high = min(sum(range_.high for range_ in ranges), figure.base)


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


def _list_room(
    snapshot: Snapshot, counts: Counts, rows: Sequence[Row]
) -> tuple[dict[LeftOut, int], list[RoomRow]]:
    """How many were left out of which questions, and what each of `rows` says of those."""
    questions: dict[LeftOut, list[Question]] = {}
    for question in snapshot.core_questions:
        if _is_left_out(question, snapshot, counts):
            questions.setdefault(_leaves_out(question, snapshot, counts), []).append(question)
    left_out = {
        keys: sum(n for (_, *key), n in counts.people.items() if tuple(key) in keys)
        for keys in questions
    }
    return left_out, [
        RoomRow(row.count, {keys: _reach(asked, counts, row) for keys, asked in questions.items()})
        for row in rows
    ]


def _reach(questions: Sequence[Question], counts: Counts, row: Row) -> Range:
    ranges = [_protect(question, counts, row) for question in questions]
    return Range(max(r.low for r in ranges), max(r.high for r in ranges))


def _protect(question: Question, counts: Counts, row: Row) -> Range:
    """The class of the positive of everybody in `row`: who was not asked counts as who skipped does."""
    return protect(counts.tally(question, teams=list_places(row)).positive, row.count).range


def _leaves_out(question: Question, snapshot: Snapshot, counts: Counts) -> LeftOut:
    """The forms, by version and variant, in use or on offer, that do not ask `question`."""
    offered = {(0, variant.value): form for variant, form in snapshot.forms.items()}
    forms = {**offered, **counts.forms}
    return frozenset(key for key, form in forms.items() if not get_same(form, question))


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
