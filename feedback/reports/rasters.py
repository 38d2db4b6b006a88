"""Decides how a printed page becomes a picture, for screens and for leaflets made elsewhere."""

import io
from contextlib import closing
from threading import Lock

import pypdfium2

DPI = 200  # sharp on paper, and a poster stays a few hundred kilobytes
_ONE_AT_A_TIME = Lock()  # PDFium must never run in two threads of a process


def make_png(pdf: bytes, *, dpi: int = DPI) -> bytes:
    """The first page as PNG: the same page is the same bytes."""
    with _ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(pdf)) as document:
        picture = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()
