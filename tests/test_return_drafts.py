"""Filling in a return: kept as a draft, sent, opened again; two editors are told; a second stage comes by itself."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, pledge, return_drafts, returns
from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.returning import Return, ReturnStatus
from feedback.questionnaires.kinds import Fault
from feedback.return_drafts import Written, form_of, read_sent, read_written
from tests.returning import AUTUMN, TODAY, ask, send

LONG = "x" * 1001


def save(session: Session, return_: Return, written: Written, seen: str = "") -> None:
    """Save it as somebody who saw it now, or before."""
    seen = seen or returns.state_of(return_)
    return_drafts.save(session, return_, written, seen=seen, by=None)


def test_a_draft_comes_back_as_it_was(database: Database) -> None:
    """Codes, own words and evidence; emptied it is as if nobody had begun."""
    written = Written({"training": ("3",)}, {"training_next": "Plan – it"}, {"training": "Minutes"})
    with database.writing() as session:
        return_ = ask(session, team="Oak")

        save(session, return_, written)
        session.flush()
        session.expire(return_)

        assert read_written(return_) == written
        assert return_.status == ReturnStatus.DRAFT
        save(session, return_, Written())
        assert return_.status == ReturnStatus.ASKED


def test_two_editors_are_told(database: Database) -> None:
    """The second to save sees that there was a first, and so does whoever saves what was sent."""
    with database.writing() as session:
        return_ = ask(session, team="Oak")
        seen = returns.state_of(return_)
        save(session, return_, Written({"training": ("3",)}))

        with pytest.raises(ChangedError, match="Somebody else saved"):
            save(session, return_, Written({"training": ("5",)}), seen)
        send(session, return_, training="4")
        with pytest.raises(ChangedError, match="was sent"):
            save(session, return_, Written({"training": ("5",)}))

        assert read_written(return_).codes == {"training": ("4",)}


def test_what_comes_twice_is_kept_once(database: Database) -> None:
    """A second press of Save or Send is no other person's. Once it was opened again, an old page is told."""
    written = Written({"training": ("3",)}, {"training_next": "Plan"})
    with database.writing() as session:
        return_ = ask(session, team="Oak")
        for _ in range(2):
            save(session, return_, written, "0-asked")
        for _ in range(2):
            return_drafts.send(session, return_, written, seen="1-draft", today=TODAY, by=None)
        deeds = [row.deed for row in audit.list_deeds(session)]
        return_drafts.reopen(session, return_, by=None)

        with pytest.raises(ChangedError):
            return_drafts.send(session, return_, written, seen="1-draft", today=TODAY, by=None)

    assert deeds == ["asked-return", "saved-return", "sent-return"]


def test_an_empty_one_is_not_sent(database: Database) -> None:
    """Words alone give no mark."""
    with database.writing() as session:
        return_ = ask(session, team="Oak")

        with pytest.raises(RefusedError, match="Choose an answer"):
            send(session, return_)

        assert return_.status == ReturnStatus.ASKED


def test_what_is_sent_is_looked_through(database: Database) -> None:
    """Unknown fields and options, too long, two answers: each named; evidence only where it is asked for."""
    with database.reading() as session:
        form = form_of(session, _unsaved(session), today=TODAY)

    written, wrong = read_sent(
        form,
        {
            "recruitment": ["5"], "recruitment.evidence": [" Shown\r\nhere "], "training": ["9"],
            "design": ["1", "2"], "design.evidence": [LONG], "training_next.evidence": ["x"],
            "nothing": ["x"], "nothing.evidence": ["x"], "training_next": ["y" * 601],
        },
    )  # fmt: skip

    assert written == Written({"recruitment": ("5",)}, {}, {"recruitment": "Shown\nhere"})
    assert {(one.field, one.fault) for one in wrong} == {
        ("training", Fault.UNKNOWN_OPTION),
        ("design", Fault.TOO_MANY),
        ("design.evidence", Fault.TOO_LONG),
        ("training_next.evidence", Fault.UNKNOWN_FIELD),
        ("nothing", Fault.UNKNOWN_FIELD),
        ("nothing.evidence", Fault.UNKNOWN_FIELD),
        ("training_next", Fault.TOO_LONG),
    }


def _unsaved(session: Session) -> Return:
    version = returns.open_attributed(session, "participation-hart8")
    return Return(version=version, stage=1, status="asked", answers="{}")


def test_a_visit_is_made_again_where_something_has_to_get_better(database: Database) -> None:
    """Six months later, of the same place by the same inspectors; not after every visit, and not after a re-visit."""
    with database.writing() as session:
        bad, good = (
            ask(session, "young-inspectors-visit", maker="YI", place=place)
            for place in ("Oak", "Elm")
        )
        send(session, bad, welcome="1", go_again="yes")
        send(session, good, welcome="4", go_again="no")
        (again,) = session.scalars(select(Return).where(Return.stage == 2))

        assert (again.first_id, again.due_on) == (bad.id, dt.date(2027, 4, 5))
        assert (again.place, again.maker, again.period_on) == (bad.place, "YI", dt.date(2027, 4, 1))
        assert returns.title_of(again) == "Young Inspectors' visit: Re-visit"
        assert returns.list_stages(session, again) == [bad, again]
        first, second = (form_of(session, one, today=TODAY) for one in (bad, again))
        assert "go_again" in first.questions
        assert "go_again" not in second.questions
        assert {"welcome", "done_since"} <= set(second.questions)
        send(session, again, welcome="3")
        assert session.query(Return).count() == 3


def test_a_course_is_asked_about_again_after_three_months(database: Database) -> None:
    """Always, with questions of its own, linked by the course; opened and sent again there is still one."""
    with database.writing() as session:
        first = ask(session, "training-evaluation", team="Oak", subject="Total respect")
        send(session, first, useful="4")
        return_drafts.reopen(session, first, by=None)
        send(session, first, useful="3")
        (again,) = session.scalars(select(Return).where(Return.stage == 2))

        assert (again.subject, again.team, again.due_on) == (
            "Total respect",
            first.team,
            dt.date(2027, 1, 5),
        )
        assert set(form_of(session, again, today=TODAY).questions) == {
            "used",
            "noticed",
            "in_the_way",
        }


def test_an_analyst_opens_what_was_sent(database: Database) -> None:
    """That is written down. What is open, or public, is not opened."""
    with database.writing() as session:
        return_ = send(session, ask(session, team="Oak"), training="3")

        return_drafts.reopen(session, return_, by=None)
        with pytest.raises(RefusedError, match="open already"):
            return_drafts.reopen(session, return_, by=None)
        send(session, return_, training="4")
        return_.published_on = TODAY
        with pytest.raises(RefusedError, match="Withdraw it first"):
            return_drafts.reopen(session, return_, by=None)
        session.flush()

        deeds = [row.deed for row in audit.list_deeds(session)]
        assert deeds == ["asked-return", "sent-return", "reopened-return", "sent-return"]


def test_the_pledge_check_asks_about_each_promise(database: Database) -> None:
    """Those that hold when it is filled in; once sent, those that held then; a changed one is another."""
    with database.writing() as session:
        _save_pledge(session, "We listen", "We tell you why")
        return_ = ask(session, "pledge-check", team="Oak", day=AUTUMN)
        ids = [promise.id for promise in pledge.list_promises(session, TODAY)]
        send(session, return_, **{f"kept_{ids[0]}": "kept"})
        _save_pledge(session, "We tell you why", "We are on time", on=dt.date(2026, 12, 1))
        later = ask(session, "pledge-check", team="Elm")

        titles = [
            part.title for part in form_of(session, return_, today=dt.date(2026, 12, 5)).parts
        ]
        assert set(titles) == {"We listen", "We tell you why", "All in all"}
        titles = [part.title for part in form_of(session, later, today=dt.date(2026, 12, 5)).parts]
        assert titles == ["We tell you why", "We are on time", "All in all"]


def test_a_promise_that_comes_back_is_the_same_one(database: Database) -> None:
    """On the same day, too."""
    with database.writing() as session:
        _save_pledge(session, "We listen")
        (before,) = pledge.list_promises(session, TODAY)
        _save_pledge(session)
        assert pledge.list_promises(session, TODAY) == []
        _save_pledge(session, "We listen")

        assert pledge.list_promises(session, TODAY) == [before]


def test_a_pledge_is_read_line_by_line() -> None:
    """Every problem at once."""
    assert pledge.read_promises(" We  listen \n\nWe act\n") == ["We listen", "We act"]

    with pytest.raises(RefusedError) as caught:
        pledge.read_promises("\n".join(["We act", "we ACT", "x" * 201, *map(str, range(20))]))

    assert str(caught.value).splitlines() == [
        "That is 23 promises; 20 are the most.",
        f"“{'x' * 40}…” is 201 letters long; 200 are the most.",
        "“we ACT” stands twice. Take one out.",
    ]


def test_two_who_change_the_pledge_are_told(database: Database) -> None:
    """Nothing of the second is kept."""
    with database.writing() as session:
        _save_pledge(session, "We listen")

        with pytest.raises(ChangedError):
            pledge.save_promises(session, ["We act"], seen="x", on=TODAY, by=None)

        assert [one.words for one in pledge.list_promises(session, TODAY)] == ["We listen"]


def _save_pledge(session: Session, *words: str, on: dt.date = TODAY) -> None:
    seen = pledge.state_of(pledge.list_promises(session, on))
    pledge.save_promises(session, words, seen=seen, on=on, by=None)
