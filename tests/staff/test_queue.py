"""The page of what is to be read: at once, together, with what to look at shown, and gone once it is read."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback.comments import Status, list_comments
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer, UnreadAnswer
from feedback.models.asking import Round
from feedback.models.holding import Burst

from .conftest import Council

PAGE = "/staff/to-read"


def put(council: Council, *words: str) -> int:
    """An open round with an answer for each of these words."""
    round_id = council.round()
    for one in words:
        council.answer(round_id, 1, comments=f'{{"best": "{one}"}}', waits=True)
    return round_id


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that is open."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def press(client: FlaskClient, button: str, page: str | None = None) -> TestResponse:
    """Press a button on the page, as it is now or as it was."""
    fields = hidden(page or client.get(PAGE).text)
    return client.post(PAGE, data={**fields, "do": button})


def statuses(council: Council) -> list[tuple[str, Status]]:
    """Every comment with its status."""
    with council.database.reading() as session:
        return [(one.comment, one.status) for one in list_comments(session)]


def test_what_was_sent_is_there_at_once(council: Council) -> None:
    """With its team, its question, its day and what may tell who somebody is."""
    put(council, "Darren rang 07700 900123")

    page = council.signed_in("duty-reader").get(PAGE).text

    assert "<mark>Darren</mark> rang <mark>07700 900123</mark>" in page
    assert "North" in page
    assert "By Tue 24 Nov" in page
    assert "1 to read" in page


def test_words_are_words_and_nothing_else(council: Council) -> None:
    """Tags stay what they are."""
    put(council, "<script>alert(1)</script> &amp; Kim")

    page = council.signed_in("duty-reader").get(PAGE).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; " in page
    assert "<script>alert" not in page


def test_marking_as_read_shows_the_next(council: Council) -> None:
    """What was read stands under Read, and the page says so; no id and no word is written down."""
    put(council, "First", "Second")
    client = council.signed_in("duty-reader")

    response = press(client, "read")
    page = client.get(response.location).text

    assert response.status_code == 302
    assert "1 to read" in page
    assert "Its comments stand under" in page
    assert [status for _, status in statuses(council)] == [Status.READ]
    assert ("marked-read", "round 1") in council.deeds()
    assert "First" not in str(council.deeds())


def test_escalating_keeps_it_from_everybody(council: Council) -> None:
    """It stands under Escalated."""
    put(council, "They hit me")
    client = council.signed_in("duty-reader")

    page = client.get(press(client, "escalate").location).text

    assert statuses(council) == [("They hit me", Status.ESCALATED)]
    assert "Nothing to read now" in page
    assert ("escalated-comment", "round 1") in council.deeds()


def test_what_was_escalated_stays_a_duty_until_a_concern_is_raised_or_it_is_decided(
    council: Council,
) -> None:
    """Both pages say that nobody was told. Raised from, or withheld, it leaves the first page; before, it does not."""
    put(council, "They hit me", "They hit me too")
    client, home = council.signed_in("duty-reader"), "/staff/"
    duty = "Raise a concern from what was escalated"
    before = client.get(home).text

    page = client.get(press(client, "escalate").location).text
    press(client, "escalate")
    both = client.get(home).text
    with council.database.reading() as session:
        first, second = list_comments(session)
    form = f"/staff/concerns/new?comment={first.id}"
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', client.get(form).text))
    client.post(
        "/staff/concerns/new",
        data={**fields, "kind": "at-risk", "words": "They hit me", "team": "1"},
    )
    one = client.get(home).text
    seen = {"comment": second.id, "state": second.state, "status": "escalated", "place": "0"}
    council.post(
        client, "/staff/comments", page="/staff/comments?status=escalated", do="withhold", **seen
    )

    assert "nobody was told by this" in page
    assert "/staff/comments?status=escalated" in page
    assert duty not in before
    assert "2 comments were escalated" in both
    assert "1 comment was escalated" in one
    assert duty not in client.get(home).text


def test_an_unsafe_answer_without_words_is_not_escalated(council: Council) -> None:
    """Nothing of it would be left: the page has no button, and who sends it all the same is told what to do."""
    round_id = council.round()
    with council.database.writing() as session:
        unread = UnreadAnswer(
            id=b"u" * 16, round_id=round_id, team_id=1, question="know", code="no"
        )
        session.add(unread)
        round_ = session.get_one(Round, round_id)
        round_.counted_on, round_.received = dt.date(2026, 11, 22), 9
        round_.unread_by_on = dt.date(2026, 11, 20)
    client = council.signed_in("duty-reader")
    page = client.get(PAGE).text

    refused = press(client, "escalate")

    assert 'value="escalate"' not in page
    assert refused.status_code == 422
    assert "Raise a concern, then mark it as read." in refused.text
    assert "1 to read" in client.get(PAGE).text


def test_somebody_who_was_slower_is_told(council: Council) -> None:
    """409, nothing is done twice, and the page shows what is left."""
    put(council, "First")
    client, other = council.signed_in("duty-reader"), council.signed_in("duty-reader")
    seen = client.get(PAGE).text
    press(other, "read")

    late = press(client, "escalate", seen)

    assert late.status_code == 409
    assert "Somebody read this while your page was open" in late.text
    assert statuses(council) == [("First", Status.READ)]


def test_one_can_be_chosen(council: Council) -> None:
    """By its line in the list; one that is gone gives the first."""
    put(council, "First", "Second")
    client = council.signed_in("duty-reader")
    (other,) = re.findall(r'to-read\?item=(\w+)"(?! aria-current)', client.get(PAGE).text)

    chosen = client.get(f"{PAGE}?item={other}").text

    assert f'item={other}" aria-current="true"' in chosen
    assert client.get(f"{PAGE}?item=gone").status_code == 200


def test_an_unknown_button_does_nothing(council: Council) -> None:
    """400."""
    put(council, "First")
    client = council.signed_in("duty-reader")

    assert press(client, "delete").status_code == 400
    assert statuses(council) == []


def test_no_title_holds_a_word_of_a_comment(council: Council) -> None:
    """On the page, in the list and in what comes back with a mistake."""
    put(council, "Biscuits")
    client = council.signed_in("duty-reader")

    titles = re.findall(r"<title>(.*?)</title>", client.get(PAGE).text)

    assert titles == ["To read - Westmere feedback"]


def test_each_look_is_written_down(council: Council) -> None:
    """The round and who; an empty page is no look."""
    client = council.signed_in("duty-reader")
    client.get(PAGE)
    nothing = council.deeds()
    put(council, "Biscuits")

    client.get(PAGE)

    assert council.deeds()[len(nothing) :] == [("read-comments", "round 1")]
    assert "read-comments" not in dict(nothing)


def put_burst(council: Council, count: int) -> int:
    """An open round whose answers, each with words of its own, came in a burst, and one that did not."""
    round_id = council.round()
    for number in range(count):
        council.answer(round_id, 1, comments=f'{{"best": "junk {number}"}}', waits=True)
    with council.database.writing() as session:
        burst = Burst(round_id=round_id, collector_id=1, answers=count, characters=0)
        session.add(burst)
        session.flush()
        for row in session.scalars(select(SealedAnswer)):
            row.burst_id = burst.id
    council.answer(round_id, 1, comments='{"best": "Tea"}', waits=True)
    return round_id


def test_a_flood_is_read_by_the_page(council: Council) -> None:
    """Fifty stand together, each in full; one press marks them and shows the rest; what came alone is not among them."""
    round_id = put_burst(council, 52)
    client = council.signed_in("duty-reader")

    alone = client.get(PAGE).text
    page = client.get(f"{PAGE}/burst").text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    done = client.post(
        f"{PAGE}/burst", data={"csrf_token": hidden(page)["csrf_token"], "seen": seen}
    )
    rest = client.get(done.location).text

    assert "Read the 52 that came in bursts together" in alone
    assert len(seen) == page.count("junk ") == 50
    assert "Tea" not in page
    assert "And 2 more" in page
    assert rest.count("junk ") == 2
    assert statuses(council).count(("Tea", Status.NEW)) == 0
    assert {status for _, status in statuses(council)} == {Status.READ}
    assert ("marked-read", f"round {round_id}") in council.deeds()


@pytest.mark.parametrize("button", ["read", "escalate", "raise"])
def test_what_came_before_a_flood_was_noticed_is_still_what_is_open(
    council: Council, button: str
) -> None:
    """Somebody reads it while it is held: its buttons do what they say, and its words stand in the form."""
    put(council, "He frightens me")
    client = council.signed_in("duty-reader")
    page = client.get(PAGE).text
    (form,) = set(re.findall(r'href="(/staff/concerns/new\?waiting=\w+)"', page))
    with council.database.writing() as session:
        burst = Burst(round_id=1, collector_id=1, answers=1, characters=0)
        session.add(burst)
        session.flush()
        session.scalars(select(SealedAnswer)).one().burst_id = burst.id
    council.answer(1, 1, comments='{"best": "Tea"}', waits=True)

    if button == "raise":
        again = client.get(f"{PAGE}?item={hidden(page)['item']}").text
        assert "He frightens me" in client.get(form).text
        assert "frightens" in again
        assert "Tea" not in again
    else:
        status = Status.READ if button == "read" else Status.ESCALATED
        assert press(client, button, page).status_code == 302
        assert statuses(council) == [("He frightens me", status)]


def test_the_form_says_to_read_first_what_is_kept_from_a_line(council: Council) -> None:
    """What waits is kept from nobody, whatever is raised from it. The control: from the same words once they are read."""
    put(council, "Jo frightens me")
    client = council.signed_in("duty-reader")
    address = "/staff/concerns/new"
    (form,) = set(re.findall(rf'href="({address}\?waiting=\w+)"', client.get(PAGE).text))

    before = client.get(form).text
    again = client.post(address, data={**hidden(before), "kind": "", "words": "Jo"}).text
    press(client, "read")
    with council.database.reading() as session:
        (comment,) = list_comments(session)

    waits = "This still waits to be read, and duty readers of that line can read it."
    assert waits in before
    assert waits in again
    assert waits not in client.get(f"{address}?comment={comment.id}").text
    assert waits not in client.get(address).text


def test_a_concern_from_what_somebody_read_meanwhile_says_where_it_stands(council: Council) -> None:
    """And not that there is no such comment."""
    put(council, "He frightens me")
    client, other = council.signed_in("duty-reader"), council.signed_in("duty-reader")
    (form,) = set(re.findall(r'href="(/staff/concerns/new\?waiting=\w+)"', client.get(PAGE).text))
    press(other, "read")

    answer = client.get(form)

    assert answer.status_code == 404
    assert "Somebody read this while your page was open." in answer.text
    assert "under Read or Escalated: raise a concern from there" in answer.text


def test_somebody_who_was_slower_with_a_flood_is_told(council: Council) -> None:
    """Nothing is marked, and the page shows what is left."""
    put_burst(council, 3)
    client, other = council.signed_in("duty-reader"), council.signed_in("duty-reader")
    old = client.get(f"{PAGE}/burst").text
    first = re.findall(r'name="seen" value="([^"]+)"', old)
    token = hidden(old)["csrf_token"]
    theirs = hidden(other.get(f"{PAGE}/burst").text)["csrf_token"]
    other.post(f"{PAGE}/burst", data={"csrf_token": theirs, "seen": first[:1]})

    late = client.post(f"{PAGE}/burst", data={"csrf_token": token, "seen": first})

    assert late.status_code == 409
    assert "Somebody read this while your page was open" in late.text
    assert late.text.count("junk ") == 2
    assert len(statuses(council)) == 1


def test_without_a_burst_its_page_says_so(council: Council) -> None:
    """And leads to the rest."""
    put(council, "Tea")

    page = council.signed_in("duty-reader").get(f"{PAGE}/burst").text

    assert "Nothing of a burst is left to read" in page


def test_an_unsafe_answer_of_a_counted_round_is_read_by_itself(council: Council) -> None:
    """What was asked and chosen, with its team and day; a concern can begin with it; read, it is gone."""
    round_id = council.round()
    with council.database.writing() as session:
        round_ = session.get_one(Round, round_id)
        round_.counted_on, round_.received = dt.date(2026, 11, 22), 9
        round_.unread_by_on = dt.date(2026, 11, 20)
        row = UnreadAnswer(id=b"u" * 16, round_id=round_id, team_id=1, question="know", code="no")
        session.add(row)
    client = council.signed_in("duty-reader")

    page = client.get(PAGE).text
    form = client.get(f"/staff/concerns/new?waiting=unsafe-{(b'u' * 16).hex()}").text
    after = client.get(press(client, "read", page).location).text

    for words in ("Unsafe answer", "Late: was due Fri 20 Nov", "North", "1 to read"):
        assert words in page
    assert "Do you know who your IRO is? No" in form
    assert "Nothing to read now" in after
    assert ("marked-read", f"round {round_id}") in council.deeds()


def test_home_says_when_something_is_late(council: Council) -> None:
    """To the reader with the day; to an administrator without a number; to nobody else."""
    round_id = council.round()
    council.answer(round_id, 1, comments='{"best": "Tea"}', waits=True)
    with council.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE intake SET read_by_on = '2026-11-20'")

    homes = {role: council.signed_in(role).get("/staff/").text for role in Role}

    assert "Read what is late" in homes[Role.DUTY_READER]
    assert "Find somebody to read comments" in homes[Role.ADMINISTRATOR]
    others = [homes[role] for role in Role if role not in (Role.DUTY_READER, Role.ADMINISTRATOR)]
    assert not [page for page in others if "Friday 20 November" in page]
