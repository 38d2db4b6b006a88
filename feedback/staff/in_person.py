"""Links for asking in person, as staff see and make them: for a tablet, for somebody who asks, for a group."""

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import audit
from feedback.accounts import open_account as open_own_account
from feedback.collectors import list_by_round, make_collectors
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import GROUP_SESSION, Channel, Collector, Occasion
from feedback.models.auditing import Deed
from feedback.permissions import Action, can_see
from feedback.reports.materials import RoundMaterials
from feedback.teams import open_teams
from feedback.versions import open_asked
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("in_person", __name__)
CHOOSE = "Choose a questionnaire, teams, and what the links are for. Nothing was made."

CHOOSE_OCCASION = "Choose the occasion that the poster is for. Every round has a poster for all others. Nothing was made."


class Use(StrEnum):
    """What a link is for."""

    TABLET = "tablet"
    INTERVIEW = "interview"
    GROUP = "group"
    LINK = "link"
    POSTER = "poster"


USE_WORDS = {
    Use.TABLET: "A tablet that people share",
    Use.INTERVIEW: "Somebody who asks and types",
    Use.GROUP: "A group in one room, each at a screen",
    Use.LINK: "A letter or a message",
    Use.POSTER: "A poster for one occasion",
}
CHANNELS = {
    Use.TABLET: Channel.KIOSK,
    Use.INTERVIEW: Channel.INTERVIEWER,
    Use.GROUP: Channel.LINK,
    Use.LINK: Channel.LINK,
    Use.POSTER: Channel.POSTER,
}


@dataclass(frozen=True)
class InPerson:
    """A link of an open or planned round, and what it is for."""

    collector: Collector
    name: str
    use: Use


def list_in_person(
    session: Session, account: Account, found: list[RoundMaterials]
) -> list[InPerson]:
    """The links of these rounds that are for asking in person, of teams that `account` may see."""
    listed: dict[int, InPerson] = {}
    collectors = list_by_round(session, [each.round.id for each in found])
    for each in found:
        for collector in collectors[each.round.id]:
            use = use_of(collector)
            if use and can_see(account, [collector.team.name]):
                listed[collector.id] = InPerson(collector, each.snapshot.name, use)
    return list(listed.values())


def use_of(collector: Collector) -> Use | None:
    """What `collector` is for, if it is for asking in person."""
    if collector.occasion == GROUP_SESSION:
        return Use.GROUP
    return {Channel.KIOSK: Use.TABLET, Channel.INTERVIEWER: Use.INTERVIEW}.get(
        Channel(collector.channel)
    )


@blueprint.post("/collectors/in-person")
@open_to(Action.MAKE_LINKS)
def make() -> ResponseReturnValue:
    """Make the links of one team or of all for one questionnaire and use; those there are stay."""
    name, team = request.form.get("questionnaire", ""), request.form.get("team", "")
    use = next((use for use in Use if use == request.form.get("use")), None)
    if use is None or not name or not team:
        raise RefusedError(CHOOSE)
    occasion = next((one for one in Occasion if one == request.form.get("occasion")), None)
    if use is Use.POSTER and occasion is None:
        raise RefusedError(CHOOSE_OCCASION)
    with get_database().writing() as session:
        questionnaire = open_asked(session, name).questionnaire
        make_collectors(
            session,
            questionnaire,
            open_teams(session, team),
            channel=CHANNELS[use],
            group=use is Use.GROUP,
            occasion=occasion,
        )
        by = open_own_account(session, open_account().id)
        audit.record(session, Deed.MADE_LINKS, f"questionnaire {questionnaire}", by=by)
    return redirect(url_for("staff.collectors.see_collectors", _anchor="in-person"))
