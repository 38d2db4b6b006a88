"""How answers stand on paper: boxes to tick with their marks, pictures and labels, and a row of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.marks import list_marks
from feedback.questionnaires.snapshot import Option, Question
from feedback.reports.paper import INK, Sheet
from feedback.reports.papers.rows import (
    RIGHT,
    SOFT,
    Block,
    Look,
    Row,
    abreast,
    break_lines,
    gap,
    leading_of,
    measure,
    write,
)


def draw_box(sheet: Sheet, x: float, y: float, side: float, *, one: bool) -> None:
    """A box to tick: round for one answer, square for several."""
    sheet.set_draw_color(INK)
    sheet.set_line_width(0.45)
    x = sheet.place(x, side)
    if one:
        sheet.ellipse(x, y, side, side)
    else:
        sheet.rect(x, y, side, side)


@dataclass(frozen=True)
class Answer:
    """One answer as it is printed: box, mark, perhaps a picture, label."""

    mark: str
    option: Option
    one: bool
    look: Look
    apart: bool = False

    @property
    def size(self) -> float:
        """Of its label, in points. What stands outside the scale is a little quieter."""
        return self.look.small if self.apart else self.look.body

    @property
    def side(self) -> float:
        """Of its picture, in millimetres."""
        return self.look.side * (0.8 if self.apart else 1) if self.option.picture else 0

    @property
    def lead(self) -> float:
        """From the start of the box to the start of the label."""
        return 3 + self.look.box + 2 + (self.side + 2 if self.side else 0)

    def width(self, sheet: Sheet) -> float:
        """With its label on one line."""
        return self.lead + measure(sheet, self.option.label, self.size)

    def row(self, sheet: Sheet, x: float, width: float) -> Row:
        """Box, picture and label, the label on as many lines as it needs."""
        lines = break_lines(sheet, self.option.label, width - self.lead, self.size)
        height = max(len(lines) * leading_of(self.size), self.side, self.look.box)
        return Row(height + 1.4, partial(self._draw, x=x, lines=lines, height=height))

    def _draw(
        self, sheet: Sheet, y: float, *, x: float, lines: Sequence[str], height: float
    ) -> None:
        look, leading = self.look, leading_of(self.size)
        middle = y + height / 2
        draw_box(sheet, x + 3, middle - look.box / 2, look.box, one=self.one)
        write(sheet, self.mark, x, middle - leading_of(6.5) / 2, 6.5, colour=SOFT, width=3)
        if self.option.picture:
            at = x + 5 + look.box
            sheet.picture(self.option.picture, at, middle - self.side / 2, self.side)
        top = middle - len(lines) * leading / 2
        for place, line in enumerate(lines):
            write(sheet, line, x + self.lead, top + place * leading, self.size)


def list_answers(question: Question, look: Look) -> tuple[list[Answer], list[Answer]]:
    """The answers of a question, and those that stand apart."""
    one = question.kind is not Kind.CHOICES
    marks: Mapping[str, Option] = list_marks(question)
    answers = [Answer(mark, option, one, look) for mark, option in marks.items()]
    cut = len(question.options)
    apart = [Answer(a.mark, a.option, one, look, apart=True) for a in answers[cut:]]
    return answers[:cut], apart


def answer_rows(sheet: Sheet, question: Question, look: Look) -> Block:
    """The answers side by side where they fit on one line, else one to a line; those apart after a gap."""
    answers, apart = list_answers(question, look)
    if question.kind is Kind.SCALE and question.options:
        return [*number_rows(sheet, question, look), gap(1.5), *_group(sheet, apart, look)]
    if not answers and not apart:
        return []
    together = _side_by_side(sheet, [*answers, *apart], look, wide_from=len(answers))
    if together and apart:
        return [together]
    # A scale is read down one line; a list may stand in columns.
    rows = _group(sheet, answers, look if question.scale is None else replace(look, columns=1))
    return [*rows, gap(1.5), *_group(sheet, apart, look)] if apart else rows


def _group(sheet: Sheet, answers: Sequence[Answer], look: Look) -> Block:
    if not answers:
        return []
    together = _side_by_side(sheet, answers, look, wide_from=len(answers))
    return [together] if together else _in_columns(sheet, answers, look)


def _in_columns(sheet: Sheet, answers: Sequence[Answer], look: Look) -> Block:
    """Down one column and then the next, where every label fits a column; else one to a line."""
    width = (RIGHT - look.start) / look.columns
    if any(answer.width(sheet) > width - 3 for answer in answers):
        return [answer.row(sheet, look.start, RIGHT - look.start) for answer in answers]
    deep = -(-len(answers) // look.columns)
    return [
        abreast([a.row(sheet, look.start + n * width, width) for n, a in enumerate(line)])
        for line in (answers[place::deep] for place in range(deep))
    ]


def _side_by_side(
    sheet: Sheet, answers: Sequence[Answer], look: Look, *, wide_from: int
) -> Row | None:
    """All on one line, or None. From `wide_from` on they stand further off."""
    places: list[tuple[float, float]] = []
    x = look.start
    for place, answer in enumerate(answers):
        x += 5 if place == wide_from else 0
        places.append((x, answer.width(sheet)))
        x += places[-1][1] + 6
        if x - 6 > RIGHT:
            return None
    found = zip(answers, places, strict=True)
    return abreast([answer.row(sheet, x, width + 1) for answer, (x, width) in found])


def number_rows(sheet: Sheet, question: Question, look: Look) -> Block:
    """Every number of the scale in one row, both ends in words."""
    step = (RIGHT - look.start) / len(question.options)
    side = min(look.box, step - 2)
    size = min(look.body, 16)

    def draw(sheet: Sheet, y: float) -> None:
        for place, option in enumerate(question.options):
            x = look.start + place * step
            write(sheet, option.label, x, y, size, align="C", width=step)
            draw_box(sheet, x + (step - side) / 2, y + leading_of(size) + 0.5, side, one=True)

    return [
        Row(leading_of(size) + side + 1.5, draw),
        *_ends(sheet, question.low or "", question.high or "", look),
    ]


def _ends(sheet: Sheet, low: str, high: str, look: Look) -> Block:
    half = (RIGHT - look.start) / 2 - 4
    size = look.small
    ends = [break_lines(sheet, text, half, size) for text in (low, high)]
    count = max(len(lines) for lines in ends)

    def draw(sheet: Sheet, y: float) -> None:
        for lines, x, align in ((ends[0], look.start, "L"), (ends[1], RIGHT - half, "R")):
            for place, line in enumerate(lines):
                at = y + place * leading_of(size)
                write(sheet, line, x, at, size, align=align, width=half)

    return [Row(count * leading_of(size), draw)]
