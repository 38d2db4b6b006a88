"""What is said of a change: only what neither hiding nor rounding explains."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports.before import find_before, read_before
from feedback.reports.figures import read_rounds
from feedback.reports.shown import Count, MeasureFigure
from feedback.reports.since import ALIKE, TOO_FEW, compare, find_changes
from tests.councils import add_round, add_teams, answer, count, make_snapshot

SUMMER = (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
AUTUMN = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))


def _figure(base: int | None, low: int | None, high: int | None) -> MeasureFigure:
    return MeasureFigure(Count(base, low, high), Count(base, None, None), None, False, 0)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ((100, 84, 84), (100, 80, 80), "up 4 points"),
        ((100, 80, 80), (100, 81, 81), "down 1 point"),
        ((50, 48, 50), (40, 30, 30), "up 21 to 25 points"),
        ((40, 0, 2), (40, 10, 10), "down 20 to 25 points"),
    ],
)
def test_a_change_is_told_in_points(
    now: tuple[int, int, int], before: tuple[int, int, int], words: str
) -> None:
    """The difference of the per cent that are shown, as a range where one of them is."""
    change = compare(_figure(*now), _figure(*before))

    assert (change.words, change.told) == (words, True)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((50, 48, 50), (50, 48, 50)),
        ((50, 47, 47), (50, 45, 47)),
        ((1000, 804, 804), (1000, 801, 801)),
    ],
    ids=["the same range", "ranges that meet", "alike when rounded"],
)
def test_what_could_be_the_same_is_not_called_a_change(
    now: tuple[int, int, int], before: tuple[int, int, int]
) -> None:
    """Nor is it called the same."""
    assert compare(_figure(*now), _figure(*before)) == ALIKE


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((19, 17, 19), (40, 10, 10)),
        ((40, 10, 10), (19, 17, 19)),
        ((40, None, None), (40, 10, 10)),
        ((None, None, None), (40, 10, 10)),
    ],
)
def test_no_change_is_told_of_few_answers(
    now: tuple[int | None, int | None, int | None], before: tuple[int, int, int]
) -> None:
    """Under 20 on either side, or hidden: a word that changes is no evidence."""
    assert compare(_figure(*now), _figure(*before)) == TOO_FEW


def _counted(session: Session, round_: Round, good: int, bad: int) -> Round:
    for member in round_.teams:
        answer(session, round_, member.team, times=good)
        answer(session, round_, member.team, times=bad, answers=["know=no", "listened=never"])
    return count(session, round_)


def test_a_row_is_compared_with_the_same_teams(session: Session) -> None:
    """Oak was in both rounds; Elm is new, and so are all teams together not the same."""
    oak, elm = add_teams(session, ("Oak", "A"), ("Elm", "A"))
    spring = _counted(session, add_round(session, [oak]), 15, 15)
    plan = add_round(session, [oak, elm], opens_on=SUMMER[0], closes_on=SUMMER[1])
    summer = _counted(session, plan, 24, 6)
    before, now = read_rounds(session, [spring, summer])

    changes = find_changes(now, before)

    found = [changes.of(row, "know") for row in now.rows]
    assert [change.words for change in found] == [
        "up 30 points",
        "nothing to compare with",
        "[b] break",
    ]
    assert "Elm" in found[2].why


def test_another_scale_is_a_break_and_no_change(session: Session) -> None:
    """Per cent before and after do not compare, whatever they are."""
    (oak,) = add_teams(session, ("Oak", "A"))
    spring = _counted(session, add_round(session, [oak]), 30, 10)
    second = _with_other_scale()
    plan = add_round(
        session, [oak], snapshot=second, opens_on=SUMMER[0], closes_on=SUMMER[1]
    )  # fmt: skip
    summer = _counted(session, plan, 20, 20)
    before, now = read_rounds(session, [spring, summer])

    changes = find_changes(now, before)

    assert now.total
    assert changes.of(now.total, "know").words == "down 25 points"
    listened = changes.of(now.total, "listened")
    assert (listened.words, listened.broken) == ("[b] break", True)
    assert listened.why


def _with_other_scale() -> Snapshot:
    content = make_snapshot(version=2).model_dump(mode="json", by_alias=True, exclude_none=True)
    for part in content["forms"]["standard"]["parts"]:
        for question in part["questions"]:
            if question["id"] == "listened":
                question["options"] = question["options"][1:]
                question["scale"] = "how-much-3"
    return Snapshot.model_validate(content)


def test_there_is_nothing_to_say_without_a_round_before(session: Session) -> None:
    """The first round."""
    (oak,) = add_teams(session, ("Oak", "A"))
    (now,) = read_rounds(session, [_counted(session, add_round(session, [oak]), 30, 0)])

    assert now.total
    assert find_changes(now, None).of(now.total, "know").words == "no round before"


def test_the_round_before_asked_some_of_the_same_teams(session: Session) -> None:
    """Not another questionnaire, other teams, a sealed round, one that is not counted, or a later one."""
    oak, elm = add_teams(session, ("Oak", "A"), ("Elm", "A"))
    spring = _counted(session, add_round(session, [oak]), 6, 0)
    parents = make_snapshot(questionnaire="post-conference-parent")
    other = _counted(session, add_round(session, [oak], snapshot=parents), 6, 0)
    elsewhere = _counted(session, add_round(session, [elm]), 6, 0)
    few = _counted(
        session, add_round(session, [oak], opens_on=SUMMER[0], closes_on=SUMMER[1]), 1, 0
    )
    open_ = add_round(session, [oak], opens_on=SUMMER[0], closes_on=SUMMER[1])
    autumn = add_round(session, [oak], opens_on=AUTUMN[0], closes_on=AUTUMN[1])

    known = [spring, other, elsewhere, few, open_, autumn]

    assert find_before(autumn, known) is spring
    assert find_before(spring, known) is None
    session.flush()
    assert [read_before(session, one) for one in (autumn, spring)] == [spring, None]
