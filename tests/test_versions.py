"""What is published never changes."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import DefinitionError, NotFoundError, RefusedError
from feedback.questionnaires.check import check_version
from feedback.questionnaires.library import read_library
from feedback.versions import (
    check_unchanged,
    get_before,
    list_version_files,
    list_versions,
    open_published,
    publish,
    publish_file,
    publish_shipped,
    snapshot_of,
)

LATER = dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("name", "number"),
    [("iro-survey", 2), ("iro-survey@1", 1), ("iro-survey@2", 2), ("exit-interview", 1)],
)
def test_a_version_is_opened_by_name(database: Database, name: str, number: int) -> None:
    """With a number or the newest without."""
    with database.reading() as session:
        version = open_published(session, name)

    assert (version.questionnaire, version.number) == (name.partition("@")[0], number)


@pytest.mark.parametrize(
    "name", ["nothing", "iro-survey@3", "iro-survey@²", "iro-survey@-1", "", "@1"]
)
def test_a_version_that_is_not_there_is_named(database: Database, name: str) -> None:
    """And where the others are listed."""
    with database.reading() as session, pytest.raises(NotFoundError, match="questionnaires list"):
        open_published(session, name)


def test_publishing_the_same_again_changes_nothing(database: Database, settings: Settings) -> None:
    """Not even the day."""
    with database.writing() as session:
        warnings = publish_shipped(session, settings.forms, read_library(settings.forms), on=LATER)

    with database.reading() as session:
        versions = list_versions(session)
    assert warnings == []
    assert {v.published_on for v in versions} == {dt.date(2026, 11, 23)}
    assert [v.sha256 for v in versions] == [snapshot_of(v).sha256 for v in versions]


def test_a_changed_version_is_refused_and_the_next_number_offered(database: Database) -> None:
    """It says what changed, and what is published stays."""
    with database.writing() as session:
        version = open_published(session, "iro-survey@1")
        changed = snapshot_of(version).model_copy(update={"name": "Another name"})
        fingerprint = version.sha256

        with pytest.raises(RefusedError) as refused:
            publish(session, changed, on=LATER)

    assert "iro-survey version 1 is published and never changes" in str(refused.value)
    assert "forms/iro-survey/3.yaml" in str(refused.value)
    with database.reading() as session:
        assert open_published(session, "iro-survey@1").sha256 == fingerprint


def test_a_new_number_is_published(database: Database) -> None:
    """And is the newest from then on."""
    with database.writing() as session:
        third = snapshot_of(open_published(session, "iro-survey")).model_copy(update={"version": 3})
        check_unchanged(session, third)
        publish(session, third, on=LATER)

    with database.reading() as session:
        newest = open_published(session, "iro-survey")
    assert (newest.number, newest.published_on) == (3, LATER)
    assert snapshot_of(newest) == third


def test_version_files_come_in_order_of_number(tmp_path: Path) -> None:
    """Ten after nine, and shared files are none."""
    for name in ("b/10", "b/9", "a/1", "shared/scales"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.yaml").touch()

    files = list_version_files(tmp_path)

    assert [f"{f.parent.name}/{f.stem}" for f in files] == ["a/1", "b/9", "b/10"]


def test_the_version_before_is_the_newest_lower_one(database: Database) -> None:
    """None before the first, and another questionnaire never counts."""
    with database.reading() as session:
        first, second = (snapshot_of(open_published(session, f"iro-survey@{n}")) for n in (1, 2))
        parent = snapshot_of(open_published(session, "post-conference-parent@1"))

        assert get_before(session, second) == first
        assert get_before(session, second.model_copy(update={"version": 9})) == second
        assert get_before(session, first) is None
        assert get_before(session, parent) is None


def test_a_new_file_that_hides_a_change_is_not_published(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Not by `init` either: its list still tells what changed from 1 to 2."""
    forms = tmp_path / "copied" / "forms"
    shutil.copytree(settings.forms, forms)
    text = (forms / "iro-survey/2.yaml").read_text().replace("version: 2", "version: 3")
    (forms / "iro-survey/3.yaml").write_text(text)

    with database.writing() as session, pytest.raises(DefinitionError, match="is listed, and it"):
        publish_shipped(session, forms, read_library(forms), on=LATER)


def name_new_breaks(shipped: Path, forms: Path) -> tuple[Path, str]:
    """A copy of the forms, where a new questionnaire is to stand in it, and its words: those of short breaks."""
    shutil.copytree(shipped, forms)
    path = forms / "new-breaks" / "1.yaml"
    path.parent.mkdir()
    text = (forms / "short-breaks-child" / "1.yaml").read_text(encoding="utf-8")
    return path, text.replace("questionnaire: short-breaks-child", "questionnaire: new-breaks", 1)


def test_a_rule_that_came_later_stops_only_what_is_new(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """A tick list for a core measure, a question without answers, a code that means something: no update fails of it."""
    path, text = name_new_breaks(settings.forms, tmp_path / "forms")
    for old, new in (
        ("kind: choice\n        scale: how-much-4", "kind: choices\n        scale: how-much-4"),
        ("kind: choice\n        scale: yes-no-not-sure", "kind: choice\n        options: []"),
        ('code: "maybe"', 'code: "skipped"'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text.replace("measure: short_breaks.friends", "measure: short_breaks.best"))
    library = read_library(tmp_path / "forms")
    written = check_version(path, library, root=tmp_path).snapshot
    assert written is not None

    with database.writing() as session:
        with pytest.raises(DefinitionError, match="no answer to choose from"):
            publish_file(session, path, library, root=tmp_path, on=LATER)
        published = publish(session, written, on=LATER)
        again = publish_file(session, path, library, root=tmp_path, on=LATER)

    assert again is published


def test_a_version_that_forgets_help_is_not_published(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Neither rules nor a reason: refused. The control: the same file with its rules is published."""
    path, whole = name_new_breaks(settings.forms, tmp_path / "forms")
    rules = whole[whole.index("help_when:") : whole.index("\ntitle:")]
    library = read_library(tmp_path / "forms")

    def publish_it(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        with database.writing() as session:
            return publish_file(session, path, library, root=tmp_path, on=LATER).questionnaire

    with pytest.raises(DefinitionError, match=r"1\.yaml:2: does not say which answers open help"):
        publish_it(whole.replace(rules, ""))
    assert publish_it(whole) == "new-breaks"
