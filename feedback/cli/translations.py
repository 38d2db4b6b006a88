"""Commands about translations in the database: how far they are, out to translators, back again, approved."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import clock
from feedback.approvals import approve, take_words
from feedback.catalogues import read_catalogue
from feedback.cli.base import Context, as_json, print_json, print_table, write_file
from feedback.exceptions import FeedbackError, RefusedError
from feedback.exchange import Taken, make_lines, take_back
from feedback.frozen import list_frozen
from feedback.languages import ENGLISH, LISTED, Language
from feedback.proofs import list_faults
from feedback.reports.translators import read_sheet, write_sheet
from feedback.shipped_languages import read_words
from feedback.translations import (
    Scope,
    list_entries,
    measure,
    open_language,
    read_states,
    read_translations,
)

GLOSSARY = "glossary.csv"
COUNTS = ("sentences", "words", "left", "missing", "draft", "checked", "approved")
MOST_SHOWN = 20  # faults on a terminal

lang = click.option("--lang", help="The language, when the file is not called after it.")


@click.group("translations")
def group() -> None:
    """Collect what is to be said in other languages, hand it out, take it back, approve it."""


@group.command()
@click.option("--lang", help="One language, questionnaire by questionnaire.")
@as_json
@click.pass_obj
def status(context: Context, lang: str | None, as_json: bool) -> None:
    """How far each language is: words left to translate, sentences in each state, and whether it is offered."""
    languages = [open_language(lang)] if lang else [one for one in LISTED if one != ENGLISH]
    with context.database.reading() as session:
        if lang:
            rows = [row for language in languages for row in _describe(session, language)]
        else:
            rows = [_sum_up(session, language) for language in languages]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="There is nothing to translate yet.")


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@lang
@as_json
@click.pass_obj
def export(context: Context, file: Path, lang: str | None, as_json: bool) -> None:
    """Write FILE, such as pl.xlsx: everything there is to say in that language, to hand to a translator."""
    language = _language_of(file, lang)
    if file.suffix != ".xlsx":
        raise FeedbackError(f"{file.name}: name it .xlsx.")
    with context.database.reading() as session:
        lines = make_lines(list_entries(session), read_translations(session, language.tag))
    write_file(file, write_sheet(language, lines, context.settings.translations / GLOSSARY))
    if as_json:
        print_json({"out": str(file)})
    else:
        click.echo(f"Wrote {file}: {len(lines)} sentences.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lang
@click.option("--checked-by", default="", help="Who has checked every sentence of the file.")
@click.option("--anyway", is_flag=True, help="Also where somebody changed the same sentence since.")
@as_json
@click.pass_obj
def import_(
    context: Context, file: Path, lang: str | None, checked_by: str, anyway: bool, as_json: bool
) -> None:
    """Take FILE back: a workbook (.xlsx) or a catalogue (.po). All of it or nothing; what is empty stays as it is."""
    language = _language_of(file, lang)
    with context.database.writing() as session:
        taken = _read(session, file, language)
        if anyway and taken.agree:
            taken = _read(session, file, language, agreed=taken.agree)
        if taken.faults:
            _refuse(taken)
        today = clock.today(context.settings.zone)
        kept = take_words(session, language, taken.words, checked_by=checked_by, on=today)
    _print_taken(language, taken, kept - taken.filled, as_json=as_json)
    if taken.unknown:
        click.echo(f"{taken.unknown} rows are not asked for any more and were left out.", err=True)
    if taken.left:
        click.echo(
            f"{taken.left} sentences stay as somebody else wrote them since the file was handed out.",
            err=True,
        )


@group.command("approve")
@click.argument("language")
@click.option("--by", "name", required=True, help="The name of whoever stands up for it.")
@click.option("--questionnaire", default="", help="Only this one, and the pages around it.")
@as_json
@click.pass_obj
def approve_(context: Context, language: str, name: str, questionnaire: str, as_json: bool) -> None:
    """Approve what is whole and checked in LANGUAGE, and freeze it: from now on people can choose it."""
    chosen = open_language(language)
    with context.database.writing() as session:
        today = clock.today(context.settings.zone)
        scopes = approve(session, chosen, name=name, on=today, questionnaire=questionnaire)
    if as_json:
        print_json([asdict(scope) for scope in scopes])
    else:
        for scope in scopes:
            click.echo(f"Approved in {chosen.english}: {scope}")


def _language_of(file: Path, tag: str | None) -> Language:
    return open_language(tag or file.name.partition(".")[0])


def _read(session: Session, file: Path, language: Language, *, agreed: str = "") -> Taken:
    entries = list_entries(session)
    if file.suffix == ".xlsx":
        lines = make_lines(entries, read_translations(session, language.tag))
        return take_back(language, lines, read_sheet(file.read_bytes(), language), agreed=agreed)
    if file.suffix != ".po":
        raise FeedbackError(f"{file.name}: send a workbook (.xlsx) or a catalogue (.po).")
    known = {entry.key: entry for own in entries.values() for entry in own}
    words, faults, unknown = {}, [], 0
    for key, forms in read_words(read_catalogue(file, language)):
        if key not in known:
            unknown += 1
            continue
        wrong = list_faults(language, key[1], forms, plural=known[key].plural)
        faults += [f"“{key[1]}”: {fault}" for fault in wrong]
        words[key] = tuple(forms)
    return Taken(words, tuple(faults), unknown)


def _print_taken(language: Language, taken: Taken, changed: int, *, as_json: bool) -> None:
    counts = {"sentences": len(taken.words), "changed": changed, "filled": taken.filled}
    if as_json:
        print_json({"language": language.tag, **counts})
        return
    many = f"{changed} sentences changed, {len(taken.words)} were read."
    click.echo(f"{language.english}: {many}")
    if taken.filled:
        click.echo(
            f"{taken.filled} had no words and have those now that the same English has in another place."
        )


def _refuse(taken: Taken) -> None:
    if len(taken.faults) > 1:
        for fault in taken.faults[:MOST_SHOWN]:
            click.echo(fault, err=True)
    many = f"{len(taken.faults)} things to put right; nothing was taken."
    raise RefusedError(taken.faults[0] if len(taken.faults) == 1 else many)


def _describe(session: Session, language: Language) -> list[dict[str, Any]]:
    said = read_states(session, [language.tag])[language.tag]
    approved = list_frozen(session, drafts=False)
    rows = []
    for progress in measure(list_entries(session), said):
        frozen = approved.get((language.tag, progress.scope))
        rows.append(
            {
                "language": language.tag,
                "name": language.english,
                **asdict(progress.scope),
                **{name: getattr(progress, name) for name in COUNTS},
                "revision": frozen.revision if frozen else None,
            }
        )
    return rows


def _sum_up(session: Session, language: Language) -> dict[str, Any]:
    """One row: a sentence that several questionnaires say counts once."""
    once = {entry.key: entry for own in list_entries(session).values() for entry in own}
    said = read_states(session, [language.tag])[language.tag]
    (progress,) = measure({Scope(): list(once.values())}, said)
    frozen = [scope for tag, scope in list_frozen(session, drafts=False) if tag == language.tag]
    return {
        "language": language.tag,
        "name": language.english,
        **{name: getattr(progress, name) for name in COUNTS},
        "frozen": len(frozen),
    }
