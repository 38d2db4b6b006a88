"""A poster fits one A4 page, says what it must, and its code leads to the right questionnaire."""

import itertools
from dataclasses import replace
from urllib.parse import urlsplit

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.languages import LANGUAGES
from feedback.reports.paper import MissingGlyphError
from feedback.reports.poster_words import (
    Poster,
)
from feedback.reports.posters import make_poster
from feedback.speech import Speech

POSTER = Poster(
    council="Westmere Council",
    team="IRO service",
    title="What was your review like for you?",
    invitation="Tell us what was good and what should change.",
    minutes=5,
    url="https://ask.westmere.example/q/7KXWPM",
    code="7KXWPM",
    audience="child",
    duty_number=None,
    trial=False,
)
TONGUES = (("en", "English"), ("pl", "polski"), ("uk", "українська"), ("vi", "Tiếng Việt"))
LONGEST = replace(
    POSTER,
    title="How did the people who came to your home help you and your family this past year",
    invitation="It takes minutes, and what you say makes meetings better for every other child.",
    team="Children in Care and Care Leavers Independent Reviewing Service, North and East",
    council="The Metropolitan Borough Council of Westmere and Łódź-upon-the-Marsh",
    url="https://feedback.childrens-services.north-westmere.example.gov.uk:8443/q/7KXWPM",
    tongues=TONGUES * 4,
    duty_number="01632 960 123 or 01632 960 124",
    audience="parent",
    trial=True,
    demo=True,
)
POSTERS = {
    "child": POSTER,
    "parent": replace(POSTER, audience="parent", duty_number="01632 960 123"),
    "trial": replace(POSTER, trial=True),
    "tongues": replace(POSTER, tongues=TONGUES),
    "short host": replace(POSTER, url="https://f.example/q/7KXWPM", easy_read=False),
    "one long word": replace(POSTER, title="W" * 80, team="Ж" * 80, council="Ŵ" * 80),
    "no words": replace(POSTER, title="", invitation=" ", team="", council=""),
    "longest": LONGEST,
}
DRAWN: dict[str, bytes] = {}  # by what is on them: each is looked at by several tests
MM = 72 / 25.4  # points
EVERY = pytest.mark.parametrize("poster", POSTERS.values(), ids=POSTERS.keys())


def open_page(poster: Poster) -> pymupdf.Page:
    """The one page of its PDF."""
    known = DRAWN.get(repr(poster)) or DRAWN.setdefault(repr(poster), make_poster(poster))
    document = pymupdf.open(stream=known)
    assert document.page_count == 1
    return document[0]


def rasterise(page: pymupdf.Page, dpi: int) -> np.ndarray:
    """The page as grey pixels."""
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)


def read_text(page: pymupdf.Page) -> str:
    """All words in reading order, one space between them."""
    return " ".join(page.get_text().split())


def list_spans(page: pymupdf.Page) -> list[tuple[str, pymupdf.Rect]]:
    """Each run of text and the box of its letters, from accents to tails, without the leading."""
    blocks = page.get_text("dict")["blocks"]
    spans = [span for block in blocks for line in block["lines"] for span in line["spans"]]
    return [(span["text"], box_of(span)) for span in spans if span["text"].strip()]


def box_of(span: dict) -> pymupdf.Rect:
    """From a little above the capitals to the foot of the tails."""
    x0, _, x1, _ = span["bbox"]
    y, size = span["origin"][1], span["size"]
    return pymupdf.Rect(x0, y - 0.78 * size, x1, y + 0.23 * size)


def list_zones(page: pymupdf.Page) -> dict[str, pymupdf.Rect]:
    """The tinted shapes by colour."""
    drawn = [path for path in page.get_drawings() if path["fill"]]
    return {bytes(round(n * 255) for n in path["fill"]).hex(): path["rect"] for path in drawn}


def check_inside(page: pymupdf.Page) -> None:
    """Nothing is printed within 10 mm of the edge, and no text stands on another."""
    pixels, edge = rasterise(page, 72), int(10 * MM)
    assert pixels[edge:-edge, edge:-edge].min() < 100
    pixels = pixels.copy()
    pixels[edge:-edge, edge:-edge] = 255
    assert pixels.min() == 255
    for (one, first), (other, second) in itertools.combinations(list_spans(page), 2):
        overlap = first & second
        assert overlap.is_empty or min(overlap.width, overlap.height) < 0.5, (one, other)


@EVERY
def test_code_leads_to_the_questionnaire(poster: Poster) -> None:
    """Read from a coarse scan of the paper, the QR is the upper-case address."""
    picture = rasterise(open_page(poster), 100)

    text = cv2.QRCodeDetector().detectAndDecode(picture)[0]

    assert text == poster.url.upper()


@EVERY
def test_code_is_large_and_clear(poster: Poster) -> None:
    """The code is 70 mm or more, and four modules around it are white."""
    dpi = 200
    picture = rasterise(open_page(poster), dpi)

    _, corners, modules = cv2.QRCodeDetector().detectAndDecode(picture)

    left, top = corners[0].min(axis=0)
    right, foot = corners[0].max(axis=0)
    quiet = int(4 * (right - left) / len(modules)) - 2
    around = picture[int(top) - quiet : int(foot) + quiet, int(left) - quiet : int(right) + quiet]
    around = around.copy()
    around[quiet - 3 : 3 - quiet, quiet - 3 : 3 - quiet] = 255
    assert (right - left) / dpi * 25.4 >= 70
    assert around.min() == 255


@EVERY
def test_everything_fits(poster: Poster) -> None:
    """Long or short, nothing runs off the page or over its neighbour."""
    check_inside(open_page(poster))


@EVERY
def test_text_stays_in_its_zone(poster: Poster) -> None:
    """A text that begins on a tint ends on it."""
    page = open_page(poster)
    zones = list_zones(page)

    for text, box in list_spans(page):
        middle = (box.tl + box.br) / 2
        for colour in ("d8f0e5", "fff0c4", "ffe5d8"):
            if middle in zones[colour]:
                assert box in zones[colour], text


@EVERY
def test_numbers_code_and_address_are_whole(poster: Poster) -> None:
    """What people dial or type never breaks across lines."""
    lines = [
        " ".join(text.split())
        for block in open_page(poster).get_text("blocks")
        for text in block[4].splitlines()
    ]

    typed = [urlsplit(poster.url).netloc, "7KX WPM", "999", poster.duty_number or "999"]

    for whole in typed:
        assert any(whole in line for line in lines), whole


def test_child_reads_the_promises_and_childline() -> None:
    """A child's poster says all it must, in reading order."""
    text = read_text(open_page(POSTER))

    said = [
        "What was your review like for you?",
        "Tell us what was good and what should change.",
        "Point your phone\N{RIGHT SINGLE QUOTATION MARK}s camera here",
        "About 5 minutes. Nothing to install, nothing to sign up to.",
        "In easy read too",
        "Or go to ask.westmere.example and type 7KX WPM",
        "You do not have to. Skip anything.",
        "We do not ask your name.",
        "Your worker is not shown who said what.",
        "Need to talk now? Childline 0800 1111, free, any time. In danger? Call 999.",
        "Westmere Council",
        "IRO service",
    ]

    assert text == " ".join(said)


def test_parent_reads_another_promise_and_the_councils_number() -> None:
    """A parent's poster promises no effect, and names the council's number and 999."""
    text = read_text(open_page(POSTERS["parent"]))

    assert "Your answers do not change decisions or the help you get." in text
    assert "Need help now? Call the council: 01632 960 123. In danger? Call 999." in text
    assert "Childline" not in text
    assert "worker" not in text


@pytest.mark.parametrize(
    ("trial", "demo", "strip"),
    [
        (False, False, ""),
        (True, False, "Trial: not for children yet "),
        (False, True, "DEMO "),
        (True, True, "DEMO · Trial: not for children yet "),
    ],
)
def test_strip_says_what_the_poster_is_not(trial: bool, demo: bool, strip: str) -> None:
    """Trial and demo stand first on the page, or not at all."""
    text = read_text(open_page(replace(POSTER, trial=trial, demo=demo)))

    assert text.startswith(f"{strip}What was")
    assert ("Trial" in text, "DEMO" in text) == (trial, demo)


def test_languages_are_named_when_there_is_more_than_english() -> None:
    """Own names, all of them; English alone is not worth a line."""
    several = read_text(open_page(replace(POSTER, tongues=TONGUES)))
    english = read_text(open_page(replace(POSTER, tongues=TONGUES[:1])))

    assert "In your language: English polski українська Tiếng Việt" in several
    assert "In your language" not in english


def test_easy_read_is_named_only_when_offered() -> None:
    """A poster promises easy read only where it exists."""
    assert "easy read" not in read_text(open_page(replace(POSTER, easy_read=False)))


def test_one_minute_is_singular() -> None:
    """About 1 minute, not 1 minutes."""
    assert "About 1 minute. " in read_text(open_page(replace(POSTER, minutes=1)))


def test_address_is_lower_case_with_its_port() -> None:
    """People type the host and port, without scheme or path."""
    page = open_page(replace(POSTER, url="HTTP://192.168.1.20:8000/Q/7KXWPM"))

    assert "Or go to 192.168.1.20:8000 and type" in read_text(page)


def test_names_from_all_over_europe_are_printed() -> None:
    """A council called Łódź is spelt right, however its letters came."""
    page = open_page(replace(POSTER, council="Ło\u0301dz\u0301", team="Ďábelské Ökonomie Ґанок"))

    text = read_text(page)

    assert "Łódź" in text
    assert "Ďábelské Ökonomie Ґанок" in text


@pytest.mark.parametrize("field", ["title", "invitation", "team", "council", "duty_number"])
def test_character_without_glyph_is_refused(field: str) -> None:
    """An empty box on a wall helps nobody: the error names the character."""
    with pytest.raises(MissingGlyphError, match=r"'你' \(U\+4F60 CJK UNIFIED IDEOGRAPH-4F60\)"):
        make_poster(replace(POSTER, **{field: "Hello 你"}))


def test_wrong_audience_is_refused() -> None:
    """The promise and the help line depend on it."""
    with pytest.raises(ValueError, match="'teacher' is not one of child, parent"):
        make_poster(replace(POSTER, audience="teacher"))


def test_poster_speaks_one_language() -> None:
    """What has no words in Polish is said in English, and what has is said in Polish."""
    polish = Speech(LANGUAGES["pl"], {"Or go to": "Albo wejdź na"})
    page = open_page(replace(POSTER, speech=polish))

    assert page.parent.language == "pl"
    assert "Albo wejdź na" in page.get_text()
    assert "Or go to" not in page.get_text()


def test_file_says_what_it_is_and_not_who_made_it() -> None:
    """Title and language for screen readers; no author, no program, no clock."""
    page = open_page(POSTER)

    about = page.parent.metadata

    assert about["title"] == POSTER.title
    assert page.parent.language == "en"
    assert (about["author"], about["creator"], about["producer"]) == ("", "", "Feedback")
    assert about["creationDate"] == "D:20000101000000Z"


def test_same_poster_is_the_same_bytes() -> None:
    """Printing again changes nothing."""
    assert make_poster(LONGEST) == make_poster(LONGEST)


LETTERS = [chr(n) for n in (*range(0x41, 0x5B), *range(0xC0, 0x180), *range(0x400, 0x460))]
NAMES = st.text([*LETTERS, *"abcdefghij klmnopqrst uvwxyz  -',.&"], max_size=80)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(title=NAMES, team=NAMES, council=NAMES)
def test_any_names_fit(title: str, team: str, council: str) -> None:
    """Whatever a council, a team and a questionnaire are called, the page holds."""
    page = open_page(replace(LONGEST, title=title, team=team, council=council))

    check_inside(page)
