"""Returns: asked for once, of whom and about what, and seen by those who may."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback import accounts, audit, returns
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.returning import Return, ReturnStatus
from feedback.permissions import ForbiddenError
from feedback.return_periods import first_day_of, last_day_of, name_period
from feedback.rounds import plan_round
from feedback.teams import list_teams
from feedback.versions import list_asked, list_versions, open_asked, open_published, snapshot_of
from tests.returning import AUTUMN, SPRING, ask, send, team_of


def make_account(session: Session, role: Role, team: str = "") -> Account:
    """Somebody with a role, perhaps of a team."""
    email = f"{role}-{team or 'none'}@westmere.gov.uk".lower()
    own = team_of(session, team) if team else None
    return accounts.make_account(session, email, role=role, team=own)


@pytest.mark.parametrize(
    ("day", "per", "first", "words"),
    [
        ("2026-04-01", "half-year", "2026-04-01", "April to September 2026"),
        ("2026-09-30", "half-year", "2026-04-01", "April to September 2026"),
        ("2027-03-31", "half-year", "2026-10-01", "October 2026 to March 2027"),
        ("2027-01-01", "quarter", "2027-01-01", "January to March 2027"),
        ("2027-03-31", "year", "2026-04-01", "April 2026 to March 2027"),
        ("2028-02-29", "quarter", "2028-01-01", "January to March 2028"),
    ],
)
def test_a_period_is_a_part_of_the_financial_year(
    day: str, per: str, first: str, words: str
) -> None:
    """It begins in April, and the last day of one is the day before the next."""
    start = first_day_of(dt.date.fromisoformat(day), per)

    assert start.isoformat() == first
    assert name_period(start, per) == words
    assert first_day_of(last_day_of(start, per) + dt.timedelta(days=1), per) > start


def test_the_same_is_asked_for_once(database: Database) -> None:
    """Pressed twice it is there once; another period, maker or thing is another return."""
    with database.writing() as session:
        first = ask(session, team="Oak")

        assert ask(session, team="Oak", day=dt.date(2027, 3, 31)) is first
        assert ask(session, team="Oak", day=SPRING) is not first
        assert ask(session, team="Elm") is not first
        assert ask(session, maker="Kite Trust") is ask(session, maker=" kite  TRUST ")
        assert len(audit.list_deeds(session)) == 4


def test_the_database_too_holds_one_of_each(database: Database) -> None:
    """Two writers at once cannot make it twice."""
    with database.writing() as session:
        one = ask(session, team="Oak")
        session.add(
            Return(
                version=one.version, team=one.team, period_on=one.period_on, slot=one.slot,
                status="asked", due_on=one.due_on,
            )
        )  # fmt: skip

        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize(
    ("questionnaire", "who", "what", "says"),
    [
        ("pledge-check", {}, {}, "Choose a team, or type the name"),
        ("pledge-check", {"maker": "x" * 81}, {}, "81 letters long"),
        ("training-evaluation", {"team": "Oak"}, {}, "name of the course"),
        ("training-evaluation", {"team": "Oak"}, {"subject": "x" * 81}, "81 letters long"),
        ("young-inspectors-visit", {"maker": "YI"}, {}, "Choose the place"),
        ("young-inspectors-visit", {"team": "Oak"}, {"place": "Oak"}, "cannot inspect itself"),
    ],
)
def test_what_cannot_be_asked_is_said(
    database: Database, questionnaire: str, who: dict[str, str], what: dict[str, str], says: str
) -> None:
    """And nothing is kept."""
    with database.writing() as session:
        with pytest.raises(RefusedError, match=says):
            ask(session, questionnaire, **who, **what)  # type: ignore[arg-type]

        assert list(session.scalars(select(Return))) == []


def test_who_may_see_and_fill_in_what(database: Database) -> None:
    """Own teams their own; the place its visit once it is sent; those who look after returns all of it."""
    with database.writing() as session:
        oak, elm = (make_account(session, Role.CONTRIBUTOR, name) for name in ("Oak", "Elm"))
        analyst, reader = (
            make_account(session, Role.ANALYST),
            make_account(session, Role.DUTY_READER),
        )
        own = ask(session, team="Oak")
        visit = ask(session, "young-inspectors-visit", maker="Young Inspectors", place="Elm")

        assert [returns.can_write(one, own) for one in (oak, elm, analyst, reader)] == [
            True,
            False,
            True,
            False,
        ]
        assert [returns.can_read(one, own) for one in (oak, elm, analyst, reader)] == [
            True,
            False,
            True,
            False,
        ]
        assert not returns.can_read(elm, visit)
        send(session, visit, welcome="2")
        session.flush()
        assert returns.can_read(elm, visit)
        assert not returns.can_write(elm, visit)
        assert returns.list_returns(session, oak) == [own]
        assert returns.list_returns(session, elm) == [visit]
        assert {one.id for one in returns.list_returns(session, analyst)} == {own.id, visit.id}
        with pytest.raises(ForbiddenError):
            returns.open_return(session, str(own.id), elm)
        with pytest.raises(NotFoundError):
            returns.open_return(session, "99", analyst)


def test_only_what_is_empty_is_taken_back(database: Database) -> None:
    """Nobody loses what they wrote."""
    with database.writing() as session:
        empty, sent = (
            ask(session, team="Oak"),
            send(session, ask(session, team="Elm"), training="3"),
        )

        returns.take_back(session, empty, by=None)
        with pytest.raises(RefusedError, match="Something is written"):
            returns.take_back(session, sent, by=None)
        session.flush()

        assert list(session.scalars(select(Return))) == [sent]


def test_the_names_are_those_of_today(database: Database) -> None:
    """A team that is renamed makes its returns under its new name."""
    with database.writing() as session:
        return_ = ask(session, "training-evaluation", team="Oak", subject="Total respect")
        team_of(session, "Oak").name = "Acorn"

        assert returns.maker_of(return_) == "Acorn"
        assert returns.about_of(return_) == "Total respect"
        assert returns.title_of(return_) == "Training evaluation"
        assert return_.held_on == AUTUMN
        assert return_.status == ReturnStatus.ASKED


def test_no_round_asks_an_attributed_questionnaire(database: Database) -> None:
    """It has no notice. It is in the list of all, and not among those that are asked."""
    with database.writing() as session:
        version = open_published(session, "pledge-check")

        with pytest.raises(RefusedError, match="is attributed"):
            plan_round(
                session, version, list_teams(session), opens_on=dt.date(2027, 1, 1),
                closes_on=dt.date(2027, 2, 1), zone=dt.UTC,  # type: ignore[arg-type]
            )  # fmt: skip
        with pytest.raises(RefusedError, match="is attributed"):
            open_asked(session, "pledge-check")
        assert version in list_versions(session)
        assert not any(snapshot_of(one).attributed for one in list_asked(session))
        with pytest.raises(NotFoundError):
            returns.open_attributed(session, "iro-survey")
