"""What people write runs as their own letters do, on every page and sheet that shows it."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from feedback.languages import direction_of
from feedback.models.accounts import Role
from tests.markup import read_html, words

from .conftest import Council
from .test_comments import Write, all_comments, press, write  # noqa: F401 - a fixture
from .test_concerns import raise_one
from .test_queue import put
from .test_talks import Ask, ask  # noqa: F401 - a fixture

ARABIC, ENGLISH, MIXED = "العاملة تسمعني.", "She listens to me.", "Sam قالت لي: نعم"
WRITTEN = {ARABIC: "rtl", ENGLISH: "ltr", MIXED: "ltr"}
STAFF_CSS = Path(__file__).resolve().parents[2] / "feedback" / "static" / "staff.css"


def in_queue(council: Council, _write: Write, _ask: Ask) -> list[str]:
    """Where comments stand that wait to be read, one at a time."""
    put(council, *WRITTEN)
    listed = council.signed_in(Role.DUTY_READER).get("/staff/to-read").text
    return [f"/staff/to-read?item={id_}" for id_ in set(re.findall(r"item=(\w+)", listed))]


def in_comments(_council: Council, write_: Write, _ask: Ask) -> list[str]:
    """Where they stand once they were read."""
    write_(*WRITTEN)
    return ["/staff/comments?status=new"]


def alone(council: Council, write_: Write, _ask: Ask) -> list[str]:
    """The page of one that was decided on wrongly: as it is, and what was typed."""
    write_(*WRITTEN)
    reader = council.signed_in(Role.DUTY_READER)
    return [press(council, reader, "release", one, text="").text for one in all_comments(council)]


def in_concern(council: Council, _write: Write, _ask: Ask) -> list[str]:
    """The words of concerns."""
    reader = council.signed_in(Role.DUTY_READER)
    return [f"/staff/concerns/{raise_one(council, reader, words=text)}" for text in WRITTEN]


def in_talk(_council: Council, _write: Write, ask_: Ask) -> list[str]:
    """What people want to talk about."""
    for who, text in zip(("Ash", "Bluebell", "Clover"), WRITTEN, strict=True):
        ask_(who, about=text)
    return ["/staff/talks"]


def ways_of(page: str, text: str) -> list[str | None]:
    """The `dir` of each element that holds just these words, or of the nearest around it that says one."""
    root = read_html(page)
    around = {child: parent for parent in root.iter() for child in parent}
    found = []
    for element in root.iter():
        if element.tag in ("p", "dd", "td", "textarea") and words(element) == text:
            at = element
            while at.get("dir") is None and at in around:
                at = around[at]
            found.append(at.get("dir"))
    return found


@pytest.mark.parametrize("place", [in_queue, in_comments, alone, in_concern, in_talk])
def test_each_page_lets_words_run_as_they_are_written(
    council: Council, write: Write, ask: Ask, place: Callable[..., list[str]]  # noqa: F811 - fixtures
) -> None:  # fmt: skip
    """Arabic, English, and both in one: the browser looks at the letters themselves, as `direction_of` does."""
    found = place(council, write, ask)
    client = council.signed_in(Role.DUTY_READER)
    pages = [client.get(one).text if one.startswith("/") else one for one in found]

    for text in WRITTEN:
        ways = [way for page in pages for way in ways_of(page, text)]
        assert set(ways) == {"auto"}, text


def test_a_comment_of_two_languages_runs_line_by_line() -> None:
    """`dir` looks at the first letter of all; the styles make every line look at its own."""
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", STAFF_CSS.read_text())

    turned = " ".join(names for names, body in rules if "unicode-bidi:plaintext" in body)

    assert ".fb-quote" in turned
    assert ".fb-lines-kept" in turned


def test_a_cell_runs_as_its_comment_does(council: Council, write: Write) -> None:  # noqa: F811
    """In the sheet Comments: from the right, and to the right edge. Formulas stay text. Controls: English, and mixed."""
    write(*WRITTEN, f"={ARABIC}")
    reader = council.signed_in(Role.DUTY_READER)
    for comment in all_comments(council):
        press(council, reader, "release", comment)
    admin = council.signed_in(Role.ADMINISTRATOR)

    book = openpyxl.load_workbook(io.BytesIO(admin.get("/staff/rounds/1/summary.xlsx").data))

    cells = {cell.value: cell for row in book["Comments"].iter_rows(min_row=5) for cell in row}
    for text in WRITTEN:
        how = cells[text].alignment
        turned = WRITTEN[text] == "rtl"
        assert (how.readingOrder, how.horizontal) == ((2, "right") if turned else (0, "left")), text
    formula = cells[f"={ARABIC}"]
    assert (formula.data_type, formula.quotePrefix, formula.alignment.readingOrder) == (
        "s",
        True,
        2,
    )


@pytest.mark.parametrize(("text", "way"), [*WRITTEN.items(), ("… 12: نعم", "rtl"), ("123", "ltr"), ("", "ltr")])  # fmt: skip
def test_the_first_letter_decides(text: str, way: str) -> None:
    """Numbers and signs before it do not."""
    assert direction_of(text) == way
