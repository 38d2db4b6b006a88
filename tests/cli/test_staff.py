"""Inviting staff from the command line."""

from pathlib import Path

import pytest

from feedback import accounts
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.permissions import NEED_A_TEAM
from feedback.seals import open_sealed, seal
from tests.cli.conftest import Run


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_an_invitation_is_printed(council: Run, role: str) -> None:
    """Exactly these keys; the address is of this council and small letters."""
    invited = council("staff", "invite", "Ann@Example.org", "--role", role, "--json").json

    assert set(invited) == {"email", "role", "url"}
    assert (invited["email"], invited["role"]) == ("ann@example.org", role)
    assert invited["url"].startswith("http://127.0.0.1:8000/staff/")


def test_inviting_again_gives_another_address(council: Run) -> None:
    """The one before works no more."""
    words = ("staff", "invite", "ann@example.org", "--role", "manager", "--team", "Oak", "--json")
    first, second = council(*words).json, council(*words).json

    assert first["url"] != second["url"]


@pytest.mark.parametrize("team", ["Yew", "Oak,Elm", ""])
def test_a_team_that_is_not_one_is_refused(council: Run, team: str) -> None:
    """One line; an empty name is no team at all."""
    result = council("staff", "invite", "ann@example.org", "--role", "manager", "--team", team)

    assert result.status == 0 if team == "" else result.refusal


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_whoever_would_see_nothing_without_a_team_is_named(council: Run, role: str) -> None:
    """A role of one team needs it. Control: others do not, and nothing is said with a team."""
    words = ("staff", "invite", "ann@example.org", "--role", role)

    assert ("sees nothing without a team" in council(*words).err) == (role in NEED_A_TEAM)
    assert council(*words, "--team", "Oak").err == ""


@pytest.mark.parametrize("email", ["ann", "", "ann@", "a b@example.org", "@example.org"])
def test_an_address_that_is_none_is_refused(council: Run, email: str) -> None:
    """One line."""
    assert council("staff", "invite", email, "--role", "analyst").refusal


def test_everybody_is_listed(council: Run) -> None:
    """By address, with how they stand; nobody at first."""
    nobody = council("staff", "list", "--json").json
    council("staff", "invite", "bob@example.org", "--role", "manager", "--team", "Oak")
    council("staff", "invite", "ann@example.org", "--role", "analyst")
    council("staff", "close", "bob@example.org")

    listed = council("staff", "list", "--json").json

    assert nobody == []
    assert listed == [
        {"email": "ann@example.org", "role": "analyst", "team": None, "status": "invited", "second_step": False},
        {"email": "bob@example.org", "role": "manager", "team": "Oak", "status": "closed", "second_step": False},
    ]  # fmt: skip
    assert "off" in council("staff", "list").out


def test_closing_prints_what_is_closed(council: Run) -> None:
    """One value; closing twice, or somebody unknown, is one line."""
    council("staff", "invite", "ann@example.org", "--role", "analyst")

    closed = council("staff", "close", "Ann@Example.org", "--json").json

    assert closed["status"] == "closed"
    assert "is closed already" in council("staff", "close", "ann@example.org").refusal
    assert "feedback staff list" in council("staff", "close", "bob@example.org").refusal
    assert council("staff", "invite", "ann@example.org", "--role", "analyst").status == 0


def test_an_invitation_says_how_long_it_works(council: Run) -> None:
    """Seven days for the first, whatever is asked about the second step."""
    invited = council("staff", "invite", "a@example.org", "--role", "analyst", "--new-second-step")

    assert "for seven days" in invited.out


def test_init_locks_second_steps_with_a_new_key(council: Run, tmp_path: Path) -> None:
    """After it the old key can go. Control: what was locked before does not open without the old one."""
    council("staff", "invite", "ann@example.org", "--role", "analyst")
    database, file = Database(read_settings().database_url), tmp_path / "secret-key"
    old = file.read_text()
    sealed = seal(read_settings(), "the key of an app")
    with database.writing() as session:
        (account,) = accounts.list_accounts(session)
        account.second_step = sealed
    file.write_text("n" * 48 + "\n" + old)

    assert council("init").status == 0
    file.write_text("n" * 48)

    with database.reading() as session:
        (account,) = accounts.list_accounts(session)
    assert open_sealed(read_settings(), account.second_step or "") == "the key of an app"
    assert open_sealed(read_settings(), sealed) is None
