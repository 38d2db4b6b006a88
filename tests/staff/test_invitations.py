"""Invitations: once, within seven days, with a password that will do."""

import datetime as dt

import pytest

from feedback import accounts, clock, second_steps
from feedback.models.accounts import Role

from .conftest import NOON, PASSWORD, Council

NEW = "new@council.gov.uk"
GOOD = "four words in a row"


def test_an_invitation_sets_the_password_and_signs_in(council: Council) -> None:
    """Whoever was invited is in, and can sign in again with the same password."""
    path, client = council.invite(NEW), council.client()

    response = council.post(client, path, page=path, password=GOOD, password_confirm=GOOD)

    assert response.location == "/staff/"
    assert client.get("/staff/rounds").status_code == 200
    assert council.try_to_sign_in(council.client(), NEW, GOOD).status_code == 302


def test_an_invitation_works_once(council: Council) -> None:
    """Used, it is a page that says so, also for a form that was open in another window."""
    path, client, late = council.invite(NEW), council.client(), council.client()
    proof = council.proof(late, path)
    council.post(client, path, page=path, password=GOOD, password_confirm=GOOD)

    seen = council.client().get(path)
    sent = late.post(
        path, data={"password": "x" * 20, "password_confirm": "x" * 20, "csrf_token": proof}
    )

    assert seen.status_code == sent.status_code == 404
    assert "has been used or replaced" in seen.text
    assert council.try_to_sign_in(council.client(), NEW, GOOD).status_code == 302


def test_inviting_again_ends_the_first_invitation(council: Council) -> None:
    """Only the newest address works."""
    first = council.invite(NEW)
    second = council.invite(NEW)

    assert council.client().get(first).status_code == 404
    assert council.client().get(second).status_code == 200


def test_inviting_again_takes_password_and_sessions_away(council: Council) -> None:
    """It is what an administrator does when a password is forgotten or known to somebody else."""
    client = council.signed_in()

    council.invite("analyst@council.gov.uk")

    assert client.get("/staff/rounds").status_code == 302
    assert council.account("analyst@council.gov.uk").password is None


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 404)])
def test_an_invitation_lasts_seven_days(council: Council, days: int, status: int) -> None:
    """After that a new one is needed."""
    path = council.invite(NEW)
    with clock.frozen_at(NOON + dt.timedelta(days=days)):
        response = council.client().get(path)

    assert response.status_code == status


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_a_reset_lasts_a_day(council: Council, hours: int, status: int) -> None:
    """Whoever had a password waits for it; the second time too. Control: a first invitation lasts longer."""
    council.invite("analyst@council.gov.uk")
    again, first = council.invite("analyst@council.gov.uk"), council.invite(NEW)
    with clock.frozen_at(NOON + dt.timedelta(hours=hours)):
        response = council.client().get(again)
        control = council.client().get(first)

    assert response.status_code == status
    assert ("more than 24 hours old" in response.text) is (status == 404)
    assert control.status_code == 200


def test_using_a_reset_ends_every_other(council: Council) -> None:
    """The one before is dead, and so is itself."""
    first, second = (
        council.invite("analyst@council.gov.uk"),
        council.invite("analyst@council.gov.uk"),
    )
    client = council.client()
    council.post(client, second, page=second, password=GOOD, password_confirm=GOOD)

    statuses = [council.client().get(path).status_code for path in (first, second)]

    assert statuses == [404, 404]


def test_a_link_of_a_closed_account_fails(council: Council) -> None:
    """Also one that was made before. Control: it worked until then."""
    path = council.invite(NEW)
    before = council.client().get(path).status_code
    with council.database.writing() as session:
        accounts.close(session, NEW)

    assert before == 200
    assert council.client().get(path).status_code == 404


def test_closing_stops_somebody_at_once(council: Council) -> None:
    """Signed in, half signed in, and with the right password. Control: the others go on."""
    council.give_second_step()
    half, whole = council.half_signed_in(), council.signed_in("manager")
    other = council.signed_in("champion")
    with council.database.writing() as session:
        for role in ("analyst", "manager"):
            accounts.close(session, f"{role}@council.gov.uk")

    opened = [client.get("/staff/rounds").status_code for client in (half, whole, other)]

    assert opened == [302, 302, 200]
    assert half.get("/staff/second-step").status_code == 302
    tried = council.try_to_sign_in(council.client(), "manager@council.gov.uk", PASSWORD)
    assert tried.status_code == 422
    account = council.account("analyst@council.gov.uk")
    assert (account.password, account.second_step) == (None, None)


def test_a_reset_keeps_the_second_step_unless_asked(council: Council) -> None:
    """With `new_second_step` it is gone, and its recovery codes."""
    council.give_second_step()
    council.invite("analyst@council.gov.uk")
    kept = council.account("analyst@council.gov.uk").second_step
    with council.database.writing() as session:
        account = accounts.invite(
            session, "analyst@council.gov.uk", role=Role.ANALYST, new_second_step=True
        )
        left = second_steps.count_recovery_codes(session, account)

    assert kept
    assert council.account("analyst@council.gov.uk").second_step is None
    assert left == 0


@pytest.mark.parametrize("token", ["x", "a.b.c", "ImZvbyI.aaaa.bbbb"])
def test_an_invented_invitation_is_refused_kindly(council: Council, token: str) -> None:
    """It is a page with what to do, not an error."""
    response = council.client().get(f"/staff/invitation/{token}")

    assert response.status_code == 404
    assert "Copy the whole address" in response.text


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("", "", "Choose a password."),
        ("elevenchars", "elevenchars", "Use 12 characters or more."),
        ("four words in a row", "four words in a rwo", "The two passwords are not the same."),
        ("aaaabbbbaaaa", "aaaabbbbaaaa", "at least 5 different characters"),
        (NEW, NEW, "not your email address"),
        ("Qwertyuiop123", "Qwertyuiop123", "on the lists that attackers try first"),
        ("Westmere 2026!", "Westmere 2026!", "nothing to do with this service, the council"),
        ("long " * 50, "long " * 50, "Use 200 characters or fewer."),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(
    council: Council, password: str, again: str, says: str
) -> None:
    """The page says what to change, and the invitation is not spent."""
    path, client = council.invite(NEW), council.client()

    response = council.post(client, path, page=path, password=password, password_confirm=again)

    assert response.status_code == 422
    assert says in response.text
    assert council.account(NEW).password is None
    assert client.get(path).status_code == 200


def test_an_invited_account_cannot_sign_in_before(council: Council) -> None:
    """Without a password no password is right, an empty one neither."""
    council.invite(NEW)

    response = council.try_to_sign_in(council.client(), NEW, "None")

    assert response.status_code == 422


def test_the_audit_names_invitations(council: Council) -> None:
    """Inviting and accepting are written down."""
    path, client = council.invite(NEW), council.client()
    council.post(client, path, page=path, password=GOOD, password_confirm=GOOD)

    thing = f"account {council.account(NEW).id}"
    assert council.deeds()[-2:] == [("invited", thing), ("set-password", thing)]
