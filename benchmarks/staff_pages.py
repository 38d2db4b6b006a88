"""Server time and queries of every page of staff, in a large council: `python -m benchmarks.staff_pages [FOLDER]`.

60 teams, 40 rounds that were counted by the product, with 200,000 answers in all, and an open round of each of five
questionnaires. Making it takes minutes, so FOLDER (`build/large-council`) keeps it for the next time. The limit is 100 ms of
processor time a page, and 900 ms for a file that is made at once: what takes a second says how far it is. Told are the best
of some, without the browser and the network.
"""

import datetime as dt
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from benchmarks.staff_things import add_things
from feedback import accounts, clock
from feedback.app import create_app
from feedback.closing import count_due
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round, RoundTeam
from feedback.models.base import random_key
from feedback.models.concerning import Concern
from feedback.models.planning import HowOften
from feedback.plans import Line, add_plan
from feedback.pledges import add_example
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round, record_given_out
from feedback.schema import upgrade
from feedback.teams import TeamLine, list_teams, save_teams
from feedback.versions import open_published, publish_shipped, snapshot_of

TEAMS, ANSWERS, SERVICES = 60, 200_000, 8
ASKED = ("iro-survey", "six-monthly-child", "exit-interview", "post-conference-child", "early-help-parent")  # fmt: skip
QUARTERS = [dt.date(2024 + n // 4, 1 + 3 * (n % 4), 1) for n in range(9)]  # eight counted, one open
NOW = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
LIMIT, LIMIT_OF_A_FILE, REPEATS = 100.0, 900.0, 5
PASSWORD = "three plain words"
FOLDER = Path("build/large-council")
# What stands in the gaps of addresses.
FILLED = {
    "round_id": "37", "team_id": "7", "collector_id": "3", "questionnaire": "iro-survey", "account_id": "2",
    "plan_id": "1", "promise_id": "1", "variant": "standard", "reply_id": "1", "prize_id": "1",
    "draw_id": "1", "return_id": "1", "activity_id": "1", "tag": "pl",
}  # fmt: skip
# Pages that show something else when they are asked for it.
ASKED_FOR = (
    "/staff/rounds/37/results?measure={}", "/staff/results/iro-survey?measure={}",
    "/staff/find-results?questionnaire=iro-survey", "/staff/find-results?who=team:Team 7",
    "/staff/find-results?quarter=2025-26 Q2", "/staff/replies/new?round=37",
)  # fmt: skip
MADE_AT_ONCE = ("/staff/rounds/37/summary.xlsx", "/staff/rounds/37/core-measures.csv")
FILES = (".pdf", ".png", ".svg", ".zip", ".xlsx", ".csv")


def main() -> None:
    """Make the council if it is not there, open every page as who may open the most, and print a table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    database = Database(settings.database_url)
    with clock.frozen_at(NOW):
        if not Path(database.file).exists():
            make(database, settings)
        measure(settings)


def make(database: Database, settings: Settings) -> None:
    """The council; counted as always, quarter by quarter."""
    started, random = time.monotonic(), Random(1)
    upgrade(database)
    with database.writing() as session, clock.frozen_at(_noon_of(QUARTERS[0])):
        publish_shipped(session, settings.forms, read_library(settings.forms), on=QUARTERS[0])
        names = [TeamLine(f"Team {n}", f"Service {n % SERVICES}", None) for n in range(TEAMS)]
        save_teams(session, names)
    for opens_on, following in itertools.pairwise([*QUARTERS, dt.date(2026, 4, 1)]):
        closes_on = following - dt.timedelta(days=1)
        with clock.frozen_at(_noon_of(opens_on)):
            for name in ASKED:
                with database.writing() as session:
                    _ask(session, settings, name, closes_on, random)
        if opens_on != QUARTERS[-1]:
            with clock.frozen_at(_noon_of(following)), database.writing() as session:
                count_due(session, zone=settings.zone)
        print(f"{opens_on}: {time.monotonic() - started:.0f} s", flush=True)
    with database.writing() as session:
        line = Line("iro-survey", HowOften.QUARTERLY, (), dt.date(2026, 4, 1), 13, "Head", 6, False)
        add_plan(session, line, zone=settings.zone)
        add_example(session, on=NOW.date())
        made = {}
        for role in Role:
            made[role] = accounts.make_account(session, f"{role}@council.gov.uk", role=role)
            made[role].password = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)  # fmt: skip
        session.flush()
        by, reader = made[Role.ADMINISTRATOR], made[Role.DUTY_READER]
        add_things(session, settings, by=by, reader=reader, today=NOW.date())


def measure(settings: Settings) -> None:
    """Print milliseconds and queries of each page, the slowest first."""
    app = create_app(settings)
    queries: list[str] = []
    database = app.extensions["feedback"].database
    event.listen(database.engine, "before_cursor_execute", lambda *of: queries.append(of[2]))
    clients = {role: sign_in(app.test_client(), role) for role in (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_READER, Role.INTERVIEWER)}  # fmt: skip
    found = []
    for path in list_paths(app, database):
        client = next((c for c in clients.values() if c.get(path).status_code == 200), None)
        if client is None:
            continue
        times = []
        for _ in range(REPEATS):
            queries.clear()
            before = time.process_time()
            client.get(path)
            times.append(1000 * (time.process_time() - before))
        found.append((min(times), len(queries), path))
    print(f"{TEAMS} teams, {len(ASKED) * (len(QUARTERS) - 1)} counted rounds, {ANSWERS:,} answers; processor time, best of {REPEATS}\n")  # fmt: skip
    print(f"{'':54}{'ms':>8}{'queries':>9}{'limit':>8}")
    for took, asked, path in sorted(found, reverse=True):
        limit = LIMIT_OF_A_FILE if path in MADE_AT_ONCE else LIMIT
        print(f"{path:54}{took:>8.1f}{asked:>9}{limit if took <= limit else 'OVER':>8}")


def list_paths(app: Flask, database: Database) -> list[str]:
    """Every page of staff whose gaps can be filled."""
    with database.reading() as session:
        snapshot = snapshot_of(open_published(session, "iro-survey"))
        reference = session.scalars(select(Concern.reference)).first()
        code = session.scalars(select(Collector.code)).first()
    filled = {**FILLED, "reference": reference or "", "code": code or ""}
    paths = [path.format(snapshot.core_questions[0].measure) for path in ASKED_FOR]
    paths += MADE_AT_ONCE
    for path in sorted({r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ())}):
        for name, value in filled.items():
            path = path.replace(f"<{name}>", value)
        if path.startswith("/staff/") and "<" not in path and not path.endswith(FILES):
            paths.append(path)
    return paths


def sign_in(client: FlaskClient, role: Role) -> FlaskClient:
    """`client` with somebody signed in."""
    page = client.get("/staff/sign-in").text
    proof = page.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"email": f"{role}@council.gov.uk", "password": PASSWORD, "csrf_token": proof}
    assert client.post("/staff/sign-in", data=fields).status_code == 302
    return client


def _ask(
    session: Session, settings: Settings, name: str, closes_on: dt.date, random: Random
) -> None:
    """Open a round and let people answer it."""
    round_ = plan_round(
        session, open_published(session, name), list_teams(session),
        opens_on=clock.today(settings.zone), closes_on=closes_on, zone=settings.zone,
    )  # fmt: skip
    session.flush()
    many = ANSWERS // (len(ASKED) * (len(QUARTERS) - 1)) // TEAMS
    for collector in list_collectors(session, round_id=round_.id):
        record_given_out(session, collector, 2 * many, zone=settings.zone)
        session.get_one(RoundTeam, (round_.id, collector.team_id)).due = 2 * many
        count = many + random.randrange(-many // 2, many // 2 + 1)
        rows = list(_draw(round_, collector.id, count, random))
        session.execute(insert(SealedAnswer), rows)


def _draw(
    round_: Round, collector_id: int, count: int, random: Random
) -> Iterator[dict[str, object]]:
    """So many sealed answers, mostly of the first option of each question."""
    form = snapshot_of(round_.version).form("standard")
    choices = [(q.id, [*q.codes]) for q in form.about("service") if q.codes and not q.show_if]
    for _ in range(count):
        answers = [f"{id_}={random.choice(codes[:1] * 4 + codes)}" for id_, codes in choices]
        yield {
            "id": random_key(), "round_id": round_.id, "collector_id": collector_id,
            "version_id": round_.version_id, "variant": "standard", "language": "en", "mode": "self",
            "helper": None, "answers": json.dumps(answers), "equality": "[]",
            "comments": json.dumps({"best": "My worker listened."} if random.random() < 0.05 else {}),
        }  # fmt: skip


def _noon_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


if __name__ == "__main__":
    main()
