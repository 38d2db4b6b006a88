"""Pages in other languages: offered when they are whole and approved, and the answers come along."""

from dataclasses import replace

from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.pseudo import make_pseudo
from feedback.public.sentences import NO_BOXES, NO_LANGUAGE
from feedback.readers import Reading, remove_reading, save_reading, state_of
from tests.conftest import stored
from tests.markup import words
from tests.pages import Page, refuse, send, visit
from tests.tongues import speak, translate

DRAFT = "Draft translation, not checked."
DRAFT_SENTENCE = "This is a draft translation. Nobody has checked it yet."


def names(page: Page) -> list[str]:
    """The languages of the picker, in their order."""
    lists = [e for e in page.all("ul") if "fb-langs" in e.get("class", "")]
    return [words(item) for one in lists[:1] for item in one.iter("li")]


def test_the_picker_is_there_when_there_is_a_choice(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """English alone has none. Own names, in the order of the list, and the page's own is marked."""
    before = visit(client, oak)
    speak(database, "uk", "pl", "ar")

    after = visit(client, oak)

    assert names(before) == []
    assert names(after) == ["English", "polski", "العربية", "українська"]
    (current,) = [b for b in after.all("button") if b.get("aria-current")]
    assert words(current) == "English"


def test_a_page_speaks_its_language(client: FlaskClient, oak: str, database: Database) -> None:
    """Its tag and direction, its own sentences, its questions and its answers."""
    speak(database, "ar")

    page = visit(client, f"{oak}?lang=ar")

    assert (page.root.get("lang"), page.root.get("dir")) == ("ar", "rtl")
    assert make_pseudo("Send my answers") in page.text
    assert make_pseudo("What was your review like for you?") in page.text
    assert make_pseudo("Yes") in page.text


def test_other_pages_speak_it_too_and_links_keep_it(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """From the questions to help, thanks and the first page."""
    speak(database, "pl")
    page = visit(client, f"{oak}?lang=pl")
    links = {a.get("href", "") for a in page.all("a")}

    assert {"/help?lang=pl", "/privacy?lang=pl", "/accessibility?lang=pl"} <= links
    for path in ("/", "/help", "/privacy", "/talk", "/accessibility", "/changes"):
        other = visit(client, f"{path}?lang=pl")
        assert other.root.get("lang") == "pl"
        assert names(other) == ["English", "polski"]


def test_an_answer_in_another_language_is_stored_by_its_codes(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """The codes are the same; the language is noted; the thank-you is in it."""
    speak(database, "pl")
    page = visit(client, f"{oak}?lang=pl")

    sent = send(client, page, {"know_iro": "yes"})

    (row,) = stored(database)
    assert row.language == "pl"
    assert "know_iro=yes" in row.answers
    thanks = visit(client, sent.headers["Location"])
    assert make_pseudo("Thank you. We have your answers.") in thanks.text


def test_switching_keeps_the_answers(client: FlaskClient, oak: str, database: Database) -> None:
    """English, Polish, English: nothing is stored, everything ticked and typed is there again."""
    speak(database, "pl")
    english = visit(client, oak)
    answers = {"know_iro": "no", "best": "All of it"}

    polish = press(client, english, "pl/standard", answers)
    back = press(client, polish, "en/standard", polish.answers)

    assert polish.answers == {"know_iro": ["no"]}
    assert back.answers == {"know_iro": ["no"], "best": ["All of it"]}
    assert stored(database) == []


def press(client: FlaskClient, page: Page, show: str, answers: dict[str, object]) -> Page:
    """Press the button of the picker with this value."""
    (button,) = [b for b in page.all("button") if b.get("value") == show][-1:]
    kept = {name: values for name, values in page.fields.items() if name.startswith("_kept.")}
    data = {"token": page.token, "_show": show, **kept, **answers}
    return refuse(client.post(button.get("formaction", ""), data=data), 200)


def test_nobody_writes_what_nobody_reads(
    settings: Settings, client: FlaskClient, oak: str, database: Database
) -> None:
    """A language has text boxes once the council has named who reads it, and says so until then."""
    speak(database, "pl")
    reading = create_app(replace(settings, comment_languages=("pl",))).test_client()

    without, with_ = visit(client, f"{oak}?lang=pl"), visit(reading, f"{oak}?lang=pl")

    assert [len(page.all("textarea")) for page in (without, with_)] == [0, 2]
    assert make_pseudo(NO_BOXES) in without.text
    assert make_pseudo(NO_BOXES) not in with_.text
    assert NO_BOXES not in visit(client, oak).text


def test_naming_a_reader_brings_the_boxes_and_taking_one_away_takes_them(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """On the next page, without a new start; staff say so on their page."""
    speak(database, "pl")

    def boxes() -> int:
        return len(visit(client, f"{oak}?lang=pl").all("textarea"))

    before = boxes()
    with database.writing() as session:
        named = Reading("pl", "Interpreting team", "The duty team")
        save_reading(session, named, seen=state_of(None), by=None)
    during = boxes()
    with database.writing() as session:
        remove_reading(session, "pl", seen=named.state, by=None)

    assert (before, during, boxes()) == (0, 2, 0)


def test_a_draft_is_shown_only_where_the_council_wants_it(
    settings: Settings, client: FlaskClient, oak: str, database: Database
) -> None:
    """And then every page says so, in the language and in English."""
    speak(database, "pl", approved=False)
    showing = create_app(replace(settings, show_draft_translations=True)).test_client()

    hidden, shown = visit(client, f"{oak}?lang=pl"), visit(showing, f"{oak}?lang=pl")

    assert (hidden.root.get("lang"), shown.root.get("lang")) == ("en", "pl")
    assert NO_LANGUAGE in hidden.text
    for path in (f"{oak}?lang=pl", "/?lang=pl", "/help?lang=pl", f"{oak}/sent?lang=pl"):
        page = visit(showing, path)
        assert DRAFT in page.text
        assert make_pseudo(DRAFT_SENTENCE) in page.text
    assert DRAFT not in visit(showing, oak).text


def test_one_missing_sentence_takes_a_variant_away(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Nothing half translated is shown: easy read is whole, and standard lacks one answer."""
    with database.writing() as session:
        translate(
            session,
            "pl",
            lambda scope, entry: (
                scope.questionnaire in ("interface", "iro-survey")
                and entry.context != "iro-survey:standard:went:answer-all"
            ),
            approved=True,
        )

    standard, easy = (
        visit(client, f"{oak}?lang=pl"),
        visit(client, f"{oak}?lang=pl&variant=easy-read"),
    )

    assert (standard.root.get("lang"), easy.root.get("lang")) == ("en", "pl")
    assert names(standard) == []
    assert "pl/standard" not in [b.get("value") for b in easy.all("button")]


def test_a_missing_interface_sentence_takes_the_language_away(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """All of it: every page says something of the interface."""
    with database.writing() as session:
        translate(
            session,
            "pl",
            lambda scope, entry: (
                scope.questionnaire in ("interface", "iro-survey") and entry.sentence != "Leave now"
            ),
            approved=True,
        )

    assert visit(client, f"{oak}?lang=pl").root.get("lang") == "en"
    assert visit(client, "/help?lang=pl").root.get("lang") == "en"


def test_staff_pages_stay_in_english(client: FlaskClient, database: Database) -> None:
    """Whatever their address says."""
    speak(database, "pl")

    page = client.get("/staff/sign-in?lang=pl")

    assert '<html lang="en"' in page.text
    assert "⟦" not in page.text


def test_a_reader_named_on_the_page_brings_the_boxes(
    settings: Settings, client: FlaskClient, oak: str, database: Database
) -> None:
    """At once, in a server that has been running."""
    speak(database, "pl")
    before = visit(client, f"{oak}?lang=pl")
    with database.writing() as session:
        reading = Reading("pl", "The duty team", "The night team")
        save_reading(session, reading, seen=state_of(None), by=None)

    after = visit(client, f"{oak}?lang=pl")

    assert [len(page.all("textarea")) for page in (before, after)] == [0, 2]


def test_what_was_sent_and_is_to_be_put_right_offers_no_link_that_would_lose_it(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """On the page of “tell me” with a number that is none. Opened, it has its languages."""
    speak(database, "pl")
    path = "/changes/iro-survey/tell-me"

    told = Page(client.post(path, data={"where": "canary-nine"}))

    assert told.status == 422
    assert "canary-nine" in told.html
    assert names(told) == []
    assert names(visit(client, path)) == ["English", "polski"]
