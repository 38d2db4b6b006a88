"""What is a burst: how many answers to one link are too many, and when it is over."""

import datetime as dt
import secrets

import pytest

from feedback import clock
from feedback.bursts import CALM, MOST, MOST_A_DAY, WINDOW, Arrived, Bursts, Place
from tests.conftest import NOON

OAK, ELM = (1, 1), (1, 2)


class Door:
    """Answers that come at given minutes, and which of them are held."""

    def __init__(self) -> None:
        self.bursts = Bursts()
        self.held: set[Arrived] = set()

    def send(self, times: int, *, minute: float = 0, place: Place = OAK) -> list[Arrived]:
        """So many answers, `minute` minutes after noon."""
        sent = [Arrived(secrets.token_bytes(16), hurried=False) for _ in range(times)]
        with clock.frozen_at(NOON + dt.timedelta(minutes=minute)):
            for answer in sent:
                caught = self.bursts.catch(place, answer)
                self.held |= set(caught)
                self.bursts.note(place, answer, caught)
        return sent


@pytest.fixture
def door() -> Door:
    """A process that has just begun."""
    return Door()


def test_a_hall_of_a_hundred_is_no_burst(door: Door) -> None:
    """A school answers together; nor are fifty more in the same ten minutes."""
    for minute in range(WINDOW):
        door.send(15, minute=minute)

    assert MOST == 350
    assert door.held == set()


def test_one_more_is_a_burst_and_takes_those_before_it_along(door: Door) -> None:
    """The answers of the last ten minutes are held too; those an hour earlier are not."""
    earlier = door.send(40, minute=0)
    before = door.send(MOST, minute=60)

    (last,) = door.send(1, minute=61)

    assert door.held == {*before, last}
    assert not door.held & set(earlier)


def test_a_burst_goes_on_until_ten_minutes_were_calm(door: Door) -> None:
    """A few answers in the minutes after it are held, those after a calm while are not."""
    door.send(MOST + 1, minute=0)

    soon = door.send(5, minute=WINDOW - 1)
    later = door.send(5, minute=4 * WINDOW)

    assert set(soon) <= door.held
    assert not set(later) & door.held


def test_a_flood_that_slows_down_stays_a_burst(door: Door) -> None:
    """While ten minutes bring more than a calm link does, it is not over."""
    door.send(MOST + 1, minute=0)
    slow = [answer for minute in range(1, 60) for answer in door.send(CALM // 5, minute=minute)]

    assert set(slow) <= door.held


def test_a_flood_just_under_the_limit_is_seen_within_a_day(door: Door) -> None:
    """A hundred and forty every eleven minutes: no burst by the window, and too many for a day."""
    sent = [a for n in range(10) for a in door.send(140, minute=11 * n)]

    held = [answer in door.held for answer in sent]

    assert held[: MOST_A_DAY - 140] == [False] * (MOST_A_DAY - 140)
    assert held[MOST_A_DAY:] == [True] * (1400 - MOST_A_DAY)


def test_a_day_later_it_is_forgotten(door: Door) -> None:
    """What came yesterday makes nothing of today a burst."""
    for hour in range(10):
        door.send(50, minute=60 * hour)

    door.send(MOST, minute=24 * 60 + 600)

    assert door.held == set()


def test_other_links_are_left_alone(door: Door) -> None:
    """A burst at Oak holds nothing at Elm."""
    door.send(MOST + 50, place=OAK)

    door.send(30, place=ELM)

    assert len(door.held) == MOST + 50


def test_an_answer_that_could_not_be_stored_is_not_counted(door: Door) -> None:
    """Caught and never noted: with the disk in trouble phones send again and again."""
    for _ in range(MOST * 3):
        door.bursts.catch(OAK, Arrived(secrets.token_bytes(16), hurried=False))

    door.send(1)

    assert door.held == set()


def test_those_before_it_are_caught_again_when_holding_them_failed(door: Door) -> None:
    """The transaction that was to hold them was given up: the next one holds them."""
    with clock.frozen_at(NOON):
        before = door.send(MOST)
        lost = door.bursts.catch(OAK, Arrived(secrets.token_bytes(16), hurried=False))

        (last,) = door.send(1)

    assert len(lost) == MOST + 1
    assert door.held == {*before, last}


def test_what_is_remembered_is_bounded_and_says_nothing_of_who(door: Door) -> None:
    """Ids for ten minutes, and a number for each minute of a day."""
    for minute in range(3 * 24 * 60 // 10):
        door.send(1, minute=minute * 10)
    door.send(5_000, minute=3 * 24 * 60)

    watch = door.bursts._watches[OAK]

    assert len(watch.counts) <= 24 * 60
    assert len(watch.fresh) <= MOST
    assert set(vars(watch)) == {"limits", "counts", "fresh", "held_until"}
    assert set(Arrived.__dataclass_fields__) == {"id", "hurried"}
