"""Posters and paper forms drawn once for each description: drawing knows no database, and takes a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from feedback.reports import materials, packs
from feedback.reports.materials import make_material
from feedback.reports.papers.pdf import make_paper
from feedback.staff import collectors


@contextmanager
def drawing_once() -> Iterator[None]:
    """Meanwhile the pages of staff and their packs take what was drawn before from the same description."""
    with pytest.MonkeyPatch.context() as patch:
        for place in (packs, collectors):
            patch.setattr(place, "make_paper", _remember(make_paper))
        for place in (packs, materials):
            patch.setattr(place, "make_material", _remember(make_material))
        yield


def _remember(draw: Callable[..., bytes]) -> Callable[..., bytes]:
    known: dict[str, bytes] = {}

    def draw_once(*described: object) -> bytes:
        key = repr(described)
        assert " at 0x" not in key, "it says where it lies, not what it is"
        if key not in known:
            known[key] = draw(*described)
        return known[key]

    return draw_once
