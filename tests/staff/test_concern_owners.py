"""Who may have a concern: one about danger anybody who can help, any other duty readers alone, as its child was told."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from feedback.models.accounts import Role
from feedback.models.concerning import Concern, Kind

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
