"""The Excel workbook by team: thirteen sheets, one table each, the same figures always the same bytes."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import PublishedVersion, Round
from feedback.reports.contents import read_contents
from feedback.reports.sheets import (
    answers_back,
    comments,
    core_measures,
    front,
    headlines,
    over_time,
    people,
    results,
    themes,
)
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Contents, Page
from feedback.reports.sheets.settling import make_properties, settle
from feedback.rounds import list_rounds, open_round


def make_workbook(
    session: Session, *, rounds: Sequence[Round], settings: Settings, made_on: date
) -> bytes:
    """The workbook of `rounds`, all of them counted, as the bytes of an .xlsx file."""
    contents = read_contents(session, rounds=rounds, settings=settings, made_on=made_on)
    properties = make_properties(f"Feedback by team, made on {made_on}", made_on)
    return settle(write_pages(list_pages(contents), properties), properties)


def list_pages(contents: Contents) -> list[Page]:
    """The thirteen sheets, in their order."""
    pages = [
        front.notes(contents),
        headlines.headlines(contents),
        results.by_team(contents),
        over_time.by_quarter(contents),
        core_measures.core_measures(contents),
        results.questions(contents),
        people.response_rates(contents),
        comments.comments(contents),
        themes.themes(contents),
        people.who_answered(contents),
        answers_back.you_said(contents),
        over_time.versions(contents),
    ]
    return [front.cover(contents, pages), *pages]


def choose_rounds(
    session: Session,
    *,
    ids: Collection[str] = (),
    questionnaires: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[Round]:
    """The counted rounds that match everything given, by questionnaire and first day.

    `since` and `until` are for a round's last day. Raises NotFoundError when a name is unknown or nothing
    matches, and RefusedError when a named round is not counted yet.
    """
    named = [_open_counted(session, id_) for id_ in ids]
    for questionnaire in questionnaires:
        _check_known(session, questionnaire)
    wanted = {round_.id for round_ in named}
    matching = [
        round_
        for round_ in list_rounds(session)
        if (not wanted or round_.id in wanted)
        and (not questionnaires or round_.version.questionnaire in questionnaires)
        and (since is None or round_.closes_on >= since)
        and (until is None or round_.closes_on <= until)
    ]
    counted = [round_ for round_ in matching if round_.counted_on]
    if not counted:
        _refuse(matching)
    return sorted(counted, key=lambda r: (r.version.questionnaire, r.opens_on, r.id))


def _open_counted(session: Session, id_: str) -> Round:
    round_ = open_round(session, str(id_))
    if not round_.counted_on:
        raise RefusedError(
            f"Round {round_.id} is not counted yet: it takes answers until {round_.closes_on}, "
            "and there is a workbook once it is counted."
        )
    return round_


def _check_known(session: Session, questionnaire: str) -> None:
    found = session.scalar(
        select(PublishedVersion.id).where(PublishedVersion.questionnaire == questionnaire).limit(1)
    )
    if found is None:
        raise NotFoundError(
            f"There is no published questionnaire {questionnaire!r}. "
            "'feedback questionnaires list' shows them."
        )


def _refuse(matching: Sequence[Round]) -> None:
    if matching:
        raise RefusedError(
            "No round that matches is counted yet: there is a workbook once a round is counted. "
            "'feedback rounds list' shows where each one stands."
        )
    raise NotFoundError("No round matches. 'feedback rounds list' shows the rounds there are.")
