"""What may be said of options and of who answered, council level: worked out once, protected, and kept."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from feedback.counting import PersonCounts
from feedback.disclosure.bands import COUNTED_FROM, LEAST_CUT, METHOD, Range, protect, split
from feedback.disclosure.groups import SMALLEST
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, OptionRecord
from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import Form, Question, Snapshot
from feedback.tallies import Counts, Tally

SKIPPED = "skipped"
EVERYONE = "all"  # the variant of figures about all who answered


def freeze_options(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    counts: Counts,
    totals: Mapping[str, Range],
) -> None:
    """Save how often each option was chosen in each variant, beside the `totals` already told."""
    core = {question.id for question in snapshot.core_questions}
    received = sum(counts.people.values())
    for form in snapshot.forms.values():
        people = sum(n for cell, n in counts.people.items() if cell[2] == form.variant)
        others_told = received == people or received - people >= SMALLEST
        told: dict[str, dict[str, Range | None]] = {}
        for question in _told(form) if people else ():
            tally = counts.tally(question, teams=_teams(counts), variant=form.variant)
            shown = _options_shown(question, tally, people, core=question.id in core)
            if not (others_told and _safe_beside_leading(question, form, told)):
                shown = dict.fromkeys(shown)
            elif question.id in core and not _safe_beside_total(question, snapshot, counts, totals):
                shown = dict.fromkeys(shown) | _as_total(question, tally, counts, totals)
            told[question.id] = shown
            session.add_all(_option_records(round_, form.variant, question.id, tally.asked, shown))


def freeze_people(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    people: PersonCounts,
    given_out: Mapping[tuple[int, str], int],
) -> None:
    """Save who answered, each item by itself, and what came by which channel."""
    received = sum(people.variant.values())
    for item, counts in (("variant", people.variant), ("language", people.language)):
        session.add_all(_person_records(round_, item, received, dict(counts), received))
    for question, codes in _person_questions(snapshot).items():
        asked = sum(
            n for variant, n in people.variant.items()
            if question in snapshot.form(variant).questions
        )  # fmt: skip
        answered = people.equality.get(question, {})
        given = {code: answered.get(code, 0) for code in codes}
        asked = max(asked, sum(given.values()))
        given[SKIPPED] = asked - sum(given.values())
        session.add_all(_person_records(round_, question, asked, given, received))
    session.add_all(_channel_records(round_, people.channel, given_out))


def _teams(counts: Counts) -> set[int]:
    return {cell[0] for cell in counts.people}


def _told(form: Form) -> list[Question]:
    """The questions whose options are told by variant: about the service and who helped."""
    asked = (q for what in ("service", "help") for q in form.about(what))
    return [q for q in asked if q.kind not in (Kind.TEXT, Kind.INFO)]


def _options_shown(
    question: Question, tally: Tally, people: int, *, core: bool
) -> dict[str, Range | None]:
    """Each option and what was skipped, as far as it may be told.

    Of a `core` question only the positive answers, whose sum All teams tells. The others together with
    the negative of the rows could narrow a row.
    """
    counts = {code: tally.codes[code] for code in question.codes}
    if tally.asked < LEAST_CUT or 0 < people - tally.asked < SMALLEST:
        return dict.fromkeys([*counts, SKIPPED])
    if question.kind is Kind.CHOICES:
        return {code: protect(n, tally.asked).range for code, n in counts.items()} | {SKIPPED: None}
    counts[SKIPPED] = tally.asked - sum(counts.values())
    if not core:
        return dict(zip(counts, split(tally.asked, list(counts.values())), strict=True))
    positive = {
        code: counts[code]
        for code, option in question.codes.items()
        if option.band is Band.POSITIVE
    }
    told = dict(zip(positive, split(tally.positive, list(positive.values())), strict=True))
    return dict.fromkeys(counts) | told


def _as_total(
    question: Question, tally: Tally, counts: Counts, totals: Mapping[str, Range]
) -> dict[str, Range | None]:
    """The one positive answer of a question only one variant was asked: what All teams says of it."""
    positive = [c for c, option in question.codes.items() if option.band is Band.POSITIVE]
    alone = tally.asked == counts.tally(question, teams=_teams(counts)).asked
    return {positive[0]: totals.get(question.id)} if alone and len(positive) == 1 else {}


def _safe_beside_leading(
    question: Question, form: Form, told: Mapping[str, Mapping[str, Range | None]]
) -> bool:
    """Whether how many were asked a routed question is told by the answers that lead to it.

    Otherwise its base would tell a hidden count of the question before it.
    """
    if not question.show_if:
        return True
    leading = form.questions[question.show_if.question]
    leading_told = [told.get(leading.id, {}).get(code) for code in question.show_if.codes]
    return leading.kind is not Kind.CHOICES and all(
        range_ is not None and range_.exact for range_ in leading_told
    )


def _safe_beside_total(
    question: Question, snapshot: Snapshot, counts: Counts, totals: Mapping[str, Range]
) -> bool:
    """Whether the options of a core question may stand beside its All teams figure.

    Only when that is a count, and, where several variants asked it, when each has a base of 20 and its
    positives and the others are 3 or more: else one variant's figures could be had by subtracting.
    """
    total = totals.get(question.id)
    if total is None or not total.exact:
        return False
    tallies = [counts.tally(question, teams=_teams(counts), variant=v) for v in snapshot.forms]
    tallies = [tally for tally in tallies if tally.asked]
    return len(tallies) == 1 or all(
        t.asked >= COUNTED_FROM and 3 <= t.positive <= t.asked - 3 for t in tallies
    )


def _option_records(
    round_: Round, variant: str, question: str, asked: int, shown: Mapping[str, Range | None]
) -> list[OptionRecord]:
    hidden = not any(shown.values())
    return [
        OptionRecord(
            round_id=round_.id,
            variant=variant,
            question=question,
            option=option,
            position=place,
            base=None if hidden else asked,
            low=range_.low if range_ else None,
            high=range_.high if range_ else None,
            method=METHOD,
        )
        for place, (option, range_) in enumerate(shown.items())
    ]


def _person_records(
    round_: Round, item: str, asked: int, counts: Mapping[str, int], received: int
) -> list[OptionRecord]:
    if asked < LEAST_CUT or 0 < received - asked < SMALLEST:
        shown: dict[str, Range | None] = dict.fromkeys(counts)
    else:
        shown = dict(zip(counts, split(asked, list(counts.values())), strict=True))
    return _option_records(round_, EVERYONE, item, asked, shown)


def _person_questions(snapshot: Snapshot) -> dict[str, list[str]]:
    """The questions about the person, and every code that any variant offers."""
    found: dict[str, dict[str, None]] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            if question.kind in (Kind.CHOICE, Kind.SCALE):
                found.setdefault(question.id, {}).update(dict.fromkeys(question.codes))
    return {question: list(codes) for question, codes in found.items()}


def _channel_records(
    round_: Round, received: Mapping[str, int], given_out: Mapping[tuple[int, str], int]
) -> list[ChannelRecord]:
    """One a channel, when each brought 10 or more; otherwise none, since one would tell of the other."""
    if any(n < LEAST_CUT for n in received.values()):
        return []
    given: dict[str, int] = {}
    for (_, channel), n in given_out.items():
        given[channel] = given.get(channel, 0) + n
    return [
        ChannelRecord(round_id=round_.id, channel=channel, given_out=given.get(channel), received=n)
        for channel, n in sorted(received.items())
    ]
