"""Files that are ordered are made once, told of meanwhile, taken up again after a crash, and forgotten after a day."""

import datetime as dt

import pytest

from feedback import clock
from feedback.db import Database
from feedback.exceptions import NotFoundError
from feedback.models.issuing import Order
from feedback.orders import (
    GAVE_UP,
    Kind,
    State,
    fail_order,
    finish_order,
    forget_orders,
    is_waited_for,
    open_order,
    place_order,
    take_order,
    tell_order,
)
from tests.conftest import NOON

MINUTE = dt.timedelta(minutes=1)


def place(database: Database, **details: str) -> int:
    """Order a workbook."""
    with database.writing() as session:
        return place_order(session, Kind.WORKBOOK, details, by=None).id


def look(database: Database, order_id: int) -> Order:
    """The order as it is now."""
    with database.reading() as session:
        return open_order(session, order_id)


def test_what_is_ordered_is_taken_once(database: Database) -> None:
    """In the order in which it was asked for."""
    first, second = place(database, window="a"), place(database, window="b")

    taken = [take_order(database), take_order(database), take_order(database)]

    assert [one and one.id for one in taken] == [first, second, None]
    assert taken[0]
    assert taken[0].details == {"window": "a"}
    assert not is_waited_for(database)


def test_the_same_is_not_made_twice_at_once(database: Database) -> None:
    """A second press of the button leads to the file that is being made."""
    first = place(database, window="a", comments="no")

    assert place(database, comments="no", window="a") == first
    assert place(database, window="a", comments="yes") != first


def test_it_is_told_how_far_it_is(database: Database) -> None:
    """And what came of it."""
    order_id = place(database, window="a")
    taken = take_order(database)
    assert taken
    tell_order(database, taken, done=2, total=7)
    meanwhile = look(database, order_id)
    with database.writing() as session:
        finish_order(session, taken, "12")

    after = look(database, order_id)
    assert (meanwhile.state, meanwhile.done, meanwhile.total) == (State.MAKING, 2, 7)
    assert (after.state, after.result, after.done) == (State.DONE, "12", 7)


def test_what_a_crash_left_is_taken_up_three_times(database: Database) -> None:
    """Not while its process may live; and then it says that it was given up."""
    order_id = place(database, window="a")
    found = []
    for minute in (0, 2, 4, 8, 12):
        with clock.frozen_at(NOON + minute * MINUTE):
            found.append(take_order(database) is not None)

    order = look(database, order_id)
    assert found == [True, False, True, True, False]
    assert (order.state, order.trouble) == (State.FAILED, GAVE_UP)


def test_one_that_tells_of_itself_is_left_alone(database: Database) -> None:
    """However long it takes."""
    place(database, window="a")
    taken = take_order(database)
    assert taken
    with clock.frozen_at(NOON + 2 * MINUTE):
        tell_order(database, taken, done=1, total=9)

    with clock.frozen_at(NOON + 4 * MINUTE):
        assert take_order(database) is None


def test_after_a_day_it_is_forgotten(database: Database) -> None:
    """With whatever became of it."""
    order_id = place(database, window="a")
    taken = take_order(database)
    assert taken
    with database.writing() as session:
        fail_order(session, taken, "No.")
    with clock.frozen_at(NOON + dt.timedelta(hours=23)), database.writing() as session:
        forget_orders(session)
    still = look(database, order_id).trouble
    with clock.frozen_at(NOON + dt.timedelta(hours=25)), database.writing() as session:
        forget_orders(session)

    assert still == "No."
    with pytest.raises(NotFoundError):
        look(database, order_id)
