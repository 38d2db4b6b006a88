"""An occasion has links and posters of its own, and is counted for the whole council from ten people on each."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback.collectors import make_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.asking import Channel, Collector, Occasion, Round, Team
from feedback.option_figures import tell_occasions
from feedback.reports.figures import read_rounds
from feedback.reports.materials import describe_poster
from feedback.teams import list_teams
from tests.councils import add_round, add_teams, answer, count, make_database

ITEM = "On what occasion they were asked"


def test_an_occasion_has_a_poster_of_its_own(
    database: Database, settings: Settings, collectors: list[Collector]
) -> None:
    """With another code, and the occasion beside the team; made once."""
    with database.writing() as session:
        oak = list_teams(session)[:1]
        made = [
            make_collectors(
                session, "iro-survey", oak, channel=Channel.POSTER, occasion=Occasion.VIRTUAL
            )[0]
            for _ in range(2)
        ]
        poster = describe_poster(session, made[0], settings)
        plain = describe_poster(session, collectors[0], settings)

    assert made[0].id == made[1].id
    assert made[0].code != collectors[0].code
    assert poster.team == f"{plain.team}, virtual"


def test_what_makes_no_sense_is_refused(database: Database, collectors: list[Collector]) -> None:
    """A second poster for no occasion, and a group on an occasion."""
    with database.writing() as session:
        teams = list_teams(session)
        with pytest.raises(RefusedError, match="not made by itself"):
            make_collectors(session, "iro-survey", teams, channel=Channel.POSTER)
        with pytest.raises(RefusedError, match="an occasion itself"):
            make_collectors(
                session,
                "iro-survey",
                teams,
                channel=Channel.LINK,
                group=True,
                occasion=Occasion.REVIEW,
            )


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ({"virtual": 10, "in person": 12, "": 11}, [12, 10, 11]),
        ({"virtual": 9, "in person": 12, "": 11}, None),
        ({"virtual": 10, "in person": 12, "": 9}, None),
        ({"virtual": 10, "in person": 12}, None),  # none without an occasion
        ({"in person": 40, "": 40}, None),  # nobody by one that there is
        ({"virtual": 10, "in person": 12, "": 6, "group session": 5}, [12, 10, 11]),
    ],
)
def test_all_are_told_from_ten_each_or_none(
    received: dict[str, int], told: list[int] | None
) -> None:
    """One that is hidden alone would be had by subtracting."""
    shown = tell_occasions(received, ["virtual", "in person"])

    numbers = [range_ and range_.low for range_ in shown.values()]
    assert list(shown) == ["in person", "virtual", "none"]
    assert numbers == (told or [None] * 3)


def fill(session: Session, *, both: bool, times: int) -> Round:
    """A counted round of two teams, one or both with a link for virtual meetings, so many answers by each."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, teams)
    for team in teams:
        answer(session, round_, team, times=8)
        if both or team is teams[0]:
            _link(session, round_, team)
            answer(session, round_, team, times=times, channel="link")
    return count(session, round_)


def _link(session: Session, round_: Round, team: Team) -> None:
    session.add(
        Collector(
            questionnaire=round_.version.questionnaire,
            team=team,
            channel="link",
            occasion="virtual",
            code=f"BCDF{team.id:02}",
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("both", "times", "told"),
    [
        (True, 5, [("Virtual", 10), ("No occasion named", 16)]),
        (True, 4, [("Virtual", None), ("No occasion named", None)]),
        (False, 12, []),  # it would be a figure of one team
    ],
)
def test_they_stand_under_who_answered(
    tmp_path: Path, both: bool, times: int, told: list[tuple[str, int | None]]
) -> None:
    """For the whole council, where every team has the occasion."""
    with make_database(tmp_path).writing() as session:
        round_ = fill(session, both=both, times=times)
        (figures,) = read_rounds(session, [round_])

    found = [(one.label, one.count.low) for one in figures.people if one.text == ITEM]
    assert found == told
