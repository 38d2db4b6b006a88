"""Slips on paper: ten to an A4 page, each read by a phone, without the team, in an order that says nothing."""

import datetime as dt
from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np
import pymupdf
import pytest

from feedback.codes import group_code
from feedback.exceptions import RefusedError
from feedback.languages import LANGUAGES
from feedback.reports import qr, slip_words
from feedback.reports.letters import ISOLATE, ISOLATED
from feedback.reports.slip_words import SlipSheet, say_slip, scan_text
from feedback.reports.slips import (
    A_PAGE,
    CODE_SIDE,
    FOOT,
    HEIGHT,
    LEFT,
    PLACES,
    RIGHT,
    TOP,
    WIDTH,
    count_pages,
    make_slips,
)
from feedback.slips import MOST, draw_codes
from feedback.speech import Speech
from tests.reports.reading import A4, rasterise, read_code

MM = 72 / 25.4  # points
DPI = 150
SHEET = SlipSheet(
    council="Westmere Council",
    team="Children in Care North",
    name="IRO survey",
    minutes=5,
    public_url="https://ask.westmere.example",
    codes=draw_codes(13),
    batch=12,
    collector=7,
    printed_on=dt.date(2026, 11, 23),
    good_until=dt.date(2027, 11, 30),
    trial=False,
)
LONGEST = replace(
    SHEET,
    council="The Metropolitan Borough Council of Westmere and Łódź-upon-the-Marsh",
    team="Children in Care and Care Leavers Independent Reviewing Service, North and East",
    name="What children and young people think of their review meetings and conferences",
    public_url="https://feedback.childrens-services.north-westmere.example.gov.uk:8443",
    minutes=12,
    trial=True,
    demo=True,
)


def open_pages(sheet: SlipSheet) -> list[pymupdf.Page]:
    """Every page of its PDF, all A4: first the guide, then slips."""
    document = pymupdf.open(stream=make_slips(sheet))
    pages = list(document)
    assert {(round(page.rect.width), round(page.rect.height)) for page in pages} == {A4}
    return pages


def places_of(sheet: SlipSheet) -> list[tuple[int, tuple[float, float]]]:
    """The page and place of each slip, in the order of the paper."""
    return [(1 + n // A_PAGE, PLACES[n % A_PAGE]) for n in range(len(sheet.codes))]


def read_slips(sheet: SlipSheet) -> list[str]:
    """The words of each slip."""
    pages = open_pages(sheet)
    boxes = (
        (pages[number], pymupdf.Rect(x * MM, y * MM, (x + WIDTH) * MM, (y + HEIGHT) * MM))
        for number, (x, y) in places_of(sheet)
    )
    return [" ".join(page.get_text(clip=box).split()) for page, box in boxes]


def cut_out(sheet: SlipSheet) -> list[np.ndarray]:
    """Each slip as a picture, cut along the marks."""
    pictures, dot = [rasterise(page, DPI) for page in open_pages(sheet)], DPI / 25.4
    high, wide = round(HEIGHT * dot), round(WIDTH * dot)
    corners = ((n, round(y * dot), round(x * dot)) for n, (x, y) in places_of(sheet))
    return [pictures[n][top : top + high, left : left + wide] for n, top, left in corners]


def check_codes(sheet: SlipSheet) -> None:
    """A phone reads each slip's address from it, and the same code stands on it in groups."""
    read = [read_code(picture) for picture in cut_out(sheet)]
    words = read_slips(sheet)
    assert read == [scan_text(sheet, code) for code in sheet.codes]
    assert all(group_code(code) in one for code, one in zip(sheet.codes, words, strict=True))


@pytest.mark.parametrize("sheet", [SHEET, LONGEST], ids=["usual", "longest"])
def test_every_slip_is_read_by_a_phone(sheet: SlipSheet) -> None:
    """From a coarse print, and typed in groups of 3, 3 and 4."""
    check_codes(sheet)


@pytest.mark.soak
def test_every_slip_of_a_whole_batch_is_read_by_a_phone() -> None:
    """All 500."""
    check_codes(replace(SHEET, codes=draw_codes(MOST)))


def test_a_code_that_is_spoilt_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with modules turned over in a third of the rows nothing, or something else, is read."""
    whole = qr.make_matrix_fast

    def spoil(text: str) -> list[list[bool]]:
        return [[not dark for dark in row] if n % 3 else row for n, row in enumerate(whole(text))]

    monkeypatch.setattr(qr, "make_matrix_fast", spoil)
    sheet = replace(SHEET, codes=SHEET.codes[:3])

    read = [read_code(picture) for picture in cut_out(sheet)]

    assert not set(read) & {scan_text(sheet, code) for code in sheet.codes}


@pytest.mark.parametrize(("slips", "pages"), [(1, 1), (10, 1), (11, 2), (23, 3), (500, 50)])
def test_ten_stand_on_a_page(slips: int, pages: int) -> None:
    """And the last page has the rest."""
    assert count_pages(slips) == pages


def test_no_slip_names_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor the questionnaire nor the batch: whoever finds one learns nothing. Words with a team, the control, do."""
    private = (SHEET.team, "Care", SHEET.name, "12", "Batch")

    def list_found(sheet: SlipSheet) -> set[str]:
        words = [
            one.replace(group_code(code), "")
            for code, one in zip(sheet.codes, read_slips(sheet), strict=True)
        ]
        return {name for name in private for one in words if name in one}

    plain = list_found(SHEET)
    telling = replace(slip_words.ENGLISH, pick=f"Of {SHEET.team}")
    monkeypatch.setattr(slip_words, "ENGLISH", telling)

    assert plain == set()
    assert list_found(SHEET) == {SHEET.team, "Care"}


def test_a_slip_says_what_a_child_needs() -> None:
    """That anything can be skipped, where to go without a camera, that nobody notes it, and until when."""
    words = read_slips(SHEET)[0]

    for sentence in (
        "Tell us what you think",
        "It takes about 5 minutes. Skip anything.",
        "Or go to ask.westmere.example and type",
        "Pick any slip. Nobody writes down who took which.",
        "Works once, until 30 November 2027",
        "Westmere Council",
    ):
        assert sentence in words
    assert "1 minute." in read_slips(replace(SHEET, minutes=1, codes=["BCDFGHJKMN"]))[0]


def test_a_slip_says_what_it_is_not() -> None:
    """Each one, and the guide: a slip that is cut out has nothing around it."""
    for trial in (False, True):
        for demo in (False, True):
            sheet = replace(SHEET, codes=SHEET.codes[:2], trial=trial, demo=demo)
            for words in [open_pages(sheet)[0].get_text(), *read_slips(sheet)]:
                assert ("Trial: not for children yet" in words, "DEMO" in words) == (trial, demo)


def test_slips_speak_another_language_with_a_line_of_english() -> None:
    """Whoever hands them out reads the guide in English; a slip says what it is in both."""
    polish = Speech(LANGUAGES["pl"], {"Pick any slip. Nobody writes down who took which.": "Weź."})
    sheet = replace(SHEET, codes=SHEET.codes[:1], speech=polish)

    (words,) = read_slips(sheet)

    assert "Weź." in words
    assert "Tell us what you think. You do not have to." in words
    assert "30 listopada 2027" in words
    assert "Keep this page." in open_pages(sheet)[0].get_text()


def test_slips_from_right_to_left_are_read_by_a_phone() -> None:
    """Everything changes sides, and each code still leads where its letters say."""
    arabic = Speech(LANGUAGES["ar"], {"Works once, until {day}": "صالح مرة واحدة حتى {day}"})
    sheet = replace(SHEET, codes=SHEET.codes[:2], speech=arabic)
    page = open_pages(sheet)[1]
    image = rasterise(page, 200)
    half = image.shape[1] // 2

    found = [read_code(image[: image.shape[0] // 4, part]) for part in (np.s_[half:], np.s_[:half])]

    assert found == [scan_text(sheet, code) for code in sheet.codes]


@pytest.mark.parametrize("sheet", [SHEET, LONGEST], ids=["usual", "longest"])
def test_cutting_cuts_nothing_off(sheet: SlipSheet) -> None:
    """Three millimetres inside the marks are white all round each slip; the marks themselves are outside."""
    dot = DPI / 25.4
    edge = round(3 * dot)
    for picture in cut_out(replace(sheet, codes=sheet.codes[:10])):
        inside = picture.copy()
        # The dashes between two slips lie on the edge itself.
        inside[edge:-edge, edge:-edge] = 255
        inside[:2], inside[-2:], inside[:, :2], inside[:, -2:] = 255, 255, 255, 255
        assert inside.min() == 255
        assert picture[edge:-edge, edge:-edge].min() < 100


@pytest.mark.parametrize("sheet", [SHEET, LONGEST], ids=["usual", "longest"])
def test_a_code_is_clear_by_four_modules(sheet: SlipSheet) -> None:
    """No word stands in the quiet zone of a QR code."""
    page = open_pages(sheet)[1]
    modules = len(qr.make_matrix_fast(scan_text(sheet, sheet.codes[0])))
    quiet = CODE_SIDE / (modules + 2 * qr.QUIET) * qr.QUIET * MM
    drawn = [path["rect"] for path in page.get_drawings() if path["fill"] == (0.0, 0.0, 0.0)]
    clear = [pymupdf.Rect(r.x0 - quiet, r.y0 - quiet, r.x1 + quiet, r.y1 + quiet) for r in drawn]
    spans = [
        span
        for block in page.get_text("dict")["blocks"]
        for line in block["lines"]
        for span in line["spans"]
        if span["text"].strip()
    ]

    def letters(span: dict) -> pymupdf.Rect:
        x0, _, x1, _ = span["bbox"]
        y, size = span["origin"][1], span["size"]
        return pymupdf.Rect(x0, y - 0.76 * size, x1, y + 0.22 * size)

    assert len(drawn) == A_PAGE
    assert not [span["text"] for span in spans for rect in clear if rect.intersects(letters(span))]


def test_marks_say_where_to_cut() -> None:
    """At both ends of every edge, outside the slips."""
    page = open_pages(SHEET)[1]
    lines = [path["rect"] for path in page.get_drawings() if path["type"] == "s"]
    found = {
        (round(r.x0 / MM), round(r.y0 / MM), round(r.x1 / MM), round(r.y1 / MM)) for r in lines
    }

    for n in range(3):
        x = round(LEFT + n * WIDTH)
        assert {(x, 5, x, 9), (x, 281, x, 285)} <= found
    for n in range(6):
        y = round(TOP + n * HEIGHT)
        assert {(5, y, 9, y), (201, y, 205, y)} <= found
    assert (RIGHT, FOOT) == (200, 280)


def test_the_guide_says_what_to_do() -> None:
    """Which batch, how to void it, and that nobody notes who took which; the page has no code on it."""
    words = " ".join(open_pages(SHEET)[0].get_text().split())

    for sentence in (
        "Batch 12: 13 slips",
        "Children in Care North · IRO survey",
        "Printed on 23 November 2026, good until 30 November 2027.",
        "Let each person pick one.",
        "do not write down or remember who took which",
        "feedback slips void 12",
        "feedback collectors given-out 7 NUMBER",
        "delete the file",
    ):
        assert sentence in words
    assert not [code for code in SHEET.codes if group_code(code) in words]
    assert "Batch 1: 1 slip " in " ".join(
        open_pages(replace(SHEET, batch=1, codes=["BCDFGHJKMN"]))[0].get_text().split()
    )


def test_a_sheet_that_is_lost_says_its_batch() -> None:
    """At its foot, outside of what is cut out."""
    _, first, last = open_pages(SHEET)

    assert "Batch 12 · Children in Care North · sheet 1 of 2" in first.get_text()
    assert "Batch 12 · Children in Care North · sheet 2 of 2" in last.get_text()


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    """With what to do."""
    with pytest.raises(RefusedError, match="Write that name in other letters"):
        make_slips(replace(SHEET, council="Westmere 市"))


def test_an_address_and_the_line_of_english_stay_whole_from_right_to_left() -> None:
    """On a slip in Arabic: the way to the page is typed from left to right, and the full stop ends its sentence."""
    said = say_slip(replace(SHEET, speech=Speech(LANGUAGES["ar"])))
    plain = say_slip(replace(SHEET, speech=Speech(LANGUAGES["pl"])))

    assert f"{ISOLATE}{urlsplit(SHEET.public_url).netloc}/ar{ISOLATED}" in said.go_to
    assert said.english == f"{ISOLATE}{plain.english}{ISOLATED}"
    assert ISOLATE not in plain.go_to
    assert f"{urlsplit(SHEET.public_url).netloc}/pl" in plain.go_to
