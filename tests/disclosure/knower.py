"""Somebody who knows the rule: of every input that could have given an output, what do all have in common?"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

ONE_OR_TWO = 0b110  # a set of counts is kept as the bits of a number


@dataclass
class Findings:
    """What was tried, and what came out. A count is small when it is 1 or 2."""

    inputs: int = 0
    outputs: int = 0
    small: int = 0
    single: int = 0
    only_1_2: int = 0
    worded: int = 0
    pinned: int = 0

    @property
    def worked_out(self) -> int:
        """How many small counts are known."""
        return self.single + self.only_1_2

    def __add__(self, other: "Findings") -> "Findings":
        mine, theirs = vars(self), vars(other)
        return Findings(**{name: mine[name] + theirs[name] for name in mine})


@dataclass
class _Seen:
    """The inputs of one output: how many, which values each count took, and how often it was small."""

    inputs: int = 0
    values: list[int] = field(default_factory=list)
    small: list[int] = field(default_factory=list)
    idle: int = 0


class Knower:
    """Told an output, they think of every input. `parts` are counts of parts of what is shown.

    The first `worded` counts are those of rows in words, of which not even one value may be left alone.
    """

    def __init__(self, *, worded: int = 0, parts: int = 0) -> None:
        self._worded = worded
        self._parts = parts
        self._seen: dict[Hashable, _Seen] = {}

    def think(self, output: Hashable, counts: Sequence[int], *, idle: int = 0) -> None:
        """Take in that an input with these `counts` gives `output`. The last counts are of parts.

        `idle` has a bit for each row of which nobody was asked: to know that none of nobody was positive is nothing.
        """
        seen = self._seen.setdefault(output, _Seen())
        if not seen.values:
            seen.values, seen.small = [0] * len(counts), [0] * len(counts)
            seen.idle = idle
        seen.inputs += 1
        seen.idle &= idle
        for place, count in enumerate(counts):
            seen.values[place] |= 1 << count
            seen.small[place] += 0 < count < 3

    def find(self, output: Hashable = None) -> Findings:
        """What somebody would know, over all outputs or of one."""
        wanted = self._seen.values() if output is None else [self._seen[output]]
        return sum((self._find(seen) for seen in wanted), Findings())

    def _find(self, seen: _Seen) -> Findings:
        found = Findings(inputs=seen.inputs, outputs=1, small=sum(seen.small))
        for place, (values, small) in enumerate(zip(seen.values, seen.small, strict=True)):
            alone = values & (values - 1) == 0
            found.single += small if alone else 0
            is_part = place >= len(seen.values) - self._parts
            found.only_1_2 += small if values == ONE_OR_TWO and not is_part else 0
            if place < self._worded:
                found.worded += seen.inputs
                found.pinned += seen.inputs if alone and not seen.idle >> place & 1 else 0
        return found


def add_all(findings: Iterable[Findings]) -> Findings:
    """Several tables together."""
    return sum(findings, Findings())
