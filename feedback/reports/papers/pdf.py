"""The paper form as a PDF: parts put on pages, and on each page's foot what staff need when it comes back."""

from collections.abc import Iterator
from contextlib import closing

from feedback.exceptions import RefusedError
from feedback.reports.paper import MissingGlyphError, Sheet
from feedback.reports.papers import words
from feedback.reports.papers.form import DOT, Paper, list_foot, name_variant
from feedback.reports.papers.notice import end_blocks, front_blocks
from feedback.reports.papers.questions import question_blocks
from feedback.reports.papers.rows import HAIR, LEFT, RIGHT, Block, break_lines, lay_out, write

TOP, FOOT, LAST_LINE = 12.0, 280.0, 282.5  # mm
SIZE = 8.5  # points


def make_paper(paper: Paper) -> bytes:
    """The PDF. Raises RefusedError for a character that the fonts cannot print."""
    spoken = paper.speech.language
    with closing(
        Sheet(
            title=paper.form.title,
            language=spoken.tag,
            direction=spoken.direction,
            sloped=False,  # small print in rows as high as the questions need: Naskh is read there
        )
    ) as sheet:
        try:
            _draw(sheet, paper)
        except MissingGlyphError as problem:
            raise RefusedError(str(problem)) from problem
        return bytes(sheet.output())


def _draw(sheet: Sheet, paper: Paper) -> None:
    pages = list(lay_out(_list_blocks(sheet, paper), TOP, FOOT))
    for number, rows in enumerate(pages, start=1):
        if number > 1:
            sheet.add_page()
        for row, y in rows:
            row.draw(sheet, y)
        _draw_foot(sheet, paper, number, len(pages))


def _list_blocks(sheet: Sheet, paper: Paper) -> Iterator[Block]:
    yield from front_blocks(sheet, paper)
    yield from question_blocks(sheet, paper)
    yield from end_blocks(sheet, paper)


def _draw_foot(sheet: Sheet, paper: Paper, number: int, pages: int) -> None:
    """Whose sheet it is and in which language, what it asks, and whether a page is missing."""
    snapshot = paper.snapshot
    asked = f"{snapshot.questionnaire} {paper.say(words.VERSION).format(version=snapshot.version)}"
    asked = _cut(sheet, f"{asked} · {name_variant(paper.form.variant)}", 84)
    end = f"{asked} · {paper.say(words.PAGE).format(page=number, pages=pages)}"
    code, *whose = list_foot(paper.code, paper.team, paper.speech.language)
    start = DOT.join(filter(None, (sheet.whole(code), *whose)))
    sheet.set_draw_color(HAIR)
    sheet.set_line_width(0.2)
    sheet.line(LEFT, LAST_LINE - 0.5, RIGHT, LAST_LINE - 0.5)
    write(sheet, _cut(sheet, start, 80), LEFT, LAST_LINE, SIZE, bold=True)
    write(sheet, end, LEFT, LAST_LINE, SIZE, align="R")
    if paper.trial:
        write(sheet, paper.say(words.TRIAL), LEFT, LAST_LINE + 3.8, SIZE, align="C")


def _cut(sheet: Sheet, text: str, width: float) -> str:
    first, *rest = break_lines(sheet, text, width, SIZE, bold=True)
    return first + (" …" if rest else "")
