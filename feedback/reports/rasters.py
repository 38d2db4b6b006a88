"""Decides how a printed page becomes a picture, for screens and for leaflets made elsewhere."""

import io
from contextlib import closing
from threading import Lock

import pypdfium2
from PIL import Image

DPI = 150  # sharp enough on paper, and a whole pack stays small; the PDF is there for print
_ONE_AT_A_TIME = Lock()  # PDFium must never run in two threads of a process


def make_png(pdf: bytes, *, dpi: int = DPI) -> bytes:
    """The first page as PNG: the same page is the same bytes."""
    with _ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(pdf)) as document:
        picture = document[0].render(scale=dpi / 72).to_pil()
    written = io.BytesIO()
    _few_colours(picture).save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()


def _few_colours(picture: Image.Image) -> Image.Image:
    """Flat colours need no more than a palette: a third of the bytes, in half the time."""
    few = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    # It rounds white down by one, and a printer would lay dots all over the paper.
    few.putpalette([255 if shade == 254 else shade for shade in palette])
    return few
