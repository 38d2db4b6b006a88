"""Who may do what: one table of roles and actions."""

from collections.abc import Collection
from enum import StrEnum

from feedback.exceptions import FeedbackError
from feedback.models.accounts import Account, Role


class ForbiddenError(FeedbackError):
    """Somebody is signed in and may not do this."""


class Action(StrEnum):
    """What can be allowed."""

    SEE_ROUNDS = "see-rounds"
    SEE_EVERY_TEAM = "see-every-team"
    CLOSE_ROUNDS = "close-rounds"
    DOWNLOAD_WORKBOOK = "download-workbook"
    SEE_RESULTS = "see-results"
    READ_COMMENTS = "read-comments"
    ENTER_PAPER = "enter-paper"
    INTERVIEW = "interview"
    MAKE_LINKS = "make-links"
    MAKE_MATERIALS = "make-materials"
    REVIEW_BURSTS = "review-bursts"
    GET_RECORDS = "get-records"
    NOTE_COUNTS = "note-counts"
    SAVE_DUE = "save-due"
    CHANGE_TEAMS = "change-teams"
    READ_AUDIT = "read-audit"
    CHANGE_ACCOUNTS = "change-accounts"
    PLAN_ROUNDS = "plan-rounds"
    MAKE_RETURNS = "make-returns"
    MANAGE_RETURNS = "manage-returns"
    DRAW_PEOPLE = "draw-people"
    DRAW_PRIZES = "draw-prizes"
    DRAFT_REPLIES = "draft-replies"
    WRITE_REPLIES = "write-replies"
    PUBLISH_REPLIES = "publish-replies"
    JUDGE_REPLIES = "judge-replies"
    HANDLE_CONCERNS = "handle-concerns"
    SET_CONCERN_ROUTES = "set-concern-routes"
    SEE_CONCERN_TRENDS = "see-concern-trends"
    NAME_READERS = "name-readers"
    CHANGE_THEMES = "change-themes"
    TRANSLATE = "translate"


# Comments are for those who were named to children as reading them, whatever else somebody may do.
# Whether something changed is for young people to say.
_ALL_BUT_COMMENTS = frozenset(Action) - {
    Action.READ_COMMENTS,
    Action.HANDLE_CONCERNS,
    Action.JUDGE_REPLIES,
}
# Single answers are for those who analyse them: whoever runs the service can give nobody that by the way.
_ALL_BUT_ANSWERS = _ALL_BUT_COMMENTS - {Action.GET_RECORDS}
# Who has an account, who did what, and who won a prize are for whoever runs the service.
_FOR_ADMINISTRATORS = {
    Action.READ_AUDIT,
    Action.CHANGE_ACCOUNTS,
    Action.DRAW_PRIZES,
    Action.NAME_READERS,
    Action.SET_CONCERN_ROUTES,
}
_OWN_TEAM = frozenset({Action.SEE_ROUNDS, Action.SEE_RESULTS, Action.MAKE_RETURNS})
# “You said” is drafted by young people too; what the council did is written by those who answer for it.
_REPLIES = {Action.DRAFT_REPLIES, Action.WRITE_REPLIES}

NEED_A_TEAM = (Role.MANAGER, Role.CHAMPION, Role.CONTRIBUTOR)
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: _ALL_BUT_ANSWERS,
    Role.ANALYST: _ALL_BUT_COMMENTS - _FOR_ADMINISTRATORS,
    Role.MANAGER: _OWN_TEAM | _REPLIES,
    Role.CHAMPION: _OWN_TEAM
    | _REPLIES
    | {Action.ENTER_PAPER, Action.INTERVIEW, Action.MAKE_MATERIALS, Action.NOTE_COUNTS},
    Role.DUTY_READER: frozenset(
        {
            Action.READ_COMMENTS,
            Action.NAME_READERS,
            Action.CHANGE_THEMES,
            Action.HANDLE_CONCERNS,
            Action.SET_CONCERN_ROUTES,
            Action.SEE_CONCERN_TRENDS,
        }
    ),
    Role.REVIEWER: frozenset({Action.DRAFT_REPLIES, Action.JUDGE_REPLIES}),
    Role.INTERVIEWER: frozenset({Action.ENTER_PAPER, Action.INTERVIEW}),
    Role.CONTRIBUTOR: frozenset({Action.MAKE_RETURNS}),
}


def can_do(role: str, action: Action) -> bool:
    """Whether somebody with `role` may do `action`, to whatever they can see."""
    return action in ALLOWED[Role(role)]


def check_do(role: str, action: Action) -> None:
    """Raise ForbiddenError unless somebody with `role` may do `action`."""
    if not can_do(role, action):
        raise ForbiddenError(
            "Your account cannot do this. If your work needs it, ask your administrator."
        )


def can_do_for(account: Account, action: Action, team: str) -> bool:
    """Whether `account` may do `action` for this team, by name: with a team of its own only for that one.

    A role of one team that has none yet may do it for none.
    """
    if not can_do(account.role, action):
        return False
    return account.team.name == team if account.team else not misses_team(account)


def misses_team(account: Account) -> bool:
    """Whether `account` has a role of one team, and no team yet: it can do nothing for any."""
    return account.team is None and account.role in NEED_A_TEAM


def can_see(account: Account, teams: Collection[str]) -> bool:
    """Whether `account` may see a round in which these teams, by name, take part."""
    if can_do(account.role, Action.SEE_EVERY_TEAM):
        return True
    return (
        can_do(account.role, Action.SEE_ROUNDS)
        and account.team is not None
        and account.team.name in teams
    )
