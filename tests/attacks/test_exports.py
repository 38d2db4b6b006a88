"""What people write reaches the workbook as text: never a formula, never an error, never cut in silence.

Texts go the whole way: into the sealed intake, through the count, released by hand, into the real workbook,
which openpyxl and LibreOffice open again.
"""

import io
import json
import re
import subprocess
import urllib.parse
from collections import Counter
from pathlib import Path
from random import Random

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.db import Database
from feedback.decisions import release
from feedback.models.asking import Round
from feedback.questionnaires.kinds import tidy
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports.cells import CUT
from feedback.reports.workbook import make_workbook
from tests.conftest import stored
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    answer,
    count,
    make_database,
    make_settings,
    make_snapshot,
)

EVERY_DAY, MANY = 500, 10_000
STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " =",
    "'=",
    "|",
    "%",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example")',
]
SPECIAL = [
    "#REF!", "#N/A", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALUE!", "TRUE", "1e309", "00012", "2026-11-25", "12:30", "50%",
    "_x0041_", "_x000D_", "_x005F_x0041_", "__x0041_", "\x0b", "\x00", "\x1f", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\uffff",
    "\u202e", "\u2066", "\u200f", "\u2028", "مرحبا", "שלום", "👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301", "z" + "\u0300" * 40, "\ufeff", "&amp;", "<![CDATA[", "]]>",
    "<r><t>", "\r\n", "\u3000", "🙂" * 300,
]  # fmt: skip
SURROGATE = re.compile("[\ud800-\udfff]")
CODE = re.compile("_x([0-9A-Fa-f]{4})_")
LETTERS = "abcdefghij =+-@.,;:!?'\"<>&_x0041_"
LONG = ["x" * 40_000, "🙂" * 20_000, "=" * 40_000, "a\x0b" * 20_000, "_x0041_" * 6_000]


def make_texts(chance: Random, many: int) -> list[str]:
    """Texts of every nasty kind, mixed by chance; a few are longer than a cell holds."""
    texts = [*STARTS, *SPECIAL, *LONG]
    while len(texts) < many:
        parts = [
            chance.choice(STARTS) if chance.random() < 0.5 else "",
            chance.choice(SPECIAL) if chance.random() < 0.6 else "",
            "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 40))),
            chr(chance.choice([chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)])),
        ]
        if chance.random() < 0.6:  # the rest keep what starts a formula at their start
            chance.shuffle(parts)
        texts.append("".join(parts))
    return [as_received(text) for text in texts[:many] if text.strip()]


def as_received(text: str) -> str:
    """What the page of questions makes of bytes that are no characters, and of NUL: see the test below."""
    return SURROGATE.sub(_as_percent, text).replace("\0", "\ufffd")


def _as_percent(found: re.Match[str]) -> str:
    return urllib.parse.quote(found[0], errors="surrogatepass")


def make_exported(database: Database, folder: Path, texts: list[str]) -> bytes:
    """The workbook of a round in which these texts were written and released."""
    with database.writing() as session:
        teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
        round_ = add_round(session, teams)
        for number, text in enumerate(texts):
            answer(session, round_, teams[number % 2], comments={"best": text})
        count(session, round_)
        _release_all(session, round_)
        return make_workbook(
            session, rounds=[round_], settings=make_settings(folder), made_on=MADE_ON
        )


def _release_all(session: Session, round_: Round) -> None:
    for summary in list_comments(session, round_=round_):
        release(session, open_comment(session, summary.id))


def list_dangerous(workbook: bytes) -> list[str]:
    """Cells of any sheet that a spreadsheet would work out: formulas and errors."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [f"{cell.parent.title} {cell.coordinate}" for cell in cells if cell.data_type in "fe"]


def read_comments(workbook: bytes) -> list[str]:
    """The texts on the sheet Comments, with codes such as _x005F_ read as Excel reads them."""
    rows = openpyxl.load_workbook(io.BytesIO(workbook))["Comments"].iter_rows(
        min_row=4, values_only=True
    )
    place = next(rows).index("Comment")
    texts = [str(row[place] or "") for row in rows]
    return [CODE.sub(lambda found: chr(int(found[1], 16)), text) for text in texts]


def tell_apart(text: str) -> str:
    """What must be left of a text: its letters, without what a cell cannot hold and the kinds of line end."""
    kept = (
        c for c in text if c.isprintable() and c not in "\ufffd\ufffe\uffff" and not c.isspace()
    )
    return "".join(kept)


def reopen(workbook: bytes, folder: Path) -> bytes:
    """What LibreOffice saves again of a workbook it has opened. Raises when it cannot."""
    source, out = folder / "summary.xlsx", folder / "again"
    source.write_bytes(workbook)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "xlsx", "--outdir", out, source],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return (out / "summary.xlsx").read_bytes()


@pytest.mark.parametrize("many", [EVERY_DAY, pytest.param(MANY, marks=pytest.mark.soak)])
def test_no_text_becomes_a_formula_or_breaks_the_workbook(tmp_path: Path, many: int) -> None:
    """Every text is there, as text, whole or visibly cut; both programs open what was saved."""
    texts = make_texts(Random(36), many)

    workbook = make_exported(make_database(tmp_path), tmp_path, texts)

    found = read_comments(workbook)
    again = reopen(workbook, tmp_path)
    assert list_dangerous(workbook) == list_dangerous(again) == []
    assert len(found) == len(texts)
    whole = Counter(tell_apart(text) for text in texts if len(text.encode("utf-16-le")) <= 64_000)
    assert whole - Counter(map(tell_apart, found)) == Counter()
    cut = [text for text in found if text.endswith(CUT)]
    longer = [text for text in texts if len(text.encode("utf-16-le")) > 64_000]
    assert len(cut) == len(longer) == len(LONG)
    # LibreOffice has a way of its own with letters that look like codes; all else is there again.
    reread, plain = read_comments(again), [text for text in found if "_" not in text]
    assert len(reread) == len(found)
    assert Counter(map(tell_apart, plain)) - Counter(map(tell_apart, reread)) == Counter()


def test_every_special_text_arrives_as_the_export_expects_it(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Sent as bytes to the real page: what is sealed is what the texts above begin with."""
    texts = [text for text in [*STARTS, *SPECIAL] if text.strip()]
    for text in texts:
        (token,) = re.findall(r'name="token" value="([^"]+)"', client.get(oak).text)
        fields = {"token": token, "know_iro": "yes", "best": text}
        body = urllib.parse.urlencode(fields, errors="surrogatepass")
        sent = client.post(oak, data=body, content_type="application/x-www-form-urlencoded")
        assert sent.status_code == 303, ascii(text)

    sealed = Counter(json.loads(row.comments).get("best", "") for row in stored(database))
    expected = Counter(tidy(as_received(text)).strip() for text in texts)
    assert Counter(text.strip() for text in sealed.elements()) == expected


def test_plain_openpyxl_makes_formulas_of_them(tmp_path: Path) -> None:
    """The control: the same texts appended as libraries do it are formulas and errors, and some break the file."""
    broken, book = 0, openpyxl.Workbook()
    for text in make_texts(Random(36), EVERY_DAY):
        if {"\ufffe", "\uffff"} & set(text):  # taken, and then nothing can be saved at all
            broken += 1
            continue
        try:
            book.active.append([text])  # type: ignore[union-attr]
        except openpyxl.utils.exceptions.IllegalCharacterError:
            broken += 1
    written = io.BytesIO()
    book.save(written)

    dangerous = list_dangerous(written.getvalue())
    print(
        f"plain openpyxl: {len(dangerous)} formulas and errors, {broken} broken exports of {EVERY_DAY}"
    )
    assert len(dangerous) > 20
    assert broken > 10


def test_names_and_questions_are_text_in_every_sheet(tmp_path: Path) -> None:
    """Teams, services, groups, the council, questions, options and titles of measures may begin as formulas too."""
    snapshot = _arm(make_snapshot().to_json())
    with make_database(tmp_path).writing() as session:
        teams = add_teams(session, ("=1+1", "@SUM(A1)", "+2"), ("#REF!", "-3", "=2"))
        round_ = add_round(session, teams, snapshot=snapshot, due={"=1+1": 40})
        for team in teams:
            answer(
                session,
                round_,
                team,
                times=25,
                answers=["know=yes", "listened=always"],
                comments={"best": "=1"},
            )
        count(session, round_)
        _release_all(session, round_)
        settings = make_settings(tmp_path, council="=HYPERLINK(1)")
        workbook = make_workbook(session, rounds=[round_], settings=settings, made_on=MADE_ON)

    assert list_dangerous(workbook) == []
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"=1+1", "#REF!", "=Yes", "=Did people listen to you?"} <= texts


def _arm(snapshot: str) -> Snapshot:
    """The snapshot with every title, text and label made to begin like a formula."""
    for key in ("text", "label", "title", "name", "who"):
        snapshot = snapshot.replace(f'"{key}":"', f'"{key}":"=')
    return Snapshot.model_validate_json(snapshot)
