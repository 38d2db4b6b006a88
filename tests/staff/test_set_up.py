"""The set-up list: what is done, what is not, and where it is set."""

import re

from .conftest import Council
from .test_planning import words
from .test_year import LINE, NEW

PAGE = "/staff/set-up"


def lines(page: str) -> dict[str, str]:
    """Each line of the list and what stands beside it."""
    found = re.findall(r"<li><strong>(.*?)</strong><span>(.*?)</span></li>", page, re.DOTALL)
    return {words(name): words(state) for name, state in found}


def test_somebody_has_to_be_named_who_answers_back(council: Council) -> None:
    """To do until a line of the year names who replies; to do again once it is stopped."""
    chief = council.signed_in("administrator")
    name = "Who replies to each round, and by when: a line of the year"

    before = lines(chief.get(PAGE).text)
    council.post(chief, NEW, page=NEW, **LINE)
    named = lines(chief.get(PAGE).text)
    council.post(chief, "/staff/year/1/stop", page="/staff/year/1/stop")
    stopped = lines(chief.get(PAGE).text)

    assert before[name].startswith("To do Add a line to the year.")
    assert named[name] == "Done"
    assert stopped[name].startswith("To do")


def test_what_the_release_lacks_is_told_only_where_it_lacks_something(council: Council) -> None:
    """With every promise true that part is not there, and what is still to do is named."""
    page = council.signed_in("administrator").get(PAGE).text

    assert "What this release does not do yet" not in page
    assert lines(page)["Who reads what children write"].startswith("To do Set FEEDBACK_DUTY_READER")
