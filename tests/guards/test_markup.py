"""The check that every page of a test goes through finds what a browser would have to guess."""

import pytest

from tests.markup import NotHTMLError, list_faults, read_html, words

PAGE = '<!doctype html>\n<html lang="en" dir="ltr"><head><title>A page</title></head><body>{}</body></html>'
SOUND = """<h1>A page</h1><p class="a  b">One &amp; two<br>three <b>four</b> five<!-- nothing --> six</p>
<ul><li>a</li><li>b</li></ul><table><tbody><tr><td>c</td></tr></tbody></table>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><template><p>d</p></template>
<label for="e">e</label><input id="e" required><label for="f">f</label><select id="f"><option>g</option></select>"""
GUESSED = {
    "an end is missing": "<div>a",
    "an end is too many": "a</div>",
    "ends cross": "<b><i>a</b></i>",
    "an end that may be left out, is": "<ul><li>a<li>b</ul>",
    "a paragraph is ended by what is in it": "<p>a<ul><li>b</li></ul></p>",
    "a part of a table is added": "<table><tr><td>a</td></tr></table>",
    "text is moved out of a table": "<table><tbody><tr>a<td>b</td></tr></tbody></table>",
    "a link in a link": '<a href="/">a<a href="/">b</a></a>',
    "a form in a form": "<form><form></form></form>",
    "a button in a button": "<button>a<button>b</button></button>",
    "an element without an end has one": "<br></br>",
    "an element with an end is closed by a slash": "<div/>",
    "an attribute twice": '<p class="a" class="b">a</p>',
    "an ampersand that is none": "<p>&nosuch;</p>",
    "a tag that is none": "<p>a < b</p>",
    "a quote that is open": '<p class="a>b</p>',
    "something after the end": "</body></html><p>a</p>",
}  # fmt: skip
FAULTS = {
    "not HTML5": "<p>a</div></p>",
    "not one main heading": "<h1>Another</h1>",
    "id 'a'": '<p id="a"></p><p id="a"></p>',
    "nameless <input": "<input>",
    "nameless <a": '<a href="/"></a>',
    "inline <p": '<p style="color: red">a</p>',
    "no choice <p": '<label for="a">a</label><select id="a"><option>b</option><p>c</p></select>',
    "leads nowhere": '<a href="#nowhere">a</a>',
}


def test_a_sound_page_is_read_as_it_is_written() -> None:
    """With the text in its order, and nothing wrong."""
    page = PAGE.format(SOUND)

    root = read_html(page)

    assert words(root.find(".//p")) == "One & twothree four five six"
    assert root.find(".//p[@class='a  b']") is not None
    assert [words(e) for e in root.iter("li")] == ["a", "b"]
    assert root.find(".//path") is not None
    assert list_faults(page) == []


@pytest.mark.parametrize("markup", GUESSED.values(), ids=GUESSED)
def test_where_a_browser_would_guess_is_no_html(markup: str) -> None:
    """Each is what people get wrong."""
    with pytest.raises(NotHTMLError):
        read_html(PAGE.format(markup))


@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">'])
def test_another_doctype_is_no_html(doctype: str) -> None:
    """A browser would draw the page as those of twenty years ago."""
    with pytest.raises(NotHTMLError):
        read_html(PAGE.format("a").replace("<!doctype html>", doctype))


@pytest.mark.parametrize(("fault", "markup"), FAULTS.items(), ids=FAULTS)
def test_what_a_page_may_not_have_is_found(fault: str, markup: str) -> None:
    """One fault is found, and no other."""
    found = list_faults(PAGE.format("<h1>A page</h1>" + markup))

    assert [one for one in found if one.startswith(fault)] == found
    assert found
