"""Rounds whose record-level file is looked at, and how a test asks for it and reads it."""

import csv
import io
import json
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Round
from feedback.reports.records.asking import Asked, ask_for
from feedback.reports.records.files import RECORDS, make_csv_files
from feedback.versions import snapshot_of
from tests.councils import (
    COUNTED_AT,
    add_round,
    add_teams,
    count,
    draw_answers,
    get_collector,
    make_settings,
    read_forms,
)

TRAITS = ["Service", "Team", "Version", "Variant", "Language", "Mode", "Helped by"]
SIZES = {"Oak": 27, "Elm": 12, "Ash": 6, "Fir": 3, "Bay": 21, "Yew": 2, "Ivy": 1, "Box": 2}
PURPOSE = "Compare how being listened to differs"
Table = list[dict[str, str]]


def make_council(session: Session, *, name: str = "iro-survey/2", seed: int = 1) -> Round:
    """A counted round of a shipped questionnaire. How people answered is mixed by chance: here and there all is rare."""
    chance = Random(seed)
    lines = [(f"{team} {seed}", f"Service {i % 2} of {seed}") for i, team in enumerate(SIZES)]
    teams = add_teams(session, *lines)
    round_ = add_round(session, teams, snapshot=read_forms(name))
    rare = chance.choice([0.1, 0.5, 1.0])
    for team, size in zip(teams, SIZES.values(), strict=True):
        collector = get_collector(session, round_.version, team)
        for _ in range(size):
            session.add(_draw(chance, round_, collector.id, rare))
    return count(session, round_)


def _draw(chance: Random, round_: Round, collector: int, rare: float) -> SealedAnswer:
    def pick(mostly: str, *others: str | None) -> str | None:
        return chance.choice(others) if chance.random() < rare else mostly

    variant = "easy-read" if chance.random() < 0.3 else "standard"
    return SealedAnswer(
        round_id=round_.id,
        collector_id=collector,
        version_id=round_.version_id,
        variant=variant,
        language=pick("en", "pl", "ar", "so", "uk"),
        mode=pick("self", "paper", "kiosk", "interview"),
        helper=pick("self", "carer", "worker", "other", None),
        answers=json.dumps(draw_answers(chance, snapshot_of(round_.version).form(variant))),
        equality="[]",
        comments="{}",
    )


def ask(session: Session, round_: Round, folder: Path, *, purpose: str = PURPOSE) -> Asked:
    """What the command line asks for on the day after the count."""
    with clock.frozen_at(COUNTED_AT):
        return ask_for(session, round_, make_settings(folder), purpose=purpose, by=None)


def read_csv(content: bytes) -> Table:
    """The rows of a CSV file by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def get_records(asked: Asked) -> Table:
    """The rows of the file."""
    return read_csv(make_csv_files(asked)[RECORDS])
