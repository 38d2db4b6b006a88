"""What was edited in a published version, in plain words for whoever edited it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feedback.questionnaires.snapshot import (
    Form,
    Frozen,
    Lines,
    Option,
    Part,
    Question,
    ReturnRules,
    Snapshot,
)

_HEAD = (
    "questionnaire",
    "version",
    "class_",
    "name",
    "audience",
    "who",
    "asked",
    "handed_out_by",
    "teams",
    "tested",
    "unsafe",
    "returns",
)
_FORM = ("title", "invitation", "minutes")
_PART = ("title", "intro", "optional", "about", "stage", "each")
_QUESTION = (
    "kind",
    "text",
    "help",
    "picture",
    "measure",
    "revision",
    "scale",
    "low",
    "high",
    "most",
    "show_if",
    "evidence",
)
_OPTION = ("label", "band", "score", "picture", "exclusive", "help")
_MEASURE = ("title", "core", "theme")


def list_differences(published: Snapshot, edited: Snapshot) -> list[str]:
    """Each difference as one sentence without its full stop, head first, then variant by variant.

    `question 'listened', standard: text was 'Did people listen?', is now 'Were you heard?'`
    """
    found = [
        *_fields("", published, edited, _HEAD),
        *_changes(dict(published.changes), dict(edited.changes)),
        *_help_rules(published, edited),
        *_measures(published, edited),
        *_forms(published, edited),
    ]
    if not found and published != edited:
        return ["the order of 'changes', or a line that stands twice, is not what it was"]
    return found


def _fields(where: str, old: Frozen, new: Frozen, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield f"{where}{name.rstrip('_')} was {_shown(was)}, is now {_shown(now)}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, ReturnRules):
        return f"'{value.model_dump_json(exclude_none=True)}'"
    if isinstance(value, Frozen):
        codes = getattr(value, "codes", ())
        return f"'{getattr(value, 'words', '')}' ({getattr(value, 'question', '')}: {', '.join(codes)})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else f"'{value}'"


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for question in {**old, **new}:
        was, now = old.get(question), new.get(question)
        if was != now:
            yield f"changes, '{question}' was {_shown(was)}, is now {_shown(now)}"


def _help_rules(old: Snapshot, new: Snapshot) -> Iterator[str]:
    olds, news = ({rule.question: rule for rule in s.help_when or ()} for s in (old, new))
    yield from _come_and_gone("help_when", "", olds, news)
    for name in olds:
        if name in news:
            was, now = (
                f"{rules[name].page}: {', '.join(rules[name].codes)}" for rules in (olds, news)
            )
            if was != now:
                yield f"help_when '{name}' was {_shown(was)}, is now {_shown(now)}"


def _measures(old: Snapshot, new: Snapshot) -> Iterator[str]:
    yield from _come_and_gone("measure", "", old.measures, new.measures)
    for name in old.measures:
        if name in new.measures:
            yield from _fields(
                f"measure '{name}': ", old.measures[name], new.measures[name], _MEASURE
            )


def _forms(old: Snapshot, new: Snapshot) -> Iterator[str]:
    yield from _come_and_gone("variant", "", old.forms, new.forms)
    for variant in old.forms:
        if variant in new.forms:
            yield from _form(old.forms[variant], new.forms[variant])


def _come_and_gone(
    what: str, where: str, old: Mapping[Any, object], new: Mapping[Any, object]
) -> Iterator[str]:
    yield from (f"{what} '{name}'{where} was taken out" for name in old if name not in new)
    yield from (f"{what} '{name}'{where} was added" for name in new if name not in old)


def _form(old: Form, new: Form) -> Iterator[str]:
    yield from _fields(f"{old.variant}: ", old, new, _FORM)
    yield from _lines(f"start page, {old.variant}", old.start, new.start)
    yield from _parts(old, new)
    yield from _questions(old, new)
    yield from _lines(f"closing page, {old.variant}", old.closing, new.closing)
    for name in sorted({*(old.help or ()), *(new.help or ())}):
        was, now = (Lines(lines=(form.help or {}).get(name, ())) for form in (old, new))
        yield from _lines(f"page '{name}', {old.variant}", was, now)


def _parts(old: Form, new: Form) -> Iterator[str]:
    olds, news = _by_id(old.parts), _by_id(new.parts)
    where = f", {old.variant},"
    yield from _come_and_gone("section", where, olds, news)
    yield from _moved("section", where, list(olds), list(news))
    for name in olds:
        if name in news:
            yield from _fields(f"section '{name}', {old.variant}: ", olds[name], news[name], _PART)


def _by_id(parts: Sequence[Part]) -> dict[str, Part]:
    return {part.id: part for part in parts}


def _questions(old: Form, new: Form) -> Iterator[str]:
    where = f", {old.variant},"
    yield from _come_and_gone("question", where, old.questions, new.questions)
    yield from _moved("question", where, list(old.questions), list(new.questions))
    olds, news = _sections(old), _sections(new)
    for name, question in old.questions.items():
        if name in new.questions:
            if olds[name] != news[name]:
                yield f"question '{name}', {old.variant}: section was '{olds[name]}', is now '{news[name]}'"
            yield from _question(
                f"question '{name}', {old.variant}: ", question, new.questions[name]
            )


def _sections(form: Form) -> dict[str, str]:
    return {question.id: part.id for part in form.parts for question in part.questions}


def _moved(what: str, where: str, old: list[str], new: list[str]) -> Iterator[str]:
    kept_old, kept_new = [n for n in old if n in new], [n for n in new if n in old]
    if kept_old != kept_new:
        yield f"the order of {what}s{where} was {', '.join(kept_old)}, is now {', '.join(kept_new)}"


def _question(where: str, old: Question, new: Question) -> Iterator[str]:
    yield from _fields(where, old, new, _QUESTION)
    yield from _options(where, "option", old.options, new.options)
    yield from _options(where, "escape", old.escapes, new.escapes)


def _options(where: str, what: str, old: Sequence[Option], new: Sequence[Option]) -> Iterator[str]:
    olds, news = {o.code: o for o in old}, {o.code: o for o in new}
    yield from (f"{where}{words}" for words in _come_and_gone(what, "", olds, news))
    yield from (f"{where}{words}" for words in _moved(what, "", list(olds), list(news)))
    for code in olds:
        if code in news:
            yield from _fields(f"{where}{what} '{code}': ", olds[code], news[code], _OPTION)


def _lines(where: str, old: Lines, new: Lines) -> Iterator[str]:
    for name in ("lines", "more", "box"):
        was, now = getattr(old, name), getattr(new, name)
        words = [[line.text for line in lines] for lines in (was, now)]
        yield from (f"{where}: '{text}' was taken out" for text in words[0] if text not in words[1])
        yield from (f"{where}: '{text}' was added" for text in words[1] if text not in words[0])
        if was != now and sorted(words[0]) == sorted(words[1]):
            yield f"{where}: the order, ids, ways or pictures of its {name} were changed"
