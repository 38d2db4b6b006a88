"""Whom the service speaks to over TLS: a server whose certificate is trusted and names it, and no other."""

from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.mail_connections import MailError, check_server
from feedback.oidc import discover
from feedback.outside_answers import NoAnswerError
from feedback.providers import Provider
from tests.mail import HOST, make_certificate, receiving
from tests.provider import CLIENT, SECRET, serve

ANOTHER = "127.0.0.2"


def trust(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    """Have this certificate count as one of those that the machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))


def ask_provider(certificate: Path) -> None:
    """Ask the council's own sign-in about itself. Raises NoAnswerError."""
    with serve(certificate=certificate) as provider:
        discover(Provider(provider.issuer, CLIENT, SECRET, ()))


def ask_mail_server(certificate: Path, folder: Path, security: str) -> None:
    """Greet the mail server. Raises MailError."""
    with receiving(certificate=certificate, tls=security == "tls") as box:
        environ = {"FEEDBACK_INSTANCE": str(folder), **box.environ(SECURITY=security)}
        server = read_settings(environ).mail_server
        assert server
        check_server(server)


def test_a_provider_with_the_name_of_another_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its certificate is trusted. Control: with its own name it is."""
    own, other = make_certificate(tmp_path, host=HOST), make_certificate(tmp_path, host=ANOTHER)

    trust(monkeypatch, other)
    with pytest.raises(NoAnswerError):
        ask_provider(other)

    trust(monkeypatch, own)
    ask_provider(own)


def test_a_provider_that_nobody_vouches_for_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right name is not enough: anybody can write one."""
    trust(monkeypatch, make_certificate(tmp_path, host=ANOTHER))

    with pytest.raises(NoAnswerError):
        ask_provider(make_certificate(tmp_path, host=HOST))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_server_with_the_name_of_another_gets_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """Though its certificate is trusted. Control: with its own name it is greeted."""
    own, other = make_certificate(tmp_path, host=HOST), make_certificate(tmp_path, host=ANOTHER)

    trust(monkeypatch, other)
    with pytest.raises(MailError, match="certificate is not accepted"):
        ask_mail_server(other, tmp_path, security)

    trust(monkeypatch, own)
    ask_mail_server(own, tmp_path, security)
