"""What every staff form shares: proof that it came from our own page, and plain words when it did not."""

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from feedback.staff.refusals import keep_refusal
from feedback.web.access import get_account

csrf = CSRFProtect()


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


def refuse_form(_error: CSRFError) -> tuple[str, int]:
    """The page for a form whose proof is missing, old or somebody else's."""
    if get_account():
        keep_refusal()
    return render_template("staff/form-too-old.html"), 400
