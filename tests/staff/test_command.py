"""The command that invites staff."""

import json

import pytest
from click.testing import CliRunner, Result

from feedback.cli.staff import group
from feedback.exceptions import NotFoundError, RefusedError

from .conftest import Council


def test_invite_prints_one_json_value(council: Council) -> None:
    """The email, the role, and the address that works."""
    result = _run(council, "invite", " New@Council.gov.uk", "--role", "duty-reader", "--json")

    told = json.loads(result.stdout)
    assert set(told) == {"email", "role", "url"}
    assert told["email"] == "new@council.gov.uk"
    assert told["role"] == "duty-reader"
    path = told["url"].removeprefix(council.settings.public_url)
    assert council.client().get(path).status_code == 200


def test_invite_gives_the_team(council: Council) -> None:
    """A manager sees the rounds of one team."""
    _run(council, "invite", "new@council.gov.uk", "--role", "manager", "--team", "north")

    team = council.account("new@council.gov.uk").team
    assert team
    assert team.name == "North"


def test_inviting_again_changes_role_and_team(council: Council) -> None:
    """People move on."""
    _run(council, "invite", "manager@council.gov.uk", "--role", "analyst")

    account = council.account("manager@council.gov.uk")
    assert (account.role, account.team) == ("analyst", None)


@pytest.mark.parametrize("email", ["", "nobody", "@council.gov.uk", "a b@c.uk", "a@b@c.uk", "a@"])
def test_what_is_no_address_is_refused(council: Council, email: str) -> None:
    """The message says how to write one, and there is no account."""
    result = _run(council, "invite", email, "--role", "analyst")

    assert isinstance(result.exception, RefusedError)
    assert "name@council.gov.uk" in str(result.exception)


def test_an_unknown_team_or_several_are_refused(council: Council) -> None:
    """An account has one team, which exists."""
    arguments = ("invite", "new@council.gov.uk", "--role", "manager", "--team")

    assert isinstance(_run(council, *arguments, "Nowhere").exception, NotFoundError)
    assert isinstance(_run(council, *arguments, "North,South").exception, RefusedError)


def test_an_unknown_role_is_refused(council: Council) -> None:
    """The message lists the roles."""
    result = _run(council, "invite", "new@council.gov.uk", "--role", "boss")

    assert result.exit_code == 2
    assert "'duty-reader'" in result.stderr


def _run(council: Council, *arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, obj=council)
