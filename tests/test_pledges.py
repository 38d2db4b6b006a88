"""Promises of the council's own charter, and which measures bear on each."""

import pytest

from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from feedback.pledges import (
    EXAMPLE,
    LONGEST,
    add_example,
    add_pledge,
    change_pledge,
    list_choices,
    list_pledges,
    read_pledges,
    remove_pledge,
    state_of,
)


def test_a_measure_may_bear_on_several_promises(database: Database) -> None:
    """In the council's own order, whichever was changed last."""
    with database.writing() as session:
        first, second = add_pledge(session, " We  listen "), add_pledge(session, "We are kind")
        for pledge in (second, first):
            change_pledge(session, pledge, pledge.words, ["core.listened"], seen=state_of(pledge))

        assert read_pledges(session) == {"core.listened": ("We listen", "We are kind")}


def test_only_measures_that_are_asked_are_kept(database: Database) -> None:
    """What is made up is left out; what an older installation asked stays."""
    with database.writing() as session:
        pledge = add_pledge(session, "We listen")
        change_pledge(
            session, pledge, "We listen", ["core.listened", "made.up"], seen=state_of(pledge)
        )

        assert list(read_pledges(session)) == ["core.listened"]


@pytest.mark.parametrize("words", ["", "  ", "x" * (LONGEST + 1), "We\x07listen", "we LISTEN"])
def test_words_that_will_not_do_are_refused(database: Database, words: str) -> None:
    """With what to do, and nothing is added."""
    with database.writing() as session:
        add_pledge(session, "We listen")
        with pytest.raises(RefusedError, match="Write the promise|there already"):
            add_pledge(session, words)

        assert len(list_pledges(session)) == 1


def test_two_people_at_once_are_told(database: Database) -> None:
    """The second saves nothing and takes nothing away."""
    with database.writing() as session:
        pledge = add_pledge(session, "We listen")
        seen = state_of(pledge)
        change_pledge(session, pledge, "We hear you", [], seen=seen)

        with pytest.raises(ChangedError):
            change_pledge(session, pledge, "We listen well", [], seen=seen)
        with pytest.raises(ChangedError):
            remove_pledge(session, pledge, seen=seen)
        remove_pledge(session, pledge, seen=state_of(pledge))
        session.flush()

        assert list_pledges(session) == []


def test_the_example_has_measures_for_every_promise(database: Database) -> None:
    """Of the shipped questionnaires, and only where there are no promises yet."""
    with database.writing() as session:
        add_example(session)

        found = {pledge.words: [one.measure for one in pledge.measures] for pledge in list_pledges(session)}  # fmt: skip
        assert list(found) == list(EXAMPLE)
        assert all(found.values())
        assert {"core.listened", "iro.listened"} <= set(found["We listen to you"])
        themes = {one.theme for one in list_choices(session)}
        assert {theme for of in EXAMPLE.values() for theme in of} <= themes
        with pytest.raises(RefusedError, match="already"):
            add_example(session)
