"""A burst on a public code: real answers are kept, junk is held, and what is published does not move."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from feedback import bursts, clock, quarantine
from feedback.app import create_app
from feedback.batches import Decision, Part, decide, list_batches
from feedback.bursts import Arrived
from feedback.closing import count_due
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round
from feedback.models.holding import Burst
from feedback.public.memory import get_memory
from tests.conftest import stored
from tests.floods.sender import NoBursts, Sender, read_figures
from tests.pages import send, visit

FEW = 60  # answers that are a burst here
AFTER = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)  # the round is over, and its last pages too
FLOODS = [  # junk, real, addresses it comes from
    (100, 40, 1),
    (300, 40, 50),
    pytest.param(10_000, 200, 1, marks=pytest.mark.soak),
    pytest.param(10_000, 200, 500, marks=pytest.mark.soak),
]


@pytest.fixture(autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the everyday run fewer answers are a burst, so that it is short; tests/test_bursts.py has the number."""
    if "soak" not in request.keywords:
        monkeypatch.setattr(bursts, "MOST", FEW)


@pytest.fixture
def sender(app: Flask, settings: Settings, round_: Round, collectors: list[Collector]) -> Sender:
    """Somebody who sends to Oak's link."""
    return Sender(app.test_client(), settings, round_, collectors[0])


@pytest.fixture
def send_elsewhere(
    app: Flask, settings: Settings, round_: Round, collectors: list[Collector]
) -> Callable[[int], list[int]]:
    """Send so many real answers to the two other teams."""

    def send_(times: int) -> list[int]:
        doors = [Sender(app.test_client(), settings, round_, one) for one in collectors[1:]]
        return [door.send_real() for door in doors for _ in range(times)]

    return send_


def is_real(row: SealedAnswer) -> bool:
    """Whether a row is one of a person's."""
    return "I like my IRO" in row.comments


def count_all(database: Database, settings: Settings) -> list[Round]:
    """Whatever is due after the round's end."""
    with clock.frozen_at(AFTER), database.writing() as session:
        return count_due(session, zone=settings.zone)


def copy_real(database: Database, settings: Settings) -> list[tuple[object, ...]]:
    """What would be published had nobody flooded: the junk taken out of the intake, then counted."""
    with database.writing() as session:
        for row in session.scalars(select(SealedAnswer)):
            row.burst_id = None
            if not is_real(row):
                session.delete(row)
    count_all(database, settings)
    return read_figures(database, 1)


@pytest.mark.parametrize(("junk", "real", "addresses"), FLOODS)
def test_a_flood_changes_nothing_that_is_published(
    database: Database,
    settings: Settings,
    sender: Sender,
    send_elsewhere: Callable[[int], list[int]],
    junk: int,
    real: int,
    addresses: int,
) -> None:
    """Every real answer stored, every piece of junk held, no figure before the review, the right ones after it."""
    sender.addresses = addresses
    elsewhere = send_elsewhere(12)

    statuses = sender.flood(junk=junk, real=real)

    rows = stored(database)
    held = [row for row in rows if row.burst_id]
    assert statuses == [303] * real
    assert elsewhere == [303] * 24
    assert sum(is_real(row) for row in rows) == real + 24
    assert sum(not is_real(row) for row in held) >= 0.95 * junk
    assert {row.collector_id for row in held} == {sender.collector.id}
    assert count_all(database, settings) == []
    assert read_figures(database, 1) == []
    with clock.frozen_at(AFTER), database.writing() as session:
        round_ = session.get_one(Round, 1)
        decide(session, round_, ["1-different"], Decision.KEPT, zone=settings.zone)
        decide(session, round_, ["1-alike", "1-hurried"], Decision.LEFT_OUT, zone=settings.zone)
    (counted,) = count_all(database, settings)
    assert (counted.received, counted.left_out) == (real + 24, junk)


def test_the_figures_after_a_review_are_those_of_the_real_answers(
    database: Database,
    settings: Settings,
    sender: Sender,
    send_elsewhere: Callable[[int], list[int]],
) -> None:
    """The same answers with and without a flood: the same figures, number by number."""
    send_elsewhere(12)
    sender.flood(junk=70, real=30)
    with database.reading() as session:
        batches = list_batches(session, session.get_one(Round, 1))
    database.checkpoint()
    without = Database(settings.database_url + ".without")
    with open(database.file, "rb") as now, open(without.file, "wb") as then:
        then.write(now.read())

    with clock.frozen_at(AFTER), database.writing() as session:
        round_ = session.get_one(Round, 1)
        for batch in batches:
            kept = Decision.KEPT if batch.part is Part.DIFFERENT else Decision.LEFT_OUT
            decide(session, round_, [batch.id], kept, zone=settings.zone)
    count_all(database, settings)

    figures = read_figures(database, 1)
    assert len(figures) > 20
    assert figures == copy_real(without, settings)
    without.engine.dispose()


def test_without_the_detector_a_flood_is_published(
    app: Flask,
    database: Database,
    settings: Settings,
    sender: Sender,
    send_elsewhere: Callable[[int], list[int]],
) -> None:
    """The control: nothing is held, the round is counted at once, and its figures are the junk's."""
    with app.app_context():
        get_memory().bursts = NoBursts()
    send_elsewhere(12)
    sender.flood(junk=70, real=30)
    database.checkpoint()
    without = Database(settings.database_url + ".without")
    with open(database.file, "rb") as now, open(without.file, "wb") as then:
        then.write(now.read())

    counted = count_all(database, settings)

    assert [round_.received for round_ in counted] == [124]
    assert read_figures(database, 1) != copy_real(without, settings)
    without.engine.dispose()


def test_the_parts_tell_real_answers_from_junk(database: Database, sender: Sender) -> None:
    """Sent at once, the same as four others, or neither: real ones are with neither."""
    sender.flood(junk=70, real=30)

    with database.reading() as session:
        batches = {b.part: b for b in list_batches(session, session.get_one(Round, 1))}

    assert set(batches) == set(Part)
    assert batches[Part.DIFFERENT].answers == 30
    assert sum(batch.answers for batch in batches.values()) in (90, 95, 100)
    assert {batch.status for batch in batches.values()} == {Decision.UNDECIDED}


def test_a_class_that_answers_together_is_not_held(database: Database, sender: Sender) -> None:
    """Fewer than a burst has, all within ten minutes."""
    statuses = sender.flood(junk=0, real=50)

    assert statuses == [303] * 50
    assert [row.burst_id for row in stored(database)] == [None] * 50


def test_a_page_sent_twice_is_one_answer_of_a_burst(database: Database, sender: Sender) -> None:
    """The same page again and again is thanked each time, and neither stored nor counted."""
    page = visit(sender.client, f"/q/{sender.collector.code}")

    statuses = [send(sender.client, page, {"know_iro": "yes"}).status_code for _ in range(FEW * 2)]

    assert statuses == [303] * (FEW * 2)
    assert [row.burst_id for row in stored(database)] == [None]


def test_a_server_that_starts_again_goes_on_holding(
    database: Database, settings: Settings, sender: Sender
) -> None:
    """Its memory is gone, what it held is not: the next answers of the link are held for a while."""
    sender.flood(junk=80, real=0)
    sender.client = create_app(settings).test_client()

    sender.send_junk()

    assert [row for row in stored(database) if not row.burst_id] == []


def test_a_page_that_comes_back_is_not_hurried(database: Database, sender: Sender) -> None:
    """The second child on a phone presses Send on a page that came back a second ago."""
    sender.flood(junk=80, real=0)
    page = visit(sender.client, f"/q/{sender.collector.code}")
    send(sender.client, page, {"know_iro": "yes"})
    again = sender.client.post(page.action, data={"token": page.token, "know_iro": "no"})
    token = again.text.split('name="token" value="')[1].split('"')[0]

    sent = sender.client.post(page.action, data={"token": token, "best": "for my sister"})

    assert sent.status_code == 303
    (row,) = [row for row in stored(database) if "for my sister" in row.comments]
    assert (bool(row.burst_id), row.hurried) == (True, False)


def test_a_flood_of_one_link_is_bounded(
    database: Database,
    sender: Sender,
    send_elsewhere: Callable[[int], list[int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Past the cap the page comes back with its answers and 503; other links take theirs; it stays a burst."""
    monkeypatch.setattr(quarantine, "MOST_ANSWERS", 70)
    for _ in range(70):
        assert sender.send_junk() == 303

    refused = [sender.send_junk() for _ in range(50)]
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=9)):
        later = sender.send_junk()
    elsewhere = send_elsewhere(5)

    rows = Counter(row.collector_id for row in stored(database))
    assert refused == [503] * 50
    assert later == 503
    assert elsewhere == [303] * 10
    assert rows == {1: 70, 2: 5, 3: 5}


def test_a_burst_that_finds_no_room_holds_those_before_it(
    database: Database, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full since the last flood: the first answers of the next one are still held, so none is counted unseen."""
    monkeypatch.setattr(quarantine, "MOST_ANSWERS", 70)
    for _ in range(80):
        sender.send_junk()

    with clock.frozen_at(clock.now() + dt.timedelta(minutes=60)):
        statuses = Counter(sender.send_junk() for _ in range(FEW + 10))

    assert statuses == {303: FEW, 503: 10}
    assert [row for row in stored(database) if not row.burst_id] == []


def test_a_flood_of_long_words_is_bounded(
    database: Database, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what it takes on disk as well as by how many there are."""
    monkeypatch.setattr(quarantine, "MOST_CHARACTERS", 50_000)
    long = {"best": "x" * 900}

    statuses = Counter(sender.send(long, open_for=dt.timedelta(seconds=1)) for _ in range(FEW + 20))

    with database.reading() as session:
        (burst,) = session.scalars(select(Burst))
    assert burst.characters > 50_000
    assert statuses[503] >= 15


def test_what_came_after_a_decision_is_a_burst_of_its_own(
    database: Database, settings: Settings, sender: Sender
) -> None:
    """Keeping what was there lets in nothing that comes later."""
    sender.flood(junk=80, real=10)
    with database.writing() as session:
        decide(session, session.get_one(Round, 1), ["all"], Decision.KEPT, zone=settings.zone)

    with clock.frozen_at(clock.now() + dt.timedelta(minutes=12)):
        sender.flood(junk=50, real=0)

    with database.reading() as session:
        batches = list_batches(session, session.get_one(Round, 1))
    later = [batch for batch in batches if batch.burst_id == 2]
    assert {batch.status for batch in batches if batch.burst_id == 1} == {Decision.KEPT}
    assert later
    assert {batch.status for batch in later} == {Decision.UNDECIDED}


def test_two_at_once_hold_and_count_what_came_before_them_once(
    database: Database, sender: Sender, round_: Round
) -> None:
    """Both find the same answers before them; the second holds its own alone."""
    sender.flood(junk=4, real=0)
    with database.writing() as session:
        place = round_.id, sender.collector.id
        rows = list(session.scalars(select(SealedAnswer)))
        first, *others = [Arrived(row.id, hurried=True) for row in rows]
        size = sum(len(row.answers + row.equality + row.comments) for row in rows)
        quarantine.hold_these(session, place, (first, *others[:-1]))
        quarantine.hold_these(session, place, (first, others[-1]))

        (burst,) = session.scalars(select(Burst))
        assert (burst.answers, burst.characters) == (len(rows), size)
