"""Every command that changes or hands out something leaves a row in the audit, or stands in a list with its reason."""

import datetime as dt
import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from feedback import audit, clock
from feedback.app import create_app
from feedback.bursts import MOST
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.asking import Collector, Round
from feedback.models.returning import Return
from tests.cli.conftest import Run
from tests.commands import list_commands
from tests.floods.sender import Sender
from tests.returning import send
from tests.tongues import SHIPPED

# What leaves no row, and why.
UNWRITTEN = {
    "init": "prepares the installation: what it publishes came with the release",
    "demo": "refuses a database that holds anything but its own",
    "doctor": "looks at settings",
    "tick": "does what is due, asked by nobody",
    "serve": "what it serves is written down page by page",
    "questionnaires list": "published things are no secret",
    "questionnaires check": "looks at files",
    "questionnaires show": "published things are no secret",
    "questionnaires schema": "prints how files are written",
    "questionnaires paper": "blank, and lies in a waiting room",
    "activities list": "names nobody",
    "returns list": "what the page Returns shows, without a word of any",
    "collectors everything": "posters and blank forms",
    "translations check": "looks at files",
    "translations export": "sentences that are public",
    "translations extract": "looks at files",
    "translations status": "looks at files",
    "translations update": "writes files beside the program",
    "workbooks list": "which were issued",
    "teams list": "names of teams",
    "cohorts list": "counts of the council's own",
    "rounds list": "what the page Rounds shows",
    "rounds suggest": "what the page Rounds shows",
    "rounds pack": "posters and blank forms",
    "collectors list": "codes hang on walls",
    "collectors poster": "hangs on a wall",
    "collectors paper": "blank, and lies in a waiting room",
    "draws list": "what it takes to repeat a draw, without its list",
    "draws repeat": "draws again from a list that whoever runs it has",
    "slips list": "batches, never a code",
    "staff list": "accounts, for whoever has the machine",
    "audit list": "the audit itself",
}
POLISH = SHIPPED / "pl" / "LC_MESSAGES"
SPRING = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)  # the quarter of the round is over
OPENS = "rounds open iro-survey@1 --teams all --opens 2026-11-23 --closes 2026-12-31"
# Everything else, in an order in which each finds something to do.
CHANGES = {
    "staff invite": "new@council.gov.uk --role analyst",
    "staff close": "new@council.gov.uk",
    "teams import": "teams.csv",
    "teams rename": "New Newer",
    "teams merge": "Newer --into Oak --from 2027-01-01",
    "teams reopen": "Newer",
    "teams close": "Newer",
    "cohorts import": "iro-survey 2026-27 cohort.csv",
    "questionnaires publish": "forms/other/1.yaml",
    "rounds open": OPENS.removeprefix("rounds open "),
    "rounds due": "open due.csv",
    "collectors make": "iro-survey --teams all --channel kiosk",
    "collectors given-out": "1 5",
    "collectors slips": "1 --count 1 --out s.pdf",
    "slips void": "1",
    "responses review": "1 --keep all",
    "rounds close": "1 --yes",
    "returns ask": "young-inspectors-visit --organisation Inspectors --day 2026-11-20 --about Oak",
    "returns invite": "1",
    "returns answer": "1",
    "returns export": "young-inspectors-visit --out v.xlsx",
    "activities add": "--day 2026-11-20 --method forum --people 9 --audience Care+leavers",
    "translations import": "{words}/interface.po --lang pl --checked-by A.+Reader",
    "translations approve": "pl --by B.+Manager",
    "workbooks issue": "2026-27+Q3",
    "workbooks get": "1 --out i.xlsx",
    "comments list": "",
    "comments release": "{comment}",
    "comments withhold": "{comment}",
    "summary": "--out s.xlsx",
    "records": "--round 1 --purpose See+what+is+kept --out r.xlsx",
    "purge": "",
    "backup": "copies",
    "restore": "{copy} --yes",
}
# What the control tries: the quick ones, and what is looked for in a copy.
TRIED = ["staff invite", "teams import", "teams rename", "rounds open", "backup", "restore"]
FILES = {
    "teams.csv": "team,service\nNew,Fostering\n",
    "cohort.csv": "item,code,count\neq_disability,yes,40\neq_disability,no,160\n",
    "due.csv": "team,questionnaire,due\nOak,iro-survey,12\n",
}


@pytest.fixture
def busy(council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The council with files to import, and forms of which the newest is not published yet."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "copies").mkdir()
    forms = Path(shutil.copytree(read_settings().forms, tmp_path / "forms"))
    monkeypatch.setenv("FEEDBACK_FORMS", str(forms))
    shutil.copytree(forms / "short-breaks-child", forms / "other")
    other = forms / "other" / "1.yaml"
    other.write_text(
        other.read_text().replace("questionnaire: short-breaks-child", "questionnaire: other")
    )
    return council


def flood() -> None:
    """Twelve answers at Elm with words, and a burst at Oak that waits for somebody to decide."""
    settings = read_settings()
    app, database = create_app(settings), Database(settings.database_url)
    with database.reading() as session:
        round_ = session.get_one(Round, 1)
        oak, elm = (session.get_one(Collector, id_) for id_ in (1, 2))
    for _ in range(12):
        Sender(app.test_client(), settings, round_, elm).send_real()
    hurried = Sender(app.test_client(), settings, round_, oak)
    for _ in range(MOST + 10):
        hurried.send({"know_iro": "no"}, open_for=dt.timedelta(seconds=1))
    database.engine.dispose()


def send_visit(_run: Run) -> None:
    """The inspectors send what they found, so that its place can be asked."""
    database = Database(read_settings().database_url)
    with database.writing() as session:
        send(session, session.get_one(Return, 1), welcome="2")
    database.engine.dispose()


def check_polish(run: Run) -> None:
    """Somebody reads the questionnaires through as well."""
    file = str(POLISH / "questionnaires.po")
    assert run("translations", "import", file, "--lang", "pl", "--checked-by", "A").status == 0


# What happens before some of them.
BEFORE: dict[str, Callable[[Run], None]] = {
    "responses review": lambda _: flood(),
    "returns answer": send_visit,
    "translations approve": check_polish,
}


def count_deeds(file: Path) -> int:
    """How many rows the audit has, in whatever database is there now."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM audit").fetchone()[0])


def list_unwritten(run: Run, folder: Path, names: Iterable[str]) -> list[str]:
    """Every one of these commands that changed or handed out something and left no row."""
    file, found, comment = folder / "feedback.db", [], ""
    for name in names:
        if name in BEFORE:
            BEFORE[name](run)
        copies = sorted((folder / "copies").glob("*.db"))
        fill = {"comment": comment, "copy": copies[-1] if copies else "", "words": POLISH}
        words = CHANGES[name].format(**fill).split()
        before = count_deeds(copies[-1] if name == "restore" else file)
        with clock.frozen_at(SPRING if name.startswith("workbooks") else clock.now()):
            result = run(*name.split(), *(word.replace("+", " ") for word in words))
        gc.collect()  # each lets go of the database when it ends, as processes do
        assert result.status == 0, (name, result.err)
        if name == "comments list":
            comment = result.out.split()[0]
        if count_deeds(file) == before:
            found.append(name)
    return found


def test_every_changing_command_is_written_down(busy: Run, tmp_path: Path) -> None:
    """One after the other, each with something to do."""
    assert list_unwritten(busy, tmp_path, CHANGES) == []


def test_one_that_is_not_written_down_is_found_out(
    busy: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing is recorded, and each that is tried is named."""
    monkeypatch.setattr(audit, "record", lambda *_, **__: None)

    assert list_unwritten(busy, tmp_path, TRIED) == TRIED


def test_no_command_is_missed() -> None:
    """Each one is tried here, or stands in the list with its reason."""
    assert {*CHANGES, *UNWRITTEN} == {name for name, _ in list_commands()}
    assert not CHANGES.keys() & UNWRITTEN.keys()
