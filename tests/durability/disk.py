"""A disk for SQLite that writes down every step, and fails at the one it is told to."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import apsw

READING = frozenset({"open", "read", "lock"})
WRITING = frozenset({"write", "sync", "truncate", "delete"})
_numbers = itertools.count()


@dataclass(frozen=True)
class Step:
    """One thing that was done to a file, or `said` to somebody. A write has `data`, a truncate only `offset`."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Fault:
    """The step that fails, counted from one, and whether all after it fail too. `hit` once it has come."""

    at: int
    lasting: bool
    kinds: frozenset[str] = READING | WRITING
    met: int = 0
    hit: str = ""

    def meet(self, step: Step) -> None:
        """Count `step`; raises an I/O error when it is the one."""
        if step.kind not in self.kinds:
            return
        self.met += 1
        if self.met == self.at or (self.lasting and self.met > self.at):
            self.hit = self.hit or f"{step.kind} {step.file}"
            raise apsw.IOError(self.hit)


class Disk(apsw.VFS):
    """Files of the real disk, through this machine's own VFS; every step is kept in `steps`."""

    def __init__(self) -> None:
        self.name = f"disk{next(_numbers)}"
        self.steps: list[Step] = []
        self.fault: Fault | None = None
        super().__init__(self.name, "")

    def say(self, what: str) -> None:
        """Note that somebody was told something at this moment."""
        self.steps.append(Step("said", what))

    def take(self, kind: str, file: str, offset: int = 0, data: bytes = b"") -> None:
        """Write a step down, or fail at it."""
        step = Step(kind, file, offset, data)
        if self.fault:
            self.fault.meet(step)
        if kind in WRITING:
            self.steps.append(step)

    def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802 - SQLite's own name, as are all below
        """Open a file."""
        file = _File(self, name, flags)
        self.take("open", file.own)
        return file

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file. Whether its folder was synced is not kept: the name may come back."""
        self.take("delete", PurePath(filename).name)
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    """A file of the disk."""

    def __init__(self, disk: Disk, name: Any, flags: Any) -> None:
        self.disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.own = PurePath(path).name if path else "temporary"
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self.disk.take("read", self.own)
        return super().xRead(amount, offset)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self.disk.take("write", self.own, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self.disk.take("truncate", self.own, newsize)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.take("sync", self.own)
        super().xSync(flags)

    def xLock(self, level: int) -> None:  # noqa: N802
        self.disk.take("lock", self.own)
        super().xLock(level)


def points(lasting: bool, kinds: frozenset[str]) -> Iterator[Fault]:
    """A fault at the first step, at the second, and so on, until one is not met any more."""
    for at in itertools.count(1):
        fault = Fault(at, lasting, kinds)
        yield fault
        if not fault.hit:
            return
