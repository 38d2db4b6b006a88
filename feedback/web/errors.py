"""What people read when something is wrong: one kind page for everything, with what to do now."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from feedback.exceptions import FeedbackError, NotFoundError, RefusedError, StorageError
from feedback.permissions import ForbiddenError


@dataclass(frozen=True)
class Kind:
    """A kind page: its heading, its sentences, and whether it has the box to type a code."""

    title: str
    lines: tuple[str, ...]
    code_box: bool = False


PAGES = {
    400: Kind("We could not read that", ("Something in the page was cut off or changed on its way.",
                                         "Go back, open the page again and try once more.")),
    401: Kind("Sign in first", ("You were signed out. Sign in and do that again.",)),
    403: Kind("You cannot open this page", ("Your account is not allowed to see this.",
                                            "Ask your administrator if you think it should be.")),
    404: Kind("We cannot find that page", ("The code may have a typing mistake, or it is not used any more.",
                                           "Look at the poster or the slip and type the code again."), code_box=True),
    405: Kind("That does not work here", ("Open the page again and use its buttons.",)),
    409: Kind("Not yet", ("This round is not counted yet.", "The workbook is there once it is.")),
    410: Kind("These questions are closed now", ("Nobody can answer them at the moment.",)),
    413: Kind("That was too much to send", ("The page sent more than we can take. Nothing is stored.",
                                            "Go back and make what you wrote shorter.")),
    429: Kind("Too many wrong codes just now", ("Please wait a minute and type your code again.",), code_box=True),
    500: Kind("Something went wrong on our side", ("It is not your fault. Nothing you did broke it.",
                                                   "Please try again in a few minutes.")),
    503: Kind("We cannot do that just now", ("It is our side, not yours. Your page can be sent again.",
                                             "Please wait a minute and try again.")),
}  # fmt: skip


REFUSALS: tuple[tuple[type[FeedbackError], int, str], ...] = (
    (ForbiddenError, 403, PAGES[403].title),
    (NotFoundError, 404, PAGES[404].title),
    (RefusedError, 409, "That cannot be done"),
)


def show_kind(status: int, kind: Kind | None = None) -> Response:
    """The kind page of `status`, or `kind` under that status."""
    kind = kind or PAGES.get(status) or PAGES[500]
    staff = request.path == "/staff" or request.path.startswith("/staff/")
    template = "staff/kind.html" if staff else "public/kind.html"
    response = make_response(render_template(template, kind=kind), status)
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def init_app(app: Flask) -> None:
    """Turn every error into its page."""
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(StorageError, _show_storage)
    app.register_error_handler(FeedbackError, _show_refusal)
    app.register_error_handler(Exception, _show_unexpected)


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
    status = (
        404 if isinstance(error, NotFoundError) else 409 if isinstance(error, RefusedError) else 400
    )
    return show_kind(status, Kind(PAGES[status].title, (str(error),)))


# The last resort: whoever asked gets a page, the log gets the trace, and nobody gets a blank screen.
def _show_unexpected(error: Exception) -> Any:
    current_app.logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return show_kind(500)
