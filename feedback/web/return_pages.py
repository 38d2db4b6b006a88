"""A return as a page shows it: its questions with what is written in them, and the same read back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session

from feedback import visit_answers
from feedback.languages import N_
from feedback.models.returning import Return, ReturnStatus
from feedback.questionnaires.attributed import EVIDENCE_MOST
from feedback.questionnaires.kinds import Fault, Wrong
from feedback.questionnaires.snapshot import Form
from feedback.return_drafts import (
    EVIDENCE,
    SENT_MEANWHILE,
    Written,
    form_of,
    read_sent,
    read_written,
)
from feedback.returns import about_of, maker_of, period_words, state_of, title_of
from feedback.web.context import get_settings
from feedback.web.words import fill_lines, list_gaps

FAULTS = {
    Fault.UNKNOWN_FIELD: N_("This question is not asked any more."),
    Fault.UNKNOWN_OPTION: N_("Choose one of the answers."),
    Fault.TOO_MANY: N_("Choose one answer."),
    Fault.TOO_LONG: N_("Make it shorter."),
    Fault.NOT_WITH_OTHERS: N_("“None of these” goes alone. Take back the others."),
}
OWN_FIELDS = frozenset({"csrf_token", "seen", "do"})


@dataclass(frozen=True)
class Sheet:
    """A return on a page. `first` is what the first stage says, where this is the second and the first is sent."""

    return_: Return
    title: str
    maker: str
    about: str
    period: str
    form: Form
    intro: Sequence[tuple[Markup, str | None]]
    written: Written
    first: Written | None = None
    seen: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    saved_now: Written | None = None  # what somebody else saved meanwhile
    answers: Sequence["Sheet"] = ()  # what the place that was visited says to it
    visit: "Sheet | None" = None  # what the place reads before it answers
    gone: Sequence[str] = ()  # what was typed where nothing is asked any more
    evidence_most: int = EVIDENCE_MOST

    @property
    def sent(self) -> bool:
        """Whether it is sent: nothing is saved in it until it is opened again."""
        return self.return_.status == ReturnStatus.SENT

    @property
    def kept(self) -> Written:
        """What is saved in it, whatever was typed since."""
        return self.written if self.saved_now is None else self.saved_now

    @property
    def listed(self) -> list[tuple[str, str, str]]:
        """Each fault: the id of its box, the question, and what to do."""
        return [
            (name, self._question_of(name), words)
            for name, words in self.faults.items()
            if name in self.boxes
        ]

    @property
    def boxes(self) -> Mapping[str, str]:
        """The ids of the fields, by name: of options, that of the first."""
        found = {}
        for question in self.form.questions.values():
            first = f"-{question.options[0].code}" if question.options else ""
            found[question.id] = f"{question.id}{first}"
            if question.evidence:
                found[f"{question.id}{EVIDENCE}"] = f"{question.id}-evidence"
        return found

    def _question_of(self, name: str) -> str:
        return self.form.questions[name.removesuffix(EVIDENCE)].text


def make_sheet(
    session: Session,
    return_: Return,
    *,
    today: dt.date,
    written: Written | None = None,
    faults: Mapping[str, str] | None = None,
    trouble: str = "",
    gone: Sequence[str] = (),
) -> Sheet:
    """The page of `return_`, with what is saved in it or what was typed, and what belongs beside it.

    Nothing is put right in one that is sent: then that is what is wrong with whatever was typed.
    """
    if written is not None and return_.status == ReturnStatus.SENT:
        faults, trouble = {}, trouble or SENT_MEANWHILE
    visit = _get_sent(session, return_.visit_id)
    return replace(
        _make_alone(session, return_, today=today, written=written, trouble=trouble),
        faults=faults or {},
        gone=gone,
        answers=[
            _make_alone(session, one, today=today)
            for one in visit_answers.list_answers(session, return_)
            if one.status == ReturnStatus.SENT
        ],
        visit=_make_alone(session, visit, today=today) if visit else None,
    )


def _get_sent(session: Session, number: int | None) -> Return | None:
    """Another return that this one follows from; not while its maker puts it right."""
    other = session.get(Return, number) if number else None
    return other if other and other.status == ReturnStatus.SENT else None


def _make_alone(
    session: Session,
    return_: Return,
    *,
    today: dt.date,
    written: Written | None = None,
    trouble: str = "",
) -> Sheet:
    form = form_of(session, return_, today=today)
    first = _get_sent(session, return_.first_id)
    return Sheet(
        return_=return_,
        title=title_of(return_),
        maker=maker_of(return_),
        about=about_of(return_),
        period=period_words(return_),
        form=form,
        intro=fill_lines(form.start.lines, list_gaps(get_settings())),
        written=read_written(return_) if written is None else written,
        first=read_written(first) if first else None,
        seen=state_of(return_),
        trouble=trouble,
        saved_now=read_written(return_) if trouble and written is not None else None,
    )


def read_form(form: Form) -> tuple[Written, dict[str, str]]:
    """What the request sent, and what is wrong with it: field to words. What is wrong is kept as it was typed."""
    sent = {name: values for name, values in request.form.lists() if name not in OWN_FIELDS}
    written, wrong = read_sent(form, sent)
    return _keep_typed(written, wrong, sent), {fault.field: FAULTS[fault.fault] for fault in wrong}


def list_gone(form: Form) -> list[str]:
    """What the request sent in fields that `form` does not ask: to be copied, since it has no box any more."""
    asked = {*form.questions, *(f"{name}{EVIDENCE}" for name in form.questions)}
    return [
        value
        for name, values in request.form.lists()
        for value in values
        if name not in OWN_FIELDS | asked and value.strip()
    ]


def _keep_typed(
    written: Written, wrong: Sequence[Wrong], sent: Mapping[str, Sequence[str]]
) -> Written:
    """`written` with the texts that are too long put back: only the page shows them, nothing stores them."""
    texts, evidence = dict(written.texts), dict(written.evidence)
    for fault in wrong:
        if fault.fault is Fault.TOO_LONG:
            words = sent[fault.field][0]
            if fault.field.endswith(EVIDENCE):
                evidence[fault.field.removesuffix(EVIDENCE)] = words
            else:
                texts[fault.field] = words
    return Written(written.codes, texts, evidence)
