"""Everything to hand out in one file: each team's poster in its folder, cards beside them, or one PDF to print."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from feedback import clock
from feedback.collectors import list_collectors, make_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.making import folder_of, forget_files, make_orders
from feedback.models.asking import Channel, Collector, Round
from feedback.orders import Kind, open_order, place_order
from feedback.reports.bundles import PDF, ZIP, Wanted, plan_bundle, write_bundle
from feedback.teams import list_teams
from feedback.tick import run_tick
from tests.conftest import NOON, copy_database, open_round_of
from tests.reports.reading import rasterise, read_code


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


def make(database: Database, settings: Settings, tmp_path: Path, **wanted: str) -> Path:
    """The file of what is wanted, and how far it told it was."""
    chosen, told = Wanted(**wanted), []
    with database.reading() as session:
        parts = plan_bundle(session, chosen, settings)
    file = tmp_path / f"made.{chosen.form}"
    write_bundle(parts, chosen, settings, to=file, tell=lambda *how: told.append(how))
    assert told == [(done, len(parts)) for done in range(len(parts) + 1)]
    return file


def test_a_zip_has_a_folder_for_each_team_and_device(
    database: Database, settings: Settings, tmp_path: Path, devices: list[Collector]
) -> None:
    """With what the pack of a round has, under the name of the round."""
    file = make(database, settings, tmp_path, form=ZIP, team="Oak")

    names = zipfile.ZipFile(file).namelist()
    folders = {name.split("/")[1] for name in names}
    assert {name.split("/")[0] for name in names} == {"Your IRO 2026-11-23"} or len(names) > 5
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
