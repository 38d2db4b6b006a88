"""What lies on a disk after a power cut: what was synced, and of the rest any part, sector by sector.

As on ext4, a file that was deleted cannot come back once any file was synced after it; until then it may.
As SQLite assumes of every disk (powersafe overwrite), a torn write harms nothing beside the bytes written.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.durability.disk import Step

SECTOR = 512


@dataclass
class _File:
    """A file as it is for sure, and the steps since the last sync that a cut may undo."""

    sure: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)

    def take(self, step: Step) -> None:
        if step.kind == "sync":
            for earlier in self.pending:
                _apply(self.sure, earlier)
            self.pending.clear()
        else:
            self.pending.append(step)

    def settle_deletes(self) -> None:
        """Another file was synced: what was deleted here stays so."""
        while any(step.kind == "delete" for step in self.pending):
            _apply(self.sure, self.pending.pop(0))

    def cut(self, chance: random.Random) -> bytes:
        """What is left: each sector of each step that was not synced is kept, lost or torn in the middle."""
        image = bytearray(self.sure)
        for step in self.pending:
            if step.kind == "write":
                for piece in _sectors(step):
                    _apply(image, _fate(piece, chance))
            elif chance.random() < 0.5:
                _apply(image, step)
        return bytes(image)


def cut_at(
    steps: Sequence[Step], moments: Sequence[int], chance: random.Random
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """For each of `moments`, how many steps were done, and the files that a cut after them leaves."""
    files: dict[str, _File] = {}
    done = 0
    for moment in sorted(moments):
        for step in steps[done:moment]:
            if step.kind != "said":
                files.setdefault(step.file, _File()).take(step)
            if step.kind == "sync":
                for file in files.values():
                    file.settle_deletes()
        done = moment
        yield moment, {name: file.cut(chance) for name, file in files.items()}


def _sectors(step: Step) -> Iterator[Step]:
    start, end = step.offset, step.offset + len(step.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Step("write", step.file, start, step.data[start - step.offset : stop - step.offset])
        start = stop


def _fate(piece: Step, chance: random.Random) -> Step:
    kept = chance.choice((0, len(piece.data), chance.randrange(len(piece.data) + 1)))
    return Step("write", piece.file, piece.offset, piece.data[:kept])


def _apply(image: bytearray, step: Step) -> None:
    if step.kind == "delete":
        image.clear()
    elif step.kind == "truncate":
        del image[step.offset :]
        image.extend(bytes(step.offset - len(image)))
    elif step.data:
        image.extend(bytes(max(0, step.offset - len(image))))
        image[step.offset : step.offset + len(step.data)] = step.data
