"""Words in a box that follows an answer: no comment that is told must have come from one, so none tells an answer."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.decisions import release
from feedback.disclosure.comments import EVERYBODY, find_boxes
from feedback.models.answering import Comment
from feedback.models.asking import Round, Team
from feedback.questionnaires.definition import Kind, Variant
from feedback.questionnaires.snapshot import NOT_ASKED, Condition, Form, Question, Snapshot
from feedback.reports.figures import read_rounds
from feedback.reports.released import ReleasedComment, read_released
from feedback.reports.shown import HIDDEN, RoundFigures
from feedback.reports.theming import count_themes, read_trends
from feedback.themes import begin
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    make_database,
    make_snapshot,
    read_forms,
    rebuild,
)

WHY_NOT = Question(
    id="why_not",
    kind=Kind.TEXT,
    text="What would have helped?",
    show_if=Condition(question="know", codes=("no",), words="Only if you said no."),
)
SEEDS = range(24)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A council that has counted nothing yet."""
    with make_database(tmp_path).writing() as session:
        yield session


def add_box(snapshot: Snapshot, *boxes: Question, without: Sequence[str] = ()) -> Snapshot:
    """`snapshot` with more boxes at the end of its first part, in every variant."""

    def write(form: Form) -> Form:
        first, *rest = form.parts
        kept = [q for q in first.questions if q.id not in without]
        return rebuild(form, parts=(rebuild(first, questions=(*kept, *boxes)), *rest))

    return rebuild(snapshot, forms={v: write(form) for v, form in snapshot.forms.items()})


LED = add_box(make_snapshot(), WHY_NOT)


def draw_round(session: Session, chance: Random, seed: int, snapshot: Snapshot = LED) -> Round:
    """A counted round of two or three teams of two services; nearly all are positive, and some write."""
    names = [(f"Team {n} of {seed}", f"Service {n % 2} of {seed}") for n in range(3)]
    teams = add_teams(session, *names[: chance.randint(1, 3)])
    round_ = add_round(session, teams, snapshot=snapshot)
    for team in teams:
        for n in range(chance.choice([5, 8, 12, 20])):
            no = chance.random() < 0.1
            said = ["know=no"] if no else ["know=yes", f"why_not={NOT_ASKED}"]
            words = {"best": f"Good {n}"} if chance.random() < 0.5 else {}
            if no:
                words["why_not"] = f"A letter {n}"
            answer(session, round_, team, answers=said, comments=words)
    session.flush()
    count(session, round_)
    release_all(session, round_)
    return round_


def release_all(session: Session, round_: Round) -> None:
    """Release every comment, agreed by a second reader."""
    for summary in list_comments(session, round_=round_):
        comment = open_comment(session, summary.id)
        release(session, comment)
        comment.team_agreed, comment.themes = True, '["my-worker"]'
    session.flush()


def is_known(comments: Sequence[ReleasedComment], figures: RoundFigures) -> bool:
    """Whether some comment must stand in a led box: its question says so, or the others have no room for it."""
    boxes = find_boxes(figures.snapshot)
    named = any(one.question in boxes.led for one in comments)
    return named or len(comments) > figures.rows[-1].received * len(boxes.open)


def pins(comments: Sequence[ReleasedComment], figures: RoundFigures) -> list[str]:
    """The rows of which a comment says that exactly one, or exactly one or two, said no."""
    told = {one.team for one in comments if one.question == "why_not"}
    return [
        row.team
        for row in figures.rows
        if (row.team in told or (row.kind == "all" and told))
        and row.measures["know"].negative.high in (1, 2)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_comment_can_have_come_from_a_box_for_everybody(session: Session, seed: int) -> None:
    """Its name, its question and their number say nothing of the answer that leads to the other."""
    round_ = draw_round(session, Random(seed), seed)
    (figures,) = read_rounds(session, [round_])

    comments = list(read_released(session, [round_], [figures]))

    assert {(one.team, one.asked, one.question) for one in comments} <= {
        (EVERYBODY, HIDDEN, HIDDEN)
    }
    assert not is_known(comments, figures)
    assert not pins(comments, figures)


def test_names_and_questions_as_elsewhere_tell_one_child(session: Session) -> None:
    """The control: the rule for boxes that everybody has pins rows of this council."""
    pinned = 0
    for seed in SEEDS:
        round_ = draw_round(session, Random(seed), seed)
        (figures,) = read_rounds(session, [round_])
        comments = [
            ReleasedComment("", "", row.team, "", comment.question, comment.comment, "")
            for comment in session.query(Comment).filter_by(round_id=round_.id)
            for row in figures.rows[:-1]
            if session.get_one(Team, comment.team_id).name in row.members
        ]
        pinned += len(pins(comments, figures))

    assert pinned >= len(SEEDS) / 4


def test_words_are_told_in_an_order_that_says_nothing(session: Session) -> None:
    """By the words alone: box after box would tell where one ends."""
    round_ = draw_round(session, Random(3), 3)
    (figures,) = read_rounds(session, [round_])

    first = [one.comment for one in read_released(session, [round_], [figures])]
    for comment in session.query(Comment).filter_by(round_id=round_.id):
        comment.question = "best"
    session.flush()

    assert {one.split()[0] for one in first} == {"Good", "A"}
    assert [one.comment for one in read_released(session, [round_], [figures])] == first


@pytest.mark.parametrize("without", [(), ("best",)], ids=["too many", "no other box"])
def test_what_no_other_box_can_hold_is_not_told(session: Session, without: tuple[str, ...]) -> None:
    """Six comments of five people, or one where everybody's box is missing: neither words, theme nor trend."""
    begin(session)
    (team,) = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, [team], snapshot=add_box(make_snapshot(), WHY_NOT, without=without))
    for n in range(10):
        said = ["know=yes", f"why_not={NOT_ASKED}"] if n else ["know=no"]
        words = {} if without else {"best": f"Good {n}"}
        answer(
            session, round_, team, answers=said, comments=words | ({} if n else {"why_not": "A"})
        )
    session.flush()
    count(session, round_)
    release_all(session, round_)
    figures = read_rounds(session, [round_])

    comments = read_released(session, [round_], figures)

    told = 0 if without else 10
    assert (len(comments), "A" in {one.comment for one in comments}) == (told, False)
    assert [one.comments for one in count_themes(session, figures, comments)] == [told] * bool(told)
    _, trends = read_trends(session, [round_])
    assert [trend.counts for trend in trends] == [{"2026-27 Q1": told}] * bool(told)


def test_no_team_is_offered_to_a_second_reader(session: Session) -> None:
    """It would stand nowhere; duty readers see what was asked all the same."""
    round_ = draw_round(session, Random(3), 3)

    listed = list_comments(session, round_=round_)

    assert {one.nearer for one in listed} == {""}
    assert {one.asked for one in listed} == {"What was good?", "What would have helped?"}


def test_words_of_an_older_version_that_followed_an_answer_are_not_told(session: Session) -> None:
    """They joined a round whose version has no such box: among its comments they would be known."""
    (team,) = add_teams(session, ("Oak", "Care"))
    early = add_round(session, [team], snapshot=LED)
    answer(session, early, team, answers=["know=no"], comments={"why_not": "A letter"})
    session.flush()
    count(session, early)
    late = add_round(session, [team], snapshot=rebuild(make_snapshot(), version=2))
    answer(session, late, team, times=12, comments={"best": "Good"})
    session.flush()
    count(session, late)
    release_all(session, late)
    figures = read_rounds(session, [late])

    comments = read_released(session, [late], figures)

    assert {(one.team, one.question, one.comment) for one in comments} == {("Oak", "best", "Good")}


def test_the_boxes_of_a_version() -> None:
    """Of everybody, of those who are led to it or use another form than standard, and what a variant leaves out."""
    only_easy = rebuild(WHY_NOT, id="easy_only", show_if=None)
    easy = LED.forms[Variant.EASY_READ]
    part = rebuild(easy.parts[0], questions=(*easy.parts[0].questions, only_easy))
    mixed = rebuild(
        LED, forms={**LED.forms, Variant.EASY_READ: rebuild(easy, parts=(part, *easy.parts[1:]))}
    )

    assert find_boxes(mixed).led == {"why_not", "easy_only"}
    assert find_boxes(mixed).open == {"best"}
    assert not find_boxes(make_snapshot()).hidden


@pytest.mark.parametrize(
    "name",
    ["iro-survey/2", "exit-interview/1", "six-monthly-child/1", "post-conference-child/1",
     "post-conference-parent/2", "early-help-parent/1", "short-breaks-child/1", "uasc-settling-in/1"],
)  # fmt: skip
def test_no_shipped_questionnaire_has_such_a_box(name: str) -> None:
    """Their comments go on carrying teams and questions."""
    assert not find_boxes(read_forms(name)).hidden
