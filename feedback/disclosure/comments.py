"""Whose name a released comment carries: as near as may be, and never nearer than five people.

The name depends only on the row of By team that the writer's team stands in, which is public already, so
whoever knows the rule learns no more from the name than the name says.

Words under a question that follows an answer say that somebody gave that answer. So where a version has such a box,
no comment of its rounds tells its team or which box it stood in.
"""

from collections.abc import Collection
from dataclasses import dataclass

from feedback.disclosure.groups import RowKind
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.snapshot import Snapshot

NAMED_FROM = 10  # the least received of a team whose name its comments carry
EVERYBODY = "All teams"
ALWAYS_TOLD = "en"  # the language the questions were written in


def name_row(kind: RowKind, *, team: str, service: str, received: int) -> str:
    """The name that comments from a row of By team carry: the team's, the service's, or All teams.

    `service` is "" for a row that spans services, and no team's name. All people of a row share one name, and a row has five
    or more, so no name ever stands for one to four people, whichever other names are left out.
    """
    if kind is RowKind.TEAM and received >= NAMED_FROM:
        return team
    return service or EVERYBODY


@dataclass(frozen=True)
class Boxes:
    """The boxes to write in of a version: those that everybody has, and those that only some are led to.

    One that easy read or the pictures leave out and nobody is led to is neither.
    """

    open: frozenset[str]
    led: frozenset[str]

    @property
    def hidden(self) -> bool:
        """Whether no comment tells its team or its question: else one could be known to stand in a box of `led`."""
        return bool(self.led)

    def hide_led(self, *, received: int, written: int) -> bool:
        """Whether so many comments of a round are more than its boxes for everybody can hold: some then came from others."""
        return written > received * len(self.open)


def find_boxes(snapshot: Snapshot) -> Boxes:
    """The boxes of `snapshot`. What the standard form does not ask is for some, as what follows an answer is."""
    forms = snapshot.forms.values()
    ids = {q.id for form in forms for q in form.questions.values() if q.kind is Kind.TEXT}
    asked = {id_: [form.questions.get(id_) for form in forms] for id_ in ids}
    return Boxes(
        open=frozenset(id_ for id_ in ids if all(q and not q.show_if for q in asked[id_])),
        led=frozenset(
            id_
            for id_ in ids
            if id_ not in snapshot.forms[Variant.STANDARD].questions
            or any(q and q.show_if for q in asked[id_])
        ),
    )


def may_name_language(language: str, told: Collection[str], *, name: str) -> bool:
    """Whether a comment's language may stand beside the `name` it carries: only one that Who answered tells of.

    And never beside a team or service: a manager knows the only child of a team who speaks Polish. The words
    mostly show it, but not once somebody has put them into English.
    """
    return name == EVERYBODY and (language == ALWAYS_TOLD or language in told)
