"""How far a count is can be seen from outside while it runs, and never once it has stopped, however it stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback import clock, progress
from feedback.closing import count_round
from feedback.models.asking import Round
from feedback.progress import FILE, Progress, Step, get_progress, telling
from tests.councils import COUNTED_AT, LONDON, add_round, add_teams, answer, make_database

STOPPED = """
import sys
from pathlib import Path
from feedback.progress import Step, telling
with telling(Path(sys.argv[1]), 7) as tell:
    tell(Step.PROTECT)
    print("told", flush=True)
    sys.stdin.read()
"""


def count_told(folder: Path, answers: int) -> list[Step]:
    """Count a round with so many answers; the steps that were told, each seen from outside at that moment."""
    folder.mkdir()
    steps: list[Step] = []
    database = make_database(folder)
    with database.writing() as session:
        round_ = make_round(session, answers)
        with telling(folder, round_.id) as tell, clock.frozen_at(COUNTED_AT):

            def tell_and_look(step: Step) -> None:
                tell(step)
                assert get_progress(folder) == Progress(round_.id, step)
                steps.append(step)

            count_round(session, round_, zone=LONDON, tell=tell_and_look)
    assert get_progress(folder) is None
    database.engine.dispose()
    return steps


def make_round(session: Session, answers: int) -> Round:
    """A round of one team with so many answers."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=answers, answers=["know=yes"], comments={"best": "Biscuits"})
    return round_


def test_every_step_is_seen_while_it_is_done_and_none_afterwards(tmp_path: Path) -> None:
    """In the order of the steps, though nothing of the count is stored yet."""
    assert count_told(tmp_path / "six", 6) == list(Step)


def test_the_steps_tell_nobody_nought_from_four(tmp_path: Path) -> None:
    """The same for 0 to 4 answers. The look itself: with five there are more."""
    told = [count_told(tmp_path / str(number), number) for number in range(6)]

    assert all(steps == [Step.GATHER, Step.KEEP] for steps in told[:5])
    assert told[5] != told[0]


def test_nothing_is_told_before_the_first_step(tmp_path: Path) -> None:
    """Whoever waits for the write lock does not tell over the one that counts."""
    with telling(tmp_path, 1) as first:
        first(Step.COUNT)
        with telling(tmp_path, 2):
            assert get_progress(tmp_path) == Progress(1, Step.COUNT)

    assert get_progress(tmp_path) is None


def test_looking_gets_in_the_way_of_nobody(tmp_path: Path) -> None:
    """A count begins while somebody looks at what the one before left."""
    with telling(tmp_path, 1) as tell:
        tell(Step.KEEP)
    with (
        progress.Claim(tmp_path / FILE, alone=False),
        telling(tmp_path, 2) as tell,
    ):
        tell(Step.GATHER)
        assert get_progress(tmp_path) == Progress(2, Step.GATHER)


def test_what_a_killed_count_left_is_not_believed(tmp_path: Path) -> None:
    """Seen from another process while it lives; gone the moment it is killed. The control: the file still says it."""
    counting = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert counting.stdout
    assert counting.stdout.readline() == b"told\n"
    alive = get_progress(tmp_path)
    counting.send_signal(signal.SIGKILL)
    counting.communicate()

    assert alive == Progress(7, Step.PROTECT)
    assert get_progress(tmp_path) is None
    assert progress._read(tmp_path / FILE) == alive


@pytest.mark.parametrize("words", ["", "7", "x protect", "7 nothing", "7 protect more", "\0" * 64])
def test_a_file_that_says_something_else_is_no_progress(tmp_path: Path, words: str) -> None:
    """Whatever stands in it."""
    (tmp_path / FILE).write_text(words)
    with progress.Claim(tmp_path / FILE, alone=True):
        assert get_progress(tmp_path) is None


def test_a_folder_that_cannot_be_written_stops_no_count(tmp_path: Path) -> None:
    """The count goes on and is told to nobody."""
    with telling(tmp_path / "nowhere", 1) as tell:
        for step in Step:
            tell(step)

    assert get_progress(tmp_path / "nowhere") is None


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    """Like everything in the instance folder."""
    with telling(tmp_path, 1) as tell:
        tell(Step.COUNT)
        assert os.stat(tmp_path / FILE).st_mode & 0o077 == 0
        assert (tmp_path / FILE).read_text().split() == ["1", "count"]
