"""Every page is a trial until somebody listens."""

from dataclasses import replace
from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.listening import NO_QUEUE_YET, is_trial, list_missing
from feedback.promises import State, list_untrue, read_promises

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

    assert listed[:2] == [f"Set {missing}.", NO_QUEUE_YET]


def test_settings_alone_do_not_read_comments(tmp_path: Path) -> None:
    """As long as this release has no page on which to read them in time, it stays a trial."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})

    trial = is_trial(settings)

    assert trial
    assert NO_QUEUE_YET in list_missing(settings)


@pytest.mark.parametrize("id_", [promise.id for promise in list_untrue(read_promises())])
def test_no_setting_leads_out_while_one_promise_is_not_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id_: str
) -> None:
    """Whichever it is, by itself, also once somebody can read in time. Control: with none left it is over."""
    monkeypatch.setattr("feedback.listening.NO_QUEUE_YET", "")
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})
    true = {n: replace(row, state=State.KEPT) for n, row in read_promises().items()}
    one = true | {id_: read_promises()[id_]}

    assert list(filter(None, list_missing(settings, true))) == []
    assert list(filter(None, list_missing(settings, one))) == [
        "A promise of its notices is not true in this release: feedback/promises.yaml says what is missing."
    ]


def test_how_many_promises_are_not_true_is_told(tmp_path: Path) -> None:
    """`doctor` and the staff pages name the number and where to look."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})

    said = list_missing(settings)[-1]

    assert said.startswith(
        f"{len(list_untrue(read_promises()))} promises of its notices are not true"
    )
