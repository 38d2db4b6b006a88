"""Attributed questionnaires: shown by name, so they ask nobody about themselves and take nothing of anonymous ones."""

from pathlib import Path

import pytest

from feedback.questionnaires.check import check_file, open_version
from feedback.questionnaires.definition import Class, Variant
from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import read_snapshot

from .conftest import ATTRIBUTED, EVERY, ROOT, VERSIONS, Copy

PLEDGE = "pledge-check/1.yaml"
VISIT = "young-inspectors-visit/1.yaml"
TEXT = "text: How far is this promise kept?"
SHIPPED = {
    "participation-hart8", "participation-coprod7", "participation-swindon6", "participation-lundy",
    "pledge-check", "young-inspectors-visit", "training-evaluation",
    "visit-answer",
}  # fmt: skip


def test_every_class_is_told_apart(library: Library) -> None:
    """Those with the class attributed, and no others."""
    classes = {path: open_version(path, library, root=ROOT).class_ for path in EVERY}

    assert {path.parent.name for path in ATTRIBUTED} == SHIPPED
    assert {classes[path] for path in ATTRIBUTED} == {Class.ATTRIBUTED}
    assert {classes[path] for path in VERSIONS} == {Class.ANONYMOUS}


@pytest.mark.parametrize("path", ATTRIBUTED, ids=lambda path: path.parent.name)
def test_a_shipped_one_is_clean_and_comes_back_as_it_was(path: Path, library: Library) -> None:
    """No problem; its canonical JSON reads back to the same."""
    snapshot, problems = check_file(path, library, root=ROOT)

    assert problems == []
    assert snapshot is not None
    assert snapshot.returns is not None
    assert list(snapshot.forms) == [Variant.STANDARD]
    assert snapshot.measures == {}
    assert read_snapshot(snapshot.to_json()) == snapshot


@pytest.mark.parametrize(("scale", "rungs"), [("hart8", 8), ("coprod7", 7), ("swindon6", 6)])
def test_each_ladder_says_what_every_rung_means(library: Library, scale: str, rungs: int) -> None:
    """The top one first, numbered, each with a sentence."""
    options = library.scales[scale].options or []

    assert [option.score for option in options] == list(range(rungs, 0, -1))
    assert all(option.label.startswith(f"{option.score}. ") for option in options)
    assert all(option.help and option.help.endswith(".") for option in options)


def test_lundy_asks_three_things_of_each_of_four(library: Library) -> None:
    """Space, voice, audience, influence: twelve prompts, each with a box for what shows it."""
    form = open_version(
        next(p for p in ATTRIBUTED if p.parent.name == "participation-lundy"), library, root=ROOT
    ).form("standard")
    prompts = [q for part in form.parts for q in part.questions if q.scale]

    assert [part.id for part in form.parts[:4]] == ["space", "voice", "audience", "influence"]
    assert [len(part.questions) for part in form.parts[:4]] == [3, 3, 3, 3]
    assert all(question.evidence for question in prompts)


@pytest.mark.parametrize(
    "words",
    [
        "Do you feel safe with your carer?",
        "How old are you?",
        "Does your social worker listen to you?",
        "What is your ethnic background?",
        "Tell us about yourself.",
        "Is your home a good place?",
        "What do you think of your school?",
        "How do you feel today?",
    ],
)
def test_a_question_about_oneself_is_refused(copy: Copy, words: str) -> None:
    """Whoever is shown by name is asked about the team, the place or the course."""
    copy.edit(PLEDGE, TEXT, f"text: {words}")

    (problem,) = copy.check(PLEDGE)

    assert problem.question == "kept"
    assert problem.wrong.endswith("asks people about themselves, and a return is shown by name.")


def test_what_belongs_to_anonymous_ones_is_refused(copy: Copy) -> None:
    """A notice, easy read, an audience, help lines: each named on its line."""
    taken = ("audience: child", "start: consent-child", "closing: closing-child")
    copy.edit(PLEDGE, "sections:", "\n".join([*taken, "unsafe: none, because", "sections:"]))

    problems = copy.check(PLEDGE)

    assert [p.wrong for p in problems] == [
        f"'{key}' belongs to anonymous questionnaires."
        for key in ("audience", "start", "closing", "unsafe")
    ]
    assert problems[0].line == copy.line(PLEDGE, "audience:")


@pytest.mark.parametrize("line", ["measure: core.listened", "use: listened"])
def test_returns_and_answers_of_people_never_mix(copy: Copy, line: str) -> None:
    """No measure of theirs, and none of their questions."""
    copy.edit(PLEDGE, TEXT, f"{TEXT}\n        {line}")

    (problem,) = copy.check(PLEDGE)

    assert problem.wrong == f"'{line.partition(':')[0]}' belongs to anonymous questionnaires."


@pytest.mark.parametrize("name", ["eq_age", "listened", "helped_by"])
def test_ids_of_questions_to_people_are_not_taken(copy: Copy, name: str) -> None:
    """Two columns of one name would be read as one."""
    copy.edit(PLEDGE, "id: kept", f"id: {name}")

    (problem,) = copy.check(PLEDGE)

    assert problem.wrong == f"the id '{name}' is that of a question to a child or parent."


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("scale: kept-3", "scale: kept-33", "there is no scale of words 'kept-33'."),
        ("scale: kept-3", "scale: nought-to-ten", "there is no scale of words 'nought-to-ten'."),
        ("id: all", "id: promises", "the section id 'promises' is used twice."),
        ("id: first_next", "id: kept", "the id 'kept' is used twice."),
        ("about: itself", "about: place", "inspectors look at a place, and nobody else does."),
        ("    each: pledge", "    stage: 2", "is asked at a second stage, and there is none."),
        ("version: 1", "version: 2", "the file is called '1.yaml' and says version 2."),
        ("questionnaire: pledge-check", "questionnaire: pledge", "the file lies in 'pledge-check' and says 'pledge'."),
        ("period: half-year", "period: week", "period 'week' is not one of quarter, half-year, year."),
        (TEXT, f"{TEXT} {{team}}", "there is no gap '{team}'."),
    ],
)  # fmt: skip
def test_a_mistake_is_named(copy: Copy, old: str, new: str, wrong: str) -> None:
    """Alone, on its line, in plain words."""
    copy.edit(PLEDGE, old, new)

    (problem,) = copy.check(PLEDGE)

    assert problem.wrong == wrong
    assert problem.line > 1


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("question: go_again", "question: go_back", "only_if names 'go_back', which the first stage does not ask."),
        ("question: go_again", "question: done_since", "only_if names 'done_since', which the first stage does not ask."),
        ('      - "yes"\n\ntitle', '      - "maybe"\n\ntitle', "only_if: 'go_again' has no answer 'maybe'."),
    ],
)  # fmt: skip
def test_a_second_stage_nobody_could_come_to_is_named(
    copy: Copy, old: str, new: str, wrong: str
) -> None:
    """It hangs on an answer of the first."""
    copy.edit(VISIT, old, new)

    assert wrong in [problem.wrong for problem in copy.check(VISIT)]


def test_an_anonymous_one_cannot_be_made_attributed_by_one_word(copy: Copy) -> None:
    """Its notice promised that nobody is named."""
    copy.edit("iro-survey/1.yaml", "class: anonymous", "class: attributed")

    wrong = [problem.wrong for problem in copy.check("iro-survey/1.yaml")]

    assert "'start' belongs to anonymous questionnaires." in wrong


def test_an_anonymous_one_has_no_keys_of_returns_and_no_ladder(copy: Copy) -> None:
    """Its pages do not say what a rung means, and no one asks for evidence."""
    copy.edit("iro-survey/2.yaml", "class: anonymous", "class: anonymous\nmade_by: team")
    copy.edit("iro-survey/1.yaml", "scale: yes-no-not-sure", "scale: hart8")

    assert "'made_by' is not a key of this block." in [
        p.wrong for p in copy.check("iro-survey/2.yaml")
    ]
    assert "has answers with 'help:', which only attributed questionnaires show." in [
        problem.wrong for problem in copy.check("iro-survey/1.yaml")
    ]


def test_an_edit_is_told_in_plain_words(library: Library) -> None:
    """The class, the rules, evidence, and what a rung means."""
    path = next(path for path in ATTRIBUTED if path.parent.name == "pledge-check")
    before = open_version(path, library, root=ROOT)
    edited = (
        before.to_json()
        .replace('"half-year"', '"year"')
        .replace("What shows that?", "What shows it?")
    )
    edited = edited.replace("For some, or some of the time.", "For some.")

    told = list_differences(before, read_snapshot(edited))

    assert len(told) == 3
    assert told[0].startswith("returns was ")
    assert any("evidence was" in one for one in told)
    assert any("help was 'For some, or some of the time.'" in one for one in told)
