"""Who is missing: nothing where a row is hidden, and a gap only where no hidden number could undo it."""

import itertools
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from feedback.cohorts import check_cohort, read_cohort_list, save_cohort
from feedback.disclosure.bands import split
from feedback.models.asking import Round
from feedback.reports import cohort_gaps
from feedback.reports.cohort_gaps import Compared, Silence, Span, compare_people, say_missing
from feedback.reports.figures import read_rounds
from feedback.reports.shown import Count, OptionFigure, RoundFigures
from feedback.reports.workbook import make_workbook
from tests.councils import MADE_ON, add_round, add_teams, answer, count, make_settings
from tests.reports.test_workbook import read_sheet

CODES = ("8-10", "11-13", "14-15")
WHO = {"questionnaire": "iro-survey", "year": "2026-27"}


def fill(session: Session, ages: dict[str, int], cohort: tuple[int, ...] | None) -> Round:
    """A counted round in which so many of each age answered, "" skipped it, and the cohort of its year."""
    teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    round_ = add_round(session, teams)
    for age, times in ages.items():
        equality = [f"eq_age={age}"] if age else []
        answer(session, round_, teams[0], times=times, equality=equality)
    if cohort:
        lines = "".join(f"eq_age,{c},{n}\n" for c, n in zip(CODES, cohort, strict=True))
        checks = check_cohort(session, read_cohort_list("item,code,count\n" + lines), **WHO)
        save_cohort(session, checks, **WHO)
    return count(session, round_)


def ages_of(round_: RoundFigures) -> dict[str, Compared]:
    """What is compared, by age."""
    return {
        one.answer.option: one for one in compare_people(round_) if one.answer.question == "eq_age"
    }


def test_one_sentence_says_who_is_missing(session: Session) -> None:
    """The largest sure gap, out of those who said how old they are; the sheet and Notes say the same."""
    round_ = fill(session, {"8-10": 60, "11-13": 32, "14-15": 8, "": 20}, (400, 390, 210))
    (figures,) = read_rounds(session, [round_])

    assert say_missing(figures) == (
        "Fewer answered “14 or 15” to “How old are you?” than there are: "
        "8% of those who said, 21% of children and young people."
    )
    gaps = {age: one.gap for age, one in ages_of(figures).items()}
    assert gaps == {
        "8-10": "20 points more",
        "11-13": "7 points fewer",
        "14-15": "13 points fewer",
        "skipped": "[z]",
    }
    workbook = make_workbook(
        session, rounds=[round_], settings=make_settings(Path()), made_on=MADE_ON
    )
    sheet = [
        row for row in read_sheet(workbook, "Who answered") if row["Item"] == "How old are you?"
    ]
    assert [(r["Count"], r["Of those who said"], r["Cohort"], r["Gap"]) for r in sheet] == [
        (60, "60%", 400, "20 points more"),
        (32, "32%", 390, "7 points fewer"),
        (8, "8%", 210, "13 points fewer"),
        (20, "[z]", "[z]", "[z]"),
    ]
    notes = {row["Topic"]: row["Note"] for row in read_sheet(workbook, "Notes")}
    assert notes["Who is missing"].endswith(say_missing(figures))


def test_nothing_stands_beside_a_hidden_row(session: Session) -> None:
    """Two of 14 or 15 are hidden, with the smallest other; the cohort of both is not shown, nor any gap."""
    round_ = fill(session, {"8-10": 60, "11-13": 32, "14-15": 2}, (400, 390, 210))
    (figures,) = read_rounds(session, [round_])
    ages = ages_of(figures)

    hidden = {age for age, one in ages.items() if one.answer.count.low is None}
    assert "14-15" in hidden
    for age in hidden - {"skipped"}:
        assert ages[age].silence is Silence.HIDDEN
        assert (ages[age].cohort, ages[age].share, ages[age].points) == (None, None, None)
    assert "14 or 15" not in say_missing(figures)
    workbook = make_workbook(
        session, rounds=[round_], settings=make_settings(Path()), made_on=MADE_ON
    )
    rows = [row for row in read_sheet(workbook, "Who answered") if row["Count"] == "[c]"]
    assert {row["Gap"] for row in rows if row["Answer"] != "Skipped"} == {"[c]"}


@pytest.mark.parametrize("cohort", [None, (0, 0, 0)])
def test_without_a_cohort_nothing_is_said(session: Session, cohort: tuple[int, ...] | None) -> None:
    """Not recorded is no zero."""
    (figures,) = read_rounds(session, [fill(session, {"8-10": 60, "11-13": 40}, cohort)])

    assert say_missing(figures) == ""
    assert {one.gap for one in ages_of(figures).values() if one.answer.option == "8-10"} == {"not recorded"}  # fmt: skip


def test_a_cohort_of_other_answers_is_not_compared(session: Session) -> None:
    """A round of an older version, whose ages were cut otherwise, has no cohort."""
    (figures,) = read_rounds(session, [fill(session, {"8-10": 60, "11-13": 40}, (50, 50, 5))])
    other = replace(figures, cohort={**figures.cohort, ("eq_age", "16-17"): 100})

    assert ages_of(figures)["8-10"].silence is None
    assert ages_of(other)["8-10"].silence is Silence.NOT_RECORDED


def draw(random: Random) -> tuple[list[int], list[int]]:
    """How many of each age there are, and how many of them answered, the last having skipped it."""
    cohort = [random.randint(0, 60) for _ in CODES]
    rate = random.random()
    answered = [
        min(
            n,
            random.choice(
                [random.randint(0, 2), random.randint(0, n), round(rate * n), round(rate * n)]
            ),
        )
        for n in cohort
    ]
    return cohort, [*answered, random.choice([0, 1, 2, 9])]


def make_figures(template: RoundFigures, cohort: list[int], answered: list[int]) -> RoundFigures:
    """What would be shown of them, as the count does it, with the cohort kept in fives."""
    base = sum(answered)
    told = split(base, answered)
    people = tuple(
        OptionFigure("all", "eq_age", "How old are you?", option, option,
            Count(base if any(told) else None, range_.low if range_ else None, range_.high if range_ else None))
        for option, range_ in zip([*CODES, "skipped"], told, strict=True)
    )  # fmt: skip
    kept = {("eq_age", code): 5 * ((n + 2) // 5) for code, n in zip(CODES, cohort, strict=True)}
    return replace(template, people=people, cohort=kept)


def list_wrong(template: RoundFigures, *, draws: int = 1500) -> tuple[int, int]:
    """How many gaps were told, and how many of them point the wrong way."""
    random, told, wrong = Random(5), 0, 0
    for _ in range(draws):
        cohort, answered = draw(random)
        said, there = sum(answered[:-1]), sum(cohort)
        for place, one in enumerate(compare_people(make_figures(template, cohort, answered))[:-1]):
            if one.points is None or not said or not there:
                continue
            told += 1
            truth = answered[place] * there - cohort[place] * said
            wrong += truth == 0 or (truth < 0) != (one.points[0] < 0)
    return told, wrong


def share_of_all(one: OptionFigure, item: object) -> Span | None:
    """Careless: as if everybody who was asked had said who they are."""
    count = one.count
    if count.base is None or count.low is None or count.high is None:
        return None
    return Span((count.low, count.base), (count.high, count.base))


def test_no_gap_points_the_wrong_way(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the exact numbers of made-up councils; without the care for rounding and hidden rows some do."""
    (template,) = read_rounds(session, [fill(session, {"8-10": 60, "11-13": 40}, (50, 50, 5))])

    told, wrong = list_wrong(template)
    monkeypatch.setattr(cohort_gaps, "ROUNDED", 0)
    exact_cohort = list_wrong(template)
    monkeypatch.undo()
    monkeypatch.setattr(cohort_gaps, "_share_of", share_of_all)
    everybody = list_wrong(template)

    assert told > 300, (told, exact_cohort, everybody)
    assert wrong == 0
    assert exact_cohort[1] > 0
    assert everybody[1] > 0


def test_what_is_said_depends_on_nothing_hidden(session: Session) -> None:
    """Whatever the hidden numbers are, as long as the same rows are shown, every word is the same."""
    (template,) = read_rounds(session, [fill(session, {"8-10": 60, "11-13": 40}, (50, 50, 5))])
    seen: dict[tuple[Count, ...], str] = {}
    pairs = 0
    for answered in itertools.product(range(6), range(6), (9, 20), range(4)):
        if sum(answered) < 10:
            continue
        figures = make_figures(template, [20, 30, 50], list(answered))
        shown = tuple(one.count for one in figures.people)
        said = say_missing(figures) + repr([one.gap for one in compare_people(figures)])
        pairs += shown in seen
        assert seen.setdefault(shown, said) == said

    assert pairs > 50
