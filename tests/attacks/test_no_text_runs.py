"""No text that anybody sends or writes runs as a script, fetches anything, or becomes part of a page.

Payloads from respondents, staff and authors, on every page that could show them, in Chromium under our own policy:
dialogs 0, refused scripts 0, other hosts 0, elements that a plain text would not make 0, and each one is read as text.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pymupdf
import pytest
from flask import render_template_string, request
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from feedback import clock
from feedback.app import create_app
from feedback.models.accounts import Role
from feedback.models.asking import Collector
from feedback.reports.materials import describe_poster
from feedback.reports.poster_pages import make_page
from feedback.web.access import EVERYBODY, open_to
from tests.attacks.browsing import Screen, Seen
from tests.attacks.hostile import make_hostile
from tests.attacks.payloads import PAYLOADS
from tests.browsers import quick_browser
from tests.conftest import NOON
from tests.guards.council import Filled
from tests.markup import read_html

SOAK = pytest.mark.soak
STEP = 90  # payloads in the hidden fields of one page, of which a form may have 200
# What a sentence of a questionnaire may not hold anyway: a name in braces is a gap.
AUTHORS = [text for text in PAYLOADS if "{" not in text and text.strip() and len(text) > 4]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with quick_browser() as chromium:
        yield chromium


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The clock stands at noon of Monday 23 November 2026."""
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def page_faults() -> list[str]:
    """Pages are read by the browser here."""
    return []


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The same council with harmless words wherever the others have payloads."""
    words = [f"plain words {n:03}" for n in range(len(AUTHORS))]
    return make_hostile(tmp_path_factory.mktemp("plain"), words, teams=12)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A council written by an attacker."""
    return make_hostile(tmp_path_factory.mktemp("hostile"), AUTHORS, teams=12)


@pytest.fixture
def screens(browser: Browser) -> Iterator[list[Screen]]:
    """Every screen of a test; at its end nothing may have come to life on any of them."""
    made: list[Screen] = []
    yield made
    for screen in made:
        screen.page.context.close()


def open_screen(browser: Browser, screens: list[Screen], council: Filled) -> Screen:
    """A window of its own."""
    page = browser.new_context(viewport={"width": 800, "height": 900}).new_page()
    screens.append(Screen(page, council.app))
    return screens[-1]


def make_form(texts: Sequence[str], start: int) -> dict[str, str]:
    """A form with a text in every place that a respondent can fill, also where none belongs."""

    def text(n: int) -> str:
        return texts[(start + n) % len(texts)]

    kept = {f"_kept.q{n}": text(n) for n in range(STEP)}
    strange = {f"_kept.{text(7)}": text(8), text(9): text(10), f"_{text(11)}": text(12)}
    answers = {"best": text(0), "change": text(1), "know_iro": text(2), "listened": text(3)}
    return {**kept, **strange, **answers, "_at": text(4), "token": text(5)}


def send_texts(screen: Screen, council: Filled, texts: Sequence[str], start: int) -> Seen:
    """The page that comes back for such a form, with texts for its language and variant too."""
    path = f"/q/{council.codes['open']}?lang={quote(texts[start])}&variant={quote(texts[start])}"
    return screen.show(council.app.test_client(), path, method="POST", data=make_form(texts, start))


@pytest.mark.parametrize(
    "starts", [range(0, len(PAYLOADS), 60), pytest.param(range(len(PAYLOADS)), marks=SOAK)]
)
def test_what_a_respondent_sends_comes_back_as_text(
    browser: Browser, screens: list[Screen], plain: Filled, starts: range
) -> None:
    """In answers, hidden fields, their names, places, language, variant and token: the page is made as for plain words."""
    screen = open_screen(browser, screens, plain)
    words = [f"plain {n:03}" for n in range(len(PAYLOADS))]
    expected = send_texts(screen, plain, words, 0).kinds

    for start in starts:
        seen = send_texts(screen, plain, PAYLOADS, start)

        assert seen.kinds == expected, start
        assert seen.lacks(make_form(PAYLOADS, start)[f"_kept.q{n}"] for n in range(STEP)) == []
        assert seen.lacks([PAYLOADS[start], PAYLOADS[(start + 1) % len(PAYLOADS)]]) == []
    assert screen.faults == []


ADDRESSES = [  # who, where; {} is the payload
    (None, "/?code={}"), (None, "/q/{}"), (None, "/q/CODE?lang={}&variant={}"),
    (None, "/q/CODE/sent?lang={}&variant={}&of={}&try={}"), (None, "/{}"), (None, "/staff/sign-in?next={}"),
    (Role.ANALYST, "/staff/paper?code={}"), (Role.ANALYST, "/staff/rounds/1/results?measure={}"),
    (Role.ANALYST, "/staff/results/iro-survey?measure={}&group={}"), (Role.ANALYST, "/staff/results/iro-survey?measure=iro.know_iro&group={}"),
    (Role.ANALYST, "/staff/results/{}"), (Role.ANALYST, "/staff/rounds/{}/close"), (Role.ANALYST, "/staff/collectors/1/paper-{}.pdf"),
    (Role.DUTY_READER, "/staff/comments?status={}&place={}&did={}"), (Role.ANALYST, "/staff/paper/CODE?variant={}"),
]  # fmt: skip


HARMLESS = ("plain", "-", "plain/words", "plain-words.plain")


@pytest.mark.parametrize(
    "payloads", [PAYLOADS[::97], pytest.param(PAYLOADS[::4], marks=SOAK)], ids=len
)
def test_what_stands_in_an_address_never_runs(
    browser: Browser, screens: list[Screen], plain: Filled, payloads: list[str]
) -> None:
    """Every gap and every query of the public and the staff pages: the page is made as for a plain word."""
    screen = open_screen(browser, screens, plain)
    clients = {
        role: plain.app.test_client() if role is None else plain.client(role)
        for role in {r for r, _ in ADDRESSES}
    }
    for role, address in ADDRESSES:
        address = address.replace("CODE", plain.codes["open"])
        # A word, signs that are no code, and something that is another address: each has its plain page.
        expected = [
            screen.show(clients[role], address.replace("{}", word)).kinds for word in HARMLESS
        ]
        for payload in payloads:
            path = address.replace("{}", quote(payload, safe=""))
            assert screen.show(clients[role], path).kinds in expected, path
    assert screen.faults == []


def test_what_staff_type_comes_back_as_text(
    browser: Browser, screens: list[Screen], plain: Filled
) -> None:
    """An e-mail address, marks from paper and the words of a comment that cannot be taken."""
    screen = open_screen(browser, screens, plain)
    clients = {role: plain.client(role) for role in (Role.ANALYST, Role.DUTY_READER)}
    clients[None] = plain.app.test_client()
    for payload in PAYLOADS[::20]:
        for role, path, field in (
            (None, "/staff/sign-in", "email"),
            (Role.ANALYST, f"/staff/paper/{plain.codes['open']}", "know_iro"),
        ):
            seen = screen.show(
                clients[role], path, method="POST",
                data={field: payload, "csrf_token": find_proof(clients[role])},
            )  # fmt: skip
            assert seen.lacks([payload]) == []
    assert screen.faults == []


def find_proof(client: FlaskClient) -> str:
    """The proof of a session."""
    page = client.get("/staff/sign-in", follow_redirects=True).text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_every_comment_is_read_as_text(
    browser: Browser, screens: list[Screen], hostile: Filled
) -> None:
    """Each payload as a comment, on the page where a duty reader reads it."""
    screen, client = open_screen(browser, screens, hostile), hostile.client(Role.DUTY_READER)
    read: list[str] = []
    for place in range(0, len(AUTHORS), 25):
        read += screen.show(client, f"/staff/comments?status=new&place={place}").texts

    assert Seen([], read).lacks(AUTHORS) == []
    assert screen.faults == []


def list_pages(council: Filled) -> list[tuple[Role | None, str]]:
    """Every page that shows what authors, the council and its teams are called."""
    code, counted, open_ = council.codes["open"], council.rounds["counted"], council.rounds["open"]
    public = [
        f"/q/{code}",
        f"/q/{code}?variant=easy-read",
        f"/q/{code}/sent?of=iro-survey",
        "/",
        "/help",
        "/talk",
        "/privacy",
        "/accessibility",
        "/changes",
    ]
    staff = [
        "/staff/rounds", f"/staff/rounds/{open_}/close", "/staff/results", f"/staff/rounds/{counted}/results", "/staff/results/iro-survey",
        f"/staff/rounds/{counted}/results?measure=iro.know_iro", "/staff/results/iro-survey?measure=iro.know_iro", "/staff/teams/1/alone", "/staff/collectors",
        "/staff/collectors/1/poster", "/staff/paper", f"/staff/paper/{code}",
    ]  # fmt: skip
    return [
        *((None, path) for path in public),
        *((Role.ANALYST, path) for path in staff),
        (Role.DUTY_READER, "/staff/comments"),
    ]


def look_round(screen: Screen, council: Filled) -> dict[str, Seen]:
    """Every such page as the browser shows it."""
    clients = {role: council.client(role) for role in (None, Role.ANALYST, Role.DUTY_READER)}
    return {
        path.replace(council.codes["open"], "CODE"): screen.show(clients[role], path)
        for role, path in list_pages(council)
    }


@pytest.mark.parametrize("turns", [1, pytest.param(12, marks=SOAK)])
def test_what_authors_and_councils_write_is_text_on_every_page(
    browser: Browser, screens: list[Screen], plain: Filled, tmp_path: Path, turns: int
) -> None:
    """Names of teams, services, groups and the council, numbers, and every sentence of a questionnaire."""
    screen = open_screen(browser, screens, plain)
    known = look_round(screen, plain)
    # With twelve teams some stand together, and the page that says why has more on it: all of it is on other pages.
    alone = "/staff/teams/1/alone"
    known[alone].kinds.extend([kind for seen in known.values() for kind in seen.kinds])
    # What the fonts cannot print is refused, with the sentence on a page of its own.
    refusal = screen.show(plain.client(Role.ANALYST), "/staff/collectors/999/poster").kinds
    for turn in range(turns):
        turned = AUTHORS[turn * 7 :] + AUTHORS[: turn * 7]
        council = make_hostile(tmp_path / str(turn), turned, teams=12)
        shown = look_round(open_screen(browser, screens, council), council)

        for path, seen in shown.items():
            assert set(seen.kinds) <= set(known[path].kinds) or seen.kinds == refusal, path
        assert shown["/staff/collectors"].lacks(turned[:12]) == []
    assert [fault for each in screens for fault in each.faults] == []


def test_what_is_handed_out_holds_no_script_and_no_foreign_address(tmp_path: Path) -> None:
    """Posters, paper forms and the pack of a council written by an attacker: words, and our own address."""
    printable = [text for text in AUTHORS if text.isascii() and text.isprintable()]
    council = make_hostile(tmp_path, printable, teams=2)
    client = council.client(Role.ANALYST)

    packed = client.get(f"/staff/rounds/{council.rounds['open']}/pack.zip")
    with zipfile.ZipFile(io.BytesIO(packed.get_data())) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    with council.database.reading() as session:
        poster = describe_poster(session, session.get_one(Collector, 1), council.settings)
    page = read_html(make_page(poster).decode())  # opened from a folder, where no policy protects

    assert len(files) > 10
    assert [name for name in files if re.search(r'[<>:"|?*\\\x00-\x1f]|\.\.|^/', name)] == []
    for name, content in files.items():
        if name.endswith(".pdf"):
            assert list_active(content) == [], name
        if name.endswith(".svg"):
            assert not re.search(rb"<(?!\?xml|/?(svg|path|rect|g|title)\b)", content), name
    elements = {element.tag for element in page.iter()}
    assert not elements & {"script", "iframe", "img", "form", "base", "object", "embed", "link"}
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert not set(packed.headers["Content-Disposition"]) & set("<>\r\n\\")


def list_active(pdf: bytes) -> list[str]:
    """What a PDF would do or open by itself, and where its links lead but to us."""
    document = pymupdf.open(stream=pdf)
    links = [link.get("uri", "") for page in document for link in page.get_links()]
    things = [document.xref_object(number) for number in range(1, document.xref_length())]
    active = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/EmbeddedFile", "/RichMedia")
    return [
        *(uri for uri in links if not uri.upper().startswith("HTTP://127.0.0.1")),
        *(thing[:80] for thing in things if any(word in thing for word in active)),
    ]


def test_a_pdf_that_does_something_is_found_out() -> None:
    """The control: a script and a link to elsewhere."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_link(
        {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(0, 0, 9, 9), "uri": "http://evil.example/"}
    )
    number = document.get_new_xref()
    document.update_object(number, "<</S/JavaScript/JS(app.alert(1))>>")

    assert len(list_active(document.tobytes())) == 2


@pytest.mark.parametrize("protected", [True, False])
def test_a_template_that_trusts_a_text_is_found_out(
    browser: Browser, screens: list[Screen], plain: Filled, protected: bool
) -> None:
    """The control: with `|safe` the payload becomes elements; the policy refuses it, and without a policy it runs."""
    app = create_app(plain.settings)

    @open_to(EVERYBODY)
    def trusting() -> str:
        return render_template_string(
            "<!doctype html><p>{{ text|safe }}</p>", text=request.args["text"]
        )

    app.add_url_rule("/trusting", view_func=trusting)
    if not protected:
        app.wsgi_app = app.wsgi_app._app  # type: ignore[method-assign, attr-defined]
    screen = open_screen(browser, screens, plain)
    expected = screen.show(app.test_client(), "/trusting?text=plain").kinds
    broken, tried = 0, PAYLOADS[::3]
    for payload in tried:
        seen = screen.show(app.test_client(), f"/trusting?text={quote(payload)}")
        broken += seen.kinds != expected

    ran = [fault for fault in screen.faults if fault.startswith("dialog")]
    print(
        f"trusting template, policy {protected}: {broken} of {len(tried)} change the page, {len(ran)} run"
    )
    assert broken > len(tried) // 2
    assert screen.faults
    assert bool(ran) is not protected
