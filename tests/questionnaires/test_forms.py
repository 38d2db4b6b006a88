"""The shipped questionnaires: whole, readable, true to the promise, and the same wherever they are read."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.questionnaires.check import check_file, check_library, open_version
from feedback.questionnaires.definition import Audience, Band, Kind, Variant
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.snapshot import Question, Snapshot, read_snapshot
from tests.councils import SHIPPED_FORMS

from .conftest import ROOT, VERSIONS
from .reading import options, pictures

PICTURES = ROOT / "feedback" / "assets" / "pictures"
SHELF = {
    "early-help-parent",
    "exit-interview",
    "iro-survey",
    "post-conference-child",
    "post-conference-parent",
    "short-breaks-child",
    "six-monthly-child",
    "six-monthly-parent",
    "uasc-settling-in",
}


def test_versions_are_numbered_without_a_gap() -> None:
    """The whole shelf is shipped, each questionnaire from version 1 on."""
    numbers: dict[str, list[int]] = {}
    for path in VERSIONS:
        numbers.setdefault(path.parent.name, []).append(int(path.stem))

    assert set(numbers) == SHELF
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())


def test_shared_files_are_clean(library: Library) -> None:
    """Scales, measures, pictures and pages have no problem."""
    assert check_library(library) == []


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_version_is_clean(path: Path, library: Library) -> None:
    """Every shipped version has no problem and resolves."""
    snapshot, problems = check_file(path, library, root=ROOT)

    assert problems == []
    assert snapshot is not None


def test_standard_keeps_to_its_length(shipped: Snapshot) -> None:
    """From 11 years on sixteen questions are the most, for adults eighteen."""
    asked = list(shipped.forms[Variant.STANDARD].about("service"))

    assert len(asked) <= (16 if shipped.audience is Audience.CHILD else 18)


def test_every_picture_is_drawn(shipped: Snapshot) -> None:
    """Every picture a form shows is a drawing of ours."""
    named = {name for form in shipped.forms.values() for name in pictures(form)}

    assert {name for name in named if not (PICTURES / f"{name}.svg").is_file()} == set()


def test_every_listed_picture_is_drawn(library: Library) -> None:
    """Every picture an author may name is a drawing of ours."""
    assert {name for name in library.pictures if not (PICTURES / f"{name}.svg").is_file()} == set()


def test_standard_lists_have_no_pictures(shipped: Snapshot) -> None:
    """Beside four points or yes and no a picture is noise; faces are only for face scales."""
    assert [
        option.code for option in options(shipped.forms[Variant.STANDARD]) if option.picture
    ] == []


def test_ids_are_the_same_across_variants(shipped: Snapshot) -> None:
    """A question has one id: no variant asks anything under an id that means another thing in standard."""
    standard = shipped.forms[Variant.STANDARD].questions
    own = (
        {"asked_where", "asked_who"}
        if shipped.questionnaire == "iro-survey" and shipped.version == 2
        else set()
    )

    for variant, form in shipped.forms.items():
        extra = set(form.questions) - set(standard)
        assert extra == (own if variant is Variant.EASY_READ else set())
        for name in set(form.questions) & set(standard):
            assert form.questions[name].measure == standard[name].measure


def test_common_questions_come_in_the_same_order(shipped: Snapshot) -> None:
    """Switching variants never jumps back."""
    orders = [list(form.questions) for form in shipped.forms.values()]

    for one, other in itertools.combinations(orders, 2):
        assert [name for name in one if name in other] == [name for name in other if name in one]


def test_a_snapshot_is_the_same_bytes_every_time(shipped: Snapshot) -> None:
    """Written, read back and written again, from files read again: the same bytes, the same fingerprint."""
    path = SHIPPED_FORMS / shipped.questionnaire / f"{shipped.version}.yaml"
    again = open_version(path, read_library(SHIPPED_FORMS), root=ROOT)

    assert read_snapshot(shipped.to_json()) == shipped
    assert read_snapshot(shipped.to_json()).to_json() == shipped.to_json() == again.to_json()
    assert again.sha256 == shipped.sha256


def test_core_questions_are_asked_of_everybody(shipped: Snapshot) -> None:
    """A core question has no route, so that its base is everybody who had it."""
    routed = {q.id for form in shipped.forms.values() for q in form.questions.values() if q.show_if}

    assert routed & {question.id for question in shipped.core_questions} == set()


def test_scales_carry_their_escapes(shipped: Snapshot) -> None:
    """Opinions can be withheld, facts can be not known; texts need neither."""
    for form in shipped.forms.values():
        for question in form.about("service"):
            escapes = [escape.code for escape in question.escapes]
            assert escapes == expected_escapes(question, escapes)


def expected_escapes(question: Question, escapes: list[str]) -> list[str]:
    """What a question of this kind and scale carries."""
    if question.kind is Kind.TEXT:
        return []
    if question.scale is None:
        return escapes if escapes in ([], ["ns"]) else ["ns"]
    return ["ns"] if question.scale == "yes-no-not-sure" else ["ns", "rns"]


def test_nobody_is_asked_to_agree(newest: Snapshot) -> None:
    """The newest versions ask questions; agreeing with statements is for older ones."""
    assert "agree-5" not in {q.scale for f in newest.forms.values() for q in f.questions.values()}


def followed(library: Library) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Every shipped version with the one after it."""
    for path in VERSIONS:
        after = path.with_name(f"{int(path.stem) + 1}.yaml")
        if after in VERSIONS:
            yield open_version(path, library, root=ROOT), open_version(after, library, root=ROOT)


def test_the_same_measure_means_the_same_question(library: Library) -> None:
    """Across versions a question keeps its measure and revision, or says that a new line begins."""
    for old, new in followed(library):
        explained = dict(new.changes)
        for variant, form in old.forms.items():
            for question in form.questions.values():
                later = new.forms[variant].questions.get(question.id)
                if later is None or question.measure != later.measure:
                    assert question.id in explained


def test_every_change_is_told(library: Library) -> None:
    """Whatever is added, taken out, reworded or answered in another way has its entry."""
    for old, new in followed(library):
        changed = {
            key
            for variant in old.forms
            for key in {*old.forms[variant].questions, *new.forms[variant].questions}
            if old.forms[variant].questions.get(key) != new.forms[variant].questions.get(key)
        }

        assert changed == set(dict(new.changes))


def test_people_are_told_who_helped(shipped: Snapshot) -> None:
    """Who helped is asked at the end, and how only if somebody did."""
    for form in shipped.forms.values():
        helped = {question.id: question for question in form.about("help")}

        assert list(helped) == ["helped_by", "helped_how"]
        assert [o.code for o in helped["helped_by"].options] == [
            "self",
            "carer",
            "worker",
            "advocate",
            "other",
        ]
        condition = helped["helped_how"].show_if
        assert condition is not None
        assert set(condition.codes) == {"carer", "worker", "advocate", "other"}


def test_questions_about_the_person_are_last_and_optional(shipped: Snapshot) -> None:
    """Equality questions have ids of their own, no bands and no measure; easy read has few, pictures none."""
    for variant, form in shipped.forms.items():
        last = form.parts[-1]
        if variant is Variant.PICTURE:
            assert list(form.about("person")) == []
            continue

        assert (last.about, last.optional) == ("person", True)
        assert all(q.id.startswith("eq_") and q.measure is None for q in last.questions)
        assert {option.band for q in last.questions for option in q.options} == {Band.NONE}
        assert len(last.questions) <= (3 if variant is Variant.EASY_READ else 5)


def test_core_columns_have_plain_titles(shipped: Snapshot) -> None:
    """Two questions never share a column, and its heading has no code in it."""
    titles = [shipped.measures[q.measure].title for q in shipped.core_questions if q.measure]

    assert len(titles) == len(set(titles))
    assert all(re.fullmatch(r"[A-Z][A-Za-z' ]+", title) for title in titles)


def test_titles_are_what_a_child_would_say(iro: Snapshot) -> None:
    """Respondents see a question, staff see a name."""
    assert iro.title == "IRO survey"
    assert iro.forms[Variant.STANDARD].title == "What was your review like for you?"


def test_nobody_claims_the_words_were_tested(shipped: Snapshot) -> None:
    """Until a panel has tried them, the file says so."""
    assert shipped.tested.startswith("Not yet.")
