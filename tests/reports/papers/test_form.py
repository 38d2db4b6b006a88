"""What a paper form says: true of paper, with the council's numbers, and nothing that needs a screen."""

import re
from dataclasses import replace

import pytest

from feedback.exceptions import NotFoundError
from feedback.models.asking import Collector, Team
from feedback.questionnaires.snapshot import Line, Snapshot
from feedback.reports.papers.easy_words import EASY
from feedback.reports.papers.form import paper_of
from feedback.reports.papers.words import STANDARD, Notice
from tests.councils import read_forms
from tests.questionnaires.reading import words as words_of
from tests.questionnaires.test_notices import FORBIDDEN
from tests.reports.papers.conftest import COUNCIL, NAMES, draw, draw_shipped, make, read

NOTICES = [
    (kind, audience, notices[audience])
    for kind, notices in (("standard", STANDARD), ("easy", EASY))
    for audience in ("child", "parent")
]
EACH = pytest.mark.parametrize(("kind", "audience", "notice"), NOTICES)
OF_A_SCREEN = re.compile(r"\b(press|Send|click|tap|screen|this page|browser|\{changes\})\b")


def texts_of(notice: Notice) -> list[str]:
    """Every sentence of a notice."""
    return [line.text for line in (*notice.lines, *notice.more, notice.last)]


@EACH
def test_the_notice_is_true_of_paper(kind: str, audience: str, notice: Notice) -> None:
    """It never speaks of a button, and never promises what cannot be kept."""
    texts = texts_of(notice)

    assert [text for text in texts if OF_A_SCREEN.search(text)] == []
    assert [(w, t) for t in texts for w in FORBIDDEN if w in t.lower()] == []


@EACH
def test_what_matters_is_said_before_the_first_question(
    kind: str, audience: str, notice: Notice
) -> None:
    """A choice, no names, the envelope, handwriting, who types, when it is read, the limit, help now."""
    said = " ".join(line.text for line in notice.lines).lower()

    for words in (
        "do not have to", "do not ask your name", "envelope or the box", "writing", "else types",
        "typed in", "weeks", "we will act", "{emergency}",
    ):  # fmt: skip
        assert words in said
    assert all(line.picture for line in notice.lines)


@EACH
def test_easy_words_are_easy(kind: str, audience: str, notice: Notice) -> None:
    """In easy read no sentence has more than fifteen words, and no word is shortened."""
    texts = texts_of(notice) if kind == "easy" else []
    sentences = [one for text in texts for one in re.split(r"(?<=[.?!:]) ", text)]

    assert [one for one in sentences if len(one.split()) > 15] == []
    assert [text for text in texts if re.search(r"\w['’](t|re|ll|ve)\b", text)] == []
    assert (kind == "easy") == bool(sentences)


@pytest.mark.parametrize("name", NAMES)
def test_no_printed_word_of_a_questionnaire_needs_a_screen(name: str) -> None:
    """Questions, help, headings and the closing lines are printed as they are."""
    snapshot = read_forms(name)

    assert [text for text in _printed(snapshot) if OF_A_SCREEN.search(text)] == []


def _printed(snapshot: Snapshot) -> list[str]:
    found = []
    for form in snapshot.forms.values():
        unprinted = [line.text for line in (*form.start.lines, *form.start.more)]
        found += [text for text in words_of(form) if text not in unprinted]
    return found


def test_in_a_trial_every_place_to_write_says_so() -> None:
    """Nobody reads it in time; once somebody does, who and when stands there instead."""
    trial, real = read(draw_shipped()), read(draw(make(trial=False)))

    assert trial.count("This is a trial. Nobody reads this in time to help.") == 2
    assert trial.startswith("Trial: not for children yet")
    assert "Trial" not in real
    assert real.count("A small safety team reads this once it is typed in.") == 2
    assert real.count("Please do not write names. If you tell us someone is being hurt") == 2


def test_a_sample_council_says_demo() -> None:
    """Made-up forms are never handed out by mistake."""
    assert read(draw(make(demo=True))).startswith("DEMO · Trial")


def test_the_councils_own_number_is_printed_when_it_is_set() -> None:
    """In one piece, and without it the line is left out."""
    numbered = {**make().gaps, "duty_number": "01632 960 123"}

    document = draw(make("post-conference-parent/1", gaps=numbered))

    assert "Worried about a child? Call the council: 01632 960 123." in read(document)
    assert "Call the council" not in read(draw_shipped("post-conference-parent/1"))
    lines = [line for page in document for line in page.get_text().splitlines()]
    assert any("01632 960 123" in " ".join(line.split()) for line in lines)


def test_how_long_it_takes_stands_under_the_title() -> None:
    """And nothing of what staff say of whom it is for."""
    words = read(draw_shipped())

    assert "About 5 minutes." in words
    assert "Children and young people in care" not in words


def test_parents_and_children_read_different_notices() -> None:
    """An adult's form names the NSPCC and says that it is no complaint."""
    child, parent = read(draw_shipped()), read(draw_shipped("post-conference-parent/1"))

    assert "Childline: 0800 1111" in child
    assert "NSPCC: 0808 800 5000" in parent
    assert "This is not a complaint" in parent
    assert "This is not a complaint" not in child


def test_a_gap_in_a_line_of_the_closing_is_filled_or_the_line_left_out() -> None:
    """The council's own closing page may name what it has set, or has not."""
    lines = (Line(text="Ask {council}."), Line(text="Call {duty_number}."))

    filled = make().fill_lines(lines)

    assert [line.text for line in filled] == ["Ask Westmere Council."]


def test_a_collector_brings_its_code_team_and_address() -> None:
    """And a form without one has none of them."""
    collector = Collector(code="7KXWPM", team=Team(name="Oak", service="Care"))

    paper = paper_of(COUNCIL, read_forms("iro-survey/2"), "easy-read", collector=collector)

    assert (paper.team, paper.code) == ("Oak", "7KXWPM")
    assert paper.url == "http://127.0.0.1:8000/q/7KXWPM"
    assert paper.easy
    assert paper_of(COUNCIL, paper.snapshot, "standard") == replace(
        paper, form=paper.snapshot.form("standard"), team="", code="", url=""
    )


def test_a_variant_that_is_not_there_is_refused() -> None:
    """With the ones there are."""
    with pytest.raises(NotFoundError, match="choose one of standard, easy-read"):
        paper_of(COUNCIL, read_forms("iro-survey/1"), "braille")
