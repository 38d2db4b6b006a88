"""You said we did: one row for each published reply, with the figure it is of as every other sheet tells it."""

from collections.abc import Iterator

from feedback.reports.reply_words import KIND_WORDS, VERDICT_WORDS
from feedback.reports.sheets.page import NOT_APPLICABLE, Contents, Page, Value, columns
from feedback.reports.shown_replies import ShownReply

NOTHING_NOTED = "not recorded"
COLUMNS = columns(
    Questionnaire=28, Round=26, You_said=44, We_did=44, Owner=20, Due=14, Status=20, How_people_were_told=36,
    Team=24, Theme=24, Question=36, Positive=26, Published=14, Young_people_say=30,
)  # fmt: skip


def you_said(contents: Contents) -> Page:
    """What changed because of what people said."""
    return Page(
        name="You said we did",
        title="You said, we did",
        says="What people told the council, and what the council did, will do, or cannot do and why.",
        note="Only published replies stand here. A reply is of a figure of one row, or of a theme.",
        columns=COLUMNS,
        rows=[list(_cells(one)) for one in contents.replies],
        nothing="No reply has been published yet.",
    )


def _cells(one: ShownReply) -> Iterator[Value]:
    reply = one.reply
    yield one.round.questionnaire
    yield one.round.label
    yield reply.you_said
    yield reply.we_did
    yield reply.owner
    yield reply.due_on or NOT_APPLICABLE
    yield KIND_WORDS[one.kind].partition(",")[0]
    yield reply.told or NOTHING_NOTED
    yield one.row_words
    yield reply.theme or NOT_APPLICABLE
    yield one.finding.question.heading if one.finding else NOT_APPLICABLE
    yield one.finding.figure.words if one.finding else NOT_APPLICABLE
    yield one.published_on or NOT_APPLICABLE
    verdicts = [f"{VERDICT_WORDS[verdict]}: {number}" for verdict, number in one.verdicts.items()]
    yield ", ".join(verdicts) or NOTHING_NOTED
