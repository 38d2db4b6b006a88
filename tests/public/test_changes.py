"""What everybody reads: published replies and figures, the same as in the workbook; and an address that is kept apart."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Round, Team
from feedback.models.replying import NewsContact
from feedback.news_contacts import KEPT_MONTHS, Way, count_contacts, delete_told, read_contacts
from feedback.pseudo import make_pseudo
from feedback.public.memory import Memory
from feedback.public_results import list_showable, publish_results
from feedback.questionnaires.definition import Band
from feedback.questionnaires.snapshot import Option
from feedback.renames import change_team
from feedback.replies import draft
from feedback.reply_steps import approve, withdraw
from feedback.reports.contents import read_contents
from feedback.reports.sheets.answers_back import you_said
from feedback.reports.sheets.results import by_team
from feedback.retention import delete_by_kind
from feedback.teams import TeamLine, list_teams
from tests.councils import LONDON, add_round, answer, count, edit_question, make_snapshot
from tests.pages import Page, visit
from tests.replying import WORDS, make_counted, make_published, make_staff, with_words
from tests.tongues import speak

SECRET = "Not for anybody yet."


@pytest.fixture
def counted(database: Database) -> Round:
    """A counted round."""
    with database.writing() as session:
        return make_counted(session)


def test_everybody_reads_what_is_published(
    client: FlaskClient, database: Database, counted: Round
) -> None:
    """In plain words with its figure, in easy read with its picture, on the pages of all and of one; then it is taken away."""
    with database.writing() as session:
        reply = make_published(session, session.get_one(Round, counted.id))

    pages = [visit(client, path) for path in ("/changes", "/changes/iro-survey")]
    easy = visit(client, "/changes/iro-survey?variant=easy-read")

    for page in pages:
        assert WORDS.you_said in page.text
        assert WORDS.we_did in page.text
        assert "By Sunday 31 January 2027." in page.text
        assert " of 58" in page.text  # the figure: Oak, Elm and Ash together
        assert WORDS.proposal not in page.text
        assert WORDS.owner not in page.text
    assert (WORDS.easy_you_said in easy.text, WORDS.you_said in easy.text) == (True, False)
    assert "#worker-visit" in easy.html
    with database.writing() as session:
        withdraw(session, session.merge(reply), by=None)
    assert "There is nothing here yet." in visit(client, "/changes").text


@pytest.mark.parametrize("approved", [False, True])
def test_nothing_is_read_before_it_is_published(
    client: FlaskClient, database: Database, counted: Round, *, approved: bool
) -> None:
    """Neither a draft nor what is approved, on no page of respondents and in no workbook. The control: once published it is."""
    words = with_words(you_said=SECRET, we_did=SECRET, easy_you_said=SECRET, easy_we_did=SECRET)
    with database.writing() as session:
        round_ = session.get_one(Round, counted.id)
        reply = draft(session, round_, words, by=None)
        if approved:
            approve(session, reply, by=make_staff(session))

    paths = (
        "/changes",
        "/changes/iro-survey",
        "/changes/iro-survey?variant=easy-read",
        "/q/222222/sent?of=iro-survey",
    )
    assert not any(SECRET in client.get(path).text for path in paths)

    with database.writing() as session:
        make_published(session, session.get_one(Round, counted.id), with_words(you_said=SECRET))
    assert SECRET in client.get("/changes").text


def test_the_thank_you_shows_the_newest_reply_of_its_questions(
    app: Flask, client: FlaskClient, database: Database, counted: Round
) -> None:
    """Of its own questionnaire and no other, in its variant, read once a minute: Send costs no more."""
    with database.writing() as session:
        round_ = session.get_one(Round, counted.id)
        make_published(session, round_, with_words(we_did="An older answer."))
        make_published(session, round_)

    sent = visit(client, "/q/222222/sent?of=iro-survey")
    easy = visit(client, "/q/222222/sent?of=iro-survey&variant=easy-read")
    other = visit(client, "/q/222222/sent?of=six-monthly-child")

    assert WORDS.we_did in sent.text
    assert "An older answer." not in sent.text
    assert WORDS.easy_we_did in easy.text
    assert "You said" not in other.text
    memory = app.extensions["feedback.public"]
    assert isinstance(memory, Memory)
    with database.writing() as session:
        make_published(session, session.get_one(Round, counted.id), with_words(we_did="Newer."))
    assert "Newer." not in visit(client, "/q/222222/sent?of=iro-survey").text
    memory.news.seconds = 0
    assert "Newer." in visit(client, "/q/222222/sent?of=iro-survey").text


def test_a_team_reads_what_is_of_all_and_of_its_own_row(
    client: FlaskClient, database: Database, counted: Round
) -> None:
    """By its name in the address. A name that is none shows nothing of anybody."""
    with database.writing() as session:
        round_ = session.get_one(Round, counted.id)
        make_published(session, round_, with_words(we_did="For all."))
        make_published(session, round_, with_words(we_did="For Oak.", team="Oak"))

    oak, elm, none = (
        visit(client, f"/changes/iro-survey?team={team}").text for team in ("oak", "elm", "birch")
    )

    assert ("For all." in oak, "For Oak." in oak) == (True, True)
    assert ("For all." in elm, "For Oak." in elm) == (True, False)
    assert "For all." not in none


def test_a_team_is_found_by_every_name_it_has_had(
    client: FlaskClient, database: Database, counted: Round
) -> None:
    """Renamed twice: its older replies are read by each of its names, under the one it has now. Elm's are not."""
    with database.writing() as session:
        round_ = session.get_one(Round, counted.id)
        make_published(session, round_, with_words(we_did="For Oak.", team="Oak"))
        oak = session.scalars(select(Team).where(Team.name == "Oak")).one()
        for name in ("Rowan", "Willow"):
            change_team(session, oak, TeamLine(name, oak.service, None), zone=LONDON)

    pages = {
        team: visit(client, f"/changes/iro-survey?team={team}").text
        for team in ("oak", "rowan", "willow", "elm")
    }

    assert {team: "For Oak." in page for team, page in pages.items()} == {
        "oak": True,
        "rowan": True,
        "willow": True,
        "elm": False,
    }
    assert "IRO survey: Willow" in pages["oak"]


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_big_figures_are_those_of_the_workbook(
    client: FlaskClient, database: Database, settings: Settings, counted: Round, variant: str
) -> None:
    """Every figure that can be shown, three at a time, beside the row All teams of By team. The control: before it is published none is."""
    path = f"/changes/iro-survey?variant={variant}"
    assert "fb-big" not in client.get(path).text
    with database.reading() as session:
        showable = sorted(list_showable(session, counted))
        contents = read_contents(session, rounds=[counted], settings=settings, made_on=clock.today(settings.zone))  # fmt: skip
    sheet = by_team(contents)
    (round_,) = contents.rounds
    total = dict(zip((column.heading for column in sheet.columns), sheet.rows[-1], strict=True))
    headings = {question.id: question.heading for question in round_.questions}
    told = 0
    for start in range(0, len(showable), 3):
        chosen = showable[start : start + 3]
        with database.writing() as session:
            publish_results(session, session.get_one(Round, counted.id), chosen, zone=settings.zone, by=None)  # fmt: skip
        page = Page(client.get(path))
        shown = ["".join(one.itertext()) for one in page.all("p[@class='fb-big']")]
        assert shown == [round_.total.measures[id_].words for id_ in chosen]  # type: ignore[union-attr]
        for id_, words in zip(chosen, shown, strict=True):
            assert str(total[headings[id_]]) in (words, words.partition(" (")[0]), (id_, total)
            told += 1
    assert told == len(showable) > 5


def test_figures_say_whose_they_are(client: FlaskClient, database: Database) -> None:
    """The newest of each set of teams, by service or team where not all were asked; a team finds those of its own round.

    The control: a round of every team says that it is of all teams together.
    """
    every = "These are all teams together."
    with database.writing() as session:
        oak, elm, ash = list_teams(session)
        elm.service = ash.service = "Help"
        oak.service = "Care"
        made = make_snapshot(version=9)
        for month, teams in ((3, (oak,)), (4, (elm, ash)), (5, (oak,))):
            round_ = add_round(session, teams, snapshot=made, opens_on=dt.date(2026, month, 1), closes_on=dt.date(2026, month, 28))  # fmt: skip
            for team in teams:
                answer(session, round_, team, times=20 + month, answers=["know=yes"])
            count(session, round_, at=dt.datetime(2026, month, 29, 6, tzinfo=dt.UTC))
            publish_results(session, round_, ["know"], zone=LONDON, by=None)

    paths = ("", "?team=oak", "?team=elm", "?team=birch")
    pages = {path: Page(client.get(f"/changes/iro-survey{path}")) for path in paths}

    shown = {
        path: [" ".join("".join(one.itertext()).split()) for one in page.all("section/h2")]
        for path, page in pages.items()
    }
    oaks, others = "What people said: Oak", "What people said: Help"
    assert shown == {"": [oaks, others], "?team=oak": [oaks], "?team=elm": [others], "?team=birch": []}  # fmt: skip
    assert "25 people answered." in pages["?team=oak"].text
    assert not any(every in page.text for page in pages.values())
    with database.writing() as session:
        all_asked = make_counted(session)
        publish_results(session, all_asked, list(list_showable(session, all_asked))[:1], zone=LONDON, by=None)  # fmt: skip
    assert visit(client, "/changes/iro-survey").text.count(every) == 1


@pytest.mark.parametrize(("version", "says"), [(9, False), (10, True)])
def test_other_teams_are_not_called_another_way_to_ask(
    client: FlaskClient, database: Database, version: int, *, says: bool
) -> None:
    """Where a team closed and the question stayed: nothing is said of a change then. The control: other answers to choose from."""
    made = make_snapshot(version=9)
    answers = (*made.form("standard").questions["know"].options, Option(code="part", label="In part", band=Band.MIDDLE))  # fmt: skip
    then = made if version == 9 else edit_question(made, "know", options=answers, scale="other")
    with database.writing() as session:
        oak, elm, ash = list_teams(session)
        for month, teams, snapshot in ((3, (oak, elm, ash), made), (5, (oak, elm), then)):
            round_ = add_round(session, teams, snapshot=snapshot, opens_on=dt.date(2026, month, 1), closes_on=dt.date(2026, month, 28))  # fmt: skip
            for team in teams:
                answer(session, round_, team, times=20 + month, answers=["know=yes"])
            count(session, round_, at=dt.datetime(2026, month, 29, 6, tzinfo=dt.UTC))
        publish_results(session, round_, ["know"], zone=LONDON, by=None)

    page = visit(client, "/changes/iro-survey").text

    assert "50 people answered." in page
    assert ("Last time we asked it another way." in page) is says
    assert "last time." not in page.replace("Last time we asked it another way.", "")


def test_no_page_is_kept_and_none_knows_anybody(client: FlaskClient, counted: Round) -> None:
    """On a shared phone nothing of it stays behind: no copy and no cookie."""
    first = client.get("/changes")

    assert first.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in first.headers


def test_an_address_that_nothing_can_be_sent_to_comes_back(
    client: FlaskClient, database: Database, counted: Round
) -> None:
    """With a sentence and what was typed; a plus sign is no reason."""
    for typed, status in (("sam@[example.org", 422), ("sam+news@example.org", 303)):
        sent = client.post("/changes/iro-survey/tell-me", data={"where": typed})

        assert sent.status_code == status
        assert ("That is not a whole e-mail address." in sent.text) is (status == 422)
        assert (f'value="{typed}"' in sent.text) is (status == 422)
    with database.reading() as session:
        assert count_contacts(session) == {"iro-survey": 1}


def test_what_to_put_right_is_said_in_the_language_of_the_page(
    client: FlaskClient, database: Database, counted: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an address, too few digits, and too many people: none of it in English. The control: on the English page it is."""
    speak(database, "pl")
    for typed, most, says in (
        ("sam@example", 9, "That is not a whole e-mail address. It looks like sam@example.org"),
        ("12", 9, "Type an e-mail address, or a phone number with all its digits."),
        ("07700 900123", 0, "We cannot take more just now. Please look at this page again later."),
    ):
        monkeypatch.setattr("feedback.news_contacts.MOST", most)
        english, polish = (
            client.post(f"/changes/iro-survey/tell-me{asked}", data={"where": typed}).text
            for asked in ("", "?lang=pl")
        )

        assert (says in english, says in polish) == (True, False)
        assert make_pseudo(says) in polish
        assert re.search(
            r'<input[^>]* name="where" dir="ltr"', polish
        )  # else "sam@" is "@sam" in Arabic


def test_an_address_is_kept_apart_and_locked(
    client: FlaskClient, database: Database, settings: Settings, counted: Round
) -> None:
    """Nothing readable in the file, no day, no order; told once, then gone."""
    sent = client.post("/changes/iro-survey/tell-me", data={"where": " Sam@Example.org "})

    assert sent.status_code == 303
    kept = visit(client, sent.location)
    assert "Sam@" not in kept.html
    with database.reading() as session:
        (row,) = session.scalars(select(NewsContact))
    assert "Sam" not in str(vars(row))
    assert row.until_on == dt.date(2027, 10, 31)
    with database.writing() as session:
        by = make_staff(session)
        found = read_contacts(session, settings, "iro-survey", by=by)
        assert [(one.way, one.address) for one in found] == [(Way.EMAIL, "Sam@Example.org")]
        delete_told(session, settings, "iro-survey", shown=[found[0].mark], by=by)
        assert read_contacts(session, settings, "iro-survey", by=by) == []


def test_somebody_deletes_their_own_address(
    client: FlaskClient, database: Database, counted: Round
) -> None:
    """On the page they were led to; twice is once; no other key does it."""
    sent = client.post("/changes/iro-survey/tell-me", data={"where": "07700 900 123"})
    client.post("/tell-me/" + "0" * 32)
    with database.reading() as session:
        assert session.scalars(select(NewsContact)).all()

    for _ in range(2):
        assert "It is deleted" in client.post(sent.location).text

    with database.reading() as session:
        assert not session.scalars(select(NewsContact)).all()
    assert client.get(sent.location).status_code == 404


def test_the_cookie_changes_when_it_is_sent_and_when_it_is_deleted(
    client: FlaskClient, counted: Round
) -> None:
    """So that browsers drop the pages before."""
    given = []
    client.get("/changes/iro-survey/tell-me")
    given.append(client.get_cookie("page"))
    sent = client.post("/changes/iro-survey/tell-me", data={"where": "07700 900 123"})
    given.append(client.get_cookie("page"))
    client.post(sent.location)
    given.append(client.get_cookie("page"))

    assert all(given)
    assert len({one.value for one in given if one}) == 3


def test_an_address_goes_by_its_date(
    client: FlaskClient, database: Database, settings: Settings, counted: Round
) -> None:
    """A year and no longer. The control: the day before it is still there."""
    client.post("/changes/iro-survey/tell-me", data={"where": "07700900123"})
    with database.reading() as session:
        (until,) = session.scalars(select(NewsContact.until_on))
    for days, gone in ((0, 0), (1, 1)):
        moment = dt.datetime.combine(until, dt.time(12), dt.UTC) + dt.timedelta(days=days)
        with clock.frozen_at(moment), database.writing() as session:
            assert delete_by_kind(session, settings)["contacts for news"] == gone
    assert KEPT_MONTHS == 12


@pytest.mark.parametrize("day", [1, 30])
def test_no_address_stays_longer_than_a_year(
    client: FlaskClient, database: Database, settings: Settings, counted: Round, day: int
) -> None:
    """Whoever asks in November: the last day of October is the last, so that it does not tell the day they asked."""
    with clock.frozen_at(dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)):
        client.post("/changes/iro-survey/tell-me", data={"where": "07700900123"})

    left = []
    for moment in (
        dt.datetime(2027, 10, 31, 12, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 1, 12, tzinfo=dt.UTC),
    ):
        with clock.frozen_at(moment), database.writing() as session:
            delete_by_kind(session, settings)
            left.append(len(session.scalars(select(NewsContact)).all()))

    assert left == [1, 0]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "sam",
        "sam@",
        "@example.org",
        "sam@example",
        "12345",
        "0770090012x",
        "a" * 400 + "@example.org",
        "sam@example.org, kim@example.org",
    ],
)
def test_what_is_no_address_is_asked_for_again(
    client: FlaskClient, counted: Round, typed: str
) -> None:
    """With what was typed still in the box, and a sentence that says what to do."""
    page = visit(client.application.test_client(), "/changes/iro-survey/tell-me")
    assert page.find("input[@id='where']") is not None

    again = Page(client.post("/changes/iro-survey/tell-me", data={"where": typed}))

    assert again.status == 422
    assert again.title.startswith("Error:")
    assert again.find("input[@id='where']").get("value") == typed[:300]


def test_the_sheet_holds_what_is_published(
    database: Database, settings: Settings, counted: Round
) -> None:
    """The words, the figure as By team tells it, and nothing of a draft."""
    with database.writing() as session:
        round_ = session.get_one(Round, counted.id)
        draft(session, round_, with_words(you_said=SECRET), by=None)
        make_published(session, round_)
    with database.reading() as session:
        contents = read_contents(session, rounds=[counted], settings=settings, made_on=clock.today(settings.zone))  # fmt: skip

    sheet = you_said(contents)

    (row,) = sheet.rows
    told = dict(zip((column.heading for column in sheet.columns), row, strict=True))
    assert (told["You said"], told["We did"]) == (WORDS.you_said, WORDS.we_did)
    assert (told["Status"], told["Owner"], told["Due"]) == ("We will", WORDS.owner, WORDS.due_on)
    total = dict(zip((c.heading for c in by_team(contents).columns), by_team(contents).rows[-1], strict=True))  # fmt: skip
    assert str(total[str(told["Question"])]) in str(told["Positive"])
