"""Workbooks of a period that were issued: numbered, frozen with a checksum, taken back or deleted by date, never changed."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import NotFoundError, RefusedError
from feedback.leftovers import expect_leftovers
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.issuing import Issue, IssueFile, IssueRound
from feedback.spans import Span, Window

Rows = Mapping[str, Sequence[str]]  # a short hash of each row, by sheet


@dataclass(frozen=True)
class Draft:
    """A workbook that is ready to be issued."""

    window: Window
    comments: bool
    content: bytes
    rows: Rows
    round_ids: Collection[int]
    changes: Sequence[str]
    kept_until: dt.date


def list_issues(session: Session) -> list[Issue]:
    """Everything that was issued, the newest first."""
    return list(session.scalars(select(Issue).order_by(Issue.issued_on.desc(), Issue.id.desc())))


def list_kept(session: Session) -> set[int]:
    """The ids of those whose file is there."""
    return set(session.scalars(select(IssueFile.issue_id)))


def open_issue(session: Session, issue_id: int) -> Issue:
    """The issue with this id. Raises NotFoundError."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        raise NotFoundError("There is no such workbook.")
    return issue


def window_of_issue(issue: Issue) -> Window:
    """The period that it is of."""
    return Window(issue.first_on, Span(issue.span))


def last_issue(session: Session, window: Window) -> Issue | None:
    """The newest number of this period, taken back or not."""
    query = select(Issue).where(Issue.first_on == window.first, Issue.span == window.span.value)
    return session.scalars(query.order_by(Issue.number.desc()).limit(1)).first()


def round_ids_of(session: Session, issue: Issue) -> set[int]:
    """The rounds that it names: what they show, or that they stay sealed."""
    return set(session.scalars(select(IssueRound.round_id).where(IssueRound.issue_id == issue.id)))


def rows_of(session: Session, issue: Issue) -> Rows | None:
    """The hashes of its rows; None when its file is gone."""
    file = session.get(IssueFile, issue.id)
    return json.loads(file.rows) if file else None


def keep_issue(
    session: Session, draft: Draft, *, number: int, on: dt.date, by: Account | None
) -> Issue:
    """Issue a workbook. Raises RefusedError when somebody issued this number meanwhile."""
    before = last_issue(session, draft.window)
    if number != (before.number + 1 if before else 1):
        raise RefusedError("Somebody else issued a workbook of this period meanwhile.")
    issue = Issue(
        first_on=draft.window.first,
        span=draft.window.span.value,
        number=number,
        comments=draft.comments,
        issued_on=on,
        issued_by=by.id if by else None,
        sha256=hashlib.sha256(draft.content).hexdigest(),
        size=len(draft.content),
        changes="\n".join(draft.changes),
        kept_until=draft.kept_until,
    )
    session.add(issue)
    session.flush()
    session.add(
        IssueFile(issue_id=issue.id, content=draft.content, rows=json.dumps(dict(draft.rows)))
    )
    session.add_all(IssueRound(issue_id=issue.id, round_id=id_) for id_ in draft.round_ids)
    audit.record(session, Deed.ISSUED_WORKBOOK, f"workbook {issue.id}", by=by)
    return issue


def read_file(session: Session, issue: Issue, *, by: Account | None) -> bytes:
    """The file as it was issued, byte for byte; who had it is written down. Raises RefusedError when it is gone."""
    file = session.get(IssueFile, issue.id)
    if file is None:
        raise RefusedError("This file is deleted. Its line stays, with its checksum.")
    if hashlib.sha256(file.content).hexdigest() != issue.sha256:
        raise RefusedError(
            "This file is not what was issued. Tell whoever runs the service, and use a copy of the database."
        )
    audit.record(session, Deed.DOWNLOADED_ISSUE, f"workbook {issue.id}", by=by)
    return file.content


def withdraw_issue(session: Session, issue: Issue, *, on: dt.date, by: Account | None) -> None:
    """Delete its file now: somebody found in it what should not be there. Its line stays."""
    if issue.withdrawn_on:
        return
    issue.withdrawn_on = on
    _delete_files(session, [issue.id])
    audit.record(session, Deed.WITHDREW_ISSUE, f"workbook {issue.id}", by=by)


def forget_issues(session: Session, *, before: dt.date) -> None:
    """Delete the lines of what was issued before a day, files too. Files alone go by their own day, in `retention`."""
    old = session.scalars(select(Issue.id).where(Issue.issued_on < before)).all()
    if old:
        _delete_files(session, old)
        session.execute(delete(IssueRound).where(IssueRound.issue_id.in_(old)))
        session.execute(delete(Issue).where(Issue.id.in_(old)))


def _delete_files(session: Session, ids: Sequence[int]) -> None:
    if ids:
        session.execute(delete(IssueFile).where(IssueFile.issue_id.in_(ids)))
        expect_leftovers(session)
