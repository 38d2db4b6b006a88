"""How alike a question is in two versions, in one variant: what differs, and how far it still compares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.questionnaires.definition import Band, Kind, Level
from feedback.questionnaires.snapshot import Option, Question

_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
)  # fmt: skip
_MOST_NAMED = 2  # lost answers that are named; more make another list of answers
_BANDS = {
    Band.POSITIVE: "positive",
    Band.MIDDLE: "in between",
    Band.NEGATIVE: "negative",
    Band.UNSURE: "not sure",
    Band.DECLINED: "rather not say",
    Band.NONE: "neither good nor bad",
}


@dataclass(frozen=True)
class Finding:
    """One thing that differs, as a part of a sentence, and the level it leaves."""

    level: Level
    words: str


def worst(levels: Sequence[Level]) -> Level:
    """The least that `levels` allow; exact when there are none."""
    return max(levels, key=list(Level).index, default=Level.EXACT)


def has_positive(question: Question) -> bool:
    """Whether an answer of `question` counts as positive."""
    return any(option.band is Band.POSITIVE for option in question.options)


def list_findings(old: Question, new: Question, *, same_theme: bool) -> list[Finding]:
    """What differs between `old` and `new` that touches figures. Words and pictures do not.

    `same_theme` says whether what they measure stands under one theme.
    """
    if old.measure != new.measure:
        level = Level.THEME if same_theme else Level.NONE
        return [Finding(level, "it now measures something else")]
    if old.revision != new.revision:
        return [Finding(Level.THEME, "it is now asked in a way that does not compare")]
    if bool(old.options) != bool(new.options):
        how = "chosen from a list" if new.options else "written in own words"
        return [Finding(Level.THEME, f"its answer is now {how}")]
    return [*_ways(old, new), *_answers(old, new), *_routes(old, new)]


def _ways(old: Question, new: Question) -> Iterator[Finding]:
    if (old.kind is Kind.CHOICES) != (new.kind is Kind.CHOICES):
        many = "more than one answer may be chosen now"
        only = "only one answer may be chosen now"
        yield Finding(Level.BAND, many if new.kind is Kind.CHOICES else only)


def _answers(old: Question, new: Question) -> Iterator[Finding]:
    lost = [option for code, option in old.codes.items() if code not in new.codes]
    other_scale = old.scale and new.scale and old.scale != new.scale
    if other_scale or len(lost) > _MOST_NAMED:
        yield Finding(Level.BAND, _other_answers(len(old.options), len(new.options)))
        return
    if lost:
        yield Finding(Level.BAND, f"{_named(lost)} can no longer be chosen")
    for code, was in old.codes.items():
        if code in new.codes:
            yield from _meaning(was, new.codes[code])
    added = [option for code, option in new.codes.items() if code not in old.codes]
    if added:
        yield Finding(
            Level.EXACT,
            f"{_named(added)} is new to choose, and some may choose it now who chose another answer before",
        )


def _meaning(was: Option, now: Option) -> Iterator[Finding]:
    if was.band is not now.band:
        yield Finding(
            Level.BAND,
            f"“{now.label}” counted as {_BANDS[was.band]} and now counts as {_BANDS[now.band]}",
        )
    elif was.score != now.score:
        yield Finding(Level.BAND, f"“{now.label}” has another number for averages")


def _routes(old: Question, new: Question) -> Iterator[Finding]:
    was, now = old.show_if, new.show_if
    if (was and (was.question, set(was.codes))) != (now and (now.question, set(now.codes))):
        yield Finding(Level.BAND, "it is put to other people than before")


def _other_answers(was: int, now: int) -> str:
    if was == now:
        return "the answers to choose from are other ones"
    return f"the answers to choose from changed from {_number(was)} to {_number(now)}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _named(options: Sequence[Option]) -> str:
    return " and ".join(f"“{option.label}”" for option in options)
