"""Every response has the exact policy, headers and cookies, whatever is asked and whoever asks.

The app is asked in this process; `test_real_server.py` asks the server that runs in production.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort, make_response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.models.accounts import Role
from feedback.web.access import EVERYBODY, open_to
from feedback.web.assets import STATIC, asset
from feedback.web.errors import PAGES
from tests.attacks.carried import list_cookie_faults, list_header_faults
from tests.attacks.conftest import furnish
from tests.guards.council import Filled
from tests.guards.drawing import drawing_once
from tests.guards.test_getting import list_paths

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
LOOK_AND_SEND = ("GET", "POST")
DRAWN = (".pdf", ".png", ".zip")  # slow to make: HEAD and OPTIONS would make them once more each
EVERY_DAY = (None, Role.ADMINISTRATOR)
OTHERS = [pytest.param(role, marks=pytest.mark.soak) for role in Role if role not in EVERY_DAY]
ODD = [
    "/nowhere",
    "/staff/nowhere",
    "/static/000000000000/public.css",
    "/static/../config.py",
    "//",
    "/%00",
]
# Where people who answer write, beside the questions.
WRITTEN_ON = {"/talk", "/changes/iro-survey/tell-me", "/prize/1", "/prize/2"}
FILES = sorted(path.name for path in STATIC.iterdir() if path.suffix not in (".gz", ".br"))


@pytest.fixture(scope="module", autouse=True)
def drawn() -> Iterator[None]:
    """The same poster and the same paper form are drawn once: how they are sent is looked at, not what they show."""
    with drawing_once():
        yield


def list_addresses(filled: Filled) -> list[str]:
    """Every address of the app, with its examples, and a few that are none."""
    rules = sorted({rule.rule for rule in filled.app.url_map.iter_rules()})
    return [path for rule in rules for path in list_paths(filled, rule)] + ODD


def ask_everything(
    filled: Filled, client: FlaskClient, methods: tuple[str, ...]
) -> Iterator[tuple[str, TestResponse]]:
    """One response to each method at each address. Signing out comes last."""
    for path in sorted(list_addresses(filled), key=lambda path: "sign-out" in path):
        for method in METHODS[::3] if path.endswith(DRAWN) else methods:
            yield f"{method} {path}", client.open(path, method=method, buffered=True)


def list_faults(
    filled: Filled, client: FlaskClient, *, https: bool = False, methods: tuple[str, ...] = METHODS
) -> dict[str, list[str]]:
    """What is wrong with the headers of each response, by request."""
    return {
        what: list_header_faults(
            response.status_code, response.headers, https=https, path=what.split(" ", 1)[1]
        )
        for what, response in ask_everything(filled, client, methods)
    }


def find_faults(
    filled: Filled, client: FlaskClient, *, https: bool = False, methods: tuple[str, ...] = METHODS
) -> dict[str, list[str]]:
    """The responses that have something wrong with their headers, by request."""
    listed = list_faults(filled, client, https=https, methods=methods)
    return {what: faults for what, faults in listed.items() if faults}


@pytest.mark.parametrize("role", [*EVERY_DAY, *OTHERS], ids=str)
def test_every_method_at_every_address_answers_with_the_exact_headers(
    filled: Filled, role: Role | None
) -> None:
    """Pages, downloads, redirects, refusals and what is not there."""
    assert find_faults(filled, filled.client(role)) == {}


def test_without_the_outermost_layer_every_response_is_found_out(filled: Filled) -> None:
    """The control: the same app without its headers has a fault in every single answer."""
    bare = create_app(filled.settings)
    bare.wsgi_app = bare.wsgi_app._app  # type: ignore[method-assign, attr-defined]

    faults = list_faults(filled, bare.test_client())

    assert len(faults) > len(METHODS) * len(ODD)
    assert all(faults.values())


@pytest.mark.parametrize("name", FILES)
def test_static_files_have_the_exact_headers(filled: Filled, name: str) -> None:
    """Whole, in part, unchanged and by HEAD."""
    client = filled.app.test_client()
    first = client.get(asset(name), buffered=True)
    again = {"If-Modified-Since": first.headers["Last-Modified"]}

    answers = [
        first,
        client.head(asset(name)),
        client.get(asset(name), headers={"Range": "bytes=0-9"}, buffered=True),
        client.get(asset(name), headers=again, buffered=True),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 206, 304]
    for answer in answers:
        assert list_header_faults(answer.status_code, answer.headers, static=True) == []


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_error_has_the_exact_headers(filled: Filled, status: int) -> None:
    """400 to 503, and a bug."""
    app = create_app(filled.settings)
    app.add_url_rule("/fail", view_func=open_to(EVERYBODY)(lambda: abort(status)), endpoint="fail")
    app.add_url_rule("/bug", view_func=open_to(EVERYBODY)(lambda: 1 // 0), endpoint="bug")

    failed, bug = app.test_client().get("/fail"), app.test_client().get("/bug")

    assert (failed.status_code, bug.status_code) == (status, 500)
    assert list_header_faults(status, failed.headers) == list_header_faults(500, bug.headers) == []


def test_a_view_cannot_weaken_the_policy(filled: Filled) -> None:
    """Whatever a page says of itself, the outermost layer has the last word."""
    app = create_app(filled.settings)

    @open_to(EVERYBODY)
    def weak() -> object:
        response = make_response("{}", {"Content-Type": "application/json"})
        response.headers["Content-Security-Policy"] = "default-src *"
        response.headers["x-frame-options"] = "ALLOWALL"
        return response

    app.add_url_rule("/weak", view_func=weak)

    assert list_header_faults(200, app.test_client().get("/weak").headers) == []


@pytest.fixture
def secure(template: Path, tmp_path: Path) -> Iterator[Filled]:
    """The council at an https address, where a password alone signs in all but one."""
    yield from furnish(
        template,
        tmp_path,
        FEEDBACK_PUBLIC_URL="https://ask.example",
        FEEDBACK_SECOND_STEP="optional",
    )


class Secure(FlaskClient):
    """A browser at the https address, so that Secure cookies travel."""

    def open(self, *args: object, **more: object) -> TestResponse:
        """Open a page."""
        return super().open(*args, **{"base_url": "https://ask.example", **more})  # type: ignore[arg-type]


def test_with_https_every_cookie_is_bound_to_this_host(secure: Filled) -> None:
    """`__Host-` and Secure on every cookie, HSTS on every response, to strangers, to staff and half signed in."""
    secure.app.test_client_class = Secure

    cookies = []
    for client in (secure.client(None), secure.client(Role.CONTRIBUTOR), secure.half_client()):
        assert find_faults(secure, client, https=True, methods=LOOK_AND_SEND) == {}
        file = client.get(asset("public.css"), buffered=True)
        assert list_header_faults(200, file.headers, static=True, https=True) == []
        cookies += [
            client.get_cookie(name, "ask.example") for name in ("__Host-page", "__Host-staff")
        ]
    assert all(cookies[1:])  # the stranger has a session too, for the proof of the sign-in form


def test_a_respondent_gets_one_cookie_where_they_write_and_on_leaving(filled: Filled) -> None:
    """One random value at a page of questions, to ask for a talk or to say where news or a prize reach somebody, and on the
    way out; no other address sets any.
    """
    client, given = filled.app.test_client(), {}
    for path in list_addresses(filled):
        if not path.startswith("/staff"):
            given[path] = client.get(path, buffered=True).headers.getlist("Set-Cookie")

    with_cookie = {path for path, cookies in given.items() if cookies}

    assert with_cookie >= WRITTEN_ON | {"/leave"}
    questions = with_cookie - WRITTEN_ON - {"/leave"}
    assert questions
    asking = [filled.codes[name] for name in ("open", "soon", "asked")]
    assert [path for path in questions if not any(code in path for code in asking)] == []
    assert not any("/sent" in path for path in with_cookie)
    assert max(map(len, given.values())) == 1


@pytest.mark.parametrize(
    "cookies",
    [
        ["page=AAAAAAAAAAAAAAAAAAAAAA; Path=/; SameSite=Lax"],
        ["page=AAAAAAAAAAAAAAAAAAAAAA; HttpOnly; Path=/"],
        ["page=AAAAAAAAAAAAAAAAAAAAAA; HttpOnly; Path=/; SameSite=Lax; Max-Age=9"],
        ["page=AAAAAAAAAAAAAAAAAAAAAA; HttpOnly; Domain=x; Path=/; SameSite=Lax"],
        ["who=AAAAAAAAAAAAAAAAAAAAAA; HttpOnly; Path=/; SameSite=Lax"],
        ["page=AAAAAAAAAAAAAAAAAAAAAA; HttpOnly; Path=/; SameSite=Lax"] * 2,
    ],
)
def test_a_cookie_with_other_flags_is_found_out(cookies: list[str]) -> None:
    """The control of the cookies: a flag too few, a date, a domain, another name, one too many."""
    assert list_cookie_faults(cookies, https=False)
    assert list_cookie_faults(cookies[:1], https=True)


def test_no_answer_repeats_the_host_that_was_asked(filled: Filled) -> None:
    """A made-up Host header is in no header and no page: it cannot be put into a link or a redirect."""
    app: Flask = filled.app

    for path in list_addresses(filled):
        response = app.test_client().get(path, headers={"Host": "evil.example"}, buffered=True)

        assert "evil.example" not in f"{response.headers}", path
        assert b"evil.example" not in response.get_data(), path
