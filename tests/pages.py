"""Reads a public page as a browser would, and insists on what every page must have."""

import re
from functools import cached_property
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.markup import list_faults, read_html, words

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Page:
    """A page somebody sees. Making one checks it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.root: Element = read_html(self.html)
        check(self)

    @cached_property
    def text(self) -> str:
        """The words of the body, spaces as one."""
        return words(self.find("body"))

    @property
    def title(self) -> str:
        """What the tab says."""
        return words(self.find("title"))

    @property
    def heading(self) -> str:
        """The one main heading."""
        return words(self.find("h1"))

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
    assert page.response.headers["Content-Security-Policy"] == CSP
    assert page.response.mimetype == "text/html"
    assert list_faults(page.html) == []
    assert "999" in page.text
    assert "0800 1111" in page.text
    leave = [a for a in page.all("a") if "govuk-exit-this-page__button" in a.get("class", "")]
    assert leave
    assert page.root.get("lang") != "en" or words(leave[0]) == "Leave now"


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
