"""Half-years and years on the results pages: what an account may see of them, and what stands where none is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.asking import Round
from feedback.permissions import Action, can_do, can_see
from feedback.reports.periods import PeriodFigures, read_periods
from feedback.reports.shown import RowFigures, name_period
from feedback.rounds import list_bare, read_members
from feedback.web.access import open_account
from feedback.web.context import get_settings


def read_seen(session: Session, rounds: Iterable[Round]) -> list[PeriodFigures]:
    """The periods of `rounds` as this account may see them, in time order, a year after its half-years."""
    account = open_account()
    zone = get_settings().zone
    found = read_periods(session, rounds, today=clock.today(zone), zone=zone).values()
    every = can_do(account.role, Action.SEE_EVERY_TEAM)  # then nothing is narrowed
    members = {} if every else read_members(session, list_bare(session))
    seen = {id_ for id_, own in members.items() if can_see(account, [one.name for one in own])}
    told = (narrow_period(one, account, seen=seen) for one in found)
    return sorted(
        (one for one in told if one), key=lambda one: (one.period.last, one.period.length)
    )


def narrow_period(
    figures: PeriodFigures, account: Account, *, seen: Collection[int]
) -> PeriodFigures | None:
    """What `account` may see of a period: nothing that subtracting what it sees would tell of others.

    That is all, or All teams where it sees every round, and the row of the own team where no other row is in it.
    """
    if can_do(account.role, Action.SEE_EVERY_TEAM):
        return figures
    if not {round_.id for round_ in figures.rounds} <= set(seen):
        return None
    own = account.team.name if account.team else None
    rows = [row for row in figures.rows[:-1] if own in row.members]
    alone = [row for row in rows if _is_all_own(figures, row, own)]
    return replace(figures, rows=(*alone, *figures.rows[-1:]))


def say_silence(periods: Sequence[PeriodFigures]) -> list[str]:
    """Why there is no figure of some of `periods`, one sentence each."""
    return [
        f"{name_period(one.period)} is not shown: {one.silence}." for one in periods if one.silence
    ]


def _is_all_own(figures: PeriodFigures, row: RowFigures, own: str | None) -> bool:
    """Whether every row of the rounds that is added up in `row` holds the own team."""
    inside = row.holds
    return all(
        own in one.members
        for round_ in figures.rounds
        for one in round_.rows[:-1]
        if not inside.isdisjoint(one.holds)
    )
