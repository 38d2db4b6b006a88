"""The questionnaires side by side: the same words for the same thing, and nothing that nobody should ask."""

import re

from feedback.questionnaires.check import open_version
from feedback.questionnaires.definition import Audience, Variant
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import Question, Snapshot

from .conftest import NEWEST, ROOT, VERSIONS
from .describing import describe


def wording(question: Question) -> tuple[object, ...]:
    """All that has to be the same where the same thing is measured. Children call a conference a meeting."""
    return (
        question.text.replace("conference", "meeting"), question.help, question.kind, question.scale,
        question.options, question.escapes, question.low, question.high, question.picture,
    )  # fmt: skip


def test_the_same_measure_has_the_same_words(library: Library) -> None:
    """Core items, and what children and parents are both asked about a conference, are worded alike."""
    worded: dict[tuple[str, Variant], list[tuple[object, ...]]] = {}
    for path in NEWEST:
        for variant, form in open_version(path, library, root=ROOT).forms.items():
            for question in form.questions.values():
                if question.measure:
                    worded.setdefault((question.measure, variant), []).append(wording(question))

    assert {key for key, found in worded.items() if len(set(found)) > 1} == set()
    assert sum(len(found) > 1 for found in worded.values()) > 20


# Worded for questionnaires to come: whether we told people what came of what they said.
READY = {"core.told_what_happened"}


def test_shared_measures_use_the_shared_questions(library: Library) -> None:
    """Wherever a core measure is asked, it is asked under the id of its shared question."""
    ids = {question.measure: question.id for question in library.questions}
    asked = {
        (question.measure, question.id)
        for path in NEWEST
        for form in open_version(path, library, root=ROOT).forms.values()
        for question in form.questions.values()
        if question.measure in ids
    }

    assert asked == {pair for pair in ids.items() if pair[0] not in READY}


def test_every_measure_is_asked_somewhere(library: Library) -> None:
    """No measure is left over from a question that is gone."""
    used = {
        measure for path in VERSIONS for measure in open_version(path, library, root=ROOT).measures
    }

    assert used == set(library.measures) - READY


def test_one_title_means_one_theme(library: Library) -> None:
    """A column of By team holds one concept only."""
    themes: dict[str, set[str]] = {}
    for measure in library.measures.values():
        themes.setdefault(measure.title, set()).add(measure.theme)

    assert {title: found for title, found in themes.items() if len(found) > 1} == {}


def test_heads_say_who_when_and_which_teams(newest: Snapshot) -> None:
    """Each is a line of its own that a participation officer can act on."""
    head = (newest.who, newest.asked, newest.handed_out_by, newest.teams, newest.name)

    assert len(set(head)) == len(head)
    assert all(re.fullmatch(r"[A-Z].*[^.]", line) for line in head)
    assert "team" in newest.teams.lower()


def test_nobody_is_asked_about_home_or_about_the_decision(newest: Snapshot) -> None:
    """What happened at home and whether the decision was right belong to other people and other papers."""
    for form in newest.forms.values():
        asked = [question.text for question in form.about("service")]

        assert [
            text
            for text in asked
            if re.search(r"at home|agree|right decision|hurt|abuse|hit\b", text, re.IGNORECASE)
        ] == []


def test_children_are_asked_without_no(newest: Snapshot) -> None:
    """No "not" or "never" in a child's question: children answer such a question the wrong way round."""
    if newest.audience is not Audience.CHILD:
        return

    for form in newest.forms.values():
        assert [
            q.text for q in form.about("service") if re.search(r"\b(not|never)\b", q.text)
        ] == []


def test_questions_ask_one_thing_in_few_words(newest: Snapshot) -> None:
    """Each is one real question of at most fifteen words."""
    for form in newest.forms.values():
        for question in form.about("service"):
            assert re.fullmatch(r"[A-Z][^?.]*\?", question.text), question.text
            assert len(question.text.split()) <= 15, question.text


def test_the_page_of_questionnaires_says_what_the_files_say(newest: Snapshot) -> None:
    """Every head, number and question of the newest versions, letter by letter."""
    page = (ROOT / "docs" / "reference" / "questionnaires.md").read_text(encoding="utf-8")

    assert describe(newest) in page


def test_the_page_of_questionnaires_has_no_other(library: Library) -> None:
    """A questionnaire that is gone leaves the page too."""
    page = (ROOT / "docs" / "reference" / "questionnaires.md").read_text(encoding="utf-8")
    names = {open_version(path, library, root=ROOT).name for path in NEWEST}

    assert set(re.findall(r"^## (.+)$", page, re.MULTILINE)) == names | {"Returns"}
