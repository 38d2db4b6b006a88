"""The truth table: what is said stands in it, what it names is there and is run, and the pages say what it says."""

import ast
import re
import subprocess
import sys
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.listening import list_missing
from feedback.promises import Promise, State, list_untrue, read_promises
from feedback.public import sentences
from feedback.questionnaires.shared_definition import WrittenLines
from feedback.reports.papers.easy_words import EASY
from feedback.reports.papers.words import BOX_IN_TRIAL, BOX_READ, BOX_READ_EASY, STANDARD
from feedback.reports.poster_words import ENGLISH as POSTER
from feedback.reports.slip_words import ENGLISH as SLIP
from tests.councils import shipped_library
from tests.guards.test_docs import DOCUMENTS, read
from tests.guards.test_tree import ROOT
from tests.test_listening import WANTED

PROMISES = read_promises()
OF_THE_SEARCH = {"test_sweep.py"}  # holds the search itself, and no sentence
# What only says where to point, to go and to look, or what the poster is: a trial, a draft.
NO_PROMISE = {
    "language", "invitation", "go_to", "trial", "demo", "point", "easy_read", "type_in", "tongues",
    "parent_help", "draft",
}  # fmt: skip
LET_OFF = re.compile(r"pytest\.mark\.(skip|skipif|xfail|soak)\b")
WHOLE = re.compile(
    r"pytestmark\b(?! = pytest\.mark\.back$)"
)  # of a file, but for the mark that lets nobody off
# The pages around the questions that say what becomes of answers, and in the page of questions itself two sentences.
AROUND = ("privacy", "sent", "talk", "talk-sent", "prize", "tell-me", "contact-kept")
SENTENCE = re.compile(
    r"_\('(?!I am )([^']*\.)'"
)  # what somebody ticks of themselves is no promise of ours
AT_QUESTIONS = re.compile(
    r"_\('([^']*Nobody reads this box[^']*|Nothing has been sent yet\.|To complain, do not[^']*)'[,)]"
)
# What a document says of this release: that it lacks something, or brings it.
OF_THIS_RELEASE = re.compile(r"\w+ \w+ in this release|no release for real use")


def list_tests(promises: dict[str, Promise]) -> set[str]:
    """Every test that a row names."""
    return {test for promise in promises.values() for test in promise.tests}


def list_run(tests: set[str]) -> set[str]:
    """Those of `tests` that `make test` runs and that can fail."""
    return {test for test in tests if is_run(*test.split("::"))}


def is_run(file: str, name: str) -> bool:
    """Whether `file` has a test called `name` that is neither behind `make soak` nor let off."""
    path = ROOT / file
    if not (
        path.is_file() and re.fullmatch(r"test_\w+\.py", path.name) and name.startswith("test_")
    ):
        return False
    body = ast.parse(path.read_text()).body
    whole = [node for node in body if WHOLE.match(ast.unparse(node))]
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
    marks = [ast.unparse(mark) for node in found for mark in node.decorator_list]
    inside = "".join(ast.unparse(node) for node in found)
    let_off = any(LET_OFF.match(mark) for mark in marks) or re.search(r"pytest\.skip\(", inside)
    return len(found) == 1 and not whole and not let_off


@cache
def list_said() -> set[str]:
    """Every sentence of a notice: pages, text boxes, beside and after Send, paper, slips and posters."""
    pages = [p for p in shipped_library().pages.values() if isinstance(p, WrittenLines)]
    blocks = [b for page in pages for b in (page, page.easy_read, page.in_pictures) if b]
    papers = [*STANDARD.values(), *EASY.values()]
    templates = ROOT / "feedback" / "templates" / "public"
    around = [(templates / f"{name}.html").read_text() for name in AROUND]
    return {
        *(line.text for b in blocks for line in (*b.lines, *b.more, *b.box)),
        *(line.text for paper in papers for line in (*paper.lines, *paper.more, paper.last)),
        *(BOX_IN_TRIAL, BOX_READ, BOX_READ_EASY),
        *sentences.BEFORE_SENDING.values(),
        *sentences.INSTEAD_OF_SENDING.values(),
        *AT_QUESTIONS.findall((templates / "questionnaire.html").read_text()),
        *(sentence for page in around for sentence in SENTENCE.findall(page)),
        *(t for words in (SLIP, POSTER) for n, t in asdict(words).items() if n not in NO_PROMISE),
    }


def list_wordings(promises: dict[str, Promise]) -> set[str]:
    """Every wording of every row."""
    return {text for promise in promises.values() for text in promise.says}


def test_every_sentence_that_is_said_has_its_row() -> None:
    """Word for word, wherever it is said; and no row has words that nobody says."""
    assert len(list_said()) > 150
    assert list_said() - list_wordings(dict(PROMISES)) == set()
    assert list_wordings(dict(PROMISES)) - list_said() == set()


@pytest.mark.parametrize(
    "id_",
    [
        "box-trial",
        "paper-typed",
        "slip-works-once",
        "poster-promise",
        "cookie",
        "prize-apart",
        "news-apart",
    ],
)
def test_a_sentence_without_its_row_is_found(id_: str) -> None:
    """The control: also one that stands in code and on no shared page."""
    less = {name: row for name, row in PROMISES.items() if name != id_}

    assert list_said() - list_wordings(less)


def test_every_row_is_held_by_something() -> None:
    """A test, the council with a page that tells it so, or a word on what is missing."""
    assert [promise.id for promise in PROMISES.values() if promise.fault] == []
    assert {promise.state for promise in PROMISES.values()} >= {State.KEPT, State.COUNCIL}


def test_with_its_four_settings_this_release_is_no_trial(tmp_path: Path) -> None:
    """Every promise is true, or the council's to keep. The control: one that is not makes everything a trial again."""
    environ = {"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")}
    settings = read_settings(environ)

    assert list_missing(settings) == []
    for row in PROMISES.values():
        broken = {**PROMISES, row.id: replace(row, state=State.TRIAL, missing="Not yet.")}
        assert len(list_missing(settings, broken)) == 1, row.id


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_says_that_the_trial_cannot_end(document: Path) -> None:
    """While every promise is true, none says of this release that something is missing in it: it would be believed."""
    said = set(OF_THIS_RELEASE.findall(document.read_text()))

    assert list_untrue(PROMISES) == []
    assert said <= {"not true in this release", "are new in this release"}


def test_every_test_that_holds_a_sentence_is_run() -> None:
    """Each name is a test that `make test` runs: not gone, not renamed, not skipped, not only behind `make soak`."""
    named = list_tests(dict(PROMISES))

    assert len(named) > 30
    assert named - list_run(named) == set()


@pytest.mark.parametrize(
    "dead",
    [
        "tests/privacy/test_paths.py::test_that_never_was",
        "tests/privacy/test_gone.py::test_that_never_was",
        "tests/test_slips.py::test_a_million_guesses_hit_nothing",  # only behind `make soak`
        "tests/guards/test_promise.py::list_tests",  # no test
        "tests/conftest.py::noon",
    ],
)
def test_a_dead_name_is_found(dead: str) -> None:
    """The control: one row with a test that nobody runs."""
    row = replace(PROMISES["skip"], tests=(*PROMISES["skip"].tests, dead))
    named = list_tests({"skip": row})

    assert named - list_run(named) == {dead}


@pytest.mark.parametrize(
    ("before", "inside", "run"),
    [
        ("", "...", True),
        (
            "@pytest.mark.parametrize('n', [1, pytest.param(2, marks=pytest.mark.soak)])",
            "...",
            True,
        ),
        ("@MARK.skip", "...", False),
        ("@MARK.skipif(True, reason='x')", "...", False),
        ("@MARK.xfail", "...", False),
        ("@MARK.soak", "...", False),
        ("", "LET_OFF('x')", False),
        ("pytestmark = pytest.mark.soak", "...", False),
    ],
)
def test_a_test_that_may_be_skipped_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, inside: str, run: bool
) -> None:
    """The marks that let a test off, on the test, in it and on its file."""
    monkeypatch.setattr("tests.guards.test_promise.ROOT", tmp_path)
    written = f"{before}\ndef test_it():\n    {inside}\n"
    spelt = written.replace("MARK", "pytest.mark").replace("LET_OFF", "pytest." + "skip")
    (tmp_path / "test_it.py").write_text(spelt)

    assert is_run("test_it.py", "test_it") == run


def test_every_page_the_council_is_sent_to_is_there() -> None:
    """The links of the reference page are tried like all others; these are the files behind them."""
    sent = {page.partition("#")[0] for promise in PROMISES.values() for page in promise.see}

    assert len(sent) > 5
    assert [page for page in sorted(sent) if not (ROOT / "docs" / page).is_file()] == []


def test_every_test_of_the_promise_is_named() -> None:
    """Whoever reads the table can find each file of tests that was written for it."""
    files = {path.name for path in (ROOT / "tests" / "privacy").glob("test_*.py")}
    named = {test.partition("::")[0].rpartition("/")[2] for test in list_tests(dict(PROMISES))}

    assert files - OF_THE_SEARCH - named == set()


def test_the_reference_page_says_what_the_table_says() -> None:
    """It is written by `make promises`. Control: a changed row makes another page."""
    check = [sys.executable, str(ROOT / "scripts" / "promises"), "--check"]
    found = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    page = read("reference/promises.md")

    assert (found.returncode, found.stdout) == (0, "")
    assert f"{len(list_untrue(PROMISES))} of {len(PROMISES)} promises are not true yet." in page
    assert all(f"| `{id_}` |" in page for id_ in PROMISES)


def test_the_explanation_repeats_no_row() -> None:
    """It sends people to the table, so that nothing stands in two places."""
    page = read("explanation/promise.md")
    long = [text for text in list_wordings(dict(PROMISES)) if len(text) > 60]

    assert "(../reference/promises.md)" in page
    assert [text for text in long if text in page] == []


def test_a_row_that_is_not_true_says_more_than_its_tests() -> None:
    """A trial row with tests is half true; the missing half is written down."""
    tested = [promise for promise in PROMISES.values() if promise.tests]
    halves = [replace(promise, state=State.TRIAL, missing="Not yet.") for promise in tested]

    assert halves
    assert not any(promise.fault for promise in halves)
    assert all(replace(promise, missing="").fault for promise in halves)
