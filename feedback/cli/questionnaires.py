"""Commands about questionnaires: check the files, publish them, look at what is published."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import clock
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.exceptions import DefinitionError, RefusedError
from feedback.models.asking import PublishedVersion
from feedback.questionnaires.check import check_alone, check_library, open_version
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.trends import say_trends
from feedback.versions import (
    check_following,
    check_unchanged,
    find_before,
    get_published,
    list_version_files,
    list_versions,
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
    """Report every problem of FILES, or of every questionnaire, and compare them with what is published.

    When all is right, say which lines over time each new version would break.
    """
    forms = context.settings.forms
    library = read_library(forms)
    problems = [str(problem) for problem in sorted(set(check_library(library)))]
    sound, trends = not problems, []
    paths = [path.resolve() for path in files] or list_version_files(forms)
    with _reading(context) as session:
        for path in paths:
            snapshot, found = check_alone(path, library, root=forms.parent)
            problems += [str(problem) for problem in found]
            if snapshot and sound:
                problems += _check_published(session, path, snapshot, library, forms)
                if files or not _is_published(session, snapshot):
                    trends += _say_trends(session, path, snapshot, library, forms)
    _refuse(problems)
    click.echo(f"{len(paths)} {'file is' if len(paths) == 1 else 'files are'} right.")
    _print_lines(trends)


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
        today = clock.today(context.settings.zone)
        for path in paths:
            snapshot = open_version(path, library, root=forms.parent)
            new = not _is_published(session, snapshot)
            rows.append(
                _describe(publish_file(session, path, library, root=forms.parent, on=today))
            )
            if files or new:
                trends += _say_trends(session, path, snapshot, library, forms)
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


@contextmanager
def _reading(context: Context) -> Iterator[Session | None]:
    """A session to read what is published, or None where there is no database yet."""
    if not Path(context.settings.database_url.removeprefix("sqlite:///")).exists():
        yield None
        return
    with context.database.reading() as session:
        yield session


def _is_published(session: Session | None, snapshot: Snapshot) -> bool:
    return session is not None and get_published(session, snapshot) is not None


def _check_published(
    session: Session | None, path: Path, snapshot: Snapshot, library: Library, forms: Path
) -> list[str]:
    """What speaks against publishing `snapshot`: it is published with other content, or hides a change."""
    try:
        if session:
            check_unchanged(session, snapshot)
    except RefusedError as refusal:
        return [str(refusal)]
    found = check_following(session, path, snapshot, library, root=forms.parent)
    return [str(problem) for problem in found]


def _say_trends(
    session: Session | None, path: Path, snapshot: Snapshot, library: Library, forms: Path
) -> list[str]:
    before = find_before(session, path, snapshot, library, root=forms.parent)
    return say_trends(before, snapshot) if before else []


def _refuse(problems: list[str]) -> None:
    if len(problems) > 1:
        click.echo("\n".join(problems))
        raise DefinitionError(f"{len(problems)} problems: put them right and check again.")
    if problems:
        raise DefinitionError(problems[0])


def _print_lines(lines: list[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)


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
