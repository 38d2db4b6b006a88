"""The truth table as it is read: its rows, their order, and what each of them lacks."""

from pathlib import Path

import pytest

from feedback.promises import State, list_untrue, needs_reader, read_promises

TABLE = """
First:
  skip:
    says:
      - You can stop.
    state: kept
    tests:
      - tests/test_promises.py::test_the_table_is_read_in_its_order
Second:
  read:
    says: [We read it.]
    state: trial
    missing: Nobody reads it.
    needs_reader: true
  doors:
    says: [The door is shut.]
    state: council
    council: Shut the door.
    see: [how-to/doors.md]
"""


def write(folder: Path, text: str) -> Path:
    """A table of its own."""
    path = folder / "promises.yaml"
    path.write_text(text)
    return path


def test_the_table_is_read_in_its_order(tmp_path: Path) -> None:
    """Every row by its id, with the heading it stands under."""
    promises = read_promises(write(tmp_path, TABLE))

    assert [(row.id, row.about, row.state) for row in promises.values()] == [
        ("skip", "First", State.KEPT),
        ("read", "Second", State.TRIAL),
        ("doors", "Second", State.COUNCIL),
    ]
    assert [row.fault for row in promises.values()] == [None, None, None]
    assert [row.id for row in list_untrue(promises)] == ["read"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    state: kept", "    state: perhaps"),
        ("    state: kept", "    states: kept"),
        ("    missing: Nobody", "    mising: Nobody"),
    ],
)
def test_a_table_that_cannot_be_read_stops(tmp_path: Path, old: str, new: str) -> None:
    """A slip of the pen never becomes a row that nothing holds."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_promises(write(tmp_path, TABLE.replace(old, new)))


def test_what_nobody_knows_needs_a_reader() -> None:
    """At a text box in a trial nothing is said that may hang on somebody who reads in time."""
    assert needs_reader("box-read")
    assert needs_reader("box-tell")
    assert not needs_reader("box-no-names")
    assert needs_reader(None)
    assert needs_reader("never-was")
