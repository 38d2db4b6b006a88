"""Rows for every table of a database, made from nothing but what its tables say of themselves."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import IntegrityError

ROWS = 2
# Rules say how large numbers may be, alone and beside each other: one of these ways fits each table.
NUMBERS = (lambda _: 5, lambda _: 1, lambda position: 90 - position)


def fill(connection: Connection) -> None:
    """Put ROWS rows into each table, the same every time. Raises AssertionError naming a table that takes none."""
    for table in _in_order(connection):
        for row in range(ROWS):
            assert any(
                _try(connection, table, values) for values in _list_rows(connection, table, row)
            ), f"Nothing fits {table}."


def _in_order(connection: Connection) -> list[str]:
    """Each table after those it refers to."""
    found = inspect(connection).get_sorted_table_and_fkc_names()
    return [table for table, _ in found if table not in (None, "alembic_version")]  # type: ignore[misc]


def _try(connection: Connection, table: str, values: dict[str, Any]) -> bool:
    names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    try:
        connection.exec_driver_sql(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(values.values())
        )
    except IntegrityError:
        return False
    return True


def _list_rows(connection: Connection, table: str, row: int) -> Iterator[dict[str, Any]]:
    """What row number `row` might be, fullest first."""
    columns = inspect(connection).get_columns(table)
    parents = _find_parents(connection, table, row)
    rules = " ".join(rule["sqltext"] for rule in inspect(connection).get_check_constraints(table))
    for full, number in product((True, False), NUMBERS):
        yield {
            column["name"]: parents[column["name"]]
            if column["name"] in parents
            else _make_value(column, row, rules, number(position), full=full)
            for position, column in enumerate(columns)
        }


def _find_parents(connection: Connection, table: str, row: int) -> dict[str, Any]:
    """What the columns that refer to other tables hold: another row of theirs in each. Nothing refers to its own table."""
    found: dict[str, Any] = {}
    for place, key in enumerate(inspect(connection).get_foreign_keys(table)):
        (column,), (there,) = key["constrained_columns"], key["referred_columns"]
        other = key["referred_table"]
        rows = connection.exec_driver_sql(f'SELECT "{there}" FROM "{other}" ORDER BY 1').all()
        found[column] = None if other == table else rows[(row + place) % ROWS][0]
    return found


def _make_value(column: Any, row: int, rules: str, number: int, *, full: bool) -> Any:
    name, kind = column["name"], str(column["type"])
    if column["nullable"] and not full:
        return None
    if column["primary_key"] and kind == "INTEGER":
        return row + 1
    if choices := re.search(rf"\b{name} IN \('([^']+)'", rules):
        return choices[1]
    return {
        "INTEGER": number,
        "BOOLEAN": 1,
        "DATE": "2026-11-23",
        "DATETIME": "2026-11-23 12:00:00.000000",
        "JSON": "[]",
        "BLOB": bytes([row]),
    }.get(kind, f"{name} {row}")
