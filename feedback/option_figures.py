"""What may be said of options and of who answered, council level: worked out once, protected, and kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.asked_figures import is_base_told
from feedback.counting import PersonCounts
from feedback.disclosure.bands import COUNTED_FROM, LEAST_CUT, METHOD, Range, protect, split
from feedback.disclosure.comments import ALWAYS_TOLD
from feedback.disclosure.groups import SMALLEST
from feedback.disclosure.sizes import Sizes, tell_sizes
from feedback.models.asking import Collector, Occasion, Round
from feedback.models.reporting import ChannelRecord, OptionRecord
from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import (
    NOT_ASKED,
    Form,
    Question,
    Snapshot,
    skipped_beside,
)
from feedback.tallies import Counts, Tally, is_alike, sum_known

EVERYONE = "all"  # the variant of figures about all who answered
OTHER = "other"  # the languages that are not told by name
OCCASION, NO_OCCASION = "occasion", "none"
Told = dict[str, Range | None]


def freeze_options(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    counts: Counts,
    totals: Mapping[str, Range],
    sizes: Sizes[str],
) -> None:
    """Save how often each option was chosen in each variant, beside the `totals` and `sizes` already told."""
    for variant, question, asked, shown in tell_options(snapshot, counts, totals, sizes):
        session.add_all(_option_records(round_, variant, question, asked, shown))


def freeze_people(
    session: Session,
    round_: Round,
    snapshot: Snapshot,
    people: PersonCounts,
    given_out: Mapping[tuple[int, str], int],
    sizes: Sizes[str],
    forms: Collection[Form],
) -> None:
    """Save who answered, each item by itself, and what came by which channel. `forms` are those that were used."""
    for item, asked, shown in tell_people(snapshot, people, sizes, forms):
        session.add_all(_option_records(round_, EVERYONE, item, asked, shown))
    if occasions := _list_occasions(session, round_):
        shown = tell_occasions(people.occasion, occasions)
        received = sum(people.occasion.values())
        session.add_all(_option_records(round_, EVERYONE, OCCASION, received, shown))
    if _reaches_all(session, round_, people.channel):
        session.add_all(_channel_records(round_, people.channel, given_out))


def tell_occasions(received: Mapping[str, int], occasions: Collection[str]) -> Told:
    """How many came on each of `occasions` and on none of them: all when each brought 10 or more, else none of them.

    `occasions` are those that every team has a link for, known before anybody answers.
    """
    counts = {one: received.get(one, 0) for one in sorted(occasions)}
    counts[NO_OCCASION] = sum(received.values()) - sum(counts.values())
    if any(n < LEAST_CUT for n in counts.values()):
        return dict.fromkeys(counts)
    return {one: Range(n, n) for one, n in counts.items()}


def tell_options(
    snapshot: Snapshot, counts: Counts, totals: Mapping[str, Range], sizes: Sizes[str]
) -> Iterator[tuple[str, str, int, Told]]:
    """Variant, question, how many were asked, and each option as far as it may be told.

    Of people who joined with an older version only those count who were asked alike. All teams counts the others of a
    core question too, so none of its options is told then: the rest would be what they answered.
    """
    core = {question.id for question in snapshot.core_questions}
    for form in snapshot.forms.values():
        people = sum(n for cell, n in counts.people.items() if cell[2] == form.variant)
        told: dict[str, Told] = {}
        for question in _told(form) if people or sizes[form.variant] is None else ():
            tally = counts.tally_alike(question, form, teams=_teams(counts))
            shown = _options_shown(question, tally, people, core=question.id in core)
            asked = counts.tally(question, teams=_teams(counts), variant=form.variant).asked
            if (
                sizes[form.variant] is None
                or not _safe_beside_leading(question, form, told)
                or (question.id in core and tally.asked < asked)
            ):
                shown = dict.fromkeys(shown)
            elif question.id in core and not _safe_beside_total(question, snapshot, counts, totals):
                shown = dict.fromkeys(shown) | _as_total(question, tally, counts, totals)
            told[question.id] = shown
            yield form.variant.value, question.id, tally.asked, shown


def tell_people(
    snapshot: Snapshot, people: PersonCounts, sizes: Sizes[str], forms: Collection[Form] = ()
) -> Iterator[tuple[str, int, Told]]:
    """Each item about who answered: how many were asked, and each answer as far as it may be told.

    Nothing of one that an older version among `forms`, those that were used, asks otherwise: what it lacks or lost would
    stand among the skipped.
    """
    received = sum(people.variant.values())
    if received < LEAST_CUT:
        sizes = dict.fromkeys(sizes)
    # One that is hidden is listed, also where nobody used it: else its name would tell that somebody did.
    exact = {v: None if n is None else Range(n, n) for v, n in sizes.items() if n != 0}
    yield "variant", received, exact
    yield "language", received, _tell_languages(received, people.language)
    told: dict[str, Told] = {}
    for question, codes in _person_questions(snapshot).items():
        asking = [v.value for v, form in snapshot.forms.items() if question in form.questions]
        answered = people.equality.get(question, {})
        given = {code: answered.get(code, 0) for code in codes}
        asked = sum(people.variant.get(variant, 0) for variant in asking)
        asked = max(asked - answered.get(NOT_ASKED, 0), sum(given.values()))
        given[skipped_beside(codes)] = asked - sum(given.values())
        may_tell = (
            asked >= LEAST_CUT
            and is_base_told(asked, received, asking, sizes)
            and _is_led_to(question, asked, snapshot, told)
            and _is_asked_alike(question, snapshot, forms)
        )
        told[question] = _split(asked, given) if may_tell else dict.fromkeys(given)
        yield question, asked, told[question]


def _is_led_to(name: str, asked: int, snapshot: Snapshot, told: Mapping[str, Told]) -> bool:
    """Whether how many were `asked` a question about the person is told by the answers that lead to it, if any do.

    Otherwise its base would tell a hidden count of the question before it, or who used a variant without this one.
    """
    forms = [form.questions for form in snapshot.forms.values()]
    for route in [form[name].show_if for form in forms if name in form]:
        if route is None:
            continue
        leading = [told.get(route.question, {}).get(code) for code in route.codes]
        known = [range_.low for range_ in leading if range_ is not None and range_.exact]
        everywhere = all(name in form for form in forms if route.question in form)
        if not everywhere or len(known) < len(leading) or sum(known) != asked:
            return False
    return True


def _tell_languages(received: int, counts: Mapping[str, int]) -> Told:
    """English and each language that may be told; the others are one line, also when nobody used one.

    To name a language is to say that somebody used it.
    """
    if received < LEAST_CUT:
        return {ALWAYS_TOLD: None, OTHER: None}
    sizes = tell_sizes({ALWAYS_TOLD: 0} | dict(counts))
    told = {code: Range(n, n) for code, n in sizes.items() if n or (n == 0 and code == ALWAYS_TOLD)}
    others = received - sum(range_.low for range_ in told.values())
    return {
        ALWAYS_TOLD: told.pop(ALWAYS_TOLD, None),
        **told,
        OTHER: Range(others, others) if sizes[ALWAYS_TOLD] is not None else None,
    }


def _split(total: int, counts: Mapping[str, int]) -> Told:
    return dict(zip(counts, split(total, list(counts.values())), strict=True))


def _teams(counts: Counts) -> set[int]:
    return {cell[0] for cell in counts.people}


def _told(form: Form) -> list[Question]:
    """The questions whose options are told by variant: about the service and who helped."""
    asked = (q for what in ("service", "help") for q in form.about(what))
    return [q for q in asked if q.kind not in (Kind.TEXT, Kind.INFO)]


def _options_shown(question: Question, tally: Tally, people: int, *, core: bool) -> Told:
    """Each option and what was skipped, as far as it may be told.

    Of a `core` question only the positive answers, whose sum All teams tells. The others together with
    the negative of the rows could narrow a row.
    """
    counts = {code: tally.codes[code] for code in question.codes}
    if tally.asked < LEAST_CUT or 0 < people - tally.asked < SMALLEST:
        return dict.fromkeys([*counts, question.skipped])
    if question.kind is Kind.CHOICES:
        return {code: protect(n, tally.asked).range for code, n in counts.items()} | {
            question.skipped: None
        }
    counts[question.skipped] = tally.asked - sum(counts.values())
    if not core:
        return _split(tally.asked, counts)
    positive = {
        code: counts[code]
        for code, option in question.codes.items()
        if option.band is Band.POSITIVE
    }
    return dict.fromkeys(counts) | _split(tally.positive, positive)


def _as_total(
    question: Question, tally: Tally, counts: Counts, totals: Mapping[str, Range]
) -> Told:
    """The one positive answer of a question only one variant was asked: what All teams says of it."""
    positive = [c for c, option in question.codes.items() if option.band is Band.POSITIVE]
    alone = tally.asked == counts.tally(question, teams=_teams(counts)).asked
    return {positive[0]: totals.get(question.id)} if alone and len(positive) == 1 else {}


def _safe_beside_leading(question: Question, form: Form, told: Mapping[str, Told]) -> bool:
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


def _person_questions(snapshot: Snapshot) -> dict[str, list[str]]:
    """The questions about the person, and every code that any variant offers."""
    found: dict[str, dict[str, None]] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            if question.kind in (Kind.CHOICE, Kind.SCALE):
                found.setdefault(question.id, {}).update(dict.fromkeys(question.codes))
    return {question: list(codes) for question, codes in found.items()}


def _is_asked_alike(question: str, snapshot: Snapshot, forms: Iterable[Form]) -> bool:
    """Whether each of `forms` asks a question about the person as its variant in `snapshot` does, if that asks it."""
    for form in forms:
        asking = snapshot.forms.get(form.variant)
        own = asking and asking.questions.get(question)
        if asking and own and not is_alike(form, asking, own):
            return False
        if not own and question in form.questions:
            return False
    return True


def _list_occasions(session: Session, round_: Round) -> list[str]:
    """The occasions that every team of `round_` has a link for: what one team alone had would be a figure of it.

    None when some team has one that another has not.
    """
    teams = {member.team_id for member in round_.teams}
    found: dict[str, set[int]] = {}
    for team, occasion in session.execute(
        select(Collector.team_id, Collector.occasion)
        .where(Collector.questionnaire == round_.version.questionnaire)
        .where(Collector.team_id.in_(teams), Collector.occasion.in_(list(Occasion)))
    ):
        found.setdefault(occasion, set()).add(team)
    return list(found) if all(have == teams for have in found.values()) else []


def _reaches_all(session: Session, round_: Round, channels: Collection[str]) -> bool:
    """Whether every team of `round_` had each of `channels`: what one team alone had would be a figure of it."""
    teams = [member.team_id for member in round_.teams]
    found = session.execute(
        select(Collector.team_id, Collector.channel)
        .where(Collector.questionnaire == round_.version.questionnaire)
        .where(Collector.team_id.in_(teams), Collector.channel.in_(list(channels)))
        .distinct()
    )
    return len(found.all()) == len(teams) * len(channels)


def _channel_records(
    round_: Round, received: Mapping[str, int], given_out: Mapping[tuple[int, str], int]
) -> list[ChannelRecord]:
    """One a channel, when each brought 10 or more; otherwise none, since one would tell of the other."""
    if any(n < LEAST_CUT for n in received.values()):
        return []
    teams = [member.team_id for member in round_.teams]
    return [
        ChannelRecord(
            round_id=round_.id,
            channel=channel,
            given_out=sum_known([given_out.get((team, channel)) for team in teams]),
            received=n,
        )
        for channel, n in sorted(received.items())
    ]
