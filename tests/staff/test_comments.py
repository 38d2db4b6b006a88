"""The duty reader's page of what was read: what it shows, what its buttons do, and that nothing typed is lost."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedback.comments import CommentSummary, Status, list_comments, open_comment
from feedback.decisions import release
from feedback.models.answering import Comment
from feedback.models.asking import Team
from feedback.models.base import random_key

from .conftest import TODAY, Council

PATH = "/staff/comments?status=new"
Write = Callable[..., None]


@pytest.fixture
def write(council: Council) -> Write:
    """Puts comments of a counted round into the database."""
    round_id = council.round(days=(-60, -20), counted_on=TODAY, received=30)

    def write_(*texts: str, language: str = "en", status: str = "new") -> None:
        with council.database.writing() as session:
            team = session.get_one(Team, 1)
            session.add_all(
                Comment(
                    id=random_key(),
                    round_id=round_id,
                    team_id=team.id,
                    question="best",
                    comment=text,
                    language=language,
                    status=status,
                )
                for text in texts
            )

    return write_


def all_comments(council: Council) -> list[CommentSummary]:
    """Every comment as it is now."""
    with council.database.reading() as session:
        return list_comments(session)


def boxes(page: str) -> list[str]:
    """The words in the boxes of a page."""
    found = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
    return [html.unescape(words) for words in found]


def press(
    council: Council, client: FlaskClient, button: str, comment: CommentSummary, **changes: str
) -> Any:
    """Press a button of the form of `comment`, which was shown as it is given here."""
    fields = {
        "comment": comment.id,
        "state": comment.state,
        "status": "new",
        "place": "0",
        "text": comment.comment,
        "do": button,
        **changes,
    }
    return council.post(client, PATH, page=PATH, **fields)


def test_rounds_of_the_same_days_are_told_apart(council: Council, write: Write) -> None:
    """By the id of the round, above the comments and on the page of one."""
    write("Biscuits")
    client = council.signed_in("duty-reader")
    before = client.get(PATH).text
    council.round(days=(-60, -20), team="South", counted_on=TODAY, received=30)

    listed = client.get(PATH).text
    (comment,) = all_comments(council)
    one = press(council, client, "release", comment, state="seen before").text

    assert "(round " not in before
    assert [page.count(f"(round {comment.round.id})") for page in (listed, one)] == [1, 1]


def test_the_bar_of_a_duty_reader_leads_there(council: Council) -> None:
    """And to no rounds."""
    page = council.signed_in("duty-reader").get("/staff/to-read").text

    assert 'aria-current="page">Comments</a>' in page
    assert "Rounds</a>" not in page


def test_each_comment_stands_in_its_box(council: Council, write: Write) -> None:
    """Its words, its question, its name, and no more of its team."""
    write("First words", "Second\nwords")

    page = council.signed_in("duty-reader").get(PATH).text

    assert sorted(boxes(page)) == ["First words", "Second\nwords"]
    assert "All teams" in page
    assert "North" not in page


def test_words_are_words_and_nothing_else(council: Council, write: Write) -> None:
    """Tags, a box that ends itself, and a line at the start."""
    nasty = "\n</textarea><script>alert(1)</script> {{ 7*7 }} &amp;"
    write(nasty)

    page = council.signed_in("duty-reader").get(PATH).text

    assert boxes(page) == [nasty]
    assert "<script>alert" not in page


def test_a_comment_in_another_language_is_marked(council: Council, write: Write) -> None:
    """For whoever reads it out, and for the side it starts on."""
    write("مرحبا", language="ar")

    page = council.signed_in("duty-reader").get(PATH).text

    assert 'dir="auto" lang="ar"' in page
    assert '<span class="govuk-tag">Arabic</span>' in page


def test_release_keeps_the_new_words_and_comes_back(council: Council, write: Write) -> None:
    """Back to the same place, with a notice there; the deed is written down with the round."""
    write("Darren shouted", "Other words")
    client = council.signed_in("duty-reader")
    first, second = all_comments(council)

    response = press(council, client, "release", first, text="[name] shouted")
    page = client.get(response.location).text

    assert response.status_code == 302
    assert response.location == f"{PATH}&place=0&did=release#here"
    assert [(c.comment, c.status) for c in all_comments(council) if c.id == first.id] == [
        ("[name] shouted", Status.RELEASED)
    ]
    assert boxes(page) == [second.comment]
    assert re.search(r'id="here".*Released\..*<form class="fb-card', page, re.S)
    assert council.deeds()[-2:] == [("released-comment", "round 1"), ("read-comments", "round 1")]


def test_withhold_leaves_the_words_as_they_were(council: Council, write: Write) -> None:
    """What stands in the box is not kept."""
    write("Darren shouted")
    client = council.signed_in("duty-reader")
    (comment,) = all_comments(council)

    press(council, client, "withhold", comment, text="Half done")

    (after,) = all_comments(council)
    assert (after.comment, after.status) == ("Darren shouted", Status.WITHHELD)
    assert council.deeds()[-1] == ("withheld-comment", "round 1")


def test_the_filters_show_each_status_alone(council: Council, write: Write) -> None:
    """With how many there are of each; an unknown one shows what was read and is to be decided."""
    write("One", "Two", "Three", "Four", "Five", "Six")
    client = council.signed_in("duty-reader")
    found = all_comments(council)
    buttons = ["release", "staff-only", "withhold", "escalate", "read"]
    for button, comment in zip(buttons, found[1:], strict=True):
        press(council, client, button, comment)

    page = PATH.partition("?")[0]
    shown = {s: boxes(client.get(f"{page}?status={s}").text) for s in (*Status, "x")}

    new, released, staff, withheld, escalated, read = ([c.comment] for c in found)
    assert shown == {
        "new": new,
        "read": read,
        "released": released,
        "staff-only": staff,
        "withheld": withheld,
        "escalated": escalated,
        "x": read,
    }
    assert "Withheld (1)" in client.get(PATH).text


def test_an_emptied_filter_says_so(council: Council, write: Write) -> None:
    """The last one done: there is nothing left, and that is good."""
    write("One")
    client = council.signed_in("duty-reader")

    response = press(council, client, "release", *all_comments(council))

    page = client.get(response.location).text
    assert "Nothing here" in page
    assert 'id="here"' in page


@pytest.mark.parametrize(("text", "says"), [(" ", "no words"), ("x" * 1001, "1001 characters")])
def test_words_that_cannot_be_come_back_with_what_to_do(
    council: Council, write: Write, text: str, says: str
) -> None:
    """422, the typed words still in the box, the comment as it was."""
    write("Darren shouted")
    before = all_comments(council)
    client = council.signed_in("duty-reader")

    response = press(council, client, "release", *before, text=text)

    assert response.status_code == 422
    assert says in response.text
    assert boxes(response.text) == [text]
    assert "<title>Error:" in response.text
    assert [c.state for c in all_comments(council)] == [c.state for c in before]


def test_what_somebody_else_did_meanwhile_is_said_and_nothing_is_lost(
    council: Council, write: Write
) -> None:
    """409: how it is now, what was typed, and a button that works from there."""
    write("Darren shouted")
    (seen,) = all_comments(council)
    client = council.signed_in("duty-reader")
    with council.database.writing() as session:
        release(session, open_comment(session, seen.id), "Somebody shouted")

    late = press(council, client, "release", seen, text="A man shouted")
    (now,) = all_comments(council)
    state = re.search(r'name="state" value="(\w+)"', late.text)
    again = press(council, client, "release", now, text="A man shouted")

    assert late.status_code == 409
    assert "Somebody released this comment while your page was open." in late.text
    assert boxes(late.text) == ["A man shouted"]
    assert "Somebody shouted" in late.text
    assert now.comment == "Somebody shouted"
    assert state
    assert state[1] == now.state
    assert again.status_code == 302
    assert all_comments(council)[0].comment == "A man shouted"


def test_a_button_pressed_twice_does_it_once(council: Council, write: Write) -> None:
    """The second form finds it done, and says nothing of a change."""
    write("Darren shouted")
    (seen,) = all_comments(council)
    client = council.signed_in("duty-reader")

    first = press(council, client, "release", seen, text="Other words")
    second = press(council, client, "release", seen, text="Other words")

    assert first.location == second.location
    assert [deed for deed, _ in council.deeds()].count("released-comment") == 1


def test_a_comment_that_is_gone_is_said(council: Council, write: Write) -> None:
    """Deleted by its date while the page was open."""
    write("Darren shouted")
    (seen,) = all_comments(council)
    with council.database.writing() as session:
        session.delete(open_comment(session, seen.id))

    response = press(council, council.signed_in("duty-reader"), "release", seen)

    assert response.status_code == 404
    assert "deleted by its date" in response.text


@pytest.mark.parametrize("button", ["", "delete"])
def test_an_unknown_button_does_nothing(council: Council, write: Write, button: str) -> None:
    """400."""
    write("Darren shouted")
    before = all_comments(council)

    response = press(council, council.signed_in("duty-reader"), button, *before)

    assert response.status_code == 400
    assert [c.state for c in all_comments(council)] == [c.state for c in before]


def test_many_comments_come_a_page_at_a_time(council: Council, write: Write) -> None:
    """Every comment is on exactly one page; a place beyond the end is the last page."""
    write(*(f"Words {n}" for n in range(60)))
    client = council.signed_in("duty-reader")

    pages = [boxes(client.get(f"{PATH}&place={place}").text) for place in (0, 25, 50)]
    last = boxes(client.get(f"{PATH}&place=9999").text)

    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({words for page in pages for words in page}) == 60
    assert last == pages[-1]
    assert "26 to 50 of 60" in client.get(f"{PATH}&place=30").text
    assert boxes(client.get(f"{PATH}&place=-1").text) == pages[0]


def test_the_number_to_ring_stands_there(council: Council) -> None:
    """Or who is to set it; and the number for an emergency in any case."""
    page = council.signed_in("duty-reader").get(PATH).text

    assert "FEEDBACK_DUTY_NUMBER" in page
    assert ">999</a>" in page


def test_what_was_written_down_names_nothing(council: Council, write: Write) -> None:
    """Neither words nor the id of a comment, whatever was done."""
    write("Darren shouted")
    client = council.signed_in("duty-reader")
    (comment,) = all_comments(council)

    press(council, client, "release", comment)

    written = str(council.deeds())
    assert "Darren" not in written
    assert comment.id not in written
    assert council.deeds()[-1][0] == "released-comment"


def test_each_page_of_comments_is_written_down(council: Council, write: Write) -> None:
    """Every look, with the round and no word; also the page that comes back with a mistake. An empty one is no look."""
    client = council.signed_in("duty-reader")
    client.get(PATH)
    nothing = council.deeds()
    write("Biscuits were good")
    client.get(PATH)
    looked = council.deeds()[len(nothing) :]
    page = client.get(PATH).text
    fields = {name: _hidden(page, name) for name in ("csrf_token", "comment", "state")}
    refused = client.post(PATH, data={**fields, "do": "release", "text": ""})

    assert "read-comments" not in dict(nothing)
    assert looked == [("read-comments", "round 1")]
    assert refused.status_code == 422
    assert council.deeds()[len(nothing) :] == [("read-comments", "round 1")] * 3
    assert "Biscuits" not in str(council.deeds())


def _hidden(page: str, name: str) -> str:
    found = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(found[-1])


def test_a_name_is_taken_out_and_no_part_of_a_word(council: Council, write: Write) -> None:
    """The same button as with scripts; what was typed meanwhile stays."""
    write("Sam hit me. Same as always, Samosas.")
    (comment,) = all_comments(council)
    client = council.signed_in("duty-reader")

    typed = "Sam hit me. Same as always, Samosas. Sam’s."
    page = press(council, client, "", comment, text=typed, take_out="name:Sam").text

    assert boxes(page) == ["[name] hit me. Same as always, Samosas. [name]’s."]
    assert press(council, client, "", comment, take_out="concern:Sam").status_code == 400
    assert press(council, client, "", comment, take_out="nothing:Sam").status_code == 400
