"""A compliment is passed on: in words that were looked at, to its recipient alone, and with no word in an e-mail."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback import accounts, clock, compliments, concerns
from feedback.comments import Status
from feedback.compliments import Passing
from feedback.config import Settings, read_settings
from feedback.exceptions import RefusedError
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.concerning import Concern, PassedCompliment
from feedback.tick import run_tick
from tests.mail import Mailbox, receiving

from .conftest import NOON, Council
from .test_comments import Write, write  # noqa: F401 - a fixture
from .test_concerns import LIST, raise_one

CANARY = "Bluebell-Canary"
MANAGER = f"{Role.MANAGER}@council.gov.uk"


@pytest.fixture
def reader(council: Council) -> FlaskClient:
    """A duty reader at their desk."""
    return council.signed_in(Role.DUTY_READER)


@pytest.fixture
def mailing(council: Council) -> Iterator[tuple[Mailbox, Settings]]:
    """A real mail server, and the settings that lead to it."""
    with receiving() as box:
        server = read_settings(box.environ()).mail_server
        yield box, replace(council.settings, mail_server=server)


@pytest.fixture
def praise(council: Council, reader: FlaskClient) -> str:
    """A compliment; its reference."""
    return raise_one(council, reader, kind="compliment", words=CANARY, worker="Ada")


def press(client: FlaskClient, reference: str, page: str = "", **fields: str) -> TestResponse:
    """Send the form as it stands, with these fields instead."""
    address = f"{LIST}/{reference}/compliment"
    page = page or client.get(address).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    boxes = {"worker": "Ada", "words": CANARY, "address": ""} if "looked" not in hidden else {}
    return client.post(address, data={**boxes, **hidden, **fields})


def test_it_is_looked_at_then_passed_on(council: Council, reader: FlaskClient, praise: str) -> None:
    """The clock stops, the sheet names the worker, what was done is written down, and the audit holds no word."""
    looked = press(reader, praise, do="look").text

    passed = press(reader, praise, looked, do="pass-on")

    sheet = reader.get(passed.location).text
    concern = reader.get(f"{LIST}/{praise}").text
    assert passed.status_code == 302
    assert "For Ada" in sheet
    assert CANARY in sheet
    assert "To Ada, on paper." in concern
    assert "The sheet for Ada" in concern
    assert "<title>A compliment - " in sheet
    deeds = council.deeds()
    assert ("passed-on-compliment", f"concern {praise}") in deeds
    assert "read-compliment" in dict(deeds)
    assert CANARY not in str(deeds)


@pytest.mark.parametrize("changed", ["worker", "words"])
def test_what_was_not_looked_at_is_not_passed_on(
    council: Council, reader: FlaskClient, praise: str, changed: str
) -> None:
    """One word is another after the look: nothing goes, and nothing typed is lost."""
    looked = press(reader, praise, do="look").text

    refused = press(reader, praise, looked, do="pass-on", **{changed: "Something else"})

    assert refused.status_code == 409
    assert "Something else" in refused.text
    assert "Look at it first" in refused.text
    with council.database.reading() as session:
        assert session.scalars(select(PassedCompliment)).all() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"worker": " "}, "Write whom it is for"),
        ({"worker": "x" * 101}, "Make it 100 or fewer"),
        ({"words": ""}, "Write the words that are passed on."),
        ({"address": "nobody"}, "That is not an e-mail address."),
        ({"address": MANAGER}, "No mail server is set."),
    ],
)
def test_what_is_missing_is_said(
    reader: FlaskClient, praise: str, fields: dict[str, str], said: str
) -> None:
    """And what was typed stands in the boxes."""
    refused = press(reader, praise, do="look", **fields)

    assert refused.status_code == 422
    assert said in refused.text


def test_only_a_compliment_is(council: Council, reader: FlaskClient) -> None:
    """A complaint has its own route, and words of it go nowhere."""
    complaint = raise_one(council, reader, kind="complaint")
    page = reader.get(f"{LIST}/{complaint}/compliment")
    token = reader.get(f"{LIST}/{complaint}").text

    refused = press(reader, complaint, token, do="look")

    assert page.status_code == 302
    assert refused.status_code == 422


@pytest.mark.parametrize("status", [Status.RELEASED, Status.READ])
def test_it_begins_with_the_words_as_they_were_released(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811
    status: Status,
) -> None:
    """What was taken out of a released comment does not come back; before, the words are those of the concern."""
    write("Kim is kind", status=Status.READ)
    with council.database.writing() as session:
        comment = session.scalars(select(Comment)).one()
        key = comment.id.hex()
    praise = raise_one(council, reader, kind="compliment", words="Kim is kind", comment=key)
    with council.database.writing() as session:
        comment = session.scalars(select(Comment)).one()
        comment.comment, comment.status = "[name] is kind", status.value

    page = reader.get(f"{LIST}/{praise}/compliment").text

    assert ("[name] is kind" in page) == (status is Status.RELEASED)
    assert ("Kim is kind" in page) == (status is Status.READ)


def send(council: Council, settings: Settings, praise: str, address: str) -> str:
    """Pass it on as the duty reader does, with an e-mail, and let the post go; its reference."""
    passing = Passing("Ada", CANARY, address)
    with council.database.writing() as session:
        by = accounts.get_by_email(session, f"{Role.DUTY_READER}@council.gov.uk")
        concern = session.get(Concern, praise)
        assert by
        assert concern
        made = compliments.pass_on(
            session, settings, concern, passing, looked=passing.state, by=by
        ).reference
    with clock.frozen_at(NOON):
        run_tick(council.database, settings)
    return made


@pytest.mark.parametrize("address", [MANAGER, "worker@elsewhere.example"])
def test_an_e_mail_holds_no_word_of_it(
    council: Council, praise: str, mailing: tuple[Mailbox, Settings], address: str
) -> None:
    """It leads to the page whoever signs in with that address, and anybody else to the reader's sheet."""
    box, settings = mailing

    made = send(council, settings, praise, address)

    (email,) = [one for one in box.took if one["To"] == address]
    said = f"{email['Subject']} {email.get_content()}"
    assert CANARY not in said
    assert "Ada" not in said
    assert (f"/staff/compliments/{made}" in said) == (address == MANAGER)
    assert (f"{Role.DUTY_READER}@council.gov.uk" in said) == (address != MANAGER)


def test_a_reader_whose_address_no_e_mail_holds_is_told(
    council: Council, praise: str, mailing: tuple[Mailbox, Settings]
) -> None:
    """An account of before, with an odd address: nothing is passed on. Control: a sheet of paper needs no address."""
    _, settings = mailing
    with council.database.writing() as session:
        by = accounts.get_by_email(session, f"{Role.DUTY_READER}@council.gov.uk")
        assert by
        by.email = "mailto:reader@council.gov.uk"

    def pass_on(address: str) -> None:
        with council.database.writing() as session:
            by = accounts.get_by_email(session, "mailto:reader@council.gov.uk")
            assert by
            concern = concerns.open_concern(session, praise, by)
            passing = Passing("Ada", CANARY, address)
            compliments.pass_on(session, settings, concern, passing, looked=passing.state, by=by)

    with pytest.raises(RefusedError, match="hand over the sheet instead"):
        pass_on("worker@elsewhere.example")
    with council.database.reading() as session:
        assert session.scalars(select(PassedCompliment)).all() == []

    pass_on("")


def test_the_recipient_reads_it_and_nobody_else(
    council: Council, praise: str, mailing: tuple[Mailbox, Settings]
) -> None:
    """Not another role, and not whoever is handed the address."""
    made = send(council, mailing[1], praise, MANAGER)
    page = f"/staff/compliments/{made}"

    seen = {role: council.signed_in(role).get(page).status_code for role in Role}

    assert {role for role, status in seen.items() if status == 200} == {
        Role.MANAGER,
        Role.DUTY_READER,
    }
    assert {status for role, status in seen.items() if status != 200} == {404}
    assert "Back to the concern" not in council.signed_in(Role.MANAGER).get(page).text


def test_it_goes_with_its_concern(council: Council, reader: FlaskClient, praise: str) -> None:
    """Once that is past its day nothing of it is left."""
    looked = press(reader, praise, do="look").text
    press(reader, praise, looked, do="pass-on")
    with council.database.writing() as session:
        concern = session.get_one(Concern, praise)
        concern.closed_on = NOON.date().replace(year=2020, month=1)
    with clock.frozen_at(NOON):
        run_tick(council.database, council.settings)

    with council.database.reading() as session:
        assert session.scalars(select(PassedCompliment)).all() == []


def test_a_closed_one_is_reopened_first(council: Council, praise: str) -> None:
    """Nothing is done about what is closed."""
    with council.database.writing() as session:
        concern = session.get_one(Concern, praise)
        concern.closed_on = NOON.date()

        with pytest.raises(RefusedError, match="Reopen it first"):
            compliments.check_compliment(concern)
        assert concerns.is_passed_on(concern)
