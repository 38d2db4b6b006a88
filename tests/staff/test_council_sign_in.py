"""Signing in through the council's own sign-in, against a real provider on this machine: who comes in, and as what."""

import dataclasses
import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback import accounts, clock
from feedback.app import create_app
from feedback.exceptions import SettingsError
from feedback.models.accounts import Role
from feedback.permissions import NEED_A_TEAM
from feedback.providers import Strength
from feedback.staff import signing_in
from tests.provider import FakeProvider

from .arriving import BACK, KIM, LEAVE, SECONDS, forget, is_in, leave, sign_in
from .conftest import NOON, PASSWORD, Council


def test_somebody_of_a_group_comes_in_without_a_password_here(
    joined: Council, provider: FakeProvider
) -> None:
    """An account is made, of their role; the second step is the provider's. Control: before, nobody was in."""
    client = joined.client()
    assert not is_in(client)

    response = sign_in(joined, client)

    assert (response.status_code, response.location) == (302, "/staff/")
    assert client.get("/staff/rounds").status_code == 200
    account = joined.account(KIM)
    assert (account.role, account.password) == ("analyst", None)
    done = [deed for deed, thing in joined.deeds() if thing == f"account {account.id}"]
    assert done == ["made-account", "signed-in"]
    asked = provider.asked[0]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == joined.settings.public_url + BACK
    assert "Sign in with your council account" in joined.client().get("/staff/sign-in").text


def test_the_link_is_a_link_and_says_where_to_go_on(joined: Council) -> None:
    """No form, since the policy of our pages lets none lead elsewhere; the page wanted opens at the end."""
    client = joined.client()
    page = client.get("/staff/sign-in?next=/staff/rounds").text

    assert 'href="/staff/sign-in/council?next=/staff/rounds"' in page
    assert sign_in(joined, client, f"{LEAVE}?next=/staff/rounds").location == "/staff/rounds"


def test_nobody_without_a_group_comes_in(joined: Council, provider: FakeProvider) -> None:
    """They read what to do, and no account is made. Control: with the group they come in."""
    for groups in ([], None, ["g-others"], "g-q"):
        provider.person["groups"] = groups
        response = sign_in(joined)
        assert response.status_code == 403
        assert "Ask your administrator to put you into one" in response.text
    with joined.database.reading() as session:
        assert accounts.get_by_email(session, KIM) is None

    provider.person["groups"] = ["g-others", "g-qa"]

    assert sign_in(joined).status_code == 302


def test_too_many_groups_are_told_as_such(joined: Council, provider: FakeProvider) -> None:
    """Entra then sends none but says where to ask: they are not let in on a guess."""
    provider.person |= {"groups": None, "_claim_names": {"groups": "src1"}}

    response = sign_in(joined)

    assert response.status_code == 403
    assert "too many groups" in response.text


def test_the_first_group_of_the_setting_decides(joined: Council, provider: FakeProvider) -> None:
    """One role, whatever order the provider lists them in; a team comes with it."""
    provider.person["groups"] = ["g-qa", "g-north"]

    sign_in(joined)

    account = joined.account(KIM)
    assert account.team
    assert (account.role, account.team.name) == ("manager", "North")


def test_a_team_that_is_not_there_lets_nobody_in(joined: Council, provider: FakeProvider) -> None:
    """A manager of no team would see too much or nothing: refused, with the team's name."""
    provider.person["groups"] = ["g-lost"]

    response = sign_in(joined)

    assert response.status_code == 403
    assert "Nowhere" in response.text


def test_the_role_falls_with_the_group(joined: Council, provider: FakeProvider) -> None:
    """At the next sign-in they are less, and what was open elsewhere is signed out. Control: until then it was not."""
    provider.person["groups"] = ["g-chiefs"]
    elsewhere = joined.client()
    sign_in(joined, elsewhere)
    assert elsewhere.get("/staff/accounts").status_code == 200
    provider.person["groups"] = ["g-north"]
    assert elsewhere.get("/staff/accounts").status_code == 200

    here = joined.client()
    sign_in(joined, here)

    assert here.get("/staff/accounts").status_code == 403
    assert not is_in(elsewhere)
    assert ("changed-account", f"account {joined.account(KIM).id}") in joined.deeds()


def test_no_group_any_more_ends_what_is_open(joined: Council, provider: FakeProvider) -> None:
    """The try is refused, written down, and signs them out everywhere. Control: with the group back they come in."""
    elsewhere = joined.client()
    sign_in(joined, elsewhere)
    provider.person["groups"] = []

    assert sign_in(joined).status_code == 403

    assert not is_in(elsewhere)
    assert joined.deeds()[-1] == ("refused-sign-in", f"account {joined.account(KIM).id}")
    provider.person["groups"] = ["g-qa"]
    assert sign_in(joined).status_code == 302


def test_closed_here_stays_closed(joined: Council) -> None:
    """A group does not open what an administrator closed. Control: an invitation does."""
    client = joined.client()
    sign_in(joined, client)
    with joined.database.writing() as session:
        accounts.close(session, KIM)
    assert not is_in(client)
    assert sign_in(joined).status_code == 403

    joined.invite(KIM)

    assert sign_in(joined).status_code == 302


def test_an_address_takes_over_no_account(joined: Council, provider: FakeProvider) -> None:
    """Neither one with a password nor another person's. Control: one that is invited and has no way in yet."""
    provider.person |= {"sub": "x", "preferred_username": "administrator@council.gov.uk"}
    assert sign_in(joined).status_code == 403
    assert joined.account("administrator@council.gov.uk").subject is None
    provider.person |= {"sub": "kim-1", "preferred_username": KIM}
    sign_in(joined)
    provider.person["sub"] = "kim-2"
    assert sign_in(joined).status_code == 403

    provider.person["preferred_username"] = "new@council.gov.uk"
    path = joined.invite("new@council.gov.uk", Role.ADMINISTRATOR)

    assert sign_in(joined).status_code == 302
    assert joined.account("new@council.gov.uk").role == "analyst"
    assert joined.client().get(path).status_code == 404


def test_a_new_council_account_of_somebody_takes_over_no_account(
    joined: Council, provider: FakeProvider
) -> None:
    """It was made anew there, or the council moved to another tenant; they have no password. Control: invited again."""
    sign_in(joined)
    provider.person["sub"] = "kim-2"

    refused = sign_in(joined)

    assert refused.status_code == 403
    assert "by another council account with this email address" in refused.text
    assert "with a password" not in refused.text
    joined.invite(KIM)
    assert sign_in(joined).status_code == 302


def test_an_address_nobody_verified_is_none(joined: Council, provider: FakeProvider) -> None:
    """People can type any address into a profile. Control: verified, it will do."""
    provider.person |= {"preferred_username": None, "email": KIM}
    assert sign_in(joined).status_code == 403

    provider.person["email_verified"] = True

    assert sign_in(joined).status_code == 302


def test_another_name_is_the_same_person(joined: Council, provider: FakeProvider) -> None:
    """The address follows, the account stays. Control: one that somebody else has is not taken."""
    sign_in(joined)
    first = joined.account(KIM).id
    provider.person["preferred_username"] = "kim.new@council.gov.uk"

    sign_in(joined)

    assert joined.account("kim.new@council.gov.uk").id == first
    provider.person["preferred_username"] = "analyst@council.gov.uk"
    sign_in(joined)
    assert joined.account("kim.new@council.gov.uk").id == first


@pytest.mark.parametrize("odd", ["zoë@council.gov.uk", "<kim@council.gov.uk>", "kim@[x"])
def test_an_address_that_no_e_mail_reaches_makes_no_account(
    joined: Council, provider: FakeProvider, odd: str
) -> None:
    """They read what to do. Control: with another address that was verified they come in by that."""
    provider.person["preferred_username"] = odd
    refused = sign_in(joined)
    provider.person |= {"email": KIM, "email_verified": True}

    assert refused.status_code == 403
    assert "no email address that we can use" in refused.text
    assert sign_in(joined).status_code == 302
    assert joined.account(KIM).role == "analyst"


def test_somebody_here_keeps_their_address_when_the_new_one_is_odd(
    joined: Council, provider: FakeProvider
) -> None:
    """They come in as ever, and e-mails go where they went."""
    sign_in(joined)
    provider.person["preferred_username"] = "kim@[x"

    assert sign_in(joined).status_code == 302
    assert joined.account(KIM).active


def test_no_password_is_set_beside_it(joined: Council) -> None:
    """Neither changed on their page nor a second step set up: both are the council's."""
    client = joined.client()
    sign_in(joined, client)

    page = client.get("/staff/account").text

    assert "kept there" in page
    assert "Change your password" not in page
    words = "seven wet umbrellas"
    fields = {"password_now": "", "password": words, "password_confirm": words}
    tried = joined.post(client, "/staff/account/password", page="/staff/account/password", **fields)
    assert tried.status_code == 422
    assert joined.account(KIM).password is None


def test_accounts_want_a_fresh_sign_in(joined: Council, provider: FakeProvider) -> None:
    """Ten minutes after, they go to the council's sign-in again, which asks anew. Control: just signed in, no need."""
    provider.person["groups"] = ["g-chiefs"]
    client, page = joined.client(), "/staff/accounts"
    sign_in(joined, client)
    fields = {"role": "administrator", "team": ""}
    assert joined.post(client, page, page=page, email="a@c.uk", **fields).status_code == 200

    with clock.frozen_at(NOON + dt.timedelta(minutes=11)):
        assert joined.post(client, page, page=page, email="b@c.uk", **fields).status_code == 422
        assert "again=yes" in client.get(page).text
        again = sign_in(joined, client, f"{LEAVE}?again=yes&next={page}")
        assert again.location == page
        assert joined.post(client, page, page=page, email="b@c.uk", **fields).status_code == 200
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")


def test_a_provider_that_does_not_say_when_proves_nothing(
    joined: Council, provider: FakeProvider
) -> None:
    """Or one that signed them in this morning. Control: one that says it was now."""
    provider.person["groups"] = ["g-chiefs"]
    statuses = []
    for moment in (None, SECONDS - 3600, SECONDS):
        provider.spoil = {"auth_time": moment}
        client = joined.client()
        sign_in(joined, client)
        fields = {"email": f"{moment}@c.uk", "role": "administrator", "team": ""}
        sent = joined.post(client, "/staff/accounts", page="/staff/accounts", **fields)
        statuses.append(sent.status_code)

    assert statuses == [422, 422, 200]


def test_after_signing_out_they_are_asked_there_anew(
    joined: Council, provider: FakeProvider
) -> None:
    """Else the next person at that computer comes in by one press. Control: without it, and once they were asked, not."""
    client = joined.client()
    sign_in(joined, client)
    joined.post(client, "/staff/sign-out", page="/staff/account")
    assert "max_age" not in provider.asked[-1]

    sign_in(joined, client)

    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    with clock.frozen_at(NOON + dt.timedelta(minutes=31)):
        sign_in(joined, client)
    assert "max_age" not in provider.asked[-1]


@pytest.mark.parametrize(("fast", "proved"), [(0, True), (5, True), (60, True), (600, False)])
def test_a_clock_there_that_is_a_little_fast_proves_too(
    joined: Council, provider: FakeProvider, fast: int, proved: bool
) -> None:
    """By as much as is borne of its tokens: else an administrator is sent there again and again. Control: ten minutes."""
    provider.person["groups"] = ["g-chiefs"]
    provider.spoil = {"auth_time": SECONDS + fast}
    client = joined.client()
    sign_in(joined, client)

    page = client.get("/staff/accounts").text

    assert ("again=yes" not in page) is proved


def test_a_silent_provider_is_told_kindly(joined: Council, provider: FakeProvider) -> None:
    """503 and what to do, when it calls itself otherwise or points elsewhere. Control: as it was, it works."""
    for says in ({"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/t"}):
        forget(joined)
        provider.says = says
        response = joined.client().get(LEAVE)
        assert response.status_code == 503
        assert "Wait a minute" in response.text
    provider.says = {}
    forget(joined)
    assert joined.client().get(LEAVE).status_code == 302


def test_refused_there_is_refused_here(joined: Council) -> None:
    """Somebody who presses “No” there comes back to a page that says so. Control: another try works."""
    client = joined.client()
    (state,) = parse_qs(urlsplit(leave(client)).query)["state"]

    response = client.get(f"{BACK}?error=access_denied&error_description=<b>x</b>&state={state}")

    assert response.status_code == 403
    assert "<b>" not in response.text
    assert sign_in(joined, client).status_code == 302


@pytest.mark.parametrize(
    ("who_may", "role", "status"),
    [
        ("", "analyst", 302),
        ("administrators", "analyst", 422),
        ("administrators", "administrator", 302),
        ("nobody", "administrator", 422),
    ],
)
def test_passwords_are_for_those_the_setting_names(
    joined: Council, who_may: str, role: str, status: int
) -> None:
    """Everybody, administrators for the day the provider is down, or nobody; the same page as for a wrong one."""
    client = joined.client()
    client.get("/staff/sign-in")
    proof = joined.proof(client) if who_may != "nobody" else ""
    fields = {"email": f"{role}@council.gov.uk", "password": PASSWORD, "csrf_token": proof}
    if not proof:
        joined.app.config["WTF_CSRF_METHODS"] = []
        assert 'name="password"' not in client.get("/staff/sign-in").text

    response = client.post("/staff/sign-in", data=fields)

    assert response.status_code == status


@pytest.mark.parametrize(
    ("who_may", "role", "status"),
    [("", Role.ANALYST, 302), ("administrators", Role.ANALYST, 404), ("administrators", Role.ADMINISTRATOR, 302), ("nobody", Role.ADMINISTRATOR, 404)],
)  # fmt: skip
def test_invitations_are_for_those_who_may_use_a_password(
    joined: Council, who_may: str, role: Role, status: int
) -> None:
    """Opened or sent: nobody chooses a password that could sign them in. The control is who may."""
    path, client = joined.invite("new@council.gov.uk", role), joined.client()
    words = {"password": "four words in a row", "password_confirm": "four words in a row"}
    if status == 404:
        joined.app.config["WTF_CSRF_METHODS"] = []  # there is no form to take a proof from

    opened = client.get(path)
    proof = joined.proof(client, path) if status == 302 else ""
    sent = client.post(path, data={"csrf_token": proof, **words})

    assert opened.status_code == (200 if status == 302 else 404)
    assert sent.status_code == status
    assert (joined.account("new@council.gov.uk").password is not None) == (status == 302)


@pytest.mark.parametrize("who_may", ["administrators"])
def test_the_control_a_password_is_enough_again(
    joined: Council, who_may: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with that question taken out, an analyst's password signs in as before."""
    monkeypatch.setattr(signing_in.sign_ins, "may_use_password", lambda *_: True)

    tried = joined.try_to_sign_in(joined.client(), "analyst@council.gov.uk", PASSWORD)

    assert tried.status_code == 302


def test_without_the_setting_there_is_no_such_page(council: Council) -> None:
    """404, and nothing about it on the sign-in page."""
    assert council.client().get(LEAVE).status_code == 404
    assert council.client().get(BACK).status_code == 404
    assert "council account" not in council.client().get("/staff/sign-in").text


def test_a_made_up_role_stops_the_start(joined: Council) -> None:
    """With one line that lists the roles. Control: those of the fixture start."""
    settings = joined.settings
    assert settings.provider
    place = settings.provider.places[0].__class__("g", "king", None)
    object.__setattr__(settings.provider, "places", (place,))

    with pytest.raises(SettingsError, match=r"king.*administrator, analyst"):
        create_app(settings)


@pytest.mark.parametrize("role", NEED_A_TEAM)
def test_a_group_of_a_role_without_its_team_stops_the_start(joined: Council, role: Role) -> None:
    """Whoever came by it would see nothing. Control: with a team it starts."""
    settings = joined.settings
    assert settings.provider
    place = dataclasses.replace(settings.provider.places[0], group="g", role=role, team=None)
    object.__setattr__(settings.provider, "places", (place,))

    with pytest.raises(SettingsError, match=f"write g={role}:TEAM"):
        create_app(settings)

    object.__setattr__(settings.provider, "places", (dataclasses.replace(place, team="North"),))
    create_app(settings)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST])
def test_a_group_of_all_teams_stops_the_start(joined: Council, role: Role) -> None:
    """An account has one team: whoever came by it would see whichever was made first. Control: one that is named."""
    settings = joined.settings
    assert settings.provider
    place = dataclasses.replace(settings.provider.places[0], group="g", role=role, team="All")
    object.__setattr__(settings.provider, "places", (place,))

    with pytest.raises(SettingsError, match="gives g the team 'All': an account has one team"):
        create_app(settings)

    object.__setattr__(settings.provider, "places", (dataclasses.replace(place, team="North"),))
    create_app(settings)


def want(council: Council, strength: str) -> None:
    """Start the council again with a setting of how people must be asked there."""
    provider = council.settings.provider
    assert provider is not None
    claim, _, value = strength.partition("=")
    strong = dataclasses.replace(provider, strength=Strength(claim, value))
    council.settings = dataclasses.replace(council.settings, provider=strong)
    council.app = create_app(council.settings)


@pytest.mark.parametrize(
    ("strength", "said", "asked"),
    [
        ("amr=mfa", {"amr": ["pwd", "mfa"]}, {}),
        (
            "acrs=c1",
            {"acrs": ["c1", "c2"]},
            {"claims": '{"id_token": {"acrs": {"essential": true, "value": "c1"}}}'},
        ),
        ("acr=gold", {"acr": "gold"}, {"acr_values": "gold"}),
    ],
)
def test_a_second_step_there_is_asked_for_and_looked_at(
    joined: Council,
    provider: FakeProvider,
    strength: str,
    said: dict[str, object],
    asked: dict[str, str],
) -> None:
    """Where the token does not say so, nobody is signed in, and reads why. Control: without the setting they are."""
    assert sign_in(joined).status_code == 302
    want(joined, strength)

    client = joined.client()
    weak = sign_in(joined, client)
    weak_in = is_in(client)
    provider.spoil = said
    strong = sign_in(joined)

    assert (weak.status_code, weak_in) == (403, False)
    assert "did not say that it asked you for a second step" in weak.text
    assert strong.status_code == 302
    assert provider.asked[-1].items() >= asked.items()


@pytest.mark.parametrize("said", ["mfa-not", ["pwd"], [], None, {"mfa": True}, 1])
def test_almost_the_right_strength_is_none(
    joined: Council, provider: FakeProvider, said: object
) -> None:
    """Nothing that only looks like it lets anybody in; what is no list makes the token untrue."""
    want(joined, "amr=mfa")
    provider.spoil = {"amr": said}
    client = joined.client()

    assert sign_in(joined, client).status_code in {400, 403}
    assert not is_in(client)
