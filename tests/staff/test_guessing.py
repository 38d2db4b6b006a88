"""Guessing at the sign-in page: from one address and from many, at one account and at many, and what it tells."""

import sqlite3
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from feedback import sign_ins
from feedback.models.accounts import Role
from feedback.staff.signing_in import limiter

from .conftest import PASSWORD, Council, code_of

ANALYST = "analyst@council.gov.uk"


def guess(council: Council, email: str, password: str, *, address: str = "127.0.0.1") -> int:
    """Try to sign in from an address of one's own; the status."""
    client = council.client()
    fields = {"csrf_token": council.proof(client), "email": email, "password": password}
    return client.post(
        "/staff/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": address}
    ).status_code


def flood(council: Council, client: FlaskClient) -> list[int]:
    """61 tries from one address, each at an account of another role; the statuses."""
    proof, roles = council.proof(client), list(Role)
    return [
        client.post(
            "/staff/sign-in",
            data={"csrf_token": proof, "email": f"{roles[n % len(roles)]}@council.gov.uk"},
        ).status_code
        for n in range(61)
    ]


def test_one_address_over_many_accounts_must_wait(council: Council) -> None:
    """The 61st try in a minute, whoever it is for. Control: without the limit it is tried."""
    statuses = flood(council, council.client())
    limiter.enabled = False
    try:
        unlimited = flood(council, council.client())
    finally:
        limiter.enabled = True

    assert statuses == [422] * 60 + [429]
    assert unlimited == [422] * 61


def test_another_address_does_not_wait(council: Council) -> None:
    """A flood from one address does not keep others out."""
    flood(council, council.client())

    assert guess(council, ANALYST, PASSWORD, address="10.0.0.2") == 302


def test_many_addresses_on_one_account_meet_its_lock(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten guesses from ten addresses. Control: with the lock off the eleventh, which is right, gets in."""
    addresses = [f"10.0.0.{n}" for n in range(1, 12)]
    for address in addresses[:10]:
        assert guess(council, ANALYST, "a wrong guess", address=address) == 422
    locked = guess(council, ANALYST, PASSWORD, address=addresses[10])

    monkeypatch.setattr(sign_ins, "FAILURES_ALLOWED", 1000)
    for address in addresses[:10]:
        guess(council, "administrator@council.gov.uk", "a wrong guess", address=address)
    tried = guess(council, "administrator@council.gov.uk", PASSWORD, address=addresses[10])

    assert (locked, tried) == (422, 302)


def test_many_addresses_on_one_code_meet_the_same_lock(council: Council) -> None:
    """Each with a half sign-in of its own, begun before the lock came."""
    secret, _ = council.give_second_step()
    halves = [council.half_signed_in() for _ in range(11)]

    for number, half in enumerate(halves[:10]):
        proof = council.proof(half, "/staff/second-step")
        half.post(
            "/staff/second-step",
            data={"csrf_token": proof, "code": "000000"},
            environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"},
        )

    assert council.enter_code(halves[10], code_of(secret)).status_code == 422


def test_too_many_codes_in_a_minute_must_wait(council: Council) -> None:
    """As with passwords."""
    council.give_second_step()
    client = council.half_signed_in()
    proof = council.proof(client, "/staff/second-step")

    statuses = [
        client.post("/staff/second-step", data={"csrf_token": proof}).status_code for _ in range(61)
    ]

    assert statuses == [422] * 60 + [429]


@pytest.mark.parametrize("who", ["known", "unknown", "locked", "closed", "invited"])
def test_every_wrong_try_writes_to_disk_once(council: Council, who: str) -> None:
    """The slowest part besides the hash takes place whoever is asked for. Control: a page alone writes nothing."""
    email = ANALYST if who != "unknown" else "nobody@council.gov.uk"
    with council.database.writing() as session:
        account = session.merge(council.account(ANALYST))
        account.active = who != "closed"
        account.password = None if who == "invited" else account.password
        if who == "locked":
            for _ in range(10):
                sign_ins.note_sign_in(session, account, right=False)
    client = council.client()
    proof = council.proof(client)

    with closing(sqlite3.connect(council.database.file)) as other:
        versions = [_version(other)]
        client.get("/staff/sign-in")
        versions.append(_version(other))
        fields = {"csrf_token": proof, "email": email, "password": "not the password"}
        response = client.post("/staff/sign-in", data=fields)
        versions.append(_version(other))

    assert response.status_code == 422
    assert versions[0] == versions[1] != versions[2]


def test_a_wrong_try_leaves_no_address_behind(council: Council) -> None:
    """Neither the one that was typed nor the one it came from is kept: people type passwords into that box."""
    guess(council, "correct horse battery staple", "x", address="203.0.113.77")
    council.database.checkpoint()

    with open(council.database.file, "rb") as file:
        kept = file.read()
    assert b"staple" not in kept
    assert b"203.0.113.77" not in kept
    assert ANALYST.encode() in kept  # the control: what is kept is found


def _version(other: sqlite3.Connection) -> int:
    return int(other.execute("PRAGMA data_version").fetchone()[0])
