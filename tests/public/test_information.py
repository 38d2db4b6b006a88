"""The pages around the questions: the box for a code, thanks, help, notices, health."""

import pytest
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.asking import DEMO, Meta
from tests.pages import visit

PLAIN = ["/", "/changes", "/talk", "/help", "/privacy", "/accessibility", "/q/222222/sent"]


@pytest.mark.parametrize("path", PLAIN)
def test_every_page_is_sound_and_says_trial(client: FlaskClient, path: str) -> None:
    """All pass the checks of every page; until somebody listens each says that it is a trial."""
    page = visit(client, path)

    assert "Trial: not for children yet" in page.text
    assert "DEMO" not in page.text


@pytest.mark.parametrize("path", [*PLAIN, "/nowhere"])
def test_every_page_of_the_sample_council_says_demo(
    settings: Settings, database: Database, path: str
) -> None:
    """Nobody must take made-up answers for real ones."""
    with database.writing() as session:
        session.add(Meta(name=DEMO, value="yes"))
    client = create_app(settings).test_client()

    page = visit(client, path, 404 if path == "/nowhere" else 200)

    assert "DEMO" in page.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7kx wpm", "7KXWPM"),
        (" 7-K-X-W-P-M ", "7KXWPM"),
        ("۷KXWPM", "7KXWPM"),
        ("٧kxwpm", "7KXWPM"),
    ],
)
def test_a_typed_code_leads_to_its_questions(client: FlaskClient, typed: str, code: str) -> None:
    """303 to the questions, the code as it is printed."""
    answer = client.get("/", query_string={"code": typed})

    assert (answer.status_code, answer.location) == (303, f"/q/{code}")


@pytest.mark.parametrize("typed", ["", "  ", "--", "?!"])
def test_no_code_is_asked_for_again(client: FlaskClient, typed: str) -> None:
    """The box again, with what to do tied to the field."""
    page = visit(client, f"/?code={typed}")

    field = page.find("input[@id='code']")
    assert page.title.startswith("Error:")
    assert "Type the code from the poster" in page.text
    assert "code-error" in field.get("aria-describedby", "")


@pytest.mark.parametrize(
    "query",
    [
        "", "?lang=en&variant=standard&of=iro-survey", "?lang=xx&variant=none&of=nothing",
        "?of=%00&variant=%ff&lang=%3Cscript%3E", "?of=iro-survey@99",
    ],
)  # fmt: skip
def test_the_thank_you_reads_no_code(client: FlaskClient, query: str) -> None:
    """Always 200, so that nobody is told that a spent code is wrong after having answered."""
    page = visit(client, f"/q/NOTACODE/sent{query}")

    assert page.heading == "Thank you. We have your answers."
    assert "NOTACODE" not in page.html


def test_the_thank_you_has_the_words_of_its_questionnaire(client: FlaskClient) -> None:
    """The closing lines of the form that was answered."""
    child = visit(client, "/q/222222/sent?of=iro-survey")
    parent = visit(client, "/Q/222222/sent?of=post-conference-parent&variant=easy-read")

    assert "Do you want to talk? Childline is free, any time" in child.text
    assert child.text != parent.text
    assert "fb-easy" in parent.find("body").get("class", "")


def test_the_thank_you_works_without_a_database(client: FlaskClient, database: Database) -> None:
    """Somebody whose answers are stored is thanked, whatever the disk does next."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE versions RENAME TO lost")
        connection.commit()

    page = visit(client, "/q/222222/sent?of=iro-survey")

    assert page.heading == "Thank you. We have your answers."


def test_health_says_ok_and_nothing_else(client: FlaskClient) -> None:
    """Nothing in it is worth watching for anybody else."""
    answer = client.get("/health")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_notice_says_what_is_seen_before_the_count(client: FlaskClient) -> None:
    """Words and unsafe answers, together and with their team; the day to read them by, and where a copy is kept."""
    page = visit(client, "/privacy")

    for words in (
        "A small safety team can see what you write, and answers that may mean someone is not safe.",
        "They see these together. They also see which team it was.",
        "or an answer may mean someone is not safe, we keep the day to read it by",
        "we keep a copy of your answer to it for the safety team, with the team and the day",
        "Did we act to keep someone safe? Then we keep that for longer.",
    ):
        assert words in page.text
    for words in ("nobody sees any answers", "That is all"):
        assert words not in page.text


def test_the_notice_names_what_is_kept_how_long(settings: Settings, database: Database) -> None:
    """The retention settings are printed in words."""
    own = read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_KEEP_COMMENTS_MONTHS": "7",
            "FEEDBACK_KEEP_RESPONSES_MONTHS": "24",
            "FEEDBACK_KEEP_FIGURES_YEARS": "1",
        }
    )

    page = visit(create_app(own).test_client(), "/privacy")

    assert "Comments: 7 months. Answers without comments: 2 years. Totals: 1 year." in page.text


def test_the_councils_own_number_is_there_to_tap(settings: Settings, database: Database) -> None:
    """Set once, it stands on every page, and the page to talk says when it answers."""
    own = read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_DUTY_NUMBER": "01632 960 123",
            "FEEDBACK_OUT_OF_HOURS": "At night call 01632 960 999.",
        }
    )
    client = create_app(own).test_client()

    pages = [visit(client, path) for path in PLAIN]

    assert all("tel:01632960123" in page.html for page in pages)
    assert "At night call 01632 960 999." in visit(client, "/talk").text


def test_a_council_name_is_text(settings: Settings, database: Database) -> None:
    """Whatever characters it has."""
    own = read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_COUNCIL_NAME": "Bath & <b>North</b>",
        }
    )

    page = visit(create_app(own).test_client(), "/privacy")

    assert "Bath & <b>North</b>" in page.text
