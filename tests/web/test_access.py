"""Closed by default: every view says whom it is open to, and one that does not is open to nobody."""

from pathlib import Path

import pytest
from flask import Flask

import feedback.models.answering
import feedback.models.reporting  # noqa: F401 - its tables
from feedback.app import create_app
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.base import Base
from feedback.permissions import Action
from feedback.web.access import EVERYBODY, SIGNED_IN, access_mark, open_to


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The whole app, with an empty database."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})
    Base.metadata.create_all(Database(settings.database_url).engine)
    return create_app(settings)


def test_every_view_says_whom_it_is_open_to(app: Flask) -> None:
    """A forgotten mark fails here before it turns somebody away."""
    unmarked = [name for name, view in app.view_functions.items() if not access_mark(view)]

    assert unmarked == []


def test_public_views_are_open_to_everybody_and_staff_views_are_not(app: Flask) -> None:
    """Behind the staff door only signing in and an invitation are open to strangers."""
    open_staff_views = {
        name
        for name, view in app.view_functions.items()
        if name.startswith("staff.") and EVERYBODY in (access_mark(view) or ())
    }
    closed_public_views = {
        name
        for name, view in app.view_functions.items()
        if not name.startswith("staff.") and EVERYBODY not in (access_mark(view) or ())
    }

    assert open_staff_views == {
        "staff.signing_in.sign_in",
        "staff.council_sign_in.leave",
        "staff.council_sign_in.come_back",
        "staff.invitations.see_invitation",
        "staff.invitations.accept_invitation",
    }
    assert closed_public_views == set()


@pytest.mark.parametrize("path", ["/forgotten", "/staff/forgotten"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_view_without_a_mark_lets_nobody_in(app: Flask, path: str, method: str) -> None:
    """It is refused, whoever asks."""
    app.add_url_rule(path, "forgotten", lambda: "secret", methods=["GET", "POST"])

    response = app.test_client().open(path, method=method)

    assert response.status_code == 403
    assert "secret" not in response.text


def test_a_mark_can_be_read_back() -> None:
    """For guards such as these."""

    @open_to(SIGNED_IN, Action.SEE_ROUNDS)
    def view() -> str:
        return ""

    assert access_mark(view) == {SIGNED_IN, Action.SEE_ROUNDS}
    assert access_mark(lambda: "") is None
