"""Commands about the catalogues in the folder of translations, for whoever ships them with a release."""

from pathlib import Path

import click

from feedback.catalogues import (
    DOMAINS,
    INTERFACE,
    LISTED,
    QUESTIONNAIRES,
    extract_interface,
    extract_questionnaires,
    messages_of,
    path_of,
    read_catalogue,
    update_catalogue,
    write_catalogue,
)
from feedback.cli.base import Context, as_json, print_json
from feedback.config import Settings
from feedback.exceptions import FeedbackError, RefusedError
from feedback.languages import ENGLISH, Language
from feedback.languages import LISTED as LANGUAGES
from feedback.proofs import list_faults
from feedback.questionnaires.check import open_version
from feedback.questionnaires.library import read_library
from feedback.questionnaires.snapshot import Snapshot
from feedback.shipped_languages import read_words
from feedback.translations import open_language
from feedback.versions import list_version_files


@click.command()
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
    _print(rows, as_json=as_json)


@click.command()
@click.argument("languages", nargs=-1)
@as_json
@click.pass_obj
def update(context: Context, languages: tuple[str, ...], as_json: bool) -> None:
    """Bring the catalogues of LANGUAGES, or of all there are, up to date with the templates.

    What is not reworded keeps its words. What is reworded has its old words beside it, marked fuzzy: they do not count.
    """
    folder, rows = context.settings.translations, []
    for language in [open_language(tag) for tag in languages] or _list_languages(folder):
        for domain in DOMAINS:
            template = read_catalogue(folder / f"{domain}.pot", ENGLISH)
            path = path_of(folder, language, domain)
            updated = update_catalogue(read_catalogue(path, language), template)
            write_catalogue(updated, path)
            said = sum(1 for _ in read_words(updated))
            rows.append(
                {"file": str(path), "sentences": len(template), "left": len(template) - said}
            )
    _print(rows, as_json=as_json)


@click.command()
@as_json
@click.pass_obj
def check(context: Context, as_json: bool) -> None:
    """Look through every catalogue: gaps, numbers, plural forms, direction marks. Says what is wrong where."""
    folder = context.settings.translations
    faults = [
        fault
        for language in _list_languages(folder)
        for domain in DOMAINS
        for fault in _list_faults(folder, language, domain)
    ]
    if as_json:
        print_json(faults)
    elif len(faults) > 1:
        for fault in faults:
            click.echo(fault)
    if faults:
        raise RefusedError(faults[0] if len(faults) == 1 else f"{len(faults)} things to put right.")
    if not as_json:
        click.echo(f"{len(_list_languages(folder))} languages are right.")


def _list_languages(folder: Path) -> list[Language]:
    """The languages that have a catalogue."""
    return [one for one in LANGUAGES if one != ENGLISH and (folder / one.folder).is_dir()]


def _list_faults(folder: Path, language: Language, domain: str) -> list[str]:
    path = path_of(folder, language, domain)
    found = []
    for message in messages_of(read_catalogue(path, language)):
        one, many = (message.id, None) if isinstance(message.id, str) else message.id[:2]
        words = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if not any(words) or message.fuzzy:
            continue
        wrong = list_faults(language, one, words, plural=many)
        found += [f"{language.folder}/{domain}.po: “{one}”: {fault}" for fault in wrong]
    return found


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


def _print(rows: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        left = f", {row['left']} left" if "left" in row else ""
        click.echo(f"Wrote {row['file']}: {row['sentences']} sentences{left}.")
