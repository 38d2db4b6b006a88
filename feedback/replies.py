"""Replies: what people said, and what the council did, will do or cannot do; written, found and checked here.

A reply is of something a counted round shows: a figure of one shown row, or a theme. It quotes no comment.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.languages import N_
from feedback.models.accounts import Account
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.models.replying import Kind, Reply, ReplyStatus
from feedback.models.reporting import FigureRecord, FigureRow

ALL_TEAMS = "All teams"  # the row that everybody may see
OTHER_TEAMS = N_("Other teams")
LONGEST = {
    "theme": 60, "you_said": 300, "easy_you_said": 160, "we_did": 500, "easy_we_did": 240,
    "proposal": 500, "owner": 100, "told": 300,
}  # fmt: skip
NAMES = {
    "theme": "The theme", "you_said": "“You said”", "easy_you_said": "“You said” in easy read",
    "we_did": "What you answer", "easy_we_did": "What you answer in easy read",
    "proposal": "What should happen", "owner": "Who does it", "told": "Who was told",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """A reply as somebody fills it in. `question` and `team` name a figure, `theme` what comments are about.

    `team` is a row as `key_rows` calls it.
    """

    question: str = ""
    team: str = ALL_TEAMS
    theme: str = ""
    you_said: str = ""
    easy_you_said: str = ""
    kind: str = Kind.WILL.value
    we_did: str = ""
    easy_we_did: str = ""
    picture: str = ""
    proposal: str = ""
    owner: str = ""
    due_on: dt.date | None = None
    told: str = ""


WORDS = tuple(one.name for one in fields(Words))


def words_of(reply: Reply) -> Words:
    """What stands in `reply`."""
    return Words(**{name: getattr(reply, name) for name in WORDS})


def draft(session: Session, round_: Round, words: Words, *, by: Account | None) -> Reply:
    """A new draft. The same again is the one there is. Raises RefusedError."""
    _check(session, round_, words)
    for other in list_replies(session, round_=round_):
        if words_of(other) == words and other.status == ReplyStatus.DRAFT:
            return other
    own = by.id if by else None
    reply = Reply(
        round_id=round_.id,
        round=round_,
        status=ReplyStatus.DRAFT.value,
        drafted_by=own,
        written_by=own,
        **{name: getattr(words, name) for name in WORDS},
    )
    session.add(reply)
    session.flush()
    audit.record(session, Deed.DRAFTED_REPLY, f"reply {reply.id}", by=by)
    return reply


def change(
    session: Session, reply: Reply, words: Words, *, seen: str | None = None, by: Account | None
) -> None:
    """Write `reply` anew: it is a draft again, whoever approved it. Raises RefusedError or ChangedError."""
    check_seen(reply, seen)
    if reply.status == ReplyStatus.PUBLISHED:
        raise RefusedError("This reply is published. Take it away first, then change it.")
    _check(session, reply.round, words)
    for name in WORDS:
        setattr(reply, name, getattr(words, name))
    reply.status, reply.approved_by = ReplyStatus.DRAFT.value, None
    reply.written_by = by.id if by else None
    reply.verdicts.clear()  # they were of other words
    audit.record(session, Deed.CHANGED_REPLY, f"reply {reply.id}", by=by)


def open_reply(session: Session, reply_id: str) -> Reply:
    """The reply with this id. Raises NotFoundError."""
    reply = session.get(Reply, read_id(reply_id))
    if reply is None:
        raise NotFoundError("There is no such reply. The page Replies shows those there are.")
    return reply


def list_replies(
    session: Session, *, round_: Round | None = None, status: ReplyStatus | None = None
) -> list[Reply]:
    """Replies, the newest first: by the day they were published, then by when they were drafted."""
    query = select(Reply).order_by(Reply.published_on.desc().nulls_first(), Reply.id.desc())
    if round_ is not None:
        query = query.where(Reply.round_id == round_.id)
    if status is not None:
        query = query.where(Reply.status == status.value)
    return list(session.scalars(query))


def list_published(session: Session, questionnaire: str = "") -> list[Reply]:
    """What everybody may read, the newest first: of one questionnaire, or all."""
    found = list_replies(session, status=ReplyStatus.PUBLISHED)
    return [one for one in found if questionnaire in ("", one.round.version.questionnaire)]


def state_of(reply: Reply) -> str:
    """Changes when the words or the status do: what somebody saw when they decided."""
    return fingerprint(words_of(reply), str(reply.status))


def check_seen(reply: Reply, seen: str | None) -> None:
    """Raise ChangedError when `reply` is no longer as it was `seen`."""
    if seen is not None and seen != state_of(reply):
        raise ChangedError("Somebody else changed this reply meanwhile. Nothing was saved.")


@lru_cache(maxsize=1)
def list_pictures() -> tuple[str, ...]:
    """The names of the drawings that a reply may have; signs are none."""
    folder = files("feedback") / "assets" / "pictures"
    names = (one.name.removesuffix(".svg") for one in folder.iterdir())
    return tuple(sorted(name for name in names if name not in ("mark", "stop")))


def key_rows(names: Sequence[str]) -> list[str]:
    """What a reply calls each row of a round, by the names of all of them in their order.

    That is the row's name; rows of one name are numbered, after a comma because no team has one in its name.
    """
    return [
        f"{name}, {names[: place + 1].count(name)}" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def name_row(key: str) -> str:
    """What the row is called that a reply calls so."""
    return key.partition(",")[0]


def is_shown(session: Session, round_: Round, *, question: str, team: str) -> bool:
    """Whether a counted round shows a figure of this question in the row that a reply calls so."""
    record = select(FigureRecord.row_id).where(
        FigureRecord.question == question,
        FigureRecord.row_id == _read_rows(session, round_).get(team),
        FigureRecord.word.is_not(None) | FigureRecord.low.is_not(None),
    )
    return session.scalars(record.limit(1)).first() is not None


def list_rows(session: Session, round_: Round) -> list[str]:
    """What replies call the shown rows of a round: teams, other teams together, and last All teams."""
    return list(_read_rows(session, round_))


def _read_rows(session: Session, round_: Round) -> dict[str, int]:
    """The ids of the shown rows of a round, by what replies call them."""
    query = select(FigureRow.team, FigureRow.id).where(FigureRow.round_id == round_.id)
    rows = session.execute(query.order_by(FigureRow.position)).all()
    return dict(zip(key_rows([name for name, _ in rows]), [id_ for _, id_ in rows], strict=True))


def _check(session: Session, round_: Round, words: Words) -> None:
    """Raise RefusedError for what no reply can be."""
    _check_cited(session, round_, words)
    if not words.you_said:
        raise RefusedError("Write what people said.")
    if words.kind not in list(Kind):
        raise RefusedError("Choose what you answer: we did, we will, or we cannot.")
    if words.picture and words.picture not in list_pictures():
        raise RefusedError("Choose a picture from the list.")
    for name, most in LONGEST.items():
        _check_text(NAMES[name], getattr(words, name), most)


def _check_cited(session: Session, round_: Round, words: Words) -> None:
    """Raise RefusedError unless the reply is of something that the round shows."""
    if round_.counted_on is None or round_.sealed:
        raise RefusedError("Choose a round that is counted and shows results.")
    if not (words.question or words.theme):
        raise RefusedError(
            "Choose a question, or write a theme: a reply is to something people said."
        )
    rows = list_rows(session, round_)
    if words.team not in rows and words.team in map(name_row, rows):
        raise RefusedError(
            f"This round shows several rows “{words.team}”. Choose the figure of the one you mean."
        )
    if words.team not in rows:
        raise RefusedError(f"This round shows no row “{words.team}”. Choose one that it shows.")
    if words.question and not is_shown(session, round_, question=words.question, team=words.team):
        raise RefusedError(
            "The figure of this question is hidden in this row. Choose another question or “All teams”."
        )


def _check_text(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise RefusedError(f"{name} has {len(text)} letters. Make it {most} or fewer.")
    if not text.isprintable():
        raise RefusedError(f"{name} holds something that is not a letter or sign. Type it again.")
