"""Rates and hand counts in the workbook: sums of the rows shown, and nothing of a team that has no row."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.models.asking import GivenOut, Round
from tests.councils import add_round, add_teams, answer, count, get_collector, give_out
from tests.reports.test_workbook import make, read_sheet

SENT = {"Oak": 12, "Elm": 3, "Ash": 4, "Fir": 9}
DUE = {"Oak": 24, "Elm": 6, "Ash": 8, "Fir": 10}
HIDDEN = ("Elm", "Ash")


@pytest.fixture
def counted(session: Session) -> Round:
    """Four teams of one service, of which Elm and Ash are too small to stand alone; all counted by hand."""
    return count(session, begin(session, DUE))


def begin(session: Session, due: dict[str, int]) -> Round:
    """The round before its count. Each team gave out twice what was due, and one refused."""
    teams = add_teams(session, *((name, "Care") for name in SENT))
    round_ = add_round(session, teams, due=due)
    for member in round_.teams:
        answer(session, round_, member.team, times=SENT[member.team.name])
        give_out(session, round_, member.team, 2 * DUE[member.team.name])
        member.refused, member.no_contact = 1, 2
    return round_


def test_a_merged_row_is_a_sum(session: Session, counted: Round) -> None:
    """Due, given out, refused and no contact of its teams together, and the rate of the sums."""
    sheet = read_sheet(make(session, counted), "Response rates")
    rows = {row["Team"]: row for row in sheet if row["Channel"] == "all"}

    other, every = rows["Other teams"], rows["All teams"]
    numbers = ("Due", "Given out", "Received", "Refused", "No contact")
    assert [other[name] for name in numbers] == [14, 28, 7, 2, 4]
    assert other["Rate"] == pytest.approx(7 / 14)
    assert every["Received"] == sum(SENT.values())
    assert every["Due"] == sum(DUE.values())


def find_rates(rows: Iterable[dict[str, Any]]) -> set[str]:
    """Hidden teams whose number of answers somebody who knows what was due there could work out of a rate."""
    return {
        name
        for row in rows
        for name in HIDDEN
        if row["Team"] == name
        or (row["Due"] == DUE[name] and round(float(row["Rate"]) * DUE[name]) == SENT[name])
    }


def test_no_rate_is_of_a_team_that_has_no_row(session: Session, counted: Round) -> None:
    """A manager knows what was due in a small team: times a rate of that team it would be the hidden count."""
    workbook = make(session, counted)

    for sheet in ("By team", "Response rates"):
        assert find_rates(read_sheet(workbook, sheet)) == set()


def test_a_rate_team_by_team_would_tell(counted: Round) -> None:
    """The control: rates of each team by itself, as a naive sheet has them, are found."""
    naive = [
        {"Team": f"Team {m.team_id}", "Due": m.due, "Rate": SENT[m.team.name] / (m.due or 1)}
        for m in counted.teams
    ]

    assert find_rates(naive) == set(HIDDEN)


def test_a_part_that_nobody_counted_makes_no_rate_of_the_rest(session: Session) -> None:
    """One of the merged teams has no due count: the row says so and falls back on what was given out."""
    round_ = count(session, begin(session, {"Oak": 24, "Elm": 6, "Fir": 10}))

    rows = {row["Team"]: row for row in read_sheet(make(session, round_), "By team")}

    assert rows["Other teams"]["Due"] == "not recorded"
    assert rows["Other teams"]["Rate"] == pytest.approx(7 / 28)
    assert rows["All teams"]["Due"] == "not recorded"
    assert rows["Oak"]["Rate"] == pytest.approx(12 / 24)


def test_a_channel_that_one_team_counted_has_no_rate_of_all(session: Session) -> None:
    """40 slips noted by Oak alone are not what everybody's answers by slip are out of."""
    oak, elm = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, [oak, elm])
    for team, posters in ((oak, 30), (elm, 20)):
        give_out(session, round_, team, posters)
        slips = get_collector(session, round_.version, team, channel="slip")
        for channel in ("poster", "slip"):
            answer(session, round_, team, times=15, channel=channel)
        if team is oak:
            session.add(GivenOut(collector_id=slips.id, round_id=round_.id, count=40))

    count(session, round_)

    sheet = read_sheet(make(session, round_), "Response rates")
    rows = {row["Channel"]: (row["Given out"], row["Rate"]) for row in sheet}
    assert rows["slip"] == ("not recorded", "not recorded")
    assert rows["poster"] == (50, pytest.approx(30 / 50))
