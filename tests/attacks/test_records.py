"""The record-level file, attacked: nobody stands apart by how they answered, and no order, word or formula is in it.

What it does not protect from is said on its first sheet: it shows single answers.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.db import Database
from feedback.decisions import release
from feedback.disclosure.traits import OTHER
from feedback.models.answering import Response
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports import comma_file
from feedback.reports.records import answers as answers_module
from feedback.reports.records import rows as rows_module
from feedback.reports.records.answers import NOT_IN_VARIANT, WITHHELD, Way
from feedback.reports.records.asking import Asked
from feedback.reports.records.files import CODEBOOK, RECORDS, make_csv_files, make_xlsx, make_zip
from feedback.reports.workbook import make_workbook
from tests.attacks.test_exports import list_dangerous
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    answer,
    count,
    make_database,
    make_settings,
    make_snapshot,
    read_forms,
)
from tests.reports.recording import SIZES, TRAITS, Table, ask, get_records, make_council

COUNCILS, MANY = 5, 200


def list_rare(table: Table) -> list[tuple[str, ...]]:
    """Combinations of traits that fewer than five rows have."""
    seen = Counter(tuple(row[name] for name in TRAITS) for row in table)
    return [traits for traits, n in seen.items() if n < 5]


def list_told(table: Table, snapshot: Snapshot) -> list[dict[str, str]]:
    """Rows whose variant is not printed, and whose answers no child of some variant in use could have given."""
    return [
        row
        for row in table
        if row["Variant"] == OTHER
        and not all(_could_be(row, snapshot, v) for v in (Variant.STANDARD, Variant.EASY_READ))
    ]


def _could_be(row: dict[str, str], snapshot: Snapshot, variant: Variant) -> bool:
    """Whether every answer of `row` is one that this variant has: an attacker who knows the questionnaire asks that."""
    form = snapshot.forms[variant]
    for name, value in row.items():
        question = form.questions.get(name.partition(".")[0])
        if name in TRAITS or value == WITHHELD:
            continue
        if question is None or value == NOT_IN_VARIANT:
            return False
        bands = {f"[{option.band.value}]" for option in question.codes.values()}
        meant = {"[not sure]": "[unsure]", "[rather not say]": "[declined]"}.get(value, value)
        if value.startswith("["):
            known = value in ("[skipped]", "[not positive]") or meant in bands
            if not (known or (value == "[not asked]" and question.show_if)):
                return False
        elif "." not in name and value not in question.codes:
            return False
    return True


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with every table."""
    return make_database(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of `database`."""
    with database.writing() as session:
        yield session


@pytest.mark.parametrize(
    ("name", "councils"),
    [
        ("iro-survey/1", COUNCILS),
        ("six-monthly-child/1", COUNCILS),
        pytest.param("iro-survey/2", MANY, marks=pytest.mark.soak),
    ],
)
def test_five_rows_share_whatever_is_told_of_how_they_came(
    session: Session, tmp_path: Path, name: str, councils: int
) -> None:
    """Random councils, some where every language, mode and helper is rare: team and all traits together."""
    for seed in range(councils):
        round_ = make_council(session, name=name, seed=seed)

        table = get_records(ask(session, round_, tmp_path))

        assert len(table) == sum(SIZES.values())
        assert list_rare(table) == []
    print(f"{councils} councils of {name}: no combination that fewer than five rows share")


@pytest.mark.parametrize("councils", [COUNCILS, pytest.param(MANY, marks=pytest.mark.soak)])
def test_what_is_not_coarsened_is_found_out(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, councils: int
) -> None:
    """The control: traits printed as they are stored."""
    monkeypatch.setattr(
        rows_module, "coarsen", lambda counts: {traits: traits for traits in counts}
    )

    broken = [
        bool(list_rare(get_records(ask(session, make_council(session, seed=seed), tmp_path))))
        for seed in range(councils)
    ]

    print(f"printed as stored: {sum(broken)} of {councils} councils broken")
    assert all(broken)


@pytest.mark.parametrize(
    ("name", "councils"),
    [
        ("iro-survey/1", COUNCILS),
        ("post-conference-parent/1", COUNCILS),
        pytest.param("iro-survey/2", MANY, marks=pytest.mark.soak),
    ],
)
def test_no_answer_tells_a_variant_that_is_not_told(
    session: Session, tmp_path: Path, name: str, councils: int
) -> None:
    """Codes, bands and gaps of a row without its variant are such that both variants could have given them."""
    hidden = 0
    for seed in range(councils):
        table = get_records(ask(session, make_council(session, name=name, seed=seed), tmp_path))

        hidden += sum(row["Variant"] == OTHER for row in table)
        assert list_told(table, read_forms(name)) == []
    print(f"{hidden} rows whose variant is not told, in {councils} councils: none tells it")
    assert hidden > 50


def test_answers_that_tell_their_variant_are_found_out(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: codes and gaps printed as each variant has them."""
    monkeypatch.setattr(answers_module, "choose_way", lambda *_: Way.CODES)
    told = hidden = 0
    for seed in range(COUNCILS):
        table = get_records(ask(session, make_council(session, seed=seed), tmp_path))
        hidden += sum(row["Variant"] == OTHER for row in table)
        told += len(list_told(table, read_forms("iro-survey/2")))

    print(f"codes as stored: the variant of {told} of {hidden} rows is told")
    assert told > hidden // 2


def test_two_files_hold_the_same_rows_in_orders_of_their_own(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can lay one beside the other row by row. The control: without the draw they lie alike."""
    round_ = make_council(session)

    first, second = (get_records(ask(session, round_, tmp_path)) for _ in range(2))

    assert Counter(map(_key, first)) == Counter(map(_key, second))
    assert first != second
    monkeypatch.setattr("random.SystemRandom.shuffle", lambda *_: None)
    undrawn = [get_records(ask(session, round_, tmp_path)) for _ in range(2)]
    assert undrawn[0] == undrawn[1]


def _key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.values())


def unpack(content: bytes) -> bytes:
    """Everything in a zip, in whichever file of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_nothing_written_nothing_personal_no_key_and_no_day_is_in_it(
    session: Session, tmp_path: Path
) -> None:
    """Words, ages and random keys are in neither format. The control: the workbook has the words and the ages."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak])
    answer(
        session, round_, oak, times=30, equality=["eq_age=14-15"], comments={"best": "canary 4711"}
    )
    count(session, round_)
    for summary in list_comments(session, round_=round_):
        release(session, open_comment(session, summary.id))
    keys = [id_.hex() for id_ in session.scalars(select(Response.id))]

    asked = ask(session, round_, tmp_path)
    whole = unpack(make_xlsx(asked)) + unpack(make_zip(asked))

    for canary in ("canary 4711", "14-15", "eq_age", "14 or 15", *keys):
        assert canary.encode() not in whole
    assert not re.search(
        rb"\d{4}-\d\d-\d\d", b"".join(make_csv_files(asked)[n] for n in (RECORDS, CODEBOOK))
    )
    settings = make_settings(tmp_path)
    workbook = unpack(make_workbook(session, rounds=[round_], settings=settings, made_on=MADE_ON))
    assert b"canary 4711" in workbook
    assert b"14 or 15" in workbook


def make_hostile(session: Session, folder: Path) -> Asked:
    """A round in which every name and word begins like a formula."""
    text = make_snapshot().to_json()
    for key in ("text", "label", "title", "name"):
        text = text.replace(f'"{key}":"', f'"{key}":"=')
    teams = add_teams(session, ("=1+1", "@SUM(A1)"), ("+2", "-3"))
    round_ = add_round(session, teams, snapshot=Snapshot.model_validate_json(text))
    for team in teams:
        answer(session, round_, team, times=6)
    count(session, round_)
    return ask(session, round_, folder, purpose="=HYPERLINK(1) and more words")


def list_armed(asked: Asked) -> list[str]:
    """Cells of CSV that a spreadsheet would work out."""
    files = make_csv_files(asked)
    tables = (
        csv.reader(io.StringIO(files[n].decode("utf-8-sig"), newline=""))
        for n in (RECORDS, CODEBOOK)
    )
    return [
        cell
        for table in tables
        for row in table
        for cell in row
        if cell.startswith(tuple("=+-@\t\r"))
    ]


def test_no_name_becomes_a_formula(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In either format. The control: the same CSV without the apostrophe."""
    asked = make_hostile(session, tmp_path)

    assert list_dangerous(make_xlsx(asked)) == []
    assert list_armed(asked) == []
    monkeypatch.setattr(comma_file, "_disarm", list)
    assert {"=1+1", "@SUM(A1)", "-3"} <= set(list_armed(asked))
