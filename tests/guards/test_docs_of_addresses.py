"""The documentation names every address, deed and status of a comment, and none that is not there."""

import re

from flask import Flask

from feedback.comments import Status
from feedback.models.auditing import Deed
from feedback.web.access import EVERYBODY, open_to
from tests.guards.test_docs import list_first_cells, read, section_of

GAPS = {
    "code": "CODE",
    "variant": "VARIANT",
    "questionnaire": "NAME",
    "tag": "TAG",
    "key": "KEY",
    "tongue": "TAG",
    "token": "…",
}  # any other is an ID


def list_addresses(app: Flask) -> set[str]:
    """Each address of the app as the documentation writes it."""
    return {
        re.sub(r"<(?:tongue:)?(\w+)>", lambda gap: GAPS.get(gap[1], "ID"), rule.rule)
        for rule in app.url_map.iter_rules()
    }


def list_described() -> set[str]:
    """Each address that the page of addresses names."""
    section = section_of(read("reference/pages.md"), "Addresses")
    return set(re.findall(r"`(/[^`?]*)`", section)) - {"/static/…"}  # served before Flask


def test_every_address_is_described_and_every_description_an_address(app: Flask) -> None:
    """What the app answers and what the page of addresses names are the same."""
    assert list_described() == list_addresses(app)


def test_an_address_nobody_described_is_noticed(app: Flask) -> None:
    """The look itself: a new address is not in the table."""
    app.add_url_rule("/new/<round_id>", view_func=open_to(EVERYBODY)(lambda round_id: round_id))

    assert list_addresses(app) - list_described() == {"/new/ID"}


def test_every_deed_has_its_row() -> None:
    """What the audit writes down stands in the table of roles.md, no more and no less."""
    cells = list_first_cells(section_of(read("reference/roles.md"), "What is written down"))

    written = [deed for cell in cells[2:] for deed in re.findall(r"`([a-z-]+)`", cell)]

    assert sorted(written) == sorted(Deed)


def test_every_status_of_a_comment_is_named() -> None:
    """Beside the option that asks for one."""
    text = section_of(read("reference/commands.md"), "`feedback comments list`")

    assert all(f"`{status}`" in text for status in Status)
