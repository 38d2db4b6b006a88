"""Teams that end: closed, or merged into another whose rounds their codes lead on to. History stays."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, closing
from feedback.begun_rounds import read_begun
from feedback.collectors import list_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.links import State, open_link
from feedback.mergers import close_team, counted_for, get_merger, merge_team, reopen_team
from feedback.models.accounts import Role
from feedback.models.answering import Comment, Response, SealedAnswer
from feedback.models.asking import Collector, Round, Successor, Team
from feedback.models.reporting import FigureRow
from feedback.rounds import plan_round, record_given_out
from feedback.teams import list_open, list_teams, open_teams
from feedback.versions import open_published
from tests.conftest import NOON, stored
from tests.pages import send, visit
from tests.replying import make_staff

DAY = dt.timedelta(days=1)
TODAY = NOON.date()
NEW_YEAR = dt.date(2027, 1, 1)
FEBRUARY = (dt.date(2027, 2, 1), dt.date(2027, 2, 28))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on the three teams Oak, Elm and Ash."""
    with database.writing() as session:
        yield session


def team(session: Session, name: str) -> Team:
    """A team by its name."""
    return session.scalars(select(Team).where(Team.name == name)).one()


def plan(session: Session, settings: Settings, names: str, days: tuple[dt.date, dt.date]) -> Round:
    """A round of the IRO survey with these teams."""
    return plan_round(
        session, open_published(session, "iro-survey@2"), open_teams(session, names),
        opens_on=days[0], closes_on=days[1], zone=settings.zone,
    )  # fmt: skip


def code_of(session: Session, name: str) -> Collector:
    """The poster of a team."""
    return session.scalars(select(Collector).join(Team).where(Team.name == name)).one()


def put(session: Session, round_: Round, collector: Collector, times: int) -> None:
    """So many answers through one code, in the sealed intake, each with words."""
    session.add_all(
        SealedAnswer(
            round_id=round_.id, collector_id=collector.id, version_id=round_.version_id,
            variant="standard", language="en", mode="self", helper=None,
            answers=json.dumps(["know_iro=yes"]), equality="[]", comments='{"best": "Tea"}',
        )
        for _ in range(times)
    )  # fmt: skip
    session.flush()


def merge(session: Session, settings: Settings, from_on: dt.date = NEW_YEAR) -> None:
    """Merge Oak into Elm."""
    zone = settings.zone
    merge_team(session, team(session, "Oak"), team(session, "Elm"), from_on=from_on, zone=zone)


def at(moment: dt.datetime | dt.date) -> dt.datetime:
    """Noon of a day."""
    return dt.datetime(moment.year, moment.month, moment.day, 12, tzinfo=dt.UTC)


def test_the_codes_of_a_merged_team_lead_on(session: Session, settings: Settings) -> None:
    """To its own round while there is one; from the day on to those of the team that goes on."""
    first = plan(session, settings, "all", (TODAY, dt.date(2026, 12, 31)))
    merge(session, settings)
    second = plan(session, settings, "Elm,Ash", FEBRUARY)
    seen = []

    for day in (TODAY, dt.date(2027, 1, 10), FEBRUARY[0], dt.date(2027, 3, 1)):
        with clock.frozen_at(at(day)):
            link = open_link(session, code_of(session, "Oak").code, zone=settings.zone)
        assert link
        seen.append((link.state, link.round_id, link.next_opens_on))

    assert seen == [
        (State.LIVE, first.id, None),
        (State.SHUT, 0, FEBRUARY[0]),
        (State.LIVE, second.id, None),
        (State.SHUT, 0, None),
    ]


def test_before_the_day_they_lead_nowhere_else(session: Session, settings: Settings) -> None:
    """The control: the same codes and rounds, and the day has not come, or nobody merged anything."""
    plan(session, settings, "Oak", (TODAY, TODAY))
    plan(session, settings, "Elm", (TODAY, dt.date(2026, 12, 31)))
    code = code_of(session, "Oak").code

    with clock.frozen_at(NOON + DAY):
        unmerged = open_link(session, code, zone=settings.zone)
    merge(session, settings)
    with clock.frozen_at(NOON + DAY):
        early = open_link(session, code, zone=settings.zone)

    assert unmerged
    assert early
    assert unmerged.state is early.state is State.SHUT


def count_merged(session: Session, settings: Settings) -> tuple[list[tuple[str, int]], Round]:
    """Count Elm's round after Oak was merged into it: six answers through either code."""
    plan(session, settings, "Oak,Elm", (TODAY, TODAY))
    merge(session, settings)
    round_ = plan(session, settings, "Elm", FEBRUARY)
    for name in ("Oak", "Elm"):
        put(session, round_, code_of(session, name), 6)
    with clock.frozen_at(at(dt.date(2027, 3, 2))):
        closing.count_round(session, round_, zone=settings.zone)
    rows = session.scalars(select(FigureRow).where(FigureRow.round_id == round_.id))
    return [(row.team, row.received) for row in rows], round_


def test_what_comes_through_them_counts_for_the_team_that_goes_on(
    session: Session, settings: Settings
) -> None:
    """All twelve, in rows, answers and comments; nothing names the team that is gone."""
    rows, round_ = count_merged(session, settings)

    elm = team(session, "Elm").id
    kept = [list(session.scalars(select(kind.team_id))) for kind in (Response, Comment)]
    assert rows == [("Elm", 12), ("All teams", 12)]
    assert round_.received == 12
    assert kept == [[elm] * 12, [elm] * 12]


def test_counting_that_knew_no_successor_would_lose_them(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same round without the successors says twelve received and shows six."""
    for module in ("counting", "closing", "mergers"):
        monkeypatch.setattr(f"feedback.{module}.counted_for", lambda *_, **__: {})

    rows, round_ = count_merged(session, settings)

    assert (rows[0], round_.received) == (("Elm", 6), 12)


def test_sealed_answers_join_the_team_that_goes_on(session: Session, settings: Settings) -> None:
    """Three answers that were too few for Oak count in Elm's next round, once Oak is part of it."""
    first = plan(session, settings, "Oak", (TODAY, TODAY))
    put(session, first, code_of(session, "Oak"), 3)
    with clock.frozen_at(at(TODAY + 2 * DAY)):
        closing.count_round(session, first, zone=settings.zone)
        merge(session, settings)
    second = plan(session, settings, "Elm", FEBRUARY)
    put(session, second, code_of(session, "Elm"), 4)
    with clock.frozen_at(at(dt.date(2027, 3, 2))):
        closing.count_round(session, second, zone=settings.zone)

    assert first.sealed
    assert (second.sealed, second.received) == (False, 7)


def test_sealed_answers_wait_for_the_day_of_the_merger(
    session: Session, settings: Settings
) -> None:
    """Until then it can be undone, and Oak's answers would be Elm's for ever."""
    first = plan(session, settings, "Oak", (TODAY, TODAY))
    put(session, first, code_of(session, "Oak"), 3)
    second = plan(session, settings, "Elm", (TODAY, TODAY))
    put(session, second, code_of(session, "Elm"), 6)
    merge(session, settings)
    with clock.frozen_at(at(TODAY + 2 * DAY)):
        closing.count_round(session, first, zone=settings.zone)
        closing.count_round(session, second, zone=settings.zone)
        reopen_team(session, team(session, "Oak"), zone=settings.zone)

    waiting = session.scalars(select(SealedAnswer.round_id))
    assert (second.received, list(waiting)) == (6, [first.id] * 3)


def test_a_round_that_is_open_goes_on_as_it_began(session: Session, settings: Settings) -> None:
    """Oak keeps its own row, though Elm takes part too and the day has come."""
    round_ = plan(session, settings, "Oak,Elm", (TODAY, dt.date(2027, 1, 31)))
    merge(session, settings)
    for name in ("Oak", "Elm"):
        put(session, round_, code_of(session, name), 6)
    with clock.frozen_at(at(dt.date(2027, 2, 2))):
        closing.count_round(session, round_, zone=settings.zone)

    rows = session.scalars(select(FigureRow).where(FigureRow.round_id == round_.id))
    assert [(row.team, row.received) for row in rows] == [("Oak", 6), ("Elm", 6), ("All teams", 12)]


def test_planned_rounds_change_hands_and_back(session: Session, settings: Settings) -> None:
    """The team that goes on takes part for both, with both counts; undone, everything is as it was."""
    both = plan(session, settings, "Oak,Elm", FEBRUARY)
    alone = plan(session, settings, "Oak", (dt.date(2027, 3, 1), dt.date(2027, 3, 31)))
    both.teams[0].due, both.teams[1].due, alone.teams[0].due = 12, 30, 7

    def stand() -> list[list[tuple[str, int | None]]]:
        session.flush()
        return [sorted((m.team.name, m.due) for m in round_.teams) for round_ in (both, alone)]

    before = stand()
    merge(session, settings)
    merged = stand()
    reopen_team(session, team(session, "Oak"), zone=settings.zone)

    assert merged == [[("Elm", 42)], [("Elm", 7)]]
    assert stand() == before
    assert session.scalars(select(Successor)).all() == []


def test_merging_cannot_be_undone_once_the_day_has_come(
    session: Session, settings: Settings
) -> None:
    """Its codes have led on: what came through them would count for nobody."""
    merge(session, settings)
    oak = team(session, "Oak")

    with clock.frozen_at(at(NEW_YEAR)), pytest.raises(RefusedError, match="cannot be undone"):
        reopen_team(session, oak, zone=settings.zone)

    assert get_merger(session, oak)


def test_a_line_of_mergers_is_followed_to_its_end(session: Session, settings: Settings) -> None:
    """Oak into Elm, Elm into Ash: both lead to Ash, each from its day, and undoing the second undoes no more."""
    merge(session, settings)
    elm, ash = team(session, "Elm"), team(session, "Ash")
    merge_team(session, elm, ash, from_on=NEW_YEAR + 31 * DAY, zone=settings.zone)
    round_ = plan(session, settings, "Ash", (dt.date(2027, 3, 1), dt.date(2027, 3, 31)))

    followed = dict(counted_for(session, round_))
    reopen_team(session, elm, zone=settings.zone)

    assert followed == {team(session, "Oak").id: ash.id, elm.id: ash.id}
    assert counted_for(session, round_) == {}
    assert get_merger(session, team(session, "Oak"))


def test_no_round_begins_with_a_closed_team(session: Session, settings: Settings) -> None:
    """“All” leaves it out from its day on, and naming it is refused; a round that begins before is not."""
    close_team(session, team(session, "Oak"), on=NEW_YEAR, zone=settings.zone)

    names = [[t.name for t in open_teams(session, "all", on=day)] for day in (TODAY, NEW_YEAR)]

    assert names == [["Oak", "Elm", "Ash"], ["Elm", "Ash"]]
    assert list_open(list_teams(session), NEW_YEAR) == open_teams(session, "Elm,Ash")
    with pytest.raises(RefusedError, match="Oak is closed from 2027-01-01"):
        plan(session, settings, "Oak", FEBRUARY)
    assert plan(session, settings, "Oak", (TODAY, dt.date(2026, 12, 1))).id


def test_closing_takes_a_team_out_of_what_is_planned(session: Session, settings: Settings) -> None:
    """And opening it again puts it back, with its count."""
    round_ = plan(session, settings, "Oak,Elm", FEBRUARY)
    round_.teams[0].due = 12
    oak = team(session, "Oak")

    close_team(session, oak, on=NEW_YEAR, zone=settings.zone)
    closed = [member.team.name for member in round_.teams]
    reopen_team(session, oak, zone=settings.zone)

    assert closed == ["Elm"]
    assert {m.team.name: m.due for m in round_.teams} == {"Elm": None, "Oak": 12}
    assert oak.closed_on is None


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda s, z: merge_team(s, team(s, "Oak"), team(s, "Oak"), from_on=NEW_YEAR, zone=z), "another team"),
        (lambda s, z: merge_team(s, team(s, "Oak"), team(s, "Elm"), from_on=TODAY, zone=z), "from tomorrow on"),
        (lambda s, z: merge_team(s, team(s, "Oak"), team(s, "Ash"), from_on=NEW_YEAR, zone=z), "closes itself"),
        (lambda s, z: close_team(s, team(s, "Ash"), on=NEW_YEAR, zone=z), "Undo that first"),
        (lambda s, z: close_team(s, team(s, "Oak"), on=TODAY - DAY, zone=z), "is past"),
        (lambda s, z: reopen_team(s, team(s, "Oak"), zone=z), "not closed"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    session: Session, settings: Settings, do: object, words: str
) -> None:
    """In words that say what to do; Ash is closed already."""
    close_team(session, team(session, "Ash"), on=NEW_YEAR, zone=settings.zone)

    with pytest.raises(RefusedError, match=words):
        do(session, settings.zone)  # type: ignore[operator]


def test_a_team_that_is_planned_alone_is_not_closed(session: Session, settings: Settings) -> None:
    """A round of nobody would be planned: it says which, and what to do."""
    round_ = plan(session, settings, "Oak", FEBRUARY)

    with pytest.raises(RefusedError, match=f"Round {round_.id} is planned with Oak alone"):
        close_team(session, team(session, "Oak"), on=TODAY, zone=settings.zone)


def test_two_rounds_of_one_questionnaire_never_meet(session: Session, settings: Settings) -> None:
    """Elm is asked in another round while Oak's is planned: merging them would ask it twice."""
    plan(session, settings, "Elm", (dt.date(2027, 1, 15), dt.date(2027, 2, 15)))
    plan(session, settings, "Oak", FEBRUARY)

    with pytest.raises(RefusedError, match="Elm is asked in round"):
        merge(session, settings)


def test_posters_of_the_team_that_goes_on_are_its_own(session: Session, settings: Settings) -> None:
    """Nobody prints the old team's poster for a new round."""
    plan(session, settings, "Oak,Elm", (TODAY, TODAY))
    merge(session, settings)
    round_ = plan(session, settings, "Elm", FEBRUARY)

    assert [c.team.name for c in list_collectors(session, round_id=round_.id)] == ["Elm"]


def test_an_answer_on_an_old_poster_is_stored_in_the_new_round(
    database: Database, settings: Settings, client: FlaskClient
) -> None:
    """From the page to the thank-you; after the round the same poster says kindly that it is closed."""
    with database.writing() as session:
        plan(session, settings, "Oak", (TODAY, TODAY))
        merge(session, settings)
        round_id = plan(session, settings, "Elm", FEBRUARY).id
        code = code_of(session, "Oak").code
    with clock.frozen_at(at(FEBRUARY[0])):
        sent = send(client, visit(client, f"/q/{code}"), {"know_iro": "yes"})
    with clock.frozen_at(at(dt.date(2027, 3, 5))):
        shut = client.get(f"/q/{code}")

    assert sent.status_code == 303
    assert [row.round_id for row in stored(database)] == [round_id]
    assert shut.status_code == 410
    assert "999" in shut.text


def test_what_is_given_out_is_noted_where_the_codes_lead(
    session: Session, settings: Settings
) -> None:
    """Until the day in a round of Oak's own, and after it in Elm's, who is then known to have noted it."""
    own = plan(session, settings, "Oak", (TODAY, TODAY + 9 * DAY))
    later = plan(session, settings, "Elm", FEBRUARY)
    merge(session, settings)
    oak, administrator = code_of(session, "Oak"), make_staff(session, Role.ADMINISTRATOR)

    before = record_given_out(session, oak, 5, zone=settings.zone)
    own.counted_on = NEW_YEAR
    with clock.frozen_at(at(FEBRUARY[0])):
        after = record_given_out(session, oak, 7, zone=settings.zone)
        facts = read_begun(session, administrator, settings.zone, bursts=False)

    assert (before, after) == (own, later)
    assert [(one.id, [team.given_out_known for team in one.teams]) for one in facts] == [
        (later.id, [True])
    ]
