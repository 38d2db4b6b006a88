"""What somebody can change about their own account, and that a desk left open is not enough for it."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from flask_wtf import FlaskForm

from feedback import clock
from feedback.models.accounts import Account
from feedback.staff import account as view

from .conftest import NOON, PASSWORD, Council, code_of
from .test_second_step import SET_UP, codes_on, secret_on, set_up

ANALYST = "analyst@council.gov.uk"
NEW = "another long password"
CODES, OFF, CHANGE = (
    f"/staff/account/{name}" for name in ("recovery-codes", "no-second-step", "password")
)


def send(council: Council, client: FlaskClient, path: str, **fields: str) -> int:
    """Send the form of a page back to it; the status."""
    return council.post(client, path, page=path, **fields).status_code


def test_the_page_says_how_somebody_signs_in(council: Council) -> None:
    """Off, then on with ten codes; each page leads to it."""
    client = council.signed_in()

    assert ">Off</span>" in client.get("/staff/account").text
    assert 'href="/staff/account"' in client.get("/staff/rounds").text
    set_up(council, client, password=PASSWORD)
    page = client.get("/staff/account").text
    assert ">On</span>" in page
    assert "10 of your recovery codes are left" in page


def test_switching_on_ends_the_other_sessions(council: Council) -> None:
    """A session that needed no code is not one that does. This one goes on."""
    here, there = council.signed_in(), council.signed_in()

    set_up(council, here, password=PASSWORD)

    assert here.get("/staff/rounds").status_code == 200
    assert there.get("/staff/rounds").status_code == 302


def test_another_phone_takes_the_place_of_the_first(council: Council) -> None:
    """The codes of the old app, and its recovery codes, are refused then."""
    client = council.signed_in()
    old, papers = set_up(council, client, password=PASSWORD)
    new, _ = set_up(council, client, password=PASSWORD)

    half = council.half_signed_in()
    with clock.frozen_at(NOON + dt.timedelta(seconds=30)):
        tried = [
            council.enter_code(half, typed).status_code
            for typed in (code_of(old), papers[0], code_of(new))
        ]

    assert tried == [422, 422, 302]


def test_switching_off_needs_the_password(council: Council) -> None:
    """Then the password alone signs in again."""
    council_secret, _ = council.give_second_step()
    client = council.half_signed_in()
    council.enter_code(client, code_of(council_secret))

    wrong = send(council, client, OFF, password="not my password")
    still = council.account(ANALYST).second_step
    right = send(council, client, OFF, password=PASSWORD)

    assert (wrong, right) == (422, 302)
    assert still
    assert council.account(ANALYST).second_step is None
    assert client.get("/staff/rounds").status_code == 200
    assert council.signed_in().get("/staff/rounds").status_code == 200


@pytest.mark.parametrize("second_step", ["required"])
def test_nobody_switches_off_what_is_required(council: Council) -> None:
    """Neither the page nor the form does it."""
    client = council.half_signed_in()
    set_up(council, client)
    sent = council.post(client, OFF, page=CODES, password=PASSWORD)

    assert client.get(OFF).status_code == sent.status_code == 409
    assert "Switch it off" not in client.get("/staff/account").text
    assert council.account(ANALYST).second_step


def test_new_recovery_codes_are_shown_once_and_end_the_old(council: Council) -> None:
    """With the password."""
    client = council.signed_in()
    secret, old = set_up(council, client, password=PASSWORD)
    refused = send(council, client, CODES, password="not my password")
    made = codes_on(council.post(client, CODES, page=CODES, password=PASSWORD).text)

    half = council.half_signed_in()
    tried = [council.enter_code(half, typed).status_code for typed in (old[0], made[0])]

    assert refused == 422
    assert len(set(made)) == 10
    assert tried == [422, 302]
    assert secret


@pytest.mark.parametrize("path", [CODES, OFF])
def test_without_a_second_step_there_is_nothing_to_change(council: Council, path: str) -> None:
    """The page leads back."""
    assert council.signed_in().get(path).location == "/staff/account"


def test_a_new_password_needs_the_one_of_now(council: Council) -> None:
    """It signs out everywhere else, and the old one opens nothing any more."""
    here, there = council.signed_in(), council.signed_in()
    new = {"password": NEW, "password_confirm": NEW}

    wrong = send(council, here, CHANGE, password_now="not my password", **new)
    right = send(council, here, CHANGE, password_now=PASSWORD, **new)

    assert (wrong, right) == (422, 302)
    assert here.get("/staff/account").status_code == 200
    assert there.get("/staff/account").status_code == 302
    assert council.try_to_sign_in(council.client(), ANALYST, PASSWORD).status_code == 422
    assert council.try_to_sign_in(council.client(), ANALYST, NEW).status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [("short", "short", "Use 12 characters or more"), (NEW, "x", "are not the same")],
)
def test_a_new_password_that_will_not_do(
    council: Council, password: str, again: str, says: str
) -> None:
    """The page says what to change, and nothing has changed."""
    client = council.signed_in()
    before = council.account(ANALYST).password

    response = council.post(
        client, CHANGE, page=CHANGE, password_now=PASSWORD, password=password, password_confirm=again
    )  # fmt: skip

    assert response.status_code == 422
    assert says in response.text
    assert council.account(ANALYST).password == before


def test_guessing_at_an_open_desk_locks_the_account(council: Council) -> None:
    """The tenth wrong password, wherever it was typed; then the right one is not looked at either."""
    client = council.signed_in()
    secret = secret_on(client.get(SET_UP).text)
    for _ in range(9):
        send(council, client, SET_UP, password="a guess too far", code=code_of(secret))
    send(council, client, CHANGE, password_now="a guess", password=NEW, password_confirm=NEW)

    status = send(council, client, SET_UP, password=PASSWORD, code=code_of(secret))

    assert status == 422
    assert council.account(ANALYST).locked_until
    with council.database.writing() as session:
        session.merge(council.account(ANALYST)).locked_until = None  # the control
    assert send(council, client, SET_UP, password=PASSWORD, code=code_of(secret)) == 200


def test_signing_out_everywhere(council: Council) -> None:
    """The button is there, and ends the session on the other device."""
    here, there = council.signed_in(), council.signed_in()
    page = here.get("/staff/account").text
    assert re.search(r"<form[^>]+action=\"/staff/sign-out\">.*End all sessions", page, re.DOTALL)

    council.post(here, "/staff/sign-out", page="/staff/account")

    assert there.get("/staff/account").status_code == 302


@pytest.mark.parametrize("path", [CODES, OFF, CHANGE, SET_UP])
def test_each_form_needs_its_proof(council: Council, path: str) -> None:
    """Nobody changes an account from another site."""
    client = council.signed_in()
    set_up(council, client, password=PASSWORD)
    before = council.account(ANALYST)

    response = client.post(path, data={"password": PASSWORD, "password_now": PASSWORD})

    now = council.account(ANALYST)
    assert response.status_code == 400
    assert (now.password, now.second_step) == (before.password, before.second_step)


def test_the_page_says_when_the_account_signed_in(council: Council) -> None:
    """Each time of the last thirty days, newest first, where the council is. Control: nobody else's, and no older one."""
    council.signed_in("manager")
    for days in (31, 29, 1):
        with clock.frozen_at(NOON - dt.timedelta(days=days)):
            council.signed_in()

    page = council.signed_in().get("/staff/account").text

    shown = re.findall(r"<li>(\d[^<]+)</li>", page)
    assert "You signed in 3 times in the last 30 days" in page
    assert shown == [
        "23 November 2026, 12.00",
        "22 November 2026, 12.00",
        "25 October 2026, 12.00",
    ]


@pytest.mark.parametrize("path", [CHANGE, CODES, OFF])
def test_an_administrator_who_resets_meanwhile_wins(
    council: Council, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Between the password of now and the change somebody invites the owner anew: the change is refused.

    Otherwise whoever stole the password would undo what was done against them.
    """
    thief = council.signed_in()
    set_up(council, thief, password=PASSWORD)
    fields = {"password": NEW, "password_confirm": NEW, "password_now": PASSWORD}
    sent = fields if path == CHANGE else {"password": PASSWORD}
    confirm, opened = view._confirm, []

    def confirm_and_wait(form: FlaskForm, account: Account, **more: str) -> bool:
        right = confirm(form, account, **more)
        opened.append(council.invite(ANALYST))
        return right

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(view, "_confirm", confirm_and_wait)
        refused = council.post(thief, path, page=path, **sent)
    account = council.account(ANALYST)

    assert "You were signed out meanwhile" in refused.text
    assert refused.status_code == 409
    assert account.password is None
    assert account.second_step is not None
    assert thief.get("/staff/rounds").status_code == 302
    assert council.client().get(opened[0]).status_code == 200
    deeds = [deed for deed, _ in council.deeds()]
    assert deeds[-1] == "invited"
