"""Due counts come as a list: read whichever way it was copied, checked line by line, saved whole or not at all."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.audit import list_deeds
from feedback.closing import close_now
from feedback.config import Settings
from feedback.db import Database
from feedback.dues import (
    DueCheck,
    check_due,
    list_problems,
    read_due_list,
    save_due,
    state_of,
    write_before,
)
from feedback.exceptions import ChangedError, FeedbackError, RefusedError
from feedback.mergers import merge_team
from feedback.models.asking import Round
from feedback.renames import change_team
from feedback.rounds import open_round
from feedback.teams import TeamLine, open_teams
from feedback.versions import snapshot_of
from tests.conftest import NOON

HEAD = "team,questionnaire,due\n"


@pytest.fixture
def session(database: Database, round_: Round) -> Iterator[Session]:
    """A writing session while the IRO survey is open for Oak, Elm and Ash."""
    with database.writing() as session:
        yield session


def check(session: Session, settings: Settings, text: str, round_: str = "") -> list[DueCheck]:
    """What a list would do."""
    only = open_round(session, round_) if round_ else None
    return check_due(session, read_due_list(text), zone=settings.zone, round_=only)


def dues(session: Session) -> list[int | None]:
    """What is due in the round, team by team."""
    return [member.due for member in open_round(session, "1").teams]


@pytest.mark.parametrize(
    "text",
    [
        "team,questionnaire,due\nOak,iro-survey,12\nElm,iro-survey,0\n",
        "\ufeffTeam;Questionnaire;Due\r\n oak ;IRO-SURVEY;12\r\nELM;iro-survey;0\r\n\r\n",
        "due\tteam\tquestionnaire\n12\tOak\tiro-survey\n0\tElm\tiro-survey\n",
        'team,questionnaire,due\n"Oak","iro-survey","12"\n,,\nElm,iro-survey,0',
    ],
    ids=["plain", "Excel", "copied cells", "quoted"],
)
def test_a_list_is_saved_however_it_was_copied(
    session: Session, settings: Settings, text: str
) -> None:
    """Any column order and separator; a team that is not in it keeps what it had."""
    save_due(session, check(session, settings, text))

    assert dues(session) == [12, 0, None]
    assert [(row.deed, row.thing) for row in list_deeds(session)][-1] == ("saved-due", "round 1")


def test_a_questionnaire_is_known_by_its_title_too(session: Session, settings: Settings) -> None:
    """As the case system may well write it."""
    title = snapshot_of(open_round(session, "1").version).name

    assert title != "iro-survey"
    assert check(session, settings, f"{HEAD}Oak,{title},3")[0].problem == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Oka,iro-survey,1", "Line 2: there is no team called “Oka”. Is it Oak?"),
        (",iro-survey,1", "Line 2: it names no team."),
        ("Oak,iro,1", "Line 2: no round asks a questionnaire “iro”. There are: iro-survey."),
        ("Oak,iro-survey,", "Line 2: it has no number. Write one, or “not recorded”."),
        ("Oak,iro-survey,twelve", "Line 2: “twelve” is not a whole number such as 12."),
        ("Oak,iro-survey,-1", "Line 2: “-1” is not a whole number such as 12."),
        ("Oak,iro-survey,1.5", "Line 2: “1.5” is not a whole number such as 12."),
        ("Oak,iro-survey,²", "Line 2: “²” is not a whole number such as 12."),
        ("Oak,iro-survey,1000001", "Line 2: 1,000,001 is more than 1,000,000."),
        ("Oak,iro-survey,1,2", "Line 2: it has more columns than the first line."),
        ("Oak,iro-survey,1\noak,iro-survey,2", "Line 3: Oak stands in line 2 already."),
    ],
)
def test_every_wrong_line_says_what_is_wrong(
    session: Session, settings: Settings, line: str, words: str
) -> None:
    """With its number, and nothing of the list is saved, the right lines neither."""
    checks = check(session, settings, f"{HEAD}{line}\nElm,iro-survey,7\n")

    assert list_problems(checks) == [words]
    with pytest.raises(RefusedError, match="Line"):
        save_due(session, checks)
    assert dues(session) == [None, None, None]


@pytest.mark.parametrize("text", ["", "Oak,iro-survey,12", "team,due\nOak,1", "\n\n", HEAD])
def test_a_list_without_its_first_line_is_refused(text: str) -> None:
    """It says what that line must be, or that there is nothing under it."""
    with pytest.raises(FeedbackError, match=r"The first line must name|has no lines"):
        read_due_list(text)


@given(
    st.one_of(
        st.text(),
        st.text().map(lambda t: HEAD + t),
        st.text('a,;\t"\r\n\0', max_size=40).map(lambda t: HEAD + t),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Never another error."""
    try:
        lines = read_due_list(text)
    except FeedbackError:
        return

    assert all(line.team or line.questionnaire or line.due for line in lines)


def test_a_count_is_taken_away_in_words(session: Session, settings: Settings) -> None:
    """And the list of what was before puts it back."""
    save_due(session, check(session, settings, f"{HEAD}Oak,iro-survey,12\nElm,iro-survey,5"))
    checks = check(session, settings, f"{HEAD}Oak,iro-survey,Not recorded\nElm,iro-survey,6")
    before = write_before(checks)
    save_due(session, checks)
    changed = dues(session)
    save_due(session, check(session, settings, before))

    assert changed == [None, 6, None]
    assert dues(session) == [12, 5, None]


def test_a_list_that_somebody_overtook_is_refused(session: Session, settings: Settings) -> None:
    """Only a number that the list would replace counts; without the look at it, the other's would be lost."""
    text = f"{HEAD}Oak,iro-survey,12"
    seen = state_of(check(session, settings, text))
    save_due(session, check(session, settings, f"{HEAD}Elm,iro-survey,9"))
    save_due(session, check(session, settings, text), seen=seen)
    save_due(session, check(session, settings, f"{HEAD}Oak,iro-survey,40"))

    with pytest.raises(ChangedError, match="Somebody else"):
        save_due(session, check(session, settings, text), seen=seen)
    kept = dues(session)
    save_due(session, check(session, settings, text))  # the control: nobody looks

    assert kept == [40, 9, None]
    assert dues(session) == [12, 9, None]


def test_a_named_round_takes_its_own_questionnaire_only(
    session: Session, settings: Settings
) -> None:
    """A counted one none at all: its figures never change."""
    close_now(session, open_round(session, "1"), zone=settings.zone)

    (by_name,) = check(session, settings, f"{HEAD}Oak,iro-survey,1", round_="1")
    (open_now,) = check(session, settings, f"{HEAD}Oak,iro-survey,1")

    assert by_name.problem == "round 1 is counted, and its figures never change."
    assert open_now.problem == "no round of iro-survey is open now."


def test_a_team_that_was_renamed_or_merged_is_told(session: Session, settings: Settings) -> None:
    """The case system may know the old names for years."""
    oak, elm, ash = open_teams(session, "all")
    change_team(session, oak, TeamLine("Acorn", "Children in care", None), zone=settings.zone)
    merge_team(session, ash, elm, from_on=NOON.date().replace(day=30), zone=settings.zone)
    round_ = open_round(session, "1")
    round_.teams = [member for member in round_.teams if member.team_id != ash.id]

    checks = check(session, settings, f"{HEAD}Oak,iro-survey,4\nAsh,iro-survey,5")

    assert [one.problem for one in checks] == [
        "",
        "Ash does not take part in round 1. It was merged into Elm: add its number to that line.",
    ]
    assert checks[0].member
    assert checks[0].member.team.name == "Acorn"
