"""The council's mail server, as the settings describe it. Nothing leaves this machine in plain text."""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from feedback.exceptions import SettingsError

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
WHOLE_HOST = re.compile(r"[^.]+(\.[^.]+)*\.[^.]{2,}")
LONGEST_NAME, LONGEST_ADDRESS = 64, 254  # RFC 5321
MOST_PORT = 65535


class Security(StrEnum):
    """How what is said to the mail server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    OFF = "off"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.OFF: 25}


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in, how, and whom it is from. Without a user nobody signs in there."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_mail_server(
    *,
    host: str | None,
    port: str | None,
    security: str | None,
    sender: str | None,
    user: str | None,
    password_file: str | None,
) -> MailServer | None:
    """The mail server of these settings, None when none is set. Raises SettingsError."""
    if not any((host, port, security, sender, user, password_file)):
        return None
    if not (host and sender):
        raise SettingsError(
            "E-mail needs FEEDBACK_SMTP_HOST, the mail server, and FEEDBACK_SMTP_FROM, the address it comes from. "
            "Set both or none."
        )
    if bool(user) != bool(password_file):
        raise SettingsError(
            "FEEDBACK_SMTP_USER and FEEDBACK_SMTP_PASSWORD_FILE belong together: set both or none."
        )
    kept = _security(security, host)
    return MailServer(
        host=host.strip(),
        port=_port(port) if port else PORTS[kept],
        security=kept,
        sender=_sender(sender.strip()),
        user=user,
        password=_password(Path(password_file)) if password_file else None,
    )


def is_address(text: str) -> bool:
    """Whether `text` is an address that every mail server takes."""
    # Whatever reads an e-mail would take “=?” for words that are written another way.
    return ADDRESS.fullmatch(text) is not None and "=?" not in text


def is_whole_address(text: str) -> bool:
    """The same of somebody anywhere: with a whole host, as in sam@example.org, and no longer than may be."""
    name, _, host = text.rpartition("@")
    is_short = len(name) <= LONGEST_NAME and len(text) <= LONGEST_ADDRESS
    return is_short and is_address(text) and WHOLE_HOST.fullmatch(host) is not None


def _security(value: str | None, host: str) -> Security:
    try:
        security = Security((value or Security.STARTTLS).lower())
    except ValueError:
        raise SettingsError(
            f"FEEDBACK_SMTP_SECURITY is {value!r}: write {', '.join(Security)}."
        ) from None
    if security is Security.OFF and not _is_this_machine(host.strip()):
        raise SettingsError(
            "FEEDBACK_SMTP_SECURITY is 'off': plain text is only for a mail server on this machine. Use starttls or tls."
        )
    return security


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(value: str) -> int:
    if not value.isdecimal() or len(value) > 5 or not 1 <= int(value) <= MOST_PORT:
        raise SettingsError(f"FEEDBACK_SMTP_PORT is {value!r}: write a number from 1 to 65535.")
    return int(value)


def _sender(value: str) -> str:
    if not is_address(value):
        raise SettingsError(
            f"FEEDBACK_SMTP_FROM is {value!r}: write an address like feedback@council.gov.uk"
        )
    return value


def _password(file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"FEEDBACK_SMTP_PASSWORD_FILE {file}: cannot be read. Write the password into it, for the service only."
        ) from error
    if not password:
        raise SettingsError(
            f"FEEDBACK_SMTP_PASSWORD_FILE {file}: is empty. Write the password into it."
        )
    return password
