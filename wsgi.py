"""The application, for any WSGI server: `wsgi:app`."""

from feedback.app import create_app

app = create_app()
