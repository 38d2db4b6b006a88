"""What stands at the top of a round: how many took part, and its strongest and weakest core measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from feedback.reports.shown import CoreQuestion, MeasureFigure, RoundFigures, RowFigures, percent

MOST = 3  # strongest and weakest that are named


@dataclass(frozen=True)
class Headline:
    """A core measure that is named at the top, with its place among the strongest or the weakest."""

    question: CoreQuestion
    figure: MeasureFigure
    strong: bool
    place: int

    @property
    def least(self) -> int:
        """The lowest share it can be, in whole per cent: what it is ranked by."""
        return percent(self.figure.positive.low or 0, self.figure.positive.base or 1)

    @property
    def why(self) -> str:
        """Why it is named."""
        kind = "Strongest" if self.strong else "Weakest"
        return f"{kind}, number {self.place}: at least {self.least}% positive."


def strongest(round_: RoundFigures) -> tuple[Headline, ...]:
    """Up to three core measures of All teams with the highest lowest share, strongest first."""
    told = _told(round_)
    order = sorted(range(len(told)), key=lambda place: (-_lowest_share(told[place][1]), place))
    first = order[: min(MOST, (len(told) + 1) // 2)]
    return _headlines([told[place] for place in first], strong=True)


def weakest(round_: RoundFigures) -> tuple[Headline, ...]:
    """Up to three others with the lowest share, weakest first. None is among the strongest too."""
    named = {headline.question.id for headline in strongest(round_)}
    told = [(question, figure) for question, figure in _told(round_) if question.id not in named]
    order = sorted(range(len(told)), key=lambda place: (_lowest_share(told[place][1]), place))
    return _headlines([told[place] for place in order[:MOST]], strong=False)


def say_rate(row: RowFigures) -> str:
    """What the rate of `row` is of."""
    if row.due:
        return f"Received of {row.due} due."
    if row.given_out:
        due = "how many were due is not recorded" if row.due is None else "none were due"
        return f"Received of {row.given_out} given out; {due}."
    return "Neither due nor given out is recorded." if row.due is None else "None were due."


def _told(round_: RoundFigures) -> list[tuple[CoreQuestion, MeasureFigure]]:
    """The core measures of which All teams says something, in the order of the questionnaire."""
    if round_.total is None:
        return []
    figures = ((q, round_.total.measures.get(q.id)) for q in round_.questions)
    return [(q, f) for q, f in figures if f and f.positive.low is not None and f.positive.base]


def _lowest_share(figure: MeasureFigure) -> Fraction:
    return Fraction(figure.positive.low or 0, figure.positive.base or 1)


def _headlines(
    told: Sequence[tuple[CoreQuestion, MeasureFigure]], *, strong: bool
) -> tuple[Headline, ...]:
    return tuple(
        Headline(question, figure, strong, place)
        for place, (question, figure) in enumerate(told, start=1)
    )
