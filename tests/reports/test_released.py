"""The sheet Comments: released ones of its rounds, mixed, with nothing that ties two of one person together."""

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.comments import Status, list_comments, open_comment
from feedback.decisions import agree_to_team, release, withhold
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.asking import Round, Team
from feedback.themes import ThemeKind, add_theme, give_themes
from feedback.waiting import list_waiting, mark_read
from tests.councils import add_round, add_teams, answer, count, make_snapshot
from tests.reports.test_workbook import make, read_sheet, read_words


def release_all(session: Session, round_: Round) -> None:
    """Release every comment of a round, and let a second reader agree to each team's name."""
    email = "second@council.gov.uk"
    second = accounts.get_by_email(session, email) or accounts.make_account(
        session, email, role=Role.DUTY_READER
    )
    session.flush()
    for summary in list_comments(session, round_=round_):
        comment = open_comment(session, summary.id)
        release(session, comment)
        if summary.nearer:
            agree_to_team(session, comment, by=second, keys=["x" * 48])


@pytest.fixture
def teams(session: Session) -> list[Team]:
    """Oak and Elm."""
    return add_teams(session, ("Oak", "Care"), ("Elm", "Care"))


@pytest.fixture
def round_(session: Session, teams: list[Team]) -> Round:
    """A counted round in which twelve of Oak and six of Elm wrote two texts each."""
    round_ = add_round(session, teams)
    for team, size in zip(teams, (12, 6), strict=True):
        for n in range(size):
            words = {"best": f"Good {team.name} {n:02}", "change": f"Bad {team.name} {n:02}"}
            answer(session, round_, team, comments=words)
    return count(session, round_)


def test_only_released_comments_are_there(session: Session, round_: Round) -> None:
    """Neither new nor withheld words are in any cell of any sheet."""
    first, second, *_ = list_comments(session, round_=round_)
    release(session, open_comment(session, first.id), "Released words")
    withhold(session, open_comment(session, second.id))

    workbook = make(session, round_)

    assert [row["Comment"] for row in read_sheet(workbook, "Comments")] == ["Released words"]
    assert not [w for w in read_words(workbook) if w.startswith(("Good", "Bad"))]


def test_a_row_says_what_was_asked_and_by_whom_it_may_be(session: Session, round_: Round) -> None:
    """Oak by its name, Elm by its service; the question in words and by its code."""
    release_all(session, round_)

    rows = read_sheet(make(session, round_), "Comments")

    assert len(rows) == 36
    assert {(r["Team"], r["Comment"].split()[1]) for r in rows} == {("Oak", "Oak"), ("Care", "Elm")}
    assert {(r["Question"], r["Question code"]) for r in rows} == {
        ("What was good?", "best"),
        ("change", "change"),  # asked by no version any more
    }
    assert {(r["Questionnaire"], r["Round"], r["Language"], r["Themes"]) for r in rows} == {
        ("iro-survey", "1 Apr 2026 to 30 Jun 2026", "[c]", "[x]")
    }


def test_the_comments_of_a_round_that_stays_sealed_wait_with_it(
    session: Session, teams: list[Team]
) -> None:
    """Released while it was open, and too few answered: the words stand in the workbook of the round that counts them."""
    early = add_round(session, teams)
    answer(session, early, teams[0], comments={"best": "One of four"}, read_by_on=early.closes_on)
    (waiting,) = list_waiting(session)
    mark_read(session, waiting.id, seen=waiting.state)
    release(session, open_comment(session, list_comments(session)[0].id))
    count(session, early)
    sealed = make(session, early)
    late = add_round(session, teams, opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 9, 30))
    answer(session, late, teams[0], times=6)
    count(session, late)

    assert early.sealed
    assert "One of four" not in read_words(sealed)
    assert [row["Comment"] for row in read_sheet(make(session, late), "Comments")] == [
        "One of four"
    ]


def test_only_the_rounds_of_the_workbook_are_there(
    session: Session, round_: Round, teams: list[Team]
) -> None:
    """Another round's comments are in another round's workbook."""
    release_all(session, round_)
    other = add_round(session, teams, snapshot=make_snapshot(questionnaire="other"))
    answer(session, other, teams[0], times=10, comments={"best": "Elsewhere"})
    count(session, other)
    release_all(session, other)

    here, there, both = (make(session, *r) for r in ([round_], [other], [round_, other]))

    assert "Elsewhere" not in read_words(here)
    assert {r["Comment"] for r in read_sheet(there, "Comments")} == {"Elsewhere"}
    assert len(read_sheet(both, "Comments")) == 46


def test_the_order_says_nothing_of_who_wrote_what(session: Session, round_: Round) -> None:
    """What a person wrote under one question stands elsewhere than what they wrote under the other."""
    release_all(session, round_)
    rows = read_sheet(make(session, round_), "Comments")

    def order(code: str) -> list[str]:
        found = (r for r in rows if (r["Team"], r["Question code"]) == ("Oak", code))
        return [row["Comment"].split()[2] for row in found]

    assert sorted(order("best")) == sorted(order("change"))
    assert order("best") != order("change")
    assert sorted(order("best")) != order("best")


def test_new_keys_change_nothing(session: Session, round_: Round) -> None:
    """The same words give the same bytes, whatever the database has made of their order."""
    release_all(session, round_)
    before = make(session, round_)
    for number, comment in enumerate(list_comments(session)):
        key = bytes.fromhex(comment.id)
        session.execute(
            update(Comment).where(Comment.id == key).values(id=number.to_bytes(16, "big"))
        )

    assert make(session, round_) == before


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@name", "#REF!"])
def test_words_stay_words(session: Session, round_: Round, text: str) -> None:
    """What a spreadsheet would work out stands there as it was written."""
    first = list_comments(session, round_=round_)[0]
    release(session, open_comment(session, first.id), text)

    (row,) = read_sheet(make(session, round_), "Comments")

    assert row["Comment"] == text


@pytest.mark.parametrize(
    ("sizes", "polish", "told"),
    [((3, 15), 15, "Polish"), ((3, 15), 1, "[c]"), ((15, 15), 15, "[c]")],
    ids=["everybody's", "of few", "a team's"],
)
def test_a_language_stands_only_beside_all_teams(
    session: Session, sizes: tuple[int, int], polish: int, told: str
) -> None:
    """And only one that Who answered tells of; the words themselves are the reader's to put into English."""
    oak, ash, elm = add_teams(session, ("Oak", "Care"), ("Ash", "Help"), ("Elm", "Help"))
    round_ = add_round(session, [oak, ash, elm])
    for team, size in ((oak, sizes[0]), (ash, 2), (elm, sizes[1])):
        answer(session, round_, team, times=size)
    answer(session, round_, elm, times=polish - 1, language="pl")
    answer(session, round_, oak, language="pl", comments={"best": "Dobrze"})
    count(session, round_)
    release_all(session, round_)

    rows = read_sheet(make(session, round_), "Comments")

    assert [row["Language"] for row in rows] == [told]


@pytest.mark.parametrize(
    ("service", "carries"),
    [("oak", "oak (service)"), ("Ivy", "Ivy (service)"), ("All teams", "All teams (service)")],
    ids=["a team of its own", "a team of another round", "all teams"],
)
def test_a_service_that_is_called_like_a_row_is_told_apart(
    session: Session, service: str, carries: str
) -> None:
    """What Elm said is never read as Oak's or as everybody's, no theme adds both up, and no language is told."""
    oak, elm, _ = add_teams(session, ("Oak", service), ("Elm", service), ("Ivy", "Help"))
    round_ = add_round(session, [oak, elm])
    answer(session, round_, oak, times=12, comments={"best": "of Oak"})
    answer(session, round_, elm, times=6, language="pl", comments={"best": "of Elm"})
    count(session, round_)
    release_all(session, round_)
    theme = add_theme(session, "Waiting", ThemeKind.THEME, by=None)
    session.flush()
    for one in list_comments(session, round_=round_):
        give_themes(session, open_comment(session, one.id), [theme.code], tone=None)

    workbook = make(session, round_)

    rows = read_sheet(workbook, "Comments")
    assert {(r["Team"], r["Comment"], r["Language"]) for r in rows} == {
        ("Oak", "of Oak", "[c]"),
        (carries, "of Elm", "[c]"),
    }
    counts = {row["Team"]: row["Comments"] for row in read_sheet(workbook, "Themes")}
    assert counts == {"All teams": 18, "Oak": 12, carries: 6}


def test_notes_say_how_comments_are_named(session: Session, round_: Round) -> None:
    """The rule stands in the workbook itself."""
    notes = {row["Topic"]: row["Note"] for row in read_sheet(make(session, round_), "Notes")}

    assert "10 or more" in notes["Comments"]
    assert Status.RELEASED in notes["Comments"]
