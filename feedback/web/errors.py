"""What people read when something is wrong: one kind page for everything, with what to do now."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from feedback.codes import SLIP_LENGTH, group_code, read_code
from feedback.exceptions import FeedbackError, NotFoundError, RefusedError, StorageError, trace
from feedback.languages import N_
from feedback.permissions import ForbiddenError
from feedback.web.access import is_from_here, is_staff_side
from feedback.web.form_parsing import MOST_BYTES

# What the names of fields begin with that are never shown again: a recovery code has gaps, and nobody wrote what is ours.
NOT_SHOWN = ("password", "code", "_")

# In what WSGI is told of a request that the server could not read: the status of its page. No header has this name.
REFUSED = "feedback.refused"

LONGEST_SHOWN = SLIP_LENGTH + 2  # somebody may press a key twice


@dataclass(frozen=True)
class Kind:
    """A kind page: its heading, its sentences, and whether it has the box to type a code."""

    title: str
    lines: tuple[str, ...]
    code_box: bool = False


PAGES = {
    400: Kind(N_("We could not read that"), (N_("Something in the page was cut off or changed on its way."),
                                         N_("Go back, open the page again and try once more."))),
    401: Kind("Sign in first", ("You were signed out. Sign in and do that again.",)),
    403: Kind("You cannot open this page", ("Your account is not allowed to see this.",
                                            "Ask your administrator if you think it should be.")),
    404: Kind(N_("We cannot find that page"), (N_("The code may have a typing mistake, or it is not used any more."),
                                           N_("Look at the poster or slip and type the code again.")), code_box=True),
    405: Kind(N_("That does not work here"), (N_("Open the page again and use its buttons."),)),
    409: Kind("Not yet", ("This round is not counted yet.", "The workbook is there once it is.")),
    410: Kind(N_("These questions are closed now"), (N_("Nobody can answer them at the moment."),)),
    413: Kind(N_("That was too much to send"), (N_("The page sent more than we can take. Nothing is stored."),
                                            N_("Go back and make what you wrote shorter."))),
    429: Kind(N_("Too many wrong codes just now"), (N_("Please wait a minute and type your code again."),), code_box=True),
    500: Kind(N_("Something went wrong on our side"), (N_("It is not your fault. Nothing you did broke it."),
                                                   N_("Please try again in a few minutes."))),
    503: Kind(N_("We cannot do that just now"), (N_("It is our side, not yours. Your page can be sent again."),
                                             N_("Please wait a minute and try again."))),
}  # fmt: skip


# A refusal brings its own sentence; the heading and the status are those of its kind.
REFUSALS: tuple[tuple[type[FeedbackError], int, str], ...] = (
    (ForbiddenError, 403, PAGES[403].title),
    (NotFoundError, 404, PAGES[404].title),
    (RefusedError, 409, "That cannot be done"),
)


def show_kind(
    status: int, kind: Kind | None = None, *, given: Sequence[tuple[str, Sequence[str]]] = ()
) -> Response:
    """The kind page of `status`, or `kind` under that status. `given`: questions and answers to show again.

    On the staff side that is what they wrote, whatever went wrong: a session that ended, our mistake, a full disk.
    """
    kind = kind or PAGES.get(status) or PAGES[500]
    staff = is_staff_side(request)
    given = given or (_list_typed() if staff else ())
    template = "staff/kind.html" if staff else "public/kind.html"
    page = render_template(template, kind=kind, given=given, typed=_typed_code())
    response = make_response(page, status)
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _typed_code() -> str:
    """The code of this address in groups, to be put right in the box; "" when it is too long to be one."""
    code = read_code((request.view_args or {}).get("code", ""))
    return group_code(code) if len(code) <= LONGEST_SHOWN else ""


def init_app(app: Flask) -> None:
    """Turn every error into its page."""
    app.before_request(_show_refused)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(StorageError, _show_storage)
    app.register_error_handler(FeedbackError, _show_refusal)
    app.register_error_handler(Exception, show_unexpected)


def _show_refused() -> Response | None:
    status = request.environ.get(REFUSED)
    return show_kind(status, PAGES.get(status, PAGES[400])) if status else None


def _show_http(error: HTTPException) -> Response:
    # A ready response (a redirect, say) travels as an exception too.
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    response = show_kind(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _show_storage(_error: StorageError) -> Response:
    return show_kind(503)


def _show_refusal(error: FeedbackError) -> Response:
    fits = ((status, title) for kind, status, title in REFUSALS if isinstance(error, kind))
    status, title = next(fits, (400, PAGES[400].title))
    return show_kind(status, Kind(title, (str(error),)))


def _list_typed() -> list[tuple[str, list[str]]]:
    """What somebody of staff wrote into a form that is refused whole: no secret, no file, and nothing of another site."""
    # A stranger's files are not unpacked for this.
    if request.method != "POST" or not is_from_here(request) or not _is_short():
        return []
    fields: list[tuple[str, list[str]]] = []
    with suppress(HTTPException):  # it cannot be read
        fields = list(request.form.lists())
    return [
        (name, words)
        for name, typed in fields
        if not name.startswith(NOT_SHOWN)
        and (words := [one for one in typed if " " in one.strip()])
    ]


def _is_short() -> bool:
    return (request.content_length or 0) <= MOST_BYTES


def show_unexpected(error: Exception) -> Any:
    """The page for a mistake of ours: the log gets the trace, and nobody gets a blank screen."""
    current_app.logger.error("unexpected %s", trace(error))
    return show_kind(500)
