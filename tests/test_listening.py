"""Every page is a trial until somebody listens."""

from dataclasses import replace
from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.listening import is_trial, list_missing
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

    assert listed[:1] == [f"Set {missing}."]


def test_nobody_listening_is_a_trial_also_once_every_promise_is_true(tmp_path: Path) -> None:
    """Nothing is set: each of the four is asked for. The control: with all of them set the trial is over."""
    true = {n: replace(row, state=State.KEPT) for n, row in read_promises().items()}
    nobody = read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})
    somebody = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})

    assert list_missing(nobody, true) == [f"Set {name}." for name in WANTED]
    assert list_missing(somebody, true) == []
    assert is_trial(nobody)


@pytest.mark.parametrize("id_", ["why", "box-read", "cookie", "kept-for"])
def test_no_setting_leads_out_while_one_promise_is_not_true(tmp_path: Path, id_: str) -> None:
    """Whichever it is, by itself. Control: with none left it is over."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})
    true = {n: replace(row, state=State.KEPT) for n, row in read_promises().items()}
    one = true | {id_: replace(true[id_], state=State.TRIAL, missing="Not yet.")}

    assert list_untrue(one) == [one[id_]]
    assert list_missing(settings, true) == []
    assert list_missing(settings, one) == [
        "A promise of its notices is not true in this release: feedback/promises.yaml says what is missing."
    ]


def test_how_many_promises_are_not_true_is_told(tmp_path: Path) -> None:
    """`doctor` and the staff pages name the number and where to look."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path), **dict.fromkeys(WANTED, "set")})
    two = dict(list(read_promises().items())[:2])

    said = list_missing(settings, {n: replace(row, state=State.TRIAL) for n, row in two.items()})

    assert said[-1].startswith("2 promises of its notices are not true")
