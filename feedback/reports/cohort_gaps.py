"""Who is missing: the shares of those who answered beside the shares of the cohort, from what is shown alone.

An answer is compared only where its count is shown, and a gap is told only where everything that the shown
ranges and the rounding of the cohort leave open lies on one side. So nothing here says more than its row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.cohorts import STEP, Answer
from feedback.questionnaires.definition import Audience
from feedback.reports.shown import HIDDEN, OptionFigure, RoundFigures, percent

LEAST_MISSING = 5  # points from which a group is named as missing
NO_KIND = ("ns", "rns", "skipped")  # answers that say nothing of who somebody is
OF_SYSTEM = ("variant", "language", "occasion")  # nobody was asked
ROUNDED = STEP // 2
WHO = {Audience.CHILD: "children and young people", Audience.PARENT: "parents and carers"}


class Silence(StrEnum):
    """Why an answer is not compared."""

    HIDDEN = HIDDEN
    NO_KIND = "[z]"
    NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Span:
    """The least and the most that a share can be, each as a count and its base."""

    low: tuple[int, int]
    high: tuple[int, int]

    def is_below(self, other: "Span") -> bool:
        """Whether all of it is less than all of `other`."""
        return self.high[0] * other.low[1] < other.low[0] * self.high[1]

    @property
    def words(self) -> str:
        """ "8%" or "6 to 8%"."""
        low, high = percent(*self.low), percent(*self.high)
        return f"{low}%" if low == high else f"{low} to {high}%"


@dataclass(frozen=True)
class Compared:
    """One answer of who answered beside its cohort: `share` is of those who said it, `points` how many too few or many."""

    answer: OptionFigure
    silence: Silence | None = None
    share: Span | None = None
    cohort: int | None = None
    of: int = 0
    points: tuple[int, int] | None = None  # least and most; below 0 is fewer than there are

    @property
    def cohort_percent(self) -> int | None:
        """The share of the cohort in whole per cent."""
        return None if self.cohort is None or not self.of else percent(self.cohort, self.of)

    @property
    def gap(self) -> str:
        """ "13 points fewer", "2 to 4 points more" or "none that is sure"."""
        if self.silence:
            return self.silence.value
        if not self.points:
            return "none that is sure"
        least, most = sorted(map(abs, self.points))
        number = f"{least}" if least == most else f"{least} to {most}"
        unit = "point" if number == "1" else "points"
        return f"{number} {unit} {'fewer' if self.points[0] < 0 else 'more'}"


def compare_people(round_: RoundFigures) -> list[Compared]:
    """Every line of who answered, beside the cohort that was entered for the round's year."""
    return [_compare(one, round_.people, round_.cohort) for one in round_.people]


def say_missing(round_: RoundFigures) -> str:
    """One sentence about who is missing most; "" where nothing can be compared."""
    told = [one for one in compare_people(round_) if not one.silence]
    missing = [one for one in told if one.points and one.points[1] <= -LEAST_MISSING]
    if not missing:
        return "No group is sure to be missing by 5 points or more." if told else ""
    worst = min(missing, key=lambda one: (one.points or (0, 0))[1])
    assert worst.share is not None
    who = WHO[round_.snapshot.audience]
    return (
        f"Fewer answered “{worst.answer.label}” to “{worst.answer.text}” than there are: "
        f"{worst.share.words} of those who said, {worst.cohort_percent}% of {who}."
    )


def _compare(
    answer: OptionFigure, people: Sequence[OptionFigure], cohort: Mapping[Answer, int]
) -> Compared:
    if answer.question in OF_SYSTEM or answer.option in NO_KIND:
        return Compared(answer, Silence.NO_KIND)
    if answer.count.low is None:
        return Compared(answer, Silence.HIDDEN)
    item = [one for one in people if one.question == answer.question]
    kinds = [one.option for one in item if one.option not in NO_KIND]
    counts = {code: count for (of, code), count in cohort.items() if of == answer.question}
    if set(kinds) != set(counts) or not sum(counts.values()):
        return Compared(answer, Silence.NOT_RECORDED)
    share = _share_of(answer, item)
    if share is None:
        return Compared(answer, Silence.HIDDEN)
    own, total = counts[answer.option], sum(counts.values())
    points = _find_gap(share, own, total, others=len(counts) - 1)
    return Compared(answer, None, share, own, total, points)


def _share_of(answer: OptionFigure, item: Sequence[OptionFigure]) -> Span | None:
    """The share of those who said who they are: how many that were is told by the lines beside it, or bounded."""
    base, low, high = answer.count.base, answer.count.low, answer.count.high
    if base is None or low is None or high is None:
        return None
    left = base - sum(one.count.low or 0 for one in item)  # what the hidden lines share
    silent = [one.count for one in item if one.option in NO_KIND]
    least = sum(count.low or 0 for count in silent)
    ranges = any(count.low is None or count.exact is None for count in silent)
    most = least + (left if ranges else 0)
    fewest, largest = max(base - most, high), base - least
    return Span((low, largest), (high, fewest)) if fewest else None


def _find_gap(share: Span, own: int, total: int, *, others: int) -> tuple[int, int] | None:
    """Least and most points between the share and the cohort's, where it is sure on which side it lies."""
    rest, least = total - own, max(0, own - ROUNDED)
    there = Span(
        (least, least + rest + others * ROUNDED or 1),
        (own + ROUNDED, own + ROUNDED + max(0, rest - others * ROUNDED)),
    )
    if not share.is_below(there) and not there.is_below(share):
        return None
    shown = percent(own, total)
    low, high = percent(*share.low) - shown, percent(*share.high) - shown
    return (low, high) if low and high and (low < 0) == (high < 0) else None
