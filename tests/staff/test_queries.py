"""No page of staff asks the database more in a large council than in a small one: its queries are counted at two sizes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from feedback.models.accounts import Role
from feedback.models.asking import Team
from feedback.web.context import of_app
from tests.councils import add_round, add_teams, answer, count, make_snapshot

from .conftest import Council
from .test_matrix import PAGES, Row, rule_of

SMALL, LARGE = 2, 4
FILES = (".pdf", ".png", ".svg", ".zip", ".xlsx", ".csv")
GOOD = ["know=yes", "listened=always"]


def grow(council: Council, *, to: int) -> None:
    """Let the council have so many more teams, counted rounds, and rounds that are open."""
    with council.database.writing() as session:
        add_teams(session, *((f"Team {to}-{n}", "Help") for n in range(to)))
        teams = list(session.scalars(select(Team)))
        for number in range(to):
            opens_on = dt.date(2026 - to, 1 + number, 1)
            name = make_snapshot(questionnaire="conference", version=2)
            round_ = add_round(
                session, teams, snapshot=name, opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=20)
            )  # fmt: skip
            for team in teams:
                answer(session, round_, team, times=6, answers=GOOD)
            count(session, round_)
    for number in range(to):
        council.round(days=(-10, 10 + number), team=f"Team {to}-{number}")


@contextmanager
def counting(council: Council) -> Iterator[list[str]]:
    """What the pages ask of the database meanwhile."""
    queries: list[str] = []
    engine = of_app(council.app).database.engine

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        queries.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def count_queries(council: Council) -> dict[str, Counter[str]]:
    """The queries of every page that opens, by its address."""
    clients = {role: council.signed_in(role) for role in Role}
    found = {}
    for row in (Row(*page) for page in PAGES):  # type: ignore[arg-type]
        if row.method != "GET" or row.path.endswith(FILES):
            continue
        client = clients[min(row.who)]
        client.get(row.path)  # what is remembered from then on is not counted
        with counting(council) as queries:
            opened = client.get(row.path).status_code == 200
        if opened:
            found[rule_of(row.path)] = Counter(queries)
    return found


@pytest.fixture
def grown(council: Council) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """The queries of every page in a small council, and once it is large."""
    grow(council, to=SMALL)
    small = count_queries(council)
    grow(council, to=LARGE)
    return small, count_queries(council)


def test_every_page_asks_as_much_in_a_large_council(
    grown: tuple[dict[str, Counter[str]], dict[str, Counter[str]]],
) -> None:
    """Whatever the number of teams and rounds. What is asked again and again is named."""
    small, large = grown

    more = {
        page: (large[page] - small[page]).most_common(1)
        for page in large
        if large[page].total() > small[page].total()
    }
    assert more == {}
    assert len(large) > 30


def test_a_page_that_asks_for_each_round_is_found(council: Council) -> None:
    """The control: one query a team more."""
    grow(council, to=SMALL)
    counts = []
    for more in (0, LARGE):
        if more:
            grow(council, to=more)
        with counting(council) as queries, of_app(council.app).database.reading() as session:
            for team in session.scalars(select(Team)).all():
                session.scalars(select(Team.name).where(Team.id == team.id)).all()
        counts.append(len(queries))

    assert counts[1] > counts[0]
