"""Typing in paper: who may, what is stored once, and what happens at the edges of a round."""

import datetime as dt
import json
import logging
import re
from html import unescape

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback import clock
from feedback.collectors import make_collectors
from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Channel, Collector, Round, RoundTeam, Team
from feedback.versions import publish
from tests.councils import read_forms

from .conftest import TODAY, Council

DAY = dt.timedelta(days=1)
SHEET = {"know_iro": "1", "asked": "13", "best": "Biscuits and Ayşe", "helped_by": "2"}


class Typist:
    """Somebody at a desk with a pile of sheets."""

    def __init__(self, council: Council, code: str, role: str = "interviewer") -> None:
        self.council = council
        self.client = council.signed_in(role)
        self.path = f"/staff/paper/{code}?variant=standard"

    def open(self) -> dict[str, str]:
        """The hidden fields of an empty sheet."""
        return hidden_fields(self.client.get(self.path).text)

    def save(self, **typed: str) -> TestResponse:
        """Type in one sheet and press the button."""
        return self.client.post(self.path, data={**self.open(), **typed})


def hidden_fields(page: str) -> dict[str, str]:
    """What travels along with a sheet."""
    form = page.split('class="fb-card fb-sheet"', 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def stored(council: Council) -> list[SealedAnswer]:
    """Every row of the sealed intake."""
    with council.database.reading() as session:
        return list(session.scalars(select(SealedAnswer)))


def plan(council: Council, *, first: int, last: int, version: str = "iro-survey/2") -> int:
    """A round of North between so many days from today; its id."""
    with council.database.writing() as session:
        published = publish(session, read_forms(version), on=TODAY)
    return plan_version(council, published.id, first=first, last=last)


def plan_version(council: Council, version_id: int, *, first: int, last: int) -> int:
    """A round of a published version with North between so many days from today; its id."""
    with council.database.writing() as session:
        round_ = Round(
            version_id=version_id, opens_on=TODAY + first * DAY, closes_on=TODAY + last * DAY
        )
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        round_.teams = [RoundTeam(team=north)]
        session.add(round_)
        session.flush()
        return round_.id


@pytest.fixture
def typist(council: Council) -> Typist:
    """An interviewer with sheets of an open round of North."""
    plan(council, first=-10, last=10)
    return Typist(council, "BCDFGH")


def test_a_sheet_is_stored_like_an_answer_and_says_paper(typist: Typist) -> None:
    """Same codes as from the page, same version and variant; the mode tells that it was paper."""
    response = typist.save(**SHEET)

    (row,) = stored(typist.council)
    assert response.status_code == 303
    assert (row.mode, row.variant, row.language, row.helper) == ("paper", "standard", "en", "carer")
    assert (row.round_id, row.collector_id, row.version_id) == (1, 1, 2)
    answers = json.loads(row.answers)
    assert {"know_iro=yes", "asked=where", "asked=who", "helped_by=carer"} <= set(answers)
    assert "co_chair=_na" in answers
    assert json.loads(row.comments) == {"best": "Biscuits and Ayşe"}


def test_the_next_sheet_is_empty_and_the_sitting_is_counted(typist: Typist) -> None:
    """Nothing of the sheet before stands there; how many were saved does."""
    typist.save(**SHEET)
    response = typist.save(**SHEET)

    page = typist.client.get(response.location).text

    assert "2 saved in this sitting" in page
    assert "Biscuits" not in page
    assert not re.search(r'id="know_iro" name="know_iro" value="[^"]', page)
    assert len(stored(typist.council)) == 2


def test_a_double_press_is_one_sheet(typist: Typist) -> None:
    """The same page with the same marks: stored once, counted once."""
    fields = typist.open()

    for _ in range(3):
        response = typist.client.post(typist.path, data={**fields, **SHEET})

    assert response.status_code == 303
    assert "1 saved in this sitting" in typist.client.get(response.location).text
    assert len(stored(typist.council)) == 1


def test_a_page_that_was_saved_asks_whether_this_is_another_sheet(typist: Typist) -> None:
    """Back, other marks: asked once, then stored as the next."""
    fields = typist.open()
    typist.client.post(typist.path, data={**fields, **SHEET})

    asked = typist.client.post(typist.path, data={**fields, "know_iro": "2"})
    again = typist.client.post(typist.path, data={**hidden_fields(asked.text), "know_iro": "2"})

    assert asked.status_code == 422
    assert "A sheet was saved from this page before" in asked.text
    assert again.status_code == 303
    assert len(stored(typist.council)) == 2


def test_a_mistake_keeps_everything_that_was_typed(typist: Typist) -> None:
    """422: each mistake named with its number, all marks and words still there, nothing stored."""
    response = typist.save(**SHEET, contact_iro="7", went="1 2")

    page = unescape(response.text)
    assert response.status_code == 422
    assert "This sheet is not saved yet" in page
    assert '<a href="#contact_iro">2: There is no 7 here. Type 1, 2 or N' in page
    assert '<a href="#went">5: Only one mark here.' in page
    for name, typed in (("know_iro", "1"), ("contact_iro", "7"), ("asked", "13"), ("went", "1 2")):
        assert re.search(rf'name="{name}" value="{typed}"', page)
    assert "Biscuits and Ayşe" in page
    assert re.search(r'id="contact_iro"[^>]* autofocus', page)
    assert stored(typist.council) == []


def test_put_right_it_is_stored_once(typist: Typist) -> None:
    """The page of the mistake can be sent as it is put right."""
    wrong = typist.save(**SHEET, contact_iro="7")

    response = typist.client.post(
        typist.path, data={**hidden_fields(wrong.text), **SHEET, "contact_iro": "2"}
    )

    assert response.status_code == 303
    assert len(stored(typist.council)) == 1


def test_a_blank_sheet_is_put_aside(typist: Typist) -> None:
    """Nothing to store, and the page says so."""
    response = typist.save()

    assert response.status_code == 422
    assert "Nothing is typed in." in response.text
    assert stored(typist.council) == []


def test_a_page_without_its_token_is_given_back(typist: Typist) -> None:
    """Damaged or of another link: every mark still there and a new token."""
    fields = typist.open()

    response = typist.client.post(typist.path, data={**fields, **SHEET, "_token": "nonsense"})

    assert response.status_code == 422
    assert "Biscuits" in response.text
    assert hidden_fields(response.text)["_token"] != fields["_token"]
    assert stored(typist.council) == []


def test_a_sheet_in_easy_read_is_stored_as_that(typist: Typist) -> None:
    """The variant of the address, with its own marks."""
    typist.path = typist.path.replace("standard", "easy-read")

    typist.save(listened="2", asked_where="1")

    (row,) = stored(typist.council)
    assert row.variant == "easy-read"
    assert {"listened=bit", "asked_where=yes"} <= set(json.loads(row.answers))


def test_storage_trouble_gives_the_sheet_back(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with every mark and the same token, so that pressing again stores it once."""
    fields = typist.open()

    def fail(_database: Database) -> None:
        raise StorageError("disk full")

    with monkeypatch.context() as trouble:
        trouble.setattr(Database, "writing", fail)
        response = typist.client.post(typist.path, data={**fields, **SHEET})

    assert response.status_code == 503
    assert "Biscuits" in response.text
    assert hidden_fields(response.text)["_token"] == fields["_token"]
    assert stored(typist.council) == []


def test_before_the_first_round_it_is_a_try_out(council: Council) -> None:
    """Everything works and nothing is kept, not even the count."""
    plan(council, first=5, last=10)
    typist = Typist(council, "BCDFGH")

    response = typist.save(**SHEET)
    page = typist.client.get(response.location).text

    assert response.status_code == 303
    assert "Nothing you type in here is kept" in page
    assert "saved in this sitting" not in page
    assert stored(council) == []


def test_between_rounds_nothing_can_be_typed_in(council: Council) -> None:
    """409, with the day the next one opens."""
    plan(council, first=-10, last=-5)
    plan(council, first=5, last=9)

    response = council.signed_in("interviewer").get("/staff/paper/BCDFGH")

    assert response.status_code == 409
    assert "The next one opens on 28 November 2026." in response.text


@pytest.mark.parametrize(("hours", "status"), [(1, 303), (4, 409)])
def test_a_sheet_on_the_desk_at_the_end_may_be_saved_for_four_hours(
    council: Council, hours: int, status: int
) -> None:
    """As for any page that was open; after that it is given back with the reason."""
    plan(council, first=-10, last=0)
    end = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    with clock.frozen_at(end - dt.timedelta(minutes=10)):
        fields = Typist(council, "BCDFGH").open()

    with clock.frozen_at(end + dt.timedelta(hours=hours)):
        typist = Typist(council, "BCDFGH")
        fields["csrf_token"] = council.proof(typist.client, "/staff/paper")
        response = typist.client.post(typist.path, data={**fields, **SHEET})
        empty = typist.client.get(typist.path)
        told = typist.client.get(response.location) if status == 303 else None

    assert response.status_code == status
    assert empty.status_code == 409
    if told:
        assert told.status_code == 200
        assert "The sheet is saved, in the round that has ended." in told.text
        assert told.text.index("is saved") < told.text.index("No round of this code is open now")
    assert len(stored(council)) == (status == 303)
    assert status == 303 or "Biscuits" in response.text


def test_a_code_of_another_team_is_closed_to_a_champion(council: Council) -> None:
    """403 for the page and for what is sent to it; the own team's opens."""
    plan(council, first=-10, last=10)
    champion = Typist(council, "BCDFGH", "champion")
    fields = champion.open()
    with council.database.writing() as session:
        south = session.scalars(select(Team).where(Team.name == "South")).one()
        session.add(
            Collector(questionnaire="iro-survey", team_id=south.id, channel="poster", code="ZZZYYY")
        )

    page = champion.client.get("/staff/paper/ZZZYYY")
    sent = champion.client.post("/staff/paper/ZZZYYY", data={**fields, **SHEET})

    assert (page.status_code, sent.status_code) == (403, 403)
    assert "another team" in page.text
    assert champion.save(**SHEET).status_code == 303
    assert len(stored(council)) == 1


def test_the_list_shows_what_may_be_typed_in(council: Council) -> None:
    """Open rounds only, own team only, each variant with its address."""
    plan(council, first=-10, last=10)
    plan(council, first=20, last=30)
    with council.database.writing() as session:
        south = session.scalars(select(Team).where(Team.name == "South")).one()
        session.add(RoundTeam(round_id=1, team=south))
        session.add(
            Collector(questionnaire="iro-survey", team_id=south.id, channel="poster", code="ZZZYYY")
        )

    everything = council.signed_in("interviewer").get("/staff/paper").text
    own = council.signed_in("champion").get("/staff/paper").text

    assert everything.count("<table") == 1
    assert "until 3 December 2026, midnight" in everything
    assert "/staff/paper/BCDFGH?variant=easy-read" in everything
    assert "ZZZ YYY" in everything
    assert "BCD FGH" in own
    assert "ZZZ YYY" not in own


@pytest.mark.parametrize("channel", ["kiosk", "interviewer"])
def test_a_code_that_no_sheet_bears_is_not_taken(
    typist: Typist, council: Council, channel: str
) -> None:
    """Neither listed nor typed in: its sheets would count as answers of a tablet, or of somebody who asked."""
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        session.add(
            Collector(questionnaire="iro-survey", team_id=north.id, channel=channel, code="ZZZYYY")
        )

    listed = typist.client.get("/staff/paper").text
    page = typist.client.get("/staff/paper/ZZZYYY")

    assert "ZZZ YYY" not in listed
    assert page.status_code == 404
    assert "No sheet bears this code" in page.text


def test_links_of_a_team_are_told_apart(typist: Typist, council: Council) -> None:
    """Also by somebody who hears the page: no two links to type in say the same."""
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        make_collectors(session, "iro-survey", [north], channel=Channel.LINK)
        make_collectors(session, "iro-survey", [north], channel=Channel.LINK, group=True)

    page = html.document_fromstring(typist.client.get("/staff/paper").text)
    said = [" ".join(link.text_content().split()) for link in page.xpath("//td//a")]

    assert len(said) == len(set(said)) == 6


def test_a_code_is_typed_any_way(typist: Typist) -> None:
    """Small letters and spaces, or the whole foot as it is printed, lead to the sheet; an unknown one is kept and said."""
    found = typist.client.get("/staff/paper?code=bcd fgh")
    whole = typist.client.get("/staff/paper?code=BCD FGH · North")
    lost = typist.client.get("/staff/paper?code=BBBBBB")

    assert found.location == "/staff/paper/BCDFGH"
    assert whole.location == "/staff/paper/BCDFGH"
    assert lost.status_code == 404
    assert 'value="BBBBBB"' in lost.text
    assert "There is no such code" in lost.text
    assert typist.client.get("/staff/paper/BBBBBB").status_code == 404


def test_with_nothing_open_the_list_says_so(council: Council) -> None:
    """With the team's name for somebody of a team."""
    page = council.signed_in("champion").get("/staff/paper").text

    assert "No round with North is open." in page


def test_the_first_page_leads_an_interviewer_to_the_paper(council: Council) -> None:
    """It is all there is for them; the bar names it."""
    client = council.signed_in("interviewer")

    assert 'href="/staff/paper">choose the link' in client.get("/staff/").text
    assert ">Paper</a>" in client.get("/staff/paper").text


def test_a_form_that_did_not_come_from_our_page_is_refused(typist: Typist) -> None:
    """Without the proof nothing is stored."""
    fields = typist.open() | {"csrf_token": ""}

    assert typist.client.post(typist.path, data={**fields, **SHEET}).status_code == 400
    assert stored(typist.council) == []


def test_nothing_tells_who_typed_what_or_when(
    typist: Typist, public_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No answer in the log or the session, no row in the audit, no page kept by the browser."""
    with caplog.at_level(logging.DEBUG):
        response = typist.save(**SHEET)

    assert "Biscuits" not in caplog.text
    with typist.client.session_transaction("/staff/", base_url=public_url) as kept:
        assert kept["typed_in"] == ("BCDFGH", 1)
        assert "Biscuits" not in str(dict(kept))
    assert [deed for deed, _ in typist.council.deeds()] == ["signed-in"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_count_begins_again_with_another_code(typist: Typist) -> None:
    """A sitting is one pile."""
    typist.save(**SHEET)
    with typist.council.database.writing() as session:
        session.add(Collector(questionnaire="iro-survey", team_id=1, channel="link", code="ZZZYYY"))

    typist.path = "/staff/paper/ZZZYYY?variant=standard"

    first = typist.client.get(typist.path).text
    second = typist.client.get(typist.save(**SHEET).location).text

    assert "saved in this sitting" not in first
    assert "1 saved in this sitting" in second


@pytest.mark.parametrize("page", ["/staff/paper", "/staff/interviews"])
def test_a_champion_without_a_team_is_told_so(council: Council, page: str) -> None:
    """They can type in for no team, whatever is open. The control: with a team they are not told."""
    plan(council, first=-1, last=30)
    words = "Your account has no team. Ask your administrator to give it one."
    with_team = council.signed_in(Role.CHAMPION).get(page).text
    with council.database.writing() as session:
        champion = session.merge(council.account("champion@council.gov.uk"))
        champion.team_id = None

    without = council.signed_in(Role.CHAMPION).get(page)

    assert without.status_code == 200
    assert (words in with_team, words in without.text) == (False, True)
    assert "No round" not in without.text
