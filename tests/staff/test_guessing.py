"""Guessing at the sign-in page: from one address and from many, at one account and at many, and what it tells."""

import sqlite3
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from feedback import sign_ins
from feedback.staff import signing_in
from feedback.staff.signing_in import limiter
from feedback.staff.workshop import Workshop

from .conftest import PASSWORD, Council, code_of

ANALYST = "analyst@council.gov.uk"


def guess(council: Council, email: str, password: str, *, address: str = "127.0.0.1") -> int:
    """Try to sign in from an address of one's own; the status."""
    client = council.client()
    fields = {"csrf_token": council.proof(client), "email": email, "password": password}
    return client.post(
        "/staff/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": address}
    ).status_code


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passwords that cost nothing to look at."""
    monkeypatch.setattr("feedback.passwords.matches", lambda *_: False)


def flood(council: Council, client: FlaskClient, *, browsers: bool = False) -> list[int]:
    """61 tries with a password: of one browser at as many addresses, or of as many browsers at one; the statuses."""
    proof, statuses = council.proof(client), []
    for number in range(61):
        if browsers:
            client = council.client()
            proof = council.proof(client)
        email = "nobody@council.gov.uk" if browsers else f"{number}@council.gov.uk"
        fields = {"csrf_token": proof, "email": email, "password": "a wrong guess"}
        statuses.append(client.post("/staff/sign-in", data=fields).status_code)
    return statuses


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("browsers", [False, True], ids=["one-browser", "one-account"])
def test_who_tries_too_often_must_wait(council: Council, browsers: bool) -> None:
    """The 61st try in a minute of one browser, or at one account, there or not. Control: without the limit it is tried."""
    statuses = flood(council, council.client(), browsers=browsers)
    limiter.enabled = False
    try:
        unlimited = flood(council, council.client(), browsers=browsers)
    finally:
        limiter.enabled = True

    assert statuses == [422] * 60 + [429]
    assert unlimited == [422] * 61


def test_a_stranger_keeps_nobody_else_out(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a proxy all have one address. Neither empty tries nor many at other accounts make a duty reader wait."""
    stranger = council.client()
    proof = council.proof(stranger)
    empty = [
        stranger.post("/staff/sign-in", data={"csrf_token": proof, **typed}).status_code
        for typed in ({}, {"email": "duty-reader@council.gov.uk"}, {"password": "x"})
        for _ in range(61)
    ]
    with monkeypatch.context() as quick:
        quick.setattr("feedback.passwords.matches", lambda *_: False)
        flood(council, stranger)

    assert empty == [422] * 183
    assert guess(council, "duty-reader@council.gov.uk", PASSWORD) == 302


def test_few_passwords_are_looked_at_at_once(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One, and two wait a moment: answers need the CPU and the threads. Nothing is counted of whoever finds no room."""
    assert (signing_in.desk._places._value, signing_in.desk._queue._value) == (1, 2)
    monkeypatch.setattr(signing_in, "desk", Workshop(places=1, queue=1, patience=0.01))

    with signing_in.at_the_desk():
        busy = guess(council, ANALYST, "a wrong guess")
    free = guess(council, ANALYST, PASSWORD)

    assert (busy, free) == (429, 302)
    assert council.account(ANALYST).failed_sign_ins == 0


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
