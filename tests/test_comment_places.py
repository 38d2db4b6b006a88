"""Long lists of comments: a page of one is the same stretch of it, and no words are read for the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from feedback.comment_places import count_nearer, list_places, read_places
from feedback.comments import SHOWN, Status, list_comments, read_names
from feedback.models.answering import Comment
from tests.councils import add_round, add_teams, answer, count, make_database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two counted rounds of Oak 12, Elm 6 and Ash 3; a third of the comments each new, released and for staff."""
    with make_database(tmp_path).writing() as session:
        teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"), ("Ash", "Help"))
        for _ in range(2):
            round_ = add_round(session, teams)
            for team, size in zip(teams, (12, 6, 3), strict=True):
                for number in range(size):
                    words = {"best": f"{team.name} {number}", "change": "No"}
                    answer(session, round_, team, comments=words)
            count(session, round_)
        statuses = (Status.NEW, *SHOWN)
        for number, comment in enumerate(session.scalars(select(Comment))):
            comment.status = statuses[number % 3].value
            comment.team_agreed = number % 4 == 0
        session.flush()
        yield session


@pytest.mark.parametrize("status", Status)
def test_the_places_are_those_of_the_list(session: Session, status: Status) -> None:
    """Every comment, name and name that waits for a second reader, in the same order."""
    whole = list_comments(session, status=status)

    places = list_places(session, [status], read_names(session))

    assert read_places(session, places) == whole
    assert read_places(session, places[2:5]) == whole[2:5]
    assert len(whole) == (28 if status in (Status.NEW, *SHOWN) else 0)


def test_those_that_wait_for_a_second_reader_are_counted(session: Session) -> None:
    """As many as the lists of what is shown have, and without those that are kept from whoever asks."""
    nearer = [c for status in SHOWN for c in list_comments(session, status=status) if c.nearer]
    kept = [bytes.fromhex(nearer[0].id)]

    assert count_nearer(session, read_names(session)) == len(nearer) > 0
    assert count_nearer(session, read_names(session), kept=kept) == len(nearer) - 1


def test_no_words_are_read_to_find_the_places(session: Session) -> None:
    """The control: reading a page does."""
    asked: list[str] = []
    event.listen(session.bind, "before_cursor_execute", lambda *of: asked.append(of[2]))

    places = list_places(session, SHOWN, read_names(session))
    before = [one for one in asked if "comments.comment " in one or "comments.comment," in one]
    read_places(session, places[:2])

    assert before == []
    assert any("comments.comment," in one for one in asked)
