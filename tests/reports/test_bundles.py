"""Everything to hand out in one file: each team's poster in its folder, cards beside them, or one PDF to print."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from feedback import clock
from feedback.collectors import list_collectors, make_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.making import folder_of, forget_files, make_orders, open_file
from feedback.models.asking import Channel, Collector, Round
from feedback.orders import Kind, open_order, place_order
from feedback.pseudo import make_turned
from feedback.reports.bundles import PDF, ZIP, Wanted, plan_bundle, write_bundle
from feedback.reports.loose_slips import run_press
from feedback.slips import list_batches
from feedback.teams import list_teams
from feedback.tick import run_tick
from tests.conftest import NOON, copy_database, open_round_of
from tests.reports.reading import rasterise, read_code
from tests.tongues import speak


@pytest.fixture
def database(settings: Settings, template: Path, noon: dt.datetime) -> Iterator[Database]:
    """The council of the public pages, in place of the empty one of these tests."""
    yield from copy_database(settings, template)


@pytest.fixture
def devices(database: Database, collectors: list[Collector]) -> list[Collector]:
    """A tablet and somebody who asks, of the first team."""
    with database.writing() as session:
        oak = list_teams(session)[:1]
        return [
            make_collectors(session, "iro-survey", oak, channel=channel)[0]
            for channel in (Channel.KIOSK, Channel.INTERVIEWER)
        ]


def make(database: Database, settings: Settings, tmp_path: Path, **wanted: str | int) -> Path:
    """The file of what is wanted, and how far it told it was."""
    chosen, told = Wanted(**wanted), []
    with database.reading() as session:
        parts = plan_bundle(session, chosen, settings)
    file = tmp_path / f"made.{chosen.form}"
    with run_press(database, settings) as press:
        write_bundle(
            parts, chosen, settings, to=file, tell=lambda *how: told.append(how), press=press
        )
    assert told == [(done, len(parts)) for done in range(len(parts) + 1)]
    return file


def test_a_zip_has_a_folder_for_each_team_and_device(
    database: Database, settings: Settings, tmp_path: Path, devices: list[Collector]
) -> None:
    """With what the pack of a round has, under the name of the round."""
    file = make(database, settings, tmp_path, form=ZIP, team="Oak")

    names = zipfile.ZipFile(file).namelist()
    folders = {name.split("/")[1] for name in names}
    assert {name.split("/")[0] for name in names} == {"IRO survey 2026-11-23 round 1"}
    assert folders == {"README.txt", "Oak", "Oak kiosk", "Oak interviewer"}
    oak = {name.split("/")[2] for name in names if "/Oak/" in name}
    assert {"link.txt", "poster.pdf", "poster.png", "qr.svg", "paper-standard.pdf"} <= oak


def test_one_pdf_has_a_page_for_each_poster_and_card(
    database: Database, settings: Settings, tmp_path: Path, devices: list[Collector]
) -> None:
    """In the order of the teams, each with its own code."""
    file = make(database, settings, tmp_path, form=PDF)

    with pymupdf.open(file) as pages:
        said = [page.get_text() for page in pages]
        codes = [read_code(rasterise(page, 150)) for page in pages]
    with database.reading() as session:
        known = {one.id: one for one in list_collectors(session)}
    posters = [one for one in known.values() if one.channel == Channel.POSTER]
    assert len(said) == len(posters) + 2
    wanted = [f"{settings.public_url}/q/{one.code}".upper() for one in posters]
    wanted += [f"{settings.public_url}/q/{devices[0].code}".upper()]
    wanted += [f"{settings.public_url}/staff/interviews/{devices[1].code}"]
    assert codes == wanted
    assert "A tablet that people share" in said[-2]
    assert "Somebody who asks and types" in said[-1]


def test_one_round_or_one_team_can_be_had(
    database: Database, settings: Settings, round_: Round
) -> None:
    """And nothing at all is refused with what it is."""
    other = open_round_of(database, settings, "post-conference-parent")
    with database.reading() as session:
        every = plan_bundle(session, Wanted(), settings)
        one = plan_bundle(session, Wanted(round_id=str(other.id)), settings)
        own = plan_bundle(session, Wanted(team="Elm"), settings)
        with pytest.raises(RefusedError, match="nothing to hand out"):
            plan_bundle(session, Wanted(team="Nobody"), settings)

    assert (len(every), len(one), len(own)) == (6, 3, 2)


def test_it_is_made_in_the_background_and_gone_after_a_day(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Its name cannot be guessed; nothing half made is ever there under it."""
    with database.writing() as session:
        details = {"round_id": "all", "team": "Oak", "form": ZIP}
        order_id = place_order(session, Kind.MATERIALS, details, by=None).id
    made = make_orders(database, settings)
    with database.reading() as session:
        order = open_order(session, order_id)
    (file,) = folder_of(settings).iterdir()
    whole = zipfile.ZipFile(io.BytesIO(file.read_bytes())).testzip()
    run_tick(database, settings)
    forget_files(database, settings)
    still = file.exists()
    with clock.frozen_at(max(NOON, clock.now()) + dt.timedelta(days=400)):
        run_tick(database, settings)
        forget_files(database, settings)

    assert (made, order.state, order.result, whole) == (1, "done", file.name, None)
    assert len(file.stem) > 16
    assert (still, list(folder_of(settings).iterdir())) == (True, [])


def test_a_round_that_ended_meanwhile_is_said(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Nothing is made, and the order says why."""
    with database.writing() as session:
        details = {"round_id": str(round_.id), "team": "all", "form": PDF}
        order_id = place_order(session, Kind.MATERIALS, details, by=None).id
    with clock.frozen_at(NOON + dt.timedelta(days=60)):
        made = make_orders(database, settings)

    with database.reading() as session:
        order = open_order(session, order_id)
    assert (made, order.state) == (0, "failed")
    assert order.trouble == "There is nothing to hand out for that now."


def test_it_speaks_the_languages_that_are_chosen(
    database: Database, settings: Settings, tmp_path: Path, round_: Round
) -> None:
    """A folder each, with paper forms; every code opens in the language it is printed in. English where there is none."""
    other = open_round_of(database, settings, "post-conference-parent")
    speak(database, "ar", "fa", say=make_turned)

    file = make(database, settings, tmp_path, form=ZIP, team="Oak", language="ar fa ar")

    packed = zipfile.ZipFile(file)
    survey = {name.split("/", 2)[2] for name in packed.namelist() if name.count("/") == 3}
    codes = {
        name.split("/")[-2]: packed.read(name).decode().split("</title>")[0].split("/")[-1]
        for name in packed.namelist()
        if name.endswith("qr.svg")
    }
    readme = next(packed.read(n).decode() for n in packed.namelist() if n.endswith("README.txt"))
    assert {name.split("/")[0] for name in survey} == {"Arabic", "Farsi", "English"}
    assert "Arabic/paper-standard.pdf" in survey
    assert codes | {"English": ""} == {"Arabic": "AR", "Farsi": "FA", "English": ""}
    assert "In: " in readme
    with database.reading() as session, pytest.raises(RefusedError, match="not offered in 'xx'"):
        plan_bundle(session, Wanted(language="ar xx", round_id=str(other.id)), settings)


def test_slips_are_printed_for_the_file_and_no_code_twice(
    database: Database, settings: Settings, tmp_path: Path, round_: Round
) -> None:
    """So many a team and language; making the same again prints others, and without the wish there are none."""
    speak(database, "ar", say=make_turned)
    wanted = {"form": PDF, "team": "Oak", "language": "ar", "slips": 2}

    made = [make(database, settings, tmp_path, **wanted).read_bytes() for _ in range(2)]
    plain = make(database, settings, tmp_path, form=ZIP, team="Oak")

    codes = []
    for file in made:
        page = pymupdf.open(stream=file)[2]
        image = rasterise(page, 200)
        top, half = image.shape[0] // 4, image.shape[1] // 2
        codes += [read_code(image[:top, half:]), read_code(image[:top, :half])]
    assert len(set(codes)) == 4
    assert all(code.startswith(f"{settings.public_url}/Q/".upper()) for code in codes)
    assert all(code.endswith("/AR") for code in codes)
    assert not [name for name in zipfile.ZipFile(plain).namelist() if "slips" in name]
    with database.reading() as session:
        assert len(list_batches(session, zone=settings.zone)) == 2


@pytest.mark.parametrize("slips", [-1, 501, 500])
def test_too_many_slips_are_refused_before_anything_is_printed(
    database: Database, settings: Settings, round_: Round, slips: int
) -> None:
    """For a team and in all; the control is one less."""
    speak(database, "ar", "fa", "ps", "pl", say=make_turned)
    wanted = Wanted(slips=slips, language="en ar fa ps pl" if slips == 500 else "en")

    with database.reading() as session:
        with pytest.raises(RefusedError, match="slips"):
            plan_bundle(session, wanted, settings)
        assert plan_bundle(session, Wanted(slips=500, language="en ar fa"), settings)


def test_a_file_that_is_not_made_leaves_no_slip_that_works(
    database: Database, settings: Settings, tmp_path: Path, round_: Round
) -> None:
    """Somebody pulls the plug after the first batch: it is void."""
    wanted = Wanted(slips=1, form=PDF)
    with database.reading() as session:
        parts = plan_bundle(session, wanted, settings)

    def stop(done: int, total: int) -> None:
        if done == total - 1:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"), run_press(database, settings) as press:
        write_bundle(parts, wanted, settings, to=tmp_path / "a.pdf", tell=stop, press=press)

    with database.reading() as session:
        states = [str(one.status) for one in list_batches(session, zone=settings.zone)]
    assert states == ["voided", "voided"]


def test_codes_lie_on_the_disk_only_locked(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Neither the ordered file nor the database says one; with the key the file is whole. Control: one without slips is plain."""
    with database.writing() as session:
        for slips in (1, 0):
            details = {"round_id": "all", "team": "Oak", "form": ZIP, "slips": slips}
            place_order(session, Kind.MATERIALS, details, by=None)
    make_orders(database, settings)

    sealed, plain = sorted(folder_of(settings).iterdir(), key=lambda file: file.suffix)
    opened = open_file(settings, sealed.name)

    assert (sealed.suffix, plain.suffix) == (".sealed", ".zip")
    assert not zipfile.is_zipfile(sealed)
    assert zipfile.is_zipfile(plain)
    assert opened is not None
    names = zipfile.ZipFile(io.BytesIO(opened)).namelist()
    assert [name for name in names if name.endswith("slips-batch-1.pdf")]
    assert open_file(replace(settings, secret_keys=("x" * 40,)), sealed.name) is None


def test_a_name_that_cannot_be_printed_keeps_nothing_else_back(
    database: Database, settings: Settings, tmp_path: Path, round_: Round
) -> None:
    """A ZIP says so in its place, without slips that nothing could be drawn on; one PDF has no place, and says what to do."""
    with database.writing() as session:
        round_ = session.get_one(Round, round_.id)
        round_.teams[2].team.name = "Ash ☃"

    file = make(database, settings, tmp_path, form=ZIP, slips=1)

    packed = zipfile.ZipFile(file)
    names = [name.partition("/")[2] for name in packed.namelist()]
    assert [n for n in names if n.startswith("Ash")] == [
        f"Ash ☃/{name}" for name in ("link.txt", "NO-POSTER.txt", "qr.svg")
    ]
    assert "Oak/poster.pdf" in names
    assert "Ash ☃" in packed.read(packed.namelist()[0]).decode()
    with database.reading() as session, pytest.raises(RefusedError, match="choose a ZIP"):
        plan_bundle(session, Wanted(form=PDF), settings)
