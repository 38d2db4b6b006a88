"""A mail server, small and real, on this machine: with TLS and a password where asked, and faults to switch on."""

import datetime as dt
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST, USER, PASSWORD = "127.0.0.1", "feedback", "a password that only the two know"


@dataclass
class Mailbox:
    """What a mail server took. `says_to` is its answer to an address, `says_at_end` to a text, `breaks` ends the call there."""

    port: int = 0
    took: list[EmailMessage] = field(default_factory=list)
    says_to: dict[str, str] = field(default_factory=dict)
    says_at_end: str = "250 OK"
    breaks: bool = False  # after it took the text, and before it says so

    def environ(self, **changes: str) -> dict[str, str]:
        """The settings that lead here."""
        own = {"HOST": HOST, "PORT": str(self.port), "FROM": "feedback@westmere.example", "SECURITY": "off"}  # fmt: skip
        return {f"FEEDBACK_SMTP_{name}": value for name, value in {**own, **changes}.items()}

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take an address or refuse it."""
        said = self.says_to.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a text or refuse it."""
        if self.says_at_end.startswith("250"):
            message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.took.append(message)
        if self.breaks:
            server.transport.abort()
        return self.says_at_end


class _AnyPort(Controller):
    """Listens on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def receiving(*, certificate: Path | None = None, tls: bool = False) -> Iterator[Mailbox]:
    """A server that takes e-mail: with a certificate only over STARTTLS (or TLS) and from who knows the password."""
    box = Mailbox()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    secure: dict[str, Any] = {"authenticator": _authenticate} if certificate else {}
    if tls:
        secure |= {"ssl_context": context, "auth_require_tls": False}
    elif certificate:
        secure |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    controller = _AnyPort(box, hostname=HOST, port=0, **secure)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def make_certificate(folder: Path, *, host: str = HOST) -> Path:
    """A key and its certificate for `host`, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
