"""The secret key is changed and nothing is lost: what can be locked anew is, and the old line stays as long as it has to."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from feedback import clock
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.links import open_link
from feedback.models.asking import Collector
from feedback.models.posting import Email
from feedback.news_contacts import add_contact, count_lost, read_contact
from feedback.seals import NEWS, seal
from feedback.slips import open_batch, void_batch
from tests.cli.conftest import Run
from tests.printing import print_batch

NEW = "n" * 48


def open_council() -> tuple[Database, Settings]:
    """Its database, with the keys of now."""
    settings = read_settings()
    return Database(settings.database_url), settings


def doctor(council: Run) -> dict[str, Any]:
    """What it says of the secret key; nothing where it says nothing."""
    checks = json.loads(council("doctor", "--json").out)
    return next((one for one in checks if one["check"] == "secret key"), {})


def test_init_locks_addresses_anew(council: Run, tmp_path: Path) -> None:
    """Of those who wait for news, and of e-mails to them. The control: without it nobody can be told, and doctor says so."""
    key = tmp_path / "secret-key"
    database, settings = open_council()
    with database.writing() as session:
        add_contact(session, settings, "iro-survey", read_contact("sam@example.org"))
        address = seal(settings, "kim@example.org", purpose=NEWS)
        session.add(
            Email(
                address=address, subject="", body="", made_at=clock.now(), due_at=clock.now(), news_key=b"k"
            )
        )  # fmt: skip
    old = key.read_text()
    key.write_text(f"{NEW}\n{old}")
    before = doctor(council)
    key.write_text(f"{NEW}\n")
    lost = doctor(council)
    key.write_text(f"{NEW}\n{old}")

    council("init")
    after = doctor(council)
    key.write_text(f"{NEW}\n")

    database, settings = open_council()
    with database.reading() as session:
        assert count_lost(session, settings) == 0
    assert before["advice"].startswith("Run 'feedback init'")
    assert not lost["ok"]
    assert "the addresses of 2 who asked to be told what changed" in lost["advice"]
    assert after["advice"].endswith("a day after the new one came.")
    assert doctor(council) == {}


def test_the_doctor_names_the_day_until_which_an_old_line_stays(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """That of the last slips printed with it. Taken out before, their codes lead nowhere, and it is said, unless they are void."""
    key = tmp_path / "secret-key"
    database, settings = open_council()
    with database.reading() as session:
        like = session.scalars(select(Collector).order_by(Collector.id)).all()[0]
    batch, (code,) = print_batch(database, settings, like, 1)
    key.write_text(f"{NEW}\n{key.read_text()}")

    council("init")
    kept = doctor(council)
    key.write_text(f"{NEW}\n")
    lost = doctor(council)

    database, settings = open_council()
    with database.writing() as session:
        assert not leads(session, code, settings)
        void_batch(session, open_batch(session, batch), zone=settings.zone)
    assert kept["ok"]
    assert "until 30 November 2027: slips printed with it" in kept["advice"]
    assert not lost["ok"]
    assert "slips that are good until 30 November 2027" in lost["advice"]
    assert doctor(council) == {}


def leads(session: Any, code: str, settings: Settings) -> bool:
    """Whether a slip opens a questionnaire."""
    return open_link(session, code, zone=settings.zone, keys=settings.secret_keys) is not None
