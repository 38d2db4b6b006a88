"""From whom an allegation is kept: the line that it is about, also once its people or its team go elsewhere."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import accounts, administration, allegations, mergers
from feedback.concern_steps import close, give_to
from feedback.concerns import (
    Raised,
    can_see,
    list_concerns,
    list_possible_owners,
    raise_concern,
    say_lost,
)
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.models.concerning import Concern, Kind
from feedback.stranded import is_somebody_stranded
from tests.conftest import NOON

WORDS = "Something a child wrote"
KEY = b"k" * 16
TOMORROW = NOON.date() + dt.timedelta(days=1)


def team(session: Session, name: str) -> Team:
    """A team by its name."""
    return session.scalars(select(Team).where(Team.name == name)).one()


def join(session: Session, name: str, of: str = "", role: Role = Role.DUTY_READER) -> Account:
    """Somebody who has come in, of a team or of none."""
    own = team(session, of) if of else None
    account = accounts.make_account(session, f"{name}@westmere.example", role=role, team=own)
    account.password, account.joined = "hashed", True
    session.flush()
    return account


def accuse(session: Session, settings: Settings, by: Account, of: str = "Oak") -> Concern:
    """An allegation about somebody of a team, raised from a comment."""
    raised = Raised(
        Kind.ALLEGATION, WORDS, team=team(session, of), about_adult="Jo", line=of, comment_key=KEY.hex()
    )  # fmt: skip
    return raise_concern(session, raised, zone=settings.zone, by=by)


def reaches(session: Session, concern: Concern, account: Account) -> bool:
    """Whether somebody gets it in any of the ways there are."""
    ways = {
        can_see(session, concern, account),
        concern in list_concerns(session, account),
        account in list_possible_owners(session, concern),
        KEY not in allegations.list_kept_from(session, account),
    }
    assert len(ways) == 1
    return ways.pop()


def test_who_was_in_the_team_is_kept_away_in_any_other(
    database: Database, settings: Settings
) -> None:
    """As a duty reader of another team, or of none. The control: who was never in it."""
    with database.writing() as session:
        reader, jo = join(session, "reader"), join(session, "jo", "Oak", Role.CHAMPION)
        concern = accuse(session, settings, reader)

        for other in ("Elm", ""):
            own = team(session, other) if other else None
            administration.change_role(session, jo, role=Role.DUTY_READER, team=own)
            session.flush()
            session.refresh(jo)
            assert not reaches(session, concern, jo)
        assert reaches(session, concern, reader)
        assert reaches(session, concern, join(session, "ash", "Ash"))


def test_who_joins_the_team_later_is_kept_away(database: Database, settings: Settings) -> None:
    """It is the line that it is about still."""
    with database.writing() as session:
        concern = accuse(session, settings, join(session, "reader"))

        assert not reaches(session, concern, join(session, "late", "Oak"))


@pytest.mark.parametrize("further", [False, True])
def test_the_line_goes_on_as_the_team_it_is_merged_into(
    database: Database, settings: Settings, further: bool
) -> None:
    """And as the one after that; as long as the merger stands. The control: before it, and after it is undone."""
    with database.writing() as session:
        concern, elm = accuse(session, settings, join(session, "reader")), join(session, "e", "Elm")
        ash = join(session, "ash", "Ash")
        assert reaches(session, concern, elm)
        if further:
            mergers.merge_team(
                session, team(session, "Elm"), team(session, "Ash"), from_on=TOMORROW, zone=settings.zone
            )  # fmt: skip
            assert reaches(session, concern, ash)
            mergers.reopen_team(session, team(session, "Elm"), zone=settings.zone)

        oak = team(session, "Oak")
        mergers.merge_team(session, oak, team(session, "Elm"), from_on=TOMORROW, zone=settings.zone)
        if further:
            mergers.merge_team(
                session, team(session, "Elm"), team(session, "Ash"), from_on=TOMORROW, zone=settings.zone
            )  # fmt: skip

        assert not reaches(session, concern, elm)
        assert reaches(session, concern, ash) is not further
        if not further:
            mergers.reopen_team(session, oak, zone=settings.zone)
            assert reaches(session, concern, elm)


def test_an_account_of_a_team_that_was_merged_is_of_the_line_it_went_on_as(
    database: Database, settings: Settings
) -> None:
    """Nobody gave it another team. Whoever is of another that went on as the same one too. The control: before that."""
    with database.writing() as session:
        reader, oak, ash = (
            join(session, "reader"),
            join(session, "o", "Oak"),
            join(session, "a", "Ash"),
        )
        elm = team(session, "Elm")

        def merge(name: str) -> None:
            mergers.merge_team(
                session, team(session, name), elm, from_on=TOMORROW, zone=settings.zone
            )

        concern = accuse(session, settings, reader, of="Elm")
        assert reaches(session, concern, oak)
        merge("Oak")
        assert not reaches(session, concern, oak)
        assert allegations.list_left(session, (), elm) == [reader, ash]

        own = accuse(session, settings, reader)
        assert can_see(session, own, ash)
        merge("Ash")
        assert not can_see(session, own, ash)
        assert can_see(session, own, reader)


def test_what_was_raised_from_the_same_before_is_kept_from_the_line_too(
    database: Database, settings: Settings
) -> None:
    """Its words are the same. An owner of the line has lost it, and who is left is told. The control: another comment's."""
    with database.writing() as session:
        reader, of_oak = join(session, "reader"), join(session, "oak", "Oak")
        jo = join(session, "jo", "Oak", Role.MANAGER)
        same, other = (
            raise_concern(
                session, Raised(Kind.AT_RISK, WORDS, comment_key=key.hex()), zone=settings.zone, by=reader
            )
            for key in (KEY, b"l" * 16)
        )  # fmt: skip
        give_to(session, same, jo, zone=settings.zone, by=reader)
        assert can_see(session, same, of_oak)
        assert can_see(session, same, jo)

        allegation = accuse(session, settings, reader)

        assert not can_see(session, same, of_oak)
        assert not can_see(session, same, jo)
        assert list_concerns(session, of_oak) == [other]
        assert can_see(session, same, reader)
        assert say_lost(same, keeping=allegations.read_keeping(session)).startswith("who may not")
        close(session, allegation, "Told the officer", zone=settings.zone, by=reader)
        assert not can_see(session, same, of_oak)
        assert not is_somebody_stranded(session, settings)
        accounts.close(session, reader.email)
        assert is_somebody_stranded(session, settings)


def test_one_that_only_the_line_could_read_is_refused(
    database: Database, settings: Settings
) -> None:
    """The one duty reader is of the team that it goes on as. The control: one of elsewhere comes."""
    with database.writing() as session:
        reader = join(session, "reader", "Elm")
        oak, elm = team(session, "Oak"), team(session, "Elm")
        mergers.merge_team(session, oak, elm, from_on=TOMORROW, zone=settings.zone)

        with pytest.raises(RefusedError, match="Nobody would be left"):
            accuse(session, settings, reader)
        join(session, "other", "Ash")
        accuse(session, settings, reader)


def test_who_is_invited_and_never_came_is_nobody_who_is_left(
    database: Database, settings: Settings
) -> None:
    """They could read nothing. The control: the same account once it has a password."""
    with database.writing() as session:
        reader = join(session, "reader", "Oak")
        invited = accounts.invite(session, "new@westmere.example", role=Role.DUTY_READER)

        with pytest.raises(RefusedError, match="Nobody would be left"):
            accuse(session, settings, reader)
        invited.password = "hashed"
        accuse(session, settings, reader)
