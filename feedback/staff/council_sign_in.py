"""Signing in through the council's own sign-in: sent there by a link, and back with an answer that is looked at."""

from typing import cast

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from feedback import arrivals, oidc
from feedback.exceptions import RefusedError
from feedback.oidc import UntrueError, WeakError
from feedback.outside_answers import NoAnswerError, OutsideAnswers
from feedback.providers import Provider
from feedback.staff.refusals import keep_refusal
from feedback.staff.sessions import begin_council_session, has_left, keep_question, take_question
from feedback.staff.signing_in import safe_next
from feedback.web.access import EVERYBODY, SIGN_IN, get_account, is_from_here, open_to
from feedback.web.context import get_database, get_settings, of_app

blueprint = Blueprint("council_sign_in", __name__)
KEY = "feedback.outside_answers"
UNTRUE = (
    "The answer of your council’s sign-in did not fit what this browser had asked. "
    "Nobody was signed in. Start again from the sign-in page, in one window."
)
SILENT = "Your council’s sign-in does not answer just now. Wait a minute, then try again."
WEAK = (
    "Your council’s sign-in did not say that it asked you for a second step. "
    "Sign out there, then start again from the sign-in page. If that does not help, ask your council’s IT."
)
REFUSED_THERE = (
    "Your council’s sign-in did not let you through. Try again, or ask your council’s IT."
)


def init_app(app: Flask) -> None:
    """Let `app` remember what the provider said. Raises SettingsError for roles that there are not."""
    app.extensions[KEY] = OutsideAnswers()
    provider = of_app(app).settings.provider
    if provider:
        arrivals.check_roles(provider)


@blueprint.get("/sign-in/council")
@open_to(EVERYBODY)
def leave() -> ResponseReturnValue:
    """Send the browser to the council's own sign-in. `again=yes` asks there anew, also of somebody signed in.

    After somebody signed out here too: they are signed in there still, and whoever sat down would come in as them.
    """
    provider, next_page = _open_provider(), safe_next(request.args.get("next"))
    again = request.args.get("again") == "yes"
    if get_account() and not again:
        return redirect(next_page)
    if not is_from_here(request):  # another site begins no session for anybody
        return redirect(url_for(SIGN_IN, next=next_page))
    question = oidc.make_question()
    address = oidc.make_address(
        provider, question, answers=_get_answers(), back=_back(), again=again or has_left()
    )
    keep_question(question, next_page=next_page)
    return redirect(address)


@blueprint.get("/sign-in/council/back")
@open_to(EVERYBODY)
def come_back() -> ResponseReturnValue:
    """Look at the answer, and let whoever it names in."""
    provider = _open_provider()
    state, code = request.args.get("state", ""), request.args.get("code", "")
    kept = take_question(state)
    if kept is None:
        raise UntrueError("question")
    question, next_page = kept
    if request.args.get("error"):
        raise RefusedError(REFUSED_THERE)
    person = oidc.take_answer(
        provider, question, answers=_get_answers(), back=_back(), state=state, code=code
    )
    with get_database().writing() as session:
        arrival = arrivals.arrive(session, provider, person)
    if arrival.account is None:
        raise RefusedError(arrival.problem)
    begin_council_session(arrival.account, proved_at=person.proved_at)
    return redirect(safe_next(next_page))


@blueprint.errorhandler(UntrueError)
def show_untrue(_problem: UntrueError) -> tuple[str, int]:
    """The page for an answer that is not believed. It does not say what was wrong."""
    return _show_refusal(UNTRUE), 400


@blueprint.errorhandler(WeakError)
def show_weak(_problem: WeakError) -> tuple[str, int]:
    """The page for somebody who was let through there with a password alone."""
    return _show_refusal(WEAK), 403


@blueprint.errorhandler(NoAnswerError)
def show_silent(_problem: NoAnswerError) -> tuple[str, int]:
    """The page for when there is no answer."""
    return _show_refusal(SILENT), 503


@blueprint.errorhandler(RefusedError)
def show_refused(problem: RefusedError) -> tuple[str, int]:
    """The page for somebody whom the council knows and this service does not."""
    return _show_refusal(str(problem)), 403


def _show_refusal(problem: str) -> str:
    keep_refusal()
    return render_template(
        "staff/council-refused.html", problem=problem, sign_in=url_for("staff.signing_in.sign_in")
    )


def _open_provider() -> Provider:
    return get_settings().provider or abort(404)


def _get_answers() -> OutsideAnswers:
    return cast(OutsideAnswers, current_app.extensions[KEY])


def _back() -> str:
    """Where the provider sends people back: from the setting, never from what a request says."""
    return get_settings().public_url + url_for("staff.council_sign_in.come_back")
