"""The doctor says what is wrong and what to do, and changes nothing."""

import datetime as dt
import gc
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from feedback import accounts, clock, talks
from feedback.backups import back_up
from feedback.concerns import Raised, raise_concern
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.diagnosis import Check, examine
from feedback.models.accounts import Role
from feedback.models.asking import Collector
from feedback.models.concerning import Kind
from feedback.providers import Passwords
from feedback.restoring import restore
from feedback.slips import open_batch, void_batch
from feedback.talks import Asked
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.printing import print_batch
from tests.scanning import scanning


def look(settings: Settings) -> dict[str, Check]:
    """Every check by its name."""
    return {check.check: check for check in examine(settings, Database(settings.database_url))}


def make_copy(settings: Settings, database: Database, folder: Path) -> Path:
    """A copy in `folder`, and the database let go of, so that it can be restored."""
    folder.mkdir()
    copy = back_up(database, settings, folder).file
    database.engine.dispose()
    gc.collect()
    return copy


def test_a_sound_installation_lacks_only_what_is_the_councils(
    settings: Settings, database: Database
) -> None:
    """And a folder for copies. Everything else is right, with no advice."""
    run_tick(database, settings)

    checks = look(settings)

    wrong = {name for name, check in checks.items() if not check.ok}
    assert wrong == {"public address", "who listens", "backups"}
    assert all(bool(check.advice) is not check.ok for check in checks.values())


def test_an_https_address_is_right(settings: Settings, database: Database) -> None:
    """Phones and cookies need it."""
    own = read_settings(
        {"FEEDBACK_INSTANCE": str(settings.instance), "FEEDBACK_PUBLIC_URL": "https://ask.example"}
    )

    assert look(own)["public address"].ok


@pytest.mark.parametrize(("chosen", "ok"), [("", True), ("required", True), ("optional", False)])
def test_a_password_alone_at_a_public_address_is_said(
    settings: Settings, database: Database, chosen: str, ok: bool
) -> None:
    """A council may choose it, and is told what that means."""
    own = read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_PUBLIC_URL": "https://ask.example",
            "FEEDBACK_SECOND_STEP": chosen,
        }
    )

    assert look(own)["second step"].ok is ok
    assert look(settings)["second step"].ok


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


def test_a_virus_scanner_is_asked_when_it_is_set(settings: Settings, database: Database) -> None:
    """Whether it answers, and finds what all of them find."""
    with scanning() as (scanner, shown):
        there = look(replace(settings, scanner=scanner))["virus scanner"]
    gone = look(replace(settings, scanner=scanner))["virus scanner"]

    assert there.ok
    assert len(shown) == 1
    assert "cannot be asked" in gone.advice
    assert "virus scanner" not in look(settings)


def test_that_nobody_is_left_to_help_is_said(settings: Settings, database: Database) -> None:
    """Somebody wants to talk, and no duty reader can come in. The control: one can."""
    with database.writing() as session:
        asked = Asked(who="Bluebell", reach="At school")
        talks.take(session, b"k" * 16, asked, language="en", zone=settings.zone)
        reader = accounts.invite(session, "new@westmere.example", role=Role.DUTY_READER)
    alone = look(settings)["who may help"]
    with database.writing() as session:
        session.merge(reader).password = "hashed"

    assert not alone.ok
    assert "nobody is left who may help them. Invite a duty reader" in alone.advice
    assert "Bluebell" not in alone.advice
    assert look(settings)["who may help"].ok


def test_whose_way_in_is_switched_off_is_no_help(settings: Settings, database: Database) -> None:
    """A duty reader's password, where passwords are for administrators. The control: it opens the door again."""
    with database.writing() as session:
        asked = Asked(who="Bluebell", reach="At school")
        talks.take(session, b"k" * 16, asked, language="en", zone=settings.zone)
        reader = accounts.invite(session, "old@westmere.example", role=Role.DUTY_READER)
        reader.password = "hashed"

    alone = look(replace(settings, passwords=Passwords.ADMINISTRATORS))["who may help"]

    assert "nobody is left who may help them" in alone.advice
    assert look(settings)["who may help"].ok


@pytest.mark.parametrize("what", ["talk", "concern"])
def test_who_waits_past_their_day_is_said(
    settings: Settings, database: Database, what: str
) -> None:
    """In the same words whichever it is, and none of theirs; the control is the day itself."""
    with database.writing() as session:
        if what == "talk":
            asked = Asked(who="Bluebell", reach="At school")
            talks.take(session, b"k" * 16, asked, language="en", zone=settings.zone)
        else:
            by = accounts.make_account(session, "reader@westmere.example", role=Role.DUTY_READER)
            raised = Raised(Kind.CONTACT, "Bluebell")
            raise_concern(session, raised, zone=settings.zone, by=by)

    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        before = look(settings)["who waits"]
    with clock.frozen_at(NOON + dt.timedelta(days=2)):
        late = look(settings)["who waits"]

    assert before.ok
    assert late.advice == (
        "A request to talk or a concern should have been dealt with by 24 November 2026: ask a duty reader to open "
        "/staff/talks and /staff/concerns. Nobody was told by e-mail: set FEEDBACK_SMTP_HOST."
    )


def test_that_nothing_ticks_is_said(settings: Settings, database: Database) -> None:
    """Before the first tick, and two hours after the last, however often there was one before."""
    never = look(settings)["ticker"]
    for minutes in (0, 1):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            run_tick(database, settings)
    with clock.frozen_at(NOON + dt.timedelta(minutes=119)):
        soon = look(settings)["ticker"]
    with clock.frozen_at(NOON + dt.timedelta(minutes=120)):
        dead = look(settings)["ticker"]

    assert never.advice.startswith("Nothing that is due was done yet")
    assert soon.ok
    assert dead.advice.startswith("Nothing that is due was done since 23 November 2026, 12.00")
    assert "feedback serve" in dead.advice


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


def test_it_says_when_there_is_no_copy_of_last_night(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No setting, no folder, no copy, an old one, the same disk; a fresh one on another disk is right."""
    folder = tmp_path / "copies"
    own = Settings(**{**vars(settings), "backups": folder})
    said = [look(settings)["backups"], look(own)["backups"]]
    folder.mkdir()
    said.append(look(own)["backups"])
    back_up(database, own, folder)
    said.append(look(own)["backups"])
    with clock.frozen_at(NOON + dt.timedelta(hours=27)):
        said.append(look(own)["backups"])

    monkeypatch.setattr("feedback.diagnosis.is_on_one_disk", lambda *_: False)

    assert [check.ok for check in said] == [False] * 5
    words = (
        "Set FEEDBACK_BACKUPS",
        "connect its disk",
        "no copy",
        "same disk",
        "23 November 2026, 12.00",
    )
    assert all(word in check.advice for word, check in zip(words, said, strict=True))
    assert look(own)["backups"].ok


def test_it_says_for_a_week_what_a_restore_brought_back(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """What is gone, what is there again, and where the database before lies."""
    before = look(settings)["restored"]
    copy = make_copy(settings, database, tmp_path / "copies")
    aside = restore(copy, settings, yes=True).aside

    check = look(settings)["restored"]
    with clock.frozen_at(NOON + dt.timedelta(days=8)):
        later = look(settings)["restored"]

    assert (before.ok, check.ok, later.ok) == (True, False, True)
    assert "a copy of 23 November 2026, 12.00" in check.advice
    assert f"{aside} is the database before" in check.advice
    assert "Answers and typed-in sheets since then are gone" in check.advice


def test_another_key_after_a_restore_is_said(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Not with the key of the copy, first in the file or not, and no more once a copy is made with the new one."""
    copy = make_copy(settings, database, tmp_path / "copies")
    other = replace(settings, secret_keys=("n" * 48,))
    both = replace(settings, secret_keys=("n" * 48, *settings.secret_keys))
    restore(copy, other, yes=True)

    said = look(other)["secret key"]

    assert not said.ok
    assert "has not the key that this database had at its last copy" in said.advice
    assert "secret key" not in look(settings)
    assert look(both)["secret key"].ok
    back_up(Database(settings.database_url), other, tmp_path / "copies")
    assert "secret key" not in look(other)


def test_it_names_the_slips_that_are_good_again_after_a_restore(
    settings: Settings, database: Database, collectors: list[Collector], tmp_path: Path
) -> None:
    """Batches that were handed out before the copy. Not one that is void, and none that is printed later."""
    for _ in range(3):
        print_batch(database, settings, collectors[0], 1)
    with database.writing() as session:
        void_batch(session, open_batch(session, "2"), zone=settings.zone)
    copy = make_copy(settings, database, tmp_path / "copies")
    restore(copy, settings, yes=True)
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        print_batch(Database(settings.database_url), settings, collectors[0], 1)

        advice = look(settings)["restored"].advice

    assert "Slips of batch 1, 3 that were used since then work again" in advice
    assert "feedback slips void BATCH" in advice


def test_without_slips_a_restore_says_nothing_of_them(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """The control of the test above."""
    copy = make_copy(settings, database, tmp_path / "copies")
    restore(copy, settings, yes=True)

    assert "Slips of batch" not in look(settings)["restored"].advice
