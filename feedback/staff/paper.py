"""Typing in what came back on paper: choosing a code, then one sheet after the other."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback.codes import group_code
from feedback.exceptions import StorageError
from feedback.languages import Language
from feedback.links import open_link
from feedback.permissions import Action, misses_team
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.reports.papers.form import name_variant
from feedback.responses import PAPER, Arrival, RoundOverError, Seen, take
from feedback.staff.paper_desks import (
    SAVED,
    Desk,
    ShutError,
    chosen_tag,
    list_places,
    open_desk,
    read_foot,
    say_language,
    show_saved,
    speak,
    tag_of,
)
from feedback.staff.paper_sheets import Sheet, read_sheet
from feedback.tokens import Token, read_token, sign_token
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("paper", __name__)
TYPED_IN = "typed_in"  # in the browser's session: a code, and how many sheets of it were saved
BEFORE = "_saved"  # in the page: how many had been saved when it was opened

NOTHING_TYPED = "Nothing is typed in. Type one mark or more; if the sheet is blank, put it aside."
SAVED_BEFORE = "A sheet was saved from this page before. Is this another? Press “Save and next”."
PAGE_LOST = "This page is not what is asked now. Look through it and press “Save and next” again."
NOT_STORED = "Not saved: it is our side, not yours. Wait a moment and press “Save and next” again."
NO_LANGUAGE = "Say which language the sheet is printed in, and press “Save and next” again."
TOO_LATE = "Not saved: the round has ended, and answers count until its end only."


@blueprint.get("/paper")
@open_to(Action.ENTER_PAPER)
def see_paper() -> ResponseReturnValue:
    """A box for the code at the foot of a sheet, and every link that takes sheets now."""
    typed = request.args.get("code", "").strip()
    zone = get_settings().zone
    code, language = read_foot(typed)
    with get_database().reading() as reading:
        link = open_link(reading, code, zone=zone) if typed else None
        places = list_places(reading, open_account(), zone)
    if link:
        lang = language.tag if language else None
        return redirect(url_for(".type_in", code=link.code, lang=lang))
    page = render_template(
        "staff/paper.html",
        places=places,
        typed=typed,
        no_team=misses_team(open_account()),
        **_words(),
    )
    return page, 404 if typed else 200


@blueprint.get("/paper/<code>")
@open_to(Action.ENTER_PAPER)
def type_in(code: str) -> ResponseReturnValue:
    """An empty sheet; when a sheet was saved after the end of its round, that it was."""
    try:
        desk = _open(code, None)
    except ShutError as problem:
        if SAVED not in request.args:
            raise
        return show_saved(problem, place="paper")
    return _show(desk, read_sheet(desk.form, {}))


@blueprint.post("/paper/<code>")
@open_to(Action.ENTER_PAPER)
def save(code: str) -> ResponseReturnValue:
    """Store one sheet, once, and go on to the next."""
    fields = {name: value.replace("\0", "\ufffd") for name, value in request.form.items()}
    token = read_token(fields.get("_token", ""), get_settings().secret_keys)
    desk = _open(code, token)
    sheet = read_sheet(desk.form, fields)
    if desk.token is not token:
        return _show(desk, sheet, trouble=PAGE_LOST, status=422)
    if desk.language is None:
        return _show(desk, sheet, trouble=NO_LANGUAGE, status=422)
    if not sheet.right:
        return _show(desk, sheet, trouble="" if sheet.errors else NOTHING_TYPED, status=422)
    if desk.trying:
        return redirect(_path(desk), 303)
    return _store(desk, sheet, desk.language)


def _store(desk: Desk, sheet: Sheet, language: Language) -> ResponseReturnValue:
    arrival = Arrival(
        desk.token,
        desk.version.id,
        desk.form,
        language.tag,
        PAPER,
        sheet.answers,
        sheet.sent,
        unsafe=tuple(unsafe_answers(desk.snapshot, sheet.answers.codes)),
    )
    try:
        with get_database().writing() as writing:
            seen = take(writing, arrival, zone=get_settings().zone)
    except RoundOverError:
        return _show(desk, sheet, trouble=TOO_LATE, status=409)
    except StorageError:
        return _show(desk, sheet, trouble=NOT_STORED, status=503)
    if seen is Seen.OTHER:
        desk = replace(desk, token=desk.new_token())
        return _show(desk, sheet, trouble=SAVED_BEFORE, status=422)
    _count(desk)
    return redirect(_path(desk, saved=1), 303)


def _open(code: str, token: Token | None) -> Desk:
    with get_database().reading() as reading:
        desk = open_desk(
            reading,
            open_account(),
            code,
            variant=request.args.get("variant"),
            zone=get_settings().zone,
            token=token,
        )
        return speak(reading, desk, get_settings(), chosen_tag())


def _show(desk: Desk, sheet: Sheet, *, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "staff/paper-sheet.html",
        desk=desk,
        sheet=sheet,
        trouble=trouble,
        token=sign_token(desk.token, get_settings().secret_keys),
        saved=_count_saved(desk),
        no_language=say_language(desk, chosen_tag()),
        path=_path,
        **_words(),
    )
    return page, status


def _path(desk: Desk, variant: str | None = None, **more: object) -> str:
    variant, lang = variant or desk.form.variant.value, tag_of(desk)
    return url_for(".type_in", code=desk.link.code, variant=variant, lang=lang, **more)  # type: ignore[arg-type]


def _count_saved(desk: Desk) -> int:
    """How many sheets of this code were saved in this sitting; only the browser knows."""
    code, count = session.get(TYPED_IN, ("", 0))
    return count if code == desk.link.code else 0


def _count(desk: Desk) -> None:
    """Count the sheet once, also when two presses of one page are answered with the same old session."""
    before = request.form.get(BEFORE, "")
    at_least = int(before) + 1 if before.isdecimal() and len(before) < 6 else 1
    session[TYPED_IN] = (desk.link.code, max(_count_saved(desk), at_least))


def _words() -> dict[str, object]:
    return {"group_code": group_code, "name_variant": name_variant}
