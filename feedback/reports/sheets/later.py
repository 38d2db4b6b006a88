"""The sheets that are filled by what staff do after a round: each says why it is still empty."""

from feedback.reports.sheets.page import Page, columns


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
