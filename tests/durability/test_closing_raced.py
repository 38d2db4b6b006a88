"""Closing a round while people send: whoever is thanked is counted, and whoever is not is told."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback import responses
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Round
from feedback.responses import RoundOverError
from tests.councils import count_rows, make_database
from tests.durability.conftest import Tell
from tests.durability.sending import at_once, close_round, make_arrival, open_small_round, send

pytestmark = pytest.mark.usefixtures("during_the_round")

SENDERS, EACH = 8, 25
BEFORE_CLOSING = 60  # answers that are in when somebody closes


class Race:
    """Eight people send while somebody closes from another process."""

    def __init__(self, folder: Path) -> None:
        self.database = make_database(folder)
        self.closer = Database(self.database.url)  # another process has another
        with self.database.writing() as session:
            round_ = open_small_round(session)
            self.arrivals = [make_arrival(session, round_, n) for n in range(SENDERS * EACH)]
        self.told: list[str] = []
        self.begun, self.ended = threading.Event(), threading.Event()

    def close(self) -> None:
        """Close once some answers are in."""
        while self.told.count("thanked") < BEFORE_CLOSING:
            time.sleep(0.0005)
        self.begun.set()
        close_round(self.closer)
        self.ended.set()

    def send(self, person: int) -> None:
        """Send; half come before or during the closing, and the last quarter surely after it."""
        for number in range(EACH):
            if number == EACH // 2:
                self.begun.wait()
            if number == EACH * 3 // 4:
                self.ended.wait()
            try:
                send(self.database, self.arrivals[person * EACH + number])
                self.told.append("thanked")
            except RoundOverError:
                self.told.append("refused")

    def run(self) -> dict[str, int]:
        """What each was told, and what was counted."""
        at_once(lambda n: self.send(n) if n < SENDERS else self.close(), SENDERS + 1)
        with self.database.reading() as session:
            received = session.scalars(select(Round.received)).one() or 0
            forgotten = count_rows(session, SealedAnswer)
        for one in (self.database, self.closer):
            one.engine.dispose()
        return {
            "thanked": self.told.count("thanked"),
            "refused": self.told.count("refused"),
            "counted": received,
            "forgotten": forgotten,
        }


def test_an_answer_that_races_the_closing_is_counted_or_refused(tmp_path: Path, tell: Tell) -> None:
    """Whoever is thanked is in the numbers, and nobody is left in the intake of a counted round."""
    found = Race(tmp_path).run()

    tell("closing raced", **found)
    assert found["thanked"] == found["counted"] >= BEFORE_CLOSING
    assert found["thanked"] + found["refused"] == SENDERS * EACH
    assert found["refused"] > 0
    assert found["forgotten"] == 0


def test_without_reading_the_round_again_answers_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control: an app that looks at the round only when the page arrives thanks for what is never counted."""
    monkeypatch.setattr(responses, "takes_answers", lambda *_, **__: True)

    found = Race(tmp_path).run()

    tell("  control, round not read again", **found)
    assert found["forgotten"] > 0
    assert found["thanked"] > found["counted"]
