"""Paper forms of shipped questionnaires, and how their PDFs are read."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pymupdf

from feedback.reports.papers.form import Paper, paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.versions import list_version_files
from tests.councils import SHIPPED_FORMS, make_settings, read_forms

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(
    f"{path.parent.name}/{path.stem}"
    for path in list_version_files(SHIPPED_FORMS)
    if "class: attributed" not in path.read_text(encoding="utf-8")
)
COUNCIL = make_settings(ROOT, council="Westmere Council")
CODE, URL = "7KXWPM", "https://ask.westmere.example/q/7KXWPM"


def make(name: str = "iro-survey/2", variant: str = "standard", **more: object) -> Paper:
    """Oak's paper form of a shipped questionnaire."""
    paper = paper_of(COUNCIL, read_forms(name), variant)
    return replace(paper, **({"team": "Oak", "code": CODE, "url": URL} | more))


def list_variants() -> Iterable[tuple[str, str]]:
    """Every shipped questionnaire in every variant it has."""
    return [(name, str(variant)) for name in NAMES for variant in read_forms(name).forms]


def draw(paper: Paper) -> pymupdf.Document:
    """Its PDF, opened."""
    return pymupdf.open(stream=make_paper(paper))


@lru_cache
def _shipped(name: str, variant: str) -> bytes:
    return make_paper(make(name, variant))


def draw_shipped(name: str = "iro-survey/2", variant: str = "standard") -> pymupdf.Document:
    """The PDF of `make`, made once and opened."""
    return pymupdf.open(stream=_shipped(name, variant))


def read_page(page: pymupdf.Page) -> str:
    """All words of a page, one space between them."""
    return " ".join(page.get_text().split())


def read(document: pymupdf.Document) -> str:
    """All words of all pages."""
    return " ".join(read_page(page) for page in document)
