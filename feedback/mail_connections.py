"""Connections to the mail server: encrypted off this machine, with its certificate checked, signed in."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from feedback.exceptions import FeedbackError
from feedback.mail_servers import MailServer, Security

TIMEOUT = 20  # seconds for each answer of the server
LONGEST_TROUBLE = 200  # characters of what the mail server says


class MailError(FeedbackError):
    """The mail server cannot be reached, or refuses us."""


def check_server(server: MailServer) -> None:
    """Connect and sign in, and send nothing. Raises MailError with what to do."""
    with connected(server):
        return


def clean(trouble: str) -> str:
    """What a mail server or a connection says, as one short line."""
    printable = "".join(sign if sign.isprintable() else " " for sign in trouble)
    return " ".join(printable.split())[:LONGEST_TROUBLE]


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that nobody listens to, signed in. Raises MailError when there is none."""
    try:
        smtp = _connect(server)
    except ssl.SSLError as error:
        raise MailError(
            f"FEEDBACK_SMTP_HOST {server.host}: its certificate is not accepted ({error.reason}). "
            "Use the name in the certificate."
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailError(
            f"FEEDBACK_SMTP_USER: {server.host} refuses the user or the password."
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(
            f"FEEDBACK_SMTP_HOST {server.host}, port {server.port}: cannot be used ({clean(str(error))})."
        ) from error
    try:
        yield smtp
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security is Security.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=context)
        if server.user and server.password:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp
