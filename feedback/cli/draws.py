"""Commands about random draws: what it takes to repeat one, and the same drawn again."""

from pathlib import Path

import click

from feedback.cli.base import Context, as_json, print_json, print_table, read_file
from feedback.draws import list_draws, open_draw, read_list, repeat


@click.group("draws")
def group() -> None:
    """Random draws of who is asked."""


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every draw with its seed, method and the fingerprint of its list: all it takes to draw the same again."""
    with context.database.reading() as session:
        rows = [
            {
                "id": str(draw.id),
                "questionnaire": draw.questionnaire,
                "team": draw.team.name,
                "drawn_on": draw.drawn_on.isoformat(),
                "drawn": draw.size,
                "listed": draw.listed,
                "method": draw.method,
                "seed": draw.seed,
                "fingerprint": draw.fingerprint,
            }
            for draw in list_draws(session)
        ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="Nobody has drawn yet: /staff/draws")


@group.command("repeat")
@click.argument("draw_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def repeat_(context: Context, draw_id: str, file: Path, as_json: bool) -> None:
    """Draw the same again as draw ID did, from its list in FILE, one reference a line in any order. Changes nothing."""
    listed = read_list(read_file(file))
    with context.database.reading() as session:
        drawn = repeat(listed, open_draw(session, draw_id))
    if as_json:
        print_json(drawn)
    else:
        click.echo("\n".join(sorted(drawn)))
