"""Commands that copy the database, bring a copy back, and delete by date."""

from pathlib import Path

import click

from feedback import audit, clock
from feedback.aside import say
from feedback.backups import back_up
from feedback.cli.base import Context, as_json, print_json
from feedback.config import Settings
from feedback.models.auditing import Deed
from feedback.restoring import Restored, ends_at, get_file
from feedback.restoring import restore as put_back
from feedback.tick import purge as run_purge


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def backup(context: Context, folder: Path, as_json: bool) -> None:
    """Copy the database into DIR, check the copy, and delete older ones there."""
    made = back_up(context.database, context.settings, folder)
    with context.database.writing() as session:
        audit.record(session, Deed.MADE_COPY, "database", by=None)
    deleted = [str(file) for file in made.deleted]
    if as_json:
        print_json({"file": str(made.file), "rows": made.fingerprint, "deleted": deleted})
        return
    click.echo(f"Copy made and checked: {made.file}")
    for file in deleted:
        click.echo(f"Older copy deleted: {file}")
    click.echo("Keep the secret key too, in another place: pages open now are signed with it.")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Really put the present database aside.")
@as_json
@click.pass_obj
def restore(context: Context, file: Path, yes: bool, as_json: bool) -> None:
    """Put the copy FILE in the place of the database. Stop the server first."""
    context.begin()
    done = put_back(file, context.settings, yes=yes)
    if as_json:
        print_json(_describe(done, context.settings))
        return
    zone = context.settings.zone
    of = f", of {clock.moment_words(done.copy.made_at, zone)}" if done.copy.made_at else ""
    click.echo(f"Restored: {get_file(context.settings)}{of}")
    for sentence in say(done.since):
        click.echo(sentence)
    if done.aside:
        until = clock.moment_words(ends_at(done.aside), zone)
        click.echo(
            f"The database before is {done.aside} until {until}: delete it once all is well."
        )
    if not done.key_fits:
        click.echo(
            "Warning: the secret key here is another than the copy's. Pages opened before cannot be sent, slips printed before do not "
            "work, people who asked to be told cannot be, and staff need a new second step: put the council's own key back.",
            err=True,
        )
    click.echo("Next: feedback doctor says what to look at again, then feedback serve.")


@click.command()
@as_json
@click.pass_obj
def purge(context: Context, as_json: bool) -> None:
    """Delete what is past its date now, in the copies too."""
    done = run_purge(context.database, context.settings)
    if as_json:
        print_json(
            {
                "rows": done.rows,
                "files": [str(file) for file in done.files],
                "log_emptied": done.log_emptied,
                "backup": str(done.backup) if done.backup else None,
            }
        )
        return
    for kind, count in done.rows.items():
        click.echo(f"{kind.capitalize()} past their date deleted: {count}")
    for file in done.files:
        click.echo(f"File deleted: {file}")
    if done.backup:
        click.echo(f"Copy made instead: {done.backup}")
    if not done.log_emptied:
        click.echo("The log could not be emptied while somebody reads. Run it again.", err=True)


def _describe(done: Restored, settings: Settings) -> dict[str, str | bool | None]:
    made_at = done.copy.made_at
    return {
        "database": str(get_file(settings)),
        "rows": done.copy.fingerprint,
        "copied_at": made_at.isoformat() if made_at else None,
        "aside": str(done.aside) if done.aside else None,
        "key_fits": done.key_fits,
    }
