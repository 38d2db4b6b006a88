"""Comments: what people wrote in their own words, as a duty reader released it."""

from feedback.disclosure.comments import NAMED_FROM
from feedback.reports.sheets.page import NOT_AVAILABLE, Contents, Page, columns

EVERYBODY, STAFF = "everybody", "staff only"

COLUMNS = columns(
    Questionnaire=28, Round=26, Team=24, Question=36, Comment=70, Language=14, Themes=24, Question_code=20, Shown_to=14,
)  # fmt: skip


def comments(contents: Contents) -> Page:
    """One row for each released comment."""
    return Page(
        name="Comments",
        title="Comments",
        says="What people wrote in their own words, as released by a person who read it and took names out.",
        note=f"A comment names its team only where {NAMED_FROM} or more answered, and a second reader agreed, else its service, else All teams. Question is [c] where an answer led some to a box.",
        columns=COLUMNS,
        rows=[
            [
                one.questionnaire, one.round, one.team, one.asked, one.comment, one.language,
                "; ".join(contents.names_of(one.themes)) or NOT_AVAILABLE, one.question,
                STAFF if one.staff_only else EVERYBODY,
            ]
            for one in contents.comments
        ],
        nothing="Comments are released by hand; there is none that may be told.",
    )  # fmt: skip
