"""The tables: made by migrations as the models say, and without anything that ties an answer to a person."""

import datetime as dt
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Date, inspect
from sqlalchemy.sql.sqltypes import DateTime, Time

import feedback.models.accounts
import feedback.models.answering
import feedback.models.auditing
import feedback.models.holding
import feedback.models.reporting  # noqa: F401 - every table
from feedback.db import Database
from feedback.models.base import Base, UTCDateTime
from feedback.schema import _config, is_current, upgrade

ANSWERS = {"intake", "receipts", "responses", "comments", "equality_answers"}
PEOPLE = {"accounts", "audit"}
SLIPS = {"slips", "slip_batches"}


@pytest.fixture
def made(tmp_path: Path) -> Database:
    """A database that the migrations made."""
    database = Database(f"sqlite:///{tmp_path}/made.db")
    upgrade(database)
    return database


def test_the_migrations_make_what_the_models_say(made: Database) -> None:
    """No column, index or constraint more or less."""
    with made.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_upgrading_twice_changes_nothing(made: Database) -> None:
    """It is current before and after."""
    with made.reading() as session:
        before = session.connection().exec_driver_sql("SELECT sql FROM sqlite_master").all()

    upgrade(made)

    with made.reading() as session:
        after = session.connection().exec_driver_sql("SELECT sql FROM sqlite_master").all()
    assert before == after
    assert is_current(made)


def test_an_empty_file_is_not_current(tmp_path: Path) -> None:
    """`init` is due."""
    database = Database(f"sqlite:///{tmp_path}/empty.db")

    current = is_current(database)

    assert current is False


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_no_answer_has_a_time(made: Database, name: str) -> None:
    """Neither in the model nor on disk; the day a comment is to be read by is the only date, till the count."""
    columns = inspect(made.engine).get_columns(name)
    table = Base.metadata.tables[name]

    timed = {c["name"] for c in columns if isinstance(c["type"], (Date, DateTime, Time))}
    modelled = {
        c.name for c in table.columns if isinstance(c.type, (Date, DateTime, Time, UTCDateTime))
    }

    assert timed == modelled == ({"read_by_on"} if name == "intake" else set())


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_no_answer_is_numbered(made: Database, name: str) -> None:
    """A random key, no row number: nothing says which came first."""
    with made.reading() as session:
        sql = session.connection().exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
        ).scalar_one()  # fmt: skip
    (key,) = Base.metadata.tables[name].primary_key.columns

    assert sql.rstrip().endswith("WITHOUT ROWID")
    assert "AUTOINCREMENT" not in sql.upper()
    assert key.type.python_type is bytes


def reach(made: Database, start: set[str]) -> set[str]:
    """Every table that foreign keys lead to from `start`."""
    looked, found = inspect(made.engine), set(start)
    while True:
        more = {
            key["referred_table"] for table in found for key in looked.get_foreign_keys(table)
        } - found
        if not more:
            return found
        found |= more


def test_no_path_leads_from_people_to_answers(made: Database) -> None:
    """Accounts and audit reach no answer, answers reach no account, and no table has both."""
    tables = set(inspect(made.engine).get_table_names())

    both = [t for t in tables if reach(made, {t}) & ANSWERS and reach(made, {t}) & PEOPLE]

    assert tables >= ANSWERS | PEOPLE
    assert reach(made, PEOPLE) & ANSWERS == set()
    assert reach(made, ANSWERS) & PEOPLE == set()
    assert both == []


def test_answers_share_no_key(made: Database) -> None:
    """After the count a comment, an equality answer and a response have only round and team in common."""
    columns = {name: set(Base.metadata.tables[name].columns.keys()) for name in ANSWERS}

    shared = columns["responses"] & columns["comments"] - {"id"}

    assert shared == {"round_id", "team_id", "language"}
    assert columns["responses"] & columns["equality_answers"] - {"id"} == {"round_id"}
    assert "id" not in columns["receipts"]


def test_a_moment_without_a_zone_is_refused(made: Database) -> None:
    """Only aware moments are stored, and they come back as UTC."""
    kind, dialect = UTCDateTime(), made.engine.dialect
    summer = dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    kept = kind.process_bind_param(summer, dialect)

    assert kind.process_result_value(kept.replace(tzinfo=None), dialect) == summer
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(dt.datetime(2026, 7, 1), dialect)  # noqa: DTZ001 - that is the point


def test_an_installation_of_the_release_before_keeps_its_rows(tmp_path: Path) -> None:
    """Up from the first tables with a round and an answer in them, and down again: both as they were."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    rows = (
        "INSERT INTO teams VALUES (1, 'Oak', 'Care', NULL)",
        "INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')",
        "INSERT INTO rounds (id, version_id, opens_on, closes_on) VALUES (1, 1, '2026-01-01', '2026-02-01')",
        "INSERT INTO collectors (id, questionnaire, team_id, channel, code) VALUES (1, 'iro-survey', 1, 'poster', 'B')",
        "INSERT INTO intake VALUES (x'01', 1, 1, 1, 'standard', 'en', 'self', NULL, '[]', '[]', '{}', NULL)",
    )
    config = _config()
    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0001")
        for row in rows:
            session.connection().exec_driver_sql(row)
        before = session.connection().exec_driver_sql("SELECT * FROM intake").all()

    upgrade(database)
    with database.writing() as session:
        burst = "SELECT burst_id, hurried FROM intake UNION ALL SELECT left_out, sealed FROM rounds"
        added = session.connection().exec_driver_sql(burst).all()
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "0001")
        after = session.connection().exec_driver_sql("SELECT * FROM intake").all()

    assert added == [(None, 0), (0, 0)]
    assert broken == []
    assert after == before


def test_no_path_leads_between_slips_and_answers(made: Database) -> None:
    """A slip reaches no answer and an answer no slip; both know the collector, which is one for hundreds."""
    assert set(inspect(made.engine).get_table_names()) >= SLIPS
    assert reach(made, SLIPS) & ANSWERS == set()
    assert reach(made, ANSWERS) & SLIPS == set()


def test_slips_are_not_numbered(made: Database) -> None:
    """A hash is the key and there is no row number: nothing says which was printed first."""
    with made.reading() as session:
        sql = session.connection().exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'slips'"
        ).scalar_one()  # fmt: skip

    assert sql.rstrip().endswith("WITHOUT ROWID")
    assert {c["name"] for c in inspect(made.engine).get_columns("slips")} == {
        "code_hash", "batch_id",
    }  # fmt: skip
