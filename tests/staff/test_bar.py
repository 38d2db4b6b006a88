"""The bar of the staff pages: who finds what on the row, and what under More."""

import pytest

from feedback.models.accounts import Role
from feedback.permissions import Action, can_do
from feedback.staff.bar import PAGES, ROW, Bar, Entry, make_bar
from tests.markup import read_html, words

from .conftest import Council


def bar_of(role: Role, pages: tuple[Entry, ...] = PAGES) -> Bar:
    """The bar that somebody with `role` finds."""
    return make_bar(lambda action: can_do(role, action), pages)


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_lost_and_the_row_is_never_too_long(role: Role) -> None:
    """Every page that the role may open stands once, on the row or under More."""
    bar = bar_of(role)

    opened = [entry for entry in PAGES if can_do(role, entry.action)]
    assert sorted(entry.name for entry in (*bar.row, *bar.more)) == sorted(e.name for e in opened)
    assert len(bar.row) <= ROW


def test_an_administrator_finds_the_rare_pages_under_more() -> None:
    """What is needed on most days stays on the row."""
    bar = bar_of(Role.ADMINISTRATOR)

    assert "Rounds" in [entry.title for entry in bar.row]
    assert {"Teams", "Audit", "Accounts"} <= {entry.title for entry in bar.more}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.INTERVIEWER, Role.DUTY_READER])
def test_whoever_has_few_pages_has_no_more(role: Role) -> None:
    """Paper is rare for an administrator and the daily work of somebody who interviews."""
    assert bar_of(role).more == ()


def test_one_rare_page_alone_gets_no_more() -> None:
    """A box with one thing in it would take a press for nothing."""
    pages = (*[PAGES[0]] * ROW, Entry(Action.READ_AUDIT, "x", "x", "X", rare=True))

    assert bar_of(Role.ADMINISTRATOR, pages).more == ()


def test_more_says_which_page_this_is(council: Council) -> None:
    """Shut, it is marked and named; the control: on a page of the row it is not."""
    client = council.signed_in(Role.ADMINISTRATOR)

    inside = read_html(client.get("/staff/audit").text)
    outside = read_html(client.get("/staff/rounds").text)

    assert [words(one) for one in inside.findall(".//nav//summary")] == [
        "More, and in it this page: Audit"
    ]
    assert [words(one) for one in outside.findall(".//nav//summary")] == ["More"]
    assert [words(one) for one in inside.findall(".//nav//details//a[@aria-current]")] == ["Audit"]
