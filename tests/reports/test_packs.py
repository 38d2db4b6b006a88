"""Everything for one round in one ZIP: a folder a team, names safe anywhere, and codes that are not mixed up."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.asking import Collector, Meta, Round, Team
from feedback.reports.packs import make_pack, make_safe, name_folders, stream_pack
from feedback.rounds import open_round
from tests.conftest import NOON, copy_database, open_round_of
from tests.reports.reading import open_only_page, open_png, rasterise, read_code

PAPERS = ["paper-standard.pdf", "paper-easy-read.pdf"]
FILES = ["link.txt", "poster.pdf", "poster.png", "qr.svg", *PAPERS]


@pytest.fixture
def database(settings: Settings, template: Path, noon: dt.datetime) -> Iterator[Database]:
    """The shipped questionnaires and three teams."""
    yield from copy_database(settings, template)


def pack(database: Database, settings: Settings, *, team: str | None = None) -> zipfile.ZipFile:
    """The pack of round 1."""
    with database.reading() as session:
        packed = make_pack(session, open_round(session, "1"), settings=settings, team=team)
    return zipfile.ZipFile(io.BytesIO(packed))


def read(packed: zipfile.ZipFile, name: str) -> str:
    """The words of a text file, its lines as one."""
    return " ".join(packed.read(name).decode().split())


def test_a_folder_for_each_team(database: Database, settings: Settings, round_: Round) -> None:
    """The same files in each; what to read first stands first."""
    names = pack(database, settings).namelist()

    wanted = [f"{team}/{name}" for team in ("Oak", "Elm", "Ash") for name in FILES]
    assert names == ["README.txt", *wanted]


def test_each_folder_holds_its_own_code(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Paper, picture, code and text of a team lead to the same address, and no two teams to one."""
    packed = pack(database, settings)

    for collector in collectors:
        folder, address = collector.team.name, f"{settings.public_url}/q/{collector.code}"
        page = open_only_page(packed.read(f"{folder}/poster.pdf"))
        assert read_code(rasterise(page)) == address.upper()
        assert read_code(open_png(packed.read(f"{folder}/poster.png"))) == address.upper()
        assert f"<title>{address.upper()}</title>" in packed.read(f"{folder}/qr.svg").decode()
        assert address in read(packed, f"{folder}/link.txt")
        assert folder in page.get_text()


def test_paper_forms_carry_the_code_of_their_team(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Each variant on paper, named in the README; what comes back is typed in under the right team."""
    packed = pack(database, settings, team="Elm")

    code = collectors[1].code
    for name in PAPERS:
        first = pymupdf.open(stream=packed.read(f"Elm/{name}"))[0].get_text()
        assert f"{code[:3]} {code[3:]}" in first
        assert "Elm" in first
        assert name in read(packed, "README.txt")


def test_link_says_how_to_hand_it_out_and_what_to_note(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Whose it is, from when to when, who hands it out, and the command that notes how many."""
    text = read(pack(database, settings, team="Elm"), "Elm/link.txt")

    code = collectors[1].code
    assert "Elm, Westmere Council" in text
    assert "IRO survey, version 2: What was your review like for you?" in text
    assert f"Code: {code[:3]} {code[3:]}" in text
    assert "open since 23 November 2026, until midnight on 31 December 2026" in text
    assert "Who hands it out: " in text
    assert f"feedback collectors given-out {collectors[1].id} NUMBER" in text


def test_lines_end_as_every_editor_expects(
    database: Database, settings: Settings, round_: Round
) -> None:
    """No line ends with a line feed alone."""
    packed = pack(database, settings, team="Oak")

    for name in ("README.txt", "Oak/link.txt"):
        content = packed.read(name)
        assert content.count(b"\n") == content.count(b"\r\n") > 10


def test_pack_says_what_it_is_not(database: Database, settings: Settings, round_: Round) -> None:
    """Trial and demo are the first words of both texts, and gone when they are not so."""
    before = pack(database, settings, team="Oak")
    with database.writing() as session:
        session.add(Meta(name="demo", value="yes"))
    after = pack(database, settings, team="Oak")

    for name in ("README.txt", "Oak/link.txt"):
        assert read(before, name).startswith("TRIAL: not for children yet.")
        assert "DEMO" not in read(before, name)
        assert read(after, name).startswith("DEMO: a sample council")


def test_a_planned_round_says_when_it_opens(database: Database, settings: Settings) -> None:
    """Packs are made before the first day."""
    first, last = dt.date(2027, 2, 1), dt.date(2027, 3, 1)
    open_round_of(database, settings, "iro-survey@2", opens_on=first, closes_on=last)

    text = read(pack(database, settings, team="Oak"), "README.txt")

    assert "opens on 1 February 2027, until midnight on 1 March 2027" in text


def test_a_team_gets_its_own_folder_only(
    database: Database, settings: Settings, round_: Round
) -> None:
    """What a champion downloads."""
    packed = pack(database, settings, team="Elm")

    assert packed.namelist() == ["README.txt", *(f"Elm/{name}" for name in FILES)]


def test_a_team_that_takes_no_part_has_no_pack(
    database: Database, settings: Settings, round_: Round
) -> None:
    """An empty ZIP would help nobody."""
    with pytest.raises(RefusedError, match="Fir takes no part in round 1"):
        pack(database, settings, team="Fir")


def test_it_comes_file_by_file(database: Database, settings: Settings, round_: Round) -> None:
    """The first bytes are there before the last file is drawn, and together they are the ZIP."""
    with database.reading() as session:
        stream = stream_pack(session, open_round(session, "1"), settings=settings, team="Elm")

    first = next(stream)
    rest = list(stream)

    assert first.startswith(b"PK")
    assert len(rest) == len(FILES)
    whole = zipfile.ZipFile(io.BytesIO(b"".join([first, *rest])))
    assert whole.testzip() is None
    assert whole.namelist() == ["README.txt", *(f"Elm/{name}" for name in FILES)]


def test_a_name_that_cannot_be_printed_keeps_no_other_poster_back(
    database: Database, settings: Settings, round_: Round
) -> None:
    """The others' are there; its own folder and the first text say that there is none, why, and what to do."""
    with database.writing() as session:
        open_round(session, "1").teams[2].team.name = "Ash 安"

    packed = pack(database, settings)

    own = [name for name in packed.namelist() if name.startswith("Ash")]
    assert own == [f"Ash 安/{name}" for name in ("link.txt", "NO-POSTER.txt", "qr.svg")]
    assert [name for name in packed.namelist() if name.endswith("poster.pdf")] == [
        "Oak/poster.pdf", "Elm/poster.pdf",
    ]  # fmt: skip
    for name in ("README.txt", own[1]):
        assert "Ash 安" in read(packed, name)
        assert "Give the team another name on the staff page Teams" in read(packed, name)
    assert "U+5B89" in read(packed, own[1])


def test_a_pack_without_a_poster_is_refused_before_anything_is_sent(
    database: Database, settings: Settings, round_: Round
) -> None:
    """A download that breaks off half way would tell nobody why."""
    with database.writing() as session:
        open_round(session, "1").teams[2].team.name = "Ash 安"

    with database.reading() as session, pytest.raises(RefusedError, match="安"):
        stream_pack(session, open_round(session, "1"), settings=settings, team="Ash 安")


def test_a_round_that_is_over_has_no_pack(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Nothing is handed out after the last day."""
    with (
        clock.frozen_at(NOON + dt.timedelta(days=60)),
        pytest.raises(RefusedError, match="is over"),
    ):
        pack(database, settings)


def test_same_round_same_bytes(database: Database, settings: Settings, round_: Round) -> None:
    """Made on another day, with nothing changed, it is the same file."""
    with database.reading() as session:
        first = make_pack(session, open_round(session, "1"), settings=settings, team="Oak")
    with database.reading() as session, clock.frozen_at(NOON + dt.timedelta(days=9)):
        second = make_pack(session, open_round(session, "1"), settings=settings, team="Oak")

    assert first == second


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Oak", "Oak"),
        ("Young People’s Team", "Young People’s Team"),
        ("Ło\u0301dz\u0301", "Łódź"),
        ("North/South: East?", "North-South- East-"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows", "C--Windows"),
        ("  Oak \t\n team . ", "Oak team"),
        ("con", "con-team"),
        ("LPT1.old", "LPT1.old-team"),
        ("Console", "Console"),
        ("...", "-team"),
        ("W" * 200, "W" * 60),
    ],
)
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    """No path, no device, no sign that Windows refuses; letters of any language stay."""
    assert make_safe(name) == safe


def test_folders_are_never_the_same() -> None:
    """Names that differ in case or in what was taken out get a number: Windows sees no case."""
    names = ["Oak", "OAK", "Oak?", "Oak:", "W" * 70 + "a", "W" * 70 + "b"]

    folders = name_folders([make_collector(name) for name in names])

    assert folders == ["Oak", "OAK (2)", "Oak-", "Oak- (2)", "W" * 60, "W" * 60 + " (2)"]


def make_collector(name: str) -> Collector:
    """A collector of a team with this name."""
    return Collector(team=Team(name=name, service="Help"), occasion="", code="7KXWPM")
