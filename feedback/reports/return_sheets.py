"""Returns as an Excel file of their own: the grid, and every answer with what shows it. The workbook holds none of it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from feedback.models.returning import Return, ReturnStatus
from feedback.reports.return_grid import Cell, Grid, make_grid
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Column, Page, Value
from feedback.reports.sheets.settling import make_properties, settle
from feedback.reports.shown import BREAK
from feedback.return_drafts import form_of, read_written
from feedback.returns import about_of, maker_of, period_words, stage_of
from feedback.versions import snapshot_of

NOTE = "Shown by name. Nothing here is an answer of a child or parent, and nothing is protected."
WHO = (("Service", 24), ("Group", 18), ("Of", 28), ("Made by", 24))
ANSWERS = (
    ("Questionnaire", 30), ("Version", 9), ("Period", 28), ("Stage", 18), ("Held", 13), ("Service", 24), ("Group", 18),
    ("Made by", 26), ("About", 26), ("Section", 30), ("Question", 46), ("Answer", 34), ("Mark", 8), ("Evidence", 60),
)  # fmt: skip


def make_file(
    session: Session, found: Sequence[Return], *, name: str, period: str, made_on: dt.date
) -> bytes:
    """The sheets Compared and Answers, of the sent returns among `found`, as the bytes of an .xlsx file."""
    grid = make_grid(session, found, today=made_on, period=period)
    sent = [return_ for return_ in found if return_.status == ReturnStatus.SENT]
    pages = [_compare(grid, name), _list_answers(session, sent, name, made_on)]
    properties = make_properties(f"{name}, returns", made_on)
    return settle(write_pages(pages, properties), properties)


def _compare(grid: Grid, name: str) -> Page:
    chosen = dict(grid.periods).get(grid.period, "") if grid.period else ""
    headings = _tell_apart([column.heading for column in grid.columns])
    columns = [Column(heading, width) for heading, width in WHO]
    columns += [Column(h, 18) for heading in headings for h in (heading, f"{heading}, before")]
    return Page(
        name="Compared",
        title=f"{name}: {chosen}" if chosen else name,
        says=NOTE,
        note=f"Before is the last mark on the same scale before this one. {BREAK} another team was merged into it in between.",
        columns=columns,
        rows=[
            [line.service, line.group, line.name, line.made_by]
            + [words for cell in line.cells for words in _say(cell)]
            for line in grid.lines
        ],
        nothing="No return was sent yet",
    )


def _say(cell: Cell) -> tuple[str, str]:
    mark = f" {BREAK}" if cell.why else ""
    return (cell.now.words if cell.now else "", f"{cell.before.words}{mark}" if cell.before else "")


def _tell_apart(headings: Iterable[str]) -> list[str]:
    """Each heading once: a table in Excel has no two columns of one name."""
    seen: dict[str, int] = {}
    told = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        told.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return told


def _list_answers(session: Session, sent: Sequence[Return], name: str, today: dt.date) -> Page:
    rows = [row for return_ in sent for row in _rows_of(session, return_, today)]
    return Page(
        name="Answers",
        title=f"{name}: every answer",
        says=NOTE,
        note="One row an answer. Mark is the place of the answer on its scale.",
        columns=[Column(heading, width) for heading, width in ANSWERS],
        rows=rows,
        nothing="No return was sent yet",
    )


def _rows_of(session: Session, return_: Return, today: dt.date) -> list[list[Value]]:
    snapshot, written = snapshot_of(return_.version), read_written(return_)
    team = return_.place or return_.team
    head: list[Value] = [
        snapshot.name, snapshot.version, period_words(return_), stage_of(snapshot, return_.stage) or "First",
        return_.held_on or "", team.service if team else "", (team.group or "") if team else "",
        maker_of(return_), about_of(return_),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for part in form_of(session, return_, today=today).parts:
        for question in part.questions:
            options = [question.codes[code] for code in written.codes.get(question.id, ())]
            answer = written.texts.get(question.id) or "; ".join(o.label for o in options)
            evidence = written.evidence.get(question.id, "")
            if answer or evidence:
                mark = options[0].score if len(options) == 1 else None
                own: list[Value] = [part.title, question.text, answer, mark or "", evidence]
                rows.append([*head, *own])
    return rows
