"""Response rates and Who answered: who was asked and who took part."""

from collections.abc import Iterator

from feedback.activities import METHOD_WORDS
from feedback.reports.cohort_gaps import Compared, compare_people
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Contents,
    Page,
    Share,
    Value,
    columns,
    or_not_recorded,
    rate_or_words,
)
from feedback.reports.sheets.results import NO_FIGURES, name_teams, option_cells
from feedback.reports.shown import RoundFigures

ALL_CHANNELS = "all"
ACTIVITIES = "Activities"

RATE_COLUMNS = columns(
    Questionnaire=24, Round=28, Team=26, Channel=13, Due=13, Given_out=13, Received=12, Rate=13,
    Teams_included=44, Refused=13, No_contact=13,
)  # fmt: skip
WHO_COLUMNS = columns(
    Questionnaire=24, Round=28, Item=36, Answer=34, Count=13, Per_cent=14, Base=10,
    Of_those_who_said=18, Cohort=14, Cohort_per_cent=16, Gap=24,
)  # fmt: skip


def response_rates(contents: Contents) -> Page:
    """What was due, given out and received, by row and, for all teams, by channel."""
    return Page(
        name="Response rates",
        title="Response rates",
        says="How many were due, given out and came back, and how many refused or were not reached, for each row of By team.",
        note=_sealed_note(contents)
        or "An open link can be used more than once, so a rate may pass 100%.",
        columns=RATE_COLUMNS,
        rows=[
            *(cells for round_ in contents.told for cells in _rate_rows(round_)),
            *_activity_rows(contents),
        ],
        nothing=NO_FIGURES,
    )


def who_answered(contents: Contents) -> Page:
    """Who took part, the whole council together, each item by itself."""
    return Page(
        name="Who answered",
        title="Who answered",
        says="Who took part, all teams together. Each item stands by itself and is never crossed with another.",
        note="Questions about the person are optional. Cohort is how many there are, to the nearest five; Gap is from Of those who said. [c] hidden to protect people.",
        columns=WHO_COLUMNS,
        rows=[
            [
                round_.questionnaire, round_.label, one.answer.text, one.answer.label,
                *option_cells(one.answer), *_cohort_cells(one),
            ]
            for round_ in contents.told
            for one in compare_people(round_)
        ],
        nothing=NO_FIGURES,
    )  # fmt: skip


def say_sealed(round_: RoundFigures) -> str:
    """The one sentence about a round with too few answers. It holds no count."""
    return (
        f"{round_.questionnaire}, {round_.label}: too few answers to show. "
        "They stay sealed and join the next round of this questionnaire."
    )


def _cohort_cells(one: Compared) -> Iterator[Value]:
    """Of those who said, Cohort, Cohort per cent and Gap: nothing where the row is hidden."""
    if one.silence or one.share is None or one.cohort is None or one.cohort_percent is None:
        yield from [one.gap] * 4
        return
    yield one.share.words
    yield one.cohort
    yield Share(one.cohort_percent / 100)
    yield one.gap


def _sealed_note(contents: Contents) -> str:
    if len(contents.sealed) == 1:
        return say_sealed(contents.sealed[0])
    if contents.sealed:
        return "Some rounds have too few answers to show and join the next round. Notes names them."
    return ""


def _activity_rows(contents: Contents) -> Iterator[list[Value]]:
    """How people took part besides answering: how often and how many, by method."""
    for count in contents.activities:
        yield [
            ACTIVITIES,
            contents.window,
            "All teams",
            METHOD_WORDS[count.method],
            NOT_APPLICABLE,
            count.times,
            count.people,
            *[NOT_APPLICABLE] * 4,
        ]


def _rate_rows(round_: RoundFigures) -> Iterator[list[Value]]:
    for row in round_.rows:
        yield [
            round_.questionnaire,
            round_.label,
            row.team,
            ALL_CHANNELS,
            or_not_recorded(row.due),
            or_not_recorded(row.given_out),
            row.received,
            rate_or_words(row.rate),
            name_teams(row),
            or_not_recorded(row.refused),
            or_not_recorded(row.no_contact),
        ]
    for channel in round_.channels if round_.rows else ():
        last = round_.rows[-1]
        yield [
            round_.questionnaire,
            round_.label,
            last.team,
            channel.channel,
            NOT_APPLICABLE,
            or_not_recorded(channel.given_out),
            channel.received,
            rate_or_words(channel.rate),
            name_teams(last),
            NOT_APPLICABLE,
            NOT_APPLICABLE,
        ]
