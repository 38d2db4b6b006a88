"""Workbooks of a month, quarter, half-year or year: issued once, kept as they are, downloaded again byte for byte."""

import re
from itertools import groupby

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import accounts, audit, clock, issues
from feedback.codes import read_id
from feedback.exceptions import RefusedError
from feedback.models.auditing import Deed
from feedback.models.issuing import Issue
from feedback.orders import Kind, place_order
from feedback.permissions import Action
from feedback.reports.issued import list_issuable
from feedback.spans import SPAN_WORDS, read_window
from feedback.staff.rounds import EXCEL
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("issues", __name__)
CHOOSE = "Choose a period. Nothing was ordered."


@blueprint.get("/workbooks")
@open_to(Action.DOWNLOAD_WORKBOOK)
def see_issues() -> ResponseReturnValue:
    """What was issued, newest first, and a form for the next."""
    return _show()


@blueprint.post("/workbooks")
@open_to(Action.DOWNLOAD_WORKBOOK)
def issue() -> ResponseReturnValue:
    """Have the workbook of a period made, and go where one sees how far it is."""
    window = read_window(request.form.get("window", ""))
    with get_database().reading() as session:
        known = list_issuable(session, get_settings(), today=clock.today(get_settings().zone))
    if window is None or window not in known:
        return _show(trouble=CHOOSE), 422
    comments = "yes" if request.form.get("comments") == "yes" else "no"
    with get_database().writing() as session:
        by = accounts.open_account(session, open_account().id)
        details = {"window": window.key, "comments": comments}
        order = place_order(session, Kind.WORKBOOK, details, by=by)
        audit.record(session, Deed.ORDERED_FILE, f"workbook of {window.name}", by=by)
        order_id = order.id
    return redirect(url_for("staff.orders.see_order", order_id=order_id))


@blueprint.post("/workbooks/<issue_id>/file")
@open_to(Action.DOWNLOAD_WORKBOOK)
def download(issue_id: str) -> ResponseReturnValue:
    """The file as it was issued. It is sent for, because who had it is written down."""
    with get_database().writing() as session:
        found = issues.open_issue(session, read_id(issue_id))
        by = accounts.open_account(session, open_account().id)
        content = issues.read_file(session, found, by=by)
        name = name_file(found)
    response = make_response(content)
    response.content_type = EXCEL
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/workbooks/<issue_id>/withdraw")
@open_to(Action.DOWNLOAD_WORKBOOK)
def ask_to_withdraw(issue_id: str) -> ResponseReturnValue:
    """What taking a workbook back means, and whether to do it."""
    with get_database().reading() as session:
        found = issues.open_issue(session, read_id(issue_id))
        window = issues.window_of_issue(found)
        return render_template("staff/issues-withdraw.html", issue=found, window=window)


@blueprint.post("/workbooks/<issue_id>/withdraw")
@open_to(Action.DOWNLOAD_WORKBOOK)
def withdraw(issue_id: str) -> ResponseReturnValue:
    """Delete the file for good; its line stays."""
    if request.form.get("sure") != "yes":
        raise RefusedError("Tick that you are sure. Nothing was deleted.")
    with get_database().writing() as session:
        found = issues.open_issue(session, read_id(issue_id))
        by = accounts.open_account(session, open_account().id)
        issues.withdraw_issue(session, found, on=clock.today(get_settings().zone), by=by)
    return redirect(url_for(".see_issues", _anchor=f"issue-{read_id(issue_id)}"))


def name_file(issue: Issue) -> str:
    """What the file is called: "feedback-2026-27-q3-number-2.xlsx"."""
    period = re.sub(r"\W+", "-", issues.window_of_issue(issue).name.lower())
    return f"feedback-{period}-number-{issue.number}.xlsx"


def _show(*, trouble: str = "") -> Response | str:
    settings = get_settings()
    with get_database().reading() as session:
        windows = list_issuable(session, settings, today=clock.today(settings.zone))
        offered = groupby(windows, lambda window: window.span)
        emails = {one.id: one.email for one in accounts.list_accounts(session)}
        return render_template(
            "staff/issues.html",
            offered=[(SPAN_WORDS[span], list(windows)) for span, windows in offered],
            issued=issues.list_issues(session),
            kept=issues.list_kept(session),
            window_of=issues.window_of_issue,
            emails=emails,
            months=settings.keep_comments_months,
            trouble=trouble,
        )
