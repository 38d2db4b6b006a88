"""The set-up list: what is done, what is not, and where it is set."""

import re
from dataclasses import replace

from feedback.app import create_app
from feedback.mail_servers import MailServer, Security
from tests.guards.test_docs import read
from tests.processes import find_port

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


def test_the_page_has_what_the_written_list_has(council: Council) -> None:
    """What is on paper too, which no setting makes done, and the mail server, which goes once it is set."""
    written = read("how-to/set-up.md").count("| on paper |")
    chief = council.signed_in("administrator")

    before = lines(chief.get(PAGE).text)
    council.settings = replace(
        council.settings,
        mail_server=MailServer("127.0.0.1", find_port(), Security.OFF, "a@council.example"),
    )
    council.app = create_app(council.settings)
    after = lines(council.signed_in("administrator").get(PAGE).text)

    on_paper = [state for state in before.values() if "docs/" in state]
    assert len(on_paper) == written == 2
    assert not any(state.startswith(("Done", "To do")) for state in on_paper)
    assert before["A mail server"].startswith("To do Set FEEDBACK_SMTP_HOST")
    assert "A mail server" not in after
    assert after["E-mail"].startswith("To do")


def test_what_the_release_lacks_is_told_only_where_it_lacks_something(council: Council) -> None:
    """With every promise true that part is not there, and what is still to do is named."""
    page = council.signed_in("administrator").get(PAGE).text

    assert "What this release does not do yet" not in page
    assert lines(page)["Who reads what children write"].startswith("To do Set FEEDBACK_DUTY_READER")


def test_a_banner_that_went_too_soon_is_told(council: Council) -> None:
    """The four settings end it: with more to do the list says that children may be asked already."""
    before = council.signed_in("administrator").get(PAGE).text
    council.settings = replace(
        council.settings,
        duty_reader="Duty team",
        duty_cover="Night team",
        duty_number="01632 960 123",
        out_of_hours="Ring 999.",
    )
    council.app = create_app(council.settings)
    after = council.signed_in("administrator").get(PAGE).text

    assert "The trial banner stands" in before
    assert "The trial banner is gone, and this list is not done" in after
    assert "Trial: not for children yet" not in after
