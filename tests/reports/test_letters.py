"""Every script on paper: its letters are there, joined, in order, and marks stand on their letters."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pymupdf
import pytest

from feedback.catalogues import path_of, read_catalogue
from feedback.languages import LANGUAGES, LISTED
from feedback.reports.letters import MissingGlyphError, fonts_for
from feedback.reports.paper import Sheet
from feedback.reports.poster_pages import make_page
from feedback.reports.poster_words import Words
from feedback.reports.posters import make_poster
from feedback.reports.slip_words import SlipWords
from feedback.speech import Speech
from tests.reports.reading import rasterise, read_code
from tests.reports.test_posters import POSTER

ARABIC = Speech(
    LANGUAGES["ar"],
    {
        "**Need to talk now?** Childline **{number}**, free, any time.": (
            "**هل تحتاج إلى التحدث الآن؟** Childline **{number}**، مجانًا، في أي وقت."
        ),
        "Call the council: **{number}**.": "اتصل بالبلدية: **{number}**.",
        "Or go to": "أو اذهب إلى",
        "and type": "واكتب",
    },
)
ARAB = replace(
    POSTER,
    speech=ARABIC,
    title="كيف كان اجتماع المراجعة؟",
    duty_number="+44 1632 960123",
    tongues=tuple((one.tag, one.name) for one in LISTED),
)

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
MM = 72 / 25.4  # points


def list_letters(pdf: bytes, page: int = 0) -> list[dict[str, object]]:
    """Every letter of a page, the first one, with its place."""
    with pymupdf.open(stream=pdf) as document:
        blocks = document[page].get_text("rawdict")["blocks"]
        return [
            letter
            for block in blocks
            for line in block.get("lines", [])
            for span in line["spans"]
            for letter in span["chars"]
        ]


def lefts(pdf: bytes, number: str) -> list[float]:
    """Where each sign of a number is drawn, wherever on the page they stand in this order across it."""
    letters = [one for one in list_letters(pdf) if str(one["c"]).strip("\xa0 \u2066\u2069")]
    lines: dict[int, list[dict[str, object]]] = {}
    for one in letters:
        lines.setdefault(round(one["origin"][1]), []).append(one)  # type: ignore[index]
    for line in lines.values():
        across = sorted(line, key=lambda one: one["origin"][0])  # type: ignore[index]
        text = "".join(str(one["c"]) for one in across)
        at = text.find(number.replace(" ", ""))
        if at >= 0:
            return [one["origin"][0] for one in across[at : at + len(number)]]  # type: ignore[index]
    return []


@pytest.mark.parametrize("language", LISTED, ids=[one.tag for one in LISTED])
def test_every_language_can_print_its_own_name(language: object) -> None:
    """And the fonts refuse what they do not have."""
    assert len(fonts_for(language.name)) <= 1  # type: ignore[attr-defined]
    with pytest.raises(MissingGlyphError, match="CJK"):
        fonts_for("你")


@pytest.mark.parametrize(
    "number", ["0800 1111", "+44 1632 960123", "7KX WPM", "ask.westmere.example"]
)
def test_what_is_typed_reads_from_left_to_right_among_arabic(number: str) -> None:
    """Numbers to call, the code and the address keep their order."""
    assert lefts(make_poster(ARAB), number)


def test_without_isolation_a_number_turns_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look above finds it."""
    monkeypatch.setattr("feedback.reports.paper.keep_numbers", lambda text: text)

    assert not lefts(make_poster(ARAB), "+44 1632 960123")


def test_a_poster_that_runs_from_the_right_is_mirrored_and_its_code_is_not() -> None:
    """The code stands at the right and leads where it does in English."""
    with pymupdf.open(stream=make_poster(ARAB)) as document:
        image = rasterise(document[0], 150)
    right, left = image[:, image.shape[1] // 2 :], image[:, : image.shape[1] // 2]

    assert read_code(right) == POSTER.url.upper()
    assert not read_code(left)


def test_every_poster_lists_the_languages_in_their_own_names() -> None:
    """In the letters of each, on paper and on the page."""
    page = make_page(ARAB).decode()
    letters = {
        str(one["c"]) for one in list_letters(make_poster(replace(POSTER, tongues=ARAB.tongues)))
    }

    assert all(one.name in page for one in LISTED)
    assert 'lang="ar" dir="rtl"' in page
    assert '<bdi dir="ltr">+44 1632 960123</bdi>' in page
    assert {"ਪ", "ት", "ї", "ệ"} <= letters


def _extent(draw: Callable[[Sheet, str], None], text: str) -> float:
    sheet = Sheet(title="x", language="ar", direction="rtl")
    draw(sheet, sheet.clean(text))
    pdf = bytes(sheet.output())
    sheet.close()
    with pymupdf.open(stream=pdf) as document:
        image = rasterise(document[0], 100)
    dark = (image < 128).any(axis=0).nonzero()[0]
    return float(dark[-1] - dark[0])


def _row(sheet: Sheet, text: str) -> None:
    sheet.set_font("Noto", "", 40)
    sheet.set_xy(20, 20)
    sheet.row(text, 170, 20, "L")


def _cell(sheet: Sheet, text: str) -> None:
    sheet.set_font("Noto", "", 40)
    sheet.shape()
    sheet.set_xy(20, 20)
    sheet.cell(170, 20, text, align="R")


def test_marks_stand_on_their_letters() -> None:
    """A word with its marks is as wide as without them; set by a plain cell it would not be."""
    with_marks, without = "تسلّمها", "تسلمها"

    assert _extent(_row, with_marks) == pytest.approx(_extent(_row, without), abs=2)
    assert _extent(_cell, with_marks) != pytest.approx(_extent(_cell, without), abs=2)


def test_ethiopic_and_gurmukhi_are_set_in_their_own_fonts() -> None:
    """Gurmukhi is reordered: the sign for i is drawn before the letter that it follows."""
    sheet = Sheet(title="x", language="pa")
    sheet.set_font("Noto", "", 40)
    sheet.put(sheet.fit("ਕਿ ትግርኛ", 150, 40, 40), 20, 20)
    pdf = bytes(sheet.output())
    sheet.close()
    with pymupdf.open(stream=pdf) as document:
        names = " ".join(font[3] for font in document[0].get_fonts())

    assert "Gurmukhi" in names
    assert "Ethiopic" in names


def test_urdu_posters_slope_and_small_print_does_not() -> None:
    """In Nastaliq as Urdu is read, with room for words that run down; slips and forms in Naskh, Arabic always."""
    words = "آپ کا جائزہ کیسا رہا؟ ہمیں بتائیں کہ آپ کیا سوچتے ہیں۔"

    def look(language: str, *, sloped: bool = True) -> tuple[set[str], float]:
        sheet = Sheet(title="x", language=language, direction="rtl", sloped=sloped)
        setting = sheet.fit(words, 60, 200, 12)
        sheet.put(setting, 20, 20)
        page = pymupdf.open(stream=bytes(sheet.output()))[0]
        sheet.close()
        return {one[3].partition("+")[2] for one in page.get_fonts()}, setting.leading

    (urdu, wide), (small, narrow), (arabic, _) = look("ur"), look("ur", sloped=False), look("ar")

    assert any("Nastaliq" in name for name in urdu)
    assert not any("Nastaliq" in name for name in small | arabic)
    assert wide > 1.5 * narrow


def test_every_letter_of_a_name_is_in_one_font() -> None:
    """A word that changes its font in the middle falls apart: also Pashto and Sorani on a poster in Urdu."""
    for one in LISTED:
        assert len(fonts_for(one.name, "ur")) <= 1, one.tag


@pytest.mark.parametrize("tag", ["pl", "vi", "ar", "ur", "pa", "ti"])
def test_what_is_measured_as_one_line_is_drawn_as_one(tag: str) -> None:
    """On every side of its box: letters that join others do not send the last word onto the line below."""
    language = LANGUAGES[tag]
    known = read_catalogue(path_of(TRANSLATIONS, language, "interface"), language)
    words = (*asdict(Words()).values(), *asdict(SlipWords()).values())
    sheet = Sheet(title="x", language=language.tag, direction=language.direction)
    said = [str(known[one].string) if one in known else one for one in words]
    lines = [sheet.fit(one, 188, 5.5, 12, bold="**" not in one) for one in said]
    for page, side in enumerate("LCR"):
        if page:
            sheet.add_page()
        for place, one in enumerate(lines):
            sheet.put(one, 11, 10 + 10 * place, side)
    pdf = bytes(sheet.output())
    sheet.close()

    assert {one.lines for one in lines} == {1}
    for page in range(3):
        for letter in list_letters(pdf, page):
            x, y = (where / MM for where in letter["origin"])  # type: ignore[attr-defined]
            assert 10 <= x <= 200, letter
            assert (y - 10) % 10 <= lines[int((y - 10) // 10)].height, letter
