"""A council to test with: settings in a temporary folder, a real database, a fixed clock; every page is looked at."""

import datetime as dt
import gc
import gzip
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, request, request_finished
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import clock
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.teams import TeamLine, list_teams, save_teams
from feedback.versions import open_published, publish_shipped
from tests.mail import Mailbox, receiving
from tests.markup import list_faults
from tests.remembering import remembering

ROOT = Path(__file__).resolve().parent.parent
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)  # a Monday
TEAMS = (
    TeamLine("Oak", "Children in care", None),
    TeamLine("Elm", "Children in care", None),
    TeamLine("Ash", "Children in care", None),
)
OFTEN = 5000  # new objects between two looks for garbage; Python's own 700 are for programs that make few

gc.disable()  # while tests are collected: half a million objects, and every one of them stays


def pytest_collection_finish() -> None:
    """Look for garbage from here on, but never again among what was loaded: that took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OFTEN)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the figures that were told (`tell` in tests/durability): here, where it is known also when others run the tests."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    told = [value for one in reports for name, value in one.user_properties if name == "figure"]
    if told:
        terminalreporter.section("figures")
    for line in told:
        terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def remembered() -> Iterator[None]:
    """What is the same in every test is worked out once."""
    with remembering():
        yield


@pytest.fixture(autouse=True)
def page_faults() -> Iterator[list[str]]:
    """What is wrong with the pages a test has opened through a client of Flask, any app's: nothing, at the end.

    A server in a thread of its own is left alone: journeys look at its pages with a browser.
    """
    faults: list[str] = []
    here = threading.current_thread()

    def look(_app: Flask, response: Response, **_: object) -> None:
        # What a redirect says besides its address is Werkzeug's and seen by nobody.
        seen = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if seen and threading.current_thread() is here and (page := response.get_data()):
            page = gzip.decompress(page) if response.content_encoding == "gzip" else page
            found = list_faults(page.decode())
            faults.extend(f"{request.method} {request.path}: {fault}" for fault in found)

    with request_finished.connected_to(look):
        yield faults
    assert faults == []


@pytest.fixture
def noon() -> Iterator[dt.datetime]:
    """The clock stands at noon of Monday 23 November 2026."""
    with clock.frozen_at(NOON):
        yield NOON


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a new installation in a temporary folder."""
    return read_settings(
        {"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_COUNCIL_NAME": "Westmere Council"}
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the shipped questionnaires published and three teams, made once."""
    folder = tmp_path_factory.mktemp("template")
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        publish_shipped(session, settings.forms, read_library(settings.forms), on=NOON.date())
        save_teams(session, TEAMS)
    database.checkpoint()
    database.engine.dispose()
    return Path(database.file)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server on this machine."""
    with receiving() as box:
        yield box


@pytest.fixture
def mailing(settings: Settings, box: Mailbox) -> Settings:
    """The settings that lead to it."""
    return read_settings({"FEEDBACK_INSTANCE": str(settings.instance), **box.environ()})


@pytest.fixture
def database(settings: Settings, template: Path, noon: dt.datetime) -> Iterator[Database]:
    """A database with the shipped questionnaires published and three teams."""
    yield from copy_database(settings, template)


@pytest.fixture
def round_(database: Database, settings: Settings) -> Round:
    """The IRO survey, version 2, open since today for the three teams until 31 December."""
    return open_round_of(database, settings, "iro-survey@2")


@pytest.fixture
def collectors(database: Database, round_: Round) -> list[Collector]:
    """The collectors of `round_`, one a team: Oak, Elm, Ash."""
    with database.reading() as session:
        return list_collectors(session, round_id=round_.id)


@pytest.fixture
def oak(collectors: list[Collector]) -> str:
    """The address of Oak's questions while `round_` is open."""
    return f"/q/{collectors[0].code}"


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The application of this council."""
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor with a browser."""
    return app.test_client()


def copy_database(settings: Settings, template: Path) -> Iterator[Database]:
    """A database that begins as the template, until it is put away."""
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    yield database
    database.engine.dispose()


def stored(database: Database) -> list[SealedAnswer]:
    """Every row of the sealed intake."""
    with database.reading() as session:
        return list(session.scalars(select(SealedAnswer)))


def open_round_of(
    database: Database,
    settings: Settings,
    name: str,
    *,
    opens_on: dt.date = dt.date(2026, 11, 23),
    closes_on: dt.date = dt.date(2026, 12, 31),
) -> Round:
    """A round of `name` for every team, between two days."""
    with database.writing() as session:
        return plan_round(
            session,
            open_published(session, name),
            list_teams(session),
            opens_on=opens_on,
            closes_on=closes_on,
            zone=settings.zone,
        )
