"""Commands that write paper forms: with the code of a collector, or blank."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from tests.cli.conftest import Run
from tests.cli.test_collectors import read_code


@pytest.fixture
def oak(council: Run, opened: dict[str, Any]) -> dict[str, Any]:
    """Oak's collector as the list prints it."""
    return council("collectors", "list", "--json").json[0]


def read(file: Path) -> str:
    """All words of a PDF."""
    return " ".join(word for page in pymupdf.open(file) for word in page.get_text().split())


def test_the_form_of_a_collector_carries_its_code(
    council: Run, oak: dict[str, Any], tmp_path: Path
) -> None:
    """Code, team and version at the foot, and a code for phones that leads to the same place."""
    made = council("collectors", "paper", oak["id"], "--out", "paper.pdf", "--json").json

    text = read(tmp_path / "paper.pdf")
    assert made == {"out": "paper.pdf"}
    assert f"{oak['code'][:3]} {oak['code'][3:]} · Oak iro-survey version 2 · standard" in text
    assert "1 · know_iro" in text
    assert "Westmere Council" in text
    assert read_code(tmp_path / "paper.pdf") == oak["url"].upper()


def test_each_variant_is_a_form_of_its_own(
    council: Run, oak: dict[str, Any], tmp_path: Path
) -> None:
    """Easy read has its own questions, under the same code."""
    words = f"collectors paper {oak['id']} --variant easy-read --out easy.pdf"

    council(*words.split())

    text = read(tmp_path / "easy.pdf")
    assert "iro-survey version 2 · easy read" in text
    assert "4 · asked_where" in text


def test_the_form_is_of_the_round_that_will_take_it(
    council: Run, oak: dict[str, Any], tmp_path: Path
) -> None:
    """Not of the newest version: a sheet is typed in under the questions of its round."""
    council("rounds", "close", "1", "--yes")
    words = "rounds open iro-survey@1 --teams Oak --opens 2026-12-01 --closes 2026-12-31"
    council(*words.split())

    council("collectors", "paper", oak["id"], "--out", "paper.pdf")

    assert "iro-survey version 1 · standard" in read(tmp_path / "paper.pdf")


def test_a_blank_form_has_no_code(council: Run, tmp_path: Path) -> None:
    """Of a version by number, or the newest."""
    made = council("questionnaires", "paper", "iro-survey@1", "--out", "one.pdf", "--json").json
    council("questionnaires", "paper", "iro-survey", "--variant", "easy-read", "--out", "two.pdf")

    assert made == {"out": "one.pdf"}
    assert "iro-survey version 1 · standard · page 1 of" in read(tmp_path / "one.pdf")
    assert "iro-survey version 2 · easy read · page 1 of" in read(tmp_path / "two.pdf")
    assert "Or answer on a phone" not in read(tmp_path / "one.pdf")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("collectors paper 1 --variant braille", "choose one of standard, easy-read"),
        ("collectors paper 1 --lang pl", "'pl'"),
        ("collectors paper 99", "There is no collector '99'"),
        ("questionnaires paper iro-survey --variant braille", "choose one of"),
        ("questionnaires paper nothing", "There is no published questionnaire 'nothing'"),
    ],
)
def test_what_is_not_there_is_refused(
    council: Run, oak: dict[str, Any], tmp_path: Path, words: str, says: str
) -> None:
    """In one line, and no file is made."""
    result = council(*words.split(), "--out", "p.pdf")

    assert says in result.refusal
    assert not (tmp_path / "p.pdf").exists()
