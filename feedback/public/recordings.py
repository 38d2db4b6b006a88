"""Recordings of questions, for anybody who presses Listen: the same bytes for ever under one address."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from feedback.recordings import open_sound
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database
from feedback.web.headers import A_YEAR, SANDBOX

blueprint = Blueprint("recordings", __name__)


@blueprint.get("/recordings/<name>")
@open_to(EVERYBODY)
def hear(name: str) -> Response:
    """One recording, or the part of it that is asked for: iPhones play nothing of which they cannot get parts.

    Nothing is noted of who hears it, and no cookie is set.
    """
    with get_database().reading() as session:
        kind, content, sha256 = open_sound(session, name)
    response = Response(content, mimetype=kind.mimetype)
    response.set_etag(sha256)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    return response
