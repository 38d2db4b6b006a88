"""Concerns in the hands of staff: raised, seen by whom they may be, acted on in writing, closed, taken away as a file."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from feedback import clock, concern_records, concerns, talks
from feedback.models.accounts import Role
from feedback.models.answering import Comment, SealedAnswer
from feedback.models.concerning import Concern, Kind
from feedback.retention import delete_by_kind
from feedback.talks import Asked
from feedback.waiting import Waiting, list_waiting

from .conftest import NOON, Council
from .test_comments import Write, all_comments, write  # noqa: F401 - a fixture

LIST, NEW = "/staff/concerns", "/staff/concerns/new"
WORDS = "Something a child wrote"
ALLEGATION = {
    "kind": "allegation", "words": WORDS, "about_adult": "The man at reception", "line": "Team manager Jo", "team": "1",
}  # fmt: skip


@pytest.fixture
def reader(council: Council) -> FlaskClient:
    """A duty reader at their desk."""
    return council.signed_in(Role.DUTY_READER)


def raise_one(council: Council, client: FlaskClient, **fields: str) -> str:
    """Raise a concern by hand; its reference."""
    before = set(references(council))
    # No two are the same, or the second would be the first.
    data = {"kind": "at-risk", "words": WORDS + "." * len(before), **fields}
    answer = council.post(client, NEW, page=NEW, **data)
    assert answer.status_code == 302, answer.text
    (new,) = set(references(council)) - before
    return new


def references(council: Council) -> list[str]:
    """Every concern there is."""
    with council.database.reading() as session:
        return list(session.scalars(select(Concern.reference)))


def act(council: Council, client: FlaskClient, reference: str, do: str, **fields: str) -> Any:
    """Press a button on the page of a concern."""
    page = f"{LIST}/{reference}"
    (seen, *_) = re.findall(r'name="seen" value="(\w+)"', client.get(page).text)
    return council.post(client, page, page=page, **{"seen": seen, "do": do, **fields})


def account_id(council: Council, role: Role) -> str:
    """The id of somebody of this role."""
    return str(council.account(f"{role}@council.gov.uk").id)


@pytest.mark.parametrize(
    ("kind", "more", "due"),
    [
        ("at-risk", {}, "2026-11-23"),
        ("allegation", ALLEGATION, "2026-11-24"),
        ("complaint", {}, "2026-11-26"),
        ("compliment", {"worker": "Ada"}, "2026-12-07"),
        ("contact", {}, "2026-11-24"),
    ],
)
def test_each_kind_has_its_clock(
    council: Council, reader: FlaskClient, kind: str, more: dict[str, str], due: str
) -> None:
    """In working days from the day it is raised; its page says where it goes."""
    reference = raise_one(council, reader, **{**more, "kind": kind})

    with council.database.reading() as session:
        concern = session.get_one(Concern, reference)
    assert str(concern.due_on) == due
    assert ("raised-concern", f"concern {reference}") in council.deeds()
    assert "Where it goes" in reader.get(f"{LIST}/{reference}").text


@pytest.mark.parametrize("fields", [{}, ALLEGATION], ids=["a child at risk", "an allegation"])
def test_a_button_pressed_twice_raises_once(
    council: Council, reader: FlaskClient, fields: dict[str, str]
) -> None:
    """The second press leads to the same page. Other words are another concern, and so is one account more to be kept from it."""
    data = {"kind": "at-risk", "words": WORDS, **fields}
    one, again = (council.post(reader, NEW, page=NEW, **data) for _ in range(2))
    assert (again.status_code, again.location) == (one.status_code, one.location)
    assert len(references(council)) == 1

    council.post(reader, NEW, page=NEW, **{**data, "words": "Another"})
    council.post(reader, NEW, page=NEW, **data, excluded=account_id(council, Role.ANALYST))

    assert len(references(council)) == (3 if fields else 2)


def test_two_people_who_say_the_same_raise_two(council: Council) -> None:
    """Each knows of a child."""
    people = [
        council.account(f"{role}@council.gov.uk") for role in (Role.DUTY_READER, Role.MANAGER)
    ]
    with council.database.writing() as session:
        for by in people:
            raised = concerns.Raised(Kind.AT_RISK, WORDS)
            concerns.raise_once(session, raised, zone=council.settings.zone, by=by)

    assert len(references(council)) == 2


def test_the_form_says_the_day_that_is_kept(council: Council) -> None:
    """Of each kind, at a weekend with a bank holiday after it too: never “today” where it is due another day."""
    with clock.frozen_at(dt.datetime(2026, 12, 25, 9, tzinfo=dt.UTC)):
        client = council.signed_in(Role.DUTY_READER)
        kinds = dict.fromkeys(("at-risk", "contact"), "29 December 2026") | {
            "complaint": "31 December 2026"
        }
        form = client.get(NEW).text
        due = {}
        for kind in kinds:
            (said,) = re.findall(rf'<option value="{kind}"[^>]*>[^<]*, ([^<]+)</option>', form)
            reference = raise_one(council, client, kind=kind)
            with council.database.reading() as session:
                due[kind] = (
                    said,
                    clock.day_words(session.get_one(Concern, reference).due_on),
                )

    assert due == {kind: (f"by {day}", day) for kind, day in kinds.items()}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": ""}, "Choose what kind"),
        ({"words": " "}, "Write what it is about"),
        ({"kind": "allegation"}, "Write whom the allegation is about"),
        ({"kind": "allegation", "about_adult": "A man"}, "Write whose line"),
    ],
)
def test_what_is_missing_is_asked_for(
    council: Council, reader: FlaskClient, fields: dict[str, str], told: str
) -> None:
    """422, with everything still there."""
    data = {"kind": "at-risk", "words": WORDS, "worker": "Kept <here>", **fields}

    answer = council.post(reader, NEW, page=NEW, **data)

    assert answer.status_code == 422
    assert told in answer.text
    assert "Kept &lt;here&gt;" in answer.text
    assert references(council) == []


def test_an_allegation_reaches_nobody_of_its_line(council: Council, reader: FlaskClient) -> None:
    """Neither the ticked, nor accounts of the team: not the list, not the page, not as owner, not in the file."""
    data = {**ALLEGATION, "excluded": account_id(council, Role.ANALYST)}
    reference = raise_one(council, reader, **data)

    for role in (Role.ANALYST, Role.MANAGER, Role.CHAMPION):
        answer = act(council, reader, reference, "give", owner=account_id(council, role))
        assert answer.status_code == 422
        assert "in the line that it is about" in answer.text
        client = council.signed_in(role)
        assert reference not in client.get(LIST).text
        assert client.get(f"{LIST}/{reference}").status_code == 404
    given = act(council, reader, reference, "give", owner=account_id(council, Role.REVIEWER))
    assert given.status_code == 302
    assert reference in council.signed_in(Role.REVIEWER).get(LIST).text


def test_a_reader_in_the_line_does_not_even_see_that_it_is_there(council: Council) -> None:
    """With a second duty reader from elsewhere; the control is that one."""
    with council.database.writing() as session:
        manager = council.account("manager@council.gov.uk")
        manager = session.merge(manager)
        manager.role, manager.team_id = Role.DUTY_READER.value, None
    other = council.signed_in(Role.MANAGER)  # whose role is a duty reader's now
    data = {**ALLEGATION, "team": "", "excluded": account_id(council, Role.DUTY_READER)}
    reference = raise_one(council, other, **data)

    reader = council.signed_in(Role.DUTY_READER)

    assert reference not in reader.get(f"{LIST}?show=all").text
    assert reader.get(f"{LIST}/{reference}").status_code == 404
    assert reader.get(f"{LIST}/{reference}.xlsx").status_code == 404
    assert reference.encode() not in unpack(reader.get(f"{LIST}.xlsx?show=all").data)
    assert reference in other.get(LIST).text


def test_an_allegation_that_nobody_could_read_is_refused(
    council: Council, reader: FlaskClient
) -> None:
    """The only duty reader is in the line: ring instead."""
    data = {**ALLEGATION, "excluded": account_id(council, Role.DUTY_READER)}

    answer = council.post(reader, NEW, page=NEW, **data)

    assert answer.status_code == 422
    assert "Nobody would be left" in answer.text


@pytest.mark.parametrize("ticked", ["99", "9" * 20, "9" * 5000, "\u00b2", "none"])
def test_a_tick_that_is_no_account_is_refused(
    council: Council, reader: FlaskClient, ticked: str
) -> None:
    """Whatever it says: nobody is let in because a tick was not understood."""
    answer = council.post(reader, NEW, page=NEW, **{**ALLEGATION, "excluded": ticked})

    assert answer.status_code == 422
    assert "An account that was ticked is not there." in answer.text
    assert references(council) == []


def test_an_owner_sees_that_concern_and_no_other(council: Council, reader: FlaskClient) -> None:
    """And may act on it; without owning it, it is not there."""
    own, other = raise_one(council, reader), raise_one(council, reader)
    owner = council.signed_in(Role.CONTRIBUTOR)
    assert owner.get(f"{LIST}/{own}").status_code == 404

    act(council, reader, own, "give", owner=account_id(council, Role.CONTRIBUTOR))

    listed = owner.get(LIST).text
    assert own in listed
    assert other not in listed
    assert owner.get(f"{LIST}/{other}").status_code == 404
    assert act(council, owner, own, "note", text="Rang the school").status_code == 302
    assert owner.get(NEW).status_code == 403
    assert owner.get(f"{LIST}/{own}.xlsx").status_code == 403


def test_it_is_passed_on_closed_and_reopened(council: Council, reader: FlaskClient) -> None:
    """Each step is there with who and when; a closed one takes no more until it is open again."""
    reference = raise_one(council, reader)
    for do in ("pass-on", "close"):
        assert act(council, reader, reference, do, text=f"Words of {do}").status_code == 302
    late = act(council, reader, reference, "note", text="Late")
    assert late.status_code == 422
    assert "Reopen it first" in late.text
    assert "Late" in late.text
    assert reference not in reader.get(LIST).text
    assert act(council, reader, reference, "reopen", text="It goes on").status_code == 302

    page = reader.get(f"{LIST}/{reference}").text

    for words in ("Words of pass-on", "Words of close", "It goes on", "duty-reader@council.gov.uk"):
        assert words in page


@pytest.mark.parametrize("do", ["note", "pass-on", "close", "hold", "move"])
def test_every_step_needs_its_words(council: Council, reader: FlaskClient, do: str) -> None:
    """422 and nothing is written down."""
    reference = raise_one(council, reader)

    answer = act(council, reader, reference, do, text="  ", kind="complaint")

    assert answer.status_code == 422
    with council.database.reading() as session:
        assert len(session.get_one(Concern, reference).actions) == 1


def test_two_who_act_on_one_are_told(council: Council, reader: FlaskClient) -> None:
    """The second gets 409 and their words back."""
    reference = raise_one(council, reader)
    page = f"{LIST}/{reference}"
    (seen, *_) = re.findall(r'name="seen" value="(\w+)"', reader.get(page).text)
    council.post(reader, page, page=page, seen=seen, do="note", text="First")

    second = council.post(reader, page, page=page, seen=seen, do="note", text="Second words")

    assert second.status_code == 409
    assert "Somebody else added to this concern" in second.text
    assert "Second words" in second.text


def test_another_kind_has_another_clock(council: Council, reader: FlaskClient) -> None:
    """From the day it was raised. An allegation is raised by itself."""
    reference = raise_one(council, reader)
    act(council, reader, reference, "move", kind="complaint", text="It is about a bus")

    refused = act(council, reader, reference, "move", kind="allegation", text="Really")

    with council.database.reading() as session:
        concern = session.get_one(Concern, reference)
    assert (concern.kind, str(concern.due_on)) == ("complaint", "2026-11-26")
    assert refused.status_code == 422
    assert "by itself" in refused.text


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ([("move", {"kind": "at-risk", "text": "He is hit"})], "2026-11-23"),
        ([("close", {"text": "Done"}), ("reopen", {"text": "It goes on"})], "2026-12-10"),
    ],
)
def test_another_kind_and_a_new_beginning_are_passed_on_anew(
    council: Council, reader: FlaskClient, steps: list[tuple[str, dict[str, str]]], due: str
) -> None:
    """The clock that had stopped runs again, from the first day or from that of reopening, until it is stopped anew."""
    reference = raise_one(council, reader, kind="complaint")
    act(council, reader, reference, "pass-on", text="The complaints team")
    later = NOON + dt.timedelta(days=14)

    def standing() -> tuple[bool, bool, int]:
        duty = council.account("duty-reader@council.gov.uk")
        with council.database.reading() as session:
            concern, day = session.get_one(Concern, reference), dt.date(2026, 12, 11)
            waiting = concern_records.read_waiting(session, duty, day)
            return concerns.is_passed_on(concern), concerns.is_overdue(concern, day), waiting.open

    assert standing() == (True, False, 0)
    with clock.frozen_at(later):
        reader = council.signed_in(Role.DUTY_READER)
        for do, fields in steps:
            assert act(council, reader, reference, do, **fields).status_code == 302
        assert standing() == (False, True, 1)
        with council.database.reading() as session:
            assert str(session.get_one(Concern, reference).due_on) == due
        assert ">Passed on</span>" not in reader.get(LIST).text
        act(council, reader, reference, "pass-on", text="The front door")
    assert standing() == (True, False, 0)


def test_out_of_area_names_the_host_authority(council: Council, reader: FlaskClient) -> None:
    """On the page, and in what is written down when it is passed on."""
    reference = raise_one(council, reader, out_of_area="Borsetshire")
    act(council, reader, reference, "pass-on", text="Rang both")

    page = reader.get(f"{LIST}/{reference}").text

    assert "the front door of <bdi>Borsetshire</bdi>" in page
    assert "Host authority: Borsetshire" in page


def test_a_route_is_set_and_decides_the_clock(council: Council, reader: FlaskClient) -> None:
    """From now on. What somebody else set meanwhile is told; a number that is none is asked for."""
    path = "/staff/concern-routes"
    seen = re.findall(r'name="seen" value="(\w+)"', reader.get(path).text)[2]
    fields = {"kind": "complaint", "goes_to": "Complaints", "reach": "Ring 1", "seen": seen}

    wrong = council.post(reader, path, page=path, **fields, working_days="soon")
    saved = council.post(reader, path, page=path, **fields, working_days="5")
    stale = council.post(reader, path, page=path, **fields, working_days="6")

    assert [answer.status_code for answer in (wrong, saved, stale)] == [422, 302, 409]
    reference = raise_one(council, reader, kind="complaint")
    with council.database.reading() as session:
        assert str(session.get_one(Concern, reference).due_on) == "2026-11-30"
    assert "Ring 1" in reader.get(f"{LIST}/{reference}").text


def unpack(content: bytes) -> bytes:
    """Every word of a workbook."""
    book = load_workbook(io.BytesIO(content))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    return "\n".join(cells).encode()


def test_the_file_for_the_safeguarding_lead(council: Council, reader: FlaskClient) -> None:
    """What it is about and what was done; formulas are text. Who took it away is written down."""
    reference = raise_one(council, reader, words="=1+1 is what the child wrote")
    act(council, reader, reference, "note", text="Rang the school")

    for path in (f"{LIST}.xlsx", f"{LIST}/{reference}.xlsx"):
        answer = reader.get(path)
        words = unpack(answer.data).decode()
        assert answer.status_code == 200
        assert "=1+1 is what" in words
        assert "Rang the school" in words
        assert reference in words
    assert ("exported-concerns", "concerns") in council.deeds()
    assert ("exported-concerns", f"concern {reference}") in council.deeds()


def test_a_held_comment_stays_past_its_date(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """As long as it is held. Control: the one beside it goes, and so does this one once it is let go."""
    write("Keep this", "Let this go")
    kept = next(one for one in all_comments(council) if one.comment == "Keep this")
    page = f"{NEW}?comment={kept.id}"
    assert "Keep this" in reader.get(page).text
    fields = {"kind": "at-risk", "words": "Keep this", "comment": kept.id}
    assert council.post(reader, NEW, page=page, **fields).status_code == 302
    (reference,) = references(council)
    act(council, reader, reference, "hold", text="Court asks")

    late = NOON + dt.timedelta(days=800)
    assert purge(council, late) == {"Keep this"}
    act(council, reader, reference, "let-go", text="Court is done")
    assert purge(council, late) == set()


def purge(council: Council, at: dt.datetime) -> set[str]:
    """Delete what is past its date at a moment; the comments that are left."""
    with clock.frozen_at(at), council.database.writing() as session:
        delete_by_kind(session, council.settings)
        return {one.comment for one in session.scalars(select(Comment))}


def test_closed_concerns_go_after_six_years_and_open_or_held_ones_never(
    council: Council, reader: FlaskClient
) -> None:
    """With all that was written down about them."""
    closed, held, open_ = (raise_one(council, reader) for _ in range(3))
    act(council, reader, held, "hold", text="Court asks")
    for reference in (closed, held):
        act(council, reader, reference, "close", text="Done")

    for years, left in ((5, {closed, held, open_}), (7, {held, open_})):
        late = NOON + dt.timedelta(days=365 * years)
        with clock.frozen_at(late), council.database.writing() as session:
            delete_by_kind(session, council.settings)
        assert set(references(council)) == left


def test_a_request_to_talk_becomes_a_concern(council: Council, reader: FlaskClient) -> None:
    """Its words stand in the form; the concern says where it came from."""
    with council.database.writing() as session:
        asked = Asked(who="Bluebell", reach="At school", about="Home is hard")
        talks.take(session, b"k" * 16, asked, language="en", zone=council.settings.zone)
        talk = talks.look_up(session, b"k" * 16)
        assert talk
        id_ = talk.id.hex()

    page = reader.get(f"{NEW}?talk={id_}").text
    raise_one(council, reader, talk=id_, kind="contact")

    assert "Home is hard" in page
    assert "Bluebell" in page
    (reference,) = references(council)
    assert "Somebody who wants to talk" in reader.get(f"{LIST}/{reference}").text


def test_no_title_holds_a_word_of_a_concern(council: Council, reader: FlaskClient) -> None:
    """A tab is seen from afar. Nor does the list hold them, nor the audit."""
    reference = raise_one(council, reader)

    for path in (LIST, f"{LIST}/{reference}", NEW):
        page = reader.get(path).text
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title
        assert WORDS not in title[1]
    assert WORDS not in reader.get(LIST).text
    assert WORDS not in str(council.deeds())


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "Fewer than 5"), (4, "Fewer than 5"), (5, "5 or more"), (19, "15 or more"), (20, "20")],
)
def test_small_counts_are_not_told(count: int, words: str) -> None:
    """A few compliments in a quarter would point at who wrote them."""
    assert concern_records.say_count(count) == words


def test_the_quarter_is_that_of_the_financial_year(council: Council, reader: FlaskClient) -> None:
    """Counted when raised; the page shows words and no small number. Analysts may see it, managers not."""
    for _ in range(6):
        raise_one(council, reader, kind="compliment", worker="Ada")
    raise_one(council, reader, kind="complaint")

    page = council.signed_in(Role.ANALYST).get("/staff/concern-trends").text

    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "At a glance 2026-27 Q3" in said
    assert "Compliments Raised as a concern 5 or more" in said
    assert "Complaints Raised as a concern Fewer than 5" in said
    assert council.signed_in(Role.MANAGER).get("/staff/concern-trends").status_code == 403
    assert concern_records.quarter_of(dt.date(2027, 3, 31)) == (2026, 4)
    assert concern_records.quarter_of(dt.date(2026, 4, 1)) == (2026, 1)


def test_what_nobody_has_passed_on_stands_first(council: Council, reader: FlaskClient) -> None:
    """Overdue ones at the top, however old those are that were passed on; then closed ones."""
    passed, closed = (raise_one(council, reader) for _ in range(2))
    act(council, reader, passed, "pass-on", text="Front door")
    act(council, reader, closed, "close", text="Done")
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        overdue = raise_one(council, council.signed_in(Role.DUTY_READER))
    with clock.frozen_at(NOON + dt.timedelta(days=2)):
        client = council.signed_in(Role.DUTY_READER)
        today = raise_one(council, client)
        page = client.get(f"{LIST}?show=all").text

    found = re.findall(r'href="/staff/concerns/(\w+)">', page)
    assert [one for one in found if one != "new"] == [overdue, today, passed, closed]


def test_a_long_list_is_shown_in_parts(
    council: Council, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a link to the next; a page behind the last is the last."""
    monkeypatch.setattr("feedback.paging.AT_ONCE", 2)
    made = {raise_one(council, reader) for _ in range(3)}

    first, second, last = (reader.get(f"{LIST}?page={page}").text for page in (1, 2, 9))

    shown = [{one for one in made if one in page} for page in (first, second, last)]
    assert [len(one) for one in shown] == [2, 1, 1]
    assert shown[0] | shown[1] == made
    assert "3 concerns" in first
    assert "1 of 2" in first
    assert 'page=2" rel="next"' in first
    assert 'rel="prev"' in last


def test_what_waits_is_counted_for_whoever_may_see_it(
    council: Council, reader: FlaskClient
) -> None:
    """Passed on ones wait no more; overdue from the day after."""
    reference = raise_one(council, reader)
    other = raise_one(council, reader)
    act(council, reader, other, "pass-on", text="Front door has it")
    duty, manager = (
        council.account(f"{role}@council.gov.uk") for role in (Role.DUTY_READER, Role.MANAGER)
    )

    with council.database.reading() as session:
        today = concern_records.read_waiting(session, duty, NOON.date())
        later = concern_records.read_waiting(session, duty, NOON.date() + dt.timedelta(days=1))
        none = concern_records.read_waiting(session, manager, NOON.date())
        concern = session.get_one(Concern, reference)
        assert concerns.is_overdue(concern, NOON.date() + dt.timedelta(days=1))

    assert (today.open, today.overdue) == (1, 0)
    assert (later.open, later.overdue) == (1, 1)
    assert none.open == 0


def test_what_waits_to_be_read_becomes_a_concern(council: Council, reader: FlaskClient) -> None:
    """The queue leads to the form, with the words in it; that they were shown is written down. Reading it is apart."""
    round_id = council.round()
    council.answer(round_id, 1, comments='{"best": "He frightens me"}')
    with council.database.writing() as session:
        session.execute(update(SealedAnswer).values(read_by_on=NOON.date()))
    queue = reader.get("/staff/to-read").text
    (address,) = set(re.findall(r'href="(/staff/concerns/new\?waiting=\w+)"', queue))

    before = council.deeds().count(("read-comments", f"round {round_id}"))
    page = reader.get(address).text
    data = {"kind": "at-risk", "words": "He frightens me", "question": "Asked", "team": "1"}
    council.post(reader, NEW, page=address, **data)

    assert "He frightens me" in page
    assert council.deeds().count(("read-comments", f"round {round_id}")) > before
    (reference,) = references(council)
    assert "A comment, 23 November 2026, North" in reader.get(f"{LIST}/{reference}").text
    assert re.search(r">frightens me<", reader.get("/staff/to-read").text)


def test_the_comment_of_an_allegation_reaches_nobody_of_its_line_either(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """Not in a list, not to decide about, not for another concern; what stands beside it does. Control: who raised it."""
    write("Reader Bee hit me", "The room was cold")
    with council.database.writing() as session:
        other = session.merge(council.account("manager@council.gov.uk"))
        other.role, other.team_id = Role.DUTY_READER.value, None
    bee = council.signed_in(Role.MANAGER)  # whose role is a duty reader's now
    said = next(one for one in all_comments(council) if "Bee" in one.comment)
    status, page = f"/staff/comments?status={said.status}", f"{NEW}?comment={said.id}"
    before = bee.get(status).text

    data = {
        **ALLEGATION,
        "team": "",
        "comment": said.id,
        "excluded": account_id(council, Role.MANAGER),
    }
    assert council.post(reader, NEW, page=page, **data).status_code == 302

    fields = {
        "comment": said.id,
        "do": "release",
        "text": "[nothing]",
        "state": said.state,
        "status": said.status,
    }
    tried = council.post(bee, "/staff/comments", page=status, **fields)
    after = [bee.get(path) for path in (status, page, f"{NEW}?waiting={said.id}", "/staff/to-read")]

    assert "Reader Bee" in before
    assert "The room was cold" in after[0].text
    assert not any("Reader Bee" in one.text for one in (*after, tried))
    assert [tried.status_code, *(one.status_code for one in after)] == [404, 200, 404, 404, 200]
    assert "Reader Bee" in reader.get(status).text
    assert next(one for one in all_comments(council) if one.id == said.id).status == said.status


def mark(council: Council, client: FlaskClient, one: Waiting, path: str) -> TestResponse:
    """Mark something as read with a page that was open before."""
    fields = {"item": one.id, "state": one.state, "seen": f"{one.id}:{one.state}", "do": "read"}
    return council.post(client, path, page="/staff/", **fields)


def test_nothing_tells_the_line_that_a_comment_is_kept_from_it(
    council: Council,
    reader: FlaskClient,
    write: Write,  # noqa: F811 - the fixture
) -> None:
    """Neither the first page, nor a number: each is as if it had never been written. Control: who raised it."""
    with council.database.writing() as session:
        other = session.merge(council.account("manager@council.gov.uk"))
        other.role, other.team_id = Role.DUTY_READER.value, None
    bee = council.signed_in(Role.MANAGER)  # whose role is a duty reader's now
    statuses = ("new", "read", "released", "second")
    paths = [f"/staff/comments?status={one}" for one in statuses]
    paths += ["/staff/", "/staff/to-read"]

    def look(client: FlaskClient) -> list[str]:
        pages = [client.get(path).text for path in paths]
        return [re.sub(r"<input[^>]*csrf_token[^>]*>", "", page) for page in pages]

    before = [look(bee), look(reader)]
    for status in statuses[:3]:
        write(f"Reader Bee hit me, {status}", status=status)
    for said in all_comments(council):
        page = f"{NEW}?comment={said.id}"
        excluded = account_id(council, Role.MANAGER)
        data = {**ALLEGATION, "team": "", "comment": said.id, "excluded": excluded}
        assert council.post(reader, NEW, page=page, **data).status_code == 302
    after = [look(bee), look(reader)]
    with council.database.reading() as session:
        (new,) = list_waiting(session)
    marked = [mark(council, bee, new, on) for on in ("/staff/to-read", "/staff/to-read/burst")]

    assert after[0] == before[0]
    assert [one.status_code for one in marked] == [409, 409]
    assert all("Somebody read this while your page was open" in one.text for one in marked)
    assert "Comments or unsafe answers wait for you" in after[1][4]
