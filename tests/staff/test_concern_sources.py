"""What a concern remembers of where it came from: how long its words may be kept, and the request it was raised from."""

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from feedback import clock, talks
from feedback.closing import close_now
from feedback.concern_records import list_unraised
from feedback.concern_steps import close
from feedback.concerns import Raised, raise_concern
from feedback.config import read_settings
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.models.concerning import Concern, Kind, Source
from feedback.retention import words_kept_until
from feedback.talks import Asked
from feedback.tick import run_tick
from tests.mail import receiving

from .conftest import NOON, Council
from .test_comments import Write, all_comments, press, write  # noqa: F401 - a fixture
from .test_concerns import ALLEGATION, NEW, account_id

TALKS = "/staff/talks"


@pytest.fixture
def reader(council: Council) -> FlaskClient:
    """A duty reader at their desk."""
    return council.signed_in(Role.DUTY_READER)


def ask(council: Council) -> str:
    """Somebody wants to talk; the id of their request."""
    with council.database.writing() as session:
        asked = Asked(who="Bluebell", reach="At school", about="Home is hard")
        talks.take(session, b"k" * 16, asked, language="en", zone=council.settings.zone)
        talk = talks.look_up(session, b"k" * 16)
        assert talk
        return talk.id.hex()


def raise_from(council: Council, client: FlaskClient, address: str, **fields: str) -> Concern:
    """Send the form at `address` as it begins, with these fields instead; what it made."""
    page = client.get(address).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    data = {"kind": "compliment", "words": "Words", **hidden, **fields}
    data.pop("csrf_token")
    assert council.post(client, NEW, page=address, **data).status_code == 302
    with council.database.reading() as session:
        return session.scalars(select(Concern)).one()


def finish(council: Council, reference: str) -> None:
    """Close it."""
    with council.database.writing() as session:
        by = session.merge(council.account("duty-reader@council.gov.uk"))
        concern = session.get_one(Concern, reference)
        close(session, concern, "Told her", zone=council.settings.zone, by=by)


def raise_from_comment(council: Council, reader: FlaskClient) -> Concern:
    """A concern from the one comment there is."""
    (comment,) = all_comments(council)
    return raise_from(council, reader, f"{NEW}?comment={comment.id}")


def words_on(council: Council, day: dt.date, **settings: int) -> list[str]:
    """What `serve` leaves of the words of concerns at noon of a day, with other settings."""
    with clock.frozen_at(dt.datetime.combine(day, dt.time(12), dt.UTC)):
        run_tick(council.database, replace(council.settings, **settings))  # type: ignore[arg-type]
        with council.database.reading() as session:
            return [one.words for one in session.scalars(select(Concern)) if one.words]


def test_a_round_that_is_closed_early_keeps_no_words_in_a_concern(
    council: Council, reader: FlaskClient
) -> None:
    """A round that is open counts as if it ended on that day: it may, and longer settings later change nothing."""
    council.answer(council.round(), 1, comments='{"best": "Ada is kind"}', waits=True)
    queue = reader.get("/staff/to-read").text
    (address,) = set(re.findall(r'href="(/staff/concerns/new\?waiting=\w+)"', queue))

    concern = raise_from(council, reader, address)

    finish(council, concern.reference)
    with council.database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        assert round_.closes_on > NOON.date()
        close_now(session, round_, zone=council.settings.zone)
        last = words_kept_until(round_, council.settings)
    assert (concern.until_on, concern.talk_key) == (last, None)
    assert words_on(council, last, keep_comments_months=24) == ["Words"]
    assert words_on(council, last + dt.timedelta(days=1), keep_comments_months=24) == []


def test_a_comment_brings_the_day_of_its_round(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """Or of what is set now, where that is less."""
    write("Ada is kind")

    concern = raise_from_comment(council, reader)

    with council.database.reading() as session:
        closes_on = session.scalars(select(Round)).one().closes_on
    assert concern.until_on == closes_on.replace(year=closes_on.year + 1)


def test_a_shorter_time_reaches_the_copy_with_its_comment(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """Counted from the last day of the round, not from the day that the concern was raised."""
    write("Ada is kind")
    finish(council, raise_from_comment(council, reader).reference)
    with council.database.reading() as session:
        last = clock.add_months(session.scalars(select(Round)).one().closes_on, 2)

    assert words_on(council, last, keep_comments_months=2) == ["Words"]
    assert words_on(council, last + dt.timedelta(days=1), keep_comments_months=2) == []
    assert all_comments(council) == []


def test_a_request_is_remembered(council: Council, reader: FlaskClient) -> None:
    """By its id; without a day, because that begins once somebody has talked to them."""
    id_ = ask(council)

    concern = raise_from(council, reader, f"{NEW}?talk={id_}")

    assert (concern.talk_key, concern.until_on) == (id_, None)


def sign_in_of_the_line(council: Council) -> FlaskClient:
    """The manager, who is a duty reader now."""
    with council.database.writing() as session:
        manager = session.merge(council.account("manager@council.gov.uk"))
        manager.role, manager.team_id = Role.DUTY_READER.value, None
    return council.signed_in(Role.MANAGER)


def test_a_request_is_kept_from_the_line_of_its_allegation(
    council: Council, reader: FlaskClient
) -> None:
    """A duty reader of that line neither finds nor opens nor counts it, nor is sent an e-mail. Control: before, and the other."""
    own_line = sign_in_of_the_line(council)
    id_ = ask(council)
    assert "Bluebell" in own_line.get(TALKS).text
    data = {"kind": "allegation", "about_adult": "Jo", "line": "Jo"}

    raise_from(
        council, reader, f"{NEW}?talk={id_}", **data, excluded=account_id(council, Role.MANAGER)
    )

    seen = re.findall(r'name="seen" value="(\w+)"', reader.get(TALKS).text)[0]
    for client, there in ((reader, True), (own_line, False)):
        assert ("Bluebell" in client.get(TALKS).text) == there
        assert ("Talk to somebody who asked for it" in client.get("/staff/").text) == there
        assert (client.get(f"{NEW}?talk={id_}").status_code == 200) == there
        done = council.post(client, TALKS, page=NEW, talk=id_, seen=seen, do="done", note="")
        assert done.status_code == (422 if there else 404)
    with receiving() as box:
        server = read_settings(box.environ()).mail_server
        run_tick(council.database, replace(council.settings, mail_server=server))
        told = {str(one["To"]) for one in box.took if one["Subject"] == "Somebody wants to talk"}
    assert told == {"duty-reader@council.gov.uk"}


def test_a_request_and_its_concern_lead_to_each_other(
    council: Council, reader: FlaskClient
) -> None:
    """Also once it is closed, and the form says so before a second one is raised. An owner has no request to open."""
    id_ = ask(council)
    address = f"{NEW}?talk={id_}"
    assert "already" not in reader.get(TALKS).text + reader.get(address).text
    concern = raise_from(council, reader, address, kind="at-risk")
    page, link = f"/staff/concerns/{concern.reference}", f"{TALKS}?talk={id_}&amp;status=waiting"
    owner = council.signed_in(Role.MANAGER)
    seen = re.findall(r'name="seen" value="(\w+)"', reader.get(page).text)[0]
    to = account_id(council, Role.MANAGER)
    council.post(reader, page, page=page, do="give", owner=to, seen=seen)

    assert link in reader.get(page).text
    assert "Words" in owner.get(page).text
    assert TALKS not in owner.get(page).text
    finish(council, concern.reference)
    for each in (TALKS, address):
        assert f'href="{page}"' in reader.get(each).text
        assert "closed on 23 November 2026" in reader.get(each).text


def test_a_second_concern_tells_nobody_of_an_allegation(
    council: Council, reader: FlaskClient
) -> None:
    """It is kept from them with its request and the form: also once the allegation is closed. Control: who may see both."""
    own_line = sign_in_of_the_line(council)
    id_ = ask(council)
    first = raise_from(council, reader, f"{NEW}?talk={id_}", kind="at-risk")
    page = f"/staff/concerns/{first.reference}"
    with council.database.writing() as session:
        kept = raise_concern(
            session,
            Raised(
                kind=Kind.ALLEGATION, words="Words", source=Source.TALK, about_adult="Jo", line="Jo", talk_key=id_,
                excluded=(int(account_id(council, Role.MANAGER)),),
            ),
            zone=council.settings.zone,
            by=session.merge(council.account("duty-reader@council.gov.uk")),
        ).reference  # fmt: skip
    finish(council, kept)

    sent = {"talk": id_, "kind": "", "words": "Words"}
    for client, there in ((reader, True), (own_line, False)):
        form = council.post(client, NEW, page=NEW, **sent)
        assert form.status_code == 422
        assert (first.reference in form.text) == there
        assert (kept in form.text) == there
        assert client.get(page).status_code == (200 if there else 404)
        assert (id_ in client.get(page).text) == there
        assert (kept in client.get(TALKS).text) == there
        assert kept not in client.get(page).text


def test_the_form_says_what_was_raised_from_its_comment(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """So that it is not raised twice."""
    write("Ada is kind")

    reference = raise_from_comment(council, reader).reference

    (comment,) = all_comments(council)
    form = reader.get(f"{NEW}?comment={comment.id}").text
    assert (
        f'raised from this already, 23 November 2026: <a href="/staff/concerns/{reference}"' in form
    )


@pytest.mark.parametrize(
    "gone",
    [
        {"talk": "00" * 16},
        {"talk": "no"},
        {"comment": "00" * 16},
        {"comment": "no"},
        {"question": "A", "round": "9"},
    ],
)
def test_what_is_gone_meanwhile_keeps_no_concern_from_being_raised(
    council: Council, reader: FlaskClient, gone: dict[str, str]
) -> None:
    """Deleted by its date, or cancelled: then nothing is known of it, and its own days count."""
    concern = raise_from(council, reader, NEW, **gone)

    assert (concern.talk_key, concern.comment_key, concern.until_on) == (None, None, None)
    assert concern.raised_on == dt.date(2026, 11, 23)


@pytest.mark.parametrize("shown", ["released", "staff-only"])
def test_the_comment_of_an_allegation_leaves_the_workbook_and_stays_out(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
    shown: str,
) -> None:
    """Whoever of the line downloads the workbook would read it. The controls: before, and another kind of concern."""
    write("Reader Bee hit me", status=shown)
    (comment,) = all_comments(council)
    analyst = council.signed_in(Role.ANALYST)

    def is_in_workbook() -> bool:
        book = analyst.get(f"/staff/rounds/{comment.round.id}/summary.xlsx").data
        rows = load_workbook(io.BytesIO(book))["Comments"].iter_rows(values_only=True)
        return any("Reader Bee" in str(cell) for row in rows for cell in row)

    fields = {"comment": comment.id, "excluded": account_id(council, Role.ANALYST), "team": ""}
    page = f"{NEW}?comment={comment.id}"
    council.post(reader, NEW, page=page, kind="at-risk", words="Words", comment=comment.id)
    assert is_in_workbook()
    council.post(reader, NEW, page=page, **{**ALLEGATION, **fields})
    assert not is_in_workbook()

    (withheld,) = all_comments(council)
    again = press(council, reader, "release", withheld, status="withheld")

    assert again.status_code == 422
    assert "An allegation was raised from this." in again.text
    assert not is_in_workbook()


def test_a_comment_says_what_was_raised_from_it(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """In the list, and when it is shown alone, so that nobody decides about it as if nothing had been done."""
    write("Ada is kind", status="read")
    reference = raise_from_comment(council, reader).reference
    (comment,) = all_comments(council)

    alone = press(council, reader, "release", comment, status="read", text=" ")

    told = f'raised from this already, 23 November 2026: <a href="/staff/concerns/{reference}"'
    assert alone.status_code == 422
    assert told in alone.text
    assert told in reader.get("/staff/comments?status=read").text


def test_what_was_escalated_asks_for_no_second_concern_when_the_words_of_the_first_go(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """A concern of an open round may go before its comment. The control: one that is about danger stays."""
    write("Ada was rude", "He hits me", status="escalated")
    first, second = sorted(all_comments(council), key=lambda one: one.comment)
    for one, kind in ((first, "complaint"), (second, "at-risk")):
        fields = {"kind": kind, "words": "Words", "comment": one.id}
        assert council.post(reader, NEW, page=NEW, **fields).status_code == 302
    with council.database.writing() as session:
        by = session.merge(council.account("duty-reader@council.gov.uk"))
        for concern in session.scalars(select(Concern)):
            close(session, concern, "Told her", zone=council.settings.zone, by=by)
            concern.until_on = NOON.date()

    assert words_on(council, NOON.date() + dt.timedelta(days=1)) == ["Words"]
    with council.database.reading() as session:
        assert list_unraised(session) == []
    assert [one.status for one in all_comments(council) if one.id == second.id] == ["escalated"]
