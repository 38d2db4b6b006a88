"""Every attack on the council's own sign-in, against a real provider on this machine, with the control that loses."""

import base64
import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback import clock, oidc
from feedback.staff import council_sign_in
from tests.provider import CLIENT, KEYS, FakeProvider

from .arriving import BACK, KIM, LEAVE, SECONDS, forget, is_in, leave, sign_in
from .conftest import NOON, Council


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/q/BCDFGH", LEAVE]
)
def test_next_leads_nowhere_else(joined: Council, address: str) -> None:
    """Whatever an address asks for, the first page opens."""
    response = sign_in(joined, path=f"{LEAVE}?next={address}")

    assert response.location == "/staff/"


def test_without_that_look_next_leads_anywhere(
    joined: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the check taken out the same way ends on another site."""
    monkeypatch.setattr(council_sign_in, "safe_next", lambda address: address)

    assert sign_in(joined, path=f"{LEAVE}?next=https://evil.example").location == (
        "https://evil.example"
    )


FALSE: dict[str, dict[str, Any]] = {
    "wrong nonce": {"spoil": {"nonce": "another"}},
    "no nonce": {"spoil": {"nonce": None}},
    "wrong audience": {"spoil": {"aud": "another-service"}},
    "no audience": {"spoil": {"aud": None}},
    "two audiences, made for the other": {"spoil": {"aud": [CLIENT, "x"], "azp": "x"}},
    "other issuer": {"spoil": {"iss": "https://login.example/other-tenant"}},
    "expired": {"spoil": {"exp": SECONDS - 120}},
    "from the future": {"spoil": {"iat": SECONDS + 600}},
    "nobody's": {"spoil": {"sub": None}},
    "alg none": {"sign": "none"},
    "signed with the secret": {"sign": "HS256"},
    "signed with another key": {"key": KEYS[1]},
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_token_signs_nobody_in(joined: Council, provider: FakeProvider, name: str) -> None:
    """One page for all, that does not say what was wrong. Control: the same way, unspoilt, signs in."""
    for part, value in FALSE[name].items():
        setattr(provider, part, value)
    client = joined.client()

    response = sign_in(joined, client)

    assert response.status_code == 400
    assert "Nobody was signed in" in response.text
    assert not is_in(client)
    provider.spoil, provider.sign, provider.key = {}, "RS256", KEYS[0]
    assert sign_in(joined, client).status_code == 302


@pytest.mark.parametrize("name", ["wrong nonce", "wrong audience", "other issuer", "expired"])
def test_without_those_checks_a_false_token_is_enough(
    joined: Council, provider: FakeProvider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the checks of claims taken out, each of these signs somebody in."""
    monkeypatch.setattr(oidc.CodeIDToken, "validate", lambda *_, **__: None)
    provider.spoil = FALSE[name]["spoil"]
    client = joined.client()

    assert sign_in(joined, client).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("name", ["alg none", "signed with the secret", "signed with another key"])
def test_without_the_look_at_the_signature_a_forged_token_is_enough(
    joined: Council, provider: FakeProvider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a reader that only unpacks lets each of these in."""
    for part, value in FALSE[name].items():
        setattr(provider, part, value)
    monkeypatch.setattr(oidc.jwt, "decode", unpack)
    client = joined.client()

    assert sign_in(joined, client).status_code == 302
    assert is_in(client)


def unpack(token: str, *_: Any, **__: Any) -> Any:
    """What a token says, believed."""
    head, body, _sign = (part + "=" * (-len(part) % 4) for part in token.split("."))
    read = [json.loads(base64.urlsafe_b64decode(part)) for part in (head, body)]
    return SimpleNamespace(header=read[0], claims=read[1])


def spoil_state(address: str, state: str | None) -> str:
    """The same way back with another state, or none."""
    code = parse_qs(urlsplit(address).query)["code"][0]
    return f"{BACK}?code={code}" + (f"&state={state}" if state is not None else "")


@pytest.mark.parametrize("state", [None, "", "made-up", "é"])
def test_an_answer_without_the_state_signs_nobody_in(joined: Council, state: str | None) -> None:
    """Missing, empty, made up. Control: with its own it does."""
    client = joined.client()
    address = leave(client)

    assert client.get(spoil_state(address, state)).status_code == 400
    assert not is_in(client)
    assert sign_in(joined, client).status_code == 302


def test_nobody_is_signed_in_as_somebody_else_by_a_link(joined: Council) -> None:
    """An answer that another browser asked for, sent as a link: refused. Control: in its own browser it works."""
    attacker, victim = joined.client(), joined.client()
    address = leave(attacker)
    leave(victim)

    assert victim.get(address).status_code == 400
    assert not is_in(victim)
    assert attacker.get(address).status_code == 302


def test_an_answer_to_something_else_does_not_end_what_is_under_way(joined: Council) -> None:
    """Of another window of the same browser, or a link that somebody made up. Control: an answer is good once."""
    client = joined.client()
    first, second = leave(client), leave(client)

    refused = [client.get(path).status_code for path in (first, f"{BACK}?error=x", BACK)]

    assert refused == [400, 400, 400]
    assert client.get(second).status_code == 302
    assert is_in(client)
    assert client.get(second).status_code == 400


def test_without_the_state_a_link_is_enough(
    joined: Council, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: state not compared, the nonce not looked at, and a provider without PKCE."""
    monkeypatch.setattr("feedback.oidc.hmac.compare_digest", lambda *_: True)
    monkeypatch.setattr(oidc.CodeIDToken, "validate", lambda *_, **__: None)
    provider.checks_verifier = False
    attacker, victim = joined.client(), joined.client()
    address = leave(attacker)
    leave(victim)

    assert victim.get(address).status_code == 302
    assert is_in(victim)


def test_a_stolen_code_is_worth_nothing_in_another_browser(
    joined: Council, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even were state and nonce not looked at, PKCE holds. Control: the provider that does not ask for it gives in."""
    monkeypatch.setattr("feedback.oidc.hmac.compare_digest", lambda *_: True)
    monkeypatch.setattr(oidc.CodeIDToken, "validate", lambda *_, **__: None)
    owner, thief = joined.client(), joined.client()
    address = leave(owner)
    leave(thief)
    assert thief.get(address).status_code == 400

    provider.checks_verifier = False
    address = leave(owner)
    leave(thief)

    assert thief.get(address).status_code == 302


def test_a_code_works_once(joined: Council, provider: FakeProvider) -> None:
    """Coming back twice is refused, also by our own side when the provider would take it again."""
    provider.codes_work_twice = True
    client = joined.client()
    address = leave(client)
    assert client.get(address).status_code == 302
    joined.post(client, "/staff/sign-out", page="/staff/account")

    again = client.get(address)

    assert again.status_code == 400
    assert not is_in(client)


def replay_with_old_cookie(council: Council) -> int:
    """Come back twice with the cookie of before, as somebody who copied both could."""
    client = council.client()
    address = leave(client)
    kept = client.get_cookie("staff", domain="127.0.0.1")
    assert kept
    assert client.get(address).status_code == 302
    copy = council.client()
    copy.set_cookie("staff", kept.value, domain="127.0.0.1")
    return copy.get(address).status_code


def test_a_code_replayed_with_its_cookie_is_refused(
    joined: Council, provider: FakeProvider
) -> None:
    """The provider has used it up. Control: one that gives it out twice signs the copy in."""
    assert replay_with_old_cookie(joined) == 400
    provider.codes_work_twice = True
    assert replay_with_old_cookie(joined) == 302


def test_an_answer_comes_within_ten_minutes(joined: Council) -> None:
    """Later the question is forgotten. Control: at nine minutes it is not."""
    statuses = []
    for minutes in (9, 11):
        client = joined.client()
        address = leave(client)
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            statuses.append(client.get(address).status_code)

    assert statuses == [302, 400]


def test_a_session_shares_nothing_with_the_one_before(joined: Council) -> None:
    """What was in the cookie before is gone: no fixation. Control: it was there."""
    client = joined.client()
    with client.session_transaction("/staff/", base_url=joined.settings.public_url) as session:
        session["planted"] = "x"
    address = leave(client)
    with client.session_transaction("/staff/", base_url=joined.settings.public_url) as session:
        assert "planted" in session

    client.get(address)

    with client.session_transaction("/staff/", base_url=joined.settings.public_url) as session:
        assert not {"planted", "asked"} & set(session)


def test_no_token_is_kept(joined: Council, provider: FakeProvider) -> None:
    """Neither in the browser nor on the disk. Control: who it was about is in both."""
    client = joined.client()
    sign_in(joined, client)
    with client.session_transaction("/staff/", base_url=joined.settings.public_url) as session:
        held = repr(dict(session))
    joined.database.checkpoint()
    kept = Path(joined.database.file).read_bytes().decode("latin-1")

    assert len(provider.issued) == 2
    for token in provider.issued:
        secret = token.rpartition(".")[2]
        assert secret not in held + kept
    account = joined.account(KIM)
    assert account.fs_uniquifier in held
    assert KIM in kept


@pytest.mark.parametrize("where", ["cross-site", "same-site"])
def test_another_site_begins_no_session(joined: Council, where: str) -> None:
    """Its link ends on our page, where somebody has to press. Control: from our page, or typed, it leads on."""
    strange = joined.client().get(f"{LEAVE}?next=/staff/rounds", headers={"Sec-Fetch-Site": where})

    assert strange.location == "/staff/sign-in?next=/staff/rounds"
    for own in ("same-origin", "none"):
        led = joined.client().get(LEAVE, headers={"Sec-Fetch-Site": own})
        assert "/authorize?" in led.location


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_no_redirect_of_the_provider_is_followed(
    joined: Council, provider: FakeProvider, path: str
) -> None:
    """Whoever could answer once would lead the secret and the code elsewhere. Control: what lies there is true."""
    provider.moved = path
    client = joined.client()

    refused = client.get(leave(client))

    assert refused.status_code == 503
    assert f"/moved{path}" not in provider.opened
    assert not is_in(client)
    provider.moved = ""
    forget(joined)
    assert sign_in(joined, client).status_code == 302


def test_a_redirect_of_what_the_provider_says_of_itself_is_not_followed(
    joined: Council, provider: FakeProvider
) -> None:
    """It would tell where people are sent, and where the secret goes."""
    provider.moved = oidc.DISCOVERY

    assert joined.client().get(LEAVE).status_code == 503
    assert provider.opened == [oidc.DISCOVERY]
