"""From whom an allegation is kept: those who are named, and the line that it is about, wherever its team goes on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback.accounts import can_come
from feedback.models.accounts import Account, Role
from feedback.models.asking import Successor, Team
from feedback.models.concerning import Concern, ExcludedAccount, Kind
from feedback.talk_bursts import list_copies


@dataclass(frozen=True)
class Keeping:
    """Whom allegations must not reach, read once for all of them.

    `named` are concerns with an account; `lines` the teams that each team goes on as, or will, beside itself;
    `raised` the allegations, each with its team, by what they were raised from.
    """

    named: frozenset[tuple[str, int]]
    lines: Mapping[int, Collection[int]]
    raised: Mapping[str, Collection[tuple[str, int | None]]]

    def keeps(self, concern: Concern, account: Account) -> bool:
        """Whether `account` must not know of `concern`: an allegation, or what says the same, raised from the same."""
        own = (concern.reference, concern.team_id)
        about = {own} if concern.kind == Kind.ALLEGATION else set()
        about.update(self.raised.get(concern.talk_key or concern.comment_key or "", ()))
        return any(self.is_kept(reference, team_id, account) for reference, team_id in about)

    def is_kept(self, reference: str, team_id: int | None, account: Account) -> bool:
        """The same of an allegation about somebody of the team with this id."""
        return (reference, account.id) in self.named or is_of_line(self.lines, team_id, account)


def read_keeping(session: Session) -> Keeping:
    """Whom allegations must not reach."""
    named = session.execute(select(ExcludedAccount.concern, ExcludedAccount.account_id))
    source = func.coalesce(Concern.talk_key, Concern.comment_key)
    query = select(source, Concern.reference, Concern.team_id).where(
        Concern.kind == Kind.ALLEGATION.value, source.is_not(None)
    )
    raised: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for key, reference, team_id in session.execute(query):
        raised[key].append((reference, team_id))
    lines = read_lines(session)
    return Keeping(frozenset((concern, id_) for concern, id_ in named), lines, raised)


def read_lines(session: Session) -> Mapping[int, Collection[int]]:
    """The teams that each team goes on as, from the moment that a merger is planned."""
    lines: dict[int, set[int]] = defaultdict(set)
    for team, successor in session.execute(select(Successor.team_id, Successor.successor_id)):
        lines[team].add(successor)
    return lines


def is_of_line(lines: Mapping[int, Collection[int]], team_id: int | None, account: Account) -> bool:
    """Whether `account` is of the team with this id, of one that it goes on as, or of one that goes on as either."""
    own = account.team_id
    if team_id is None or own is None:
        return False
    return not {own, *lines.get(own, ())}.isdisjoint({team_id, *lines.get(team_id, ())})


def keep_from(session: Session, reference: str, named: Iterable[int], *, team: Team | None) -> None:
    """Write down whom an allegation must not reach: the `named`, and whoever is of its line on this day.

    They are kept away whatever becomes of their account or of the team; who joins the line later is as well.
    """
    lines = read_lines(session)
    own = {
        one.id
        for one in session.scalars(select(Account))
        if team and is_of_line(lines, team.id, one)
    }
    for id_ in sorted({*named, *own}):
        session.add(ExcludedAccount(concern=reference, account_id=id_))


def list_left(session: Session, named: Collection[int], team: Team | None) -> list[Account]:
    """The duty readers whom an allegation may reach: those who can come in, and are not of its line."""
    lines = read_lines(session)
    query = select(Account).where(Account.role == Role.DUTY_READER.value, Account.active)
    return [
        one
        for one in session.scalars(query)
        if can_come(one)
        and one.id not in named
        and not is_of_line(lines, team.id if team else None, one)
    ]


def list_kept_from(session: Session, account: Account) -> set[bytes]:
    """The ids of the comments that an allegation was raised from which must not reach `account`."""
    return _list_kept(session, account, Concern.comment_key)


def list_kept_talks(session: Session, account: Account) -> set[bytes]:
    """The same of requests to talk, with those that say the same word for word: of a burst any may be shown."""
    kept = _list_kept(session, account, Concern.talk_key)
    return kept | list_copies(session, kept) if kept else kept


def _list_kept(
    session: Session, account: Account, source: InstrumentedAttribute[str | None]
) -> set[bytes]:
    query = select(Concern.reference, Concern.team_id, source).where(
        Concern.kind == Kind.ALLEGATION.value, source.is_not(None)
    )
    found = session.execute(query).all()
    if not found:
        return set()
    keeping = read_keeping(session)
    return {
        bytes.fromhex(key)
        for reference, team_id, key in found
        if key and keeping.is_kept(reference, team_id, account)
    }
