"""A reply is of something that is shown, is approved by somebody who did not write it, and only then published."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from feedback import audit, replies, reply_steps
from feedback.db import Database
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.models.replying import ReplyStatus, Verdict
from feedback.replies import (
    change,
    draft,
    list_published,
    list_rows,
    open_reply,
    state_of,
    words_of,
)
from feedback.reply_steps import approve, count_verdicts, judge, note_told, publish, withdraw
from tests.councils import LONDON
from tests.replying import WORDS, make_counted, make_published, make_staff, with_words


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session."""
    with database.writing() as session:
        yield session


@pytest.fixture
def counted(session: Session) -> Round:
    """A counted round."""
    return make_counted(session)


def test_from_draft_to_everybody(session: Session, counted: Round) -> None:
    """A manager writes, an analyst approves and publishes; before the last step nobody outside reads a word."""
    manager, analyst = make_staff(session, Role.MANAGER), make_staff(session)

    reply = draft(session, counted, WORDS, by=manager)
    assert list_published(session) == []
    approve(session, reply, by=analyst)
    assert list_published(session) == []
    publish(session, reply, zone=LONDON, by=analyst)

    assert list_published(session, "iro-survey") == [reply]
    assert list_published(session, "six-monthly-child") == []
    assert words_of(open_reply(session, str(reply.id))) == WORDS
    deeds = [(row.deed, row.thing, row.done_by) for row in audit.list_deeds(session)][-3:]
    assert deeds == [
        ("drafted-reply", f"reply {reply.id}", manager.id),
        ("approved-reply", f"reply {reply.id}", analyst.id),
        ("published-reply", f"reply {reply.id}", analyst.id),
    ]


def test_nobody_approves_their_own_words(session: Session, counted: Round) -> None:
    """Neither whoever drafted it nor whoever wrote last. The control: a third person can."""
    first, second, third = (make_staff(session, name=name) for name in ("a", "b", "c"))
    reply = draft(session, counted, WORDS, by=first)
    change(session, reply, with_words(owner="Sam"), by=second)

    for writer in (first, second):
        with pytest.raises(RefusedError, match="Somebody else has to approve"):
            approve(session, reply, by=writer)

    approve(session, reply, by=third)
    assert reply.status == ReplyStatus.APPROVED


@pytest.mark.parametrize("name", ["easy_you_said", "we_did", "easy_we_did", "picture", "owner"])
def test_what_is_missing_is_named_before_it_is_approved(
    session: Session, counted: Round, name: str
) -> None:
    """Everybody gets easy read, and somebody answers for it."""
    reply = draft(session, counted, with_words(**{name: ""}), by=make_staff(session, Role.MANAGER))

    with pytest.raises(RefusedError, match=f"it needs: {reply_steps.NEEDED[name]}"):
        approve(session, reply, by=make_staff(session))


def test_what_will_be_done_needs_its_day(session: Session, counted: Round) -> None:
    """The control: what was done needs none."""
    manager, analyst = make_staff(session, Role.MANAGER), make_staff(session)
    will = draft(session, counted, with_words(due_on=None), by=manager)
    did = draft(session, counted, with_words(due_on=None, kind="did"), by=manager)

    with pytest.raises(RefusedError, match="the day by which it is done"):
        approve(session, will, by=analyst)
    approve(session, did, by=analyst)


def test_a_draft_cannot_be_published(session: Session, counted: Round) -> None:
    """Not without somebody's approval, nor after it was written anew."""
    manager, analyst = make_staff(session, Role.MANAGER), make_staff(session)
    reply = draft(session, counted, WORDS, by=manager)

    with pytest.raises(RefusedError, match="Only an approved reply"):
        publish(session, reply, zone=LONDON, by=analyst)
    approve(session, reply, by=analyst)
    change(session, reply, with_words(we_did="Something else."), by=manager)
    with pytest.raises(RefusedError, match="Only an approved reply"):
        publish(session, reply, zone=LONDON, by=analyst)


def test_a_published_reply_is_taken_away_before_it_changes(
    session: Session, counted: Round
) -> None:
    """Then it is a draft again, and what reviewers said of the old words is gone."""
    reply = make_published(session, counted)
    analyst, reviewer = make_staff(session), make_staff(session, Role.REVIEWER)
    judge(session, reply, "changed", by=reviewer)

    with pytest.raises(RefusedError, match="Take it away first"):
        change(session, reply, with_words(owner="Sam"), by=analyst)
    withdraw(session, reply, by=analyst)
    assert list_published(session) == []
    change(session, reply, with_words(owner="Sam"), by=analyst)

    assert (reply.status, reply.published_on, count_verdicts(reply)) == ("draft", None, {})


def test_two_people_who_decide_about_the_same_are_told(session: Session, counted: Round) -> None:
    """Whoever comes second has not seen what the first did."""
    manager, analyst = make_staff(session, Role.MANAGER), make_staff(session)
    reply = draft(session, counted, WORDS, by=manager)
    seen = state_of(reply)
    change(session, reply, with_words(we_did="Nothing at all."), seen=seen, by=manager)

    with pytest.raises(ChangedError):
        change(session, reply, with_words(owner="Sam"), seen=seen, by=analyst)
    with pytest.raises(ChangedError):
        approve(session, reply, seen=seen, by=analyst)

    assert (reply.we_did, reply.owner) == ("Nothing at all.", WORDS.owner)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"team": "Ash"}, "shows no row"),  # four answers: merged
        ({"team": "Birch"}, "shows no row"),
        ({"question": "best"}, "hidden"),  # a comment has no figure
        ({"question": "", "theme": ""}, "Choose a question, or write a theme"),
        ({"you_said": ""}, "Write what people said"),
        ({"kind": "maybe"}, "Choose what you answer"),
        ({"picture": "../mark"}, "Choose a picture"),
        ({"we_did": "x" * 501}, "has 501 letters"),
        ({"owner": "Sam\u202e"}, "not a letter or sign"),
    ],
)
def test_what_no_reply_can_be(
    session: Session, counted: Round, words: dict[str, str], why: str
) -> None:
    """A row that is not shown, a figure that is hidden, and what is not there."""
    with pytest.raises(RefusedError, match=why):
        draft(session, counted, with_words(**words), by=None)


def test_a_reply_is_of_a_shown_row_or_a_theme(session: Session, counted: Round) -> None:
    """The control to the refusals: each row that the round shows, and a theme alone."""
    for team in list_rows(session, counted):
        draft(session, counted, with_words(team=team), by=None)
    draft(session, counted, with_words(question="", theme="Being listened to"), by=None)

    assert (
        len(replies.list_replies(session, round_=counted)) == len(list_rows(session, counted)) + 1
    )


def test_only_a_counted_round_has_replies(database: Database, round_: Round) -> None:
    """While it is open nobody knows what was said."""
    with (
        database.writing() as session,
        pytest.raises(RefusedError, match="Choose a round that is counted"),
    ):
        draft(session, session.get_one(Round, round_.id), WORDS, by=None)


def test_the_same_draft_sent_twice_is_one(session: Session, counted: Round) -> None:
    """A button pressed twice."""
    assert draft(session, counted, WORDS, by=None) is draft(session, counted, WORDS, by=None)


def test_reviewers_mark_what_is_published(session: Session, counted: Round) -> None:
    """Each has one mark, the last; nobody marks what is not published."""
    one, two = (make_staff(session, Role.REVIEWER, name=name) for name in ("kim", "lee"))
    unpublished = draft(session, counted, with_words(theme="Food"), by=one)
    reply = make_published(session, counted)
    judge(session, reply, "changed", by=one)
    judge(session, reply, "not-yet", by=one)
    judge(session, reply, "a-bit", by=two)

    assert count_verdicts(reply) == {Verdict.A_BIT: 1, Verdict.NOT_YET: 1}
    with pytest.raises(RefusedError, match="Choose one"):
        judge(session, reply, "great", by=one)
    with pytest.raises(RefusedError, match="Only a published reply"):
        judge(session, unpublished, "changed", by=one)


def test_who_was_told_is_noted_without_a_new_approval(session: Session, counted: Round) -> None:
    """The words that children read stay as they were approved."""
    reply = make_published(session, counted)

    note_told(session, reply, "Every team at its meeting", by=None)

    assert (reply.status, reply.told) == (ReplyStatus.PUBLISHED, "Every team at its meeting")


@pytest.mark.parametrize("typed", ["0", "999", "-1", "x", "1e3", "9" * 40])
def test_a_reply_that_is_not_there(session: Session, typed: str) -> None:
    """In words."""
    with pytest.raises(NotFoundError):
        open_reply(session, typed)
