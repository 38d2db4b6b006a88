"""The doctor says what is wrong and what to do, and changes nothing."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from feedback import clock
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.diagnosis import Check, examine


def look(settings: Settings) -> dict[str, Check]:
    """Every check by its name."""
    return {check.check: check for check in examine(settings, Database(settings.database_url))}


def test_a_sound_installation_lacks_only_an_address_and_listeners(
    settings: Settings, database: Database
) -> None:
    """Everything else is right, with no advice."""
    checks = look(settings)

    wrong = {name for name, check in checks.items() if not check.ok}
    assert wrong == {"public address", "who listens"}
    assert all(bool(check.advice) is not check.ok for check in checks.values())


def test_an_https_address_is_right(settings: Settings, database: Database) -> None:
    """Phones and cookies need it."""
    own = read_settings(
        {"FEEDBACK_INSTANCE": str(settings.instance), "FEEDBACK_PUBLIC_URL": "https://ask.example"}
    )

    assert look(own)["public address"].ok


def test_what_to_set_is_named(tmp_path: Path) -> None:
    """Before anything is done, each check says which command or setting helps."""
    checks = look(read_settings({"FEEDBACK_INSTANCE": str(tmp_path)}))

    assert "feedback init" in checks["tables"].advice
    assert "FEEDBACK_COUNCIL_NAME" in checks["council name"].advice
    assert "FEEDBACK_DUTY_READER" in checks["who listens"].advice
    assert not (tmp_path / "feedback.db").exists()


@pytest.mark.parametrize(
    ("mode", "ok"), [(0o700, True), (0o750, True), (0o755, False), (0o711, False)]
)
def test_a_folder_that_others_can_look_into_is_seen(
    settings: Settings, database: Database, mode: int, ok: bool
) -> None:
    """With the command that closes it; a group may have been let in on purpose."""
    settings.instance.chmod(mode)

    check = look(settings)["private folder"]

    assert check.ok is ok
    assert ok or "chmod o-rwx" in check.advice


def test_a_wrong_clock_is_seen(settings: Settings, database: Database) -> None:
    """Rounds open and close by it."""
    with clock.frozen_at(dt.datetime(1970, 1, 2, tzinfo=dt.UTC)):
        check = look(settings)["clock"]

    assert not check.ok
    assert "clock" in check.advice


@pytest.mark.parametrize(("free", "ok"), [(10, False), (19, False), (20, True), (90, True)])
def test_a_full_disk_is_seen_in_time(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch, free: int, ok: bool
) -> None:
    """With a fifth of it left there is time to act."""
    usage = SimpleNamespace(free=free, total=100)
    monkeypatch.setattr("feedback.diagnosis.shutil.disk_usage", lambda _path: usage)

    check = look(settings)["disk"]

    assert check.ok is ok
    assert (f"{free} %" in check.advice) is not ok


def test_a_file_that_is_no_database_is_said_to_be(tmp_path: Path) -> None:
    """In words, in both checks that open it."""
    (tmp_path / "feedback.db").write_bytes(b"nonsense " * 1000)

    checks = look(read_settings({"FEEDBACK_INSTANCE": str(tmp_path)}))

    assert (checks["tables"].ok, checks["safety settings"].ok) == (False, False)
