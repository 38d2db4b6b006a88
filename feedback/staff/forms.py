"""What every staff form shares: proof that it came from our own page, and plain words when it did not."""

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from feedback.staff.refusals import keep_refusal
from feedback.web.access import get_account
from feedback.web.errors import Kind, show_kind

csrf = CSRFProtect()
TOO_OLD = Kind(
    "Please do that again",
    (
        "The page you sent was open for too long, or from before you signed in. Nothing was changed.",
        "Go back, load the page again and press the button once more.",
    ),
)


def init_app(app: Flask) -> None:
    """Protect the forms of `app` that are behind the staff door; the public ones have their own token."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # `protect_staff_forms` asks instead
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer
    )
    csrf.init_app(app)
    app.before_request(protect_staff_forms)
    app.register_error_handler(CSRFError, refuse_form)


def protect_staff_forms() -> None:
    """Refuse a staff form that did not come from our page."""
    if request.endpoint:  # none: no such page, which says so itself
        csrf.protect()


def refuse_form(_error: CSRFError) -> Response:
    """The page for a form whose proof is missing, old or somebody else's."""
    if get_account():
        keep_refusal()
    return show_kind(400, TOO_OLD)
