"""What is wrong with `changes:`: what the author declares is held against what did change."""

from collections.abc import Iterator
from pathlib import Path

from feedback.questionnaires.comparability import EVERYTHING, Comparison, compare
from feedback.questionnaires.definition import WrittenVersion
from feedback.questionnaires.load import File, Problem, read_file
from feedback.questionnaires.messages import one_of
from feedback.questionnaires.snapshot import Snapshot


def check_changes(file: File, written: WrittenVersion) -> None:
    """Report what is wrong with the list by itself."""
    if written.version > 1 and not written.changes:
        file.report(
            (), "says nothing about what changed.", "Add 'changes:' with one entry a question."
        )
    if written.version == 1 and written.changes:
        file.report(
            ("changes",), "version 1 follows nothing, so nothing changed.", "Take 'changes:' out."
        )
    seen: set[str] = set()
    for i, change in enumerate(written.changes):
        if change.question in seen:
            file.report(
                ("changes", i), f"'{change.question}' is listed twice.", "Put both into one entry."
            )
        seen.add(change.question)


def check_levels(
    path: Path, before: Snapshot | None, after: Snapshot, *, root: Path, beside: Path | None = None
) -> list[Problem]:
    """Every problem of the list in `path`, whose version is `after`, against the version `before`.

    When there is no `before`, because the file `beside` it has problems of its own, that is the problem.
    """
    file = read_file(path, root=root)
    if before is None:
        name = beside.name if beside else "the version before"
        file.report(
            ("version",),
            f"cannot be compared with {name}, which has problems of its own.",
            f"Put {name} right first.",
        )
        return sorted(file.problems)
    _check_class(file, before, after)
    if after.attributed:  # it has no measures, so no line over time that a change could break
        return sorted(file.problems)
    comparisons = compare(before, after, about=EVERYTHING)
    declared = [(c["question"], c["level"]) for c in file.plain.get("changes") or []]
    known = {comparison.question: comparison for comparison in comparisons}
    known |= {c.before: c for c in comparisons if c.before and c.before not in known}
    for i, (question, level) in enumerate(declared):
        if question not in known:
            file.report(
                ("changes", i, "question"),
                f"neither version {before.version} nor version {after.version} asks '{question}'.",
                one_of(known, question),
            )
        else:
            _check_entry(file, i, level, known[question], before)
    _check_missing(file, _missing(comparisons, {question for question, _ in declared}))
    return sorted(file.problems)


def _check_class(file: File, before: Snapshot, after: Snapshot) -> None:
    if after.class_ is not before.class_:
        file.report(
            ("class",),
            f"version {before.version} is {before.class_}, and its printed codes lead here too.",
            f"Write 'class: {before.class_}', or make it a questionnaire with a name of its own.",
        )


def _check_entry(file: File, i: int, level: str, derived: Comparison, before: Snapshot) -> None:
    if not derived.changed:
        file.report(
            ("changes", i),
            f"'{derived.question}' is listed, and it is asked as in version {before.version}.",
            "Take the entry out.",
        )
    elif level != derived.level:
        file.report(
            ("changes", i, "level"),
            f"'{derived.question}' is listed as {level}, and what changed makes it {derived.level}. "
            f"{derived.why}",
            f"Write 'level: {derived.level}', or undo what you changed.",
        )


def _missing(comparisons: tuple[Comparison, ...], declared: set[str]) -> Iterator[Comparison]:
    for comparison in comparisons:
        if comparison.changed and not declared & {comparison.before, comparison.after}:
            yield comparison


def _check_missing(file: File, missing: Iterator[Comparison]) -> None:
    for comparison in missing:
        file.report(
            ("changes",),
            f"question '{comparison.question}' changed and 'changes:' does not say so.",
            f"Add: '- question: {comparison.question}', below it 'level: {comparison.level}' and "
            f"'change:' with what is different. {comparison.why}",
        )
