"""What a duty reader decides: who is shown a comment, and whose name stands beside it once two have agreed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.comments import CommentSummary, Status, list_comments, open_comment, summarise_comment
from feedback.decisions import agree_to_team, escalate, is_first_reader, release, withhold
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account, Role
from feedback.models.answering import Comment
from tests.councils import add_round, add_teams, answer, count, make_database

KEYS = ("k" * 48,)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A counted round in which Oak, of twelve, and Elm, of six, wrote."""
    with make_database(tmp_path).writing() as session:
        teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
        round_ = add_round(session, teams)
        for team, size in zip(teams, (12, 6), strict=True):
            answer(session, round_, team, times=size, comments={"best": team.name})
        count(session, round_)
        yield session


@pytest.fixture
def readers(session: Session) -> list[Account]:
    """Two duty readers."""
    made = [
        accounts.make_account(session, f"{name}@council.gov.uk", role=Role.DUTY_READER)
        for name in ("first", "second")
    ]
    session.flush()
    return made


def find(session: Session, words: str) -> tuple[Comment, CommentSummary]:
    """A comment with these words."""
    summary = next(one for one in list_comments(session) if one.comment == words)
    return open_comment(session, summary.id), summary


def test_the_team_is_named_once_a_second_reader_agrees(
    session: Session, readers: list[Account]
) -> None:
    """Not by whoever released it, and until then its service stands there."""
    first, second = readers
    comment, _ = find(session, "Oak")
    release(session, comment, by=first, keys=KEYS)
    before = summarise_comment(session, comment)

    with pytest.raises(RefusedError, match="Somebody else has to agree"):
        agree_to_team(session, comment, by=first, keys=KEYS)
    agree_to_team(session, comment, by=second, keys=KEYS)

    after = summarise_comment(session, comment)
    assert (before.team, before.nearer) == ("Care", "Oak")
    assert (after.team, after.nearer) == ("Oak", "")


def test_a_team_of_fewer_than_ten_cannot_be_named(session: Session, readers: list[Account]) -> None:
    """Whoever agrees."""
    comment, _ = find(session, "Elm")
    release(session, comment, by=readers[0], keys=KEYS)

    with pytest.raises(RefusedError, match="no nearer name"):
        agree_to_team(session, comment, by=readers[1], keys=KEYS)


def test_other_words_or_another_decision_need_agreeing_anew(
    session: Session, readers: list[Account]
) -> None:
    """Who agreed did not see the words that stand there now."""
    comment, _ = find(session, "Oak")
    names = []
    for change in (
        lambda: release(session, comment, "Other words", by=readers[0], keys=KEYS),
        lambda: withhold(session, comment, by=readers[0]),
        lambda: escalate(session, comment, by=readers[0]),
    ):
        release(session, comment, by=readers[0], keys=KEYS)
        agree_to_team(session, comment, by=readers[1], keys=KEYS)
        change()
        names.append(summarise_comment(session, comment).team)

    assert names == ["Care"] * 3


def test_who_released_it_cannot_be_read_without_the_key(
    session: Session, readers: list[Account]
) -> None:
    """With the key a page can tell the first reader; without it nobody can, and the control is the right key."""
    comment, _ = find(session, "Oak")
    release(session, comment, by=readers[0], keys=KEYS)

    assert is_first_reader(comment, readers[0], ("other" * 10, *KEYS))
    assert not is_first_reader(comment, readers[1], KEYS)
    assert not is_first_reader(comment, readers[0], ("other" * 10,))


def test_staff_only_keeps_the_first_words_too(session: Session, readers: list[Account]) -> None:
    """Shown in a workbook and nowhere public; the words before stay for duty readers."""
    comment, _ = find(session, "Oak")

    release(session, comment, "[name]", by=readers[0], keys=KEYS, staff_only=True)

    summary = summarise_comment(session, comment)
    assert (summary.status, summary.comment, summary.original) == (
        Status.STAFF_ONLY,
        "[name]",
        "Oak",
    )
