"""Headlines: the page for the director, with a chart of the same figures."""

from collections.abc import Iterator, Sequence

from feedback.reports.headlines import Headline, say_rate, strongest, weakest
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Chart,
    Column,
    Contents,
    Page,
    Share,
    Value,
    columns,
    rate_or_words,
)
from feedback.reports.shown import RoundFigures, RowFigures
from feedback.reports.since import find_changes

LOW, SPAN, NAMES = "Low %", "Span %", "In the chart"
COLUMNS = (
    *columns(
        Questionnaire=23, Round=27, Measure=30, Figure=27, Base=8, Why_it_is_here=34, Change=24
    ),
    *columns(Low=8, High=8),
    Column(LOW, 8),
    Column("High %", 8),
    Column(SPAN, 8),
    Column(NAMES, 40),
)
MOST_CHARTED = 48  # bars that one chart holds and still can be read: eight rounds
NOTHING = "None of these rounds has enough answers to show."

Row = Sequence[Value]


def headlines(contents: Contents) -> Page:
    """How many took part, and the strongest and weakest core measures of each round."""
    rows: list[Row] = []
    charts: list[Chart] = []
    for questionnaire in dict.fromkeys(round_.questionnaire for round_ in contents.told):
        rounds = [r for r in contents.told if r.questionnaire == questionnaire]
        rows += [row for round_ in rounds for row in _take_up(round_)]
        first = len(rows)
        rows += [row for round_ in rounds for row in _measures(contents, round_)]
        if len(rows) > first:
            first = max(first, len(rows) - MOST_CHARTED)
            charts.append(_chart(rounds[-1].name, rows, first))
    return Page(
        name="Headlines",
        title="Headlines",
        says="How many took part in each round, and its three strongest and three weakest core measures, all teams together.",
        note="Every figure here also stands in By team. The charts below the table show the same figures.",
        columns=COLUMNS,
        rows=rows,
        nothing=NOTHING,
        charts=charts,
    )


def _take_up(round_: RoundFigures) -> Iterator[Row]:
    """Received and Rate of All teams."""
    row = round_.total
    if row is None:
        return
    why = "How many sent answers."
    yield _line(round_, "Received", row.received, NOT_APPLICABLE, why)
    yield _line(round_, "Rate", rate_or_words(row.rate), _asked(row), say_rate(row))


def _asked(row: RowFigures) -> Value:
    return row.rate.asked or NOT_APPLICABLE


def _line(round_: RoundFigures, name: str, figure: Value, base: Value, why: str) -> Row:
    rest = len(COLUMNS) - 6
    return [round_.questionnaire, round_.label, name, figure, base, why, *[NOT_APPLICABLE] * rest]


def _measures(contents: Contents, round_: RoundFigures) -> Iterator[Row]:
    """The strongest, then the weakest, with how the chart draws them."""
    total = round_.total
    changes = find_changes(round_, contents.before.get(round_.id))
    for headline in (*strongest(round_), *weakest(round_)):
        yield [
            round_.questionnaire,
            round_.label,
            headline.question.heading,
            headline.figure.words,
            headline.figure.positive.base or NOT_APPLICABLE,
            headline.why,
            changes.of(total, headline.question.id).words if total else NOT_APPLICABLE,
            *_numbers(headline),
            f"{headline.question.heading}, {round_.label}",
        ]


def _numbers(headline: Headline) -> Iterator[Value]:
    """Low, High, both in per cent, and what lies between them."""
    count = headline.figure.positive
    low, high, base = count.low or 0, count.high or 0, count.base or 1
    yield from (low, high)
    yield from (Share(low / base), Share(high / base), Share((high - low) / base))


def _chart(name: str, rows: Sequence[Row], first: int) -> Chart:
    last = len(rows) - 1
    said = "; ".join(f"{row[2]}, {row[1]}: {row[3]}" for row in rows[first:])
    return Chart(
        title=f"{name}: strongest and weakest core measures, all teams",
        says=f"Bars of the strongest and weakest core measures of {name}. {said}.",
        labels=NAMES,
        solid=LOW,
        striped=SPAN,
        first=first,
        last=last,
    )
