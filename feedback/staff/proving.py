"""Whether whoever sits there is still who signed in: asked before something that would be worth stealing a seat for."""

import datetime as dt

from flask import request

from feedback.exceptions import RefusedError
from feedback.staff.second_step import NOT_YOURS
from feedback.staff.sessions import has_just_proved
from feedback.staff.signing_in import confirm_password
from feedback.web.access import open_account

LATELY = dt.timedelta(minutes=10)


def is_proved_by_council() -> bool:
    """Whether somebody without a password here showed at the council's own sign-in lately that it is them."""
    return open_account().subject is not None and has_just_proved(LATELY)


def check_proof() -> None:
    """Raise RefusedError unless the form holds the password of whoever is signed in. Slow: hold no lock.

    Somebody of the council's own sign-in has no password here: they go there again instead.
    """
    if open_account().subject is not None:
        if not is_proved_by_council():
            raise RefusedError("Sign in with your council account again, then do this once more.")
        return
    typed = request.form.get("password", "")
    if not typed:
        raise RefusedError("Type your own password.")
    if not confirm_password(open_account(), typed):
        raise RefusedError(NOT_YOURS)
