"""What a duty reader does with a comment: lets it be shown, for staff only or not at all, or passes it on as a concern."""

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, unread
from feedback.comments import SHOWN, Status, find_question, summarise_comment
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, Kind
from feedback.questionnaires.definition import MOST_CHARACTERS
from feedback.questionnaires.kinds import tidy

DEEDS = {
    Status.READ: Deed.MARKED_READ,
    Status.RELEASED: Deed.RELEASED_COMMENT,
    Status.STAFF_ONLY: Deed.KEPT_FOR_STAFF,
    Status.WITHHELD: Deed.WITHHELD_COMMENT,
    Status.ESCALATED: Deed.ESCALATED_COMMENT,
}


def release(
    session: Session,
    comment: Comment,
    text: str | None = None,
    *,
    by: Account | None = None,
    keys: Sequence[str] = (),
    staff_only: bool = False,
) -> None:
    """Let `comment` be shown, in the words of `text` where given, to everybody or to staff only.

    The words before stay for duty readers. Raises RefusedError for no words, or more than the question takes, and
    where an allegation was raised from it.
    """
    _check_no_allegation(session, comment)
    if text is not None:
        words = _check_words(session, comment, text)
        if words != comment.comment:
            comment.original = comment.original or comment.comment
            comment.comment = words
            comment.team_agreed = False  # whoever agreed did not see these
    comment.decided_by = _sign(comment, by, keys) if by and keys else None
    decide(session, comment, Status.STAFF_ONLY if staff_only else Status.RELEASED, by=by)


def withhold(session: Session, comment: Comment, *, by: Account | None = None) -> None:
    """Keep `comment` from being shown. It can still be released later."""
    decide(session, comment, Status.WITHHELD, by=by)


def escalate(session: Session, comment: Comment, *, by: Account | None = None) -> None:
    """Pass `comment` on as a concern: nothing shows it until somebody releases it."""
    decide(session, comment, Status.ESCALATED, by=by)


def mark_read(session: Session, comment: Comment, *, by: Account | None = None) -> None:
    """Note that somebody has read `comment`. What becomes of it is decided later."""
    decide(session, comment, Status.READ, by=by)


def decide(session: Session, comment: Comment, status: Status, *, by: Account | None) -> None:
    """Give `comment` a status. The round is written down and no more: the id of a comment beside a moment would
    say more than who read it.
    """
    was, comment.status = comment.status, status.value
    if was == Status.NEW:
        comment.held = False
        session.flush()
        unread.forget_day(session, session.get_one(Round, comment.round_id))
    if status not in SHOWN:
        comment.team_agreed, comment.decided_by = False, None
    audit.record(session, DEEDS[status], f"round {comment.round_id}", by=by)


def agree_to_team(session: Session, comment: Comment, *, by: Account, keys: Sequence[str]) -> None:
    """Let the team's name stand beside `comment`. Raises RefusedError unless `by` is a second reader."""
    if Status(comment.status) not in SHOWN or not summarise_comment(session, comment).nearer:
        raise RefusedError("There is no nearer name to agree to. Nothing is changed.")
    if is_first_reader(comment, by, keys):
        raise RefusedError(
            "You released this comment. Somebody else has to agree that its team's name stays."
        )
    comment.team_agreed, comment.decided_by = True, None
    audit.record(session, Deed.AGREED_TEAM, f"round {comment.round_id}", by=by)


def is_first_reader(comment: Comment, account: Account, keys: Sequence[str]) -> bool:
    """Whether `account` released `comment` last. Only somebody with a secret key can tell."""
    return comment.decided_by is not None and any(
        hmac.compare_digest(comment.decided_by, _sign(comment, account, [key])) for key in keys
    )


def _sign(comment: Comment, by: Account, keys: Sequence[str]) -> bytes:
    """What only this account, this comment and our key give: a name in clear would date the reading by the audit."""
    said = b"feedback.reader" + comment.id + str(by.id).encode()
    return hmac.new(keys[0].encode(), said, hashlib.sha256).digest()


def _check_no_allegation(session: Session, comment: Comment) -> None:
    raised = select(Concern.reference).where(
        Concern.kind == Kind.ALLEGATION.value, Concern.comment_key == comment.id.hex()
    )
    if session.scalar(raised.limit(1)):
        raise RefusedError(
            "An allegation was raised from this. Others than duty readers would read it, and some of them must not "
            "know of it. Withhold it."
        )


def _check_words(session: Session, comment: Comment, text: str) -> str:
    words = tidy(text).strip()
    if not words:
        raise RefusedError("There are no words to release. Write some, or withhold the comment.")
    if words != words.encode("utf-8", "replace").decode():
        raise RefusedError("The words hold something that is not a character. Type them again.")
    round_ = session.get_one(Round, comment.round_id)
    question = find_question(session, round_, comment.question)
    most = (question.most if question else None) or MOST_CHARACTERS
    if len(words) > most:
        raise RefusedError(f"That is {len(words)} characters. Make it {most} or fewer.")
    return words
