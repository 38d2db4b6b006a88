"""Commands about translations: what there is to say in other languages, and who has said it."""

from pathlib import Path

import click

from feedback.catalogues import (
    INTERFACE,
    LISTED,
    QUESTIONNAIRES,
    extract_interface,
    extract_questionnaires,
    write_catalogue,
)
from feedback.cli.base import Context, as_json, print_json
from feedback.config import Settings
from feedback.exceptions import FeedbackError
from feedback.questionnaires.check import open_version
from feedback.questionnaires.library import read_library
from feedback.questionnaires.snapshot import Snapshot
from feedback.versions import list_version_files


@click.group("translations")
def group() -> None:
    """Collect what is to be said in other languages, hand it out, take it back, approve it."""


@group.command()
@as_json
@click.pass_obj
def extract(context: Context, as_json: bool) -> None:
    """Write interface.pot and questionnaires.pot: every sentence there is to translate."""
    folder = context.settings.translations
    made = {
        INTERFACE: extract_interface(),
        QUESTIONNAIRES: extract_questionnaires(_list_snapshots(context.settings)),
    }
    rows = []
    for domain, template in made.items():
        path = folder / f"{domain}.pot"
        write_catalogue(template, path)
        rows.append({"file": str(path), "sentences": len(template)})
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"Wrote {row['file']}: {row['sentences']} sentences.")


def _list_snapshots(settings: Settings) -> list[Snapshot]:
    """The newest version of each questionnaire that is translated, from its file."""
    library = read_library(settings.forms)
    newest = {path.parent.name: path for path in list_version_files(settings.forms)}
    found = []
    for name in (settings.translations / LISTED).read_text(encoding="utf-8").split():
        path: Path | None = newest.get(name)
        if path is None:
            raise FeedbackError(
                f"{LISTED} names {name!r}, and there is no questionnaire of that name."
            )
        found.append(open_version(path, library, root=settings.forms.parent))
    return found
