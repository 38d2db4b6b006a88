"""A council, its server and a browser on an old phone, shared by every journey; each journey begins with no answers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from sqlalchemy import delete, text

from feedback import clock
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.answering import Comment, Receipt, SealedAnswer
from feedback.models.asking import Round
from feedback.models.contacts import TalkRequest
from feedback.public.pages import Pages
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.teams import list_teams, save_teams
from feedback.versions import open_published, publish_shipped
from tests.browsers import start
from tests.conftest import NOON, TEAMS
from tests.journeys.phone import Council, Phone, sealed_answers
from tests.journeys.reading import make_reader, write_comments
from tests.journeys.serving import serve
from tests.journeys.shelf import QUESTIONNAIRES


@pytest.fixture(scope="package")
def moment() -> Iterator[dt.datetime]:
    """The clock stands at noon of Monday 23 November 2026 while these journeys are made."""
    with clock.frozen_at(NOON):
        yield NOON


@pytest.fixture(scope="package")
def installation(
    moment: dt.datetime, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, Database]:
    """The settings and database of a council that has set a telephone number."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("council")),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council",
            "FEEDBACK_DUTY_NUMBER": "01632 960123",
        }
    )
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        publish_shipped(
            session, settings.forms, read_library(settings.forms), on=clock.today(settings.zone)
        )
        save_teams(session, TEAMS)
    return settings, database


@pytest.fixture(scope="package")
def codes(installation: tuple[Settings, Database]) -> dict[str, str]:
    """A code of each kind: open, not open yet, and between two rounds; and an open one of every questionnaire."""
    settings, database = installation
    found: dict[str, str] = {}

    def plan(kind: str, name: str, team: str, *days: dt.date) -> None:
        with database.writing() as session:
            teams = [one for one in list_teams(session) if one.name == team]
            version = open_published(session, name)
            opens, closes = days
            round_ = plan_round(
                session, version, teams, opens_on=opens, closes_on=closes, zone=settings.zone
            )
            found[kind] = list_collectors(session, round_id=round_.id)[0].code

    plan("open", "iro-survey@2", "Oak", dt.date(2026, 11, 23), dt.date(2026, 12, 31))
    plan("soon", "iro-survey@2", "Elm", dt.date(2027, 2, 1), dt.date(2027, 2, 28))
    with clock.frozen_at(NOON - dt.timedelta(days=60)):
        plan("shut", "iro-survey@1", "Ash", dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    plan("shut", "iro-survey@2", "Ash", dt.date(2027, 1, 1), dt.date(2027, 1, 31))
    for name in QUESTIONNAIRES - {"iro-survey"}:
        plan(name, name, "Oak", dt.date(2026, 11, 23), dt.date(2026, 12, 31))
    found["iro-survey"] = found["open"]
    return found


@pytest.fixture(scope="package")
def application(installation: tuple[Settings, Database], codes: dict[str, str]) -> Flask:
    """The application of this council."""
    return create_app(installation[0])


@pytest.fixture(scope="package")
def address(application: Flask) -> Iterator[str]:
    """Where the application is served."""
    with serve(application) as found:
        yield found


# Of the package and not of the session: while it runs, nothing else in the process can start an event loop.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What starts browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The quick one."""
    with start(playwright) as chromium:
        yield chromium


@pytest.fixture(scope="package")
def keeping_browser(playwright: Playwright) -> Iterator[Browser]:
    """The one that keeps pages for Back: for tests marked `back`."""
    with start(playwright, keeping=True) as chromium:
        yield chromium


@pytest.fixture
def council(
    installation: tuple[Settings, Database],
    codes: dict[str, str],
    address: str,
) -> Council:
    """The council with no answers yet."""
    settings, database = installation
    with database.writing() as session:
        session.execute(delete(SealedAnswer))
        session.execute(delete(Receipt))
    return Council(address, codes, database, settings)


@pytest.fixture
def listening(application: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens, so that no page says that this is a trial; pages made before do, and are put aside."""
    monkeypatch.setattr("feedback.web.templates.is_trial", lambda _settings: False)
    monkeypatch.setattr(application.extensions["feedback.public"], "pages", Pages())


@pytest.fixture
def phones(request: pytest.FixtureRequest, council: Council) -> Iterator[Any]:
    """Makes phones; at the end none may have refused, logged or fetched anything it should not."""
    goes_back = request.node.get_closest_marker("back")
    browser = request.getfixturevalue("keeping_browser" if goes_back else "browser")
    made: list[Phone] = []

    def make(*, width: int = 360, height: int = 740, scripts: bool = True) -> Phone:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)  # a slow machine is no fault of a page
        made.append(Phone(context.new_page(), council))
        return made[-1]

    yield make
    for phone in made:
        phone.page.context.close()
    assert [fault for phone in made for fault in phone.faults] == []


@pytest.fixture
def phone(phones: Any) -> Phone:
    """A phone with scripts, 360 by 740."""
    return phones()


@pytest.fixture
def plain_phone(phones: Any) -> Phone:
    """The same phone with scripts turned off."""
    return phones(scripts=False)


@pytest.fixture
def page(phone: Phone) -> Page:
    """The page open on the phone."""
    return phone.page


@pytest.fixture
def stored(council: Council) -> Any:
    """Reads the sealed intake: a list of (answers, equality, comments)."""
    return lambda: sealed_answers(council.database)


@pytest.fixture(scope="package")
def reader(installation: tuple[Settings, Database], codes: dict[str, str]) -> Round:
    """A duty reader's account, and a counted round with no comments yet."""
    settings, database = installation
    with clock.frozen_at(NOON - dt.timedelta(days=450)), database.writing() as session:
        return make_reader(session, settings)


@pytest.fixture
def written(council: Council, reader: Round) -> Iterator[Database]:
    """The council's database with comments, while the test lasts."""
    with council.database.writing() as session:
        write_comments(session, reader)
    yield council.database
    with council.database.writing() as session:
        session.execute(delete(Comment))


@pytest.fixture
def somebody(application: Flask, council: Council) -> Iterator[None]:
    """The council has set who listens, while the test lasts."""
    before = application.extensions["feedback"]
    settings = replace(
        before.settings,
        duty_reader="Ada",
        duty_cover="Bob",
        out_of_hours="At night call 01632 960999.",
    )
    application.extensions["feedback"] = replace(before, settings=settings)
    yield
    application.extensions["feedback"] = before
    with council.database.writing() as session:
        session.execute(delete(TalkRequest))
        session.execute(text("UPDATE concerns SET closed_on = '2026-11-23', held = 0"))
        for table in ("passed_compliments", "concern_actions", "concern_exclusions", "concerns"):
            session.execute(text(f"DELETE FROM {table}"))
