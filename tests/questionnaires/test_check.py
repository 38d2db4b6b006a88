"""Every kind of mistake in a file is named with its line, its question, and what to write instead."""

from pathlib import Path

import pytest

from feedback.exceptions import DefinitionError
from feedback.questionnaires.check import check_file, open_version
from feedback.questionnaires.library import read_library

from .conftest import Copy

IRO = "iro-survey/2.yaml"

# what is put in place of what, a piece of the line it is reported on, the question, what is wrong, what to write
MISTAKES = {
    "unknown kind": (
        "kind: choice\n        scale: how-much-4\n        text: Did people at",
        "kind: choise\n        scale: how-much-4\n        text: Did people at",
        "kind: choise",
        "listened",
        "kind 'choise' is not one of choice, choices, scale, text, info.",
        "Write 'choice'.",
    ),
    "unknown scale": (
        "scale: how-much-4",
        "scale: how-much-5",
        "scale: how-much-5",
        "listened",
        "there is no scale 'how-much-5'.",
        "Write 'how-much-4'.",
    ),
    "unknown easy-read scale": (
        "scale: three-faces",
        "scale: three-face",
        "scale: three-face",
        "listened",
        "there is no scale 'three-face'.",
        "Write 'three-faces'.",
    ),
    "unknown picture": (
        "picture: ear",
        "picture: ears",
        "picture: ears",
        "listened",
        "there is no picture 'ears'.",
        "Write 'ear'.",
    ),
    "unknown option picture": (
        "              label: Yes, all of it",
        "              label: Yes, all of it\n              picture: yes-marc",
        "yes-marc",
        "went",
        "there is no picture 'yes-marc'.",
        "Write 'yes-mark'.",
    ),
    "unknown measure": (
        "measure: iro.listened",
        "measure: iro.listend",
        "iro.listend",
        "listened",
        "there is no measure 'iro.listend'.",
        "Write 'iro.listened'.",
    ),
    "core measure without bands": (
        "measure: iro.went",
        "measure: iro.told_after",
        "iro.told_after",
        "went",
        "the measure 'iro.told_after' is core, and no answer to this question is positive.",
        "Give the options bands, or measure something that is not core.",
    ),
    "two questions in one column": (
        "measure: iro.contact_iro",
        "measure: iro.know_iro",
        "measure: iro.know_iro\n        kind: choice\n        scale: yes-no-not-sure\n        text: Can",
        "contact_iro",
        "its measure is called 'Knows who their IRO is', and so is that of 'know_iro'.",
        "Both would stand in one column: give one another measure.",
    ),
    "key misspelt": (
        "help: This is sometimes",
        "hlep: This is sometimes",
        "hlep",
        "co_chair",
        "'hlep' is not a key of this block.",
        "Take it out, or correct its spelling.",
    ),
    "key missing": (
        "        text: Did people at your review listen to you?\n",
        "",
        "- id: listened",
        "listened",
        "'text' is missing.",
        "Add a line 'text: …'.",
    ),
    "words missing": (
        "text: Did people at your review listen to you?",
        "text:",
        "        text:\n",
        "listened",
        "'text' has nothing after it.",
        "Write something there, or take the line out.",
    ),
    "code without quotes": (
        '- code: "where"',
        "- code: 4",
        "- code: 4",
        "asked",
        "'code' must be words, not 4.",
        'Put it in quotes: "4".',
    ),
    "code that is true": (
        '- code: "where"',
        "- code: true",
        "- code: true",
        "asked",
        "'code' must be words, not true.",
        'Put it in quotes: "true".',
    ),
    "code used twice": (
        '- code: "when"',
        '- code: "where"',
        '"where"\n            label: What day',
        "asked",
        "the code 'where' is used twice.",
        "Choose another.",
    ),
    "code of an escape": (
        '- code: "when"',
        '- code: "ns"',
        '"ns"',
        "asked",
        "the code 'ns' belongs to the escapes.",
        "Choose another.",
    ),
    "code with a capital": (
        '- code: "when"',
        '- code: "When"',
        '"When"',
        "asked",
        "'When' cannot be used as code.",
        "Write small letters, digits and hyphens, 20 at most: some-of-it.",
    ),
    "id used twice": (
        "- id: contact_iro",
        "- id: know_iro",
        "- id: know_iro\n        measure: iro.contact",
        "know_iro",
        "the id 'know_iro' is used twice.",
        "Give each question its own.",
    ),
    "id of a shared page": (
        "- id: contact_iro",
        "- id: helped_by",
        "- id: helped_by",
        "helped_by",
        "the id 'helped_by' is that of a shared page.",
        "Choose another.",
    ),
    "id of the page itself": (
        "- id: contact_iro",
        "- id: token",
        "- id: token",
        "token",
        "the id 'token' is taken by the page itself.",
        "Choose another.",
    ),
    "id of equality": (
        "- id: contact_iro",
        "- id: eq_iro",
        "- id: eq_iro",
        "eq_iro",
        "ids that begin 'eq_' are for questions about the person.",
        "Choose another.",
    ),
    "id with a hyphen": (
        "- id: contact_iro",
        "- id: contact-iro",
        "- id: contact-iro",
        "contact-iro",
        "'contact-iro' cannot be used as id.",
        "Write small letters, digits and _, a letter first, 40 at most: know_iro.",
    ),
    "section used twice": (
        "- id: after\n",
        "- id: meeting\n",
        "- id: meeting\n    title: After",
        "",
        "the section id 'meeting' is used twice.",
        "Give each section its own; shared pages count too.",
    ),
    "route to a later question": (
        "question: went\n          codes",
        "question: listened\n          codes",
        "question: listened\n          codes",
        "co_chair",
        "show_if names 'listened', which is not an earlier question of standard.",
        "Write one of: asked, contact_iro, know_iro, spoke_before, went.",
    ),
    "route to no question": (
        "question: went\n          codes",
        "question: wnet\n          codes",
        "question: wnet",
        "co_chair",
        "show_if names 'wnet', which is not an earlier question of standard.",
        "Write 'went'.",
    ),
    "route to an unknown answer": (
        '- "part"\n',
        '- "prat"\n',
        '- "prat"',
        "co_chair",
        "show_if: 'went' has no answer 'prat'.",
        "Write 'part'.",
    ),
    "no picture in easy read": (
        "          picture: letter\n",
        "",
        "- id: told_after",
        "told_after",
        "has no picture in easy read.",
        "Add 'easy_read:' with 'picture: …' below it.",
    ),
    "more than twelve in easy read": (
        "        help: This is sometimes called co-chairing.\n        variants:\n          - standard\n",
        "        picture: chair-person\n",
        "sections:",
        "",
        "easy read has 13 questions; 12 are the most.",
        "Limit some to standard: 'variants:' with '- standard' below it.",
    ),
    "no words at the ends": (
        "        low: None of it\n",
        "",
        "- id: did_said",
        "did_said",
        "a scale of numbers needs words at both ends.",
        "Add 'low: …' and 'high: …'.",
    ),
    "ends for words": (
        "        help: A phone or video call",
        "        low: None of it\n        help: A phone or video call",
        "- id: spoke_before",
        "spoke_before",
        "'low' and 'high' are for scales of numbers.",
        "Take them out.",
    ),
    "numbers for a choice": (
        "scale: good-5",
        "scale: nought-to-ten",
        "scale: nought-to-ten\n        text: Overall",
        "overall",
        "kind 'choice' needs a scale of words.",
        "Write one of: agree-5, good-3, good-5, how-much-4, three-faces, yes-no-not-sure.",
    ),
    "words for numbers": (
        "scale: nought-to-ten",
        "scale: good-5",
        "scale: good-5\n        text: Have",
        "did_said",
        "kind 'scale' needs a scale of numbers.",
        "Write one of: nought-to-ten.",
    ),
    "neither scale nor options": (
        "        scale: how-much-4\n        text: Did people at",
        "        text: Did people at",
        "- id: listened",
        "listened",
        "has no scale and no options.",
        "Name a scale of shared/scales.yaml, or list the options here.",
    ),
    "both scale and options": (
        "        kind: choices\n",
        "        kind: choices\n        scale: good-5\n",
        "- id: asked",
        "asked",
        "has both a scale and options.",
        "Name a scale of shared/scales.yaml, or list the options here.",
    ),
    "scale for text": (
        "        kind: text\n        text: What was good",
        "        kind: text\n        scale: good-5\n        text: What was good",
        "- id: best",
        "best",
        "kind 'text' has no scale and no options.",
        "Take them out.",
    ),
    "length of a choice": (
        "        help: A phone or video call",
        "        most: 50\n        help: A phone or video call",
        "most: 50",
        "spoke_before",
        "'most' is for text.",
        "Take it out.",
    ),
    "unknown gap": (
        "text: Did people at your review listen",
        "text: Did people at {counsil} listen",
        "{counsil}",
        "listened",
        "there is no gap '{counsil}'.",
        "Write 'council'.",
    ),
    "stray brace": (
        "text: Did people at your review listen",
        "text: Did people at your } review listen",
        "your } review",
        "listened",
        "a brace stands alone.",
        "Write a gap as {council}; other braces cannot be used.",
    ),
    "wrong folder": (
        "questionnaire: iro-survey",
        "questionnaire: iro",
        "questionnaire: iro",
        "",
        "the file lies in 'iro-survey' and says 'iro'.",
        "Write 'questionnaire: iro-survey', or move the file.",
    ),
    "wrong number": (
        "version: 2",
        "version: 3",
        "version: 3",
        "",
        "the file is called '2.yaml' and says version 3.",
        "Write 'version: 2', or rename the file.",
    ),
    "number in quotes": (
        "version: 2",
        'version: "2"',
        "version:",
        "",
        "'version' must be a whole number, not '2'.",
        "Write the number without quotes: 1.",
    ),
    "unknown shared page": (
        "closing: closing-child",
        "closing: closing-chlid",
        "closing: closing-chlid",
        "",
        "closing: there is no shared page 'closing-chlid'.",
        "Write 'closing-child'.",
    ),
    "shared page of another sort": (
        "start: consent-child",
        "start: helped-child",
        "start: helped-child",
        "",
        "start: the shared page 'helped-child' asks questions.",
        "Write one of: closing-child, closing-parent, consent-child, consent-parent.",
    ),
    "shared page twice": (
        "- equality-child",
        "- helped-child",
        "- helped-child\nclosing",
        "",
        "end: the shared page 'helped-child' is named twice.",
        "Take one out.",
    ),
    "nothing about changes": (
        "changes:",
        "changes: []\nleft:",
        "schema: 1",
        "",
        "says nothing about what changed.",
        "Add 'changes:' with one entry a question.",
    ),
    "change listed twice": (
        "- question: spoke_before",
        "- question: contact_iro",
        "- question: contact_iro\n    change: Now",
        "",
        "'contact_iro' is listed twice.",
        "Put both into one entry.",
    ),
    "no reason for unsafe": (
        "unsafe: none, because every",
        "unsafe: nothing, every",
        "unsafe:",
        "",
        "'nothing, every question with set answers is about the review and the IRO, not about harm' cannot be used as unsafe.",
        "Write 'none, because …' and say why no answer to it calls for help at once.",
    ),
    "unknown class": (
        "class: anonymous",
        "class: anonymus",
        "class: anonymus",
        "",
        "class 'anonymus' is not one of anonymous, attributed.",
        "Write 'anonymous'.",
    ),
    "empty list": (
        "        variants:\n          - standard\n        show_if",
        "        variants: []\n        show_if",
        "variants: []",
        "co_chair",
        "'variants' is an empty list.",
        "List at least one, or take the line out.",
    ),
    "words instead of a block": (
        "        easy_read:\n          text: What was good?\n          picture: star\n",
        "        picture: star\n        easy_read: What was good?\n",
        "easy_read: What was good?",
        "best",
        "'easy_read' must be a block of keys.",
        "Write them below, two spaces further in: 'name: …'.",
    ),
    "too many minutes": (
        "minutes: 5",
        "minutes: 90",
        "minutes: 90",
        "",
        "'minutes' is 90; 60 is the most.",
        "Write a smaller number.",
    ),
}

# One mistake is one problem, but for these: what stands in for a mistake makes no problems of its own.
PROBLEMS = {
    "nothing about changes": 2,  # its entries now stand under a key that is none
    "empty list": 3,  # without its list the question is in easy read too
    "neither scale nor options": 2,  # and nothing is positive
    "words for numbers": 2,  # and the ends have no place
    "numbers for a choice": 2,  # and the ends are missing
    "core measure without bands": 2,  # and two questions share the column
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_its_cure(copy: Copy, mistake: str) -> None:
    """One mistake gives a problem with the right file, line, question, fault and advice."""
    old, new, at, question, wrong, instead = MISTAKES[mistake]
    copy.edit(IRO, old, new)
    text = (copy.forms / IRO).read_text(encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1

    problems = copy.check(IRO)

    assert (line, question, wrong, instead) in [
        (p.line, p.question, p.wrong, p.instead) for p in problems
    ]
    assert len(problems) == PROBLEMS.get(mistake, 1)


def test_a_problem_reads_as_one_line(copy: Copy) -> None:
    """File, line, question, what is wrong and what to write stand on one line."""
    copy.edit(IRO, "picture: ear", "picture: ears")
    line = copy.line(IRO, "picture: ears")

    problems = copy.check(IRO)

    assert [str(p) for p in problems] == [
        f"forms/{IRO}:{line}: question 'listened': there is no picture 'ears'. Write 'ear'."
    ]


def test_all_problems_of_a_file_come_at_once(copy: Copy) -> None:
    """Faults of shape do not hide faults of sense, and none hides another."""
    copy.edit(IRO, '- code: "where"', "- code: 4")
    copy.edit(IRO, "kind: choice\n        scale: good-5", "kind: choise\n        scale: good-5")
    copy.edit(IRO, "        text: Did people explain things in a way you understood?\n", "")
    copy.edit(IRO, "picture: ear", "picture: ears")
    copy.edit(IRO, "measure: iro.went", "measure: iro.gone")
    copy.edit(IRO, "question: went\n          codes", "question: best\n          codes")
    copy.edit(IRO, "closing: closing-child", "closing: closing")

    wrong = [problem.wrong for problem in copy.check(IRO)]

    assert sorted(wrong) == sorted(
        [
            "'code' must be words, not 4.",
            "kind 'choise' is not one of choice, choices, scale, text, info.",
            "'text' is missing.",
            "there is no picture 'ears'.",
            "there is no measure 'iro.gone'.",
            "show_if names 'best', which is not an earlier question of standard.",
            "closing: there is no shared page 'closing'.",
        ]
    )


@pytest.mark.parametrize(
    ("content", "line", "wrong"),
    [
        (b"", 1, "the file is empty."),
        (b"# nothing yet\n", 1, "the file is empty."),
        (b"title: caf\xe9\n", 1, "cannot be read: it is not UTF-8 text."),
        (b"schema: 1\ntitle: \xff\n", 2, "cannot be read: it is not UTF-8 text."),
        (b"schema: 1\nschema: 1\n", 2, 'this is not YAML: found duplicate key "schema"'),
        (b"schema: 1\n\ttitle: A\n", 2, "this is not YAML: found character"),
        (b"schema: 1\ntitle: A: B\n", 2, "this is not YAML: mapping values are not allowed here."),
        (b"schema: [1\n", 2, "this is not YAML: expected ',' or ']'"),
        (b"schema: \x00\n", 1, "this is not YAML: unacceptable character"),
        (b"schema: !!int one\n", 1, "this is not YAML: invalid literal for int()"),
        (b"just words\n", 1, "'the file' must be a block of keys."),
        (b"- a\n- list\n", 1, "'the file' must be a block of keys."),
    ],
)
def test_what_cannot_be_read_says_why(copy: Copy, content: bytes, line: int, wrong: str) -> None:
    """An empty, broken or foreign file gives one problem with its line."""
    (copy.forms / IRO).write_bytes(content)

    problems = copy.check(IRO)

    assert [(p.file, p.line) for p in problems] == [(f"forms/{IRO}", line)]
    assert problems[0].wrong.startswith(wrong)
    assert problems[0].instead


def test_a_missing_file_says_so(copy: Copy) -> None:
    """A file that is not there is a problem, not a crash."""
    problems = copy.check("iro-survey/9.yaml")

    assert [str(p) for p in problems] == [
        "forms/iro-survey/9.yaml:1: cannot be read: No such file or directory."
    ]


def test_a_file_whose_name_is_no_number_is_told_its_name(copy: Copy) -> None:
    """The file name is the version number, without noughts before it."""
    (copy.forms / IRO).rename(copy.forms / "iro-survey/02.yaml")

    problems = copy.check("iro-survey/02.yaml")

    assert [(p.wrong, p.instead) for p in problems] == [
        ("the file is called '02.yaml' and says version 2.", "Call it '2.yaml'.")
    ]


def test_version_1_follows_nothing(copy: Copy) -> None:
    """The first version has no changes."""
    copy.edit(
        "iro-survey/1.yaml",
        "sections:",
        "changes:\n  - question: went\n    change: New.\nsections:",
    )

    problems = copy.check("iro-survey/1.yaml")

    assert [p.wrong for p in problems] == ["version 1 follows nothing, so nothing changed."]


def test_a_retired_question_may_be_named_in_changes(copy: Copy) -> None:
    """An entry may name a question that this version no longer asks."""
    copy.edit(IRO, "- question: asked_when", "- question: asked_by_letter")

    assert copy.check(IRO) == []


def test_an_attributed_questionnaire_is_allowed(copy: Copy) -> None:
    """Returns signed by a team are a class of their own."""
    copy.edit(IRO, "class: anonymous", "class: attributed")

    assert copy.open(IRO).class_ == "attributed"


def test_routes_of_a_section_are_reported_once(copy: Copy) -> None:
    """A section's route stands on the section's line, whatever number of questions it has."""
    route = '    show_if:\n      question: wnet\n      codes:\n        - "yes"\n      words: Only then.\n'
    copy.edit(IRO, "    title: After your review\n", f"    title: After your review\n{route}")

    problems = copy.check(IRO)

    assert {(p.line, p.question) for p in problems} == {(copy.line(IRO, "question: wnet"), "")}
    assert len(problems) == 2, "once in standard and once in easy read"


def test_a_route_to_a_text_names_a_question_with_options(copy: Copy) -> None:
    """Only set answers can lead anywhere."""
    copy.edit(IRO, "kind: choice\n        text: Did you go to your last review?\n        escapes:\n          - ns\n",
              "kind: text\n        text: Did you go to your last review?\n")  # fmt: skip

    problems = copy.check(IRO)

    assert "show_if names 'went', whose answers cannot be listed." not in [
        p.wrong for p in problems
    ]
    assert "kind 'text' has no scale and no options." in [p.wrong for p in problems]


def test_a_version_needs_questions_in_each_variant(copy: Copy) -> None:
    """Easy read without a question is a problem."""
    text = (copy.forms / IRO).read_text(encoding="utf-8")
    head, sections = text.split("sections:\n")
    first = sections.split("  - id: plan")[0].replace(
        "        kind:", "        variants:\n          - standard\n        kind:"
    )
    (copy.forms / IRO).write_text(f"{head}sections:\n{first}", encoding="utf-8")

    problems = copy.check(IRO)

    assert [p.wrong for p in problems] == ["easy-read has no question."]


# the file, what is put in place of what, what is wrong
SHARED = {
    "unknown escape": (
        "scales.yaml",
        "      - ns\n    options",
        "      - dk\n    options",
        "escapes 'dk' is not one of ns, rns.",
    ),
    "scale out of order": (
        "scales.yaml",
        "band: positive\n        picture: face-yes",
        "band: negative\n        picture: face-yes",
        "the options are not in order.",
    ),
    "scale of nothing": (
        "scales.yaml",
        "    lowest: 0\n",
        "",
        "a scale has either options or numbers.",
    ),
    "scale of both": (
        "scales.yaml",
        "    title: How good, three faces\n",
        "    title: How good, three faces\n    lowest: 0\n",
        "a scale has either options or numbers.",
    ),
    "bands out of order": (
        "scales.yaml",
        "middle_from: 5",
        "middle_from: 9",
        "the numbers are not in order.",
    ),
    "too many numbers": (
        "scales.yaml",
        "highest: 10",
        "highest: 99",
        "11 numbers are the most for a phone.",
    ),
    "unknown picture of a scale": (
        "scales.yaml",
        "picture: face-bit",
        "picture: face-bits",
        "there is no picture 'face-bits'.",
    ),
    "unknown picture of an escape": (
        "scales.yaml",
        "picture: hand",
        "picture: hands",
        "there is no picture 'hands'.",
    ),
    "escape with another code": (
        "scales.yaml",
        'code: "rns"',
        'code: "no-say"',
        "the escape 'rns' has the code 'no-say'.",
    ),
    "scale code twice": (
        "scales.yaml",
        'code: "bit"',
        'code: "yes"',
        "the code 'yes' is used twice.",
    ),
    "measure without title": (
        "measures.yaml",
        "    title: Listened to\n",
        "",
        "'title' is missing.",
    ),
    "measure misnamed": ("measures.yaml", "iro.went:", "went:", "'went' cannot be used as a name."),
    "other name for no picture": (
        "pictures.yaml",
        "iro-person: reviewer",
        "iro-person: reviewr",
        "there is no picture 'reviewr'.",
    ),
    "other name for itself": (
        "pictures.yaml",
        "iro-person: reviewer",
        "star: reviewer",
        "'star' is a picture itself.",
    ),
    "unknown gap on a page": (
        "consent-child.yaml",
        "{emergency}",
        "{emergancy}",
        "there is no gap '{emergancy}'.",
    ),
    "unknown picture on a page": (
        "consent-child.yaml",
        "picture: calendar",
        "picture: calender",
        "there is no picture 'calender'.",
    ),
    "easy-read line without picture": (
        "consent-child.yaml",
        "You choose the answers.\n      picture: two-talking",
        "You choose the answers.",
        "a line of easy read has no picture.",
    ),
    "equality id": (
        "equality-child.yaml",
        "id: eq_age",
        "id: age",
        "is about the person, which its id does not say.",
    ),
    "other id": (
        "helped-child.yaml",
        "id: helped_how",
        "id: eq_how",
        "is not about the person, which its id does not say.",
    ),
    "id twice on a page": (
        "equality-child.yaml",
        "id: eq_gender",
        "id: eq_age",
        "the id 'eq_age' is used twice.",
    ),
    "route on a page": (
        "helped-child.yaml",
        "question: helped_by",
        "question: helped",
        "show_if names 'helped', which is not an earlier question of standard.",
    ),
}


@pytest.mark.parametrize("mistake", SHARED)
def test_a_mistake_in_a_shared_file_is_named(copy: Copy, mistake: str) -> None:
    """Shared files are checked like versions: file, line, fault and advice."""
    name, old, new, wrong = SHARED[mistake]
    copy.edit(f"shared/{name}", old, new)

    problems = copy.check_shared()

    found = [p for p in problems if p.wrong == wrong]
    assert found, [str(p) for p in problems]
    assert all(p.file == f"forms/shared/{name}" and p.line > 1 and p.instead for p in found)


def test_checking_twice_finds_the_same(copy: Copy) -> None:
    """A library that is checked again has no problem twice."""
    copy.edit("shared/scales.yaml", "picture: hand", "picture: hands")
    library = copy.library()

    for _ in range(2):
        with pytest.raises(DefinitionError) as error:
            open_version(copy.forms / IRO, library, root=copy.root)

        assert len(str(error.value).splitlines()) == 1


def test_a_broken_shared_file_stops_every_version(copy: Copy) -> None:
    """A version is only opened when the shared files are whole too."""
    (copy.forms / "shared/measures.yaml").unlink()
    library = read_library(copy.forms)

    with pytest.raises(DefinitionError, match=r"forms/shared/measures.yaml:1: cannot be read"):
        open_version(copy.forms / IRO, library, root=copy.root)


def test_the_example_of_the_design_loads_as_it_stands(copy: Copy) -> None:
    """The question every author starts from is whole, and its picture is one that is drawn."""
    text = (copy.forms / IRO).read_text(encoding="utf-8")
    start, end = text.index("      - id: know_iro"), text.index("      - id: contact_iro")
    example = """\
      - id: know_iro                      # permanent: the column in every export; field name in the HTML form
        measure: iro.know_iro             # compares across versions while measure, revision and scale stay
        kind: choice                      # choice · choices · scale · text · info
        scale: yes-no-not-sure
        text: Do you know who your Independent Reviewing Officer (IRO) is?
        easy_read:
          text: Do you know who your IRO is?
          help: An IRO is the person who runs your review meeting.
          picture: iro-person

"""
    (copy.forms / IRO).write_text(text[:start] + example + text[end:], encoding="utf-8")

    question = copy.open(IRO).forms["easy-read"].questions["know_iro"]  # type: ignore[index]

    assert (question.text, question.picture) == ("Do you know who your IRO is?", "reviewer")


def test_messages_name_a_file_outside_the_root_in_full(copy: Copy, tmp_path: Path) -> None:
    """A file from elsewhere is named by its whole path."""
    _, problems = check_file(copy.forms / IRO, copy.library(), root=tmp_path / "elsewhere")

    assert problems == []
