"""What the page Rounds says of a round that has ended: when it is counted, and how far that is."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient

from feedback import clock, closing, progress
from feedback.models.asking import Round
from feedback.progress import Step, telling
from feedback.tick import run_tick

from .conftest import NOON, TODAY, Council

MIDNIGHT = dt.datetime(2026, 11, 23, 0, tzinfo=dt.UTC)


def card(council: Council, round_id: int, client: FlaskClient | None = None) -> str:
    """What the page says of one round, to somebody who looks now."""
    page = (client or council.signed_in()).get("/staff/rounds").text
    found = re.search(rf'id="round-{round_id}".*?</li>', page, re.S)
    assert found
    return found[0]


@pytest.mark.parametrize("role", ["analyst", "manager"])
def test_a_count_is_seen_with_its_step_while_it_runs(council: Council, role: str) -> None:
    """The count holds the write lock and has stored nothing; the page says how far it is, and then that it is done."""
    round_id, client = council.round(days=(-9, -2)), council.signed_in(role)
    council.answer(round_id, 12)
    seen: dict[Step, str] = {}
    with (
        telling(council.settings.instance, round_id) as tell,
        council.database.writing() as session,
    ):

        def tell_and_look(step: Step) -> None:
            tell(step)
            seen[step] = card(council, round_id, client)

        closing.count_round(
            session,
            session.get_one(Round, round_id),
            zone=council.settings.zone,
            tell=tell_and_look,
        )
    after = card(council, round_id, client)

    assert "Step 3 of 6: working out what may be shown." in seen[Step.PROTECT]
    assert 'value="3" max="6"' in seen[Step.PROTECT]
    assert "Step 6 of 6" in seen[Step.KEEP]
    assert 'href="/staff/rounds">Look again' in seen[Step.KEEP]
    assert "12 received" in after
    assert "Step" not in after
    assert "Look again" not in after


def test_the_page_does_not_load_itself_anew(council: Council) -> None:
    """Whoever reads slowly is not interrupted: there is a link, and no refresh."""
    round_id = council.round(days=(-9, -2))
    with telling(council.settings.instance, round_id) as tell:
        tell(Step.COUNT)
        response = council.signed_in().get("/staff/rounds")

    assert "http-equiv" not in response.text
    assert "Refresh" not in response.headers


def test_another_round_waits_for_its_turn(council: Council) -> None:
    """Only the one that is counted has a step."""
    first, second = (council.round(days=(-9, -2)) for _ in range(2))
    with telling(council.settings.instance, first) as tell:
        tell(Step.SEPARATE)

        assert "Step 4 of 6" in card(council, first)
        assert "Counted in a minute or two" in card(council, second)


def test_a_count_that_was_killed_is_not_shown_for_ever(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it left says nothing. The control: without the lock the page would show it until the next count."""
    round_id = council.round(days=(-9, -2))
    with telling(council.settings.instance, round_id) as tell:
        tell(Step.COUNT)

    believed = card(council, round_id)
    monkeypatch.setattr(
        "feedback.staff.counting.get_progress", lambda folder: progress._read(folder / progress.FILE)
    )  # fmt: skip
    control = card(council, round_id)

    assert "Step" not in believed
    assert "Counted in a minute or two" in believed
    assert "Step 2 of 6" in control


@pytest.mark.parametrize(
    ("ended", "says"),
    [
        (dt.timedelta(0), "may still be sent until 23 November 2026, 04.00. Then it is counted."),
        (dt.timedelta(hours=4), "Counted in a minute or two, while the service runs."),
    ],
)
def test_a_round_that_waits_says_for_what(council: Council, ended: dt.timedelta, says: str) -> None:
    """Four hours for pages that are open, then for the next tick."""
    round_id = council.round(days=(-9, -1))

    with clock.frozen_at(MIDNIGHT + ended):
        assert says in card(council, round_id)


def test_closing_tonight_counts_nothing_in_the_server_and_the_tick_does(council: Council) -> None:
    """The button sets the end; after midnight and four hours the tick counts, and a page of the server never."""
    round_id = council.round()
    council.answer(round_id, 7)
    client, confirm = council.signed_in(), f"/staff/rounds/{round_id}/close"
    council.post(client, confirm, page=confirm)
    with clock.frozen_at(NOON + dt.timedelta(hours=17)):
        before = card(council, round_id)
        with council.database.reading() as session:
            untouched = session.get_one(Round, round_id).counted_on
        done = run_tick(council.database, council.settings)
        after = card(council, round_id)

    assert untouched is None
    assert "Counted in a minute or two" in before
    assert done.counted == (round_id,)
    assert "7 received" in after


def test_each_due_round_is_kept_by_itself(council: Council) -> None:
    """One that breaks takes nothing back of the one before, and both are counted in the end."""
    first, second = (council.round(days=(-9, -2)) for _ in range(2))
    council.answer(first, 6)
    council.answer(second, 6)
    count_round = closing.count_round

    def break_second(session: object, round_: Round, **more: object) -> None:
        count_round(session, round_, **more)  # type: ignore[arg-type]
        if round_.id == second:
            raise RuntimeError("the count broke")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedback.tick.count_round", break_second)
        with pytest.raises(RuntimeError, match="broke"):
            run_tick(council.database, council.settings)
    with council.database.reading() as session:
        kept = [session.get_one(Round, id_).counted_on for id_ in (first, second)]

    assert kept == [TODAY, None]
    assert run_tick(council.database, council.settings).counted == (second,)
