"""What a version resolves to: every variant written out, frozen when it is published.

The server, the workbook and the posters read this and never the files. Canonical JSON, `schema: 1`.
"""

import hashlib
import json
from collections.abc import Container, Iterator
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from feedback.questionnaires.definition import Audience, Band, Class, Kind, Variant, Way

SKIPPED = "skipped"  # in the place of an option: who was asked and gave no answer
SKIPPED_APART = "_skipped"  # the same where an older version has an option of that code
NOT_ASKED = "_na"  # stored for a routed question that was not asked; no option code can be this


class Frozen(BaseModel):
    """A part of a snapshot."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Option(Frozen):
    """One answer that can be chosen."""

    code: str
    label: str
    band: Band = Band.NONE
    score: int | None = None
    picture: str | None = None
    exclusive: bool = False
    help: str | None = None  # what it means, in attributed questionnaires alone


class Condition(Frozen):
    """Asked only when `question` was answered with one of `codes`."""

    question: str
    codes: tuple[str, ...]
    words: str


class Question(Frozen):
    """One question of one variant."""

    id: str
    kind: Kind
    text: str
    help: str | None = None
    picture: str | None = None
    measure: str | None = None
    revision: int = 1
    scale: str | None = None
    options: tuple[Option, ...] = ()
    escapes: tuple[Option, ...] = ()
    low: str | None = None
    high: str | None = None
    most: int | None = None
    show_if: Condition | None = None
    evidence: str | None = None  # asks what shows it, in attributed questionnaires alone

    @cached_property
    def codes(self) -> dict[str, Option]:
        """Every code that can be sent, options first, then escapes."""
        return {option.code: option for option in (*self.options, *self.escapes)}

    @property
    def skipped(self) -> str:
        """What stands in the place of an option for those who gave no answer: never a code that can be sent."""
        return skipped_beside(self.codes)


def skipped_beside(codes: Container[str]) -> str:
    """As `Question.skipped`, of all the `codes` that any variant offers."""
    return SKIPPED_APART if SKIPPED in codes else SKIPPED


class Line(Frozen):
    """A sentence or two, with the picture beside it. `id` names its promise; no `ways` are all of them."""

    id: str | None = None
    ways: tuple[Way, ...] = ()
    text: str
    picture: str | None = None


class Lines(Frozen):
    """A page that only says something: at once, one tap below, and again at each text box."""

    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    box: tuple[Line, ...] = ()

    def said(self, way: Way) -> "Lines":
        """What is said of it to somebody who answers in this `way`."""
        kept = (
            tuple(line for line in lines if not line.ways or way in line.ways)
            for lines in (self.lines, self.more, self.box)
        )
        return Lines(**dict(zip(("lines", "more", "box"), kept, strict=True)))


class Part(Frozen):
    """Questions under one heading. `about` says what they are for: the service, the person, or who helped."""

    id: str
    title: str
    intro: str | None = None
    optional: bool = False
    about: str = "service"  # service, person, help
    # Of attributed questionnaires alone: asked at this stage only, and once for each promise of the pledge.
    stage: int | None = None
    each: str | None = None
    questions: tuple[Question, ...]


class HelpRule(Frozen):
    """An answer to `question` that is one of `codes` opens the help lines called `page` under it."""

    question: str
    codes: tuple[str, ...]
    page: str
    concern: bool | None = (
        None  # raise a concern when it is sent; None, as in what was published before, is no
    )


class Form(Frozen):
    """One variant, written out. `help` holds the lines that rules open, by page."""

    variant: Variant
    title: str
    invitation: str
    minutes: int
    start: Lines
    parts: tuple[Part, ...]
    closing: Lines
    help: dict[str, tuple[Line, ...]] | None = None

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in the order it is asked."""
        return {question.id: question for part in self.parts for question in part.questions}

    def without_texts(self) -> "Form":
        """The same without its text boxes, where nobody would read what is written in them."""
        parts = (
            part.model_copy(
                update={"questions": tuple(q for q in part.questions if q.kind is not Kind.TEXT)}
            )
            for part in self.parts
        )
        fields = {name: getattr(self, name) for name in Form.model_fields}
        return Form.model_construct(
            None, **{**fields, "parts": tuple(part for part in parts if part.questions)}
        )

    def about(self, what: str) -> Iterator[Question]:
        """The questions of the parts about `what`: service, person or help."""
        return (q for part in self.parts if part.about == what for q in part.questions)


class Measure(Frozen):
    """What a question measures."""

    title: str
    core: bool
    theme: str


class Again(Frozen):
    """When a return is followed by another: so many months later, always or after certain answers."""

    after_months: int
    name: str
    question: str | None = None
    codes: tuple[str, ...] = ()


class ReturnRules(Frozen):
    """Who makes returns of an attributed questionnaire, what each is about, for which period, and when again."""

    made_by: str  # team, inspector
    about: str  # itself, place, course, visit
    period: str  # quarter, half-year, year
    again: Again | None = None


class Snapshot(Frozen):
    """A published version: all its variants, and the measures they use.

    `help_when` and `unsafe`, the reason why nothing is in it, are None in what was published before files said it.
    """

    schema_: Literal[1] = Field(default=1, alias="schema")
    questionnaire: str
    version: int
    class_: Class = Field(alias="class")
    name: str
    audience: Audience
    who: str
    asked: str
    handed_out_by: str
    teams: str | None = None  # None in what was published before files said it
    tested: str
    changes: tuple[tuple[str, str], ...]
    measures: dict[str, Measure]
    help_when: tuple[HelpRule, ...] | None = None
    unsafe: str | None = None
    returns: ReturnRules | None = None  # of attributed ones alone
    forms: dict[Variant, Form]

    @field_validator("forms")
    @classmethod
    def _in_order(cls, forms: dict[Variant, Form]) -> dict[Variant, Form]:
        # Canonical JSON sorts its keys, so what was read back would start with easy read.
        return {variant: forms[variant] for variant in Variant if variant in forms}

    @property
    def attributed(self) -> bool:
        """Whether its answers are returns, shown by name; else they are anonymous."""
        return self.class_ is Class.ATTRIBUTED

    @property
    def title(self) -> str:
        """What staff call it."""
        return self.name

    def form(self, variant: str | None) -> Form:
        """The form of `variant`, or the standard one where there is none."""
        known = next((known for known in self.forms if known == variant), Variant.STANDARD)
        return self.forms[known]

    @cached_property
    def core_questions(self) -> tuple[Question, ...]:
        """The questions of core measures, in the order of the standard form, then of the others.

        Whatever was published, a tick list is none, since its figures would count ticks and not people, and none is
        about the person: those answers are stored apart.
        """
        found: dict[str, Question] = {}
        for form in self.forms.values():
            for question in (*form.about("service"), *form.about("help")):
                if self._is_core(question) and question.kind is not Kind.CHOICES:
                    found.setdefault(question.id, question)
        return tuple(found.values())

    def _is_core(self, question: Question) -> bool:
        return bool(question.measure and self.measures[question.measure].core and question.options)

    def to_json(self) -> str:
        """Canonical JSON: the same snapshot gives the same bytes.

        Defaults are written out: a later default must not change what an old snapshot says.
        """
        content = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The fingerprint of the canonical JSON, in hex."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def read_snapshot(text: str) -> Snapshot:
    """The snapshot that `to_json` wrote."""
    return Snapshot.model_validate_json(text)
