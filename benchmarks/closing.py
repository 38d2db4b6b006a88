"""What a count of 200,000 answers does to the server beside it: `python -m benchmarks.closing [ANSWERS]`.

The real server serves; its ticker counts. Told are the memory of each process before, meanwhile and after, the
steps the staff page can show, and how long a page of questions takes meanwhile.
"""

import datetime as dt
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from urllib.request import urlopen

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.council import Council, make_council
from benchmarks.server import serving
from feedback import clock
from feedback.app import create_app
from feedback.closing import count_round
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round
from feedback.models.base import random_key
from feedback.progress import Step, get_progress
from feedback.rounds import rounds_of
from feedback.versions import snapshot_of

ANSWERS, TEAMS, AT_ONCE = 200_000, 20, 2_000
SETTLE = 15  # seconds: until the ticker has loaded what it needs
PROC = Path("/proc")


@dataclass
class Watched:
    """A process of the server: what it does, and its memory in MB."""

    name: str
    before: float = 0.0
    most: float = 0.0
    after: float = 0.0


@dataclass
class Seen:
    """What was seen while the count ran."""

    steps: dict[Step, float] = field(default_factory=dict)  # when each was first seen
    pages: list[float] = field(default_factory=list)  # seconds for a page of questions


def main() -> None:
    """Fill, serve, let the round end, watch, and print."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=TEAMS)
        round_id = _fill(council, answers)
        with serving(council) as address:
            page = f"{address}/q/{council.every[0][0].code}"
            _warm_up(page)
            time.sleep(SETTLE)
            watched = _watch(council)
            _note(watched, "before")
            _end(council, round_id)
            seen, seconds = _wait(council, round_id, page, watched)
            _warm_up(page)
            _note(watched, "after")
    _print(answers, watched, seen, seconds)
    with tempfile.TemporaryDirectory() as folder:
        _fill(make_council(Path(folder), teams=TEAMS), answers)
        with get_context("spawn").Pool(1) as pool:
            before, most = pool.apply(_count_in_the_app, (folder,))
    print(f"{'control, a web worker counts':28}{before:>10.1f}{most:>10.1f}")


def _count_in_the_app(folder: str) -> tuple[float, float]:
    """The memory in MB, before and at most, of a process that has the application and counts itself."""
    settings = read_settings({"FEEDBACK_INSTANCE": folder})
    create_app(settings)
    before = _read_memory("self", "VmRSS")
    database = Database(settings.database_url)
    with database.writing() as session:
        round_id = session.scalars(select(SealedAnswer.round_id).limit(1)).one()
        round_ = session.get_one(Round, round_id)
        count_round(session, round_, zone=settings.zone)
    return before, _read_memory("self", "VmHWM")


def _read_memory(process: int | str, what: str) -> float:
    found = re.search(rf"{what}:\s+(\d+)", (PROC / str(process) / "status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _fill(council: Council, answers: int) -> int:
    random = Random(1)
    with council.database.writing() as session:
        (round_,) = rounds_of(session, council.collectors[0])
        form = snapshot_of(round_.version).form("standard")
        choices = [(q.id, list(q.codes)) for q in form.about("service") if q.codes]
        for start in range(0, answers, AT_ONCE):
            rows = [
                _answer(random, round_, random.choice(council.collectors), choices)
                for _ in range(min(AT_ONCE, answers - start))
            ]
            session.execute(insert(SealedAnswer), rows)
        return round_.id


def _answer(
    random: Random, round_: Round, collector: Collector, choices: Iterable[tuple[str, list[str]]]
) -> dict[str, object]:
    return {
        "id": random_key(),
        "round_id": round_.id,
        "collector_id": collector.id,
        "version_id": round_.version_id,
        "variant": "standard",
        "language": "en",
        "mode": "page",
        "helper": None,
        "answers": json.dumps([f"{name}={random.choice(codes)}" for name, codes in choices]),
        "equality": json.dumps([f"eq_age={random.choice(['8-10', '11-13'])}"]),
        "comments": json.dumps({"best": "My worker listened."} if random.random() < 0.3 else {}),
    }


def _warm_up(page: str) -> None:
    for _ in range(50):
        urlopen(page, timeout=60).close()


def _end(council: Council, round_id: int) -> None:
    with council.database.writing() as session:
        session.get_one(Round, round_id).ended_at = clock.now() - dt.timedelta(hours=5)


def _wait(
    council: Council, round_id: int, page: str, watched: dict[int, Watched]
) -> tuple[Seen, float]:
    """Look until the round is counted and the file is written anew: what was seen, and the seconds of the count."""
    seen = Seen()
    while True:
        started = time.monotonic()
        urlopen(page, timeout=60).close()
        now = time.monotonic()
        progress = get_progress(council.settings.instance)
        if progress:
            seen.steps.setdefault(progress.step, now)
        if seen.steps:
            seen.pages.append(now - started)
            _note(watched, "most")
        if seen.steps and not progress:
            with council.database.reading() as session:
                assert _is_counted(session, round_id)
            return seen, now - min(seen.steps.values())
        time.sleep(0.02)


def _is_counted(session: Session, round_id: int) -> bool:
    return session.get_one(Round, round_id).counted_on is not None


def _watch(council: Council) -> dict[int, Watched]:
    """The processes of the server, by id: those that were started for this council, but not this one."""
    mark = f"FEEDBACK_INSTANCE={council.settings.instance}".encode()
    found: dict[int, Watched] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = Watched(_name(folder))
            except OSError:
                continue
    return dict(sorted(found.items()))


def _name(folder: Path) -> str:
    """What a process does. The server begins its worker as a copy of itself; the ticker is begun afresh."""
    words = (folder / "cmdline").read_text().replace("\0", " ")
    if "resource_tracker" in words:
        return "Python's own helper"
    if "spawn_main" in words:
        return "ticker, which counts"
    parent = re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())
    of_this = parent is not None and int(parent[1]) == os.getpid()
    return "keeper of the worker" if of_this else "web worker"


def _note(watched: dict[int, Watched], when: str) -> None:
    for process, one in watched.items():
        setattr(one, when, max(getattr(one, when), _read_memory(process, "VmRSS")))


def _print(answers: int, watched: dict[int, Watched], seen: Seen, seconds: float) -> None:
    print(f"{answers:,} answers counted by the ticker of the server in {seconds:.1f} s")
    print(f"{'memory, MB':28}{'before':>10}{'at most':>10}{'after':>10}")
    for one in watched.values():
        print(f"{one.name:28}{one.before:>10.1f}{one.most:>10.1f}{one.after:>10.1f}")
    first = min(seen.steps.values())
    shown = ", ".join(f"{step} from {at - first:.1f} s" for step, at in seen.steps.items())
    print(f"steps seen: {shown}")
    print(
        f"{len(seen.pages)} pages of questions meanwhile: median {statistics.median(seen.pages) * 1000:.0f} ms, "
        f"slowest {max(seen.pages) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
