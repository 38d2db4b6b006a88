"""What is done with slips stands in the documentation with the numbers of the code."""

from feedback.slips import LASTS_MONTHS, MOST
from tests.guards.test_docs import read


def test_numbers_are_those_of_the_code() -> None:
    """How many are printed at once, and how long they are good."""
    how_to = read("how-to/use-slips.md")

    assert f"up to {MOST} slips" in how_to
    assert LASTS_MONTHS == 12
    assert "twelve months after it was printed" in how_to
