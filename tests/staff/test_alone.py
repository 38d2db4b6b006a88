"""Why a team is not shown alone: with whom it stood in each counted round, and never how many of it answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models.answering import Response
from feedback.models.asking import Round, Team
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.renames import change_team
from feedback.reports.standing import Standing, list_standings
from feedback.staff import alone
from feedback.teams import TeamLine
from tests.councils import add_round, add_teams, answer, count, make_snapshot

from .conftest import Council
from .test_results import read, words

NAME = "conference"
WHY = "Why, and when it may stand alone"


def fill(
    council: Council,
    sizes: Mapping[str, int],
    *,
    month: int = 4,
    counted: bool = True,
    answers: Sequence[str] = ("know=yes",),
) -> int:
    """A round of a month, of North, South and the teams of another service, with so many answers each; its id."""
    with council.database.writing() as session:
        known = {team.name: team for team in session.scalars(select(Team))}
        missing = [name for name in sizes if name not in known]
        known.update((t.name, t) for t in add_teams(session, *((name, "Care") for name in missing)))
        round_ = add_round(
            session, [known[name] for name in sizes], snapshot=make_snapshot(questionnaire=NAME),
            opens_on=dt.date(2026, month, 1), closes_on=dt.date(2026, month, 28),
        )  # fmt: skip
        for name, size in sizes.items():
            answer(session, round_, known[name], times=size, answers=answers)
        return count(session, round_).id if counted else round_.id


def see(council: Council, team: str = "North", role: str = "manager") -> str:
    """The whole text of a team's page."""
    with council.database.reading() as session:
        id_ = session.scalars(select(Team.id).where(Team.name == team)).one()
    page = read(council.signed_in(role), f"/staff/teams/{id_}/alone")
    main = page.find(".//main")
    assert main is not None
    return words(main)


def test_each_round_says_how_the_team_stood(council: Council) -> None:
    """Alone, with a team of its service, with teams of several services, and sealed with everybody."""
    fill(council, {"North": 9, "South": 8})
    fill(council, {"North": 3, "South": 4, "Oak": 6}, month=5)
    fill(council, {"North": 2, "South": 1, "Oak": 3}, month=6)
    fill(council, {"North": 1, "South": 2}, month=7)

    page = see(council)

    assert "1 Apr 2026 to 28 Apr 2026: Conference survey North stood alone." in page
    assert "North stood together with South, of the same service (Help)." in page
    assert "North stood together with South, Oak, of several services." in page
    assert "1 Jul 2026 to 28 Jul 2026 Waits for more answers: fewer than 5 came." in page
    assert "In a longer round." in page
    assert "stands alone only if it stood alone in every round of it" in page


def test_a_team_that_took_others_in_is_not_told_from_one_that_was_small(council: Council) -> None:
    """North has five, South none: the sentence is that for three and two."""
    fill(council, {"North": 5, "South": 0, "Oak": 8})
    fill(council, {"North": 3, "South": 2, "Oak": 8}, month=5)

    page = see(council)

    assert page.count("North stood together with South, of the same service (Help).") == 2
    assert "Which of them it was is not said" in page


def test_a_team_that_was_renamed_is_the_same_team(council: Council) -> None:
    """What it was called in the round leads to it still, from results too."""
    round_id = fill(council, {"North": 3, "South": 4, "Oak": 6})
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        change_team(session, north, TeamLine("Harbour", "Help", None), zone=council.settings.zone)

    assert "Harbour stood together with South, of the same service (Help)." in see(
        council, "Harbour"
    )
    results = council.signed_in("manager").get(f"/staff/rounds/{round_id}/results").text
    assert "In this round Harbour stands in the row" in results


SAME_ROWS = (
    {"North": 5, "South": 0, "Oak": 8},
    {"North": 4, "South": 1, "Oak": 8},
    {"North": 2, "South": 3, "Oak": 8},
    {"North": 0, "South": 5, "Oak": 8},
)


def list_with_reasons(session: Session, team: Team) -> list[Standing]:
    """The control: what a page would know that looks at how many answered, and says which reason it was."""
    small = (
        session.scalar(
            select(func.count()).select_from(Response).where(Response.team_id == team.id)
        )
        or 0
    ) < 5
    reason = "it was too small" if small else "it took others in"
    return [
        replace(one, others=(*one.others, reason)) if one.others else one
        for one in list_standings(session, team)
    ]


def test_the_page_is_the_same_whatever_stands_behind_a_row(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four divisions of one row of five: one page. The control, which says the reason, tells five from four."""
    rounds, seen, control = [], [], []
    for sizes in SAME_ROWS:
        rounds.append(fill(council, sizes))
        seen.append((see(council), see(council, "South", "analyst")))
        with monkeypatch.context() as patch:
            patch.setattr(alone, "list_standings", list_with_reasons)
            control.append((see(council), see(council, "South", "analyst")))
        forget(council, rounds[-1])

    assert len(set(seen)) == 1
    assert len(set(control)) > 1


def forget(council: Council, round_id: int) -> None:
    """Take a round and what came of it out again, so that the next begins as this one did."""
    with council.database.writing() as session:
        session.query(FigureRecord).delete()
        session.query(FigureRow).delete()
        session.query(Response).delete()
        session.connection().exec_driver_sql("DELETE FROM option_figures")
        session.connection().exec_driver_sql("DELETE FROM channel_figures")
        session.connection().exec_driver_sql("DELETE FROM round_teams")
        session.connection().exec_driver_sql("DELETE FROM rounds")


def test_nothing_is_said_before_the_count(council: Council) -> None:
    """The page of a team with an open round is the same with nought, four and forty answers in it."""
    fill(council, {"North": 9, "South": 8})
    before = see(council)
    round_id = fill(council, {"North": 0, "South": 0}, month=10, counted=False)
    pages = [see(council)]
    for times in (4, 36):
        with council.database.writing() as session:
            round_ = session.get_one(Round, round_id)
            answer(session, round_, round_.teams[0].team, times=times)
        pages.append(see(council))

    assert pages == [before] * 3


def test_a_team_that_was_never_counted_reads_so(council: Council) -> None:
    """And the rule all the same."""
    page = see(council)

    assert "No round with North has been counted." in page
    assert "five people or more" in page


def test_figures_that_are_deleted_are_said_to_be(council: Council) -> None:
    """A round whose figures are past their date stays in the list, without a link."""
    fill(council, {"North": 9, "South": 8})
    with council.database.writing() as session:
        session.query(FigureRecord).delete()
        session.query(FigureRow).delete()

    assert "28 Apr 2026 The figures of this round were deleted when their time was over." in see(
        council
    )


@pytest.mark.parametrize("measure", ["", "?measure=iro.know"])
def test_results_lead_a_manager_there_when_the_own_team_is_not_alone(
    council: Council, measure: str
) -> None:
    """From the round and from each measure; and not when it is alone."""
    together = fill(council, {"North": 3, "South": 4, "Oak": 6})
    apart = fill(council, {"North": 9, "South": 6, "Oak": 3}, month=5)
    client = council.signed_in("manager")

    page = client.get(f"/staff/rounds/{together}/results{measure}").text
    other = client.get(f"/staff/rounds/{apart}/results{measure}").text

    assert "In this round North stands in the row “Other teams”" in page
    assert f'href="/staff/teams/1/alone">{WHY}</a>' in page
    assert WHY not in other
    assert "/staff/teams/2/alone" not in page + other


def test_the_lists_lead_a_manager_there_always(council: Council) -> None:
    """From Results and from a questionnaire over time, to the own team only."""
    fill(council, {"North": 9, "South": 8})
    client = council.signed_in("manager")

    for path in ("/staff/results", f"/staff/results/{NAME}"):
        page = client.get(path).text
        assert 'href="/staff/teams/1/alone">Why North does not always stand alone</a>' in page


def test_whoever_sees_every_team_is_led_to_each_that_is_not_alone(council: Council) -> None:
    """And to no other."""
    round_id = fill(council, {"North": 3, "South": 4, "Oak": 6})

    page = council.signed_in().get(f"/staff/rounds/{round_id}/results?measure=iro.know").text

    assert 'href="/staff/teams/1/alone">North</a>' in page
    assert 'href="/staff/teams/2/alone">South</a>' in page
    assert "/staff/teams/3/alone" not in page


def test_a_manager_sees_every_measure_of_the_own_row_at_once(council: Council) -> None:
    """Beside that of all teams: what the pages of the measures say of that row, and no row of others."""
    round_id = fill(council, {"North": 3, "South": 4, "Oak": 26})
    alone_id = fill(council, {"North": 9}, month=5)
    manager = council.signed_in("manager")

    own = read(manager, f"/staff/rounds/{round_id}/results")
    captions = [words(one).strip() for one in own.findall(".//caption[@id]")]
    only = manager.get(f"/staff/rounds/{alone_id}/results").text
    analysts = council.signed_in().get(f"/staff/rounds/{round_id}/results").text

    assert captions[:2] == [
        "Every core measure, all teams",
        "Every core measure, Other teams (North, South)",
    ]
    assert "all or nearly all of 7" in words(own)
    assert "Oak" not in words(own)
    assert "own-measures" not in only
    assert "own-measures" not in analysts
