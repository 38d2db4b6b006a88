"""The record-level file as an analyst gets it: they say what for, and it is written down."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from feedback import rounds
from feedback.accounts import open_account as open_own_account
from feedback.permissions import Action
from feedback.reports.records.asking import (
    MOST_LETTERS,
    Format,
    PurposeError,
    ask_for,
    check_round,
    read_purpose,
    write_down,
)
from feedback.reports.records.files import make_xlsx, make_zip, name_file
from feedback.staff.rounds import EXCEL
from feedback.staff.workshop import get_workshop
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("records", __name__)
KINDS = {Format.XLSX: EXCEL, Format.CSV: "application/zip"}


@blueprint.get("/rounds/<round_id>/records")
@open_to(Action.GET_RECORDS)
def see_form(round_id: str) -> ResponseReturnValue:
    """Ask what the file is for."""
    return _show_form(round_id)


@blueprint.post("/rounds/<round_id>/records")
@open_to(Action.GET_RECORDS)
def download(round_id: str) -> ResponseReturnValue:
    """The file, once its purpose is said and written down."""
    typed, kind = request.form.get("purpose", ""), _read_kind(request.form.get("format", ""))
    try:
        read_purpose(typed)
    except PurposeError as problem:
        return _show_form(round_id, typed=typed, kind=kind, problem=str(problem)), 422
    settings, database = get_settings(), get_database()
    with database.reading() as session:
        round_ = rounds.open_round(session, round_id)
        by = open_own_account(session, open_account().id)
        with get_workshop().place():
            asked = ask_for(session, round_, settings, purpose=typed, by=by)
            content = make_xlsx(asked) if kind is Format.XLSX else make_zip(asked)
    with database.writing() as session:
        write_down(session, round_, kind, purpose=typed, by=by)
    response = make_response(content)
    response.content_type = KINDS[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name_file(asked, kind)}"'
    return response


def _show_form(
    round_id: str, *, typed: str = "", kind: Format = Format.XLSX, problem: str = ""
) -> str:
    settings = get_settings()
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        last = check_round(round_, settings)
        summary = rounds.summarise(session, round_, settings.zone)
    return render_template(
        "staff/records.html",
        round=summary,
        last=last,
        typed=typed,
        kind=kind,
        problem=problem,
        most=MOST_LETTERS,
    )


def _read_kind(typed: str) -> Format:
    return Format.CSV if typed == Format.CSV else Format.XLSX
