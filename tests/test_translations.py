"""How far each sentence is: a new version asks only for what changed."""

from feedback.db import Database
from feedback.languages import LANGUAGES
from feedback.models.translating import State
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import read_snapshot
from feedback.translations import (
    Scope,
    list_entries,
    measure,
    read_states,
    read_translations,
    save_words,
    words_of,
)
from feedback.versions import open_published, publish
from tests.tongues import TODAY, speak

POLISH = LANGUAGES["pl"]
NEW = "Do people at your review listen to you now?"


def test_a_new_version_asks_only_for_what_was_reworded(database: Database) -> None:
    """One sentence of one variant; every other keeps its words and who approved them."""
    speak(database, "pl")
    with database.writing() as session:
        before = open_published(session, "iro-survey")
        text = read_snapshot(before.snapshot).forms[Variant.STANDARD].questions["listened"].text
        written = before.snapshot.replace(f'"text":"{text}"', f'"text":"{NEW}"', 1)
        snapshot = read_snapshot(written.replace('"version":2', '"version":3'))
        publish(session, snapshot, on=TODAY)

        entries = list_entries(session)
        progress = {one.scope: one for one in measure(entries, read_states(session, ["pl"])["pl"])}

    standard = progress[Scope("iro-survey", 3, "standard")]
    easy = progress[Scope("iro-survey", 3, "easy-read")]
    assert (standard.missing, standard.left) == (1, len(NEW.split()))
    assert standard.approved == standard.sentences - 1
    assert (easy.missing, easy.approved) == (0, easy.sentences)
    assert progress[Scope()].missing == 0


def test_other_words_take_only_their_sentence_back_to_draft(database: Database) -> None:
    """What somebody corrects has to be checked and approved again; the rest stays."""
    speak(database, "pl")
    with database.writing() as session:
        own = list_entries(session)[Scope("iro-survey", 2, "standard")]
        first, second = own[0].key, own[1].key
        same = words_of(read_translations(session, "pl")[second])

        changed = save_words(session, POLISH, {first: ["Inaczej"], second: same}, on=TODAY)

        said = read_translations(session, "pl")
    assert changed == 1
    assert (said[first].state, said[first].approved_by) == (State.DRAFT, None)
    assert {row.state for key, row in said.items() if key != first} == {State.APPROVED}


def test_a_name_makes_a_draft_checked_and_says_when(database: Database) -> None:
    """Whose eyes were on it, and on which day."""
    with database.writing() as session:
        save_words(session, POLISH, {("", "Help"): ["Pomoc"]}, on=TODAY)
        save_words(session, POLISH, {("", "Help"): ["Pomoc"]}, checked_by="A. Reader", on=TODAY)
        row = read_translations(session, "pl")["", "Help"]

    assert (row.state, row.checked_by, row.checked_on) == (State.CHECKED, "A. Reader", TODAY)
