"""The code frame: added to, renamed, retired, merged; comments keep what they were given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.decisions import release
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.models.listening import Theme
from feedback.reports.hearing import Told, read_lines
from feedback.reports.theming import read_trends
from feedback.themes import (
    FIRST_THEMES,
    ThemeKind,
    Tone,
    add_theme,
    begin,
    change_theme,
    give_themes,
    list_themes,
    merge_theme,
    read_codes,
    retire_theme,
    state_of,
)
from feedback.waiting import list_waiting, mark_read
from tests.councils import add_round, add_teams, answer, count, make_database
from tests.reports.test_workbook import make, read_sheet


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session of an empty database."""
    with make_database(tmp_path).writing() as session:
        yield session


@pytest.fixture
def round_(session: Session) -> Round:
    """A counted round: Oak 12 and Elm 6 of one service, each wrote a text."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, teams)
    for team, size in zip(teams, (12, 6), strict=True):
        answer(session, round_, team, times=size, comments={"best": f"About {team.name}"})
    return count(session, round_)


def add(session: Session, name: str, kind: ThemeKind = ThemeKind.THEME) -> Theme:
    """A new theme."""
    theme = add_theme(session, name, kind, by=None)
    session.flush()
    return theme


def test_a_council_begins_with_some(session: Session) -> None:
    """Once: what it took out does not come back."""
    begin(session)
    session.flush()
    themes = list_themes(session)
    for theme in themes:
        retire_theme(session, theme, seen=state_of(theme), by=None)
    begin(session)

    assert sorted(one.name for one in themes) == sorted(FIRST_THEMES)
    assert list_themes(session, retired=False) == []


def test_a_comment_has_several_and_a_tone(session: Session, round_: Round) -> None:
    """A promise of the charter among them; one that is not there is refused and nothing is changed."""
    listened, promise = add(session, "Being listened to"), add(session, "We keep you safe", ThemeKind.CHARTER)  # fmt: skip
    comment = session.scalars(select(Comment)).first()
    assert comment

    give_themes(session, comment, [promise.code, listened.code], tone=Tone.NEGATIVE)
    with pytest.raises(RefusedError, match="is gone"):
        give_themes(session, comment, ["never-was"], tone=None)

    assert read_codes(comment) == ["being-listened-to", "we-keep-you-safe"]
    assert comment.tone == "negative"


def test_a_new_name_reaches_what_was_given(session: Session, round_: Round) -> None:
    """The code stays; a name that is there already is refused, whatever its case."""
    theme = add(session, "Waiting")
    add(session, "Meetings")

    change_theme(session, theme, name="Having to wait", kind=ThemeKind.THEME, seen=state_of(theme), by=None)  # fmt: skip
    with pytest.raises(RefusedError, match="already"):
        change_theme(session, theme, name="MEETINGS", kind=ThemeKind.THEME, seen=state_of(theme), by=None)  # fmt: skip

    assert (theme.code, theme.name) == ("waiting", "Having to wait")


def test_a_retired_theme_stays_where_it_is_and_goes_nowhere_new(
    session: Session, round_: Round
) -> None:
    """It can be offered again."""
    theme = add(session, "Waiting")
    first, second = session.scalars(select(Comment).limit(2)).all()
    give_themes(session, first, [theme.code], tone=None)

    retire_theme(session, theme, seen=state_of(theme), by=None)
    session.flush()
    give_themes(session, first, [theme.code], tone=Tone.POSITIVE)
    with pytest.raises(RefusedError, match="is gone"):
        give_themes(session, second, [theme.code], tone=None)
    retire_theme(session, theme, seen=state_of(theme), by=None)

    assert [one.code for one in list_themes(session, retired=False)] == ["waiting"]


def test_merging_moves_every_comment_once(session: Session, round_: Round) -> None:
    """One that had both has one; a theme merged before follows; a stale form is told."""
    oldest, old, new = add(session, "A"), add(session, "B"), add(session, "C")
    comment = session.scalars(select(Comment)).first()
    assert comment
    give_themes(session, comment, [old.code, new.code], tone=None)
    seen = state_of(old)

    merge_theme(session, oldest, old, seen=state_of(oldest), by=None)
    merge_theme(session, old, new, seen=seen, by=None)
    session.flush()
    with pytest.raises(ChangedError):
        merge_theme(session, old, new, seen=seen, by=None)

    assert read_codes(comment) == ["c"]
    assert (oldest.merged_into, old.merged_into) == ("c", "c")


def test_the_workbook_counts_what_it_shows(session: Session, round_: Round) -> None:
    """Only released comments, at council level and by the name they carry; their names stand beside each comment."""
    theme, other = add(session, "Waiting"), add(session, "Meetings")
    comments = [open_comment(session, one.id) for one in list_comments(session)]
    for comment in comments[:4]:
        give_themes(session, comment, [theme.code, other.code], tone=Tone.NEGATIVE)
    for comment in comments[:3]:
        release(session, comment)
    session.flush()

    workbook = make(session, round_)
    rows = read_sheet(workbook, "Themes")
    words = {row["Themes"] for row in read_sheet(workbook, "Comments")}

    assert {(r["Theme"], r["Team"], r["Comments"], r["Negative"], r["Positive"]) for r in rows} == {
        (name, team, 3, 3, 0) for name in ("Meetings", "Waiting") for team in ("All teams", "Care")
    }
    assert words == {"Meetings; Waiting"}


def test_a_small_round_has_no_rows_of_themes(session: Session) -> None:
    """Fewer than ten answered: the comments stand there, their themes are not counted."""
    teams = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, teams)
    answer(session, round_, teams[0], times=9, comments={"best": "Tea"})
    count(session, round_)
    theme = add(session, "Waiting")
    for summary in list_comments(session):
        comment = open_comment(session, summary.id)
        give_themes(session, comment, [theme.code], tone=None)
        release(session, comment)
    session.flush()

    rows = read_sheet(make(session, round_), "Themes")
    quarters, trends = read_trends(session, [round_])

    assert [row["Theme"] for row in rows] == ["[x]"]
    assert (quarters, trends) == ([], [])


def test_the_trend_tells_one_and_two_alike(session: Session, round_: Round) -> None:
    """By quarter, for the council; withheld and read comments are not in it."""
    theme, rare = add(session, "Waiting"), add(session, "Meetings")
    for number, summary in enumerate(list_comments(session)):
        comment = open_comment(session, summary.id)
        give_themes(session, comment, [theme.code, *([rare.code] if number < 2 else [])], tone=None)
        if number < 5:
            release(session, comment)
    session.flush()

    (quarter,), trends = read_trends(session, [round_])

    assert [(one.theme, one.say(quarter)) for one in trends] == [("Waiting", "5"), ("Meetings", "1 to 2")]  # fmt: skip


def test_the_trend_knows_nothing_of_a_round_that_stays_sealed(
    session: Session, round_: Round
) -> None:
    """Beside the figures of the same quarter, a theme of four people would tell nought from one."""
    theme = add(session, "Waiting")
    early = add_round(session, [member.team for member in round_.teams])
    words, day = {"best": "Waiting"}, early.closes_on
    answer(session, early, early.teams[0].team, comments=words, read_by_on=day)
    (waiting,) = [one for one in list_waiting(session) if one.round is early]
    mark_read(session, waiting.id, seen=waiting.state)
    comment = session.scalars(select(Comment).where(Comment.round_id == early.id)).one()
    give_themes(session, comment, [theme.code], tone=None)
    release(session, comment)
    count(session, early)
    session.flush()

    assert read_trends(session, [round_, early])[1] == []


@pytest.mark.parametrize(
    ("praise", "complain", "said"),
    [(4, 3, "4 praise, 3 complain"), (3, 0, "3 praise, 0 complain"), (3, 2, ""), (0, 0, "")],
)
def test_tone_is_told_where_nobody_stands_alone(
    session: Session, round_: Round, praise: int, complain: int, said: str
) -> None:
    """Compliments, complaints and themes stand side by side; a tone of one or two is told nowhere, nor by the rest."""
    theme = add(session, "Waiting")
    found = list_comments(session)
    tones = [Tone.POSITIVE] * praise + [Tone.NEGATIVE] * complain
    rest = [None] * (0 if tones else 5)
    for summary, tone in zip(found, [*tones, *rest], strict=False):
        comment = open_comment(session, summary.id)
        give_themes(session, comment, [theme.code], tone=tone)
        release(session, comment)
    session.flush()

    quarters, lines = read_lines(session, [round_])

    compliments, complaints, waiting = lines
    assert [one.words for one in (*compliments.told, *complaints.told)] == ["Fewer than 5"] * 2
    assert (waiting.told[0].words, waiting.told[0].tones) == (str(len(tones) or 5), said)
    assert len(quarters) == len(waiting.told) == 1
    assert "<rect" not in compliments.draw()
    assert "<rect" in waiting.draw()


@pytest.mark.parametrize(
    ("words", "number"),
    [("Fewer than 5", 0), ("15 or more", 15), ("1 to 2", 1), ("23", 23), ("–", 0)],
)
def test_a_bar_is_as_high_as_what_is_told(words: str, number: int) -> None:
    """Never as what is not."""
    assert Told(words).number == number
