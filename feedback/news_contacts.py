"""Where somebody wants to hear what changed: an e-mail or a number, apart from everything, told once, then deleted."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback import audit, clock, phones, post
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.fingerprints import fingerprint
from feedback.languages import ENGLISH, N_
from feedback.leftovers import expect_leftovers
from feedback.mail_servers import is_whole_address
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.base import random_key
from feedback.models.posting import Email
from feedback.models.replying import NewsContact
from feedback.seals import NEWS, open_sealed, renew, seal

KEPT_MONTHS = 12
MOST = 2000  # of one questionnaire: more are no children


class Way(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Contact:
    """Where one person is told, an e-mail as they typed it or a number in one form, and in which language."""

    way: Way
    address: str
    language: str = field(default=ENGLISH.tag, compare=False)  # who asked in two is told once

    @property
    def mark(self) -> str:
        """What a page carries of one that it showed."""
        return fingerprint(self.way.value, self.address)[:12]


def read_contact(typed: str) -> Contact:
    """The e-mail or number somebody typed. Raises RefusedError."""
    text = phones.plain(typed)
    if "@" in text:
        if is_whole_address(text):
            return Contact(Way.EMAIL, text)
        raise RefusedError(N_("That is not a whole e-mail address. It looks like sam@example.org"))
    number = phones.get_number(text)
    if number:
        return Contact(Way.PHONE, number)
    raise RefusedError(N_("Type an e-mail address, or a phone number with all its digits."))


def add_contact(
    session: Session,
    settings: Settings,
    questionnaire: str,
    contact: Contact,
    *,
    language: str = ENGLISH.tag,
) -> NewsContact:
    """Keep `contact` until it is told, at most a year. Raises RefusedError when there are far too many."""
    query = select(func.count()).where(NewsContact.questionnaire == questionnaire)
    if (session.scalar(query) or 0) >= MOST:
        raise RefusedError(
            N_("We cannot take more just now. Please look at this page again later.")
        )
    kept = NewsContact(
        id=random_key(),
        questionnaire=questionnaire,
        way=contact.way.value,
        address=seal(settings, contact.address, purpose=NEWS),
        until_on=_last_day(clock.today(settings.zone)),
        language=language,
    )
    session.add(kept)
    return kept


def get_contact(session: Session, key: str) -> NewsContact | Email | None:
    """The contact whose deletion link this is, or the e-mail to it that was not sent yet."""
    try:
        found = bytes.fromhex(key)
    except ValueError:
        return None
    return session.get(NewsContact, found) or post.get_news(session, found)


def delete_contact(session: Session, key: str) -> None:
    """Delete one, as its owner asked. Nothing happens where it is gone already."""
    contact = get_contact(session, key)
    if contact:
        session.delete(contact)
        expect_leftovers(session)


def forget_others(session: Session, keys: Collection[bytes]) -> None:
    """Delete everybody in a copy that takes the place of the database whose key is not among `keys`.

    They may have been told since, which they were promised is once, or have asked to be deleted.
    """
    for row in session.scalars(select(NewsContact)).all():
        if row.id not in keys:
            session.delete(row)
    for email in session.scalars(select(Email).where(Email.news_key.is_not(None))).all():
        if email.news_key not in keys:
            session.delete(email)
    expect_leftovers(session)


def seal_anew(session: Session, settings: Settings) -> None:
    """Lock every address with the first key of the file. Those whose key is gone stay as they are."""
    for row in _list_all(session):
        row.address = renew(settings, row.address, purpose=NEWS)


def count_lost(session: Session, settings: Settings) -> int:
    """How many have an address that nobody can unlock: its line of the key file is gone."""
    rows = _list_all(session)
    return sum(open_sealed(settings, row.address, purpose=NEWS) is None for row in rows)


def told_by_hand(settings: Settings) -> tuple[Way, ...]:
    """Whom staff have to tell: those with a number, and everybody where no mail server is set."""
    return tuple(Way) if settings.mail_server is None else (Way.PHONE,)


def count_contacts(session: Session, ways: Collection[Way] = tuple(Way)) -> dict[str, int]:
    """How many wait for news of each questionnaire, to be told in one of these ways."""
    query = select(NewsContact.questionnaire, func.count()).group_by(NewsContact.questionnaire)
    query = query.where(NewsContact.way.in_(ways))
    return dict(session.execute(query.order_by(NewsContact.questionnaire)).all())


def read_contacts(
    session: Session, settings: Settings, questionnaire: str, *, by: Account | None
) -> list[Contact]:
    """Whom staff tell, each once, by way and address and so in no order of asking. It is written down who looked."""
    audit.record(session, Deed.READ_CONTACTS, f"questionnaire {questionnaire}", by=by)
    rows = session.scalars(select(NewsContact).where(*_by_hand(settings, questionnaire)))
    return sorted(set(_open(settings, rows)), key=lambda one: (one.way, one.address))


def delete_told(
    session: Session,
    settings: Settings,
    questionnaire: str,
    *,
    shown: Collection[str],
    by: Account | None,
) -> None:
    """Delete the contacts with these marks, whom staff have told, and those whose key is lost: nobody can tell them.

    Who asked since the page was shown stays.
    """
    for row in session.scalars(select(NewsContact).where(*_by_hand(settings, questionnaire))):
        if {one.mark for one in _open(settings, [row])} <= set(shown):
            session.delete(row)
    expect_leftovers(session)
    audit.record(session, Deed.DELETED_CONTACTS, f"questionnaire {questionnaire}", by=by)


def _list_all(session: Session) -> list[NewsContact | Email]:
    """Everybody who asked for news, and the e-mails to them that are not sent yet."""
    waiting = select(Email).where(Email.news_key.is_not(None)).order_by(Email.id)
    return [*session.scalars(select(NewsContact)), *session.scalars(waiting)]


def _by_hand(settings: Settings, questionnaire: str) -> tuple[ColumnElement[bool], ...]:
    ways = [way.value for way in told_by_hand(settings)]
    return NewsContact.questionnaire == questionnaire, NewsContact.way.in_(ways)


def _open(settings: Settings, rows: Iterable[NewsContact]) -> Iterable[Contact]:
    for row in rows:
        address = open_sealed(settings, row.address, purpose=NEWS)
        if address:
            yield Contact(Way(row.way), address, row.language)


def _last_day(today: dt.date) -> dt.date:
    """A day before the month has come round again: a year at most, and the same for everybody who asks in this month."""
    return clock.add_months(today.replace(day=1), KEPT_MONTHS) - dt.timedelta(days=1)
