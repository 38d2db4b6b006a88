"""Where somebody asks and types: the interviewer's links of open rounds, and what the keys choose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy.orm import Session

from feedback.codes import read_code
from feedback.exceptions import NotFoundError, RefusedError
from feedback.links import open_link
from feedback.models.accounts import Account
from feedback.models.asking import Channel, Collector
from feedback.permissions import Action, ForbiddenError
from feedback.questionnaires.definition import Kind
from feedback.questionnaires.help_rules import rules_of
from feedback.questionnaires.marks import list_marks
from feedback.questionnaires.snapshot import Form, Question
from feedback.staff.paper_desks import (
    Desk,
    Place,
    ShutError,
    list_places,
    may_use,
    say_shut,
    version_of,
)
from feedback.tokens import Token, make_token
from feedback.web.words import fill_lines

TEN = {"10": "="}  # beside 9 and 0 on a keyboard
LETTERS = {"yes": "Y", "no": "N", "ns": "U", "rns": "R"}
SHUT = "No round of this link is open now, so nobody can be asked."
OTHER_CHANNEL = "This link is not for somebody who asks. Choose one on the page “Interviews”."


@dataclass(frozen=True)
class Urgent:
    """What appears under a question when one of these answers is chosen."""

    codes: tuple[str, ...]
    lines: list[tuple[Markup, str | None]]


def list_interviews(session: Session, account: Account, zone: ZoneInfo) -> list[Place]:
    """The open rounds with links on which `account` may ask people."""
    places = [
        replace(place, collectors=tuple(one for one in place.collectors if _is_asked(one)))
        for place in list_places(session, account, zone, action=Action.INTERVIEW)
    ]
    return [place for place in places if place.collectors]


def open_interview(
    session: Session,
    account: Account,
    code: str,
    *,
    variant: str | None,
    zone: ZoneInfo,
    token: Token | None = None,
) -> Desk:
    """The desk of `code`, for the page of `token` where that still stands, else for a new page.

    Raises NotFoundError, ForbiddenError for another team's code, RefusedError for one that is not for asking,
    ShutError when nothing is open on it.
    """
    link = open_link(session, read_code(code), zone=zone)
    if link is None:
        raise NotFoundError("There is no such link. Choose one on the page “Interviews”.")
    collector = session.get_one(Collector, link.collector_id)
    if not may_use(session, account, Action.INTERVIEW, collector, zone):
        raise ForbiddenError("That is the link of another team than yours.")
    if link.slip or not _is_asked(collector):
        raise RefusedError(OTHER_CHANNEL)
    opened = version_of(session, link, token) if token else None
    if token and opened:
        return Desk(link, collector.team.name, opened, variant, token)
    if link.version is None:
        raise ShutError(say_shut(link, SHUT))
    new = make_token(link.collector_id, link.round_id)
    return Desk(link, collector.team.name, link.version, variant, new)


def keys_of(question: Question) -> dict[str, tuple[str, ...]]:
    """The keys that choose each answer, by its code; those of lists past nine have none."""
    letters = LETTERS if {"yes", "no"} <= set(question.codes) else {"ns": "U", "rns": "R"}
    keys: dict[str, tuple[str, ...]] = {}
    for mark, option in list_marks(question).items():
        place = TEN.get(mark, mark) if question.kind is Kind.SCALE else mark
        own = (place,) if len(place) == 1 and not place.isalpha() else ()
        letter = letters.get(option.code)
        keys[option.code] = (*own, *((letter,) if letter else ()))
    return keys


def list_prompted(form: Form) -> frozenset[str]:
    """The text boxes that come after a number: before their words people are asked what makes them say it."""
    prompted, number = set(), False
    for question in form.questions.values():
        if question.kind is Kind.SCALE:
            number = True
        elif question.kind is Kind.TEXT and number:
            prompted.add(question.id)
            number = False
    return frozenset(prompted)


def list_urgent(desk: Desk, gaps: Mapping[str, Markup | None]) -> dict[str, Urgent]:
    """The questions with answers that call for help at once, with the help lines of their form."""
    lines = {page: fill_lines(words, gaps) for page, words in (desk.form.help or {}).items()}
    return {
        name: Urgent(rule.codes, lines.get(rule.page, []))
        for name, rule in rules_of(desk.snapshot, desk.form).items()
    }


def _is_asked(collector: Collector) -> bool:
    return collector.channel == Channel.INTERVIEWER
