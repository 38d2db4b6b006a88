"""The code frame: themes to add, rename, retire and merge. What has a theme is counted on the results pages."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import themes
from feedback.accounts import open_account as open_own_account
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account
from feedback.models.listening import Theme
from feedback.permissions import Action
from feedback.themes import ThemeKind
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("themes", __name__)
KIND_WORDS = {
    ThemeKind.THEME: "Theme",
    ThemeKind.CHARTER: "Promise of the charter",
    ThemeKind.PLEDGE: "Promise of the pledge",
}


@blueprint.get("/themes")
@open_to(Action.CHANGE_THEMES)
def see_themes() -> ResponseReturnValue:
    """Every theme, and a form to add one."""
    return _show()


@blueprint.post("/themes")
@open_to(Action.CHANGE_THEMES)
def add_theme() -> ResponseReturnValue:
    """Add a theme."""
    name = request.form.get("name", "")
    try:
        with get_database().writing() as session:
            themes.add_theme(session, name, _read_kind(), by=_by(session))
    except RefusedError as problem:
        return _show(trouble=str(problem), added=name), 422
    return redirect(url_for(".see_themes", saved="yes"))


@blueprint.post("/themes/<code>")
@open_to(Action.CHANGE_THEMES)
def change_theme(code: str) -> ResponseReturnValue:
    """Rename, retire or merge one theme, unless somebody changed it since the page was shown."""
    try:
        with get_database().writing() as session:
            _change(session, themes.open_theme(session, code))
    except ChangedError as problem:
        return _show(trouble=str(problem), changed=code), 409
    except RefusedError as problem:
        return _show(trouble=str(problem), changed=code), 422
    return redirect(url_for(".see_themes", saved="yes"))


def _change(session: Session, theme: Theme) -> None:
    seen, by = request.form.get("seen", ""), _by(session)
    match request.form.get("do"):
        case "retire":
            themes.retire_theme(session, theme, seen=seen, by=by)
        case "merge":
            if not request.form.get("into"):
                raise RefusedError("Choose the theme that goes on.")
            into = themes.open_theme(session, request.form["into"])
            themes.merge_theme(session, theme, into, seen=seen, by=by)
        case _:
            name = request.form.get("name", "")
            themes.change_theme(session, theme, name=name, kind=_read_kind(), seen=seen, by=by)


def _show(*, trouble: str = "", added: str = "", changed: str = "") -> str:
    with get_database().reading() as session:
        found = themes.list_themes(session)
    names = {theme.code: theme.name for theme in found}
    return render_template(
        "staff/themes.html",
        found=[(theme, themes.state_of(theme)) for theme in found if not theme.merged_into],
        merged=[(t.name, names[t.merged_into]) for t in found if t.merged_into],
        kinds=KIND_WORDS,
        trouble=trouble,
        added=added,
        changed=changed,
        typed=request.form.get("name", ""),
        chosen_kind=_read_kind(),
        saved="saved" in request.args and not trouble,
    )


def _read_kind() -> ThemeKind:
    chosen = request.form.get("kind")
    return next((kind for kind in ThemeKind if kind == chosen), ThemeKind.THEME)


def _by(session: Session) -> Account:
    return open_own_account(session, open_account().id)
