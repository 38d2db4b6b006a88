"""How long an answer waits while a copy is made: commits of another process, during `backup` and during a plain VACUUM."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert

from benchmarks.council import Council, make_council
from feedback.models.answering import SealedAnswer
from feedback.models.base import random_key

STORED = 100_000
WRITERS = 4
PAUSE = 0.01  # seconds between two answers of a writer


def main() -> None:
    """Print the size, how long each takes, and the slowest commit meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder) / "instance", teams=4)
        copies = Path(folder) / "copies"
        copies.mkdir()
        _store(council, STORED)
        council.database.checkpoint()
        size = Path(council.database.file).stat().st_size / 1_000_000
        print(f"backup of {STORED} stored answers, {size:.0f} MB, while {WRITERS} phones send")
        _print("nothing else", *_measure(council, lambda: time.sleep(5)))
        _print("feedback backup", *_measure(council, lambda: _back_up(council, copies)))
        _print("control: VACUUM in place", *_measure(council, lambda: _vacuum(council)))
        began = time.monotonic()
        _restore(next(copies.iterdir()), council.settings.instance, Path(folder) / "other")
        print(f"  restore on another machine: {time.monotonic() - began:.1f} s")


def _print(what: str, seconds: float, waits: list[float]) -> None:
    waits.sort()
    middle, last = 1000 * waits[len(waits) // 2], 1000 * waits[-1]
    print(
        f"  {what}: {seconds:.1f} s; {len(waits)} commits, {middle:.0f} ms median, {last:.0f} ms slowest"
    )


def _measure(council: Council, deed: Callable[[], object]) -> tuple[float, list[float]]:
    waits: list[float] = []
    stop = threading.Event()
    writers = [threading.Thread(target=_write, args=(council, stop, waits)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    began = time.monotonic()
    deed()
    seconds = time.monotonic() - began
    stop.set()
    for writer in writers:
        writer.join()
    return seconds, waits


def _write(council: Council, stop: threading.Event, waits: list[float]) -> None:
    while not stop.is_set():
        began = time.monotonic()
        _store(council, 1)
        waits.append(time.monotonic() - began)
        time.sleep(PAUSE)


def _store(council: Council, count: int) -> None:
    pairs = json.dumps([f"question_{n}=4" for n in range(12)])
    same = {
        "round_id": 1, "collector_id": council.collectors[0].id, "version_id": 1, "variant": "standard",
        "language": "en", "mode": "online", "answers": pairs, "equality": "[]",
        "comments": json.dumps({"best": "She asked me what I think, and listened to the end."}),
    }  # fmt: skip
    with council.database.writing() as session:
        session.execute(insert(SealedAnswer), [{"id": random_key(), **same} for _ in range(count)])


def _run(instance: Path, *words: str) -> None:
    environ = os.environ | {"FEEDBACK_INSTANCE": str(instance)}
    subprocess.run(
        [sys.executable, "-m", "feedback", *words],
        env=environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _back_up(council: Council, folder: Path) -> None:
    _run(council.settings.instance, "backup", str(folder))


def _restore(file: Path, old: Path, instance: Path) -> None:
    instance.mkdir()
    shutil.copy(old / "secret-key", instance)
    _run(instance, "restore", str(file))


def _vacuum(council: Council) -> None:
    with closing(sqlite3.connect(council.database.file, timeout=60)) as connection:
        connection.execute("VACUUM")


if __name__ == "__main__":
    main()
