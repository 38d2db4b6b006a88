"""What may come as a form at all: every field and file in it has a name, and nothing of it goes to disk."""

import re
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser

MOST_BYTES = 64 * 1024  # of a request: far more than the longest questionnaire sends
MOST_OF_A_FILE = 1024 * 1024
MOST_OF_RECORDINGS = 8 * 1024 * 1024
MOST_OF_A_LIST = 480 * 1024  # 5,000 references of a draw; Flask reads no field beyond 500,000 bytes
UPLOADS = (
    (re.compile(r"/staff/draws"), MOST_OF_A_LIST),
    (re.compile(r"/staff/languages/[A-Za-z-]{2,10}"), MOST_OF_A_FILE),
    (
        re.compile(r"/staff/recordings/[A-Za-z-]{2,10}/[a-z0-9-]+/[0-9]+/[a-z-]+"),
        MOST_OF_RECORDINGS,
    ),
)

Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


def most_bytes(path: str) -> int:
    """How long the body of a request to `path` may be: a list of a draw, a translators' workbook and
    recordings are longer than any form.
    """
    return next((most for rule, most in UPLOADS if rule.fullmatch(path)), MOST_BYTES)


class NamedFormParser(FormDataParser):
    """Werkzeug's parser takes a part without a name for a field that is called None; no browser sends one."""

    def parse(self, *args: Any, **more: Any) -> Parsed:
        """The form that was sent. Raises BadRequest for a field or file without a name."""
        stream, form, files = super().parse(*args, **more)
        if any(name is None for name in (*form, *files)):
            for file in files.values():
                file.close()
            raise BadRequest
        return stream, form, files


class FormRequest(Request):
    """A request whose form is read that way."""

    form_data_parser_class = NamedFormParser

    @property
    def max_content_length(self) -> int | None:
        """How long a body may be: by where it goes, where that is longer than any form."""
        longest, most = super().max_content_length, most_bytes(self.path)
        return most if most > MOST_BYTES else longest

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(self, *_size_and_name: Any, **_more: Any) -> BytesIO:
        """Where a file that somebody sends goes: into memory, never to disk. A body is short."""
        return BytesIO()


def init_app(app: Flask) -> None:
    """Read every form of `app` that way."""
    app.request_class = FormRequest
