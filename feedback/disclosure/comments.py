"""Whose name a released comment carries: as near as may be, and never nearer than five people.

The name depends only on the row of By team that the writer's team stands in, which is public already, so
whoever knows the rule learns no more from the name than the name says.
"""

from collections.abc import Collection

from feedback.disclosure.groups import RowKind

NAMED_FROM = 10  # the least received of a team whose name its comments carry
EVERYBODY = "All teams"
ALWAYS_TOLD = "en"  # the language the questions were written in


def name_row(kind: RowKind, *, team: str, service: str, received: int) -> str:
    """The name that comments from a row of By team carry: the team's, the service's, or All teams.

    `service` is "" for a row that spans services. All people of a row share one name, and a row has five
    or more, so no name ever stands for one to four people, whichever other names are left out.
    """
    if kind is RowKind.TEAM and received >= NAMED_FROM:
        return team
    return service or EVERYBODY


def may_name_language(language: str, told: Collection[str], *, name: str) -> bool:
    """Whether a comment's language may stand beside the `name` it carries: only one that Who answered tells of.

    And never beside a team or service: a manager knows the only child of a team who speaks Polish. The words
    mostly show it, but not once somebody has put them into English.
    """
    return name == EVERYBODY and (language == ALWAYS_TOLD or language in told)
