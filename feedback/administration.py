"""What an administrator does to accounts: see who has one, change role and team, send invitations, and always leave an
administrator."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback import audit, post
from feedback.accounts import (
    RESET_LASTS,
    Standing,
    can_come,
    end_sessions,
    lasts,
    list_accounts,
    make_invitation,
    standing_of,
)
from feedback.config import Settings
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.permissions import NEED_A_TEAM


@dataclass(frozen=True)
class AccountLine:
    """An account as it is listed. `signed_in_at` is the last time, if there was any."""

    account: Account
    standing: Standing
    signed_in_at: dt.datetime | None


def list_lines(session: Session, settings: Settings) -> list[AccountLine]:
    """Everybody who has or had an account, by address: those that are closed last."""
    last = audit.list_last_sign_ins(session)
    lines = [
        AccountLine(a, standing_of(a, settings), last.get(a.id)) for a in list_accounts(session)
    ]
    return sorted(lines, key=lambda line: line.standing is Standing.CLOSED)


def state_of(account: Account) -> str:
    """Changes when anything an administrator decides about does: what somebody saw when they decided."""
    facts = (account.email, account.role, account.team_id, account.active)
    ways = (account.password is not None, account.second_step is not None, account.subject)
    return fingerprint(facts, ways)


def check_same(account: Account, seen: str) -> None:
    """Raise ChangedError unless the account is as somebody saw it."""
    if seen != state_of(account):
        raise ChangedError(f"The account of {account.email} changed meanwhile. Nothing was saved.")


def check_team(role: Role, team: Team | None) -> None:
    """Raise RefusedError when somebody with `role` would see nothing without a team."""
    if role in NEED_A_TEAM and team is None:
        raise RefusedError(f"Choose the team: a {role.value} sees nothing without one.")


def check_not_last(session: Session, account: Account) -> None:
    """Raise RefusedError when nobody else could sign in as administrator."""
    if account.role == Role.ADMINISTRATOR and not any(
        other.id != account.id
        and other.role == Role.ADMINISTRATOR
        and other.active
        and can_come(other)
        for other in list_accounts(session)
    ):
        raise RefusedError(
            f"{account.email} is the last administrator. Let somebody else become one first."
        )


def change_role(
    session: Session, account: Account, *, role: Role, team: Team | None, by: Account | None = None
) -> None:
    """Give `account` another role or team, and end its sessions. Raises RefusedError.

    An invitation that waits to be answered goes on: it leads to the new role.
    """
    if not account.active:
        raise RefusedError(f"The account of {account.email} is closed: invite them again first.")
    if account.subject is not None:
        raise RefusedError(
            f"{account.email} signs in with their council account: change their group there."
        )
    check_team(role, team)
    if role is not Role.ADMINISTRATOR:
        check_not_last(session, account)
    account.role, account.team = role.value, team
    if can_come(account):
        end_sessions(account)
    audit.record(session, Deed.CHANGED_ACCOUNT, f"account {account.id}", by=by)


def send_invitation(session: Session, settings: Settings, account: Account) -> bool:
    """Send `account`, which was just invited, its address by e-mail. False when no mail server is set."""
    again = lasts(account) == RESET_LASTS
    return post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine(
            "A new way into Feedback" if again else "You are invited to Feedback"
        ),
        lines=[
            post.EmailLine(
                "Your password was taken away. Choose a new one here: {page}"
                if again
                else "You have an account of Feedback. Choose a password here: {page}",
                page=post.Link(make_invitation(settings, account)),
            ),
            post.EmailLine(
                "This works once, for 24 hours." if again else "This works once, for 7 days."
            ),
            post.EmailLine(
                "Did you not expect this? Do not open it, and tell the administrator of Feedback."
            ),
        ],
    )
