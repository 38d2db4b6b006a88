"""Returns on staff pages: asked for, filled in by the own team, told when two edit, opened again, published."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient

from feedback import clock, return_drafts, return_links, returns, visit_answers
from feedback.exceptions import RefusedError
from feedback.models.accounts import Role
from feedback.models.returning import Return
from feedback.return_drafts import Written, read_written
from feedback.return_publishing import publish
from tests.returning import TODAY, ask, publish_attributed
from tests.returning import send as send_return
from tests.tongues import speak

from .conftest import Council
from .test_written_down import send

ONE = "/staff/returns/1"


@pytest.fixture
def asked(council: Council) -> Council:
    """North is asked for the ladder, and an organisation for the Lundy checklist."""
    with council.database.writing() as session:
        publish_attributed(
            session, "participation-hart8", "participation-lundy", "young-inspectors-visit", "pledge-check"
        )  # fmt: skip
        ask(session, team="North")
        ask(session, "participation-lundy", maker="Kite Trust")
    return council


@pytest.fixture
def contributor(asked: Council) -> FlaskClient:
    """Somebody of North who makes its returns."""
    return asked.signed_in(Role.CONTRIBUTOR)


@pytest.fixture
def analyst(asked: Council) -> FlaskClient:
    """Somebody who looks after returns."""
    return asked.signed_in(Role.ANALYST)


def read(council: Council, number: int = 1) -> Return:
    """A return as it is stored."""
    with council.database.reading() as session:
        return session.get_one(Return, number)


def test_nothing_is_begun_without_a_team(asked: Council) -> None:
    """Returns says why in the place of the button. Control: with a team it is there."""
    button = ">Begin a return</a>"
    assert button in asked.signed_in(Role.CONTRIBUTOR).get("/staff/returns").text
    with asked.database.writing() as session:
        session.merge(asked.account("contributor@council.gov.uk")).team_id = None

    page = asked.signed_in(Role.CONTRIBUTOR).get("/staff/returns").text

    assert "Your account has no team." in page
    assert button not in page


def test_a_contributor_finds_what_is_asked_of_the_team(contributor: FlaskClient) -> None:
    """On the first page and on Returns; nothing of others."""
    home, listed = contributor.get("/staff/").text, contributor.get("/staff/returns").text

    assert (
        "Make a return: Participation self-assessment, Hart’s ladder".replace("’", "&#39;") in home
    )
    assert f'href="{ONE}"' in home
    assert "Kite Trust" not in home + listed
    assert contributor.get("/staff/returns/2").status_code == 403


def test_what_is_due_much_later_is_no_job_for_now(asked: Council) -> None:
    """Four weeks before, not before that; and what is late is told to those who look after returns."""
    with clock.frozen_at(dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)):
        early = asked.signed_in(Role.CONTRIBUTOR).get("/staff/").text
    with clock.frozen_at(dt.datetime(2026, 12, 9, 12, tzinfo=dt.UTC)):
        late = asked.signed_in(Role.ANALYST).get("/staff/").text

    assert "Nothing to do now" in early
    assert "2 returns are overdue" in late
    assert "Of Kite Trust, North." in late


def test_a_draft_is_saved_and_gone_on_with(asked: Council, contributor: FlaskClient) -> None:
    """By whoever of the team; then sent, and only read."""
    send(contributor, ONE, do="save", recruitment="5", **{"recruitment.evidence": "Two panels"})
    page = contributor.get(f"{ONE}?done=save").text
    champion = asked.signed_in(Role.CHAMPION)
    send(champion, ONE, do="send", recruitment="6", training_next="Ask them")
    sent = champion.get(ONE).text

    assert "Saved. You or somebody of your team can go on later." in page
    assert 'value="5" checked' in page
    assert ">Two panels</textarea>" in page
    assert "6. Adults start it and share decisions" in sent
    assert "<textarea" not in sent
    assert read_written(read(asked)).evidence == {}


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    asked: Council, contributor: FlaskClient
) -> None:
    """Too long, and an answer there is not: 422, with everything in its box; nothing is stored."""
    proof = asked.proof(contributor, ONE)
    long = "x" * 1001

    response = contributor.post(
        ONE,
        data={
            "csrf_token": proof, "seen": "0-asked", "do": "send", "recruitment": "5", "training": "99",
            "recruitment.evidence": long, "design_next": "Kept words",
        },
    )  # fmt: skip

    assert response.status_code == 422
    assert "Make it shorter." in response.text
    assert "Choose one of the answers." in response.text
    assert all(words in response.text for words in (long, "Kept words", 'value="5" checked'))
    assert read(asked).answers == "{}"


def test_what_came_too_late_has_no_button_to_send_it(
    asked: Council, contributor: FlaskClient
) -> None:
    """Sent by somebody else meanwhile: what was typed is there to be copied, and what was sent below it."""
    proof = asked.proof(contributor, ONE)
    send(asked.signed_in(Role.CHAMPION), ONE, do="send", recruitment="6", design_next="Sent")
    typed = {"seen": "0-asked", "do": "send", "recruitment": "5", "design_next": "Late"}

    response = contributor.post(ONE, data={"csrf_token": proof, **typed})

    late, _, said = response.text.partition("What North said")
    assert response.status_code == 409
    assert "This return was sent while you had it open." in late
    assert ("Late" in late, "Sent" in said, "Late" in said) == (True, True, False)
    assert "<textarea" not in response.text


def test_a_return_without_an_answer_is_not_sent(asked: Council, contributor: FlaskClient) -> None:
    """The words are kept on the page."""
    proof = asked.proof(contributor, ONE)
    sent = {"csrf_token": proof, "seen": "0-asked", "do": "send", "design_next": "Kept words"}

    response = contributor.post(ONE, data=sent)

    assert response.status_code == 422
    assert "Choose an answer to one question or more" in response.text
    assert "Kept words" in response.text


def test_two_people_who_edit_it_are_told(asked: Council, contributor: FlaskClient) -> None:
    """The second sees what the first saved and keeps what they typed; saving once more puts it in place."""
    champion = asked.signed_in(Role.CHAMPION)
    proof, seen = asked.proof(champion, ONE), "0-asked"
    send(contributor, ONE, do="save", recruitment="5", recruitment_next="From the first")

    typed = {
        "csrf_token": proof,
        "do": "save",
        "recruitment": "2",
        "training_next": "From the second",
    }
    told = champion.post(ONE, data={**typed, "seen": seen})
    (now,) = re.findall(r'name="seen" value="([^"]+)"', told.text)
    again = champion.post(ONE, data={**typed, "seen": now})

    assert told.status_code == 409
    assert "Somebody else saved this return" in told.text
    assert "From the first" in told.text
    assert ">From the second</textarea>" in told.text
    assert again.status_code == 302
    assert read_written(read(asked)).codes == {"recruitment": ("2",)}


def test_a_page_of_what_was_taken_back_is_no_other_return(
    asked: Council, analyst: FlaskClient
) -> None:
    """Its number is not given again: answers typed for one are never sent as another's."""
    with asked.database.writing() as session:
        kept = ask(session, maker="Kite Trust").id
    page = f"/staff/returns/{kept}"
    typed = {"csrf_token": asked.proof(analyst, page), "seen": "0-asked", "do": "send", "recruitment": "5"}  # fmt: skip
    send(asked.signed_in(Role.ADMINISTRATOR), page, f"{page}/take-back")
    with asked.database.writing() as session:
        other = ask(session, maker="Swift").id

    late = analyst.post(page, data=typed)

    assert late.status_code == 404
    assert other == kept + 1
    assert read(asked, other).answers == "{}"


def test_a_revisit_does_not_show_what_is_put_right(asked: Council) -> None:
    """The first visit's words stand beside the second's while it is sent, and not while it is open again."""
    with asked.database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="North")
        send_return(session, visit, shows="Too loud", welcome="1", go_again="yes")
        (second,) = [one for one in returns.list_stages(session, visit) if one.stage == 2]
        send_return(session, second, shows="Quiet now", welcome="3")
        page = f"/staff/returns/{second.id}"
    manager = asked.signed_in(Role.MANAGER)

    before = manager.get(page).text
    with asked.database.writing() as session:
        return_drafts.reopen(session, session.get_one(Return, visit.id), by=None)
    meanwhile = manager.get(page)

    assert "Too loud" in before
    assert meanwhile.status_code == 200
    assert "Quiet now" in meanwhile.text
    assert "Too loud" not in meanwhile.text


def test_an_analyst_asks_several_at_once(asked: Council, analyst: FlaskClient) -> None:
    """Teams and an organisation, due on a day; asked twice they are there once."""
    page = "/staff/returns/new?questionnaire=pledge-check"
    for _ in range(2):
        send(
            analyst,
            page,
            "/staff/returns/new",
            team="all",
            maker="Swift",
            day="2026-10-01",
            due="2026-12-24",
        )

    with asked.database.reading() as session:
        made = [r for r in returns.list_returns(session) if r.due_on == dt.date(2026, 12, 24)]
        assert [returns.maker_of(one) for one in made] == ["North", "South", "Swift"]


def test_a_contributor_begins_only_the_own_teams(asked: Council, contributor: FlaskClient) -> None:
    """Whatever the form says: the team is theirs, and no organisation is taken."""
    page = "/staff/returns/new?questionnaire=pledge-check"
    send(contributor, page, "/staff/returns/new", team="2", maker="Swift", day="2026-10-01")

    with asked.database.reading() as session:
        made = [
            r for r in returns.list_returns(session) if r.version.questionnaire == "pledge-check"
        ]
        assert [returns.maker_of(one) for one in made] == ["North"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"maker": "YI", "place": "1"}, "Choose the day it took place."),
        ({"maker": "YI", "place": "1", "day": "1999-01-01"}, "between three years ago"),
        ({"maker": "YI", "day": "2026-11-01"}, "Choose the place that is visited"),
        ({"maker": "YI", "place": "1", "day": "2026-11-01", "due": "soon"}, "by which it is due"),
        ({"place": "1", "day": "2026-11-01"}, "Choose a team, or type the name"),
    ],
)
def test_what_is_missing_is_said(
    asked: Council, analyst: FlaskClient, fields: dict[str, str], says: str
) -> None:
    """422, with what was typed; nothing is asked for."""
    data = {
        "csrf_token": asked.proof(analyst, "/staff/"),
        "questionnaire": "young-inspectors-visit",
        "subject": "",
        **fields,
    }

    response = analyst.post("/staff/returns/new", data=data)

    assert response.status_code == 422
    assert says in response.text
    with asked.database.reading() as session:
        assert len(returns.list_returns(session)) == 2


def test_a_sent_return_is_opened_again_by_an_analyst(asked: Council, analyst: FlaskClient) -> None:
    """And its maker changes it; a link is made for one that is open alone."""
    with asked.database.writing() as session:
        send_return(session, session.get_one(Return, 1), recruitment="3")

    refused = analyst.post(f"{ONE}/link", data={"csrf_token": asked.proof(analyst, ONE)})
    send(analyst, ONE, f"{ONE}/reopen")

    assert refused.status_code == 409
    assert "Open it again first" in refused.text
    send(asked.signed_in(Role.CONTRIBUTOR), ONE, do="send", recruitment="4")
    assert asked.deeds()[-1][0] == "sent-return"
    assert read_written(read(asked)).codes == {"recruitment": ("4",)}


def test_publishing_asks_and_is_undone(asked: Council, analyst: FlaskClient) -> None:
    """Not without the tick; without the written words where they were not chosen; withdrawn it is gone."""
    with asked.database.writing() as session:
        send_return(session, session.get_one(Return, 1), recruitment="3", shows="Written words")
    everybody = asked.client()

    unsure = analyst.post(f"{ONE}/publish", data={"csrf_token": asked.proof(analyst, ONE)})
    assert unsure.status_code == 422
    assert "Written words" in unsure.text
    assert everybody.get("/returns/1").status_code == 404
    send(analyst, f"{ONE}/publish", sure="yes")
    assert "3. Tokenism" in everybody.get("/returns/1").text
    assert "Written words" not in everybody.get("/returns/1").text
    assert "North: Participation self-assessment" in everybody.get("/returns").text
    send(analyst, ONE, f"{ONE}/withdraw")
    assert everybody.get("/returns/1").status_code == 404
    assert "North" not in everybody.get("/returns").text
    send(analyst, f"{ONE}/publish", sure="yes", evidence="yes")
    assert "Written words" in everybody.get("/returns/1").text


def test_what_changed_since_it_was_read_is_not_published(
    asked: Council, analyst: FlaskClient
) -> None:
    """Opened and sent again meanwhile: read it once more."""
    with asked.database.writing() as session:
        send_return(session, session.get_one(Return, 1), recruitment="3")
    proof = asked.proof(analyst, ONE)

    response = analyst.post(
        f"{ONE}/publish", data={"csrf_token": proof, "sure": "yes", "seen": "0-sent"}
    )

    assert response.status_code == 409
    assert read(asked).published_on is None


def test_a_link_is_shown_once_and_taken_back(asked: Council, analyst: FlaskClient) -> None:
    """The page after it says until when it works, and not what it is."""
    two = "/staff/returns/2"
    shown = send(analyst, two, f"{two}/link").text
    (link,) = re.findall(r'value="(http[^"]+/return/[^"]+)"', shown)
    path = "/return/" + link.rpartition("/")[2]

    assert asked.client().get(path).status_code == 200
    assert link not in analyst.get(two).text
    assert f"works until {clock.day_words(TODAY + return_links.LASTS)}" in analyst.get(two).text
    send(analyst, two, f"{two}/links/1/revoke")
    assert asked.client().get(path).status_code == 404


def test_the_pledge_is_changed_on_its_page(asked: Council, analyst: FlaskClient) -> None:
    """One promise a line; a problem keeps the text, and so does somebody who was quicker."""
    page = "/staff/returns/pledge"
    send(analyst, page, list="We listen\nWe act\n")
    proof = asked.proof(analyst, page)
    twice = analyst.post(page, data={"csrf_token": proof, "list": "We act\nWe act", "seen": "x"})
    stale = analyst.post(page, data={"csrf_token": proof, "list": "We hide", "seen": "x"})

    assert twice.status_code == 422
    assert "stands twice" in twice.text
    assert stale.status_code == 409
    assert ">We hide</textarea>" in stale.text
    assert "<li>We listen</li>" in stale.text
    assert ">We listen\nWe act</textarea>" in analyst.get(page).text


def test_what_is_compared_is_the_own_teams(asked: Council, analyst: FlaskClient) -> None:
    """A contributor sees their row; an analyst each, and the file of it."""
    with asked.database.writing() as session:
        for team, rung in (("North", "3"), ("South", "6")):
            send_return(session, ask(session, team=team), recruitment=rung)
    page = "/staff/returns/compare?questionnaire=participation-hart8"
    own = asked.signed_in(Role.CONTRIBUTOR).get(page).text

    assert ">North</th>" in own.replace(" </th>", "</th>")
    assert "South" not in own
    assert "South" in analyst.get(page).text
    file = analyst.get("/staff/returns/participation-hart8.xlsx")
    assert file.data[:2] == b"PK"
    assert "participation-hart8-returns-2026-11-23.xlsx" in file.headers["Content-Disposition"]


def test_anonymous_pages_offer_no_attributed_questionnaire(asked: Council) -> None:
    """No round, line, preview, link or cohort of one; the control: it is published, and asked for on Returns."""
    admin = asked.signed_in(Role.ADMINISTRATOR)
    pages = ("rounds/new", "year/new", "preview", "collectors", "cohorts")

    for page in pages:
        assert "Pledge check" not in admin.get(f"/staff/{page}").text, page
    assert admin.get("/staff/preview/pledge-check").status_code == 409
    assert "Pledge check" in admin.get("/staff/returns/new").text


def test_a_place_answers_what_the_inspectors_found(asked: Council, analyst: FlaskClient) -> None:
    """By a link, without an account; it reads the visit, and its answer stands beside it, published or not."""
    visit = sent_visit(asked)
    page = f"/staff/returns/{visit}"
    at = send(analyst, page, f"{page}/answer").headers["Location"]
    address = re.search(r'value="http[^"]*(/return/[^"]+)"', send(analyst, at, f"{at}/link").text)
    assert address
    outside = asked.app.test_client()
    seen = outside.get(address[1]).text
    outside.post(
        address[1],
        data={
            "do": "send",
            "seen": re.findall(r'name="seen" value="([^"]+)"', seen)[0],
            "answer_recommend_1": "will",
            "answer_recommend_1.evidence": "New chairs by 1 May",
        },
    )
    beside = analyst.get(page).text

    assert "Softer chairs" in seen
    assert "What should change second?" not in seen
    assert seen.index("Softer chairs") < seen.index('id="return"')
    assert "New chairs by 1 May" in beside
    assert "Kite House answered on 23 November 2026. The answer is not public" in beside
    assert "New chairs" not in outside.get(f"/returns/{visit}").text


def test_the_answer_is_public_with_its_visit_and_no_longer(
    asked: Council, analyst: FlaskClient
) -> None:
    """Not before the visit is; not in the list by itself; gone when the visit is withdrawn."""
    visit = sent_visit(asked)
    with asked.database.writing() as session:
        answer = visit_answers.ask_answer(
            session, session.get_one(Return, visit), today=TODAY, by=None
        )
        send_return(session, answer, shows="By 1 May", answer_recommend_1="will")
        number = answer.id
    path, page = f"/staff/returns/{number}", f"/staff/returns/{visit}"
    with asked.database.writing() as session, pytest.raises(RefusedError, match="visit first"):
        publish(session, session.get_one(Return, number), with_evidence=True, today=TODAY, by=None)
    send(analyst, f"{page}/publish", sure="yes", evidence="yes")
    alone = analyst.get(f"/returns/{visit}").text
    send(analyst, f"{path}/publish", sure="yes", evidence="yes")
    both, listed = analyst.get(f"/returns/{visit}").text, analyst.get("/returns").text
    send(analyst, page, f"{page}/withdraw")

    assert "By 1 May" not in alone
    assert "By 1 May" in both
    assert "Answer to a visit" not in listed
    assert analyst.get(f"/returns/{number}").status_code == 404


def sent_visit(council: Council) -> int:
    """A visit that inspectors sent of a place outside: its id."""
    with council.database.writing() as session:
        publish_attributed(session, "visit-answer")
        visit = ask(session, "young-inspectors-visit", maker="YI", subject="Kite House")
        written = Written({"welcome": ("2",)}, {"recommend_1": "Softer chairs"})
        seen = returns.state_of(visit)
        return_drafts.send(session, visit, written, seen=seen, today=TODAY, by=None)
        return visit.id


def test_a_staff_page_stays_in_english_in_whatever_language_it_is_asked(
    asked: Council, contributor: FlaskClient
) -> None:
    """It shares its questions and what is wrong with the public page, which speaks every language."""
    speak(asked.database, "pl")
    proof = asked.proof(contributor, ONE)
    sent = {"csrf_token": proof, "seen": "0-asked", "do": "send", "design_next": "Kept words"}

    refused = contributor.post(f"{ONE}?lang=pl", data=sent)

    assert refused.status_code == 422
    assert "This is not saved yet. Nothing you typed is lost" in refused.text
    assert "Choose an answer to one question or more, then send it." in refused.text
    assert "⟦" not in refused.text
    assert 'lang="en"' not in refused.text.partition("<main")[2]
