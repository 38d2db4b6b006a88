"""What goes into a workbook, read once: the same for the sheets and for a file of one of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.mergers import list_successors
from feedback.models.asking import DEMO, Meta, Round
from feedback.names import key_of
from feedback.replies import list_published
from feedback.reports.before import find_before
from feedback.reports.changes import list_changes
from feedback.reports.figures import read_rounds
from feedback.reports.periods import PeriodFigures, read_periods
from feedback.reports.released import read_released
from feedback.reports.sheets.page import Contents
from feedback.reports.shown import RoundFigures, write_day
from feedback.reports.shown_replies import ShownReply, read_shown
from feedback.reports.theming import count_themes
from feedback.rounds import list_rounds
from feedback.teams import list_former_names, list_teams
from feedback.themes import list_themes


def read_contents(
    session: Session, *, rounds: Sequence[Round], settings: Settings, made_on: date
) -> Contents:
    """All that may be said of `rounds`, which are counted."""
    figures = read_rounds(session, rounds)
    comments = read_released(session, rounds, figures)
    periods = read_periods(session, rounds, today=made_on, zone=settings.zone)
    before = _read_before(session, rounds)
    return Contents(
        council=settings.council_name,
        made_on=made_on,
        demo=session.get(Meta, DEMO) is not None,
        keep_responses_months=settings.keep_responses_months,
        keep_comments_months=settings.keep_comments_months,
        keep_figures_years=settings.keep_figures_years,
        rounds=tuple(figures),
        before=before,
        changes=tuple(list_changes(session, {r.version.questionnaire for r in rounds})),
        replies=_read_replies(session, rounds),
        comments=comments,
        themes=count_themes(session, figures, comments),
        theme_names={theme.code: theme.name for theme in list_themes(session)},
        periods=periods,
        former_names=tuple(
            _say_former_names(session, (*figures, *before.values(), *periods.values()))
        ),
    )


def _say_former_names(
    session: Session, told: Iterable[RoundFigures | PeriodFigures]
) -> Iterator[str]:
    """Whose old names stand in rows of `told`, team by team in the council's own order, the latest name first."""
    names = (name for one in told for row in one.rows for name in row.teams_included)
    carried, former = {key_of(name) for name in names}, list_former_names(session)
    for team in list_teams(session):
        for name in former.get(team.id, ()):
            if key_of(name.name) in carried:
                yield f"{team.name} was called {name.name} until {write_day(name.until_on)}."


def _read_replies(session: Session, rounds: Sequence[Round]) -> tuple[ShownReply, ...]:
    """The published replies to `rounds`, round by round."""
    wanted = {round_.id: place for place, round_ in enumerate(rounds)}
    found = [one for one in list_published(session) if one.round_id in wanted]
    return tuple(read_shown(session, sorted(found, key=lambda one: wanted[one.round_id])))


def _read_before(session: Session, rounds: Sequence[Round]) -> dict[int, RoundFigures]:
    """The figures of the round before each of `rounds`, whether or not it is in the workbook."""
    known, successors = list_rounds(session), list_successors(session)
    pairs = [(round_, find_before(round_, known, successors)) for round_ in rounds]
    before = {earlier.id: earlier for _, earlier in pairs if earlier}
    read = {figures.id: figures for figures in read_rounds(session, list(before.values()))}
    return {round_.id: read[earlier.id] for round_, earlier in pairs if earlier}
