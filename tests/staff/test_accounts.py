"""The page of accounts: each thing with the password of who does it, shown once, stale forms told."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback import accounts, administration
from feedback.models.accounts import Role
from feedback.models.auditing import Deed
from tests.guards.test_docs import list_first_cells, read

from .conftest import PASSWORD, Council

NEW = "new@council.gov.uk"
PAGE = "/staff/accounts"


@pytest.fixture
def chief(council: Council) -> FlaskClient:
    """A browser in which an administrator is signed in."""
    return council.signed_in("administrator")


def send(council: Council, chief: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Fill in a form of accounts with what stands in it, and the right password unless another is given."""
    page = path.removesuffix("/invite")
    seen = re.search(r'name="seen" value="([^"]+)"', chief.get(page).text)
    more = {"seen": seen[1]} if seen else {}
    return council.post(chief, path, page=page, **{"password": PASSWORD, **more, **fields})


def path_of(council: Council, role: str) -> str:
    """The page of the account with this role."""
    return f"{PAGE}/{council.account(f'{role}@council.gov.uk').id}"


def find_link(council: Council, page: str) -> str | None:
    """The path of the invitation on a page."""
    found = re.search(rf"{council.settings.public_url}(/staff/invitation/[\w.-]+)", page)
    return found[1] if found else None


def test_everybody_is_listed(council: Council, chief: FlaskClient) -> None:
    """Address, role, team, whether they can sign in, and the month they came last: no day and no time."""
    page = chief.get(PAGE).text

    for role in Role:
        assert f"{role}@council.gov.uk" in page
    row = page.split("administrator@council.gov.uk")[1].split("</tr>")[0]
    assert "November 2026" in row
    assert "23 November" not in page
    assert "Never" in page.split("manager@council.gov.uk")[1].split("</tr>")[0]
    assert "North" in page.split("manager@council.gov.uk")[1].split("</tr>")[0]


def test_each_role_is_told_by_what_it_does(chief: FlaskClient) -> None:
    """Of today, on the page of accounts and in the reference: whoever invites somebody believes it."""
    choices = re.search(r'<select[^>]+name="role".*?</select>', chief.get(PAGE).text, re.DOTALL)
    assert choices
    told = re.findall(r">([^<]+: [^<]+)</option>", choices[0])
    rows = list_first_cells(read("reference/roles.md"))

    assert len(told) == len(Role) == len([row for row in rows if row.strip("`") in set(Role)])
    assert not [words for words in told if " will " in words]
    assert "who will" not in read("reference/roles.md")
    assert "nothing for them yet" not in read("reference/roles.md")


def test_an_invitation_is_shown_once_and_works_once(council: Council, chief: FlaskClient) -> None:
    """On the page that answers, and on no other. Control: it lets the person in."""
    response = send(council, chief, PAGE, email=NEW, role="analyst", team="")

    link = find_link(council, response.text)
    assert response.status_code == 200
    assert link
    assert link not in chief.get(PAGE).text
    assert response.headers["Cache-Control"] == "no-store"
    words = "seven wet umbrellas"
    taken = council.post(council.client(), link, page=link, password=words, password_confirm=words)
    assert taken.status_code == 302
    assert council.client().get(link).status_code == 404
    assert ("invited", f"account {council.account(NEW).id}") in council.deeds()


def test_an_address_that_has_an_account_is_not_invited_over_it(
    council: Council, chief: FlaskClient
) -> None:
    """Sending the same form twice takes nobody's password away. Control: on its own page it is meant."""
    response = send(council, chief, PAGE, email="Analyst@council.gov.uk", role="manager", team="1")

    assert response.status_code == 422
    assert "has an account already" in response.text
    assert council.account("analyst@council.gov.uk").role == "analyst"
    again = send(council, chief, path_of(council, "analyst") + "/invite")
    assert find_link(council, again.text)
    assert council.account("analyst@council.gov.uk").password is None


def test_what_was_typed_stays(council: Council, chief: FlaskClient) -> None:
    """When something is missing, all but the password is still there."""
    response = send(council, chief, PAGE, email=NEW, role="manager", team="")

    assert response.status_code == 422
    assert "Choose the team" in response.text
    assert f'value="{NEW}"' in response.text
    assert '<option value="manager" selected>' in response.text
    assert PASSWORD not in response.text


def try_everything(council: Council, chief: FlaskClient, **fields: str) -> list[int]:
    """Invite, change, invite again and close; the statuses."""
    one = path_of(council, "contributor")
    return [
        send(council, chief, PAGE, email=NEW, role="analyst", team="", **fields).status_code,
        send(council, chief, one, role="analyst", team="", **fields).status_code,
        send(council, chief, f"{one}/invite", **fields).status_code,
        send(council, chief, f"{one}/close", **fields).status_code,
    ]


@pytest.mark.parametrize("password", ["", "not my password"])
def test_nothing_is_done_without_the_password(
    council: Council, chief: FlaskClient, password: str
) -> None:
    """A screen that was left alone changes no account."""
    before = council.account("contributor@council.gov.uk")

    assert try_everything(council, chief, password=password) == [422] * 4

    after = council.account("contributor@council.gov.uk")
    assert (after.role, after.password, after.active) == (before.role, before.password, True)
    assert after.fs_uniquifier == before.fs_uniquifier
    assert not {Deed.INVITED, Deed.CHANGED_ACCOUNT} & {deed for deed, _ in council.deeds()}


def test_without_that_question_a_screen_left_alone_is_enough(
    council: Council, chief: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the check taken out all four are done."""
    monkeypatch.setattr("feedback.staff.accounts.check_proof", lambda: None)

    assert try_everything(council, chief, password="") == [200, 302, 200, 302]

    assert not council.account("contributor@council.gov.uk").active


def test_wrong_passwords_lock_the_account_that_types_them(
    council: Council, chief: FlaskClient
) -> None:
    """As at the sign-in, after ten. Control: nine do not."""
    path, name = path_of(council, "contributor"), "administrator@council.gov.uk"
    for _ in range(9):
        send(council, chief, path, role="analyst", team="", password="wrong")
    assert council.account(name).locked_until is None

    send(council, chief, path, role="analyst", team="", password="wrong")

    assert council.account(name).locked_until is not None
    assert send(council, chief, path, role="analyst", team="").status_code == 422


def test_another_role_holds_at_once(council: Council, chief: FlaskClient) -> None:
    """A manager who becomes a reviewer is signed out, and sees nothing. Control: a champion goes on."""
    manager, champion = council.signed_in("manager"), council.signed_in("champion")
    path = path_of(council, "manager")

    response = send(council, chief, path, role="reviewer", team="")

    assert response.status_code == 302
    assert manager.get("/staff/rounds").status_code == 302
    assert council.signed_in("manager").get("/staff/rounds").status_code == 403
    assert champion.get("/staff/rounds").status_code == 200
    assert "Saved." in chief.get(f"{path}?saved=yes").text


def test_a_manager_who_leaves_takes_nothing_along(council: Council, chief: FlaskClient) -> None:
    """Closing asks first; then sessions, password and old invitations are gone. Control: asking does nothing."""
    manager, path = council.signed_in("manager"), path_of(council, "manager")
    assert "at once" in chief.get(f"{path}/close").text
    assert manager.get("/staff/rounds").status_code == 200

    response = send(council, chief, f"{path}/close")

    assert response.status_code == 302
    assert manager.get("/staff/rounds").status_code == 302
    tried = council.try_to_sign_in(council.client(), "manager@council.gov.uk", PASSWORD)
    assert tried.status_code == 422
    assert "Let them in again" in chief.get(path).text


def test_nobody_does_it_to_themselves(council: Council, chief: FlaskClient) -> None:
    """So the last administrator stays whatever is sent. Control: another administrator can."""
    path = path_of(council, "administrator")
    seen = administration.state_of(council.account("administrator@council.gov.uk"))
    page = {"page": PAGE, "password": PASSWORD, "seen": seen}
    tries = [
        council.post(chief, path, role="analyst", team="", **page),
        council.post(chief, f"{path}/invite", **page),
        council.post(chief, f"{path}/close", **page),
    ]

    assert [response.status_code for response in tries] == [422] * 3
    assert council.account("administrator@council.gov.uk").active
    with council.database.writing() as session:
        account = accounts.get_by_email(session, "analyst@council.gov.uk")
        assert account
        administration.change_role(session, account, role=Role.ADMINISTRATOR, team=None)
    other = council.signed_in("analyst")
    assert send(council, other, f"{path}/close").status_code == 302


def change_meanwhile(council: Council, chief: FlaskClient) -> int:
    """Send a form that was opened before a colleague changed the same account."""
    path = path_of(council, "contributor")
    seen = administration.state_of(council.account("contributor@council.gov.uk"))
    assert send(council, chief, path, role="reviewer", team="").status_code == 302
    return send(council, chief, path, role="analyst", team="", seen=seen).status_code


def test_two_who_change_the_same_account_are_told(council: Council, chief: FlaskClient) -> None:
    """The second gets 409 and nothing is saved."""
    assert change_meanwhile(council, chief) == 409
    assert council.account("contributor@council.gov.uk").role == "reviewer"


def test_without_that_look_the_first_is_overwritten(
    council: Council, chief: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the comparison taken out the second wins unseen."""
    monkeypatch.setattr("feedback.administration.check_same", lambda *_: None)

    assert change_meanwhile(council, chief) == 302
    assert council.account("contributor@council.gov.uk").role == "analyst"


def test_a_new_second_step_only_when_asked(council: Council, chief: FlaskClient) -> None:
    """Inviting again keeps the phone; with the box ticked it is gone."""
    council.give_second_step("contributor")
    path = path_of(council, "contributor")
    send(council, chief, f"{path}/invite")
    kept = council.account("contributor@council.gov.uk").second_step

    send(council, chief, f"{path}/invite", new_second_step="yes")

    assert kept
    assert council.account("contributor@council.gov.uk").second_step is None
    assert "removed-second-step" in [deed for deed, _ in council.deeds()]


def test_made_up_roles_teams_and_ids_are_refused(council: Council, chief: FlaskClient) -> None:
    """In words, and nothing is stored. Control: real ones are taken."""
    path = path_of(council, "contributor")

    statuses = [
        send(council, chief, path, role="king", team="").status_code,
        send(council, chief, path, role="manager", team="99").status_code,
        chief.get(f"{PAGE}/999").status_code,
        chief.get(f"{PAGE}/x").status_code,
    ]

    assert statuses == [422, 422, 404, 404]
    assert send(council, chief, path, role="manager", team="2").status_code == 302
    assert council.account("contributor@council.gov.uk").team_id == 2
