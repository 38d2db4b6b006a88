"""Answers of an older version that join a round: what they chose is told nowhere by what is left over."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import product

import pytest

from feedback.asked_figures import tell_variants
from feedback.counting import PersonCounts
from feedback.disclosure.bands import Range, protect, split
from feedback.option_figures import tell_options, tell_people
from feedback.questionnaires.definition import Band, Variant
from feedback.questionnaires.snapshot import SKIPPED, Condition, Form, Option, Snapshot
from feedback.tallies import Counts, is_alike
from tests.councils import drop_easy_read, edit_question, make_snapshot, rebuild

ALWAYS, OFTEN, MOSTLY, NEVER = (
    Option(code="always", label="Always", band=Band.POSITIVE),
    Option(code="often", label="Often", band=Band.POSITIVE),
    Option(code="mostly", label="Mostly", band=Band.POSITIVE),
    Option(code="never", label="Never", band=Band.NEGATIVE),
)
PLAIN = drop_easy_read(make_snapshot(easy_read_lacks=()))
OLD = edit_question(PLAIN, "listened", options=(ALWAYS, OFTEN, MOSTLY, NEVER))
NEW = edit_question(OLD, "listened", options=(ALWAYS, MOSTLY, NEVER))
CODES = ("always", "often", "mostly", "never")
Chosen = Mapping[str, int]
Told = dict[str, dict[str, Range | None]]


def form_of(snapshot: Snapshot) -> Form:
    """The standard form."""
    return snapshot.forms[Variant.STANDARD]


def make_counts(
    old: Chosen,
    new: Chosen,
    *,
    question: str = "listened",
    before: Snapshot = OLD,
    after: Snapshot = NEW,
) -> Counts:
    """One team: so many chose what in the older version and in that of the round, and nobody skipped it."""
    cells = {(1, 1, "standard"): old, (1, 2, "standard"): new}
    people = {cell: sum(chosen.values()) for cell, chosen in cells.items() if chosen}
    answers = {(cell, question): dict(chosen) for cell, chosen in cells.items() if chosen}
    forms = {(1, "standard"): form_of(before), (2, "standard"): form_of(after)}
    return Counts(people, answers, {key: forms[key] for key in {cell[1:] for cell in people}})


def tell(counts: Counts, *, core: bool = True, after: Snapshot = NEW) -> Told:
    """The options of each question, beside All teams as it stands beside them."""
    question = form_of(after).questions["listened"]
    tally = counts.tally(question, teams=[1])
    total = protect(tally.positive, tally.asked).range
    totals = {"listened": total} if core else {}
    sizes = tell_variants(after, counts)
    return {name: shown for _, name, _, shown in tell_options(after, counts, totals, sizes)}


def list_old() -> Iterator[Chosen]:
    """What one to four people of a sealed round chose."""
    for numbers in product(range(5), repeat=len(CODES)):
        if 1 <= sum(numbers) <= 4:
            yield dict(zip(CODES, numbers, strict=True))


def careless(counts: Counts) -> Hashable:
    """The rule before: the answers of the newer version, out of all who were asked the measure."""
    question = form_of(NEW).questions["listened"]
    tally = counts.tally(question, teams=[1])
    positive = {c: tally.codes[c] for c, o in question.codes.items() if o.band is Band.POSITIVE}
    shown = split(tally.positive, list(positive.values()))
    return protect(tally.positive, tally.asked).range, tuple(shown)


def look(rule: str, new: Chosen) -> set[int]:
    """How many chose the answer that was lost, where it is certain and one or two."""
    lost = defaultdict(set)
    for old in list_old():
        counts = make_counts(old, new)
        told = careless(counts) if rule == "careless" else str(tell(counts))
        received = sum(counts.people.values())
        lost[received, told].add(old["often"])
    return {next(iter(one)) for one in lost.values() if len(one) == 1} & {1, 2}


@pytest.mark.parametrize(
    "new", [{"always": 12, "mostly": 10, "never": 20}, {"always": 30, "mostly": 3, "never": 9}]
)
def test_nobody_learns_who_chose_the_answer_that_was_lost(new: Chosen) -> None:
    """Whatever one to four people chose, All teams less the options says nothing of it."""
    assert look("ours", new) == set()


def test_the_rule_before_told_it() -> None:
    """The control: the lost answer stands in All teams and in no option."""
    assert look("careless", {"always": 12, "mostly": 10, "never": 20}) == {1, 2}


def test_an_answer_that_was_lost_is_not_among_the_skipped() -> None:
    """Of a question that is not core: hidden while few joined, and out of the others once they are five."""
    before = edit_question(PLAIN, "venue", options=(ALWAYS, OFTEN, NEVER))
    after = edit_question(before, "venue", options=(ALWAYS, NEVER))
    new = {"always": 14, "never": 9}

    few, many, none = (
        tell(
            make_counts(
                {"often": n} if n else {}, new, question="venue", before=before, after=after
            ),
            after=after,
        )["venue"]
        for n in (3, 6, 0)
    )

    assert set(few.values()) == {None}
    assert many == none
    assert (many["always"], many[SKIPPED]) == (Range(14, 14), Range(0, 0))


def test_who_was_asked_alike_counts() -> None:
    """The control: another version with the same answers, or one fewer, hides nothing."""
    for before in (
        rebuild(NEW, version=9),
        edit_question(NEW, "listened", options=(ALWAYS, NEVER)),
    ):
        counts = make_counts(
            {"always": 3}, {"always": 12, "mostly": 10, "never": 20}, before=before
        )

        assert tell(counts)["listened"]["always"] == Range(15, 15)


def test_what_leads_to_a_question_has_to_be_alike_too() -> None:
    """Else the base of a routed question would hold people whom that of the question before it leaves out."""
    lead = Condition(question="listened", codes=("never",), words="Only then.")
    before, after = (edit_question(one, "venue", show_if=lead) for one in (OLD, NEW))
    venue = form_of(after).questions["venue"]

    assert not is_alike(form_of(before), form_of(after), venue)
    assert is_alike(form_of(rebuild(after, version=9)), form_of(after), venue)


def test_nobody_is_told_of_an_age_that_was_lost() -> None:
    """It would stand among those who did not say."""
    ages = form_of(PLAIN).questions["eq_age"].options
    after = edit_question(PLAIN, "eq_age", options=ages[:2])
    people = PersonCounts(
        {"eq_age": Counter({"8-10": 12, "11-13": 9, "14-15": 2})}, {"standard": 23}, {"en": 23}, {}
    )

    def ask(*forms: Form) -> dict[str, Range | None]:
        told = tell_people(after, people, {"standard": 23}, forms)
        return {item: shown for item, _, shown in told}["eq_age"]

    assert set(ask(form_of(PLAIN), form_of(after)).values()) == {None}
    assert ask(form_of(after))["8-10"] == Range(12, 12)


def test_a_question_about_the_person_that_is_new_or_gone_is_hidden() -> None:
    """Whoever had no such question did not skip it."""
    without = rebuild(form_of(PLAIN), parts=form_of(PLAIN).parts[:1])
    people = PersonCounts({"eq_age": {"8-10": 12, "11-13": 9}}, {"standard": 24}, {"en": 24}, {})

    told = {
        item: shown for item, _, shown in tell_people(PLAIN, people, {"standard": 24}, [without])
    }

    assert set(told["eq_age"].values()) == {None}
