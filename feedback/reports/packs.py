"""Decides what everything for one round is: one ZIP, a folder a team, with what to print and what to do."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH
from feedback.models.asking import Collector, Round
from feedback.names import key_of
from feedback.reports.materials import (
    RoundMaterials,
    cannot_be_drawn,
    check_printable,
    collect_materials,
    describe_poster,
    make_material,
)
from feedback.reports.pack_words import Told, write_link, write_no_poster, write_readme
from feedback.reports.papers.form import paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.reports.poster_words import Poster
from feedback.reports.rasters import make_png
from feedback.reports.tongues import Tongue, find_tongues

MADE_AT = (2000, 1, 1, 0, 0, 0)  # the same pack is the same bytes on any day
LONGEST = 60  # characters of a folder's name: some systems stop at 255 bytes for a whole path
DRAWN = (".pdf", ".png")  # compressed already
# Names that Windows keeps for devices, and signs it takes in no name.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
UNSAFE = re.compile(r'[<>:"/\\|?*]')


def make_pack(
    session: Session, round_: Round, *, settings: Settings, team: str | None = None
) -> bytes:
    """The ZIP of a round that is open or planned, of all teams or of one. Raises RefusedError."""
    return b"".join(stream_pack(session, round_, settings=settings, team=team))


def stream_pack(
    session: Session,
    round_: Round,
    *,
    settings: Settings,
    team: str | None = None,
    language: str = ENGLISH.tag,
) -> Iterator[bytes]:
    """The same ZIP as it is made, team by team: sixty teams take a minute, longer than a proxy waits in silence.

    Everything is read from `session`, and everything refused, before this returns. Raises RefusedError.
    """
    materials = collect_materials(session, round_, settings.zone)
    chosen = [
        one for one in materials.collectors if team is None or key_of(team) == key_of(one.team.name)
    ]
    if not chosen:
        raise RefusedError(
            f"{team} takes no part in round {round_.id}, so there is no pack for it."
        )
    posters = [
        describe_poster(session, one, settings, round_=round_, language=language) for one in chosen
    ]
    check_printable(posters)
    tongues = find_tongues(session, settings, materials.snapshot, language)
    return _write_pack(materials, list(zip(chosen, posters, strict=True)), settings, tongues)


def _write_pack(
    materials: RoundMaterials,
    chosen: Sequence[tuple[Collector, Poster]],
    settings: Settings,
    tongues: Mapping[str, Tongue],
) -> Iterator[bytes]:
    written = _Written()
    with zipfile.ZipFile(written, "w") as pack:
        undrawn = tuple(poster.team for _, poster in chosen if cannot_be_drawn(poster))
        told = Told(languages=(chosen[0][1].speech.language,), undrawn=undrawn)
        add_file(pack, "README.txt", write_readme(materials, chosen[0][1], told).encode())
        folders = name_folders([collector for collector, _ in chosen])
        for (collector, poster), folder in zip(chosen, folders, strict=True):
            for name, content in make_files(
                materials, collector, poster, settings, tongues=tongues
            ):
                add_file(pack, f"{folder}/{name}", content)
                yield written.take()
    yield written.take()


class _Written(io.RawIOBase):
    """A file that only goes on: what was written since the last time is taken out of it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._parts.append(bytes(content))
        return len(content)

    def take(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def make_files(
    materials: RoundMaterials,
    collector: Collector,
    poster: Poster,
    settings: Settings,
    *,
    tongues: Mapping[str, Tongue] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """What lies in the folder of one collector: names and contents, what is read first at the top.

    With `tongues` there is a paper form of each variant that they have, and no other. Where the team's name cannot be
    drawn there is no paper, and a text that says so: one name must not keep every other team's poster back.
    """
    yield "link.txt", write_link(materials, collector, poster).encode()
    if trouble := cannot_be_drawn(poster):
        yield "NO-POSTER.txt", write_no_poster(poster, trouble).encode()
        yield "qr.svg", make_material(poster, ".svg")
        return
    pdf = make_material(poster, ".pdf")
    yield "poster.pdf", pdf
    yield "poster.png", make_png(pdf)
    yield "qr.svg", make_material(poster, ".svg")
    for variant in tongues or materials.snapshot.forms:
        form = paper_of(
            settings,
            materials.snapshot,
            variant,
            collector=collector,
            demo=poster.demo,
            tongue=(tongues or {}).get(variant),
        )
        yield f"paper-{variant}.pdf", make_paper(form)


def name_folders(collectors: Sequence[Collector]) -> list[str]:
    """A folder's name for each: the team's, safe on every system and unlike any other before it."""
    taken: set[str] = set()
    names = []
    for collector in collectors:
        base = make_safe(f"{collector.team.name} {collector.occasion}")
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name.casefold())
        names.append(name)
    return names


def make_safe(name: str) -> str:
    """`name` as a file may be called on Windows, macOS and Linux; letters of any language stay."""
    text = unicodedata.normalize("NFC", UNSAFE.sub("-", name))
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    safe = " ".join(printable.split())[:LONGEST].strip(" .")
    return f"{safe}-team" if not safe or DEVICES.fullmatch(safe) else safe


def add_file(pack: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Put a file into the ZIP, without the moment and the machine it was made on."""
    about = zipfile.ZipInfo(name, MADE_AT)
    about.external_attr = 0o644 << 16
    stored = name.endswith(DRAWN)
    about.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    pack.writestr(about, content)
