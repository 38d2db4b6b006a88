"""Which replies and rounds an account may see and write of, and what is refused to it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from feedback import replies
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.asking import Round
from feedback.models.replying import Reply, ReplyStatus
from feedback.permissions import Action, ForbiddenError, can_do, can_see
from feedback.replies import ALL_TEAMS
from feedback.rounds import list_bare, open_round, read_members
from feedback.web.access import open_account

NOT_YOURS = (
    "You can write replies of all teams together, and of your own team. Ask your administrator."
)


def may_see(session: Session, reply: Reply, account: Account) -> bool:
    """Replies of all teams, and of the own team's row: of rounds of the own team, or that everybody can read."""
    if not is_own_row(session, reply.round, reply.team, account):
        return False
    return reply.status == ReplyStatus.PUBLISHED or is_own_round(session, reply.round, account)


def is_own_row(session: Session, round_: Round, row: str, account: Account) -> bool:
    """Whether `account` may read and write of what a reply to `round_` calls so."""
    return row in list_own_rows(session, round_, [row], account)


def list_own_rows(
    session: Session, round_: Round, rows: Sequence[str], account: Account
) -> list[str]:
    """Those of `rows` that `account` may read and write of: All teams, and that of its team, whatever it is called now.

    A row keeps the name that its team had at the count. Other teams together are nobody's own.
    """
    if can_see(account, []):
        return list(rows)
    members = read_members(session, [round_])[round_.id]
    own = {one.counted_as or one.name for one in members if can_see(account, [one.name])}
    return [row for row in rows if row == ALL_TEAMS or row in own]


def open_own_reply(session: Session, reply_id: str, *, to_change: bool = False) -> Reply:
    """The reply with this id, to read or `to_change`. Raises NotFoundError or ForbiddenError."""
    reply, account = replies.open_reply(session, reply_id), open_account()
    own = not to_change or is_own_round(session, reply.round, account)
    if not own or not may_see(session, reply, account):
        raise ForbiddenError(NOT_YOURS)
    return reply


def is_own_round(session: Session, round_: Round, account: Account) -> bool:
    """Whether `account` sees the figures of all teams of `round_`. Young reviewers see those of every round."""
    if account.role == Role.REVIEWER:
        return True
    return can_see(account, [member.name for member in read_members(session, [round_])[round_.id]])


def list_own_rounds(session: Session, account: Account) -> list[Round]:
    """The counted rounds that this account can reply to. Young reviewers see all teams together of each."""
    counted = [one for one in list_bare(session) if one.counted_on and not one.sealed]
    if account.role == Role.REVIEWER:
        return counted
    members = read_members(session, counted)
    return [one for one in counted if can_see(account, [m.name for m in members[one.id]])]


def sees_whole_rounds(account: Account) -> bool:
    """Whether `account` sees which replies every team of a round has had, and not its own team alone."""
    return account.role == Role.REVIEWER or can_see(account, [])


def open_own_round(session: Session, typed: str) -> Round:
    """The round with this id. Raises NotFoundError, or RefusedError for one that cannot be replied to."""
    round_ = open_round(session, typed)
    if round_.id not in {one.id for one in list_own_rounds(session, open_account())}:
        raise RefusedError("Choose a round that is counted and shows results.")
    return round_


def check_own_row(session: Session, round_: Round, row: str) -> None:
    """Somebody with a team of their own writes of all teams and of that one. Raises ForbiddenError."""
    if not is_own_row(session, round_, row, open_account()):
        raise ForbiddenError(NOT_YOURS)


def is_reviewer() -> bool:
    """Whether this account drafts what people said, and not what the council answers."""
    return not can_do(open_account().role, Action.WRITE_REPLIES)


def status_of(problem: RefusedError) -> int:
    """409 where somebody else was faster, 422 where something is to be put right."""
    return 409 if isinstance(problem, ChangedError) else 422
