"""A manager who opens every page on every day sees nothing move but steps of five, and figures once, at the count."""

import datetime as dt
import re
from itertools import pairwise

from flask.testing import FlaskClient

from feedback import clock
from feedback.models.asking import Round, Team
from feedback.received import STEP
from tests.councils import add_round, answer, count, make_snapshot

from .conftest import Council

OPENS, CLOSES = dt.date(2026, 11, 24), dt.date(2026, 12, 10)
CAME = (0, 1, 1, 0, 2, 1, 0, 1, 3, 0, 1, 1, 0, 2, 1)  # answers on each day
RANDOM = re.compile(r'name="csrf_token" value="[^"]+"')
TODAY_IS = re.compile(r"\w+day \d+ \w+ 20\d\d")


def see(client: FlaskClient, round_id: int) -> dict[str, str]:
    """Every page about the round, without what is random and without the day it is."""
    paths = (
        "/staff/rounds",
        "/staff/results",
        "/staff/results/iro-survey",
        "/staff/collectors",
        f"/staff/rounds/{round_id}/results",
        f"/staff/rounds/{round_id}/results?measure=iro.listened",
        f"/staff/rounds/{round_id}/summary.xlsx",
    )
    return {path: TODAY_IS.sub("", RANDOM.sub("", client.get(path).text)) for path in paths}


def test_each_day_says_the_same_until_a_fifth_answer_came(council: Council) -> None:
    """On a day without a step every page is as it was the day before, and after the count they do not move either."""
    with council.database.writing() as session:
        north = session.get_one(Team, 1)
        round_ = add_round(
            session, [north], snapshot=make_snapshot(version=2), opens_on=OPENS, closes_on=CLOSES
        )
        round_id = round_.id
    seen, received = [], 0
    for day, came in enumerate(CAME):
        with clock.frozen_at(dt.datetime.combine(OPENS + dt.timedelta(day), dt.time(20), dt.UTC)):
            with council.database.writing() as session:
                answer(session, session.get_one(Round, round_id), north, times=came)
            received += came
            seen.append((received // STEP, see(council.signed_in("manager"), round_id)))

    moved = [
        (one[0] - before[0], [path for path in one[1] if one[1][path] != before[1][path]])
        for before, one in pairwise(seen)
    ]
    assert moved.count((1, ["/staff/rounds"])) == 2
    assert moved.count((0, [])) == len(CAME) - 3

    counted_at = dt.datetime.combine(CLOSES + dt.timedelta(1), dt.time(9), dt.UTC)
    with council.database.writing() as session:
        count(session, session.get_one(Round, round_id), at=counted_at)
    pages = []
    for later in (1, 2, 30):
        with clock.frozen_at(
            dt.datetime.combine(CLOSES + dt.timedelta(later), dt.time(20), dt.UTC)
        ):
            pages.append(see(council.signed_in("manager"), round_id))
    assert pages[0] == pages[1] == pages[2] != seen[-1][1]
