"""How long slips take: `python -m benchmarks.slips`.

Drawing 500 of them, which must stay under 10 seconds, and answering a code that leads nowhere, which must take as
long whatever became of it: the medians are to differ by less than 5 milliseconds. A good code shows what a difference looks like.
"""

import datetime as dt
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.council import Council, make_council
from feedback.app import create_app
from feedback.reports.slip_printing import print_slips
from feedback.slips import add_slips, begin_batch, draw_codes, open_batch, spend, void_batch

SLIPS, EACH = 500, 140  # fewer unknown codes in all than are held back in a minute


def main() -> None:
    """Measure both and print them."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=5)
        start = time.perf_counter()
        collector = str(council.collectors[0].id)
        printed = print_slips(council.database, council.settings, collector, count=SLIPS)
        seconds = time.perf_counter() - start
        print(f"{SLIPS} slips: {seconds:.1f} s, {len(printed.pdf) // 1024} KiB; at most 10 s")
        for way, took in time_dead_codes(council).items():
            print(f"{way} code: median {took:.2f} ms")


def time_dead_codes(council: Council) -> dict[str, float]:
    """Milliseconds to answer a code of each kind, asked for in a mixed order."""
    codes = kill_codes(council)
    client = create_app(council.settings).test_client()
    asked = [(way, code) for way, some in codes.items() for code in some]
    Random(1).shuffle(asked)
    took: dict[str, list[float]] = {way: [] for way in codes}
    for way, code in asked:
        start = time.perf_counter()
        assert client.get(f"/q/{code}").status_code == (200 if way == "good" else 404)
        took[way].append((time.perf_counter() - start) * 1000)
    return {way: median(times) for way, times in took.items()}


def kill_codes(council: Council) -> dict[str, list[str]]:
    """Codes that are unknown, spent, void and past their day, and good ones."""
    settings = council.settings
    codes = {way: draw_codes(EACH) for way in ("unknown", "spent", "void", "old", "good")}
    with council.database.writing() as session:
        for way in ("spent", "void", "old", "good"):
            batch = begin_batch(session, session.merge(council.collectors[0]), zone=settings.zone)
            add_slips(session, batch, codes[way], keys=settings.secret_keys)
            if way == "void":
                void_batch(session, open_batch(session, str(batch.id)), zone=settings.zone)
            if way == "old":
                batch.printed_on = batch.good_until = dt.date(2026, 1, 1)
        for code in codes["spent"]:
            spend(session, code, keys=settings.secret_keys)
    return codes


if __name__ == "__main__":
    main()
