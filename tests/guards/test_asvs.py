"""The register of OWASP ASVS 5.0.0: every row of level 1 and 2 once, and each claim leads to a test or a file."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.guards.test_docs import anchor_of

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "docs/reference/asvs.md"
STATUSES = {"tested", "yours", "not applicable"}
MUST_NAME_A_FILE = {"yours"}
AT_LEAST_TESTED = 90  # per cent of the rows that apply
LEAST_WORDS = 30  # of a section that is said to tell something


@dataclass(frozen=True)
class Row:
    """One row of the register."""

    id: str
    level: str
    asks: str
    status: str
    held_by: str

    @property
    def tests(self) -> list[str]:
        """The tests it names: file::function."""
        return re.findall(r"`(tests/[\w/]+\.py::\w+)`", self.held_by)

    @property
    def files(self) -> list[str]:
        """The files it names, those of links included."""
        linked = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", self.held_by)
        named = re.findall(r"`([\w./-]+/[\w.-]+|[\w-]+\.(?:lock|toml|py|md))`", self.held_by)
        return named + [str((REGISTER.parent / link).resolve()) for link in linked]


def read_rows(text: str) -> list[Row]:
    """The rows of every table whose first cell is an id."""
    lines = [line.strip().strip("|").split(" | ") for line in text.splitlines()]
    return [Row(*map(str.strip, cells)) for cells in lines if re.match(r"V\d+\.", cells[0].strip())]


def read_levels() -> dict[str, str]:
    """The level of each of the 345 requirements, as OWASP numbers them."""
    text = (ROOT / "tests/guards/asvs_levels.txt").read_text()
    lines = (line.split() for line in text.splitlines())
    return {
        f"{section}.{place}": level
        for section, *levels in lines
        for place, level in enumerate(levels, start=1)
    }


@cache
def list_tests(file: Path) -> frozenset[str]:
    """The test functions of a file, read and not run."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text())
    return frozenset(
        n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    )


def list_faults(rows: list[Row], levels: dict[str, str]) -> list[str]:
    """Everything that is wrong with a register, in words."""
    wanted = {id_ for id_, level in levels.items() if level in "12"}
    counts = Counter(row.id for row in rows)
    faults = [f"{id_} is missing" for id_ in wanted - set(counts)]
    faults += [f"{id_} stands there {n} times" for id_, n in counts.items() if n > 1]
    for row in rows:
        if row.level != levels.get(row.id):
            faults.append(f"{row.id} is not of level {row.level}")
        if levels.get(row.id) == "3" and row.status != "tested":
            faults.append(f"{row.id} of level 3 stands here only when it is tested")
        faults += [f"{row.id}: {fault}" for fault in list_faults_of_row(row)]
    return faults


def list_faults_of_row(row: Row) -> list[str]:
    """What is wrong with the status of one row and with what holds it."""
    dead = [test for test in row.tests if _function(test) not in list_tests(_file(test))]
    faults = [f"there is no test {test}" for test in dead]
    faults += [f"there is no file {file}" for file in row.files if not (ROOT / file).exists()]
    if row.status not in STATUSES:
        faults.append(f"'{row.status}' is no status")
    if row.status == "tested" and not row.tests:
        faults.append("tested by nothing")
    if row.status in MUST_NAME_A_FILE and not row.files:
        faults.append(f"{row.status} without a file to look at")
    if len(row.held_by) < 10 or len(row.asks) < 10:
        faults.append("says nothing")
    return faults


def count_words(document: Path, anchor: str) -> int:
    """How many words stand under the heading that a link calls `anchor`; none when there is no such heading."""
    found, level, words = False, 0, 0
    for line in document.read_text().splitlines():
        marks, _, heading = line.partition(" ")
        if set(marks) == {"#"}:
            name = anchor_of(heading)
            found = name == anchor or (found and len(marks) > level)
            level = len(marks) if name == anchor else level
        elif found:
            words += len(line.split())
    return words


def _file(test: str) -> Path:
    return ROOT / test.partition("::")[0]


def _function(test: str) -> str:
    return test.partition("::")[2]


ROWS = read_rows(REGISTER.read_text())
LEVELS = read_levels()


def test_the_standard_has_its_rows() -> None:
    """345 requirements: 70 of level 1, 183 of level 2, 92 of level 3."""
    assert Counter(LEVELS.values()) == {"1": 70, "2": 183, "3": 92}


def test_every_row_is_there_once_and_says_what_holds_it() -> None:
    """All 253 of level 1 and 2, each with a status that is one; no test and no file that is gone."""
    assert list_faults(ROWS, LEVELS) == []


def test_each_fault_is_noticed() -> None:
    """The look itself: a dead test, a dead file, a wrong level, a row twice, missing, or without reason."""
    first, *rest = ROWS
    good = Row("V1.2.4", "1", "Values beside SQL.", "tested", f"`{ROWS_WITH_TEST.tests[0]}`")
    dead = [
        Row(good.id, "1", good.asks, "tested", "`tests/guards/test_asvs.py::test_that_is_gone`"),
        Row(good.id, "1", good.asks, "tested", "`tests/guards/test_gone.py::test_it`"),
        Row(good.id, "1", good.asks, "yours", "`feedback/gone.py` sees to it."),
        Row(good.id, "1", good.asks, "yours", "The house sees to it."),
        Row(good.id, "1", good.asks, "passed", good.held_by),
        Row(good.id, "1", good.asks, "tested", "Somebody looked."),
        Row(good.id, "1", good.asks, "not yet", "-"),
    ]

    assert list_faults_of_row(good) == []
    assert all(list_faults_of_row(row) for row in dead)
    assert list_faults(rest, LEVELS) == [f"{first.id} is missing"]
    assert list_faults([first, *ROWS], LEVELS) == [f"{first.id} stands there 2 times"]
    assert list_faults([Row("V1.99.1", "1", *_rest(good)), *ROWS], LEVELS)
    assert list_faults([Row(first.id, "1", *_rest(first)), *rest], LEVELS)


def test_what_is_written_down_stands_there() -> None:
    """Each section that a row leads to is there and says something. Control: one that is gone says nothing."""
    links = {
        link for row in ROWS for link in re.findall(r"\]\(([\w./-]+\.md)#([\w-]+)\)", row.held_by)
    }
    short = {
        link for link in links if count_words(REGISTER.parent / link[0], link[1]) < LEAST_WORDS
    }

    assert len(links) > 5
    assert short == set()
    assert count_words(REGISTER, "a-section-that-is-gone") == 0


def test_most_of_what_applies_has_a_test() -> None:
    """At least 90 of 100 rows that apply point to an automatic test, and the page says how many do."""
    rows = [row for row in ROWS if row.level in "12"]
    applies = [row for row in rows if row.status != "not applicable"]
    tested = [row for row in applies if row.status == "tested"]
    counts = Counter(row.status for row in rows)

    assert len(tested) * 100 >= len(applies) * AT_LEAST_TESTED
    said = dict(re.findall(r"^\| \*\*([a-z ]+)\*\* \|[^|]*\| (\d+) \|", _text(), re.MULTILINE))
    assert {status: int(n) for status, n in said.items()} == dict(counts)
    assert f"{len(tested)} of {len(applies)} rows that apply" in _text()


def _rest(row: Row) -> tuple[str, str, str]:
    return row.asks, row.status, row.held_by


def _text() -> str:
    return REGISTER.read_text()


ROWS_WITH_TEST = next(row for row in ROWS if row.tests)
