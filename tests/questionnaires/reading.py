"""What a person reads and sees in a form."""

import re
from collections.abc import Iterator

from feedback.questionnaires.snapshot import Form, Lines, Option


def options(form: Form) -> Iterator[Option]:
    """Every option and escape of `form`."""
    for question in form.questions.values():
        yield from (*question.options, *question.escapes)


def sentences(form: Form) -> Iterator[str]:
    """Every sentence a person reads in `form`."""
    for text in words(form):
        yield from (part for part in re.split(r"(?<=[.?!:])\s+", text) if part)


def words(form: Form) -> Iterator[str]:
    """Every text a person reads in `form`."""
    yield from (form.title, form.invitation)
    for page in (form.start, form.closing):
        yield from said(page)
    for lines in (form.help or {}).values():
        yield from (line.text for line in lines)
    for part in form.parts:
        yield from filter(None, (part.title, part.intro))
    for question in form.questions.values():
        yield from filter(None, (question.text, question.help, question.low, question.high))
        yield from filter(None, (question.show_if and question.show_if.words,))
    yield from (option.label for option in options(form))


def pictures(form: Form) -> Iterator[str]:
    """Every picture `form` shows."""
    yield from (q.picture for q in form.questions.values() if q.picture)
    yield from (option.picture for option in options(form) if option.picture)
    for page in (form.start, form.closing):
        yield from (line.picture for line in (*page.lines, *page.more, *page.box) if line.picture)
    for lines in (form.help or {}).values():
        yield from (line.picture for line in lines if line.picture)


def said(page: Lines) -> list[str]:
    """Every line of a page."""
    return [line.text for line in (*page.lines, *page.more, *page.box)]
