"""Reads what was printed as a phone and a person would: the code, and the words in their order."""

import io

import cv2
import numpy as np
import pymupdf
from PIL import Image

A4 = (595, 842)  # points


def read_code(picture: np.ndarray) -> str:
    """What a phone reads. Two readers, since each misses some."""
    readers = (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco())
    return max((reader.detectAndDecode(picture)[0] for reader in readers), key=len)


def open_png(content: bytes) -> np.ndarray:
    """A picture as grey pixels."""
    return np.array(Image.open(io.BytesIO(content)).convert("L"))


def open_only_page(pdf: bytes) -> pymupdf.Page:
    """The one page of a PDF, which must be A4."""
    document = pymupdf.open(stream=pdf)
    assert document.page_count == 1
    page = document[0]
    assert (round(page.rect.width), round(page.rect.height)) == A4
    return page


def rasterise(page: pymupdf.Page, dpi: int = 100) -> np.ndarray:
    """The page as grey pixels."""
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
