"""Results by questionnaire, quarter, team, group, service, theme or promise: whole rows of counted rounds, chosen from lists."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.models.asking import Round, Team
from feedback.permissions import Action, can_do, can_see
from feedback.pledges import list_promised
from feedback.reports.charts import draw_hatch
from feedback.reports.figures import list_services, read_rows
from feedback.reports.findings import ALL_TEAMS, Wish, find_figures, keep_newest, tabulate_found
from feedback.reports.shown import RoundFigures, quarter_of
from feedback.staff.results import list_seen, narrow
from feedback.teams import list_teams
from feedback.versions import snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("findings", __name__)


@blueprint.get("/find-results")
@open_to(Action.SEE_RESULTS)
def find_results() -> ResponseReturnValue:
    """What is asked for in the address, and lists to ask from."""
    asked = {
        name: request.args.get(name, "")
        for name in ("questionnaire", "quarter", "who", "theme", "promise")
    }
    with get_database().reading() as session:
        seen = [round_ for round_, _ in list_seen(session) if not round_.sealed]
        teams = [team for team in list_teams(session) if can_see(open_account(), [team.name])]
        wish = replace(make_wish(asked["who"], asked["theme"], teams), pledge=asked["promise"])
        every = can_do(open_account().role, Action.SEE_EVERY_TEAM)
        whose = list_whose(teams, list_services(session, seen) if every else ())
        promised = [one.words for one in list_promised(session)]
        found = find_figures(_read(session, choose_rounds(seen, asked), wish), wish)
    if not asked["quarter"]:
        found = keep_newest(found)
    return render_template(
        "staff/find-results.html",
        asked=asked,
        questionnaires={r.version.questionnaire: snapshot_of(r.version).name for r in seen},
        quarters=sorted({(quarter_of(r.closes_on),) * 2 for r in seen}, reverse=True),
        whose=whose,
        themes=list_themes(seen),
        pledges={one: one for one in promised},
        table=tabulate_found(found) if found else None,
        hatch=draw_hatch(),
    )


def choose_rounds(seen: Iterable[Round], asked: Mapping[str, str]) -> list[Round]:
    """The rounds of a questionnaire and a quarter; every one where nothing is named."""
    return [
        round_
        for round_ in seen
        if asked["questionnaire"] in ("", round_.version.questionnaire)
        and asked["quarter"] in ("", quarter_of(round_.closes_on))
    ]


def make_wish(who: str, theme: str, teams: Iterable[Team]) -> Wish:
    """The rows that “team:Oak”, “group:Trees” or “service:Care” and a theme stand for."""
    kind, _, name = who.partition(":")
    if kind == "group" and name:
        members = frozenset(team.name for team in teams if team.group == name)
        return Wish(theme=theme, group=name, teams=members)
    if kind == "service" and name:
        return Wish(theme=theme, service=name)
    return Wish(theme=theme, team=name) if kind == "team" and name else Wish(theme=theme)


def list_whose(teams: Iterable[Team], counted: Iterable[str]) -> dict[str, str]:
    """Whose rows can be asked for: all teams together, a service of today or when it was counted, a group of the council's own,
    or a team.
    """
    known = list(teams)
    services = dict.fromkeys([*(team.service for team in known), *counted])
    groups = dict.fromkeys(team.group for team in known if team.group)
    return {
        "": ALL_TEAMS,
        **{f"service:{name}": f"Service: {name}" for name in services},
        **{f"group:{name}": f"Group: {name}" for name in groups},
        **{f"team:{team.name}": team.name for team in known},
    }


def list_themes(seen: Iterable[Round]) -> dict[str, str]:
    """Each theme of a core measure, named by what its measures are called."""
    titles: dict[str, dict[str, None]] = {}
    for round_ in seen:
        snapshot = snapshot_of(round_.version)
        for question in snapshot.core_questions:
            measure = snapshot.measures[question.measure or ""]
            titles.setdefault(measure.theme, {})[measure.title] = None
    named = {theme: " · ".join(list(names)[:2]) for theme, names in titles.items()}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def _read(session: Session, rounds: list[Round], wish: Wish) -> list[RoundFigures]:
    account = open_account()
    told = read_rows(session, rounds, teams=() if wish.of_all else None)
    return [narrow(figures, account) for figures in told]
