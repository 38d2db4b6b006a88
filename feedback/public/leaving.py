"""Going away at once: the page before is dropped by the browser, so that Back does not bring it."""

import re
import secrets

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from feedback.public.memory import get_memory
from feedback.tokens import name_left, read_token
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_settings
from feedback.web.templates import AWAY

blueprint = Blueprint("leaving", __name__)
NAME = re.compile("[0-9a-f]{64}")
MOST = 2  # a page to talk is known by its own key, and by that of the questions it came from


@blueprint.get("/leave")
@open_to(EVERYBODY)
def leave() -> Response:
    """To the weather, for a page without scripts; a script goes there by itself. `left` names what was left."""
    for name in request.args.getlist("left")[:MOST]:
        if NAME.fullmatch(name):
            get_memory().leave(name)
    return with_new_cookie(redirect(AWAY, 303))


@blueprint.post("/leave")
@open_to(EVERYBODY)
def forget() -> Response:
    """What a script says as it leaves: a browser that sends a step of this page again gets it back empty."""
    for name in ("token", "_key"):
        if token := read_token(request.form.get(name, ""), get_settings().secret_keys):
            get_memory().leave(name_left(token))
    return with_new_cookie(make_response("", 204))


def with_new_cookie(response: Response) -> Response:
    """A cookie that nobody reads: when it changes, browsers drop the page they kept for Back."""
    https = get_settings().https
    response.set_cookie(
        "__Host-page" if https else "page",
        secrets.token_urlsafe(16),
        httponly=True,
        secure=https,
        samesite="Lax",
        path="/",
    )
    return response
