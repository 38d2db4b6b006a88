"""The door without a sign-in: answering, and the pages around it."""

from flask import Flask

from feedback.public import answering, information
from feedback.public.memory import Memory


def init_app(app: Flask) -> None:
    """Open the public door."""
    app.extensions["feedback.public"] = Memory()
    app.register_blueprint(answering.blueprint)
    app.register_blueprint(information.blueprint)
