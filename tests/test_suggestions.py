"""How long rounds should be is suggested from a year of counted answers, and from nothing else."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedback import suggestions
from feedback.disclosure.lengths import Length
from feedback.models.answering import Response, SealedAnswer
from feedback.models.asking import Round, Team
from feedback.suggestions import Suggestion, Why, list_suggestions, suggest
from tests.councils import add_round, add_teams, answer, count, make_database, make_snapshot

QUARTERS = (
    (dt.date(2025, 4, 1), dt.date(2025, 6, 30)),
    (dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
    (dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
    (dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
)
COUNTED = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
NONE = Suggestion("iro-survey", None, Why.NO_YEAR)
GOOD, BAD = ["know=yes", "listened=always"], ["know=no", "listened=never"]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session of an empty database with every table."""
    with make_database(tmp_path).writing() as session:
        yield session


@pytest.fixture
def teams(session: Session) -> list[Team]:
    """Three teams."""
    return add_teams(session, ("Oak", "Care"), ("Elm", "Care"), ("Ash", "Care"))


def live(
    session: Session,
    teams: Sequence[Team],
    *sizes: Mapping[str, int],
    rounds: Sequence[tuple[dt.date, dt.date]] = QUARTERS,
    answers: Sequence[str] = GOOD,
    questionnaire: str = "iro-survey",
) -> list[Round]:
    """A counted round for each of `rounds`, with so many answers of each team; the last size stands for the rest."""
    made = []
    for place, (opens_on, closes_on) in enumerate(rounds):
        round_ = add_round(
            session, teams, snapshot=make_snapshot(questionnaire=questionnaire),
            opens_on=opens_on, closes_on=closes_on,
        )  # fmt: skip
        for team in teams:
            times = sizes[min(place, len(sizes) - 1)].get(team.name, 0)
            answer(session, round_, team, times=times, answers=answers)
        made.append(count(session, round_, at=COUNTED))
    return made


def test_four_quarters_are_a_year(session: Session, teams: list[Team]) -> None:
    """6, 5 and 5 a quarter: a quarter will do."""
    live(session, teams, {"Oak": 6, "Elm": 5, "Ash": 5})

    assert suggest(session, "iro-survey") == Suggestion("iro-survey", Length.QUARTER, Why.LAST_YEAR)


def test_small_teams_need_longer(session: Session, teams: list[Team]) -> None:
    """Two of three teams with three a quarter; then with one, for which a year is too short too."""
    live(session, teams, {"Oak": 6, "Elm": 3, "Ash": 3})
    live(session, teams, {"Oak": 6, "Elm": 1, "Ash": 1}, questionnaire="conference-survey")

    assert [(one.length, one.why) for one in list_suggestions(session)] == [
        (Length.YEAR, Why.TOO_FEW),
        (Length.HALF_YEAR, Why.LAST_YEAR),
    ]


def test_a_yearly_round_is_a_year_too(session: Session, teams: list[Team]) -> None:
    """24 answers each in one round of a year are six a quarter."""
    year = [(dt.date(2025, 4, 1), dt.date(2026, 3, 31))]
    live(session, teams, dict.fromkeys(("Oak", "Elm", "Ash"), 24), rounds=year)

    assert suggest(session, "iro-survey").length is Length.QUARTER


def test_a_round_that_began_before_the_year_counts_for_its_part_in_it(
    session: Session, teams: list[Team]
) -> None:
    """40 answers in two years are 20 in the last of them: a quarter, not a month, and not the 40."""
    years = [(dt.date(2024, 4, 1), dt.date(2026, 3, 31))]
    live(session, teams, dict.fromkeys(("Oak", "Elm", "Ash"), 40), rounds=years)

    assert suggest(session, "iro-survey").length is Length.QUARTER
    session.execute(delete(Response).where(Response.team_id == teams[0].id))
    assert suggest(session, "iro-survey") == NONE


def test_less_than_a_year_is_no_year(session: Session, teams: list[Team]) -> None:
    """Nothing counted; three quarters; and then the fourth."""
    assert list_suggestions(session) == []
    assert suggest(session, "iro-survey") == NONE
    live(session, teams, {"Oak": 6, "Elm": 5, "Ash": 5}, rounds=QUARTERS[1:])

    assert suggest(session, "iro-survey") == NONE
    assert suggest(session, "iro-survey").words == "no suggestion yet"
    live(session, teams, {"Oak": 6, "Elm": 5, "Ash": 5}, rounds=QUARTERS[:1])
    assert suggest(session, "iro-survey").length is Length.QUARTER


def test_answers_that_are_deleted_are_not_taken_for_none(
    session: Session, teams: list[Team]
) -> None:
    """A council that keeps answers for less than a year gets no suggestion, instead of one that is too long."""
    rounds = live(session, teams, {"Oak": 6, "Elm": 5, "Ash": 5})
    session.execute(delete(Response).where(Response.round_id == rounds[0].id))

    assert suggest(session, "iro-survey") == NONE


def test_what_was_answered_plays_no_part(session: Session, teams: list[Team]) -> None:
    """The same numbers with every answer turned round, and comments or none: the same suggestion."""
    live(session, teams, {"Oak": 6, "Elm": 3, "Ash": 3})
    live(session, teams, {"Oak": 6, "Elm": 3, "Ash": 3}, answers=BAD, questionnaire="conference")

    other, own = list_suggestions(session)
    assert (other.length, other.why) == (own.length, own.why) == (Length.HALF_YEAR, Why.LAST_YEAR)


def suggest_with_sealed(
    folder: Path, number: int, patch: pytest.MonkeyPatch | None = None
) -> Suggestion:
    """What is suggested when so many answers stay sealed in the last quarter."""
    folder.mkdir()
    with make_database(folder).writing() as session:
        teams = add_teams(session, ("Oak", "Care"))
        live(session, teams, {"Oak": 6}, {"Oak": 6}, {"Oak": 5}, {"Oak": number})
        assert session.scalar(select(func.count()).select_from(SealedAnswer)) == number
        if patch:
            patch.setattr(suggestions, "_count_by_team", _count_sealed_too)
            for sealed in session.scalars(select(Round).where(Round.sealed)):
                sealed.received = number
        return suggest(session, "iro-survey")


def _count_sealed_too(session: Session, rounds: Sequence[Round]) -> dict[int, dict[int, int]]:
    """A count that looks into the intake as well."""
    tables = (Response.round_id, SealedAnswer.round_id)
    return {
        r.id: {
            r.teams[0].team_id: sum(
                session.scalar(select(func.count()).where(table == r.id)) or 0 for table in tables
            )
        }
        for r in rounds
    }


def test_sealed_answers_tell_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nought to four of them: one suggestion. The control: a count that looks at them tells three from two."""
    seen = [suggest_with_sealed(tmp_path / str(n), n) for n in range(5)]
    control = [suggest_with_sealed(tmp_path / f"control{n}", n, monkeypatch) for n in range(5)]

    assert len(set(seen)) == 1
    assert seen[0].length is Length.HALF_YEAR
    assert [one.length for one in control] == [Length.HALF_YEAR] * 3 + [Length.QUARTER] * 2


def test_a_shorter_round_is_noticed() -> None:
    """A month where a quarter is suggested; a quarter is not; nothing where nothing is suggested."""
    quarter = Suggestion("iro-survey", Length.QUARTER, Why.LAST_YEAR)
    month = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))

    assert quarter.is_missed(*month)
    assert not quarter.is_missed(*QUARTERS[0])
    assert not NONE.is_missed(*month)
