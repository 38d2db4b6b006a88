"""Asking a scanner: a file that it knows is refused, and so is silence; the setting is read or refused."""

import socket
from pathlib import Path

import pytest

from feedback.exceptions import SettingsError
from feedback.scanner import (
    KNOWN,
    HarmfulError,
    ScannerError,
    check_scanner,
    read_scanner,
    scan,
)
from tests.scanning import scanning


def test_what_is_harmful_is_refused_and_the_rest_is_not() -> None:
    """The whole file is shown, however long, and an empty one too."""
    with scanning() as (scanner, shown):
        scan(scanner, b"a song" * 400_000)
        scan(scanner, b"")
        with pytest.raises(HarmfulError, match="Nothing of it is kept"):
            scan(scanner, b"a song" + b"".join(KNOWN))

    assert list(map(len, shown)) == [2_400_000, 0, 6 + 68]


@pytest.mark.parametrize("said", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"x" * 5_000])
def test_no_answer_is_no_yes(said: bytes) -> None:
    """Whatever is not “OK” is none."""
    with scanning(lambda _: said) as (scanner, _), pytest.raises(ScannerError, match="not answer"):
        scan(scanner, b"a song")


def test_nobody_there_is_told(tmp_path: Path) -> None:
    """By the name of the setting."""
    with pytest.raises(ScannerError, match="FEEDBACK_CLAMD"):
        scan(tmp_path / "clamd.ctl", b"a song")


def test_silence_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr("feedback.scanner.TIMEOUT", 0.1)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "clamd.ctl"))
        server.listen()
        with pytest.raises(ScannerError, match="timed out"):
            scan(tmp_path / "clamd.ctl", b"a song")


def test_a_scanner_that_knows_nothing_is_found_out() -> None:
    """It is asked about the file that all of them know."""
    with scanning() as (scanner, _):
        check_scanner(scanner)
    with (
        scanning(lambda _: b"stream: OK\0") as (blind, _),
        pytest.raises(ScannerError, match="freshclam"),
    ):
        check_scanner(blind)


def test_the_setting_is_a_path_or_nothing() -> None:
    """Anything else is refused, with its name and what to write: no file travels to another machine."""
    assert read_scanner("/run/clamav/clamd.ctl") == Path("/run/clamav/clamd.ctl")
    assert read_scanner(None) is read_scanner("") is None
    for value in ("clamd.ctl", "localhost:3310", "scan.council.gov.uk:3310"):
        with pytest.raises(SettingsError, match=r"FEEDBACK_CLAMD.*/run/clamav/clamd.ctl"):
            read_scanner(value)
