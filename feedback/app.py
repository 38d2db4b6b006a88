"""The app: settings and a database in, a WSGI application out."""

from flask import Flask

from feedback import public, staff
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.web import access, assets, errors, form_parsing, languages, templates
from feedback.web.context import Installation, install
from feedback.web.form_parsing import MOST_BYTES
from feedback.web.headers import Headers
from feedback.web.hosts import AnyHost
from feedback.web.last_resort import LastResort


def create_app(settings: Settings | None = None) -> Flask:
    """The application of one council. Raises SettingsError when something is missing or unsafe."""
    settings = settings or read_settings()
    database = Database(settings.database_url)
    database.check_settings()
    app = Flask("feedback", static_folder=None)
    app.config.update(
        DEBUG=False,
        TESTING=False,
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=MOST_BYTES,  # fields are counted where a form is read, for a 400 and not a 413
        PROPAGATE_EXCEPTIONS=False,
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    install(app, Installation.read(settings, database))
    for part in (form_parsing, access, errors, languages, templates, public, staff, assets):
        part.init_app(app)
    app.wsgi_app = Headers(AnyHost(LastResort(app)), settings)  # type: ignore[method-assign]
    return app
