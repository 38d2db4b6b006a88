"""The tables: made by migrations as the models say. What must not be in them is held in tests/privacy."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, inspect
from sqlalchemy.exc import IntegrityError

import feedback.models.accounts
import feedback.models.answering
import feedback.models.auditing
import feedback.models.holding
import feedback.models.reporting  # noqa: F401 - every table
from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.leftovers import LEFTOVERS
from feedback.models.asking import Meta
from feedback.models.base import Base, UTCDateTime
from feedback.schema import _config, check_current, is_current, upgrade
from tests.filling import fill

REVISIONS = sorted(
    script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
)
# What migrations change in old rows on purpose, or take away.
CHANGED = {
    ("intake", "read_by_on"),
    ("concern_actions", "id"),
    ("language_readers", "days"),
    ("news_contacts", "until_on"),
    ("emails", "until_on"),
}


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


@contextmanager
def moved(
    database: Database, revision: str, how: Callable[[Config, str], None] = command.upgrade
) -> Iterator[Connection]:
    """The database brought to `revision`, to put rows into it in the same transaction."""
    config = _config()
    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        how(config, revision)
        yield session.connection()


def make_at(file: Path, revision: str) -> Database:
    """A database with the tables of `revision` and rows in each."""
    database = Database(f"sqlite:///{file}")
    with moved(database, revision) as connection:
        fill(connection)
    return database


def ask(database: Database, words: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    with database.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(words)]


def list_columns(database: Database) -> dict[str, str]:
    """The columns of each table, as a query names them."""
    with database.reading() as session:
        tables = inspect(session.connection())
        return {
            table: ", ".join(
                f'"{column["name"]}"'
                for column in tables.get_columns(table)
                if (table, column["name"]) not in CHANGED
            )
            for table in tables.get_table_names()
            if table != "alembic_version"
        }


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_from_every_release_keeps_every_row_and_rule(
    made: Database, tmp_path: Path, revision: str
) -> None:
    """Rows in every table there was then: all are there, refer to what is there, and are guarded as in a new one."""
    database = make_at(tmp_path / "older.db", revision)
    columns = list_columns(database)
    queries = [f'SELECT {names} FROM "{table}" ORDER BY 1, 2' for table, names in columns.items()]
    guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = [ask(database, query) for query in queries]

    upgrade(database)
    with database.writing() as session:  # that the file is to be written anew is no row of theirs
        session.execute(delete(Meta).where(Meta.name == LEFTOVERS))

    assert is_current(database)
    assert all(before)
    assert [ask(database, query) for query in queries] == before
    assert ask(database, "PRAGMA foreign_key_check") == []
    assert ask(database, guards) == ask(made, guards)
    with pytest.raises(IntegrityError, match="never updated"), database.writing() as session:
        session.connection().exec_driver_sql("UPDATE audit SET thing = 'another'")


def test_after_an_upgrade_foreign_keys_hold_again(tmp_path: Path) -> None:
    """On the very connection that had none meanwhile."""
    database = make_at(tmp_path / "older.db", "0010")

    upgrade(database)

    assert database.engine.pool.checkedin() == 1  # type: ignore[attr-defined] - of this pool
    assert ask(database, "PRAGMA foreign_keys") == [(1,)]
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO recovery_codes VALUES (99, 'hash')")


def test_an_upgrade_refuses_rows_that_refer_to_nothing(tmp_path: Path) -> None:
    """One sentence that names the tables, the old tables as they were, and foreign keys that hold again."""
    database = make_at(tmp_path / "older.db", "0010")
    with database.remaking() as session:
        session.connection().exec_driver_sql("DROP TRIGGER audit_is_never_updated")
    raw = database.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA foreign_keys=0")  # type: ignore[union-attr]
    raw.driver_connection.execute("UPDATE audit SET done_by = 99")  # type: ignore[union-attr]
    raw.driver_connection.execute("PRAGMA foreign_keys=1")  # type: ignore[union-attr]
    raw.close()
    before = ask(database, "SELECT sql FROM sqlite_master ORDER BY name")

    with pytest.raises(StorageError, match="from audit to accounts: restore a copy"):
        upgrade(database)

    assert ask(database, "SELECT sql FROM sqlite_master ORDER BY name") == before
    assert ask(database, "PRAGMA foreign_keys") == [(1,)]


def test_an_empty_file_is_not_current(tmp_path: Path) -> None:
    """`init` is due."""
    database = Database(f"sqlite:///{tmp_path}/empty.db")

    current = is_current(database)

    assert current is False
    with pytest.raises(StorageError, match="feedback init"):
        check_current(database)


def test_a_database_of_a_newer_release_is_left_alone(made: Database) -> None:
    """Neither upgraded nor sent to `init`: one sentence says which program it needs."""
    with made.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    for look in (upgrade, check_current):
        with pytest.raises(StorageError, match="of a newer release than this program"):
            look(made)

    assert not is_current(made)
    assert ask(made, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_a_moment_without_a_zone_is_refused(made: Database) -> None:
    """Only aware moments are stored, and they come back as UTC."""
    kind, dialect = UTCDateTime(), made.engine.dialect
    summer = dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    kept = kind.process_bind_param(summer, dialect)

    assert kind.process_result_value(kept.replace(tzinfo=None), dialect) == summer
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(dt.datetime(2026, 7, 1), dialect)  # noqa: DTZ001 - that is the point


def test_the_second_step_comes_and_goes_with_accounts_in_it(tmp_path: Path) -> None:
    """Up, whoever has a password has joined and nobody is locked; down, the accounts are as they were."""
    database = Database(f"sqlite:///{tmp_path}/moved.db")
    before = ScriptDirectory.from_config(_config()).get_revision("0003").down_revision
    rows = [("a@b.uk", "analyst", "hashed", "1"), ("c@d.uk", "manager", None, "2")]

    def move(go: Callable[[Config, str], None], to: str, ask: str) -> list[tuple[object, ...]]:
        with moved(database, to, go) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(ask)]

    move(command.upgrade, str(before), "SELECT 1")
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO accounts (email, role, password, fs_uniquifier) VALUES (?, ?, ?, ?)", rows
        )
    up = move(
        command.upgrade,
        "0003",
        "SELECT joined, locks, second_step, last_step FROM accounts ORDER BY id",
    )
    with database.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO recovery_codes VALUES (1, 'hash')")
    down = move(
        command.downgrade,
        str(before),
        "SELECT email, role, password, fs_uniquifier FROM accounts ORDER BY id",
    )

    assert up == [(1, 0, None, None), (0, 0, None, None)]
    assert down == rows


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
    with moved(database, "0001") as connection:
        for row in rows:
            connection.exec_driver_sql(row)
        before = connection.exec_driver_sql("SELECT * FROM intake").all()

    upgrade(database)
    with database.writing() as session:
        burst = "SELECT burst_id, hurried FROM intake UNION ALL SELECT left_out, sealed FROM rounds"
        added = session.connection().exec_driver_sql(burst).all()
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
    with moved(database, "0001", command.downgrade) as connection:
        after = connection.exec_driver_sql("SELECT * FROM intake").all()

    assert added == [(None, 0), (0, 0)]
    assert broken == []
    assert after == before


def test_files_that_were_issued_without_comments_and_hold_some_go(tmp_path: Path) -> None:
    """Their lines stay, and so do the files that may hold comments. The file is to be written anew."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    issue = (
        "INSERT INTO issues (id, first_on, span, number, comments, issued_on, sha256, size, changes, kept_until)"
        " VALUES (?, '2026-04-01', 'year', ?, ?, '2027-04-05', 'x', 1, '', '2032-09-30')"
    )
    with moved(database, "0024") as connection:
        for id_ in (1, 2):
            connection.exec_driver_sql(issue, (id_, id_, id_ - 1))
            connection.exec_driver_sql("INSERT INTO issue_files VALUES (?, x'00', '{}')", (id_,))

    upgrade(database)

    with database.reading() as session:
        asked = ("SELECT issue_id FROM issue_files", "SELECT id FROM issues ORDER BY id")
        left = [session.connection().exec_driver_sql(one).scalars().all() for one in asked]
        assert left == [[2], [1, 2]]
        assert session.get(Meta, LEFTOVERS)


def test_days_of_a_language_go_and_what_waits_keeps_its_day(tmp_path: Path) -> None:
    """Up, who reads stays and an answer is due when it was; down, every language has the usual day."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    answer = dict.fromkeys(("round_id", "collector_id", "version_id"), "1")
    answer |= dict.fromkeys(("answers", "equality", "comments"), "'{}'")
    answer |= {"id": "x'01'", "variant": "'standard'", "language": "'pl'", "mode": "'self'"}
    answer["read_by_on"] = "'2026-01-09'"
    rows = (
        "INSERT INTO language_readers VALUES ('pl', 'Interpreters', 'Duty', 'pl@council.gov.uk', 5)",
        "INSERT INTO teams (id, name, service) VALUES (1, 'Oak', 'Care')",
        "INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')",
        "INSERT INTO rounds (id, version_id, opens_on, closes_on) VALUES (1, 1, '2026-01-01', '2026-02-01')",
        "INSERT INTO collectors (id, questionnaire, team_id, channel, code) VALUES (1, 'iro-survey', 1, 'poster', 'B')",
        f"INSERT INTO intake ({', '.join(answer)}) VALUES ({', '.join(answer.values())})",
    )
    with moved(database, "0026") as connection:
        for row in rows:
            connection.exec_driver_sql(row)

    upgrade(database)
    up = ask(database, "SELECT l.*, i.read_by_on FROM language_readers l, intake i")
    with moved(database, "0026", command.downgrade):
        pass

    assert up == [("pl", "Interpreters", "Duty", "pl@council.gov.uk", "2026-01-09")]
    assert ask(database, "SELECT language, days FROM language_readers") == [("pl", 1)]


def test_a_round_that_ended_early_ends_on_that_day(tmp_path: Path) -> None:
    """Closed at midnight or at once; what is not counted, and what ended as it was planned, stays."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    ends = (
        ("2026-11-24 00:00:00.000000", "2026-11-24", "2026-11-23"),
        ("2026-06-23 23:00:00.000000", "2026-06-24", "2026-06-23"),  # midnight in summer
        ("2026-06-23 12:00:00.000000", "2026-06-23", "2026-06-23"),
        ("2025-12-31 21:00:00.000000", "2026-01-01", "2026-01-01"),  # stopped in its first hours
        ("2026-11-24 00:00:00.000000", None, "2027-01-01"),
        (None, "2027-01-02", "2027-01-01"),
    )
    with moved(database, "0026") as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')")
        for ended_at, counted_on, _ in ends:
            run(
                "INSERT INTO rounds (version_id, opens_on, closes_on, ended_at, counted_on)"
                " VALUES (1, '2026-01-01', '2027-01-01', ?, ?)",
                (ended_at, counted_on),
            )

    upgrade(database)

    found = ask(database, "SELECT closes_on FROM rounds ORDER BY id")
    assert found == [(closes_on,) for *_, closes_on in ends]


def test_addresses_of_news_stay_a_year_at_most(tmp_path: Path) -> None:
    """Asked for in November and due at the end of November: now at the end of October, and e-mails to them too."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    with moved(database, "0026") as connection:
        fill(connection)
        for table in ("news_contacts", "emails"):
            connection.exec_driver_sql(f"UPDATE {table} SET until_on = '2027-11-30'")

    upgrade(database)

    asked = "SELECT until_on FROM news_contacts UNION SELECT until_on FROM emails"
    assert ask(database, asked) == [("2027-10-31",)]


def test_actions_keep_their_order_and_lose_the_order_of_all(tmp_path: Path) -> None:
    """Each concern's actions are numbered by themselves, and the file is to be written anew. Down again: all are there."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    action = "INSERT INTO concern_actions (concern, done_on, step, words) VALUES (?, '2026-11-23', 'note', ?)"
    said = [("B", "first"), ("A", "one"), ("B", "second"), ("C", "alone"), ("A", "two")]
    with moved(database, "0026") as connection:
        for name in "ABC":
            connection.exec_driver_sql(
                "INSERT INTO concerns (reference, kind, source, raised_on, due_on, words, times, held)"
                " VALUES (?, 'at-risk', 'answer', '2026-11-23', '2026-11-23', '', 1, 0)",
                (name,),
            )
        for row in said:
            connection.exec_driver_sql(action, row)

    upgrade(database)

    found = ask(database, "SELECT concern, number, words FROM concern_actions ORDER BY 1, 2")
    assert found == [
        ("A", 1, "one"),
        ("A", 2, "two"),
        ("B", 1, "first"),
        ("B", 2, "second"),
        ("C", 1, "alone"),
    ]
    with database.reading() as session:
        assert session.get(Meta, LEFTOVERS)
    with moved(database, "0026", command.downgrade):
        pass
    back = ask(database, "SELECT concern, words FROM concern_actions ORDER BY id")
    assert back == [(name, words) for name, _, words in found]


def test_old_concerns_learn_how_long_their_words_are_kept(tmp_path: Path) -> None:
    """By the round of their comment, never later than it told; and which were passed on while about safety."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    rows = (
        "INSERT INTO teams (id, name, service) VALUES (1, 'Oak', 'Care')",
        "INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')",
        "INSERT INTO rounds (id, version_id, opens_on, closes_on, keep_comments_months) VALUES (1, 1, '2025-12-01', '2026-01-31', 13)",
        "INSERT INTO comments (id, round_id, team_id, question, comment, language) VALUES (x'AB', 1, 1, 'best', 'Kind', 'en')",
        *(
            "INSERT INTO concerns (reference, kind, source, raised_on, due_on, words, comment_key)"
            f" VALUES ('{name}', '{kind}', 'comment', '2026-02-01', '2026-02-01', '', {key})"
            for name, kind, key in (
                ("A", "compliment", "'ab'"),
                ("B", "complaint", "NULL"),
                ("C", "at-risk", "NULL"),
            )
        ),
        *(
            f"INSERT INTO concern_actions (concern, done_on, step, words) VALUES ('{name}', '2026-02-01', '{step}', '{words}')"
            for name, step, words in (
                ("A", "passed-on", ""),
                ("B", "passed-on", ""),
                ("B", "moved", "Child at risk is now complaint."),
                ("C", "passed-on", ""),
            )
        ),
    )
    with moved(database, "0026") as connection:
        for row in rows:
            connection.exec_driver_sql(row)

    upgrade(database)

    found = ask(database, "SELECT reference, until_on, acted, emptied FROM concerns ORDER BY 1")
    assert found == [("A", "2027-02-28", 0, 0), ("B", None, 1, 0), ("C", None, 1, 0)]


def test_teams_and_counts_come_and_go_with_rows_in_them(tmp_path: Path) -> None:
    """Up, counted rounds know the names they were counted under; down, teams and rounds are as they were."""
    database = Database(f"sqlite:///{tmp_path}/moved.db")
    before = ScriptDirectory.from_config(_config()).get_revision("0008").down_revision
    rows = "SELECT t.name, t.service, m.due FROM teams t JOIN round_teams m ON m.team_id = t.id ORDER BY m.round_id"

    def move(how: Callable[[Config, str], None], to: str) -> None:
        with moved(database, to, how):
            pass

    def ask(words: str) -> list[tuple[object, ...]]:
        with database.writing() as session:
            result = session.connection().exec_driver_sql(words)
            return [tuple(row) for row in result] if result.returns_rows else []

    move(command.upgrade, before)
    ask("INSERT INTO teams (id, name, service) VALUES (1, 'Oak', 'Help')")
    ask("INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')")
    for number in (1, 2):
        ask(
            f"INSERT INTO rounds (id, version_id, opens_on, closes_on) VALUES ({number}, 1, '2026-01-01', '2026-02-01')"
        )
        ask(f"INSERT INTO round_teams VALUES ({number}, 1, {number}2)")
    ask(
        "INSERT INTO figure_rows (round_id, position, kind, service, team, teams_included, received) VALUES (1, 0, 'team', 'Help', 'Oak', '[\"Oak\"]', 9)"
    )
    old = ask(rows)

    move(command.upgrade, "0008")
    counted_as = ask("SELECT counted_as, refused, no_contact FROM round_teams ORDER BY round_id")
    new = ask(rows)
    move(command.downgrade, before)

    assert counted_as == [("Oak", None, None), (None, None, None)]
    assert old == new == ask(rows) == [("Oak", "Help", 12), ("Oak", "Help", 22)]


def test_the_year_plan_comes_and_goes_with_rows_in_it(tmp_path: Path) -> None:
    """Up, lines and what came of them are stored, one a day; down, the round that made itself stays."""
    database = Database(f"sqlite:///{tmp_path}/moved.db")
    before = ScriptDirectory.from_config(_config()).get_revision("0009").down_revision

    def move(how: Callable[[Config, str], None], to: str) -> None:
        with moved(database, to, how):
            pass

    def ask(words: str) -> list[tuple[object, ...]]:
        with database.writing() as session:
            result = session.connection().exec_driver_sql(words)
            return [tuple(row) for row in result] if result.returns_rows else []

    move(command.upgrade, before)
    ask("INSERT INTO versions VALUES (1, 'iro-survey', 1, '{}', 'x', '2026-01-01')")
    ask(
        "INSERT INTO rounds (id, version_id, opens_on, closes_on) VALUES (1, 1, '2026-01-01', '2026-02-01')"
    )
    old = ask("SELECT * FROM rounds")

    move(command.upgrade, "0009")
    ask(
        "INSERT INTO plans VALUES (1, 'iro-survey', 'yearly', 1, '2026-01-01', 4, 'Head', 6, 0, NULL)"
    )
    ask("INSERT INTO plan_rounds VALUES (1, '2026-01-01', 1, 0)")
    with pytest.raises(IntegrityError):
        ask("INSERT INTO plan_rounds VALUES (1, '2026-01-01', NULL, 0)")
    new = ask("SELECT * FROM rounds")
    move(command.downgrade, before)

    assert old == new == ask("SELECT * FROM rounds")
    names = [row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert not any("plan" in str(name) for name in names)
