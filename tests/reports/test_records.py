"""The record-level file: what its sheets and columns hold, and what is said when there is none."""

import datetime as dt
import io
import zipfile
from collections import Counter
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.disclosure.traits import OTHER
from feedback.exceptions import RefusedError
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.questionnaires.snapshot import NOT_ASKED, Snapshot
from feedback.reports.records.answers import WITHHELD
from feedback.reports.records.files import CODEBOOK, RECORDS, make_csv_files, make_xlsx
from tests.attacks.test_exports import reopen
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    answer,
    count,
    edit_question,
    make_snapshot,
)
from tests.reports.recording import PURPOSE, SIZES, ask, get_records, make_council, read_csv


def test_every_answer_is_there_once_as_it_was_given(session: Session, tmp_path: Path) -> None:
    """Codes of a round in one variant, one language: what is stored, skipped and not asked told apart."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=4, answers=["know=yes", "chaired=no", "ticked=when"])
    answer(session, round_, oak, answers=["know=no", f"chaired={NOT_ASKED}", "listened=never"])
    count(session, round_)

    table = get_records(ask(session, round_, tmp_path))

    found = Counter(
        (r["know"], r["listened"], r["chaired"], r["ticked.where"], r["ticked.when"]) for r in table
    )
    assert found == {
        ("yes", "[skipped]", "no", "0", "1"): 4,
        ("no", "never", "[not asked]", "[skipped]", "[skipped]"): 1,
    }
    assert {(r["Service"], r["Team"], r["Variant"]) for r in table} == {("Care", "Oak", "standard")}
    assert "best" not in table[0]


def test_a_merged_team_is_never_named_in_a_row(session: Session, tmp_path: Path) -> None:
    """Rows say Other teams, numbered where there are several; which teams those are stands in the codebook alone."""
    teams = add_teams(session, ("Oak", "A"), ("Fir", "A"), ("Yew", "A"), ("Ivy", "B"), ("Box", "B"))
    round_ = add_round(session, teams)
    for team, size in zip(teams, (9, 3, 4, 2, 3), strict=True):
        answer(session, round_, team, times=size)
    count(session, round_)

    files = make_csv_files(ask(session, round_, tmp_path))

    table = read_csv(files[RECORDS])
    assert Counter((r["Service"], r["Team"]) for r in table) == {
        ("A", "Oak"): 9, ("A", "Other teams (1)"): 7, ("B", "Other teams (2)"): 5,
    }  # fmt: skip
    labels = {r["Code"]: r["Label"] for r in read_csv(files[CODEBOOK]) if r["Column"] == "Team"}
    assert labels["Other teams (1)"] == "These teams together: Fir, Yew"


@pytest.mark.parametrize(
    "called_now", [("Acorn",), ("Acorn", "Elm"), ("Acorn", "Beech"), ("Elm", "Oak")]
)
def test_rows_keep_the_names_that_teams_had_at_the_count(
    session: Session, tmp_path: Path, called_now: tuple[str, ...]
) -> None:
    """One team or two, whatever they are called today, and where each is called as the other was."""
    sizes = dict(zip(("Oak", "Elm"), (7, 6), strict=True))
    teams = add_teams(session, *((name, "Care") for name in list(sizes)[: len(called_now)]))
    round_ = add_round(session, teams)
    for team in teams:
        answer(session, round_, team, times=sizes[team.name])
    count(session, round_)
    before = Counter(row["Team"] for row in get_records(ask(session, round_, tmp_path)))
    for team in teams:  # so that no name is taken when it is given
        team.name = f"Between {team.name}"
    session.flush()
    for team, name in zip(teams, called_now, strict=True):
        team.name = name
    session.flush()

    table = get_records(ask(session, round_, tmp_path))

    assert Counter(row["Team"] for row in table) == before
    assert before == dict(list(sizes.items())[: len(called_now)])


def test_answers_from_a_sealed_round_do_not_tell_their_version(
    session: Session, tmp_path: Path
) -> None:
    """Three answers to version 1 joined a round of version 2: the version is not told, nor what only one asked."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    early = add_round(session, [oak])
    answer(session, early, oak, times=3)
    count(session, early)
    later = edit_question(make_snapshot(), "venue", revision=2)
    round_ = add_round(session, [oak], snapshot=later)
    answer(session, round_, oak, times=8)
    count(session, round_)

    table = get_records(ask(session, round_, tmp_path))

    assert {(row["Version"], row["venue"]) for row in table} == {(OTHER, WITHHELD)}
    assert {row["listened"] for row in table} == {"always"}


def test_every_code_of_a_row_stands_in_the_codebook(session: Session, tmp_path: Path) -> None:
    """Whatever a cell holds, its column or the lines for any column of answers explain it."""
    files = make_csv_files(ask(session, make_council(session), tmp_path))
    book = read_csv(files[CODEBOOK])
    known = {(line["Column"], line["Code"]) for line in book}
    states = {line["Code"] for line in book if line["Kind"] == "state"}

    unknown = {
        (name, value)
        for row in read_csv(files[RECORDS])
        for name, value in row.items()
        if name != "Service" and (name, value) not in known and value not in states
    }

    assert unknown == set()


def test_the_workbook_has_three_real_tables_and_opens_again(
    session: Session, tmp_path: Path
) -> None:
    """About comes first and says what it is; LibreOffice finds every row; nothing tells when it was written."""
    round_ = make_council(session)
    content = make_xlsx(ask(session, round_, tmp_path))

    book = openpyxl.load_workbook(io.BytesIO(content))
    again = openpyxl.load_workbook(io.BytesIO(reopen(content, tmp_path)))

    assert book.sheetnames == again.sheetnames == ["About", "Records", "Codebook"]
    for sheet in book:
        (table,) = sheet.tables.values()
        headings = [cell.value for cell in sheet[4]]
        assert table.ref == f"A4:{sheet.cell(sheet.max_row, len(headings)).coordinate}"
        assert len({str(heading).lower() for heading in headings}) == len(headings)
        assert again[sheet.title].max_row == sheet.max_row
    assert book["Records"].max_row == 4 + sum(SIZES.values())
    said = "\n".join(str(cell.value) for cell in chain(*book["About"].iter_rows()))
    for wanted in (
        "outside that attack",
        PURPOSE,
        "30 Jun 2029",
        "Do not publish it",
        "Do not join it",
    ):
        assert wanted in said
    assert book.properties.modified == dt.datetime(2026, 7, 1)  # noqa: DTZ001 - as openpyxl reads it
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_question_called_like_a_column_of_ours_keeps_clear(
    session: Session, tmp_path: Path
) -> None:
    """Excel refuses a table with two headings alike."""
    text = make_snapshot().to_json().replace('"id":"venue"', '"id":"team"')
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak], snapshot=Snapshot.model_validate_json(text))
    answer(session, round_, oak, times=5, answers=["team=yes"])
    count(session, round_)

    (row, *_) = get_records(ask(session, round_, tmp_path))

    assert (row["Team"], row["team (question)"]) == ("Oak", "yes")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"counted_on": None}, "not counted yet"),
        ({"sealed": True}, "fewer than 5 answers: they stay sealed"),
        (
            {"opens_on": dt.date(2023, 4, 1), "closes_on": dt.date(2023, 6, 30)},
            "were kept until 30 Jun 2026",
        ),
        ({}, "are deleted, as people were told"),
    ],
)
def test_a_round_that_has_nothing_to_give_says_why(
    session: Session, tmp_path: Path, facts: dict[str, object], says: str
) -> None:
    """Not counted, sealed, past its date, deleted: one clear line."""
    round_ = add_round(session, add_teams(session, ("Oak", "Care")))
    round_.counted_on, round_.received = MADE_ON, 9
    for name, value in facts.items():
        setattr(round_, name, value)

    with pytest.raises(RefusedError, match=says) as refused:
        ask(session, round_, tmp_path)
    assert "\n" not in str(refused.value)


def test_without_the_rows_of_by_team_there_is_no_file(session: Session, tmp_path: Path) -> None:
    """A council that keeps figures for less time than answers: no row could be named, so none is written."""
    round_ = make_council(session)
    rows = select(FigureRow.id).where(FigureRow.round_id == round_.id)
    session.execute(delete(FigureRecord).where(FigureRecord.row_id.in_(rows)))
    session.execute(delete(FigureRow).where(FigureRow.round_id == round_.id))

    with pytest.raises(RefusedError, match="no file of them"):
        ask(session, round_, tmp_path)


@pytest.mark.parametrize(
    "purpose", ["", "   ", "audit", "two words", "\u200b \u200b \u200b", "a b c" * 200]
)
def test_a_purpose_is_a_few_words(session: Session, tmp_path: Path, purpose: str) -> None:
    """Nothing, one word, two, what cannot be seen, and a whole page are refused."""
    round_ = make_council(session)

    with pytest.raises(RefusedError, match="Say"):
        ask(session, round_, tmp_path, purpose=purpose)
