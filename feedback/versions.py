"""Which versions are published: frozen in the database, named by questionnaire and number."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import PublishedVersion
from feedback.questionnaires.check import open_version
from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import Snapshot, read_snapshot


@lru_cache(maxsize=128)
def _read(sha256: str, snapshot: str) -> Snapshot:
    return read_snapshot(snapshot)


def snapshot_of(version: PublishedVersion) -> Snapshot:
    """What `version` asks. Read once a process, since it never changes."""
    return _read(version.sha256, version.snapshot)


# What is published never changes, so it is read once a process.
_recalled: dict[tuple[int, str], PublishedVersion] = {}


def recall_version(session: Session, version_id: int, sha256: str) -> PublishedVersion:
    """The published version with this id and fingerprint."""
    key = (version_id, sha256)
    if key not in _recalled:
        _recalled[key] = session.get_one(PublishedVersion, version_id)
    return _recalled[key]


def list_version_files(forms: Path) -> list[Path]:
    """The version files under `forms`, questionnaires by name and versions by number."""
    found = [path for path in forms.glob("*/*.yaml") if path.parent.name != "shared"]
    return sorted(found, key=lambda path: (path.parent.name, len(path.stem), path.stem))


def list_versions(session: Session) -> list[PublishedVersion]:
    """Every published version, questionnaires by name and versions by number."""
    return list(
        session.scalars(
            select(PublishedVersion).order_by(
                PublishedVersion.questionnaire, PublishedVersion.number
            )
        )
    )


def open_published(session: Session, name: str) -> PublishedVersion:
    """The version called `iro-survey@2`, or the newest for `iro-survey`. Raises NotFoundError."""
    questionnaire, _, number = name.partition("@")
    found = select(PublishedVersion).where(PublishedVersion.questionnaire == questionnaire)
    if number:
        found = found.where(PublishedVersion.number == read_id(number))
    version = session.scalars(found.order_by(PublishedVersion.number.desc()).limit(1)).first()
    if version is None:
        raise NotFoundError(
            f"There is no published questionnaire {name!r}. 'feedback questionnaires list' shows them."
        )
    return version


def publish(session: Session, snapshot: Snapshot, *, on: dt.date) -> PublishedVersion:
    """Freeze `snapshot`. Publishing the same again changes nothing.

    Raises RefusedError when this number is published with other content, saying what differs.
    """
    version = get_published(session, snapshot)
    if version is None:
        version = PublishedVersion(
            questionnaire=snapshot.questionnaire,
            number=snapshot.version,
            snapshot=snapshot.to_json(),
            sha256=snapshot.sha256,
            published_on=on,
        )
        session.add(version)
        session.flush()
        return version
    check_unchanged(session, snapshot)
    return version


def get_published(session: Session, snapshot: Snapshot) -> PublishedVersion | None:
    """The published version with the number of `snapshot`, whatever its content."""
    return session.scalars(
        select(PublishedVersion).where(
            PublishedVersion.questionnaire == snapshot.questionnaire,
            PublishedVersion.number == snapshot.version,
        )
    ).first()


def check_unchanged(session: Session, snapshot: Snapshot) -> None:
    """Raise RefusedError when `snapshot` differs from what is published under its number."""
    version = get_published(session, snapshot)
    if version is None or version.sha256 == snapshot.sha256:
        return
    differences = list_differences(snapshot_of(version), snapshot)
    number = _next_number(session, snapshot.questionnaire)
    raise RefusedError(
        f"{snapshot.questionnaire} version {snapshot.version} is published and never changes. "
        f"What you changed: {'; '.join(differences)}. "
        f"Save it as version {number} instead: forms/{snapshot.questionnaire}/{number}.yaml"
    )


def publish_shipped(session: Session, forms: Path, library: Library, *, on: dt.date) -> list[str]:
    """Publish every file that is not published yet. Returns one warning for each that was edited since."""
    warnings = []
    for path in list_version_files(forms):
        snapshot = open_version(path, library, root=forms.parent)
        try:
            publish(session, snapshot, on=on)
        except RefusedError as refusal:
            warnings.append(str(refusal))
    return warnings


def _next_number(session: Session, questionnaire: str) -> int:
    newest = session.scalar(
        select(func.max(PublishedVersion.number)).where(
            PublishedVersion.questionnaire == questionnaire
        )
    )
    return (newest or 0) + 1
