"""A form is made of fields with names, or it is refused."""

from io import BytesIO

import pytest
from flask import Request
from flask.testing import FlaskClient

from feedback.web.form_parsing import FormRequest
from tests.pages import refuse

NAMELESS = [
    b"--B\r\nContent-Disposition: form-data\r\n\r\nyes\r\n--B--\r\n",
    b'--B\r\nContent-Disposition: form-data; filename="x.png"\r\n\r\nyes\r\n--B--\r\n',
]
PARTS = "multipart/form-data; boundary=B"


@pytest.mark.parametrize("body", NAMELESS)
@pytest.mark.parametrize("path", ["oak", "/staff/sign-in"])
def test_a_part_without_a_name_is_refused(
    client: FlaskClient, oak: str, path: str, body: bytes
) -> None:
    """400 and a kind page, at both doors."""
    path = oak if path == "oak" else path

    response = client.post(path, data=body, content_type=PARTS)

    assert response.status_code == 400
    assert "We could not read that" in response.text


def test_werkzeugs_own_parser_would_let_it_through() -> None:
    """The control: without our parser the field is called None, and whoever reads names fails."""
    with FormRequest.from_values(method="POST", data=NAMELESS[0], content_type=PARTS) as request:
        plain = super(FormRequest, FormRequest).form_data_parser_class
        request.form_data_parser_class = plain

        assert list(request.form) == [None]


def test_a_named_part_is_read(client: FlaskClient, oak: str) -> None:
    """Parts are as good as any other form."""
    body = b'--B\r\nContent-Disposition: form-data; name="know_iro"\r\n\r\nyes\r\n--B--\r\n'

    page = refuse(client.post(oak, data=body, content_type=PARTS))

    assert page.answers == {"know_iro": ["yes"]}  # its token alone is missing


FILE = b'--B\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\n\r\nyes\r\n--B--\r\n'


@pytest.mark.parametrize(("kind", "in_memory"), [(FormRequest, True), (Request, False)])
def test_a_file_that_is_sent_stays_in_memory(kind: type[Request], in_memory: bool) -> None:
    """Nothing of it can be left on disk or open; Flask by itself, the control, takes a temporary file."""
    with kind.from_values(method="POST", data=FILE, content_type=PARTS) as request:
        assert isinstance(request.files["f"].stream, BytesIO) == in_memory
