"""Days at the ends of the calendar, in every form that takes a day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback import clock
from feedback.models.accounts import Role
from tests.conftest import NOON
from tests.guards.council import Filled, fill_copy

from .editing import ANALYST, Fields, post

ADMIN = Role.ADMINISTRATOR
FAR = ("0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31")
WORDS = {
    "figure": "@All teams", "theme": "Waiting", "you_said": "It takes long.", "easy_you_said": "Too long.",
    "kind": "will", "we_did": "We call within a week.", "easy_we_did": "We call you.", "picture": "clock", "owner": "Sam",
}  # fmt: skip
LINE = {"how_often": "monthly", "team": "1", "open_weeks": "4", "reply_owner": "Sam", "reply_weeks": "6"}  # fmt: skip
PLACE = {"questionnaire": "young-inspectors-visit", "maker": "YI", "place": "1"}

# Where each day is typed: the role, the page, where its form goes, what else is in it, and the days themselves.
FORMS: list[tuple[Role, str, str, Fields, tuple[str, ...]]] = [
    (ANALYST, "/staff/year/new", "/staff/year/new", {"questionnaire": "six-monthly-child", **LINE}, ("starts",)),
    (ANALYST, "/staff/teams/1/close", "/staff/teams/1/close", {}, ("day",)),
    (ANALYST, "/staff/teams/1/merge", "/staff/teams/1/merge", {"into": "2"}, ("day",)),
    (ANALYST, "/staff/activities", "/staff/activities", {"method": "forum", "people": "3", "audience": "All"}, ("day",)),
    (ANALYST, "/staff/activities/1", "/staff/activities/1", {}, ("day",)),
    (ANALYST, f"/staff/returns/new?questionnaire={PLACE['questionnaire']}", "/staff/returns/new", PLACE, ("day",)),
    (ANALYST, f"/staff/returns/new?questionnaire={PLACE['questionnaire']}", "/staff/returns/new",
     {**PLACE, "day": "2026-11-20"}, ("due",)),
    (ANALYST, "/staff/returns/new?questionnaire=pledge-check", "/staff/returns/new",
     {"questionnaire": "pledge-check", "team": "1", "day": "2026-11-01"}, ("due",)),
    (ANALYST, "/staff/replies/new?round=1", "/staff/replies/new", WORDS, ("due_on",)),
    (ADMIN, "/staff/prizes", "/staff/prizes", {"questionnaire": "six-monthly-child", "prize": "a voucher", "winners": "2"},
     ("last_on",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address."""
    with clock.frozen_at(NOON):
        filled = fill_copy(template, tmp_path_factory.mktemp("far"))
        for role in (ADMIN, ANALYST):
            filled.browsers[role.value] = filled.client(role)
        yield filled


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form[2]} {form[4][0]}")
def test_a_day_out_of_reach_is_refused_with_the_form_kept(
    filled: Filled, form: tuple[Role, str, str, Fields, tuple[str, ...]]
) -> None:
    """It comes back in its form, and nothing is stored that a page might trip over."""
    role, page, to, fields, days = form
    client = filled.browsers[role.value]

    for far in FAR:
        sent = post(client, page, to, **fields, **dict.fromkeys(days, far))
        assert (sent.status_code, f'value="{far}"' in sent.text) == (422, True), far
