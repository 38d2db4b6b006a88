"""The audit is complete, never changes, and is read by the administrator alone."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from feedback import audit, clock
from feedback.models.accounts import Role
from feedback.models.auditing import Deed
from feedback.paging import AT_ONCE
from feedback.staff.deeds import edges_of, list_months

from .conftest import NOON, TODAY, Council

PATH = "/staff/audit"


@pytest.fixture
def client(council: Council) -> FlaskClient:
    """A browser in which the administrator is signed in."""
    return council.signed_in(Role.ADMINISTRATOR)


def put(
    council: Council, deed: Deed, thing: str, *, at: dt.datetime = NOON, times: int = 1
) -> None:
    """Let something be written down, by nobody."""
    with clock.frozen_at(at), council.database.writing() as session:
        for _ in range(times):
            audit.record(session, deed, thing, by=None)


def rows(page: str) -> list[list[str]]:
    """The table: its cells as words."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", line, re.S)]
        for line in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def test_what_was_done_stands_there_newest_first(council: Council, client: FlaskClient) -> None:
    """When, what, to what with its name, and by whom: the command line, a stranger, an address."""
    round_id = council.round()
    later = NOON + dt.timedelta(minutes=5)
    put(council, Deed.CLOSED_EARLY, f"round {round_id}", at=later)
    put(council, Deed.WRONG_PASSWORD, "account 2", at=later + dt.timedelta(minutes=1))

    found = rows(client.get(PATH).text)

    assert found == [
        ["23 Nov, 12.06", "Wrong password", "account 2: analyst@council.gov.uk", "Nobody signed in"],
        ["23 Nov, 12.05", "Closed early", "round 1: Your IRO", "Command line"],
        ["23 Nov, 12.00", "Signed in", "account 1: administrator@council.gov.uk", "administrator@council.gov.uk"],
    ]  # fmt: skip


def test_a_month_a_deed_and_an_account_can_be_chosen(council: Council, client: FlaskClient) -> None:
    """Each by itself, and together; what is no choice is taken as none."""
    put(council, Deed.SAVED_DUE, "round 1", at=NOON - dt.timedelta(days=40))
    put(council, Deed.KEPT_OPEN, "round 1")

    def whats(query: str) -> list[str]:
        return [row[1] for row in rows(client.get(f"{PATH}?{query}").text)]

    assert whats("month=2026-10") == ["Saved due"]
    assert whats("deed=kept-open") == ["Kept open"]
    assert whats("by=1") == ["Signed in"]
    assert whats("by=1&deed=kept-open") == []
    assert whats("month=1999-01&deed=nonsense&by=x&page=-3") == ["Kept open", "Signed in"]


def test_an_empty_month_says_what_to_do(council: Council, client: FlaskClient) -> None:
    """Not an error."""
    put(council, Deed.SAVED_DUE, "round 1", at=NOON - dt.timedelta(days=70))

    assert "Nothing was done in October 2026. Choose another month." in (
        client.get(f"{PATH}?month=2026-10").text
    )


def test_a_long_month_comes_in_parts(council: Council, client: FlaskClient) -> None:
    """Every row once, through the links that the page itself shows."""
    put(council, Deed.SAVED_DUE, "round 1", at=NOON + dt.timedelta(hours=1), times=2 * AT_ONCE)
    seen, path = [], PATH
    for _ in range(3):
        page = client.get(path).text
        seen.append(len(rows(page)))
        older = re.search(r'href="([^"]+)" rel="next"', page)
        path = older[1].replace("&amp;", "&") if older else ""

    assert seen == [AT_ONCE, AT_ONCE, 1]
    assert path == ""


def test_months_begin_and_end_where_the_council_is(council: Council) -> None:
    """In summer an hour before midnight UTC."""
    zone = council.settings.zone
    since, before = edges_of(dt.date(2026, 6, 1), zone)

    assert (since.isoformat(), before.isoformat()) == (
        "2026-05-31T23:00:00+00:00",
        "2026-06-30T23:00:00+00:00",
    )
    assert list_months(dt.date(2026, 12, 31), dt.date(2027, 1, 1)) == [
        dt.date(2027, 1, 1),
        dt.date(2026, 12, 1),
    ]
    assert list_months(None, TODAY) == [TODAY.replace(day=1)]


def test_looking_writes_nothing(council: Council, client: FlaskClient) -> None:
    """Twice the same page, byte for byte."""
    before = council.deeds()

    assert client.get(PATH).data == client.get(PATH).data
    assert council.deeds() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_reads_it(council: Council, role: Role) -> None:
    """403, and no link in the bar."""
    client = council.signed_in(role)

    assert client.get(PATH).status_code == 403
    assert f'href="{PATH}"' not in client.get("/staff/").text


def test_the_audit_tells_nothing_of_how_many_answered(
    council: Council, client: FlaskClient
) -> None:
    """None, four and thirty answers: the same page."""
    round_id, seen = council.round(), []
    for more in (0, 4, 26):
        council.answer(round_id, more, comments='{"best": "Biscuits"}')
        seen.append(re.sub(r'name="csrf_token" value="[^"]+"', "", client.get(PATH).text))

    assert seen == [seen[0]] * 3


def test_the_audit_tells_nothing_of_how_many_wrote(council: Council, client: FlaskClient) -> None:
    """Whoever reads marks one response read, then three more: the same page, and no time of day on its rows."""
    round_id, seen, reader = council.round(), [], council.signed_in(Role.DUTY_READER)
    for more in (1, 3):
        council.answer(round_id, more, comments='{"best": "Biscuits"}', waits=True)
        for _ in range(more):
            read_first(reader)
        seen.append(rows(client.get(PATH).text))

    assert seen[0] == seen[1]
    assert [row[:2] for row in seen[0] if row[2].startswith("round")] == [
        ["23 Nov", "Marked read"],
        ["23 Nov", "Read comments"],
    ]
    assert council.deeds().count(("marked-read", f"round {round_id}")) == 4


def test_reading_is_a_row_for_each_day_round_and_person(
    council: Council, client: FlaskClient
) -> None:
    """Nothing more is put together, and the parts of the list are counted so."""
    for at in (NOON, NOON + dt.timedelta(days=1)):
        for round_id in (1, 2):
            put(council, Deed.RELEASED_COMMENT, f"round {round_id}", at=at, times=AT_ONCE)
            put(council, Deed.KEPT_OPEN, f"round {round_id}", at=at, times=2)

    page = client.get(PATH).text
    whats = [row[1] for row in rows(page)]

    assert whats.count("Released comment") == 4
    assert whats.count("Kept open") == 8
    assert "November 2026: 13 rows" in page
    assert len(rows(client.get(f"{PATH}?deed=released-comment").text)) == 4


def read_first(reader: FlaskClient) -> None:
    """Open what waits and mark the first of it as read."""
    page = reader.get("/staff/to-read").text
    given = dict(re.findall(r'name="(item|state|csrf_token)" value="([^"]+)"', page))
    assert reader.post("/staff/to-read", data={**given, "do": "read"}).status_code == 302


CHANGES = (
    "UPDATE audit SET thing = 'nothing'",
    "DELETE FROM audit",
    "INSERT OR REPLACE INTO audit (id, at, deed, thing) SELECT id, at, deed, 'nothing' FROM audit",
    "REPLACE INTO audit (id, at, deed, thing) SELECT id, at, deed, 'nothing' FROM audit",
)


def list_done(council: Council) -> Iterator[str]:
    """Which of these somebody at the file gets through; each is undone."""
    for change in CHANGES:
        with council.database.engine.connect() as connection:
            before = connection.execute(text("SELECT * FROM audit")).all()
            with suppress(IntegrityError):
                connection.exec_driver_sql(change)
            if connection.execute(text("SELECT * FROM audit")).all() != before:
                yield change
            connection.rollback()


def test_the_database_refuses_to_change_the_audit(council: Council, client: FlaskClient) -> None:
    """Updated, deleted or replaced. The control: without the triggers each of them goes through."""
    assert client.get(PATH).status_code == 200
    refused = list(list_done(council))
    with council.database.engine.connect() as connection:
        for name in ("updated", "deleted", "replaced"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_is_never_{name}")
        connection.commit()

    assert refused == []
    assert list(list_done(council)) == list(CHANGES)
