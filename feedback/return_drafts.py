"""Filling in a return: what it asks now, what was written so far, saving it, sending it, and opening it again."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from feedback import pledge, return_wishes, returns
from feedback.exceptions import ChangedError, RefusedError
from feedback.languages import N_
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.returning import Return, ReturnStatus
from feedback.questionnaires.attributed import EVIDENCE_MOST, PLEDGE, RECOMMENDATION
from feedback.questionnaires.kinds import Fault, Wrong, read_answers, tidy
from feedback.questionnaires.snapshot import Form, Part, Question
from feedback.versions import snapshot_of

SENT_MEANWHILE = N_("This return was sent while you had it open.")
EVIDENCE = ".evidence"  # the end of the name of a field; no question id has a dot


@dataclass(frozen=True)
class _Each:
    """What a part is asked once for: the end of its questions' ids, its heading, and perhaps words below it."""

    key: str
    title: str
    words: str | None = None


@dataclass(frozen=True)
class Written:
    """What is written in a return, by question: codes, own words, and what shows the answer."""

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is written."""
        return not (self.codes or self.texts or self.evidence)


def form_of(session: Session, return_: Return, *, today: dt.date) -> Form:
    """What `return_` asks: the parts of its stage, and a part for each promise of the pledge."""
    form = snapshot_of(return_.version).form("standard")
    parts = [part for part in form.parts if part.stage in (None, return_.stage)]
    kinds = {part.each for part in parts if part.each}
    each = {kind: _EACH[kind](session, return_, today) for kind in kinds}
    parts = [one for part in parts for one in _repeat(part, each)]
    return form.model_copy(update={"parts": tuple(parts)})


def read_written(return_: Return) -> Written:
    """What is saved in `return_`."""
    kept = json.loads(return_.answers)
    codes = {name: tuple(values) for name, values in kept.get("codes", {}).items()}
    return Written(codes, kept.get("texts", {}), kept.get("evidence", {}))


def read_sent(form: Form, sent: Mapping[str, Sequence[str]]) -> tuple[Written, list[Wrong]]:
    """What a form sent (field to values), and what is wrong with it, in the order of the form."""
    answers, wrong = read_answers(
        form, {name: values for name, values in sent.items() if not name.endswith(EVIDENCE)}
    )
    evidence = {}
    for name, values in sent.items():
        if not name.endswith(EVIDENCE):
            continue
        question = form.questions.get(name.removesuffix(EVIDENCE))
        words = tidy(values[0] if values else "").strip()
        if question is None or not question.evidence or len(values) > 1:
            wrong.append(Wrong(name, Fault.UNKNOWN_FIELD))
        elif len(words) > EVIDENCE_MOST:
            wrong.append(Wrong(name, Fault.TOO_LONG, len(words) - EVIDENCE_MOST))
        elif words:
            evidence[question.id] = words
    return Written(answers.codes, answers.texts, evidence), wrong


def without_words(written: Written) -> Written:
    """The answers that were chosen, and nothing that somebody wrote."""
    return Written(codes=written.codes)


def without_visit(form: Form) -> Form:
    """The form without what the inspectors wrote in the visit that it answers."""
    parts = (
        part.model_copy(update={"intro": None}) if part.each == RECOMMENDATION else part
        for part in form.parts
    )
    return form.model_copy(update={"parts": tuple(parts)})


def save(
    session: Session,
    return_: Return,
    written: Written,
    *,
    seen: str,
    by: Account | None,
    by_link: bool = False,
) -> None:
    """Keep `written` as a draft. Raises ChangedError when somebody saved or sent it since `seen`.

    Saved twice, as by a second press or after a lost signal, it is saved once.
    """
    if return_.status != ReturnStatus.SENT and read_written(return_) == written:
        return
    _store(return_, written, seen)
    return_.status = (ReturnStatus.ASKED if written.empty else ReturnStatus.DRAFT).value
    returns.note(session, Deed.SAVED_RETURN, return_, by=by, by_link=by_link)


def send(
    session: Session,
    return_: Return,
    written: Written,
    *,
    seen: str,
    today: dt.date,
    by: Account | None,
    by_link: bool = False,
) -> None:
    """Send it; where its questionnaire says so, the second stage is asked for at once, with its day.

    Raises ChangedError as `save` does, and RefusedError when nothing at all was chosen, or while the visit that it
    answers is opened again: nobody can read what it would answer. Sent twice it is sent once.
    """
    if return_.status == ReturnStatus.SENT and read_written(return_) == written:
        return
    _check_open(return_)
    if not written.codes:
        raise RefusedError(N_("Choose an answer to one question or more, then send it."))
    if return_.visit is not None and return_.visit.status != ReturnStatus.SENT:
        raise RefusedError(
            N_("The inspectors are changing what they said. Save this, and send it later.")
        )
    _store(return_, written, seen)
    return_.status, return_.sent_on = ReturnStatus.SENT.value, today
    session.flush()
    returns.note(session, Deed.SENT_RETURN, return_, by=by, by_link=by_link)
    if _goes_again(return_, written):
        returns.ask_again(session, return_, by=by)


def reopen(session: Session, return_: Return, *, by: Account | None) -> None:
    """Let its maker change it again. It is not public while they do. Raises RefusedError when it is not sent."""
    if return_.status != ReturnStatus.SENT:
        raise RefusedError("It is open already: whoever makes it can change it.")
    if return_.published_on is not None:
        raise RefusedError("It is on the public page. Withdraw it first, then open it again.")
    return_.status, return_.saved = ReturnStatus.DRAFT.value, return_.saved + 1
    returns.note(session, Deed.REOPENED_RETURN, return_, by=by)


def _check_open(return_: Return) -> None:
    if return_.status == ReturnStatus.SENT:
        raise ChangedError(SENT_MEANWHILE)


def _store(return_: Return, written: Written, seen: str) -> None:
    _check_open(return_)
    returns.check_same(return_, seen)
    kept = {
        "codes": {name: list(codes) for name, codes in written.codes.items()},
        "texts": dict(written.texts),
        "evidence": dict(written.evidence),
    }
    return_.answers = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return_.saved += 1


def _goes_again(return_: Return, written: Written) -> bool:
    again = return_wishes.rules_of(return_.version).again
    if again is None or return_.stage == 2:
        return False
    if again.question is None:
        return True
    return any(code in again.codes for code in written.codes.get(again.question, ()))


def _list_promises(session: Session, return_: Return, today: dt.date) -> list[_Each]:
    """The promises that held when it was sent, or that hold now, and those that have an answer in it."""
    on = return_.sent_on if return_.status == ReturnStatus.SENT and return_.sent_on else today
    holding = {promise.id for promise in pledge.list_promises(session, on)}
    return [
        _Each(str(promise.id), promise.words)
        for promise in pledge.list_every(session)
        if promise.id in holding or _is_answered(return_, str(promise.id))
    ]


def _list_recommendations(session: Session, return_: Return, today: dt.date) -> list[_Each]:
    """What inspectors wrote in boxes of their own in the visit that it answers, and what has an answer in it.

    While they put it right, their words are nobody's to read.
    """
    visit = session.get_one(Return, return_.visit_id)
    texts = read_written(visit).texts
    is_sent = visit.status == ReturnStatus.SENT
    return [
        _Each(question.id, question.text, texts.get(question.id) if is_sent else None)
        for question in form_of(session, visit, today=today).questions.values()
        if question.kind == "text"
        and (texts.get(question.id) or _is_answered(return_, question.id))
    ]


_EACH = {PLEDGE: _list_promises, RECOMMENDATION: _list_recommendations}


def _is_answered(return_: Return, key: str) -> bool:
    written = read_written(return_)
    answered = {*written.codes, *written.texts, *written.evidence}
    return any(name.endswith(f"_{key}") for name in answered)


def _repeat(part: Part, each: Mapping[str, Sequence[_Each]]) -> list[Part]:
    if part.each is None:
        return [part]
    return [
        part.model_copy(
            update={
                "id": f"{part.id}_{one.key}",
                "title": one.title,
                "intro": one.words or part.intro,
                "questions": tuple(_name_after(question, one.key) for question in part.questions),
            }
        )
        for one in each[part.each]
    ]


def _name_after(question: Question, key: str) -> Question:
    return question.model_copy(update={"id": f"{question.id}_{key}"})
