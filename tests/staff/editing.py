"""Two browsers with the same form open: what each sends of it, and what is wrong with what comes back."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from feedback.models.accounts import Role
from tests.guards.council import Filled

ADMIN, ANALYST, READER = Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_READER
OTHER = {ANALYST: "administrator", ADMIN: "second-administrator", READER: "second-duty-reader"}
UNKEPT = {
    "do",
    "password",
    "sure",
    "seen",
    "state",
    "looked",
    "csrf_token",
}  # nobody types these, or not to be shown
Fields = dict[str, Any]
Prepares = Callable[[Filled, FlaskClient], object]


@dataclass(frozen=True)
class Edit:
    """A form that changes what is there, and what two people send of it.

    `mark` are fields that tell the form from others of the page. `look` is a button that has to be pressed before the
    second. `again` is what somebody does who looks again, besides opening the page. `meanwhile` is another form that the first sends instead. The first's words are found on `kept_at` as `kept`,
    or else in the form; the second's as `typed`, or else in the form that comes back.
    """

    rule: str
    page: str
    first: Fields
    second: Fields
    role: Role = ANALYST
    to: str = ""
    mark: Fields = field(default_factory=dict)
    look: str = ""
    meanwhile: "Edit | None" = None
    before: Prepares | None = None
    again: Prepares | None = None
    kept: str = ""
    kept_at: str = ""
    typed: str = ""
    status: int = 409

    @property
    def address(self) -> str:
        """Where its form goes."""
        return self.to or self.page.partition("?")[0]


def post(client: FlaskClient, page: str, to: str, **fields: object) -> TestResponse:
    """Send a form of `page` to `to`, as it stands in a page that was opened just now."""
    form = find_form(client.get(page).text, page, to, {})
    return client.post(to, data=form | fields)


class NoFormError(Exception):
    """The page has no such form."""


def find_form(page: str, path: str, to: str, mark: Fields) -> Fields:
    """What a browser would send of the form that goes to `to` and has these fields or buttons. Raises NoFormError."""
    for form in html.document_fromstring(page).forms:
        there = {(e.get("name"), e.get("value")) for e in form.xpath(".//input|.//button")}
        there |= {(name, value) for name, value in form.form_values()}
        there |= {(name, None) for name, _ in there}
        if re.fullmatch(to, form.action or path.partition("?")[0]) and set(mark.items()) <= there:
            fields: Fields = {}
            for name, value in form.form_values():
                fields.setdefault(name, []).append(value.replace("\r\n", "\n").removeprefix("\n"))
            return fields | {"_action": form.action or path.partition("?")[0]}
    raise NoFormError(f"{path} has no form to {to} with {mark}")


def open_form(client: FlaskClient, edit: Edit, own: Fields, **more: str) -> Fields:
    """Open the page, and press the button that comes before."""
    path = edit.page.format(**more)
    form = find_form(client.get(path).text, path, edit.address.format(**more), edit.mark)
    if not edit.look:
        return form
    looked = client.post(form.pop("_action"), data=form | own | {"do": edit.look})
    return find_form(looked.text, path, edit.address.format(**more), {"do": own["do"]})


def send(client: FlaskClient, form: Fields, own: Fields) -> TestResponse:
    """Type, and press Save."""
    data = {**form, **{name: text() if callable(text) else text for name, text in own.items()}}
    response = client.post(data.pop("_action"), data=data)
    response.request.environ["wsgi.input"].close()
    return response


def list_faults(filled: Filled, edit: Edit, *, told: bool = True) -> list[str]:
    """What is wrong when two people save. Not `told`: the second looks again before, so that nothing is noticed."""
    more = {"concern": filled.concern, "praise": filled.praise}
    first, second = filled.browsers[edit.role.value], filled.browsers[OTHER[edit.role]]
    if edit.before:
        edit.before(filled, first)
    theirs = edit.meanwhile or edit
    one, two = (
        open_form(first, theirs, edit.first, **more),
        open_form(second, edit, edit.second, **more),
    )
    went = send(first, one, edit.first)
    if edit.again and not told:
        edit.again(filled, second)
    try:
        two = two if told else open_form(second, edit, edit.second, **more)
    except NoFormError as gone:
        return [str(gone)]
    came = send(second, two, edit.second)
    return [
        *(
            [f"the first was answered with {went.status_code}"]
            if went.status_code not in (200, 302)
            else []
        ),
        *(
            [f"the second was answered with {came.status_code}"]
            if came.status_code != edit.status
            else []
        ),
        *list_lost(came.text, edit, more),
        *list_undone(first, edit, more),
    ]


def list_lost(page: str, edit: Edit, more: dict[str, str]) -> list[str]:
    """What the second typed and does not stand in the page."""
    if edit.typed:
        return [] if edit.typed in page else [f"“{edit.typed}” is not in the page"]
    own = {k: v for k, v in edit.second.items() if k not in UNKEPT and not callable(v)}
    if not own:
        return []
    try:
        form = find_form(page, edit.page.format(**more), edit.address.format(**more), edit.mark)
    except NoFormError as gone:
        return [str(gone)]
    return [f"{k} is {form.get(k)}" for k, v in own.items() if form.get(k) != [v]]


def read_cells(content: bytes) -> str:
    """Everything that a workbook says."""
    sheet = load_workbook(io.BytesIO(content))["Sentences"]
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row)


def list_undone(client: FlaskClient, edit: Edit, more: dict[str, str]) -> list[str]:
    """What the first saved and is not there any more."""
    path = (edit.kept_at or edit.page).format(**more)
    response = client.get(path)
    page = read_cells(response.data) if path.endswith(".xlsx") else response.text
    if edit.kept:
        return [] if edit.kept in page else [f"“{edit.kept}” is not kept"]
    form = find_form(page, path, edit.address.format(**more), edit.mark)
    own = {k: v for k, v in edit.first.items() if k not in UNKEPT}
    return [f"{k} is {form.get(k)} and not kept" for k, v in own.items() if form.get(k) != [v]]
