"""A poster as a page says what the PDF says, and needs nothing from elsewhere."""

import re
from copy import deepcopy
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from feedback.reports.paper import MissingGlyphError
from feedback.reports.poster_pages import fit_sizes, make_page, make_sheet
from feedback.reports.poster_words import Poster, say
from feedback.reports.posters import make_poster
from tests.markup import read_html
from tests.reports.reading import open_only_page
from tests.reports.test_posters import LONGEST, POSTER, POSTERS

EVERY = pytest.mark.parametrize("poster", POSTERS.values(), ids=POSTERS.keys())


def read_words(tree: Element) -> str:
    """All words of the sheet, one space between them; the name of the QR code left out."""
    found = tree.find(".//main")
    assert found is not None
    main = deepcopy(found)  # a page that was read is kept
    for drawing in main.iter("svg"):
        for title in drawing.findall("title"):
            drawing.remove(title)
    return " ".join("".join(main.itertext()).split())


@EVERY
def test_page_says_what_the_paper_says(poster: Poster) -> None:
    """The same words in the same order, whatever they are."""
    paper = "".join(open_only_page(make_poster(poster)).get_text().split())

    page = "".join(read_words(read_html(make_page(poster).decode())).split())

    # The paper sets the end of a long line elsewhere; what is said must not depend on it.
    assert sorted(page) == sorted(paper)
    assert page[:60] == paper[:60]


def test_page_stands_alone() -> None:
    """One file: styles inside, pictures drawn in it, nothing fetched and no script."""
    page = make_page(POSTER).decode()
    tree = read_html(page)

    assert not tree.findall(".//script")
    assert not tree.findall(".//link")
    assert not tree.findall(".//img")
    assert not re.findall(r'(?:src|href)=|url\(|@import|@font-face| style="', page)
    assert len(tree.findall(".//style")) == 1
    assert tree.get("lang") == "en"
    assert tree.findtext("head/title") == "What was your review like for you?: IRO service"


def test_sheet_has_no_style_of_its_own() -> None:
    """The policy of the staff pages refuses any: sizes are classes, drawings have attributes."""
    sheet = make_sheet(LONGEST)

    assert "style" not in sheet
    assert "<script" not in sheet


def test_code_is_named_for_those_who_do_not_see_it() -> None:
    """The drawing is an image with the address as its name; the others repeat the words beside them."""
    tree = read_html(make_page(POSTER).decode())

    drawings = tree.findall(".//svg")

    assert [d.findtext("title") for d in drawings if d.get("role") == "img"] == [POSTER.url.upper()]
    assert all(d.get("aria-hidden") == "true" for d in drawings if d.get("role") != "img")


@pytest.mark.parametrize("field", ["title", "invitation", "team", "council", "duty_number"])
def test_names_are_escaped(field: str) -> None:
    """A team called <b> is called <b>."""
    sheet = make_sheet(replace(POSTER, **{field: '<b onclick="x">&'}))

    assert "&lt;b onclick=&#34;x&#34;&gt;&amp;" in sheet
    assert "<b onclick" not in sheet


def test_long_texts_are_smaller() -> None:
    """The size follows what has to fit, and never goes beyond what the stylesheet has."""
    short, long = fit_sizes(say(POSTER)), fit_sizes(say(LONGEST))

    assert short.title > 40
    assert long.title < short.title
    assert long.address < short.address
    assert all(4 <= size <= 54 for size in (*vars(short).values(), *vars(long).values()) if size)


def test_what_the_paper_cannot_print_the_page_refuses_too() -> None:
    """One rule for both, so that nobody sees a poster on the screen that cannot be printed."""
    with pytest.raises(MissingGlyphError, match="CJK UNIFIED IDEOGRAPH-4F60"):
        make_page(replace(POSTER, team="你"))


def test_same_poster_is_the_same_page() -> None:
    """Nothing in it depends on the day."""
    assert make_page(LONGEST) == make_page(LONGEST)
