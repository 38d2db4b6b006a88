"""A form that raises a concern: by hand, from a comment, or from somebody who wants to talk."""

from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from feedback import comments, concerns, talks
from feedback.accounts import list_accounts
from feedback.concerns import Raised
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.concerning import Kind, Source
from feedback.questionnaires.kinds import tidy
from feedback.teams import list_teams

TEXTS = ("words", "out_of_area", "about_adult", "line", "worker")


@dataclass(frozen=True)
class Typed:
    """The form as it was sent, or as it begins."""

    kind: str = ""
    team: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    talk: str = ""
    comment: str = ""
    question: str = ""

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


def begin(session: Session, by: Account) -> Typed:
    """What is known of the comment or request that the address names. That `by` was shown it is written down."""
    talk_id, comment_id = request.args.get("talk", ""), request.args.get("comment", "")
    if talk_id:
        talk = talks.open_talk(session, talk_id)
        talks.note_reading(session, [talk], by=by)
        told = [talk.about, talk.answers or "", f"{talk.who}: {talk.reach}"]
        words = "\n".join(line for line in told if line)
        return Typed(kind=Kind.CONTACT.value, texts={"words": words}, talk=talk_id)
    comment = comments.open_comment(session, comment_id)
    summary = comments.summarise_comment(session, comment)
    comments.note_reading(session, [summary], by=by)
    return Typed(
        team=str(comment.team_id),
        texts={"words": comment.comment},
        comment=comment_id,
        question=summary.asked,
    )


def read_typed() -> Typed:
    """What was sent."""
    return Typed(
        kind=request.form.get("kind", ""),
        team=request.form.get("team", ""),
        texts={name: tidy(request.form.get(name, "")).strip() for name in TEXTS},
        excluded=tuple(request.form.getlist("excluded")),
        talk=request.form.get("talk", ""),
        comment=request.form.get("comment", ""),
        question=request.form.get("question", ""),
    )


def read_raised(session: Session, typed: Typed) -> Raised:
    """The concern that was typed. Raises RefusedError and NotFoundError."""
    if typed.kind not in list(Kind):
        raise RefusedError("Choose what kind of concern it is.")
    source = Source.TALK if typed.talk else Source.COMMENT if typed.comment else Source.HAND
    return Raised(
        kind=Kind(typed.kind),
        source=source,
        team=_open_team(session, typed.team),
        comment_key=comments.open_comment(session, typed.comment).id.hex()
        if typed.comment
        else None,
        question=typed.question or None,
        excluded=concerns.open_accounts(session, typed.excluded),
        **typed.texts,
    )


def list_who_reads(session: Session) -> list[Account]:
    """The accounts that an allegation could reach."""
    return [account for account in list_accounts(session) if account.active]


def _open_team(session: Session, typed: str) -> Team | None:
    known = {str(team.id): team for team in list_teams(session)}
    return known.get(typed)
