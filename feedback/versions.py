"""Which versions are published: frozen in the database, named by questionnaire and number."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.codes import read_id
from feedback.exceptions import DefinitionError, NotFoundError, RefusedError
from feedback.models.asking import PublishedVersion
from feedback.questionnaires.check import check_alone, find_file_before, open_version
from feedback.questionnaires.check_changes import check_levels
from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import Problem
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


def list_asked(session: Session) -> list[PublishedVersion]:
    """Every published version that is asked in rounds: the anonymous ones."""
    return [version for version in list_versions(session) if not snapshot_of(version).attributed]


def open_asked(session: Session, name: str) -> PublishedVersion:
    """As `open_published`, of one that is asked in rounds. Raises RefusedError for an attributed one."""
    version = open_published(session, name)
    check_asked(version)
    return version


def check_asked(version: PublishedVersion) -> None:
    """Raise RefusedError for an attributed version: it has no notice, so no child or parent may be led to it."""
    if snapshot_of(version).attributed:
        raise RefusedError(
            f"{version.questionnaire} is attributed: ask for it on the page Returns, not in a round."
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

    Raises RefusedError when this number is published with other content, saying what differs, and for a
    class other than that of the versions before: codes on paper lead to whichever is newest.
    """
    version = get_published(session, snapshot)
    if version is None:
        _check_class(session, snapshot)
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


def open_file(session: Session, path: Path, library: Library, *, root: Path) -> Snapshot:
    """The version in `path`, to be published or published already. Raises DefinitionError."""

    def is_published(snapshot: Snapshot) -> bool:
        return get_published(session, snapshot) is not None

    return open_version(path, library, root=root, is_published=is_published)


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


def publish_file(
    session: Session, path: Path, library: Library, *, root: Path, on: dt.date
) -> PublishedVersion:
    """Freeze the version in `path`. Publishing the same again changes nothing.

    Raises DefinitionError when the file has problems or its `changes:` do not tell what changed, and
    RefusedError when its number is published with other content.
    """
    snapshot = open_file(session, path, library, root=root)
    problems = check_following(session, path, snapshot, library, root=root)
    if problems:
        raise DefinitionError("\n".join(map(str, problems)))
    return publish(session, snapshot, on=on)


def check_following(
    session: Session | None, path: Path, snapshot: Snapshot, library: Library, *, root: Path
) -> list[Problem]:
    """Every problem of `snapshot`, read from `path`, against the version before it.

    None once it is published: it is frozen then, and `check_unchanged` looks after it.
    """
    if session and get_published(session, snapshot):
        return []
    beside = find_file_before(path)
    before = find_before(session, path, snapshot, library, root=root)
    if before is None and beside is None:
        return []
    return check_levels(path, before, snapshot, root=root, beside=beside)


def find_before(
    session: Session | None, path: Path, snapshot: Snapshot, library: Library, *, root: Path
) -> Snapshot | None:
    """The version that `snapshot`, read from `path`, follows: as it is published, else as its file has it.

    None when there is none, or when its file has problems.
    """
    published = get_before(session, snapshot) if session else None
    beside = find_file_before(path)
    if beside is None or (published and published.version >= int(beside.stem)):
        return published
    return check_alone(beside, library, root=root)[0]


def get_before(session: Session, snapshot: Snapshot) -> Snapshot | None:
    """The newest published version with a lower number than `snapshot`."""
    version = session.scalars(
        select(PublishedVersion)
        .where(
            PublishedVersion.questionnaire == snapshot.questionnaire,
            PublishedVersion.number < snapshot.version,
        )
        .order_by(PublishedVersion.number.desc())
        .limit(1)
    ).first()
    return snapshot_of(version) if version else None


def publish_shipped(session: Session, forms: Path, library: Library, *, on: dt.date) -> list[str]:
    """Publish every file that is not published yet. Returns one warning for each that was edited since."""
    warnings = []
    for path in list_version_files(forms):
        try:
            publish_file(session, path, library, root=forms.parent, on=on)
        except RefusedError as refusal:
            warnings.append(str(refusal))
    return warnings


def _check_class(session: Session, snapshot: Snapshot) -> None:
    before = session.scalars(
        select(PublishedVersion)
        .where(PublishedVersion.questionnaire == snapshot.questionnaire)
        .limit(1)
    ).first()
    if before and snapshot_of(before).class_ is not snapshot.class_:
        raise RefusedError(
            f"{snapshot.questionnaire} is {snapshot_of(before).class_} and stays so, since its printed codes "
            f"lead to every version: give a questionnaire that is {snapshot.class_} a name of its own."
        )


def _next_number(session: Session, questionnaire: str) -> int:
    newest = session.scalar(
        select(func.max(PublishedVersion.number)).where(
            PublishedVersion.questionnaire == questionnaire
        )
    )
    return (newest or 0) + 1
