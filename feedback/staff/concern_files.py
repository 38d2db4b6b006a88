"""Concerns as a file for the safeguarding lead. Who took it away is written down before it is given."""

from collections.abc import Sequence

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import audit, clock, concerns
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern
from feedback.permissions import Action
from feedback.reports.concern_book import make_book
from feedback.staff.rounds import EXCEL
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("concern_files", __name__)


@blueprint.get("/concerns.xlsx")
@open_to(Action.HANDLE_CONCERNS)
def download() -> ResponseReturnValue:
    """Every concern that this account may see: the open ones, or all."""
    with get_database().writing() as session:
        account = own_account(session)
        everything = request.args.get("show") == "all"
        found = concerns.list_concerns(session, account, open_only=not everything)
        return _give(session, found, "concerns", account)


@blueprint.get("/concerns/<reference>.xlsx")
@open_to(Action.HANDLE_CONCERNS)
def download_one(reference: str) -> ResponseReturnValue:
    """One concern with all that was done about it."""
    with get_database().writing() as session:
        account = own_account(session)
        concern = concerns.open_concern(session, reference, account)
        return _give(session, [concern], f"concern {concern.reference}", account)


def _give(
    session: Session, found: Sequence[Concern], name: str, account: Account
) -> ResponseReturnValue:
    settings = get_settings()
    content = make_book(found, settings, clock.today(settings.zone))
    audit.record(session, Deed.EXPORTED_CONCERNS, name, by=account)
    response = make_response(content)
    response.content_type = EXCEL
    file = name.replace(" ", "-")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}.xlsx"'
    return response
