"""Slips as they are kept: drawn securely, stored without their codes, gone once spent, never counted."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import ALPHABET, REFUSED, SLIP_LENGTH
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.links import State, open_link
from feedback.models.asking import Channel, Collector, PublishedVersion
from feedback.models.slips import Slip, SlipBatch
from feedback.slips import (
    MOST,
    BatchStatus,
    SlipGoneError,
    draw_codes,
    find_collector,
    forget_expired,
    hash_code,
    last_day_of,
    list_batches,
    open_batch,
    spend,
    void_batch,
)
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.printing import print_batch

DAY = dt.timedelta(days=1)
GUESSES, LIVE = 100_000, 2_000


def stored_hashes(database: Database) -> list[bytes]:
    """What is stored of slips, in the order in which it is read."""
    with database.reading() as session:
        return list(session.scalars(select(Slip.code_hash)))


def leads(database: Database, settings: Settings, code: str) -> State | None:
    """Where a code leads now."""
    with database.reading() as session:
        link = open_link(session, code, zone=settings.zone, keys=settings.secret_keys)
    return link.state if link else None


# --- what a code is ---


def test_codes_are_ten_symbols_that_spell_nothing() -> None:
    """All different, of our alphabet, and nothing of the refuse list in any."""
    codes = draw_codes(MOST)

    assert len(set(codes)) == MOST
    assert {len(code) for code in codes} == {SLIP_LENGTH}
    assert set("".join(codes)) == set(ALPHABET)
    assert not [code for code in codes if any(word in code for word in REFUSED)]


@pytest.mark.parametrize("count", [-1, 0, MOST + 1, 10**9])
def test_too_many_or_none_are_refused(count: int) -> None:
    """In a sentence that says how many can be printed."""
    with pytest.raises(RefusedError, match="1 to 500 at a time"):
        draw_codes(count)


def test_codes_come_from_the_systems_own_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeding Python's random changes nothing; a draw that uses it, the control, repeats itself."""

    def draw_twice() -> list[list[str]]:
        drawn = []
        for _ in range(2):
            random.seed(7)
            drawn.append(draw_codes(20))
        return drawn

    first, second = draw_twice()
    monkeypatch.setattr("feedback.codes.secrets.choice", random.choice)
    weak, same = draw_twice()

    assert first != second
    assert weak == same


def count_hits(session: Session, settings: Settings, guess: Callable[[], str], times: int) -> int:
    """How many of so many guesses are good slips, asked as a page that is opened asks."""
    on = clock.today(settings.zone)
    return sum(
        find_collector(session, guess(), keys=settings.secret_keys, on=on) is not None
        for _ in range(times)
    )


def guess_fast(live: set[bytes], key: str, times: int, length: int) -> int:
    """The same against the stored hashes in memory, for very many guesses."""
    draw = random.SystemRandom().choices
    return sum(hash_code("".join(draw(ALPHABET, k=length)), key) in live for _ in range(times))


def test_guesses_hit_nothing(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Against 2,000 live slips, through the product's own look-up. Codes of three symbols, the control, are hit."""
    for _ in range(LIVE // MOST):
        print_batch(database, settings, collectors[0], MOST)
    key = settings.secret_keys[0]
    short = {hash_code("".join(random.choices(ALPHABET, k=3)), key) for _ in range(LIVE)}

    draw = random.SystemRandom().choices
    with database.reading() as session:
        hits = count_hits(
            session, settings, lambda: "".join(draw(ALPHABET, k=SLIP_LENGTH)), times=2_000
        )
    hashes = set(stored_hashes(database))

    assert len(hashes) == LIVE
    assert hits == 0
    assert guess_fast(hashes, key, GUESSES, SLIP_LENGTH) == 0
    assert guess_fast(short, key, 1_000, 3) > 10


@pytest.mark.soak
def test_a_million_guesses_hit_nothing(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """The same, a million times."""
    for _ in range(LIVE // MOST):
        print_batch(database, settings, collectors[0], MOST)
    hashes = set(stored_hashes(database))

    hits = guess_fast(hashes, settings.secret_keys[0], 1_000_000, SLIP_LENGTH)

    assert (len(hashes), hits) == (LIVE, 0)


# --- what is stored ---


def test_the_file_holds_no_code(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Neither the code nor a hash that can be tried without the secret; a code that is stored, the control, is found."""
    _, codes = print_batch(database, settings, collectors[0], 50)
    plain = [hash_code(code, "") for code in codes]

    def found() -> list[str]:
        database.checkpoint()
        bytes_ = Path(database.file).read_bytes()
        return [code for code in codes if code.encode() in bytes_]

    kept = found()
    with database.writing() as session:
        session.get_one(Collector, collectors[0].id).code = codes[7]

    assert kept == []
    assert not set(stored_hashes(database)) & set(plain)
    assert found() == [codes[7]]


def test_slips_are_not_numbered(database: Database) -> None:
    """A hash is the key and there is no row number: nothing says which was printed first."""
    with database.reading() as session:
        sql = session.connection().exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'slips'"
        ).scalar_one()  # fmt: skip

    assert sql.rstrip().endswith("WITHOUT ROWID")
    assert {column.name for column in Slip.__table__.columns} == {"code_hash", "batch_id"}


def share_in_order(codes: Sequence[str], stored: Sequence[bytes], key: str) -> float:
    """Of all pairs of slips on paper, the share that is stored in the same order."""
    place = {code_hash: number for number, code_hash in enumerate(stored)}
    places = [place[hash_code(code, key)] for code in codes]
    pairs = [(a, b) for n, a in enumerate(places) for b in places[n + 1 :]]
    return sum(a < b for a, b in pairs) / len(pairs)


def test_the_order_on_paper_is_stored_nowhere(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Neither as rows are read nor as bytes lie in the file. Printing in stored order, the control, is found."""
    _, codes = print_batch(database, settings, collectors[0], MOST)
    key = settings.secret_keys[0]
    stored = stored_hashes(database)
    database.checkpoint()
    file = Path(database.file).read_bytes()
    lying = sorted(stored, key=file.find)
    by_hash = sorted(codes, key=lambda code: hash_code(code, key))

    assert 0.42 < share_in_order(codes, stored, key) < 0.58
    assert 0.42 < share_in_order(codes, lying, key) < 0.58
    assert share_in_order(by_hash, stored, key) == 1.0


def test_rows_stored_in_paper_order_would_lie_so_in_the_file(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """The control of how they lie: sorted by nothing, the bytes of one page keep the order of the paper."""
    batch_id, _ = print_batch(database, settings, collectors[0], 1)
    codes, key = draw_codes(40), settings.secret_keys[0]
    with database.writing() as session:
        session.execute(delete(Slip))
        for code in codes:
            session.add(Slip(code_hash=hash_code(code, key), batch_id=int(batch_id)))
            session.flush()
    database.checkpoint()
    file = Path(database.file).read_bytes()

    lying = sorted(stored_hashes(database), key=file.find)

    assert share_in_order(codes, lying, key) in (0.0, 1.0)


def test_a_slip_is_found_under_every_secret_that_is_still_kept(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """A new secret in front leaves old slips good; without the old one they are nobody's."""
    _, (code,) = print_batch(database, settings, collectors[0], 1)
    old, new = settings.secret_keys[0], "another secret of this council " * 2
    on = clock.today(settings.zone)

    with database.reading() as session:
        found = [
            find_collector(session, code, keys=keys, on=on) is not None
            for keys in ((old,), (new, old), (new,), ())
        ]

    assert found == [True, True, False, False]


# --- batches ---


def test_a_batch_belongs_to_the_slip_collector_of_its_team(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Made at the first printing, from whichever collector of the team; there is one."""
    print_batch(database, settings, collectors[1], 3)
    print_batch(database, settings, collectors[1], 3)

    with database.reading() as session:
        batches = list_batches(session, zone=settings.zone)
        owners = {session.get_one(Collector, one.collector_id) for one in batches}

    (owner,) = owners
    assert (owner.channel, owner.team.name) == (Channel.SLIP, collectors[1].team.name)
    assert owner.questionnaire == collectors[1].questionnaire
    assert [one.id for one in batches] == [2, 1]


@pytest.mark.parametrize(
    ("printed", "last"),
    [
        ((2026, 11, 23), (2027, 11, 30)),
        ((2026, 12, 1), (2027, 12, 31)),
        ((2027, 1, 31), (2028, 1, 31)),
        ((2027, 2, 1), (2028, 2, 29)),
    ],
)
def test_slips_are_good_for_a_year(
    printed: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """To the end of the month, twelve months on."""
    assert last_day_of(dt.date(*printed)) == dt.date(*last)


def test_a_slip_dies_after_its_last_day_whether_or_not_anything_runs(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Good all through the last day, nobody's from midnight; the row goes with the next tick."""
    _, (code,) = print_batch(database, settings, collectors[0], 1)
    midnight = dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
    seen = []

    for moment in (midnight - DAY / 24, midnight):
        with clock.frozen_at(moment), database.writing() as session:
            on = clock.today(settings.zone)
            seen.append(find_collector(session, code, keys=settings.secret_keys, on=on))
            forget_expired(session, zone=settings.zone)
            left = len(session.scalars(select(Slip)).all())
            seen.append((left, list_batches(session, zone=settings.zone)[0].status))

    assert seen[0] is not None
    assert seen[1:] == [(1, BatchStatus.GOOD), None, (0, BatchStatus.EXPIRED)]


def test_a_tick_deletes_old_slips_and_tells_nobody_how_many(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """They are not among the rows that it says it deleted; those that are good stay."""
    print_batch(database, settings, collectors[0], 7)
    with clock.frozen_at(NOON + 40 * DAY):
        print_batch(database, settings, collectors[0], 2)

    with clock.frozen_at(dt.datetime(2027, 12, 1, 12, tzinfo=dt.UTC)):
        run_tick(database, settings)  # counts the round, which has no answers
        before = len(stored_hashes(database))
        print_batch(database, settings, collectors[0], 3)
    with clock.frozen_at(dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)):
        done = run_tick(database, settings)

    assert before == 2
    assert len(stored_hashes(database)) == 3
    assert done.deleted == 0


def test_a_lost_sheet_is_voided_as_a_batch(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Every slip of it and of no other, once, and it is written down who did it when."""
    lost, codes = print_batch(database, settings, collectors[0], 5)
    _, kept = print_batch(database, settings, collectors[0], 5)

    for day in (0, 1):
        with clock.frozen_at(NOON + day * DAY), database.writing() as session:
            summary = void_batch(session, open_batch(session, lost), zone=settings.zone)

    with database.reading() as session:
        voided_on = open_batch(session, lost).voided_on
        deeds = [row.thing for row in audit.list_deeds(session) if row.deed == "voided-slips"]
    assert {leads(database, settings, code) for code in codes} == {None}
    assert {leads(database, settings, code) for code in kept} == {State.LIVE}
    assert summary.status is BatchStatus.VOIDED
    assert (voided_on, deeds) == (NOON.date(), [f"slip batch {lost}"])


@pytest.mark.parametrize("typed", ["", "0", "99", "x", "9" * 30])
def test_a_batch_that_is_nobodys_is_named(database: Database, typed: str) -> None:
    """And where the numbers are listed."""
    with database.reading() as session, pytest.raises(NotFoundError, match="slips list"):
        open_batch(session, typed)


def test_spending_deletes_the_row_and_works_once(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """The second time it is gone, and so it is found nowhere in the file."""
    _, codes = print_batch(database, settings, collectors[0], 2)
    key = settings.secret_keys[0]

    with database.writing() as session:
        spend(session, codes[0], keys=settings.secret_keys)
    with database.writing() as session, pytest.raises(SlipGoneError):
        spend(session, codes[0], keys=settings.secret_keys)
    database.checkpoint()

    file = Path(database.file).read_bytes()
    assert stored_hashes(database) == [hash_code(codes[1], key)]
    assert hash_code(codes[0], key) not in file
    assert hash_code(codes[1], key) in file


def test_nothing_of_a_batch_says_how_many_it_had(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """What staff see is the same for 1 and for 9 printed, and after 8 of 9 are spent."""
    print_batch(database, settings, collectors[0], 1)
    _, codes = print_batch(database, settings, collectors[0], 9)

    def seen() -> list[tuple[object, ...]]:
        with database.reading() as session:
            return [
                (one.team, one.printed_on, one.good_until, one.status)
                for one in list_batches(session, zone=settings.zone)
            ]

    before = seen()
    with database.writing() as session:
        for code in codes[:8]:
            spend(session, code, keys=settings.secret_keys)

    assert before[0] == before[1]
    assert seen() == before
    assert {column.name for column in SlipBatch.__table__.columns} == {
        "id", "collector_id", "printed_on", "good_until", "voided_on",
    }  # fmt: skip


def test_a_code_leads_where_its_collector_does(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Open now; between rounds shut; before the first round of a questionnaire only tried."""
    _, (code,) = print_batch(database, settings, collectors[0], 1)
    after = NOON + 60 * DAY

    now = leads(database, settings, code)
    with clock.frozen_at(after):
        later = leads(database, settings, code)
    with database.reading() as session:
        link = open_link(session, code, zone=settings.zone, keys=settings.secret_keys)
        blind = open_link(session, code, zone=settings.zone)

    assert (now, later) == (State.LIVE, State.SHUT)
    assert link
    assert (link.code, link.slip, link.mode) == (code, True, "self")
    assert isinstance(link.version, PublishedVersion)
    assert blind is None
