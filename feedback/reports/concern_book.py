"""Concerns as a workbook for the safeguarding lead: one sheet of concerns, one of what was done. Not a public file."""

import datetime as dt
from collections.abc import Sequence

from feedback.clock import moment_words
from feedback.concern_steps import LABELS
from feedback.concerns import is_passed_on
from feedback.config import Settings
from feedback.models.concerning import Concern, Kind
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Column, Page, Value
from feedback.reports.sheets.settling import make_properties, settle

TITLE = "Concerns"
SAYS = (
    "Confidential. It holds what people wrote, and may name them: for the safeguarding lead alone."
)
WIDTHS = {"Words": 60, "Outcome": 40, "Question": 34, "Answer": 24, "Owner": 28, "Team": 24}
HEADINGS = (
    "Concern", "Kind", "Raised on", "Due on", "Status", "Team", "Question", "Answer", "Answers that day",
    "Words", "Host authority", "About", "Whose line", "Worker", "Owner", "Held", "Closed on", "Outcome",
)  # fmt: skip
ACTIONS = ("Concern", "When", "What", "By", "Words")


def make_book(found: Sequence[Concern], settings: Settings, made_on: dt.date) -> bytes:
    """The .xlsx file of `found`."""
    properties = make_properties(TITLE, made_on)
    pages = [_concerns_page(found), _actions_page(found, settings)]
    return settle(write_pages(pages, properties), properties)


def _concerns_page(found: Sequence[Concern]) -> Page:
    return Page(
        name=TITLE,
        title=TITLE,
        says=SAYS,
        note="One row a concern. What was done about each stands on the sheet Actions.",
        columns=[Column(heading, WIDTHS.get(heading, 16)) for heading in HEADINGS],
        rows=[_row(concern) for concern in found],
        nothing="No concern.",
    )


def _actions_page(found: Sequence[Concern], settings: Settings) -> Page:
    rows: list[Sequence[Value]] = [
        (
            concern.reference,
            moment_words(action.at, settings.zone) if action.at else action.done_on.isoformat(),
            action.step,
            action.account.email if action.account else "Nobody: an answer",
            action.words,
        )
        for concern in found
        for action in concern.actions
    ]
    return Page(
        name="Actions",
        title="Actions",
        says=SAYS,
        note="Oldest first. Nothing here is ever changed.",
        columns=[Column(heading, 70 if heading == "Words" else 24) for heading in ACTIONS],
        rows=rows,
        nothing="Nothing was done.",
    )


def _row(concern: Concern) -> Sequence[Value]:
    status = "closed" if concern.closed_on else "passed on" if is_passed_on(concern) else "open"
    return (
        concern.reference,
        LABELS[Kind(concern.kind)],
        concern.raised_on,
        concern.due_on,
        status,
        concern.team.name if concern.team else "",
        concern.question or "",
        concern.answer or "",
        concern.times,
        concern.words,
        concern.out_of_area or "",
        concern.about_adult or "",
        concern.line or "",
        concern.worker or "",
        concern.owner.email if concern.owner else "",
        "yes" if concern.held else "no",
        concern.closed_on or "",
        concern.outcome or "",
    )
