"""Which sentences people are told, and what makes each of them true: the truth table, read from promises.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TABLE = Path(__file__).with_suffix(".yaml")
NAME = "feedback/promises.yaml"  # what messages call it


class State(StrEnum):
    """Whether a promise holds today."""

    KEPT = "kept"  # by the service
    COUNCIL = "council"  # if the council does its part
    TRIAL = "trial"  # not yet, so everything is a trial


@dataclass(frozen=True)
class Promise:
    """One promise: every wording of it, and what makes them true.

    `tests` are pytest's names of tests that fail when it is no longer true; `see` are pages of the
    documentation that tell the council its part. `needs_reader`: it is not said at a text box in a trial.
    """

    id: str
    about: str
    says: tuple[str, ...]
    state: State
    because: str = ""
    tests: tuple[str, ...] = ()
    council: str = ""
    see: tuple[str, ...] = ()
    missing: str = ""
    needs_reader: bool = False

    @property
    def fault(self) -> str | None:
        """Why nobody may be told this, or None when it may be said."""
        if self.state is State.KEPT and not self.tests:
            return "names no test that holds it"
        if self.state is State.COUNCIL and not (self.council and self.see):
            return "does not say what the council has to do, or where that is written down"
        if self.state is State.TRIAL and not self.missing:
            return "does not say what is missing"
        return None


@lru_cache
def read_promises(table: Path = TABLE) -> Mapping[str, Promise]:
    """Every promise of this release by its id, in the order of the table."""
    written = YAML(typ="safe").load(table.read_text(encoding="utf-8"))
    return {promise.id: promise for promise in _list(written)}


def list_untrue(promises: Mapping[str, Promise]) -> list[Promise]:
    """The promises that this release does not keep yet."""
    return [promise for promise in promises.values() if promise.state is State.TRIAL]


def needs_reader(promise: str | None) -> bool:
    """Whether the promise with this id is true only where somebody reads in time, or is not known."""
    found = read_promises().get(promise or "")
    return found is None or found.needs_reader


def _list(written: dict[str, dict[str, dict[str, Any]]]) -> Iterator[Promise]:
    for about, rows in written.items():
        for id_, row in rows.items():
            lists = {key: tuple(row.get(key, ())) for key in ("says", "tests", "see")}
            state = State(row["state"])
            yield Promise(**{**row, **lists, "id": id_, "about": about, "state": state})
