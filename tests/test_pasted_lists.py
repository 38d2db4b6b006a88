"""Lists from a spreadsheet: whatever stands between the columns, whatever their order; and what somebody saw."""

import pytest

from feedback.exceptions import FeedbackError
from feedback.fingerprints import fingerprint
from feedback.pasted_lists import PastedLine, read_lines, write_lines

COLUMNS = ("team", "due", "note")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_found_by_name(mark: str) -> None:
    """In any order and case, with blanks around, behind a byte-order mark; an empty cell is an empty text."""
    text = (
        mark.join(("\ufeffDue ", "TEAM", "note")) + "\r\n" + mark.join((" 7", "Oak ", "")) + "\r\n"
    )

    assert read_lines(text, COLUMNS, header="?") == [
        PastedLine(2, ("Oak", "7", ""), extra=False, columns=frozenset(COLUMNS))
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sep=;\nteam;due;note\nOak;7;\n", 3),
        ('\ufeff"SEP=|"\r\nteam|due|note\r\nOak|7|\r\n', 3),
        ("\n\nteam,due,note\nOak,7,\n", 4),
        (";;\n; ;\nteam;due;note\n;;\nOak;7;\n", 5),
        ("team,due,note,\nOak,7,,\n", 2),
        ("team\tdue\tnote\t\t\nOak\t7\t\t\t\n", 2),
        ("team,due,note\nOak,7,,,\n,,,\n", 2),
    ],
)
def test_what_a_spreadsheet_adds_is_left_out(text: str, number: int) -> None:
    """Excel's line of what separates columns, and lines and columns in which nothing stands. Line numbers stay."""
    assert read_lines(text, COLUMNS, header="?") == [
        PastedLine(number, ("Oak", "7", ""), extra=False, columns=frozenset(COLUMNS))
    ]


def test_what_stands_under_no_name_is_too_much() -> None:
    """A column without a name that is not empty is no quirk of a spreadsheet."""
    (line,) = read_lines("team,due,note,\nOak,7,,x\n", COLUMNS, header="?")

    assert line.extra


def test_only_the_last_columns_may_be_missing() -> None:
    """As many as are said; a line that has more than the first is marked."""
    (line,) = read_lines("team,due\nOak,7,8\n", COLUMNS, header="?", optional=1)

    assert line == PastedLine(2, ("Oak", "7", ""), extra=True, columns=frozenset({"team", "due"}))
    for text in ("team\nOak\n", "due,note\n7,x\n", ""):
        with pytest.raises(FeedbackError, match="name them"):
            read_lines(text, COLUMNS, header="name them", optional=1)


def test_what_is_no_list_is_said() -> None:
    """One sentence that says what to do."""
    with pytest.raises(FeedbackError, match="copy or save it again"):
        read_lines("team,due,note\n" + "x" * 200_000, COLUMNS, header="?")


def test_what_is_written_is_read_again() -> None:
    """With commas, quotes and line ends in it."""
    rows = [['Oak, the "old"', "7", "two\nlines"], ["Elm", "", ""]]

    read = read_lines(write_lines(COLUMNS, rows), COLUMNS, header="?")

    assert [list(line.cells) for line in read] == rows


def test_a_fingerprint_changes_with_its_facts() -> None:
    """With each of them, and with where one ends and the next begins."""
    prints = {
        fingerprint(),
        fingerprint("a", "b"),
        fingerprint("ab"),
        fingerprint("a"),
        fingerprint("a", "c"),
    }

    assert len(prints) == 5
    assert fingerprint("a", "b") == fingerprint("a", "b")
