"""Asking people: who may, what is stored once, and that no row tells the order."""

import datetime as dt
import json
import re
from html import unescape
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import audit, clock
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Channel, Collector, Team
from feedback.models.auditing import AuditRow, Deed
from feedback.staff import interviews
from feedback.staff.interview_desks import keys_of, list_prompted
from tests.councils import read_forms

from .conftest import Council
from .test_paper import plan, stored

SAID = {"know_iro": "yes", "asked": ["where", "who"], "best": "Biscuits and Ayşe", "helped_by": "carer"}  # fmt: skip


class Interviewer:
    """Somebody who asks, with the page of a link."""

    def __init__(self, council: Council, role: str = "interviewer") -> None:
        self.council = council
        self.client = council.signed_in(role)
        self.path = "/staff/interviews/CCDFGH?variant=standard"

    def open(self) -> dict[str, str]:
        """The hidden fields of an empty page."""
        return hidden_fields(self.client.get(self.path).text)

    def save(self, **said: object) -> TestResponse:
        """Type in what one person says and press Save."""
        return self.client.post(self.path, data={**self.open(), **said})


def hidden_fields(page: str) -> dict[str, str]:
    """What travels along with the answers."""
    form = page.split('id="answers"', 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def give_link(council: Council, team: str = "North", code: str = "CCDFGH") -> None:
    """An interviewer's link of a team."""
    with council.database.writing() as session:
        found = session.scalars(select(Team).where(Team.name == team)).one()
        session.add(
            Collector(questionnaire="iro-survey", team_id=found.id, channel=Channel.INTERVIEWER.value, code=code)
        )  # fmt: skip


def count_deeds(council: Council) -> int:
    """How many rows the audit has."""
    with council.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditRow)) or 0


@pytest.fixture
def interviewer(council: Council) -> Interviewer:
    """An interviewer with the link of an open round of North."""
    plan(council, first=-10, last=10)
    give_link(council)
    return Interviewer(council)


def test_what_somebody_says_is_stored_as_an_interview(interviewer: Interviewer) -> None:
    """The same row as from a page, with the mode and who helped; and nothing is written down about it."""
    interviewer.open()
    before = count_deeds(interviewer.council)
    response = interviewer.save(**SAID)

    (row,) = stored(interviewer.council)
    assert response.status_code == 303
    assert (row.mode, row.variant, row.language, row.helper) == (
        "interview",
        "standard",
        "en",
        "carer",
    )
    assert {"know_iro=yes", "asked=where", "asked=who"} <= set(json.loads(row.answers))
    assert json.loads(row.comments) == {"best": "Biscuits and Ayşe"}
    assert count_deeds(interviewer.council) == before


def test_an_answer_that_left_a_deed_would_be_noticed(
    interviewer: Interviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a save that writes an audit row is seen by the count above."""
    take = interviews.take

    def take_and_tell(session: object, *what: object, **more: object) -> object:
        audit.record(session, Deed.SAVED_DUE, "round 1", by=None)  # type: ignore[arg-type]
        return take(session, *what, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(interviews, "take", take_and_tell)
    before = count_deeds(interviewer.council)
    interviewer.save(**SAID)

    assert count_deeds(interviewer.council) == before + 1


def test_a_double_press_is_one_answer(interviewer: Interviewer) -> None:
    """The same page three times: stored once, thanked each time; other answers are asked about first."""
    fields = interviewer.open()
    answers = [interviewer.client.post(interviewer.path, data={**fields, **SAID}) for _ in range(3)]
    other = interviewer.client.post(interviewer.path, data={**fields, "know_iro": "no"})

    assert [each.status_code for each in answers] == [303] * 3
    assert len(stored(interviewer.council)) == 1
    assert other.status_code == 422
    assert "Answers were saved from this page before" in other.text


def test_pages_with_tokens_of_their_own_are_two_answers(interviewer: Interviewer) -> None:
    """The control: it is the token of the page that makes a double press one answer."""
    for _ in range(2):
        interviewer.save(**SAID)

    assert len(stored(interviewer.council)) == 2


def test_after_save_nothing_is_read_back(interviewer: Interviewer) -> None:
    """The next page is empty, also with the address of the one before."""
    response = interviewer.save(**SAID)
    page = interviewer.client.get(response.location).text

    assert "Saved. Thank the person who answered." in page
    assert "Biscuits" not in page
    assert " checked" not in page


def test_a_save_that_showed_the_answers_would_be_noticed(
    interviewer: Interviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a page that comes back with what was typed has it in the places that are looked at."""
    monkeypatch.setattr(interviews, "_store", lambda desk, typed, *_: interviews._show(desk, typed))
    page = interviewer.save(**SAID).text

    assert "Biscuits" in page
    assert " checked" in page


def test_a_mistake_keeps_what_was_typed(interviewer: Interviewer) -> None:
    """422, with every answer still there; a page without any says so."""
    wrong = interviewer.save(**{**SAID, "know_iro": "perhaps"})
    empty = interviewer.save()

    assert wrong.status_code == empty.status_code == 422
    assert "Biscuits and Ayşe" in unescape(wrong.text)
    assert "Choose one of these answers" in wrong.text
    assert "Nothing is answered yet" in empty.text
    assert stored(interviewer.council) == []


def test_only_links_for_asking_of_the_own_team_are_opened(council: Council) -> None:
    """A poster's code is refused, another team's forbidden, an unknown one not found; the list shows the own ones."""
    plan(council, first=-10, last=10)
    give_link(council)
    give_link(council, "South", "CCDFGJ")
    client = council.signed_in("champion")

    assert client.get("/staff/interviews/BCDFGH").status_code == 409
    assert client.get("/staff/interviews/CCDFGJ").status_code == 403
    assert client.get("/staff/interviews/222222").status_code == 404
    page = client.get("/staff/interviews").text
    assert "/staff/interviews/CCDFGH" in page
    assert "CCDFGJ" not in page
    assert "BCDFGH" not in page


def test_without_a_round_or_a_link_the_page_says_so(council: Council) -> None:
    """Nobody to ask: no link, then a link without an open round."""
    assert "Nobody to ask now" in council.signed_in("interviewer").get("/staff/interviews").text

    plan(council, first=5, last=10)
    give_link(council)
    client = council.signed_in("interviewer")
    page = client.get("/staff/interviews/CCDFGH").text
    assert "Nothing you type in here is kept" in page
    saved = client.post("/staff/interviews/CCDFGH", data={**hidden_fields(page), "know_iro": "yes"})
    assert saved.status_code == 303
    assert stored(council) == []


def test_the_notice_for_interviews_comes_first(interviewer: Interviewer) -> None:
    """What is read out is true of an interview, and stands before the first question."""
    page = unescape(interviewer.client.get(interviewer.path).text)
    first = page.index("The person asking hears your answers and types them in.")

    assert first < page.index('data-screen="know_iro"')
    assert "This tablet is shared" not in page


def test_in_a_trial_no_box_promises_a_reader(
    interviewer: Interviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the page of people who answer; once somebody listens, the box says who reads it."""
    reads = "A small safety team reads this"
    page = interviewer.client.get(interviewer.path).text
    assert "Nobody reads this box in time to help." in page
    assert reads not in page

    monkeypatch.setattr("feedback.web.templates.is_trial", lambda _settings: False)
    page = interviewer.client.get(interviewer.path).text
    assert "Nobody reads this box" not in page
    assert reads in page


def test_numbers_are_their_own_keys_and_ten_has_one() -> None:
    """0 to 9, = for ten; Y, N, U and R where they are answers; every key of a question chooses one answer."""
    form = read_forms("iro-survey/2").form("standard")
    scale = next(q for q in form.questions.values() if q.kind == "scale")
    keys = keys_of(scale)
    assert [keys[one.code][0] for one in scale.options] == [*"0123456789", "="]
    assert keys_of(form.questions["know_iro"])["yes"] == ("1", "Y")

    for question in form.questions.values():
        all_keys = [key for own in keys_of(question).values() for key in own]
        assert len(all_keys) == len(set(all_keys)), question.id


def test_a_box_after_a_number_is_prompted() -> None:
    """The first text box after a number asks what makes them say that; one with no number before does not."""
    form = read_forms("iro-survey/2").form("standard")
    kinds = [(q.id, q.kind.value) for q in form.questions.values() if q.kind in ("scale", "text")]
    wanted = {
        name for (_, before), (name, kind) in pairwise(kinds) if (before, kind) == ("scale", "text")
    }  # fmt: skip

    assert list_prompted(form) == wanted
    assert wanted
    assert not list_prompted(read_forms("iro-survey/2").form("easy-read"))


def test_an_answer_row_has_nothing_of_who_asked(interviewer: Interviewer) -> None:
    """No column holds the account."""
    names = set(SealedAnswer.__table__.c.keys())
    assert not {name for name in names if "account" in name or "_by" in name} - {"read_by_on"}


def test_what_is_saved_after_the_end_is_said_to_be_saved(council: Council) -> None:
    """In the hours after the end it counts: that comes first, and then that nobody can be asked any more."""
    plan(council, first=-10, last=0)
    give_link(council)
    end = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    with clock.frozen_at(end - dt.timedelta(minutes=10)):
        asker = Interviewer(council)
        fields = asker.open()

    with clock.frozen_at(end + dt.timedelta(minutes=10)):
        saved = asker.client.post(asker.path, data={**fields, **SAID})
        told = asker.client.get(saved.location)
        empty = asker.client.get(asker.path)

    assert (saved.status_code, told.status_code, empty.status_code) == (303, 200, 409)
    assert "The answers are saved, in the round that has ended." in told.text
    assert told.text.index("are saved") < told.text.index("No round of this link is open now")
    assert len(stored(council)) == 1
