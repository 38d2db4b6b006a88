"""Reads a public page as a browser would, and insists on what every page must have."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPED = ("input", "select", "textarea")


class Page:
    """A page somebody sees. Making one checks it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)
        check(self)

    @cached_property
    def text(self) -> str:
        """The words of the body, spaces as one."""
        return _words(self.find("body"))

    @property
    def title(self) -> str:
        """What the tab says."""
        return _words(self.find("title"))

    @property
    def heading(self) -> str:
        """The one main heading."""
        return _words(self.find("h1"))

    def find(self, path: str) -> Element:
        """The first element with this tag or path."""
        found = self.root.find(f".//{path}")
        assert found is not None, f"the page has no {path}"
        return found

    def all(self, path: str) -> list[Element]:
        """Every element with this tag or path."""
        return self.root.findall(f".//{path}")

    @cached_property
    def fields(self) -> dict[str, list[str]]:
        """What the browser would send of the questionnaire without any button."""
        fields: dict[str, list[str]] = {}
        for element in self.root.iter():
            name, kind = element.get("name"), element.get("type", "text")
            if element.tag == "textarea" and name:
                fields.setdefault(name, []).append("".join(element.itertext()))
            is_set = kind == "hidden" or element.get("checked") is not None
            if element.tag == "input" and name and name != "code" and is_set:
                fields.setdefault(name, []).append(element.get("value", ""))
        return fields

    @property
    def answers(self) -> dict[str, list[str]]:
        """The answers that stand on the page."""
        return {
            name: values
            for name, values in self.fields.items()
            if name != "token" and not name.startswith("_") and any(values)
        }

    @property
    def token(self) -> str:
        """What makes sending it twice harmless."""
        return self.fields["token"][0]

    @property
    def action(self) -> str:
        """Where Send sends it."""
        return self.find("form[@id='answers']").get("action", "")

    @property
    def next_opens(self) -> str:
        """The sentence that says when the questions open again, if there is one."""
        found = re.search(r"They open again on [^.]+\.", self.text)
        return found.group() if found else ""


def check(page: Page) -> None:
    """What every public page must have, whatever it is about."""
    html = page.find("head/..")
    headings = page.all("h1")
    ids = Counter(e.get("id") for e in page.root.iter() if e.get("id") is not None)

    assert page.response.headers["Content-Security-Policy"] == CSP
    assert page.response.mimetype == "text/html"
    assert page.title
    assert html.get("lang")
    assert html.get("dir") in ("ltr", "rtl")
    assert len(headings) == 1
    assert page.heading
    assert [name for name, times in ids.items() if times > 1 or not name or " " in name] == []
    assert [_describe(e) for e in _unnamed(page)] == []
    assert [_describe(e) for e in page.root.iter() if _is_inline(e)] == []
    assert [e.get("href") for e in page.all("a") if _is_broken(e, ids)] == []
    assert "999" in page.text
    assert "0800 1111" in page.text
    assert "Leave now" in [_words(link) for link in page.all("a")]


def visit(client: FlaskClient, path: str, status: int = 200, **more: object) -> Page:
    """Open `path`, which must answer with `status`."""
    response = client.get(path, **more)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    return Page(response)


def send(
    client: FlaskClient, page: Page, answers: dict[str, object], **more: object
) -> TestResponse:
    """Press Send on `page` with these answers; `token` and others may be among them."""
    data = {"token": page.token, **answers}
    return client.post(page.action, data=data, **more)  # type: ignore[arg-type]


def refuse(response: TestResponse, status: int = 422) -> Page:
    """The page that came instead of a thank-you."""
    assert response.status_code == status, response.text
    return Page(response)


def _unnamed(page: Page) -> Iterator[Element]:
    """Fields and buttons that a screen reader could not name."""
    labels = {e.get("for") for e in page.all("label") if _words(e)}
    for element in page.root.iter():
        if element.tag in TYPED and element.get("type") != "hidden":
            if element.get("id") not in labels and not element.get("aria-label"):
                yield element
        elif element.tag in ("button", "a", "legend", "summary") and not _words(element):
            inside_template = any(element in list(t.iter()) for t in page.all("template"))
            if not inside_template:
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


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _describe(element: Element) -> str:
    return f"<{element.tag} {element.attrib}>"
