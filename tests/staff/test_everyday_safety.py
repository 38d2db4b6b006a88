"""What every service with a sign-in must do right: typing a password, leaving, and being shut out."""

import re

import pytest
from sqlalchemy import func, select

from feedback.db import Database
from feedback.models.accounts import Account, Role
from feedback.tokens import make_token, read_token, sign_token

from .conftest import PASSWORD, Council

NEW = "new@council.gov.uk"
ANALYST = "analyst@council.gov.uk"


def list_inputs(page: str) -> list[dict[str, str]]:
    """The attributes of every field of a page that takes a password."""
    tags = re.findall(r"<input [^>]*>", page)
    fields = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in tags]
    return [field for field in fields if field.get("name", "").startswith("password")]


def test_passwords_are_typed_unseen_and_may_be_pasted(council: Council) -> None:
    """Each field hides what is typed, tells a password manager what it is, and no script stands in the way."""
    pages = [council.client().get(path).text for path in ("/staff/sign-in", council.invite(NEW))]
    fields = [field for page in pages for field in list_inputs(page)]

    assert [field["autocomplete"] for field in fields] == [
        "current-password", "new-password", "new-password",
    ]  # fmt: skip
    assert {field["type"] for field in fields} == {"password"}
    assert not any("maxlength" in field or "value" in field for field in fields)
    assert not any("<script" in page for page in pages)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CONTRIBUTOR])
def test_everybody_can_leave_from_every_page(council: Council, role: Role) -> None:
    """Sign out stands on the first page of each role and on the pages that say no."""
    client = council.signed_in(role)

    for path in ("/staff/", "/staff/rounds", "/staff/comments", "/staff/nothing-here"):
        page = client.get(path, follow_redirects=True).text

        assert 'action="/staff/sign-out"' in page, path
    assert 'action="/staff/sign-out"' not in council.client().get("/staff/sign-in").text


def test_a_closed_account_is_out_at_once(council: Council) -> None:
    """Not when the session would have ended: with the next page."""
    client = council.signed_in()
    open_before = client.get("/staff/rounds").status_code

    with council.database.writing() as session:
        session.merge(council.account(ANALYST)).active = False

    assert open_before == 200
    assert client.get("/staff/rounds").status_code == 302


def test_another_role_holds_with_the_next_page(council: Council) -> None:
    """What somebody may do is read each time, not when they sign in."""
    client = council.signed_in()
    open_before = client.get("/staff/rounds").status_code

    with council.database.writing() as session:
        session.merge(council.account(ANALYST)).role = Role.DUTY_READER.value

    assert open_before == 200
    assert client.get("/staff/rounds").status_code == 403
    assert client.get("/staff/comments").status_code == 200


LONG = " Ключ от дома и сад 🌻 " * 8


@pytest.mark.parametrize(
    ("password", "others"),
    [(LONG, [LONG[:-1], LONG.swapcase()]), ("48291573602841", [])],
    ids=["long", "digits"],
)
def test_a_password_is_taken_whole_and_as_it_is(
    council: Council, password: str, others: list[str]
) -> None:
    """Long ones are not cut, capitals and spaces count, and no sort of character is asked for or refused."""
    path, client = council.invite(NEW), council.client()
    taken = council.post(client, path, page=path, password=password, password_confirm=password)

    statuses = [
        council.try_to_sign_in(council.client(), NEW, each).status_code
        for each in (password, *others)
    ]

    assert taken.status_code == 302
    assert statuses == [302] + [422] * len(others)


def test_a_new_installation_has_no_account(database: Database) -> None:
    """Nobody has to remember to close one that came with it."""
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_what_a_form_does_not_ask_for_is_not_taken(council: Council) -> None:
    """Role, team and address cannot be sent along with a new password."""
    path, client = council.invite(NEW), council.client()
    fields = {"role": "administrator", "team_id": "1", "email": "x@y.uk", "active": ""}

    council.post(client, path, page=path, password=PASSWORD, password_confirm=PASSWORD, **fields)

    account = council.account(NEW)
    assert account.password
    assert (account.role, account.team_id, account.active) == ("analyst", None, True)


def test_a_token_of_one_kind_opens_nothing_else(council: Council) -> None:
    """One key signs pages, sessions and invitations, and each is good for its own purpose only."""
    keys = council.settings.secret_keys
    invitation = council.invite(NEW).rpartition("/")[2]
    page = sign_token(make_token(1, 1), keys)
    cookie = council.signed_in().get_cookie("staff", domain="127.0.0.1")
    assert cookie

    statuses = {}
    for name, token in (("invitation", invitation), ("page", page), ("session", cookie.value)):
        client = council.client()
        client.set_cookie("staff", token, domain="127.0.0.1")
        statuses[name] = (
            read_token(token, keys) is not None,
            client.get("/staff/rounds").status_code == 200,
            council.client().get(f"/staff/invitation/{token}").status_code == 200,
        )

    assert statuses == {
        "page": (True, False, False),
        "session": (False, True, False),
        "invitation": (False, False, True),
    }
