"""A council with shipped questionnaires, made-up answers and counted rounds, made once for the slow looks."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.models.asking import Meta
from feedback.reports.workbook import choose_rounds, make_workbook
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    count,
    fill_round,
    give_out,
    make_database,
    make_settings,
    read_forms,
)

SIZES = {"Oak": 27, "Elm": 12, "Ash": 6, "Fir": 3, "Bay": 21, "Yew": 2, "Ivy": 1, "Box": 0}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with every table."""
    return make_database(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of `database`."""
    with database.writing() as session:
        yield session


@pytest.fixture(scope="session")
def realistic(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of a council: two questionnaires, four rounds (one sealed), 60 teams in one of them."""
    folder = tmp_path_factory.mktemp("council")
    with make_database(folder).writing() as session:
        fill_council(session)
        return make_workbook(
            session,
            rounds=choose_rounds(session),
            settings=make_settings(folder),
            made_on=MADE_ON,
        )


def fill_council(session: Session) -> None:
    """Teams, four counted rounds and the mark of the sample council."""
    random = Random(7)
    session.add(Meta(name="demo", value="yes"))
    small = add_teams(
        session,
        *((name, "Children in care" if i < 4 else "Leaving care") for i, name in enumerate(SIZES)),
    )
    many = add_teams(
        session,
        *((f"Conference team {n}", f"District {n % 4}", f"Group {n % 12}") for n in range(60)),
    )
    for version, opens_on, closes_on, part in (
        ("iro-survey/1", dt.date(2025, 10, 1), dt.date(2026, 3, 31), 1.0),
        ("iro-survey/2", dt.date(2026, 4, 1), dt.date(2026, 6, 30), 1.5),
        ("iro-survey/2", dt.date(2026, 7, 1), dt.date(2026, 7, 14), 0.05),
    ):
        due = {name: 2 * size + 5 for name, size in SIZES.items() if size != 12}
        round_ = add_round(
            session, small, snapshot=read_forms(version), opens_on=opens_on, closes_on=closes_on, due=due
        )  # fmt: skip
        for team in small:
            give_out(session, round_, team, 2 * SIZES[team.name] + 3)
        sizes = {name: int(size * part) for name, size in SIZES.items()}
        fill_round(session, round_, sizes, random=random)
        count(session, round_)
    round_ = add_round(session, many, snapshot=read_forms("post-conference-parent/1"))
    sizes = {team.name: random.choice([0, 1, 3, 6, 9, 14, 24]) for team in many}
    fill_round(session, round_, sizes, random=random)
    count(session, round_)
