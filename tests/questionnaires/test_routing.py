"""Which questions are asked: the route is data, and what is hidden hides what hangs on it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.kinds import read_answers
from feedback.questionnaires.routing import list_hidden
from feedback.questionnaires.snapshot import (
    Condition,
    Form,
    Lines,
    Option,
    Part,
    Question,
    Snapshot,
)

CODES = ("a", "b", "c")


def make_form(routes: Sequence[tuple[int, tuple[str, ...]] | None]) -> Form:
    """A form of as many questions as `routes`, each asked always or only after an earlier one's codes."""
    questions = [
        Question(
            id=f"q{i}",
            kind=Kind.CHOICE,
            text="What?",
            options=tuple(Option(code=code, label=code) for code in CODES),
            show_if=Condition(question=f"q{route[0]}", codes=route[1], words="Only if.")
            if route
            else None,
        )
        for i, route in enumerate(routes)
    ]
    return Form(
        variant=Variant.STANDARD,
        title="A",
        invitation="B",
        minutes=1,
        start=Lines(lines=()),
        parts=(Part(id="p", title="P", questions=tuple(questions)),),
        closing=Lines(lines=()),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Forms with routes from any question to any earlier one."""
    codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(tuple)
    routes = [
        draw(st.none() | st.tuples(st.integers(0, i - 1), codes)) if i else None
        for i in range(draw(st.integers(1, 8)))
    ]
    return make_form(routes)


ANSWERS = st.dictionaries(
    st.integers(0, 7).map(lambda i: f"q{i}"), st.sampled_from(CODES).map(lambda c: (c,))
)


def test_a_route_is_open_only_after_its_answer(iro: Snapshot) -> None:
    """Running the review is asked of those who went, and not of those who did not say."""
    form = iro.forms[Variant.STANDARD]

    hidden = [
        list_hidden(form, answers) & {"co_chair"}
        for answers in ({"went": ["all"]}, {"went": ["no"]}, {})
    ]

    assert hidden == [set(), {"co_chair"}, {"co_chair"}]


def test_hiding_goes_on_down_the_route() -> None:
    """A question that hangs on a hidden one is hidden, whatever was sent for it."""
    form = make_form([None, (0, ("a",)), (1, ("a",))])

    hidden = list_hidden(form, {"q0": ["b"], "q1": ["a"], "q2": ["a"]})

    assert hidden == {"q1", "q2"}


@given(form=forms(), answers=ANSWERS)
def test_nothing_hangs_on_a_hidden_question(
    form: Form, answers: dict[str, tuple[str, ...]]
) -> None:
    """Hiding is transitive, and exactly the questions whose condition fails are hidden."""
    hidden = list_hidden(form, answers)

    for question in form.questions.values():
        condition = question.show_if
        holds = condition is None or (
            condition.question not in hidden
            and bool(set(answers.get(condition.question, ())) & set(condition.codes))
        )
        assert (question.id in hidden) == (not holds)


@given(form=forms(), answers=ANSWERS)
def test_hidden_answers_are_never_kept(form: Form, answers: dict[str, tuple[str, ...]]) -> None:
    """What is kept is only what was asked, and keeping only that changes no route."""
    read, _ = read_answers(form, answers)

    assert not read.hidden & {*read.codes, *read.texts}
    assert list_hidden(form, read.codes) == read.hidden
