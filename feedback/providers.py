"""The council's own sign-in, such as Microsoft Entra ID, as the settings describe it, and who may still use a password."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from feedback.exceptions import SettingsError

STRENGTHS = ("amr", "acrs", "acr")  # claims that say how somebody was asked who they are
ALL = ("FEEDBACK_OIDC_ISSUER", "CLIENT_ID", "CLIENT_SECRET_FILE", "ROLES")


class Passwords(StrEnum):
    """Who may sign in with a password of this service."""

    EVERYBODY = "everybody"
    ADMINISTRATORS = "administrators"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Place:
    """What the people of a group of the council's directory are here. `team` is a name."""

    group: str
    role: str
    team: str | None


@dataclass(frozen=True)
class Strength:
    """What a sign-in there must say of how somebody was asked: `claim` holds `value`, such as amr and mfa."""

    claim: str
    value: str


@dataclass(frozen=True)
class Provider:
    """The council's own sign-in. `places` are in the order of the setting: the first that fits is somebody's."""

    issuer: str
    client_id: str
    client_secret: str
    places: tuple[Place, ...]
    strength: Strength | None = None


def read_provider(
    *,
    issuer: str | None,
    client_id: str | None,
    secret_file: str | None,
    roles: str | None,
    strength: str | None = None,
) -> Provider | None:
    """The provider of these settings, None when none is set. Raises SettingsError."""
    if not any((issuer, client_id, secret_file, roles, strength)):
        return None
    if not (issuer and client_id and secret_file and roles):
        raise SettingsError(
            f"The council's own sign-in needs four settings: {', FEEDBACK_OIDC_'.join(ALL)}. Set all or none."
        )
    return Provider(
        _issuer(issuer),
        client_id.strip(),
        _secret(Path(secret_file)),
        _places(roles),
        _strength(strength) if strength else None,
    )


def read_passwords(value: str | None, provider: Provider | None) -> Passwords:
    """Who may use a password: everybody unless it is said. Raises SettingsError."""
    try:
        passwords = Passwords((value or Passwords.EVERYBODY).lower())
    except ValueError:
        raise SettingsError(
            f"FEEDBACK_PASSWORDS is {value!r}: write {', '.join(Passwords)}."
        ) from None
    if passwords is not Passwords.EVERYBODY and provider is None:
        raise SettingsError(
            f"FEEDBACK_PASSWORDS is {value!r}, and there is no other way to sign in: set FEEDBACK_OIDC_ISSUER too."
        )
    return passwords


def is_safe(address: str) -> bool:
    """Whether an address of the provider is https, or on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme == "http":
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return parts.scheme == "https" and bool(host)


def _issuer(issuer: str) -> str:
    if not is_safe(issuer) or "?" in issuer or "#" in issuer:
        raise SettingsError(
            f"FEEDBACK_OIDC_ISSUER is {issuer!r}: write it like https://login.microsoftonline.com/TENANT/v2.0"
        )
    if "/common/" in issuer or "/organizations/" in issuer or "/consumers/" in issuer:
        raise SettingsError(
            f"FEEDBACK_OIDC_ISSUER is {issuer!r}: put the id of your own tenant in, or everybody's accounts could sign in."
        )
    return issuer


def _secret(file: Path) -> str:
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"FEEDBACK_OIDC_CLIENT_SECRET_FILE {file}: cannot be read. Write the secret into it, for the service only."
        ) from error
    if not secret:
        raise SettingsError(
            f"FEEDBACK_OIDC_CLIENT_SECRET_FILE {file}: is empty. Write the secret into it."
        )
    return secret


def _strength(text: str) -> Strength:
    claim, _, value = (part.strip() for part in text.partition("="))
    if claim not in STRENGTHS or not value:
        raise SettingsError(
            f"FEEDBACK_OIDC_STRENGTH is {text!r}: write amr=mfa, or acrs=c1 for an authentication context of Entra, or acr=VALUE."
        )
    return Strength(claim, value)


def _places(roles: str) -> tuple[Place, ...]:
    return tuple(_place(part.strip()) for part in roles.split(",") if part.strip())


def _place(part: str) -> Place:
    group, equals, rest = part.partition("=")
    role, colon, team = (piece.strip() for piece in rest.partition(":"))
    if not (group.strip() and equals and role) or (colon and not team):
        raise SettingsError(
            f"FEEDBACK_OIDC_ROLES: {part!r} is not understood. Write GROUP=role or GROUP=role:Team, with commas between."
        )
    return Place(group.strip(), role, team or None)
