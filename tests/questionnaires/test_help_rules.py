"""Which answers open help lines: in every variant that asks the question, frozen, and never forgotten."""

import json

import pytest

from feedback.questionnaires.check_help import NUMBER
from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.help_rules import rules_of, unsafe_answers
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import HelpRule, Snapshot, read_snapshot

from .conftest import Copy
from .help_mistakes import WHOLE

IRO = "iro-survey/2.yaml"
SHORT = "short-breaks-child/1.yaml"
EARLY = "early-help-parent/1.yaml"


def test_every_version_says_its_rules_or_why_it_has_none(shipped: Snapshot) -> None:
    """One of the two, never both and never neither."""
    assert bool(shipped.help_when) is not bool(shipped.unsafe)
    assert shipped.help_when or (shipped.unsafe or "").startswith("none, because ")


def test_a_rule_holds_in_every_variant_that_asks_its_question(shipped: Snapshot) -> None:
    """Whoever answers in easy read or in pictures is not left alone where standard opens help."""
    for form in shipped.forms.values():
        asked = {rule.question for rule in shipped.help_when or ()} & set(form.questions)

        assert set(rules_of(shipped, form)) == asked
        for rule in rules_of(shipped, form).values():
            assert set(rule.codes) < set(form.questions[rule.question].codes)


def test_help_lines_name_whom_to_call(shipped: Snapshot) -> None:
    """999 and a helpline in every variant, the council's own number, and that it is fine to go on."""
    for form in shipped.forms.values():
        assert set(form.help or {}) == {rule.page for rule in shipped.help_when or ()}
        for lines in (form.help or {}).values():
            said = " ".join(line.text for line in lines)
            assert NUMBER in said
            assert "{childline}" in said or "{nspcc}" in said
            assert "{duty_number}" in said
            assert "to go on with the questions." in said


def test_whoever_gives_an_unsafe_answer_is_told_who_reads_it(shipped: Snapshot) -> None:
    """Beside its question in every variant: the safety team, and a copy, its team and its day where one is kept."""
    for form in shipped.forms.values():
        for rule in shipped.help_when or ():
            said = " ".join(line.text for line in (form.help or {})[rule.page])

            assert "safety team" in said
            assert "It does not say who you are." in said
            for words in ("a copy", "the team and the day"):
                assert (words in said) is bool(rule.concern)


@pytest.mark.parametrize(("page", "line"), [("help-child", "seen"), ("help-child-copy", "copy")])
def test_help_lines_say_who_reads_the_answer(copy: Copy, page: str, line: str) -> None:
    """A page without the line opens under nothing; nor does one that speaks of a copy where none is kept."""
    copy.edit(f"shared/{page}.yaml", f"    - id: {line}\n", "    - id: go\n")

    found = [p.wrong for p in copy.check(SHORT) if p.wrong.startswith("help_when")]
    taken = [p.wrong for p in copy.check(IRO) if p.wrong.startswith("help_when")]

    silent = (
        f"help_when: '{page}' does not say in every variant that the safety team reads the answer."
    )
    assert found == (
        [silent]
        if line == "seen"
        else [
            f"help_when: 'staff_kind' raises a concern, and '{page}' does not say so in every variant."
        ]
    )
    assert taken == ([silent] if line == "seen" else [])


def test_a_copy_is_spoken_of_only_where_one_is_kept(copy: Copy) -> None:
    """The page for a rule that raises a concern does not fit one that raises none."""
    copy.edit(IRO, "show: help-child\n", "show: help-child-copy\n")

    assert [p.wrong for p in copy.check(IRO)] == [
        "help_when: 'help-child-copy' does not say in every variant that the safety team reads the answer."
    ]


def test_an_unsafe_answer_meets_its_rule_in_any_variant(copy: Copy) -> None:
    """`No` is 1 in standard and no with faces; every other answer meets nothing."""
    snapshot = copy.open(SHORT)

    met = [
        [rule.question for rule in unsafe_answers(snapshot, {"staff_kind": [code]})]
        for code in ("1", "no", "2", "4", "yes", "bit", "ns", "rns")
    ]

    assert met == [["staff_kind"], ["staff_kind"], [], [], [], [], [], []]
    assert unsafe_answers(snapshot, {}) == []
    both = unsafe_answers(snapshot, {"comfortable": ["no"], "staff_kind": ["1"], "fun": ["1"]})
    assert [rule.question for rule in both] == ["staff_kind", "comfortable"]


def test_numbers_up_to_the_one_that_is_written_meet_a_rule(copy: Copy) -> None:
    """`at_most: 2` is 0, 1 and 2."""
    snapshot = copy.open(EARLY)

    met = [n for n in range(11) if unsafe_answers(snapshot, {"confident_now": [str(n)]})]

    assert met == [0, 1, 2]


def test_numbers_and_words_can_stand_in_one_rule(copy: Copy) -> None:
    """A number scale in standard and faces in easy read: each variant has its own answers."""
    copy.edit(SHORT, "scale: how-much-4\n        text: Were the staff kind", "scale: nought-to-ten\n        low: No\n        high: Yes\n        text: Were the staff kind")  # fmt: skip
    copy.edit(SHORT, "kind: choice\n        scale: nought", "kind: scale\n        scale: nought")
    copy.edit(SHORT, '- "1"\n', '- "no"\n    at_most: 1\n')
    copy.edit(SHORT, '      - "no"\n    show', "    show")

    forms = (snapshot := copy.open(SHORT)).forms.values()

    codes = [rules_of(snapshot, form)["staff_kind"].codes for form in forms]
    assert codes == [("0", "1"), ("no",), ("no",)]


def test_a_page_without_a_number_opens_under_nothing(copy: Copy) -> None:
    """Named with its line; one variant without the number is enough."""
    copy.edit("shared/help-child.yaml", "Call {emergency}. Childline: {childline}, free, any time.\"\n      picture: phone", "Tell someone.\"\n      picture: phone")  # fmt: skip
    line = copy.line(IRO, "show: help-child")

    problems = copy.check(IRO)

    assert [(p.line, p.wrong, p.instead) for p in problems] == [
        (
            line,
            "help_when: the shared page 'help-child' does not name {emergency} in every variant.",
            "Write one of: closing-child, closing-parent, consent-child, consent-parent, help-child-copy, help-parent.",
        )
    ]


def test_rules_are_part_of_what_is_frozen(copy: Copy) -> None:
    """They are read back as they were, and whoever edits them is told what a published version had."""
    before = copy.open(IRO)
    copy.edit(IRO, '      - "no"\n    show', '      - "no"\n      - "ns"\n    show')
    copy.believe()
    copy.edit("shared/help-child.yaml", "It is fine to go on", "You can go on")

    after = copy.open(IRO)

    assert before.help_when == (HelpRule(question="who_to_tell", codes=("no",), page="help-child"),)
    assert read_snapshot(after.to_json()) == after
    assert before.sha256 != after.sha256
    assert list_differences(before, after) == [
        "help_when 'who_to_tell' was 'help-child: no', is now 'help-child: no, ns'",
        "page 'help-child', standard: 'It is fine to go on with the questions.' was taken out",
        "page 'help-child', standard: 'You can go on with the questions.' was added",
    ]


def test_a_rule_that_is_taken_out_is_told(copy: Copy) -> None:
    """With the reason that stands in its place."""
    before = copy.open(IRO)
    copy.edit(IRO, WHOLE, "unsafe: none, because we took it out\n")

    found = list_differences(before, copy.open(IRO))

    assert "unsafe was nothing, is now 'none, because we took it out'" in found
    assert "help_when 'who_to_tell' was taken out" in found


def test_what_was_published_before_keeps_its_bytes(iro: Snapshot) -> None:
    """A snapshot from before files had rules reads, opens nothing, and has its old fingerprint."""
    content = json.loads(iro.to_json())
    del content["help_when"]
    for form in content["forms"].values():
        del form["help"]
    old = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    snapshot = read_snapshot(old)

    assert snapshot.to_json() == old
    assert unsafe_answers(snapshot, {"who_to_tell": ["no"]}) == []
    assert [rules_of(snapshot, form) for form in snapshot.forms.values()] == [{}, {}]


def test_help_lines_are_shared_pages(library: Library) -> None:
    """Worded once, for children and for parents; only children have them in pictures."""
    child, parent = library.says("help-child"), library.says("help-parent")

    assert child
    assert parent
    assert child.in_pictures
    assert (child.more, parent.more) == ([], [])


@pytest.mark.parametrize("reason", ["none, because nobody is asked", WHOLE])
def test_either_will_do(copy: Copy, reason: str) -> None:
    """The control of the mistakes: a reason alone or rules alone are right."""
    copy.edit(IRO, WHOLE, reason if reason == WHOLE else f"unsafe: {reason}\n")

    assert copy.check(IRO) == []
