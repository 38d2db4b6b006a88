"""The door without a sign-in: answering, and the pages around it."""

from flask import Flask

from feedback.collectors import has_code, list_collectors
from feedback.links import open_link, open_slip_link
from feedback.public import (
    answering,
    changes,
    information,
    leaving,
    prize_offers,
    prizes,
    recordings,
    returns,
    talking,
)
from feedback.public.memory import Memory
from feedback.web.context import Installation, of_app


def init_app(app: Flask) -> None:
    """Open the public door."""
    app.extensions["feedback.public"] = _remember(of_app(app))
    prize_offers.init_app(app)
    app.register_blueprint(answering.blueprint)
    app.register_blueprint(information.blueprint)
    app.register_blueprint(changes.blueprint)
    app.register_blueprint(leaving.blueprint)
    app.register_blueprint(prizes.blueprint)
    app.register_blueprint(recordings.blueprint)
    app.register_blueprint(returns.blueprint)
    app.register_blueprint(talking.blueprint)


def _remember(installation: Installation) -> Memory:
    """Where every code leads now, so that a page opened before a restart comes back in storage trouble too."""
    memory, zone = Memory(), installation.settings.zone
    with installation.database.reading() as session:
        for collector in list_collectors(session):
            if has_code(collector):
                link = open_link(session, collector.code, zone=zone)
            else:
                link = open_slip_link(session, collector.id, "", zone=zone)
            if link:
                memory.keep_link(link)
    return memory
