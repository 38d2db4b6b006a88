"""Every kind of change has its level and its reason, and what did not change has none."""

from collections.abc import Mapping

import pytest

from feedback.questionnaires.comparability import EVERYTHING, Comparison, compare
from feedback.questionnaires.definition import Band, Kind, Level, Variant
from feedback.questionnaires.snapshot import Condition, Option, Snapshot
from tests.councils import (
    FACES,
    HOW_MUCH,
    YES_NO,
    drop_question,
    edit_question,
    make_snapshot,
    read_forms,
    rebuild,
)

OLD = make_snapshot()
FIVE = tuple(
    Option(code=str(n), label=f"Point {n}", band=Band.POSITIVE if n > 3 else Band.NEGATIVE)
    for n in range(1, 6)
)


def judge(before: Snapshot, after: Snapshot, question: str) -> Comparison:
    """The comparison of one question."""
    (found,) = [c for c in compare(before, after) if c.question == question]
    return found


def test_nothing_changed_is_exact_and_unchanged() -> None:
    """Two equal versions: one comparison a question about the service, in order, none of them changed."""
    found = compare(OLD, rebuild(OLD, version=2))

    assert [c.question for c in found] == ["know", "listened", "chaired", "venue", "ticked", "best"]
    assert {(c.level, c.changed) for c in found} == {(Level.EXACT, False)}
    assert found[0].why == "Asked as before, so the line goes on."
    assert (found[-1].why, found[-1].counted) == ("Asked as before.", False)


def test_questions_about_the_person_are_compared_only_when_wanted() -> None:
    """They make no line, and their changes are told all the same."""
    plain = {c.question for c in compare(OLD, OLD)}
    everything = {c.question for c in compare(OLD, OLD, about=EVERYTHING)}

    assert everything - plain == {"eq_age"}


CHANGES: Mapping[str, tuple[dict[str, object], Level, str]] = {
    "words": (
        {"text": "Do you know your IRO?"},
        Level.EXACT,
        "The words changed and the measure did not",
    ),
    "help": (
        {"help": "An IRO runs your review."},
        Level.EXACT,
        "The words changed and the measure did not",
    ),
    "picture": (
        {"picture": "reviewer"},
        Level.EXACT,
        "The question is worded as before",
    ),
    "an answer lost": (
        {"escapes": ()},
        Level.BAND,
        "“Not sure” can no longer be chosen",
    ),
    "another band": (
        {"options": (YES_NO[0], rebuild(YES_NO[1], band=Band.MIDDLE))},
        Level.BAND,
        "“No” counted as negative and now counts as in between",
    ),
    "another score": (
        {"options": (rebuild(YES_NO[0], score=2), YES_NO[1])},
        Level.BAND,
        "“Yes” has another number for averages",
    ),
    "another scale": (
        {"scale": "five", "options": FIVE},
        Level.BAND,
        "The answers to choose from changed from two to five",
    ),
    "another scale of as many points": (
        {"scale": "thumbs"},
        Level.BAND,
        "The answers to choose from are other ones",
    ),
    "own answers that are all others": (
        {"scale": None, "options": FIVE, "escapes": ()},
        Level.BAND,
        "The answers to choose from changed from two to five",
    ),
    "own answers that are the same": (
        {"scale": None},
        Level.EXACT,
        "The question is worded as before",
    ),
    "several answers": (
        {"kind": Kind.CHOICES},
        Level.BAND,
        "More than one answer may be chosen now",
    ),
    "other people": (
        {"show_if": Condition(question="venue", codes=("yes",), words="Only then.")},
        Level.BAND,
        "It is put to other people than before",
    ),
    "another revision": (
        {"revision": 2},
        Level.THEME,
        "It is now asked in a way that does not compare",
    ),
    "own words instead of answers": (
        {"kind": Kind.TEXT, "options": (), "escapes": (), "scale": None},
        Level.THEME,
        "Its answer is now written in own words",
    ),
}
TELLS = {
    Level.EXACT: "so the line goes on.",
    Level.BAND: "so per cent positive may stand side by side, with a break mark; averages may not.",
    Level.THEME: "so a new line begins; both share a heading and are never one number.",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_has_its_level_and_its_reason(change: str) -> None:
    """The same change in every variant: one level, one sentence that a board understands."""
    update, level, reason = CHANGES[change]

    found = judge(OLD, edit_question(OLD, "know", **update), "know")

    assert (found.level, found.changed) == (level, True)
    assert found.why == f"{reason}, {TELLS[level]}"


def test_an_added_answer_leaves_the_line_with_a_note() -> None:
    """Nobody lost an answer, and some may now choose another one than before."""
    options = (*YES_NO, Option(code="once", label="Once"))

    found = judge(OLD, edit_question(OLD, "know", options=options), "know")

    assert found.level is Level.EXACT
    assert found.why.endswith(
        "“Once” is new to choose, and some may choose it now who chose another answer before."
    )


def test_another_measure_of_another_theme_is_none() -> None:
    """Nothing in common but the id."""
    before = drop_question(OLD, "venue")

    found = judge(before, edit_question(before, "know", measure="iro.venue"), "know")

    assert (found.before, found.level) == ("know", Level.NONE)
    assert found.why == "It now measures something else, so a new line begins."


def test_another_measure_of_the_same_theme_is_theme() -> None:
    """A shared heading is all that is left."""
    before = drop_question(OLD, "chaired")

    found = judge(before, edit_question(before, "listened", measure="iro.chaired"), "listened")

    assert found.level is Level.THEME


def test_only_the_code_and_band_of_an_answer_count() -> None:
    """Other labels on the same codes are words."""
    options = tuple(rebuild(option, label=option.label.upper()) for option in YES_NO)

    found = judge(OLD, edit_question(OLD, "know", options=options), "know")

    assert (found.level, found.changed) == (Level.EXACT, True)
    assert found.why == (
        "The words of the answers changed and what they count as did not, so the line goes on."
    )


def test_the_worst_variant_counts_and_is_named() -> None:
    """Exact in easy read and band in standard is band, and the reason says where."""
    after = edit_question(OLD, "listened", only=Variant.STANDARD, scale="five", options=FIVE)

    found = judge(OLD, after, "listened")

    assert found.level is Level.BAND
    assert found.why.startswith(
        "In standard, the answers to choose from changed from four to five, so per cent positive"
    )


def test_easy_read_may_measure_something_else() -> None:
    """A measure of its own in easy read is compared there; when it goes another way, the line ends."""
    before = edit_question(OLD, "listened", only=Variant.EASY_READ, measure="iro.venue")

    kept = judge(before, rebuild(before, version=3), "listened")
    gone = judge(before, OLD, "listened")

    assert (kept.level, kept.measures) == (Level.EXACT, ("iro.listened", "iro.venue"))
    assert gone.level is Level.NONE
    assert gone.why == "In easy read, it now measures something else, so a new line begins."


def test_a_variant_that_stops_asking_is_a_break() -> None:
    """Other people stand behind the figure, although every word stayed; and the other way round."""
    fewer = drop_question(OLD, "know", only=Variant.EASY_READ)

    stops, begins = judge(OLD, fewer, "know"), judge(fewer, OLD, "know")

    assert (stops.level, begins.level) == (Level.BAND, Level.BAND)
    assert stops.why.startswith("Easy read no longer asks it, so per cent positive")
    assert begins.why.startswith("Easy read asks it now too, so per cent positive")


def test_a_variant_that_is_new_or_gone_leaves_the_level() -> None:
    """Said in the reason, and no break in every line of a questionnaire."""
    alone = rebuild(OLD, version=2, forms={Variant.STANDARD: OLD.forms[Variant.STANDARD]})

    gone, new = judge(OLD, alone, "know"), judge(alone, OLD, "know")

    assert (gone.level, new.level) == (Level.EXACT, Level.EXACT)
    assert gone.why == "Asked as before, so the line goes on. Easy read is gone."
    assert new.why == "Asked as before, so the line goes on. Easy read is new."


def test_asked_only_where_the_other_version_does_not_is_a_break() -> None:
    """From standard to easy read: the same measure of other people."""
    before = drop_question(OLD, "know", only=Variant.EASY_READ)
    after = drop_question(OLD, "know", only=Variant.STANDARD)

    found = judge(before, after, "know")

    assert found.level is Level.BAND
    assert found.why.startswith("It was asked in standard and is now in easy read, so per cent")


def test_what_begins_and_ends_compares_with_nothing() -> None:
    """New questions stand in their order, ended ones last."""
    before, after = drop_question(OLD, "know"), drop_question(OLD, "best")

    found = {c.question: c for c in compare(before, after)}

    assert next(iter(found)) == "know"
    assert list(found)[-1] == "best"
    assert (found["know"].before, found["best"].after) == (None, None)
    assert [found[q].level for q in ("know", "best")] == [Level.NONE, Level.NONE]
    assert found["know"].why == "Not asked before, so a new line begins."
    assert found["best"].why == "No longer asked."


def test_a_measure_keeps_its_line_under_another_id() -> None:
    """Matched by what it measures first: the old id may even be used for something else."""
    after = edit_question(OLD, "know", id="knows")
    swapped = edit_question(edit_question(OLD, "venue", id="know_"), "know", id="venue")

    found, crossed = judge(OLD, after, "knows"), judge(OLD, swapped, "venue")

    assert (found.before, found.level, found.changed) == ("know", Level.EXACT, True)
    assert found.why.endswith("It was called “know” before.")
    assert (crossed.before, crossed.level) == ("know", Level.EXACT)


def test_answers_without_bands_do_not_speak_of_positive() -> None:
    """A tick list has no per cent positive."""
    after = edit_question(OLD, "ticked", options=(Option(code="when", label="When"),))

    found = judge(OLD, after, "ticked")

    assert found.level is Level.BAND
    assert found.why == (
        "“Where” can no longer be chosen, so only the answers that both versions have stand side by side, with a break mark."
    )


def test_the_scales_themselves_are_compared() -> None:
    """The same name with other codes is not taken on trust."""
    after = edit_question(OLD, "listened", only=Variant.STANDARD, options=FACES)

    assert (HOW_MUCH, judge(OLD, after, "listened").level) == (
        OLD.forms[Variant.STANDARD].questions["listened"].options,
        Level.BAND,
    )


def test_the_iro_survey_from_1_to_2() -> None:
    """The shipped example, question by question."""
    found = compare(read_forms("iro-survey/1"), read_forms("iro-survey/2"))

    by_level = {level: [c.question for c in found if c.level is level] for level in Level}
    assert by_level == {
        Level.EXACT: ["know_iro", "spoke_before", "went", "told_after", "best", "change"],
        Level.BAND: ["listened", "understood", "asked_where", "asked_who"],
        Level.THEME: [],
        Level.NONE: [
            "contact_iro", "asked", "co_chair", "views_counted", "did_said", "who_to_tell", "overall",
            "asked_when",
        ],
    }  # fmt: skip


LED = {
    "another revision": {"revision": 2},
    "another scale": {"scale": "how-much-4", "options": HOW_MUCH},
    "an answer lost": {"options": YES_NO[:1]},
    "an answer more": {"options": (*YES_NO, Option(code="bit", label="A bit"))},
    "an answer that counts otherwise": {
        "options": (rebuild(YES_NO[0], band=Band.MIDDLE), YES_NO[1])
    },
    "another measure": {"measure": "iro.venue"},
    "a condition of its own": {
        "show_if": Condition(question="listened", codes=("always", "yes"), words="Only then.")
    },
}


@pytest.mark.parametrize("update", LED.values(), ids=LED)
def test_what_leads_to_a_question_decides_who_is_asked_it(update: dict[str, object]) -> None:
    """The routed question is as it was, and put to other people: at most a break, told and to be listed."""
    found = judge(OLD, edit_question(OLD, "know", **update), "chaired")

    assert (found.level, found.changed) == (Level.BAND, True)
    assert found.why.startswith(
        "Other people may be asked, since the question that leads to it changed, so per cent"
    )


def test_other_words_of_what_leads_to_it_change_nothing() -> None:
    """The control: who reaches it is as before, as far as a program can tell."""
    found = judge(OLD, edit_question(OLD, "know", text="Do you know your IRO?"), "chaired")

    assert (found.level, found.changed) == (Level.EXACT, False)


def test_the_whole_way_to_a_question_is_followed() -> None:
    """A question behind a routed one is reached through both."""
    chain = edit_question(
        OLD, "venue", show_if=Condition(question="chaired", codes=("yes",), words="Only then.")
    )

    found = judge(chain, edit_question(chain, "know", revision=2), "venue")

    assert found.level is Level.BAND


def test_a_way_that_changed_in_one_variant_is_named() -> None:
    """The worst of the variants counts, as for any other change."""
    both = make_snapshot(easy_read_lacks=())
    after = edit_question(both, "know", only=Variant.EASY_READ, options=YES_NO[:1])

    found = judge(both, after, "chaired")

    assert found.why.startswith("In easy read, other people may be asked")
