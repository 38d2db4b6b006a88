"""What counts as an answer, whatever is sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.kinds import Answers, Fault, Wrong, read_answers, tidy
from feedback.questionnaires.snapshot import Snapshot


def test_each_kind_takes_its_answer(iro: Snapshot) -> None:
    """One code, several codes, a number and a text are kept as sent."""
    sent = {"know_iro": ["yes"], "asked": ["who", "when"], "did_said": ["10"], "best": [" Snacks "]}

    answers, wrong = read_answers(iro.forms[Variant.STANDARD], sent)

    assert wrong == []
    assert answers.codes == {"know_iro": ("yes",), "asked": ("who", "when"), "did_said": ("10",)}
    assert answers.texts == {"best": "Snacks"}


def test_every_question_may_be_left_out(iro: Snapshot) -> None:
    """Nothing and blanks are no answer and no fault."""
    answers, wrong = read_answers(
        iro.forms[Variant.STANDARD], {"know_iro": [""], "best": [" \r\n"], "asked": []}
    )

    assert wrong == []
    assert answers.empty


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"nobody": ["yes"]}, Wrong("nobody", Fault.UNKNOWN_FIELD)),
        ({"know_iro": ["maybe"]}, Wrong("know_iro", Fault.UNKNOWN_OPTION)),
        ({"know_iro": ["Yes"]}, Wrong("know_iro", Fault.UNKNOWN_OPTION)),
        ({"know_iro": ["rns"]}, Wrong("know_iro", Fault.UNKNOWN_OPTION)),
        ({"know_iro": ["_na"]}, Wrong("know_iro", Fault.UNKNOWN_OPTION)),
        ({"know_iro": ["yes", "no"]}, Wrong("know_iro", Fault.TOO_MANY)),
        ({"did_said": ["11"]}, Wrong("did_said", Fault.UNKNOWN_OPTION)),
        ({"did_said": ["1", "2"]}, Wrong("did_said", Fault.TOO_MANY)),
        ({"asked": ["none", "who"]}, Wrong("asked", Fault.NOT_WITH_OTHERS)),
        ({"asked": ["ns", "who"]}, Wrong("asked", Fault.NOT_WITH_OTHERS)),
        ({"asked": ["who", "whom"]}, Wrong("asked", Fault.UNKNOWN_OPTION)),
        ({"best": ["a", "b"]}, Wrong("best", Fault.TOO_MANY)),
        ({"best": ["x" * 1003]}, Wrong("best", Fault.TOO_LONG, 3)),
    ],
)
def test_what_cannot_be_an_answer_is_a_fault(
    iro: Snapshot, sent: dict[str, list[str]], fault: Wrong
) -> None:
    """Each fault names its field, and nothing of it is kept."""
    answers, wrong = read_answers(iro.forms[Variant.STANDARD], sent)

    assert wrong == [fault]
    assert answers.empty


def test_a_text_is_counted_like_the_script_counts(iro: Snapshot) -> None:
    """A line end is one character and so is an emoji."""
    text = "\r\n".join("🙂" * 500) + "x"

    answers, wrong = read_answers(iro.forms[Variant.STANDARD], {"best": [text]})

    assert wrong == []
    assert len(answers.texts["best"]) == 1000


def test_line_ends_become_one_kind() -> None:
    """Old and new line ends are the same."""
    assert tidy("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_ticks_sent_twice_count_once(iro: Snapshot) -> None:
    """A repeated tick is one tick."""
    answers, wrong = read_answers(iro.forms[Variant.STANDARD], {"asked": ["who", "who"]})

    assert (answers.codes, wrong) == ({"asked": ("who",)}, [])


def test_what_was_not_asked_is_dropped_and_said(iro: Snapshot) -> None:
    """An answer to a hidden question is neither kept nor a fault; it counts as not asked."""
    form = iro.forms[Variant.STANDARD]

    answers, wrong = read_answers(form, {"went": ["no"], "co_chair": ["yes", "nonsense"]})

    assert wrong == []
    assert answers.pairs(form.about("service")) == ["went=no", "co_chair=_na"]


def test_pairs_leave_texts_out(iro: Snapshot) -> None:
    """Only codes are counted."""
    form = iro.forms[Variant.STANDARD]
    answers = Answers({"asked": ("who", "when")}, {"best": "Snacks"}, frozenset())

    assert answers.pairs(form.questions.values()) == ["asked=who", "asked=when"]


@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_sent_only_answers_of_the_form_are_kept(
    iro: Snapshot, data: st.DataObject
) -> None:
    """It never raises, and keeps only codes and texts that the form can have."""
    form = iro.forms[data.draw(st.sampled_from(list(iro.forms)))]
    codes = sorted({code for question in form.questions.values() for code in question.codes})
    names = st.sampled_from(list(form.questions)) | st.text(max_size=5)
    values = st.lists(
        st.sampled_from(codes) | st.text(max_size=5) | st.just("x" * 1001), max_size=4
    )
    sent = data.draw(st.dictionaries(names, values))

    answers, wrong = read_answers(form, sent)

    assert all(
        set(given) <= set(form.questions[name].codes) for name, given in answers.codes.items()
    )
    assert all(
        form.questions[name].kind is Kind.TEXT and len(text) <= 1000
        for name, text in answers.texts.items()
    )
    assert not {w.field for w in wrong} & {*answers.codes, *answers.texts}
    assert {w.field for w in wrong} <= set(sent)
