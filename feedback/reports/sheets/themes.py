"""Themes: what comments are about, as a duty reader sorted them."""

from feedback.disclosure.comments import NAMED_FROM
from feedback.reports.sheets.page import NOT_AVAILABLE, Contents, Page, columns


def themes(contents: Contents) -> Page:
    """A row for each theme and each name that its comments carry, All teams first."""
    return Page(
        name="Themes",
        title="Themes",
        says="What the comments of this workbook are about, by round and by the name they carry.",
        note=f"One comment can have several themes. Rounds with fewer than {NAMED_FROM} answers have no rows here.",
        columns=columns(
            Questionnaire=28, Round=26, Theme=24, Team=24, Quarter=13, Positive=11, Negative=11, Example=50,
            Comments=11, Kind=16,
        ),
        rows=[
            [
                one.questionnaire, one.round, one.theme, one.team, one.quarter, one.positive,
                one.negative, one.example or NOT_AVAILABLE, one.comments, one.kind,
            ]
            for one in contents.themes
        ],
        nothing="A duty reader gives themes to comments; no comment of this workbook has one.",
    )  # fmt: skip
