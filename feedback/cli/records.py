"""The command that writes the record-level file."""

from pathlib import Path

import click

from feedback.cli.base import Context, as_json, out_file, print_json, write_file
from feedback.reports.records.asking import Format, ask_for, write_down
from feedback.reports.records.files import CODEBOOK, RECORDS, make_csv_files, make_xlsx
from feedback.rounds import open_round


@click.command()
@click.option("--round", "id_", required=True, help="The counted round, by its id.")
@click.option("--purpose", required=True, help="What it is for, in a few words. Is written down.")
@out_file()
@as_json
@click.pass_obj
def records(context: Context, id_: str, purpose: str, out: Path, as_json: bool) -> None:
    """Write single answers of a counted round, one a row, for an analyst: .xlsx, or .csv with two files beside it."""
    kind = _kind_of(out)
    with context.database.reading() as session:
        round_ = open_round(session, id_)
        asked = ask_for(session, round_, context.settings, purpose=purpose, by=None)
        files = {"": make_xlsx(asked)} if kind is Format.XLSX else make_csv_files(asked)
    with context.database.writing() as session:
        write_down(session, round_, kind, purpose=purpose, by=None)
    names = {name: _place(out, name) for name in files}
    for name, content in files.items():
        write_file(names[name], content)
    beside = [str(path) for path in names.values() if path != out]
    if as_json:
        print_json({"out": str(out), "beside": beside})
    else:
        click.echo(f"Written: {', '.join([str(out), *beside])}")


def _kind_of(out: Path) -> Format:
    try:
        return Format(out.suffix.lower().removeprefix("."))
    except ValueError:
        raise click.BadParameter("name a file that ends in .xlsx or .csv.", param_hint="--out") from None  # fmt: skip


def _place(out: Path, name: str) -> Path:
    """Where a file goes: the records themselves where the command says, the others beside them."""
    if name in ("", RECORDS):
        return out
    return out.with_name(f"{out.stem}-{'codebook.csv' if name == CODEBOOK else name}")
