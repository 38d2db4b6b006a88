"""Paper in another language leads to a page in it: what a phone reads and what is typed, followed to the page."""

from urllib.parse import urlsplit

import pymupdf
import pytest
from flask.testing import FlaskClient

from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.pseudo import make_turned
from feedback.public.sentences import NO_LANGUAGE
from feedback.reports.materials import describe_poster, make_material, version_now
from feedback.reports.papers.form import paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.reports.slip_printing import print_slips
from feedback.reports.tongues import open_tongue
from feedback.versions import snapshot_of
from tests.conftest import stored
from tests.pages import send, visit
from tests.reports.reading import open_png, rasterise, read_code
from tests.tongues import speak


def read_first(pdf: bytes, page: int = 0, dpi: int = 150) -> str:
    """The path that a phone reads from a page, or from the first of its slips."""
    picture = rasterise(pymupdf.open(stream=pdf)[page], dpi)
    half = picture[: picture.shape[0] // 4, picture.shape[1] // 2 :] if page else picture
    return urlsplit(read_code(half)).path


def scan_poster(database: Database, settings: Settings, collector: Collector, tag: str) -> str:
    """The path on a poster in the language called `tag`, as the picture of it has it."""
    with database.reading() as session:
        poster = describe_poster(session, collector, settings, language=tag)
    return urlsplit(read_code(open_png(make_material(poster, ".png")))).path


def scan_slip(database: Database, settings: Settings, collector: Collector, tag: str) -> str:
    """The path on a slip."""
    printed = print_slips(database, settings, str(collector.id), count=1, language=tag)
    return read_first(printed.pdf, 1, 200)


def scan_paper(database: Database, settings: Settings, collector: Collector, tag: str) -> str:
    """The path on a paper form."""
    with database.reading() as session:
        snapshot = snapshot_of(version_now(session, collector, settings.zone))
        tongue = open_tongue(session, settings, snapshot, "standard", tag)
        paper = paper_of(settings, snapshot, "standard", collector=collector, tongue=tongue)
    return read_first(make_paper(paper))


@pytest.mark.parametrize(
    ("scan", "tag"),
    [(scan_poster, "ar"), (scan_poster, "fa-AF"), (scan_slip, "ar"), (scan_paper, "ar")],
)
def test_what_is_scanned_opens_in_its_language(
    client: FlaskClient, database: Database, settings: Settings, collectors: list[Collector], tag: str, scan: object
) -> None:  # fmt: skip
    """A poster, a slip and a paper form, each from what is printed to the page."""
    speak(database, tag, say=make_turned)

    path = scan(database, settings, collectors[0], tag)  # type: ignore[operator]

    page = visit(client, path)
    assert (page.root.get("lang"), page.root.get("dir")) == (tag, "rtl")
    assert path.endswith(f"/{tag.upper()}")


@pytest.mark.parametrize("end", ["", "/pl", "/PL/"])
def test_an_address_says_one_language_and_the_picker_another(
    client: FlaskClient, database: Database, oak: str, end: str
) -> None:
    """What is chosen on the page wins over what the paper said, for the page itself and for the first page."""
    speak(database, "ar", "pl")

    printed = visit(client, f"{oak}{end}")
    chosen = visit(client, f"{oak}{end}?lang=ar")
    buttons = {b.get("formaction") for b in printed.all("button") if b.get("name") == "_show"}

    assert printed.root.get("lang") == ("pl" if end else "en")
    assert chosen.root.get("lang") == "ar"
    assert f"{oak}?lang=ar&variant=standard" in buttons
    assert visit(client, f"{end or '/'}?lang=ar").root.get("lang") == "ar"


def test_a_typed_address_keeps_its_language_to_the_questions(
    client: FlaskClient, database: Database, oak: str
) -> None:
    """From /pl with the code to the page in Polish; the box itself speaks it."""
    speak(database, "pl")
    page = visit(client, "/pl")
    hidden = {e.get("name"): e.get("value") for e in page.all("input") if e.get("type") == "hidden"}

    answer = client.get("/", query_string={"code": oak[3:], **hidden})

    assert page.root.get("lang") == "pl"
    assert answer.headers["Location"] == f"{oak}?lang=pl"


def test_a_language_that_was_taken_back_leads_to_english_and_says_so(
    client: FlaskClient, database: Database, oak: str
) -> None:
    """A poster outlives what is offered. What is no language is no page."""
    page = visit(client, f"{oak}/ar")

    assert page.root.get("lang") == "en"
    assert NO_LANGUAGE in page.text
    assert [client.get(f"{oak}/{end}").status_code for end in ("xx", "arr", "a")] == [404] * 3
    assert client.get("/xx").status_code == 404


def test_the_paper_that_led_here_is_no_trace(
    client: FlaskClient, database: Database, collectors: list[Collector]
) -> None:
    """One code for all languages of a poster; what is stored is the same whichever way somebody came."""
    speak(database, "ar")
    code = collectors[0].code
    paths = (f"/q/{code}/ar", f"/q/{code}?lang=ar")

    for path in paths:
        send(client, visit(client, path), {"know_iro": "yes"})

    first, second = ({**vars(row)} for row in stored(database))
    told = {key for key in first if first[key] != second[key]} - {"_sa_instance_state"}
    assert told <= {"id", "reference", "receipt", "token_hash"}
