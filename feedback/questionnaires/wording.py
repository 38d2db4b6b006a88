"""The words of a variant: every sentence with its context, and the same form in other words.

A context is what a translator's catalogue calls a sentence: `questionnaire:variant:question:part`, or `shared:…`
and `scale:…` for what many questionnaires say. No version is in it, so that unchanged words keep their translation;
it is worked out from what is frozen and never from files.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import (
    Form,
    Frozen,
    Line,
    Lines,
    Option,
    Part,
    Question,
    Snapshot,
)

SHARED_MEASURES = "core."  # what is worded once in shared/questions.yaml measures one of these


@dataclass(frozen=True)
class Sentence:
    """A sentence in its place. `part` says what it is: title, text, help, answer…"""

    context: str
    text: str
    part: str
    variant: str
    audience: str = ""  # whom it speaks to, child or parent; nobody in a scale
    about: str = ""  # the question above an answer


Block = TypeVar("Block", bound=Frozen)
Say = Callable[[Sentence], str]


def list_sentences(snapshot: Snapshot) -> list[Sentence]:
    """Every sentence of `snapshot` once, in reading order, variant by variant."""
    return list_form_sentences(snapshot, *snapshot.forms.values())


def list_form_sentences(snapshot: Snapshot, *forms: Form) -> list[Sentence]:
    """Every sentence of these `forms` once, in reading order."""
    found: dict[tuple[str, str], Sentence] = {}

    def note(sentence: Sentence) -> str:
        found.setdefault((sentence.context, sentence.text), sentence)
        return sentence.text

    for form in forms:
        reword(snapshot, form, note)
    return list(found.values())


def reword(snapshot: Snapshot, form: Form, say: Say) -> Form:
    """`form` with each sentence as `say` gives it. Codes, numbers and pictures stay."""
    return _Rewording(snapshot, form, say).form()


def _anew(block: Block, changed: Mapping[str, object]) -> Block:
    # A copy would remember what was worked out of the words before.
    fields = {name: getattr(block, name) for name in type(block).model_fields}
    return cast(Block, type(block).model_construct(None, **{**fields, **changed}))


class _Rewording:
    """One variant on its way into other words."""

    def __init__(self, snapshot: Snapshot, form: Form, say: Say) -> None:
        self._before, self._say = form, say
        self._variant, self._audience = form.variant.value, snapshot.audience.value
        self._own = f"{snapshot.questionnaire}:{self._variant}"

    def form(self) -> Form:
        form, head = self._before, f"{self._own}:head"
        changed = {
            "title": self._put(f"{head}:title", form.title, "title"),
            "invitation": self._put(f"{head}:invitation", form.invitation, "invitation"),
            "start": self._page("start", form.start),
            "parts": tuple(self._part(part) for part in form.parts),
            "closing": self._page("closing", form.closing),
        }
        if form.help is not None:
            changed["help"] = {name: self._lines(name, own) for name, own in form.help.items()}
        return _anew(form, changed)

    def _put(self, context: str, text: str, part: str, about: str = "") -> str:
        audience = "" if context.startswith("scale:") else self._audience
        return self._say(Sentence(context, text, part, self._variant, audience, about))

    def _page(self, name: str, page: Lines) -> Lines:
        name = f"{name}-{self._audience}"
        return Lines(
            lines=self._lines(name, page.lines),
            more=self._lines(name, page.more),
            box=self._lines(name, page.box),
        )

    def _lines(self, name: str, lines: Iterable[Line]) -> tuple[Line, ...]:
        head = f"shared:{name}:{self._variant}"
        return tuple(
            _anew(line, {"text": self._put(f"{head}:{line.id or number}:text", line.text, "line")})
            for number, line in enumerate(lines)
        )

    def _part(self, part: Part) -> Part:
        own = self._own if part.about == "service" else f"shared:{part.id}:{self._variant}"
        changed = {
            "title": self._put(f"{own}:{part.id}:heading", part.title, "heading"),
            "questions": tuple(self._question(own, question) for question in part.questions),
        }
        if part.intro:
            changed["intro"] = self._put(f"{own}:{part.id}:intro", part.intro, "intro")
        return _anew(part, changed)

    def _question(self, own: str, question: Question) -> Question:
        if (question.measure or "").startswith(SHARED_MEASURES):
            own = f"shared:questions-{self._audience}:{self._variant}"
        head, about = f"{own}:{question.id}", question.text
        changed: dict[str, object] = {
            key: self._put(f"{head}:{key}", words, key, about)
            for key in ("text", "help", "low", "high")
            if (words := getattr(question, key))
        }
        if question.show_if:
            # When it is asked is said by the questionnaire, also of a shared question.
            when = self._put(
                f"{self._own}:{question.id}:when", question.show_if.words, "when", about
            )
            changed["show_if"] = _anew(question.show_if, {"words": when})
        scale = f"scale:{question.scale}:{self._variant}" if question.scale else head
        if question.kind is not Kind.SCALE:
            changed["options"] = self._options(scale, question.options, about)
        apart = f"scale:escapes:{self._variant}"
        changed["escapes"] = self._options(apart, question.escapes, about)
        return _anew(question, changed)

    def _options(self, head: str, options: Iterable[Option], about: str) -> tuple[Option, ...]:
        return tuple(
            _anew(
                option,
                {"label": self._put(f"{head}:answer-{option.code}", option.label, "answer", about)},
            )
            for option in options
        )
