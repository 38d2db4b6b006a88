"""Whether whoever sits there is still who signed in: asked before something that would be worth stealing a seat for."""

from flask import request

from feedback.exceptions import RefusedError
from feedback.staff.second_step import NOT_YOURS
from feedback.staff.signing_in import confirm_password
from feedback.web.access import open_account


def check_proof() -> None:
    """Raise RefusedError unless the form holds the password of whoever is signed in. Slow: hold no lock."""
    typed = request.form.get("password", "")
    if not typed:
        raise RefusedError("Type your own password.")
    if not confirm_password(open_account(), typed):
        raise RefusedError(NOT_YOURS)
