"""Decides what an issued workbook holds: every counted round of a period, and what is different from the number before."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from feedback.activities import count_methods, list_activities
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.issues import Draft, Rows, last_issue, round_ids_of, rows_of
from feedback.models.asking import Round
from feedback.reports.contents import read_contents
from feedback.reports.figures import label_rounds
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Contents, Issued, Page
from feedback.reports.sheets.settling import make_properties, settle
from feedback.reports.shown import RoundFigures
from feedback.reports.theming import ThemeCount
from feedback.reports.workbook import list_pages
from feedback.retention import shown_until
from feedback.rounds import list_rounds, open_round
from feedback.spans import Window, list_windows

Tell = Callable[[int, int], None]
STEPS = 3
# What says of itself when and as what it was made.
NOT_COMPARED = ("Cover", "Notes")


def list_issuable(session: Session, settings: Settings, *, today: date) -> list[Window]:
    """The periods that are over and in which a round was counted that still shows something."""
    counted = [r for r in list_rounds(session) if _is_told(r, settings, on=today)]
    days = [round_.closes_on for round_ in counted if not round_.sealed]
    return list_windows(days, today=today)


def list_of_window(
    session: Session, window: Window, settings: Settings, *, on: date
) -> list[Round]:
    """The rounds of a period, by questionnaire and first day: it is that of their last day, as for quarters.

    Those that stay sealed are among them: the workbook says so, and nothing else of them.
    """
    rounds = [r for r in list_rounds(session) if window.holds(r.closes_on)]
    found = [r for r in rounds if _is_told(r, settings, on=on)]
    return sorted(found, key=lambda r: (r.version.questionnaire, r.opens_on, r.id))


def draft_issue(
    session: Session,
    window: Window,
    *,
    comments: bool,
    settings: Settings,
    on: date,
    tell: Tell,
) -> tuple[Draft, int]:
    """The next workbook of a period, and its number. Raises RefusedError when it would say nothing new."""
    rounds = list_of_window(session, window, settings, on=on)
    if all(round_.sealed for round_ in rounds):
        raise RefusedError(f"No round of {window.name} is counted yet, so there is no workbook.")
    tell(0, STEPS)
    contents = _read(session, window, rounds, comments=comments, settings=settings, on=on)
    rows = _hash_rows(list_pages(contents))
    tell(1, STEPS)
    before = last_issue(session, window)
    number = before.number + 1 if before else 1
    changes = list(_compare(session, window, contents, rows, on=on))
    if before and not changes and not before.withdrawn_on:
        raise RefusedError(
            f"Nothing has changed since number {before.number} of {window.name}. Use that one."
        )
    issued = Issued(window.name, number, tuple(changes))
    pages = list_pages(replace(contents, issued=issued))
    tell(2, STEPS)
    properties = make_properties(f"Feedback, {window.name}, number {number}", on)
    content = settle(write_pages(pages, properties), properties)
    kept = _keep_until(rounds, contents, settings)
    return Draft(window, comments, content, rows, [r.id for r in rounds], changes, kept), number


def _is_told(round_: Round, settings: Settings, *, on: date) -> bool:
    """Whether it was counted, and the day of its figures is not past."""
    return bool(round_.counted_on) and shown_until(round_, settings, comments=False) >= on


def _keep_until(rounds: Sequence[Round], contents: Contents, settings: Settings) -> date:
    """The last day of the first thing in it that is deleted: comments count only where it holds some."""
    written = {(one.questionnaire, one.round) for one in contents.comments}
    return min(
        shown_until(round_, settings, comments=_key(figures) in written)
        for round_, figures in zip(rounds, contents.rounds, strict=True)
        if not round_.sealed
    )


def _key(figures: RoundFigures) -> tuple[str, str]:
    """How a comment, and a count of a theme, name their round."""
    return figures.questionnaire, figures.label


def _read(
    session: Session,
    window: Window,
    rounds: Sequence[Round],
    *,
    comments: bool,
    settings: Settings,
    on: date,
) -> Contents:
    contents = read_contents(session, rounds=rounds, settings=settings, made_on=on)
    held = list_activities(session, first=window.first, last=window.last)
    # Comments past their day may still be there until the next tick.
    may_quote = {
        _key(figures)
        for round_, figures in zip(rounds, contents.rounds, strict=True)
        if comments and shown_until(round_, settings, comments=True) >= on
    }
    return replace(
        contents,
        comments=tuple(c for c in contents.comments if (c.questionnaire, c.round) in may_quote),
        themes=tuple(_quote(theme, may_quote) for theme in contents.themes),
        activities=tuple(count_methods(held)),
        window=window.name,
    )


def _quote(theme: ThemeCount, may_quote: Collection[tuple[str, str]]) -> ThemeCount:
    """Without its example where no comment may be quoted: it is one, and would be kept as long as the figures."""
    return theme if (theme.questionnaire, theme.round) in may_quote else replace(theme, example="")


def _hash_rows(pages: Sequence[Page]) -> Rows:
    """A short hash of each row of each sheet that is compared."""
    return {
        page.name: [hashlib.sha256(repr(list(row)).encode()).hexdigest()[:16] for row in page.rows]
        for page in pages
        if page.name not in NOT_COMPARED
    }


def _compare(
    session: Session, window: Window, contents: Contents, rows: Rows, *, on: date
) -> Iterator[str]:
    """What is different from the number before, a sentence each: rounds first, then sheet by sheet."""
    before = last_issue(session, window)
    if before is None:
        return
    known = round_ids_of(session, before)
    for figures in contents.rounds:
        if figures.id not in known:
            joined = "Stays sealed" if figures.sealed else "Joined"
            yield f"{joined}: {figures.name} ({figures.questionnaire}), {figures.label}."
    for gone in sorted(known - {figures.id for figures in contents.rounds}):
        yield f"Gone: {_name(session, gone)}."
    old = rows_of(session, before)
    if old is None or before.kept_until < on:
        yield f"The file of number {before.number} is deleted, so its rows could not be compared."
        return
    for sheet, now in rows.items():
        yield from _compare_sheet(sheet, Counter(old.get(sheet, ())), Counter(now))


def _compare_sheet(sheet: str, old: Counter[str], now: Counter[str]) -> Iterator[str]:
    more, less = (now - old).total(), (old - now).total()
    if more or less:
        yield f"{sheet}: {_rows(more)} new or different, {_rows(less)} gone or different before."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _name(session: Session, round_id: int) -> str:
    round_ = open_round(session, str(round_id))
    return f"{round_.version.questionnaire}, {label_rounds(session, [round_])[round_.id]}"
