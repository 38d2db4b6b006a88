"""Trying a questionnaire out at any time: every variant and language, on this screen or on a phone by a QR code."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback.links import try_code_of
from feedback.permissions import Action
from feedback.reports import qr
from feedback.reports.papers.form import name_variant
from feedback.staff.drafts import list_choices
from feedback.versions import open_asked, snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import list_page_languages

blueprint = Blueprint("preview", __name__)


@blueprint.get("/preview")
@open_to(Action.MAKE_MATERIALS)
def see_list() -> ResponseReturnValue:
    """Every questionnaire, in its newest version."""
    with get_database().reading() as session:
        versions, _ = list_choices(session)
    return render_template("staff/preview.html", versions=versions, snapshot_of=snapshot_of)


@blueprint.get("/preview/<questionnaire>")
@open_to(Action.MAKE_MATERIALS)
def see_one(questionnaire: str) -> ResponseReturnValue:
    """The links and the QR code of one. Our pages may stand in no frame, so they open as they are."""
    with get_database().reading() as session:
        version = open_asked(session, questionnaire)
    code = try_code_of(version)
    address = f"{get_settings().public_url}/q/{code}"
    matrix = qr.make_matrix(address.upper())
    return render_template(
        "staff/preview-one.html",
        version=version,
        snapshot=snapshot_of(version),
        code=code,
        address=address,
        languages=list_page_languages(),
        name_variant=name_variant,
        path=qr.make_path(matrix, qr.QUIET),
        side=len(matrix) + 2 * qr.QUIET,
    )
