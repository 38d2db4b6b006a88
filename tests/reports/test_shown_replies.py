"""Replies to one of several rows “Other teams”: each shows the figure of its own row, and none that of another."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from feedback.exceptions import RefusedError
from feedback.models.asking import Round
from feedback.models.replying import Reply
from feedback.replies import Words, draft, is_shown, list_rows
from feedback.reports.shown_replies import is_for, read_shown
from tests.councils import add_round, add_teams, answer, count

GOOD, BAD = ("know=yes", "listened=always"), ("know=no", "listened=never")
WORDS = Words(question="listened", you_said="You did not feel listened to.")
ALPHA, BETA = "Other teams, 1", "Other teams, 2"
SMALL = (("A1", "Alpha", 3, GOOD), ("A2", "Alpha", 3, GOOD), ("B1", "Beta", 4, BAD), ("B2", "Beta", 4, BAD))  # fmt: skip


def make_round(session: Session, *services: str) -> Round:
    """A counted round: a large team, and two small ones of each service."""
    chosen = [one for one in SMALL if one[1] in services]
    big, *small = add_teams(session, ("Big", "Alpha"), *((name, of) for name, of, _, _ in chosen))
    round_ = add_round(session, [big, *small])
    answer(session, round_, big, times=12)
    for team, (_, _, times, answers) in zip(small, chosen, strict=True):
        answer(session, round_, team, times=times, answers=answers)
    return count(session, round_)


def store(session: Session, round_: Round, team: str) -> Reply:
    """A reply as an older release stored it, whatever it calls its row."""
    reply = draft(session, round_, WORDS, by=None)
    reply.team = team
    session.flush()
    return reply


def test_each_shows_the_figure_of_its_own_row(session: Session) -> None:
    """Alpha's small teams were listened to, Beta's were not; and each is for its own teams."""
    round_ = make_round(session, "Alpha", "Beta")
    found = read_shown(
        session,
        [draft(session, round_, replace(WORDS, team=one), by=None) for one in (BETA, ALPHA)],
    )

    figures = {
        one.reply.team: (one.teams, one.finding.figure.positive.low)
        for one in found if one.finding
    }  # fmt: skip
    assert list_rows(session, round_) == ["Big", ALPHA, BETA, "All teams"]
    assert figures == {ALPHA: (("A1", "A2"), 5), BETA: (("B1", "B2"), 0)}
    assert [(one.row_name, one.row_words) for one in found] == [
        ("Other teams", "Other teams: B1, B2"), ("Other teams", "Other teams: A1, A2"),
    ]  # fmt: skip
    assert [[is_for(one, {slug}) for slug in ("a1", "b2")] for one in found] == [
        [False, True], [True, False],
    ]  # fmt: skip


def test_an_older_reply_to_the_only_such_row_is_read(session: Session) -> None:
    """There is nothing to confuse it with."""
    round_ = make_round(session, "Beta")

    (one,) = read_shown(session, [store(session, round_, "Other teams")])

    assert list_rows(session, round_) == ["Big", "Other teams", "All teams"]
    assert one.finding
    assert one.teams == ("B1", "B2")
    assert one.finding.figure.positive.low == 0


def test_an_older_reply_that_can_be_of_either_shows_no_figure(session: Session) -> None:
    """Rather none than a wrong one; it is for no team by name, and not of all teams."""
    round_ = make_round(session, "Alpha", "Beta")

    (one,) = read_shown(session, [store(session, round_, "Other teams")])

    assert (one.finding, one.teams, one.of_all) == (None, (), False)
    assert one.row_words == "Other teams"


def test_no_new_reply_leaves_it_open(session: Session) -> None:
    """A name that several rows have, and a number that none has, are refused."""
    round_ = make_round(session, "Alpha", "Beta")

    with pytest.raises(RefusedError, match="several rows “Other teams”"):
        draft(session, round_, replace(WORDS, team="Other teams"), by=None)
    with pytest.raises(RefusedError, match="shows no row “Other teams, 3”"):
        draft(session, round_, replace(WORDS, team="Other teams, 3"), by=None)
    assert not is_shown(session, round_, question="listened", team="Other teams")
    assert is_shown(session, round_, question="listened", team=BETA)
