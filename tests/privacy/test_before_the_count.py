"""While a round is open nobody can tell nought from four answers: every page, file and list is the same."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from feedback import clock
from feedback.cli import main
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Round
from tests.conftest import NOON
from tests.councils import answer
from tests.guards.council import Filled, fill_copy
from tests.guards.drawing import drawing_once
from tests.guards.test_getting import list_paths, list_rules

# What is random on every page: proof against forgery, and the token of a page of questions.
RANDOM = re.compile(rb'name="(?:csrf_|_)?token" value="[^"]+"')
# The secret for an app, when this account signed in, and when everybody did: the audit is tried apart. A workbook of
# sentences says when it was made; there is nothing in it but sentences.
NEW_EACH_TIME = {
    "/staff/second-step/set-up",
    "/staff/account",
    "/staff/audit",
    "/staff/languages/pl.xlsx",
}
DRAWN = (".pdf", ".png", ".svg", ".zip")  # slow to make; asked for by one role
# Whoever sees most of what is received, and whoever answers for a team; the others behind `make soak`.
EVERY_DAY = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_READER, Role.MANAGER)
OTHERS = [pytest.param(role, marks=pytest.mark.soak) for role in Role if role not in EVERY_DAY]
COMMANDS = (
    ["rounds", "list"],
    ["rounds", "suggest"],
    ["collectors", "list"],
    ["slips", "list"],
    ["comments", "list"],
    ["teams", "list"],
)


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address, at noon."""
    with clock.frozen_at(NOON), drawing_once():
        yield fill_copy(template, tmp_path_factory.mktemp("filled"))


def put_answers(filled: Filled, number: int) -> None:
    """Let the open round have exactly so many answers, each with a comment."""
    with filled.database.writing() as session:
        session.execute(delete(SealedAnswer))
        round_ = session.get_one(Round, int(filled.rounds["open"]))
        answer(
            session, round_, round_.teams[0].team, times=number, comments={"best": "Nice biscuits"}
        )


def see_everything(filled: Filled, role: Role) -> dict[str, bytes]:
    """What every address that can be fetched says to somebody with this role."""
    client = filled.client(role)
    paths = [path for rule in list_rules(filled.app) for path in list_paths(filled, rule)]
    drawn = role is Role.ADMINISTRATOR
    wanted = [
        path for path in paths if path not in NEW_EACH_TIME and (drawn or not path.endswith(DRAWN))
    ]
    return {path: RANDOM.sub(b"", client.get(path, buffered=True).data) for path in wanted}


Listing = Callable[[], dict[str, object]]


@pytest.fixture
def list_everything(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Listing:
    """What the commands that list something say."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(filled.settings.instance))

    def say(words: list[str]) -> object:
        monkeypatch.setattr(sys, "argv", ["feedback", *words, "--json"])
        capsys.readouterr()
        main()
        return json.loads(capsys.readouterr().out)

    return lambda: {" ".join(words): say(words) for words in COMMANDS}


@pytest.mark.parametrize("role", [*EVERY_DAY, *OTHERS], ids=str)
def test_four_answers_look_like_none(filled: Filled, role: Role) -> None:
    """Every address says the same, byte for byte but for what is random anyway."""
    put_answers(filled, 0)
    before = see_everything(filled, role)
    put_answers(filled, 4)
    after = see_everything(filled, role)

    assert len(before) > 20
    assert [path for path in before if before[path] != after[path]] == []


def test_each_of_nought_to_four_is_listed_alike(filled: Filled, list_everything: Listing) -> None:
    """On the command line too, one by one."""
    seen = []
    for number in range(5):
        put_answers(filled, number)
        seen.append(list_everything())

    assert all(one == seen[0] for one in seen)


def test_the_fifth_answer_is_seen(filled: Filled, list_everything: Listing) -> None:
    """The look itself: what is received is told in fives, and a change is noticed on page and command line."""
    put_answers(filled, 4)
    before, listed = see_everything(filled, Role.ANALYST), list_everything()
    put_answers(filled, 5)
    after, listed_after = see_everything(filled, Role.ANALYST), list_everything()

    assert [path for path in before if before[path] != after[path]] == ["/staff/rounds"]
    assert listed["rounds list"] != listed_after["rounds list"]
