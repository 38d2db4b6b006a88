"""Long lists in pages, as many of their things on each."""

import math
from dataclasses import dataclass

AT_ONCE = 50  # things on one page


@dataclass(frozen=True)
class Part:
    """One page of a list: its number, from 1, and how many there are, one at least."""

    page: int
    pages: int

    @property
    def start(self) -> int:
        """How many things stand before it."""
        return (self.page - 1) * AT_ONCE

    @property
    def end(self) -> int:
        """How many things stand before what follows it, where it is full."""
        return self.page * AT_ONCE


def find_part(count: int, page: int) -> Part:
    """The part of `count` things that this page shows: the first where `page` is none, the last where it is behind it."""
    pages = max(1, math.ceil(count / AT_ONCE))
    return Part(min(max(1, page), pages), pages)
