"""How many people of each kind there are: every line is checked, an item is counted whole, and kept in fives."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.audit import list_deeds
from feedback.cohorts import (
    CohortCheck,
    check_cohort,
    check_year,
    list_answers,
    list_problems,
    read_cohort_list,
    read_cohorts,
    save_cohort,
    state_of,
    write_before,
    write_list,
    year_of,
)
from feedback.exceptions import ChangedError, FeedbackError, RefusedError
from feedback.versions import publish
from tests.councils import make_database, make_snapshot

WHO = {"questionnaire": "iro-survey", "year": "2026-27"}
LIST = "item,code,count\neq_age,8-10,12\neq_age,11-13,203\neq_age,14-15,1\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A council with a questionnaire that asks how old somebody is."""
    with make_database(tmp_path).writing() as session:
        publish(session, make_snapshot(), on=dt.date(2026, 3, 1))
        yield session


def check(session: Session, written: str) -> list[CohortCheck]:
    """The list, looked through."""
    return check_cohort(session, read_cohort_list(written), **WHO)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_counts_are_kept_to_the_nearest_five(session: Session, mark: str) -> None:
    """12 is 10, 203 is 205 and 1 is 0, so none points at a child; the audit names year and questionnaire."""
    save_cohort(session, check(session, "\ufeff" + LIST.replace(",", mark)), **WHO)

    kept = read_cohorts(session)["iro-survey", "2026-27"]
    assert kept == {("eq_age", "8-10"): 10, ("eq_age", "11-13"): 205, ("eq_age", "14-15"): 0}
    assert [(one.deed, one.thing) for one in list_deeds(session)][-1] == (
        "saved-cohort",
        "cohort iro-survey 2026-27",
    )


def test_the_database_takes_no_exact_count(session: Session) -> None:
    """A second wall: 12 itself is refused; 10 is not."""
    statement = text(
        "INSERT INTO cohort_counts VALUES ('iro-survey', '2026-27', 'eq_age', 'x', :n)"
    )

    session.execute(statement, {"n": 10})
    with pytest.raises(IntegrityError, match="count_is_in_fives"):
        session.execute(statement, {"n": 12})


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("eq_hair,red,5", "there is no item “eq_hair”. There are: eq_age."),
        ("eq_age,16-17,5", "eq_age has no answer “16-17”. It has: 8-10, 11-13, 14-15."),
        ("eq_age,skipped,5", "eq_age has no answer “skipped”"),
        ("eq_age,8-10,7", "eq_age, 8-10 stands in an earlier line already."),
        ("eq_age,14-15,a dozen", "“a dozen” is not a whole number such as 12."),
        ("eq_age,14-15,-3", "“-3” is not a whole number"),
        ("eq_age,14-15,", "it has no number."),
        ("eq_age,14-15,5,6", "it has more columns than the first line."),
        (
            "eq_age,14-15,not recorded",
            "eq_age needs a count for every answer, or for none of them.",
        ),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_saved(
    session: Session, line: str, problem: str
) -> None:
    """The control: the list with a right line there is saved."""
    begun = "item,code,count\neq_age,8-10,12\neq_age,11-13,203\n"

    checks = check(session, begun + line)

    assert any(problem in one for one in list_problems(checks)), list_problems(checks)
    with pytest.raises(RefusedError):
        save_cohort(session, checks, **WHO)
    assert read_cohorts(session) == {}
    save_cohort(session, check(session, begun + "eq_age,14-15,5"), **WHO)
    assert len(read_cohorts(session)["iro-survey", "2026-27"]) == 3


def test_half_an_item_is_no_item(session: Session) -> None:
    """A share of some of the children would be wrong, so the lines say which answers are missing."""
    problems = list_problems(check(session, "item,code,count\neq_age,8-10,12\n"))

    assert problems == ["Line 2: eq_age needs a count for 11-13, 14-15 too, 0 as well."]


def test_a_list_without_counts_or_columns_says_what_to_write() -> None:
    """An item nobody counted is left alone, so a list of nothing else has nothing to save."""
    with pytest.raises(FeedbackError, match="item,code,count"):
        read_cohort_list("eq_age,8-10,12")
    with pytest.raises(FeedbackError, match="no counts"):
        read_cohort_list("item,code,count\neq_age,8-10,\n")


def test_a_list_can_be_filled_in_saved_and_put_back(session: Session) -> None:
    """The list of the page has every answer; what was there before comes back, nothing included."""
    empty = write_list(list_answers(session, "iro-survey"), {})
    assert empty == "item,code,count\neq_age,8-10,\neq_age,11-13,\neq_age,14-15,\n"
    first = check(session, LIST)
    save_cohort(session, first, **WHO)
    second = check(session, LIST.replace("203", "99"))
    save_cohort(session, second, **WHO)

    save_cohort(session, check(session, write_before(second)), **WHO)
    assert read_cohorts(session)["iro-survey", "2026-27"]["eq_age", "11-13"] == 205
    save_cohort(session, check(session, write_before(first)), **WHO)
    assert read_cohorts(session) == {}


def test_counts_that_changed_meanwhile_are_not_overwritten(session: Session) -> None:
    """What was seen has to be what is there; the control: with what is there now it is saved."""
    checks = check(session, LIST)
    seen = state_of(checks)
    save_cohort(session, check(session, LIST.replace("203", "99")), **WHO)
    now = check(session, LIST)

    with pytest.raises(ChangedError):
        save_cohort(session, now, seen=seen, **WHO)
    assert read_cohorts(session)["iro-survey", "2026-27"]["eq_age", "11-13"] == 100
    save_cohort(session, now, seen=state_of(now), **WHO)
    assert read_cohorts(session)["iro-survey", "2026-27"]["eq_age", "11-13"] == 205


def test_a_year_begins_in_april_and_far_ones_are_refused() -> None:
    """As quarters do, so that a round and its cohort meet."""
    assert [year_of(dt.date(2026, 3, 31)), year_of(dt.date(2026, 4, 1))] == ["2025-26", "2026-27"]
    assert check_year("2021-22", dt.date(2026, 11, 23)) == "2021-22"
    for wrong in ("2020-21", "2028-29", "2026", ""):
        with pytest.raises(RefusedError, match="from 2021-22 to 2027-28"):
            check_year(wrong, dt.date(2026, 11, 23))
