"""A return by an invited link: one organisation, no account, the same care as other public pages."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback import audit, clock, return_drafts, return_links, returns, visit_answers
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.languages import ENGLISH, LANGUAGES
from feedback.models.returning import Return
from feedback.pseudo import make_pseudo, make_turned
from feedback.public import memory
from feedback.return_drafts import Written, read_written
from feedback.return_publishing import publish
from feedback.web.headers import ALWAYS
from tests.conftest import NOON
from tests.markup import words
from tests.pages import Page, visit
from tests.returning import TODAY, ask, publish_attributed, send
from tests.tongues import speak


@pytest.fixture
def link(database: Database, settings: Settings, app: Flask) -> str:
    """The address of Kite Trust's link."""
    with database.writing() as session:
        return_ = ask(session, maker="Kite Trust")
        address = return_links.make_link(session, settings, return_, today=TODAY, by=None)
    return address.removeprefix(settings.public_url)


def seen_on(page: str) -> str:
    """What the page says that it saw."""
    (found,) = re.findall(r'name="seen" value="([^"]+)"', page)
    return str(found)


def only(database: Database) -> Return:
    """The one return there is."""
    with database.reading() as session:
        (found,) = returns.list_returns(session)
        return found


def test_an_organisation_saves_goes_on_and_sends(
    client: FlaskClient, database: Database, link: str
) -> None:
    """It is told by which name it is shown; once sent it reads it, and changes nothing."""
    page = client.get(link).text
    saved = client.post(link, data={"do": "save", "seen": seen_on(page), "recruitment": "4"})
    gone_on = client.get(saved.location).text
    sent = client.post(link, data={"do": "send", "seen": seen_on(gone_on), "recruitment": "5"})
    thanked = client.get(sent.location).text
    late = client.post(link, data={"do": "save", "seen": "2-sent", "recruitment": "8"})

    assert "It is shown by that name. Nothing here is anonymous" in page
    assert saved.status_code == sent.status_code == 303
    assert 'value="4" checked' in gone_on
    assert "Sent. Thank you." in thanked
    assert "<textarea" not in thanked
    assert late.status_code == 409
    assert read_written(only(database)).codes == {"recruitment": ("5",)}


def test_what_it_does_is_written_down_without_a_name(
    client: FlaskClient, database: Database, link: str
) -> None:
    """Told apart from the command line, and never the link."""
    client.post(link, data={"do": "send", "seen": "0-asked", "recruitment": "5"})

    with database.reading() as session:
        last = audit.list_deeds(session)[-1]
    assert (last.deed, last.thing, last.done_by) == ("sent-return", "return 1, by its link", None)


def test_what_is_wrong_keeps_what_was_typed(
    client: FlaskClient, database: Database, link: str
) -> None:
    """422, and nothing stored; 409 when somebody with the same link was quicker."""
    words = "Tea & <b>biscuits</b>"
    typed = {"seen": "0-asked", "recruitment": "99", "recruitment.evidence": words}
    wrong = client.post(link, data={"do": "send", **typed})
    client.post(link, data={"do": "save", "seen": "0-asked", "training": "2"})
    stale = client.post(link, data={**typed, "do": "save", "recruitment": "3"})

    assert wrong.status_code == 422
    assert stale.status_code == 409
    for response in (wrong, stale):
        assert "Tea &amp; &lt;b&gt;biscuits&lt;/b&gt;" in response.text
        assert "Nothing you typed is lost" in response.text
    assert read_written(only(database)).codes == {"training": ("2",)}


@pytest.mark.parametrize("do", ["save", "send"])
def test_pressed_twice_it_says_what_it_said_once(client: FlaskClient, link: str, do: str) -> None:
    """Saved or sent. Other words after it was sent are not taken, and no button is named that is not there."""
    typed = {"do": do, "seen": "0-asked", "recruitment": "3"}

    first, second = (client.post(link, data=typed) for _ in range(2))
    client.post(link, data=typed | {"do": "send", "seen": "1-draft"})
    late = client.post(link, data=typed | {"recruitment": "5"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert late.status_code == 409
    assert "Save it to put it in place" not in late.text


@pytest.mark.parametrize("late", ["other words", "too long", "nothing chosen"])
def test_what_came_too_late_is_not_shown_as_what_was_sent(
    client: FlaskClient, database: Database, link: str, late: str
) -> None:
    """Somebody else sent it meanwhile: what they sent stands under “This is sent”, what was typed above, as not saved."""
    words = {"other words": "Late", "too long": "Late" * 300, "nothing chosen": "Late"}[late]
    typed = {"do": "send", "seen": "0-asked", "recruitment.evidence": words}
    typed |= {} if late == "nothing chosen" else {"recruitment": "2"}
    sent = {"recruitment": "5", "recruitment.evidence": "What was sent"}
    client.post(link, data={"do": "send", "seen": "0-asked", **sent})

    page = Page(client.post(link, data=typed)).text

    above, under = page.split("This is sent.")
    assert "This is not saved yet." in above
    assert "This return was sent while you had it open." in above
    assert (words in above, words in under) == (True, False)
    assert ("What was sent" in above, "What was sent" in under) == (False, True)
    assert read_written(only(database)).codes == {"recruitment": ("5",)}


@pytest.mark.parametrize("end", ["too-old", "revoked", "unknown"])
def test_a_link_that_does_not_work_says_one_thing(
    client: FlaskClient, database: Database, link: str, end: str
) -> None:
    """Old, taken back and unknown are told alike: 404, to look and to send."""
    path, moment = link, NOON
    if end == "too-old":
        moment = NOON + return_links.LASTS + dt.timedelta(days=1)
    elif end == "revoked":
        with database.writing() as session:
            return_links.revoke(session, session.get_one(Return, 1), "1", today=TODAY, by=None)
    else:
        path = "/return/nothing"
    with clock.frozen_at(moment):
        answers = [client.get(path), client.post(path, data={"do": "send", "recruitment": "5"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("This link does not work any more" in answer.text for answer in answers)
    assert "Kite" not in answers[0].text
    assert only(database).answers == "{}"


def test_many_wrong_links_are_slowed_and_a_right_one_is_not(
    client: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with codes."""
    monkeypatch.setattr(memory, "MOST_UNKNOWN_A_MINUTE", 3)

    statuses = [client.get("/return/x").status_code for _ in range(5)]

    assert statuses[-1] == 429
    assert client.get(link).status_code == 200


def test_its_pages_carry_the_same_headers_and_are_kept_nowhere(
    client: FlaskClient, link: str
) -> None:
    """No referrer, so that the link travels nowhere; no cookie; not stored."""
    response = client.get(link)

    assert all(response.headers[name] == value for name, value in ALWAYS)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_a_link_opens_nothing_else(client: FlaskClient, database: Database, link: str) -> None:
    """Neither another return nor a staff page."""
    with database.writing() as session:
        ask(session, team="Oak")
    client.get(link)

    assert client.get("/staff/returns/2").status_code == 302
    assert client.get("/returns/1").status_code == 404
    assert client.get(f"{link}/2").status_code == 404


def test_a_question_that_went_away_is_not_lost_unseen(
    client: FlaskClient, database: Database, link: str
) -> None:
    """An unknown field is refused, not dropped in silence."""
    response = client.post(link, data={"do": "save", "seen": "0-asked", "gone": "Words"})

    assert response.status_code == 422
    assert "This is not asked any more. Copy it" in response.text
    assert "Words</p>" in response.text
    assert only(database).answers == "{}"


def test_nothing_public_says_so(client: FlaskClient) -> None:
    """An empty page says what will stand there."""
    assert "There is nothing here yet." in client.get("/returns").text


def test_what_is_published_without_words_has_none() -> None:
    """The control of what the public sees: codes alone."""
    written = return_drafts.Written({"a": ("1",)}, {"b": "Words"}, {"a": "Evidence"})

    assert return_drafts.without_words(written) == return_drafts.Written({"a": ("1",)})


LONG = {"recruitment": "4", "recruitment.evidence": "We asked four young people.\nThey said yes."}


def test_a_full_disk_keeps_what_was_typed_on_the_page(
    client: FlaskClient, database: Database, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, and the same page with the words in it; sent again, they are saved."""
    seen = seen_on(client.get(link).text)

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(return_drafts, "save", refuse)
        refused = client.post(link, data={"do": "save", "seen": seen, **LONG})
    saved = client.post(link, data={"do": "save", "seen": seen_on(refused.text), **LONG})

    assert refused.status_code == 503
    assert "We asked four young people.\nThey said yes.</textarea>" in refused.text
    assert 'value="4" checked' in refused.text
    assert "We could not keep your answers just now." in refused.text
    assert saved.status_code == 303
    assert read_written(only(database)).codes == {"recruitment": ("4",)}


def test_a_link_that_ends_while_somebody_types_loses_no_word(
    client: FlaskClient, database: Database, link: str
) -> None:
    """Everything that was written is there to be copied, and nothing that was chosen."""
    seen = seen_on(client.get(link).text)
    with clock.frozen_at(NOON + return_links.LASTS + dt.timedelta(days=1)):
        answer = client.post(link, data={"do": "save", "seen": seen, **LONG})

    assert answer.status_code == 404
    assert "We asked four young people.<br>" in answer.text
    assert "<p>4</p>" not in answer.text
    assert seen not in answer.text


@pytest.mark.parametrize("with_words", [False, True])
def test_an_answer_brings_no_word_of_a_visit_that_was_published_without(
    client: FlaskClient, database: Database, with_words: bool
) -> None:
    """Neither on its own page nor on the visit's. With them, where theirs were published."""
    with database.writing() as session:
        publish_attributed(session, "young-inspectors-visit", "visit-answer")
        visit = ask(session, "young-inspectors-visit", maker="YI", subject="Kite House")
        written = Written({"welcome": ("2",)}, {"recommend_1": "Jo must be kinder"})
        seen = returns.state_of(visit)
        return_drafts.send(session, visit, written, seen=seen, today=TODAY, by=None)
        answer = visit_answers.ask_answer(session, visit, today=TODAY, by=None)
        send(session, answer, answer_recommend_1="will")
        for one, evidence in ((visit, with_words), (answer, False)):
            publish(
                session,
                one,
                with_evidence=evidence,
                today=TODAY,
                by=None,
            )
        ids = visit.id, answer.id

    pages = [client.get(f"/returns/{id_}") for id_ in ids]

    assert [page.status_code for page in pages] == [200, 200]
    assert ["Jo must be kinder" in page.text for page in pages] == [with_words, with_words]


NOT_SAVED = "This is not saved yet. Nothing you typed is lost"
CHOOSE = "Choose an answer to one question or more, then send it."
SAID = {"en": str, "pl": make_pseudo, "ar": make_turned}


@pytest.mark.parametrize("tag", SAID)
def test_what_is_wrong_with_it_is_said_in_the_language_of_the_page(
    client: FlaskClient, database: Database, link: str, tag: str
) -> None:
    """Nothing chosen, no such answer, somebody quicker, sent meanwhile: none of it in another language, nor once it is saved."""
    say = SAID[tag]
    if tag != ENGLISH.tag:
        speak(database, tag, say=say)
    address = Page(client.get(f"{link}?lang={tag}")).find("form[@id='return']").get("action", "")
    old, good = {"seen": "9-draft"}, {"seen": "0-asked", "recruitment": "3"}

    for typed, sentence in (
        ({"do": "send", **old}, CHOOSE),
        ({"do": "send", **old, "recruitment": "99"}, "Choose one of the answers."),
        ({"do": "save", **old, "recruitment": "4"},
         "Somebody else saved this return while you had it open."),
        ({"do": "save", **old, "gone": "Words"},
         "Something was taken out of this return while you had it open."),
    ):  # fmt: skip
        refused = Page(client.post(address, data=typed))
        assert refused.root.get("lang") == tag
        assert words(refused.find("h2[@id='errors']")) == say(NOT_SAVED)
        assert say(sentence) in refused.text
    saved = Page(client.get(client.post(address, data={"do": "send", **good}).location))
    late = Page(client.post(address, data={**good, "recruitment": "4"}))

    assert say("Sent. Thank you.") in saved.text
    assert say("This return was sent while you had it open.") in late.text


@pytest.mark.parametrize("tag", ["pl", "ar"])
def test_what_is_in_english_says_so(
    client: FlaskClient, database: Database, link: str, tag: str
) -> None:
    """What is asked, who says it, when, and what they say. The control: on the English page nothing has to say so."""
    speak(database, tag)
    data = {"do": "send", "seen": "0-asked", "recruitment": "3", "recruitment.evidence": "We asked"}
    asked = [visit(client, f"{link}{query}") for query in ("", f"?lang={tag}")]
    client.post(link, data=data)
    with database.writing() as session:
        publish(session, session.get_one(Return, 1), with_evidence=True, today=TODAY, by=None)

    read = [visit(client, f"/returns/1{query}") for query in ("", f"?lang={tag}")]
    listed = [visit(client, f"/returns{query}") for query in ("", f"?lang={tag}")]

    for (english, other), said in (
        (asked, ("How do young people take part", "Kite Trust", "October 2026 to March 2027")),
        (read, ("Kite Trust", "October 2026 to March 2027", "We asked")),
        (listed, ("Kite Trust", "October 2026 to March 2027")),
    ):
        marked = [words(one) for one in other.all("bdi[@lang='en']")]
        assert english.all("main//bdi") == []
        assert all(any(one in each for each in marked) for one in said), marked
    # In one piece: between two of them a colon would jump to the other end where people read from right to left.
    for page, where in (
        (asked[1], "main//h1/../p"),
        (read[1], "main//h1"),
        (listed[1], "main//li/a"),
    ):
        assert len(page.all(f"{where}/bdi")) == 1
        assert words(page.find(where)) == words(page.find(f"{where}/bdi"))
    assert f"/returns/1?lang={tag}" in listed[1].html
    assert LANGUAGES[tag].direction == read[1].root.get("dir")
    assert (
        make_pseudo("There is nothing here. It may have been taken away.")
        in visit(client, f"/returns/9?lang={tag}", 404).text
    )
