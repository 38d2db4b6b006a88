"""What may be compared across two versions: a level for every question, and why, in words for a board."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback.questionnaires.definition import Level, Variant
from feedback.questionnaires.likeness import Finding, has_positive, list_findings, worst
from feedback.questionnaires.snapshot import Question, Snapshot

__all__ = ["EVERYTHING", "SERVICE", "Comparison", "Level", "compare", "worst"]

SERVICE = ("service",)
EVERYTHING = ("service", "person", "help")
LED_OTHERWISE = "other people may be asked, since the question that leads to it changed"

Asked = Mapping[Variant, Question]  # one question, variant by variant


@dataclass(frozen=True)
class Comparison:
    """What became of one question: its id in both versions, its level, and why in plain words.

    `changed` says whether anything of it differs, words and pictures and what leads to it included. `counted` says whether it has
    answers to choose from: only those make a line.
    """

    before: str | None
    after: str | None
    measures: tuple[str, ...]
    level: Level
    why: str
    changed: bool
    counted: bool

    @property
    def question(self) -> str:
        """The id it is known by: the newer one, where there is one."""
        return self.after or self.before or ""

    @property
    def joins(self) -> bool:
        """Whether figures before and after may stand in one line, with a break mark or without."""
        return self.level in (Level.EXACT, Level.BAND)


@dataclass(frozen=True)
class _Pair:
    """Two published versions, the older first."""

    before: Snapshot
    after: Snapshot

    @property
    def variants(self) -> list[Variant]:
        """The variants that both versions have."""
        return [variant for variant in self.after.forms if variant in self.before.forms]

    def list_findings(
        self, old: Question, new: Question, variant: Variant | None = None
    ) -> list[Finding]:
        """What differs between a question of each; with `variant`, also in what leads to it there."""
        theme = _theme(self.before, old)
        same = theme is not None and theme == _theme(self.after, new)
        found = list_findings(old, new, same_theme=same)
        if variant and self._is_led_otherwise(old, new, variant):
            found.append(Finding(Level.BAND, LED_OTHERWISE))
        return found

    def _is_led_otherwise(self, old: Question, new: Question, variant: Variant) -> bool:
        """Whether anything that touches figures differs in the one question that leads to both, or in what leads there.

        An answer that is new there does too: who chose the one that leads on may choose it now.
        """
        was, now = old.show_if, new.show_if
        if not was or not now or was.question != now.question:
            return False
        lead_old = self.before.forms[variant].questions.get(was.question)
        lead_new = self.after.forms[variant].questions.get(now.question)
        if lead_old is None or lead_new is None:  # no file that passes the check is so
            return lead_old is not lead_new
        return bool(self.list_findings(lead_old, lead_new, variant))


def compare(
    before: Snapshot, after: Snapshot, *, about: Collection[str] = SERVICE
) -> tuple[Comparison, ...]:
    """One comparison a question that either version asks: those of `after` in order, then those that ended.

    Questions are matched by what they measure, then by id. `about` chooses parts: service, person, help.
    """
    pair = _Pair(before, after)
    olds, news = _gather(before, about), _gather(after, about)
    matched = _match(olds, news)
    kept = {old for old in matched.values() if old}
    return (
        *(
            _kept(pair, olds, news, old, new) if (old := matched[new]) else _begun(new, news[new])
            for new in news
        ),
        *(_ended(old, olds[old]) for old in olds if old not in kept),
    )


def _gather(snapshot: Snapshot, about: Collection[str]) -> dict[str, dict[Variant, Question]]:
    found: dict[str, dict[Variant, Question]] = {}
    for variant, form in snapshot.forms.items():
        for part in (part for part in form.parts if part.about in about):
            for question in part.questions:
                found.setdefault(question.id, {})[variant] = question
    return found


def _match(olds: Mapping[str, Asked], news: Mapping[str, Asked]) -> dict[str, str | None]:
    """For each newer question the older one it follows, or None."""
    matched: dict[str, str | None] = dict.fromkeys(news)
    for alike in (_same_both, _same_measure, _same_id):
        for new, asked in news.items():
            taken = set(matched.values())
            if matched[new] is None:
                matched[new] = next(
                    (old for old in olds if old not in taken and alike(old, olds[old], new, asked)),
                    None,
                )
    return matched


def _same_both(old: str, was: Asked, new: str, now: Asked) -> bool:
    return old == new and (_same_measure(old, was, new, now) or not _measures(was, now))


def _same_measure(_old: str, was: Asked, _new: str, now: Asked) -> bool:
    return bool(set(_measures(was)) & set(_measures(now)))


def _same_id(old: str, _was: Asked, new: str, _now: Asked) -> bool:
    return old == new


def _kept(
    pair: _Pair, olds: Mapping[str, Asked], news: Mapping[str, Asked], old: str, new: str
) -> Comparison:
    was, now = olds[old], news[new]
    found = [*_by_variant(pair, was, now), *_variants(pair, was, now)]
    level = worst([finding.level for finding in found])
    changed = was != now or old != new or level is not Level.EXACT
    notes = [] if old == new else [f"It was called “{old}” before."]
    return Comparison(
        before=old,
        after=new,
        measures=_measures(now, was),
        level=level,
        why=" ".join([*_say(level, found, was, now), *notes]),
        changed=changed,
        counted=_counted(was, now),
    )


def _begun(new: str, asked: Asked) -> Comparison:
    counted = _counted(asked)
    why = "Not asked before, so a new line begins." if counted else "Not asked before."
    return Comparison(None, new, _measures(asked), Level.NONE, why, changed=True, counted=counted)


def _ended(old: str, asked: Asked) -> Comparison:
    counted = _counted(asked)
    why = "No longer asked, so its line ends." if counted else "No longer asked."
    return Comparison(old, None, _measures(asked), Level.NONE, why, changed=True, counted=counted)


def _by_variant(pair: _Pair, was: Asked, now: Asked) -> Iterator[Finding]:
    """What differs in the variants that ask it before and after; where none does, across variants."""
    both = [variant for variant in now if variant in was]
    if not both:
        yield from pair.list_findings(next(iter(was.values())), next(iter(now.values())))
        yield Finding(Level.BAND, f"it was asked in {_names(was)} and is now in {_names(now)}")
        return
    found: dict[Finding, list[Variant]] = {}
    for variant in both:
        for finding in pair.list_findings(was[variant], now[variant], variant):
            found.setdefault(finding, []).append(variant)
    for finding, variants in found.items():
        where = "" if variants == both else f"in {_names(variants)}, "
        yield Finding(finding.level, where + finding.words)


def _variants(pair: _Pair, was: Asked, now: Asked) -> Iterator[Finding]:
    """Who is asked: a variant that both versions have and only one asks it in, or one that is new or gone."""
    if not set(was) & set(now):
        return
    for variant in Variant:
        name = _names([variant])
        if variant in pair.variants and variant in was and variant not in now:
            yield Finding(Level.BAND, f"{name} no longer asks it")
        elif variant in pair.variants and variant in now and variant not in was:
            yield Finding(Level.BAND, f"{name} asks it now too")
        elif (variant in was) != (variant in now):
            yield Finding(Level.EXACT, f"{name} {'is new' if variant in now else 'is gone'}")


def _say(level: Level, found: Sequence[Finding], was: Asked, now: Asked) -> Iterator[str]:
    """The sentences of a comparison: what differs, then what follows from it."""
    follows = _follows(level, was, now)
    reasons = [finding.words for finding in found if finding.level is level]
    if level is Level.EXACT:
        yield f"{_unchanged(was, now)}{follows and f', so {follows}'}."
        yield from (f"{_capital(reason)}." for reason in reasons)
    else:
        yield f"{_capital(', and '.join(reasons))}{follows and f', so {follows}'}."


def _follows(level: Level, was: Asked, now: Asked) -> str:
    if not _counted(was, now):
        return ""
    if level is Level.BAND and not any(map(has_positive, [*was.values(), *now.values()])):
        return "only the answers that both versions have stand side by side, with a break mark"
    return {
        Level.EXACT: "the line goes on",
        Level.BAND: "per cent positive may stand side by side, with a break mark; averages may not",
        Level.THEME: "a new line begins; both share a heading and are never one number",
        Level.NONE: "a new line begins",
    }[level]


def _unchanged(was: Asked, now: Asked) -> str:
    """What to say of a question that compares exactly: which words of it changed, if any."""
    shared = [(was[variant], now[variant]) for variant in now if variant in was]
    if all(old == new for old, new in shared):
        return "Asked as before"
    if any((old.text, old.help) != (new.text, new.help) for old, new in shared):
        return "The words changed and the measure did not"
    if any(_reworded(old, new) for old, new in shared):
        return "The words of the answers changed and what they count as did not"
    return "The question is worded as before"


def _reworded(old: Question, new: Question) -> bool:
    return any(
        code in new.codes and option.label != new.codes[code].label
        for code, option in old.codes.items()
    )


def _theme(snapshot: Snapshot, question: Question) -> str | None:
    measure = snapshot.measures.get(question.measure or "")
    return measure.theme if measure else None


def _measures(*asked: Asked) -> tuple[str, ...]:
    names = (q.measure for variants in asked for q in variants.values())
    return tuple(dict.fromkeys(name for name in names if name))


def _counted(*asked: Asked) -> bool:
    return any(question.options for variants in asked for question in variants.values())


def _names(variants: Collection[Variant]) -> str:
    return " and ".join(variant.value.replace("-", " ") for variant in variants)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
