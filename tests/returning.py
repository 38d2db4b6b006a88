"""Returns to test with: asked for, filled in and sent by their services."""

import datetime as dt

from sqlalchemy.orm import Session

from feedback import return_drafts, returns
from feedback.models.asking import Team
from feedback.models.returning import Return
from feedback.return_drafts import Written
from feedback.return_wishes import Wish
from feedback.teams import list_teams
from feedback.versions import publish_file
from tests.councils import SHIPPED_FORMS, shipped_library

AUTUMN = dt.date(2026, 10, 5)  # in the second half of the financial year
SPRING = dt.date(2026, 5, 5)  # in its first half
TODAY = dt.date(2026, 11, 23)


def publish_attributed(session: Session, *names: str) -> None:
    """Publish the shipped version 1 of each of these questionnaires."""
    for name in names:
        path = SHIPPED_FORMS / name / "1.yaml"
        publish_file(session, path, shipped_library(), root=SHIPPED_FORMS.parent, on=TODAY)


def team_of(session: Session, name: str) -> Team:
    """The team with this name."""
    return next(team for team in list_teams(session) if team.name == name)


def ask(
    session: Session,
    questionnaire: str = "participation-hart8",
    *,
    team: str = "",
    maker: str = "",
    day: dt.date = AUTUMN,
    due: dt.date = dt.date(2026, 12, 7),
    place: str = "",
    subject: str = "",
) -> Return:
    """A return that is asked for."""
    wish = Wish(
        returns.open_attributed(session, questionnaire),
        team_of(session, team) if team else None,
        maker,
        day,
        due,
        place=team_of(session, place) if place else None,
        subject=subject,
    )
    return returns.ask(session, wish, by=None)


def send(
    session: Session, return_: Return, *, today: dt.date = TODAY, shows: str = "", **codes: str
) -> Return:
    """`return_` sent with these answers, each with what shows it."""
    written = Written(
        codes={name: (code,) for name, code in codes.items()},
        evidence=dict.fromkeys(codes, shows) if shows else {},
    )
    seen = returns.state_of(return_)
    return_drafts.send(session, return_, written, seen=seen, today=today, by=None)
    return return_
