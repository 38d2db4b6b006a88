"""A recording belongs to the words it was read from: kept with them, not heard with others, gone when nobody says them."""

import datetime as dt

import pytest

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import ChangedError
from feedback.offers import read_offers, read_stamp
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.recordings import Place, list_recordings, open_sound, save_recording, take_away
from feedback.retention import delete_by_kind, holds_expired
from feedback.sounds import read_sound
from feedback.translations import Scope
from feedback.versions import list_asked, open_published, publish, snapshot_of
from tests.conftest import NOON, open_round_of
from tests.sounding import IN_EASY_READ, STANDARD, make_mp3, make_opus, read_part, record
from tests.tongues import speak

NEXT = Scope("iro-survey", 3, "standard")


def publish_next(database: Database, **words: str) -> None:
    """Version 3 of the survey, with other words for some questions."""
    with database.writing() as session:
        before = snapshot_of(open_published(session, "iro-survey@2"))
        publish(session, reword(before, **words), on=NOON.date())


def reword(snapshot: Snapshot, **words: str) -> Snapshot:
    """The next version, in which questions say these words."""

    def say(question: Question) -> Question:
        return question.model_copy(update={"text": words.get(question.id, question.text)})

    forms = {
        variant: form.model_copy(
            update={
                "parts": tuple(
                    part.model_copy(update={"questions": tuple(map(say, part.questions))})
                    for part in form.parts
                )
            }
        )
        for variant, form in snapshot.forms.items()
    }
    return snapshot.model_copy(update={"version": snapshot.version + 1, "forms": forms})


def heard(database: Database, scope: Scope, tag: str = "en") -> set[str]:
    """The questions that can be heard on the page of a part."""
    with database.reading() as session:
        offers = read_offers(session, drafts=True)
        version = open_published(session, f"{scope.questionnaire}@{scope.number}")
        form = offers.read_form(session, snapshot_of(version), scope.variant, tag)
        return set(offers.recordings(scope, form, offers.pages[tag]))


def test_it_is_heard_with_its_own_words_alone(database: Database) -> None:
    """In its variant, its language and its version; each of the others is a control of the rest."""
    speak(database, "pl")
    with database.writing() as session:
        record(session, "know_iro")

    assert heard(database, STANDARD) == {"know_iro"}
    assert heard(database, IN_EASY_READ) == heard(database, STANDARD, "pl") == set()


def test_a_new_version_keeps_what_it_says_unchanged(database: Database) -> None:
    """A reworded question must not play an old recording; one that says the same keeps it."""
    with database.writing() as session:
        record(session, "know_iro")
        record(session, "listened")

    publish_next(database, listened="Did the IRO hear you?")

    assert heard(database, NEXT) == {"know_iro"}
    assert heard(database, STANDARD) == {"know_iro", "listened"}
    with database.reading() as session:
        part = read_part(session, NEXT)
    assert (part.recorded, part.changed) == (1, 1)


def test_other_answers_are_other_words(database: Database) -> None:
    """The answers are read out too, and in their order."""
    with database.writing() as session:
        record(session, "know_iro")
        before = snapshot_of(open_published(session, "iro-survey@2"))
        turned = before.model_copy(
            update={
                "version": 3,
                "forms": {
                    Variant.STANDARD: before.forms[Variant.STANDARD].model_copy(
                        update={
                            "parts": tuple(
                                part.model_copy(
                                    update={
                                        "questions": tuple(
                                            q.model_copy(update={"options": q.options[::-1]})
                                            for q in part.questions
                                        )
                                    }
                                )
                                for part in before.forms[Variant.STANDARD].parts
                            )
                        }
                    )
                },
            }
        )
        publish(session, turned, on=NOON.date())

    assert heard(database, NEXT) == set()


def test_a_corrected_translation_is_heard_no_more(database: Database) -> None:
    """The next revision of a language says it otherwise, and a language says nothing of another."""
    speak(database, "pl", say=lambda words: f"[{words}]")
    with database.writing() as session:
        record(session, "know_iro", tag="pl")
    before = heard(database, STANDARD, "pl")

    speak(database, "pl", say=lambda words: f"<{words}>")

    assert before == {"know_iro"}
    assert heard(database, STANDARD, "pl") == set()


def test_replacing_needs_what_was_seen(database: Database) -> None:
    """Two people who record the same are told; the same file twice is no quarrel."""
    with database.writing() as session:
        first = record(session, "know_iro", make_mp3(1))
    with database.writing() as session:
        part = read_part(session)
        line = next(one for one in part.lines if one.question == "know_iro")
        other = read_sound(make_opus(1))

        with pytest.raises(ChangedError, match="Somebody else saved"):
            save_recording(session, part.read(line), other, seen="", on=NOON.date(), by=None)
        same = read_sound(make_mp3(1))
        save_recording(session, part.read(line), same, seen="", on=NOON.date(), by=None)
        save_recording(session, part.read(line), other, seen=first, on=NOON.date(), by=None)

        place = Place("iro-survey", "standard", "en")
        assert [kept.kind for kept in list_recordings(session, place)] == ["opus"]
        with pytest.raises(ChangedError, match="Somebody else took it away"):
            take_away(session, place, "know_iro", first, by=None)


def test_servers_look_again(database: Database) -> None:
    """After saving, and after taking away."""
    with database.reading() as session:
        stamps = [read_stamp(session)]
    with database.writing() as session:
        name = record(session, "know_iro")
        stamps.append(read_stamp(session))
        take_away(session, Place("iro-survey", "standard", "en"), "know_iro", name, by=None)
        stamps.append(read_stamp(session))

    assert len(set(stamps)) == 3


def test_an_address_leads_to_its_own_bytes(database: Database) -> None:
    """Also where two begin alike in the list."""
    with database.writing() as session:
        names = {
            record(session, "know_iro"): make_mp3(),
            record(session, "listened", make_opus()): make_opus(),
        }

        assert {name: open_sound(session, name)[1] for name in names} == names


@pytest.mark.parametrize("days", [0, 364, 366])
def test_words_that_nobody_says_go_after_a_year(
    database: Database, settings: Settings, days: int
) -> None:
    """Not before, and not while a version that is asked says them."""
    with database.writing() as session:
        record(session, "know_iro")
        record(session, "listened")
    publish_next(database, listened="Did the IRO hear you?")

    with clock.frozen_at(NOON + dt.timedelta(days=days)), database.writing() as session:
        expired = holds_expired(session, settings)
        gone = delete_by_kind(session, settings)["recordings"]
        left = {kept.question for kept in list_recordings(session)}

    assert (expired, gone) == ((True, 1) if days > 365 else (False, 0))
    assert left == ({"know_iro"} if days > 365 else {"know_iro", "listened"})


def test_a_round_that_is_still_asked_keeps_its_recordings(
    database: Database, settings: Settings
) -> None:
    """However old they are."""
    open_round_of(database, settings, "iro-survey@2", closes_on=dt.date(2028, 12, 31))
    with database.writing() as session:
        record(session, "listened")
    publish_next(database, listened="Did the IRO hear you?")

    with clock.frozen_at(NOON + dt.timedelta(days=400)), database.writing() as session:
        assert delete_by_kind(session, settings)["recordings"] == 0


def test_attributed_questionnaires_are_not_recorded(database: Database) -> None:
    """They are for staff; whatever is asked in rounds can be."""
    with database.reading() as session:
        asked = {version.questionnaire for version in list_asked(session)}

    assert "iro-survey" in asked
    assert "pledge-check" not in asked
