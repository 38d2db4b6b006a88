"""Commands about who signs in."""

from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import accounts, administration
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.permissions import NEED_A_TEAM
from feedback.teams import open_teams


@click.group("staff")
def group() -> None:
    """Who signs in."""


@group.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--team", help="The team of a manager, champion or contributor: they need one.")
@click.option("--new-second-step", is_flag=True, help="They set the second step up anew: for a lost phone and no recovery code.")  # fmt: skip
@click.option("--send", is_flag=True, help="Send it to them by e-mail too.")
@as_json
@click.pass_obj
def invite(
    context: Context,
    email: str,
    role: str,
    team: str | None,
    new_second_step: bool,
    send: bool,
    as_json: bool,
) -> None:
    """Invite EMAIL, and print the address at which they choose a password.

    It works once: for seven days, or for 24 hours when they had a password. Inviting somebody again
    takes their password away and signs them out.
    """
    with context.database.writing() as session:
        own = _open_team(session, team) if team else None
        lacks_a_team = own is None and role in NEED_A_TEAM
        account = accounts.invite(
            session, email, role=Role(role), team=own, new_second_step=new_second_step
        )
        if send and not administration.send_invitation(session, context.settings, account):
            raise RefusedError("Nobody is invited: no mail server is set. Leave out --send.")
    if lacks_a_team:
        click.echo(
            f"Warning: a {role} sees nothing without a team. Choose it at /staff/accounts, "
            "or invite them again with --team.",
            err=True,
        )
    url = accounts.make_invitation(context.settings, account)
    if as_json:
        print_json({"email": account.email, "role": account.role, "url": url})
        return
    lasts = "24 hours" if account.joined else "seven days"
    if send:
        click.echo("It is sent within a minute, while 'feedback serve' runs.")
    click.echo(f"Give {account.email} this address. It works once, for {lasts}:\n\n  {url}")


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Everybody who has or had an account."""
    with context.database.reading() as session:
        rows = [_describe(account, context.settings) for account in accounts.list_accounts(session)]
    if as_json:
        print_json(rows)
    else:
        shown = [row | {"second_step": "on" if row["second_step"] else "off"} for row in rows]
        print_table(shown, empty="Nobody has an account yet: feedback staff invite EMAIL --role ROLE")  # fmt: skip


@group.command()
@click.argument("email")
@as_json
@click.pass_obj
def close(context: Context, email: str, as_json: bool) -> None:
    """Close the account of EMAIL, who left. They are signed out at once, everywhere."""
    with context.database.writing() as session:
        row = _describe(accounts.close(session, email), context.settings)
    if as_json:
        print_json(row)
    else:
        click.echo(f"Closed: {row['email']}. To let them in again: feedback staff invite")


def _describe(account: Account, settings: Settings) -> dict[str, Any]:
    return {
        "email": account.email,
        "role": account.role,
        "team": account.team.name if account.team else None,
        "status": accounts.standing_of(account, settings).value,
        "second_step": account.second_step is not None,
    }


def _open_team(session: Session, name: str) -> Team:
    teams = open_teams(session, name)
    if len(teams) > 1:
        raise RefusedError("An account has one team: name one.")
    return teams[0]
