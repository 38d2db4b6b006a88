"""Every page is a trial until somebody listens."""

from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.listening import NO_QUEUE_YET, is_trial, list_missing

WANTED = [
    "FEEDBACK_DUTY_READER",
    "FEEDBACK_DUTY_COVER",
    "FEEDBACK_DUTY_NUMBER",
    "FEEDBACK_OUT_OF_HOURS",
]


@pytest.mark.parametrize("missing", WANTED)
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    """Each by itself, as something to set."""
    environ = {name: "set" for name in WANTED if name != missing}

    listed = list_missing(read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **environ}))

    assert listed == [f"Set {missing}.", NO_QUEUE_YET]


def test_settings_alone_do_not_read_comments(tmp_path: Path) -> None:
    """As long as this release has no page on which to read them in time, it stays a trial."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})

    trial = is_trial(settings)

    assert trial
    assert list_missing(settings) == [NO_QUEUE_YET]
