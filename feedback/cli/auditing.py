"""The command that shows what was written down about who did what."""

import datetime as dt
from typing import Any

import click

from feedback import accounts, audit
from feedback.cli.base import Context, Day, as_json, print_json, print_table
from feedback.models.auditing import AuditRow


@click.group("audit")
def group() -> None:
    """What staff did, and who tried to sign in."""


@group.command("list")
@click.option("--since", type=Day(), help="Only from this day on.")
@as_json
@click.pass_obj
def list_(context: Context, since: dt.date | None, as_json: bool) -> None:
    """Everything written down, newest last: when, what was done to what, by whom."""
    zone = context.settings.zone
    start = dt.datetime.combine(since, dt.time(), tzinfo=zone) if since else None
    with context.database.reading() as session:
        emails = {account.id: account.email for account in accounts.list_accounts(session)}
        rows = [_describe(row, emails) for row in audit.list_deeds(session, since=start)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="Nothing is written down yet." if not since else f"Nothing is written down since {since}.")  # fmt: skip


def _describe(row: AuditRow, emails: dict[int, str]) -> dict[str, Any]:
    return {
        "at": row.at.isoformat(timespec="seconds"),
        "deed": row.deed,
        "thing": row.thing,
        "by": emails.get(row.done_by) if row.done_by else None,
        "purpose": row.purpose,
    }
