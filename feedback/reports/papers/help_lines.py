"""The help lines under a question of a paper form: paper cannot open them, so they stand there for everybody."""

from feedback.questionnaires.help_rules import rules_of
from feedback.questionnaires.snapshot import Question
from feedback.reports.paper import PEACH, Sheet
from feedback.reports.papers.form import Paper
from feedback.reports.papers.rows import (
    RIGHT,
    Block,
    Look,
    Row,
    beside,
    gap,
    leading_of,
    picture_at,
    text_rows,
)

INSIDE = 3.0  # mm between the edge of the box and its words


def help_rows(sheet: Sheet, paper: Paper, question: Question, look: Look) -> Block:
    """What stands under `question`, or nothing: one paragraph in standard, in easy words a line and a picture each."""
    rule = rules_of(paper.snapshot, paper.form).get(question.id)
    if rule is None:
        return []
    lines = paper.fill_lines((paper.form.help or {}).get(rule.page, ()))
    if not paper.easy:
        whole = " ".join(line.text for line in lines)
        return _in_peach(_words(sheet, whole, None, look), look)
    said = [[*_words(sheet, line.text, line.picture, look), gap(1)] for line in lines]
    rows = [row for one in said for row in one]
    return _in_peach(rows, look)


def _words(sheet: Sheet, text: str, picture: str | None, look: Look) -> Block:
    side = leading_of(look.small) * 1.35
    start = look.start + INSIDE
    x = start + (side + 3 if picture else 0)
    rows = text_rows(sheet, text, x, RIGHT - INSIDE - x, look.small)
    return beside(rows, picture_at(picture, start, side), side + 1) if picture else rows


def _in_peach(rows: Block, look: Look) -> Block:
    height = sum(row.height for row in rows) + 3

    def draw(sheet: Sheet, y: float) -> None:
        sheet.voice((look.start, y, RIGHT - look.start, height), PEACH, "start", 4)

    return [gap(2), Row(0, draw), gap(1.5), *rows, gap(2.5)]
