"""A tablet in reception: it puts itself back, empties what nobody touches, and loses no answer that waits to be sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from feedback.app import create_app
from feedback.collectors import make_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Channel
from feedback.teams import list_teams
from tests.conftest import open_round_of
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone, go_back
from tests.journeys.serving import serve
from tests.journeys.test_leaving import SECRET, SEE, see_answers_on_the_way_back
from tests.journeys.test_sending import Line
from tests.journeys.test_talking import TALK, see_on_the_way
from tests.journeys.test_weight import MOST_BYTES, weigh_first_view
from tests.tongues import speak

pytestmark = pytest.mark.back

FINISHED = "Finished. Thank you. Hand it back."
SCRIPT = re.compile(r"/static/.*kiosk.*\.js")
SECOND = 1000


def make_tablet(database: Database) -> str:
    """The code of a tablet of Oak."""
    with database.writing() as session:
        oak = [team for team in list_teams(session) if team.name == "Oak"]
        (collector,) = make_collectors(session, "iro-survey", oak, channel=Channel.KIOSK)
        return collector.code


def give_tablet(phone: Phone) -> Phone:
    """The same browser with the code of a tablet of Oak."""
    codes = {**phone.council.codes, "kiosk": make_tablet(phone.council.database)}
    phone.council = replace(phone.council, codes=codes)
    return phone


@pytest.fixture
def tablet(phone: Phone) -> Phone:
    """A tablet whose clock the test turns."""
    phone.page.clock.install()
    return give_tablet(phone)


@pytest.fixture
def plain_tablet(plain_phone: Phone) -> Phone:
    """The same without scripts."""
    return give_tablet(plain_phone)


def home(tablet: Phone) -> str:
    """The first page of the tablet."""
    return f"{tablet.council.address}/q/{tablet.council.codes['kiosk']}"


def token(page: Page) -> str:
    """The token of the page of questions."""
    return page.locator("[name=token]").input_value()


def answer(tablet: Phone, variant: str = "") -> str:
    """Open the first page, answer and write, and come to Send; the token of the page."""
    tablet.page.goto(home(tablet) + (f"?variant={variant}" if variant else ""))
    tablet.page.locator("[data-screen=start] [data-next]").click()
    tablet.page.locator("#know_iro-yes").evaluate("one => one.click()")
    tablet.page.locator("#best").evaluate("(box, text) => { box.value = text }", SECRET)
    tablet.go_to("check")
    return token(tablet.page)


def finished(tablet: Phone) -> None:
    """Wait for the large words."""
    tablet.page.wait_for_url(re.compile(r"/sent\?"))
    expect(tablet.page.locator("h1")).to_have_text(FINISHED)


def is_back(tablet: Phone) -> None:
    """Wait for the first page, empty, with its switch."""
    tablet.page.wait_for_url(home(tablet))
    tablet.at("start")
    expect(tablet.screen.get_by_role("button", name="Easy read")).to_be_visible()
    assert not tablet.page.evaluate(SEE)


def pass_time(tablet: Phone, *, seconds: int) -> None:
    """Let the tablet's clock go on once its script is there: a page that was just opened counts from then."""
    tablet.page.wait_for_load_state("load")
    tablet.page.clock.run_for(seconds * 1000)


def spoil(page: Page, change: Callable[[str], str]) -> None:
    """Serve the tablet's script changed: for the controls."""

    def serve(route: Route) -> None:
        route.fulfill(body=change(route.fetch().text()), content_type="text/javascript")

    page.route(SCRIPT, serve)


@pytest.mark.parametrize("variant", ["", "easy-read"])
def test_after_send_it_puts_itself_back(tablet: Phone, stored: Any, variant: str) -> None:
    """Large words, then the first page for whoever is next: the first variant, another token, no answer on any way back."""
    before = answer(tablet, variant)
    tablet.send()
    finished(tablet)
    expect(tablet.page.locator("[data-finished]")).to_contain_text("by itself in 20 seconds")
    pass_time(tablet, seconds=21)

    is_back(tablet)
    assert token(tablet.page) != before
    assert not see_answers_on_the_way_back(tablet.page)
    tablet.page.go_forward(wait_until="commit")
    tablet.page.reload()
    assert not tablet.page.evaluate(SEE)
    assert len(stored()) == 1


def test_without_its_script_it_would_stay_where_it_is(tablet: Phone) -> None:
    """The control: the thank-you stands there for as long as nobody presses."""
    spoil(tablet.page, lambda _: "")
    answer(tablet)
    tablet.send()
    finished(tablet)

    pass_time(tablet, seconds=200)

    finished(tablet)


def test_a_press_keeps_the_thank_you(tablet: Phone) -> None:
    """Whoever reads slowly says so, and then has as long as on any page."""
    answer(tablet)
    tablet.send()
    finished(tablet)
    tablet.press("Stay on this page")
    pass_time(tablet, seconds=60)
    finished(tablet)

    pass_time(tablet, seconds=65)

    is_back(tablet)


def test_two_people_are_two_answers(tablet: Phone, stored: Any) -> None:
    """The next person's page is another: both are stored."""
    for _ in range(2):
        answer(tablet)
        tablet.send()
        finished(tablet)
        tablet.page.get_by_role("link", name="Next person").click()
        is_back(tablet)

    assert len(stored()) == 2


def test_what_nobody_touches_is_emptied(tablet: Phone, stored: Any) -> None:
    """It asks before, hides the answers meanwhile, goes on after a press, and is empty after two minutes without one."""
    answer(tablet)
    tablet.go_to("check")
    pass_time(tablet, seconds=101)
    asks = tablet.page.get_by_role("alertdialog", name="Are you still there?")
    expect(asks).to_be_visible()
    expect(tablet.page.locator("#answers")).to_be_hidden()
    check_page(tablet.page)
    assert tablet.focused()["text"] == "I am still here"
    pass_time(tablet, seconds=15)
    tablet.page.keyboard.press("Enter")
    expect(asks).to_have_count(0)
    assert tablet.is_chosen("know_iro", "yes")
    tablet.at("check")

    pass_time(tablet, seconds=123)

    is_back(tablet)
    assert not see_answers_on_the_way_back(tablet.page)
    assert stored() == []


def test_a_tablet_that_slept_is_emptied_at_once(tablet: Phone) -> None:
    """Hours later the first look at the clock takes the answers away: nobody could have pressed."""
    answer(tablet)
    tablet.page.clock.fast_forward(7200 * SECOND)

    is_back(tablet)


def test_a_first_page_that_waits_long_is_fetched_anew(tablet: Phone) -> None:
    """Nobody is asked whether they are there; after an hour it has another token, and the questions of the round of that day."""
    tablet.page.goto(home(tablet))
    before = token(tablet.page)
    pass_time(tablet, seconds=300)
    tablet.at("start")
    assert token(tablet.page) == before
    tablet.page.clock.fast_forward(3601 * SECOND)
    tablet.page.wait_for_function("before => document.querySelector('[name=token]').value !== before", arg=before)  # fmt: skip

    is_back(tablet)


def test_without_its_script_the_answers_would_stay(tablet: Phone) -> None:
    """The control: after two hours the next person sees them."""
    spoil(tablet.page, lambda _: "")
    answer(tablet)
    pass_time(tablet, seconds=300)

    tablet.at("check")
    assert tablet.page.evaluate(SEE)


def wait_without_signal(tablet: Phone) -> Line:
    """Send without a signal, and leave the tablet alone for five minutes."""
    line = Line(tablet.page)
    tablet.page.route(re.compile(r"/q/\w+$"), line._pass)
    answer(tablet)
    line.trouble = "unreachable"
    tablet.send()
    expect(tablet.page.locator("[data-status]")).to_contain_text("Not sent yet")
    pass_time(tablet, seconds=2)
    return line


def test_an_answer_that_waits_is_hidden_and_not_lost(tablet: Phone, stored: Any) -> None:
    """It says so, shows nothing of it, takes no way back, resets only when it is stored, and stores it once."""
    line = wait_without_signal(tablet)
    covered = tablet.page.get_by_role("heading", name="Please wait. Answers are being sent.")
    for _ in range(5):
        pass_time(tablet, seconds=60)
        expect(covered).to_be_visible()
        expect(tablet.page.locator("[data-said]")).to_contain_text("Not sent yet")
    check_page(tablet.page)
    go_back(tablet.page)
    pass_time(tablet, seconds=2)
    expect(covered).to_be_visible()
    expect(tablet.page.locator("#answers")).to_be_hidden()
    line.trouble = "lost answer"
    pass_time(tablet, seconds=40)
    expect(covered).to_be_visible()
    line.trouble = None
    pass_time(tablet, seconds=40)

    finished(tablet)
    assert [row.comments for row in stored()] == [{"best": SECRET}]
    pass_time(tablet, seconds=21)
    is_back(tablet)
    assert not see_answers_on_the_way_back(tablet.page)


def test_a_tablet_that_did_not_ask_what_waits_would_lose_it(tablet: Phone, stored: Any) -> None:
    """The control: a script that does not look at what waits empties the page with the answer in it."""
    spoil(tablet.page, lambda script: script.replace("dataset.pending", "dataset.nothing"))
    line = wait_without_signal(tablet)
    pass_time(tablet, seconds=130)
    is_back(tablet)
    line.trouble = None
    pass_time(tablet, seconds=60)

    assert stored() == []


def test_without_signal_it_waits_with_going_back(tablet: Phone) -> None:
    """The first page is opened only when the server answers: the browser's own page would have no way back."""
    answer(tablet)
    tablet.send()
    finished(tablet)
    tablet.page.route(home(tablet), lambda route: route.abort("internetdisconnected"))
    pass_time(tablet, seconds=60)
    finished(tablet)
    tablet.page.unroute(home(tablet))

    pass_time(tablet, seconds=6)

    is_back(tablet)


def fill_in(tablet: Phone) -> None:
    """Ask to be talked to, and send it."""
    tablet.page.get_by_label("Your name, or what we can call you").fill("Jo")
    tablet.page.get_by_label("How can we reach you?").fill("At school")
    tablet.page.get_by_label("Yes").check()
    tablet.press("Send this")


def test_nobody_reads_who_asked_to_be_talked_to(tablet: Phone, somebody: None) -> None:
    """The thank-you of a request goes as fast as that of answers: whoever takes the tablet next need not know of it."""
    tablet.page.goto(f"{tablet.council.address}/talk?kiosk={tablet.council.codes['kiosk']}")
    fill_in(tablet)
    tablet.page.wait_for_url(re.compile(r"/talk/sent\?.*kiosk="))
    expect(tablet.page.locator("[data-finished]")).to_contain_text("by itself in 20 seconds")
    pass_time(tablet, seconds=21)

    is_back(tablet)


def test_nobody_reads_that_a_request_was_not_kept(tablet: Phone, somebody: None) -> None:
    """Sent in the middle of the questions and left there: while the tablet waits for a signal it says that we have it."""
    answer(tablet)
    tablet.press(TALK)
    fill_in(tablet)
    expect(tablet.page.get_by_role("button", name="Go on with the questions")).to_be_visible()
    tablet.page.route(home(tablet), lambda route: route.abort())
    pass_time(tablet, seconds=125)

    over = tablet.page.locator("[data-cover=over]")
    expect(over).to_contain_text("Thank you. We have what you sent.")
    expect(over).not_to_contain_text("Nothing of it was kept")
    assert not tablet.page.evaluate(SEE)


def ask_to_talk_and_walk_away(tablet: Phone) -> list[str]:
    """Answer, ask for somebody to talk to, send too little, and leave the tablet alone; where the way back shows words."""
    answer(tablet)
    tablet.press(TALK)
    expect(tablet.page.get_by_role("heading", level=1)).to_have_text(TALK)
    tablet.press("Send this")
    expect(tablet.page.get_by_role("alert")).to_be_visible()
    pass_time(tablet, seconds=125)
    is_back(tablet)
    return see_on_the_way(tablet.page)


def test_a_request_that_nobody_finished_is_emptied_too(tablet: Phone, somebody: None) -> None:
    """Neither it nor the answers behind it come back, also where the browser sends again what made the page."""
    assert ask_to_talk_and_walk_away(tablet) == []


def test_a_tablet_that_told_nobody_would_show_it(tablet: Phone, somebody: None) -> None:
    """The control: the server is not told that the tablet was emptied, and gives everything back."""
    spoil(tablet.page, lambda script: script.replace('"/leave"', '"/nowhere"'))

    assert ask_to_talk_and_walk_away(tablet)


@pytest.mark.parametrize("waiting", [True, False], ids=["waiting", "asked"])
def test_what_is_covered_goes_nowhere(tablet: Phone, *, waiting: bool) -> None:
    """Under the words there is no button or link that takes what was answered to another page; the numbers stay."""
    if waiting:
        wait_without_signal(tablet)
    else:
        answer(tablet)
        pass_time(tablet, seconds=101)
    expect(tablet.page.locator("[data-cover]:visible")).to_have_count(1)

    shown = tablet.page.locator("a[href^='/']:visible, button:visible, summary:visible")
    names = {"Leave now", "I am still here"}
    assert set(shown.all_inner_texts()) == (set() if waiting else names)
    assert tablet.page.locator("footer a[href^='tel:']:visible").count() >= 2


def test_a_tablet_keeps_to_its_own_questions(tablet: Phone) -> None:
    """Its page of help offers no box for another code: what is answered there would not be emptied."""
    page = f"{tablet.council.address}/help?kiosk={tablet.council.codes['kiosk']}"
    tablet.page.goto(page)
    expect(tablet.page.get_by_role("link", name="Type your code")).to_have_count(0)
    tablet.page.goto(page.partition("?")[0])
    expect(tablet.page.get_by_role("link", name="Type your code")).to_have_count(1)


def test_pages_around_the_questions_go_back_too(tablet: Phone) -> None:
    """Somebody reads the page of help numbers and walks away."""
    tablet.page.goto(home(tablet))
    tablet.page.get_by_role("button", name="I want someone to talk to me").first.click()
    tablet.page.wait_for_url(re.compile(r"/talk\?.*kiosk="))
    pass_time(tablet, seconds=125)

    is_back(tablet)


@pytest.mark.parametrize(
    ("leads_to", "query"),
    [
        ("/talk", {"lang": "pl"}),
        ("/changes", {"lang": "pl", "variant": "easy-read"}),
    ],
)
def test_a_link_keeps_the_language_and_easy_read(
    keeping_browser: Browser,
    settings: Settings,
    database: Database,
    leads_to: str,
    query: dict[str, str],
) -> None:
    """Whoever answered in Polish asks for somebody to talk to in Polish; the page after knows the tablet too."""
    open_round_of(database, settings, "iro-survey@2")
    speak(database, "pl")
    code = make_tablet(database)
    page = keeping_browser.new_page()
    with serve(create_app(settings)) as address:
        page.goto(f"{address}/q/{code}/sent?lang=pl&variant=easy-read&of=iro-survey&kiosk={code}")

        page.locator(f"main a[href^='{leads_to}?']").click()

        page.wait_for_url(f"{address}{leads_to}?*")
        assert dict(parse_qsl(urlsplit(page.url).query)) == {**query, "kiosk": code}
        expect(page.locator("html")).to_have_attribute("lang", "pl")
        expect(page.locator("#kiosk")).to_have_attribute("data-home", f"/q/{code}")
    page.close()


def test_leave_now_goes_to_the_first_page(tablet: Phone) -> None:
    """Not to the weather: the tablet is there for the next person."""
    answer(tablet)
    tablet.page.get_by_role("link", name="Leave now").first.click()

    is_back(tablet)
    assert not see_answers_on_the_way_back(tablet.page)


def test_without_scripts_a_button_brings_the_next_person(plain_tablet: Phone) -> None:
    """Next person, an empty page; and on the way back no answer."""
    _send_plainly(plain_tablet)

    _go_back_to_the_questions(plain_tablet)
    expect(plain_tablet.page.locator("#best")).to_have_value("")
    expect(plain_tablet.page.locator("#know_iro-yes")).not_to_be_checked()


def test_without_the_changed_cookie_the_way_back_would_show_answers(
    plain_tablet: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: this browser keeps pages."""
    monkeypatch.setattr("feedback.public.answering.with_new_cookie", lambda response: response)
    _send_plainly(plain_tablet)

    _go_back_to_the_questions(plain_tablet)
    expect(plain_tablet.page.locator("#best")).to_have_value(SECRET)
    expect(plain_tablet.page.locator("#know_iro-yes")).to_be_checked()


def _send_plainly(tablet: Phone) -> None:
    tablet.page.goto(home(tablet))
    tablet.choose("know_iro", "yes")
    tablet.write("best", SECRET)
    tablet.send()
    finished(tablet)
    tablet.page.get_by_role("link", name="Next person").click()
    tablet.page.wait_for_url(home(tablet))
    expect(tablet.page.locator("#best")).to_have_value("")


def _go_back_to_the_questions(tablet: Phone) -> None:
    """Back over the thank-you to the page that was answered."""
    go_back(tablet.page)
    tablet.page.wait_for_url(re.compile(r"/sent\?"), wait_until="commit")
    go_back(tablet.page)
    tablet.page.wait_for_url(home(tablet), wait_until="commit")


def test_its_first_view_is_small_and_every_state_accessible(tablet: Phone) -> None:
    """No more than on a phone, with its script; large words that fit."""
    sizes = weigh_first_view(tablet, "kiosk")
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert any("kiosk" in name for name in sizes)
    answer(tablet)
    tablet.send()
    finished(tablet)
    check_page(tablet.page)
