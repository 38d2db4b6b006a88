"""A questionnaire over time: one table of bars for every line, with its breaks."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.exceptions import NotFoundError
from feedback.permissions import Action
from feedback.reports.charts import draw_hatch, list_keys
from feedback.reports.figures import read_rows
from feedback.reports.naming import name_teams
from feedback.reports.periods import PeriodFigures, Silence
from feedback.reports.series import Series, make_series
from feedback.reports.shown import RoundFigures
from feedback.reports.tables import tabulate_series
from feedback.staff.results import list_seen, narrow
from feedback.staff.results_periods import read_seen, say_silence
from feedback.versions import list_versions, snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("results_over_time", __name__)


@blueprint.get("/results/<questionnaire>")
@open_to(Action.SEE_RESULTS)
def see_questionnaire(questionnaire: str) -> ResponseReturnValue:
    """All teams of every core measure over time, or one measure of one group."""
    key, group = request.args.get("measure"), request.args.get("group")
    with get_database().reading() as session:
        name, figures, periods = _read_figures(session, questionnaire)
    # A line depends on no other, so only those that are shown are made.
    lines = make_series(told.only_total() for told in figures)
    of_measure = make_series(told.only_measure(key) for told in figures) if key else ()
    groups = list(dict.fromkeys(map(name_group, [*_of_all(of_measure), *of_measure])))
    wanted = group or next(iter(groups), None)
    shown = [line for line in of_measure if name_group(line) == wanted]
    unknown = (group if of_measure else key) if (key and not shown) else None
    chosen = shown[0].question if shown else None
    shown = shown or list(lines)
    drawn = [tabulate_series(line, periods, whose=_say_whose(line, shown)) for line in shown]
    return render_template(
        "staff/results-time.html",
        questionnaire=questionnaire,
        name=name,
        measures={line.question.measure: line.question.heading for line in lines},
        chosen=chosen,
        groups=groups,
        group=name_group(shown[0]) if shown else None,
        unknown=unknown,
        tables=drawn,
        keys=list_keys(line.figure for table in drawn for line in table.lines),
        silent=say_silence([one for one in periods if one.silence is Silence.RUNNING]),
        hatch=draw_hatch(),
    )


def name_group(line: Series) -> str:
    """What a line's group is called where all groups stand together."""
    several = len(line.newest.row.teams_included) > 1 and not line.of_all
    return f"{line.group}: {line.service or 'across services'}" if several else line.group


def _say_whose(line: Series, shown: Sequence[Series]) -> str:
    """Which teams a line of All teams is of, where rounds of other teams have one too; else nothing."""
    alike = [one for one in _of_all(shown) if one.question.heading == line.question.heading]
    if not line.of_all or len(alike) == 1:
        return ""
    return f"{line.group} of {name_teams(line.newest.row.teams_included)}"


def _of_all(lines: Sequence[Series]) -> list[Series]:
    return [line for line in lines if line.of_all]


def _read_figures(
    session: Session, questionnaire: str
) -> tuple[str, list[RoundFigures], list[PeriodFigures]]:
    """The newest name of `questionnaire`, and the figures and periods of its rounds that this account may see."""
    versions = [v for v in list_versions(session) if v.questionnaire == questionnaire]
    if not versions:
        raise NotFoundError("There is no published questionnaire of this name.")
    newest = max(versions, key=lambda version: version.number)
    seen = [r for r, _ in list_seen(session) if r.version.questionnaire == questionnaire]
    account = open_account()
    figures = [narrow(told, account) for told in read_rows(session, seen) if not told.sealed]
    return snapshot_of(newest).name, figures, read_seen(session, seen)
