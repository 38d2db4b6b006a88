"""Settings are read once, have safe defaults, and what is unsafe is refused in one clear line."""

import os
import secrets
import stat
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feedback.config import read_settings
from feedback.exceptions import SettingsError
from tests.crashing import crash_at, no_room


def test_no_setting_is_needed(tmp_path: Path) -> None:
    """With a place to live, everything else has a default."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/feedback.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert (settings.zone.key, settings.https) == ("Europe/London", False)
    assert settings.forms.name == "forms"
    assert (
        settings.keep_responses_months, settings.keep_comments_months, settings.keep_figures_years,
    ) == (36, 12, 6)  # fmt: skip
    assert (settings.duty_reader, settings.duty_number, settings.show_draft_translations) == (
        None,
        None,
        False,
    )


def test_the_folder_for_copies_is_the_one_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a command is run from. Without it no copy is made."""
    monkeypatch.chdir(tmp_path)
    own = {"FEEDBACK_INSTANCE": str(tmp_path)}

    assert read_settings(own).backups is None
    assert read_settings({**own, "FEEDBACK_BACKUPS": "copies"}).backups == tmp_path / "copies"


@pytest.mark.parametrize("sign", ["\r", "\n", "\t", "\x00", "\x7f", "\x9f", "\udcfc"])
def test_a_sign_that_nobody_sees_is_refused(tmp_path: Path, sign: str) -> None:
    """Before a folder of that name is made. Control: marks of direction are part of words; what is not ours may hold any."""
    folder = tmp_path / "new"
    environ = {
        "FEEDBACK_INSTANCE": str(folder),
        "FEEDBACK_COUNCIL_NAME": "بلدية\u200f",
        "PS1": sign,
    }

    for name in environ.keys() - {"PS1"}:
        with pytest.raises(SettingsError, match=f"{name} is .* a sign that nobody sees"):
            read_settings({**environ, name: environ[name] + sign})

    assert not folder.exists()
    assert read_settings(environ).council_name == "بلدية\u200f"


def test_a_misspelt_setting_is_named_and_stops_nothing(tmp_path: Path) -> None:
    """With the nearest there is, or where they stand. Control: one that is spelt right, and what is not ours, is not told."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path),
            "FEEDBACK_KEEP_COMMENT_MONTHS": "6",
            "Feedback_Clamd": "",
            "FEEDBACK_XYZ": "1",
            "PATH": "/bin",
        }
    )

    assert settings.unknown == (
        "FEEDBACK_KEEP_COMMENT_MONTHS is no setting and does nothing: did you mean FEEDBACK_KEEP_COMMENTS_MONTHS?",
        "FEEDBACK_XYZ is no setting and does nothing: docs/reference/settings.md has them all.",
        "Feedback_Clamd is no setting and does nothing: did you mean FEEDBACK_CLAMD?",
    )
    assert settings.keep_comments_months == 12


def test_settings_do_not_change(tmp_path: Path) -> None:
    """They are frozen."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})

    with pytest.raises(FrozenInstanceError):
        settings.council_name = "Other"  # type: ignore[misc]


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """The file is for its owner only, and the second reading gives the same secret."""
    first = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})

    second = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})

    assert first.secret_keys == second.secret_keys
    assert len(first.secret_keys[0]) >= 64
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_start_that_is_killed_at_any_step_leaves_a_whole_secret_or_none(tmp_path: Path) -> None:
    """The next one always starts, and nothing lies beside the secret then."""
    step, goes_on, found = 0, True, set()

    while goes_on:
        step += 1
        own = tmp_path / f"step {step}"
        own.mkdir()
        goes_on = crash_at(step, lambda: read_settings({"FEEDBACK_INSTANCE": str(own)}), own)  # noqa: B023 - called at once
        found.add((own / "secret-key").exists())
        settings = read_settings({"FEEDBACK_INSTANCE": str(own)})
        assert len(settings.secret_keys[0]) >= 64
        assert [file.name for file in own.iterdir()] == ["secret-key"]

    assert step > 4
    assert found == {True, False}


def test_two_that_start_at_once_have_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what one of them signs is nothing to the other."""
    given, link, others = {"FEEDBACK_INSTANCE": str(tmp_path)}, os.link, []

    def link_second(*names: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        others.append(read_settings(given))
        link(*names)

    monkeypatch.setattr(os, "link", link_second)
    first = read_settings(given)

    assert [other.secret_keys for other in others] == [first.secret_keys]


def test_a_full_disk_leaves_no_half_of_a_secret(tmp_path: Path) -> None:
    """Once there is room it starts."""
    given = {"FEEDBACK_INSTANCE": str(tmp_path)}

    with no_room(10), pytest.raises(SettingsError, match="cannot be made"):
        read_settings(given)

    assert len(read_settings(given).secret_keys[0]) >= 64


def test_each_line_is_a_secret(tmp_path: Path) -> None:
    """The first signs; blank lines are nothing."""
    file = tmp_path / "keys"
    first, second = secrets.token_urlsafe(48), secrets.token_hex(16)
    file.write_text(f"{first}\n\n  {second}  \n")

    settings = read_settings(
        {"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SECRET_KEY_FILE": str(file)}
    )

    assert settings.secret_keys == (first, second)


@pytest.mark.parametrize(
    "url",
    [
        "https://ask.council.gov.uk", "https://ask.council.gov.uk/", "HTTPS://Ask.Council.Gov.UK:8443",
        "http://127.0.0.1:8000", "http://localhost", "http://192.168.1.20:8000", "http://[::1]:8000",
        "http://10.0.0.7",
    ],
)  # fmt: skip
def test_a_safe_address_is_taken(tmp_path: Path, url: str) -> None:
    """https anywhere, http on this machine and private networks; in small letters, without a slash."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_PUBLIC_URL": url})

    assert settings.public_url == url.lower().rstrip("/")
    assert settings.https == url.lower().startswith("https")


WRONG = [
    ("FEEDBACK_PUBLIC_URL", "http://ask.council.gov.uk"),
    ("FEEDBACK_PUBLIC_URL", "http://8.8.8.8"),
    ("FEEDBACK_PUBLIC_URL", "https://ask.council.gov.uk/feedback"),
    ("FEEDBACK_PUBLIC_URL", "https://ask.council.gov.uk?x=1"),
    ("FEEDBACK_PUBLIC_URL", "https://me:secret@ask.council.gov.uk"),
    ("FEEDBACK_PUBLIC_URL", "https://ask.council.gov.uk:99999"),
    ("FEEDBACK_PUBLIC_URL", "ask.council.gov.uk"),
    ("FEEDBACK_PUBLIC_URL", "http://[::1"),
    ("FEEDBACK_PUBLIC_URL", "ftp://ask.council.gov.uk"),
    ("FEEDBACK_DATABASE_URL", "postgresql://localhost/feedback"),
    ("FEEDBACK_TIMEZONE", "Europe"),
    ("FEEDBACK_TIMEZONE", "Moon/Base"),
    ("FEEDBACK_TIMEZONE", "../../etc/passwd"),
    ("FEEDBACK_SHOW_DRAFT_TRANSLATIONS", "perhaps"),
    ("FEEDBACK_KEEP_RESPONSES_MONTHS", "0"),
    ("FEEDBACK_KEEP_COMMENTS_MONTHS", "-3"),
    ("FEEDBACK_KEEP_COMMENTS_MONTHS", "²"),
    ("FEEDBACK_KEEP_FIGURES_YEARS", "ten"),
    ("FEEDBACK_KEEP_FIGURES_YEARS", "9" * 9999),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{n[9:]}={v[:30]}" for n, v in WRONG])
def test_what_is_wrong_is_named(tmp_path: Path, name: str, value: str) -> None:
    """One line, with the name of the setting and what to write."""
    with pytest.raises(SettingsError) as refused:
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path), name: value})

    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n\n", b"short\n", b"a" * 31, b"\xff" * 40, b"a" * 64, b"1234567" * 10,
        b"change-me-please-0123456789-abcdefgh", b"MY-SECRET-0123456789-abcdefghijklmno",
        b"f3A9c0E7b1D5x8K2m6Q4f3A9c0E7b1D5x8K2m6Q4\nshort",
    ],
)  # fmt: skip
def test_a_guessable_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    """Nothing that everybody can reach starts with it."""
    (tmp_path / "secret-key").write_bytes(content)
    address = {"FEEDBACK_PUBLIC_URL": "https://ask.council.gov.uk"}

    with pytest.raises(SettingsError, match="FEEDBACK_SECRET_KEY_FILE"):
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **address})


def test_a_secret_that_everybody_can_change_is_refused(tmp_path: Path) -> None:
    """Whoever can write it can sign anything; who can read it is for the doctor to say."""
    read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})
    (tmp_path / "secret-key").chmod(0o622)

    with pytest.raises(SettingsError, match="chmod 600"):
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})


def test_a_made_folder_is_private(tmp_path: Path) -> None:
    """The folder with the database and the secret is for its owner only."""
    read_settings({"FEEDBACK_INSTANCE": str(tmp_path / "new")})

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("value", "refused"), [("1", True), ("true", True), ("0", False), ("", False)]
)
def test_debugging_is_refused(tmp_path: Path, value: str, refused: bool) -> None:
    """Nothing starts with it on, whichever server serves."""
    environ = {"FEEDBACK_INSTANCE": str(tmp_path), "FLASK_DEBUG": value}
    if not refused:
        assert read_settings(environ)
        return

    with pytest.raises(SettingsError, match="FLASK_DEBUG"):
        read_settings(environ)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_an_instance_that_is_no_folder_is_refused(tmp_path: Path, place: str) -> None:
    """Also when it is only below a file."""
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match="FEEDBACK_INSTANCE"):
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path / place)})


@pytest.mark.parametrize(
    ("word", "on"), [("on", True), ("1", True), ("Yes", True), ("off", False), ("no", False)]
)
def test_a_switch_is_on_or_off(tmp_path: Path, word: str, on: bool) -> None:
    """In the words people use."""
    settings = read_settings(
        {"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SHOW_DRAFT_TRANSLATIONS": word}
    )

    assert settings.show_draft_translations is on


@hypothesis_settings(deadline=None)
@given(
    url=st.one_of(
        st.text(), st.text().map(lambda t: f"http://{t}"), st.text().map(lambda t: f"https://{t}")
    )
)
def test_no_address_breaks_the_start(tmp_path_factory: pytest.TempPathFactory, url: str) -> None:
    """It is taken, or refused in words."""
    environ = {"FEEDBACK_INSTANCE": str(tmp_path_factory.getbasetemp()), "FEEDBACK_PUBLIC_URL": url}
    try:
        taken = read_settings(environ).public_url
    except SettingsError:
        return

    assert taken.startswith(("http://", "https://"))
    assert taken == taken.lower()


@pytest.mark.parametrize(
    ("written", "read"), [("", None), ("required", "required"), ("OPTIONAL", "optional")]
)
def test_the_second_step_is_required_or_optional(
    tmp_path: Path, written: str, read: str | None
) -> None:
    """Nothing set leaves it to the address."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SECOND_STEP": written})

    assert settings.second_step == read


def test_another_word_about_the_second_step_is_refused(tmp_path: Path) -> None:
    """A typing mistake must not leave it off."""
    with pytest.raises(SettingsError, match="required or optional"):
        read_settings({"FEEDBACK_INSTANCE": str(tmp_path), "FEEDBACK_SECOND_STEP": "on"})
