"""What slips promise stands in the documentation, word for word, and so does what is done with them."""

from dataclasses import asdict

from feedback.reports.slip_words import ENGLISH
from feedback.slips import LASTS_MONTHS, MOST
from tests.guards.test_docs import list_first_cells, read

# What only says where to point, to go and to look.
NO_PROMISE = {"language", "invitation", "go_to"}


def test_every_sentence_of_a_slip_has_its_row() -> None:
    """Each with what makes it true."""
    rows = set(list_first_cells(read("explanation/promise.md")))
    said = {text for name, text in asdict(ENGLISH).items() if name not in NO_PROMISE}

    assert len(said) == 5
    assert said - rows == set()


def test_numbers_are_those_of_the_code() -> None:
    """How many are printed at once, and how long they are good."""
    how_to = read("how-to/use-slips.md")

    assert f"up to {MOST} slips" in how_to
    assert LASTS_MONTHS == 12
    assert "twelve months after it was printed" in how_to
