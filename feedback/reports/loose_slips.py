"""How slips come into a file with everything else: printed for it alone, and worth nothing when the file was not made."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.reports.slip_printing import Printed, give_up, print_slips
from feedback.slips import MOST

MOST_IN_ALL = 5_000  # in one file: 500 sheets, which take a minute or two to draw


@dataclass(frozen=True)
class SlipJob:
    """So many slips of one collector in the language called `tag`."""

    collector_id: str
    count: int
    tag: str


Press = Callable[[SlipJob], Printed]


def no_press(_job: SlipJob) -> Printed:
    """For a file without slips."""
    raise RefusedError("There is nothing here to print slips with.")


def check_slips(jobs: Sequence[SlipJob]) -> None:
    """Raise RefusedError for more slips than are printed at once."""
    if any(not 1 <= job.count <= MOST for job in jobs):
        raise RefusedError(f"Write how many slips each team gets: 1 to {MOST}, or 0 for none.")
    asked = sum(job.count for job in jobs)
    if asked > MOST_IN_ALL:
        raise RefusedError(
            f"That is {asked:,} slips. One file holds {MOST_IN_ALL:,}: ask for fewer a team, fewer teams or languages."
        )


@contextmanager
def run_press(
    database: Database, settings: Settings, *, by: Account | None = None
) -> Iterator[Press]:
    """A press for one file. When that is not made after all, every batch of it is void."""
    batches: list[int] = []
    try:
        yield partial(_press, database, settings, batches, by)
    except BaseException:  # whatever happened: nobody has those codes
        for batch in batches:
            give_up(database, settings, batch, by=by)
        raise


def _press(
    database: Database, settings: Settings, batches: list[int], by: Account | None, job: SlipJob
) -> Printed:
    printed = print_slips(
        database, settings, job.collector_id, count=job.count, language=job.tag, by=by
    )
    batches.append(printed.batch)
    return printed
