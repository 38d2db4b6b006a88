"""Who may have a concern: one about danger anybody who can help, any other duty readers alone, as its child was told."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from feedback import accounts
from feedback.app import create_app
from feedback.mail_servers import MailServer, Security
from feedback.models.accounts import Role
from feedback.models.concerning import Concern, Kind
from feedback.models.posting import Email

from .conftest import Council
from .test_concerns import LIST, WORDS, account_id, act, raise_one

NOT_ABOUT_DANGER = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.CONTACT)
TOLD = "only duty readers read what is not about danger"
MANAGER = "manager@council.gov.uk"


@pytest.fixture
def reader(council: Council) -> FlaskClient:
    """A duty reader at their desk."""
    return council.signed_in(Role.DUTY_READER)


def owners_on(page: str) -> dict[str, str]:
    """Who can be chosen, by address, with what stands behind it."""
    (box,) = re.findall(r'<select[^>]*id="owner".*?</select>', page, re.S)
    found = re.findall(r'<option value="\d+"[^>]*>([^<,]+)(?:, ([^<]+))?</option>', box)
    return dict(found)


@pytest.mark.parametrize("kind", NOT_ABOUT_DANGER)
def test_what_is_not_about_danger_is_given_to_duty_readers_alone(
    council: Council, reader: FlaskClient, kind: Kind
) -> None:
    """The page offers nobody else, and the server refuses them; whoever had it before reads nothing of it."""
    reference = raise_one(council, reader, kind=kind.value, team="1")

    offered = owners_on(reader.get(f"{LIST}/{reference}").text)
    refused = {
        role: act(council, reader, reference, "give", owner=account_id(council, role))
        for role in (Role.MANAGER, Role.CHAMPION, Role.ADMINISTRATOR, Role.CONTRIBUTOR)
    }
    given = act(council, reader, reference, "give", owner=account_id(council, Role.DUTY_READER))

    assert list(offered) == ["duty-reader@council.gov.uk"]
    assert {answer.status_code for answer in refused.values()} == {422}
    assert all(TOLD in answer.text for answer in refused.values())
    assert given.status_code == 302
    manager = council.signed_in(Role.MANAGER)
    with council.database.writing() as session:  # as a release before this one allowed
        id_ = council.account(MANAGER).id
        session.execute(update(Concern).values(owner_id=id_))
    assert manager.get(f"{LIST}/{reference}").status_code == 404
    assert reference not in manager.get(LIST).text
    assert f"{MANAGER}, who may not see it" in reader.get(f"{LIST}/{reference}").text


def test_what_is_about_danger_is_given_to_whoever_can_help(
    council: Council, reader: FlaskClient
) -> None:
    """The page marks who is of the team it came from, and says that they read the words as they were written."""
    reference = raise_one(council, reader, team="1")

    page = reader.get(f"{LIST}/{reference}").text
    act(council, reader, reference, "give", owner=account_id(council, Role.MANAGER))

    offered = owners_on(page)
    assert offered[MANAGER] == "of the team it came from"
    assert offered["administrator@council.gov.uk"] == ""
    assert "and read the words as they were written" in page
    assert WORDS in council.signed_in(Role.MANAGER).get(f"{LIST}/{reference}").text


@pytest.mark.parametrize("kind", NOT_ABOUT_DANGER)
def test_another_kind_leaves_nobody_with_what_they_may_not_have(
    council: Council, reader: FlaskClient, kind: Kind
) -> None:
    """Refused with the reason and what was typed, also by its owner; with a duty reader as its owner it is moved."""
    reference = raise_one(council, reader, team="1")
    act(council, reader, reference, "give", owner=account_id(council, Role.MANAGER))
    manager = council.signed_in(Role.MANAGER)

    for client in (reader, manager):
        refused = act(council, client, reference, "move", kind=kind.value, text="A bus was late")

        assert refused.status_code == 422
        assert f"{MANAGER} owns it" in refused.text
        assert TOLD in refused.text
        assert "A bus was late" in refused.text
    act(council, manager, reference, "give", owner=account_id(council, Role.DUTY_READER))
    moved = act(council, reader, reference, "move", kind=kind.value, text="A bus was late")

    assert moved.status_code == 302
    assert manager.get(f"{LIST}/{reference}").status_code == 404


def test_who_cannot_sign_in_is_not_offered(council: Council, reader: FlaskClient) -> None:
    """Invited and not come in yet, or closed: nobody would act on it. The server refuses them too."""
    council.invite("invited@council.gov.uk", Role.MANAGER)
    with council.database.writing() as session:
        accounts.close(session, MANAGER)
    reference = raise_one(council, reader)

    offered = owners_on(reader.get(f"{LIST}/{reference}").text)
    invited = str(council.account("invited@council.gov.uk").id)
    answers = [
        act(council, reader, reference, "give", owner=id_)
        for id_ in (invited, account_id(council, Role.MANAGER))
    ]

    assert "administrator@council.gov.uk" in offered
    assert not {"invited@council.gov.uk", MANAGER} & set(offered)
    assert [one.status_code for one in answers] == [422, 422]
    assert "nobody can sign in with that account" in answers[0].text


def test_a_new_owner_is_told_without_a_word_of_it(council: Council) -> None:
    """At once. The control: a reader who gives it to themselves is told nothing."""
    server = MailServer("127.0.0.1", 25, Security.OFF, "feedback@council.example")
    council.settings = replace(council.settings, mail_server=server)
    council.app = create_app(council.settings)
    reader = council.signed_in(Role.DUTY_READER)
    reference = raise_one(council, reader)

    act(council, reader, reference, "give", owner=account_id(council, Role.DUTY_READER))
    act(council, reader, reference, "give", owner=account_id(council, Role.CONTRIBUTOR))

    with council.database.reading() as session:
        (told,) = session.scalars(select(Email))
    said = f"{told.subject} {told.body}"
    assert (told.address, told.urgent) == ("contributor@council.gov.uk", True)
    assert told.subject == "A concern was given to you"
    assert "/staff/concerns" in said
    assert not [word for word in (WORDS, reference, "risk") if word in said]


@pytest.mark.parametrize("leave", ["closed", "invited anew"])
def test_what_its_owner_cannot_act_on_any_more_waits_again(
    council: Council, reader: FlaskClient, leave: str
) -> None:
    """On the first page of the duty readers, passed on or not, and marked. The control: before, nothing waits."""
    reference = raise_one(council, reader)
    act(council, reader, reference, "give", owner=account_id(council, Role.MANAGER))
    act(council, reader, reference, "pass-on", text="Front door")
    before = [reader.get(path).text for path in ("/staff/", LIST, f"{LIST}/{reference}")]
    with council.database.writing() as session:
        if leave == "closed":
            accounts.close(session, MANAGER)
        else:
            accounts.invite(session, MANAGER, role=Role.MANAGER)
    home, list_, page = (reader.get(path).text for path in ("/staff/", LIST, f"{LIST}/{reference}"))

    assert not [page for page in before if "Act on a concern" in page or "cannot sign in" in page]
    assert "Act on a concern" in home
    assert "1 of them with an owner who cannot act on it." in home
    assert "who cannot sign in: give it to somebody" in list_
    assert f"{MANAGER}, who cannot sign in: give it to somebody" in page
    act(council, reader, reference, "give", owner=account_id(council, Role.DUTY_READER))
    assert "Act on a concern" not in reader.get("/staff/").text
