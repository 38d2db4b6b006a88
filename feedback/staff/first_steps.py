"""What to do first in a council that has no round yet: shown on the first page to those who set it up."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.models.accounts import Account
from feedback.permissions import Action, can_do
from feedback.rounds import list_bare
from feedback.teams import list_teams


@dataclass(frozen=True)
class Step:
    """One step: what, why in a sentence, and the page on which it is done."""

    title: str
    words: str
    verb: str
    page: str
    done: bool = False


def list_first_steps(session: Session, account: Account) -> list[Step]:
    """The steps to the first round, in their order; none once there is a round, or for who cannot plan one."""
    if not can_do(account.role, Action.PLAN_ROUNDS) or list_bare(session):
        return []
    teams = bool(list_teams(session))
    steps = [
        Step(
            "Add your teams",
            "Each gets posters of its own. Paste the whole list from a spreadsheet.",
            "See the teams" if teams else "Add teams",
            "staff.teams.see_teams",
            teams,
        ),
        Step(
            "Try a questionnaire out",
            "See on this screen what children and parents see, in every form and language. Nothing is kept.",
            "Try one",
            "staff.preview.see_list",
        ),
        Step(
            "Plan the first round",
            "Say what is asked of which teams, from when to when. The page Year plans what is asked again and again.",
            "Plan a round",
            "staff.planning.see_new",
        ),
    ]
    if can_do(account.role, Action.CHANGE_ACCOUNTS):
        listening = Step(
            "Go through the set-up list",
            "Who reads comments, where concerns go, what the server needs. Until it is done every page says “Trial: not for children yet”.",
            "Open the list",
            "staff.set_up.see_list",
        )
        steps.insert(1, listening)
    return steps
