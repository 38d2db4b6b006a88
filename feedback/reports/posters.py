"""Decides what a poster says and how it looks: one A4 page, to be read from 3 metres."""

import re
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import cast
from urllib.parse import urlsplit

from fpdf import FPDF
from fpdf.fonts import TTFFont

from feedback.reports import qr

INK, WHITE, MINT, DAWN, PEACH = "#12303b", "#ffffff", "#d8f0e5", "#fff0c4", "#ffe5d8"
LEFT, WIDTH, TOP, FOOT, GAP = 11.0, 188.0, 11.0, 286.0, 4.5  # mm; 11 clear of every edge
POINT, NBSP = 25.4 / 72, "\N{NO-BREAK SPACE}"
CODE_SIDE, RIM = 71.0, 3.4  # the QR without its quiet zone; from quiet zone to outside of box
MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)  # the same poster is the same bytes on any day
PACKAGE = files("feedback")
ADDRESS, PROMISES, HELP, NAMES = 21.0, 16.0, 20.0, 9.0  # heights of the fixed bands
Box = tuple[float, float, float, float]
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
    child_promise: str = "Your worker is not shown your answers."
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


class MissingGlyphError(ValueError):
    """A text holds a character that the bundled fonts cannot print."""


@dataclass(frozen=True)
class Setting:
    """A text as it fits its box: size in points, the rest in millimetres."""

    text: str
    size: float
    width: float
    leading: float
    lines: int
    bold: bool

    @property
    def height(self) -> float:
        return self.lines * self.leading


class Sheet(FPDF):
    """An A4 page in our fonts, with our shapes and pictures; places in millimetres."""

    def __init__(self, *, title: str, language: str) -> None:
        super().__init__()
        for style, name in (("", "Regular"), ("B", "Bold")):
            with as_file(PACKAGE / "fonts" / f"NotoSans-{name}.ttf") as path:
                self.add_font("Noto", style, path)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.set_creation_date(MADE_ON)
        self.set_producer("Feedback")
        self.set_lang(language)
        self.set_title(" ".join(title.split()))
        self.set_text_color(INK)
        self.add_page()

    def close(self) -> None:
        """Let go of the font files, which fpdf2 keeps open."""
        for font in self.fonts.values():
            cast(TTFFont, font).ttfont.close()

    def clean(self, text: str) -> str:
        """Composed, on one line, bold parts whole; refuses what would print as nothing."""
        text = unicodedata.normalize("NFC", re.sub(r"[ \t\r\n]+", " ", text).strip())
        text = text.replace("\N{SOFT HYPHEN}", "")
        font = cast(TTFFont, self.fonts["noto"])
        for sign in text:
            if ord(sign) not in font.cmap:
                name = f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}"
                raise MissingGlyphError(f"The fonts cannot print {sign!r} ({name}) in {text!r}.")
        return re.sub(r"\*\*.*?\*\*", lambda bold: bold[0].replace(" ", NBSP), text)

    def wrap(self, text: str, width: float) -> tuple[int, bool]:
        """How many lines at this width, and whether every word stays whole."""
        marked = "**" in text
        found = cast(
            list[str],
            self.multi_cell(width, text=text, markdown=marked, dry_run=True, output="LINES"),
        )
        words, before = (t.replace("**", "").split() for t in (" ".join(found), text))
        return len(found), words == before

    def even(self, text: str, width: float, lines: int) -> float:
        """A width that leaves no short last line, for as many lines."""
        length = self.get_string_width(text, markdown="**" in text)
        tries = (length / lines + 1 + width * step / 20 for step in range(20))
        return next((w for w in tries if w < width and self.wrap(text, w) == (lines, True)), width)

    def fit(
        self, text: str, width: float, height: float, size: float,
        *, bold: bool = False, cut: bool = False,
    ) -> Setting:  # fmt: skip
        """The largest setting up to the size in points; cuts words only to keep them readable."""
        text = self.clean(text)
        self.set_text_shaping(False)  # many times faster to measure
        sizes = [size * share / 100 for share in range(100, 6, -2)]
        smallest = max(9, size * 0.4) if cut else 0
        tries = [(points, False) for points in sizes if points >= smallest]
        tries += [(points, True) for points in sizes[10:] if cut]
        for points, cutting in tries:
            self.set_font("Noto", "B" if bold else "", points)
            leading = points * POINT * (1.1 if size > 40 else 1.25)
            lines, whole = self.wrap(text, width)
            if (whole or cutting) and lines * leading <= height:
                return Setting(text, points, self.even(text, width, lines), leading, lines, bold)
        raise ValueError(f"Too long for a poster, {len(text)} characters: {text[:40]!r}.")

    def put(self, setting: Setting, x: float, y: float, align: str = "L") -> float:
        """Print it with its top at y; the y below it."""
        self.set_font("Noto", "B" if setting.bold else "", setting.size)
        self.set_text_shaping(True)
        self.set_xy(x, y)
        marked = "**" in setting.text
        self.multi_cell(setting.width, setting.leading, setting.text, align=align, markdown=marked)
        return y + setting.height

    def svg(self, inside: str) -> None:
        """Vectors anywhere on the page, in millimetres."""
        box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"'
        self.image(f"<svg {box}>{inside}</svg>".encode(), 0, 0, 210, 297)

    def voice(self, box: Box, fill: str, tight: str, radius: float, style: str = "") -> None:
        """A shape with three round corners; the tight one is at the foot's start or end."""
        x, y, w, h = box
        r, s, e = radius, *((1.5, radius) if tight == "start" else (radius, 1.5))
        self.svg(
            f'<path fill="{fill}" stroke="{INK if style else "none"}" {style} d="'
            f"M{x + r} {y}H{x + w - r}A{r} {r} 0 0 1 {x + w} {y + r}"
            f"V{y + h - e}A{e} {e} 0 0 1 {x + w - e} {y + h}"
            f"H{x + s}A{s} {s} 0 0 1 {x} {y + h - s}"
            f'V{y + r}A{r} {r} 0 0 1 {x + r} {y}z"/>'
        )

    def picture(self, name: str, x: float, y: float, side: float) -> None:
        """One of our pictures."""
        self.image((PACKAGE / "assets" / "pictures" / f"{name}.svg").read_bytes(), x, y, side, side)


def group_code(code: str) -> str:
    """In threes, as people read aloud; a last group of four rather than one alone."""
    return code if len(code) <= 4 else f"{code[:3]} {group_code(code[3:])}"


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
