"""Signing in and out: who gets in, and what a wrong password tells."""

import datetime as dt

import pytest
from argon2 import PasswordHasher

from feedback import clock, passwords

from .conftest import NOON, PASSWORD, Council

ANALYST = "analyst@council.gov.uk"


def test_the_right_password_opens_the_rounds(council: Council) -> None:
    """Email and password sign in, and the first page leads to the rounds."""
    client = council.client()

    response = council.try_to_sign_in(client, ANALYST, PASSWORD)

    assert response.status_code == 302
    assert response.location == "/staff/"
    assert "<h1>Rounds</h1>" in client.get("/staff/rounds").text


def test_an_email_address_is_the_same_in_capitals(council: Council) -> None:
    """People type their address as they like."""
    response = council.try_to_sign_in(council.client(), " Analyst@Council.GOV.uk ", PASSWORD)

    assert response.status_code == 302


def test_a_wrong_password_and_an_unknown_address_look_the_same(council: Council) -> None:
    """The page does not tell who has an account."""
    wrong = council.try_to_sign_in(council.client(), ANALYST, "not the password")
    unknown = council.try_to_sign_in(council.client(), "nobody@council.gov.uk", "not the password")

    assert wrong.status_code == unknown.status_code == 422
    assert "We cannot sign you in" in wrong.text
    assert _bare(wrong.text) == _bare(unknown.text).replace("nobody@", "analyst@")


def test_a_closed_account_looks_like_a_wrong_password(council: Council) -> None:
    """Somebody who left cannot come in, and is told no more than a stranger."""
    with council.database.writing() as session:
        session.merge(council.account(ANALYST)).active = False

    response = council.try_to_sign_in(council.client(), ANALYST, PASSWORD)

    assert response.status_code == 422
    assert "We cannot sign you in" in response.text


def test_an_empty_form_says_what_to_enter(council: Council) -> None:
    """Each empty box has its message, linked from the summary."""
    response = council.try_to_sign_in(council.client(), "", "")

    assert response.status_code == 422
    assert '<a href="#email">Enter your email address.</a>' in response.text
    assert '<a href="#password">Enter your password.</a>' in response.text
    assert "<title>Error: Sign in" in response.text


def test_ten_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(council: Council) -> None:
    """The right password does not help a locked account; after fifteen minutes it does."""
    client = council.client()
    for _ in range(10):
        council.try_to_sign_in(client, ANALYST, "wrong wrong wrong")

    locked = council.try_to_sign_in(client, ANALYST, PASSWORD)
    with clock.frozen_at(NOON + dt.timedelta(minutes=16)):
        later = council.try_to_sign_in(client, ANALYST, PASSWORD)

    assert locked.status_code == 422
    assert "locked for 15 minutes" in locked.text
    assert later.status_code == 302
    assert [deed for deed, _ in council.deeds()].count("locked") == 1


def test_nine_wrong_passwords_do_not_lock(council: Council) -> None:
    """The right one, in between, starts the count again."""
    client = council.client()
    for _ in range(9):
        council.try_to_sign_in(client, ANALYST, "wrong wrong wrong")

    response = council.try_to_sign_in(client, ANALYST, PASSWORD)

    assert response.status_code == 302
    assert council.account(ANALYST).failed_sign_ins == 0


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "///evil.example/staff/",
        "/\\evil.example",
        "/staff/\\..\\..//evil.example",
        "\t//evil.example",
        "/staff/../q/BCDFGH",
        "/q/BCDFGH",
        "/staffroom",
        "javascript:alert(1)",
        "/staff/sign-in?next=/staff/sign-in",
        "/staff/ro\nunds",
        "//[",
        "http://[x",
        "//℀/",
        "/staff/℀",
        "/staff/%2e%2e/q/BCDFGH",
        "/staff/.%2E/q/BCDFGH",
        "/staff/%5cevil.example",
        "/staff/%73ign-out",
    ],
)
def test_next_leads_nowhere_else(council: Council, address: str) -> None:
    """After signing in nobody is sent off the staff pages."""
    response = council.try_to_sign_in(council.client(), ANALYST, PASSWORD, next=address)

    assert response.location == "/staff/"


def test_next_leads_back_to_the_page_that_was_asked_for(council: Council) -> None:
    """A stranger who opens a page gets it after signing in."""
    client = council.client()
    turned_away = client.get("/staff/rounds?x=1")
    page = client.get(turned_away.location)

    response = council.try_to_sign_in(client, ANALYST, PASSWORD, next="/staff/rounds?x=1")

    assert 'name="next" value="/staff/rounds?x=1"' in page.text
    assert response.location == "/staff/rounds?x=1"


def test_the_session_of_before_is_worth_nothing_after(council: Council) -> None:
    """Whoever planted a cookie before the sign-in holds nothing of the session that follows."""
    client = council.client()
    before = council.proof(client)
    council.try_to_sign_in(client, ANALYST, PASSWORD)

    response = client.post("/staff/sign-out", data={"csrf_token": before})

    assert response.status_code == 400


def test_signing_out_ends_every_session(council: Council) -> None:
    """A copy of the cookie, and the session on another device, are dead."""
    first, second = council.signed_in(), council.signed_in()
    stolen = first.get_cookie("staff", domain="127.0.0.1")
    assert stolen

    response = council.post(first, "/staff/sign-out", page="/staff/rounds")
    first.set_cookie("staff", stolen.value, domain="127.0.0.1")

    assert response.location == "/staff/sign-in"
    assert first.get("/staff/rounds").status_code == 302
    assert second.get("/staff/rounds").status_code == 302


def test_the_audit_names_sign_ins_and_sign_outs(council: Council) -> None:
    """Who came and went is written down, by id."""
    client = council.signed_in()

    council.post(client, "/staff/sign-out", page="/staff/rounds")

    thing = f"account {council.account(ANALYST).id}"
    assert council.deeds()[-2:] == [("signed-in", thing), ("signed-out", thing)]


def _bare(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_signing_in_makes_an_old_hash_anew(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the settings of argon2 rose, and without ending anything. Control: the next sign-in changes nothing."""
    email = "analyst@council.gov.uk"
    client, old = council.signed_in(), council.account(email)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=4))

    council.try_to_sign_in(council.client(), ANALYST, "not the password")
    unchanged = council.account(email)
    council.signed_in()
    once = council.account(email)
    council.signed_in()

    assert unchanged.password == old.password
    assert once.password != old.password
    assert "t=4" in str(once.password)
    assert council.account(email).password == once.password
    assert client.get("/staff/rounds").status_code == 200


def test_a_password_need_not_be_changed_by_date(council: Council) -> None:
    """Ten years later it signs in, and to the page that was asked for. Control: another password does not."""
    with clock.frozen_at(NOON + dt.timedelta(days=3653)):
        wrong = council.try_to_sign_in(council.client(), ANALYST, "not the password")
        right = council.try_to_sign_in(council.client(), ANALYST, PASSWORD)

    assert wrong.status_code == 422
    assert (right.status_code, right.location) == (302, "/staff/")
