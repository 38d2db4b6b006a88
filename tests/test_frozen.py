"""Languages as they were frozen: whole, with a revision, and never changed once approved."""

import hashlib
import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from feedback.db import Database
from feedback.frozen import Approval, freeze, freeze_words, list_frozen, read_words
from feedback.languages import LANGUAGES
from feedback.models.translating import FrozenLanguage, State
from feedback.offers import read_offers, read_stamp
from feedback.translations import Scope, list_entries, read_translations, save_words
from tests.tongues import TODAY, speak, translate

POLISH = LANGUAGES["pl"]
STANDARD = Scope("iro-survey", 2, "standard")
CHANGES = (
    "UPDATE frozen_languages SET words = '{}' WHERE state = 'approved'",
    "DELETE FROM frozen_languages WHERE state = 'approved'",
    (
        "INSERT OR REPLACE INTO frozen_languages SELECT id, language, questionnaire, number, variant, revision,"
        " '{}', sha256, state, approved_by, approved_on FROM frozen_languages WHERE state = 'approved'"
    ),
)


def read(database: Database, scope: Scope = STANDARD) -> FrozenLanguage:
    """What is frozen of `scope` in Polish."""
    with database.reading() as session:
        row = list_frozen(session, drafts=True)["pl", scope]
        return session.get_one(FrozenLanguage, row.id)


def test_a_frozen_language_says_what_it_is(database: Database) -> None:
    """Language, version and variant, every sentence with its context and English; a fingerprint; who approved it."""
    speak(database, "pl")

    row = read(database)

    written = json.loads(row.words)
    assert (written["language"], written["questionnaire"], written["version"]) == (
        "pl",
        "iro-survey",
        2,
    )
    assert row.sha256 == hashlib.sha256(row.words.encode()).hexdigest()
    assert (row.state, row.revision, row.approved_by, row.approved_on) == (
        State.APPROVED,
        1,
        "A. Manager",
        TODAY,
    )
    with database.reading() as session:
        assert set(read_words(row.words)) == {e.key for e in list_entries(session)[STANDARD]}


def test_the_same_words_are_not_frozen_twice_and_others_are_a_revision(database: Database) -> None:
    """A correction leaves what was shown before as it was."""
    speak(database, "pl")
    speak(database, "pl")
    first = read(database)
    words = json.loads(first.words)["words"]
    words[0][2] = ["Inaczej"]

    with database.writing() as session:
        freeze_words(session, POLISH, STANDARD, words, approval=Approval("B. Manager", TODAY))

    assert first.revision == 1
    assert read(database).revision == 2
    with database.reading() as session:
        assert session.get_one(FrozenLanguage, first.id).words == first.words


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_what_is_approved(database: Database, change: str) -> None:
    """Also for somebody at the file with SQL; a draft is replaced, and without the triggers all of it goes."""
    speak(database, "pl")

    with (
        pytest.raises(IntegrityError, match="an approved language never changes"),
        database.writing() as session,
    ):
        session.execute(text(change))
    with database.writing() as session:
        for verb in ("update", "delete", "replace"):
            session.execute(text(f"DROP TRIGGER approved_languages_are_never_{verb}d"))
        assert session.execute(text(change)).rowcount > 0  # type: ignore[attr-defined]


def test_a_draft_is_replaced(database: Database) -> None:
    """Only what somebody approved is kept for ever."""
    speak(database, "pl", approved=False)
    before = read(database)
    with database.writing() as session:
        entry = list_entries(session)[STANDARD][0]
        save_words(session, POLISH, {entry.key: ["Nowe"]}, on=TODAY)

    speak(database, "pl", approved=False)

    assert (before.state, read(database).revision) == (State.DRAFT, 1)


def test_servers_look_again_when_something_was_frozen(database: Database) -> None:
    """And only then."""
    with database.reading() as session:
        before = read_stamp(session)
    speak(database, "pl")
    with database.reading() as session:
        after, offers = read_stamp(session), read_offers(session, drafts=False)
    speak(database, "pl")

    with database.reading() as session:
        again = read_stamp(session)

    assert before != after == again == offers.stamp
    assert list(offers.pages) == ["en", "pl"]


def test_an_approved_language_waits_for_every_sentence(database: Database) -> None:
    """One that is only checked keeps its variant a draft."""
    with database.writing() as session:
        translate(session, "pl", approved=True)
        entry = list_entries(session)[STANDARD][3]
        read_translations(session, "pl")[entry.key].state = State.CHECKED.value
        own = list_entries(session)[STANDARD]
        refused = freeze(
            session,
            POLISH,
            STANDARD,
            own,
            read_translations(session, "pl"),
            approval=Approval("A", TODAY),
        )

    assert refused is None
