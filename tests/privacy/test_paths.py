"""No table joins a person to an answer, or one part of an answer to another: every table and key is declared here."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    FetchedValue,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)
from sqlalchemy.types import TypeEngine

from feedback.db import Database
from feedback.models import metadata
from feedback.models.base import UTCDateTime

# Every table stands in one group. A new one fails until somebody has decided where it belongs.
GROUPS = {
    # What anybody may know: whom the council asks what and when, and the codes on its posters.
    "public": {
        "teams",
        "former_names",
        "successors",
        "versions",
        "collectors",
        "rounds",
        "round_teams",
        "cohort_counts",
        "pledge_measures",
        "pledge",
        "themes",
        "translations",
        "frozen_languages",
        "recordings",
    },
    # What says something of single people, or of how many were handed what. Contacts would belong here.
    # The year plan names who replies, readers are named by language, and a list holds names of staff.
    "people": {
        "replies",
        "reply_verdicts",
        "accounts",
        "audit",
        "draws",
        "draw_references",
        "prize_draws",
        "prize_entries",
        "emails",
        "issues",
        "issue_rounds",
        "issue_files",
        "orders",
        "activities",
        "given_out",
        "language_readers",
        "plans",
        "plan_teams",
        "plan_rounds",
        "recovery_codes",
        "slip_batches",
        "slips",
        "word_lists",
    },
    # What teams, organisations and inspectors say of their own work, by name. It says nothing of who answered what.
    "returns": {"returns", "return_links"},
    # Where somebody wants to hear of news: it refers to nothing, and nothing to it.
    "contacts": {"news_contacts"},
    # Who wants to be talked to, and what somebody has to act on: words of people, some of them by name. Nothing here
    # refers to an answer, and no answer to it; a team and an account are all that a concern leads to.
    "concerns": {
        "talk_requests",
        "concerns",
        "concern_actions",
        "concern_exclusions",
        "concern_routes",
        "passed_compliments",
    },
    # What people answered, and that they did.
    "answers": {
        "intake",
        "receipts",
        "responses",
        "comments",
        "equality_answers",
        "unread_answers",
    },
    # That many answers came at once through one link, and what was decided; gone at the count.
    "bursts": {"bursts", "batch_decisions"},
    # What may be shown of counted rounds.
    "figures": {"figure_rows", "figures", "option_figures", "channel_figures", "public_results"},
    # What the database knows of itself; it refers to nothing and nothing to it.
    "facts": {"meta"},
}

# Which group may refer to which. Answers refer to public things alone, and nothing refers to an answer:
# a path from a person to an answer leads through something that everybody shares, such as a round.
MAY_REFER = {
    ("public", "public"),
    ("people", "public"),
    ("people", "people"),
    ("returns", "public"),
    ("returns", "returns"),
    ("concerns", "public"),
    ("concerns", "people"),
    ("concerns", "concerns"),
    ("answers", "public"),
    ("answers", "bursts"),
    ("bursts", "public"),
    ("bursts", "bursts"),
    ("figures", "public"),
    ("figures", "figures"),
}

# Every key of an answer, one by one. Whoever adds one says here that many people share what it leads to.
KEYS_OF_ANSWERS = {
    ("intake", "round_id", "rounds"),
    ("intake", "collector_id", "collectors"),  # sealed; the count cuts it
    ("intake", "version_id", "versions"),
    ("intake", "burst_id", "bursts"),  # sealed; more than 350 answers share one
    ("receipts", "round_id", "rounds"),
    ("responses", "round_id", "rounds"),
    ("responses", "team_id", "teams"),
    ("responses", "version_id", "versions"),
    ("comments", "round_id", "rounds"),
    ("comments", "team_id", "teams"),
    ("equality_answers", "round_id", "rounds"),
    ("unread_answers", "round_id", "rounds"),
    ("unread_answers", "team_id", "teams"),
}

# The one date among answers: a day, in the sealed intake, until a duty reader has read the comments.
DATES_OF_ANSWERS = {("intake", "read_by_on")}

# Of the tables about concerns the one that no answer and no request writes to.
OF_STAFF = {"concern_routes"}

# What a column of an answer may be. A number that is no key could be a time or a place in a row of people.
KINDS = (String, LargeBinary, Boolean, Date)


def list_faults(tables: MetaData) -> list[str]:
    """Whatever in `tables` could tie, order or date answers, in words."""
    group_of = {name: group for group, names in GROUPS.items() for name in names}
    faults = [f"{name} is in no group" for name in tables.tables if name not in group_of]
    for table in tables.tables.values():
        for key in table.foreign_keys:
            pair = group_of.get(table.name), group_of.get(key.column.table.name)
            if pair not in MAY_REFER:
                faults.append(f"{table.name}.{key.parent.name} leads to {key.column.table.name}")
        if group_of.get(table.name) == "answers":
            faults += _faults_of_answers(table)
        if table.name in GROUPS["concerns"] - OF_STAFF:
            faults += _faults_of_order(table)
    return faults


def _is_constant(default: FetchedValue) -> bool:
    """Whether a default is the same for every row: a number or a word, and no moment or counter."""
    written = str(default.arg)  # type: ignore[attr-defined]
    return written.isdecimal() or "'" in written


def _faults_of_answers(table: Table) -> list[str]:
    faults = []
    keys = {(table.name, k.parent.name, k.column.table.name) for k in table.foreign_keys}
    faults += [f"{key} is not declared" for key in sorted(keys - KEYS_OF_ANSWERS)]
    shared = {column for _, column, _ in keys}
    for column in table.columns:
        if column.name not in shared and not _is_plain(table.name, column.name, column.type):
            faults.append(f"{table.name}.{column.name} is a {column.type!r}")
        if column.server_default is not None and not _is_constant(column.server_default):
            faults.append(f"{table.name}.{column.name} is filled by the database")
    primary = list(table.primary_key.columns)
    if len(primary) != 1 or not isinstance(primary[0].type, LargeBinary):
        faults.append(f"{table.name} is not kept under one random key")
    if table.dialect_options["sqlite"]["with_rowid"] is not False:
        faults.append(f"{table.name} has row numbers")
    return faults


def _faults_of_order(table: Table) -> list[str]:
    """What would tell in which order rows came: a row number, or a key that counts all of them."""
    first = next(iter(table.primary_key.columns)).type
    faults = [] if isinstance(first, String | LargeBinary) else [f"{table.name} is kept by number"]
    if table.dialect_options["sqlite"]["with_rowid"] is not False:
        faults.append(f"{table.name} has row numbers")
    return faults


def _is_plain(table: str, column: str, kind: TypeEngine[object]) -> bool:
    if isinstance(kind, DateTime | UTCDateTime) or not isinstance(kind, KINDS):
        return False
    return not isinstance(kind, Date) or (table, column) in DATES_OF_ANSWERS


def test_nothing_ties_orders_or_dates_an_answer() -> None:
    """Every table is declared, refers only to what it may, and no answer has a time, a number or an order."""
    assert list_faults(metadata) == []


def test_nothing_is_declared_that_is_not_there() -> None:
    """The lists above are of tables, keys and dates that exist."""
    columns = {(t.name, c.name) for t in metadata.tables.values() for c in t.columns}

    assert set.union(*GROUPS.values()) == set(metadata.tables)
    assert sum(map(len, GROUPS.values())) == len(metadata.tables)
    assert {(table, column) for table, column, _ in KEYS_OF_ANSWERS} <= columns
    assert columns >= DATES_OF_ANSWERS


def add_column(table: str, *column: object, **more: object) -> Callable[[MetaData], None]:
    """A change that adds a column to `table`."""

    def change(tables: MetaData) -> None:
        tables.tables[table].append_column(Column(*column, **more))  # type: ignore[arg-type]

    return change


def add_table(name: str, *columns: Column[object]) -> Callable[[MetaData], None]:
    """A change that adds a table."""

    def change(tables: MetaData) -> None:
        Table(name, tables, *columns)

    return change


def give_row_numbers(table: str) -> Callable[[MetaData], None]:
    """A change that lets `table` have SQLite's hidden row number."""

    def change(tables: MetaData) -> None:
        tables.tables[table].dialect_options["sqlite"]["with_rowid"] = True

    return change


def number_all_actions(tables: MetaData) -> None:
    """A change that counts what was done about all concerns together."""
    actions = tables.tables["concern_actions"]
    for column in actions.primary_key.columns:
        column.primary_key = False
    actions.append_column(Column("id", Integer))
    actions.append_constraint(PrimaryKeyConstraint("id"))


CONTROLS: dict[str, tuple[Callable[[MetaData], None], str]] = {
    "a table nobody declared": (
        add_table("tickets", Column("code", String, primary_key=True)),
        "tickets is in no group",
    ),
    "an account that knows an answer": (
        add_column("accounts", "intake_id", LargeBinary, ForeignKey("intake.id")),
        "accounts.intake_id leads to intake",
    ),
    "a request that knows an answer": (
        add_column("talk_requests", "response_id", LargeBinary, ForeignKey("responses.id")),
        "talk_requests.response_id leads to responses",
    ),
    "an answer that knows its concern": (
        add_column("intake", "concern", String, ForeignKey("concerns.reference")),
        "intake.concern leads to concerns",
    ),
    "an answer that knows who typed it": (
        add_column("responses", "typed_by", Integer, ForeignKey("accounts.id")),
        "responses.typed_by leads to accounts",
    ),
    "a round that knows who opened it": (
        add_column("rounds", "opened_by", Integer, ForeignKey("accounts.id")),
        "rounds.opened_by leads to accounts",
    ),
    "a comment that knows its answer": (
        add_column("comments", "response_id", LargeBinary, ForeignKey("responses.id")),
        "comments.response_id leads to responses",
    ),
    "an equality answer that knows its team": (
        add_column("equality_answers", "team_id", Integer, ForeignKey("teams.id")),
        "('equality_answers', 'team_id', 'teams') is not declared",
    ),
    "a moment": (add_column("intake", "sent_at", UTCDateTime), "intake.sent_at is a"),
    "a day": (add_column("comments", "read_on", Date), "comments.read_on is a"),
    "a moment as a number": (add_column("receipts", "minute", Integer), "receipts.minute is a"),
    "a moment the database fills in": (
        add_column("responses", "at", String, server_default=text("CURRENT_TIMESTAMP")),
        "responses.at is filled",
    ),
    "row numbers": (give_row_numbers("comments"), "comments has row numbers"),
    "row numbers of actions": (
        give_row_numbers("concern_actions"),
        "concern_actions has row numbers",
    ),
    "a number over all actions": (number_all_actions, "concern_actions is kept by number"),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_what_would_tie_them_is_found(name: str) -> None:
    """The controls: one column or table more, and the same look finds it."""
    change, fault = CONTROLS[name]
    tables = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    change(tables)

    faults = list_faults(tables)

    assert any(found.startswith(fault) for found in faults), faults


def test_the_file_is_made_as_the_models_say(database: Database) -> None:
    """On disk too: no row numbers, no counter, no trigger that copies an answer anywhere."""
    with database.reading() as session:
        made = session.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master")).all()
    tables = {row.name: row.sql for row in made if row.type == "table"}
    triggers = [row.sql for row in made if row.type == "trigger"]

    for name in GROUPS["answers"] | GROUPS["concerns"] - OF_STAFF:
        assert tables[name].rstrip().endswith("WITHOUT ROWID")
        assert "AUTOINCREMENT" not in tables[name].upper()
    assert "sqlite_sequence" not in tables
    assert triggers
    assert not [sql for sql in triggers if re.search(r"BEGIN\s+(?!SELECT RAISE)", sql)]


def test_the_tables_on_disk_are_those_declared(database: Database) -> None:
    """None stands beside the models."""
    with database.reading() as session:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = set(session.scalars(text(query)))

    assert names == set.union(*GROUPS.values()) | {"alembic_version"}
