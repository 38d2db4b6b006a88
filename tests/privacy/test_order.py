"""The order in which people answered is nowhere: not in any read-out, nor in the bytes of the file."""

import html
import io
import json
import re
import secrets
import sqlite3
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy
from click.testing import CliRunner

from feedback import accounts, clock, concern_answers, concern_steps
from feedback.cli import feedback
from feedback.concerns import Raised, raise_concern
from feedback.config import Settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.models.concerning import Kind
from feedback.reports.records.asking import ask_for
from feedback.reports.workbook import choose_rounds, make_workbook
from feedback.responses import _hash
from tests.privacy.lived import PEOPLE, READER, Lived, number_of, sign_in

# Chance puts the share of pairs of 1,000 rows outside of this three times in a million.
BY_CHANCE = (0.45, 0.55)


def share_of_pairs(numbers: Iterable[int]) -> float:
    """Which share of all pairs of rows comes in the order in which they were sent."""
    seen: list[int] = []
    ordered = pairs = 0
    for number in numbers:
        ordered += bisect_left(seen, number)
        pairs += len(seen)
        insort(seen, number)
    return ordered / pairs


def by_chance(numbers: list[int]) -> bool:
    """Whether `numbers` are everybody's, in an order that says nothing."""
    assert sorted(numbers) == list(range(PEOPLE))
    return BY_CHANCE[0] <= share_of_pairs(numbers) <= BY_CHANCE[1]


def select(file: Path | str, query: str) -> list[str]:
    """The one column that `query` reads."""
    with sqlite3.connect(file) as raw:
        found = [value for (value,) in raw.execute(query)]
    raw.close()
    return found


def as_it_lies(file: Path | str, pattern: bytes) -> list[bytes]:
    """Every match in the bytes of a file, page after page as they lie on the disk."""
    return re.findall(pattern, Path(file).read_bytes())


READS: dict[str, Callable[[Lived, Path], list[int]]] = {
    "responses": lambda lived, file: list(map(lived.read, select(file, "SELECT answers FROM responses"))),
    "responses by key": lambda lived, file: list(
        map(lived.read, select(file, "SELECT answers FROM responses ORDER BY id"))
    ),
    "responses by round": lambda lived, file: list(
        map(lived.read, select(file, "SELECT answers FROM responses WHERE round_id = 1"))
    ),
    "responses as they lie": lambda lived, file: [
        lived.read(found.decode()) for found in as_it_lies(file, rb'\["know_iro=[^\]]*\]')
    ],
    "comments": lambda _, file: list(map(number_of, select(file, "SELECT comment FROM comments"))),
    "comments by key": lambda _, file: list(
        map(number_of, select(file, "SELECT comment FROM comments ORDER BY id"))
    ),
    "comments as they lie": lambda _, file: list(
        map(int, as_it_lies(file, rb"person (\d{4}) [0-9a-f]{24}"))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("copy", [False, True], ids=["the file", "a copy"])
def test_no_order_after_the_count(lived: Lived, tmp_path: Path, name: str, copy: bool) -> None:
    """Read out in every way, from the file and from a copy that was made with VACUUM INTO."""
    file = Path(lived.database.file)
    if copy:
        file = tmp_path / "copy.db"
        select(lived.database.file, f"VACUUM INTO '{file}'")

    numbers = READS[name](lived, file)

    assert by_chance(numbers)


def test_no_order_among_answers_about_the_person(lived: Lived) -> None:
    """Five questions, each answered one way by the first half and another way by the others: they lie mixed."""
    ordered = pairs = 0
    for question in lived.form.about("person"):
        first, second = lived.about(0)[question.id], lived.about(PEOPLE)[question.id]
        query = f"SELECT code FROM equality_answers WHERE question = '{question.id}'"
        seen = {first: 0, second: 0}
        for code in select(lived.database.file, query):
            seen[code] += 1
            ordered += seen[first] if code == second else 0
            pairs += PEOPLE // 2 if code == second else 0
        assert seen == {first: PEOPLE // 2, second: PEOPLE // 2}

    assert BY_CHANCE[0] <= ordered / pairs <= BY_CHANCE[1]


def test_no_order_before_the_count(lived: Lived) -> None:
    """The sealed intake and its receipts, read as they come, from the file and from a copy."""
    hashes = {_hash(sent.key): sent.number for sent in lived.sent}
    copied = [number_of(c) for c in select(lived.copy_before, "SELECT comments FROM intake")]
    receipts = [hashes[h] for h in select(lived.copy_before, "SELECT key_hash FROM receipts")]  # type: ignore[index]

    orders = {**lived.before, "copy": copied, "receipts": receipts}

    assert {name for name, numbers in orders.items() if not by_chance(numbers)} == set()


def test_no_order_in_the_record_level_file(lived: Lived) -> None:
    """Each file has an order of its own. That it is found where there is one, the controls below show."""
    orders = []
    with lived.database.reading() as session:
        round_ = session.scalars(sqlalchemy.select(Round)).one()
        for _ in range(2):
            asked = ask_for(session, round_, lived.settings, purpose="look at the order", by=None)
            rows = [dict(zip(asked.rows.headings, row, strict=True)) for row in asked.rows]
            orders.append([number_in(lived, row) for row in rows])

    assert all(map(by_chance, orders))
    place = {number: at for at, number in enumerate(orders[0])}
    assert by_chance([place[number] for number in orders[1]])


def number_in(lived: Lived, row: dict[str, object]) -> int:
    """The number that the answers of a row of the record-level file stand for."""
    return lived.read(json.dumps([f"{q}={row[q]}" for q, _ in lived.digits]))


def test_no_order_in_the_workbook(lived: Lived) -> None:
    """The sheet Comments."""
    with lived.database.reading() as session:
        content = make_workbook(
            session,
            rounds=choose_rounds(session),
            settings=lived.settings,
            made_on=clock.today(lived.settings.zone),
        )
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Comments"]

    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    numbers = [number_of(words) for words in cells if words.startswith("person ")]

    assert by_chance(numbers)


def test_no_order_in_the_command(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    """`comments list`, all of them and those released."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(lived.settings.instance))
    for words in (["--json"], ["--status", "released", "--json"]):
        printed = CliRunner().invoke(feedback, ["comments", "list", *words]).stdout

        assert by_chance([number_of(row["comment"]) for row in json.loads(printed)])


def test_no_order_on_the_page_of_released_comments(lived: Lived, page_faults: list[str]) -> None:
    """Page after page, as the duty reader turns them."""
    client, numbers = sign_in(lived), []
    for place in range(0, PEOPLE, 25):
        path = f"/staff/comments?status=released&place={place}"
        page = html.unescape(client.get(path, base_url=lived.settings.public_url).text)
        numbers += [int(n) for n in re.findall(r">\n?person (\d{4})", page)]

    assert by_chance(numbers)


ASKED = 200  # concerns; chance puts the share of pairs of so many outside of what follows once in a million
FEW_BY_CHANCE = (0.35, 0.65)
READS_OF_CONCERNS = {
    "concerns": "SELECT question FROM concerns",
    "concerns by key": "SELECT question FROM concerns ORDER BY reference",
    "actions": "SELECT c.question FROM concern_actions a JOIN concerns c ON c.reference = a.concern",
    "actions by key": "SELECT c.question FROM concern_actions a CROSS JOIN concerns c"
    " ON c.reference = a.concern ORDER BY a.{key}",
}


@pytest.fixture
def raised(database: Database, settings: Settings) -> Path:
    """A copy of a council in which answers raised a concern each, one after the other, and staff wrote notes between."""
    with database.writing() as session:
        by = accounts.make_account(session, READER, role=Role.DUTY_READER)
        session.flush()
        aside = raise_concern(session, Raised(Kind.COMPLAINT, "A bus"), zone=settings.zone, by=by)
        for number in range(ASKED):
            concern_answers._keep(session, f"{number:03}", "1", 1, settings.zone)
            concern_steps.add_note(session, aside, "Rang", zone=settings.zone, by=by)
    copy = settings.instance / "copy.db"
    select(database.file, f"VACUUM INTO '{copy}'")
    return copy


@pytest.mark.parametrize("name", READS_OF_CONCERNS)
def test_no_order_of_answers_that_raised_concerns(raised: Path, name: str) -> None:
    """Neither by any key, nor as the rows stand. Control: a number over all of them would show it whole."""
    query = READS_OF_CONCERNS[name]
    with sqlite3.connect(raised) as raw:
        keys = [row[1] for row in raw.execute("PRAGMA table_info(concern_actions)") if row[5]]
    raw.close()

    orders = [
        [int(number) for number in select(raised, query.format(key=key)) if number] for key in keys
    ]

    for numbers in orders:
        assert sorted(numbers) == list(range(ASKED))
        assert FEW_BY_CHANCE[0] <= share_of_pairs(numbers) <= FEW_BY_CHANCE[1]
    assert share_of_pairs(sorted(orders[0])) == 1.0


@pytest.fixture(scope="module")
def ordinary(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The control: the same answers and comments under random keys in tables that have row numbers."""
    file = tmp_path_factory.mktemp("ordinary") / "control.db"
    with sqlite3.connect(file) as raw:
        for table, column in (("responses", "answers"), ("comments", "comment")):
            raw.execute(f"CREATE TABLE {table} (id BLOB PRIMARY KEY, round_id, {column} TEXT)")
        for sent in lived.sent:
            given = json.dumps([f"{q}={c}" for q, c in lived.spell(sent.number).items()])
            raw.execute("INSERT INTO responses VALUES (?, 1, ?)", (secrets.token_bytes(16), given))
            raw.execute(
                "INSERT INTO comments VALUES (?, 1, ?)", (secrets.token_bytes(16), sent.words)
            )
    raw.close()
    return file


@pytest.mark.parametrize("name", [name for name in READS if "by key" not in name])
def test_ordinary_tables_would_keep_the_order(lived: Lived, ordinary: Path, name: str) -> None:
    """The control: read in the same ways they show it whole; as they lie, page after page, nearly so."""
    share = share_of_pairs(READS[name](lived, ordinary))

    assert share == 1.0 or (name.endswith("as they lie") and share > 0.9)


def test_the_measure_knows_order_from_chance() -> None:
    """All in order is 1, all the other way round 0, and every second pair swapped still far from chance."""
    numbers = list(range(PEOPLE))

    assert share_of_pairs(numbers) == 1.0
    assert share_of_pairs(reversed(numbers)) == 0.0
    assert share_of_pairs(sorted(numbers, key=lambda n: n % 10)) > BY_CHANCE[1]
