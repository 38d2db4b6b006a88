"""Returns side by side, on a page and as an Excel file."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import audit, returns
from feedback.models.asking import PublishedVersion
from feedback.models.auditing import Deed
from feedback.models.returning import Return
from feedback.reports.return_grid import make_grid
from feedback.reports.return_sheets import make_file
from feedback.staff.returns import RETURNS, own_account, today
from feedback.staff.workshop import get_workshop
from feedback.versions import snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("return_comparing", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/returns/compare")
@open_to(*RETURNS)
def compare() -> ResponseReturnValue:
    """The marks of one questionnaire in one period, and those before, by service or by group."""
    by_group = request.args.get("by") == "group"
    with get_database().reading() as session:
        versions = _list_versions(session)
        wanted = request.args.get("questionnaire", "")
        chosen = next(
            (v for v in versions if v.questionnaire == wanted), versions[0] if versions else None
        )
        found = _list_of(session, chosen) if chosen else []
        period = request.args.get("period", "")
        grid = make_grid(session, found, today=today(), period=period, by_group=by_group)
    return render_template(
        "staff/return-compare.html",
        versions=versions,
        chosen=chosen,
        grid=grid,
        by_group=by_group,
        snapshot_of=snapshot_of,
    )


@blueprint.get("/returns/<questionnaire>.xlsx")
@open_to(*RETURNS)
def download(questionnaire: str) -> ResponseReturnValue:
    """The same as a file, with every answer and what shows it. Who took it is written down."""
    with get_database().reading() as session:
        version = returns.open_attributed(session, questionnaire)
        found, account = _list_of(session, version), own_account(session)
        with get_workshop().place():
            content = make_file(
                session,
                found,
                name=snapshot_of(version).name,
                period=request.args.get("period", ""),
                made_on=today(),
            )
    with get_database().writing() as session:
        audit.record(session, Deed.DOWNLOADED_RETURNS, f"questionnaire {questionnaire}", by=account)
    response = make_response(content)
    response.content_type = XLSX
    name = f"{questionnaire}-returns-{today()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _list_versions(session: Session) -> list[PublishedVersion]:
    """Every questionnaire, those that follow from another last."""
    first = returns.list_askable(session)
    return [*first, *(one for one in returns.list_attributed(session) if one not in first)]


def _list_of(session: Session, version: PublishedVersion) -> list[Return]:
    """The returns of a questionnaire, in whatever version, that whoever is signed in may see."""
    found = returns.list_returns(session, own_account(session))
    return [one for one in found if one.version.questionnaire == version.questionnaire]
