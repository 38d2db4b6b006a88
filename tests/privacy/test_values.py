"""No value ties a person to an answer, or one part of an answer to another, after a thousand real ones."""

import itertools
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback import concern_answers
from feedback.config import Settings
from feedback.db import Database
from tests.privacy.lived import PEOPLE, Lived
from tests.privacy.promised import drop_triggers
from tests.privacy.sweep import find, spell
from tests.privacy.test_paths import GROUPS

AFTER = ("responses", "comments", "equality_answers")
LONG = 10  # letters: a shorter text is a word, such as a status, and part of others
BITS = 32  # a value of no more could be anybody's: a count, a day, a code of an answer


def is_telling(value: object) -> bool:
    """Whether `value` has room for more than 32 bits."""
    if isinstance(value, str | bytes):
        return len(value) > BITS // 8
    return isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**BITS)


def list_pieces(value: object) -> Iterator[object]:
    """`value`, and what stands in it when it is JSON."""
    yield value
    if isinstance(value, str) and value[:1] in ("[", "{"):
        inside = json.loads(value)
        yield from inside if isinstance(inside, list) else itertools.chain(*inside.items())


def read_values(file: Path | str, table: str) -> dict[str, set[object]]:
    """The telling values of each column of `table`."""
    raw = sqlite3.connect(file)
    cursor = raw.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    found: dict[str, set[object]] = {f"{table}.{name}": set() for name in names}
    for row in cursor:
        for name, value in zip(names, row, strict=True):
            found[f"{table}.{name}"] |= {p for p in list_pieces(value) if is_telling(p)}
    raw.close()
    return found


def list_shared(file: Path | str, one: set[str], other: set[str]) -> set[tuple[str, str]]:
    """Pairs of columns, of a table in `one` and another in `other`, with a telling value in common in any form."""
    tables = {table: read_values(file, table) for table in one | other}
    return {
        pair
        for left, right in itertools.product(sorted(one), sorted(other))
        if left != right
        for pair in _pairs(tables[left], tables[right])
    }


def _pairs(
    left: dict[str, set[object]], right: dict[str, set[object]]
) -> Iterator[tuple[str, str]]:
    lines = {name: as_lines(values) for name, values in right.items()}
    everything = b"".join(lines.values())
    for name, values in left.items():
        forms = {form for value in values for form in forms_of(value) if form in everything}
        yield from (
            (name, beside) for beside, text in lines.items() if any(f in text for f in forms)
        )


def as_bytes(value: object) -> bytes:
    """`value` as a file has it."""
    return value if isinstance(value, bytes) else str(value).encode()


def as_lines(values: set[object]) -> bytes:
    """All of `values`, each between line ends."""
    return b"".join(b"\n" + as_bytes(value) + b"\n" for value in values)


def forms_of(value: object) -> set[bytes]:
    """A key in every form, wherever it stands; a long text wherever it stands; a word only by itself."""
    if isinstance(value, bytes):
        return spell(value)
    plain = as_bytes(value)
    return {plain} if len(plain) >= LONG else {b"\n" + plain + b"\n"}


def test_people_and_answers_share_no_value(lived: Lived) -> None:
    """Before the count and after it: staff, audit and what was handed out know nothing of an answer."""
    for file in (lived.copy_before, lived.database.file):
        assert list_shared(file, GROUPS["answers"], GROUPS["people"]) == set()
        assert list_shared(file, GROUPS["people"], GROUPS["answers"]) == set()


def test_parts_of_an_answer_share_no_value(lived: Lived) -> None:
    """After the count answers, comments and answers about the person have nothing in common that tells."""
    rows = {table: count(lived.database.file, table) for table in ("intake", *AFTER)}

    assert rows == {"intake": 0, "responses": PEOPLE, "comments": PEOPLE, "equality_answers": PEOPLE * 5}  # fmt: skip
    assert list_shared(lived.database.file, set(AFTER), set(AFTER)) == set()


def test_receipts_and_answers_share_no_value(lived: Lived) -> None:
    """That a page was sent, and what was answered, stand apart from the first moment."""
    assert count(lived.copy_before, "receipts") == count(lived.copy_before, "intake") == PEOPLE
    assert list_shared(lived.copy_before, {"receipts"}, {"intake"}) == set()
    assert count(lived.database.file, "receipts") == 0


def test_no_key_outlives_the_count(lived: Lived) -> None:
    """No random key from before stands anywhere afterwards, in any form."""
    keys = {
        value
        for table, column in (
            ("intake", "id"),
            ("receipts", "key_hash"),
            ("receipts", "answers_mac"),
        )
        for value in read_values(lived.copy_before, table)[f"{table}.{column}"]
    }

    assert len(keys) == PEOPLE * 3
    assert find(keys, lived.settings.instance, forms=lambda key: {key, key.hex().encode()}) == set()  # type: ignore[union-attr,arg-type]


def test_no_token_and_no_key_of_a_page_is_stored(lived: Lived) -> None:
    """What the phone held is known to the phone alone."""
    held = {part for sent in lived.sent for part in (sent.token, sent.key)}

    found = find(held, lived.settings.instance, forms=lambda part: {as_bytes(part)})

    assert len(held) == PEOPLE * 2
    assert found == set()
    assert not any(as_bytes(part) in lived.copy_before.read_bytes() for part in held)


def test_no_number_or_moment_tells_concerns_of_answers_apart(
    database: Database, settings: Settings
) -> None:
    """Of one day and team: but for its random name and what was answered each row that an answer wrote is as the next."""
    with database.writing() as session:
        for number in range(5):
            concern_answers._keep(session, f"Question {number}", "No", 1, settings.zone)

    for table, own in (("concerns", {"reference", "question"}), ("concern_actions", {"concern"})):
        raw = sqlite3.connect(database.file)
        cursor = raw.execute(f"SELECT * FROM {table}")
        names, rows = [column[0] for column in cursor.description], cursor.fetchall()
        raw.close()
        assert len(rows) == 5
        assert {
            name for name, values in zip(names, zip(*rows, strict=True), strict=True) if len(set(values)) > 1
        } == own  # fmt: skip


def count(file: Path | str, table: str) -> int:
    """How many rows `table` has."""
    raw = sqlite3.connect(file)
    (number,) = raw.execute(f"SELECT count(*) FROM {table}").fetchone()
    raw.close()
    return int(number)


def keep_the_code(raw: sqlite3.Connection) -> None:
    """A spent slip keeps its code, and so does the answer."""
    raw.execute("ALTER TABLE responses ADD COLUMN slip BLOB")
    raw.execute("UPDATE responses SET slip = randomblob(8)")
    raw.execute("ALTER TABLE given_out ADD COLUMN slip BLOB")
    raw.execute("UPDATE given_out SET slip = (SELECT slip FROM responses LIMIT 1)")


def keep_the_token(raw: sqlite3.Connection) -> None:
    """A comment keeps the key of its answer, written another way."""
    raw.execute("ALTER TABLE comments ADD COLUMN token TEXT")
    raw.execute("UPDATE comments SET token = (SELECT lower(hex(id)) FROM responses LIMIT 1)")


def audit_the_comment(raw: sqlite3.Connection) -> None:
    """The audit says which comment was released, and when."""
    raw.execute(
        "INSERT INTO audit (at, deed, thing)"
        " SELECT '2027-01-01 12:00:00', 'released-comment', 'comment ' || hex(id) FROM comments LIMIT 1"
    )


def number_the_person(raw: sqlite3.Connection) -> None:
    """An answer and the answers about the person have the same large number."""
    for table in ("responses", "equality_answers"):
        raw.execute(f"ALTER TABLE {table} ADD COLUMN person INTEGER")
        raw.execute(f"UPDATE {table} SET person = 5000000000")


Change = Callable[[sqlite3.Connection], None]
CONTROLS: list[tuple[Change, set[str], set[str], tuple[str, str]]] = [
    (keep_the_code, {"responses"}, GROUPS["people"], ("responses.slip", "given_out.slip")),
    (keep_the_token, set(AFTER), set(AFTER), ("responses.id", "comments.token")),
    (audit_the_comment, {"comments"}, GROUPS["people"], ("comments.id", "audit.thing")),
    (number_the_person, set(AFTER), set(AFTER), ("responses.person", "equality_answers.person")),
]


@pytest.mark.parametrize(("change", "one", "other", "pair"), CONTROLS)
def test_a_value_that_ties_is_found(
    lived: Lived, tmp_path: Path, change: Change, one: set[str], other: set[str], pair: tuple[str, str]
) -> None:  # fmt: skip
    """The controls: one column or row more, and the same look finds it."""
    file = tmp_path / "copy.db"
    shutil.copy(lived.database.file, file)
    drop_triggers(Database(f"sqlite:///{file}"), "responses")
    with sqlite3.connect(file) as raw:
        change(raw)
    raw.close()

    assert pair in list_shared(file, one, other)


def test_a_token_that_was_kept_is_found(lived: Lived, tmp_path: Path) -> None:
    """The control: a receipt that keeps the key itself instead of its hash."""
    (tmp_path / "kept").write_bytes(b"receipt" + lived.sent[17].key)

    found = find({s.key for s in lived.sent}, tmp_path, forms=lambda part: {as_bytes(part)})

    assert found == {("kept", lived.sent[17].key)}
