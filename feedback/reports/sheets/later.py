"""The sheets that are filled by what staff do after a round: each says why it is still empty."""

from feedback.reports.sheets.page import Page, columns


def themes() -> Page:
    """What released comments are about."""
    return Page(
        name="Themes",
        title="Themes",
        says="What released comments are about, by team and quarter.",
        note="One comment can have several themes.",
        columns=columns(
            Questionnaire=28, Round=26, Theme=24, Team=24, Quarter=13, Positive=11, Negative=11, Example=50
        ),
        rows=[],
        nothing="Themes are given to released comments; none has been released.",
    )  # fmt: skip


def you_said() -> Page:
    """What changed because of what people said."""
    return Page(
        name="You said we did",
        title="You said, we did",
        says="What people told the council, and what the council did or why it could not.",
        note="Replies stand here once staff have written them.",
        columns=columns(
            Questionnaire=28, Round=26, You_said=44, We_did=44, Owner=20, Due=14, Status=14, How_people_were_told=36
        ),
        rows=[],
        nothing="No reply has been written yet.",
    )  # fmt: skip
