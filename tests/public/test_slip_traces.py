"""What is left of a slip after Send: nothing, in no table and in no file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from feedback.config import Settings
from feedback.db import PRAGMAS, Database
from feedback.models.answering import Receipt, SealedAnswer
from feedback.models.asking import Collector
from feedback.models.slips import Slip
from feedback.slips import hash_code
from feedback.tokens import make_token, sign_token
from tests.pages import send, visit
from tests.printing import print_batch

ANSWERS = ("intake", "receipts", "responses", "comments", "equality_answers")
SLIPS = ("slips", "slip_batches")


def list_values(database: Database, tables: tuple[str, ...]) -> set[object]:
    """Every value of more than 32 bits in these tables. What is told of hundreds at once is no link: days, words."""
    found: set[object] = set()
    with database.reading() as session:
        for table in tables:
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
            found |= {value for row in rows for value in row if is_long(value)}
    return found


def is_long(value: object) -> bool:
    """Whether a value could tell one of four thousand million from another."""
    if isinstance(value, int):
        return value >= 2**32
    return isinstance(value, str | bytes) and len(value) > 4


def list_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Every file of the installation with what is in it."""
    for file in sorted(settings.instance.rglob("*")):
        if file.is_file():
            yield file.name, file.read_bytes()


@pytest.fixture
def sent(
    client: FlaskClient, database: Database, settings: Settings, collectors: list[Collector]
) -> tuple[set[object], list[str]]:
    """Forty slips of which thirty were sent: the values of their tables before, and the spent codes."""
    _, codes = print_batch(database, settings, collectors[0], 40)
    before = list_values(database, SLIPS)
    with database.reading() as session:
        collector = session.scalars(select(Collector).where(Collector.channel == "slip")).one()
    for number, code in enumerate(codes[:30]):
        token = sign_token(make_token(collector.id, 1), settings.secret_keys)
        data = {"token": token, "know_iro": "yes", "best": f"Words {number}"}
        assert client.post(f"/q/{code}", data=data).status_code == 303
    return before, codes[:30]


def test_no_value_is_shared_by_slips_and_answers(
    sent: tuple[set[object], list[str]], database: Database
) -> None:
    """Of more than 32 bits, before or after. An answer that carries a hash of its slip, the control, is found."""
    before, _ = sent
    slips, answers = before | list_values(database, SLIPS), list_values(database, ANSWERS)

    with database.writing() as session:
        first = session.scalars(select(Slip)).first()
        row = session.scalars(select(SealedAnswer)).first()
        assert first
        assert row
        session.add(Receipt(key_hash=first.code_hash, round_id=1, answers_mac=b"x"))

    assert len(before) >= 40
    assert len(answers) > 60
    assert not slips & answers
    assert slips & list_values(database, ANSWERS) == {first.code_hash}


def test_no_column_leads_from_an_answer_to_a_slip(database: Database) -> None:
    """No key between the two groups. A column that names a batch, the control, is found."""

    def list_ties() -> list[str]:
        looked = inspect(database.engine)
        return [
            f"{table}.{key['constrained_columns'][0]}"
            for group, other in ((ANSWERS, SLIPS), (SLIPS, ANSWERS))
            for table in group
            for key in looked.get_foreign_keys(table)
            if key["referred_table"] in other
        ]

    ties = list_ties()
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "ALTER TABLE intake ADD COLUMN batch_id INTEGER REFERENCES slip_batches (id)"
        )

    assert ties == []
    assert list_ties() == ["intake.batch_id"]


def test_no_file_says_which_slip_it_was(
    sent: tuple[set[object], list[str]], database: Database, settings: Settings
) -> None:
    """Once the log is emptied neither the code nor its hash stands in any file; a slip not used is there as a hash."""
    _, codes = sent
    database.checkpoint()
    key = settings.secret_keys[0]
    files = list(list_files(settings))
    with database.reading() as session:
        unused = list(session.scalars(select(Slip.code_hash)))

    found = [
        (name, code)
        for name, bytes_ in files
        for code in codes
        if code.encode() in bytes_ or hash_code(code, key) in bytes_
    ]

    assert Path(database.file).name in {name for name, _ in files}
    assert found == []
    assert [any(one in bytes_ for _, bytes_ in files) for one in unused] == [True] * 10


def test_without_secure_delete_the_file_would_say(
    database: Database,
    settings: Settings,
    collectors: list[Collector],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: hashes of deleted slips are found in the file when the setting is off."""
    _, codes = print_batch(database, settings, collectors[0], 40)
    database.checkpoint()
    database.engine.dispose()
    monkeypatch.setitem(PRAGMAS, "secure_delete", 0)
    loose = Database(settings.database_url)

    with loose.writing() as session:
        for slip in session.scalars(select(Slip)):
            session.delete(slip)
    loose.checkpoint()
    loose.engine.dispose()

    file = Path(database.file).read_bytes()
    assert [code for code in codes if hash_code(code, settings.secret_keys[0]) in file]


def test_nothing_a_visitor_gets_names_the_collectors_own_code(
    client: FlaskClient, database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """The page of a slip and its thank-you do not carry the standing code, with which anybody could answer."""
    _, (code,) = print_batch(database, settings, collectors[0], 1)
    with database.reading() as session:
        own = session.scalars(select(Collector.code).where(Collector.channel == "slip")).one()

    page = visit(client, f"/q/{code}")
    answer = send(client, page, {"know_iro": "yes"})

    assert own not in page.html
    assert own not in answer.location + visit(client, answer.location).html
    assert visit(client, f"/q/{own}", 404)
