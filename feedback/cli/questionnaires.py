"""Commands about questionnaires: check the files, publish them, look at what is published."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.cli.checking import is_published, list_trends, look_at
from feedback.exceptions import DefinitionError, FeedbackError
from feedback.frozen import list_spoken
from feedback.models.asking import PublishedVersion
from feedback.models.auditing import Deed
from feedback.questionnaires.editor_schema import KINDS, make_schema, write_json, write_schemas
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.load import name_file
from feedback.shipped_languages import bring_in
from feedback.versions import (
    list_version_files,
    list_versions,
    open_file,
    open_published,
    publish_file,
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
        spoken = list_spoken(session)
        rows = [_describe(version, spoken) for version in list_versions(session)]
    if as_json:
        print_json(rows)
    else:
        print_table(
            [r | {"sha256": r["sha256"][:12]} for r in rows], empty="Nothing is published yet."
        )


@group.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def check(context: Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Report problems and hints of FILES, or of every questionnaire, and compare them with what is published.

    When all is right, say which lines over time each new version would break.
    """
    paths = [path.resolve() for path in files] or list_version_files(context.settings.forms)
    report = look_at(context, paths, named=bool(files))
    refusals = report.refusals
    if as_json:
        print_json(report.as_rows())
    else:
        # A single problem stands on stderr only, where every command says why it stopped.
        _print_lines([*(refusals if len(refusals) > 1 else ()), *map(str, report.hints)])
    if refusals:
        many = f"{len(refusals)} problems: put them right and check again."
        raise DefinitionError(refusals[0] if len(refusals) == 1 else many)
    if not as_json:
        right = _count(len(paths), "file is right.", "files are right.")
        hints = _count(len(report.hints), "hint to read.", "hints to read.")
        click.echo(f"{right} {hints}" if report.hints else right)
    _print_lines(report.trends, err=as_json)


@group.command("publish")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def publish_(context: Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Publish FILES, or everything new, and say which lines over time break. What is published never changes."""
    forms = context.settings.forms
    library = read_library(forms)
    paths = [path.resolve() for path in files] or list_version_files(forms)
    trends: list[str] = []
    rows = []
    with context.database.writing() as session:
        for path in paths:
            snapshot = open_file(session, path, library, root=forms.parent)
            new = not is_published(session, snapshot)
            published = _publish(session, path, library, context, new=new)
            rows.append(_describe(published, list_spoken(session)))
            if files or new:
                trends += list_trends(session, path, snapshot, library, root=forms.parent)
        bring_in(session, context.settings.translations)
    if as_json:
        print_json(rows)
    else:
        print_table(
            [r | {"sha256": r["sha256"][:12]} for r in rows], empty="There is nothing to publish."
        )
    _print_lines(trends, err=as_json)


@group.command()
@click.argument("name")
@click.option("--json", "_as_json", is_flag=True, help="Always prints JSON; this changes nothing.")
@click.pass_obj
def show(context: Context, name: str, _as_json: bool) -> None:
    """The frozen snapshot of NAME@N, as JSON."""
    with context.database.reading() as session:
        version = open_published(session, name)
    print_json(json.loads(version.snapshot))


@group.command()
@click.option("--of", type=click.Choice(KINDS), default="version", help="The kind of file.")
@click.option("--write", is_flag=True, help="Write every schema to the folder of the forms.")
@as_json
@click.pass_obj
def schema(context: Context, of: str, write: bool, as_json: bool) -> None:
    """The JSON Schema of a kind of file, for editors that explain each key as it is typed."""
    if not write:
        click.echo(write_json(make_schema(of)), nl=False)
        return
    forms = context.settings.forms
    try:
        files = write_schemas(forms)
    except OSError as error:
        raise FeedbackError(f"{forms} cannot be written: {error.strerror}.") from error
    names = [name_file(path, root=forms.parent) for path in files]
    if as_json:
        print_json(names)
    else:
        _print_lines(names)


def _publish(
    session: Session, path: Path, library: Library, context: Context, *, new: bool
) -> PublishedVersion:
    """Freeze one file, and write down that it is `new`. What `init` publishes came with the release."""
    root, today = context.settings.forms.parent, clock.today(context.settings.zone)
    version = publish_file(session, path, library, root=root, on=today)
    if new:
        thing = f"questionnaire {version.questionnaire}@{version.number}"
        audit.record(session, Deed.PUBLISHED_VERSION, thing, by=None)
    return version


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _print_lines(lines: list[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)


def _describe(
    version: PublishedVersion, spoken: Mapping[tuple[str, int], Sequence[str]]
) -> dict[str, Any]:
    snapshot = snapshot_of(version)
    return {
        "questionnaire": version.questionnaire,
        "version": version.number,
        "title": snapshot.name,
        "class": snapshot.class_.value,
        "variants": [variant.value for variant in snapshot.forms],
        "languages": ["en", *spoken.get((version.questionnaire, version.number), ())],
        "published_on": version.published_on.isoformat(),
        "sha256": version.sha256,
    }
