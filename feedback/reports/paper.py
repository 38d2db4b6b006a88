"""What everything printed shares: an A4 page in our fonts, with our colours, corners and pictures."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from itertools import groupby
from typing import cast

from fpdf import FPDF
from fpdf.fonts import TTFFont

from feedback.reports.letters import (
    FONTS,
    LATIN,
    NBSP,
    SIDES,
    SLOPES,
    MissingGlyphError,
    fonts_for,
    isolate,
    keep_numbers,
)

__all__ = ["NBSP", "MissingGlyphError", "Setting", "Sheet"]

INK, WHITE, MINT, DAWN, PEACH = "#12303b", "#ffffff", "#d8f0e5", "#fff0c4", "#ffe5d8"
POINT, WIDE = 25.4 / 72, 210.0  # millimetres in a point, and across the page
AROUND = {"L": (0.0, WIDE), "C": (WIDE, WIDE), "R": (WIDE, 0.0)}  # room of a line before and after
MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)  # the same page is the same bytes on any day
PACKAGE = files("feedback")
Box = tuple[float, float, float, float]


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
    """An A4 page in our fonts, with our shapes and pictures; places in millimetres.

    Places are said as for a page that runs from left to right. On one that runs from the right everything is drawn
    as far from the other edge. A language that is read in sloping letters is set in them where `sloped`.
    """

    def __init__(
        self, *, title: str, language: str, direction: str = "ltr", sloped: bool = True
    ) -> None:
        super().__init__()
        self.direction = direction
        self.slope = language if sloped else ""
        self.airy = (
            1.6 if self.slope in SLOPES else 1
        )  # words that run down need room between lines
        self._fonts: list[str] = []
        self._settings: dict[tuple[object, ...], Setting] = {}
        self._load("Noto", LATIN)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.set_creation_date(MADE_ON)
        self.set_producer("Feedback")
        self.set_lang(language)
        self.set_title(" ".join(title.split()))
        self.set_text_color(INK)
        self.add_page()

    def _load(self, family: str, font: str) -> None:
        for style, name in (("", "Regular"), ("B", "Bold")):
            with as_file(FONTS / f"{font}-{name}.ttf") as path:
                self.add_font(family, style, path)

    def place(self, x: float, width: float) -> float:
        """Where something that wide is drawn, `x` from the edge where lines begin."""
        return x if self.direction == "ltr" else WIDE - x - width

    def side(self, align: str) -> str:
        """L is where lines begin, R where they end."""
        return align if self.direction == "ltr" else SIDES[align]

    def whole(self, text: str) -> str:
        """A code as it is typed, also where words run from the right."""
        return isolate(text) if self.direction == "rtl" else text

    def shape(self, direction: str = "") -> None:
        """Join and order letters from here on, as each script does, in the page's direction or their own."""
        self.set_text_shaping(True, direction=direction or self.direction)
        if self._fonts and self.page:
            # fpdf2 leaves the page with the font of the last letters, and takes it for the first of the next line.
            font = cast(TTFFont, self.current_font)
            self._out(f"BT /F{font.i} {self.font_size_pt:.2f} Tf ET")

    def close(self) -> None:
        """Let go of the font files, which fpdf2 keeps open."""
        for font in self.fonts.values():
            cast(TTFFont, font).ttfont.close()

    def clean(self, text: str) -> str:
        """Composed, on one line, bold parts whole; refuses what would print as nothing."""
        text = unicodedata.normalize("NFC", re.sub(r"[ \t\r\n]+", " ", text).strip())
        text = text.replace("\N{SOFT HYPHEN}", "")
        for font in fonts_for(text, self.slope):
            if font not in self._fonts:
                self._load(font, font)
                self._fonts.append(font)
                self.set_fallback_fonts(self._fonts, exact_match=True)
        if self.direction == "rtl":
            text = keep_numbers(text)
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
        asked = (text, width, height, size, bold, cut)
        if asked not in self._settings:  # slips say the same many times
            self._settings[asked] = self._fit(*asked)
        return self._settings[asked]

    def _fit(
        self, text: str, width: float, height: float, size: float, bold: bool, cut: bool
    ) -> Setting:
        sizes = [size * share / 100 for share in range(100, 6, -2)]
        smallest = max(9, size * 0.4) if cut else 0
        tries = [(points, False) for points in sizes if points >= smallest]
        tries += [(points, True) for points in sizes[10:] if cut]
        for points, cutting in tries:
            self.set_font("Noto", "B" if bold else "", points)
            leading = points * POINT * (1.1 if size > 40 else 1.25) * self.airy
            lines, whole = self.wrap(text, width)
            if (whole or cutting) and lines * leading <= height:
                return Setting(text, points, self.even(text, width, lines), leading, lines, bold)
        raise ValueError(f"Too long for a poster, {len(text)} characters: {text[:40]!r}.")

    def put(
        self, setting: Setting, x: float, y: float, align: str = "L", *, direction: str = ""
    ) -> float:
        """Print it with its top at y; the y below it. Words of another `direction` keep their order and their side."""
        self.set_font("Noto", "B" if setting.bold else "", setting.size)
        marked, x = "**" in setting.text, self.place(x, setting.width)
        side = align if direction == "ltr" else self.side(align)
        for place, line in enumerate(self._lines(setting, marked=marked)):
            self.shape(direction)
            self.set_xy(x, y + place * setting.leading)
            self._line(line, setting.width, setting.leading, side, marked=marked)
        return y + setting.height

    def row(self, text: str, width: float, height: float, align: str) -> None:
        """One line of words, here."""
        self.shape()
        if self._fonts:
            self._line(text, width, height, self.side(align))
        else:  # faster, and has no such marks
            self.cell(width, height, text, align=self.side(align))

    def _line(
        self, text: str, width: float, height: float, side: str, *, marked: bool = False
    ) -> None:
        """One line, here. It has room on its sides, so that fpdf2 never breaks it again.

        To break lines fpdf2 shapes each sign by itself: one that joins others, as in Gurmukhi, is then far too wide.
        A plain cell breaks nothing, but sets the marks above and below letters beside them.
        """
        before, after = AROUND[side]
        self.x -= before  # set_x would count what is less than 0 from the other edge
        self.multi_cell(before + width + after, height, text, align=side, markdown=marked)

    def _lines(self, setting: Setting, *, marked: bool) -> list[str]:
        """The text in lines as it was measured; what runs from the right is ordered line by line."""
        self.set_text_shaping(False)
        found = self.multi_cell(
            setting.width, text=setting.text, markdown=marked, dry_run=True, output="LINES"
        )
        return cast(list[str], found)

    def svg(self, inside: str) -> None:
        """Vectors anywhere on the page, in millimetres."""
        box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"'
        self.image(f"<svg {box}>{inside}</svg>".encode(), 0, 0, 210, 297)

    def voice(self, box: Box, fill: str, tight: str, radius: float, style: str = "") -> None:
        """A shape with three round corners; the tight one is at the foot's start or end."""
        x, y, w, h = self.place(box[0], box[2]), *box[1:]
        if self.direction == "rtl":
            tight = "end" if tight == "start" else "start"
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
        drawn = (PACKAGE / "assets" / "pictures" / f"{name}.svg").read_text()
        if self.direction == "rtl" and name.startswith(
            "face-"
        ):  # its tail turns round, as on pages
            turn = '><g transform="translate(64 0) scale(-1 1)">'
            drawn = drawn.replace(">", turn, 1).replace("</svg>", "</g></svg>")
        self.image(drawn.encode(), self.place(x, side), y, side, side)

    def record(self, draw: Callable[[], None]) -> bytes:
        """Draw words and lines on this page; what to `replay` on others, without measuring and shaping them again."""
        contents = cast(bytearray, self.pages[self.page].contents)
        before = len(contents)
        draw()
        return bytes(contents[before:])

    def replay(self, recorded: bytes) -> None:
        """Draw on this page what was recorded on another."""
        for family in (*self._fonts, "Noto"):  # a page names the fonts that it uses
            for style in ("B", ""):
                self.set_font(family, style, 1)
        self._out(recorded)

    def modules(self, rows: Sequence[Sequence[bool]], x: float, y: float, unit: float) -> None:
        """Dark squares from (x, y) on, each `unit` wide, as one black shape: a drawing of ours takes a hundred times longer."""
        runs = []
        for down, row in enumerate(rows):
            right = 0
            for dark, run in groupby(row):
                wide = len(list(run))
                runs += [f"{right} {down} {wide} 1 re"] if dark else []
                right += wide
        x = self.place(x, len(rows) * unit)
        place = f"{unit * self.k:.4f} 0 0 {-unit * self.k:.4f} {x * self.k:.3f} {(self.h - y) * self.k:.3f}"
        self._out(f"q 0 g {place} cm {' '.join(runs)} f Q")
