"""The settings of the council's own sign-in: all or none, https, one tenant, and groups that say what people are."""

import shutil
from pathlib import Path

import pytest

from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.diagnosis import examine
from feedback.exceptions import SettingsError
from feedback.providers import Passwords, Place, is_safe
from tests.provider import CLIENT, SECRET, serve

TENANT = "https://login.microsoftonline.com/0000-tenant/v2.0"


def read(folder: Path, **changes: str) -> Settings:
    """The settings with a whole provider, but for what is changed."""
    secret = folder / "client-secret"
    secret.write_text(f"{SECRET}\n")
    environ = {
        "FEEDBACK_INSTANCE": str(folder),
        "FEEDBACK_OIDC_ISSUER": TENANT,
        "FEEDBACK_OIDC_CLIENT_ID": CLIENT,
        "FEEDBACK_OIDC_CLIENT_SECRET_FILE": str(secret),
        "FEEDBACK_OIDC_ROLES": "g1=administrator, g2=manager:Oak North,",
    }
    return read_settings({**environ, **changes})


def test_four_settings_make_a_provider(tmp_path: Path) -> None:
    """The secret comes from its file, the groups in their order; without any of the four there is none."""
    provider = read(tmp_path).provider

    assert provider
    assert (provider.issuer, provider.client_id, provider.client_secret) == (TENANT, CLIENT, SECRET)
    assert provider.places == (Place("g1", "administrator", None), Place("g2", "manager", "Oak North"))  # fmt: skip
    assert read_settings({"FEEDBACK_INSTANCE": str(tmp_path)}).provider is None


@pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET_FILE", "ROLES"])
def test_half_a_provider_stops_the_start(tmp_path: Path, missing: str) -> None:
    """Or staff would find a sign-in page that does nothing."""
    with pytest.raises(SettingsError, match="Set all or none"):
        read(tmp_path, **{f"FEEDBACK_OIDC_{missing}": ""})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OIDC_ISSUER", "http://login.example/x", "write it like"),
        ("OIDC_ISSUER", "login.example", "write it like"),
        ("OIDC_ISSUER", "https://login.microsoftonline.com/common/v2.0", "your own tenant"),
        ("OIDC_ISSUER", "https://login.microsoftonline.com/organizations/v2.0", "your own tenant"),
        ("OIDC_CLIENT_SECRET_FILE", "/nowhere/secret", "cannot be read"),
        ("OIDC_ROLES", "g1", "not understood"),
        ("OIDC_ROLES", "g1=manager:", "not understood"),
        ("OIDC_ROLES", "=manager", "not understood"),
        ("OIDC_STRENGTH", "mfa", "write amr=mfa"),
        ("OIDC_STRENGTH", "amr=", "write amr=mfa"),
        ("OIDC_STRENGTH", "sub=me", "write amr=mfa"),
        ("PASSWORDS", "some", "everybody, administrators, nobody"),
    ],
)
def test_what_is_unsafe_or_not_understood_stops_the_start(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    """With one line that says what to write."""
    with pytest.raises(SettingsError, match=words):
        read(tmp_path, **{f"FEEDBACK_{name}": value})


def test_an_empty_secret_stops_the_start(tmp_path: Path) -> None:
    """A file somebody made and forgot to fill."""
    (tmp_path / "empty").write_text("\n")

    with pytest.raises(SettingsError, match="is empty"):
        read(tmp_path, FEEDBACK_OIDC_CLIENT_SECRET_FILE=str(tmp_path / "empty"))


def test_passwords_are_turned_off_only_beside_another_way(tmp_path: Path) -> None:
    """Otherwise nobody could sign in. Control: beside a provider they can be."""
    with pytest.raises(SettingsError, match="no other way"):
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_PASSWORDS": "nobody"})

    assert read(tmp_path, FEEDBACK_PASSWORDS="Nobody").passwords is Passwords.NOBODY
    assert read(tmp_path).passwords is Passwords.EVERYBODY


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://login.example/t", True),
        ("http://127.0.0.1:9000/t", True),
        ("http://localhost/t", True),
        ("http://10.0.0.1/t", False),
        ("http://login.example", False),
        ("ftp://login.example", False),
        ("https://", False),
        ("https://[", False),
    ],
)
def test_plain_http_is_for_this_machine_only(address: str, safe: bool) -> None:
    """The secret travels there."""
    assert is_safe(address) is safe


def say(settings: Settings, database: Database) -> str | None:
    """What the doctor says about the council's own sign-in: nothing when all is well, None when none is set."""
    found = {check.check: check.advice for check in examine(settings, database)}
    return found.get("council sign-in")


def test_the_doctor_asks_the_provider(tmp_path: Path, template: Path) -> None:
    """Well, another issuer, an unsafe address, no answer, a made-up role; and no line where none is set."""
    with serve() as provider:
        settings = read(tmp_path, FEEDBACK_OIDC_ISSUER=provider.issuer)
        database = Database(settings.database_url)
        shutil.copy(template, database.file)
        well = say(settings, database)
        provider.says = {"issuer": "https://evil.example"}
        other = say(settings, database)
        provider.says = {"jwks_uri": "http://evil.example/keys"}
        unsafe = say(settings, database)
        provider.says = {"id_token_signing_alg_values_supported": ["HS256"]}
        weak = say(settings, database)
        provider.says = {}
        roles = read(tmp_path, FEEDBACK_OIDC_ISSUER=provider.issuer, FEEDBACK_OIDC_ROLES="g1=king")
        made_up = say(roles, database)
    silent = say(settings, database)

    assert well == ""
    assert "calls itself 'https://evil.example'" in (other or "")
    assert "jwks_uri" in (unsafe or "")
    assert "RS256" in (weak or "")
    assert "'king'" in (made_up or "")
    assert "does not answer" in (silent or "")
    assert say(read_settings({"FEEDBACK_INSTANCE": str(tmp_path)}), database) is None
