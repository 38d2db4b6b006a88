"""Who may do what, role by role."""

import pytest

from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.permissions import (
    ALLOWED,
    Action,
    ForbiddenError,
    can_do,
    can_do_for,
    can_see,
    check_do,
)

ALL_BUT_COMMENTS = set(Action) - {
    Action.READ_COMMENTS,
    Action.HANDLE_CONCERNS,
    Action.JUDGE_REPLIES,
}
OWN_TEAM = {Action.SEE_ROUNDS, Action.SEE_RESULTS, Action.MAKE_RETURNS}
REPLIES = {Action.DRAFT_REPLIES, Action.WRITE_REPLIES}
EXPECTED = {
    Role.ADMINISTRATOR: ALL_BUT_COMMENTS - {Action.GET_RECORDS},
    Role.ANALYST: ALL_BUT_COMMENTS
    - {
        Action.READ_AUDIT,
        Action.CHANGE_ACCOUNTS,
        Action.NAME_READERS,
        Action.SET_CONCERN_ROUTES,
        Action.DRAW_PRIZES,
    },
    Role.MANAGER: OWN_TEAM | REPLIES,
    Role.CHAMPION: OWN_TEAM
    | REPLIES
    | {Action.ENTER_PAPER, Action.INTERVIEW, Action.MAKE_MATERIALS, Action.NOTE_COUNTS},
    Role.DUTY_READER: {
        Action.READ_COMMENTS,
        Action.NAME_READERS,
        Action.CHANGE_THEMES,
        Action.HANDLE_CONCERNS,
        Action.SET_CONCERN_ROUTES,
        Action.SEE_CONCERN_TRENDS,
    },
    Role.REVIEWER: {Action.DRAFT_REPLIES, Action.JUDGE_REPLIES},
    Role.INTERVIEWER: {Action.ENTER_PAPER, Action.INTERVIEW},
    Role.CONTRIBUTOR: {Action.MAKE_RETURNS},
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says(role: Role, action: Action) -> None:
    """`can_do` answers, `check_do` insists, and both say the same."""
    expected = action in EXPECTED[role]

    assert can_do(role, action) is expected
    if expected:
        check_do(role, action)
    else:
        with pytest.raises(ForbiddenError, match="ask your administrator"):
            check_do(role, action)


def test_every_role_is_in_the_table() -> None:
    """A new role says what it may do before it exists."""
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAMPION])
def test_a_team_sees_its_own_rounds(role: Role) -> None:
    """With others or alone; not the rounds of others only."""
    account = _account(role, team="North")

    assert can_see(account, ["South", "North"])
    assert not can_see(account, ["South"])


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAMPION])
def test_without_a_team_nothing_is_seen(role: Role) -> None:
    """An account that has no team yet sees no round."""
    assert not can_see(_account(role), ["North"])


@pytest.mark.parametrize("role", [Role.DUTY_READER, Role.REVIEWER, Role.INTERVIEWER])
def test_a_team_alone_opens_nothing(role: Role) -> None:
    """The role comes first."""
    assert not can_see(_account(role, team="North"), ["North"])


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.INTERVIEWER, Role.ANALYST])
def test_somebody_with_a_team_types_in_paper_for_that_team_only(role: Role) -> None:
    """Without a team for every one, but a champion, who is of one team, for none."""
    own, free = _account(role, team="North"), _account(role)

    assert can_do_for(own, Action.ENTER_PAPER, "North")
    assert not can_do_for(own, Action.ENTER_PAPER, "South")
    assert can_do_for(free, Action.ENTER_PAPER, "South") is (role != Role.CHAMPION)


def test_the_own_team_gives_nothing_that_the_role_does_not() -> None:
    """A manager types in no paper, the own team's neither."""
    assert not can_do_for(_account(Role.MANAGER, team="North"), Action.ENTER_PAPER, "North")


def test_the_analyst_sees_every_round() -> None:
    """Whichever teams take part."""
    assert can_see(_account(Role.ANALYST), ["South"])


def _account(role: Role, team: str | None = None) -> Account:
    return Account(
        email="a@b.uk", role=role.value, team=Team(name=team, service="Help") if team else None
    )
