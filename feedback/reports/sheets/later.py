"""The sheets that are filled by what staff do after a round: each says why it is still empty. And Versions."""

from feedback.reports.sheets.page import Contents, Page, columns

CHANGE_COLUMNS = columns(
    Questionnaire=24, Version=10, Published=14, Question=20, What_changed=70, Name=28, Asked=34,
    Tested=44,
)  # fmt: skip


def headlines() -> Page:
    """The page for the director."""
    return Page(
        name="Headlines",
        title="Headlines",
        says="The strongest and the weakest core measures of each round, on one page.",
        note="Every figure here also stands in By team.",
        columns=columns(
            Questionnaire=28, Round=26, Measure=34, Figure=26, Base=10, Why_it_is_here=40
        ),
        rows=[],
        nothing="Headlines are not made yet. By team has every figure.",
    )


def by_quarter() -> Page:
    """Measures over time."""
    return Page(
        name="By quarter",
        title="Results by quarter",
        says="Each core measure by financial quarter, with a mark where a question changed.",
        note="Q1 is April to June. [b] the question changed, so figures before and after do not compare.",
        columns=columns(
            Questionnaire=28, Measure=30, Quarter=13, Version=10, Group=22, Answered=12, Positive=12,
            Low=9, High=9, Break=9,
        ),
        rows=[],
        nothing="Figures by quarter are not made yet. Core measures names the quarter of each round.",
    )  # fmt: skip


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


def versions(contents: Contents) -> Page:
    """Every published version of the questionnaires in this workbook, and what changed."""
    return Page(
        name="Versions",
        title="Versions of the questionnaires",
        says="Every published version of the questionnaires in this workbook, and what changed from the one before.",
        note="A published version is never edited; a change is a new version.",
        columns=CHANGE_COLUMNS,
        rows=[
            [
                change.questionnaire, change.version, change.published_on, change.question,
                change.change, change.name, change.asked, change.tested,
            ]
            for change in contents.changes
        ],
        nothing="No version is published.",
    )  # fmt: skip
