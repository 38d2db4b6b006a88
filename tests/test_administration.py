"""Accounts as an administrator changes them: who is listed, the last administrator, roles, teams and audit."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from feedback import accounts, administration, audit, clock, sign_ins
from feedback.accounts import Standing
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.providers import Passwords, Provider
from tests.conftest import NOON

CHIEF, OTHER, MANAGER = "chief@council.gov.uk", "other@council.gov.uk", "lee@council.gov.uk"


@pytest.fixture
def staff(database: Database) -> Database:
    """An administrator, a manager of a team, and another administrator who was only invited."""
    with clock.frozen_at(NOON), database.writing() as session:
        team = Team(name="Larch", service="Fostering")
        session.add(team)
        for email, role in ((CHIEF, Role.ADMINISTRATOR), (MANAGER, Role.MANAGER)):
            account = accounts.make_account(session, email, role=role)
            account.password, account.joined = "x", True
        account.team = team
        accounts.invite(session, OTHER, role=Role.ADMINISTRATOR)
    return database


def find(session: Session, email: str) -> Account:
    """The account with this address."""
    account = accounts.get_by_email(session, email)
    assert account
    return account


def test_the_last_administrator_stays(staff: Database) -> None:
    """Somebody who is only invited does not count. Control: once they came, the first may go."""
    with staff.writing() as session:
        chief = find(session, CHIEF)
        with pytest.raises(RefusedError, match="last administrator"):
            administration.check_not_last(session, chief)
        with pytest.raises(RefusedError, match="last administrator"):
            administration.change_role(session, chief, role=Role.ANALYST, team=None)
        find(session, OTHER).password = "x"

        administration.change_role(session, chief, role=Role.ANALYST, team=None)

        assert chief.role == Role.ANALYST


def test_a_manager_needs_a_team(staff: Database) -> None:
    """Without one they would see nothing. Control: an analyst needs none."""
    with staff.writing() as session:
        manager = find(session, MANAGER)
        for role in (Role.CHAMPION, Role.CONTRIBUTOR):
            with pytest.raises(RefusedError, match=f"Choose the team: a {role} "):
                administration.change_role(session, manager, role=role, team=None)

        administration.change_role(session, manager, role=Role.ANALYST, team=None)

        assert (manager.role, manager.team) == (Role.ANALYST, None)


def test_another_role_ends_sessions_and_is_written_down(staff: Database) -> None:
    """By whom too. Control: an invitation that waits goes on, since nobody came with it yet."""
    with staff.writing() as session:
        chief, manager, other = (find(session, email) for email in (CHIEF, MANAGER, OTHER))
        before, waiting = manager.fs_uniquifier, other.fs_uniquifier

        administration.change_role(session, manager, role=Role.ANALYST, team=None, by=chief)
        administration.change_role(session, other, role=Role.ANALYST, team=None, by=chief)

        assert manager.fs_uniquifier != before
        assert other.fs_uniquifier == waiting
        row = audit.list_deeds(session)[-2]
        assert (row.deed, row.thing) == (Deed.CHANGED_ACCOUNT, f"account {manager.id}")
        assert row.done_by == chief.id


def test_a_closed_account_gets_no_role(staff: Database) -> None:
    """It is invited again first. Control: that opens it."""
    with staff.writing() as session:
        accounts.close(session, MANAGER)
        manager = find(session, MANAGER)
        with pytest.raises(RefusedError, match="closed"):
            administration.change_role(session, manager, role=Role.ANALYST, team=None)
        accounts.invite(session, MANAGER, role=Role.ANALYST)

        administration.change_role(session, manager, role=Role.INTERVIEWER, team=None)

        assert manager.role == Role.INTERVIEWER


def test_a_stale_view_is_told(staff: Database) -> None:
    """Role, team, password, second step, open or closed. Control: nothing changed, nothing said."""
    with staff.writing() as session:
        manager = find(session, MANAGER)
        for change in ({"role": "analyst"}, {"team": None}, {"password": None}, {"active": False}, {"second_step": "x"}):  # fmt: skip
            seen = administration.state_of(manager)
            administration.check_same(manager, seen)
            for name, value in change.items():
                setattr(manager, name, value)
            session.flush()

            with pytest.raises(ChangedError):
                administration.check_same(manager, seen)


def test_everybody_is_listed_with_when_they_came_last(staff: Database, settings: Settings) -> None:
    """The newest sign-in counts, and closed accounts come last. Control: who never came has no time."""
    with staff.writing() as session:
        for days in (40, 2, 9):
            with clock.frozen_at(NOON - dt.timedelta(days=days)):
                sign_ins.note_sign_in(session, find(session, MANAGER), right=True)
        accounts.close(session, CHIEF)

        lines = administration.list_lines(session, settings)

    assert [line.account.email for line in lines] == [MANAGER, OTHER, CHIEF]
    assert [line.standing for line in lines] == [Standing.ACTIVE, Standing.INVITED, Standing.CLOSED]
    assert [line.signed_in_at for line in lines] == [NOON - dt.timedelta(days=2), None, None]


def test_whose_way_in_is_switched_off_is_listed_as_such(
    staff: Database, settings: Settings
) -> None:
    """Passwords are for administrators, or the council's sign-in is set no more. Control: as both are."""
    only_chiefs = replace(settings, passwords=Passwords.ADMINISTRATORS)
    with staff.writing() as session:
        kim = accounts.make_account(session, "kim@council.gov.uk", role=Role.DUTY_READER)
        kim.subject = "https://login.example kim-1"
    joined = replace(settings, provider=Provider("https://login.example", "id", "secret", ()))

    def standings(set_: Settings) -> dict[str, Standing]:
        with staff.reading() as session:
            lines = administration.list_lines(session, set_)
        return {line.account.email: line.standing for line in lines}

    shut, open_ = Standing.SHUT_OUT, Standing.ACTIVE
    others = {OTHER: Standing.INVITED, CHIEF: open_}
    assert standings(only_chiefs) == {MANAGER: shut, kim.email: shut, **others}
    assert standings(joined) == {MANAGER: open_, kim.email: open_, **others}


def test_a_session_that_was_ended_does_nothing_more(staff: Database) -> None:
    """Between the question and the deed somebody signed them out. Control: until then it is theirs."""
    with staff.writing() as session:
        seen = find(session, CHIEF)
        session.expunge(seen)
        assert accounts.open_same(session, seen).email == CHIEF
        accounts.end_sessions(find(session, CHIEF))

        with pytest.raises(RefusedError, match="sign in again"):
            accounts.open_same(session, seen)
