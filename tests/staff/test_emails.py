"""E-mail to staff on the pages: switched off by whom it is for, sent with an invitation, and told of when it fails."""

import pytest

from feedback import post
from feedback.app import create_app
from feedback.carrier import carry
from feedback.config import read_settings
from feedback.news_contacts import Way, add_contact, count_contacts, read_contact
from tests.mail import Mailbox

from .conftest import PASSWORD, Council

NEW = {"email": "new@council.gov.uk", "role": "analyst", "team": "", "password": PASSWORD}


@pytest.fixture
def mailing(council: Council, box: Mailbox) -> Council:
    """The council, with that server set."""
    instance = str(council.settings.instance)
    council.settings = read_settings({"FEEDBACK_INSTANCE": instance, **box.environ()})
    council.app = create_app(council.settings)
    return council


def shown_on(page: str) -> str:
    """What a form carries of what its page showed."""
    return page.split('name="shown" value="')[1].split('"')[0]


def test_the_weekly_email_is_switched_off_and_on(mailing: Council) -> None:
    """With one press each way, and the page says how it stands."""
    client, page = mailing.signed_in("manager"), "/staff/account"

    before = client.get(page).text
    mailing.post(client, f"{page}/weekly", page=page, weekly="off")
    off = mailing.account("manager@council.gov.uk").weekly_email
    between = client.get(page).text
    mailing.post(client, f"{page}/weekly", page=page, weekly="on")

    assert "Switch it off" in before
    assert (off, "Switch it on" in between) == (False, True)
    assert mailing.account("manager@council.gov.uk").weekly_email
    assert mailing.account("champion@council.gov.uk").weekly_email


def test_without_a_mail_server_no_page_speaks_of_sending(council: Council) -> None:
    """Nobody waits for an e-mail that never comes."""
    client = council.signed_in("administrator")

    pages = [client.get(f"/staff/{page}").text for page in ("account", "accounts", "accounts/8")]

    assert not [page for page in pages if "once a week" in page or "Send it by e-mail" in page]
    assert "No mail server is set" in client.get("/staff/emails").text


def test_an_invitation_arrives_and_opens(mailing: Council, box: Mailbox) -> None:
    """The address in the e-mail is that on the page, and lets them in."""
    client = mailing.signed_in("administrator")

    shown = mailing.post(client, "/staff/accounts", page="/staff/accounts", send="yes", **NEW)
    carry(mailing.database, mailing.settings)

    (message,) = box.took
    words = message.get_content()
    (url,) = [word for word in words.split() if word.startswith("http")]
    assert message["To"] == "new@council.gov.uk"
    assert "within a minute" in shown.text
    assert url in shown.text
    assert "7 days" in words
    path = url.removeprefix(mailing.settings.public_url)
    assert "new@council.gov.uk" in mailing.client().get(path).text


def test_a_new_password_says_so(mailing: Council, box: Mailbox) -> None:
    """Whoever did not ask for it reads what to do."""
    client, page = mailing.signed_in("administrator"), "/staff/accounts/2"

    seen = client.get(page).text.split('name="seen" value="')[1].split('"')[0]
    mailing.post(client, f"{page}/invite", page=page, send="yes", seen=seen, password=PASSWORD)
    carry(mailing.database, mailing.settings)

    words = box.took[0].get_content()
    assert "Your password was taken away" in words
    assert "24 hours" in words


def test_nothing_is_sent_that_is_not_ticked(mailing: Council, box: Mailbox) -> None:
    """The address is handed over instead, as before."""
    client = mailing.signed_in("administrator")

    shown = mailing.post(client, "/staff/accounts", page="/staff/accounts", **NEW)
    carry(mailing.database, mailing.settings)

    assert "Hand this over" in shown.text
    assert box.took == []


def test_what_could_not_be_sent_is_on_the_first_page(mailing: Council, box: Mailbox) -> None:
    """For administrators, until it is taken off the list. The list never shows what it said."""
    box.says_to[NEW["email"]] = "550 No such person"
    client = mailing.signed_in("administrator")
    mailing.post(client, "/staff/accounts", page="/staff/accounts", send="yes", **NEW)
    carry(mailing.database, mailing.settings)

    home, listed = client.get("/staff/").text, client.get("/staff/emails").text
    other = mailing.signed_in("analyst").get("/staff/").text
    mailing.post(client, "/staff/emails", page="/staff/emails", shown=shown_on(listed))

    assert "See which e-mails were not sent" in home
    assert "See which e-mails were not sent" not in other
    assert "550 No such person" in listed
    assert "/staff/invitation/" not in listed
    assert "See which e-mails were not sent" not in client.get("/staff/").text
    assert ("forgot-emails", "emails that were not sent") in mailing.deeds()


def test_what_fails_while_the_list_is_open_stays_on_it(mailing: Council, box: Mailbox) -> None:
    """Only what the page listed is taken off."""
    client, page = mailing.signed_in("administrator"), "/staff/emails"
    shown = ""
    for name in ("first", "second"):
        email = f"{name}@council.gov.uk"
        box.says_to[email] = f"550 No {name}"
        fields = {**NEW, "email": email, "send": "yes"}
        mailing.post(client, "/staff/accounts", page="/staff/accounts", **fields)
        carry(mailing.database, mailing.settings)
        shown = shown or shown_on(client.get(page).text)

    mailing.post(client, page, page=page, shown=shown)

    listed = client.get(page).text
    assert "550 No first" not in listed
    assert "550 No second" in listed


def test_an_administrator_never_sees_who_asked_for_news(mailing: Council, box: Mailbox) -> None:
    """That somebody's e-mail failed is seen, and a button sends it anew; the address stands nowhere."""
    box.says_to["sam@example.org"] = "550 No"
    with mailing.database.writing() as session:
        contact = read_contact("sam@example.org")
        kept = add_contact(session, mailing.settings, "iro-survey", contact)
        line = post.EmailLine("What changed")
        news = post.News(kept.address, kept.id, kept.until_on)
        post.send_news(session, mailing.settings, news, subject=line, lines=[line])
    carry(mailing.database, mailing.settings)
    client, page = mailing.signed_in("administrator"), "/staff/emails"

    failed = client.get(page).text
    box.says_to.clear()
    mailing.post(client, page, page=page, do="again")
    carry(mailing.database, mailing.settings)

    assert "Somebody who asked for news" in failed
    assert "sam@" not in failed
    assert [one["To"] for one in box.took] == ["sam@example.org"]
    assert ("sent-emails-again", "emails to people who asked") in mailing.deeds()


def test_a_mail_server_leaves_numbers_to_staff(mailing: Council) -> None:
    """The page says how many wait for an e-mail, and lists numbers alone."""
    with mailing.database.writing() as session:
        for address in ("sam@example.org", "07700 900123"):
            add_contact(session, mailing.settings, "iro-survey", read_contact(address))
    analyst, page = mailing.signed_in("analyst"), "/staff/news/iro-survey"

    shown = mailing.post(analyst, page, page=page, do="show").text
    mailing.post(analyst, page, page=page, do="told", shown=shown_on(shown))

    assert "One e-mail address waits" in shown
    assert "07700900123" in shown
    assert "sam@" not in shown
    with mailing.database.reading() as session:
        assert count_contacts(session, [Way.EMAIL]) == {"iro-survey": 1}
        assert count_contacts(session, [Way.PHONE]) == {}
