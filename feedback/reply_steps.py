"""From a draft to everybody's eyes: a reply is approved by somebody who did not write it, published, taken away."""

from collections import Counter
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.replying import Kind, Reply, ReplyStatus, ReplyVerdict, Verdict
from feedback.replies import LONGEST, NAMES, check_seen

NEEDED = {
    "you_said": "“You said”",
    "easy_you_said": "“You said” in easy read",
    "we_did": "what you answer",
    "easy_we_did": "what you answer in easy read",
    "picture": "a picture",
    "owner": "who does it",
}


def list_missing(reply: Reply) -> list[str]:
    """What a reply needs before it can be approved, in words."""
    missing = [words for name, words in NEEDED.items() if not getattr(reply, name)]
    if reply.kind == Kind.WILL and reply.due_on is None:
        missing.append("the day by which it is done")
    return missing


def approve(session: Session, reply: Reply, *, seen: str | None = None, by: Account | None) -> None:
    """Let `reply` be published. Raises RefusedError for whoever wrote it, and while something is missing."""
    check_seen(reply, seen)
    if reply.status != ReplyStatus.DRAFT:
        raise RefusedError("Only a draft can be approved.")
    missing = list_missing(reply)
    if missing:
        raise RefusedError(f"Before it is approved it needs: {', '.join(missing)}.")
    if by is not None and by.id in (reply.drafted_by, reply.written_by):
        raise RefusedError("You wrote this. Somebody else has to approve it.")
    reply.status, reply.approved_by = ReplyStatus.APPROVED.value, by.id if by else None
    audit.record(session, Deed.APPROVED_REPLY, f"reply {reply.id}", by=by)


def publish(
    session: Session, reply: Reply, *, zone: ZoneInfo, seen: str | None = None, by: Account | None
) -> None:
    """Show `reply` to everybody. Raises RefusedError for one that was not approved."""
    check_seen(reply, seen)
    if reply.status != ReplyStatus.APPROVED:
        raise RefusedError("Only an approved reply can be published.")
    reply.status, reply.published_on = ReplyStatus.PUBLISHED.value, clock.today(zone)
    audit.record(session, Deed.PUBLISHED_REPLY, f"reply {reply.id}", by=by)


def withdraw(
    session: Session, reply: Reply, *, seen: str | None = None, by: Account | None
) -> None:
    """Take `reply` away, whatever it is: nobody outside sees it any more, and it can be written anew."""
    check_seen(reply, seen)
    if reply.status == ReplyStatus.WITHDRAWN:
        raise RefusedError("This reply was taken away already.")
    reply.status, reply.approved_by, reply.published_on = ReplyStatus.WITHDRAWN.value, None, None
    audit.record(session, Deed.WITHDREW_REPLY, f"reply {reply.id}", by=by)


def judge(session: Session, reply: Reply, verdict: str, *, by: Account) -> None:
    """What a young reviewer says of a published reply; the last word counts. Raises RefusedError."""
    if reply.status != ReplyStatus.PUBLISHED:
        raise RefusedError("Only a published reply can be marked.")
    if verdict not in list(Verdict):
        raise RefusedError("Choose one: changed, a bit, or not yet.")
    own = next((one for one in reply.verdicts if one.account_id == by.id), None)
    if own:
        own.verdict = verdict
    else:
        reply.verdicts.append(ReplyVerdict(account_id=by.id, verdict=verdict))
    audit.record(session, Deed.JUDGED_REPLY, f"reply {reply.id}", by=by)


def note_told(
    session: Session, reply: Reply, told: str, *, seen: str | None = None, by: Account | None
) -> None:
    """Note who was told of a published reply, and how. Raises RefusedError."""
    check_seen(reply, seen)
    if reply.status != ReplyStatus.PUBLISHED:
        raise RefusedError("Write it once the reply is published.")
    if len(told) > LONGEST["told"] or not told.isprintable():
        raise RefusedError(f"{NAMES['told']}: make it {LONGEST['told']} letters or fewer.")
    reply.told = told
    audit.record(session, Deed.NOTED_TOLD, f"reply {reply.id}", by=by)


def count_verdicts(reply: Reply) -> dict[Verdict, int]:
    """How many young reviewers say what, as far as anybody does."""
    counted = Counter(one.verdict for one in reply.verdicts)
    return {verdict: counted[verdict] for verdict in Verdict if counted[verdict]}
