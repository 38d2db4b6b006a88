"""The door for those who sign in: everything under /staff."""

from flask import Blueprint, Flask

from feedback.staff import forms, home, invitations, rounds, sessions, signing_in, words

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for part in (signing_in, invitations, home, rounds):
    blueprint.register_blueprint(part.blueprint)
blueprint.context_processor(words.words_for_pages)


def init_app(app: Flask) -> None:
    """Open the staff door of `app`, which has its installation and its access check already.

    The access check comes first, so that a stranger is asked to sign in before a form is looked at.
    """
    sessions.init_app(app)
    forms.init_app(app)
    signing_in.init_app(app)
    app.register_blueprint(blueprint)
