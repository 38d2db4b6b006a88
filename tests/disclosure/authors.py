"""Who can have written a released comment, for somebody who knows who of their own team answered in which language."""

from collections.abc import Callable

from feedback.disclosure.comments import EVERYBODY, name_row
from feedback.disclosure.groups import RowKind
from feedback.reports.released import ReleasedComment, name_language
from tests.disclosure.lived import Counted
from tests.disclosure.visits import OWN, Given

Label = Callable[[Counted, str, str], str]  # what stands beside a comment of this name and language


def label_as_shown(counted: Counted, name: str, language: str) -> str:
    """The rule as it is."""
    return name_language(counted.figures, name, language)


def label_all(counted: Counted, _name: str, language: str) -> str:
    """Control: what Who answered tells of, whatever name stands there."""
    return name_language(counted.figures, EVERYBODY, language)


def count_known_authors(counted: Counted, label: Label = label_as_shown) -> int:
    """How many released comments can only be of one child of the own team."""
    by_words = {one.wrote: one for one in counted.given if one.wrote}
    written = [(comment, by_words[comment.comment]) for comment in counted.comments]
    if label is label_as_shown:
        assert all(one.language == label(counted, one.team, by.language) for one, by in written)
    return sum(
        [one.team for one in _list_candidates(counted, comment, label, given.language)] == [OWN]
        for comment, given in written
    )


def _list_candidates(
    counted: Counted, comment: ReleasedComment, label: Label, language: str
) -> list[Given]:
    """Everybody whose comments carry this name, and of the own team only those who would have this label."""
    teams, said = _teams_of(counted, comment.team), label(counted, comment.team, language)
    return [
        one
        for one in counted.given
        if one.team in teams
        and (one.team != OWN or label(counted, comment.team, one.language) == said)
    ]


def _teams_of(counted: Counted, name: str) -> set[str]:
    """The teams whose comments carry `name`, which By team tells."""
    return {
        team
        for row in counted.figures.rows
        if row.kind != RowKind.ALL
        and name_row(RowKind(row.kind), team=row.team, service=row.service, received=row.received)
        == name
        for team in row.teams_included
    }
