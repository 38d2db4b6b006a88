"""What a row of the record-level file may say of how its answer came: nothing that fewer than five rows share.

The rule looks at counts alone and never at an answer, so the same round always comes out the same.
"""

from collections.abc import Mapping

from feedback.disclosure.groups import SMALLEST

OTHER = "other"
Traits = tuple[str, ...]
_Cells = Mapping[Traits, int]


def coarsen(counts: Mapping[Traits, int]) -> dict[Traits, Traits]:
    """What is printed for each combination of traits, so that five rows or more share every printed one.

    `counts` has how many rows have each combination. The first trait is the row of By team, which has five
    already and is printed as it is. The others are told one after the other, within what is told before:
    values of fewer than five rows become `other`, and while those are fewer than five together, the
    smallest value beside them joins. So what comes first is kept longest.

    Raises ValueError when a row of By team has fewer than five.
    """
    printed: dict[Traits, Traits] = {}
    for row, cells in _part(counts, 0).items():
        if sum(cells.values()) < SMALLEST:
            raise ValueError("a row of By team has fewer than five answers")
        printed |= _tell(cells, (row,))
    return printed


def _tell(cells: _Cells, told: Traits) -> dict[Traits, Traits]:
    """What is printed for `cells`, five or more together, of which `told` is printed already."""
    place = len(told)
    if place == len(next(iter(cells))):
        return dict.fromkeys(cells, told)
    parts = _part(cells, place)
    pooled = _choose_pooled({value: sum(part.values()) for value, part in parts.items()})
    apart = {value: part for value, part in parts.items() if value not in pooled}
    if pooled:
        apart[OTHER] = {traits: n for value in pooled for traits, n in parts[value].items()}
    return {
        traits: printed
        for value, part in apart.items()
        for traits, printed in _tell(part, (*told, value)).items()
    }


def _choose_pooled(sizes: Mapping[str, int]) -> set[str]:
    """The values that become `other`: an answer that is called so is always among them."""
    pooled = {value for value, n in sizes.items() if n < SMALLEST or value == OTHER}
    while pooled and sum(sizes[value] for value in pooled) < SMALLEST:
        left = [value for value in sizes if value not in pooled]
        pooled.add(min(left, key=lambda value: (sizes[value], value)))
    return pooled


def _part(cells: _Cells, place: int) -> dict[str, dict[Traits, int]]:
    parts: dict[str, dict[Traits, int]] = {}
    for traits, n in cells.items():
        parts.setdefault(traits[place], {})[traits] = n
    return parts
