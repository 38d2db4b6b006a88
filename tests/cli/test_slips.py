"""Commands about slips: printed as a PDF whose codes work, listed by batch, voided; never counted, never exported."""

import json
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings, read_settings
from feedback.db import Database
from tests.cli.conftest import Run
from tests.pages import send, visit
from tests.reports.reading import rasterise, read_code

PLACES = [(10 + n % 2 * 95, 10 + n // 2 * 54) for n in range(10)]  # mm


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of the instance that the commands work on."""
    return read_settings(
        {"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_COUNCIL_NAME": "Westmere Council"}
    )


@pytest.fixture
def phone(settings: Settings, opened: dict[str, Any]) -> FlaskClient:
    """A phone, once the round is open."""
    return create_app(settings).test_client()


def print_slips(run: Run, *words: str, count: int = 12, out: str = "slips.pdf") -> dict[str, Any]:
    """Print from Oak's poster collector; what the command said."""
    command = ["collectors", "slips", "1", "--count", str(count), "--out", out, "--json", *words]
    return run(*command).json


def scan(file: Path, slips: int) -> list[str]:
    """The paths that a phone reads from the sheets, as they stand on paper."""
    document, dot, found = pymupdf.open(file), 150 / 25.4, []
    for number in range(slips):
        picture = rasterise(document[1 + number // 10], 150)
        x, y = (round(mm * dot) for mm in PLACES[number % 10])
        found.append(read_code(picture[y : y + round(54 * dot), x : x + round(95 * dot)]))
    return [url.removeprefix("HTTP://127.0.0.1:8000") for url in found]


def test_what_is_printed_works_once(council: Run, phone: FlaskClient, tmp_path: Path) -> None:
    """From paper to stored: a slip read from the PDF opens the questions, is sent, and is gone."""
    said = print_slips(council)

    paths = scan(tmp_path / "slips.pdf", 12)
    statuses = [
        send(phone, visit(phone, path), {"know_iro": "yes"}).status_code for path in paths[:6]
    ]

    assert said == {"out": "slips.pdf", "batch": "1"}
    assert len(set(paths)) == 12
    assert statuses == [303] * 6
    assert [phone.get(path).status_code for path in paths] == [404] * 6 + [200] * 6
    assert council("rounds", "list", "--json").json[0]["received"] == 5


def test_the_slip_collector_is_made_and_has_no_code(council: Run, opened: dict[str, Any]) -> None:
    """One for the team, whichever of its collectors was named; the posters stay as they were."""
    before = council("collectors", "list", "--json").json
    print_slips(council)
    listed = council("collectors", "list", "--json").json
    (slip,) = [one for one in listed if one not in before]

    again = council("collectors", "slips", slip["id"], "--count", "1", "--out", "b.pdf", "--json")

    assert slip | {"id": ""} == {
        "id": "", "team": "Oak", "questionnaire": "iro-survey", "code": None, "url": None, "channel": "slip",
        "occasion": None,
    }  # fmt: skip
    assert again.json["batch"] == "2"
    assert len(council("collectors", "list", "--json").json) == len(listed)
    for command in ("poster", "paper"):
        refusal = council("collectors", command, slip["id"], "--out", "x.pdf").refusal
        assert f"'feedback collectors slips {slip['id']}' prints them" in refusal
    assert council("collectors", "given-out", slip["id"], "12").status == 0
    assert council("rounds", "list", "--json").json[0]["given_out"] == 12


def test_a_batch_is_listed_and_voided(council: Run, phone: FlaskClient, tmp_path: Path) -> None:
    """By day and team; after voiding every slip of it is unknown, and voiding again says the same."""
    print_slips(council, count=2)
    paths = scan(tmp_path / "slips.pdf", 2)
    visit(phone, paths[0])

    listed = council("slips", "list", "--json").json
    voided = [council("slips", "void", "1", "--json").json for _ in range(2)]

    good = {
        "batch": "1", "collector": "4", "team": "Oak", "questionnaire": "iro-survey",
        "printed_on": "2026-11-23", "good_until": "2027-11-30", "status": "good",
    }  # fmt: skip
    assert listed == [good]
    assert voided == [good | {"status": "voided"}] * 2
    assert [phone.get(path).status_code for path in paths] == [404, 404]
    assert "none of its slips works any more" in council("slips", "void", "1").out
    assert "There is no batch '9'" in council("slips", "void", "9").refusal


def test_nothing_a_command_says_tells_how_many_are_unused(
    council: Run, phone: FlaskClient, tmp_path: Path
) -> None:
    """Every list is the same with 4 of 4 and with none of 4 left. What was received, the control, moves with six."""
    print_slips(council, count=10)
    paths = scan(tmp_path / "slips.pdf", 10)
    lists = ("slips list", "collectors list", "rounds list", "responses review 1", "tick")

    def seen() -> list[str]:
        return [council(*words.split(), "--json").out for words in lists]

    before = seen()
    for path in paths[:4]:
        send(phone, visit(phone, path), {"know_iro": "yes"})
    after_four = seen()
    for path in paths[4:]:
        send(phone, visit(phone, path), {"know_iro": "yes"})

    assert after_four == before
    assert seen() != before
    assert [a == b for a, b in zip(seen(), before, strict=True)] == [True, True, False, True, True]


def test_no_command_gives_a_code_away(council: Run, opened: dict[str, Any], tmp_path: Path) -> None:
    """Only the PDF has them; in no list and in no other file of the installation, the log of the database included."""
    print_slips(council, count=10)
    codes = [path.removeprefix("/Q/") for path in scan(tmp_path / "slips.pdf", 10)]
    said = "".join(
        council(*words.split(), "--json").out
        for words in ("slips list", "collectors list", "rounds list")
    )

    files = {file.name: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    del files["slips.pdf"]

    assert len(files) >= 2
    assert not [code for code in codes if code in said]
    assert not [(code, name) for code in codes for name in files if code.encode() in files[name]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--count", "0"], "1 to 500 at a time"),
        (["--count", "501"], "1 to 500 at a time"),
        (["--count", "2", "--lang", "xx"], "This is not offered in 'xx' yet"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    council: Run, opened: dict[str, Any], words: list[str], sentence: str
) -> None:
    """In one line, and no batch is made."""
    refusal = council("collectors", "slips", "1", *words, "--out", "x.pdf").refusal

    assert sentence in refusal
    assert council("slips", "list", "--json").json == []
    assert (
        "There is no collector '77'"
        in council("collectors", "slips", "77", "--count", "1", "--out", "x.pdf").refusal
    )


def test_sheets_that_cannot_be_written_are_void(
    council: Run, opened: dict[str, Any], settings: Settings
) -> None:
    """Nobody has them, so nobody can use them."""
    refusal = council("collectors", "slips", "1", "--count", "3", "--out", "nowhere/x.pdf").refusal

    database = Database(settings.database_url)
    with database.reading() as session:
        left = session.connection().exec_driver_sql("SELECT count(*) FROM slips").scalar()
    database.engine.dispose()

    assert "cannot be written" in refusal
    assert council("slips", "list", "--json").json[0]["status"] == "voided"
    assert left == 0


def test_english_can_be_asked_for(council: Run, opened: dict[str, Any]) -> None:
    """It is always there, so naming it changes nothing."""
    said = print_slips(council, "--lang", "en", count=1)

    assert json.dumps(said) == '{"out": "slips.pdf", "batch": "1"}'
