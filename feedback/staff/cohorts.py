"""How many people of each kind there are, typed or pasted as a list: looked through line by line, then saved."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, cohorts
from feedback.accounts import open_account as open_own_account
from feedback.cohorts import CohortCheck
from feedback.fingerprints import fingerprint
from feedback.permissions import Action
from feedback.staff.pasted import PastedList
from feedback.versions import list_asked, snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("cohorts", __name__)
CHANGED = (
    "Somebody else saved counts since you opened this list, and it may still hold the old ones. "
    "Nothing is saved yet. Compare “Before” with “Kept now”, and put your list right."
)


@blueprint.get("/cohorts")
@open_to(Action.SAVE_DUE)
def see_cohort() -> ResponseReturnValue:
    """A list of every answer of a questionnaire, with the counts there are, to fill in or to paste over."""
    with get_database().reading() as session:
        return _show(session)


@blueprint.post("/cohorts")
@open_to(Action.SAVE_DUE)
def send_cohort() -> ResponseReturnValue:
    """Look through a list, or save it once it was looked through."""
    return PastedList(_check, _save, _show).send()


def _check(session: Session, text: str) -> list[CohortCheck]:
    questionnaire, year = _choose()
    year = cohorts.check_year(year, clock.today(get_settings().zone))
    lines = cohorts.read_cohort_list(text)
    return cohorts.check_cohort(session, lines, questionnaire=questionnaire, year=year)


def _save(session: Session, checks: Sequence[CohortCheck], seen: str) -> None:
    questionnaire, year = _choose()
    by = open_own_account(session, open_account().id)
    cohorts.save_cohort(session, checks, questionnaire=questionnaire, year=year, seen=seen, by=by)


def _choose() -> tuple[str, str]:
    """The questionnaire and the year that are asked for."""
    this_year = cohorts.year_of(clock.today(get_settings().zone))
    return request.values.get("questionnaire", ""), request.values.get("year", this_year)


def _show(
    session: Session,
    *,
    text: str | None = None,
    checks: Sequence[CohortCheck] = (),
    problems: Sequence[str] = (),
    trouble: str = "",
    saved: Sequence[CohortCheck] = (),
) -> str:
    names = {v.questionnaire: snapshot_of(v).name for v in list_asked(session)}
    questionnaire, year = _choose()
    chosen = questionnaire if questionnaire in names else next(iter(names), "")
    answers = cohorts.list_answers(session, chosen) if chosen else {}
    counts = cohorts.read_cohorts(session).get((chosen, year), {})
    now = fingerprint(counts)
    if checks and not problems and request.form.get("begun", now) != now:
        trouble = trouble or CHANGED
    return render_template(
        "staff/cohorts.html",
        text=cohorts.write_list(answers, counts) if text is None else text,
        names=names,
        chosen=chosen,
        years=cohorts.list_years(clock.today(get_settings().zone)),
        year=year,
        answers=answers,
        begun=now,
        checks=checks,
        seen=cohorts.state_of(checks),
        problems=problems,
        trouble=trouble,
        saved=saved,
        before=cohorts.write_before(saved),
    )
