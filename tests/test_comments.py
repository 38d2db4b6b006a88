"""Comments: listed without order, named no nearer than five people, released or withheld."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.audit import list_deeds
from feedback.comments import (
    Status,
    count_comments,
    list_comments,
    open_comment,
    summarise_comment,
)
from feedback.db import Database
from feedback.decisions import release, withhold
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.models.reporting import FigureRecord, FigureRow
from feedback.teams import TeamLine, save_teams
from tests.councils import (
    add_round,
    add_teams,
    answer,
    count,
    make_database,
    make_snapshot,
)

NAME = "Darrenovich"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with every table."""
    return make_database(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of `database`."""
    with database.writing() as session:
        yield session


@pytest.fixture
def round_(session: Session) -> Round:
    """A counted round: Oak 12, Elm 6, Ash 3 of one service, Bay 5, Fir 1 of another; all wrote two texts."""
    teams = add_teams(
        session, ("Oak", "Care"), ("Elm", "Care"), ("Ash", "Care"), ("Bay", "Help"), ("Fir", "Help")
    )
    round_ = add_round(session, teams)
    for team, size in zip(teams, (12, 6, 3, 5, 1), strict=True):
        for number in range(size):
            words = {"best": f"{team.name} {number}", "change": f"Not {number}"}
            answer(session, round_, team, comments=words)
    return count(session, round_)


def any_comment(session: Session) -> Comment:
    """One comment."""
    return session.scalars(select(Comment).limit(1)).one()


def test_before_the_count_there_is_no_comment(session: Session) -> None:
    """It lies in the sealed intake, and no list shows it."""
    teams = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, teams)
    answer(session, round_, teams[0], times=9, comments={"best": "Words"})
    session.flush()

    before = list_comments(session)
    count(session, round_)

    assert before == []
    assert [c.status for c in list_comments(session)] == [Status.NEW] * 9


def test_a_sealed_round_has_no_comments(session: Session) -> None:
    """Fewer than five stay shut altogether."""
    teams = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, teams)
    answer(session, round_, teams[0], times=4, comments={"best": "Words"})

    count(session, round_)

    assert list_comments(session) == []
    assert count_comments(session) == dict.fromkeys(Status, 0)


def test_a_comment_carries_the_name_its_row_allows(session: Session, round_: Round) -> None:
    """Oak has ten, Elm six. Ash and Fir are too few even together, so that Bay's row takes both in."""
    found = [c for c in list_comments(session) if c.question == "best"]
    names = {c.comment.split()[0]: (c.team, c.nearer) for c in found}

    everybody = dict.fromkeys(("Ash", "Bay", "Fir"), ("All teams", ""))
    assert names == {"Oak": ("Care", "Oak"), "Elm": ("Care", ""), **everybody}


def test_behind_every_name_stand_five_in_the_stored_rows_too(session: Session) -> None:
    """Counted the real way, council after council: what is listed agrees with what By team shows."""
    random = Random(11)
    for number in range(25):
        lines = [(f"T{number}.{n}", f"S{number}.{random.randrange(3)}") for n in range(6)]
        teams = add_teams(session, *lines)
        round_ = add_round(
            session, teams, snapshot=make_snapshot(questionnaire="iro-survey", version=1)
        )
        sizes = {team.name: random.choice([0, 1, 2, 4, 5, 9, 10, 14]) for team in teams}
        for team in teams:
            answer(session, round_, team, times=sizes[team.name], comments={"best": team.name})
        count(session, round_)

        found = {(c.comment, c.team) for c in list_comments(session, round_=round_)}
        behind: Counter[str] = Counter()
        for team, name in found:
            behind[name] += sizes[team]

        assert len(found) == len([n for n in sizes.values() if n]) or round_.sealed
        assert min(behind.values(), default=5) >= 5


def test_a_name_follows_its_row_when_teams_are_imported_again(
    session: Session, round_: Round
) -> None:
    """Neither other letters nor another service changes what was frozen."""
    save_teams(session, [TeamLine("OAK", "Elsewhere", None), TeamLine("elm", "Elsewhere", None)])

    found = [c for c in list_comments(session) if c.question == "best"]
    names = {c.comment.split()[0]: c.nearer or c.team for c in found}

    assert (names["Oak"], names["Elm"]) == ("Oak", "Care")


def test_without_its_rows_a_comment_is_everybodys(session: Session, round_: Round) -> None:
    """Where figures are kept for less long than comments."""
    session.execute(delete(FigureRecord))
    session.execute(delete(FigureRow))

    assert {c.team for c in list_comments(session)} == {"All teams"}


def test_lists_are_ordered_by_what_they_show_and_then_by_nothing(
    session: Session, round_: Round
) -> None:
    """Round, name, question, random id: not by the team behind a name, nor by arrival."""
    listed = list_comments(session)

    assert listed == sorted(listed, key=lambda c: (c.team, c.question, c.id))
    mixed = [c.comment for c in listed if (c.team, c.question) == ("All teams", "best")]
    assert len(mixed) == 9
    assert mixed != sorted(mixed)
    assert len({c.id for c in listed}) == len(listed) == 54


def test_a_list_can_be_narrowed(session: Session, round_: Round) -> None:
    """By round and by status."""
    other = add_round(session, [member.team for member in round_.teams])
    release(session, any_comment(session))
    session.flush()

    assert len(list_comments(session, status=Status.RELEASED)) == 1
    assert len(list_comments(session, status=Status.NEW)) == 53
    assert list_comments(session, round_=other) == []
    counted = {Status.NEW: 53, Status.RELEASED: 1}
    assert count_comments(session) == {**dict.fromkeys(Status, 0), **counted}


def test_what_was_asked_is_told_for_answers_to_another_version_too(session: Session) -> None:
    """Sealed answers to version 1 join the round of version 2, which asks something else."""
    teams = add_teams(session, ("Oak", "Care"))
    first = add_round(session, teams)
    answer(session, first, teams[0], times=3, comments={"best": "Words"})
    count(session, first)
    second = add_round(session, teams, snapshot=make_snapshot(version=2, without=["best"]))
    answer(session, second, teams[0], times=3)
    count(session, second)

    assert {c.asked for c in list_comments(session, round_=second)} == {"What was good?"}


def test_release_takes_other_words_and_keeps_the_first_for_the_reader(
    session: Session, round_: Round
) -> None:
    """What stood there first is kept once, whatever is released after it."""
    comment = any_comment(session)
    first = comment.comment

    release(session, comment, "  [name] shouted\r\nat me ")
    release(session, comment, "Somebody shouted")

    summary = summarise_comment(session, comment)
    assert (summary.comment, summary.original) == ("Somebody shouted", first)


def test_a_decision_can_be_changed(session: Session, round_: Round) -> None:
    """Withheld, released, withheld again; the words stay."""
    comment = any_comment(session)
    words = comment.comment
    seen = []
    for decide in (withhold, release, withhold):
        decide(session, comment)
        seen.append(summarise_comment(session, comment).status)

    assert seen == [Status.WITHHELD, Status.RELEASED, Status.WITHHELD]
    assert comment.comment == words


def test_each_decision_is_written_down_without_what_it_was_about(
    session: Session, round_: Round
) -> None:
    """The deed, the round and who; neither words nor the id of a comment."""
    reader = accounts.make_account(session, "reader@council.gov.uk", role=Role.DUTY_READER)
    comment = any_comment(session)

    release(session, comment, "Other words", by=reader)
    withhold(session, comment)
    session.flush()

    deeds = list_deeds(session)
    assert [(d.deed, d.thing, d.done_by) for d in deeds] == [
        ("released-comment", f"round {round_.id}", reader.id),
        ("withheld-comment", f"round {round_.id}", None),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There are no words to release"),
        (" \n\t ", "There are no words to release"),
        ("x" * 1001, "That is 1001 characters. Make it 1000 or fewer."),
        ("bad \udcff letter", "not a character"),
    ],
)
def test_words_that_cannot_be_are_refused(
    session: Session, round_: Round, text: str, says: str
) -> None:
    """One line that says what to do; nothing has changed."""
    comment = any_comment(session)
    before = summarise_comment(session, comment)

    with pytest.raises(RefusedError, match=says):
        release(session, comment, text)

    assert summarise_comment(session, comment) == before
    assert list_deeds(session) == []


def test_as_many_words_as_the_question_takes_are_taken(session: Session, round_: Round) -> None:
    """Line ends count once, an emoji counts once."""
    comment = any_comment(session)

    release(session, comment, "\r\n".join(["🙂" * 499] * 2) + "x")

    assert len(comment.comment) == 1000


@pytest.mark.parametrize("id_", ["", "x", "12", "00" * 16, "²", "0" * 33, "../1"])
def test_an_unknown_comment_says_so(session: Session, round_: Round, id_: str) -> None:
    """Whatever was typed."""
    with pytest.raises(NotFoundError, match="There is no comment"):
        open_comment(session, id_)


def test_the_state_changes_with_status_and_words_only(session: Session, round_: Round) -> None:
    """What tells a page that somebody else was quicker."""
    comment = any_comment(session)
    states = [summarise_comment(session, comment).state]
    for text in (None, None, "Other words"):
        release(session, comment, text)
        states.append(summarise_comment(session, comment).state)

    assert states[1] == states[2]
    assert len(set(states)) == 3
