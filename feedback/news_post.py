"""The e-mail to people who asked for news: once, in their language, when a reply is published; then they are deleted.

It says that something changed and where to read it, and nothing else: whoever sees it learns neither what was asked
nor whether anybody answered.
"""

from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, post
from feedback.config import Settings
from feedback.languages import ENGLISH, N_
from feedback.leftovers import expect_leftovers
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.posting import Email
from feedback.models.replying import NewsContact, Reply
from feedback.news_contacts import Way
from feedback.offers import Offers, read_offers
from feedback.replies import list_published
from feedback.seals import NEWS, open_sealed
from feedback.speech import IN_ENGLISH, Speech


def tell(session: Session, settings: Settings, reply: Reply, *, by: Account | None) -> int:
    """Have everybody with an e-mail address told who asked for news of the questionnaire of `reply`; how many.

    In the transaction that publishes it: the contact goes, and its locked address lies in the post until it is sent.
    Nothing happens while no mail server is set: then staff tell them by hand.
    """
    questionnaire = reply.round.version.questionnaire
    query = select(NewsContact).where(
        NewsContact.questionnaire == questionnaire, NewsContact.way == Way.EMAIL.value
    )
    found = session.scalars(query.order_by(NewsContact.id)).all()  # by a random key
    if settings.mail_server is None or not found:
        return 0
    offers = read_offers(session, drafts=settings.show_draft_translations)
    told: set[str | None] = set()
    for contact in found:
        address = open_sealed(settings, contact.address, purpose=NEWS)
        if address is None or address.lower() not in told:  # who asked twice is told once
            _send(session, settings, contact, _speech_of(offers, contact.language))
        told.add(address and address.lower())
        session.delete(contact)
    expect_leftovers(session)
    audit.record(session, Deed.TOLD_CONTACTS, f"questionnaire {questionnaire}", by=by)
    return len(found)


def take_back(session: Session, settings: Settings, reply: Reply) -> int:
    """Have those wait for the next reply who were not told yet of `reply`, which is taken away; how many.

    In the transaction that takes it away. Whoever may have been told already was told, and so it is where another
    reply to the same questions was published on the day their e-mail was written or after: there is something to read.
    """
    questionnaire = reply.round.version.questionnaire
    others = [
        one.published_on for one in list_published(session, questionnaire) if one is not reply
    ]
    newest = max(filter(None, others), default=None)
    count = 0
    for email in _list_unsent(session):
        address = urlsplit(post.URL.findall(email.body)[0])
        written_on = email.made_at.astimezone(settings.zone).date()
        if address.path.rpartition("/changes/")[2] != questionnaire or (newest and newest >= written_on):  # fmt: skip
            continue
        (language,) = parse_qs(address.query).get("lang", [ENGLISH.tag])
        session.add(
            NewsContact(
                id=email.news_key,
                questionnaire=questionnaire,
                way=Way.EMAIL.value,
                address=email.address,
                until_on=email.until_on,
                language=language,
            )
        )
        session.delete(email)
        count += 1
    if count:
        expect_leftovers(session)
    return count


def _list_unsent(session: Session) -> Iterable[Email]:
    """The e-mails to people who asked for news of which it is certain that none arrived."""
    waiting = (one for one in post.list_waiting(session) if one.told_at is None)
    found = (*waiting, *post.list_again(session))
    return [one for one in found if one.news_key is not None and one.until_on is not None]


def _send(session: Session, settings: Settings, contact: NewsContact, speech: Speech) -> None:
    tag = speech.language.tag
    asked = f"?{urlencode({'lang': tag})}" if tag != ENGLISH.tag else ""
    page = f"{settings.public_url}/changes/{contact.questionnaire}{asked}"
    news = post.News(contact.address, contact.id, contact.until_on, speech)
    post.send_news(
        session,
        settings,
        news,
        subject=post.EmailLine(N_("What changed")),
        lines=[
            post.EmailLine(N_("What changed because of what people said")),
            post.EmailLine("{page}", page=post.Link(page)),
            post.EmailLine(N_("We tell you once. Then we delete what you typed.")),
        ],
    )


def _speech_of(offers: Offers, tag: str) -> Speech:
    """The language somebody asked in, or English where it is offered no more."""
    offer = offers.pages.get(tag)
    return offer.speech if offer else IN_ENGLISH
