"""What a council completes before children may be asked: one list, with where to set each."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import concern_routes, diagnosis, plans
from feedback.concern_steps import LABELS
from feedback.config import Settings
from feedback.diagnosis import Check
from feedback.listening import list_missing, list_unset
from feedback.models.accounts import Account, Role
from feedback.permissions import Action
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("set_up", __name__)
FEWEST_READERS = 2  # one, and somebody for when that one is away
# What each setting is, in words.
SETTINGS = {
    "FEEDBACK_DUTY_READER": "Who reads what children write",
    "FEEDBACK_DUTY_COVER": "Who reads when that person is away",
    "FEEDBACK_DUTY_NUMBER": "The number of the duty team, on every page",
    "FEEDBACK_OUT_OF_HOURS": "What to do at night and at weekends, in one sentence",
}


@dataclass(frozen=True)
class Item:
    """One line of the list. `at` is the page on which it is set, "" for a setting of the server."""

    name: str
    done: bool
    how: str
    at: str = ""


@blueprint.get("/set-up")
@open_to(Action.CHANGE_ACCOUNTS)
def see_list() -> ResponseReturnValue:
    """Who listens, where concerns go, what the server needs, and what this release still lacks."""
    settings, database = get_settings(), get_database()
    with database.reading() as session:
        people = [*_list_readers(session), *_list_routes(session)]
        answering = [_say_who_answers(session)]
    unset = list_unset(settings)
    who = [
        Item(words, name not in unset, f"Set {name} on the server, and restart it.")
        for name, words in SETTINGS.items()
    ]
    machine = [*map(_say, diagnosis.examine(settings, database)), *_list_mail(settings)]
    own = {f"Set {name}." for name in unset}
    lacks = [words for words in list_missing(settings) if words not in own]
    parts = {
        "Who listens": [*who, *people],
        "Who answers back": answering,
        "Complaints": [
            Item(
                "The complaints team, offered before somebody sends",
                settings.complaints is not None,
                "Set FEEDBACK_COMPLAINTS to how it is reached.",
            )
        ],
        "The server": [item for item in machine if item.name != "Who listens"],
    }
    left = sum(not item.done for items in parts.values() for item in items)
    return render_template("staff/set-up.html", parts=parts, lacks=lacks, left=left)


def _list_readers(session: Session) -> list[Item]:
    query = select(Account.id).where(Account.role == Role.DUTY_READER.value, Account.active)
    found = len(session.scalars(query).all())
    return [
        Item(
            "Accounts of two duty readers or more",
            found >= FEWEST_READERS,
            f"There {'is' if found == 1 else 'are'} {found}. Invite them as duty readers.",
            url_for("staff.accounts.see_accounts"),
        )
    ]


def _say_who_answers(session: Session) -> Item:
    """Each line of the year names who replies: with none, the notices promise what nobody is to do."""
    return Item(
        "Who replies to each round, and by when: a line of the year",
        bool(plans.list_plans(session)),
        "Add a line to the year. It names who replies, and in how many weeks.",
        url_for("staff.year.see_year"),
    )


def _list_mail(settings: Settings) -> list[Item]:
    """A mail server that is to be set. One that is set has its line among what the doctor looks at."""
    how = "Set FEEDBACK_SMTP_HOST and FEEDBACK_SMTP_FROM. Without them nobody is told by e-mail."
    return [] if settings.mail_server else [Item("A mail server", False, how)]


def _list_routes(session: Session) -> list[Item]:
    unset = {way.kind for way in concern_routes.list_unset(session)}
    return [
        Item(
            f"Where it goes: {LABELS[way.kind].lower()}",
            way.kind not in unset,
            "Write who takes it, how they are reached, and by when.",
            url_for("staff.concern_routes.see_routes", _anchor=way.kind.value),
        )
        for way in concern_routes.list_ways(session)
    ]


def _say(check: Check) -> Item:
    return Item(check.check[0].upper() + check.check[1:], check.ok, check.advice)
