"""Commands about collectors: addresses, posters whose codes can be read, and what was given out."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pymupdf
import pytest

from tests.cli.conftest import Run


def read_code(file: Path) -> str:
    """What a phone reads from the first page of a drawing. Two readers, since each misses some."""
    page = pymupdf.open(file)[0]
    zoom = {".svg": 8, ".png": 1}.get(file.suffix, 3)
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csGRAY)
    picture = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
    readers = (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco())
    return max((reader.detectAndDecode(picture)[0] for reader in readers), key=len)


@pytest.fixture
def oak(council: Run, opened: dict[str, Any]) -> dict[str, Any]:
    """Oak's collector as the list prints it."""
    return council("collectors", "list", "--json").json[0]


def test_list_has_these_keys(council: Run, oak: dict[str, Any]) -> None:
    """One for each team of the round, with its full address."""
    assert oak | {"code": "", "url": ""} == {
        "id": "1", "team": "Oak", "questionnaire": "iro-survey", "code": "", "url": "", "channel": "poster",
        "occasion": None,
    }  # fmt: skip
    assert oak["url"] == f"http://127.0.0.1:8000/q/{oak['code']}"
    assert len(oak["code"]) == 6
    assert len(council("collectors", "list", "--round", "1", "--json").json) == 3


def test_a_later_round_keeps_the_collectors(council: Run, oak: dict[str, Any]) -> None:
    """Printed things stay good: a round for two teams on another version leads from the same codes."""
    before = council("collectors", "list", "--json").json
    words = "rounds open iro-survey@1 --teams Oak,Elm --opens 2027-02-01 --closes 2027-03-01"

    council(*words.split())

    assert council("collectors", "list", "--json").json == before
    assert council("collectors", "list", "--round", "2", "--json").json == before[:2]


def test_only_those_of_a_round_are_listed(council: Run, oak: dict[str, Any]) -> None:
    """Another questionnaire has collectors of its own."""
    words = "rounds open post-conference-parent --teams Elm --opens 2026-12-01 --closes 2026-12-31"
    council(*words.split())

    listed = council("collectors", "list", "--round", "2", "--json").json

    assert [(c["team"], c["questionnaire"]) for c in listed] == [("Elm", "post-conference-parent")]
    assert "There is no round '9'" in council("collectors", "list", "--round", "9").refusal


@pytest.mark.parametrize("name", ["poster.pdf", "poster.svg", "poster.png"])
def test_a_poster_leads_to_the_questions(
    council: Run, oak: dict[str, Any], tmp_path: Path, name: str
) -> None:
    """Its code is the address in upper case, as PDF, as SVG and as PNG."""
    made = council("collectors", "poster", oak["id"], "--out", name, "--json").json

    assert made == {"out": name}
    assert read_code(tmp_path / name) == oak["url"].upper()


def test_a_poster_says_what_it_is(council: Run, oak: dict[str, Any], tmp_path: Path) -> None:
    """The council and the code for those who type; until somebody listens, that it is a trial."""
    council("collectors", "poster", oak["id"], "--out", "p.pdf")

    text = pymupdf.open(tmp_path / "p.pdf")[0].get_text()

    assert "Westmere Council" in text
    assert f"{oak['code'][:3]} {oak['code'][3:]}" in text
    assert "Trial: not for children yet" in text


def test_a_poster_as_a_page_stands_alone(council: Run, oak: dict[str, Any], tmp_path: Path) -> None:
    """One file with the code in it, that fetches nothing."""
    council("collectors", "poster", oak["id"], "--out", "p.html")

    page = (tmp_path / "p.html").read_text()

    assert page.startswith("<!doctype html>")
    assert f"<title>{oak['url'].upper()}</title>" in page
    assert "src=" not in page
    assert "href=" not in page


def test_another_kind_of_file_is_refused(council: Run, oak: dict[str, Any], tmp_path: Path) -> None:
    """One line with the kinds there are, and no file."""
    result = council("collectors", "poster", oak["id"], "--out", "p.docx")

    assert ".pdf, .png or .html" in result.refusal
    assert not (tmp_path / "p.docx").exists()


def test_a_poster_in_a_language_that_is_not_there(
    council: Run, oak: dict[str, Any], tmp_path: Path
) -> None:
    """Refused in one line, and no file is made."""
    result = council("collectors", "poster", oak["id"], "--lang", "pl", "--out", "p.pdf")

    assert "'pl'" in result.refusal
    assert not (tmp_path / "p.pdf").exists()


def test_a_file_that_cannot_be_written(council: Run, oak: dict[str, Any]) -> None:
    """One line with its name."""
    result = council("collectors", "poster", oak["id"], "--out", "nowhere/p.pdf")

    assert result.refusal.startswith("nowhere/p.pdf cannot be written")


def test_what_was_given_out_is_the_last_number(council: Run, oak: dict[str, Any]) -> None:
    """A total, not a sum; the round shows it."""
    council("collectors", "given-out", oak["id"], "10")

    noted = council("collectors", "given-out", oak["id"], "12", "--json").json
    council("collectors", "given-out", "2", "5")

    assert noted == {"id": oak["id"], "round": "1", "given_out": 12}
    assert council("rounds", "list", "--json").json[0]["given_out"] == 17


@pytest.mark.parametrize("count", ["1000001", "99999999999999999999999"])
def test_a_number_that_cannot_be_is_refused(council: Run, oak: dict[str, Any], count: str) -> None:
    """A slip of the hand is one line."""
    assert "Write how many were given out" in council("collectors", "given-out", "1", count).refusal


def test_nothing_is_given_out_after_the_count(council: Run, oak: dict[str, Any]) -> None:
    """A counted round never changes."""
    council("rounds", "close", "1", "--yes")

    result = council("collectors", "given-out", oak["id"], "10")

    assert "no round that is not counted" in result.refusal


def test_links_for_a_tablet_are_made_and_listed(council: Run, oak: dict[str, Any]) -> None:
    """With their addresses, once, and a group session names its occasion."""
    words = [
        "collectors",
        "make",
        "iro-survey",
        "--teams",
        "Oak,Elm",
        "--channel",
        "kiosk",
        "--json",
    ]

    made = council(*words).json
    again = council(*words).json
    group = council(
        "collectors",
        "make",
        "iro-survey",
        "--teams",
        "Oak",
        "--channel",
        "link",
        "--group",
        "--json",
    ).json

    assert [(row["team"], row["channel"], row["occasion"]) for row in made] == [
        ("Oak", "kiosk", None),
        ("Elm", "kiosk", None),
    ]
    assert again == made
    assert (group[0]["channel"], group[0]["occasion"]) == ("link", "group session")
    assert made[0]["url"].endswith(f"/q/{made[0]['code']}")
    listed = council("collectors", "list", "--json").json
    assert all(row in listed for row in (oak, *made, *group))


def test_a_tablet_is_put_on_no_poster_and_no_paper(
    council: Run, oak: dict[str, Any], tmp_path: Path
) -> None:
    """Its notice would not be true there; the refusal says what to do."""
    (made,) = council(
        "collectors", "make", "iro-survey", "--teams", "Oak", "--channel", "kiosk", "--json"
    ).json

    for command in ("poster", "paper"):
        refused = council("collectors", command, made["id"], "--out", str(tmp_path / "x.pdf"))
        assert "type its code there" in refused.refusal
