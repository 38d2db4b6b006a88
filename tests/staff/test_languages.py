"""Languages on the staff pages: out to a translator, back, and approved."""

import json
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from feedback.exchange import make_lines
from feedback.models.auditing import Deed
from feedback.pseudo import make_pseudo
from feedback.reports.translators import MOST_ROWS, MOST_TAGS, MOST_UNPACKED, SHEET
from feedback.translations import list_entries, open_language, read_translations, save_words
from feedback.web.form_parsing import MOST_OF_A_FILE
from tests.tongues import everything, translate

from .conftest import TODAY, Council

PAGE = "/staff/languages/pl"


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """An analyst of a council in which Polish has one draft."""
    with council.database.writing() as session:
        translate(session, "pl", lambda _, entry: entry.sentence == "Help")
    return council.signed_in()


def take(
    council: Council, client: FlaskClient, content: bytes, name: str = "", agreed: str = ""
) -> TestResponse:
    """Send a workbook back."""
    fields = {"workbook": (BytesIO(content), "pl.xlsx"), "name": name, "agreed": agreed}
    done = client.post(PAGE, data={"csrf_token": council.proof(client, PAGE), **fields})
    done.request.environ[
        "wsgi.input"
    ].close()  # a long body lies in a file of the test client's own
    return done


def fill(content: bytes, *, spoil: str = "") -> bytes:
    """A workbook with made-up words beside every sentence, one of them without its gap."""
    book = load_workbook(BytesIO(content))
    for row in book["Sentences"].iter_rows(min_row=2):
        english = str(row[3].value)
        row[5].value = "Nic" if spoil and spoil in english else make_pseudo(english)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_the_whole_way(council: Council, analyst: FlaskClient) -> None:
    """Handed out with what is there, taken back as checked, approved, and then it can be chosen."""
    sheet = analyst.get(f"{PAGE}.xlsx").data
    rows = {r[3].value: r[5].value for r in load_workbook(BytesIO(sheet))["Sentences"].iter_rows()}

    came = take(council, analyst, fill(sheet), name="A. Reader")
    seen = analyst.get(PAGE).text
    approved = council.post(
        analyst, f"{PAGE}/approve", page=PAGE, name="B. Manager", seen=seen_in(seen)
    )

    assert rows["Help"] == make_pseudo("Help")
    assert rows["Leave now"] is None
    assert came.status_code == approved.status_code == 302
    assert "revision 1" not in seen
    assert "revision 1" in analyst.get(PAGE).text
    assert (Deed.SAVED_TRANSLATIONS, "language pl") in council.deeds()
    assert (Deed.APPROVED_LANGUAGE, "language pl") in council.deeds()


def seen_in(page: str) -> str:
    """What the page showed, as its form carries it."""
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_a_fault_is_told_by_row_and_the_name_stays(council: Council, analyst: FlaskClient) -> None:
    """Nothing is taken."""
    sheet = analyst.get(f"{PAGE}.xlsx").data

    refused = take(council, analyst, fill(sheet, spoil="Leave now"), name="A. Reader")
    spoiled = take(council, analyst, fill(sheet, spoil="%(number)s"), name="A. Reader")

    assert refused.status_code == 302  # no gap in it: the control
    assert spoiled.status_code == 422
    assert "%(number)s is missing: put it where it belongs." in spoiled.text
    assert 'value="A. Reader"' in spoiled.text


def test_a_workbook_of_another_language_is_sent_back(
    council: Council, analyst: FlaskClient
) -> None:
    """In words that say where it belongs; the name stays, and nothing is taken."""
    romanian = fill(analyst.get("/staff/languages/ro.xlsx").data)

    refused = take(council, analyst, romanian, name="A. Reader")

    assert refused.status_code == 422
    assert "This workbook is for Romanian. Open Romanian, and send it there." in refused.text
    assert 'value="A. Reader"' in refused.text
    assert said_of(council, "Help") == (make_pseudo("Help"), "draft")


def test_an_error_of_the_spreadsheet_is_no_word(council: Council, analyst: FlaskClient) -> None:
    """Its rows are named, and nothing is taken."""
    sheet = analyst.get(f"{PAGE}.xlsx").data

    refused = take(council, analyst, write(sheet, Help="#NAME?", Leave_now=True), name="A. Reader")

    assert refused.status_code == 422
    assert "“Help”: #NAME? is an error of the spreadsheet: write the words as text." in refused.text
    assert "“Leave now”: TRUE or FALSE is no word: write the words as text." in refused.text
    assert said_of(council, "Help") == (make_pseudo("Help"), "draft")


@pytest.mark.parametrize("content", [b"", b"none", b"PK\x03\x04none"])
def test_what_is_no_workbook_is_said(
    council: Council, analyst: FlaskClient, content: bytes
) -> None:
    """In words."""
    answer = take(council, analyst, content)

    assert answer.status_code == 422
    assert "This is not a workbook" in answer.text


def test_without_a_file_one_is_asked_for(council: Council, analyst: FlaskClient) -> None:
    """Nothing was wrong with a workbook: there was none."""
    answer = council.post(analyst, PAGE, page=PAGE, name="")

    assert answer.status_code == 422
    assert "Choose the workbook first." in answer.text


def test_a_workbook_that_grows_when_it_is_opened_is_not(
    council: Council, analyst: FlaskClient
) -> None:
    """Looked at before anything is unpacked. Control: a little less is opened, and is no workbook of ours."""
    for size, words in (
        (MOST_UNPACKED + 1, "too large to open"),
        (1_000, "This is not a workbook"),
    ):
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as made:
            made.writestr("xl/workbook.xml", b"0" * size)

        answer = take(council, analyst, packed.getvalue())

        assert answer.status_code == 422
        assert words in answer.text


def test_what_is_handed_out_is_far_from_too_large(council: Council, analyst: FlaskClient) -> None:
    """Three times as much with every sentence said would still be opened, however a spreadsheet writes it anew."""
    with council.database.writing() as session:
        translate(session, "pl", everything)

    with ZipFile(BytesIO(fill(analyst.get(f"{PAGE}.xlsx").data))) as packed:
        parts = [packed.read(name) for name in packed.namelist()]

    assert sum(map(len, parts)) * 3 < MOST_UNPACKED
    assert sum(part.count(b"<") for part in parts) * 3 < MOST_TAGS


def test_a_workbook_may_be_longer_than_a_form(council: Council, analyst: FlaskClient) -> None:
    """Up to a megabyte, and on no other page."""
    longer, too_long = b"x" * 200_000, b"x" * (MOST_OF_A_FILE + 1)
    proof = council.proof(analyst, PAGE)

    assert take(council, analyst, longer).status_code == 422
    assert take(council, analyst, too_long).status_code == 413
    data = {"csrf_token": proof, "name": "x" * 200_000}
    assert analyst.post(f"{PAGE}/approve", data=data).status_code == 413


def test_nobody_approves_what_they_did_not_see(council: Council, analyst: FlaskClient) -> None:
    """Somebody corrected a sentence in the meantime; and nothing is approved that is not checked, or without a name."""
    with council.database.writing() as session:
        translate(session, "pl", everything, checked=True)
    seen = seen_in(analyst.get(PAGE).text)
    with council.database.writing() as session:
        translate(session, "ar", everything, checked=True)
    nameless = council.post(analyst, f"{PAGE}/approve", page=PAGE, name=" ", seen=seen)
    sheet = fill(analyst.get(f"{PAGE}.xlsx").data)
    book = load_workbook(BytesIO(sheet))
    book["Sentences"].cell(2, 6).value = "Inaczej"
    changed = BytesIO()
    book.save(changed)
    take(council, analyst, changed.getvalue())

    stale = council.post(analyst, f"{PAGE}/approve", page=PAGE, name="B. Manager", seen=seen)

    assert nameless.status_code == 422
    assert "Write the name of whoever approves it." in nameless.text
    assert stale.status_code == 409
    assert "Somebody changed this language since you opened the page." in stale.text


def write(content: bytes, **words: object) -> bytes:
    """A workbook with other words beside these sentences."""
    book = load_workbook(BytesIO(content))
    for row in book["Sentences"].iter_rows(min_row=2):
        english = str(row[3].value).replace(" ", "_")
        row[5].value = words.get(english, row[5].value)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def said_of(council: Council, sentence: str) -> tuple[str, str]:
    """How a sentence of the pages is said in Polish, and how sure that is."""
    with council.database.reading() as session:
        row = read_translations(session, "pl")["", sentence]
        return str(json.loads(row.words)[0]), row.state


def test_two_people_write_into_workbooks_of_the_same_day(
    council: Council, analyst: FlaskClient
) -> None:
    """Each changed another sentence: both stay, and a name checks only what stood in its workbook."""
    other, sheet = council.signed_in("administrator"), analyst.get(f"{PAGE}.xlsx").data
    take(council, analyst, write(sheet, Help="Pomoc"))

    came = take(council, other, write(sheet, Leave_now="Odejdź"), name="A. Reader")

    page = other.get(came.location).text
    assert said_of(council, "Help") == ("Pomoc", "draft")
    assert said_of(council, "Leave now") == ("Odejdź", "checked")
    assert "1 stays as somebody else wrote it since this workbook was handed out" in page


def test_what_is_filled_in_elsewhere_is_not_called_changed(
    council: Council, analyst: FlaskClient
) -> None:
    """A sentence has words in one of its places: they go to the others, and whoever sent it untouched changed nothing."""
    with council.database.writing() as session:
        lines = make_lines(list_entries(session), {})
        line = next(one for one in lines if len(one.places) > 2)
        words = {line.places[0]: [make_pseudo(line.english)]}
        save_words(session, open_language("pl"), words, on=TODAY)
    sheet = analyst.get(f"{PAGE}.xlsx").data

    came = take(council, analyst, sheet)
    again = take(council, analyst, write(sheet, Leave_now="Odejdź"))

    others = len(line.places) - 1
    assert f"0 sentences were changed. {others} had no words and have those" in (
        analyst.get(came.location).text
    )
    page = analyst.get(again.location).text
    assert "1 sentence was changed." in page
    assert "had no words" not in page


def test_two_people_change_the_same_sentence(council: Council, analyst: FlaskClient) -> None:
    """The second reads what stands there now, their name stays, and nothing is taken until they say what they want."""
    other, sheet = council.signed_in("administrator"), analyst.get(f"{PAGE}.xlsx").data
    take(council, analyst, write(sheet, Help="Pomoc"))
    mine = write(sheet, Help="Ratunku", Leave_now="Odejdź")

    late = take(council, other, mine, name="A. Reader")
    kept = said_of(council, "Help")
    emptied = take(council, other, write(mine, Help=""))
    agreed = late.text.partition('name="agreed" value="')[2].partition('"')[0]
    taken = take(council, other, mine, agreed=agreed)

    assert late.status_code == 409
    assert "somebody changed it to “Pomoc” since this workbook was handed out" in late.text
    assert 'value="A. Reader"' in late.text
    assert (kept, emptied.status_code) == (("Pomoc", "draft"), 302)
    assert said_of(council, "Leave now") == ("Odejdź", "draft")
    assert (taken.status_code, said_of(council, "Help")) == (302, ("Ratunku", "draft"))


def test_nobody_agrees_to_what_they_did_not_see(council: Council, analyst: FlaskClient) -> None:
    """It changed once more since they were told."""
    other, sheet = council.signed_in("administrator"), analyst.get(f"{PAGE}.xlsx").data
    take(council, analyst, write(sheet, Help="Pomoc"))
    mine = write(sheet, Help="Ratunku")
    agreed = take(council, other, mine).text.partition('name="agreed" value="')[2].partition('"')[0]
    take(council, analyst, write(analyst.get(f"{PAGE}.xlsx").data, Help="Wsparcie"))

    late = take(council, other, mine, agreed=agreed)

    assert late.status_code == 409
    assert "Wsparcie" in late.text
    assert said_of(council, "Help") == ("Wsparcie", "draft")


def test_a_workbook_that_lost_its_marks_is_taken_as_it_is(
    council: Council, analyst: FlaskClient
) -> None:
    """The control: without the last column nothing can be told, and the last one wins."""
    sheet = analyst.get(f"{PAGE}.xlsx").data
    take(council, analyst, write(sheet, Help="Pomoc"))
    book = load_workbook(BytesIO(write(sheet, Help="Ratunku")))
    book["Sentences"].delete_cols(9)
    bare = BytesIO()
    book.save(bare)

    assert take(council, analyst, bare.getvalue()).status_code == 302
    assert said_of(council, "Help") == ("Ratunku", "draft")


def test_an_unknown_language_is_a_kind_page(analyst: FlaskClient) -> None:
    """English is none of those that are translated."""
    for tag in ("xx", "en"):
        assert analyst.get(f"/staff/languages/{tag}").status_code == 404


def test_a_row_with_a_number_without_end_is_refused_before_anybody_waits(
    council: Council, analyst: FlaskClient
) -> None:
    """A few bytes that say two thousand million rows; and a file that is only long. Control: one that ends in time."""
    said = []
    for last in (MOST_ROWS + 2, 2_000_000_000, 9):
        answer = take(council, analyst, stretch(last))
        said.append((answer.status_code, f"more than {MOST_ROWS:,} rows" in answer.text))

    assert said == [(422, True), (422, True), (302, False)]


def stretch(last: int) -> bytes:
    """A workbook of two rows, the second of which says that it is the `last`."""
    book = Workbook()
    book.active.title = SHEET
    book.active.append(["Key", "Translation"])
    book.active.append(["", "x"])
    plain, made = BytesIO(), BytesIO()
    book.save(plain)
    with ZipFile(plain) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = re.sub(rb"<dimension[^>]*/>", b"", old.read(name))
            content = re.sub(rb'<row r="2"', b'<row r="%d"' % last, content)
            new.writestr(name, re.sub(rb'r="B2"', b'r="B%d"' % last, content))
    return made.getvalue()
