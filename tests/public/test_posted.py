"""Reading a form: what belongs to answers, what travels along, and what nobody can break."""

from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector, Round
from feedback.public.posted import read_posted
from feedback.tokens import make_token, sign_token
from tests.conftest import stored

KEYS = ("a secret of forty characters and some more",)
NAMES = st.one_of(
    st.sampled_from(
        [
            "token",
            "_show",
            "_at",
            "_kept.best",
            "_kept.went",
            "lang",
            "variant",
            "went",
            "best",
            "asked",
            "co_chair",
            "eq_age",
            "helped_by",
            "did_said",
        ]
    ),
    st.text(max_size=12),
)
VALUES = st.one_of(
    st.sampled_from(["", "yes", "no", "all", "ns", "en/easy-read", "10", "\0", "_na"]),
    st.text(max_size=40),
)


def test_a_form_is_sorted_into_its_parts(app: Flask) -> None:
    """Answers apart from the token, the button, the place and what travels along."""
    token = make_token(3, 4)
    data = {
        "token": sign_token(token, KEYS),
        "_show": "pl/easy-read",
        "_at": "went",
        "_kept.overall": ["good"],
        "_other": "x",
        "asked": ["who", "how"],
        "best": "a\0b",
    }

    with app.test_request_context("/q/X", method="POST", data=data):
        posted = read_posted(KEYS)

    assert posted.answers == {"asked": ["who", "how"], "best": ["a\ufffdb"]}
    assert posted.kept == {"overall": ["good"]}
    assert (posted.show, posted.at) == ("pl/easy-read", "went")
    assert posted.token
    assert (posted.token.key, posted.token.collector_id, posted.token.round_id) == (token.key, 3, 4)


def test_a_form_without_a_button_is_send(app: Flask) -> None:
    """No `_show`, no switch, and no token is no error here."""
    with app.test_request_context("/q/X", method="POST", data={"went": "all"}):
        posted = read_posted(KEYS)

    assert (posted.show, posted.at, posted.token, posted.kept) == (None, "", None, {})


@tries(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.lists(st.tuples(NAMES, VALUES), max_size=12), data=st.data())
def test_no_form_breaks_the_page_or_is_half_stored(
    client: FlaskClient,
    oak: str,
    database: Database,
    settings: Settings,
    collectors: list[Collector],
    round_: Round,
    fields: list[tuple[str, str]],
    data: st.DataObject,
) -> None:
    """Whatever the fields: a page for people, and a row only with a thank-you."""
    before = len(stored(database))
    body: dict[str, list[str]] = {}
    for name, value in fields:
        body.setdefault(name, []).append(value)
    if data.draw(st.booleans()):
        body["token"] = [sign_token(make_token(collectors[0].id, round_.id), settings.secret_keys)]

    answer = client.post(oak, data=body)

    assert answer.status_code in (200, 303, 422)
    assert len(stored(database)) - before == (answer.status_code == 303)


@tries(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "multipart/form-data",
            "x",
            "",
        ]
    ),
)
def test_no_bytes_break_the_page(
    client: FlaskClient, oak: str, database: Database, body: bytes, kind: str
) -> None:
    """Raw bodies of any type are refused on a page, and nothing is stored."""
    answer = client.post(oak, data=body, content_type=kind)

    assert answer.status_code in (200, 400, 413, 422)
    assert stored(database) == []


@tries(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=20), query=st.text(max_size=20))
def test_no_address_breaks_the_door(client: FlaskClient, code: str, query: str) -> None:
    """Any code and any query end at a page."""
    opened = client.get(f"/q/{quote(code)}", query_string={"lang": query, "variant": query})
    thanked = client.get("/q/X/sent", query_string={"of": query, "variant": query, "lang": query})
    typed = client.get("/", query_string={"code": code})

    assert opened.status_code < 500
    assert thanked.status_code == 200
    assert typed.status_code in (200, 303)
