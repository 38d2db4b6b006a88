"""What the page Rounds says of a round that takes no more answers, until it is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from feedback import clock
from feedback.clock import moment_words
from feedback.db import Database
from feedback.edges import GRACE, Status, ends_at, status_of
from feedback.models.asking import Round
from feedback.progress import Progress, Step, get_progress

STEP_WORDS = {
    Step.GATHER: "getting the answers together",
    Step.COUNT: "counting",
    Step.PROTECT: "working out what may be shown",
    Step.SEPARATE: "writing answers and comments apart",
    Step.EMPTY: "deleting the sealed answers",
    Step.KEEP: "putting it on the disk",
}
SOON = "Counted in a minute or two, while the service runs."
UNDECIDED = "Counted once what came in a burst is reviewed."


@dataclass(frozen=True)
class Stage:
    """How far a round is from its count. `place` of `steps` is 0 while it has not begun."""

    words: str
    place: int = 0
    steps: int = len(Step)
    moves: bool = False  # whether looking again soon shows more


def list_stages(
    database: Database, rounds: Iterable[Round], *, undecided: Iterable[int], zone: ZoneInfo
) -> dict[int, Stage]:
    """The stage of each of `rounds` that has ended and is not counted, by id. Nothing depends on what came in."""
    ended = [round_ for round_ in rounds if status_of(round_, zone) is Status.CLOSING]
    if not ended:
        return {}
    progress, waiting = get_progress(Path(database.file).parent), set(undecided)
    return {r.id: _stage(r, progress, undecided=r.id in waiting, zone=zone) for r in ended}


def _stage(round_: Round, progress: Progress | None, *, undecided: bool, zone: ZoneInfo) -> Stage:
    if progress and progress.round_id == round_.id:
        words = f"Step {progress.place} of {len(Step)}: {STEP_WORDS[progress.step]}."
        return Stage(words, progress.place, moves=True)
    last = ends_at(round_, zone) + GRACE
    if clock.now() < last:
        return Stage(
            f"Pages that were open may still be sent until {moment_words(last, zone)}. Then it is counted."
        )
    return Stage(UNDECIDED) if undecided else Stage(SOON, moves=True)
