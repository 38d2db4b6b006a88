"""The command line: `feedback`."""

import sys
from typing import NoReturn

import click

from feedback.cli import (
    activities,
    auditing,
    backups,
    bundles,
    catalogues,
    cohorts,
    collectors,
    comments,
    draws,
    installation,
    issues,
    papers,
    questionnaires,
    records,
    responses,
    returns,
    rounds,
    serving,
    slips,
    staff,
    summary,
    teams,
    translations,
)
from feedback.cli.base import Context
from feedback.exceptions import FeedbackError


@click.group()
@click.pass_context
def feedback(ctx: click.Context) -> None:
    """Feedback: ask children, young people and parents, and answer back."""
    ctx.obj = Context()


feedback.add_command(installation.init)
feedback.add_command(installation.demo)
feedback.add_command(installation.doctor)
feedback.add_command(installation.tick)
feedback.add_command(serving.serve)
feedback.add_command(backups.backup)
feedback.add_command(backups.restore)
feedback.add_command(backups.purge)
collectors.group.add_command(papers.of_collector)
collectors.group.add_command(bundles.of_every_collector)
collectors.group.add_command(slips.of_collector)
questionnaires.group.add_command(papers.of_questionnaire)
feedback.add_command(questionnaires.group)
feedback.add_command(teams.group)
translations.group.add_command(catalogues.extract)
translations.group.add_command(catalogues.update)
translations.group.add_command(catalogues.check)
feedback.add_command(translations.group)
feedback.add_command(cohorts.group)
feedback.add_command(rounds.group)
feedback.add_command(collectors.group)
feedback.add_command(slips.group)
feedback.add_command(draws.group)
feedback.add_command(comments.group)
feedback.add_command(responses.group)
feedback.add_command(summary.summary)
feedback.add_command(issues.group)
feedback.add_command(activities.group)
feedback.add_command(returns.group)
feedback.add_command(records.records)
feedback.add_command(staff.group)
feedback.add_command(auditing.group)


def main() -> None:
    """Run a command. What cannot be done is one clear line on stderr and exit 1."""
    try:
        feedback(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "feedback"
        _fail(f"{error.format_message()} See '{command} --help'.", error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except click.Abort:
        sys.exit(130)
    except FeedbackError as error:
        _fail(str(error), 1)


def _fail(sentence: str, status: int) -> NoReturn:
    click.echo(" ".join(sentence.split()), err=True)
    sys.exit(status)
