"""Commands about who signs in."""

import json

import click
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.exceptions import RefusedError
from feedback.models.accounts import Role
from feedback.models.asking import Team
from feedback.teams import open_teams


@click.group("staff")
def group() -> None:
    """Who signs in."""


@group.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--team", help="The team a manager or champion sees.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def invite(ctx: click.Context, email: str, role: str, team: str | None, as_json: bool) -> None:
    """Invite EMAIL, and print the address at which they choose a password.

    It works once, for seven days. Inviting somebody again takes their password away.
    """
    with ctx.obj.database.writing() as session:
        own = _open_team(session, team) if team else None
        account = accounts.invite(session, email, role=Role(role), team=own)
        url = accounts.make_invitation(ctx.obj.settings, account)
    if as_json:
        click.echo(json.dumps({"email": account.email, "role": account.role, "url": url}))
    else:
        click.echo(
            f"Give this address to {account.email}. It works once, until 7 days from now:\n{url}"
        )


def _open_team(session: Session, name: str) -> Team:
    teams = open_teams(session, name)
    if len(teams) > 1:
        raise RefusedError("An account has one team: name one.")
    return teams[0]
