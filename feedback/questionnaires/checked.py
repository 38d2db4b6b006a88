"""What a check of a version file found."""

from dataclasses import dataclass

from feedback.questionnaires.load import Problem, Strength
from feedback.questionnaires.snapshot import Snapshot


@dataclass(frozen=True)
class Checked:
    """A version file as checked: resolved, unless it has `problems`.

    `wording` is what is hard or unfair in its words, and what newer rules refuse. It binds only what is not
    published yet: a published version cannot be mended, only followed by the next.
    """

    snapshot: Snapshot | None
    problems: list[Problem]
    wording: list[Problem]

    @property
    def faults(self) -> list[Problem]:
        """Everything that stops a new version."""
        return sorted([*self.problems, *list_faults(self.wording)])


def list_faults(wording: list[Problem]) -> list[Problem]:
    """What in `wording` stops publishing."""
    return [one for one in wording if one.strength is Strength.PROBLEM]
