"""The pages of the second step: when it is asked for, and that a password alone opens nothing then."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from feedback import clock, second_steps
from feedback.config import SecondStep
from feedback.web import access

from .conftest import NOON, PASSWORD, Council, code_of

ANALYST = "analyst@council.gov.uk"
HTTPS = "https://ask.westmere.gov.uk"
SET_UP = "/staff/second-step/set-up"
required = pytest.mark.parametrize("second_step", ["required"])


def secret_on(page: str) -> str:
    """The key that a page says to type into the app."""
    found = re.search(r'into the app: <span class="fb-code">([A-Z2-7 ]+)</span>', page)
    assert found
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r'<li><span class="fb-code">([^<]+)<', page)


def set_up(council: Council, client: FlaskClient, **more: str) -> tuple[str, list[str]]:
    """Set the second step up in a browser; the secret and the recovery codes."""
    secret = secret_on(client.get(SET_UP).text)
    response = council.post(client, SET_UP, page=SET_UP, code=code_of(secret), **more)
    assert response.status_code == 200, response.text
    return secret, codes_on(response.text)


def cookie_of(client: FlaskClient, name: str = "staff") -> str:
    """What the browser holds."""
    cookie = client.get_cookie(name, domain="127.0.0.1")
    assert cookie
    return cookie.value


def test_after_the_password_the_code_is_asked_for(council: Council) -> None:
    """And then the page that was wanted opens."""
    secret, _ = council.give_second_step()
    client = council.client()

    first = council.try_to_sign_in(client, ANALYST, PASSWORD, next="/staff/rounds?x=1")
    page = client.get(first.location).text
    second = council.enter_code(client, code_of(secret))

    assert first.location == "/staff/second-step"
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert second.location == "/staff/rounds?x=1"
    assert client.get("/staff/rounds").status_code == 200


def test_half_signed_in_opens_nothing(council: Council) -> None:
    """Every page of the staff door but those of the second step turns them away, as it does a stranger."""
    council.give_second_step()
    client, stranger = council.half_signed_in(), council.client()
    open_ = {
        "/staff/sign-in",
        "/staff/sign-in/council",
        "/staff/sign-in/council/back",
        "/staff/second-step",
        SET_UP,
        "/staff/invitation/1",
    }
    tried = set()
    for rule in council.app.url_map.iter_rules():
        path = re.sub(r"<\w+>", "1", rule.rule)
        if not path.startswith("/staff") or path in open_:
            continue
        for method in {"GET", "POST"} & (rule.methods or set()):
            half = client.open(path, method=method)
            assert half.status_code == (302 if method == "GET" else 401), (method, path)
            assert half.location == stranger.open(path, method=method).location
            tried.add(path)

    assert len(tried) > 20


def test_the_look_at_half_signed_in_would_find_an_open_page(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were somebody half signed in taken for signed in, pages would open."""
    council.give_second_step()
    client = council.half_signed_in()

    monkeypatch.setattr(access, "get_account", access.get_half_account)

    assert client.get("/staff/rounds").status_code == 200


def test_a_code_signs_in_once(council: Council) -> None:
    """A second browser with the password and the same code stays out. Control: forget that it was taken."""
    secret, _ = council.give_second_step()
    code = code_of(secret)
    first, second = council.half_signed_in(), council.half_signed_in()

    assert council.enter_code(first, code).status_code == 302
    refused = council.enter_code(second, code)
    with council.database.writing() as session:
        session.merge(council.account(ANALYST)).last_step = None
    again = council.enter_code(second, code)

    assert refused.status_code == 422
    assert "That code does not work" in refused.text
    assert again.status_code == 302


def test_a_recovery_code_stands_in_once(council: Council) -> None:
    """It has a box of its own, and the audit says that one was used."""
    _, (paper, *_) = council.give_second_step()
    first, second = council.half_signed_in(), council.half_signed_in()
    page = "/staff/second-step?with=recovery-code"

    used = council.post(first, page, page=page, code=second_steps.group_letters(paper))
    again = council.post(second, page, page=page, code=paper)

    assert 'inputmode="numeric"' not in second.get(page).text
    assert used.status_code == 302
    assert again.status_code == 422
    assert "That recovery code does not work" in again.text
    assert [deed for deed, _ in council.deeds()].count("used-recovery-code") == 1


def test_the_password_does_not_forgive_wrong_codes(council: Council) -> None:
    """Typing the password again between guesses does not start the count again: the tenth locks."""
    secret, _ = council.give_second_step()
    for _ in range(10):
        assert council.enter_code(council.half_signed_in(), "000000").status_code == 422

    after = council.try_to_sign_in(council.client(), ANALYST, PASSWORD)

    assert after.status_code == 422
    assert council.account(ANALYST).locked_until == NOON + dt.timedelta(minutes=15)
    with clock.frozen_at(NOON + dt.timedelta(minutes=16)):
        later = council.enter_code(council.half_signed_in(), code_of(secret))
    assert later.status_code == 302


def test_a_locked_account_and_a_wrong_code_look_the_same(council: Council) -> None:
    """Somebody half signed in is not told that the lock has come."""
    secret, _ = council.give_second_step()
    client = council.half_signed_in()
    wrong = council.enter_code(client, "000000")
    for _ in range(9):
        council.enter_code(client, "000000")

    locked = council.enter_code(client, code_of(secret))

    assert locked.status_code == wrong.status_code == 422
    assert _bare(locked.text) == _bare(wrong.text)


def test_an_empty_code_says_what_to_do(council: Council) -> None:
    """And counts as no try."""
    council.give_second_step()

    response = council.enter_code(council.half_signed_in(), "")

    assert response.status_code == 422
    assert '<a href="#code">Type the code.</a>' in response.text
    assert council.account(ANALYST).failed_sign_ins == 0


def test_the_cookie_changes_at_each_step(council: Council) -> None:
    """Neither the cookie of before nor the half one opens anything once somebody is signed in."""
    secret, _ = council.give_second_step()
    client = council.client()
    client.get("/staff/sign-in")
    seen = [cookie_of(client)]
    proofs = [council.proof(client)]
    council.try_to_sign_in(client, ANALYST, PASSWORD)
    proofs.append(council.proof(client, "/staff/second-step"))
    seen.append(cookie_of(client))
    council.enter_code(client, code_of(secret))
    seen.append(cookie_of(client))

    opened = []
    for cookie in seen:
        thief = council.client()
        thief.set_cookie("staff", cookie, domain="127.0.0.1")
        opened.append(thief.get("/staff/rounds").status_code)
    refused = [
        client.post("/staff/sign-out", data={"csrf_token": proof}).status_code for proof in proofs
    ]

    assert len(set(seen)) == 3
    assert opened == [302, 302, 200]  # the last is the control: a cookie of now does open
    assert refused == [400, 400]


def test_a_session_planted_before_is_not_the_one_that_follows(council: Council) -> None:
    """What somebody put into the session beforehand is gone after either step."""
    secret, _ = council.give_second_step()
    client = council.client()
    with client.session_transaction(base_url=council.settings.public_url, path="/staff") as planted:
        planted["planted"] = "yes"
    council.try_to_sign_in(client, ANALYST, PASSWORD)
    with client.session_transaction(base_url=council.settings.public_url, path="/staff") as half:
        kept = dict(half)
        half["planted"] = "again"
    council.enter_code(client, code_of(secret))
    with client.session_transaction(base_url=council.settings.public_url, path="/staff") as whole:
        whole_kept = dict(whole)

    assert "planted" not in kept
    assert kept["half"] is True
    assert not {"planted", "half", "next"} & set(whole_kept)


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 302)])
def test_half_a_sign_in_lasts_ten_minutes(council: Council, minutes: int, status: int) -> None:
    """After that the password is asked for again."""
    council.give_second_step()
    client = council.half_signed_in()

    with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
        response = client.get("/staff/second-step")

    assert response.status_code == status


def test_a_new_password_ends_half_a_sign_in(council: Council) -> None:
    """Inviting somebody again stops whoever has their old password at once."""
    secret, _ = council.give_second_step()
    client = council.half_signed_in()
    proof = council.proof(client, "/staff/second-step")

    council.invite(ANALYST)

    fields = {"csrf_token": proof, "code": code_of(secret)}
    assert client.post("/staff/second-step", data=fields).status_code == 401


@required
def test_where_it_is_required_it_is_set_up_at_once(council: Council) -> None:
    """The password leads to the set-up and nowhere else; the first code opens the rest."""
    client = council.half_signed_in()

    leads = client.get("/staff/second-step")
    secret, codes = set_up(council, client)

    assert leads.location == SET_UP
    assert len(set(codes)) == 10
    assert client.get("/staff/rounds").status_code == 200
    with clock.frozen_at(NOON + dt.timedelta(seconds=30)):
        assert council.enter_code(council.half_signed_in(), code_of(secret)).location
    deeds = [deed for deed, _ in council.deeds()]
    assert deeds[:3] == ["set-second-step", "made-recovery-codes", "signed-in"]


@required
def test_a_password_alone_cannot_replace_the_second_step(council: Council) -> None:
    """Half signed in, the set-up is for those who have none: neither page nor form gives another secret."""
    council.give_second_step()
    before = council.account(ANALYST).second_step
    client = council.half_signed_in()

    seen = client.get(SET_UP)
    sent = council.post(client, SET_UP, page="/staff/second-step", code="000000")

    assert seen.location == sent.location == "/staff/second-step"
    assert council.account(ANALYST).second_step == before


@required
def test_the_recovery_codes_are_shown_once(council: Council) -> None:
    """Sending the form again, or looking again, shows none."""
    client = council.half_signed_in()
    secret, codes = set_up(council, client)

    looked = client.get(SET_UP).text + client.get("/staff/account").text
    sent = council.post(client, SET_UP, page=SET_UP, code=code_of(secret), password=PASSWORD)

    assert not [code for code in codes if code in looked + sent.text]
    assert "10 of your recovery codes are left" in client.get("/staff/account").text


@required
def test_the_set_up_page_keeps_its_key(council: Council) -> None:
    """Looking again, or a wrong first code, does not change what the app was given."""
    client = council.half_signed_in()
    secret = secret_on(client.get(SET_UP).text)

    wrong = council.post(client, SET_UP, page=SET_UP, code="000000")

    assert wrong.status_code == 422
    assert "clock to automatic" in wrong.text
    assert secret_on(wrong.text) == secret
    assert secret_on(client.get(SET_UP).text) == secret
    assert council.account(ANALYST).second_step is None


def test_a_key_in_the_session_cannot_be_read_from_the_cookie(council: Council) -> None:
    """The cookie is signed and not secret: what it keeps of the key is sealed."""
    client = council.signed_in()
    secret = secret_on(client.get(SET_UP).text)

    with client.session_transaction(base_url=council.settings.public_url, path="/staff") as kept:
        assert secret not in str(dict(kept))
        assert kept["pending"]


@pytest.mark.parametrize("public_url", [HTTPS])
def test_with_https_it_is_required(council: Council) -> None:
    """Nothing is set: a public address asks for it. The cookies of each step keep their flags."""
    client = council.client()
    response = council.try_to_sign_in(client, ANALYST, PASSWORD)
    cookie = response.headers["Set-Cookie"]

    assert response.location == "/staff/second-step"
    assert client.get("/staff/second-step").location == SET_UP
    assert cookie.startswith("__Host-staff=")
    assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert set_up(council, client)[1]
    assert client.get("/staff/rounds").status_code == 200


@pytest.mark.parametrize("second_step", ["optional"])
@pytest.mark.parametrize("public_url", [HTTPS])
def test_a_council_may_make_it_optional(council: Council) -> None:
    """Its decision, in its settings."""
    assert council.signed_in().get("/staff/rounds").status_code == 200


def test_without_https_the_password_is_enough(council: Council) -> None:
    """On this machine and on private networks, unless the council says otherwise."""
    assert council.signed_in().get("/staff/rounds").status_code == 200


def test_a_session_of_before_it_was_required_is_over(council: Council) -> None:
    """A new setting holds for those who are signed in as well."""
    client = council.signed_in()
    installation = council.app.extensions["feedback"]
    strict = replace(council.settings, second_step=SecondStep.REQUIRED)

    assert client.get("/staff/rounds").status_code == 200
    council.app.extensions["feedback"] = replace(installation, settings=strict)
    assert client.get("/staff/rounds").status_code == 302


@required
def test_an_invitation_leads_to_the_set_up(council: Council) -> None:
    """A new colleague chooses a password and sets the app up in one go."""
    path, client = council.invite("new@council.gov.uk"), council.client()
    good = {"password": "four words in a row", "password_confirm": "four words in a row"}

    response = council.post(client, path, page=path, **good)

    assert response.location == "/staff/second-step"
    assert client.get("/staff/rounds").status_code == 302
    set_up(council, client)
    assert client.get("/staff/rounds").status_code == 200


def test_a_reset_link_alone_does_not_open_an_account_with_a_second_step(council: Council) -> None:
    """The code is asked for after the new password. Control: without a second step the link is enough."""
    good = {"password": "four words in a row", "password_confirm": "four words in a row"}
    secret, _ = council.give_second_step()
    opened = []
    for email in (ANALYST, "administrator@council.gov.uk"):
        path, client = council.invite(email), council.client()
        council.post(client, path, page=path, **good)
        opened.append(client.get("/staff/rounds").status_code)
        if email == ANALYST:
            council.enter_code(client, code_of(secret))
            opened.append(client.get("/staff/rounds").status_code)

    assert opened == [302, 200, 200]


@pytest.mark.parametrize("path", ["/staff/second-step", SET_UP])
def test_a_stranger_is_asked_to_sign_in(council: Council, path: str) -> None:
    """There is nothing to see without the password."""
    client = council.client()
    proof = council.proof(client)

    assert client.get(path).location == f"/staff/sign-in?next={path}"
    assert client.post(path, data={"csrf_token": proof, "code": "000000"}).status_code == 401


@pytest.mark.parametrize("path", ["/staff/second-step", SET_UP])
def test_the_forms_need_their_proof(council: Council, path: str) -> None:
    """Nobody types a code, or sets an app up, from another site."""
    council.give_second_step()
    client = council.half_signed_in()

    assert client.post(path, data={"code": "000000"}).status_code == 400
    assert council.account(ANALYST).failed_sign_ins == 0


def test_somebody_signed_in_is_not_asked(council: Council) -> None:
    """The question leads on to the first page."""
    client = council.signed_in()

    assert client.get("/staff/second-step").location == "/staff/"
    assert council.post(client, "/staff/second-step", page=SET_UP, code="1").location == "/staff/"


def test_nobody_is_led_back_to_the_question(council: Council) -> None:
    """As the page to go to after signing in it would go round in circles."""
    response = council.try_to_sign_in(
        council.client(), ANALYST, PASSWORD, next="/staff/second-step"
    )

    assert response.location == "/staff/"


def _bare(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)
