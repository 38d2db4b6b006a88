"""Every kind of mistake in a file is named with its line, its question, and what to write instead."""

from pathlib import Path

import pytest

from feedback.exceptions import DefinitionError
from feedback.questionnaires.check import check_file, open_version
from feedback.questionnaires.library import read_library

from .conftest import Copy
from .help_mistakes import WHOLE
from .mistakes import MISTAKES, PROBLEMS
from .shared_mistakes import SHARED

IRO = "iro-survey/2.yaml"


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
        "changes:\n  - question: went\n    level: none\n    change: New.\nsections:",
    )

    problems = copy.check("iro-survey/1.yaml")

    assert [p.wrong for p in problems] == ["version 1 follows nothing, so nothing changed."]


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
    head, sections = text.replace(WHOLE, "unsafe: none, because …\n").split("sections:\n")
    first = sections.split("  - id: plan")[0].replace(
        "        kind:", "        variants:\n          - standard\n        kind:"
    )
    (copy.forms / IRO).write_text(f"{head}sections:\n{first}", encoding="utf-8")

    problems = copy.check(IRO)

    assert [p.wrong for p in problems] == ["easy-read has no question."]


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

    question = copy.open(IRO).form("easy-read").questions["know_iro"]

    assert (question.text, question.picture) == ("Do you know who your IRO is?", "reviewer")


def test_messages_name_a_file_outside_the_root_in_full(copy: Copy, tmp_path: Path) -> None:
    """A file from elsewhere is named by its whole path."""
    _, problems = check_file(copy.forms / IRO, copy.library(), root=tmp_path / "elsewhere")

    assert problems == []
