"""Answers to send in these tests, each known by its number, people who send them, and what became of them."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.closing import close_now
from feedback.db import Database
from feedback.models.answering import Receipt, SealedAnswer
from feedback.models.asking import Round
from feedback.questionnaires.kinds import read_answers
from feedback.responses import Arrival, take
from feedback.tokens import make_token
from feedback.versions import snapshot_of
from tests.councils import LONDON, add_round, add_teams, edit_question, get_collector, make_snapshot


@dataclass(frozen=True)
class Found:
    """What is wrong in a database: numbers of answers lost, stored twice, or stored in part."""

    lost: frozenset[int]
    doubled: frozenset[int]
    halves: int
    sound: bool

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.halves) and self.sound


def open_small_round(session: Session) -> Round:
    """A round of the small questionnaire for one team."""
    snapshot = edit_question(make_snapshot(), "best", most=1000)
    return add_round(session, add_teams(session, ("Oak", "Care")), snapshot=snapshot)


def write_answer(number: int) -> dict[str, list[str]]:
    """What a form sends for answer `number`: something for each part of a row."""
    return {
        "know": ["yes"],
        "listened": ["always"],
        "best": [f"Answer {number}. " + "Not to be lost. " * 20],
        "eq_age": ["8-10"],
    }


def make_arrival(session: Session, round_: Round, number: int) -> Arrival:
    """Answer `number` on a page opened now."""
    form = snapshot_of(round_.version).form("standard")
    collector = get_collector(session, round_.version, round_.teams[0].team)
    sent = write_answer(number)
    answers, wrong = read_answers(form, sent)
    assert wrong == []
    token = make_token(collector.id, round_.id)
    return Arrival(token, round_.version_id, form, "en", "self", answers, sent)


def send(database: Database, arrival: Arrival) -> None:
    """Take `arrival` in as the public page does. Returning is the thank-you."""
    with database.writing() as session:
        take(session, arrival, zone=LONDON)


def close_round(database: Database) -> None:
    """Close the one round, as the command does."""
    with database.writing() as session:
        close_now(session, session.scalars(select(Round)).one(), zone=LONDON)


def at_once(task: Callable[[int], object], people: int) -> list[object]:
    """Let all begin at the same moment."""
    gate = threading.Barrier(people)

    def run(number: int) -> object:
        gate.wait()
        return task(number)

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(run, range(people)))


def examine(database: Database, thanked: Collection[int]) -> Found:
    """What is wrong with the intake when the answers `thanked` were thanked for."""
    with database.reading() as session:
        sound = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        rows = session.execute(
            select(SealedAnswer.answers, SealedAnswer.equality, SealedAnswer.comments)
        ).all()
        receipts = session.scalar(select(func.count()).select_from(Receipt)) or 0
    numbers = Counter(_number(row.comments) for row in rows)
    partial = sum(not _is_whole(row.answers, row.equality, row.comments) for row in rows)
    return Found(
        lost=frozenset(thanked) - numbers.keys(),
        doubled=frozenset(number for number, times in numbers.items() if times > 1),
        halves=partial + abs(receipts - len(rows)),
        sound=sound,
    )


def total(found: Iterable[Found]) -> dict[str, int]:
    """How many answers were lost, doubled and halved in all, and how many files were damaged."""
    every = list(found)
    return {
        "lost": sum(len(one.lost) for one in every),
        "doubled": sum(len(one.doubled) for one in every),
        "halves": sum(one.halves for one in every),
        "damaged": sum(not one.sound for one in every),
    }


NOTHING_WRONG = {"lost": 0, "doubled": 0, "halves": 0, "damaged": 0}


def _number(comments: str) -> int:
    return int(json.loads(comments)["best"].split(".")[0].removeprefix("Answer "))


def _is_whole(answers: str, equality: str, comments: str) -> bool:
    told = write_answer(_number(comments))
    pairs = set(json.loads(answers)) | set(json.loads(equality))
    wanted = {f"{name}={told[name][0]}" for name in ("know", "listened", "eq_age")}
    return wanted <= pairs and json.loads(comments)["best"] == told["best"][0].strip()
