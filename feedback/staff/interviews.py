"""Asking people and typing what they say: choosing a link, then one person after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.exceptions import StorageError
from feedback.languages import ENGLISH, Language
from feedback.permissions import Action, misses_team
from feedback.promises import needs_reader
from feedback.questionnaires.definition import Way
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.kinds import Answers, Fault, Wrong, read_answers
from feedback.reports.papers.form import name_variant
from feedback.responses import Arrival, RoundOverError, Seen, take
from feedback.staff.interview_desks import (
    keys_of,
    list_interviews,
    list_prompted,
    list_urgent,
    open_interview,
)
from feedback.staff.paper_desks import (
    SAVED,
    Desk,
    ShutError,
    chosen_tag,
    say_language,
    show_saved,
    speak,
    tag_of,
)
from feedback.tokens import Token, read_token, sign_token
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.words import fill, fill_lines, list_gaps

blueprint = Blueprint("interviews", __name__)

NOTHING = "Nothing is answered yet. Choose one answer or more, then press Save."
SAVED_BEFORE = "Answers were saved from this page before. Are these somebody else's? Press Save."
PAGE_LOST = "This page is not what is asked now. Look through it and press Save again."
NOT_STORED = "Not saved: it is our side, not yours. Wait a moment and press Save again."
TOO_LATE = "Not saved: the round has ended, and answers count until its end only."


@dataclass(frozen=True)
class Typed:
    """What was chosen and typed for one person."""

    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    answers: Answers | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("/interviews")
@open_to(Action.INTERVIEW)
def see_interviews() -> ResponseReturnValue:
    """Every link on which somebody can be asked now."""
    with get_database().reading() as reading:
        places = list_interviews(reading, open_account(), get_settings().zone)
    return render_template(
        "staff/interviews.html",
        places=places,
        name_variant=name_variant,
        no_team=misses_team(open_account()),
    )


@blueprint.get("/interviews/<code>")
@open_to(Action.INTERVIEW)
def ask(code: str) -> ResponseReturnValue:
    """The questions, with nothing answered; when somebody was saved after the end of their round, that they were."""
    try:
        desk = _open(code, None)
    except ShutError as problem:
        if SAVED not in request.args:
            raise
        return show_saved(problem, place="interviews")
    return _show(desk, Typed())


@blueprint.post("/interviews/<code>")
@open_to(Action.INTERVIEW)
def save(code: str) -> ResponseReturnValue:
    """Store what one person said, once, and go on to the next."""
    token = read_token(request.form.get("_token", ""), get_settings().secret_keys)
    desk = _open(code, token)
    typed = _read(desk)
    if desk.token is not token:
        return _show(desk, typed, trouble=PAGE_LOST, status=422)
    if typed.answers is None or typed.answers.empty:
        return _show(desk, typed, trouble="" if typed.errors else NOTHING, status=422)
    if desk.language is None:
        return _show(desk, typed, trouble=say_language(desk, chosen_tag()), status=422)
    if desk.trying:
        return redirect(_path(desk, saved=1), 303)
    return _store(desk, typed, typed.answers, desk.language)


def _store(desk: Desk, typed: Typed, answers: Answers, language: Language) -> ResponseReturnValue:
    """As of paper, no row is written down about it: it would tell the order of answers."""
    arrival = Arrival(
        desk.token,
        desk.version.id,
        desk.form,
        language.tag,
        desk.link.mode,
        answers,
        typed.sent,
        unsafe=tuple(unsafe_answers(desk.snapshot, answers.codes)),
    )
    try:
        with get_database().writing() as writing:
            seen = take(writing, arrival, zone=get_settings().zone)
    except RoundOverError:
        return _show(desk, typed, trouble=TOO_LATE, status=409)
    except StorageError:
        return _show(desk, typed, trouble=NOT_STORED, status=503)
    if seen is Seen.OTHER:
        desk = replace(desk, token=desk.new_token())
        return _show(desk, typed, trouble=SAVED_BEFORE, status=422)
    return redirect(_path(desk, saved=1), 303)


def _open(code: str, token: Token | None) -> Desk:
    with get_database().reading() as reading:
        desk = open_interview(
            reading,
            open_account(),
            code,
            variant=request.args.get("variant"),
            zone=get_settings().zone,
            token=token,
        )
        # The page is in English, and so is what is read out from it.
        return speak(reading, desk, get_settings(), chosen_tag() or ENGLISH.tag)


def _read(desk: Desk) -> Typed:
    """What was sent. Fields that are no question are left out."""
    sent = {
        name: [value.replace("\0", "\ufffd") for value in request.form.getlist(name)]
        for name in desk.form.questions
        if name in request.form
    }
    answers, wrong = read_answers(desk.form, sent)
    return Typed(sent, None if wrong else answers, {one.field: _explain(one) for one in wrong})


def _show(desk: Desk, typed: Typed, *, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    gaps = list_gaps(get_settings())
    notice = desk.form.start.said(Way.INTERVIEW)
    page = render_template(
        "staff/interview.html",
        desk=desk,
        form=desk.form,
        typed=typed,
        trouble=trouble,
        token=sign_token(desk.token, get_settings().secret_keys),
        no_language=say_language(desk, chosen_tag()),
        saved=SAVED in request.args and not trouble and not typed.errors,
        start=fill_lines(notice.lines, gaps),
        more=fill_lines(notice.more, gaps),
        box=[(fill(line.text, gaps), needs_reader(line.id)) for line in notice.box],
        closing=fill_lines(desk.form.closing.lines, gaps),
        fill=lambda text: fill(text, gaps),
        urgent=list_urgent(desk, gaps),
        prompted=list_prompted(desk.form),
        keys_of=keys_of,
        path=_path,
        name_variant=name_variant,
    )
    return page, status


def _path(desk: Desk, variant: str | None = None, **more: object) -> str:
    variant, lang = variant or desk.form.variant.value, tag_of(desk)
    return url_for(".ask", code=desk.link.code, variant=variant, lang=lang, **more)  # type: ignore[arg-type]


def _explain(wrong: Wrong) -> str:
    if wrong.fault is Fault.TOO_LONG:
        return f"Too long by {wrong.excess}: leave out the end of it"
    if wrong.fault is Fault.NOT_WITH_OTHERS:
        return "One of these answers does not go with the others. Ask again which it is"
    return "Choose one of these answers, or leave it blank"
