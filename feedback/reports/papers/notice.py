"""How a paper form begins and ends: whose it is, the notice, and what happens to the paper."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from feedback.codes import group_code
from feedback.questionnaires.snapshot import Line
from feedback.reports import qr
from feedback.reports.paper import MINT, NBSP, PEACH, WHITE, Sheet
from feedback.reports.papers import words
from feedback.reports.papers.answers import draw_box
from feedback.reports.papers.form import Paper
from feedback.reports.papers.questions import tinted
from feedback.reports.papers.rows import (
    LEFT,
    RIGHT,
    SOFT,
    Block,
    Look,
    Row,
    beside,
    gap,
    leading_of,
    look_of,
    measure,
    picture_at,
    text_rows,
    write,
)

TOGETHER = 2  # lines that stay with their heading
CODE_SIDE, PHONE_WIDTH = 26.0, 46.0  # of the QR with its quiet zone; of the column it stands in


def front_blocks(sheet: Sheet, paper: Paper) -> Iterator[Block]:
    """What it is, what is read before the first question, and how to tick."""
    look = look_of(paper.form.variant)
    yield [*_name_rows(sheet, paper), *_title_rows(sheet, paper, look), gap(2)]
    for line in paper.fill_lines(paper.notice.lines):
        yield line_of_notice(sheet, line, look)
    later = _plain(sheet, paper.say(words.MORE_LATER), look)
    if not paper.boxes:
        later = [*_plain(sheet, paper.say(words.NO_BOXES), look), *later]
    yield [gap(1), _how_row(sheet, paper, look), *later, gap(1)]


def end_blocks(sheet: Sheet, paper: Paper) -> Iterator[Block]:
    """Thank you, help, and what happens to the paper."""
    look = look_of(paper.form.variant)
    lines = (paper.notice.last, *paper.form.closing.lines)
    yield [gap(3), *_in_peach(sheet, paper.fill_lines(lines), look), gap(2)]
    size = look.body if paper.easy else look.small
    more = paper.fill_lines((*paper.form.closing.more, *paper.notice.more))
    rows = [line_of_notice(sheet, line, look, size=size) for line in more]
    first = [row for block in rows[:TOGETHER] for row in block]
    yield [*tinted(sheet, paper.say(words.MORE), look, MINT), *first]
    yield from rows[TOGETHER:]


def line_of_notice(sheet: Sheet, line: Line, look: Look, *, size: float = 0) -> Block:
    """A sentence or two, with its picture at the start when it has one."""
    size = size or look.body
    side = leading_of(size) * 1.35
    x = LEFT + (side + 4 if line.picture else 0)
    rows = text_rows(sheet, line.text, x, RIGHT - x, size)
    if line.picture:
        rows = beside(rows, picture_at(line.picture, LEFT, side), side)
    return [*rows, gap(1)]


def _plain(sheet: Sheet, text: str, look: Look) -> Block:
    return text_rows(sheet, text, LEFT, RIGHT - LEFT, look.body)


def _in_peach(sheet: Sheet, lines: Iterable[Line], look: Look) -> Block:
    """The thank-you and the help numbers on the colour of help."""
    first, *rest = lines
    rows = line_of_notice(sheet, first, look)
    for line in rest:
        rows += line_of_notice(sheet, line, look)
    height = sum(row.height for row in rows)

    def draw(sheet: Sheet, y: float) -> None:
        sheet.voice((LEFT - 3, y - 2, RIGHT - LEFT + 6, height + 3), PEACH, "start", 5)

    return [Row(0, draw), *rows]


def _name_rows(sheet: Sheet, paper: Paper) -> Block:
    """Council and team; above them what this is not."""
    notices = ((words.DEMO, paper.demo), (words.TRIAL, paper.trial), (words.DRAFT, paper.draft))
    said = [paper.say(text) for text, yes in notices if yes]
    rows: Block = []
    if said:
        notice = " · ".join(said)
        rows.append(Row(11, lambda sheet, y: _draw_strip(sheet, notice, y)))
    names = " · ".join(filter(None, (paper.council, paper.team)))
    rows += beside(
        text_rows(sheet, names, LEFT + 9, RIGHT - LEFT - 9, 11, bold=True),
        picture_at("mark", LEFT, 6, down=-0.4),
        7,
    )
    return [*rows, gap(1)]


def _draw_strip(sheet: Sheet, notice: str, y: float) -> None:
    dashed = 'stroke-width="0.7" stroke-dasharray="3 2"'
    sheet.voice((LEFT, y, RIGHT - LEFT, 9), WHITE, "start", 4, dashed)
    said = sheet.fit(notice, RIGHT - LEFT - 8, 6.5, 14, bold=True)
    sheet.put(said, LEFT + (RIGHT - LEFT - said.width) / 2, y + 4.5 - said.height / 2, "C")


def _title_rows(sheet: Sheet, paper: Paper, look: Look) -> Block:
    """The title on its tint, how long it takes, and at the end the code for a phone."""
    phone = _phone_rows(sheet, paper) if paper.code else []
    width = RIGHT - LEFT - 10 - (PHONE_WIDTH + 4 if phone else 0)
    texts = [
        *text_rows(sheet, paper.form.title, LEFT + 5, width, look.ask + 7, bold=True),
        *text_rows(sheet, paper.form.invitation, LEFT + 5, width, look.body),
        *text_rows(sheet, _how_long(paper), LEFT + 5, width, look.body, colour=SOFT),
    ]
    height = max(_height(texts), _height(phone)) + 7

    def draw(sheet: Sheet, y: float) -> None:
        sheet.voice((LEFT, y, RIGHT - LEFT, height), MINT, "start", 7)
        for rows in (texts, phone):
            at = y + (height - _height(rows)) / 2
            for row in rows:
                row.draw(sheet, at)
                at += row.height

    return [Row(height, draw)]


def _how_long(paper: Paper) -> str:
    minutes = paper.form.minutes
    if minutes == 1:
        return paper.say(words.A_MINUTE)
    return paper.say(words.MINUTES).format(minutes=minutes)


def _phone_rows(sheet: Sheet, paper: Paper) -> Block:
    """The code, small, and what to type without a camera."""
    x = RIGHT - PHONE_WIDTH - 2
    host = sheet.whole(urlsplit(paper.url).netloc.lower() + paper.speech.language.path)
    typed = f"{paper.say(words.AND_TYPE)} {sheet.whole(group_code(paper.code))}".replace(" ", NBSP)
    return [
        *text_rows(sheet, paper.say(words.BY_PHONE), x, PHONE_WIDTH, 9, bold=True),
        gap(0.5),
        Row(CODE_SIDE, lambda sheet, y: _draw_code(sheet, paper.url, x, y)),
        gap(0.5),
        *text_rows(sheet, host, x, PHONE_WIDTH, 9),
        *text_rows(sheet, typed, x, PHONE_WIDTH, 9, bold=True),
    ]


def _draw_code(sheet: Sheet, url: str, x: float, y: float) -> None:
    matrix, x = qr.make_matrix(url.upper()), sheet.place(x, CODE_SIDE)
    unit = CODE_SIDE / (len(matrix) + 2 * qr.QUIET)
    place = f"translate({x} {y}) scale({unit})"
    sheet.svg(
        f'<path fill="{WHITE}" d="M{x} {y}h{CODE_SIDE}v{CODE_SIDE}h-{CODE_SIDE}z"/>'
        f'<path fill="#000000" transform="{place}" d="{qr.make_path(matrix, qr.QUIET)}"/>'
    )


def _how_row(sheet: Sheet, paper: Paper, look: Look) -> Row:
    """What a round box and a square one mean."""
    leading = max(leading_of(look.body), look.box)
    one_word, several = paper.say(words.ONE), paper.say(words.SEVERAL)
    second = LEFT + look.box + 3 + measure(sheet, one_word, look.body) + 9

    def draw(sheet: Sheet, y: float) -> None:
        for x, text, one in ((LEFT, one_word, True), (second, several, False)):
            draw_box(sheet, x, y + (leading - look.box) / 2, look.box, one=one)
            top = y + (leading - leading_of(look.body)) / 2
            write(sheet, text, x + look.box + 2.5, top, look.body)

    return Row(leading + 1, draw)


def _height(rows: Block) -> float:
    return sum(row.height for row in rows)
