"""The bar of the staff pages: what stands on its one row, and what stands under More."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from feedback.permissions import Action

ROW = 8  # with “Now” and More before and after them, so many fit on one row at 1280 pixels


@dataclass(frozen=True)
class Entry:
    """A page in the bar: what opens it, its view, its name and its words. A rare one may stand under More."""

    action: Action
    endpoint: str
    name: str
    title: str
    rare: bool = False


PAGES = (
    Entry(Action.SEE_ROUNDS, "staff.rounds.see_rounds", "rounds", "Rounds"),
    Entry(Action.PLAN_ROUNDS, "staff.year.see_year", "year", "Year"),
    Entry(Action.SEE_RESULTS, "staff.results.see_index", "results", "Results"),
    Entry(Action.DRAFT_REPLIES, "staff.replies.see_replies", "replies", "Replies"),
    Entry(Action.MAKE_MATERIALS, "staff.collectors.see_collectors", "collectors", "Posters"),
    Entry(Action.SEE_ROUNDS, "staff.given_out.see_given_out", "given-out", "Given out"),
    Entry(Action.READ_COMMENTS, "staff.queue.see_queue", "comments", "Comments"),
    Entry(Action.HANDLE_CONCERNS, "staff.talks.see_talks", "talks", "Want to talk"),
    Entry(Action.HANDLE_CONCERNS, "staff.concerns.see_concerns", "concerns", "Concerns"),
    Entry(Action.CHANGE_THEMES, "staff.themes.see_themes", "themes", "Themes", rare=True),
    Entry(Action.NAME_READERS, "staff.listening.see_listening", "who-reads", "Who reads", rare=True),
    Entry(Action.ENTER_PAPER, "staff.paper.see_paper", "paper", "Paper", rare=True),
    Entry(Action.INTERVIEW, "staff.interviews.see_interviews", "interviews", "Interviews", rare=True),
    Entry(Action.MAKE_RETURNS, "staff.returns.see_returns", "returns", "Returns", rare=True),
    Entry(Action.CHANGE_TEAMS, "staff.teams.see_teams", "teams", "Teams", rare=True),
    Entry(Action.TRANSLATE, "staff.languages.see_languages", "languages", "Languages", rare=True),
    Entry(Action.READ_AUDIT, "staff.deeds.see_deeds", "audit", "Audit", rare=True),
    Entry(Action.CHANGE_ACCOUNTS, "staff.accounts.see_accounts", "accounts", "Accounts", rare=True),
    Entry(Action.CHANGE_ACCOUNTS, "staff.set_up.see_list", "set-up", "Set-up list", rare=True),
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """What one account finds in the bar: the row, and what stands under More. Nobody sees More for one page."""

    row: tuple[Entry, ...]
    more: tuple[Entry, ...]


def make_bar(may: Callable[[Action], bool], pages: Iterable[Entry] = PAGES) -> Bar:
    """The pages that somebody may open: all on the row while they fit, else the rare ones under More."""
    found = tuple(entry for entry in pages if may(entry.action))
    rare = tuple(entry for entry in found if entry.rare)
    if len(found) <= ROW or len(rare) < 2:
        return Bar(found, ())
    return Bar(tuple(entry for entry in found if not entry.rare), rare)
