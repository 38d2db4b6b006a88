"""Decides how a poster looks as a web page: the same words on one A4 page, with sizes that fit."""

import re
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedback.reports import posters, qr
from feedback.reports.paper import PACKAGE, Sheet
from feedback.reports.poster_words import FACES, Poster, Said, say

# Letters of a browser's own font may run wider than ours. What cannot wrap is measured on less than it has.
SLACK, TIGHT = 0.93, 0.86
COLUMNS = (42, 36, 52)  # mm beside the pictures of the promises


@dataclass(frozen=True)
class Sizes:
    """Whole points for the texts that differ from poster to poster."""

    notice: int
    title: int
    invitation: int
    address: int
    promise: int
    tongues: int
    help: int
    council: int
    team: int


def make_sheet(poster: Poster) -> Markup:
    """The poster as the main part of a page: no style, no script, nothing fetched."""
    said = say(poster)
    return Markup(  # noqa: S704 - made by our own template, which escapes what it is given
        _templates().get_template("sheet.html").render(
            said=said, sizes=fit_sizes(said), code=Markup(qr.make_svg(said.scan)), faces=FACES  # noqa: S704
        )
    )  # fmt: skip


def make_page(poster: Poster) -> bytes:
    """The poster as a page in one file, with its styles in it."""
    page = _templates().get_template("page.html")
    css = Markup((PACKAGE / "static" / "poster.css").read_text())  # noqa: S704 - our own file
    said = say(poster)
    return page.render(sheet=make_sheet(poster), said=said, css=css).encode()


def fit_sizes(said: Said) -> Sizes:
    """The sizes at which each text fits its place, on letters somewhat wider than ours."""
    with closing(
        Sheet(title=said.title, language=said.language, direction=said.direction)
    ) as sheet:
        tongues = posters.fit_tongues(sheet, said)
        strip = posters.STRIP + posters.GAP if said.notice else 0
        height = posters.FOOT - posters.TOP - strip - posters.height_below(said, tongues)
        width = posters.WIDTH - min(38.0, height / 2) - 25

        def fit(text: str, wide: float, high: float, size: float, **how: bool) -> int:
            return int(sheet.fit(text, wide * SLACK, high, size, **how).size)

        promises = zip(said.promises, COLUMNS, strict=True)
        return Sizes(
            notice=fit(said.notice, posters.WIDTH - 16, 10, 21, bold=True),
            title=fit(said.title, width, height * 0.73 - 13, 54, bold=True, cut=True),
            invitation=fit(said.invitation, width, height * 0.27, 20, bold=True, cut=True),
            address=fit(said.address, 116, 12, 28, bold=True),
            promise=min(fit(one.text, wide, posters.PROMISES, 15) for one, wide in promises),
            tongues=int(tongues.size * TIGHT) if tongues else 0,
            help=fit(" ".join(said.help), posters.WIDTH - 32, 15, 17),
            council=fit(said.council, 78, posters.NAMES, 12, bold=True, cut=True),
            team=fit(said.team, 84, posters.NAMES, 12, bold=True, cut=True),
        )


def split_bold(text: str) -> list[tuple[str, bool]]:
    """Parts of a text in turn, and whether each is bold."""
    return [(part, bool(place % 2)) for place, part in enumerate(re.split(r"\*\*", text)) if part]


def is_number(text: str) -> bool:
    """Whether this is a number to call, which keeps its order on a page that runs from the right."""
    return bool(re.fullmatch(r"\+?[\d ]+", text))


@lru_cache(maxsize=64)
def make_picture(name: str) -> Markup:
    """One of our pictures, drawn in the page. It repeats the words beside it."""
    drawn = (PACKAGE / "assets" / "pictures" / f"{name}.svg").read_text().strip()
    marked = drawn.replace("<svg ", '<svg class="fb-a4-pic" aria-hidden="true" ', 1)
    return Markup(marked)  # noqa: S704 - our own file


@lru_cache(maxsize=1)
def _templates() -> Environment:
    # Not the web's own: a file is written where no web framework is loaded.
    templates = Environment(
        loader=PackageLoader("feedback", "templates/poster"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(picture=make_picture, split_bold=split_bold, is_number=is_number)
    return templates
