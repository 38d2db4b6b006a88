"""Accounts as an administrator keeps them: who has one, invite, change role and team, let in again, close."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import accounts, administration, clock, sign_ins, teams
from feedback.codes import read_id
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.permissions import Action
from feedback.staff.proving import check_proof, is_proved_by_council
from feedback.staff.signing_in import A_MINUTE, limiter
from feedback.web.access import open_account as open_signed_in
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("accounts", __name__)
ROLE_WORDS = {
    Role.ADMINISTRATOR: "Administrator: runs the service",
    Role.ANALYST: "Analyst: quality assurance",
    Role.MANAGER: "Manager: leads a team",
    Role.CHAMPION: "Champion: speaks up for participation in a team",
    Role.DUTY_READER: "Duty reader: reads comments",
    Role.REVIEWER: "Reviewer: a young person who drafts and judges replies",
    Role.INTERVIEWER: "Interviewer: asks in person, types in paper",
    Role.CONTRIBUTOR: "Contributor: writes returns of the own team",
}
STANDING_WORDS = {
    accounts.Standing.INVITED: "Invited",
    accounts.Standing.ACTIVE: "Can sign in",
    accounts.Standing.LOCKED: "Locked for now",
    accounts.Standing.SHUT_OUT: "Cannot sign in: their way in is switched off here",
    accounts.Standing.CLOSED: "Closed",
}
NOT_YOURSELF = "This is your own account. Another administrator can do that for you."


@blueprint.get("/accounts")
@open_to(Action.CHANGE_ACCOUNTS)
def see_accounts() -> ResponseReturnValue:
    """Everybody who has or had an account, and a form to invite somebody."""
    return _show_all()


@blueprint.post("/accounts")
@open_to(Action.CHANGE_ACCOUNTS)
@limiter.limit(A_MINUTE)
def invite() -> ResponseReturnValue:
    """Invite somebody new, and show their address this once."""
    email = request.form.get("email", "")
    try:
        check_proof()
        with get_database().writing() as session:
            role, team = _read_role(session)
            accounts.check_new(session, email)
            _check_password(role)
            account = accounts.invite(session, email, role=role, team=team, by=_by(session))
            sent = _send(session, account)
    except RefusedError as problem:
        return _show_all(trouble=str(problem)), 422
    return _show_link(account, sent=sent)


@blueprint.get("/accounts/<account_id>")
@open_to(Action.CHANGE_ACCOUNTS)
def see_one(account_id: str) -> ResponseReturnValue:
    """One account, and what can be done with it."""
    return _show_one(account_id)


@blueprint.post("/accounts/<account_id>")
@open_to(Action.CHANGE_ACCOUNTS)
@limiter.limit(A_MINUTE)
def change(account_id: str) -> ResponseReturnValue:
    """Give the account another role or team."""
    _look(account_id)
    try:
        check_proof()
        with get_database().writing() as session:
            account = _open_seen(session, account_id)
            role, team = _read_role(session)
            administration.change_role(session, account, role=role, team=team, by=_by(session))
    except RefusedError as problem:
        return _show_one(account_id, trouble=str(problem)), _status(problem)
    return redirect(url_for(".see_one", account_id=account_id, saved="yes"))


@blueprint.post("/accounts/<account_id>/invite")
@open_to(Action.CHANGE_ACCOUNTS)
@limiter.limit(A_MINUTE)
def invite_again(account_id: str) -> ResponseReturnValue:
    """Take the password away, and the second step when asked; show the new address this once."""
    _look(account_id)
    try:
        check_proof()
        with get_database().writing() as session:
            account = _open_seen(session, account_id)
            _check_invitable(account)
            accounts.invite(
                session,
                account.email,
                role=Role(account.role),
                team=account.team,
                new_second_step=request.form.get("new_second_step") == "yes",
                by=_by(session),
            )
            sent = _send(session, account)
    except RefusedError as problem:
        return _show_one(account_id, trouble=str(problem)), _status(problem)
    return _show_link(account, sent=sent)


@blueprint.get("/accounts/<account_id>/close")
@open_to(Action.CHANGE_ACCOUNTS)
def ask_to_close(account_id: str) -> ResponseReturnValue:
    """What closing means, and whether to do it."""
    return _show_closing(account_id)


@blueprint.post("/accounts/<account_id>/close")
@open_to(Action.CHANGE_ACCOUNTS)
@limiter.limit(A_MINUTE)
def close(account_id: str) -> ResponseReturnValue:
    """Close the account and end its sessions at once."""
    _look(account_id)
    try:
        check_proof()
        with get_database().writing() as session:
            account = _open_seen(session, account_id)
            administration.check_not_last(session, account)
            accounts.close(session, account.email, by=_by(session))
    except RefusedError as problem:
        return _show_closing(account_id, trouble=str(problem)), _status(problem)
    return redirect(url_for(".see_one", account_id=account_id))


def _look(account_id: str) -> Account:
    """The account, before anything is decided. Raises NotFoundError."""
    with get_database().reading() as session:
        return accounts.open_account(session, read_id(account_id))


def _open_seen(session: Session, account_id: str) -> Account:
    """The account, when it is somebody else's and as it was shown. Raises RefusedError."""
    account = accounts.open_account(session, read_id(account_id))
    if account.id == open_signed_in().id:
        raise RefusedError(NOT_YOURSELF)
    administration.check_same(account, request.form.get("seen", ""))
    return account


def _by(session: Session) -> Account:
    """Who is signed in, when they may still do this now. Raises RefusedError."""
    return accounts.open_same(session, open_signed_in())


def _read_role(session: Session) -> tuple[Role, Team | None]:
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        raise RefusedError("Choose a role.") from None
    typed = request.form.get("team", "")
    team = session.get(Team, read_id(typed)) if typed else None
    if typed and team is None:
        raise RefusedError("Choose a team of the list.")
    administration.check_team(role, team)
    return role, team


def _check_password(role: Role) -> None:
    if not sign_ins.may_use_password(get_settings(), role):
        raise RefusedError(
            f"Here a person who is {role.value} signs in with their council account: put them into a group there."
        )


def _check_invitable(account: Account) -> None:
    # One that is closed may come back by the council's sign-in, for which an invitation opens it.
    if account.active:
        _check_password(Role(account.role))


def _show_all(*, trouble: str = "") -> str:
    with get_database().reading() as session:
        lines = administration.list_lines(session, get_settings())
        return render_template(
            "staff/accounts.html", lines=lines, trouble=trouble, **_words(session)
        )


def _show_one(account_id: str, *, trouble: str = "") -> str:
    with get_database().reading() as session:
        account = accounts.open_account(session, read_id(account_id))
        return render_template(
            "staff/accounts-one.html",
            one=account,
            standing=accounts.standing_of(account, get_settings()),
            own=account.id == open_signed_in().id,
            seen=administration.state_of(account),
            trouble=trouble,
            saved="saved" in request.args and not trouble,
            **_words(session),
        )


def _show_closing(account_id: str, *, trouble: str = "") -> str:
    account = _look(account_id)
    return render_template(
        "staff/accounts-close.html",
        one=account,
        own=account.id == open_signed_in().id,
        seen=administration.state_of(account),
        trouble=trouble,
        proved=is_proved_by_council(),
    )


def _send(session: Session, account: Account) -> bool:
    """Send the invitation by e-mail, if that was ticked."""
    wanted = request.form.get("send") == "yes"
    return wanted and administration.send_invitation(session, get_settings(), account)


def _show_link(account: Account, *, sent: bool) -> str:
    settings = get_settings()
    lasts = "24 hours" if accounts.lasts(account) == accounts.RESET_LASTS else "7 days"
    url = accounts.make_invitation(settings, account)
    return render_template("staff/accounts-link.html", one=account, url=url, lasts=lasts, sent=sent)


def _words(session: Session) -> dict[str, object]:
    zone = get_settings().zone
    return {
        "roles": ROLE_WORDS,
        "standings": STANDING_WORDS,
        "known": teams.list_open(teams.list_teams(session), clock.today(zone)),
        "month": lambda at: f"{at.astimezone(zone):%B %Y}",
        "typed": request.form,
        "proved": is_proved_by_council(),
        "mails": get_settings().mail_server is not None,
    }


def _status(problem: RefusedError) -> int:
    return 409 if isinstance(problem, ChangedError) else 422
