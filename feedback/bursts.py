"""When answers come in a burst: noticed in the memory of one process, by link, never by who sent them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from feedback import clock

WINDOW = 10  # minutes
# A school of three hundred answering at once is no burst, nor are all the answers a team gets in a round.
MOST = 350  # answers to one link in a window
MOST_A_DAY = 1_000  # answers to one link in a day: a flood that keeps just under MOST
CALM = 30  # a burst is over once a window brought no more than this
DAY = 24 * 60  # minutes
HURRY = dt.timedelta(seconds=10)  # sooner after opening it nobody has read a page

Place = tuple[int, int]  # a round and a collector


@dataclass(frozen=True)
class Limits:
    """How many in a window are a burst, how few are calm, and how many in a day are too many; None: no number is."""

    most: int
    calm: int
    a_day: int | None


@dataclass(frozen=True)
class Arrived:
    """An answer by its random id, and whether it was sent sooner than anybody can read."""

    id: bytes
    hurried: bool


@dataclass
class _Watch:
    """One place: how many answers each minute brought, and which of the last window are not held."""

    limits: Limits
    counts: Counter[int] = field(default_factory=Counter)
    fresh: dict[Arrived, int] = field(default_factory=dict)
    held_until: int = 0

    def forget(self, minute: int) -> None:
        """Drop what is older than a day, and the ids of answers that are older than a window."""
        for old in [one for one in self.counts if one <= minute - DAY]:
            del self.counts[old]
        while self.fresh and self.fresh[oldest := next(iter(self.fresh))] <= minute - WINDOW:
            del self.fresh[oldest]

    def recent(self, minute: int) -> int:
        """How many answers the window up to `minute` brought."""
        return sum(self.counts[one] for one in range(minute - WINDOW + 1, minute + 1))

    def is_burst(self, minute: int) -> bool:
        """Whether one more answer now would be part of a burst."""
        if minute < self.held_until or self.recent(minute) >= self.limits.most:
            return True
        return self.limits.a_day is not None and self.counts.total() >= self.limits.a_day

    def add(self, minute: int, *, held: bool) -> None:
        """Count one answer. A burst goes on for a window after the last busy one."""
        self.counts[minute] += 1
        if held and self.recent(minute) > self.limits.calm:
            self.held_until = minute + WINDOW


class Bursts:
    """What one process remembers of how many answers come. Lost when it stops; nothing in it says who sent."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits(MOST, CALM, MOST_A_DAY)
        self._watches: dict[Place, _Watch] = {}
        self._lock = Lock()

    def knows(self, place: Place) -> bool:
        """Whether anything came to `place` since this process began."""
        return place in self._watches

    def resume(self, place: Place) -> None:
        """Begin in doubt: answers of `place` were held before this process began."""
        with self._lock:
            self._watch(place).held_until = _now() + WINDOW

    def catch(self, place: Place, answer: Arrived) -> tuple[Arrived, ...]:
        """The answers to hold when `answer` is stored now: none, or it and the ones just before it."""
        with self._lock:
            watch = self._watch(place)
            watch.forget(_now())
            return (*watch.fresh, answer) if watch.is_burst(_now()) else ()

    def note(self, place: Place, answer: Arrived, caught: tuple[Arrived, ...]) -> None:
        """Count `answer`, which is stored now, and forget the ids of `caught`, which are held now."""
        with self._lock:
            watch = self._watch(place)
            watch.add(_now(), held=bool(caught))
            for one in caught:
                watch.fresh.pop(one, None)
            if not caught:
                watch.fresh[answer] = _now()

    def get_fresh(self, place: Place) -> tuple[Arrived, ...]:
        """The answers of the last window that are not held."""
        with self._lock:
            return tuple(self._watch(place).fresh)

    def note_refused(self, place: Place, caught: tuple[Arrived, ...]) -> None:
        """Count an answer of a burst that there was no room for, so that the burst does not seem over."""
        with self._lock:
            watch = self._watch(place)
            watch.add(_now(), held=True)
            for one in caught:
                watch.fresh.pop(one, None)

    def _watch(self, place: Place) -> _Watch:
        return self._watches.setdefault(place, _Watch(self._limits))


def _now() -> int:
    return int(clock.now().timestamp() // 60)
