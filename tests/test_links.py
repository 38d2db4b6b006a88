"""Where a code leads as time goes by."""

import datetime as dt

import pytest

from feedback import clock
from feedback.collectors import make_missing
from feedback.config import Settings
from feedback.db import Database
from feedback.links import State, link_of_page, link_of_receipt, open_link
from feedback.models.asking import Channel, Collector
from feedback.teams import list_teams
from feedback.tokens import make_token
from tests.conftest import NOON, open_round_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def code(database: Database, settings: Settings) -> str:
    """Oak's code, with a round on version 1 in December and one on version 2 in February."""
    for name, first, last in (
        ("iro-survey@1", (12, 1), (12, 31)),
        ("iro-survey@2", (2, 1), (2, 28)),
    ):
        open_round_of(
            database, settings, name,
            opens_on=dt.date(2026 + (first[0] == 2), *first), closes_on=dt.date(2026 + (last[0] == 2), *last),
        )  # fmt: skip
    with database.reading() as session:
        return session.query(Collector.code).order_by(Collector.id).first()[0]


@pytest.mark.parametrize(
    ("moment", "state", "version", "next_"),
    [
        ((2026, 11, 30, 23, 59), State.TRY, 1, None),
        ((2026, 12, 1, 0, 0), State.LIVE, 1, None),
        ((2026, 12, 31, 23, 59), State.LIVE, 1, None),
        ((2027, 1, 1, 0, 0), State.SHUT, None, dt.date(2027, 2, 1)),
        ((2027, 2, 1, 0, 0), State.LIVE, 2, None),
        ((2027, 3, 1, 0, 0), State.SHUT, None, None),
    ],
)
def test_a_code_leads_where_the_calendar_says(
    database: Database, settings: Settings, code: str, moment: tuple[int, ...], state: State, version: int | None,
    next_: dt.date | None,
) -> None:  # fmt: skip
    """Try-out, open, shut with the next day, open on the next version, shut."""
    with clock.frozen_at(dt.datetime(*moment, tzinfo=dt.UTC)), database.reading() as session:
        link = open_link(session, code, zone=settings.zone)

    assert link
    assert (link.state, link.version and link.version.number, link.next_opens_on) == (
        state,
        version,
        next_,
    )
    assert bool(link.round_id) == (state is State.LIVE)


def test_a_code_of_nobody_leads_nowhere(database: Database, settings: Settings) -> None:
    """None, whatever is typed."""
    with database.reading() as session:
        links = [
            open_link(session, typed, zone=settings.zone) for typed in ("222222", "", "x" * 999)
        ]

    assert links == [None, None, None]


def test_a_page_belongs_to_its_own_round(database: Database, settings: Settings, code: str) -> None:
    """In the grace after it too; a try-out page never to a round, nor one of a round that is over."""
    new_year = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    with clock.frozen_at(new_year - DAY):
        page = make_token(1, 1)
        tried = make_token(1, 0)
    found = []

    for moment in (new_year - DAY, new_year + DAY / 24, new_year + DAY):
        with clock.frozen_at(moment), database.reading() as session:
            link = open_link(session, code, zone=settings.zone)
            own = link_of_page(session, link, page, zone=settings.zone)
            found.append(
                (own and own.round_id, link_of_page(session, link, tried, zone=settings.zone))
            )

    assert found == [(1, None), (1, None), (None, None)]


def test_a_page_that_was_sent_is_known_by_its_round(
    database: Database, settings: Settings, code: str
) -> None:
    """Whatever code it is sent to now."""
    with database.reading() as session:
        link = link_of_receipt(session, "222222", make_token(1, 2))

    assert (link.code, link.round_id, link.version and link.version.number) == ("222222", 2, 2)


@pytest.mark.parametrize(
    ("channel", "mode"),
    [
        ("poster", "self"),
        ("link", "self"),
        ("kiosk", "kiosk"),
        ("interviewer", "interview"),
    ],
)
def test_the_channel_says_how_it_was_answered(
    database: Database, settings: Settings, code: str, channel: str, mode: str
) -> None:
    """Kept with the answer, since it changes what people say."""
    with database.writing() as session:
        (made,) = make_missing(
            session, "iro-survey", list_teams(session)[:1], channel=Channel(channel)
        )

    with clock.frozen_at(NOON + 9 * DAY), database.reading() as session:
        link = open_link(session, made.code, zone=settings.zone)

    assert link
    assert link.mode == mode


@pytest.mark.parametrize(("channel", "leads"), [(Channel.SLIP, False), (Channel.LINK, True)])
def test_the_standing_code_of_a_slip_collector_leads_nowhere(
    database: Database, settings: Settings, code: str, channel: Channel, leads: bool
) -> None:
    """It would be good for any number of answers; a link's, the control, leads somewhere."""
    with database.writing() as session:
        (made,) = make_missing(session, "iro-survey", list_teams(session)[:1], channel=channel)
    with database.reading() as session:
        found = open_link(session, made.code, zone=settings.zone)

    assert bool(found) is leads
