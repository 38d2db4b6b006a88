"""What is read before the questions, by how somebody answers: five lines first, the rest one tap below, again at each text box."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback import clock
from feedback.app import create_app
from feedback.collectors import make_collectors, make_missing
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.links import open_link
from feedback.models.asking import Channel
from feedback.public.again import make_view
from feedback.public.pages import render
from feedback.questionnaires.definition import Kind, Variant, Way
from feedback.questionnaires.snapshot import Form, Line
from feedback.teams import list_teams
from feedback.versions import open_published, snapshot_of
from feedback.web.words import fill, list_gaps
from tests.conftest import NOON, copy_database, open_round_of, stored
from tests.markup import words
from tests.pages import Page, send, visit
from tests.printing import print_batch

NAMES = (
    "early-help-parent", "exit-interview", "iro-survey", "post-conference-child",
    "post-conference-parent", "short-breaks-child", "six-monthly-child", "six-monthly-parent",
    "uasc-settling-in",
)  # fmt: skip
IN_TRIAL = "This is a trial. Nobody reads this box in time to help."
ONE_TAP = "details"


def open_way(database: Database, settings: Settings, name: str, way: Way) -> str:
    """The address of Oak's questions of `name`, opened for one way of answering."""
    with database.writing() as session:
        oak = list_teams(session)[:1]
        if way in (Way.SELF, Way.SLIP):
            (collector,) = make_missing(session, name, oak)
        else:
            channel = {Way.KIOSK: Channel.KIOSK, Way.INTERVIEW: Channel.INTERVIEWER}.get(way)
            (collector,) = make_collectors(
                session, name, oak, channel=channel or Channel.LINK, group=way is Way.GROUP
            )
    if way is Way.SLIP:
        return f"/q/{print_batch(database, settings, collector, 1)[1][0]}"
    return f"/q/{collector.code}"


@dataclass(frozen=True)
class Council:
    """A council with its database, and every page of questions it serves: by way, form and page."""

    settings: Settings
    database: Database
    pages: dict[str, list[tuple[Way, Form, Page]]]


@pytest.fixture(scope="module")
def council(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """Every newest questionnaire in every variant and way, opened once, scripts or none."""
    folder = tmp_path_factory.mktemp("notices")
    settings = read_settings(
        {"FEEDBACK_INSTANCE": str(folder), "FEEDBACK_COUNCIL_NAME": "Westmere"}
    )
    with clock.frozen_at(NOON):
        for database in copy_database(settings, template):
            client = create_app(settings).test_client()
            pages = {name: list(opened(client, database, settings, name)) for name in NAMES}
            yield Council(settings, database, pages)


def opened(
    client: FlaskClient, database: Database, settings: Settings, name: str
) -> Iterator[tuple[Way, Form, Page]]:
    """Every variant of `name` as somebody sees it in each way of answering."""
    open_round_of(database, settings, name)
    with database.reading() as session:
        snapshot = snapshot_of(open_published(session, name))
    for way in Way:
        path = open_way(database, settings, name, way)
        for form in snapshot.forms.values():
            yield way, form, visit(client, f"{path}?variant={form.variant}")


def list_first(page: Page) -> list[str]:
    """The lines that stand before the first question, without a tap."""
    start = page.find("section[@data-screen='start']")
    folded = {id(item) for block in start.iter(ONE_TAP) for item in block.iter("li")}
    return [words(item) for item in start.iter("li") if id(item) not in folded]


def list_folded(page: Page) -> list[str]:
    """The lines that stand one tap below."""
    return [
        words(item)
        for block in page.find("section[@data-screen='start']").iter(ONE_TAP)
        for item in block.iter("li")
    ]


def list_boxes(page: Page) -> list[str]:
    """What stands at each text box, in reading order; it is read out with the box."""
    ids = [(box.get("aria-describedby") or "").split() for box in page.all("textarea")]
    return [
        words(page.find(f"*[@id='{next(i for i in own if i.endswith('-safe'))}']")) for own in ids
    ]


def filled(lines: Iterable[Line], settings: Settings) -> list[str]:
    """The words of `lines` as this council says them; a line that needs what is not set is left out."""
    gaps = list_gaps(settings)
    shown = [
        fill(line.text, gaps).striptags()
        for line in lines
        if all(gaps.get(gap) for gap in re.findall(r"\{(\w+)\}", line.text))
    ]
    return [" ".join(str(text).split()) for text in shown]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_its_own_notice(council: Council, name: str) -> None:
    """Each variant in each way: exactly its lines first, exactly the rest in the details, and no other way's."""
    seen, settings = set(), council.settings
    for way, form, page in council.pages[name]:
        notice = form.start.said(way)

        assert list_first(page) == filled(notice.lines, settings), (way, form.variant)
        assert list_folded(page) == filled(notice.more, settings), (way, form.variant)
        assert len(list_first(page)) == (5 if form.variant is Variant.STANDARD else 7)
        assert page.find(f"section[@data-screen='start']//{ONE_TAP}").get("open") is None
        seen.add((way, form.variant))
    assert {way for way, _ in seen} == set(Way)


@pytest.mark.parametrize("name", NAMES)
def test_the_limit_stands_at_every_text_box(council: Council, name: str) -> None:
    """In a trial that nobody reads it in time, and in every way that names are not wanted."""
    for way, form, page in council.pages[name]:
        boxes = [q for q in form.questions.values() if q.kind is Kind.TEXT]
        said = list_boxes(page)

        assert len(said) == len(boxes)
        for text in said:
            assert text.startswith(IN_TRIAL), (way, form.variant)
            assert ("not say names" if way is Way.INTERVIEW else "not write names") in text
            assert "safety team reads" not in text
            assert ("person asking must tell" in text) == (way is Way.INTERVIEW)


def test_when_somebody_reads_in_time_the_boxes_say_so(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads it, no names and the limit, once this is no trial; the control for the test above."""
    monkeypatch.setattr("feedback.web.templates.is_trial", lambda _settings: False)
    client = create_app(settings).test_client()
    for way, form, page in opened(client, database, settings, "iro-survey"):
        wanted = " ".join(filled(form.start.said(way).box, settings))

        assert set(list_boxes(page)) == {wanted}, (way, form.variant)
        assert "safety team reads this" in wanted


@pytest.mark.parametrize("way", Way)
def test_what_is_said_at_send_is_true_of_the_way(
    client: FlaskClient, database: Database, settings: Settings, way: Way
) -> None:
    """Nobody in an interview is told to press or to close anything; at a kiosk Leave now takes its place."""
    open_round_of(database, settings, "iro-survey")
    page = visit(client, open_way(database, settings, "iro-survey", way))

    said = words(page.find("section[@data-screen='check']"))

    assert "Then we keep nothing." in said or "we keep nothing." in said
    assert ("close this page" in said) == (way not in (Way.KIOSK, Way.INTERVIEW))
    assert ("press Leave now" in said) == (way is Way.KIOSK)
    assert ("you press" in said) == (way is not Way.INTERVIEW)


@pytest.mark.parametrize(
    ("way", "mode"),
    [
        (Way.SELF, "self"),
        (Way.SLIP, "self"),
        (Way.KIOSK, "kiosk"),
        (Way.INTERVIEW, "interview"),
        (Way.GROUP, "group"),
    ],
)
def test_the_way_is_stored_with_the_answer(
    client: FlaskClient, database: Database, settings: Settings, way: Way, mode: str
) -> None:
    """As its mode. A slip is a phone of one's own: nothing of an answer says that it came from one."""
    open_round_of(database, settings, "iro-survey")
    page = visit(client, open_way(database, settings, "iro-survey", way))

    assert send(client, page, {"know_iro": "yes"}).status_code == 303

    assert [row.mode for row in stored(database)] == [mode]


@pytest.mark.parametrize("way", Way)
def test_a_kept_page_is_the_page_made_afresh(
    app: Flask, client: FlaskClient, database: Database, settings: Settings, way: Way
) -> None:
    """In every way; two ways of one team are two pages."""
    open_round_of(database, settings, "iro-survey")
    path = open_way(database, settings, "iro-survey", way)
    other = open_way(database, settings, "iro-survey", Way.GROUP if way is Way.SELF else Way.SELF)
    visit(client, path)
    kept, elsewhere = client.get(path).text, client.get(other).text
    code = path.removeprefix("/q/")

    with database.reading() as session, app.test_request_context(path):
        link = open_link(session, code, zone=settings.zone, keys=settings.secret_keys)
        assert link
        fresh = render(make_view(link, None, None))
        wrong = render(
            make_view(replace(link, mode="kiosk" if way is not Way.KIOSK else "self"), None, None)
        )

    assert kept.startswith(fresh)
    assert not kept.startswith(wrong)
    assert notice_in(kept) != notice_in(elsewhere)


def notice_in(html: str) -> str:
    """The notice of a page, as it stands in its HTML."""
    return html.partition('<ul class="fb-lines">')[2].partition("</details>")[0]


@pytest.mark.parametrize("name", NAMES)
def test_help_stands_on_every_page_without_scripts(council: Council, name: str) -> None:
    """The numbers to call in every way and variant, each to be tapped; the page of a parent has the NSPCC too."""
    for _, form, page in council.pages[name]:
        links = {link.get("href") for link in page.all("a")}

        assert {"tel:999", "tel:08001111"} <= links
        if any("{nspcc}" in line.text for line in form.start.lines):
            assert "tel:08088005000" in links


def test_the_page_to_talk_sends_nothing(client: FlaskClient) -> None:
    """It has numbers and no form, so nothing of it could be tied to answers. Control: the page of questions has one."""
    page = visit(client, "/talk")

    assert page.all("form") == page.all("input") == page.all("button") == []
    assert "This page sends nothing." in page.text
    assert visit(client, "/").all("form")


def test_no_page_says_what_another_does(council: Council) -> None:
    """The control for the first test: its look at a page tells notices apart."""
    pages = {
        (way, form.variant): (tuple(list_first(page)), tuple(list_folded(page)))
        for way, form, page in council.pages["iro-survey"]
    }

    assert len(set(pages.values())) == len(pages) == 2 * len(Way)
