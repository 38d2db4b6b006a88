"""What every staff form shares: proof that it came from our own page, and plain words when it did not.

The proof is a random word in the signed session, where no other site can look.
"""

import secrets

from flask import Flask, render_template, request, session
from werkzeug.exceptions import BadRequest

from feedback.staff.refusals import keep_refusal
from feedback.web.access import get_account

PROOF = "csrf_token"


class ProofError(BadRequest):
    """The proof of a form is missing, old or somebody else's."""


def init_app(app: Flask) -> None:
    """Protect the forms of `app` that are behind the staff door; the public ones have their own token."""
    app.config["WTF_CSRF_ENABLED"] = False  # ours is asked of every form, before any view
    app.jinja_env.globals[PROOF] = make_proof
    app.before_request(protect_staff_forms)
    app.register_error_handler(ProofError, refuse_form)


def make_proof() -> str:
    """What a form of this session carries."""
    return str(session.setdefault(PROOF, secrets.token_urlsafe(32)))


def protect_staff_forms() -> None:
    """Refuse a staff form that did not come from our page."""
    # Without an endpoint there is no such page, which says so itself.
    if request.endpoint and request.method not in ("GET", "HEAD", "OPTIONS") and not has_proof():
        raise ProofError


def has_proof() -> bool:
    """Whether what was sent carries the proof of its own session."""
    sent, known = request.form.get(PROOF, ""), session.get(PROOF, "")
    return bool(known) and secrets.compare_digest(sent.encode("utf-8", "replace"), known.encode())


def refuse_form(_error: ProofError) -> tuple[str, int]:
    """The page for a form whose proof is missing, old or somebody else's."""
    if get_account():
        keep_refusal()
    return render_template("staff/form-too-old.html"), 400
