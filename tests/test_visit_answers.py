"""What a place says to inspectors: asked for once, of a visit that was sent, kept as long as the visit."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, return_drafts, returns, visit_answers
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.returning import Return, ReturnStatus
from feedback.retention import delete_expired
from feedback.return_drafts import Written, form_of
from tests.returning import TODAY, ask, send


def ask_answer(session: Session, visit: Return, today: dt.date = TODAY) -> Return:
    """Its place is asked."""
    return visit_answers.ask_answer(session, visit, today=today, by=None)


def test_the_place_is_asked_once_and_by_its_name(database: Database) -> None:
    """A team of the council as a team; a place outside by the name that was typed."""
    with database.writing() as session:
        inside = send(
            session, ask(session, "young-inspectors-visit", maker="YI", place="Elm"), welcome="2"
        )
        outside = send(
            session, ask(session, "young-inspectors-visit", maker="YI", subject="Kite"), welcome="2"
        )

        first, second = ask_answer(session, inside), ask_answer(session, outside)

        assert ask_answer(session, inside) is first
        assert (returns.maker_of(first), returns.maker_of(second)) == ("Elm", "Kite")
        assert first.team is not None
        assert second.due_on == TODAY + visit_answers.TIME


@pytest.mark.parametrize(
    ("sent", "says"), [(False, "not sent yet"), (True, "Only what inspectors")]
)
def test_nothing_else_is_answered(database: Database, *, sent: bool, says: str) -> None:
    """A visit that is not sent, and a return of another kind."""
    with database.writing() as session:
        if sent:
            other = send(session, ask(session, team="Oak"), recruitment="5")
        else:
            other = ask(session, "young-inspectors-visit", maker="YI", place="Elm")

        with pytest.raises(RefusedError, match=says):
            ask_answer(session, other)


def test_each_thing_that_was_asked_for_is_answered(database: Database) -> None:
    """One part for each box that the inspectors wrote in; what was answered stays, whatever they take out."""
    with database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Elm")
        words = {"recommend_1": "A quiet room", "recommend_3": "Softer chairs"}
        written = Written({"welcome": ("2",)}, words)
        return_drafts.send(session, visit, written, seen="0-asked", today=TODAY, by=None)
        answer = ask_answer(session, visit)
        parts = form_of(session, answer, today=TODAY).parts
        send(session, answer, answer_recommend_3="cannot")
        return_drafts.reopen(session, visit, by=None)
        seen = returns.state_of(visit)
        return_drafts.send(session, visit, Written(written.codes), seen=seen, today=TODAY, by=None)
        later = form_of(session, answer, today=TODAY).parts

    assert [part.intro for part in parts] == ["A quiet room", "Softer chairs", None]
    assert [part.id for part in later] == ["asked_for_recommend_3", "whole"]


def test_the_re_visit_sees_what_the_place_said_to_the_first(database: Database) -> None:
    """Both answers beside the second visit, only its own beside the first."""
    with database.writing() as session:
        first = ask(session, "young-inspectors-visit", maker="YI", place="Elm")
        send(session, first, welcome="2", go_again="yes")
        second = returns.list_stages(session, first)[1]
        send(session, second, welcome="4")
        one, two = ask_answer(session, first), ask_answer(session, second)

        assert visit_answers.list_answers(session, first) == [one]
        assert visit_answers.list_answers(session, second) == [one, two]
        with pytest.raises(RefusedError, match="Another return follows"):
            returns.take_back(session, reopened(session, first), by=None)


def reopened(session: Session, return_: Return) -> Return:
    """The return opened again and emptied."""
    return_drafts.reopen(session, return_, by=None)
    seen = returns.state_of(return_)
    return_drafts.save(session, return_, Written(), seen=seen, by=None)
    return return_


def test_a_visit_stays_as_long_as_what_follows_from_it(
    database: Database, settings: Settings
) -> None:
    """The answer to a re-visit, due last, keeps both visits; then all go at once."""
    with database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Elm", due=TODAY)
        send(session, visit, welcome="2", go_again="yes")
        second = returns.list_stages(session, visit)[1]
        send(session, second, welcome="4")
        ask_answer(session, second, second.due_on)
        last = second.due_on + visit_answers.TIME
    left = []
    for after in (-1, 1):
        day = clock.add_months(last, 12 * settings.keep_figures_years) + dt.timedelta(after)
        moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
        with clock.frozen_at(moment), database.writing() as session:
            delete_expired(session, settings)
        with database.reading() as session:
            left.append(len(list(session.scalars(select(Return.id)))))

    assert left == [3, 0]


def test_an_answer_is_asked_on_the_page_of_its_visit(database: Database) -> None:
    """Nowhere else: it belongs to what inspectors found."""
    with database.writing() as session, pytest.raises(RefusedError, match="Open the visit"):
        ask(session, "visit-answer", team="Elm")


def test_what_inspectors_put_right_is_nobodys_to_read(database: Database) -> None:
    """Opened again, their words stand in no form of the place; sent again, they do."""
    with database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Elm")
        written = Written({"welcome": ("2",)}, {"recommend_1": "A quiet room"})
        return_drafts.send(session, visit, written, seen="0-asked", today=TODAY, by=None)
        answer = ask_answer(session, visit)

        return_drafts.reopen(session, visit, by=None)
        meanwhile = [part.intro for part in form_of(session, answer, today=TODAY).parts]
        seen = returns.state_of(visit)
        return_drafts.send(session, visit, written, seen=seen, today=TODAY, by=None)
        then = [part.intro for part in form_of(session, answer, today=TODAY).parts]

    assert "A quiet room" not in meanwhile
    assert then[0] == "A quiet room"


def test_nobody_answers_words_that_they_have_not_read(database: Database) -> None:
    """Put right while the place had its answer open: it is told, reads them anew and sends; not while they are open again."""
    with database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Elm")
        asked = Written({"welcome": ("2",)}, {"recommend_1": "Softer chairs"})
        return_drafts.send(session, visit, asked, seen="0-asked", today=TODAY, by=None)
        answer = ask_answer(session, visit)
        open_page, cannot = returns.state_of(answer), Written({"answer_recommend_1": ("cannot",)})

        return_drafts.reopen(session, visit, by=None)
        during = returns.state_of(answer)
        with pytest.raises(RefusedError, match="are changing what they said"):
            return_drafts.send(session, answer, cannot, seen=during, today=TODAY, by=None)
        other = Written(asked.codes, {"recommend_1": "A lock on each door"})
        seen = returns.state_of(visit)
        return_drafts.send(session, visit, other, seen=seen, today=TODAY, by=None)
        for stale in (open_page, during):
            with pytest.raises(ChangedError, match="What the inspectors said changed"):
                return_drafts.send(session, answer, cannot, seen=stale, today=TODAY, by=None)
        assert answer.status == ReturnStatus.ASKED
        send(session, answer, answer_recommend_1="done")

    assert answer.status == ReturnStatus.SENT
