"""Decides what a QR code looks like: level Q on paper, M on a screen, four light modules all round, black on white."""

from functools import lru_cache
from html import escape
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

MASK = 2  # of the eight: stripes of three, which break up runs
QUIET = 4  # light modules on every side, ISO/IEC 18004

# Plain white (47) first for terminals that do not know bright white (107).
PAPER, RESET = "\x1b[30;47;107m", "\x1b[0m"
HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def make_matrix_fast(text: str) -> list[list[bool]]:
    """The same five times faster, with a mask that is not chosen: for hundreds of codes, each small and read from near."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@lru_cache(maxsize=64)  # a poster asks three times, and choosing the mask is slow
def _make_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    return tuple(tuple(row) for row in _draw(text, ERROR_CORRECT_Q))


def make_matrix(text: str) -> list[list[bool]]:
    """Rows of modules, True is dark, no border; upper-case text gives the smaller code."""
    return [list(row) for row in _make_rows(text)]


def make_screen_matrix(text: str) -> list[list[bool]]:
    """The same for a screen, with fewer and larger modules: nothing wears it. It is not kept, for it may be a secret."""
    return _draw(text, ERROR_CORRECT_M)


def make_path(matrix: list[list[bool]], offset: int = 0) -> str:
    """SVG path data, a rectangle for every dark run of a row, one unit a module."""
    path = ""
    for y, row in enumerate(matrix, start=offset):
        x = offset
        for dark, run in groupby(row):
            length = len(list(run))
            path += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
            x += length
    return path


def make_svg(text: str) -> str:
    """A vector picture, one unit a module; its title is the text itself, in no language."""
    matrix = make_matrix(text)
    side = len(matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(text)}</title>'
        f'<path fill="#ffffff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000000" d="{make_path(matrix, QUIET)}"/></svg>'
    )


def print_terminal(text: str) -> str:
    """Lines of half blocks, black on white whatever the terminal's own colours are."""
    matrix = make_matrix(text)
    side = len(matrix) + 2 * QUIET
    light = [[False] * side for _ in range(QUIET)]
    edge = [False] * QUIET
    rows = light + [[*edge, *row, *edge] for row in matrix] + light
    rows += [[False] * side] * (side % 2)
    pairs = (zip(rows[i], rows[i + 1], strict=True) for i in range(0, len(rows), 2))
    return "\n".join(PAPER + "".join(HALVES[pair] for pair in line) + RESET for line in pairs)


def _draw(text: str, level: int) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=level, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]
