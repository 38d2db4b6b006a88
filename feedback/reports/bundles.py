"""Decides what everything to hand out is: for every open and planned round or one, every team or one, as a ZIP or one PDF.

Slips are in it when somebody asks for so many: new ones, printed for this file alone (`feedback/reports/loose_slips.py`).
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pypdfium2
from sqlalchemy.orm import Session

from feedback.collectors import OPENED_FOR, list_collectors
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH, LANGUAGES, Language
from feedback.models.asking import DEMO, Collector, Meta
from feedback.names import key_of
from feedback.reports.cards import Card, describe_card, make_card
from feedback.reports.loose_slips import Press, SlipJob, check_slips, no_press
from feedback.reports.materials import (
    RoundMaterials,
    cannot_be_drawn,
    check_printable,
    describe_poster,
    list_materials,
    make_material,
    say_unprintable,
    version_now,
)
from feedback.reports.pack_words import Told, write_readme
from feedback.reports.packs import add_file, make_files, make_safe, name_folders
from feedback.reports.poster_words import Poster
from feedback.reports.tongues import Tongue, check_offered, choose_tags, find_tongues
from feedback.versions import snapshot_of

ZIP, PDF = "zip", "pdf"
ALL = "all"
Tell = Callable[[int, int], None]
Made = Poster | Card | SlipJob


@dataclass(frozen=True)
class Wanted:
    """What is to be in it: the id of a round or all, the name of a team or all, as a ZIP or one PDF, and how many slips.

    `language` is a tag, or several with spaces. There are so many `slips` for each team in each language.
    """

    round_id: str = ALL
    team: str = ALL
    form: str = ZIP
    language: str = ENGLISH.tag
    slips: int = 0

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages, each once."""
        return tuple(dict.fromkeys(self.language.split())) or (ENGLISH.tag,)

    def is_for(self, collector: Collector) -> bool:
        """Whether what is handed out for `collector` is to be in it."""
        return self.team == ALL or key_of(self.team) == key_of(collector.team.name)


@dataclass(frozen=True)
class Part:
    """What one collector adds in one language: a poster with what belongs to it, slips, or a card."""

    materials: RoundMaterials
    collector: Collector
    made: Made
    language: Language = ENGLISH
    tongues: Mapping[str, Tongue] = field(default_factory=dict)  # by variant; none for English


def plan_bundle(session: Session, wanted: Wanted, settings: Settings) -> list[Part]:
    """Everything that is wanted, by round and team. Raises RefusedError when that is nothing, or cannot be printed."""
    check_offered(session, settings, wanted.tags)
    found = [
        each
        for each in list_materials(session, settings.zone)
        if wanted.round_id in (ALL, str(each.round.id))
    ]
    parts = [part for each in found for part in _plan_round(session, each, wanted, settings)]
    if not parts:
        raise RefusedError("There is nothing to hand out for that now.")
    parts = _leave_out(parts, wanted, settings)
    check_slips([part.made for part in parts if isinstance(part.made, SlipJob)])
    return parts


def write_bundle(
    parts: Sequence[Part],
    wanted: Wanted,
    settings: Settings,
    *,
    to: Path | IO[bytes],
    tell: Tell,
    press: Press = no_press,
) -> None:
    """Write the file `to` a place, and tell how many of its parts are made. Slips are printed by `press`."""
    write = _write_pdf if wanted.form == PDF else _write_zip
    total = len(parts)
    tell(0, total)
    for done, _ in enumerate(write(parts, settings, to, press), start=1):
        tell(done, total)


def _leave_out(parts: Sequence[Part], wanted: Wanted, settings: Settings) -> list[Part]:
    """Without slips and cards of teams whose names cannot be drawn; a ZIP says of their posters that there are none."""
    posters = [part.made for part in parts if isinstance(part.made, Poster)]
    check_printable(posters)
    undrawn = next(filter(None, map(cannot_be_drawn, posters)), "")
    if undrawn and wanted.form == PDF:
        raise RefusedError(f"{undrawn} Or choose a ZIP: it holds what can be drawn.")
    return [
        part
        for part in parts
        if isinstance(part.made, Poster)
        or not say_unprintable(f"{settings.council_name} {part.collector.team.name}")
    ]


def _plan_round(
    session: Session, each: RoundMaterials, wanted: Wanted, settings: Settings
) -> Iterator[Part]:
    demo = session.get(Meta, DEMO) is not None
    tags = choose_tags(session, settings, each.snapshot, wanted.tags)
    spoken = {tag: find_tongues(session, settings, each.snapshot, tag) for tag in tags}
    for collector in each.collectors:
        for tag in tags if wanted.is_for(collector) else ():
            poster = describe_poster(session, collector, settings, round_=each.round, language=tag)
            yield Part(each, collector, poster, LANGUAGES[tag], spoken[tag])
    for collector in _slip_collectors(each) if wanted.slips else ():
        # A slip leads to what is asked now.
        now = snapshot_of(version_now(session, collector, settings.zone))
        tags = choose_tags(session, settings, now, wanted.tags)
        for tag in tags if wanted.is_for(collector) else ():
            job = SlipJob(str(collector.id), wanted.slips, tag)
            yield Part(each, collector, job, LANGUAGES[tag])
    for collector in list_collectors(session, round_id=each.round.id):
        if collector.channel in OPENED_FOR and wanted.is_for(collector):
            card = describe_card(collector, each.snapshot, settings, demo=demo)
            yield Part(each, collector, card)


def _slip_collectors(each: RoundMaterials) -> list[Collector]:
    """One a team and occasion: a poster and a letter share their slips."""
    found = {(one.team.name, one.occasion): one for one in each.collectors}
    return list(found.values())


def _write_zip(
    parts: Sequence[Part], settings: Settings, to: Path | IO[bytes], press: Press
) -> Iterator[None]:
    """A folder for each round, in it one for each link, as in the pack of a round."""
    with zipfile.ZipFile(to, "w") as pack:
        said: set[int] = set()
        for part, folder in zip(parts, _name_all(parts), strict=True):
            if isinstance(part.made, Poster) and part.materials.round.id not in said:
                said.add(part.materials.round.id)
                readme = write_readme(part.materials, part.made, _told(part, parts)).encode()
                add_file(pack, f"{_name_round(part)}/README.txt", readme)
            for name, content in _make(part, settings, press):
                add_file(pack, f"{_name_round(part)}/{folder}/{name}", content)
            yield


def _told(part: Part, parts: Sequence[Part]) -> Told:
    """What the pack of a round holds besides posters in English."""
    own = [one for one in parts if one.materials.round.id == part.materials.round.id]
    spoken = dict.fromkeys(one.language for one in own if isinstance(one.made, Poster))
    slips = any(isinstance(one.made, SlipJob) for one in own)
    posters = [one.made for one in own if isinstance(one.made, Poster)]
    undrawn = dict.fromkeys(one.team for one in posters if cannot_be_drawn(one))
    return Told(languages=tuple(spoken), slips=slips, undrawn=tuple(undrawn))


def _make(part: Part, settings: Settings, press: Press) -> Iterator[tuple[str, bytes]]:
    if isinstance(part.made, Card):
        yield "card.pdf", make_card(part.made)
    elif isinstance(part.made, SlipJob):
        printed = press(part.made)
        yield f"slips-batch-{printed.batch}.pdf", printed.pdf
    else:
        yield from make_files(
            part.materials, part.collector, part.made, settings, tongues=part.tongues
        )


def _name_all(parts: Sequence[Part]) -> list[str]:
    """A folder for each part: the team's, with what it is for where that is no poster, and in it one for each language."""
    several = len({part.language for part in parts if not isinstance(part.made, Card)}) > 1
    return [
        f"{name} {part.collector.channel}"
        if isinstance(part.made, Card)
        else f"{name}/{part.language.english}"
        if several
        else name
        for part, name in zip(parts, _name_folders(parts), strict=True)
    ]


def _name_folders(parts: Sequence[Part]) -> list[str]:
    """The folders' names, unlike any other of the same round and kind; what is for one collector lies together."""
    names: dict[tuple[int, int], str] = {}
    groups: dict[tuple[int, str], dict[int, Collector]] = {}
    for part in parts:
        kind = part.collector.channel if isinstance(part.made, Card) else ""
        group = part.materials.round.id, kind
        groups.setdefault(group, {})[part.collector.id] = part.collector
    for (round_id, _), own in groups.items():
        made = name_folders(list(own.values()))
        names |= {(round_id, id_): name for id_, name in zip(own, made, strict=True)}
    return [names[part.materials.round.id, part.collector.id] for part in parts]


def _name_round(part: Part) -> str:
    round_ = part.materials.round
    return make_safe(f"{part.materials.snapshot.name} {round_.opens_on} round {round_.id}")


def _write_pdf(
    parts: Sequence[Part], _settings: Settings, to: Path | IO[bytes], press: Press
) -> Iterator[None]:
    """Every poster and card, one page after the other, and the slips' sheets, to be printed at once."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for part in parts:
            single = pypdfium2.PdfDocument(_make_pages(part.made, press))
            whole.import_pages(single)
            single.close()
            yield
        whole.save(to)
    finally:
        whole.close()


def _make_pages(made: Made, press: Press) -> bytes:
    if isinstance(made, SlipJob):
        return press(made).pdf
    return make_card(made) if isinstance(made, Card) else make_material(made, ".pdf")
