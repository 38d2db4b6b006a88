"""The command line: `feedback`."""

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from feedback.cli.base import Context
from feedback.exceptions import FeedbackError

# Where each command is: its module beside this one, and its name there. A module is read when its command is used:
# all of them together take two seconds.
COMMANDS = {
    "activities": "activities.group",
    "audit": "auditing.group",
    "backup": "backups.backup",
    "cohorts": "cohorts.group",
    "collectors": "collectors.group",
    "comments": "comments.group",
    "demo": "installation.demo",
    "doctor": "installation.doctor",
    "draws": "draws.group",
    "init": "installation.init",
    "purge": "backups.purge",
    "questionnaires": "questionnaires.group",
    "records": "records.records",
    "responses": "responses.group",
    "restore": "backups.restore",
    "returns": "returns.group",
    "rounds": "rounds.group",
    "serve": "serving.serve",
    "slips": "slips.group",
    "staff": "staff.group",
    "summary": "summary.summary",
    "teams": "teams.group",
    "tick": "installation.tick",
    "translations": "translations.group",
    "workbooks": "issues.group",
}
# Those of a group that stand in other modules.
PARTS = {
    "collectors": ("bundles.of_every_collector", "papers.of_collector", "slips.of_collector"),
    "questionnaires": ("papers.of_questionnaire",),
    "translations": ("catalogues.check", "catalogues.extract", "catalogues.update"),
}


class Commands(click.Group):
    """The commands of COMMANDS, each read when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = _read(COMMANDS[cmd_name])
        for part in PARTS.get(cmd_name, ()):
            assert isinstance(command, click.Group)
            command.add_command(_read(part))
        return command


def _read(place: str) -> click.Command:
    module, name = place.split(".")
    command = getattr(import_module(f"{__name__}.{module}"), name)
    assert isinstance(command, click.Command)
    return command


@click.group(cls=Commands)
@click.pass_context
def feedback(ctx: click.Context) -> None:
    """Feedback: ask children, young people and parents, and answer back."""
    ctx.obj = Context()


def main() -> None:
    """Run a command. What cannot be done is one clear line on stderr and exit 1."""
    _check_words(sys.argv[1:])
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
    except OSError as error:
        if not _drop_output():
            raise
        _fail(
            f"The output could not be written ({error.strerror}). What the command changed stays changed.",
            1,
        )


def _check_words(words: list[str]) -> None:
    """Refuse bytes that are no letters: they cannot be stored, sought or printed."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(word).decode(errors="backslashreplace")
            _fail(f"The argument '{shown}' is not UTF-8: type it again on a UTF-8 terminal.", 2)


def _drop_output() -> bool:
    """Whether stdout takes nothing more. What it did not take goes nowhere: Python would try again at its end."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return True
    return False


def _fail(sentence: str, status: int) -> NoReturn:
    click.echo(" ".join(sentence.split()), err=True)
    sys.exit(status)
