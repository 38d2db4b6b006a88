"""Commands about what people took part in besides answering."""

from typing import Any

import click

from feedback.activities import Method, add_activity, list_activities, read_noted
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.models.issuing import Activity


@click.group("activities")
def group() -> None:
    """Focus groups, forums, visits: what people took part in besides answering."""


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every activity, the newest first."""
    with context.database.reading() as session:
        rows = [_describe(one) for one in list_activities(session)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="No activity is noted yet: feedback activities add")


@group.command()
@click.option("--day", required=True, help="When it was, like 2026-11-22.")
@click.option("--method", required=True, type=click.Choice([one.value for one in Method]), help="How people took part.")  # fmt: skip
@click.option("--people", required=True, help="How many took part.")
@click.option("--audience", required=True, help="Who they were in general. No names.")
@as_json
@click.pass_obj
def add(context: Context, day: str, method: str, people: str, audience: str, as_json: bool) -> None:
    """Note an activity."""
    zone = context.settings.zone
    noted = read_noted(day=day, method=method, people=people, audience=audience, zone=zone)
    with context.database.writing() as session:
        row = _describe(add_activity(session, noted, by=None))
    if as_json:
        print_json(row)
    else:
        click.echo(f"Noted: {row['method']} on {row['day']}, {row['people']} people.")


def _describe(activity: Activity) -> dict[str, Any]:
    return {
        "id": str(activity.id),
        "day": activity.held_on.isoformat(),
        "method": activity.method,
        "people": activity.people,
        "audience": activity.audience,
    }
