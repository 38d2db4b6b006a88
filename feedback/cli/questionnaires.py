"""Commands about questionnaires: check the files, publish them, look at what is published."""

import json
from pathlib import Path
from typing import Any

import click

from feedback import clock
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.exceptions import DefinitionError, RefusedError
from feedback.models.asking import PublishedVersion
from feedback.questionnaires.check import check_file, check_library, open_version
from feedback.questionnaires.library import read_library
from feedback.questionnaires.snapshot import Snapshot
from feedback.versions import (
    check_unchanged,
    list_version_files,
    list_versions,
    open_published,
    publish,
    snapshot_of,
)


@click.group("questionnaires")
def group() -> None:
    """Check, publish and look at questionnaires."""


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """The published versions."""
    with context.database.reading() as session:
        rows = [_describe(version) for version in list_versions(session)]
    if as_json:
        print_json(rows)
    else:
        print_table(
            [r | {"sha256": r["sha256"][:12]} for r in rows], empty="Nothing is published yet."
        )


@group.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def check(context: Context, files: tuple[Path, ...]) -> None:
    """Report every problem of FILES, or of every questionnaire, and compare them with what is published."""
    forms = context.settings.forms
    library = read_library(forms)
    problems = [str(problem) for problem in sorted(set(check_library(library)))]
    paths = [path.resolve() for path in files] or list_version_files(forms)
    for path in paths:
        snapshot, found = check_file(path, library, root=forms.parent)
        problems += [str(problem) for problem in found]
        if snapshot and not problems:
            problems += _list_edits(context, snapshot)
    if len(problems) > 1:
        click.echo("\n".join(problems))
        raise DefinitionError(f"{len(problems)} problems: put them right and check again.")
    if problems:
        raise DefinitionError(problems[0])
    click.echo(f"{len(paths)} {'file is' if len(paths) == 1 else 'files are'} right.")


@group.command("publish")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def publish_(context: Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Publish FILES, or everything new. What is published never changes."""
    forms = context.settings.forms
    library = read_library(forms)
    paths = [path.resolve() for path in files] or list_version_files(forms)
    snapshots = [open_version(path, library, root=forms.parent) for path in paths]
    with context.database.writing() as session:
        today = clock.today(context.settings.zone)
        rows = [_describe(publish(session, snapshot, on=today)) for snapshot in snapshots]
    if as_json:
        print_json(rows)
    else:
        print_table(
            [r | {"sha256": r["sha256"][:12]} for r in rows], empty="There is nothing to publish."
        )


@group.command()
@click.argument("name")
@click.option("--json", "_as_json", is_flag=True, help="Always prints JSON; this changes nothing.")
@click.pass_obj
def show(context: Context, name: str, _as_json: bool) -> None:
    """The frozen snapshot of NAME@N, as JSON."""
    with context.database.reading() as session:
        version = open_published(session, name)
    print_json(json.loads(version.snapshot))


def _list_edits(context: Context, snapshot: Snapshot) -> list[str]:
    if not Path(context.settings.database_url.removeprefix("sqlite:///")).exists():
        return []
    try:
        with context.database.reading() as session:
            check_unchanged(session, snapshot)
    except RefusedError as refusal:
        return [str(refusal)]
    return []


def _describe(version: PublishedVersion) -> dict[str, Any]:
    snapshot = snapshot_of(version)
    return {
        "questionnaire": version.questionnaire,
        "version": version.number,
        "title": snapshot.name,
        "class": snapshot.class_.value,
        "variants": [variant.value for variant in snapshot.forms],
        "languages": ["en"],
        "published_on": version.published_on.isoformat(),
        "sha256": version.sha256,
    }
