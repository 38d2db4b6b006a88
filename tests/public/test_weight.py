"""What a phone fetches before the first tap, in every language that a release brings."""

import gzip
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.languages import LISTED
from tests.tongues import SHIPPED, make_shipped

MOST_BYTES = 32_000  # of the page and everything it names, compressed as a phone gets it
PHONE = {"Accept-Encoding": "gzip, deflate, br"}
VARIANTS = ("standard", "easy-read", "picture")
TRANSLATED = [one.tag for one in LISTED if (SHIPPED / one.folder).is_dir()]


@dataclass(frozen=True)
class View:
    """The first view of the questions: the language it came in, and the bytes of each of its files."""

    tag: str
    files: dict[str, int]


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, str]:
    """A phone, and the address of the IRO survey."""
    settings, codes = make_shipped(tmp_path_factory.mktemp("shipped"), "iro-survey")
    return create_app(settings).test_client(), f"/q/{codes['iro-survey']}"


def weigh(client: FlaskClient, address: str) -> View:
    """Fetch a page, and each file that it names, once."""
    page = client.get(address, headers=PHONE)
    html = gzip.decompress(page.data).decode()
    said = re.search(r'<html[^>]* lang="([^"]+)"', html)
    assert said
    named = sorted(set(re.findall(r'(/static/[^"#]+)', html)))
    return View(
        said[1],
        {"page": len(page.data)}
        | {n: len(client.get(n, headers=PHONE, buffered=True).data) for n in named},
    )


@pytest.mark.parametrize("tag", ["en", *TRANSLATED])
def test_the_first_view_is_small_in_every_language(
    questions: tuple[FlaskClient, str], tag: str
) -> None:
    """In each variant, page and files together."""
    client, address = questions

    for variant in VARIANTS:
        view = weigh(client, f"{address}?lang={tag}&variant={variant}")
        assert view.tag == tag, variant
        assert len(view.files) >= 4
        assert sum(view.files.values()) <= MOST_BYTES, view.files


def test_a_page_that_is_not_compressed_would_be_seen(questions: tuple[FlaskClient, str]) -> None:
    """The control: the same files as they lie on the disk are too many bytes."""
    client, address = questions
    plain = len(client.get(f"{address}?lang=ti").data)

    view = weigh(client, f"{address}?lang=ti")

    assert plain + sum(view.files.values()) - view.files["page"] > MOST_BYTES
