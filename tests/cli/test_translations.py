"""Out to translators and back, by command."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from feedback.catalogues import path_of, read_catalogue, write_catalogue
from feedback.languages import LANGUAGES
from feedback.pseudo import make_pseudo
from tests.cli.conftest import Run
from tests.tongues import SHIPPED

NAMES = ("interface.pot", "questionnaires.pot", "questionnaires.txt", "glossary.csv")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of translations without any language yet."""
    folder = tmp_path / "words"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(SHIPPED / name, folder)
    monkeypatch.setenv("FEEDBACK_TRANSLATIONS", str(folder))
    return folder


def fill(file: Path, chooses: str = "") -> int:
    """Write made-up words beside every sentence whose place has `chooses` in it; how many rows."""
    book = load_workbook(file)
    sheet, filled = book["Sentences"], 0
    for row in sheet.iter_rows(min_row=2):
        if chooses in str(row[1].value):
            row[5].value = make_pseudo(str(row[3].value))
            filled += 1
    book.save(file)
    return filled


def row_of(council: Run, tag: str) -> dict[str, object]:
    """How far a language is."""
    rows = council("translations", "status", "--json").json
    return next(row for row in rows if row["language"] == tag)


def test_the_whole_way(folder: Path, council: Run, tmp_path: Path) -> None:
    """Handed out, filled in, checked by name, approved: then, and not before, versions say that they speak it."""
    council("init")
    before = row_of(council, "pl")
    council("translations", "export", "pl.xlsx")
    rows = fill(tmp_path / "pl.xlsx")

    drafts = council("translations", "import", "pl.xlsx", "--json").json
    refused = council("translations", "approve", "pl", "--by", "B. Manager").refusal
    council("translations", "import", "pl.xlsx", "--checked-by", "A. Reader")
    approved = council("translations", "approve", "pl", "--by", "B. Manager", "--json").json

    assert before["left"] == before["words"] > 9000
    assert rows > 900
    assert drafts["changed"] == drafts["sentences"] == before["sentences"]
    assert drafts["filled"] == 0
    assert "0 sentences are missing" in refused
    assert {"questionnaire": "iro-survey", "number": 2, "variant": "easy-read"} in approved
    assert (row_of(council, "pl")["approved"], row_of(council, "pl")["left"]) == (
        before["sentences"],
        0,
    )
    listed = council("questionnaires", "list", "--json").json
    assert {q["questionnaire"]: q["languages"] for q in listed if q["version"] == 2} == {
        "iro-survey": ["en", "pl"],
        "post-conference-parent": ["en", "pl"],
    }


def test_what_is_wrong_is_said_by_row_and_nothing_is_taken(
    folder: Path, council: Run, tmp_path: Path
) -> None:
    """A gap that was lost."""
    council("init")
    council("translations", "export", "ar.xlsx")
    book = load_workbook(tmp_path / "ar.xlsx")
    sheet = book["Sentences"]
    rows = list(sheet.iter_rows(min_row=2))
    lost = next(row for row in rows if row[3].value == "Council: %(number)s.")
    right = next(row for row in rows if row[3].value == "Help")
    lost[5].value, right[5].value = "اتصل", "مساعدة"
    book.save(tmp_path / "ar.xlsx")

    refusal = council("translations", "import", "ar.xlsx").refusal

    fault = "%(number)s is missing: put it where it belongs."
    assert refusal == f"Row {lost[0].row}, “Council: %(number)s.”: {fault}"
    assert row_of(council, "ar")["draft"] == 0


def test_init_brings_drafts_and_keeps_what_was_checked(
    folder: Path, council: Run, run: Run, tmp_path: Path
) -> None:
    """A release says something else: a draft follows it, a sentence that somebody checked does not."""
    polish, path = LANGUAGES["pl"], path_of(folder, LANGUAGES["pl"], "interface")
    run("translations", "update", "pl")
    catalogue = read_catalogue(path, polish)
    for english, words in (("Leave now", "Wyjdź"), ("Help", "Pomoc")):
        catalogue[english].string = words
    write_catalogue(catalogue, path)
    run("init")
    came = row_of(council, "pl")
    catalogue["Leave now"].string = "Uciekaj"
    write_catalogue(catalogue, path)
    run("translations", "import", str(path), "--lang", "pl", "--checked-by", "A. Reader")
    catalogue["Leave now"].string = "Idź"
    write_catalogue(catalogue, path)

    run("init")

    run("translations", "export", "pl.xlsx")
    said = {
        r[3].value: (r[5].value, r[6].value)
        for r in load_workbook(tmp_path / "pl.xlsx")["Sentences"].iter_rows(min_row=2)
    }
    assert came["draft"] == 2
    assert said["Leave now"] == ("Uciekaj", "checked")


def test_check_finds_what_is_wrong(folder: Path, council: Run, run: Run) -> None:
    """And is content with what is right."""
    polish, path = LANGUAGES["pl"], path_of(folder, LANGUAGES["pl"], "interface")
    run("translations", "update", "pl")
    right = run("translations", "check")
    catalogue = read_catalogue(path, polish)
    catalogue["Danger: call %(number)s."].string = "Zadzwoń."
    write_catalogue(catalogue, path)

    wrong = run("translations", "check").refusal

    assert right.out == "1 languages are right.\n"
    assert "%(number)s is missing" in wrong


def test_names_and_files_that_are_none_are_said(folder: Path, council: Run, tmp_path: Path) -> None:
    """One line each."""
    (tmp_path / "pl.xlsx").write_text("none")
    (tmp_path / "pl.txt").write_text("none")

    assert "no language 'xx'" in council("translations", "export", "xx.xlsx").refusal
    assert "no language 'en'" in council("translations", "export", "en.xlsx").refusal
    assert "not a workbook" in council("translations", "import", "pl.xlsx").refusal
    assert "send a workbook" in council("translations", "import", "pl.txt").refusal
    assert "name it .xlsx" in council("translations", "export", "pl.po").refusal
    assert (
        "no questionnaire 'hair'"
        in council("translations", "approve", "pl", "--by", "A", "--questionnaire", "hair").refusal
    )


def test_a_file_of_another_language_is_refused(folder: Path, council: Run, tmp_path: Path) -> None:
    """A workbook and a catalogue say what they are for, whatever they are called. Control: as a tool of others spells it."""
    council("init")
    council("translations", "export", "pl.xlsx")
    words = '\nmsgid "Leave now"\nmsgstr "Wyjdź"\n'
    for name, said in (("pl", "pl_PL"), ("moon", "xx"), ("fa", "fa_AF"), ("new", "")):
        head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {said}\\n"\n'
        (tmp_path / f"{name}.po").write_text(head + words, encoding="utf-8")

    workbook = council("translations", "import", "pl.xlsx", "--lang", "ro").refusal
    catalogue = council("translations", "import", "pl.po", "--lang", "ro").refusal
    unknown = council("translations", "import", "moon.po", "--lang", "ro").refusal
    dari = council("translations", "import", "fa.po").refusal
    taken = council("translations", "import", "pl.po", "--json").json
    silent = council("translations", "import", "new.po", "--lang", "pl", "--json").json

    assert "This workbook is for Polish. Open Polish, and send it there." in workbook
    assert "pl.po says that it is for Polish, not for Romanian" in catalogue
    assert "moon.po says that it is for 'xx'" in unknown
    assert "for Dari, not for Farsi" in dari
    assert (taken["sentences"], silent["sentences"]) == (1, 1)


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\n'


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ('msgid "Send"\nmsgstr "Wyślij\n', 5),
        ('msgid "Send"\n\nmsgid "Stop"\nmsgstr "Stop"\n', 4),
        ('msgid "Send"\nmsgstr "Wyślij"\nWyślij teraz\n', 6),
        ('msgid "Send"\nmsgstr "Wy"ślij"\n', 5),
        ('msgid "Send"\nmsgstr[x] "Wyślij"\n', 5),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_refused_by_its_line(
    council: Run, tmp_path: Path, words: str, line: int
) -> None:
    """Nothing is taken, also not of what stands before; and nothing but JSON is ever on stdout."""
    council("init")
    before = row_of(council, "pl")
    (tmp_path / "pl.po").write_text(HEAD + words, encoding="utf-8")

    result = council("translations", "import", "pl.po", "--json")

    assert result.refusal.startswith(f"pl.po cannot be read at line {line}: ")
    assert (result.status, result.out) == (1, "")
    assert row_of(council, "pl") == before


def test_a_catalogue_of_other_letters_is_refused_by_its_line(council: Run, tmp_path: Path) -> None:
    """Letters that are none, and a set of them that nobody knows."""
    council("init")
    for content in (HEAD.encode() + b'msgid "Send"\nmsgstr "Wy\xb6lij"\n', b'msgid ""\nmsgstr "Content-Type: text/plain; charset=moon"\n\nmsgid "a"\nmsgstr "b"\n'):  # fmt: skip
        (tmp_path / "pl.po").write_bytes(content)

        result = council("translations", "import", "pl.po", "--json")

        assert "pl.po cannot be read at line" in result.refusal
        assert result.out == ""
