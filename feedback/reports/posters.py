"""Decides what a poster says and how it looks: one A4 page, to be read from 3 metres."""

from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedback.codes import group_code
from feedback.reports import qr
from feedback.reports.paper import DAWN, MINT, NBSP, PEACH, WHITE, Setting, Sheet

LEFT, WIDTH, TOP, FOOT, GAP = 11.0, 188.0, 11.0, 286.0, 4.5  # mm; 11 clear of every edge
CODE_SIDE, RIM = 71.0, 3.4  # the QR without its quiet zone; from quiet zone to outside of box
ADDRESS, PROMISES, HELP, NAMES = 21.0, 16.0, 20.0, 9.0  # heights of the fixed bands
CHILDLINE, EMERGENCY = "0800 1111", "999"


@dataclass(frozen=True)
class Words:
    """What every poster says, in one language; `**` is bold, braces are gaps."""

    language: str = "en"
    trial: str = "Trial: not for children yet"
    demo: str = "DEMO"
    point: str = "Point your phone\N{RIGHT SINGLE QUOTATION MARK}s camera here"
    minute: str = "About 1 minute. Nothing to install, nothing to sign up to."
    minutes: str = "About {minutes} minutes. Nothing to install, nothing to sign up to."
    easy_read: str = "In easy read too"
    go_to: str = "Or go to"
    type_in: str = "and type"
    skip: str = "You do not have to. Skip anything."
    no_name: str = "We do not ask your name."
    child_promise: str = "Your worker is not shown who said what."
    parent_promise: str = "Your answers do not change decisions or the help you get."
    tongues: str = "In your language"
    child_help: str = "**Need to talk now?** Childline **{number}**, free, any time."
    parent_help: str = "**Need help now?**"
    duty: str = "Call the council: **{number}**."
    danger: str = "In danger? Call **{number}**."


ENGLISH = Words()


@dataclass(frozen=True)
class Poster:
    """One collector's poster; `audience` is "child" or "parent"."""

    council: str
    team: str
    title: str
    invitation: str
    minutes: int
    url: str
    code: str
    audience: str
    duty_number: str | None
    language: str = "en"
    easy_read: bool = True
    tongues: tuple[tuple[str, str], ...] = ()
    trial: bool = True
    demo: bool = False


def draw_strip(sheet: Sheet, poster: Poster, words: Words) -> float:
    """What the poster is not, before anything else; the y below it."""
    said = [text for text, yes in ((words.demo, poster.demo), (words.trial, poster.trial)) if yes]
    if not said:
        return TOP
    dashed = 'stroke-width="1" stroke-dasharray="3 2"'
    sheet.voice((LEFT + 0.5, TOP + 0.5, WIDTH - 1, 12), WHITE, "start", 4, dashed)
    notice = sheet.fit(" · ".join(said), WIDTH - 16, 10, 21, bold=True)
    sheet.put(notice, LEFT + (WIDTH - notice.width) / 2, TOP + 6.5 - notice.height / 2, "C")
    return TOP + 13 + GAP


def draw_question(sheet: Sheet, poster: Poster, y: float, height: float) -> float:
    """The question in its zone, as large as it can be; the y below it."""
    sheet.voice((LEFT, y, WIDTH, height), MINT, "start", 12)
    side = min(38.0, height / 2)
    sheet.picture("two-talking", LEFT + WIDTH - side - 9, y + (height - side) / 2, side)
    width = WIDTH - side - 25
    invitation = sheet.fit(poster.invitation, width, height * 0.27, 20, bold=True, cut=True)
    room = height - invitation.height - 15
    title = sheet.fit(poster.title, width, room, 54, bold=True, cut=True)
    top = y + (height - title.height - 2 - invitation.height) / 2
    sheet.put(invitation, LEFT + 10, sheet.put(title, LEFT + 10, top) + 2)
    return y + height + GAP


def draw_code(sheet: Sheet, poster: Poster, y: float) -> float:
    """The QR in its box, black on white, four light modules clear of it; the side of the box."""
    matrix = qr.make_matrix(poster.url.upper())
    unit = CODE_SIDE / len(matrix)
    edge = qr.QUIET * unit + RIM
    side = CODE_SIDE + 2 * edge
    sheet.voice(
        (LEFT + 0.6, y + 0.6, side - 1.2, side - 1.2), WHITE, "end", 8, 'stroke-width="1.2"'
    )
    place = f"translate({LEFT + edge} {y + edge}) scale({unit})"
    sheet.svg(f'<path fill="#000000" transform="{place}" d="{qr.make_path(matrix)}"/>')
    return side


def draw_scan(sheet: Sheet, poster: Poster, words: Words, y: float) -> float:
    """What to point at, how long it takes, and the faces; the y below it."""
    box = draw_code(sheet, poster, y)
    x, width = LEFT + box + 8, WIDTH - box - 8
    time = words.minute if poster.minutes == 1 else words.minutes.format(minutes=poster.minutes)
    heading, about = (
        sheet.fit(words.point, width, 36, 27, bold=True),
        sheet.fit(time, width, 24, 16),
    )
    easy = sheet.fit(words.easy_read, width - 17, 14, 16, bold=True)
    gap = (box - heading.height - about.height - 22 - 14 * poster.easy_read) / (
        4 + poster.easy_read
    )
    top = sheet.put(about, x, sheet.put(heading, x, y + gap) + gap) + gap
    if poster.easy_read:
        sheet.picture("book", x, top, 14)
        sheet.put(easy, x + 17, top + 7 - easy.height / 2)
        top += 14 + gap
    for place, face in enumerate(("face-yes", "face-bit", "face-no")):
        sheet.picture(face, x + 27 * place, top, 22)
    return y + box + GAP


def draw_address(sheet: Sheet, poster: Poster, words: Words, y: float) -> float:
    """What to type without a camera; address and code stay whole; the y below it."""
    sheet.voice((LEFT, y, WIDTH, ADDRESS), DAWN, "end", 6)
    code = sheet.fit(group_code(poster.code).replace(" ", NBSP), 70, 12, 28, bold=True)
    end = LEFT + WIDTH - 7 - code.width
    address = sheet.fit(urlsplit(poster.url).netloc.lower(), end - LEFT - 15, 12, 28, bold=True)
    for label, typed, x in ((words.go_to, address, LEFT + 7), (words.type_in, code, end)):
        sheet.put(sheet.fit(label, 60, 8, 14), x, y + 2)
        sheet.put(typed, x, y + 14 - typed.height / 2)
    return y + ADDRESS + GAP


def draw_promises(sheet: Sheet, poster: Poster, words: Words, y: float) -> float:
    """Three promises side by side, in one size; the y below them."""
    last = words.child_promise if poster.audience == "child" else words.parent_promise
    said = (("hand", words.skip, 58), ("no-name", words.no_name, 52), ("padlock", last, 68))
    size = min(sheet.fit(text, width - 16, PROMISES, 15).size for _, text, width in said)
    x = LEFT
    for picture, text, width in said:
        promise = sheet.fit(text, width - 16, PROMISES, size)
        sheet.picture(picture, x, y + PROMISES / 2 - 6.5, 13)
        sheet.put(promise, x + 16, y + (PROMISES - promise.height) / 2)
        x += width + 5
    return y + PROMISES + GAP


def fit_tongues(sheet: Sheet, poster: Poster, words: Words) -> Setting | None:
    """The languages in their own names, each whole, when there is more than English."""
    if all(tag.split("-")[0] == "en" for tag, _ in poster.tongues):
        return None
    names = f"{NBSP}{NBSP} ".join(f"**{name}**" for _, name in poster.tongues)
    return sheet.fit(f"{words.tongues}:{NBSP} {names}", WIDTH, 17, 16)


def draw_help(sheet: Sheet, poster: Poster, words: Words, y: float) -> float:
    """Who helps now; the y below it."""
    sheet.voice((LEFT, y, WIDTH, HELP), PEACH, "start", 8)
    sheet.picture("help-ring", LEFT + 6, y + HELP / 2 - 7, 14)
    child = words.child_help.format(number=CHILDLINE)
    said = [child if poster.audience == "child" else words.parent_help]
    said += [words.duty.format(number=poster.duty_number)] if poster.duty_number else []
    said += [words.danger.format(number=EMERGENCY)]
    text = sheet.fit(" ".join(said), WIDTH - 32, HELP - 5, 17)
    sheet.put(text, LEFT + 25, y + (HELP - text.height) / 2)
    return y + HELP + GAP


def draw_names(sheet: Sheet, poster: Poster, y: float) -> None:
    """Whose poster it is: council at the start, team at the end."""
    sheet.picture("mark", LEFT, y + NAMES / 2 - 3.5, 7)
    council = sheet.fit(poster.council, 86, NAMES, 12, bold=True, cut=True)
    team = sheet.fit(poster.team, 86, NAMES, 12, bold=True, cut=True)
    sheet.put(council, LEFT + 9, y + (NAMES - council.height) / 2)
    sheet.put(team, LEFT + WIDTH - team.width, y + (NAMES - team.height) / 2, "R")


def make_poster(poster: Poster, words: Words = ENGLISH) -> bytes:
    """The PDF; MissingGlyphError for a script without a font, ValueError for what cannot be."""
    if poster.audience not in ("child", "parent"):
        raise ValueError(f"Audience {poster.audience!r} is not one of child, parent.")
    if poster.language != words.language:
        raise ValueError(f"The poster is in {poster.language!r}, its words in {words.language!r}.")
    with closing(Sheet(title=poster.title, language=poster.language)) as sheet:
        draw_poster(sheet, poster, words)
        return bytes(sheet.output())


def draw_poster(sheet: Sheet, poster: Poster, words: Words) -> None:
    """All of it from the top; the question takes the height that the rest leaves."""
    tongues = fit_tongues(sheet, poster, words)
    modules = len(qr.make_matrix(poster.url.upper()))
    below = [CODE_SIDE * (1 + 2 * qr.QUIET / modules) + 2 * RIM, ADDRESS, PROMISES, HELP, NAMES]
    below += [tongues.height] if tongues else []
    y = draw_strip(sheet, poster, words)
    y = draw_question(sheet, poster, y, FOOT - y - sum(below) - GAP * len(below))
    for draw in (draw_scan, draw_address, draw_promises):
        y = draw(sheet, poster, words, y)
    y = sheet.put(tongues, LEFT, y) + GAP if tongues else y
    draw_names(sheet, poster, draw_help(sheet, poster, words, y))
