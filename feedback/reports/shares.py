"""A figure drawn for everybody: one bar from nobody to everybody, filled as far as the figure says.

It stands beside the words and says no more: nothing is drawn where a figure is told in words, because a share would
say how many. Solid to where it certainly reaches, dashed to where it can. It has no words in it, so it turns with a
language that is read from the right.
"""

from markupsafe import Markup

from feedback.disclosure.bands import COUNTED_FROM
from feedback.reports.charts import INK, WHITE, YES
from feedback.reports.shown import MeasureFigure

WIDTH, HEIGHT, EDGE = 200, 24, 2
INNER = WIDTH - 2 * EDGE
DASHES = Markup(' stroke-dasharray="4 3"')


def can_draw(figure: MeasureFigure) -> bool:
    """Whether a share of `figure` may be shown: from twenty answers, and where anything is."""
    count = figure.positive
    return (count.base or 0) >= COUNTED_FROM and count.low is not None and count.high is not None


def draw_share(figure: MeasureFigure, *, mirrored: bool = False) -> Markup:
    """The bar of `figure`, from the right where `mirrored`; nothing where no share may be shown."""
    count = figure.positive
    if not can_draw(figure) or not count.base or count.low is None or count.high is None:
        return Markup()
    low, high = (round(INNER * number / count.base, 1) for number in (count.low, count.high))
    turned = Markup(' transform="matrix(-1 0 0 1 {} 0)"').format(WIDTH) if mirrored else Markup()
    return Markup(
        '<svg width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false"'
        ' data-low="{}" data-high="{}" data-base="{}"><g{}>{}{}{}{}</g></svg>'
    ).format(
        WIDTH, HEIGHT, WIDTH, HEIGHT, count.low, count.high, count.base, turned,
        _box(EDGE, INNER, WHITE),
        _box(EDGE, low, YES),
        _box(EDGE + low, round(high - low, 1), WHITE, dashed=True),
        Markup('<path d="M{} 0V{}" stroke="{}"/>').format(WIDTH / 2, HEIGHT, INK),
    )  # fmt: skip


def _box(start: float, width: float, fill: str, *, dashed: bool = False) -> Markup:
    if width <= 0:
        return Markup()
    return Markup(
        '<rect x="{}" y="4" width="{}" height="16" fill="{}" stroke="{}" stroke-width="2"{}/>'
    ).format(start, width, fill, INK, DASHES if dashed else Markup())
