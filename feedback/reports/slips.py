"""Decides how slips look on paper: ten to a page with cut marks, after one page for whoever hands them out."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial

from feedback.codes import group_code
from feedback.exceptions import RefusedError
from feedback.reports import qr
from feedback.reports.paper import POINT, MissingGlyphError, Setting, Sheet
from feedback.reports.slip_guide import draw_guide
from feedback.reports.slip_words import SlipSaid, SlipSheet, say_slip, scan_text

COLUMNS, ROWS = 2, 5
A_PAGE = COLUMNS * ROWS
LEFT, TOP, WIDTH, HEIGHT = 10.0, 10.0, 95.0, 54.0  # mm; of the first slip
RIGHT, FOOT = LEFT + COLUMNS * WIDTH, TOP + ROWS * HEIGHT
BOX_X, BOX_Y = 2.1, 7.3  # of the QR's quiet zone in a slip
PAD, CODE_SIDE, STRIP = 5.0, 36.0, 5.0  # inside a slip; the QR with its quiet zone; the notice
WORDS = PAD + CODE_SIDE + 1  # where words begin beside the QR
WORDS_WIDTH = WIDTH - WORDS - PAD
HAIR = "#8a9a9f"
PLACES = [
    (LEFT + n % COLUMNS * WIDTH, TOP + n // COLUMNS * HEIGHT) for n in range(A_PAGE)
]  # of the slips on a page
Face = list[tuple[Setting, float, float, str]]  # texts, their places in a slip, and their sides


def make_slips(printed: SlipSheet) -> bytes:
    """The PDF. Raises RefusedError for a name that the fonts cannot print."""
    spoken = printed.speech.language
    title = f"Slips, batch {printed.batch}"
    # On so small a paper sloping letters would be too small to read.
    with closing(Sheet(title=title, language=spoken.tag, sloped=False)) as sheet:
        try:
            draw_guide(sheet, printed)  # in English, as all that staff read
            sheet.direction = spoken.direction
            face = _set(sheet, say_slip(printed))
        except MissingGlyphError as problem:
            raise RefusedError(f"{problem} Write that name in other letters.") from problem
        _draw_pages(sheet, printed, face)
        return bytes(sheet.output())


def _draw_pages(sheet: Sheet, printed: SlipSheet, face: Face) -> None:
    """Every page of slips; what they have in common is drawn once for each number of slips on a page."""
    drawn: dict[int, bytes] = {}
    for number, codes in enumerate(_pages(printed), start=1):
        sheet.add_page()
        if len(codes) in drawn:
            sheet.replay(drawn[len(codes)])
        else:
            drawn[len(codes)] = sheet.record(partial(_draw_faces, sheet, face, len(codes)))
        _draw_foot(sheet, printed, number)
        for code, (x, y) in zip(codes, PLACES, strict=False):
            _draw_code(sheet, printed, code, x, y)


def count_pages(slips: int) -> int:
    """How many pages so many slips take."""
    return -(-slips // A_PAGE)


def _pages(printed: SlipSheet) -> Iterator[list[str]]:
    codes = list(printed.codes)
    return (codes[n : n + A_PAGE] for n in range(0, len(codes), A_PAGE))


def _set(sheet: Sheet, said: SlipSaid) -> Face:
    """Every text of a slip but its code, measured once for all."""
    face: Face = []
    y = PAD - 2
    if said.notice:
        notice = sheet.fit(said.notice, WIDTH - 2 * PAD, STRIP, 9.5, bold=True)
        face.append((notice, PAD, y, "L"))
    y = PAD + STRIP
    # A line of English more, and the code still stands clear below.
    two, gap = (6.8, 0.5) if said.english else (8.5, 1.0)
    for text, height, size, bold in (
        (said.invitation, 7.0, 13.0, True),
        (said.time, two if said.english else 11.5, 8.5, False),
        (said.english, 4.0, 8.0, False),
        (said.go_to, two, 8.5, False),
    ):
        if text:
            setting = sheet.fit(text, WORDS_WIDTH, height, size, bold=bold)
            face.append((setting, WORDS, y, "L"))
            y += setting.height + gap
    foot = HEIGHT - PAD - 5.9
    face.append((sheet.fit(said.pick, WIDTH - 2 * PAD, 4, 8), PAD, foot, "L"))
    good = sheet.fit(said.good, 50, 3.5, 7.5)
    council = sheet.fit(said.council, WIDTH - 2 * PAD - good.width - 3, 3.5, 7.5, cut=False)
    face.append((council, PAD, foot + 3.8, "L"))
    face.append((good, WIDTH - PAD - good.width, foot + 3.8, "R"))
    return face


def _draw_faces(sheet: Sheet, face: Face, slips: int) -> None:
    _draw_marks(sheet)
    for x, y in PLACES[:slips]:
        for setting, right, down, side in face:
            sheet.put(setting, x + right, y + down, side)


def _draw_code(sheet: Sheet, printed: SlipSheet, code: str, x: float, y: float) -> None:
    """The code to scan, and the same in groups to type."""
    matrix = qr.make_matrix_fast(scan_text(printed, code))
    unit = CODE_SIDE / (len(matrix) + 2 * qr.QUIET)
    sheet.modules(matrix, x + BOX_X + qr.QUIET * unit, y + BOX_Y + qr.QUIET * unit, unit)
    sheet.set_font("Noto", "B", 15)
    sheet.set_xy(sheet.place(x + WORDS, WORDS_WIDTH), y + PAD + STRIP + CODE_SIDE - 10.5)
    sheet.row(sheet.whole(group_code(code)), WORDS_WIDTH, 15 * POINT * 1.2, "L")


def _draw_marks(sheet: Sheet) -> None:
    """Where to cut: at the edges of the page, and dashed between the slips."""
    sheet.set_draw_color(HAIR)
    sheet.set_line_width(0.2)
    across = [LEFT + n * WIDTH for n in range(COLUMNS + 1)]
    down = [TOP + n * HEIGHT for n in range(ROWS + 1)]
    for x in across:
        sheet.line(x, TOP - 5, x, TOP - 1)
        sheet.line(x, FOOT + 1, x, FOOT + 5)
    for y in down:
        sheet.line(LEFT - 5, y, LEFT - 1, y)
        sheet.line(RIGHT + 1, y, RIGHT + 5, y)
    sheet.set_dash_pattern(dash=0.8, gap=1.6)
    for x in across[1:-1]:
        sheet.line(x, TOP, x, FOOT)
    for y in down[1:-1]:
        sheet.line(LEFT, y, RIGHT, y)
    sheet.set_dash_pattern()


def _draw_foot(sheet: Sheet, printed: SlipSheet, number: int) -> None:
    """Whose sheet it is, outside of what is cut out."""
    foot = f"Batch {printed.batch} · {printed.team} · sheet {number} of {count_pages(len(printed.codes))}"
    setting = sheet.fit(foot, WIDTH * 2 - 10, 4, 8)
    sheet.put(setting, LEFT + 3, FOOT + 2)
