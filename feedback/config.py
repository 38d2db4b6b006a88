"""What this installation is set to: read once from the environment, frozen, refused when unsafe."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback.exceptions import SettingsError
from feedback.languages import LANGUAGES, get_language
from feedback.mail_servers import MailServer, read_mail_server
from feedback.providers import Passwords, Provider, read_passwords, read_provider
from feedback.scanner import read_scanner
from feedback.variables import Variables

HERE = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32  # characters: anything shorter could be guessed
FEWEST_SIGNS = 8  # different ones in a secret: a key held down is no secret
# What stands in examples, and what people type instead of a secret.
NO_SECRET = ("change", "default", "example", "password", "secret")


class SecondStep(StrEnum):
    """Whether staff must type a code from their phone after the password."""

    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Settings:
    """The installation. Paths are absolute; `public_url` has no path and no trailing slash.

    Without a file for them there are no `secret_keys`: then nothing signs or locks. Without a `second_step` it is
    required where the address is https, but in a sample council. `unknown` says what is named like a setting and is none.
    """

    instance: Path
    database_url: str
    public_url: str
    secret_keys: tuple[str, ...]
    council_name: str
    zone: ZoneInfo
    forms: Path
    translations: Path
    show_draft_translations: bool
    keep_responses_months: int
    keep_comments_months: int
    keep_figures_years: int
    duty_number: str | None
    duty_reader: str | None
    duty_cover: str | None
    out_of_hours: str | None
    complaints: str | None = None
    keep_concerns_years: int = 6
    backups: Path | None = None
    second_step: SecondStep | None = None
    provider: Provider | None = None
    passwords: Passwords = Passwords.EVERYBODY
    comment_languages: tuple[str, ...] = ()
    mail_server: MailServer | None = None
    scanner: Path | None = None
    unknown: tuple[str, ...] = ()

    @property
    def https(self) -> bool:
        """Whether the public address is https, and so whether cookies are Secure."""
        return self.public_url.startswith("https://")


def read_settings(given: Mapping[str, str] = os.environ, *, new_secret: bool = True) -> Settings:
    """The settings of `given`, with defaults that are safe. Raises SettingsError with one clear line.

    With `new_secret` a secret key is made where there is none.
    """
    environ = Variables(given)
    _refuse_debugging(environ)
    instance = Path(environ.get("FEEDBACK_INSTANCE") or HERE / "instance").resolve()
    public_url = _public_url(environ.get("FEEDBACK_PUBLIC_URL") or "http://127.0.0.1:8000")
    provider = _provider(environ)
    return Settings(
        instance=instance,
        database_url=_database_url(environ.get("FEEDBACK_DATABASE_URL"), instance),
        public_url=public_url,
        council_name=environ.get("FEEDBACK_COUNCIL_NAME") or "Your council",
        zone=_zone(environ.get("FEEDBACK_TIMEZONE") or "Europe/London"),
        forms=Path(environ.get("FEEDBACK_FORMS") or HERE / "forms").resolve(),
        translations=Path(environ.get("FEEDBACK_TRANSLATIONS") or HERE / "translations").resolve(),
        show_draft_translations=_switch(environ, "FEEDBACK_SHOW_DRAFT_TRANSLATIONS"),
        keep_responses_months=_number(environ, "FEEDBACK_KEEP_RESPONSES_MONTHS", 36),
        keep_comments_months=_number(environ, "FEEDBACK_KEEP_COMMENTS_MONTHS", 12),
        keep_figures_years=_number(environ, "FEEDBACK_KEEP_FIGURES_YEARS", 6),
        duty_number=environ.get("FEEDBACK_DUTY_NUMBER"),
        duty_reader=environ.get("FEEDBACK_DUTY_READER"),
        duty_cover=environ.get("FEEDBACK_DUTY_COVER"),
        out_of_hours=environ.get("FEEDBACK_OUT_OF_HOURS"),
        complaints=environ.get("FEEDBACK_COMPLAINTS"),
        keep_concerns_years=_number(environ, "FEEDBACK_KEEP_CONCERNS_YEARS", 6),
        backups=_folder(environ.get("FEEDBACK_BACKUPS")),
        second_step=_second_step(environ.get("FEEDBACK_SECOND_STEP")),
        provider=provider,
        comment_languages=_languages(environ.get("FEEDBACK_COMMENT_LANGUAGES")),
        passwords=read_passwords(environ.get("FEEDBACK_PASSWORDS"), provider),
        mail_server=_mail_server(environ),
        scanner=read_scanner(environ.get("FEEDBACK_CLAMD")),
        # Last: no file is made where another setting is wrong.
        secret_keys=_secret_keys(_secret_file(environ, instance), public_url, new=new_secret),
        unknown=tuple(environ.list_unknown()),
    )


def _provider(environ: Variables) -> Provider | None:
    return read_provider(
        issuer=environ.get("FEEDBACK_OIDC_ISSUER"),
        client_id=environ.get("FEEDBACK_OIDC_CLIENT_ID"),
        secret_file=environ.get("FEEDBACK_OIDC_CLIENT_SECRET_FILE"),
        roles=environ.get("FEEDBACK_OIDC_ROLES"),
        strength=environ.get("FEEDBACK_OIDC_STRENGTH"),
    )


def _mail_server(environ: Variables) -> MailServer | None:
    return read_mail_server(
        host=environ.get("FEEDBACK_SMTP_HOST"),
        port=environ.get("FEEDBACK_SMTP_PORT"),
        security=environ.get("FEEDBACK_SMTP_SECURITY"),
        sender=environ.get("FEEDBACK_SMTP_FROM"),
        user=environ.get("FEEDBACK_SMTP_USER"),
        password_file=environ.get("FEEDBACK_SMTP_PASSWORD_FILE"),
    )


def _languages(tags: str | None) -> tuple[str, ...]:
    """The languages somebody reads comments in. Text boxes are shown in no other but English."""
    found = []
    for tag in (tags or "").replace(",", " ").split():
        language = get_language(tag)
        if language is None:
            raise SettingsError(
                f"FEEDBACK_COMMENT_LANGUAGES: {tag!r} is not one of {', '.join(LANGUAGES)}."
            )
        found.append(language.tag)
    return tuple(found)


def _folder(name: str | None) -> Path | None:
    return Path(name).resolve() if name else None


def _refuse_debugging(environ: Variables) -> None:
    if (environ.get("FLASK_DEBUG") or "").lower() not in ("", "0", "false", "no"):
        raise SettingsError(
            "FLASK_DEBUG is set: take it away. It would show the inside of the program to whoever makes it fail."
        )


def _database_url(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'feedback.db'}"
    if not url.startswith("sqlite:///"):
        raise SettingsError(
            "FEEDBACK_DATABASE_URL must start with sqlite:/// (this release stores its data in SQLite only)."
        )
    return url


def _public_url(url: str) -> str:
    parts = _split(url)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
    ):
        raise SettingsError(
            f"FEEDBACK_PUBLIC_URL is {url!r}: write it like https://ask.council.gov.uk"
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SettingsError(
            f"FEEDBACK_PUBLIC_URL is {url!r}: take the path off; posters print it and every character counts."
        )
    if parts.scheme == "http" and not _is_private(parts.hostname):
        raise SettingsError(
            f"FEEDBACK_PUBLIC_URL is {url!r}: use https://. Plain http:// is only for this machine and private networks."
        )
    return f"{parts.scheme}://{parts.netloc}".lower()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:  # brackets that do not close, a port that is no port
        return None


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback


def _secret_file(environ: Variables, instance: Path) -> Path:
    return Path(environ.get("FEEDBACK_SECRET_KEY_FILE") or instance / "secret-key")


def _secret_keys(file: Path, public_url: str, *, new: bool) -> tuple[str, ...]:
    """The secrets of `file`. When it is absent one is made, if it may be `new`; else there are none.

    One that could be guessed will do on this machine only.
    """
    try:
        if new:
            _make_secret(file)
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not new:
            return ()
        raise SettingsError(
            f"FEEDBACK_SECRET_KEY_FILE {file}: cannot be made or read. Is FEEDBACK_INSTANCE a folder to write in?"
        ) from error
    keys = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not keys or any(len(key) < SHORTEST_SECRET for key in keys):
        raise SettingsError(
            f"FEEDBACK_SECRET_KEY_FILE {file}: needs one secret a line, each of {SHORTEST_SECRET} characters or more."
        )
    if public_url.startswith("https://") and any(map(_is_guessable, keys)):
        raise SettingsError(
            f"FEEDBACK_SECRET_KEY_FILE {file}: holds a secret that could be guessed. Take the file away and "
            "'feedback init' makes a new one."
        )
    if os.name == "posix" and file.stat().st_mode & 0o002:
        raise SettingsError(
            f"FEEDBACK_SECRET_KEY_FILE {file}: everybody on this machine can change it. Run: chmod 600 {file}"
        )
    return keys


def _make_secret(file: Path) -> None:
    """A secret where there is none, for its owner alone: on disk and whole. Of two made at once the first stays."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = file.with_name(f".{file.name}.{secrets.token_hex(8)}.partial")
        partial.touch(mode=0o600)
        with partial.open("w", encoding="utf-8") as opened:
            opened.write(secrets.token_urlsafe(48) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        # The other one, made meanwhile, and what it took away as below.
        with suppress(FileExistsError, FileNotFoundError):
            os.link(partial, file)
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)  # its name too
        os.close(folder)
    for left in file.parent.glob(f".{file.name}.*.partial"):  # this one's, and what a kill left
        left.unlink(missing_ok=True)


def _is_guessable(key: str) -> bool:
    return len(set(key)) < FEWEST_SIGNS or any(word in key.lower() for word in NO_SECRET)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ):  # the name of a folder of zones is an OSError
        raise SettingsError(
            f"FEEDBACK_TIMEZONE is {name!r}: write a name like Europe/London."
        ) from None


def _second_step(value: str | None) -> SecondStep | None:
    if not value:
        return None
    try:
        return SecondStep(value.lower())
    except ValueError:
        raise SettingsError(
            f"FEEDBACK_SECOND_STEP is {value!r}: write required or optional."
        ) from None


def _switch(environ: Variables, name: str) -> bool:
    value = (environ.get(name) or "").lower()
    if value in ("", "0", "off", "no", "false"):
        return False
    if value in ("1", "on", "yes", "true"):
        return True
    raise SettingsError(f"{name} is {value!r}: write on or off.")


def _number(environ: Variables, name: str, default: int) -> int:
    value = environ.get(name)
    if not value:
        return default
    if not value.isdecimal() or len(value) > 4 or int(value) < 1:
        raise SettingsError(f"{name} is {value!r}: write a whole number from 1 to 9999.")
    return int(value)
