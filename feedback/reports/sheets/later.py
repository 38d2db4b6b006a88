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
