"""Whether it may be told how many used each variant, beside rows that say something of what a variant leaves out.

"4 to 5 of 5" of a question that easy read leaves out tells that at most one of the five used easy read. Five such
rows, and five who did in the council, would tell that each row had just one. So the rows come first, and the number
in each variant is told only where they leave room for it (docs/explanation/disclosure.md).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from feedback.disclosure.bands import Range

LEAST_ROOM = 3  # so that no one row, and not all of them together, can be known to have one or two

LeftOut = frozenset[Hashable]  # the variants that leave a question out


@dataclass(frozen=True)
class RoomRow:
    """A row of `base` people: by who was left out, the highest low end and the highest high end of what it says."""

    base: int
    told: Mapping[LeftOut, Range]


def may_tell(
    sizes: Mapping[str, int | None], left_out: Mapping[LeftOut, int], rows: Sequence[RoomRow]
) -> bool:
    """Whether the `sizes` of variants may be told beside `rows`: all of them, and only with room; else none.

    Of three variants one could be told as nobody and the others hidden. Those would then be one to four, and also so
    few that there is room: beside rows that leave room for two at most, just one.
    """
    return not left_out or (None not in sizes.values() and has_room(left_out, rows))


def has_room(left_out: Mapping[LeftOut, int], rows: Sequence[RoomRow]) -> bool:
    """Whether the numbers `left_out` may be told beside `rows`.

    They may where each row could have as few of them as leave its words as they are, and all the `rows` together at
    least three more. It is asked of the true numbers, but what it depends on besides is public. Which numbers are told
    is so known beforehand, and a hidden one is any of the others.
    """
    whole = all(a <= b or b <= a or a.isdisjoint(b) for a in left_out for b in left_out)
    return whole and all(_has_room(which, n, list(left_out), rows) for which, n in left_out.items())


def _has_room(which: LeftOut, n: int, all_: Sequence[LeftOut], rows: Sequence[RoomRow]) -> bool:
    most = [_most(row, which, all_) for row in rows]
    needed = [_needs(row, which, can_be, all_) for row, can_be in zip(rows, most, strict=True)]
    return sum(most) - n >= max([LEAST_ROOM, *needed])


def _needs(row: RoomRow, which: LeftOut, most: int, all_: Sequence[LeftOut]) -> int:
    """How many fewer than the `most` the row must be able to have, whatever the others have."""
    if len(all_) > 1:
        return most
    spare = row.base - row.told[which].high  # so many can be left out without narrowing a word
    return min(most, max(LEAST_ROOM, most - spare))


def _most(row: RoomRow, which: LeftOut, all_: Sequence[LeftOut]) -> int:
    """How many of `row` can have used the variants `which`: those who were surely positive did not."""
    inside = [one for one in all_ if one < which]
    parts = [one for one in inside if not any(one < other for other in inside)]
    together = sum(_most(row, part, all_) for part in parts)
    known = row.base if which - frozenset[Hashable]().union(*parts) else together
    return min(known, *(row.base - row.told[one].low for one in all_ if which <= one))
