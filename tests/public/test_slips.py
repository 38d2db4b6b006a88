"""Answering with a slip: opened as often as wanted, spent by Send alone, and nothing is lost when it is gone."""

import datetime as dt
import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from feedback import clock
from feedback.app import create_app
from feedback.bursts import MOST
from feedback.closing import close_now
from feedback.codes import group_code
from feedback.config import Settings
from feedback.db import Database
from feedback.links import open_link
from feedback.models.asking import Channel, Collector, Round
from feedback.models.holding import Burst
from feedback.models.slips import Slip
from feedback.public import storing
from feedback.public.again import make_view
from feedback.public.memory import MOST_UNKNOWN_A_MINUTE, get_memory
from feedback.public.pages import render
from feedback.slips import open_batch, void_batch
from feedback.tokens import make_token, read_token, sign_token
from feedback.web.context import get_database, get_settings
from tests.conftest import NOON, open_round_of, stored
from tests.pages import Page, refuse, send, visit
from tests.printing import print_batch
from tests.public.test_talking import go_back, go_to_talk

YES = {"know_iro": "yes", "best": "The biscuits"}
GONE = "This code does not work any more. Perhaps somebody has used it."
DAY = dt.timedelta(days=1)


@pytest.fixture
def slips(database: Database, settings: Settings, collectors: list[Collector]) -> list[str]:
    """The addresses of four slips of Oak."""
    _, codes = print_batch(database, settings, collectors[0], 4)
    return [f"/q/{code}" for code in codes]


def left(database: Database) -> int:
    """How many slips are good."""
    with database.reading() as session:
        return len(session.scalars(select(Slip)).all())


def end(database: Database, settings: Settings, round_: Round) -> None:
    """Close `round_` at once."""
    with database.writing() as session:
        close_now(session, session.get_one(Round, round_.id), zone=settings.zone)


# --- spent on Send only ---


def test_opening_spends_nothing_and_sending_spends_it(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """Any number of times, in any spelling; after Send the row is gone and the answer is there."""
    code = slips[0].removeprefix("/q/")
    for spelling in (code, code.lower(), f"{code[:3]}-{code[3:6]} {code[6:]}", code):
        page = visit(client, f"/q/{spelling}?variant=easy-read")
    client.head(slips[0])
    before = left(database)

    answer = send(client, page, YES)

    assert before == 4
    assert (answer.status_code, left(database), len(stored(database))) == (303, 3, 1)
    assert answer.location == f"{slips[0]}/sent?lang=en&variant=easy-read&of=iro-survey"
    assert visit(client, answer.location).heading == "Thank you. We have your answers."


def test_an_answer_from_a_slip_is_like_any_other(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """It carries the team's slip collector, and nothing of the slip."""
    send(client, visit(client, slips[0]), YES)

    (row,) = stored(database)
    with database.reading() as session:
        collector = session.get_one(Collector, row.collector_id)
    assert (collector.channel, collector.team.name) == (Channel.SLIP, "Oak")
    assert (row.mode, row.variant, row.burst_id, row.hurried) == ("self", "standard", None, False)


def test_a_page_of_a_slip_carries_nothing_of_it(
    client: FlaskClient, slips: list[str], settings: Settings
) -> None:
    """The token of one slip is as good on another; only the address has the code, and the way to talk to somebody."""
    page = visit(client, slips[0])
    token = read_token(page.token, settings.secret_keys)
    code = slips[0].removeprefix("/q/")

    assert token
    way = f'name="_from" value="{code}"'
    assert code not in page.html.replace(f"/q/{code}?", "").replace(way, "")
    assert code.encode() not in token.key + repr(token).encode()
    assert client.post(slips[1], data={"token": page.token, **YES}).status_code == 303
    assert visit(client, slips[0]).status == 200


NOT_STORED: tuple[tuple[dict[str, Any], int], ...] = (
    ({"_show": "en/easy-read"}, 200),
    ({"know_iro": "perhaps"}, 422),
    ({"know_iro": ["yes", "no"]}, 422),
    ({"token": "damaged"}, 422),
    ({"best": "x" * 1001}, 422),
    ({"nobodys_question": "yes"}, 422),
    ({"know_iro": "", "best": " "}, 422),
)


def test_what_is_not_stored_spends_nothing(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """A switch and whatever is to be put right bring the page back, and then the same slip sends it."""
    page = visit(client, slips[0])

    statuses = [send(client, page, YES | fields).status_code for fields, _ in NOT_STORED]
    before = left(database)
    answer = send(client, page, YES)

    assert statuses == [status for _, status in NOT_STORED]
    assert (before, answer.status_code, left(database)) == (4, 303, 3)


def test_two_children_on_one_phone_both_answer(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """One after the other, each with a slip of their own, in one browser."""
    statuses = [send(client, visit(client, slip), YES).status_code for slip in slips[:2]]

    assert statuses == [303, 303]
    assert (len(stored(database)), left(database)) == (2, 2)


def test_a_hall_with_slips_is_no_burst(
    client: FlaskClient, settings: Settings, database: Database, collectors: list[Collector]
) -> None:
    """More answers at once than a poster may bring without being looked at: each has cost a slip."""
    _, codes = print_batch(database, settings, collectors[0], MOST + 20)
    with database.reading() as session:
        (collector,) = session.scalars(select(Collector).where(Collector.channel == "slip"))

    for code in codes:
        token = sign_token(make_token(collector.id, 1), settings.secret_keys)
        assert client.post(f"/q/{code}", data={"token": token, **YES}).status_code == 303

    with database.reading() as session:
        bursts = session.scalars(select(Burst)).all()

    assert len(stored(database)) == MOST + 20
    assert not bursts


# --- sent again ---


@pytest.mark.parametrize("extra", [{}, {"_show": "en/easy-read"}])
def test_a_retry_after_the_slip_is_spent_is_thanked(
    client: FlaskClient, slips: list[str], database: Database, extra: dict[str, str]
) -> None:
    """The page's key is looked up before the code: 303, nothing stored, nothing spent."""
    page = visit(client, slips[0])
    send(client, page, YES)

    again = send(client, page, YES | extra)

    assert (again.status_code, again.location) == (
        303,
        f"{slips[0]}/sent?lang=en&variant=standard&of=iro-survey",
    )
    assert (len(stored(database)), left(database)) == (1, 3)


def test_other_answers_from_a_sent_page_ask_for_another_slip(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """A second child who goes Back on the first one's page keeps what they answered, and sends it with a slip."""
    page = visit(client, slips[0])
    send(client, page, YES)

    asked = refuse(send(client, page, {"know_iro": "no", "best": "Mine"}))
    code = slips[1].removeprefix("/q/")
    answer = send(client, asked, asked.answers | {"_code": f" {code[:3]} {code[3:].lower()}"})

    assert "Sending for somebody else? Type the code of their slip here" in asked.text
    assert asked.answers == {"know_iro": ["no"], "best": ["Mine"]}
    assert asked.all("input[@name='_code']")
    assert (answer.status_code, len(stored(database)), left(database)) == (303, 2, 2)


def test_a_step_sent_again_after_the_slip_is_spent_shows_no_answer(
    client: FlaskClient, slips: list[str]
) -> None:
    """Back and reload on a shared phone send a switch again: the next person sees nothing of it, Send gets it back."""
    page = visit(client, slips[0])
    step = {"know_iro": "no", "best": "On the way", "_show": "en/easy-read"}
    send(client, page, step)
    send(client, page, YES)

    again = refuse(send(client, page, step))
    sent = refuse(send(client, page, {"know_iro": "no", "best": "Mine"}))

    assert (again.answers, "On the way" in again.html) == ({}, False)
    assert sent.answers == {"know_iro": ["no"], "best": ["Mine"]}


# --- gone ---


def spend_it(
    client: FlaskClient, database: Database, settings: Settings, batch: str, code: str
) -> None:
    """Somebody has used it."""
    send(client, visit(client, f"/q/{code}"), YES)


def void_it(
    client: FlaskClient, database: Database, settings: Settings, batch: str, code: str
) -> None:
    """Its batch was lost."""
    with database.writing() as session:
        void_batch(session, open_batch(session, batch), zone=settings.zone)


def expire_it(
    client: FlaskClient, database: Database, settings: Settings, batch: str, code: str
) -> None:
    """Its last day was yesterday; nothing has run since."""
    with database.writing() as session:
        found = open_batch(session, batch)
        found.printed_on = found.good_until = NOON.date() - DAY


WAYS = (spend_it, void_it, expire_it)


@pytest.fixture
def gone(
    client: FlaskClient, database: Database, settings: Settings, collectors: list[Collector]
) -> list[tuple[str, Page]]:
    """Addresses of slips that are spent, voided, expired and unknown, and a page of each, opened before."""
    found = []
    for kill in WAYS:
        batch, (code, _) = print_batch(database, settings, collectors[0], 2)
        page = visit(client, f"/q/{code}?variant=easy-read")
        kill(client, database, settings, batch, code)
        found.append((f"/q/{code}", page))
    return [*found, ("/q/BCDFGHJKMN", found[0][1])]


def typed_in(slip: str) -> str:
    """The code of `slip` as it stands in the box."""
    return group_code(slip.removeprefix("/q/"))


def open_in_every_way(
    client: FlaskClient, slip: str
) -> list[tuple[int, bytes, list[tuple[str, str]]]]:
    """Status, bytes and headers of the page at `slip`, as it is and compressed."""
    ways: tuple[dict[str, str], ...] = ({}, {"Accept-Encoding": "gzip"})
    answers = [client.get(slip, headers=headers) for headers in ways]
    return [(one.status_code, one.data, sorted(one.headers)) for one in answers]


def test_however_a_slip_is_gone_it_looks_and_weighs_the_same(
    client: FlaskClient,
    gone: list[tuple[str, Page]],
    database: Database,
    settings: Settings,
    collectors: list[Collector],
) -> None:
    """404 with the box and the code in it: the bytes and headers of a code nobody ever printed, compressed or not.

    The control, a slip whose round is shut, differs.
    """
    seen = [open_in_every_way(client, slip) for slip, _ in gone]
    pages = {visit(client, slip, 404).text.replace(typed_in(slip), "") for slip, _ in gone}
    _, (good,) = print_batch(database, settings, collectors[1], 1)
    with clock.frozen_at(NOON + 60 * DAY):
        shut = open_in_every_way(client, f"/q/{good}")

    assert left(database) > 0  # the expired ones lie there still
    with database.writing() as session:
        session.execute(delete(Slip))
    assert [open_in_every_way(client, slip) for slip, _ in gone] == seen
    assert len(pages) == 1
    assert [status for status, _, _ in shut] == [410, 410]
    with clock.frozen_at(NOON + 60 * DAY):
        assert open_in_every_way(client, f"/q/{good}") != shut


def test_answers_to_a_slip_that_is_gone_come_back(
    client: FlaskClient, gone: list[tuple[str, Page]], database: Database
) -> None:
    """404 with every answer, a sentence and a field for another code: the same bytes but for the slip's own code."""
    answers, before = {"know_iro": "no", "best": "Mine"}, len(stored(database))
    token, seen = gone[2][1].token, set()
    for slip, _ in gone:
        lost = client.post(f"{slip}?variant=easy-read", data={"token": token, **answers})
        seen.add((lost.status_code, lost.text.replace(slip.removeprefix("/q/"), "")))

    page = refuse(lost, 404)
    assert GONE in page.text
    assert page.answers == {"know_iro": ["no"], "best": ["Mine"]}
    assert page.token == token
    assert page.all("input[@name='_code']")
    assert (len(seen), len(stored(database))) == (1, before)


def test_they_are_sent_with_the_next_slip(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """Or shown again under it when Enter is pressed in the field without scripts."""
    page = visit(client, slips[0])
    send(client, visit(client, slips[0]), YES)
    lost = refuse(send(client, page, {"know_iro": "no", "best": "Mine"}), 404)
    code = slips[1].removeprefix("/q/")

    wrong = refuse(send(client, lost, lost.answers | {"_code": f"{code[:3]} x"}), 404)
    assert [box.get("value") for box in wrong.all("input[@name='_code']")] == [f"{code[:3]} x"]
    shown = refuse(
        send(client, wrong, wrong.answers | {"_code": code, "_show": "en/standard"}), 200
    )
    answer = send(client, shown, shown.answers)

    assert shown.action.startswith(slips[1])
    assert shown.answers == {"know_iro": ["no"], "best": ["Mine"]}
    assert (answer.status_code, len(stored(database)), left(database)) == (303, 2, 2)


@pytest.mark.parametrize("typed", ["-", " ", "?", "\u200f"])
def test_what_holds_no_letter_is_no_other_code(
    client: FlaskClient, slips: list[str], database: Database, typed: str
) -> None:
    """The page keeps the address it has, what was typed stays to be put right, and the next good code sends it."""
    page = visit(client, slips[0])
    send(client, visit(client, slips[0]), YES)
    lost = refuse(send(client, page, {"know_iro": "no", "best": "Mine"}), 404)

    empty = refuse(send(client, lost, lost.answers | {"_code": typed}), 404)
    code = slips[1].removeprefix("/q/")
    answer = send(client, empty, empty.answers | {"_code": code})

    assert empty.action == lost.action
    assert empty.answers == {"know_iro": ["no"], "best": ["Mine"]}
    assert [box.get("value") for box in empty.all("input[@name='_code']")] == [typed]
    assert (answer.status_code, len(stored(database)), left(database)) == (303, 2, 2)


def test_a_dead_code_with_no_page_of_ours_is_only_unknown(
    client: FlaskClient, slips: list[str]
) -> None:
    """Without a token, or with a damaged one, there is the box and nothing else."""
    send(client, visit(client, slips[0]), YES)

    for token in ({}, {"token": "damaged"}):
        lost = refuse(client.post(slips[0], data=YES | token), 404)
        unknown = visit(client, "/q/2222222222", 404)
        assert lost.text.replace(typed_in(slips[0]), "222 222 2222") == unknown.text


def race(app: Flask, slip: str, times: int) -> list[tuple[int, Page]]:
    """So many phones with the same slip that press Send at once."""
    clients = [app.test_client() for _ in range(times)]
    pages = [visit(client, slip) for client in clients]
    start = Barrier(times)

    def press(number: int) -> tuple[int, str, Any]:
        start.wait()
        return send(clients[number], pages[number], {"best": f"Phone {number}"})

    with ThreadPoolExecutor(times) as pool:
        return [(answer.status_code, answer) for answer in pool.map(press, range(times))]


def test_phones_that_race_with_one_slip_store_one_answer(
    app: Flask, slips: list[str], database: Database
) -> None:
    """The others get their page back with what they wrote."""
    answers = race(app, slips[0], 6)

    lost = [
        (number, refuse(one, 404)) for number, (status, one) in enumerate(answers) if status != 303
    ]
    assert sorted(status for status, _ in answers) == [303] + [404] * 5
    assert [page.answers["best"] for _, page in lost] == [[f"Phone {n}"] for n, _ in lost]
    assert (len(stored(database)), left(database)) == (1, 3)


def test_without_spending_every_phone_would_be_stored(
    app: Flask, slips: list[str], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the race: the machinery does send several answers with one slip."""
    monkeypatch.setattr(storing, "spend", lambda *_, **__: None)

    answers = race(app, slips[0], 4)

    assert [status for status, _ in answers] == [303] * 4
    assert len(stored(database)) == 4


def test_spending_when_a_page_is_opened_would_be_noticed(
    client: FlaskClient, slips: list[str], database: Database, settings: Settings
) -> None:
    """The control of opening: a view that spends leaves one slip less, and the page cannot be sent."""
    page = visit(client, slips[0])
    with database.writing() as session:
        storing.spend(session, slips[0].removeprefix("/q/"), keys=settings.secret_keys)

    assert left(database) == 3
    assert send(client, page, YES).status_code == 404


# --- the edges of rounds ---


def test_before_the_first_day_a_slip_is_tried_and_not_spent(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    """The page says TRY, and the slip is good once the round is open."""
    later = open_round_of(database, settings, "iro-survey@2", opens_on=dt.date(2026, 12, 1))
    with database.reading() as session:
        like = session.scalars(select(Collector)).first()
        session.expunge_all()
    assert like
    _, (code,) = print_batch(database, settings, like, 1)

    page = visit(client, f"/q/{code}")
    tried = send(client, page, YES)
    before = (len(stored(database)), left(database))
    with clock.frozen_at(NOON + 10 * DAY):
        answer = send(client, visit(client, f"/q/{code}"), YES)

    assert "TRY" in page.text
    assert tried.location.endswith("&try=1")
    assert before == (0, 1)
    assert (answer.status_code, len(stored(database)), left(database)) == (303, 1, 0)
    assert stored(database)[0].round_id == later.id


def test_between_rounds_a_slip_waits_for_the_next(
    client: FlaskClient, slips: list[str], database: Database, settings: Settings, round_: Round
) -> None:
    """410, not spent, also for a page that is sent too late; in the next round it is good."""
    page = visit(client, slips[0])
    end(database, settings, round_)
    open_round_of(
        database, settings, "iro-survey@2", opens_on=dt.date(2027, 2, 1), closes_on=dt.date(2027, 3, 1)
    )  # fmt: skip
    with clock.frozen_at(NOON + 30 * DAY):
        shut = visit(client, slips[0], 410)
        late = send(client, page, YES)
    before = left(database)

    with clock.frozen_at(dt.datetime(2027, 2, 2, 12, tzinfo=dt.UTC)):
        answer = send(client, visit(client, slips[0]), YES)

    assert "They open again on Monday 1 February 2027." in shut.text
    assert (late.status_code, before) == (410, 4)
    assert (answer.status_code, left(database)) == (303, 3)


# --- guessing and trouble ---


def test_unknown_slips_are_held_back_like_other_unknown_codes(
    app: Flask, client: FlaskClient, slips: list[str]
) -> None:
    """429 for codes of nobody, with a page of ours too, which keeps its answers; good slips are never held back."""
    page = visit(client, slips[0])
    with app.app_context():
        for _ in range(MOST_UNKNOWN_A_MINUTE):
            get_memory().too_many_unknown()

    opened = client.get("/q/BCDFGHJKMN")
    sent = client.post("/q/BCDFGHJKMN", data={"token": page.token, **YES})
    live = send(client, page, YES)

    assert (opened.status_code, sent.status_code) == (429, 429)
    assert refuse(sent, 429).answers == {"know_iro": ["yes"], "best": ["The biscuits"]}
    assert sent.headers["Retry-After"] == "60"
    assert live.status_code == 303


def test_trouble_loses_neither_answers_nor_slip(
    client: FlaskClient, app: Flask, slips: list[str], database: Database
) -> None:
    """503 with every answer and the same token; mended, the same page is sent with the same slip."""
    page = visit(client, slips[0])
    tables = ("intake", "receipts")
    with database.writing() as session:
        for table in tables:
            session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO lost_{table}")

    again = refuse(send(client, page, YES), 503)
    with database.writing() as session:
        for table in tables:
            session.connection().exec_driver_sql(f"ALTER TABLE lost_{table} RENAME TO {table}")
    answer = send(client, again, again.answers)

    assert again.token == page.token
    assert again.answers == {"know_iro": ["yes"], "best": ["The biscuits"]}
    assert (answer.status_code, left(database)) == (303, 3)


def test_trouble_after_a_restart_loses_no_answer_to_a_slip(
    client: FlaskClient, settings: Settings, slips: list[str], database: Database
) -> None:
    """A process that never showed the page knows it by the collector. A page of nobody's link, the control, is lost."""
    page = visit(client, slips[0])
    restarted = create_app(settings).test_client()
    foreign = sign_token(make_token(999, 1), settings.secret_keys)
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE receipts RENAME TO lost")

    again = refuse(send(restarted, page, YES), 503)
    lost = refuse(restarted.post(page.action, data={"token": foreign, **YES}), 503)

    assert (again.token, again.answers["best"]) == (page.token, ["The biscuits"])
    assert lost.answers == {}


def test_the_memory_of_a_process_keeps_no_code_of_a_slip(
    app: Flask, client: FlaskClient, slips: list[str]
) -> None:
    """Neither its link nor its page; a poster's, the control, are kept under the code."""
    send(client, visit(client, slips[0]), YES)
    visit(client, slips[1])
    with app.app_context():
        memory = get_memory()
        kept = repr(memory._links) + repr(memory.pages._kept)

    assert not [slip for slip in slips if slip.removeprefix("/q/") in kept]


def test_a_kept_page_of_a_slip_is_the_page_made_afresh(
    app: Flask, client: FlaskClient, slips: list[str]
) -> None:
    """Byte for byte up to the token, plain and packed, the first time and from memory."""
    for slip in slips[:3]:
        plain = client.get(slip).text.split('<input type="hidden" form="answers" name="token"')[0]
        packed = client.get(slip, headers={"Accept-Encoding": "gzip"}).data
        with app.test_request_context(slip), get_database().reading() as session:
            settings = get_settings()
            code = slip.removeprefix("/q/")
            link = open_link(session, code, zone=settings.zone, keys=settings.secret_keys)
            assert link
            fresh = render(make_view(link, None, None))

        assert plain == fresh
        assert gzip.decompress(packed).decode().startswith(fresh)


def test_a_posters_code_is_kept(app: Flask, client: FlaskClient, oak: str) -> None:
    """The control of the test above."""
    visit(client, oak)
    with app.app_context():
        memory = get_memory()
        kept = repr(memory._links) + repr(memory.pages._kept)

    assert oak.removeprefix("/q/") in kept


# --- somebody to talk to ---


def test_answers_of_a_slip_survive_the_way_to_somebody_to_talk_to(
    client: FlaskClient, slips: list[str], database: Database
) -> None:
    """There and back by buttons, as from any questions; the slip is spent by Send alone."""
    page = visit(client, slips[0])
    talk = go_to_talk(client, page, YES)
    back = go_back(client, talk)

    assert back.answers == {"know_iro": ["yes"], "best": ["The biscuits"]}
    assert back.token == page.token
    assert send(client, back, back.answers).status_code == 303
    assert left(database) == 3
    assert go_to_talk(client, page, YES).all("a[@href]/[.='To the questions']") == []


def test_the_code_of_a_slip_stands_in_no_address_but_its_own(
    client: FlaskClient, slips: list[str]
) -> None:
    """With it anybody could answer: it travels to the page to talk and back in a hidden field."""
    code = slips[0].removeprefix("/q/")
    page = visit(client, slips[0])
    talk = go_to_talk(client, page, YES)

    found = [
        element.get(name, "")
        for one in (page, talk)
        for element in one.root.iter()
        for name in ("href", "action", "formaction")
        if code in element.get(name, "")
    ]

    assert found
    assert {address.partition("?")[0] for address in found} == {slips[0]}
