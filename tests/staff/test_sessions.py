"""How long a session lasts, what its cookie looks like, and that Flask-Security adds nothing of its own."""

import base64
import datetime as dt
from unittest.mock import Mock

import flask_security
import pytest
from flask.sessions import SecureCookieSessionInterface

from feedback import accounts, clock
from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.models.accounts import Account
from feedback.staff import sessions
from feedback.staff.sessions import StaffSessions

from .conftest import NOON, PASSWORD, Council, code_of


def test_a_session_ends_after_thirty_idle_minutes(council: Council) -> None:
    """29 minutes are fine, and every page starts them again; 31 are not."""
    client = council.signed_in()
    seen = []
    for minutes in (29, 58, 89):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            seen.append(client.get("/staff/rounds").status_code)

    assert seen == [200, 200, 302]


def test_a_session_ends_after_twelve_hours_of_work(council: Council) -> None:
    """Somebody who never pauses signs in again after twelve hours."""
    client = council.signed_in()
    quarters = [NOON + dt.timedelta(minutes=15 * count) for count in range(1, 50)]
    seen = []
    for moment in quarters:
        with clock.frozen_at(moment):
            seen.append(client.get("/staff/rounds").status_code)

    assert seen == [200] * 48 + [302]


def test_an_ended_session_does_not_come_back(council: Council) -> None:
    """Once a page was refused, no later request is let in with the same browser."""
    client = council.signed_in()
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        client.get("/staff/rounds")

    response = client.get("/staff/rounds")

    assert response.status_code == 302


def test_a_form_sent_after_the_session_ended_is_refused(council: Council) -> None:
    """The answer is 401, with a page that says to sign in, not a complaint about the form."""
    client = council.signed_in()
    proof = council.proof(client, "/staff/rounds")
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        response = client.post("/staff/sign-out", data={"csrf_token": proof})

    assert response.status_code == 401


@pytest.mark.parametrize(
    "fault", ["the session ended", "the form is old", "the disk is full", "ours"]
)
def test_what_was_written_is_shown_whatever_goes_wrong(
    council: Council, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Half an hour of writing can be copied from the page that says so. Control: no secret is shown, nor
    what another site sent, nor to a GET."""
    words = "She said <b>nobody</b> listened\nand that is true"
    client = council.signed_in("administrator")
    fields = {"csrf_token": council.proof(client, "/staff/account"), "words": words}
    fields["password"] = fields["password_confirm"] = fields["code"] = "four words in a row"
    broken = {"the disk is full": StorageError, "ours": ZeroDivisionError}.get(fault)
    if broken:
        monkeypatch.setattr(Database, "writing", Mock(side_effect=broken))
    if fault == "the form is old":
        fields["csrf_token"] = "old"
    later = NOON + dt.timedelta(hours=fault == "the session ended")
    with clock.frozen_at(later):
        answer = client.post("/staff/account/weekly", data=fields)
        other = client.post(
            "/staff/account/weekly", data=fields, headers={"Sec-Fetch-Site": "cross-site"}
        )
        seen = client.get(f"/staff/nowhere?words={words}")

    assert answer.status_code >= 400
    assert "It is not saved. Copy it if you need it." in answer.text
    assert "She said &lt;b&gt;nobody&lt;/b&gt; listened" in answer.text
    assert "four words in a row" not in answer.text
    assert "It is not saved" not in seen.text + other.text


def test_a_new_password_ends_the_sessions(council: Council) -> None:
    """Whoever knew the old password is out."""
    client = council.signed_in()
    with council.database.writing() as session:
        account = session.merge(council.account("analyst@council.gov.uk"))
        accounts.set_password(session, account, "another long password")

    response = client.get("/staff/rounds")

    assert response.status_code == 302


@pytest.mark.parametrize("step", ["password", "code"])
def test_what_ends_sessions_ends_one_that_is_just_beginning(
    council: Council, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new password is chosen between the look at the old one and the session. Control: without that they are in."""
    secret, _ = council.give_second_step() if step == "code" else ("", [])
    begin, client = sessions._begin, council.client()

    def meanwhile(account: Account, *, half: bool) -> None:
        if not half:
            with council.database.writing() as session:
                accounts.end_sessions(accounts.open_account(session, account.id))
        begin(account, half=half)

    def come() -> int:
        council.try_to_sign_in(client, "analyst@council.gov.uk", PASSWORD)
        if step == "code":
            council.enter_code(client, code_of(secret))
        return client.get("/staff/rounds").status_code

    with monkeypatch.context() as patched:
        patched.setattr(sessions, "_begin", meanwhile)
        assert come() == 302

    with clock.frozen_at(NOON + dt.timedelta(minutes=1)):
        assert come() == 200


def test_the_cookie_of_a_private_address(council: Council) -> None:
    """Without https it is neither Secure nor __Host-, which would need it."""
    cookie = council.client().get("/staff/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("staff=")
    assert _flags(cookie) == {"HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.parametrize("public_url", ["https://ask.westmere.gov.uk"])
def test_the_cookie_of_a_public_address(council: Council) -> None:
    """With https it belongs to this host only, and ends with the browser."""
    cookie = council.client().get("/staff/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("__Host-staff=")
    assert _flags(cookie) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.parametrize("second_step", ["optional"])
@pytest.mark.parametrize("public_url", ["https://ask.westmere.gov.uk"])
def test_forms_work_over_https_without_a_referer(council: Council) -> None:
    """Our pages send no Referer, and nothing may ask for one."""
    client = council.signed_in()

    response = council.post(client, "/staff/sign-out", page="/staff/rounds")

    assert response.status_code == 302


def test_a_session_is_signed_with_hmac_sha_256(council: Council) -> None:
    """32 bytes. Control: Flask, left to itself, signs with 20 of SHA-1, and such a cookie is nobody's."""
    client, host = council.signed_in(), "127.0.0.1"
    cookie = client.get_cookie("staff", host)
    assert cookie
    left_alone = SecureCookieSessionInterface().get_signing_serializer(council.app)
    ours = StaffSessions().get_signing_serializer(council.app)
    assert left_alone
    assert ours
    weak = str(left_alone.dumps(ours.loads(cookie.value)))

    assert _signature_bytes(cookie.value) == 32
    assert _signature_bytes(weak) == 20
    assert client.get("/staff/rounds").status_code == 200
    client.set_cookie("staff", weak, domain=host)
    assert client.get("/staff/rounds").status_code == 302


def test_public_pages_neither_set_nor_read_the_cookie(council: Council) -> None:
    """Also for somebody who is signed in: the answer does not depend on it."""
    client = council.signed_in()
    for path in ("/health", "/", "/q/BCDFGH", "/nothing-here"):
        response = client.get(path)

        assert "staff=" not in response.headers.get("Set-Cookie", "")
        assert "Cookie" not in response.headers.get("Vary", "")


def test_flask_security_adds_no_page(council: Council) -> None:
    """Everything behind the staff door is ours: no register, verify, reset or token."""
    blueprints = {rule.endpoint.split(".")[0] for rule in council.app.url_map.iter_rules()}
    staff = {
        rule.endpoint for rule in council.app.url_map.iter_rules() if rule.rule.startswith("/staff")
    }

    assert not blueprints & {"security", "fs-static", "static"}
    assert all(endpoint.startswith("staff.") for endpoint in staff)


def test_a_token_does_not_sign_in(council: Council) -> None:
    """Flask-Security would take a token from a header or the address; the cookie is the only way in."""
    with council.app.test_request_context():
        account = council.app.extensions["security"].datastore.find_user(
            email="analyst@council.gov.uk"
        )
        token = account.get_auth_token()

    response = council.client().get(
        f"/staff/rounds?auth_token={token}", headers={"Authentication-Token": token}
    )

    assert response.status_code == 302


def test_flask_security_reads_our_passwords(council: Council) -> None:
    """It must not hash a second time: a later step of signing in may ask it."""
    with council.app.test_request_context("/staff/"):
        hashed = council.account("analyst@council.gov.uk").password

        right = flask_security.verify_password(PASSWORD, hashed)

    assert right


def _signature_bytes(signed: str) -> int:
    return len(base64.urlsafe_b64decode(signed.rpartition(".")[2] + "="))


def _flags(cookie: str) -> set[str]:
    return set(cookie.split("; ")[1:])
