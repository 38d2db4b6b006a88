"""Results as staff see them: counted rounds, one round with its bars, and a questionnaire over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import plans, rounds, timetable
from feedback.cohorts import year_of
from feedback.disclosure.groups import RowKind
from feedback.edges import Status
from feedback.models.accounts import Account
from feedback.models.asking import Round, Team
from feedback.models.planning import PlanRound
from feedback.permissions import Action, can_do, can_see
from feedback.reports import tables
from feedback.reports.before import read_before
from feedback.reports.charts import draw_hatch, list_keys
from feedback.reports.cohort_gaps import compare_people, say_missing
from feedback.reports.figures import label_rounds, read_rounds
from feedback.reports.headlines import say_rate, strongest, weakest
from feedback.reports.period_tables import tabulate_period_measure, tabulate_period_questions
from feedback.reports.periods import PeriodFigures
from feedback.reports.pledge_tables import tabulate_pledges
from feedback.reports.shown import (
    HIDDEN,
    CoreQuestion,
    RoundFigures,
    RowFigures,
    say_left_out,
)
from feedback.reports.since import ChangesSince, find_changes
from feedback.reports.wording import say_positive
from feedback.rounds import RoundSummary
from feedback.staff.given_out import CHANNEL_WORDS
from feedback.staff.results_periods import read_seen, say_silence
from feedback.teams import list_teams
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("results", __name__)
NEARBY = 5  # measures that are offered beside the one that is shown, it included


@dataclass(frozen=True)
class Counted:
    """A counted round as the list shows it."""

    summary: RoundSummary
    label: str


@blueprint.get("/results")
@open_to(Action.SEE_RESULTS)
def see_index() -> ResponseReturnValue:
    """Every questionnaire with its counted rounds, newest first."""
    with get_database().reading() as session:
        seen = list_seen(session)
        labels = label_rounds(session, [round_ for round_, _ in seen])
    counted = [Counted(summary, labels[round_.id]) for round_, summary in reversed(seen)]
    names = sorted({one.summary.questionnaire for one in counted})
    return render_template(
        "staff/results.html",
        found={
            name: [one for one in counted if one.summary.questionnaire == name] for name in names
        },
    )


@blueprint.get("/rounds/<round_id>/results")
@open_to(Action.SEE_RESULTS)
def see_round(round_id: str) -> ResponseReturnValue:
    """One counted round: all its core measures, or one of them by team."""
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        summary = rounds.summarise(session, round_, get_settings().zone)
        if not can_see(open_account(), summary.teams):
            abort(403)
        if summary.status is not Status.CLOSED or summary.sealed:
            status = 200 if summary.sealed else 409
            return render_template("staff/no-results.html", round=summary), status
        figures, before = _read_with_before(session, round_)
        merged = list_merged(session, figures, open_account())
        periods = read_seen(session, [round_])
        reply = timetable.read_replies(session).get(round_.id)
    key = request.args.get("measure")
    question = tables.find_question(figures, key) if key else None
    if question:
        return _show_measure(figures, before, periods, question, merged=merged)
    return _show_all(figures, before, periods, unknown=key, merged=merged, reply=reply)


def narrow(figures: RoundFigures, account: Account) -> RoundFigures:
    """The rows that `account` may see: all, or the one that holds the own team, and All teams."""
    if can_do(account.role, Action.SEE_EVERY_TEAM):
        return figures
    own = account.team.name if account.team else None
    rows = tuple(r for r in figures.rows if r.kind == RowKind.ALL or own in r.members)
    return replace(figures, rows=rows)


def list_merged(session: Session, figures: RoundFigures, account: Account) -> list[Team]:
    """The teams of `figures` that do not stand alone, of those that `account` may see."""
    names = {name for row in figures.rows if row.kind == RowKind.OTHER for name in row.members}
    found = [team for team in list_teams(session) if team.name in names]
    return [team for team in found if can_see(account, [team.name])]


def list_seen(session: Session) -> list[tuple[Round, RoundSummary]]:
    """The counted rounds that this account may see, oldest first."""
    account, zone = open_account(), get_settings().zone
    counted = [round_ for round_ in rounds.list_bare(session) if round_.counted_on]
    found = zip(counted, rounds.summarise_all(session, counted, zone), strict=True)
    return [(round_, summary) for round_, summary in found if can_see(account, summary.teams)]


def _read_with_before(session: Session, round_: Round) -> tuple[RoundFigures, RoundFigures | None]:
    """What this account may see of `round_`, and all of the round before, where it may see that too."""
    account = open_account()
    earlier = read_before(session, round_)
    members = rounds.read_members(session, [earlier] if earlier else [])
    if earlier and not can_see(account, [member.name for member in members[earlier.id]]):
        earlier = None
    *before, now = read_rounds(session, [one for one in (earlier, round_) if one])
    return narrow(now, account), before[0] if before else None


def _show_all(
    figures: RoundFigures,
    before: RoundFigures | None,
    periods: Sequence[PeriodFigures],
    *,
    unknown: str | None,
    merged: list[Team],
    reply: PlanRound | None,
) -> str:
    own = _own_row(figures)
    changes = _find_changes_of_all(figures, before, own)
    table = tables.tabulate_questions(figures, changes)
    added = [tabulate_period_questions(period, figures) for period in periods]
    return render_template(
        "staff/results-round.html",
        round=figures,
        before=before,
        unknown=unknown,
        total=figures.total,
        about_rate=say_rate(figures.total) if figures.total else "",
        strongest=strongest(figures),
        weakest=weakest(figures),
        **_draw(table, added),
        own=tables.tabulate_questions(figures, changes, own) if own else None,
        promised=tabulate_pledges(figures, changes),
        channel_words=CHANNEL_WORDS,
        reply=reply,
        reply_due_on=plans.reply_due_on,
        silent=say_silence(periods),
        key_of=tables.key_of,
        people=[
            (text, list(them))
            for text, them in groupby(compare_people(figures), lambda one: one.answer.text)
        ],
        missing=say_missing(figures),
        year=year_of(figures.closes_on),
        hidden=HIDDEN,
        left_out=say_left_out(figures.left_out) if figures.left_out else "",
        merged=merged,
    )


def _find_changes_of_all(
    figures: RoundFigures, before: RoundFigures | None, own: RowFigures | None
) -> ChangesSince:
    """The changes of All teams, and of the `own` row where there is one: the other rows are not shown here."""
    if own is None:
        return find_changes(figures.only_total(), before.only_total() if before else None)
    return find_changes(figures, before)


def _own_row(figures: RoundFigures) -> RowFigures | None:
    """The row of the own team, for those who see no other, where it is not all there is."""
    if can_do(open_account().role, Action.SEE_EVERY_TEAM) or not figures.total:
        return None
    own = (row for row in figures.rows if row.teams_included != figures.total.teams_included)
    return next(own, None)


def _show_measure(
    figures: RoundFigures,
    before: RoundFigures | None,
    periods: Sequence[PeriodFigures],
    question: CoreQuestion,
    *,
    merged: list[Team],
) -> str:
    place = figures.questions.index(question)
    first = max(0, min(place - NEARBY // 2, len(figures.questions) - NEARBY))
    nearby = figures.questions[first : first + NEARBY]
    told = before.only_measure(question.measure) if before else None
    changes = find_changes(figures.only_measure(question.measure), told)
    table = tables.tabulate_measure(figures, changes, question)
    added = [tabulate_period_measure(period, figures, question) for period in periods]
    return render_template(
        "staff/results-measure.html",
        round=figures,
        before=before,
        question=question,
        positive=say_positive(figures, question.id),
        **_draw(table, added),
        silent=say_silence(periods),
        nearby=[(tables.key_of(figures, other), other) for other in nearby],
        merged=merged,
    )


def _draw(table: tables.BarTable, periods: Sequence[tables.BarTable | None]) -> dict[str, object]:
    """The table of a round and those of its periods, with one legend for all."""
    added = [period for period in periods if period]
    figures = [line.figure for one in (table, *added) for line in one.lines]
    return {"table": table, "added": added, "keys": list_keys(figures), "hatch": draw_hatch()}
