"""The paper form holds every question with its id and marks, splits none, and says whose it is on every page."""

import itertools
from collections import Counter
from dataclasses import replace

import cv2
import numpy as np
import pymupdf
import pytest

from feedback.exceptions import RefusedError
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.marks import list_marks, number_questions
from feedback.questionnaires.snapshot import Form, Option, Part, Question
from feedback.reports.papers.form import Paper
from feedback.reports.papers.pdf import make_paper
from feedback.reports.papers.rows import look_of
from tests.reports.papers.conftest import (
    URL,
    draw,
    draw_shipped,
    list_variants,
    make,
    read,
    read_page,
)

EVERY = pytest.mark.parametrize(("name", "variant"), list_variants())
TOUCH = 0.6  # points: less than this is two boxes side by side
EDGE = 6 * 72 / 25.4  # points: no printer comes nearer to the edge
TINY = 9  # points and less: marks, ids, the foot and the address beside the code


def squeeze(text: str) -> str:
    """The text as it is read from a page."""
    return " ".join(text.split())


def stretch(**more: object) -> Paper:
    """The longest form there could be: 200 questions, words and lists without end."""
    endless = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 4
    options = tuple(Option(code=f"c{n}", label=f"Answer {n} {'and more ' * n}") for n in range(16))
    kinds = itertools.cycle((Kind.CHOICE, Kind.CHOICES, Kind.TEXT, Kind.INFO))
    questions = tuple(
        Question(
            id=f"question_{number}_{'x' * 24}",
            kind=kind,
            text=f"{endless} or not" if number % 20 == 0 else f"Is this question {number}?",
            help="A help that goes on. " * (number % 9),
            picture="star",
            options=options[: number % 16 + 1] if kind in (Kind.CHOICE, Kind.CHOICES) else (),
            most=1000 if kind is Kind.TEXT else None,
        )
        for number, kind in zip(range(200), kinds, strict=False)
    )
    paper = make(**more)
    parts = (Part(id="all", title=endless, intro="Why. " * 600, questions=questions),)
    form = paper.form.model_copy(update={"parts": parts, "title": endless})
    return replace(paper, form=Form.model_validate(form.model_dump()), team=f"{endless} Team")


def list_spans(page: pymupdf.Page) -> list[tuple[str, float, pymupdf.Rect]]:
    """Each run of text, its size, and the box of its letters without the leading."""
    blocks = page.get_text("dict")["blocks"]
    spans = [span for block in blocks for line in block["lines"] for span in line["spans"]]
    return [(s["text"], s["size"], box_of(s)) for s in spans if s["text"].strip()]


def box_of(span: dict) -> pymupdf.Rect:
    """From a little under the top of the capitals to the line they stand on."""
    x0, _, x1, _ = span["bbox"]
    y, size = span["origin"][1], span["size"]
    return pymupdf.Rect(x0, y - 0.65 * size, x1, y)


def check_clear(page: pymupdf.Page) -> None:
    """Nothing is printed near the edge, and no text stands on another."""
    pixels = page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY)
    picture = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width).copy()
    edge = int(EDGE)
    picture[edge:-edge, edge:-edge] = 255
    assert picture.min() == 255
    spans = list_spans(page)
    boxes = np.array([tuple(box) for _, _, box in spans]).reshape(-1, 4)
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    overlap = np.minimum(high, boxes[:, 2:]) - np.maximum(low, boxes[:, :2])
    on_another = np.triu(overlap.min(axis=2) >= TOUCH, 1)
    assert [(spans[one][0], spans[other][0]) for one, other in np.argwhere(on_another)] == []


@EVERY
def test_every_question_stands_there_whole_with_its_id(name: str, variant: str) -> None:
    """Number and id, condition, words, help, every answer: all of a question on one page."""
    paper = make(name, variant)
    pages = [read_page(page) for page in draw_shipped(name, variant)]

    for id_, number in number_questions(paper.form).items():
        question = paper.form.questions[id_]
        (page,) = [page for page in pages if f"{number} · {id_}" in page]
        said = [question.text, question.help, question.low, question.high]
        said += [question.show_if.words if question.show_if else None]
        said += [option.label for option in (*question.options, *question.escapes)]
        for words in filter(None, said):
            assert squeeze(words) in page, (id_, words)


@EVERY
def test_everything_is_clear_of_edges_and_of_itself(name: str, variant: str) -> None:
    """No shipped form runs off its pages or over itself."""
    for page in draw_shipped(name, variant):
        check_clear(page)


def test_words_on_words_and_words_at_the_edge_are_noticed() -> None:
    """The look itself."""
    for at in ((100, 100.5), (1, 300)):
        page = pymupdf.open().new_page()
        page.insert_text((100, 100), "Would you")
        page.insert_text(at, "like to")

        with pytest.raises(AssertionError):
            check_clear(page)


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_long_name_is_clear_of_everything(variant: str) -> None:
    """The name of a team stands on every page."""
    team = "Children in Care and Care Leavers, North and East"
    for page in draw(make(variant=variant, team=team)):
        assert "Children in Care and Care Leavers, North" in read_page(page)
        check_clear(page)


@EVERY
def test_letters_are_as_large_as_the_variant_needs(name: str, variant: str) -> None:
    """11 points in standard, 16 in every other, but for what only staff read and the address."""
    least = 11 if variant == "standard" else 16
    spans = [span for page in draw_shipped(name, variant) for span in list_spans(page)]

    small = {text for text, size, _ in spans if TINY < size < least}

    assert small <= {"Westmere Council · Oak", "Trial: not for children yet"}


def test_each_variant_has_its_sizes() -> None:
    """Guidance says 16 points for easy read and more for under-eights; a new variant is not small."""
    assert look_of("standard").body >= 12
    assert look_of("easy-read").body >= 16
    assert look_of("picture").body >= 18
    assert look_of("anything").body >= 16


@EVERY
def test_the_foot_of_every_page_says_whose_it_is(name: str, variant: str) -> None:
    """Code in groups, team, questionnaire, version, variant, and which page of how many."""
    paper = make(name, variant)
    document = draw_shipped(name, variant)

    asked = f"{paper.snapshot.questionnaire} version {paper.snapshot.version}"
    words = {"standard": "standard", "easy-read": "easy read", "picture": "pictures"}[variant]
    for number, page in enumerate(document, start=1):
        foot = f"7KX WPM · Oak {asked} · {words} · page {number} of {document.page_count}"
        assert foot in read_page(page)


def test_a_form_is_a_few_sheets() -> None:
    """What is handed to a child fits on three sheets, printed on both sides."""
    assert draw_shipped().page_count <= 6
    assert draw_shipped(variant="easy-read").page_count <= 6


def test_every_answer_has_a_box() -> None:
    """Round for one answer, square for several, and one of each to say so."""
    questions = make().form.questions.values()
    drawn = [path for page in draw_shipped() for path in page.get_drawings() if not path["fill"]]

    shapes = Counter("".join(item[0] for item in path["items"]) for path in drawn if _is_box(path))

    several = sum(len(list_marks(q)) for q in questions if q.kind is Kind.CHOICES)
    one = sum(len(list_marks(q)) for q in questions if q.kind is not Kind.CHOICES)
    assert shapes == {"re": several + 1, "cccc": one + 1}


def _is_box(path: dict) -> bool:
    side = look_of("standard").box * 72 / 25.4
    return abs(path["rect"].width - side) < 0.5 and abs(path["rect"].height - side) < 0.5


def test_every_answer_has_its_mark() -> None:
    """What staff type stands beside the box; numbers of a scale are their own marks."""
    questions = make().form.questions.values()
    spans = [span for page in draw_shipped() for span in list_spans(page)]

    printed = sorted(text for text, size, _ in spans if size < 7 and "·" not in text)

    marks = [m for q in questions for m in list_marks(q) if q.kind is not Kind.SCALE or m in "NR"]
    assert printed == sorted(marks)


def test_eleven_numbers_stand_in_one_row() -> None:
    """0 to 10 side by side, in this order."""
    (page,) = [page for page in draw_shipped() if "did_said" in page.get_text()]

    numbers = [(box.x0, text, round(box.y1)) for text, size, box in list_spans(page)
               if text.isdigit() and size == 12]  # fmt: skip

    assert [text for _, text, _ in sorted(numbers)] == [str(n) for n in range(11)]
    assert len({height for _, _, height in numbers}) == 1


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_code_leads_a_phone_to_the_questions(variant: str) -> None:
    """On the first page only, read from a scan, with the address for those who type."""
    document = draw_shipped(variant=variant)
    pixels = document[0].get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
    picture = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)

    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == URL.upper()
    assert "Or answer on a phone ask.westmere.example and type 7KX WPM" in read_page(document[0])


def test_without_a_code_it_leads_nowhere() -> None:
    """A blank form names no team, no code and no phone."""
    words = read(draw(make(team="", code="", url="")))

    assert "Or answer on a phone" not in words
    assert "7KX" not in words


def test_every_sheet_is_the_same() -> None:
    """No number, no date, nothing that tells two copies apart; printing again is the same bytes."""
    assert make_paper(make()) == make_paper(make())


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_longest_form_there_could_be_is_printed(variant: str) -> None:
    """200 questions, words wider than a page, lists of sixteen: all of it, and nothing off the page."""
    paper = stretch(variant=variant)
    document = draw(paper)
    words = read(document)

    for id_, number in number_questions(paper.form).items():
        assert f"{number} · {id_}" in words
    for page in document:
        check_clear(page)


def test_a_character_that_cannot_be_printed_is_named() -> None:
    """An empty box on paper helps nobody."""
    with pytest.raises(RefusedError, match="U\\+4F60 CJK"):
        make_paper(make(team="你"))


def test_a_variant_is_not_a_code_word_on_paper() -> None:
    """Staff read easy read, not easy-read."""
    assert Variant.EASY_READ.value not in read(draw_shipped(variant="easy-read"))
