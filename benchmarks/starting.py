"""How long the service takes to start with every language it ships, in CPU time of its own."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.council import make_council
from feedback.config import Settings
from feedback.shipped_languages import bring_in

MOST = 2.0  # seconds
RUNS = 5


def main() -> None:
    """Print what the quickest of some starts took: the others waited for the disk or for somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=3)
        with council.database.writing() as session:
            bring_in(session, council.settings.translations)
        council.database.engine.dispose()
        took = [_start(council.settings) for _ in range(RUNS)]
    cpu, wall = min(one for one, _ in took), min(one for _, one in took)
    over = "" if cpu <= MOST else "  OVER"
    print(f"start with every language: {cpu:.2f} s CPU of {MOST}, {wall:.2f} s by the clock{over}")


def _start(settings: Settings) -> tuple[float, float]:
    """Seconds of CPU, and by the clock, until the application could answer."""
    before, at = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environ = {
        "FEEDBACK_INSTANCE": str(settings.instance),
        "FEEDBACK_SHOW_DRAFT_TRANSLATIONS": "yes",
    }
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", "import wsgi"], cwd=root, env=environ, check=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - at
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main()
