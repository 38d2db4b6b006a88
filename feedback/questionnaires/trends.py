"""What a new version does to lines over time, told to its author before it is published."""

from collections.abc import Iterator, Sequence

from feedback.questionnaires.comparability import Comparison, compare
from feedback.questionnaires.definition import Level
from feedback.questionnaires.snapshot import Snapshot


def say_trends(before: Snapshot, after: Snapshot) -> list[str]:
    """One sentence that sums up which lines go on and which do not, then one line for each that does not.

    Only questions with answers to choose from make a line; nothing in an attributed one does.
    """
    if after.attributed:
        return []
    lines = [c for c in compare(before, after) if c.counted]
    title = f"{after.questionnaire} version {after.version} against version {before.version}"
    broken = [c for c in lines if c.before and c.after and c.level is not Level.EXACT]
    return [
        f"{title}: {', '.join(_sum_up(lines)) or 'no question makes a line'}.",
        *(f"  {c.question}: {c.why}" for c in broken),
    ]


def _sum_up(lines: Sequence[Comparison]) -> Iterator[str]:
    kept = [c for c in lines if c.before and c.after]
    exact = [c for c in kept if c.level is Level.EXACT]
    yield from _count(exact, "line goes on", "lines go on", named=False)
    broken = [c for c in kept if c.level is Level.BAND]
    yield from _count(broken, "goes on with a break mark", "go on with a break mark")
    other = [c for c in kept if not c.joins]
    yield from _count(other, "ends and begins anew", "end and begin anew")
    yield from _count([c for c in lines if not c.after], "ends", "end")
    yield from _count([c for c in lines if not c.before], "begins", "begin")


def _count(
    lines: Sequence[Comparison], one: str, many: str, *, named: bool = True
) -> Iterator[str]:
    if lines:
        names = f" ({', '.join(c.question for c in lines)})" if named else ""
        yield f"{len(lines)} {one if len(lines) == 1 else many}{names}"
