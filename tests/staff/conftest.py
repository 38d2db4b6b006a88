"""A small council with staff of every role, behind a real app on a real database."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

import feedback.models.answering
import feedback.models.reporting  # noqa: F401 - its tables
from feedback import accounts, audit, clock, passwords, second_steps
from feedback.app import create_app
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.accounts import Account, Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Channel, Collector, PublishedVersion, Round, RoundTeam, Team
from feedback.web.context import KEY
from tests.councils import make_database, make_snapshot
from tests.printing import print_batch
from tests.provider import CLIENT, SECRET, FakeProvider, serve

PASSWORD = "correct horse battery"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOON.date()


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that an app shows now, or so many seconds later."""
    at = int(clock.now().timestamp()) + later
    return str(TOTP(key=secret, format="base32").generate(time=at).token)


class Browser(FlaskClient):
    """A browser that opens the public address, so that its cookies travel."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Open a page."""
        installation = self.application.extensions[KEY]
        more.setdefault("base_url", installation.settings.public_url)
        return super().open(*args, **more)


class Council:
    """The app under test, and what a test does with it."""

    def __init__(self, app: Flask, database: Database, settings: Settings) -> None:
        self.app = app
        self.database = database
        self.settings = settings

    def client(self) -> FlaskClient:
        """A browser of its own."""
        self.app.test_client_class = Browser
        return self.app.test_client()

    def proof(self, client: FlaskClient, path: str = "/staff/sign-in") -> str:
        """The csrf_token of the form on a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def post(self, client: FlaskClient, path: str, *, page: str, **fields: str) -> TestResponse:
        """Send the form of `page` to `path`."""
        fields["csrf_token"] = self.proof(client, page)
        return client.post(path, data=fields)

    def try_to_sign_in(
        self, client: FlaskClient, email: str, password: str, **more: str
    ) -> TestResponse:
        """Fill in the sign-in page."""
        fields = {"email": email, "password": password, **more}
        return self.post(client, "/staff/sign-in", page="/staff/sign-in", **fields)

    def signed_in(self, role: str = "analyst") -> FlaskClient:
        """A browser in which somebody with this role is signed in."""
        client = self.client()
        response = self.try_to_sign_in(client, f"{role}@council.gov.uk", PASSWORD)
        assert response.status_code == 302, response.text
        return client

    def half_signed_in(self, role: str = "analyst") -> FlaskClient:
        """A browser in which the password was right and the code is still to come."""
        client = self.signed_in(role)
        assert client.get("/staff/rounds").status_code == 302
        return client

    def give_second_step(self, role: str = "analyst") -> tuple[str, list[str]]:
        """Switch the second step on for somebody; the secret of their app, and their recovery codes.

        That was half a minute ago: the code of now is not used yet.
        """
        secret = second_steps.make_secret()
        before = clock.now() - dt.timedelta(seconds=second_steps.STEP)
        with clock.frozen_at(before), self.database.writing() as session:
            account = accounts.get_by_email(session, f"{role}@council.gov.uk")
            assert account
            codes = second_steps.switch_on(
                session, self.settings, account, secret=secret, typed=code_of(secret)
            )
        return secret, codes

    def enter_code(self, client: FlaskClient, typed: str) -> TestResponse:
        """Fill in the page of the second step."""
        return self.post(client, "/staff/second-step", page="/staff/second-step", code=typed)

    def account(self, email: str) -> Account:
        """The account as it is now."""
        with self.database.reading() as session:
            account = accounts.get_by_email(session, email)
        assert account
        return account

    def invite(self, email: str, role: Role = Role.ANALYST) -> str:
        """Invite somebody; the path of the invitation."""
        with self.database.writing() as session:
            url = accounts.make_invitation(
                self.settings, accounts.invite(session, email, role=role)
            )
        return url.removeprefix(self.settings.public_url)

    def deeds(self) -> list[tuple[str, str]]:
        """What the audit says was done to what."""
        with self.database.reading() as session:
            return [(row.deed, row.thing) for row in audit.list_deeds(session)]

    def round(
        self, *, days: tuple[int, int] = (-10, 10), team: str = "North", **facts: object
    ) -> int:
        """Plan a round from and to so many days from today; its id."""
        with self.database.writing() as session:
            round_ = Round(
                version_id=1,
                opens_on=TODAY + dt.timedelta(days=days[0]),
                closes_on=TODAY + dt.timedelta(days=days[1]),
                **facts,
            )
            found = session.scalars(select(Team).where(Team.name == team)).one()
            round_.teams = [RoundTeam(team=found, due=40)]
            session.add(round_)
            session.flush()
            return round_.id

    def print_slips(self, count: int, *, like: int = 1) -> list[str]:
        """Print a batch of slips for the team of a collector; their codes."""
        with self.database.reading() as session:
            collector = session.get_one(Collector, like)
        return print_batch(self.database, self.settings, collector, count)[1]

    def answer(
        self, round_id: int, times: int, *, comments: str = "{}", waits: bool = False
    ) -> None:
        """Put so many answers into the sealed intake, to be read by tomorrow where they wait."""
        with self.database.writing() as session:
            for _ in range(times):
                session.add(
                    SealedAnswer(
                        round_id=round_id,
                        collector_id=1,
                        version_id=1,
                        variant="standard",
                        language="en",
                        mode="own",
                        answers="[]",
                        equality="[]",
                        comments=comments,
                        read_by_on=TODAY + dt.timedelta(days=1) if waits else None,
                    )
                )


COUNCIL_ROLES = (
    "g-chiefs=administrator, g-north=manager:North, g-qa=analyst, g-lost=manager:Nowhere"
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Monday 23 November 2026, noon."""
    with clock.frozen_at(NOON):
        yield


CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # tried so often


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password."""
    return CHEAP.hash(PASSWORD)


@pytest.fixture(autouse=True)
def hash_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cheap hashes be what is made now, or each sign-in would make one anew."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)


@pytest.fixture
def public_url() -> str:
    """Where the council's service is."""
    return "http://127.0.0.1:8000"


@pytest.fixture
def second_step() -> str:
    """What is set about the second step: nothing."""
    return ""


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, password_hash: str) -> Path:
    """The folder of a council with two teams, one questionnaire, and one account for each role: made once."""
    folder = tmp_path_factory.mktemp("furnished")
    database = make_database(folder)
    with clock.frozen_at(NOON), database.writing() as session:
        north, south = Team(name="North", service="Help"), Team(name="South", service="Help")
        session.add_all([north, south, make_version()])
        session.flush()
        session.add(
            Collector(
                questionnaire="iro-survey",
                team_id=north.id,
                channel=Channel.POSTER.value,
                code="BCDFGH",
            )
        )
        for role in Role:
            team = north if role in (Role.MANAGER, Role.CHAMPION, Role.CONTRIBUTOR) else None
            account = accounts.make_account(session, f"{role}@council.gov.uk", role=role, team=team)
            account.password = password_hash
    return put_away(database)


@pytest.fixture
def council(furnished: Path, tmp_path: Path, public_url: str, second_step: str) -> Council:
    """Two teams, one questionnaire, and one account for each role."""
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    return open_council(tmp_path, public_url=public_url, second_step=second_step)


def put_away(database: Database) -> Path:
    """Close a database that nobody else has open; its folder, to be copied."""
    database.checkpoint()
    database.engine.dispose()
    return Path(database.file).parent


def open_council(
    folder: Path, *, public_url: str = "http://127.0.0.1:8000", second_step: str = ""
) -> Council:
    """The council whose folder this is."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(folder),
            "FEEDBACK_PUBLIC_URL": public_url,
            "FEEDBACK_COUNCIL_NAME": "Westmere",
            "FEEDBACK_SECOND_STEP": second_step,
        }
    )
    return Council(create_app(settings), Database(settings.database_url), settings)


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A provider at whose page Kim sits, of the group of analysts."""
    with serve() as served:
        served.person = {
            "sub": "kim-1",
            "preferred_username": "kim@council.gov.uk",
            "groups": ["g-qa"],
        }
        yield served


@pytest.fixture
def who_may() -> str:
    """Who may use a password: everybody."""
    return ""


@pytest.fixture
def joined(council: Council, provider: FakeProvider, who_may: str, tmp_path: Path) -> Council:
    """The council, with that provider set."""
    secret = tmp_path / "client-secret"
    secret.write_text(SECRET)
    council.settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path),
            "FEEDBACK_PUBLIC_URL": council.settings.public_url,
            "FEEDBACK_SECOND_STEP": "required",
            "FEEDBACK_OIDC_ISSUER": provider.issuer,
            "FEEDBACK_OIDC_CLIENT_ID": CLIENT,
            "FEEDBACK_OIDC_CLIENT_SECRET_FILE": str(secret),
            "FEEDBACK_OIDC_ROLES": COUNCIL_ROLES,
            "FEEDBACK_PASSWORDS": who_may,
        }
    )
    council.app = create_app(council.settings)
    return council


def list_forms(app: Flask) -> set[str]:
    """Every address of staff that takes a form."""
    rules = app.url_map.iter_rules()
    return {r.rule for r in rules if "POST" in (r.methods or ()) and r.rule.startswith("/staff/")}


def make_version() -> PublishedVersion:
    """A published questionnaire with a few questions."""
    snapshot = make_snapshot().model_copy(update={"name": "Your IRO"})
    return PublishedVersion(
        questionnaire="iro-survey",
        number=1,
        snapshot=snapshot.to_json(),
        sha256=snapshot.sha256,
        published_on=TODAY,
    )
