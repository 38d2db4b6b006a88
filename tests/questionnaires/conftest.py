"""The shipped questionnaires, and a copy of them to break."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from feedback.promises import Promise, State
from feedback.questionnaires.check import check_file, check_library, open_version
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.load import Problem
from feedback.questionnaires.snapshot import Snapshot
from tests.councils import SHIPPED_FORMS, read_forms, shipped_library

ROOT = Path(__file__).resolve().parents[2]
EVERY = sorted(path for path in SHIPPED_FORMS.glob("*/*.yaml") if path.parent.name != "shared")
ATTRIBUTED = [path for path in EVERY if "\nclass: attributed\n" in path.read_text(encoding="utf-8")]
VERSIONS = [path for path in EVERY if path not in ATTRIBUTED]  # those that people answer


NEWEST = [path for path in VERSIONS if path.with_name(f"{int(path.stem) + 1}.yaml") not in VERSIONS]


class Anything(tuple[str, ...]):
    """Wordings among which every sentence stands."""

    def __contains__(self, sentence: object) -> bool:
        return True


class Credulous(dict[str, Promise]):
    """A truth table in which everything stands and is held."""

    def get(self, key: str, default: object = None) -> Promise:  # type: ignore[override]
        return Promise(key, "Anything", Anything(), State.KEPT, tests=("any",))


class Copy:
    """A copy of the shipped forms that a test may edit."""

    def __init__(self, root: Path, shipped: Library) -> None:
        self.root = root
        self.forms = root / "forms"
        self._shipped: Library | None = shipped
        self._believes = False
        shutil.copytree(SHIPPED_FORMS, self.forms)

    def edit(self, name: str, old: str, new: str) -> None:
        """Put `new` in place of the first `old` in the file `name`."""
        path = self.forms / name
        if path.parent.name == "shared":
            self._shipped = None
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line(self, name: str, words: str) -> int:
        """The line (from 1) of the first line of `name` that holds `words`."""
        lines = (self.forms / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if words in line)

    def believe(self) -> None:
        """From now on every sentence is taken for true, as if the truth table had it."""
        self._believes = True

    def library(self) -> Library:
        """The shared files as they are now."""
        library = self._shipped or read_library(self.forms)
        return replace(library, promises=Credulous()) if self._believes else library

    def check(self, name: str) -> list[Problem]:
        """What is wrong with the version `name`."""
        snapshot, problems = check_file(self.forms / name, self.library(), root=self.root)
        assert (snapshot is None) == bool(problems)
        return problems

    def check_shared(self) -> list[Problem]:
        """What is wrong with the shared files."""
        return check_library(self.library())

    def open(self, name: str) -> Snapshot:
        """The version `name`, resolved."""
        return open_version(self.forms / name, self.library(), root=self.root)


@pytest.fixture
def copy(tmp_path: Path, library: Library) -> Copy:
    """A copy of the shipped forms."""
    return Copy(tmp_path, library)


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped shared files."""
    return shipped_library()


@pytest.fixture(scope="session")
def iro() -> Snapshot:
    """The shipped IRO survey."""
    return read_forms("iro-survey/2")


@pytest.fixture(scope="session")
def parent() -> Snapshot:
    """The first version of the shipped post-conference feedback from parents."""
    return read_forms("post-conference-parent/1")


@pytest.fixture(
    scope="session", params=VERSIONS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def shipped(request: pytest.FixtureRequest, library: Library) -> Snapshot:
    """Each shipped version in turn."""
    return open_version(request.param, library, root=ROOT)


@pytest.fixture(scope="session", params=NEWEST, ids=lambda path: path.parent.name)
def newest(request: pytest.FixtureRequest, library: Library) -> Snapshot:
    """The newest version of each shipped questionnaire in turn."""
    return open_version(request.param, library, root=ROOT)
