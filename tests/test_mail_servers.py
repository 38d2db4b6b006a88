"""The settings of the mail server: both or none, encrypted off this machine, a password from a file."""

from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.exceptions import SettingsError
from feedback.mail_servers import MailServer, Security, is_whole_address

WHOLE = {"HOST": "mail.council.example", "FROM": "feedback@council.example"}


def read(folder: Path, **changes: str) -> MailServer | None:
    """The mail server of a whole set of settings, but for what is changed."""
    given = {f"FEEDBACK_SMTP_{name}": value for name, value in {**WHOLE, **changes}.items()}
    return read_settings({"FEEDBACK_INSTANCE": str(folder), **given}).mail_server


def test_without_settings_there_is_none(tmp_path: Path) -> None:
    """The service needs no e-mail."""
    assert read_settings({"FEEDBACK_INSTANCE": str(tmp_path)}).mail_server is None


def test_encrypted_unless_it_is_said(tmp_path: Path) -> None:
    """With the usual port of each way."""
    server, tls = read(tmp_path), read(tmp_path, SECURITY="TLS")

    assert server == MailServer(
        "mail.council.example", 587, Security.STARTTLS, "feedback@council.example"
    )
    assert tls
    assert (tls.security, tls.port) == (Security.TLS, 465)


def test_the_password_comes_from_its_file_and_is_not_printed(tmp_path: Path) -> None:
    """Whoever prints the settings prints no secret of this one."""
    (tmp_path / "smtp").write_text("open sesame\n")

    server = read(tmp_path, USER="feedback", PASSWORD_FILE=str(tmp_path / "smtp"))

    assert server
    assert (server.user, server.password) == ("feedback", "open sesame")
    assert "sesame" not in repr(server)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_plain_text_goes_to_this_machine(tmp_path: Path, host: str) -> None:
    """A mail server beside the service hears what nobody else does."""
    server = read(tmp_path, HOST=host, SECURITY="off")

    assert server
    assert (server.security, server.port) == (Security.OFF, 25)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"HOST": ""}, "Set both or none"),
        ({"FROM": ""}, "Set both or none"),
        ({"USER": "feedback"}, "belong together"),
        ({"PASSWORD_FILE": "/nowhere"}, "belong together"),
        ({"USER": "feedback", "PASSWORD_FILE": "/nowhere"}, "cannot be read"),
        ({"USER": "feedback", "PASSWORD_FILE": "/dev/null"}, "is empty"),
        ({"SECURITY": "off"}, "only for a mail server on this machine"),
        ({"SECURITY": "off", "HOST": "10.0.0.9"}, "only for a mail server on this machine"),
        ({"SECURITY": "ssl"}, "starttls, tls, off"),
        ({"PORT": "0"}, "from 1 to 65535"),
        ({"PORT": "70000"}, "from 1 to 65535"),
        ({"PORT": "smtp"}, "from 1 to 65535"),
        ({"FROM": "Feedback"}, "write an address like"),
        ({"FROM": "a@b.example\nBcc: c@d.example"}, "a sign that nobody sees"),
    ],
)
def test_what_is_wrong_stops_the_start(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """With one line that says what to write."""
    with pytest.raises(SettingsError, match=words):
        read(tmp_path, **changes)


@pytest.mark.parametrize(
    "address",
    [
        "sam@example.org",
        "Sam+news@Example.org",
        "o'brien.b_c-d@oak.sch.uk",
        "sam@sub.example.photography",
        "sam..o.@example.travelersinsurance",
        "sam@xn--exmple-cua.xn--vermgensberatung-pwb",
        "kim_council.gov.uk#EXT#@westmere.onmicrosoft.com",
    ],
)
def test_an_ordinary_address_is_one(address: str) -> None:
    """With a plus sign, a long end, dots where they should not be."""
    assert is_whole_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "sam@[example.org",
        "sam@(example.org",
        "sam(@example.org",
        "sam@b].example.org",
        "sam:@example.org",
        "sam@example",
        "sam@example.o",
        "sam@example..org",
        "sam@example.org.",
        "sam@exämple.org",
        "=?utf-8?q?a=0d=0aBcc=3akim?=@example.org",
        "=?utf-8?q?a=2c=20kim=40b.cc?=@example.org",
        "s" * 65 + "@example.org",
        "sam@" + "example." * 32 + "org",
        "sam@example.org,kim@example.org",
        "sam@example.org\n",
        "@example.org",
    ],
)
def test_what_no_mail_server_takes_is_none(address: str) -> None:
    """Brackets and colons that Python's reader of addresses ends in, hidden words, hosts without an end."""
    assert not is_whole_address(address)
