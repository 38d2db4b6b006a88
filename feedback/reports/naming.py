"""How the teams of a row are named in a sentence: which came and went, and what one that was renamed is called besides."""

from collections.abc import Iterable, Sequence

from feedback.disclosure.groups import RowKind
from feedback.names import key_of, say_names
from feedback.reports.shown import RowFigures

MOST_NAMED = 3  # teams that a sentence names on either side


def name_teams(teams: Sequence[str]) -> str:
    """ "Elm", "Elm and Fir", "Elm, Fir, Oak and 4 more"."""
    more = len(teams) - MOST_NAMED
    return say_names([*teams[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])])


def say_teams(before: frozenset[str], after: frozenset[str]) -> str:
    """Which other teams a row holds than the one before it."""
    came, went = sorted(after - before), sorted(before - after)
    sides = ((came, "in it now"), (went, "no longer"))
    parts = [f"{_name(teams)} {how}" for teams, how in sides if teams]
    return f"Other teams are in it: {' and '.join(parts)}."


def say_before(before: RowFigures, row: RowFigures) -> str:
    """ "Acorn was called Oak before.": teams of `row` that `before` has by another name; "" where there is none."""
    old = dict(zip(before.members, before.teams_included, strict=True))
    teams = zip(row.members, row.teams_included, strict=True)
    renamed = _list_renamed(row, [(name, old.get(team, name)) for team, name in teams])
    said = [f"{name} was called {other}" for name, other in renamed]
    return f"{name_teams(said)} before." if said else ""


def say_today(row: RowFigures) -> str:
    """ "Oak is called Acorn now.": teams of `row` that have another name today; "" where there is none."""
    renamed = _list_renamed(row, zip(row.teams_included, row.members, strict=True))
    said = [f"{name} is called {other}" for name, other in renamed]
    return f"{name_teams(said)} now." if said else ""


def _list_renamed(row: RowFigures, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that differ. All teams names none of its teams, so it has nothing to say of them."""
    if row.kind == RowKind.ALL:
        return []
    return [(name, other) for name, other in names if key_of(name) != key_of(other)]


def _name(teams: Sequence[str]) -> str:
    """ "Elm is", "Elm and Fir are"."""
    return f"{name_teams(teams)} {'is' if len(teams) == 1 else 'are'}"
