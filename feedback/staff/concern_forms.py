"""A form that raises a concern: by hand, from a comment, or from somebody who wants to talk."""

import datetime as dt
from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from feedback import comments, concerns, talks, waiting
from feedback.accounts import list_accounts
from feedback.concerns import Raised
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.concerning import Kind, Source
from feedback.models.contacts import SafeToCall, TalkRequest
from feedback.questionnaires.kinds import tidy
from feedback.readers import ENGLISH
from feedback.reports.shown import language_name
from feedback.retention import words_kept_until
from feedback.rounds import open_round
from feedback.staff.own_comments import list_own_waiting, open_own_comment
from feedback.staff.own_talks import SAFE_WORDS, get_own_talk, open_own_talk
from feedback.teams import list_teams
from feedback.waiting import Waiting
from feedback.web.context import get_settings

READ_MEANWHILE = (
    "Somebody read this while your page was open. What was written stands at Comments, under Read or Escalated: "
    "raise a concern from there, or by hand."
)
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
    round: str = ""

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


def begin(session: Session, by: Account) -> Typed:
    """What is known of the comment or request that the address names. That `by` was shown it is written down."""
    talk_id, comment_id = request.args.get("talk", ""), request.args.get("comment", "")
    if talk_id:
        talk = open_own_talk(session, talk_id)
        talks.note_reading(session, [talk], by=by)
        return Typed(kind=Kind.CONTACT.value, texts={"words": _say_talk(talk)}, talk=talk_id)
    waiting_id = waiting.find_id(session, request.args.get("waiting", ""))
    listed = list_own_waiting(session, waiting.list_waiting(session))
    one = next((one for one in listed if one.id == waiting_id), None)
    if one is not None and one.id != _comment_of(session, one.id):
        waiting.note_reading(session, [one], by=by)
        return _begin_unread(session, one)
    if waiting_id and not _comment_of(session, waiting_id):
        raise NotFoundError(READ_MEANWHILE)
    comment = open_own_comment(session, comment_id or waiting_id)
    summary = comments.summarise_comment(session, comment)
    comments.note_reading(session, [summary], by=by)
    return Typed(
        team=str(comment.team_id),
        texts={"words": comment.comment},
        comment=comment.id.hex(),
        question=summary.asked,
        round=str(comment.round_id),
    )


def _say_talk(talk: TalkRequest) -> str:
    """What a request says. First what may harm them: whoever is given the concern may see nothing else before they ring."""
    said = [
        SAFE_WORDS[SafeToCall(talk.safe)],
        talk.best_time and f"When: {talk.best_time}",
        talk.not_say and f"What not to say, and who must not hear of it: {talk.not_say}",
        f"How to reach {talk.who}: {talk.reach}",
        talk.language != ENGLISH and f"Written in {language_name(talk.language)}.",
        talk.about,
        talk.answers,
    ]
    return "\n".join(line for line in said if line)


def _comment_of(session: Session, id_: str) -> str:
    """The id again, when it is a comment's that is there: one that was deleted by its date keeps no concern waiting."""
    try:
        return open_own_comment(session, id_).id.hex()
    except NotFoundError:
        return ""


def _begin_unread(session: Session, one: Waiting) -> Typed:
    """What one response says that still waits to be read. The concern is a copy: nothing leads back to it."""
    said = [f"{each.asked} {each.words}" for each in one.words]
    unsafe = [f"{each.asked} {each.answer}" for each in one.unsafe]
    team = next((str(team.id) for team in list_teams(session) if team.name == one.team), "")
    asked = ", ".join([*(each.asked for each in one.unsafe), *(each.asked for each in one.words)])
    words = "\n".join([*unsafe, *said])
    return Typed(team=team, texts={"words": words}, question=asked, round=str(one.round.id))


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
        round=request.form.get("round", ""),
    )


def read_raised(session: Session, typed: Typed) -> Raised:
    """The concern that was typed. Raises RefusedError and NotFoundError."""
    if typed.kind not in list(Kind):
        raise RefusedError("Choose what kind of concern it is.")
    written = typed.comment or typed.question
    source = Source.TALK if typed.talk else Source.COMMENT if written else Source.HAND
    return Raised(
        kind=Kind(typed.kind),
        source=source,
        team=_open_team(session, typed.team),
        comment_key=_comment_of(session, typed.comment) or None,
        talk_key=_find_talk(session, typed.talk),
        until_on=_read_last_day(session, typed.round) if written else None,
        question=typed.question or None,
        excluded=concerns.open_accounts(session, typed.excluded),
        **typed.texts,
    )


def _find_talk(session: Session, typed: str) -> str | None:
    """The request that it is raised from; none where that was deleted by its date meanwhile: a concern waits for nothing."""
    talk = get_own_talk(session, typed)
    return talk.id.hex() if talk else None


def _read_last_day(session: Session, typed: str) -> dt.date | None:
    """How long what was written in the round with this id may be kept; None where there is no such round."""
    try:
        return words_kept_until(open_round(session, typed), get_settings())
    except NotFoundError:
        return None


def list_who_reads(session: Session) -> list[Account]:
    """The accounts that an allegation could reach."""
    return [account for account in list_accounts(session) if account.active]


def _open_team(session: Session, typed: str) -> Team | None:
    known = {str(team.id): team for team in list_teams(session)}
    return known.get(typed)
