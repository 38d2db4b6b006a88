"""However many answers a round has, its record-level file is written a few hundred rows at a time."""

import json
import multiprocessing
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import openpyxl
import pytest
from sqlalchemy import insert

from feedback.db import Database
from feedback.models.answering import Response
from feedback.models.asking import Round
from feedback.models.base import random_key
from feedback.reports.records.asking import Asked
from feedback.reports.records.files import make_xlsx, make_zip
from tests.councils import draw_answers, make_database, read_forms
from tests.reports.recording import ask, make_council

ROWS = 12_000
MOST = 50  # MB


def write_whole(asked: Asked) -> None:
    """The control: the same rows in a workbook that openpyxl keeps until it is saved."""
    book = openpyxl.Workbook()
    for row in asked.rows:
        book.active.append(row)  # type: ignore[union-attr]


def fill(folder: Path) -> None:
    """A counted round with as many answers as that."""
    chance, form = Random(1), read_forms("iro-survey/2").forms
    with make_database(folder).writing() as session:
        round_ = make_council(session)
        rows = [
            {
                "id": random_key(), "round_id": round_.id, "team_id": chance.choice(round_.teams).team_id,
                "version_id": round_.version_id, "variant": variant.value, "language": chance.choice(["en", "pl"]),
                "mode": "self", "helper": None, "answers": json.dumps(draw_answers(chance, form[variant])),
            }
            for variant in chance.choices(list(form), k=ROWS)
        ]  # fmt: skip
        session.execute(insert(Response), rows)


def _measure(
    folder: Path, make: Callable[[Asked], object], told: "multiprocessing.Queue[int]"
) -> None:
    with Database(f"sqlite:///{folder / 'feedback.db'}").reading() as session:
        asked = ask(session, session.get_one(Round, 1), folder)
        before = _read("VmRSS")
        make(asked)
        told.put(_read("VmHWM") - before)


def _read(name: str) -> int:
    """MB that this process takes now, or took at most. Not from getrusage: it begins with the parent's."""
    return int(re.findall(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[0]) // 1024


def grows(folder: Path, make: Callable[[Asked], object]) -> int:
    """By how many MB a process of its own grows while it makes the file."""
    fresh = multiprocessing.get_context("spawn")
    told = fresh.Queue()
    process = fresh.Process(target=_measure, args=(folder, make, told))
    process.start()
    grown = told.get(timeout=1800)
    process.join()
    return int(grown)


@pytest.mark.soak
def test_many_answers_do_not_fill_the_memory(tmp_path: Path) -> None:
    """Neither format holds them all. The control: a workbook that is kept until it is saved does."""
    fill(tmp_path)

    streamed = [grows(tmp_path, make) for make in (make_xlsx, make_zip)]
    whole = grows(tmp_path, write_whole)

    assert max(streamed) < MOST < whole, (streamed, whole)
