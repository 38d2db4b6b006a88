"""How many people used each variant, as far as it may be told: nobody, or five and more.

The size of a variant is the base of everything told by variant. So it is settled once, first, and no other
figure may have a base that says more of it (docs/explanation/disclosure.md).
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from feedback.disclosure.groups import SMALLEST

LEAST_HIDDEN = (
    8  # the least that is hidden together: one of 1 to 4 beside one of 5 and more can then be 3
)

Key = TypeVar("Key", bound=Hashable)
Sizes = Mapping[Key, int | None]


def tell_sizes(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """How far `counts`, which add up to a known total, may be told: exactly or None.

    0 and 5 and more are told. Where there is one of 1 to 4 it is hidden together with the smallest of the others,
    and if those make too few, all are.
    """
    small = [n for n in counts.values() if 0 < n < SMALLEST]
    large = sorted(n for n in counts.values() if n >= SMALLEST)
    if not small:
        return dict(counts)
    limit = large[0] if large else SMALLEST
    hidden = sum(n for n in counts.values() if n <= limit)
    if hidden < LEAST_HIDDEN * len(small):
        return dict.fromkeys(counts)
    return {key: None if 0 < n <= limit else n for key, n in counts.items()}


def sum_told(sizes: Sizes[Key], keys: Collection[Key], total: int) -> int | None:
    """How many `keys` have together, if the `sizes` and their `total` tell it."""
    inside = [size for key, size in sizes.items() if key in keys]
    outside = [size for key, size in sizes.items() if key not in keys]
    known_outside = [size for size in outside if size is not None]
    if len(known_outside) == len(outside):
        return total - sum(known_outside)
    known_inside = [size for size in inside if size is not None]
    return sum(known_inside) if len(known_inside) == len(inside) else None
