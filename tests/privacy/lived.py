"""A round that a thousand people answered through the app, before and after its count."""

import json
import random
import re
import secrets
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from feedback import accounts, clock
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.comments import list_comments, open_comment
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.decisions import release
from feedback.edges import GRACE
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import Form
from feedback.rounds import record_given_out
from feedback.tick import run_tick
from feedback.tokens import read_token
from feedback.versions import snapshot_of
from tests.conftest import open_round_of

PEOPLE = 1000
PASSWORD = "correct horse battery"
READER = "duty-reader@council.gov.uk"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass(frozen=True)
class Sent:
    """What one person sent, the number-th of all: `words` stand nowhere else."""

    number: int
    token: str
    key: bytes
    words: str


@dataclass
class Lived:
    """The council, what was sent in the order it came, and what could be read before the count."""

    settings: Settings
    database: Database
    form: Form
    app: Flask
    sent: list[Sent] = field(default_factory=list)
    before: dict[str, list[int]] = field(default_factory=dict)
    copy_before: Path = Path()

    @property
    def digits(self) -> list[tuple[str, list[str]]]:
        """The questions that everybody is asked, with their codes: a number is spelled in them."""
        return [
            (question.id, [option.code for option in question.options])
            for question in self.form.questions.values()
            if question.kind in (Kind.CHOICE, Kind.SCALE)
            and not question.show_if
            and not question.id.startswith(("eq_", "helped_"))
        ]

    def spell(self, number: int) -> dict[str, str]:
        """The answers that stand for `number`."""
        answers = {}
        for question, codes in self.digits:
            number, digit = divmod(number, len(codes))
            answers[question] = codes[digit]
        assert number == 0, "the questionnaire has too few questions to tell so many apart"
        return answers

    def read(self, answers: str) -> int:
        """The number that stored answers stand for."""
        given = dict(item.split("=", 1) for item in json.loads(answers))
        number, weight = 0, 1
        for question, codes in self.digits:
            number += weight * codes.index(given[question])
            weight *= len(codes)
        return number

    def about(self, number: int) -> dict[str, str]:
        """Answers about the person: the first half of all choose the first, the others the second."""
        return {
            question.id: question.options[number >= PEOPLE // 2].code
            for question in self.form.about("person")
        }


def number_of(words: str) -> int:
    """The number in what somebody wrote."""
    found = re.search(r"person (\d{4})", words)
    assert found, words
    return int(found[1])


def live(folder: Path, template: Path) -> Lived:
    """A thousand people answer, the round is over, it is counted, and every comment is released."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    round_ = open_round_of(database, settings, "iro-survey@2")
    form = snapshot_of(round_.version).form("standard")
    lived = Lived(settings, database, form, create_app(settings))
    _staff(lived)
    _answer(lived, round_)
    _look_before(lived)
    with clock.frozen_at(clock.day_ends_at(round_.closes_on, settings.zone) + GRACE):
        run_tick(database, settings)
        run_tick(database, settings)
        _release(lived)
    database.checkpoint()
    return lived


def _staff(lived: Lived) -> None:
    with lived.database.writing() as session:
        accounts.make_account(session, READER, role=Role.DUTY_READER, password=PASSWORD)
        for number, collector in enumerate(list_collectors(session)):
            record_given_out(session, collector, 700 + number, zone=lived.settings.zone)


def _answer(lived: Lived, round_: Round) -> None:
    with lived.database.reading() as session:
        paths = [f"/q/{c.code}" for c in list_collectors(session, round_id=round_.id)]
    client, chance = lived.app.test_client(), random.Random(15)
    for number in range(PEOPLE):
        path = chance.choice(paths)
        token = TOKEN.findall(client.get(path).text)[0]
        words = f"person {number:04} {secrets.token_hex(12)}"
        read = read_token(token, lived.settings.secret_keys)
        assert read
        answers = {**lived.spell(number), **lived.about(number), "best": words}
        assert client.post(path, data={"token": token, **answers}).status_code == 303
        lived.sent.append(Sent(number, token, read.key, words))


def _look_before(lived: Lived) -> None:
    lived.copy_before = lived.settings.instance.parent / "before.db"
    with sqlite3.connect(lived.database.file) as raw:
        raw.execute("VACUUM INTO ?", (str(lived.copy_before),))
        for name, query in (
            ("default", "SELECT comments FROM intake"),
            ("primary key", "SELECT comments FROM intake ORDER BY id"),
            ("by round", "SELECT comments FROM intake WHERE round_id = 1"),
        ):
            lived.before[name] = [number_of(row) for (row,) in raw.execute(query)]
    raw.close()


def _release(lived: Lived) -> None:
    with lived.database.writing() as session:
        reader = accounts.get_by_email(session, READER)
        for summary in list_comments(session):
            release(session, open_comment(session, summary.id), by=reader)


def sign_in(lived: Lived) -> FlaskClient:
    """A browser in which the duty reader is signed in."""
    client, base = lived.app.test_client(), lived.settings.public_url
    html = client.get("/staff/sign-in", base_url=base).text
    proof = re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]
    fields = {"email": READER, "password": PASSWORD, "csrf_token": proof}
    assert client.post("/staff/sign-in", data=fields, base_url=base).status_code == 302
    return client
