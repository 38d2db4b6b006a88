"""The workbook: thirteen sheets with the columns everybody relies on, and figures that add up."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.comments import list_comments, open_comment
from feedback.decisions import release
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import Meta, Round
from feedback.models.replying import Reply
from feedback.reports.workbook import choose_rounds, make_workbook
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    answer,
    count,
    get_collector,
    give_out,
    make_database,
    make_settings,
    make_snapshot,
)

SHEETS = [
    "Cover", "Notes", "Headlines", "By team", "By quarter", "Core measures", "Questions",
    "Response rates", "Comments", "Themes", "Who answered", "You said we did", "Versions",
]  # fmt: skip
COLUMNS = {
    "By team": "Questionnaire, Round, Service, Team, Teams included, Due, Given out, Received, Rate, Knows who their IRO is, Listened to, Ran part of it well",
    "By quarter": "Questionnaire, Measure, Quarter, Version, Group, Answered, Positive, Low, High, Break, In words, Why, Round, Teams included, Service, Measure code, Revision",
    "Core measures": "Questionnaire, Version, Round, Quarter, Service, Team, Measure, Question, Answered, Positive, Middle, Negative, Not sure, Rather not say, Skipped, Not asked, In words, Low, High, Negative low, Negative high, Teams included, Measure code, Theme, Revision, Scale, Promise, Half-year, Half-year teams, Half-year answered, Half-year in words, Half-year low, Half-year high, Half-year negative low, Half-year negative high, Year, Year teams, Year answered, Year in words, Year low, Year high, Year negative low, Year negative high",
    "Questions": "Questionnaire, Version, Variant, Round, Question, Text, Option, Label, Count, Per cent, Base",
    "Response rates": "Questionnaire, Round, Team, Channel, Due, Given out, Received, Rate, Teams included, Refused, No contact",
    "Comments": "Questionnaire, Round, Team, Question, Comment, Language, Themes, Question code, Shown to",
    "Cover": "Sheet, What it shows",
    "Notes": "Topic, Note",
    "Headlines": "Questionnaire, Round, Measure, Figure, Base, Why it is here, Change, Low, High, Low %, High %, Span %, In the chart",
    "Themes": "Questionnaire, Round, Theme, Team, Quarter, Positive, Negative, Example, Comments, Kind",
    "Who answered": "Questionnaire, Round, Item, Answer, Count, Per cent, Base, Of those who said, Cohort, Cohort per cent, Gap",
    "You said we did": "Questionnaire, Round, You said, We did, Owner, Due, Status, How people were told, Team, Theme, Question, Positive, Published, Young people say",
    "Versions": "Questionnaire, Version, Published, Question, What changed, Level, Why, Name, Asked, Tested",
}
Rows = list[dict[str, Any]]


def make(session: Session, *rounds: Round, council: str = "Sampleshire Council") -> bytes:
    """The workbook of `rounds`."""
    set_ = make_settings(Path(), council=council)
    return make_workbook(session, rounds=rounds, settings=set_, made_on=MADE_ON)


def read_sheet(workbook: bytes, name: str) -> Rows:
    """The rows of a sheet's table, by heading."""
    lines = openpyxl.load_workbook(io.BytesIO(workbook))[name].iter_rows(
        min_row=4, values_only=True
    )
    headings = [str(heading) for heading in next(lines)]
    return [dict(zip(headings, line, strict=True)) for line in lines]


def read_words(workbook: bytes) -> Iterator[str]:
    """Every cell of the workbook as text."""
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)):
        for line in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in line if value is not None)


@pytest.fixture
def counted(session: Session) -> Round:
    """A counted round of three teams with 12, 6 and 3 answers, of whom nearly all know their IRO."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"), ("Ash", "Leaving care"))
    round_ = add_round(session, teams, due={"Oak": 24, "Elm": 10, "Ash": 10})
    for team, times in zip(teams, (12, 6, 3), strict=True):
        answer(session, round_, team, times=times, equality=["eq_age=8-10"])
    return count(session, round_)


def test_the_thirteen_sheets_are_there_in_order(session: Session, counted: Round) -> None:
    """Always the same sheets, whether or not there is something in them."""
    book = openpyxl.load_workbook(io.BytesIO(make(session, counted)))

    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_has_exactly_its_columns(session: Session, counted: Round, sheet: str) -> None:
    """The headings stand in row 4 in the agreed order."""
    rows = read_sheet(make(session, counted), sheet)

    assert list(rows[0]) == COLUMNS[sheet].split(", ")


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ("Comments", "Comments are released by hand; there is none that may be told."),
        ("Themes", "A duty reader gives themes to comments; no comment of this workbook has one."),
        ("You said we did", "No reply has been published yet."),
    ],
)
def test_an_empty_sheet_says_why(session: Session, counted: Round, sheet: str, why: str) -> None:
    """One row, whose first cell is the reason and whose others say that there is nothing."""
    (row,) = read_sheet(make(session, counted), sheet)

    assert next(iter(row.values())) == why
    assert set(list(row.values())[1:]) == {"[x]"}


def test_small_teams_are_put_together(session: Session, counted: Round) -> None:
    """12, 6 and 3 answers: one team alone, the other two as Other teams, and all of them."""
    rows = read_sheet(make(session, counted), "By team")

    assert [(row["Team"], row["Received"]) for row in rows] == [
        ("Oak", 12),
        ("Other teams", 9),
        ("All teams", 21),
    ]
    assert rows[1]["Teams included"] == "Elm, Ash"
    assert [row["Service"] for row in rows] == ["Care", "All services", "All services"]


def test_rates_are_numbers_shown_in_per_cent(session: Session, counted: Round) -> None:
    """12 of 24 due is a real number in a cell with a per cent format."""
    sheet = openpyxl.load_workbook(io.BytesIO(make(session, counted)))["By team"]

    assert sheet["I5"].value == 0.5
    assert sheet["I5"].number_format == "0%"


def test_a_number_nobody_recorded_says_so(session: Session) -> None:
    """Neither due nor given out: no rate is guessed. Given out alone: the rate is of that."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    later = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    give_out(session, later, oak, 40)
    for each in (round_, later):
        answer(session, each, oak, times=20)
        count(session, each)

    rows = read_sheet(make(session, round_, later), "By team")

    assert [(row["Due"], row["Given out"], row["Rate"]) for row in rows[::2]] == [
        ("not recorded", "not recorded", "not recorded"),
        ("not recorded", 40, 0.5),
    ]


def test_words_and_ranges_of_a_row(session: Session, counted: Round) -> None:
    """12 answers, all positive: the word, its range, and no count anywhere."""
    rows = read_sheet(make(session, counted), "Core measures")

    row = next(r for r in rows if r["Team"] == "Oak" and r["Question"] == "know")
    assert (row["Answered"], row["In words"]) == (12, "all or nearly all of 12")
    assert (row["Low"], row["High"]) == (11, 12)
    assert [row[name] for name in ("Positive", "Middle", "Negative", "Not sure", "Skipped")] == [
        "[c]"
    ] * 5
    assert (row["Quarter"], row["Not asked"], row["Measure code"]) == ("2026-27 Q1", 0, "iro.know")


def test_a_measure_a_questionnaire_does_not_have_is_marked(session: Session) -> None:
    """Two questionnaires share columns by title; what one does not ask is [z]."""
    (oak,) = add_teams(session, ("Oak", "A"))
    children = add_round(session, [oak])
    parents = add_round(
        session,
        [oak],
        snapshot=make_snapshot(questionnaire="post-conference-parent", without=["listened"]),
    )
    for round_ in (children, parents):
        answer(session, round_, oak, times=8)
        count(session, round_)

    rows = read_sheet(make(session, children, parents), "By team")

    assert [row["Listened to"] for row in rows] == ["all or nearly all of 8", "[c]", "[z]", "[z]"]
    assert rows[2]["Knows who their IRO is"] == "all or nearly all of 8"


def test_a_measure_called_like_another_column_gets_a_heading_of_its_own(session: Session) -> None:
    """Headings stay unique, whatever a measure is called: Excel would call the file damaged."""
    content = json.loads(make_snapshot().to_json())
    content["measures"]["iro.know"]["title"] = "RATE"
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak], snapshot=type(make_snapshot()).model_validate(content))
    answer(session, round_, oak, times=8)
    count(session, round_)

    headings = list(read_sheet(make(session, round_), "By team")[0])

    assert "RATE (measure)" in headings
    assert len({heading.lower() for heading in headings}) == len(headings)


def test_who_answered_stands_for_all_teams_together(session: Session, counted: Round) -> None:
    """All but none were 8 to 10: a range, a base, and no team's name."""
    rows = read_sheet(make(session, counted), "Who answered")

    ages = [row for row in rows if row["Item"] == "How old are you?"]
    assert [(row["Answer"], row["Count"], row["Per cent"]) for row in ages][:2] == [
        ("8 to 10", "19 to 21", "90 to 100%"),
        ("11 to 13", "[c]", "[c]"),
    ]


def test_channels_stand_on_the_rows_of_all_teams_only(session: Session) -> None:
    """Each channel brought ten or more: All teams has a row for each, and the teams have none."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    get_collector(session, round_.version, oak, channel="kiosk")
    answer(session, round_, oak, times=12)
    answer(session, round_, oak, times=10, channel="kiosk")
    count(session, round_)

    rows = read_sheet(make(session, round_), "Response rates")

    assert [(row["Team"], row["Channel"], row["Received"]) for row in rows] == [
        ("Oak", "all", 22),
        ("All teams", "all", 22),
        ("All teams", "kiosk", 10),
        ("All teams", "poster", 12),
    ]


def test_variants_stand_apart_in_questions(session: Session) -> None:
    """A question that is no core measure is counted for each variant by itself."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=30, answers=["venue=yes", "ticked=where"])
    answer(session, round_, oak, times=10, answers=["venue=no"])
    answer(session, round_, oak, times=12, answers=["ticked=when"], variant="easy-read")
    count(session, round_)

    rows = read_sheet(make(session, round_), "Questions")

    found = {(r["Variant"], r["Question"], r["Option"]): (r["Count"], r["Per cent"]) for r in rows}
    assert found["standard", "venue", "yes"] == (30, 0.75)
    assert found["standard", "venue", "no"] == (10, 0.25)
    assert found["standard", "ticked", "where"] == (30, 0.75)
    assert found["easy-read", "ticked", "when"] == ("11 to 12", "92 to 100%")
    assert ("easy-read", "venue", "yes") not in found


def test_a_core_question_is_told_no_nearer_than_all_teams_tells_it(
    session: Session, counted: Round
) -> None:
    """Yes has the range of All teams; No and the rest stay hidden, for they could narrow a row."""
    workbook = make(session, counted)

    questions = {
        (r["Question"], r["Option"]): r["Count"] for r in read_sheet(workbook, "Questions")
    }
    measures = read_sheet(workbook, "Core measures")
    total = next(r for r in measures if r["Team"] == "All teams" and r["Question"] == "know")
    assert questions["know", "yes"] == f"{total['Low']} to {total['High']}" == "19 to 21"
    assert {questions["know", code] for code in ("no", "ns", "skipped")} == {"[c]"}
    assert {questions["listened", code] for code in ("always", "mostly")} == {"[c]"}


def test_one_person_in_the_other_variant_hides_the_questions(session: Session) -> None:
    """A base beside Received would tell that exactly one person used easy read."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=30, answers=["venue=yes"])
    answer(session, round_, oak, variant="easy-read", answers=["know=yes"])
    count(session, round_)

    rows = read_sheet(make(session, round_), "Questions")

    assert {row["Base"] for row in rows} == {"[c]"}
    assert {row["Count"] for row in rows} == {"[c]"}


def test_a_sealed_round_shows_no_number(session: Session) -> None:
    """Four answers: a sentence in Notes and above Response rates, and nothing else. The cover does not list it."""
    (oak,) = add_teams(session, ("Oak", "A"))
    round_ = add_round(session, [oak], due={"Oak": 77})
    answer(session, round_, oak, times=4)
    count(session, round_).left_out = 60

    workbook = make(session, round_)

    said = "iro-survey, 1 Apr 2026 to 30 Jun 2026: too few answers to show. They stay sealed and join the next round of this questionnaire."
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert book["Response rates"]["A3"].value == said
    assert book["Cover"]["A3"].value == "Rounds covered: none. Notes says why."
    notes = read_sheet(workbook, "Notes")
    assert said in [row["Note"] for row in notes]
    assert "Answers left out" not in [row["Topic"] for row in notes]
    assert "Oak" not in read_words(workbook)
    assert "77" not in read_words(workbook)
    for sheet in (
        "By team",
        "By quarter",
        "Core measures",
        "Questions",
        "Response rates",
        "Who answered",
    ):
        (row,) = read_sheet(workbook, sheet)
        assert next(iter(row.values())) == "None of these rounds has enough answers to show."


def test_sealed_answers_join_the_next_round(session: Session) -> None:
    """Four answers in spring and eight in summer: the summer row holds all twelve."""
    (oak,) = add_teams(session, ("Oak", "A"))
    spring = add_round(session, [oak])
    answer(session, spring, oak, times=4)
    count(session, spring)
    summer = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    answer(session, summer, oak, times=8)
    count(session, summer)

    rows = read_sheet(make(session, spring, summer), "By team")

    assert [(row["Team"], row["Received"]) for row in rows] == [("Oak", 12), ("All teams", 12)]


def test_every_sheet_tells_rounds_of_the_same_days_apart(session: Session) -> None:
    """Each by its id, on the sheet of replies too, and in the workbook of one of them alone."""
    first, second = (
        add_round(session, add_teams(session, (name, "Care"))) for name in ("Oak", "Elm")
    )
    for round_ in (first, second):
        answer(session, round_, round_.teams[0].team, times=12, comments={"best": "Biscuits"})
        count(session, round_)
    session.add(make_reply(first))
    for one in list_comments(session):
        release(session, open_comment(session, one.id))
    session.flush()

    both, alone = make(session, first, second), make(session, first)

    days = "1 Apr 2026 to 30 Jun 2026"
    labels = [f"{days} (round {first.id})", f"{days} (round {second.id})"]
    for sheet in ("Headlines", "By team", "Core measures", "Response rates", "Comments"):
        assert {row["Round"] for row in read_sheet(both, sheet)} == set(labels)
        assert {row["Round"] for row in read_sheet(alone, sheet)} == {labels[0]}
    for workbook in (both, alone):
        assert [row["Round"] for row in read_sheet(workbook, "You said we did")] == labels[:1]
    assert labels[0] in str(openpyxl.load_workbook(io.BytesIO(alone))["Cover"]["A3"].value)


def make_reply(round_: Round) -> Reply:
    """A published reply to all teams of a round."""
    return Reply(
        round_id=round_.id, question="know", team="All teams", theme="",
        you_said="We do not know our IRO", easy_you_said="We do not know our IRO", kind="did",
        we_did="We told you", easy_we_did="We told you", picture="", proposal="", owner="Head",
        told="", status="published", published_on=MADE_ON,
    )  # fmt: skip


def test_the_same_figures_give_the_same_bytes(session: Session, counted: Round) -> None:
    """No time, no random id, no order of the moment gets into the file."""
    first = make(session, counted)
    second = make(session, counted)

    assert first == second


def test_the_sample_council_says_that_it_is_made_up(session: Session, counted: Round) -> None:
    """The cover and the notes say DEMO when the database holds the sample council."""
    before = list(read_words(make(session, counted)))
    session.add(Meta(name="demo", value="yes"))

    after = list(read_words(make(session, counted)))

    assert not any("DEMO" in words for words in before)
    assert sum("DEMO" in words for words in after) == 2


def test_names_from_outside_stay_text(session: Session) -> None:
    """A council, a team and a service called like formulas are just names."""
    (team,) = add_teams(session, ("=1+1", "@A"))
    round_ = add_round(session, [team])
    answer(session, round_, team, times=8)
    count(session, round_)

    book = openpyxl.load_workbook(io.BytesIO(make(session, round_, council="=HYPERLINK()")))

    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]
    assert book["By team"]["D5"].value == "=1+1"
    assert book["By team"]["D5"].quotePrefix


TEAMS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["A", "B"]), st.sampled_from(["North", "South"])),
    min_size=1,
    max_size=9,
)


@settings(max_examples=15, deadline=None)
@given(teams=TEAMS)
def test_totals_are_the_sums_of_the_shown_rows(teams: list[tuple[int, str, str]]) -> None:
    """Whatever the sizes, groups and services: All teams is the sum, and no shown row is under five."""
    with TemporaryDirectory() as folder:
        database = make_database(Path(folder))
        with database.writing() as session:
            lines = [(f"Team {n}", service, group) for n, (_, service, group) in enumerate(teams)]
            added = add_teams(session, *lines)
            round_ = add_round(session, added, due=dict.fromkeys([line[0] for line in lines], 3))
            for team, (size, _, _) in zip(added, teams, strict=True):
                answer(session, round_, team, times=size)
            count(session, round_)
            workbook = make(session, round_)
        database.engine.dispose()

    by_team, rates = read_sheet(workbook, "By team"), read_sheet(workbook, "Response rates")
    if sum(size for size, _, _ in teams) < 5:
        assert len(by_team) == len(rates) == 1
        return
    *shown, total = by_team
    assert total["Team"] == "All teams"
    for column in ("Received", "Due"):
        assert total[column] == sum(row[column] for row in shown)
    assert all(row["Received"] >= 5 for row in [*by_team, *rates])
    named = [name for row in shown for name in row["Teams included"].split(", ")]
    assert sorted(named) == sorted(line[0] for line in lines)
    assert [(r["Team"], r["Received"]) for r in rates if r["Channel"] == "all"] == [
        (row["Team"], row["Received"]) for row in by_team
    ]


@settings(max_examples=15, deadline=None)
@given(teams=TEAMS, data=st.data())
def test_no_figure_has_a_base_under_five(
    teams: list[tuple[int, str, str]], data: st.DataObject
) -> None:
    """Nothing shown as a base is 1 to 4, and no single count of 1 or 2 stands anywhere."""
    with TemporaryDirectory() as folder:
        database = make_database(Path(folder))
        with database.writing() as session:
            added = add_teams(session, *((f"T{n}", s, g) for n, (_, s, g) in enumerate(teams)))
            round_ = add_round(session, added)
            for team, (size, _, _) in zip(added, teams, strict=True):
                for _ in range(size):
                    pair = data.draw(st.sampled_from(["know=yes", "know=no", "venue=no"]))
                    variant = data.draw(st.sampled_from(["standard", "easy-read"]))
                    answer(session, round_, team, answers=[pair], variant=variant)
            count(session, round_)
            workbook = make(session, round_)
        database.engine.dispose()

    for sheet, columns in (
        ("Core measures", ["Answered", "Positive", "Negative"]),
        ("Questions", ["Base", "Count"]),
        ("Who answered", ["Base", "Count"]),
    ):
        for row in read_sheet(workbook, sheet):
            numbers = [row[name] for name in columns if isinstance(row[name], int)]
            assert not {1, 2} & set(numbers)
            assert not isinstance(row[columns[0]], int) or row[columns[0]] >= 5


def test_choosing_rounds_by_their_last_day(session: Session) -> None:
    """From and to are for the last day of a round, both included."""
    (oak,) = add_teams(session, ("Oak", "A"))
    spring = add_round(session, [oak])
    summer = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    for round_ in (spring, summer):
        answer(session, round_, oak, times=6)
        count(session, round_)

    until_june = choose_rounds(session, until=dt.date(2026, 6, 30))
    since_july = choose_rounds(session, since=dt.date(2026, 7, 9))
    both = choose_rounds(session, questionnaires=["iro-survey"])

    assert (until_june, since_july, both) == ([spring], [summer], [spring, summer])


def test_a_named_round_that_is_not_counted_is_refused(session: Session, counted: Round) -> None:
    """Asking for it by id says that it is not counted yet, though another one is."""
    later = add_round(
        session,
        [member.team for member in counted.teams],
        opens_on=dt.date(2026, 7, 1),
        closes_on=dt.date(2026, 7, 9),
    )

    with pytest.raises(RefusedError, match="is not counted yet"):
        choose_rounds(session, ids=[str(counted.id), str(later.id)])


@pytest.mark.parametrize(
    "asked",
    [
        {"ids": ["99"]},
        {"ids": ["x"]},
        {"questionnaires": ["nothing"]},
        {"since": dt.date(2030, 1, 1)},
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    session: Session, counted: Round, asked: dict[str, Any]
) -> None:
    """An unknown id, an unknown questionnaire, days without a round."""
    with pytest.raises(NotFoundError) as caught:
        choose_rounds(session, **asked)

    assert "\n" not in str(caught.value)


def test_nothing_counted_yet_is_said(session: Session) -> None:
    """A round that still takes answers matches, and there is no workbook yet."""
    add_round(session, add_teams(session, ("Oak", "A")))

    with pytest.raises(RefusedError, match="is counted yet"):
        choose_rounds(session)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [(3, "fewer than 5 answers"), (7, "about 5 answers"), (9_848, "about 9,850 answers")],
)
def test_notes_say_how_many_were_left_out(
    session: Session, counted: Round, left_out: int, said: str
) -> None:
    """To the nearest five, for the round that left some out; a round that counted all has no such line."""

    def read_notes() -> list[str]:
        rows = read_sheet(make(session, counted), "Notes")
        return [str(row["Note"]) for row in rows if row["Topic"] == "Answers left out"]

    before = read_notes()
    counted.left_out = left_out
    (note,) = read_notes()

    assert before == []
    assert said in note
    assert f"{left_out:,} answers" not in note
