"""Which measures bear on each promise of the council's pledge."""

import pytest
from sqlalchemy.orm import Session

from feedback import pledge
from feedback.db import Database
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.pledges import (
    EXAMPLE,
    Promised,
    add_example,
    by_measure,
    list_choices,
    list_promised,
    open_promised,
    set_measures,
    state_of,
)
from tests.conftest import NOON


def promise(session: Session, *words: str) -> list[Promised]:
    """Make these the promises."""
    seen = pledge.state_of(pledge.list_promises(session, NOON.date()))
    pledge.save_promises(session, words, seen=seen, on=NOON.date(), by=None)
    return list_promised(session)


def test_a_measure_may_bear_on_several_promises(database: Database) -> None:
    """In the council's own order, whichever was changed last."""
    with database.writing() as session:
        for one in reversed(promise(session, "We listen", "We are kind")):
            set_measures(session, one, ["core.listened"], seen=state_of(one))

        assert by_measure(list_promised(session)) == {"core.listened": ("We listen", "We are kind")}


def test_only_measures_that_are_asked_are_kept(database: Database) -> None:
    """What is made up is left out."""
    with database.writing() as session:
        (one,) = promise(session, "We listen")
        set_measures(session, one, ["core.listened", "made.up"], seen=state_of(one))

        assert list(by_measure(list_promised(session))) == ["core.listened"]


def test_a_promise_that_was_taken_out_heads_nothing(database: Database) -> None:
    """And is back with its measures when it comes back."""
    with database.writing() as session:
        (one,) = promise(session, "We listen")
        set_measures(session, one, ["core.listened"], seen=state_of(one))
        promise(session, "We are kind")
        without = by_measure(list_promised(session))
        with pytest.raises(NotFoundError):
            open_promised(session, str(one.id))
        promise(session, "We are kind", "We listen")

        assert (without, list(by_measure(list_promised(session)))) == ({}, ["core.listened"])


def test_two_people_at_once_are_told(database: Database) -> None:
    """The second saves nothing."""
    with database.writing() as session:
        (one,) = promise(session, "We listen")
        seen = state_of(one)
        set_measures(session, one, ["core.listened"], seen=seen)

        with pytest.raises(ChangedError):
            set_measures(session, open_promised(session, str(one.id)), [], seen=seen)

        assert list(by_measure(list_promised(session))) == ["core.listened"]


def test_the_example_has_measures_for_every_promise(database: Database) -> None:
    """Of the shipped questionnaires, and only where there are no promises yet."""
    with database.writing() as session:
        add_example(session, on=NOON.date())

        found = {one.words: one.measures for one in list_promised(session)}
        assert list(found) == list(EXAMPLE)
        assert all(found.values())
        assert {"core.listened", "iro.listened"} <= set(found["We listen to you"])
        themes = {one.theme for one in list_choices(session)}
        assert {theme for of in EXAMPLE.values() for theme in of} <= themes
        with pytest.raises(RefusedError, match="already"):
            add_example(session, on=NOON.date())
