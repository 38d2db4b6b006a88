"""A council to measure: the shipped questionnaires, some teams, an open round of each."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from feedback import clock
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.teams import TeamLine, save_teams
from feedback.versions import list_asked, open_published, publish_shipped, snapshot_of


@dataclass(frozen=True)
class Council:
    """An installation in a folder, with an open round of every questionnaire.

    `collectors` are those of the IRO survey, `every` one of each questionnaire with the variants it offers.
    """

    settings: Settings
    database: Database
    collectors: list[Collector]
    every: list[tuple[Collector, tuple[str, ...]]]


def make_council(folder: Path, *, teams: int) -> Council:
    """A new council in `folder`."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    database = Database(settings.database_url)
    upgrade(database)
    today = clock.today(settings.zone)
    with database.writing() as session:
        publish_shipped(session, settings.forms, read_library(settings.forms), on=today)
        members = save_teams(
            session, [TeamLine(f"Team {n}", "Service", None) for n in range(teams)]
        )
        closes_on = today + dt.timedelta(days=30)
        every: list[tuple[Collector, tuple[str, ...]]] = []
        collectors: dict[str, list[Collector]] = {}
        for name in sorted({version.questionnaire for version in list_asked(session)}):
            version = open_published(session, name)
            round_ = plan_round(
                session, version, members, opens_on=today, closes_on=closes_on, zone=settings.zone
            )
            collectors[name] = list_collectors(session, round_id=round_.id)
            every.append((collectors[name][0], tuple(snapshot_of(version).forms)))
    return Council(settings, database, collectors["iro-survey"], every)
