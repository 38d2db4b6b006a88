"""What a counted round stores of questions not asked of all, and that the method's number is with every figure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.disclosure.bands import METHOD
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.questionnaires.definition import Band, Kind, Variant
from feedback.questionnaires.snapshot import Condition, Option, Part, Question, Snapshot
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    drop_easy_read,
    edit_question,
    get_collector,
    make_database,
    make_snapshot,
    rebuild,
)

AGES = make_snapshot().forms[Variant.STANDARD].questions["eq_age"]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session of a new database."""
    with make_database(tmp_path).writing() as session:
        yield session


def test_a_routed_question_tells_no_count_of_the_one_before_it(session: Session) -> None:
    """How many know their IRO decides who is asked more: a base or a figure beside "about half" would tell."""
    snapshot = drop_easy_read(make_snapshot())

    told = _tell_chaired(session, snapshot)

    assert told == {
        "Oak": (None, None),
        "Elm": (None, "all or nearly all"),
        "All teams": (None, None),
    }


def test_a_routed_question_that_a_variant_leaves_out_says_nothing_of_a_team(
    session: Session,
) -> None:
    """How many were asked depends on who used easy read too, and nothing that is shown bounds both."""
    told = _tell_chaired(session, make_snapshot())

    assert set(told.values()) == {(None, None)}


def _tell_chaired(session: Session, snapshot: Snapshot) -> dict[str, tuple[int | None, str | None]]:
    """Base and word of the routed question, where 5 of 10 know their IRO and 14 of 19."""
    oak, elm = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, [oak, elm], snapshot=snapshot)
    for team, knows in ((oak, 5), (elm, 14)):
        answer(session, round_, team, times=knows, answers=["know=yes", "chaired=yes"])
        answer(session, round_, team, times=5, answers=["know=no", "chaired=_na"])
    count(session, round_)
    found = session.execute(
        select(FigureRow, FigureRecord)
        .join(FigureRecord, FigureRecord.row_id == FigureRow.id)
        .where(FigureRecord.question == "chaired")
    )
    return {row.team: (figure.base, figure.word) for row, figure in found}


def test_a_published_tick_list_of_a_core_measure_is_counted_by_option_alone(
    session: Session,
) -> None:
    """12 people with two ticks each are not 24 positive answers: nobody reads of it as of people."""
    snapshot = edit_question(make_snapshot(), "listened", kind=Kind.CHOICES)
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, teams, snapshot=snapshot)
    for team in teams:
        ticked = ["know=yes", "listened=always", "listened=mostly"]
        answer(session, round_, team, times=6, answers=ticked)

    count(session, round_)

    figures = session.scalars(select(FigureRecord.question).distinct()).all()
    options = select(OptionRecord).where(OptionRecord.question == "listened")
    told = {one.option: (one.low, one.base) for one in session.scalars(options) if one.low}
    assert set(figures) == {"know", "chaired"}
    assert told == {"always": (11, 12), "mostly": (11, 12)}


def test_a_published_core_measure_about_the_person_has_no_figure(session: Session) -> None:
    """Who somebody is is stored apart from what they say: read beside it, nobody would be positive."""
    options = [rebuild(one, band=Band.POSITIVE) for one in AGES.options]
    snapshot = edit_question(make_snapshot(), "eq_age", measure="iro.know", options=tuple(options))
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak], snapshot=snapshot)
    answer(session, round_, oak, times=24, equality=["eq_age=8-10"])

    count(session, round_)

    assert "eq_age" not in set(session.scalars(select(FigureRecord.question)))


SCHOOL = Question(
    id="eq_school",
    kind=Kind.CHOICE,
    text="Which kind of school do you go to?",
    options=(Option(code="a", label="A primary school"), Option(code="b", label="Another")),
    show_if=Condition(question="eq_age", codes=("8-10",), words="Only if you are 8 to 10."),
)


def _tell_school(session: Session, snapshot: Snapshot, *, young: int) -> dict[str, object]:
    """What is told of a question put to the 8 to 10 year olds alone, of whom 5 say "b" and 40 others are not asked."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak], snapshot=snapshot)
    for times, age, school in ((young - 5, "8-10", "a"), (5, "8-10", "b"), (40, "11-13", "_na")):
        said = [f"eq_age={age}", f"eq_school={school}"]
        answer(session, round_, oak, times=times, equality=said)
    count(session, round_)
    found = session.scalars(select(OptionRecord).where(OptionRecord.question == "eq_school"))
    return {one.option: (one.low, one.base) for one in found}


def _ask_school(snapshot: Snapshot, *, only: Variant | None = None) -> Snapshot:
    def write(part: Part) -> Part:
        asked = part.questions + ((SCHOOL,) if part.about == "person" else ())
        return rebuild(part, questions=asked)

    forms = {
        variant: form
        if only not in (None, variant)
        else rebuild(form, parts=tuple(map(write, form.parts)))
        for variant, form in snapshot.forms.items()
    }
    return rebuild(snapshot, forms=forms)


def test_who_was_not_asked_about_the_person_has_not_skipped(session: Session) -> None:
    """12 were put the question and all answered: the base is 12, and nobody skipped."""
    told = _tell_school(session, _ask_school(make_snapshot()), young=12)

    assert told == {"a": (7, 12), "b": (5, 12), "skipped": (0, 12)}


@pytest.mark.parametrize(("young", "only"), [(12, Variant.STANDARD), (9, None)])
def test_a_base_that_nothing_tells_hides_a_routed_question_about_the_person(
    session: Session, young: int, only: Variant | None
) -> None:
    """Where a variant leaves it out, or fewer than ten were put it, how many they are is told by nothing else."""
    told = _tell_school(session, _ask_school(make_snapshot(), only=only), young=young)

    assert told == dict.fromkeys(("a", "b", "skipped"), (None, None))


def test_every_figure_carries_the_number_of_the_method(session: Session) -> None:
    """Rows, all teams, options and who answered, told or hidden: each is stored with the method's number."""
    (oak,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=24, equality=["eq_age=8-10"])
    count(session, round_)

    stored = [
        method
        for table in (FigureRecord, OptionRecord)
        for method in session.scalars(select(table.method))
    ]

    assert len(stored) > 20
    assert set(stored) == {METHOD}
    for table in (FigureRecord, OptionRecord):
        assert not table.__table__.c.method.nullable


def test_a_question_left_out_by_a_variant_is_told_for_all_teams_alone(session: Session) -> None:
    """Six of 20 used easy read: rows say nothing, and all teams is out of those asked."""
    oak, elm = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, [oak, elm], snapshot=_leave_out_of_easy_read())
    answer(session, round_, oak, times=11, answers=["venue=yes"])
    answer(session, round_, oak, times=3, answers=["venue=no"])
    answer(session, round_, oak, times=6, answers=[], variant="easy-read")
    answer(session, round_, elm, times=9, answers=["venue=yes"])
    count(session, round_)

    found = session.execute(
        select(FigureRow.team, FigureRecord)
        .join(FigureRecord, FigureRecord.row_id == FigureRow.id)
        .where(FigureRecord.question == "venue")
    )
    told = {team: (one.base, one.word, one.low, one.high) for team, one in found}

    assert told["Oak"] == told["Elm"] == (None, None, None, None)
    assert told["All teams"] == (23, None, 20, 20)


def _leave_out_of_easy_read() -> Snapshot:
    """The place is a core measure here, and easy read does not ask about it."""
    snapshot = make_snapshot()
    venue = rebuild(snapshot.measures["iro.venue"], core=True)
    return rebuild(snapshot, measures={**snapshot.measures, "iro.venue": venue})


@pytest.mark.parametrize("everywhere", [True, False])
def test_channels_are_told_only_where_every_team_had_each(
    session: Session, everywhere: bool
) -> None:
    """12 by poster of 22, all in the one team with a kiosk: the kiosk's count would leave two of that team's posters."""
    oak, elm = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, [oak, elm])
    answer(session, round_, oak, times=2)
    answer(session, round_, oak, times=10, channel="kiosk")
    answer(session, round_, elm, times=10)
    if everywhere:
        get_collector(session, round_.version, elm, channel="kiosk")
    count(session, round_)

    told = {one.channel: one.received for one in session.scalars(select(ChannelRecord))}

    assert told == ({"kiosk": 10, "poster": 12} if everywhere else {})
