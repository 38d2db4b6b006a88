"""Decides how a poster looks on paper: one A4 page, to be read from 3 metres."""

from contextlib import closing

from feedback.languages import LANGUAGES
from feedback.reports import qr
from feedback.reports.letters import FIRST_STRONG, ISOLATED
from feedback.reports.paper import DAWN, MINT, NBSP, PEACH, WHITE, Setting, Sheet
from feedback.reports.poster_words import FACES, Poster, Said, say

LEFT, WIDTH, TOP, FOOT, GAP = 11.0, 188.0, 11.0, 286.0, 4.5  # mm; 11 clear of every edge
CODE_SIDE, RIM = 71.0, 3.4  # the QR without its quiet zone; from quiet zone to outside of box
ADDRESS, PROMISES, HELP, NAMES, STRIP = 21.0, 16.0, 20.0, 9.0, 13.0  # heights of the fixed bands


def draw_strip(sheet: Sheet, said: Said) -> float:
    """What the poster is not, before anything else; the y below it."""
    if not said.notice:
        return TOP
    dashed = 'stroke-width="1" stroke-dasharray="3 2"'
    sheet.voice((LEFT + 0.5, TOP + 0.5, WIDTH - 1, STRIP - 1), WHITE, "start", 4, dashed)
    notice = sheet.fit(said.notice, WIDTH - 16, 10, 21, bold=True)
    sheet.put(notice, LEFT + (WIDTH - notice.width) / 2, TOP + (STRIP - notice.height) / 2, "C")
    return TOP + STRIP + GAP


def draw_question(sheet: Sheet, said: Said, y: float, height: float) -> float:
    """The question in its zone, as large as it can be; the y below it."""
    sheet.voice((LEFT, y, WIDTH, height), MINT, "start", 12)
    side = min(38.0, height / 2)
    sheet.picture("two-talking", LEFT + WIDTH - side - 9, y + (height - side) / 2, side)
    width = WIDTH - side - 25
    invitation = sheet.fit(said.invitation, width, height * 0.27, 20, bold=True, cut=True)
    room = height - invitation.height - 15
    title = sheet.fit(said.title, width, room, 54, bold=True, cut=True)
    top = y + (height - title.height - 2 - invitation.height) / 2
    sheet.put(invitation, LEFT + 10, sheet.put(title, LEFT + 10, top) + 2)
    return y + height + GAP


def draw_code(sheet: Sheet, said: Said, y: float) -> float:
    """The QR in its box, black on white, four light modules clear of it; the side of the box."""
    matrix = qr.make_matrix(said.scan)
    unit = CODE_SIDE / len(matrix)
    edge = qr.QUIET * unit + RIM
    side = CODE_SIDE + 2 * edge
    sheet.voice(
        (LEFT + 0.6, y + 0.6, side - 1.2, side - 1.2), WHITE, "end", 8, 'stroke-width="1.2"'
    )
    x = sheet.place(LEFT + edge, CODE_SIDE)
    place = f"translate({x} {y + edge}) scale({unit})"
    sheet.svg(f'<path fill="#000000" transform="{place}" d="{qr.make_path(matrix)}"/>')
    return side


def draw_scan(sheet: Sheet, said: Said, y: float) -> float:
    """What to point at, how long it takes, and the faces; the y below it."""
    box = draw_code(sheet, said, y)
    x, width = LEFT + box + 8, WIDTH - box - 8
    heading = sheet.fit(said.point, width, 36, 27, bold=True)
    about = sheet.fit(said.time, width, 24, 16)
    rows = 1 if said.easy_read else 0
    gap = (box - heading.height - about.height - 22 - 14 * rows) / (4 + rows)
    top = sheet.put(about, x, sheet.put(heading, x, y + gap) + gap) + gap
    if said.easy_read:
        easy = sheet.fit(said.easy_read, width - 17, 14, 16, bold=True)
        sheet.picture("book", x, top, 14)
        sheet.put(easy, x + 17, top + 7 - easy.height / 2)
        top += 14 + gap
    for place, face in enumerate(FACES):
        sheet.picture(face, x + 27 * place, top, 22)
    return y + box + GAP


def draw_address(sheet: Sheet, said: Said, y: float) -> float:
    """What to type without a camera; address and code stay whole; the y below it."""
    sheet.voice((LEFT, y, WIDTH, ADDRESS), DAWN, "end", 6)
    code = sheet.fit(sheet.whole(said.code).replace(" ", NBSP), 70, 12, 28, bold=True)
    end = LEFT + WIDTH - 7 - code.width
    address = sheet.fit(sheet.whole(said.address), end - LEFT - 15, 12, 28, bold=True)
    for label, typed, x in ((said.go_to, address, LEFT + 7), (said.type_in, code, end)):
        sheet.put(sheet.fit(label, 60, 8, 14), x, y + 2)
        sheet.put(typed, x, y + 14 - typed.height / 2)
    return y + ADDRESS + GAP


def draw_promises(sheet: Sheet, said: Said, y: float) -> float:
    """Three promises side by side, in one size; the y below them."""
    columns = list(zip(said.promises, (58, 52, 68), strict=True))
    size = min(sheet.fit(one.text, width - 16, PROMISES, 15).size for one, width in columns)
    x = LEFT
    for one, width in columns:
        promise = sheet.fit(one.text, width - 16, PROMISES, size)
        sheet.picture(one.picture, x, y + PROMISES / 2 - 6.5, 13)
        sheet.put(promise, x + 16, y + (PROMISES - promise.height) / 2)
        x += width + 5
    return y + PROMISES + GAP


def fit_tongues(sheet: Sheet, said: Said) -> Setting | None:
    """The languages in their own names, each whole, when there is more than English."""
    if not said.names:
        return None
    # Where both directions meet, each name runs by itself, and they keep their order.
    mixed = any(LANGUAGES[tag].direction != "ltr" for tag in (said.language, *dict(said.names)))
    around = (FIRST_STRONG, ISOLATED) if mixed else ("", "")
    names = f"{NBSP}{NBSP} ".join(f"**{name.join(around)}**" for _, name in said.names)
    return sheet.fit(f"{said.tongues}:{NBSP} {names}", WIDTH, 17, 16)


def draw_help(sheet: Sheet, said: Said, y: float) -> float:
    """Who helps now; the y below it."""
    sheet.voice((LEFT, y, WIDTH, HELP), PEACH, "start", 8)
    sheet.picture("help-ring", LEFT + 6, y + HELP / 2 - 7, 14)
    text = sheet.fit(" ".join(said.help), WIDTH - 32, HELP - 5, 17)
    sheet.put(text, LEFT + 25, y + (HELP - text.height) / 2)
    return y + HELP + GAP


def draw_names(sheet: Sheet, said: Said, y: float) -> None:
    """Whose poster it is: council at the start, team at the end."""
    sheet.picture("mark", LEFT, y + NAMES / 2 - 3.5, 7)
    council = sheet.fit(said.council, 86, NAMES, 12, bold=True, cut=True)
    team = sheet.fit(said.team, 86, NAMES, 12, bold=True, cut=True)
    sheet.put(council, LEFT + 9, y + (NAMES - council.height) / 2)
    sheet.put(team, LEFT + WIDTH - team.width, y + (NAMES - team.height) / 2, "R")


def make_poster(poster: Poster) -> bytes:
    """The PDF; MissingGlyphError for a script without a font, ValueError for what cannot be."""
    said = say(poster)
    with closing(
        Sheet(title=said.title, language=said.language, direction=said.direction)
    ) as sheet:
        draw_poster(sheet, said)
        return bytes(sheet.output())


def height_below(said: Said, tongues: Setting | None) -> float:
    """What everything under the question takes, with the gaps between."""
    modules = len(qr.make_matrix(said.scan))
    below = [CODE_SIDE * (1 + 2 * qr.QUIET / modules) + 2 * RIM, ADDRESS, PROMISES, HELP, NAMES]
    below += [tongues.height] if tongues else []
    return sum(below) + GAP * len(below)


def draw_poster(sheet: Sheet, said: Said) -> None:
    """All of it from the top; the question takes the height that the rest leaves."""
    tongues = fit_tongues(sheet, said)
    y = draw_strip(sheet, said)
    y = draw_question(sheet, said, y, FOOT - y - height_below(said, tongues))
    for draw in (draw_scan, draw_address, draw_promises):
        y = draw(sheet, said, y)
    y = sheet.put(tongues, LEFT, y) + GAP if tongues else y
    draw_names(sheet, said, draw_help(sheet, said, y))
