"""What every page of ours must be, whoever it is for: HTML5 without a mistake, that a screen reader can name."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

# What people type is shown again as it is, whatever it is; HTML has no words for these.
NO_LETTER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[^\x00-\uffff]")
WRITTEN = re.compile(r"(<textarea[^<>]*>)([^<]*)(</textarea>)")
VALUE = re.compile(r"""( value=")[^"<>]{9,}\"""")
TYPED = ("input", "select", "textarea")
PRESSED = ("button", "a", "legend", "summary")


@lru_cache(maxsize=64)
def read_html(page: str) -> Element:
    """The tree of a page. Raises ParseError where a browser would have to guess."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    return root


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
    except ParseError as error:
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
