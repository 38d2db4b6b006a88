"""Every command there is."""

from collections.abc import Iterator

import click

from feedback.cli import feedback


def list_commands(
    group: click.Group = feedback, *before: str
) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words it is run by, groups left out."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        assert command.name == name
        if isinstance(command, click.Group):
            yield from list_commands(command, *before, name)
        else:
            yield " ".join((*before, name)), command
