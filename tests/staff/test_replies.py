"""Replies on the staff pages: a reviewer drafts, a manager answers, an analyst approves and publishes."""

import re
from random import Random
from urllib.parse import urlsplit

import pymupdf
import pytest
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument
from sqlalchemy import select

from feedback.models.accounts import Role
from feedback.models.asking import Round, Team
from feedback.models.posting import Email
from feedback.models.replying import NewsContact, Reply
from feedback.news_contacts import add_contact, read_contact
from feedback.pseudo import make_turned
from feedback.renames import change_team
from feedback.replies import LONGEST, Words, draft
from feedback.teams import TeamLine
from tests.conftest import NOON
from tests.councils import add_round, add_teams, answer, count, fill_round, make_snapshot
from tests.markup import read_html
from tests.pages import Page
from tests.reports.reading import rasterise, read_code
from tests.tongues import speak

from .conftest import Council
from .test_written_down import send

FORM = {
    "figure": "@All teams", "theme": "Waiting", "you_said": "It takes long.", "easy_you_said": "Too long.",
    "kind": "will", "we_did": "We call within a week.", "easy_we_did": "We call you.", "picture": "clock",
    "owner": "Sam", "due_on": "2027-01-31",
}  # fmt: skip
BY_REVIEWER = {
    name: FORM[name] for name in ("figure", "theme", "you_said", "easy_you_said", "picture")
}
NEW, ONE = "/staff/replies/new", "/staff/replies/1"


@pytest.fixture
def counted(council: Council) -> Council:
    """The council with a counted round of thirty answers of North, and one of South's."""
    for team in ("North", "South"):
        id_ = council.round(days=(-60, -20), team=team)
        with council.database.writing() as session:
            round_ = session.get_one(Round, id_)
            fill_round(session, round_, {team: 30}, random=Random(3))
            count(session, round_)
    return council


def write(client: FlaskClient, *, round_: int = 1, **words: str) -> None:
    """Send the form of a new reply."""
    send(client, f"{NEW}?round={round_}", NEW, **{**FORM, **words})


def read(council: Council, reply_id: int = 1) -> Reply:
    """The reply as it is now."""
    with council.database.reading() as session:
        return session.get_one(Reply, reply_id)


def read_words(pdf: bytes) -> str:
    """The words of the first page, spaces as one."""
    with PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


def test_from_a_young_reviewer_to_everybody(counted: Council) -> None:
    """Each does their part on the page; nobody outside reads a word before the last."""
    reviewer, manager = counted.signed_in(Role.REVIEWER), counted.signed_in(Role.MANAGER)
    analyst = counted.signed_in(Role.ANALYST)

    send(reviewer, f"{NEW}?round=1", NEW, **BY_REVIEWER, proposal="A call, with cake.")
    assert "A call, with cake." in manager.get(ONE).text
    send(manager, f"{ONE}/change", **FORM)
    assert "Approve it" not in manager.get(ONE).text
    send(analyst, ONE, do="approve")
    assert "We call within" not in counted.client().get("/changes").text
    send(analyst, ONE, do="publish")

    assert FORM["we_did"] in counted.client().get("/changes").text
    send(reviewer, ONE, do="a-bit")
    assert "It changed a bit" in counted.client().get("/changes").text
    assert "A call, with cake." not in counted.client().get("/changes").text
    assert read(counted).proposal == "A call, with cake."  # the manager's form kept it


def test_a_reviewer_writes_no_answer(counted: Council) -> None:
    """What their form does not ask is not taken, and no button of others works."""
    reviewer = counted.signed_in(Role.REVIEWER)
    write(reviewer, proposal="Cake")

    reply = read(counted)
    assert (reply.we_did, reply.owner, reply.due_on) == ("", "", None)
    assert (reply.you_said, reply.proposal) == (FORM["you_said"], "Cake")
    proof = {"csrf_token": counted.proof(reviewer, f"{ONE}/change")}
    for pressed in ("approve", "publish", "withdraw", "told"):
        assert reviewer.post(ONE, data={"do": pressed, **proof}).status_code == 403


def test_a_manager_publishes_nothing_and_marks_nothing(counted: Council) -> None:
    """They write; somebody else decides; whether it changed is for young people to say."""
    manager = counted.signed_in(Role.MANAGER)
    write(manager)
    proof = {"csrf_token": counted.proof(manager, f"{ONE}/change")}

    for pressed in ("approve", "publish", "withdraw", "changed"):
        assert manager.post(ONE, data={"do": pressed, **proof}).status_code == 403
    assert read(counted).status == "draft"


def test_whoever_wrote_it_is_told_that_somebody_else_approves(counted: Council) -> None:
    """Also when the button is not there and the form is sent all the same."""
    analyst = counted.signed_in(Role.ANALYST)
    write(analyst)
    page = analyst.get(ONE).text
    (seen,) = set(re.findall(r'name="seen" value="([^"]+)"', page))

    answer = counted.post(analyst, ONE, page=ONE, do="approve", seen=seen)

    assert answer.status_code == 422
    assert "Somebody else has to approve it" in answer.text


def test_two_people_who_change_the_same_are_told(counted: Council) -> None:
    """The second keeps what they typed, and the first's words stand."""
    analyst, admin = counted.signed_in(Role.ANALYST), counted.signed_in(Role.ADMINISTRATOR)
    write(analyst)
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', admin.get(f"{ONE}/change").text)
    send(analyst, f"{ONE}/change", **{**FORM, "owner": "Kim"})

    late = counted.post(admin, f"{ONE}/change", page=f"{ONE}/change", seen=seen, **{**FORM, "owner": "Lee"})  # fmt: skip

    assert late.status_code == 409
    assert "Somebody else changed this reply" in late.text
    assert 'value="Lee"' in late.text
    assert read(counted).owner == "Kim"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"you_said": ""}, "Write what people said"),
        ({"theme": ""}, "Choose a question, or write a theme"),
        ({"due_on": "soon"}, "Type the day like this"),
        ({"we_did": "x" * 501}, "has 501 letters"),
        ({"figure": "listened@South"}, "shows no row"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    counted: Council, wrong: dict[str, str], words: str
) -> None:
    """422, the sentence, and every box as it was sent."""
    analyst = counted.signed_in(Role.ANALYST)
    sent = {**FORM, **wrong}

    answer = counted.post(analyst, NEW, page=f"{NEW}?round=1", round="1", **sent)

    assert (answer.status_code, words in answer.text) == (422, True), answer.text
    root = read_html(answer.text)
    values = {one.get("name"): one.get("value") for one in root.iter("input")}
    values |= {one.get("name"): "".join(one.itertext()) for one in root.iter("textarea")}
    for name in ("theme", "you_said", "we_did", "easy_we_did", "owner", "due_on"):
        assert values[name] == sent[name], name


def test_another_teams_row_is_not_shown_to_a_manager(counted: Council) -> None:
    """Neither a reply of South's row nor its rounds. The control: an analyst sees both."""
    manager, analyst = counted.signed_in(Role.MANAGER), counted.signed_in(Role.ANALYST)
    with counted.database.writing() as session:
        round_ = session.get_one(Round, 2)
        draft(session, round_, Words(theme="Waiting", team="South", you_said="Southern words."), by=None)  # fmt: skip

    assert "Southern words." in analyst.get("/staff/replies").text
    assert "Southern words." not in manager.get("/staff/replies").text
    assert manager.get(ONE).status_code == 403
    assert manager.get(f"{NEW}?round=2").status_code == 409
    assert analyst.get(f"{NEW}?round=2").status_code == 200


def test_a_renamed_team_keeps_its_row(counted: Council) -> None:
    """What was counted keeps the old name, and is as much the manager's own as before."""
    manager = counted.signed_in(Role.MANAGER)
    write(manager, figure="know@North")
    with counted.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        change_team(
            session, north, TeamLine("Willow", north.service, None), zone=counted.settings.zone
        )

    form = manager.get(f"{NEW}?round=1").text
    write(manager, figure="know@North", we_did="We call within a day.")

    assert 'value="know@North"' in form
    assert read(counted, 2).team == "North"
    assert manager.get(ONE).status_code == manager.get(f"{ONE}/change").status_code == 200
    assert 'href="/staff/replies/1"' in manager.get("/staff/replies").text


def test_other_teams_together_are_no_managers_own_row(council: Council) -> None:
    """It is not offered, as it would not be taken. The control: whoever sees every team is offered it."""
    with council.database.writing() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        teams = [north, *add_teams(session, ("A1", "A"), ("Big", "A"))]
        round_ = add_round(session, teams, snapshot=make_snapshot(version=9))
        for team, times in zip(teams, (3, 4, 14), strict=True):
            answer(session, round_, team, times=times, answers=["know=yes"])
        round_id = count(session, round_).id
    manager, analyst = council.signed_in(Role.MANAGER), council.signed_in(Role.ANALYST)

    page = f"{NEW}?round={round_id}"
    sent = manager.post(
        NEW,
        data={
            **FORM,
            "round": str(round_id),
            "figure": "know@Other teams",
            "csrf_token": council.proof(manager, NEW),
        },
    )

    assert 'value="know@Other teams"' in analyst.get(page).text
    assert "@Other teams" not in manager.get(page).text
    assert 'value="know@All teams"' in manager.get(page).text
    assert sent.status_code == 403


def test_figures_are_looked_at_then_published_and_taken_away(counted: Council) -> None:
    """Nothing is shown by looking. Of a round that did not ask every team it says whose figures everybody reads."""
    analyst = counted.signed_in(Role.ANALYST)
    page = "/staff/rounds/1/for-everybody"
    assert "everybody reads that they are of North" in analyst.get(page).text
    assert "fb-big" in analyst.get(page).text
    assert "fb-big" not in counted.client().get("/changes/iro-survey").text
    (first, *_) = re.findall(r'type="hidden" name="question" value="([^"]+)"', analyst.get(page).text)  # fmt: skip

    send(analyst, page, question=first, do="publish")
    assert counted.client().get("/changes/iro-survey").text.count("fb-big") == 1
    send(analyst, page, do="withdraw")

    assert "fb-big" not in counted.client().get("/changes/iro-survey").text


def test_what_waits_stands_on_the_first_page_until_it_is_answered(counted: Council) -> None:
    """With its day, for those who write; then it is gone."""
    admin, analyst = counted.signed_in(Role.ADMINISTRATOR), counted.signed_in(Role.ANALYST)
    assert "Answer back" in admin.get("/staff/").text
    assert "Answer back" not in counted.signed_in(Role.REVIEWER).get("/staff/").text

    for reply_id, round_ in ((1, 1), (2, 2)):
        write(analyst, round_=round_)
        send(admin, f"/staff/replies/{reply_id}", do="approve")
        send(admin, f"/staff/replies/{reply_id}", do="publish")

    assert "Answer back" not in admin.get("/staff/").text


def test_a_late_reply_says_when_it_was_due(counted: Council) -> None:
    """Its card stands under Today, so that the day is in its words."""
    assert "It was due on 12 August." in counted.signed_in(Role.ANALYST).get("/staff/").text


def test_a_manager_is_told_what_their_own_team_waits_for(counted: Council) -> None:
    """Not that South's later round of the same questions was replied to. North's own round, by its days, still waits."""
    admin, manager = counted.signed_in(Role.ADMINISTRATOR), counted.signed_in(Role.MANAGER)
    write(counted.signed_in(Role.ANALYST), round_=2)
    send(admin, ONE, do="approve")
    send(admin, ONE, do="publish")

    assert ", 24 September to 3 November (round 1)" in manager.get("/staff/").text
    assert "A later round was replied to" not in manager.get("/staff/replies").text


def test_only_papers_that_hold_something_are_offered(council: Council) -> None:
    """Of one team's row its slips and no poster; to a manager of another nothing, until there is one of all teams."""
    with council.database.writing() as session:
        north, south = session.scalars(select(Team).order_by(Team.id).limit(2))
        round_ = add_round(session, [north, south], snapshot=make_snapshot(version=9))
        for team in (north, south):
            answer(session, round_, team, times=30, answers=["know=yes"])
        round_id, other = count(session, round_).id, south.name
    analyst, admin = council.signed_in(Role.ANALYST), council.signed_in(Role.ADMINISTRATOR)
    manager = council.signed_in(Role.MANAGER)
    offered = []
    for reply_id, row in ((1, other), (2, "All teams")):
        write(analyst, round_=round_id, figure=f"know@{row}")
        send(admin, f"/staff/replies/{reply_id}", do="approve")
        send(admin, f"/staff/replies/{reply_id}", do="publish")
        pages = [client.get("/staff/replies").text for client in (analyst, manager)]
        offered.append([set(re.findall(r"(\w+-(?:slips|poster)\.pdf)", page)) for page in pages])

    slips, poster = "replies-slips.pdf", "replies-poster.pdf"
    assert offered == [[{slips}, set()], [{slips, poster}, {slips, poster}]]
    for client in (analyst, manager):
        for name in (slips, poster):
            assert client.get(f"/staff/rounds/{round_id}/{name}").status_code == 200


def test_papers_hold_the_words_and_lead_to_the_page(counted: Council) -> None:
    """A poster, slips for the team that took part, and the storyboard; nothing of a draft."""
    admin, analyst = counted.signed_in(Role.ADMINISTRATOR), counted.signed_in(Role.ANALYST)
    paths = ["/staff/rounds/1/replies-poster.pdf", "/staff/rounds/1/replies-slips.pdf"]
    write(analyst)
    assert [admin.get(path).status_code for path in paths] == [409, 409]
    send(admin, ONE, do="approve")
    send(admin, ONE, do="publish")

    for path in (*paths, f"{ONE}/storyboard.pdf"):
        answer = admin.get(path)
        text = read_words(answer.data)
        assert answer.mimetype == "application/pdf", path
        assert FORM["we_did"] in text, text
        assert FORM["you_said"] in text
        assert ("/changes/iro-survey" in text) is (path in paths)
        assert ("North" in text) is (path == paths[1])


@pytest.mark.parametrize(("paper", "smallest"), [("poster", 12), ("slips", 6.5)])
def test_long_replies_are_fewer_on_paper_and_not_smaller(
    counted: Council, paper: str, smallest: float
) -> None:
    """Three as long as they may be: the newest alone, in letters that can be read; as many as fit where they are short."""
    admin, analyst = counted.signed_in(Role.ADMINISTRATOR), counted.signed_in(Role.ANALYST)

    def read_sizes(changed: dict[str, str]) -> list[float]:
        words = {**FORM, **changed}
        for number in range(3):
            write(analyst, **{**words, "theme": f"{words['theme']} {number}"})
            with counted.database.reading() as session:
                newest = session.scalars(select(Reply.id).order_by(Reply.id.desc())).first()
            send(admin, f"/staff/replies/{newest}", do="approve")
            send(admin, f"/staff/replies/{newest}", do="publish")
        pages = pymupdf.open(stream=admin.get(f"/staff/rounds/1/replies-{paper}.pdf").data)
        spans = [
            span
            for block in pages[0].get_text("dict")["blocks"]
            for line in block.get("lines", [])
            for span in line["spans"]
        ]
        return [span["size"] for span in spans if span["text"].startswith(words["you_said"][:9])]

    short = read_sizes({"theme": "Short"})
    long = read_sizes({
        "theme": "Long",
        "you_said": ("Alas: " + "reviews take too long, and nobody asks us before them when they should be. " * 4)[:LONGEST["you_said"]].strip(),
        "we_did": ("We ask every child and young person beforehand when it should be, and where. " * 7)[:LONGEST["we_did"]].strip(),
    })  # fmt: skip

    slips = 4 if paper == "slips" else 1
    assert len(short) == slips * (2 if paper == "slips" else 3)
    assert len(long) == slips
    assert min(long) >= smallest


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_printed_replies_lead_to_the_page_in_their_language(counted: Council, tag: str) -> None:
    """The code of a poster is followed; our words are in the language, the council's as they were written, dot at the end."""
    admin = counted.signed_in(Role.ADMINISTRATOR)
    speak(counted.database, "ar", say=make_turned)
    write(admin)
    send(counted.signed_in(Role.ANALYST), ONE, do="approve")
    send(admin, ONE, do="publish")

    listed = admin.get(f"/staff/replies?lang={tag}").text
    for paper in ("poster", "slips"):
        path = f"/staff/rounds/1/replies-{paper}.pdf?lang={tag}"
        pdf = admin.get(path).data
        page = pymupdf.open(stream=pdf)[0]
        picture = rasterise(page, 150)
        height, width = picture.shape
        part = picture if paper == "poster" else picture[: height // 2, : width // 2]
        target = urlsplit(read_code(part)).path
        opened = Page(counted.client().get(target))
        assert opened.root.get("lang") == tag, target
        assert opened.status == 200
        words = " ".join(page.get_text().split())
        assert FORM["you_said"] in words
        assert ("You said" in words) is (tag == "en")
        assert path in listed or tag == "en"


def test_addresses_are_a_press_away_and_the_look_is_written_down(counted: Council) -> None:
    """Once everybody was told they are deleted."""
    analyst, page = counted.signed_in(Role.ANALYST), "/staff/news/iro-survey"
    with counted.database.writing() as session:
        add_contact(session, counted.settings, "iro-survey", read_contact("sam@example.org"))
    assert "sam@example.org" not in analyst.get(page).text

    shown = counted.post(analyst, page, page=page, do="show")
    assert "sam@example.org" in shown.text
    assert counted.deeds()[-1] == ("read-contacts", "questionnaire iro-survey")
    carried = shown.text.split('name="shown" value="')[1].split('"')[0]
    send(analyst, page, do="told", shown=carried)

    assert "sam@example.org" not in counted.post(analyst, page, page=page, do="show").text


def test_whoever_tells_by_hand_reads_in_which_language(counted: Council) -> None:
    """With the address of the page in it, so that who asked in Arabic is not led to English; who asked in English has neither."""
    analyst, page = counted.signed_in(Role.ANALYST), "/staff/news/iro-survey"
    with counted.database.writing() as session:
        for typed, tag in (("07700 900123", "ar"), ("07700 900456", "en")):
            add_contact(session, counted.settings, "iro-survey", read_contact(typed), language=tag)

    shown = counted.post(analyst, page, page=page, do="show").text

    lines = re.findall(r"<li>(0.*?)</li>", shown)
    assert [" ".join(re.sub("<[^>]+>", "", line).split()) for line in lines] == [
        "07700900123: in Arabic, http://127.0.0.1:8000/changes/iro-survey?lang=ar",
        "07700900456",
    ]


def test_taking_a_reply_away_takes_back_the_news_of_it(counted: Council) -> None:
    """An e-mail that the mail server did not take yet: its address waits for the next reply."""
    admin = counted.signed_in(Role.ADMINISTRATOR)
    write(counted.signed_in(Role.ANALYST))
    send(admin, ONE, do="approve")
    send(admin, ONE, do="publish")
    with counted.database.writing() as session:
        body = "\n\nhttps://feedback.example.org/changes/iro-survey?lang=pl\n\n"
        session.add(Email(address="locked", subject="", body=body, made_at=NOON, due_at=NOON, news_key=b"k" * 16, until_on=NOON.date()))  # fmt: skip

    send(admin, ONE, do="withdraw")

    with counted.database.reading() as session:
        assert not session.scalars(select(Email)).all()
        (kept,) = session.scalars(select(NewsContact)).all()
    assert (kept.address, kept.language, kept.id) == ("locked", "pl", b"k" * 16)


def test_who_asks_while_others_are_told_is_not_forgotten(counted: Council) -> None:
    """Only the addresses that the page showed are deleted; from a page that showed none, none are."""
    analyst, page = counted.signed_in(Role.ANALYST), "/staff/news/iro-survey"
    with counted.database.writing() as session:
        add_contact(session, counted.settings, "iro-survey", read_contact("sam@example.org"))
    shown = counted.post(analyst, page, page=page, do="show").text
    carried = shown.split('name="shown" value="')[1].split('"')[0]
    with counted.database.writing() as session:
        add_contact(session, counted.settings, "iro-survey", read_contact("kim@example.org"))

    send(analyst, page, do="told")
    none_gone = counted.post(analyst, page, page=page, do="show").text
    send(analyst, page, do="told", shown=carried)

    after = counted.post(analyst, page, page=page, do="show").text
    assert "sam@example.org" in none_gone
    assert ("sam@example.org" in after, "kim@example.org" in after) == (False, True)


def test_a_reply_of_all_teams_is_theirs_whose_team_took_part(counted: Council) -> None:
    """South alone was asked in the second round: all teams are South. Once it is published everybody reads it."""
    manager, analyst = counted.signed_in(Role.MANAGER), counted.signed_in(Role.ANALYST)
    write(analyst, round_=2)

    asked = [manager.get(ONE), manager.get(f"{ONE}/change"), manager.get(f"{ONE}/storyboard.pdf")]
    tried = manager.post(
        f"{ONE}/change",
        data={**FORM, "we_did": "By North.", "csrf_token": counted.proof(manager, NEW)},
    )

    assert [one.status_code for one in (*asked, tried)] == [403] * 4
    assert FORM["you_said"] not in manager.get("/staff/replies").text
    assert read(counted).we_did == FORM["we_did"]
    assert analyst.get(f"{ONE}/change").status_code == 200

    with counted.database.writing() as session:
        reply = session.get_one(Reply, 1)
        reply.status, reply.published_on = "published", NOON.date()
    assert manager.get(ONE).status_code == 200
    assert manager.get(f"{ONE}/change").status_code == 403


def test_rows_of_the_same_name_are_told_apart_by_their_teams(council: Council) -> None:
    """Two rows “Other teams”: the form names their teams, and what is chosen is what is shown afterwards."""
    with council.database.writing() as session:
        teams = add_teams(session, ("A1", "A"), ("A2", "A"), ("B1", "B"), ("B2", "B"), ("Big", "A"))
        round_ = add_round(session, teams, snapshot=make_snapshot(version=9))
        for team, times, said in zip(
            teams, (3, 3, 4, 4, 12), ("yes", "yes", "no", "no", "yes"), strict=True
        ):
            answer(session, round_, team, times=times, answers=[f"know={said}"])
        round_id = count(session, round_).id
    analyst = council.signed_in()
    form = analyst.get(f"{NEW}?round={round_id}").text

    write(analyst, round_=round_id, figure="know@Other teams, 2")
    page, changed = analyst.get(ONE).text, analyst.get(f"{ONE}/change").text

    assert '<optgroup label="Other teams: A1, A2"><option value="know@Other teams, 1">' in form
    assert '<optgroup label="Other teams: B1, B2"><option value="know@Other teams, 2">' in form
    assert "Other teams: B1, B2" in page
    assert '<option value="know@Other teams, 2" selected>' in changed
    assert changed.count(" selected>Knows") == 1
