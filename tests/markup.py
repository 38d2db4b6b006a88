"""What every page of ours must be, whoever it is for: HTML5 without a mistake, that a screen reader can name."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from xml.etree.ElementTree import HTML_EMPTY, Element

import turbohtml
from turbohtml import Doctype, HTMLParseError, Text, TokenType

# What people type is shown again as it is, whatever it is; HTML has no words for these.
NO_LETTER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[^\x00-\uffff]")
WRITTEN = re.compile(r"(<textarea[^<>]*>)([^<]*)(</textarea>)")
VALUE = re.compile(r"""( value=")[^"<>]{9,}\"""")
TYPED = ("input", "select", "textarea")
PRESSED = ("button", "a", "legend", "summary")


class NotHTMLError(ValueError):
    """A browser would have to guess what this page is to be."""


@lru_cache(maxsize=64)
def read_html(page: str) -> Element:
    """The tree of a page. Raises NotHTMLError where a browser would have to guess.

    That is where the standard has a mistake in a tag, an attribute or a character, where no doctype stands first, and where
    what a browser builds is not what is written: an end that is missing or too many, an element where it may not stand.
    """
    try:
        built = turbohtml.parse(page, strict=True)
    except HTMLParseError as error:
        raise NotHTMLError(f"{error.error.code} in line {error.error.line}") from error
    doctype = built.children[0]
    if not isinstance(doctype, Doctype) or doctype.public_id:
        raise NotHTMLError("the doctype of today does not stand first")
    marks: list[str] = []
    root = _grow(built.root, marks)
    for place, (wrote, became) in enumerate(zip_longest(_list_written(page), marks)):
        if wrote != became:
            before = " ".join(marks[max(0, place - 3) : place])
            raise NotHTMLError(f"{wrote} is written and {became} is built, after {before}")
    return root


def _grow(node: turbohtml.Element, marks: list[str]) -> Element:
    """The element that a browser builds, with what is in it; its starts, ends and words are added to `marks`."""
    element = Element(node.tag, {name: str(node.attr(name, "")) for name in node.attrs})
    marks.append(f"<{node.tag.lower()}>")
    last = None
    for child in node.children[0].children if node.tag == "template" else node.children:
        if isinstance(child, turbohtml.Element):
            last = _grow(child, marks)
            element.append(last)
        elif isinstance(child, Text):
            _add_text(marks, child.data)
            if last is None:
                element.text = (element.text or "") + child.data
            else:
                last.tail = (last.tail or "") + child.data
    if node.tag not in HTML_EMPTY:
        marks.append(f"</{node.tag.lower()}>")
    return element


def _list_written(page: str) -> list[str]:
    """The starts and ends of elements, and the words between them, as they are written."""
    marks: list[str] = []
    for token in turbohtml.tokenize(page):
        if token.type is TokenType.START_TAG:
            marks.append(f"<{token.tag}>")
            if token.self_closing and token.tag not in HTML_EMPTY:
                marks.append(f"</{token.tag}>")
        elif token.type is TokenType.END_TAG:
            marks.append(f"</{token.tag}>")
        elif token.type is TokenType.TEXT:
            _add_text(marks, token.data or "")
    return marks


def _add_text(marks: list[str], text: str) -> None:
    """Text that a comment parts is one; how it is spaced is of no matter. A space before it tells it from an element."""
    said = "".join(text.split())
    if said and marks and marks[-1].startswith(" "):
        marks[-1] += said
    elif said:
        marks.append(f" {said}")


def list_faults(page: str) -> list[str]:
    """What is wrong with a page, each in a few words.

    A page that differs from another only in what was typed, well escaped, or in its token is not read again.
    """
    page = NO_LETTER.sub("?", page)
    return _list_faults(WRITTEN.sub(r"\1\3", VALUE.sub(r'\1"', page)))


@lru_cache(maxsize=2048)
def _list_faults(page: str) -> list[str]:
    try:
        root = read_html(page)
    except NotHTMLError as error:
        return [f"not HTML5: {error}"]
    ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
    headings = root.findall(".//h1")
    found = {
        "no title": not words(root.find("head/title")),
        "no language": not root.get("lang"),
        "no direction": root.get("dir") not in ("ltr", "rtl"),
        "not one main heading": len(headings) != 1 or not words(headings[0]),
    }
    return [
        *(fault for fault, there in found.items() if there),
        *(f"id {name!r}" for name, times in ids.items() if times > 1 or not name or " " in name),
        *(f"nameless {_describe(e)}" for e in _unnamed(root)),
        *(f"inline {_describe(e)}" for e in root.iter() if _is_inline(e)),
        *(f"no choice {_describe(e)}" for e in _not_to_choose(root)),
        *(f"leads nowhere {_describe(e)}" for e in root.iter("a") if _is_broken(e, ids)),
    ]


def words(element: Element | None) -> str:
    """The words of an element, spaces as one."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _unnamed(root: Element) -> Iterator[Element]:
    """Fields and buttons that a screen reader could not name."""
    labels = {e.get("for") for e in root.iter("label") if words(e)}
    in_templates = {e for template in root.iter("template") for e in template.iter()}
    for element in root.iter():
        if element.tag in TYPED and element.get("type") != "hidden":
            if element.get("id") not in labels and not element.get("aria-label"):
                yield element
        elif element.tag in PRESSED and not words(element) and element not in in_templates:
            yield element


def _not_to_choose(root: Element) -> Iterator[Element]:
    """What a browser drops from a list of choices, unless it is a new one."""
    for select in root.iter("select"):
        yield from (e for e in select.iter() if e.tag not in ("select", "option", "optgroup", "hr"))


def _is_inline(element: Element) -> bool:
    return (
        element.tag == "style"
        or (element.tag == "script" and not element.get("src"))
        or any(name == "style" or name.startswith("on") for name in element.attrib)
        or element.get("href", "").startswith("javascript:")
    )


def _is_broken(link: Element, ids: Counter[str | None]) -> bool:
    target = link.get("href", "")
    return not target or (target.startswith("#") and target[1:] not in ids)


def _describe(element: Element) -> str:
    return f"<{element.tag} {element.attrib}>"
