"""How a figure is drawn: a bar in the row of a table, exactly as wide as what the figure says.

Solid to where it certainly reaches, dashed to where it can reach, nothing where it is hidden. Colours are
attributes, because the content security policy allows no inline style. A second sign stands for each colour.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from feedback.disclosure.bands import COUNTED_FROM
from feedback.disclosure.groups import SMALLEST
from feedback.reports.shown import Count, MeasureFigure

WIDTH, HEIGHT, TOP, THICK, EDGE = 352, 31, 5, 21, 3.3
LEAST_LEFT = 0.24  # so that the word above the left side has room
INK, YES, NO, FEW, HAIR, SOFT, WHITE = (
    "#12303b", "#0a5563", "#f0a171", "#b5d3d3", "#d5ddd9", "#3b535d", "#fff",
)  # fmt: skip
HATCH = "url(#hatch)"
FONT = "system-ui,Noto Sans,sans-serif"


@dataclass(frozen=True)
class Scale:
    """Where things stand in every bar of one table: `left` is the largest share drawn left of zero."""

    left: float

    @property
    def unit(self) -> float:
        """How wide 100% is."""
        return (WIDTH - 2 * EDGE) / (1 + self.left)

    def place(self, share: float) -> float:
        """Where `share` stands; a negative one is left of zero."""
        return round(EDGE + (self.left + share) * self.unit, 1)


@dataclass(frozen=True)
class Key:
    """One line of the legend: a shape and what it means."""

    swatch: Markup
    words: str


def make_scale(figures: Iterable[MeasureFigure]) -> Scale:
    """The scale on which all of `figures` fit."""
    shares = [n.high / n.base for n in map(_left_side, figures) if n and n.high and n.base]
    return Scale(max([*shares, LEAST_LEFT]) if shares else 0.0)


def draw_bar(figure: MeasureFigure, scale: Scale) -> Markup:
    """The bar of `figure`. What it draws stands in its data attributes too; a hidden figure has none."""
    shapes = Markup().join(_shapes(figure, scale))
    zero = scale.place(0)
    return Markup(
        '<svg width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false"{}>'
        '{}{}<path d="M{} 0V{}" stroke="{}" stroke-width="2"/></svg>'
    ).format(WIDTH, HEIGHT, WIDTH, HEIGHT, _data(figure), _grid(scale), shapes, zero, HEIGHT, INK)


def draw_axis(scale: Scale) -> Markup:
    """The words above the bars."""
    words = [
        (scale.place(0) + 6, "start", "positive"),
        (scale.place(0.5), "middle", "50%"),
        (scale.place(1), "end", "100%"),
    ]
    if scale.left:
        words.insert(0, (scale.place(0) - 6, "end", "negative"))
    text = Markup().join(
        Markup('<text x="{}" y="13" text-anchor="{}">{}</text>').format(round(x, 1), anchor, word)
        for x, anchor, word in words
    )
    return Markup(
        '<svg width="{}" height="18" viewBox="0 0 {} 18" aria-hidden="true" focusable="false">'
        '<g font-size="13" font-family="{}" fill="{}">{}</g></svg>'
    ).format(WIDTH, WIDTH, FONT, SOFT, text)


def draw_hatch() -> Markup:
    """The hatch that the bars of a page refer to; takes no room."""
    return Markup(
        '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" '
        'width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V7" stroke="{}" stroke-width="2.2"/></pattern></defs></svg>'
    ).format(INK)


def list_keys(figures: Iterable[MeasureFigure]) -> list[Key]:
    """The legend of what `figures` show, and of nothing else."""
    shown = [figure for figure in figures if _is_drawn(figure.positive)]
    large = [figure for figure in shown if _is_large(figure)]
    keys = [
        (large, _solid(YES), f"Positive, from {COUNTED_FROM} answers"),
        (any(map(_left_side, large)), _hatched(), "Negative"),
        (any(_has_range(f) for f in large), _open(1), "Dashed: from the least to the most it can be"),
        (
            len(shown) > len(large), _solid(FEW) + _open(16),
            f"{SMALLEST} to {COUNTED_FROM - 1} answers: at least (shaded), at most (dashed)",
        ),
    ]  # fmt: skip
    return [Key(_swatch(shape), words) for wanted, shape, words in keys if wanted]


def _is_drawn(count: Count) -> bool:
    return count.low is not None and bool(count.base)


def _is_large(figure: MeasureFigure) -> bool:
    return (figure.positive.base or 0) >= COUNTED_FROM


def _has_range(figure: MeasureFigure) -> bool:
    left = _left_side(figure)
    return figure.positive.exact is None or (left is not None and left.exact is None)


def _left_side(figure: MeasureFigure) -> Count | None:
    """The negative of a figure, where it is drawn: from 20 answers, and where it is shown at all."""
    if _is_large(figure) and _is_drawn(figure.negative) and _is_drawn(figure.positive):
        return figure.negative
    return None


def _shapes(figure: MeasureFigure, scale: Scale) -> Iterator[Markup]:
    if not _is_drawn(figure.positive):
        return
    low, high = _shares(figure.positive)
    large = _is_large(figure)
    yield _rect(scale.place(0), scale.place(low), YES if large else FEW, edge="" if large else YES)
    yield _dashes(scale.place(low), scale.place(high), YES)
    left = _left_side(figure)
    if left:
        low, high = _shares(left)
        yield _rect(scale.place(-low), scale.place(0), NO)
        yield _rect(scale.place(-low), scale.place(0), HATCH, edge=INK)
        yield _dashes(scale.place(-high), scale.place(-low), INK)


def _shares(count: Count) -> tuple[float, float]:
    base = count.base or 1
    return (count.low or 0) / base, (count.high or 0) / base


def _rect(start: float, end: float, fill: str, *, edge: str = "") -> Markup:
    if end <= start:
        return Markup()
    stroke = Markup(' stroke="{}"').format(edge) if edge else Markup()
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>').format(
        start, TOP, round(end - start, 1), THICK, fill, stroke
    )


def _dashes(start: float, end: float, edge: str) -> Markup:
    if end <= start:
        return Markup()
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="2" '
        'stroke-dasharray="5 4"/>'
    ).format(start, TOP, round(end - start, 1), THICK, WHITE, edge)


@lru_cache(maxsize=16)
def _grid(scale: Scale) -> Markup:
    return Markup().join(
        Markup('<path d="M{} 0V{}" stroke="{}"/>').format(scale.place(share), HEIGHT, HAIR)
        for share in (0.25, 0.5, 0.75, 1)
    )


def _data(figure: MeasureFigure) -> Markup:
    if not _is_drawn(figure.positive):
        return Markup()
    count, left = figure.positive, _left_side(figure)
    said = Markup(' data-base="{}" data-low="{}" data-high="{}"').format(
        count.base, count.low, count.high
    )
    if left:
        said += Markup(' data-negative-low="{}" data-negative-high="{}"').format(
            left.low, left.high
        )
    return said


def _swatch(inside: Markup) -> Markup:
    return Markup(
        '<svg width="30" height="18" viewBox="0 0 30 18" aria-hidden="true" focusable="false">{}</svg>'
    ).format(inside)


def _solid(fill: str) -> Markup:
    edge = Markup(' stroke="{}"').format(YES) if fill == FEW else Markup()
    width = 16 if fill == FEW else 29
    return Markup('<rect x=".5" y=".5" width="{}" height="17" fill="{}"{}/>').format(
        width, fill, edge
    )


def _hatched() -> Markup:
    return Markup().join(
        Markup('<rect x=".5" y=".5" width="29" height="17" fill="{}" stroke="{}"/>').format(
            fill, INK
        )
        for fill in (NO, HATCH)
    )


def _open(start: int) -> Markup:
    return Markup(
        '<rect x="{}" y="1.5" width="{}" height="15" fill="{}" stroke="{}" stroke-width="2" '
        'stroke-dasharray="5 4"/>'
    ).format(start, 29 - start, WHITE, YES)
