"""A flood to test with: junk as scripts send it and real answers, to one link, over twelve minutes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random

from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import clock
from feedback.bursts import Arrived, Bursts
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector, Round
from feedback.models.reporting import FigureRecord, FigureRow, OptionRecord
from feedback.questionnaires.snapshot import NOT_ASKED
from feedback.tokens import make_token, sign_token
from feedback.versions import snapshot_of
from tests.councils import draw_answers

MINUTES = 12
READING = dt.timedelta(minutes=4)  # how long somebody who reads has the page open


class NoBursts(Bursts):
    """The detector taken out: nothing is ever a burst."""

    def catch(self, *_: object) -> tuple[Arrived, ...]:
        """Catch nothing."""
        return ()


@dataclass
class Sender:
    """Sends answers to one link, with pages opened a given while before."""

    client: FlaskClient
    settings: Settings
    round_: Round
    collector: Collector
    addresses: int = 1
    random: Random = field(default_factory=lambda: Random(37))
    _numbers: "count[int]" = field(default_factory=count)

    def send(self, fields: Mapping[str, str], *, open_for: dt.timedelta) -> int:
        """Send one page; the status."""
        with clock.frozen_at(clock.now() - open_for):
            token = make_token(self.collector.id, self.round_.id)
        number = next(self._numbers) % self.addresses
        return self.client.post(
            f"/q/{self.collector.code}",
            data={"token": sign_token(token, self.settings.secret_keys), **fields},
            environ_base={"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250 + 1}"},
        ).status_code

    def send_real(self) -> int:
        """What somebody who reads the questions might answer, with words of their own."""
        form = snapshot_of(self.round_.version).form("standard")
        drawn = (pair.split("=", 1) for pair in draw_answers(self.random, form))
        fields = {name: code for name, code in drawn if code != NOT_ASKED}
        words = f"I like my IRO because {next(self._numbers)}"
        return self.send({**fields, "best": words}, open_for=READING)

    def send_junk(self) -> int:
        """The same from a script each time, at once or after a wait, or at once with words that differ."""
        kind = self.random.randrange(3)
        words = f"junk {next(self._numbers)}" if kind == 2 else "junk"
        wait = dt.timedelta(seconds=30 if kind == 1 else 1)
        return self.send({"know_iro": "no", "best": words}, open_for=wait)

    def flood(self, *, junk: int, real: int) -> list[int]:
        """Mix `junk` and `real` answers over the minutes; the statuses of the real ones."""
        order = [True] * real + [False] * junk
        self.random.shuffle(order)
        began, statuses = clock.now(), []
        for number, is_real in enumerate(order):
            minutes = MINUTES * number / len(order)
            with clock.frozen_at(began + dt.timedelta(minutes=minutes)):
                if is_real:
                    statuses.append(self.send_real())
                else:
                    assert self.send_junk() == 303
        return statuses


def read_figures(database: Database, round_id: int) -> list[tuple[object, ...]]:
    """Everything a round publishes, without the numbers of the rows."""
    of_row = [c for c in FigureRecord.__table__.c if c.name not in ("id", "row_id")]
    with database.reading() as session:
        rows = session.execute(
            select(*(c for c in FigureRow.__table__.c if c.name not in ("id", "round_id")))
            .where(FigureRow.round_id == round_id)
            .order_by(FigureRow.position)
        ).all()
        records = session.execute(
            select(FigureRow.position, *of_row)
            .join(FigureRow, FigureRow.id == FigureRecord.row_id)
            .where(FigureRow.round_id == round_id)
            .order_by(FigureRow.position, FigureRecord.question)
        ).all()
        options = session.execute(
            select(
                *(c for c in OptionRecord.__table__.c if c.name not in ("id", "round_id"))
            ).where(OptionRecord.round_id == round_id)
        ).all()
    return [*map(tuple, rows), *map(tuple, records), *sorted(map(tuple, options), key=repr)]
