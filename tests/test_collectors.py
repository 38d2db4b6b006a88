"""Standing links: one a team and questionnaire, for ever."""

import pytest

from feedback.collectors import list_collectors, make_missing, open_collector
from feedback.db import Database
from feedback.exceptions import NotFoundError
from feedback.models.asking import Channel, Collector, Round
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
