"""How files are read: YAML 1.2, no guessing, and the line of every key kept for messages."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent

from feedback.questionnaires.mend import Place, mend
from feedback.questionnaires.messages import in_words

MOST_REPEATS = 20  # by the name of an anchor, in one file
Model = TypeVar("Model", bound=BaseModel)


class Strength(StrEnum):
    """Whether a fault stops publishing."""

    PROBLEM = "problem"
    HINT = "hint"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one file: where, what, and what to write instead."""

    file: str
    line: int
    question: str
    wrong: str
    instead: str = ""
    strength: Strength = Strength.PROBLEM

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        where += "hint: " if self.strength is Strength.HINT else ""
        where += f"question '{self.question}': " if self.question else ""
        return f"{where}{self.wrong}" + (f" {self.instead}" if self.instead else "")


@dataclass
class File:
    """A file as read: plain values, and the line each stands on.

    `problems` are faults of the file. `wording` are faults of its words, and what newer rules refuse: they bind only
    what is not published yet.
    """

    path: Path
    shown: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    wording: list[Problem] = field(default_factory=list)
    mended: frozenset[Place] = frozenset()
    is_reviewed: bool = False  # for its words; shared files are met once for every version

    @cached_property
    def plain(self) -> Any:
        """The same values as ordinary dicts, lists and strings."""
        return _plain(self.data)

    def line(self, place: Place) -> int:
        """The line (from 1) of `place`, or of the nearest block around it."""
        return _line(self.data, place)

    def question_at(self, place: Place) -> str:
        """The id of the question that `place` lies in, or an empty string."""
        node, above, found = self.plain, None, ""
        for step in place:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
            if above == "questions" and isinstance(node, dict):
                found = str(node.get("id", ""))
            above = step
        return found

    def is_mended(self, place: Place) -> bool:
        """Whether `place` was wrong in its shape, so that what stands there now is not the author's."""
        return any(place[: len(mended)] == mended for mended in self.mended)

    def report(self, place: Place, wrong: str, instead: str = "") -> None:
        """Note a problem at `place`, once."""
        problem = Problem(self.shown, self.line(place), self.question_at(place), wrong, instead)
        if problem not in self.problems and not self.is_mended(place):
            self.problems.append(problem)

    def refuse_new(self, place: Place, wrong: str, instead: str) -> None:
        """Note at `place` what can be lived with where it is published, and must not be published any more."""
        self.remark(place, Strength.PROBLEM, wrong, instead)

    def remark(self, place: Place, strength: Strength, wrong: str, instead: str) -> None:
        """Note a fault of the words at `place`, once."""
        at = (self.shown, self.line(place), self.question_at(place))
        problem = Problem(*at, wrong, instead, strength)
        if problem not in self.wording and not self.is_mended(place):
            self.wording.append(problem)


def name_file(path: Path, *, root: Path) -> str:
    """What messages call `path`: as seen from `root`, or in full when it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def read_file(path: Path, *, root: Path) -> File:
    """Read `path`. A file that is not YAML has its problems and no data."""
    file = File(path, name_file(path, root=root))
    try:
        file.data = parse(path.read_text(encoding="utf-8"))
        _ = file.plain
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = (str(error.problem or "") or "it cannot be read").splitlines()[0]
        _refuse(
            file, mark.line + 1 if mark else 1, f"this is not YAML: {said}.", _yaml_advice(said)
        )
    except OSError as error:
        _refuse(file, 1, f"cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        _refuse(file, line, "cannot be read: it is not UTF-8 text.", "Save it as UTF-8.")
    # ruamel.yaml raises whatever it trips over: IndexError for "+_", AttributeError for "!!set x", KeyError for "!!bool x".
    except Exception as error:
        said = (str(error) or type(error).__name__).splitlines()[0]
        _refuse(file, 1, f"this is not YAML: {said}.", "Write plain words, numbers and lists only.")
    return file


def parse(text: str) -> Any:
    """What `text` says, with its lines; nobody changes it. Raises what ruamel.yaml raises."""
    yaml = YAML()
    yaml.Composer = _Sparing
    return yaml.load(text)


class _Sparing(Composer):
    """Puts few things in a second place: seven lines of `*` in lists of ten make ten million."""

    repeats = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.parser.check_event(AliasEvent):
            self.repeats += 1
            if self.repeats > MOST_REPEATS:
                at = self.parser.peek_event().start_mark
                raise ComposerError(
                    None, None, f"more than {MOST_REPEATS} things are repeated by '*'", at
                )
        return super().compose_node(parent, index)


def validate(file: File, model: type[Model]) -> Model | None:
    """`file` as a `model`, every problem of its shape noted in `file.problems`.

    Where the shape is wrong something harmless stands in, so that the rest can be checked as well;
    None when even that is not possible.
    """
    if file.data is None:
        if not file.problems:
            file.report((), "the file is empty.", "Write it, or delete the file.")
        return None
    try:
        return model.model_validate(file.plain)
    except ValidationError as error:
        errors: list[Any] = list(error.errors())
    for detail in errors:
        file.report(tuple(detail["loc"]), *in_words(detail))
    written, file.mended = mend(file.plain, model, errors)
    return written


def _refuse(file: File, line: int, wrong: str, instead: str = "") -> None:
    file.data = None
    file.problems.append(Problem(file.shown, line, "", wrong, instead))


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)


def _line(node: Any, place: Place) -> int:
    line: int = getattr(getattr(node, "lc", None), "line", 0) or 0
    for step in place:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(step)[0]
            elif isinstance(node, CommentedSeq) and isinstance(step, int):
                line = node.lc.item(step)[0]
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return line + 1


def _yaml_advice(said: str) -> str:
    if "duplicate key" in said:
        return "Each key may stand once in a block: take one of the two out."
    if "repeated by" in said:
        return "Write them out."
    if "\\t" in said:
        return "Put spaces where the line begins with a tab."
    return "Look for a missing colon, quote or indent on this line or just above."
