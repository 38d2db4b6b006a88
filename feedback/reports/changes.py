"""What is different in each published version: the author's words, and how far answers still compare."""

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from feedback.models.asking import PublishedVersion
from feedback.questionnaires.comparability import EVERYTHING, Comparison, compare
from feedback.questionnaires.definition import Level
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports.sheets.page import NOT_APPLICABLE, NOT_AVAILABLE, Change
from feedback.versions import list_asked, snapshot_of

Told = tuple[str, str, str, str]  # question, what changed, level, why


def list_changes(session: Session, questionnaires: Collection[str]) -> list[Change]:
    """Every change of every published version of `questionnaires`, by questionnaire and number."""
    changes: list[Change] = []
    before: Snapshot | None = None
    for version in list_asked(session):
        if version.questionnaire not in questionnaires:
            continue
        after = snapshot_of(version)
        follows = before is not None and before.questionnaire == after.questionnaire
        changes += [
            _change(version, after, *told) for told in _tell(before if follows else None, after)
        ]
        before = after
    return changes


def _change(
    version: PublishedVersion, snapshot: Snapshot, question: str, change: str, level: str, why: str
) -> Change:
    return Change(
        questionnaire=version.questionnaire,
        version=version.number,
        published_on=version.published_on,
        question=question,
        change=change,
        level=level,
        why=why,
        name=snapshot.name,
        asked=snapshot.asked,
        tested=snapshot.tested,
    )


def _tell(before: Snapshot | None, after: Snapshot) -> Iterator[Told]:
    if before is None:
        first = "First version." if after.version == 1 else "The first version published here."
        yield "all", first, NOT_APPLICABLE, NOT_APPLICABLE
        return
    words = dict(after.changes)
    changed = [c for c in compare(before, after, about=EVERYTHING) if c.changed]
    for comparison in changed:
        yield _tell_one(comparison, words)
    named = {name for c in changed for name in (c.before, c.after)}
    for question, change in words.items():
        if question not in named:
            yield question, change, NOT_AVAILABLE, "Asked as before, or in neither version."
    same = [c for c in compare(before, after) if not c.changed]
    if same:
        yield "others", _sum_up(len(same)), Level.EXACT.value, same[0].why


def _tell_one(comparison: Comparison, words: dict[str, str]) -> Told:
    """One question that changed. Versions published before lists were checked may not name it."""
    said = words.get(comparison.after or "") or words.get(comparison.before or "")
    change = said or "Its author does not say."
    return comparison.question, change, comparison.level.value, comparison.why


def _sum_up(count: int) -> str:
    if count == 1:
        return "1 question is asked as before: its line goes on."
    return f"{count} questions are asked as before: their lines go on."
