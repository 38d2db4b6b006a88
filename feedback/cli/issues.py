"""Commands about workbooks of a period: issued once, listed, and got again byte for byte."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from feedback import clock, issues
from feedback.cli.base import Context, as_json, out_file, print_json, print_table, write_file
from feedback.codes import read_id
from feedback.exceptions import NotFoundError
from feedback.models.issuing import Issue
from feedback.reports.issued import draft_issue, list_issuable


@click.group("workbooks")
def group() -> None:
    """Workbooks of a month, quarter, half-year or year, kept as they were issued."""


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Everything that was issued, the newest first."""
    with context.database.reading() as session:
        kept = issues.list_kept(session)
        rows = [_describe(one, kept=one.id in kept) for one in issues.list_issues(session)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="Nothing is issued yet: feedback workbooks issue PERIOD")


@group.command()
@click.argument("period")
@click.option("--comments", is_flag=True, help="With released comments; the file goes with the first of them.")  # fmt: skip
@as_json
@click.pass_obj
def issue(context: Context, period: str, comments: bool, as_json: bool) -> None:
    """Issue the workbook of PERIOD, such as "November 2026", "2026-27 Q3", "2026-27 H2" or 2026-27."""
    settings, today = context.settings, clock.today(context.settings.zone)
    with context.database.reading() as session:
        offered = list_issuable(session, settings, today=today)
        known = {window.name.lower(): window for window in offered}
        window = known.get(" ".join(period.split()).lower())
        if window is None:
            raise NotFoundError(
                f"There is nothing to issue for {period!r}. Periods with counted rounds that are over: "
                f"{', '.join(one.name for one in known.values()) or 'none'}."
            )
        draft, number = draft_issue(
            session, window, comments=comments, settings=settings, on=today, tell=_tell_nobody
        )
    with context.database.writing() as session:
        made = issues.keep_issue(session, draft, number=number, on=today, by=None)
        row = _describe(made, kept=True)
    if as_json:
        print_json(row)
    else:
        click.echo(
            f"Issued: {row['period']}, number {row['number']}. Get it: feedback workbooks get {row['id']}"
        )


@group.command()
@click.argument("issue_id", metavar="ID")
@out_file(".xlsx")
@as_json
@click.pass_obj
def get(context: Context, issue_id: str, out: Path, as_json: bool) -> None:
    """Write the file of the issued workbook ID, byte for byte as it was issued."""
    with context.database.writing() as session:
        found = session.scalars(select(Issue).where(Issue.id == read_id(issue_id))).first()
        if found is None:
            raise NotFoundError(f"There is no workbook {issue_id!r}: feedback workbooks list")
        content = issues.read_file(session, found, by=None)
    write_file(out, content)
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _describe(issue: Issue, *, kept: bool) -> dict[str, Any]:
    return {
        "id": str(issue.id),
        "period": issues.window_of_issue(issue).name,
        "number": issue.number,
        "issued_on": issue.issued_on.isoformat(),
        "comments": issue.comments,
        "kept_until": issue.kept_until.isoformat() if kept else None,
        "sha256": issue.sha256,
        "changes": issue.changes.splitlines(),
    }


def _tell_nobody(_done: int, _total: int) -> None:
    return
