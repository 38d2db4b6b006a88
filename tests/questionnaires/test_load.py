"""Files are read as they are written: nothing guessed, every line known, nothing raised."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from feedback.questionnaires.definition import WrittenVersion
from feedback.questionnaires.load import Problem, read_file, validate
from feedback.questionnaires.shared_definition import WrittenMeasures


def test_yes_no_and_off_stay_words(tmp_path: Path) -> None:
    """YAML 1.2: only true and false are switches."""
    path = tmp_path / "a.yaml"
    path.write_text("a: yes\nb: no\nc: off\nd: true\ne: 12:30\n")

    file = read_file(path, root=tmp_path)

    assert file.plain == {"a": "yes", "b": "no", "c": "off", "d": True, "e": "12:30"}


def test_every_line_is_known(tmp_path: Path) -> None:
    """A key, an item of a list, and what is not there have the line of themselves or of what is around them."""
    path = tmp_path / "a.yaml"
    path.write_text("# a comment\none: 1\n\nlist:\n  - a: 1\n  - b: 2\n")

    file = read_file(path, root=tmp_path)

    assert [
        file.line(place)
        for place in ((), ("one",), ("list", 1), ("list", 1, "b"), ("list", 0, "z"), ("y",))
    ] == [
        2,
        2,
        6,
        6,
        5,
        2,
    ]


def test_problems_sort_by_file_and_line() -> None:
    """They are read from the top."""
    problems = [
        Problem("b", 1, "", "x"),
        Problem("a", 10, "", "x"),
        Problem("a", 9, "q", "x", "y."),
    ]

    assert [str(p) for p in sorted(problems)] == ["a:9: question 'q': x y.", "a:10: x", "b:1: x"]


def test_a_file_past_mending_still_says_what_is_wrong(tmp_path: Path) -> None:
    """Words where the file should be a block give a problem and nothing else."""
    path = tmp_path / "a.yaml"
    path.write_text("only words\n")
    file = read_file(path, root=tmp_path)

    written = validate(file, WrittenMeasures)

    assert written is None
    assert [p.wrong for p in file.problems] == ["'the file' must be a block of keys."]


@pytest.mark.parametrize("model", [WrittenMeasures, WrittenVersion])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.binary(max_size=60)
    | st.text("a:-[]{}&*!|>'\"\n \t#?,%@`0.", max_size=40).map(str.encode)
)
@example(content=b"+_")  # a number that is only a sign
@example(content=b"[?]:")  # a list of a block, as a key
@example(content=b"name: !!set x")
@example(content=b"name: !!bool x")
def test_reading_never_raises(
    tmp_path: Path, model: type[WrittenMeasures | WrittenVersion], content: bytes
) -> None:
    """Whatever stands in a file, it is read or its problem is told."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)

    file = read_file(path, root=tmp_path)
    written = validate(file, model)

    assert written is None or file.problems
    assert file.problems


def test_what_repeats_itself_without_end_is_refused_at_once(tmp_path: Path) -> None:
    """Ten million things in seven lines: the line is named. A few repeats are read."""
    path = tmp_path / "a.yaml"
    lines = [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise("abcdefgh")]
    path.write_text("\n".join(["a: &a [x, x]", *lines]))
    bomb = read_file(path, root=tmp_path)
    path.write_text("\n".join(["a: &a [x, x]", *lines[:2]]))
    few = read_file(path, root=tmp_path)

    assert [str(problem) for problem in bomb.problems] == [
        "a.yaml:4: this is not YAML: more than 20 things are repeated by '*'. Write them out."
    ]
    assert bomb.data is None
    assert few.plain["b"] == [["x", "x"]] * 10


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 99)
    | st.sampled_from(["x", "choice", "iro.went", "…", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*WrittenVersion.model_fields, "schema", "class", "id", "kind"]), inner
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tree=TREES)
def test_mending_never_raises(tmp_path: Path, tree: object) -> None:
    """Any tree of values is refused in words, whatever can stand in for its faults."""
    path = tmp_path / "a.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")  # JSON is YAML 1.2

    file = read_file(path, root=tmp_path)
    validate(file, WrittenVersion)

    assert all(problem.wrong.endswith(".") for problem in file.problems)
    assert file.problems
