"""The questionnaire page: found however the code is typed, always empty, kept and compressed, token last."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.public.again import make_view
from feedback.public.memory import get_memory
from feedback.public.pages import View, render
from tests.conftest import open_round_of
from tests.pages import Page, send, visit
from tests.questionnaires.conftest import VERSIONS

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@contextmanager
def transactions(database: Database) -> Iterator[list[str]]:
    """Every transaction begun on the engine, as it begins."""
    begun: list[str] = []

    def note(connection: object) -> None:
        begun.append("begin")

    event.listen(database.engine, "begin", note)
    try:
        yield begun
    finally:
        event.remove(database.engine, "begin", note)


@pytest.mark.parametrize("door", ["/q/", "/Q/"])
@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: f" {code[:2]} {code[2:4]} {code[4:]} ",
        lambda code: code.translate(ARABIC),
        lambda code: code.translate(PERSIAN),
        lambda code: code + "/",
    ],
)
def test_a_code_is_found_however_it_is_typed(
    client: FlaskClient, collectors: list[Collector], door: str, typed: Callable[[str], str]
) -> None:
    """Any case, spaces, hyphens, Arabic and Persian digits: answered at once, without a redirect."""
    path = door + typed(collectors[0].code)

    page = visit(client, path)

    assert page.heading == "What was your review like for you?"


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
@pytest.mark.parametrize("name", [f"{path.parent.name}@{path.stem}" for path in VERSIONS])
def test_every_questionnaire_is_a_sound_page(
    client: FlaskClient, database: Database, settings: Settings, name: str, variant: str
) -> None:
    """Each shipped version in each variant passes the checks of every page and starts empty."""
    round_ = open_round_of(database, settings, name)
    with database.reading() as session:
        code = session.query(Collector.code).filter_by(questionnaire=name[:-2]).first()[0]

    page = visit(client, f"/q/{code}?variant={variant}")

    assert round_.version.number == int(name[-1])
    assert page.answers == {}
    assert page.action == f"/q/{code}?lang=en&variant={variant}"


def test_a_page_is_empty_whatever_was_sent_before(client: FlaskClient, oak: str) -> None:
    """Opening the page again shows nobody's answers."""
    send(client, visit(client, oak), {"know_iro": "yes", "best": "A secret"})

    page = visit(client, oak)

    assert page.answers == {}
    assert "A secret" not in page.html


def test_each_page_has_a_token_of_its_own(client: FlaskClient, oak: str) -> None:
    """Two people who open the same page can both send it."""
    first, second = visit(client, oak), visit(client, oak)

    results = [send(client, page, {"know_iro": "yes"}).status_code for page in (first, second)]

    assert first.token != second.token
    assert results == [303, 303]


def test_the_token_comes_last(client: FlaskClient, oak: str) -> None:
    """A page that did not arrive whole has no token, and cannot be sent in half."""
    page = visit(client, oak)

    end = page.html.rpartition('name="token"')[2]

    assert "<" not in end.replace("</body></html>", "")
    assert page.html.endswith("</body></html>")
    assert page.all("input[@name='token']")[0].get("form") == "answers"


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_kept_page_is_what_would_be_rendered_now(
    app: Flask, client: FlaskClient, oak: str, variant: str
) -> None:
    """The second visitor gets the kept page; it equals a page made afresh, byte for byte."""
    path = f"{oak}?variant={variant}"
    visit(client, path)

    kept = visit(client, path)

    start = kept.html.partition('<input type="hidden" form="answers" name="token"')[0]
    with app.test_request_context(f"{path}&lang=en"):
        view = _view_of(oak, variant)
        assert start == render(view)


def test_the_compressed_page_is_the_same_page(client: FlaskClient, oak: str) -> None:
    """The gzip stream opens to the plain page; only the token differs."""
    plain = visit(client, oak)

    packed = client.get(oak, headers={"Accept-Encoding": "gzip, deflate, br"})

    opened = gzip.decompress(packed.data).decode()
    cut = 'name="token" value="'
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert opened.partition(cut)[0] == plain.html.partition(cut)[0]
    assert opened.endswith('"></body></html>')
    assert len(packed.data) < len(plain.html) / 3


def test_a_compressed_page_can_be_sent(client: FlaskClient, oak: str) -> None:
    """The token inside the compressed page is as good as any."""
    packed = client.get(oak, headers={"Accept-Encoding": "gzip"})
    packed.set_data(gzip.decompress(packed.data))

    answer = send(client, Page(packed), {"know_iro": "yes"})

    assert answer.status_code == 303


def test_a_browser_that_refuses_gzip_gets_it_plain(client: FlaskClient, oak: str) -> None:
    """`gzip;q=0` means no."""
    response = client.get(oak, headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert "Content-Encoding" not in response.headers
    assert Page(response).token


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lang=xx", "We do not have these questions in that language yet."),
        ("variant=picture-book", "We do not have these questions in that form."),
    ],
)
def test_an_unknown_language_or_variant_gets_the_best_there_is(
    client: FlaskClient, oak: str, query: str, sentence: str
) -> None:
    """200, the standard English page, and it says so; the ordinary page does not."""
    page = visit(client, f"{oak}?{query}")

    assert sentence in page.text
    assert sentence not in visit(client, oak).text
    assert page.action.endswith("?lang=en&variant=standard")
    assert page.token


def test_accept_language_changes_nothing(client: FlaskClient, oak: str) -> None:
    """The browser's language only orders a picker; the page stays what its address says."""
    page = visit(client, oak, headers={"Accept-Language": "pl,ar;q=0.9"})

    assert page.find("head/..").get("lang") == "en"


def test_a_response_touches_the_database_twice(app: Flask, client: FlaskClient, oak: str) -> None:
    """Opening is one transaction, sending two at most, thanks and a second look at a picture none."""
    database = app.extensions["feedback"].database
    visit(
        client, "/q/X/sent?of=iro-survey"
    )  # what it shows of replies and prizes is remembered for a minute
    with transactions(database) as opening:
        page = visit(client, oak)
    with transactions(database) as sending:
        answer = send(client, page, {"know_iro": "yes"})
    with transactions(database) as thanking:
        visit(client, answer.location)

    assert len(opening) == 1
    assert 1 <= len(sending) <= 2
    assert len(thanking) == 0


def test_questions_that_depend_on_others_say_so_in_words(client: FlaskClient, oak: str) -> None:
    """Without scripts nothing is hidden, so the condition stands above the question."""
    page = visit(client, oak)

    screens = page.all("div[@data-show-if]")

    assert [e.get("data-screen") for e in screens] == ["co_chair", "helped_how"]
    assert "Only if you went to your review." in page.text


def test_words_typed_into_addresses_are_shown_as_words(client: FlaskClient, oak: str) -> None:
    """Markup in a field comes back as text, never as markup."""
    page = visit(client, oak)
    attack = '</textarea><script src="x"></script>"><img onerror=1>'

    again = Page(
        send(client, page, {"best": attack, "nonsense": "1", '_kept."><b>': attack, "_at": attack})
    )

    assert again.answers["best"] == [attack]
    assert again.all("img") == []


def test_rounds_share_a_page_but_not_a_token(
    client: FlaskClient, oak: str, collectors: list[Collector]
) -> None:
    """The token of one team's page is not taken on another team's page."""
    page = visit(client, oak)

    answer = client.post(f"/q/{collectors[1].code}", data={"token": page.token, "know_iro": "yes"})

    assert answer.status_code == 422


def _view_of(oak: str, variant: str) -> View:
    """The view that the page of `oak` was made of."""
    return make_view(get_memory().get_link(oak.removeprefix("/q/")), "en", variant)


@pytest.mark.parametrize(
    ("set_to", "said"),
    [
        (None, "Ask Westmere Council for its complaints team."),
        ("01632 960555", "Contact the complaints team: 01632 960555."),
    ],
)
def test_the_way_to_complain_is_offered_before_send(
    settings: Settings, oak: str, database: Database, set_to: str | None, said: str
) -> None:
    """On the last screen, above the button; in the council's own words when it has set them."""
    app = create_app(replace(settings, complaints=set_to))

    html = visit(app.test_client(), oak).html

    assert said in " ".join(
        html.partition('data-screen="check"')[2].partition("data-send")[0].split()
    )
