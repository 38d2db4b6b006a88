"""Commands about who signs in."""

import click
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.cli.base import Context, as_json, print_json
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
@click.option("--team", help="The team whose rounds a manager or champion sees.")
@as_json
@click.pass_obj
def invite(context: Context, email: str, role: str, team: str | None, as_json: bool) -> None:
    """Invite EMAIL, and print the address at which they choose a password.

    It works once, for seven days. Inviting somebody again takes their password away and signs them out.
    """
    with context.database.writing() as session:
        own = _open_team(session, team) if team else None
        account = accounts.invite(session, email, role=Role(role), team=own)
    url = accounts.make_invitation(context.settings, account)
    if as_json:
        print_json({"email": account.email, "role": account.role, "url": url})
        return
    click.echo(f"Give {account.email} this address. It works once, for seven days:\n\n  {url}")


def _open_team(session: Session, name: str) -> Team:
    teams = open_teams(session, name)
    if len(teams) > 1:
        raise RefusedError("An account has one team: name one.")
    return teams[0]
