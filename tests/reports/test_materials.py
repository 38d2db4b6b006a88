"""What is handed out for a collector, and that it leads to the round it was made for."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedback import clock
from feedback.collectors import make_missing, make_slip_collector
from feedback.config import Settings
from feedback.db import Database
from feedback.edges import Status
from feedback.exceptions import RefusedError
from feedback.models.asking import Channel, Collector, Meta, Round
from feedback.reports.materials import (
    collect_materials,
    describe_poster,
    list_materials,
    make_material,
    make_view,
)
from feedback.reports.posters import make_poster
from feedback.reports.rasters import make_png
from feedback.rounds import end_tonight
from tests.conftest import NOON, copy_database, open_round_of
from tests.reports.test_posters import POSTER


@pytest.fixture
def database(settings: Settings, template: Path, noon: dt.datetime) -> Iterator[Database]:
    """The shipped questionnaires and three teams."""
    yield from copy_database(settings, template)


def test_open_and_planned_rounds_are_listed_by_questionnaire(
    database: Database, settings: Settings
) -> None:
    """What is over is not handed out; the rest stands by questionnaire, and then by first day."""
    later = dt.date(2027, 2, 1), dt.date(2027, 3, 1)
    open_round_of(database, settings, "post-conference-parent")
    open_round_of(database, settings, "iro-survey@2", opens_on=later[0], closes_on=later[1])
    open_round_of(database, settings, "iro-survey@1", closes_on=dt.date(2026, 11, 30))

    with database.reading() as session, clock.frozen_at(NOON + dt.timedelta(days=8)):
        after = list_materials(session, settings.zone)
    with database.reading() as session:
        found = list_materials(session, settings.zone)

    def name(each: object) -> tuple[str, int, Status, int]:
        return each.snapshot.questionnaire, each.snapshot.version, each.status, len(each.collectors)

    planned = ("iro-survey", 2, Status.PLANNED, 3)
    parents = ("post-conference-parent", 2, Status.OPEN, 3)
    assert [name(each) for each in found] == [("iro-survey", 1, Status.OPEN, 3), planned, parents]
    assert [name(each) for each in after] == [planned, parents]


def test_last_day_is_the_one_that_staff_chose(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Closing tonight makes today the last day, and undoing it the old one."""
    with database.writing() as session:
        held = session.merge(round_)
        before = collect_materials(session, held, settings.zone).last_day
        end_tonight(held, settings.zone)
        tonight = collect_materials(session, held, settings.zone).last_day

    assert before == dt.date(2026, 12, 31)
    assert tonight == NOON.date()


def test_nothing_is_handed_out_for_a_round_that_is_over(
    database: Database, settings: Settings, round_: Round
) -> None:
    """One sentence that says which rounds have posters."""
    with (
        database.reading() as session,
        clock.frozen_at(NOON + dt.timedelta(days=60)),
        pytest.raises(RefusedError, match=r"Round 1 is over.*open or planned"),
    ):
        collect_materials(session, round_, settings.zone)


def test_poster_is_that_of_the_round_it_is_made_for(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """The version in use now, or that of the round named: a title may have changed between them."""
    days = dt.date(2027, 2, 1), dt.date(2027, 3, 1)
    later = open_round_of(database, settings, "iro-survey@1", opens_on=days[0], closes_on=days[1])

    with database.reading() as session:
        now = describe_poster(session, collectors[0], settings)
        then = describe_poster(session, collectors[0], settings, round_=session.merge(later))

    assert now.team == "Oak"
    assert now.url == f"http://127.0.0.1:8000/q/{collectors[0].code}"
    assert (now.council, now.audience, now.easy_read) == ("Westmere Council", "child", True)
    assert (then.url, then.code) == (now.url, now.code)
    assert then != now


def test_poster_says_trial_and_demo_as_they_are(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """Trial until somebody listens; DEMO in the sample council."""
    with database.writing() as session:
        before = describe_poster(session, collectors[0], settings)
        session.add(Meta(name="demo", value="yes"))
        session.flush()
        after = describe_poster(session, collectors[0], settings)

    assert (before.trial, before.demo) == (True, False)
    assert after == replace(before, demo=True)


def test_each_suffix_is_its_kind() -> None:
    """Paper, picture, page and code, however the suffix is written."""
    made = {suffix: make_material(POSTER, suffix) for suffix in (".pdf", ".PNG", ".html", ".svg")}

    assert made[".pdf"] == make_poster(POSTER)
    assert made[".PNG"] == make_png(make_poster(POSTER))
    assert made[".html"].startswith(b"<!doctype html>")
    assert made[".svg"].startswith(b"<svg ")


@pytest.mark.parametrize("suffix", [".docx", ""])
def test_another_kind_is_refused(suffix: str) -> None:
    """The sentence says which there are."""
    with pytest.raises(RefusedError, match=r"\.pdf, \.png or \.html"):
        make_material(POSTER, suffix)


def test_a_name_that_cannot_be_printed_is_refused_in_words() -> None:
    """Paper, picture and page alike: what to do, not a trace."""
    poster = replace(POSTER, team="Oak ☃")

    for make in (lambda: make_material(poster, ".png"), lambda: make_view(poster)):
        with pytest.raises(RefusedError, match=r"SNOWMAN.*Write that name in other letters"):
            make()


def test_what_is_handed_out_leaves_slip_collectors_out(
    database: Database, settings: Settings, round_: Round, collectors: list[Collector]
) -> None:
    """A pack, a page of posters and a poster need a code that stays good; as a link, the control, it is there."""
    with database.writing() as session:
        made = make_slip_collector(session, session.merge(collectors[0]))
        found = collect_materials(session, session.merge(round_), settings.zone).collectors
        with pytest.raises(RefusedError, match=f"collectors slips {made.id}' prints them"):
            describe_poster(session, made, settings)
        teams = [session.merge(collectors[0]).team]
        (link,) = make_missing(session, made.questionnaire, teams, channel=Channel.LINK)
        after = collect_materials(session, session.merge(round_), settings.zone).collectors

    assert [one.id for one in found] == [one.id for one in collectors]
    assert [one.id for one in after] == [*(one.id for one in collectors), link.id]
