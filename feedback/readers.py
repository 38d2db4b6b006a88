"""Who reads what people write: a reader and a cover for each language, which languages have one, and by when.

A language without a reader shows no boxes to write in. English, and the languages of FEEDBACK_COMMENT_LANGUAGES, are
read by FEEDBACK_DUTY_READER; what the page “Who reads” says of a language comes before those settings.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.config import Settings
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.mail_servers import is_whole_address
from feedback.models.accounts import Account, Role
from feedback.models.asking import Meta
from feedback.models.auditing import Deed
from feedback.models.listening import LanguageReader
from feedback.models.translating import STAMP, new_stamp
from feedback.working_days import add_working_days

ENGLISH = "en"
LONGEST = 200  # characters of a name


@dataclass(frozen=True)
class Reading:
    """How one language is read. `by_setting`: nobody has said it on the page, so the settings hold."""

    language: str
    reader: str
    cover: str
    emails: tuple[str, ...] = ()
    by_setting: bool = False

    @property
    def state(self) -> str:
        """Changes when anything of it does."""
        return fingerprint(self)


def list_readings(session: Session, settings: Settings) -> dict[str, Reading]:
    """Every language that somebody reads, English first."""
    rows = session.scalars(select(LanguageReader).order_by(LanguageReader.language))
    found = {row.language: _reading(row) for row in rows}
    if settings.duty_reader:
        for language in (ENGLISH, *settings.comment_languages):
            said = Reading(
                language, settings.duty_reader, settings.duty_cover or "", by_setting=True
            )
            found.setdefault(language, said)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != ENGLISH, pair[0])))


def get_languages(session: Session) -> frozenset[str]:
    """The languages that the page names a reader of: their questionnaires have boxes to write in."""
    return frozenset(session.scalars(select(LanguageReader.language)))


def read_by(today: dt.date) -> dt.date:
    """The day by which what is sent `today` is to be read, in every language: the next working day, as people are told."""
    return add_working_days(today, 1)


def save_reading(session: Session, reading: Reading, *, seen: str, by: Account | None) -> None:
    """Name who reads a language. Raises RefusedError, and ChangedError when it is not as it was `seen`."""
    row = session.get(LanguageReader, reading.language)
    check_seen(row, seen)
    if not reading.reader.strip():
        raise RefusedError("Write who reads, such as “The duty team of Children's Services”.")
    if not reading.cover.strip():
        raise RefusedError("Write who reads when they are away. Nobody can be there every day.")
    if max(len(reading.reader), len(reading.cover)) > LONGEST:
        raise RefusedError(f"Make each name {LONGEST} characters or fewer.")
    wrong = [one for one in reading.emails if not is_whole_address(one)]
    if wrong:
        raise RefusedError(f"{wrong[0]!r} is no e-mail address. Write one on a line.")
    if row is None:
        row = LanguageReader(language=reading.language)
        session.add(row)
    row.reader, row.cover = reading.reader.strip(), reading.cover.strip()
    row.emails = "\n".join(reading.emails)
    _renew_pages(session)
    session.merge(new_stamp())
    audit.record(session, Deed.NAMED_READER, f"language {reading.language}", by=by)


def remove_reading(session: Session, language: str, *, seen: str, by: Account | None) -> None:
    """Let nobody read `language` any more: its boxes go. Raises RefusedError and ChangedError."""
    row = session.get(LanguageReader, language)
    check_seen(row, seen)
    if row is None:
        raise RefusedError("Nobody is named here for that language. Nothing is changed.")
    session.delete(row)
    _renew_pages(session)
    session.merge(new_stamp())
    audit.record(session, Deed.REMOVED_READER, f"language {language}", by=by)


def state_of(row: LanguageReader | None) -> str:
    """What somebody saw of a row, or that there was none."""
    return _reading(row).state if row else fingerprint(None)


def check_seen(row: LanguageReader | None, seen: str) -> None:
    """Raise ChangedError unless `row` is as it was `seen`."""
    if state_of(row) != seen:
        raise ChangedError("Somebody changed who reads this language since you opened the page.")


def list_told(session: Session, language: str) -> list[str]:
    """Whom an e-mail about `language` goes to: the addresses named for it, and every duty reader's account."""
    row = session.get(LanguageReader, language)
    accounts = session.scalars(
        select(Account.email)
        .where(Account.role == Role.DUTY_READER.value, Account.active, Account.joined)
        .order_by(Account.email)
    )
    return list(dict.fromkeys([*(row.emails.split() if row else ()), *accounts]))


def _renew_pages(session: Session) -> None:
    """Let every process read anew in which languages there are boxes."""
    session.merge(Meta(name=STAMP, value=secrets.token_hex(8)))


def _reading(row: LanguageReader) -> Reading:
    return Reading(row.language, row.reader, row.cover, tuple(row.emails.split()))
