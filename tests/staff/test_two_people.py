"""Two people with the same page open: whoever saves second is told, with what they typed, and nobody's work is lost.

One list of every form of staff. Each is told (and tried here, by two people), or harmless (and says why); an address
that takes a form and is in neither fails the build.
"""

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from feedback import accounts, clock
from feedback.models.answering import Comment, SealedAnswer
from feedback.models.holding import Burst
from feedback.models.replying import PublicResults
from feedback.web.access import EVERYBODY, open_to
from tests.conftest import NOON
from tests.guards.council import HASHED, PASSWORD, Filled, fill_copy
from tests.sounding import make_mp3

from .conftest import Council, list_forms
from .editing import ADMIN, OTHER, READER, Edit, find_form, list_faults, post


def add_food(_filled: Filled, client: FlaskClient) -> None:
    """A theme to change."""
    post(client, "/staff/themes", "/staff/themes", name="Food")


def show_figures(filled: Filled, _client: FlaskClient) -> None:
    """Figures that everybody sees."""
    with filled.database.writing() as session:
        session.add(PublicResults(round_id=1, questions='["know_iro"]', published_on=NOON.date()))


def close_ash(_filled: Filled, client: FlaskClient) -> None:
    """A team that is closed."""
    post(client, "/staff/teams/3/close", "/staff/teams/3/close", day="2026-11-30", sure="yes")


def withdraw_return(_filled: Filled, client: FlaskClient) -> None:
    """A return that was sent and is not public."""
    post(client, "/staff/returns/1", "/staff/returns/1/withdraw")


def flood(filled: Filled, _client: FlaskClient) -> None:
    """Answers that came in a burst."""
    with filled.database.writing() as session:
        burst = Burst(round_id=2, collector_id=1, answers=0, characters=0)
        session.add(burst)
        session.flush()
        for row in session.scalars(select(SealedAnswer).where(SealedAnswer.round_id == 2)):
            row.burst_id, row.hurried = burst.id, True


def hold_words(filled: Filled, _client: FlaskClient) -> None:
    """Words of a burst that was left out, which nobody has read."""
    with filled.database.writing() as session:
        session.execute(update(Comment).where(Comment.status == "new").values(held=True))


SENTENCE = "How did our help work for you?"
RECORDING: list[str] = []
SHEETS: list[bytes] = []  # the workbook that both were handed


def keep_sheet(_filled: Filled, client: FlaskClient) -> None:
    """The workbook that both were handed."""
    SHEETS[:] = [client.get("/staff/languages/pl.xlsx").data]


def name_recording(_filled: Filled, client: FlaskClient) -> None:
    """The recording whose button both may press."""
    RECORDING[:] = re.findall(r'value="know_iro (\w+)"', client.get(ALL_PARTS).text)


def write_sheet(words: str) -> tuple[io.BytesIO, str]:
    """It, with other words beside one sentence."""
    book = load_workbook(io.BytesIO(SHEETS[0]))
    for row in book["Sentences"].iter_rows(min_row=2):
        row[5].value = words if row[3].value == SENTENCE else row[5].value
    made = io.BytesIO()
    book.save(made)
    return io.BytesIO(made.getvalue()), "pl.xlsx"


LANGUAGE, ALL_PARTS = "/staff/languages/pl", "/staff/recordings/en/iro-survey/2/standard"
ACCOUNT, ACTIVITY, GIVEN = "/staff/accounts/8", "/staff/activities/1", "/staff/given-out"
NEW_ROLE = {"role": "reviewer", "team": "", "password": PASSWORD}
LINE = {"day": "2026-10-30", "method": "forum", "people": "11", "audience": "Care leavers"}
GENDERS = "item,code,count\neq_gender,boy,390\neq_gender,other,10\n"
CHANGE = "/staff/rounds/3/change?at=look&team=1&opens={}&closes=2027-04-30"
MOVED = "/staff/rounds/3/change?at=look&team=1&opens=2027-02-15&closes=2027-03-31"
ROUND = Edit("/staff/rounds/<round_id>/change", MOVED, {}, {})
ROLE = Edit("/staff/accounts/<account_id>", ACCOUNT, NEW_ROLE, {})
NOTED = Edit("/staff/activities/<activity_id>", ACTIVITY, LINE, {})
SHEET = Edit(
    "/staff/languages/<tag>", LANGUAGE,
    {"workbook": lambda: write_sheet("Odejdź"), "name": ""},
    {"workbook": lambda: write_sheet("Wyjdź"), "name": "A. Reader"},
    before=keep_sheet, again=keep_sheet, typed='value="A. Reader"', kept="Odejdź", kept_at=f"{LANGUAGE}.xlsx",
)  # fmt: skip

TOLD = [
    Edit(ROLE.rule, ACCOUNT, NEW_ROLE, {**NEW_ROLE, "role": "interviewer"}, role=ADMIN),
    Edit("/staff/accounts/<account_id>/invite", ACCOUNT, NEW_ROLE, {"password": PASSWORD}, role=ADMIN,
         to=f"{ACCOUNT}/invite", meanwhile=ROLE, kept="<p>Reviewer:"),
    Edit("/staff/accounts/<account_id>/close", f"{ACCOUNT}/close", NEW_ROLE, {"password": PASSWORD}, role=ADMIN,
         meanwhile=ROLE, kept="<p>Reviewer:", kept_at=ACCOUNT),
    Edit(NOTED.rule, ACTIVITY, LINE, {**LINE, "people": "12"}),
    Edit("/staff/activities/<activity_id>/remove", ACTIVITY, LINE, {}, to=f"{ACTIVITY}/remove", meanwhile=NOTED,
         kept='value="11"'),
    Edit("/staff/cohorts", "/staff/cohorts?questionnaire=iro-survey",
         {"list": f"{GENDERS}eq_gender,girl,400\n", "do": "save"},
         {"list": f"{GENDERS}eq_gender,girl,410\n", "do": "save"},
         mark={"list": None}, look="look", kept="eq_gender,girl,400", typed="eq_gender,girl,410"),
    Edit("/staff/comments", "/staff/comments?status=released", {"do": "release", "text": "Biscuits and tea"},
         {"do": "release", "text": "Biscuits for all"}, role=READER, mark={"comment": None}, kept="Biscuits and tea"),
    Edit("/staff/concern-routes", "/staff/concern-routes", {"goes_to": "Ada", "reach": "01632 960001"},
         {"goes_to": "Ben", "reach": "01632 960002"}, role=READER, mark={"kind": "complaint"}),
    Edit("/staff/concerns/<reference>", "/staff/concerns/{concern}", {"do": "note", "text": "Rang the school"},
         {"do": "note", "text": "Wrote to the school"}, role=READER, mark={"do": "note"}, kept="Rang the school"),
    Edit("/staff/concerns/<reference>/compliment", "/staff/concerns/{praise}/compliment",
         {"worker": "Ada", "words": "She was kind to me", "address": "", "do": "pass-on"},
         {"worker": "Ada", "words": "She was very kind", "address": "", "do": "pass-on"}, role=READER,
         mark={"worker": None}, look="look", kept="The sheet for Ada", kept_at="/staff/concerns/{praise}"),
    Edit("/staff/due", "/staff/due", {"list": "team,questionnaire,due\nOak,iro-survey,41\n", "do": "save"},
         {"list": "team,questionnaire,due\nOak,iro-survey,42\n", "do": "save"},
         mark={"list": None}, look="look", kept='value="41"', kept_at=GIVEN, typed="Oak,iro-survey,42"),
    SHEET,
    Edit("/staff/languages/<tag>/approve", LANGUAGE, SHEET.first, {"name": "B. Manager"}, to=f"{LANGUAGE}/approve",
         meanwhile=SHEET, before=keep_sheet, kept="Take it back"),
    Edit("/staff/pledges/<promise_id>", "/staff/pledges/1", {"measure": "iro.know_iro"}, {"measure": "iro.listened"}),
    Edit("/staff/recordings/<tag>/<questionnaire>/<number>/<variant>", ALL_PARTS,
         {"file-asked": lambda: (io.BytesIO(make_mp3(2)), "one.mp3")},
         {"file-asked": lambda: (io.BytesIO(make_mp3(3)), "two.mp3")},
         mark={"seen-asked": None}, status=422, kept="0:02", typed="Somebody else saved"),
    Edit("/staff/recordings/<tag>/<questionnaire>/<number>/<variant>/take-away", ALL_PARTS,
         {"file-know_iro": lambda: (io.BytesIO(make_mp3(2)), "one.mp3")}, {"recording": lambda: f"know_iro {RECORDING[0]}"},
         to=f"{ALL_PARTS}/take-away",
         meanwhile=Edit("", ALL_PARTS, {}, {}, mark={"seen-asked": None}), before=name_recording,
         again=name_recording, kept="0:02", typed="Somebody else took it away or replaced it"),
    Edit("/staff/replies/<reply_id>", "/staff/replies/2", {"do": "approve"}, {"do": "withdraw"},
         mark={"do": "withdraw"}, meanwhile=Edit("", "/staff/replies/2", {}, {}, mark={"do": "approve"}),
         kept="Approved"),
    Edit("/staff/replies/<reply_id>/change", "/staff/replies/2/change", {"we_did": "We bought fruit"},
         {"we_did": "We bought bread"}),
    Edit("/staff/returns/<return_id>", "/staff/returns/2", {"kept_1.evidence": "Two panels", "do": "save"},
         {"kept_1.evidence": "Three panels", "do": "save"}, mark={"kept_1.evidence": None}),
    Edit("/staff/returns/<return_id>/publish", "/staff/returns/1/publish", {"sure": "yes"},
         {"sure": "yes", "evidence": "yes"}, before=withdraw_return, kept="Withdraw", kept_at="/staff/returns/1",
         typed="Somebody else published it"),
    Edit("/staff/returns/pledge", "/staff/returns/pledge", {"list": "We listen\nWe act"}, {"list": "We hear"}),
    Edit("/staff/rounds/<round_id>/cancel", "/staff/rounds/3/cancel", {}, {}, meanwhile=ROUND, kept="15 Feb",
         kept_at="/staff/rounds"),
    Edit(ROUND.rule, CHANGE.format("2027-02-20"), {}, {}, meanwhile=ROUND, kept="15 Feb", kept_at="/staff/rounds",
         typed="2027-02-20"),
    Edit("/staff/rounds/<round_id>/collectors/<collector_id>/given-out", GIVEN, {"count": "12"}, {"count": "15"},
         to="/staff/rounds/2/collectors/1/given-out", mark={"count": None}, kept="12</strong> given out"),
    Edit("/staff/rounds/<round_id>/teams/<team_id>/counts", GIVEN, {"due": "41", "refused": "2", "no_contact": "1"},
         {"due": "42", "refused": "3", "no_contact": "0"}, to="/staff/rounds/2/teams/1/counts"),
    Edit("/staff/rounds/<round_id>/for-everybody", "/staff/rounds/1/for-everybody", {"do": "withdraw"},
         {"do": "withdraw"}, mark={"do": "withdraw"}, before=show_figures, kept="Nothing of this round is shown"),
    Edit("/staff/rounds/<round_id>/held", "/staff/rounds/2/held", {"do": "keep"}, {"do": "leave-out"},
         mark={"batch": None}, before=flood, kept="Will be counted"),
    Edit("/staff/talks", "/staff/talks", {"do": "done", "note": "Rang at noon"},
         {"do": "done", "note": "Met at school"}, role=READER, mark={"talk": None}, kept="Rang at noon",
         kept_at="/staff/talks?status=done", typed="Met at school"),
    Edit("/staff/teams/<team_id>", "/staff/teams/1", {"name": "Oakwood", "service": "Care", "group": ""},
         {"name": "Oaks", "service": "Children in care", "group": "West"}, mark={"name": None}),
    Edit("/staff/teams/<team_id>/close", "/staff/teams/3/close", {"day": "2026-11-30", "sure": "yes"},
         {"day": "2026-12-15", "sure": "yes"}, kept="30 November 2026", kept_at="/staff/teams/3"),
    Edit("/staff/teams/<team_id>/merge", "/staff/teams/3/merge", {"into": "1", "day": "2026-11-30", "sure": "yes"},
         {"into": "2", "day": "2026-12-15", "sure": "yes"}, kept="Oak", kept_at="/staff/teams/3"),
    Edit("/staff/teams/<team_id>/reopen", "/staff/teams/3", {}, {}, to="/staff/teams/3/reopen", before=close_ash,
         kept="/staff/teams/3/close"),
    Edit("/staff/teams/list", "/staff/teams/list", {"list": "team,service,group\nOak,First,\n", "do": "save"},
         {"list": "team,service,group\nOak,Second,\n", "do": "save"},
         mark={"list": None}, look="look", kept='value="First"', kept_at="/staff/teams/1", typed="Oak,Second"),
    Edit("/staff/themes/<code>", "/staff/themes", {"name": "Meals", "do": "save"}, {"name": "Dinners", "do": "save"},
         to="/staff/themes/.+", mark={"do": "merge"}, before=add_food),
    Edit("/staff/to-read", "/staff/to-read", {"do": "read"}, {"do": "escalate"}, role=READER, mark={"item": None},
         kept="Biscuits", kept_at="/staff/comments?status=read"),
    Edit("/staff/to-read/burst", "/staff/to-read/burst", {}, {}, role=READER, mark={"seen": None}, before=hold_words,
         kept="Nothing of a burst is left to read"),
    Edit("/staff/who-reads", "/staff/who-reads",
         {"reader": "Ada", "cover": "Ben", "emails": "ada@council.gov.uk", "do": "save"},
         {"reader": "Cal", "cover": "Dee", "emails": "cal@council.gov.uk", "do": "save"},
         role=READER, mark={"language": "en"}),
    Edit("/staff/who-reads/words/<kind>", "/staff/who-reads", {"words": "Ada"}, {"words": "Ben"}, role=READER,
         to="/staff/who-reads/words/staff"),
]  # fmt: skip

ADDS = "It adds a new thing and changes none."
GIVES = "It gives a file and changes nothing."
OWN = "It is of whoever is signed in, and nobody else can."
ONCE = "One press that two people can only mean alike: done twice it is done once, or refused."
HARMLESS = {
    "/staff/account/no-second-step": OWN,
    "/staff/account/password": OWN,
    "/staff/account/recovery-codes": OWN,
    "/staff/account/weekly": OWN,
    "/staff/accounts": ADDS,
    "/staff/activities": ADDS,
    "/staff/activities/<activity_id>/restore": ONCE,
    "/staff/collectors/in-person": "It adds links, and leaves those there are as they are.",
    "/staff/collectors/slips.pdf": ADDS,
    "/staff/concerns/new": ADDS,
    "/staff/draws": ADDS,
    "/staff/draws/<draw_id>/done": ONCE,
    "/staff/draws/<draw_id>/slips.pdf": ADDS,
    "/staff/emails": "It takes off what its page listed; what failed meanwhile stays.",
    "/staff/files/<order_id>/file": OWN,
    "/staff/interviews/<code>": ADDS,
    "/staff/invitation/<token>": OWN,
    "/staff/materials": ADDS,
    "/staff/news/<questionnaire>": "It shows addresses, or deletes those that its page showed; who asked meanwhile stays.",
    "/staff/paper/<code>": ADDS,
    "/staff/pledges": "It begins a list where there is none, and is refused where there is one.",
    "/staff/prizes": ADDS,
    "/staff/prizes/<prize_id>": "Its steps follow one another, and one that is done is refused.",
    "/staff/replies/new": ADDS,
    "/staff/returns/<return_id>/answer": ADDS,
    "/staff/returns/<return_id>/link": ADDS,
    "/staff/returns/<return_id>/links/<link_id>/revoke": ONCE,
    "/staff/returns/<return_id>/reopen": ONCE,
    "/staff/returns/<return_id>/take-back": "It is refused once something is written in the return.",
    "/staff/returns/<return_id>/withdraw": ONCE,
    "/staff/returns/new": ADDS,
    "/staff/rounds/<round_id>/close": "It takes effect at midnight, the page says so, and anybody can undo it.",
    "/staff/rounds/<round_id>/keep-open": "It undoes the press before, and can be pressed again until midnight.",
    "/staff/rounds/<round_id>/records": GIVES,
    "/staff/rounds/new": ADDS,
    "/staff/second-step": OWN,
    "/staff/second-step/set-up": OWN,
    "/staff/sign-in": OWN,
    "/staff/sign-out": OWN,
    "/staff/slips/<batch_id>/void": ONCE,
    "/staff/teams": ADDS,
    "/staff/themes": ADDS,
    "/staff/workbooks": ADDS,
    "/staff/workbooks/<issue_id>/file": GIVES,
    "/staff/workbooks/<issue_id>/withdraw": ONCE,
    "/staff/year/<plan_id>/stop": ONCE,
    "/staff/year/new": ADDS,
}


@pytest.fixture(scope="module")
def begun(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address, in which two of each kind are signed in."""
    with clock.frozen_at(NOON):
        filled = fill_copy(template, tmp_path_factory.mktemp("two"))
        database = filled.database
        with database.writing() as session:
            for role in (ADMIN, READER):
                second = accounts.make_account(session, f"second-{role}@council.gov.uk", role=role)
                second.password = HASHED
        for name in {*(role.value for role in OTHER), *OTHER.values()}:
            filled.browsers[name] = filled.sign_in(name)
        database.checkpoint()
        with (
            closing(sqlite3.connect(database.file)) as now,
            closing(sqlite3.connect(f"{database.file}.begun")) as kept,
        ):
            now.backup(kept)
        yield filled


@pytest.fixture
def filled(begun: Filled) -> Filled:
    """The council as it began."""
    file = begun.database.file
    with closing(sqlite3.connect(f"{file}.begun")) as kept, closing(sqlite3.connect(file)) as now:
        kept.backup(now)
    return begun


NAMES = [f"{edit.rule}-{number}" for number, edit in enumerate(TOLD)]


@pytest.mark.parametrize("edit", TOLD, ids=NAMES)
def test_whoever_saves_second_is_told(filled: Filled, edit: Edit) -> None:
    """What the first saved stays, and what the second typed is still on the page."""
    assert list_faults(filled, edit) == []


@pytest.mark.parametrize("edit", TOLD, ids=NAMES)
def test_whoever_has_looked_again_is_not(filled: Filled, edit: Edit) -> None:
    """The control: with nothing to notice, the same test finds that the second undid the first."""
    assert list_faults(filled, edit, told=False) != []


def test_a_form_without_its_check_is_found_out(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the check of one taken out, its test fails."""
    (edit,) = (one for one in TOLD if one.rule == "/staff/themes/<code>")
    monkeypatch.setattr("feedback.themes.check_seen", lambda *_: None)

    assert "the second was answered with 302" in list_faults(filled, edit)


def test_every_form_is_told_or_harmless(begun: Filled) -> None:
    """In one of the lists, and in no more than one; nothing is listed that is not there."""
    told = {edit.rule for edit in TOLD}

    assert told & set(HARMLESS) == set()
    assert list_forms(begun.app) ^ (told | set(HARMLESS)) == set()


def test_a_new_form_is_found_out(council: Council) -> None:
    """The control: one that is in neither."""
    council.app.add_url_rule(
        "/staff/motto", view_func=open_to(EVERYBODY)(lambda: "saved"), methods=["POST"]
    )

    assert list_forms(council.app) - {edit.rule for edit in TOLD} - set(HARMLESS) == {
        "/staff/motto"
    }


def test_what_is_typed_of_a_thing_that_is_gone_is_shown(filled: Filled) -> None:
    """A return that was taken back while somebody filled it in: their words to copy, and no secret of theirs."""
    page = "/staff/returns/2"
    first, second = filled.browsers["analyst"], filled.browsers["administrator"]
    form = find_form(second.get(page).text, page, page, {"kept_1.evidence": None})
    typed = {
        "kept_1.evidence": "Two panels, <b>five</b> children",
        "password": "three plain words",
        "_at": "where it stood",
    }
    post(first, page, f"{page}/take-back")

    came = second.post(page, data=form | typed)

    assert came.status_code == 404
    assert "It is not saved. Copy it if you need it." in came.text
    assert "Two panels, &lt;b&gt;five&lt;/b&gt; children" in came.text
    assert "three plain words" not in came.text
    assert "where it stood" not in came.text
    assert "What you wrote" not in second.get(page).text
