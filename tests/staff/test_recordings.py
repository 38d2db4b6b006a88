"""Recordings on the staff pages: many at once, one by one, replaced, taken away; what is wrong is said, the rest kept."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.models.auditing import Deed
from feedback.recordings import list_recordings
from feedback.scanner import KNOWN
from feedback.web.context import KEY
from feedback.web.form_parsing import MOST_BYTES, MOST_OF_RECORDINGS
from tests.scanning import scanning
from tests.sounding import make_mp3, make_opus, make_tag

from .conftest import Council

ALL = "/staff/recordings/en"
Files = list[tuple[str, str, bytes]]  # field, name, content


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in()


@pytest.fixture
def page(analyst: FlaskClient) -> str:
    """The address of a part: the first of all."""
    return re.findall(rf'href="({ALL}/[^"]+)"', analyst.get(ALL).text)[0]


def ids_on(client: FlaskClient, page: str) -> list[str]:
    """The short names of the questions."""
    return re.findall(r'name="file-([^"]+)"', client.get(page).text)


def send(
    council: Council, client: FlaskClient, page: str, files: Files, *, seen: str | None = None
) -> TestResponse:
    """Send files with what the page showed."""
    shown = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', client.get(page).text))
    if seen is not None:
        shown = dict.fromkeys(shown, seen)
    data: dict[str, object] = {"csrf_token": council.proof(client, page), **shown}
    for field, name, content in files:
        data.setdefault(field, [])
        data[field].append((BytesIO(content), name))  # type: ignore[attr-defined]
    response = client.post(page, data=data, content_type="multipart/form-data")
    response.request.environ["wsgi.input"].close()
    return response


def kept(council: Council) -> dict[str, bytes]:
    """What is recorded, by question."""
    with council.database.reading() as session:
        return {one.question: one.kind for one in list_recordings(session)}


def test_the_whole_way(council: Council, analyst: FlaskClient, page: str) -> None:
    """Saved, counted, heard, replaced, taken away; each is written down."""
    first, second = ids_on(analyst, page)[:2]
    before = analyst.get(page).text

    saved = send(council, analyst, page, [(f"file-{first}", "anything", make_mp3()), ("many", f"folder/{second.upper()}.opus", make_opus())])  # fmt: skip
    shown = analyst.get(saved.location).text
    replaced = send(council, analyst, page, [("many", f"{first}.ogg", make_opus(2))])
    (name,) = re.findall(rf'value="({first} [0-9a-f]+)"', analyst.get(page).text)
    away = council.post(analyst, f"{page}/take-away", page=page, recording=name)

    assert "0 of " in before
    assert "2 recordings are saved" in shown
    assert re.search(r"2 of \d+ recorded", shown)
    assert shown.count("<audio controls preload") == 2
    assert saved.status_code == replaced.status_code == away.status_code == 302
    assert kept(council) == {second: "opus"}
    deeds = [deed for deed, thing in council.deeds() if first in thing]
    assert deeds == [Deed.SAVED_RECORDING, Deed.SAVED_RECORDING, Deed.TOOK_AWAY_RECORDING]
    assert re.search(r">1 of \d+</td>", analyst.get(ALL).text)
    assert "Recordings in English (1)" in analyst.get("/staff/languages").text


def test_what_is_wrong_is_said_and_the_rest_is_kept(
    council: Council, analyst: FlaskClient, page: str
) -> None:
    """Sentence by sentence, beside the question and in the list above."""
    good, html, empty, big, twice = ids_on(analyst, page)[:5]
    long = "x" * 300
    files = [
        (f"file-{good}", "a.mp3", make_mp3()),
        (f"file-{html}", "a.mp3", b"<script>alert(1)</script>" * 50),
        (f"file-{empty}", "a.mp3", b""),
        (f"file-{big}", "a.mp3", make_mp3() * 600),
        (f"file-{twice}", "a.mp3", make_mp3()),
        ("many", f"{twice}.mp3", make_opus()),
        ("many", f"{long}.mp3", make_mp3()),
        ("many", "<b>.mp3", make_mp3()),
    ]

    answer = send(council, analyst, page, files)

    assert answer.status_code == 422
    assert kept(council) == {good: "mp3", twice: "mp3"}
    assert "2 recordings are saved. 6 things to put right" in answer.text
    for words in (
        "This is not a recording.",
        "This file is empty.",
        "longer than 2 MB",
        "Two files were chosen",
    ):
        assert answer.text.count(words) == 2
    assert f"“{long[:60]}…” has the short name of no question here" in answer.text
    assert long[:61] not in answer.text
    assert "&lt;b&gt;.mp3" in answer.text


def test_nothing_chosen_is_said(council: Council, analyst: FlaskClient, page: str) -> None:
    """And nothing is written down."""
    answer = send(council, analyst, page, [])

    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text
    assert not [deed for deed, _ in council.deeds() if deed == Deed.SAVED_RECORDING]


def test_two_people_are_told(council: Council, analyst: FlaskClient, page: str) -> None:
    """Whoever did not see what is there replaces nothing, and takes nothing away that is another by now."""
    (first, *_) = ids_on(analyst, page)
    send(council, analyst, page, [(f"file-{first}", "a.mp3", make_mp3())])

    stale = send(council, analyst, page, [(f"file-{first}", "a.mp3", make_opus())], seen="")
    gone = council.post(analyst, f"{page}/take-away", page=page, recording=f"{first} {'0' * 12}")

    assert stale.status_code == 422
    assert gone.status_code == 409
    assert "Somebody else saved or took away a recording of it" in stale.text
    assert "Somebody else took it away or replaced it" in gone.text
    assert kept(council) == {first: "mp3"}


def test_more_than_fits_at_once_is_said(council: Council, analyst: FlaskClient, page: str) -> None:
    """Longer than any form is taken here; too long is refused in its own words, and elsewhere a form stays short."""
    (first, *_) = ids_on(analyst, page)
    long = make_mp3(MOST_BYTES / 4000 + 1)

    taken = send(council, analyst, page, [(f"file-{first}", "a.mp3", long)])
    refused = send(council, analyst, page, [(f"file-{first}", "a.mp3", bytes(MOST_OF_RECORDINGS))])
    elsewhere = analyst.post(f"{page}/take-away", data={"recording": "x" * (MOST_BYTES + 1)})

    assert len(long) > MOST_BYTES
    assert taken.status_code == 302
    assert refused.status_code == 413
    assert "All files together may be 8 MB. Nothing is stored." in refused.text
    assert elsewhere.status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/staff/recordings/xx", "/staff/recordings/pl/iro-survey/2/standard", "{page}x", "/staff/recordings/en/none/1/standard"],
)  # fmt: skip
def test_what_cannot_be_recorded_is_a_kind_page(
    council: Council, analyst: FlaskClient, page: str, path: str
) -> None:
    """No such language, one that is not approved, no such variant, no such questionnaire."""
    assert analyst.get(path.format(page=page)).status_code == 404


def test_a_language_without_words_says_why(analyst: FlaskClient) -> None:
    """With the way to where it is approved."""
    page = analyst.get("/staff/recordings/pl").text

    assert "Nothing is approved in Polish yet" in page
    assert 'href="/staff/languages/pl"' in page


def with_scanner(council: Council, scanner: Path) -> None:
    """Let the council have set one."""
    before = council.app.extensions[KEY]
    council.app.extensions[KEY] = replace(
        before, settings=replace(before.settings, scanner=scanner)
    )


def test_what_the_scanner_knows_is_not_kept(
    council: Council, analyst: FlaskClient, page: str
) -> None:
    """It is said beside the question and the rest is kept. Control: without a scanner that file is."""
    good, bad = ids_on(analyst, page)[:2]
    harmful = make_tag(b"".join(KNOWN)) + make_mp3()
    files = [(f"file-{good}", "a.mp3", make_mp3()), (f"file-{bad}", "a.mp3", harmful)]
    with scanning() as (scanner, shown):
        with_scanner(council, scanner)
        answer = send(council, analyst, page, files)

    assert answer.status_code == 422
    assert "The virus scanner found something in this file." in answer.text
    assert kept(council) == {good: "mp3"}
    assert shown == [make_mp3(), harmful]

    council.app.extensions[KEY] = replace(council.app.extensions[KEY], settings=council.settings)
    assert send(council, analyst, page, files[1:]).status_code == 302


def test_without_an_answer_of_the_scanner_nothing_is_kept(
    council: Council, analyst: FlaskClient, page: str, tmp_path: Path
) -> None:
    """And the page says so."""
    with_scanner(council, tmp_path / "nobody")

    answer = send(council, analyst, page, [(f"file-{ids_on(analyst, page)[0]}", "a", make_mp3())])

    assert answer.status_code == 422
    assert "The virus scanner does not answer" in answer.text
    assert kept(council) == {}
