"""How long the workbook and the closing of a round take: `python -m benchmarks.workbook`.

Each measurement runs in a process of its own, so that its memory is its own. The limits are those of the
design: 3 seconds and 200 MB for the workbook, and no more for ten times the answers; counting 1.5 times
and closing 5 times one SQL GROUP BY over the same answers.
"""

import datetime as dt
import json
import resource
import tempfile
import time
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from feedback import clock
from feedback.closing import count_round
from feedback.config import read_settings
from feedback.counting import count_answers
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round, RoundTeam, Team
from feedback.models.base import Base, random_key
from feedback.questionnaires.definition import Audience, Band, Class, Kind, Variant
from feedback.questionnaires.snapshot import Form, Lines, Measure, Option, Part, Question, Snapshot
from feedback.reports.workbook import choose_rounds, make_workbook
from feedback.versions import publish

LONDON = ZoneInfo("Europe/London")
AFTER = dt.datetime(2026, 7, 1, 9, tzinfo=LONDON)
QUESTIONS, TEAMS, MANY, FEW = 12, 20, 20_000, 2_000
REPEATS = 3
PLAIN = """
    SELECT c.team_id, i.version_id, i.variant, pair.value, count(*)
    FROM intake i JOIN collectors c ON c.id = i.collector_id, json_each(i.answers) pair
    GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Result:
    """Seconds of processor time (the best of some), and the most memory of the process in MB."""

    workbook: float
    size: int
    plain: float
    counting: float
    closing: float
    before: float
    peak: float


def main() -> None:
    """Measure both sizes and print a table."""
    many, few = _measure_apart(MANY), _measure_apart(FEW)
    print(
        f"{QUESTIONS} questions, {TEAMS} teams; processor time, best of {REPEATS} (closing: once)\n"
    )
    print(f"{'':44}{MANY:>10,}{FEW:>10,}{'ratio':>8}{'limit':>10}")
    _print_line("workbook, seconds", many.workbook, few.workbook, "3 s, ±20%")
    _print_line("workbook, kB", many.size / 1000, few.size / 1000, "")
    _print_line("one GROUP BY, seconds", many.plain, few.plain, "")
    _print_line("counting, seconds", many.counting, few.counting, "")
    _print_line("closing, seconds", many.closing, few.closing, "")
    _print_line("counting / GROUP BY", many.counting / many.plain, few.counting / few.plain, "1.5")
    _print_line("closing / GROUP BY", many.closing / many.plain, few.closing / few.plain, "5")
    _print_line("memory before, MB", many.before, few.before, "")
    _print_line("memory at most, MB", many.peak, few.peak, "200 MB")


def _print_line(what: str, many: float, few: float, limit: str) -> None:
    print(f"{what:44}{many:>10.3f}{few:>10.3f}{many / few:>8.2f}{limit:>10}")


def _measure_apart(responses: int) -> Result:
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(1) as filler:
        filler.apply(_fill, (folder, responses))
        with get_context("spawn").Pool(1) as pool:
            return pool.apply(_measure, (folder,))


def _fill(folder: str, responses: int) -> None:
    """A council with one round of `responses` sealed answers."""
    random = Random(1)
    database = _open(folder)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        version = publish(session, _make_snapshot(), on=dt.date(2026, 3, 1))
        round_ = Round(
            version=version, opens_on=dt.date(2026, 4, 1), closes_on=dt.date(2026, 6, 30)
        )
        teams = [Team(name=f"Team {n}", service=f"Service {n % 4}") for n in range(TEAMS)]
        round_.teams = [RoundTeam(team=team, due=2 * responses // TEAMS) for team in teams]
        collectors = [
            Collector(
                questionnaire=version.questionnaire, team=team, channel="poster", code=f"C{n}"
            )
            for n, team in enumerate(teams)
        ]
        session.add_all([round_, *collectors])
        session.flush()
        for start in range(0, responses, 1_000):
            rows = [
                _answer(random, round_, random.choice(collectors))
                for _ in range(min(1_000, responses - start))
            ]
            session.execute(insert(SealedAnswer), rows)


def _answer(random: Random, round_: Round, collector: Collector) -> dict[str, object]:
    codes = random.choices(["yes", "no", "ns"], [85, 10, 5], k=QUESTIONS)
    return {
        "id": random_key(),
        "round_id": round_.id,
        "collector_id": collector.id,
        "version_id": round_.version_id,
        "variant": random.choice(["standard", "standard", "easy-read"]),
        "language": random.choice(["en", "en", "pl"]),
        "mode": "page",
        "helper": None,
        "answers": json.dumps([f"question_{n}={code}" for n, code in enumerate(codes)]),
        "equality": json.dumps([f"eq_age={random.choice(['8-10', '11-13', '14-15'])}"]),
        "comments": json.dumps({"best": "My worker listened."} if random.random() < 0.3 else {}),
    }


def _measure(folder: str) -> Result:
    database, settings = _open(folder), read_settings({"FEEDBACK_INSTANCE": folder})
    before = _peak()
    with database.writing() as session, clock.frozen_at(AFTER):
        (round_,) = session.query(Round)
        plain = min(_time_plain(session) for _ in range(REPEATS))
        counting = min(_time_counting(session, round_) for _ in range(REPEATS))
        started = time.process_time()
        count_round(session, round_, zone=LONDON)
        session.flush()
        closing = time.process_time() - started
    with database.reading() as session:
        times = []
        for _ in range(REPEATS):
            started = time.process_time()
            rounds = choose_rounds(session)
            workbook = make_workbook(
                session, rounds=rounds, settings=settings, made_on=AFTER.date()
            )
            times.append(time.process_time() - started)
    return Result(min(times), len(workbook), plain, counting, closing, before, _peak())


def _time_plain(session: Session) -> float:
    started = time.process_time()
    session.execute(text(PLAIN)).all()
    return time.process_time() - started


def _time_counting(session: Session, round_: Round) -> float:
    started = time.process_time()
    count_answers(session, round_)
    return time.process_time() - started


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _open(folder: str) -> Database:
    return Database(f"sqlite:///{Path(folder) / 'feedback.db'}")


def _make_snapshot() -> Snapshot:
    options = (
        Option(code="yes", label="Yes", band=Band.POSITIVE),
        Option(code="no", label="No", band=Band.NEGATIVE),
    )
    not_sure = (Option(code="ns", label="Not sure", band=Band.UNSURE),)
    asked = tuple(
        Question(
            id=f"question_{n}", kind=Kind.CHOICE, text=f"Is thing {n} right?", measure=f"made.up_{n}",
            options=options, escapes=not_sure,
        )
        for n in range(QUESTIONS)
    )  # fmt: skip
    ages = tuple(Option(code=code, label=code) for code in ("8-10", "11-13", "14-15"))
    age = Question(id="eq_age", kind=Kind.CHOICE, text="How old are you?", options=ages)
    empty = Lines(lines=())
    forms = {
        variant: Form(
            variant=variant, title="Made up", invitation="Tell us.", minutes=5, start=empty, closing=empty,
            parts=(
                Part(id="things", title="Things", questions=asked),
                Part(id="you", title="You", about="person", questions=(age,)),
            ),
        )
        for variant in Variant
    }  # fmt: skip
    return Snapshot(
        questionnaire="made-up", version=1, class_=Class.ANONYMOUS, name="Made up", audience=Audience.CHILD,
        who="Nobody", asked="Never", handed_out_by="Nobody", tested="No", changes=(), forms=forms,
        measures={q.measure or "": Measure(title=q.text, core=True, theme="made-up") for q in asked},
    )  # fmt: skip


if __name__ == "__main__":
    main()
