"""Decides what everything to hand out is: for every open and planned round or one, every team or one, as a ZIP or one PDF.

Slips are not in it: their codes are good for an answer each, so they are printed by themselves and lie on no disk.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from sqlalchemy.orm import Session

from feedback.collectors import OPENED_FOR, list_collectors
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH
from feedback.models.asking import DEMO, Collector, Meta
from feedback.reports.cards import Card, describe_card, make_card
from feedback.reports.materials import (
    RoundMaterials,
    check_printable,
    describe_poster,
    list_materials,
    make_material,
)
from feedback.reports.pack_words import write_readme
from feedback.reports.packs import add_file, make_files, make_safe, name_folders
from feedback.reports.poster_words import Poster
from feedback.reports.tongues import Tongue, find_tongues

ZIP, PDF = "zip", "pdf"
ALL = "all"
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """What is to be in it: the id of a round or all, the name of a team or all, as a ZIP or one PDF, and in which language."""

    round_id: str = ALL
    team: str = ALL
    form: str = ZIP
    language: str = ENGLISH.tag


@dataclass(frozen=True)
class Part:
    """What one collector adds: a poster with what belongs to it, or a card."""

    materials: RoundMaterials
    collector: Collector
    made: Poster | Card
    tongues: Mapping[str, Tongue] = field(default_factory=dict)  # by variant; none for English


def plan_bundle(session: Session, wanted: Wanted, settings: Settings) -> list[Part]:
    """Everything that is wanted, by round and team. Raises RefusedError when that is nothing, or cannot be printed."""
    found = [
        each
        for each in list_materials(session, settings.zone)
        if wanted.round_id in (ALL, str(each.round.id))
    ]
    parts = [part for each in found for part in _plan_round(session, each, wanted, settings)]
    if not parts:
        raise RefusedError("There is nothing to hand out for that now.")
    check_printable(part.made for part in parts if isinstance(part.made, Poster))
    return parts


def write_bundle(
    parts: Sequence[Part], wanted: Wanted, settings: Settings, *, to: Path, tell: Tell
) -> None:
    """Write the file `to` a place, and tell how many of its parts are made."""
    write = _write_pdf if wanted.form == PDF else _write_zip
    total = len(parts)
    tell(0, total)
    for done, _ in enumerate(write(parts, settings, to), start=1):
        tell(done, total)


def _plan_round(
    session: Session, each: RoundMaterials, wanted: Wanted, settings: Settings
) -> Iterator[Part]:
    demo, team = session.get(Meta, DEMO) is not None, wanted.team
    tongues = find_tongues(session, settings, each.snapshot, wanted.language)
    for collector in each.collectors:
        if team in (ALL, collector.team.name):
            poster = describe_poster(
                session, collector, settings, round_=each.round, language=wanted.language
            )
            yield Part(each, collector, poster, tongues)
    for collector in list_collectors(session, round_id=each.round.id):
        if collector.channel in OPENED_FOR and team in (ALL, collector.team.name):
            card = describe_card(collector, each.snapshot, settings, demo=demo)
            yield Part(each, collector, card)


def _write_zip(parts: Sequence[Part], settings: Settings, to: Path) -> Iterator[None]:
    """A folder for each round, in it one for each link, as in the pack of a round."""
    with zipfile.ZipFile(to, "w") as pack:
        said: set[int] = set()
        for part, folder in zip(parts, _name_all(parts), strict=True):
            if isinstance(part.made, Poster) and part.materials.round.id not in said:
                said.add(part.materials.round.id)
                readme = write_readme(part.materials, part.made).encode()
                add_file(pack, f"{_name_round(part)}/README.txt", readme)
            for name, content in _make(part, settings):
                add_file(pack, f"{_name_round(part)}/{folder}/{name}", content)
            yield


def _make(part: Part, settings: Settings) -> Iterator[tuple[str, bytes]]:
    if isinstance(part.made, Card):
        yield "card.pdf", make_card(part.made)
    else:
        yield from make_files(
            part.materials, part.collector, part.made, settings, tongues=part.tongues
        )


def _name_all(parts: Sequence[Part]) -> list[str]:
    """A folder for each part: the team's, with what it is for where that is no poster."""
    return [
        f"{name} {part.collector.channel}" if isinstance(part.made, Card) else name
        for part, name in zip(parts, _name_folders(parts), strict=True)
    ]


def _name_folders(parts: Sequence[Part]) -> list[str]:
    """The folders' names, unlike any other of the same round and kind."""
    names: dict[int, str] = {}
    groups: dict[tuple[int, str], list[int]] = {}
    for place, part in enumerate(parts):
        kind = part.collector.channel if isinstance(part.made, Card) else ""
        groups.setdefault((part.materials.round.id, kind), []).append(place)
    for places in groups.values():
        made = name_folders([parts[place].collector for place in places])
        names |= dict(zip(places, made, strict=True))
    return [names[place] for place in range(len(parts))]


def _name_round(part: Part) -> str:
    round_ = part.materials.round
    return make_safe(f"{part.materials.snapshot.name} {round_.opens_on}")


def _write_pdf(parts: Sequence[Part], _settings: Settings, to: Path) -> Iterator[None]:
    """Every poster and card, one page after the other, to be printed at once."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for part in parts:
            made = part.made
            page = make_card(made) if isinstance(made, Card) else make_material(made, ".pdf")
            single = pypdfium2.PdfDocument(page)
            whole.import_pages(single)
            single.close()
            yield
        written = io.BytesIO()
        whole.save(written)
        to.write_bytes(written.getvalue())
    finally:
        whole.close()
