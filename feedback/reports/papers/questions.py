"""How the questions stand on a paper form: numbered, with their ids, under tinted headings."""

from collections.abc import Iterator

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.marks import number_questions
from feedback.questionnaires.snapshot import Part, Question
from feedback.reports.paper import INK, MINT, Sheet
from feedback.reports.papers import words
from feedback.reports.papers.answers import answer_rows
from feedback.reports.papers.form import Paper
from feedback.reports.papers.help_lines import help_rows
from feedback.reports.papers.rows import (
    HAIR,
    LEFT,
    RIGHT,
    SOFT,
    Block,
    Draw,
    Look,
    Row,
    beside,
    gap,
    leading_of,
    line_rows,
    look_of,
    picture_at,
    text_rows,
    write,
)

SKY, LILAC = "#dcebf9", "#eae4f9"
TINTS = (MINT, SKY, LILAC)
ID_SIZE = 6.5


def question_blocks(sheet: Sheet, paper: Paper) -> Iterator[Block]:
    """Every question as one block; the first of a part has the heading above it."""
    look, numbers = look_of(paper.form.variant), number_questions(paper.form)
    for place, part in enumerate(paper.form.parts):
        above = heading_rows(sheet, paper, part, TINTS[place % len(TINTS)])
        for question in part.questions:
            if question.kind is Kind.TEXT and not paper.boxes:
                continue  # nobody should write for help to somebody who cannot read it
            rows = _question_rows(sheet, paper, question, look, numbers.get(question.id))
            yield [*above, *rows, gap(2.5)]
            above = []


def heading_rows(sheet: Sheet, paper: Paper, part: Part, tint: str) -> Block:
    """The tinted heading of a part, and what its questions are for."""
    look = look_of(paper.form.variant)
    rows = tinted(sheet, part.title, look, tint)
    if part.intro:
        rows += text_rows(sheet, paper.fill(part.intro), LEFT, RIGHT - LEFT, look.body)
    return [*rows, gap(1)]


def tinted(sheet: Sheet, title: str, look: Look, tint: str) -> Block:
    """A heading on its tint. In grey it stays a heading, because it is bold."""
    lines = text_rows(sheet, title, LEFT + 5, RIGHT - LEFT - 10, look.ask, bold=True)
    height = sum(row.height for row in lines) + 3

    def draw(sheet: Sheet, y: float) -> None:
        sheet.voice((LEFT, y, RIGHT - LEFT, height), tint, "start", 4)
        for place, row in enumerate(lines):
            row.draw(sheet, y + 1.5 + place * row.height)

    return [gap(2), Row(height + 2, draw)]


def _question_rows(
    sheet: Sheet, paper: Paper, question: Question, look: Look, number: int | None
) -> Block:
    rows = _asking_rows(sheet, paper, question, look, number)
    if question.kind is Kind.TEXT:
        rows += [*_limit_rows(sheet, paper, look), *line_rows(look)]
    elif question.kind is not Kind.INFO:
        rows += [gap(1.5), *answer_rows(sheet, question, look)]
        rows += help_rows(sheet, paper, question, look)
    side = look.margin - 5
    if question.picture and side > 0:
        rows = beside(rows, picture_at(question.picture, LEFT, side, down=1), side + 2)
    if number is None:
        return rows
    return [_id_row(f"{number} · {question.id}"), *rows]


def _asking_rows(
    sheet: Sheet, paper: Paper, question: Question, look: Look, number: int | None
) -> Block:
    """The condition, the question and its help."""
    rows: Block = []
    width = RIGHT - look.start
    if question.show_if:
        rows += text_rows(sheet, question.show_if.words, look.start, width, look.small, bold=True)
    asked = question.text if number is None or not look.margin else f"{number}. {question.text}"
    asking = text_rows(sheet, asked, look.start, width, look.ask, bold=True)
    if number is not None and not look.margin:
        asking = beside(asking, _number(str(number), look), 0)
    rows += asking
    hints = [question.help, paper.say(words.SEVERAL) if question.kind is Kind.CHOICES else None]
    for hint in filter(None, hints):
        rows += text_rows(sheet, hint, look.start, width, look.small)
    return rows


def _limit_rows(sheet: Sheet, paper: Paper, look: Look) -> Block:
    """What stands at every place to write in: who reads it, and when."""
    read = words.BOX_READ_EASY if paper.easy else words.BOX_READ
    said = words.BOX_IN_TRIAL if paper.trial else read
    return text_rows(sheet, paper.say(said), look.start, RIGHT - look.start, look.small)


def _number(number: str, look: Look) -> Draw:
    return lambda sheet, y: write(sheet, number, LEFT, y, look.ask, bold=True)


def _id_row(label: str) -> Row:
    """A thin line, and under it at the end the number and id for whoever types the answer in."""

    def draw(sheet: Sheet, y: float) -> None:
        sheet.set_draw_color(HAIR)
        sheet.set_line_width(0.2)
        sheet.line(LEFT, y, RIGHT, y)
        write(sheet, label, LEFT, y + 0.4, ID_SIZE, colour=SOFT, align="R", width=RIGHT - LEFT)
        sheet.set_text_color(INK)

    return Row(leading_of(ID_SIZE) + 0.4, draw)
