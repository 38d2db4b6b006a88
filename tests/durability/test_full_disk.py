"""The disk is full: nobody is thanked for what is not stored, pages still open, and room is all it needs."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.leftovers import LEFTOVERS, clear_leftovers, expect_leftovers
from feedback.models.asking import Meta
from tests.durability.conftest import Tell
from tests.durability.server import Server

SIZE = 6  # MB
LEFT = 100_000  # bytes that are free at first: it fills up in the middle of sending
ANSWERS = 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of a few megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(place)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert mounted.returncode == 0, (
        f"This test fills a small disk of its own and may not mount one ({mounted.stderr.strip()}): "
        "run it as root, or in a container with CAP_SYS_ADMIN."
    )
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def settings(small_disk: Path) -> Settings:
    """The settings of an installation on the small disk."""
    return read_settings(
        {"FEEDBACK_INSTANCE": str(small_disk), "FEEDBACK_COUNCIL_NAME": "Westmere Council"}
    )


def fill(place: Path) -> None:
    """Take up nearly every byte that is free."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    continue
            except OSError:
                continue
    assert shutil.disk_usage(place).free == 0
    os.truncate(filler, filler.stat().st_size - LEFT)


def count_stored(database: Database) -> int:
    """How many answers are stored."""
    engine = create_engine(database.url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM intake")).scalar_one()
    engine.dispose()
    return int(found)


def send_until_full(
    server: Server, path: str, place: Path
) -> tuple[list[int], list[dict[str, str]]]:
    """Open pages, nearly fill the disk, send them all. The statuses, and what was sent."""
    pages = [
        {"token": server.get_token(path), "best": f"answer {number} " + "x" * 900}
        for number in range(ANSWERS)
    ]
    first = [server.post(path, page) for page in pages[:10]]
    assert first == [303] * 10
    fill(place)
    return first + [server.post(path, page) for page in pages[10:]], pages


def test_a_full_disk_thanks_for_nothing_it_has_not_stored(
    serve: Callable[..., Server],
    long_round: str,
    database: Database,
    small_disk: Path,
    tell: Tell,
) -> None:
    """Full: 503, and the questions still open. With room again: everything is taken, by the same process."""
    server = serve()
    statuses, pages = send_until_full(server, long_round, small_disk)
    thanked = statuses.count(303)
    opened = 'name="token"' in server.get(long_round)
    kept = count_stored(database)

    (small_disk / "filler").unlink()
    again = [server.post_until_thanked(long_round, page) for page in pages]

    tell("full disk", thanked=thanked, stored=kept, refused=statuses.count(503), later=len(pages))
    assert set(statuses) == {303, 503}
    assert statuses[10] == 303  # there was a little room
    assert statuses[-1] == 503
    assert (thanked, opened) == (kept, True)
    assert again == [303] * ANSWERS
    assert count_stored(database) == ANSWERS
    assert server.process.poll() is None


def test_writing_the_file_anew_on_a_full_disk_changes_nothing(
    settings: Settings, database: Database, small_disk: Path
) -> None:
    """No room for the temporary file: nothing is lost or left behind, and with room again it is done."""
    with database.writing() as session:
        for number in range(10):
            session.add(Meta(name=f"{number:04}", value="x" * 50_000))
        expect_leftovers(session)
    database.checkpoint()
    before = {file.name for file in small_disk.iterdir()}
    fill(small_disk)

    refused = clear_leftovers(database)

    assert {file.name for file in small_disk.iterdir()} - before == {"filler"}
    (small_disk / "filler").unlink()
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM meta WHERE length(value) = 50000")) == 10
        assert session.get(Meta, LEFTOVERS)
    assert (refused, clear_leftovers(database)) == (False, True)


def test_not_listening_to_a_full_disk_is_found_out(
    serve: Callable[..., Server],
    long_round: str,
    database: Database,
    small_disk: Path,
    tell: Tell,
) -> None:
    """The control: a server that does not care whether the disk took it thanks for what is not there."""
    server = serve(without="commit")

    statuses, _ = send_until_full(server, long_round, small_disk)

    thanked, kept = statuses.count(303), count_stored(database)
    tell("  control, not listening", thanked=thanked, stored=kept)
    assert thanked > kept
