"""Lighthouse on a phone: the first view of a questionnaire in every variant, median of five runs.

Needs Node and Debian's Chromium. The served pages are those of the production server, on this machine.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

from benchmarks.council import Council, make_council
from benchmarks.server import serving

RUNS = 5
TRIES = 3
NEEDED = {"performance": 98, "accessibility": 100}
FOLDER = Path(__file__).parent / "lighthouse"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def main() -> None:
    """Print the median scores of each variant, or what is missing to measure them."""
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    missing += [] if Path(CHROMIUM).exists() else [CHROMIUM]
    if missing:
        print(f"Lighthouse was not run: {', '.join(missing)} is missing.")
        return
    _run("npm", "ci", "--no-audit", "--no-fund", cwd=FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=3)
        with serving(council) as address:
            for path, variant in _pages(council):
                _measure(f"{address}{path}?variant={variant}", path, variant)


def _pages(council: Council) -> Iterator[tuple[str, str]]:
    """The questionnaire with the most variants, in each of them."""
    collector, variants = max(council.every, key=lambda one: len(one[1]))
    for variant in variants:
        yield f"/q/{collector.code}", variant


def _measure(url: str, path: str, variant: str) -> None:
    runs = [_score(url) for _ in range(RUNS)]
    for category, needed in NEEDED.items():
        scores = [run[category] for run in runs]
        verdict = "" if median(scores) >= needed else f"  UNDER {needed}"
        print(f"{path} {variant}, {category}: {median(scores):.0f} of {scores}{verdict}")


def _score(url: str) -> dict[str, int]:
    """One run. Chromium sometimes misses the beginning of its own trace: then once more, twice at most."""
    for _ in range(TRIES - 1):
        with suppress(SystemExit):
            return _run_once(url)
    return _run_once(url)


def _run_once(url: str) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as profile:
        report = Path(profile) / "report.json"
        _run(
            str(FOLDER / "node_modules" / ".bin" / "lighthouse"),
            url,
            "--output=json",
            f"--output-path={report}",
            "--quiet",
            f"--only-categories={','.join(NEEDED)}",
            f"--chrome-flags={FLAGS} --user-data-dir={profile}/chromium",
            env=os.environ | {"CHROME_PATH": CHROMIUM},
        )
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * categories[name]["score"]) for name in NEEDED}


def _run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
