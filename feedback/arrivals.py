"""Who comes through the council's own sign-in: which account is theirs, and what they are today by their groups."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import accounts, audit, sign_ins
from feedback.exceptions import NotFoundError, RefusedError, SettingsError
from feedback.mail_servers import is_address
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.oidc import Person
from feedback.permissions import NEED_A_TEAM
from feedback.providers import Provider
from feedback.teams import EVERY, open_teams

NO_GROUP = (
    "Your council account works, but it is in no group that uses this service. "
    "Ask your administrator to put you into one, then sign in again."
)
TOO_MANY_GROUPS = (
    "Your council account is in too many groups for us to be told. Ask your administrator: "
    "they let Microsoft Entra send only the groups assigned to this service."
)
CLOSED = "Your account here was closed. Ask your administrator if you should have it again."
TAKEN = (
    "Somebody signs in here with a password and this email address. If that is you, "
    "ask your administrator for a new invitation, then come back this way."
)
ANOTHER = (
    "Somebody came here before by another council account with this email address. If that was you, "
    "ask your administrator for a new invitation, then come back this way."
)
NO_ADDRESS = "Your council account has no email address that we can use. Ask your administrator."


@dataclass(frozen=True)
class Arrival:
    """Somebody who came: their account, or why they stay outside."""

    account: Account | None
    problem: str = ""


def check_roles(provider: Provider) -> None:
    """Raise SettingsError when the setting names a role there is not, one that needs a team without it, or no one team."""
    for place in provider.places:
        if place.role not in set(Role):
            raise SettingsError(
                f"FEEDBACK_OIDC_ROLES names the role {place.role!r}: write one of {', '.join(Role)}."
            )
        if place.role in NEED_A_TEAM and place.team is None:
            raise SettingsError(
                f"FEEDBACK_OIDC_ROLES gives {place.group} the role {place.role} and no team: "
                f"write {place.group}={place.role}:TEAM."
            )
        if place.team and place.team.lower() == EVERY:
            raise SettingsError(
                f"FEEDBACK_OIDC_ROLES gives {place.group} the team {place.team!r}: an account has one team. "
                "Write its name, or a role that sees every team and no team."
            )


def arrive(session: Session, provider: Provider, person: Person) -> Arrival:
    """Make or update the account of `person`, and note the sign-in.

    Whoever is refused is signed out everywhere, because what they were let in for holds no more.
    """
    account = _get_by_subject(session, person.subject)
    try:
        if account is not None and not account.active:
            raise RefusedError(CLOSED)
        role, team = find_place(session, provider, person)
        account = account or _join(session, person, role)
    except RefusedError as problem:
        if account is not None:
            accounts.end_sessions(account)
            audit.record(session, Deed.REFUSED_SIGN_IN, f"account {account.id}", by=None)
        return Arrival(None, str(problem))
    _update(session, account, person, role=role, team=team)
    sign_ins.note_sign_in(session, account, right=True)
    return Arrival(account)


def find_place(session: Session, provider: Provider, person: Person) -> tuple[Role, Team | None]:
    """The one role, and team, that the groups of `person` give: the first of the setting. Raises RefusedError."""
    if person.groups is None:
        raise RefusedError(TOO_MANY_GROUPS)
    place = next((one for one in provider.places if one.group in person.groups), None)
    if place is None:
        raise RefusedError(NO_GROUP)
    try:
        team = open_teams(session, place.team)[0] if place.team else None
    except NotFoundError:
        raise RefusedError(
            f"Your group belongs to the team {place.team!r}, which is not there. Ask your administrator."
        ) from None
    return Role(place.role), team


def _get_by_subject(session: Session, subject: str) -> Account | None:
    return session.scalars(select(Account).where(Account.subject == subject)).first()


def _join(session: Session, person: Person, role: Role) -> Account:
    """A new account, or that of somebody invited who has no other way in. Raises RefusedError."""
    if person.email is None:
        raise RefusedError(NO_ADDRESS)
    account = accounts.get_by_email(session, person.email)
    if account is None:
        if not is_address(person.email.strip()):
            raise RefusedError(NO_ADDRESS)
        account = accounts.make_account(session, person.email, role=role)
        audit.record(session, Deed.MADE_ACCOUNT, f"account {account.id}", by=None)
    elif not account.active:
        raise RefusedError(CLOSED)
    elif account.subject is not None:
        raise RefusedError(ANOTHER)
    elif account.password is not None:
        raise RefusedError(TAKEN)
    account.subject, account.joined = person.subject, True
    accounts.end_sessions(account)  # and with them an invitation that nobody needs any more
    return account


def _update(
    session: Session, account: Account, person: Person, *, role: Role, team: Team | None
) -> None:
    before = (account.role, account.team_id)
    account.role, account.team = role.value, team
    session.flush()
    if before != (account.role, account.team_id):
        accounts.end_sessions(account)
        audit.record(session, Deed.CHANGED_ACCOUNT, f"account {account.id}", by=None)
    address = (person.email or "").strip().lower()
    if is_address(address) and not accounts.get_by_email(session, address):
        account.email = address
