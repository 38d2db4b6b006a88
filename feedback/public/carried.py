"""What a page of questions gives along when somebody goes from it to “I want someone to talk to me”, and takes back.

The answers travel in hidden fields and are nowhere else. They go to whoever reads the request only when it is asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from feedback.codes import SLIP_LENGTH, read_code
from feedback.links import version_of_page
from feedback.models.asking import Collector, Team
from feedback.public.memory import get_memory
from feedback.public.posted import Posted
from feedback.public.switching import KEPT
from feedback.questionnaires.definition import Kind
from feedback.questionnaires.kinds import tidy
from feedback.questionnaires.snapshot import Form, Question
from feedback.responses import Seen, look_up
from feedback.tokens import Token
from feedback.versions import snapshot_of

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Carried:
    """The page of questions somebody came from: its code, variant, and everything that was on it.

    The code is in no address but that of the questions: with a slip it is worth an answer. `sent`: its answers were.
    """

    code: str = ""
    variant: str = ""
    language: str = "en"
    posted: Posted | None = None
    token: str = ""
    sent: bool = False

    @property
    def back(self) -> str:
        """The address of the page of questions."""
        return f"/q/{self.code}?lang={self.language}&variant={self.variant}"

    @property
    def show(self) -> str:
        """What its switch says, so that nothing is stored on the way back."""
        return f"{self.language}/{self.variant}"

    @property
    def query(self) -> dict[str, str]:
        """What the address of the request says of it."""
        if not self.code:
            return {}
        return {"lang": self.language, "variant": self.variant}

    def list_fields(self) -> Iterator[tuple[str, str]]:
        """The hidden fields that hold it."""
        if self.code:
            yield "_from", self.code
        if self.posted is None:
            return
        yield "token", self.token
        yield "_at", self.posted.at
        for names, values in ((self.posted.answers, ""), (self.posted.kept, KEPT)):
            for name, given in names.items():
                yield from ((f"{values}{name}", value) for value in given if value.strip())

    @property
    def page_token(self) -> Token | None:
        """The token of the page of questions, while its answers travel along."""
        return self.posted.token if self.posted else None

    @property
    def has_answers(self) -> bool:
        """Whether anything was answered that could go along."""
        return bool(
            self.posted and any(any(v.strip() for v in a) for a in self.posted.answers.values())
        )


def read_carried(posted: Posted) -> Carried:
    """What came along with this request, if it came from a page of questions."""
    code = read_code(request.form.get("_from") or request.args.get("from", ""))
    if not code.isascii() or not code:
        return Carried()
    left = get_memory().was_left(posted.token)
    token = "" if left else request.form.get("token", "")
    return Carried(
        code,
        _read_word(request.args.get("variant", ""), "standard"),
        _read_word(request.args.get("lang", ""), "en"),
        posted if token else None,  # none is carried by a page whose answers were sent
        token,
    )


def _read_word(typed: str, usual: str) -> str:
    """A tag or a name of a variant, such as fa-AF; the page of questions says whether there is one."""
    return typed if re.fullmatch(r"[A-Za-z-]{2,20}", typed) else usual


def drop_if_sent(session: Session, carried: Carried) -> Carried:
    """`carried` without answers that were sent meanwhile: whoever goes back on a shared phone must not see them."""
    token = carried.page_token
    if token is None or look_up(session, token, {}) is Seen.NEVER:
        return carried
    code = "" if len(carried.code) == SLIP_LENGTH else carried.code  # a slip leads nowhere now
    return Carried(code, carried.variant, carried.language, sent=True)


def say_answers(session: Session, carried: Carried) -> str:
    """The answers in words, with the team and the questionnaire; "" when their page is not known.

    What somebody answered about themselves, such as their age, stays out. What they wrote is cut where its box ends.
    """
    token = carried.page_token
    version = version_of_page(session, token) if token else None
    if not version or not token or not carried.posted:
        return ""
    snapshot = snapshot_of(version)
    form = snapshot.form(carried.variant)
    said = list(_say(form, carried.posted.answers))
    team = (
        session.get(Team, collector.team_id)
        if (collector := session.get(Collector, token.collector_id))
        else None
    )
    head = f"{snapshot.name}, {team.name}" if team else snapshot.name
    return "\n".join([head, *said]) if said else ""


def _say(form: Form, answers: Sent) -> Iterator[str]:
    for question in (*form.about("service"), *form.about("help")):
        given = [value for value in answers.get(question.id, ()) if value.strip()]
        given = given[:1] if question.kind is Kind.TEXT else given
        words = dict.fromkeys(_word(question, value) for value in given)
        if any(words):
            yield f"{question.text} {', '.join(word for word in words if word)}"


def _word(question: Question, value: str) -> str:
    if question.kind is Kind.TEXT:
        text = tidy(value).strip()
        return text if len(text) <= (question.most or 0) else f"{text[: question.most]}…"
    option = question.codes.get(value)
    return option.label if option else ""
