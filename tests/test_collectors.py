"""Standing links: one a team and questionnaire, for ever."""

import pytest

from feedback.collectors import (
    list_collectors,
    make_collectors,
    make_missing,
    open_collector,
)
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import GROUP_SESSION, Channel, Collector, Round
from feedback.reports.materials import collect_materials, describe_poster
from feedback.teams import list_teams


def test_missing_collectors_are_made_once(database: Database, collectors: list[Collector]) -> None:
    """Those there are stay; another channel or questionnaire has its own."""
    with database.writing() as session:
        teams = list_teams(session)
        same = make_missing(session, "iro-survey", teams)
        slips = make_missing(session, "iro-survey", teams[:1], channel=Channel.SLIP)
        parents = make_missing(session, "post-conference-parent", teams[:2])

    assert [c.code for c in same] == [c.code for c in collectors]
    assert len({c.code for c in [*same, *slips, *parents]}) == 6
    assert (slips[0].channel, parents[0].questionnaire) == ("slip", "post-conference-parent")


def test_a_code_that_is_taken_is_drawn_again(
    database: Database, collectors: list[Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two teams never share one."""
    drawn = iter([collectors[0].code, "BCDFGH"])
    monkeypatch.setattr("feedback.collectors.make_code", lambda: next(drawn))

    with database.writing() as session:
        (made,) = make_missing(session, "post-conference-parent", list_teams(session)[:1])

    assert made.code == "BCDFGH"


def test_a_collector_is_found_by_its_id(database: Database, collectors: list[Collector]) -> None:
    """As the list prints it."""
    with database.reading() as session:
        found = open_collector(session, str(collectors[1].id))

    assert found.code == collectors[1].code


@pytest.mark.parametrize("typed", ["", "0", "99", "x", "²", "9" * 30])
def test_an_id_that_is_nobodys_is_named(database: Database, typed: str) -> None:
    """And where the ids are listed."""
    with database.reading() as session, pytest.raises(NotFoundError, match="collectors list"):
        open_collector(session, typed)


def test_a_round_lists_its_own(database: Database, round_: Round) -> None:
    """Not those of other questionnaires of its teams."""
    with database.writing() as session:
        make_missing(session, "post-conference-parent", list_teams(session))

    with database.reading() as session:
        own, every = list_collectors(session, round_id=round_.id), list_collectors(session)

    assert ({c.questionnaire for c in own}, len(own), len(every)) == ({"iro-survey"}, 3, 6)


@pytest.mark.parametrize("channel", [Channel.LINK, Channel.KIOSK, Channel.INTERVIEWER])
def test_links_are_made_by_hand_once(database: Database, channel: Channel) -> None:
    """One for each team and channel; asking again shows the same, and a group session is one of its own."""
    with database.writing() as session:
        teams = list_teams(session)
        made = make_collectors(session, "iro-survey", teams, channel=channel)
        again = make_collectors(session, "iro-survey", teams, channel=channel)
        link = Channel.LINK
        (group,) = make_collectors(session, "iro-survey", teams[:1], channel=link, group=True)

    assert [(c.team_id, c.channel, c.occasion) for c in made] == [
        (t.id, channel, "") for t in teams
    ]
    assert [c.id for c in again] == [c.id for c in made]
    assert (group.channel, group.occasion) == ("link", GROUP_SESSION)
    assert group.id not in {c.id for c in made}


@pytest.mark.parametrize(
    ("channel", "group", "says"),
    [
        (Channel.POSTER, False, "'rounds open' makes posters, 'collectors slips' prints slips"),
        (Channel.SLIP, False, "Choose one of link, kiosk, interviewer"),
        (Channel.KIOSK, True, "Leave out --group for channel kiosk"),
        (Channel.INTERVIEWER, True, "Leave out --group for channel interviewer"),
    ],
)
def test_what_cannot_be_made_by_hand_says_so(
    database: Database, channel: Channel, group: bool, says: str
) -> None:
    """And what to do instead."""
    with database.writing() as session, pytest.raises(RefusedError, match=says):
        make_collectors(session, "iro-survey", list_teams(session), channel=channel, group=group)


def test_a_kiosk_and_an_interview_are_put_on_nothing(
    database: Database, settings: Settings, collectors: list[Collector], round_: Round
) -> None:
    """On a poster, a form or in the pack their notice would be untrue. Control: a poster and a link are."""
    with database.writing() as session:
        oak = list_teams(session)[:1]
        for channel in (Channel.KIOSK, Channel.INTERVIEWER):
            (made,) = make_collectors(session, "iro-survey", oak, channel=channel)
            with pytest.raises(RefusedError, match="is opened on a device of yours"):
                describe_poster(session, made, settings)
        (link,) = make_collectors(session, "iro-survey", oak, channel=Channel.LINK)

    with database.reading() as session:
        handed = collect_materials(session, session.get_one(Round, round_.id), settings.zone)
        assert describe_poster(session, link, settings).code == link.code
        assert {c.channel for c in handed.collectors} == {"poster", "link"}
