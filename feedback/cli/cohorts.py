"""Commands about how many people of each kind there are."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import clock
from feedback.cli.base import Context, as_json, print_json, print_table, read_file
from feedback.cohorts import check_cohort, check_year, read_cohort_list, read_cohorts, save_cohort

NONE = "There are no counts yet: feedback cohorts import QUESTIONNAIRE YEAR FILE.csv"


@click.group("cohorts")
def group() -> None:
    """How many people of each kind there are, to see who is missing among those who answer."""


@group.command("import")
@click.argument("questionnaire")
@click.argument("year")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def import_(context: Context, questionnaire: str, year: str, file: Path, as_json: bool) -> None:
    """Keep the counts of FILE, a CSV with the columns item,code,count, for a YEAR such as 2026-27. Safe to repeat."""
    lines = read_cohort_list(read_file(file))
    with context.database.writing() as session:
        year = check_year(year, clock.today(context.settings.zone))
        checks = check_cohort(session, lines, questionnaire=questionnaire, year=year)
        save_cohort(session, checks, questionnaire=questionnaire, year=year)
        rows = [one for one in _list(session, questionnaire) if one["year"] == year]
    _print(rows, as_json=as_json)


@group.command("list")
@click.option("--questionnaire", help="Only this questionnaire.")
@as_json
@click.pass_obj
def list_(context: Context, questionnaire: str | None, as_json: bool) -> None:
    """Every count that is kept, to the nearest five."""
    with context.database.reading() as session:
        rows = _list(session, questionnaire)
    _print(rows, as_json=as_json)


def _list(session: Session, questionnaire: str | None) -> list[dict[str, Any]]:
    return [
        {"questionnaire": of, "year": year, "item": item, "code": code, "count": count}
        for (of, year), counts in read_cohorts(session).items()
        for (item, code), count in counts.items()
        if questionnaire in (None, of)
    ]


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty=NONE)
