"""What people wrote, once a duty reader has read it or its round is counted: listed under the name it may carry.

Until then it lies in the sealed intake, where `waiting` shows it. What is done with a comment is in `decisions`.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from feedback import audit
from feedback.disclosure.comments import EVERYBODY, find_boxes, name_row
from feedback.disclosure.groups import RowKind
from feedback.exceptions import NotFoundError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.asking import PublishedVersion, Round, RoundTeam, Team
from feedback.models.auditing import Deed
from feedback.models.reporting import FigureRow
from feedback.names import key_of
from feedback.questionnaires.snapshot import Question
from feedback.teams import ROW_NAMES
from feedback.teams import read_names as read_teams
from feedback.versions import list_versions, snapshot_of

Names = Mapping[
    tuple[int, str], tuple[str, str]
]  # the nearest name there may be, and the one without the team
MEMBER = and_(RoundTeam.round_id == Comment.round_id, RoundTeam.team_id == Comment.team_id)


class Status(StrEnum):
    """How far a comment has come. A new one was not read when its round was counted."""

    NEW = "new"
    READ = "read"
    RELEASED = "released"
    STAFF_ONLY = "staff-only"
    WITHHELD = "withheld"
    ESCALATED = "escalated"


SHOWN = (Status.RELEASED, Status.STAFF_ONLY)  # what a workbook holds


@dataclass(frozen=True)
class CommentSummary:
    """A comment as the duty reader sees it.

    `team` is the name it carries, which may be its service's; `question` is an id and `asked` its words.
    `nearer` is its team's name, where that may stand once a second reader agrees. `original` are the words before
    some were taken out, `themes` codes. `held`: it came in a burst that was left out, and nobody has read it.
    """

    id: str
    round: Round
    team: str
    question: str
    asked: str
    comment: str
    language: str
    status: Status
    nearer: str = ""
    original: str | None = None
    themes: tuple[str, ...] = ()
    tone: str | None = None
    held: bool = False

    @property
    def state(self) -> str:
        """Changes when the status or the words do: what somebody saw when they decided."""
        return fingerprint(self.status, self.comment, self.themes, self.tone)


def list_comments(
    session: Session, *, round_: Round | None = None, status: Status | None = None
) -> list[CommentSummary]:
    """Comments of counted rounds, by round, name, question, and then in no order that means anything."""
    # Columns and no objects: there may be thousands, and most are only counted or put in order.
    query = select(*Comment.__table__.columns, name_then().label("name_then"))
    query = query.join(Team, Team.id == Comment.team_id).join(RoundTeam, MEMBER, isouter=True)
    if round_ is not None:
        query = query.where(Comment.round_id == round_.id)
    if status is not None:
        query = query.where(Comment.status == status.value)
    found: Sequence[Any] = session.execute(query).all()
    ids = {comment.round_id for comment in found}
    rounds = {one.id: one for one in session.scalars(select(Round).where(Round.id.in_(ids)))}
    names = read_names(session, ids)
    questions: dict[tuple[int, str], Question | None] = {}
    summaries = []
    for comment in found:
        key = (comment.round_id, comment.question)
        if key not in questions:
            questions[key] = find_question(session, rounds[key[0]], comment.question)
        carried = carry(names_of(names, key[0], comment.name_then), agreed=comment.team_agreed)
        summaries.append(summarise(comment, rounds[key[0]], carried, questions[key]))
    # By the name and not by the team: where one team ends and the next begins is not to be seen.
    return sorted(summaries, key=lambda c: (c.round.opens_on, c.round.id, c.team, c.question, c.id))


def count_comments(session: Session, *, kept: Collection[bytes] = ()) -> dict[Status, int]:
    """How many comments have each status, other than those with the ids `kept`."""
    query = select(Comment.status, func.count()).group_by(Comment.status)
    query = query.where(is_none_of(kept))
    counted = dict(session.execute(query).all())
    return {status: counted.get(status.value, 0) for status in Status}


def is_none_of(kept: Collection[bytes]) -> ColumnElement[bool]:
    """Whether a comment has none of the ids `kept`: those that are kept from whoever asks."""
    return Comment.id.not_in(kept) if kept else true()


def open_comment(session: Session, comment_id: str) -> Comment:
    """The comment with this id, as lists show it. Raises NotFoundError."""
    comment = session.get(Comment, _read_key(comment_id))
    if comment is None:
        raise NotFoundError(
            f"There is no comment {comment_id!r}. The list of comments shows those there are; "
            "each is deleted by its date."
        )
    return comment


def summarise_comment(session: Session, comment: Comment) -> CommentSummary:
    """`comment` as the duty reader sees it."""
    round_ = session.get_one(Round, comment.round_id)
    member = session.get(RoundTeam, (comment.round_id, comment.team_id))
    then = member and member.counted_as
    team = then or session.get_one(Team, comment.team_id).name
    names = names_of(read_names(session, [round_.id]), round_.id, team)
    carried = carry(names, agreed=comment.team_agreed)
    return summarise(comment, round_, carried, find_question(session, round_, comment.question))


def note_reading(
    session: Session, shown: Iterable[CommentSummary], *, by: Account | None = None
) -> None:
    """Write down that comments were shown to somebody: the rounds they are of, and no more."""
    for round_id in sorted({summary.round.id for summary in shown}):
        audit.record(session, Deed.READ_COMMENTS, f"round {round_id}", by=by)


def summarise(
    comment: Comment, round_: Round, carried: tuple[str, str], question: Question | None
) -> CommentSummary:
    """`comment` as the duty reader sees it, under the names of `carry`."""
    team, nearer = carried
    return CommentSummary(
        id=comment.id.hex(),
        round=round_,
        team=team,
        question=comment.question,
        asked=question.text if question else comment.question,
        comment=comment.comment,
        language=comment.language,
        status=Status(comment.status),
        nearer=nearer,
        original=comment.original,
        themes=_read_list(comment.themes),
        tone=comment.tone,
        held=comment.held,
    )


def carry(names: tuple[str, str], *, agreed: bool) -> tuple[str, str]:
    """The name a comment carries, and the one that it could once a second reader agrees, if any."""
    nearest, wider = names
    if agreed:
        return nearest, ""
    return wider, "" if nearest == wider else nearest


def name_then() -> ColumnElement[str]:
    """The name of a comment's team as its round counted it, whatever the team is called today."""
    return func.coalesce(RoundTeam.counted_as, Team.name)


def read_names(session: Session, rounds: Collection[int] | None = None) -> Names:
    """The names that comments of each team may carry, by round and team: from the frozen rows alone.

    Of every round when none are given. No team is named where nobody is told which box a comment stood in.
    """
    hidden, taken = _list_hidden(session, rounds), {*ROW_NAMES, *read_teams(session)}
    row = FigureRow
    query = select(
        row.round_id, row.kind, row.team, row.service, row.received, row.teams_included
    ).where(row.kind != RowKind.ALL.value)
    rows = session.execute(query if rounds is None else query.where(row.round_id.in_(rounds)))
    return {
        (round_id, team.lower()): (
            wider
            if round_id in hidden
            else name_row(RowKind(kind), team=name, service=wider, received=received),
            wider,
        )
        for round_id, kind, name, service, received, included in rows
        for wider in [_name_service(service, taken) if service else EVERYBODY]
        for team in _read_list(included)
    }


def _name_service(service: str, taken: Collection[str]) -> str:
    """The service's name, told apart from a team that is or was called the same, and from the rows of all."""
    return service if key_of(service) not in taken else _name_service(f"{service} (service)", taken)


def _list_hidden(session: Session, rounds: Collection[int] | None) -> set[int]:
    """The rounds whose comments tell neither team nor question."""
    query = select(Round.id, Round.version_id)
    rows = session.execute(query if rounds is None else query.where(Round.id.in_(rounds))).all()
    versions = (session.get_one(PublishedVersion, id_) for id_ in {id_ for _, id_ in rows})
    hidden = {one.id for one in versions if find_boxes(snapshot_of(one)).hidden}
    return {round_id for round_id, version_id in rows if version_id in hidden}


@lru_cache(maxsize=1024)  # rows of many rounds list the same teams
def _read_list(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def names_of(names: Names, round_id: int, team: str) -> tuple[str, str]:
    """The nearest name that a comment of a team may carry in a round, and the one without the team."""
    # Small letters: importing teams again may change the case of a name. No row: not counted, or deleted by its date.
    return names.get((round_id, team.lower()), (EVERYBODY, EVERYBODY))


def find_question(session: Session, round_: Round, question_id: str) -> Question | None:
    """The question, in the standard form where it has it. Answers that joined may be to another version."""
    own = _in_version(round_.version, question_id)
    if own:
        return own
    others = (
        _in_version(version, question_id)
        for version in reversed(list_versions(session))
        if version.questionnaire == round_.version.questionnaire
    )
    return next((question for question in others if question), None)


def say_answer(session: Session, round_: Round, question_id: str, code: str) -> tuple[str, str]:
    """What was asked, and the words of the answer `code`, in whichever form has it."""
    versions = [round_.version, *reversed(list_versions(session))]
    for version in versions:
        if version.questionnaire != round_.version.questionnaire:
            continue
        for form in snapshot_of(version).forms.values():
            question = form.questions.get(question_id)
            if question and code in question.codes:
                return question.text, question.codes[code].label
    return question_id, code


def _in_version(version: PublishedVersion, question_id: str) -> Question | None:
    forms = snapshot_of(version).forms.values()
    return next((f.questions[question_id] for f in forms if question_id in f.questions), None)


def _read_key(comment_id: str) -> bytes:
    """The key in an id; b"", which no comment has, when it cannot be one."""
    try:
        return bytes.fromhex(comment_id)
    except ValueError:
        return b""
