"""A snapshot says everything, in the same bytes for ever."""

import json

import pytest
from pydantic import ValidationError

from feedback.questionnaires.definition import Class, Variant
from feedback.questionnaires.snapshot import Snapshot, read_snapshot


def test_a_snapshot_names_its_schema(iro: Snapshot) -> None:
    """What is frozen says how it is to be read."""
    content = json.loads(iro.to_json())

    assert (content["schema"], content["class"]) == (1, "anonymous")


def test_a_snapshot_of_another_schema_is_refused(iro: Snapshot) -> None:
    """Old software never guesses at newer snapshots."""
    with pytest.raises(ValidationError):
        read_snapshot(iro.to_json().replace('"schema":1', '"schema":2'))


def test_defaults_are_written_out(iro: Snapshot) -> None:
    """A later default cannot change what an old snapshot says."""
    question = json.loads(iro.to_json())["forms"]["standard"]["parts"][0]["questions"][0]

    assert question["revision"] == 1
    assert question["options"][0]["exclusive"] is False


def test_nothing_of_a_snapshot_can_be_set(iro: Snapshot) -> None:
    """It is frozen."""
    with pytest.raises(ValidationError):
        iro.name = "Another"  # type: ignore[misc]


def test_the_fingerprint_follows_the_content(iro: Snapshot) -> None:
    """One changed word is another fingerprint."""
    other = iro.model_copy(update={"name": "IRO survey 2026"})

    assert len(iro.sha256) == 64
    assert other.sha256 != iro.sha256


def test_an_unknown_variant_gets_the_standard_form(iro: Snapshot) -> None:
    """A link to a variant that is not there still works."""
    assert iro.form("easy-read").variant is Variant.EASY_READ
    assert {iro.form(variant).variant for variant in (None, "picture", "", "standard")} == {
        Variant.STANDARD
    }


def test_what_was_read_back_is_in_the_same_order(iro: Snapshot) -> None:
    """Variants and core questions come as they were written."""
    again = read_snapshot(iro.to_json())

    assert list(again.forms) == list(iro.forms) == [Variant.STANDARD, Variant.EASY_READ]
    assert [q.text for q in again.core_questions] == [q.text for q in iro.core_questions]


def test_core_questions_come_in_the_order_they_are_asked(iro: Snapshot) -> None:
    """They head the columns of By team."""
    assert [question.id for question in iro.core_questions] == [
        "know_iro",
        "contact_iro",
        "spoke_before",
        "listened",
        "understood",
        "views_counted",
        "told_after",
        "did_said",
        "who_to_tell",
        "overall",
    ]


def test_the_class_is_kept(iro: Snapshot) -> None:
    """Whether answers are anonymous is part of what is frozen."""
    assert read_snapshot(iro.to_json()).class_ is Class.ANONYMOUS
