"""What another server said: kept, asked for anew, and not asked for while it is silent or too many wait."""

from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from feedback.outside_answers import (
    APART,
    KEPT,
    PLACES,
    SILENCE,
    NoAnswerError,
    OutsideAnswers,
    Said,
)

THERE, ELSEWHERE = "https://there.example", "https://elsewhere.example"


@dataclass
class There:
    """Another server, the answers kept of it, and a clock that is set by hand."""

    time: float = 1000.0
    asked: int = 0
    broken: bool = False
    answers: OutsideAnswers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = OutsideAnswers(patience=0, seconds=lambda: self.time)

    def ask(self) -> Said:
        """The number of times it was asked."""
        self.asked += 1
        if self.broken:
            raise NoAnswerError("It is silent.")
        return {"asked": self.asked}


@pytest.fixture
def there() -> There:
    """A server that answers."""
    return There()


def test_an_answer_is_kept_for_an_hour(there: There) -> None:
    """Then it is asked for anew; each address by itself."""
    for later, asked in ((0.0, 1), (KEPT - 1, 1), (1.0, 2)):
        there.time += later
        assert there.answers.get(THERE, there.ask) == {"asked": asked}

    assert there.answers.get(ELSEWHERE, there.ask) == {"asked": 3}


def test_what_is_unknown_is_looked_for_anew_but_not_more_often_than_each_minute(
    there: There,
) -> None:
    """Tokens with invented keys make nobody ask; a minute later one question is asked."""
    there.answers.get(THERE, there.ask)

    found = []
    for later in (APART - 1, 1.0, 0.0):
        there.time += later
        found.append(there.answers.get(THERE, there.ask, oldest=APART)["asked"])

    assert found == [1, 2, 2]


def test_after_a_failure_nobody_asks_for_half_a_minute(there: There) -> None:
    """They are told at once. Control: another address is asked, and after the half minute this one too."""
    there.broken = True
    for later, asked in ((0.0, 1), (SILENCE - 1, 1), (1.0, 2)):
        there.time += later
        with pytest.raises(NoAnswerError):
            there.answers.get(THERE, there.ask)
        assert there.asked == asked
    there.broken = False
    assert there.answers.get(ELSEWHERE, there.ask) == {"asked": 3}
    there.time += SILENCE

    assert there.answers.get(THERE, there.ask) == {"asked": 4}


def test_only_two_wait_at_a_time(there: There) -> None:
    """The third is told at once; what is kept needs no place. Control: when one leaves, the next may ask."""
    there.answers.get(ELSEWHERE, there.ask)
    with ExitStack() as waiting:
        for _ in range(PLACES):
            waiting.enter_context(there.answers.asking(THERE))
        with pytest.raises(NoAnswerError, match="Too many"):
            there.answers.get(THERE, there.ask)
        assert there.answers.get(ELSEWHERE, there.ask) == {"asked": 1}

    assert there.answers.get(THERE, there.ask) == {"asked": 2}


def test_another_mistake_is_no_silence(there: There) -> None:
    """What goes wrong otherwise gives the place back and is not held against the address."""
    for _ in range(PLACES + 1):
        with pytest.raises(ValueError, match="odd"), there.answers.asking(THERE):
            raise ValueError("odd")

    assert there.answers.get(THERE, there.ask) == {"asked": 1}
