"""A council whose every name and sentence was written by an attacker: teams, services, questions, comments."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from feedback import clock
from feedback.app import create_app
from feedback.closing import count_round
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.answering import Comment
from feedback.models.base import Base, random_key
from feedback.questionnaires.snapshot import Snapshot
from tests.conftest import NOON
from tests.councils import add_round, add_teams, answer, get_collector, read_forms
from tests.guards.council import Filled, _make_staff

COUNTED = (dt.date(2026, 9, 1), dt.date(2026, 10, 31))
OPEN = (dt.date(2026, 11, 1), dt.date(2026, 12, 31))
# What a person reads in a questionnaire; everything else in it is a code.
AUTHORED = {
    "text", "label", "title", "help", "invitation", "words", "intro", "name", "who", "asked", "handed_out_by", "tested", "high", "low", "teams",
}  # fmt: skip


def arm(snapshot: Snapshot, texts: Iterator[str]) -> Snapshot:
    """The questionnaire with every sentence replaced by the next of `texts`."""

    def fill(found: Any, key: str = "") -> Any:
        if isinstance(found, dict):
            return {name: fill(value, name) for name, value in found.items()}
        if isinstance(found, list):
            return [fill(value, key) for value in found]
        return next(texts) if isinstance(found, str) and key in AUTHORED else found

    return Snapshot.model_validate(fill(json.loads(snapshot.to_json())))


def make_hostile(folder: Path, texts: Sequence[str], *, teams: int) -> Filled:
    """A council filled with `texts`, its round counted with all its teams, and each text a comment. At NOON."""
    endless = cycle(texts)
    # As if no setting had been looked at: some of these have signs that nobody sees.
    settings = replace(
        read_settings({"FEEDBACK_INSTANCE": str(folder)}),
        council_name=texts[0],
        duty_number=texts[1],
        duty_reader=texts[2],
        duty_cover=texts[3],
        out_of_hours=texts[4],
    )
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    with clock.frozen_at(NOON - dt.timedelta(days=80)), database.writing() as session:
        names = [(texts[n], next(endless), next(endless)) for n in range(teams)]
        asked = add_teams(session, *names)
        armed = arm(read_forms("iro-survey/2"), endless)
        counted = add_round(
            session, asked, snapshot=armed, opens_on=COUNTED[0], closes_on=COUNTED[1]
        )
        later = add_round(
            session,
            asked,
            snapshot=arm(read_forms("iro-survey/1"), endless),
            opens_on=OPEN[0],
            closes_on=OPEN[1],
        )
        for team in asked:
            answer(session, counted, team, times=6, answers=["know_iro=yes", "went=yes"])
    with database.writing() as session:
        counted, later = session.merge(counted), session.merge(later)
        count_round(session, counted, zone=settings.zone)
        session.add_all(
            Comment(
                id=random_key(),
                round_id=counted.id,
                team_id=asked[0].id,
                question="best",
                comment=text,
                language="en",
            )
            for text in texts
        )
        _make_staff(session)
        code = get_collector(session, later.version, session.merge(asked[0])).code
    return Filled(
        create_app(settings),
        database,
        settings,
        {"counted": str(counted.id), "open": str(later.id)},
        {"open": code},
        "",
    )
