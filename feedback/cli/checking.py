"""What `questionnaires check` finds in files: problems, hints, and the lines over time that a new version breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from feedback.cli.base import Context
from feedback.exceptions import RefusedError
from feedback.questionnaires.check import check_shared, check_version
from feedback.questionnaires.checked import list_faults
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.load import Problem, Strength, name_file
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.trends import say_trends
from feedback.versions import check_following, check_unchanged, find_before, get_published


@dataclass
class Report:
    """What was found. An edit of what is published is a problem, and its words name the file already."""

    problems: set[Problem] = field(default_factory=set)
    edits: list[Problem] = field(default_factory=list)
    wording: set[Problem] = field(default_factory=set)
    trends: list[str] = field(default_factory=list)

    @property
    def hints(self) -> list[Problem]:
        """What stops nothing, by file and line."""
        return sorted(one for one in self.wording if one.strength is Strength.HINT)

    @property
    def refusals(self) -> list[str]:
        """What stops publishing, a line each."""
        return [*map(str, sorted(self.problems)), *(edit.wrong for edit in self.edits)]

    def as_rows(self) -> list[dict[str, Any]]:
        """Problems, then hints, as JSON has them."""
        return [_as_row(one) for one in (*sorted(self.problems), *self.edits, *self.hints)]


def look_at(context: Context, paths: list[Path], *, named: bool) -> Report:
    """What is to be said of the files `paths` and of those they share. `named`: somebody asked for just these."""
    forms = context.settings.forms
    library = read_library(forms)
    report = Report(problems=set(check_shared(library)))
    sound, all_published = not report.problems, True
    with reading(context) as session:
        for path in paths:
            checked = check_version(path, library, root=forms.parent)
            report.problems.update(checked.problems)
            published = checked.snapshot is not None and is_published(session, checked.snapshot)
            all_published = all_published and published
            report.wording.update(_soften(checked.wording) if published else checked.wording)
            if checked.snapshot and sound:
                _check_published(
                    report, session, path, checked.snapshot, library, root=forms.parent
                )
                if named or not published:
                    report.trends += list_trends(
                        session, path, checked.snapshot, library, root=forms.parent
                    )
    report.wording.update(_soften(library.wording) if all_published else library.wording)
    report.problems.update(list_faults([*report.wording]))
    return report


@contextmanager
def reading(context: Context) -> Iterator[Session | None]:
    """A session to read what is published, or None where there is no database yet."""
    if not Path(context.settings.database_url.removeprefix("sqlite:///")).exists():
        yield None
        return
    with context.database.reading() as session:
        yield session


def is_published(session: Session | None, snapshot: Snapshot) -> bool:
    """Whether there is a published version with this number."""
    return session is not None and get_published(session, snapshot) is not None


def list_trends(
    session: Session | None, path: Path, snapshot: Snapshot, library: Library, *, root: Path
) -> list[str]:
    """Which lines over time the version in `path` breaks, in words."""
    before = find_before(session, path, snapshot, library, root=root)
    return say_trends(before, snapshot) if before else []


def _check_published(
    report: Report,
    session: Session | None,
    path: Path,
    snapshot: Snapshot,
    library: Library,
    *,
    root: Path,
) -> None:
    """Note what speaks against publishing `snapshot`: it is published with other content, or hides a change."""
    try:
        if session:
            check_unchanged(session, snapshot)
    except RefusedError as refusal:
        report.edits.append(Problem(name_file(path, root=root), 1, "", str(refusal)))
        return
    report.problems.update(check_following(session, path, snapshot, library, root=root))


def _soften(wording: list[Problem]) -> list[Problem]:
    """What is said of words that are published: they cannot be mended, only written better the next time."""
    return [replace(one, strength=Strength.HINT) for one in wording]


def _as_row(found: Problem) -> dict[str, Any]:
    return {
        "file": found.file,
        "line": found.line,
        "question": found.question,
        "strength": found.strength.value,
        "problem": found.wrong,
        "instead": found.instead,
    }
