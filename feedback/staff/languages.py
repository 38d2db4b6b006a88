"""Languages, as staff see them: how far each is, out to a translator and back, and approved with a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock
from feedback.accounts import open_account as open_own_account
from feedback.approvals import approve, take_words
from feedback.exceptions import ChangedError, RefusedError
from feedback.exchange import make_lines, take_back
from feedback.fingerprints import fingerprint
from feedback.frozen import Frozen, list_frozen
from feedback.languages import ENGLISH, LANGUAGES, LISTED, Language
from feedback.permissions import Action
from feedback.recordings import list_recordings
from feedback.reports.translators import read_sheet, write_sheet
from feedback.translations import (
    Progress,
    Scope,
    list_entries,
    measure,
    open_language,
    read_states,
    read_translations,
)
from feedback.versions import list_versions, snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("languages", __name__)

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 20  # faults on a page


@dataclass(frozen=True)
class Said:
    """What the page says about what was just sent."""

    faults: Sequence[str] = ()
    trouble: str = ""  # of the approval
    done: str = ""
    name: str = ""
    agree: str = ""  # what is sent back to take a workbook over what others wrote


@blueprint.get("/languages")
@open_to(Action.TRANSLATE)
def see_languages() -> ResponseReturnValue:
    """Every language and how far it is."""
    with get_database().reading() as session:
        entries = list_entries(session)
        once = {entry.key: entry for own in entries.values() for entry in own}
        offered, states = list_frozen(session, drafts=False), read_states(session, LANGUAGES)
        rows = [
            (
                language,
                measure({Scope(): list(once.values())}, states[language.tag])[0],
                sum(1 for tag, _ in offered if tag == language.tag),
            )
            for language in LISTED
            if language != ENGLISH
        ]
        recorded = Counter(kept.place.language for kept in list_recordings(session))
    return render_template(
        "staff/languages.html", rows=rows, scopes=len(entries), recorded=recorded
    )


@blueprint.get("/languages/<tag>")
@open_to(Action.TRANSLATE)
def see_language(tag: str) -> ResponseReturnValue:
    """One language, questionnaire by questionnaire."""
    with get_database().reading() as session:
        return _show(session, open_language(tag), Said())


@blueprint.get("/languages/<tag>.xlsx")
@open_to(Action.TRANSLATE)
def get_sheet(tag: str) -> ResponseReturnValue:
    """The workbook for a translator."""
    language = open_language(tag)
    with get_database().reading() as session:
        lines = make_lines(list_entries(session), read_translations(session, language.tag))
    glossary = get_settings().translations / "glossary.csv"
    response = Response(write_sheet(language, lines, glossary), mimetype=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="{language.tag}.xlsx"'
    return response


@blueprint.post("/languages/<tag>")
@open_to(Action.TRANSLATE)
def take_sheet(tag: str) -> ResponseReturnValue:
    """Take a workbook back: all of it, or what is wrong with it. What others changed meanwhile is kept or told."""
    language, name = open_language(tag), request.form.get("name", "")
    sent = request.files.get("workbook")
    try:
        if not sent or not sent.filename:
            raise RefusedError("Choose the workbook first.")
        returned = read_sheet(sent.read(), language)  # slow, so nobody waits for it to write
    except RefusedError as refusal:
        return _say_refused(language, refusal, name)
    with get_database().writing() as session:
        lines = make_lines(list_entries(session), read_translations(session, language.tag))
        taken = take_back(language, lines, returned, agreed=request.form.get("agreed", ""))
        if taken.faults:
            said = Said(faults=_shorten(taken.faults), name=name, agree=taken.agree)
            return _show(session, language, said), 409 if taken.agree else 422
        by = open_own_account(session, open_account().id)
        today = clock.today(get_settings().zone)
        kept = take_words(session, language, taken.words, checked_by=name, on=today, by=by)
    changed, filled, left = kept - taken.filled, taken.filled or None, taken.left or None
    return redirect(
        url_for(".see_language", tag=language.tag, changed=changed, filled=filled, left=left)
    )


def _say_refused(language: Language, refusal: RefusedError, name: str) -> ResponseReturnValue:
    with get_database().reading() as session:
        return _show(session, language, Said(faults=[str(refusal)], name=name)), 422


@blueprint.post("/languages/<tag>/approve")
@open_to(Action.TRANSLATE)
def approve_language(tag: str) -> ResponseReturnValue:
    """Approve what is whole and checked, unless it has changed since it was looked at."""
    language, name = open_language(tag), request.form.get("name", "")
    with get_database().writing() as session:
        try:
            if request.form.get("seen") != _state(_measure(session, language)):
                raise ChangedError(
                    "Somebody changed this language since you opened the page. Look again."
                )
            by = open_own_account(session, open_account().id)
            today = clock.today(get_settings().zone)
            approve(
                session,
                language,
                name=name,
                on=today,
                questionnaire=request.form.get("questionnaire", ""),
                by=by,
            )
        except RefusedError as refusal:
            status = 409 if isinstance(refusal, ChangedError) else 422
            return _show(session, language, Said(trouble=str(refusal), name=name)), status
    return redirect(url_for(".see_language", tag=language.tag))


def _show(session: Session, language: Language, said: Said) -> str:
    progress = _measure(session, language)
    frozen: dict[Scope, Frozen] = {
        scope: row
        for (tag, scope), row in list_frozen(session, drafts=False).items()
        if tag == language.tag
    }
    names = {v.questionnaire: snapshot_of(v).name for v in list_versions(session)}
    return render_template(
        "staff/language.html",
        one=language,
        progress=progress,
        frozen=frozen,
        names=names,
        chosen=list(dict.fromkeys(p.scope.questionnaire for p in progress if p.scope.number)),
        seen=_state(progress),
        said=said,
        **{
            name: request.args.get(name, "") if request.method == "GET" else ""
            for name in ("changed", "filled", "left")
        },
    )


def _measure(session: Session, language: Language) -> list[Progress]:
    return measure(list_entries(session), read_states(session, [language.tag])[language.tag])


def _state(progress: Sequence[Progress]) -> str:
    return fingerprint(*progress)


def _shorten(faults: Sequence[str]) -> list[str]:
    left = len(faults) - MOST_SHOWN
    return [*faults[:MOST_SHOWN], *([f"And {left} more."] if left > 0 else [])]
