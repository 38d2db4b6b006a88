"""`serve` refuses what would not work, before anything is started."""

import socket

import pytest

from tests.cli.conftest import Run


def test_a_port_in_use_is_refused(council: Run) -> None:
    """One line instead of two servers that answer in turn."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = council("serve", "--port", str(port))

    assert result.refusal.startswith(f"127.0.0.1:{port} cannot be used")


def test_a_misspelt_setting_is_told_at_the_start(
    council: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a line before anything else, and by the doctor. Control: without it neither tells."""
    words = "FEEDBACK_DUTY_NUMBR is no setting and does nothing: did you mean FEEDBACK_DUTY_NUMBER?"
    serve, doctor = ("serve", "--host", "203.0.113.1"), ("doctor", "--json")
    before = council(*serve).err, council(*doctor).out
    monkeypatch.setenv("FEEDBACK_DUTY_NUMBR", "01234 567890")

    after = council(*serve).err, council(*doctor).out

    assert after[0] == f"Warning: {words}\n{before[0]}"
    assert [words in one for one in (before[1], after[1])] == [False, True]


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host"])
def test_an_address_that_is_not_ours_is_refused(council: Run, host: str) -> None:
    """One line with the address."""
    result = council("serve", "--host", host, "--port", "8765")

    assert result.refusal.startswith(f"{host}:8765 cannot be used")


def test_a_database_with_other_settings_is_not_served(
    council: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database says of itself is read back, and a wrong value stops the start."""
    monkeypatch.setattr("feedback.db._set_pragmas", lambda connection, _record: None)

    result = council("serve")

    assert "must have" in result.refusal
