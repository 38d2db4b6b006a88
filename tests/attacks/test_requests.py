"""Nothing that anybody can send breaks the app, makes it hang, or leaves rows behind when it is refused.

Made-up requests and spoilt bodies to every address of `app.url_map`, from strangers and from every role.
"""

import re
import urllib.parse
from random import Random
from typing import Any

import pytest
from flask import request
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from feedback.app import create_app
from feedback.models.accounts import Role
from feedback.web.access import EVERYBODY, open_to
from tests.attacks.mutating import as_multipart, choose_type, mutate
from tests.attacks.requests import Rows, Watch, list_targets
from tests.guards.council import Filled
from tests.pages import visit

EVERYONE: list[Role | None] = [None, *Role]
CASES, MANY_CASES = 500, 20_000  # made up by Hypothesis: every day, and behind `make soak`
BODIES, MANY_BODIES = 3_000, 200_000  # spoilt bytes
DRAWN = (".pdf", ".png", ".zip", ".xlsx")
SIGN_OUT = "/staff/sign-out"  # never with its proof: everybody else would be signed out too
NAMES = [
    "know_iro", "best", "_show", "_at", "_kept.best", "_kept.", "token", "lang", "variant", "of", "code", "next", "try",
    "measure", "group", "status", "place", "did", "do", "comment", "text", "state", "email", "password", "csrf_token",
    "_token", "_saved", "password_confirm", "password_now", "with", "add", "undo", "count", "seen", "due", "refused",
    "no_contact", "list", "round", "name", "service", "into", "day", "sure", "team", "link", "added", "now",
]  # fmt: skip
VALUES = [
    "",
    "yes",
    "pl/easy-read",
    "/",
    "-1",
    "0",
    "9" * 30,
    "١٢٣",
    "\0",
    "../../etc/passwd",
    "<b>",
    "' OR 1=1--",
    "\ud800",
    "x" * 2000,
]
HEADERS = ["Accept-Language", "Accept-Encoding", "Cookie", "Range", "If-None-Match", "Host", "Origin", "Referer", "X-Forwarded-For", "Content-Type", "X-HTTP-Method-Override"]  # fmt: skip


class Visitors:
    """Somebody of each role with a proof for forms, and a stranger; and addresses that lead somewhere."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.targets = list_targets(filled.app)
        self.clients: dict[Role | None, FlaskClient] = {
            role: filled.client(role) for role in EVERYONE
        }
        self.proofs = {role: _find_proof(client) for role, client in self.clients.items()}
        ids = filled.rounds.values()
        self.real = {
            **filled.paths(),
            "/staff/rounds/<round_id>/keep-open": [f"/staff/rounds/{id_}/keep-open" for id_ in ids],
            "/staff/rounds/<round_id>/collectors/<collector_id>/given-out": [
                f"/staff/rounds/{id_}/collectors/1/given-out" for id_ in ids
            ],
            "/staff/rounds/<round_id>/teams/<team_id>/counts": [
                f"/staff/rounds/{id_}/teams/1/counts" for id_ in ids
            ],
            **{
                f"/staff/returns/<return_id>/{what}": [
                    f"/staff/returns/{id_}/{what}" for id_ in "123"
                ]
                for what in ("reopen", "take-back", "link", "withdraw", "answer")
            },
            "/staff/returns/<return_id>/links/<link_id>/revoke": [
                f"/staff/returns/{id_}/links/1/revoke" for id_ in "13"
            ],
            "/staff/accounts/<account_id>/invite": ["/staff/accounts/8/invite"],
            **{
                f"/staff/draws/<draw_id>/{what}": [f"/staff/draws/{id_}/{what}" for id_ in "19"]
                for what in ("done", "slips.pdf")
            },
            "/staff/languages/<tag>/approve": ["/staff/languages/pl/approve"],
            "/staff/recordings/<tag>/<questionnaire>/<number>/<variant>/take-away": [
                "/staff/recordings/en/iro-survey/2/standard/take-away"
            ],
            "/staff/themes/<code>": ["/staff/themes/waiting", "/staff/themes/none"],
            "/staff/who-reads/words/<kind>": [
                f"/staff/who-reads/words/{kind}" for kind in ("concern", "staff", "none")
            ],
            "/staff/workbooks/<issue_id>/file": [
                "/staff/workbooks/1/file",
                "/staff/workbooks/9/file",
            ],
            **{
                f"/staff/activities/<activity_id>/{do}": [f"/staff/activities/1/{do}"]
                for do in ("remove", "restore")
            },
            "/staff/teams/<team_id>/reopen": ["/staff/teams/1/reopen", "/staff/teams/3/reopen"],
        }

    def watch(self) -> Watch:
        """Begin to watch the council."""
        return Watch(Rows(self.filled.database.file))

    def fill_path(self, rule: str, gap: str, *, real: int | None) -> str:
        """`rule` with its gap filled: an address that leads somewhere, or `gap` as it comes."""
        if "<" not in rule:
            return rule
        known = [path.partition("?")[0] for path in self.real[rule]]
        if real is not None and not rule.endswith(DRAWN):
            return known[real % len(known)]
        return re.sub(
            "<[^>]+>", lambda _: urllib.parse.quote(gap, safe="", errors="surrogatepass"), rule
        )


def _find_proof(client: FlaskClient) -> str:
    page = client.get("/staff/", follow_redirects=True).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def visitors(filled: Filled) -> Visitors:
    """Everybody, signed in."""
    return Visitors(filled)


@pytest.fixture(autouse=True)
def page_faults() -> None:
    """Pages are not read here: thousands of them, each unlike any other, take a tenth of a second each."""


TEXT = st.one_of(st.text(max_size=40), st.sampled_from(VALUES))
FIELDS = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), TEXT), TEXT), max_size=6)
MADE_UP = st.fixed_dictionaries(
    {
        "target": st.integers(0, 10_000),
        "role": st.sampled_from(EVERYONE),
        "real": st.one_of(st.none(), st.integers(0, 20)),
        "gap": TEXT,
        "query": FIELDS,
        "form": FIELDS,
        "proof": st.booleans(),
        "headers": st.lists(
            st.tuples(st.sampled_from(HEADERS), st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)),
            max_size=3,
        ),
    }
)  # fmt: skip


def send_made_up(visitors: Visitors, watch: Watch, case: dict[str, Any]) -> None:
    """Send what Hypothesis made up."""
    method, rule = visitors.targets[case["target"] % len(visitors.targets)]
    path = visitors.fill_path(rule, case["gap"], real=case["real"])
    proof = (
        [("csrf_token", visitors.proofs[case["role"]])]
        if case["proof"] and rule != SIGN_OUT
        else []
    )
    watch.send(
        visitors.clients[case["role"]],
        f"{method} {path} {case}",
        method=method,
        path=path,
        query_string=_encode(case["query"]),
        data=_encode([*case["form"], *proof]) if method == "POST" else None,
        content_type="application/x-www-form-urlencoded" if method == "POST" else None,
        headers=[(name, value) for name, value in case["headers"] if name != "Cookie"],
    )


def _encode(pairs: list[tuple[str, str]]) -> str:
    return urllib.parse.urlencode(pairs, errors="surrogatepass")


@pytest.mark.parametrize("cases", [CASES, pytest.param(MANY_CASES, marks=pytest.mark.soak)])
def test_no_made_up_request_breaks_anything(visitors: Visitors, cases: int) -> None:
    """Any address, gap, query, form and header, from anybody: no 5xx, no hang, no rows from what was refused."""
    watch = visitors.watch()

    @settings(
        max_examples=cases, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=MADE_UP)
    def send(case: dict[str, Any]) -> None:
        send_made_up(visitors, watch, case)

    send()

    print(
        f"{watch.statuses.total()} requests, {dict(watch.statuses)}, slowest {watch.slowest:.2f} s"
    )
    assert watch.faults == []
    assert watch.statuses.total() >= cases
    assert len(watch.statuses) >= 6  # they came to more than the first refusal


def find_seen(visitors: Visitors) -> str:
    """What the page of a team shows as seen, so that the form gets past the look at it."""
    return (
        visitors.clients[Role.ANALYST]
        .get("/staff/teams/1")
        .text.split('name="seen" value="')[1]
        .split('"')[0]
    )


COHORT = "item,code,count\neq_disability,yes,40\neq_disability,no,160\n"


def list_honest_forms(visitors: Visitors) -> list[tuple[Role | None, str, dict[str, str]]]:
    """Forms as honest people send them, with everything right: who, where to, and what."""
    filled, open_code = visitors.filled, visitors.filled.codes["open"]
    stranger = filled.app.test_client()
    soon = filled.codes["soon"]
    forms: list[tuple[Role | None, str, dict[str, str]]] = []
    for code in (open_code, soon):
        token = visit(stranger, f"/q/{code}").token
        forms += [
            (None, f"/q/{code}", {"token": token, "know_iro": "yes", "best": "Biscuits"}),
            (
                None,
                f"/q/{code}",
                {
                    "token": token,
                    "know_iro": "no",
                    "_show": "en/easy-read",
                    "_at": "best",
                    "_kept.best": "Tea",
                },
            ),
        ]
    sheet = visitors.clients[Role.INTERVIEWER].get(f"/staff/paper/{open_code}").text
    paper = re.findall(r'name="_token" value="([^"]+)"', sheet)[0]
    page = visitors.clients[Role.INTERVIEWER].get(f"/staff/interviews/{filled.codes['asked']}").text
    asked = re.findall(r'name="_token" value="([^"]+)"', page)[0]
    round_ = f"/staff/rounds/{filled.rounds['open']}"
    proof = visitors.proofs
    return [
        *forms,
        (Role.INTERVIEWER, f"/staff/paper/{open_code}", {"_token": paper, "_saved": "0", "know_iro": "1", "best": "Tea", "csrf_token": proof[Role.INTERVIEWER]}),
        (Role.INTERVIEWER, f"/staff/interviews/{filled.codes['asked']}", {"_token": asked, "know_iro": "yes", "best": "Tea", "csrf_token": proof[Role.INTERVIEWER]}),
        (Role.ANALYST, "/staff/collectors/in-person", {"questionnaire": "iro-survey", "team": "Oak", "use": "tablet", "csrf_token": proof[Role.ANALYST]}),
        (Role.DUTY_READER, "/staff/to-read/burst", {"seen": "00:x", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/to-read", {"item": "00", "state": "x", "do": "read", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/who-reads", {"language": "pl", "reader": "Team", "cover": "Other", "emails": "a@b.uk", "days": "1", "seen": "x", "do": "save", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/who-reads/words/concern", {"words": "hit\nhurt", "seen": "x", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/themes", {"name": "Waiting", "kind": "theme", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/themes/waiting", {"name": "Waiting", "kind": "theme", "into": "", "seen": "x", "do": "save", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/comments", {"comment": "00", "state": "x", "status": "new", "place": "0", "do": "release", "text": "Tea", "csrf_token": proof[Role.DUTY_READER]}),
        (None, "/talk", {"_key": "x", "_who": "Bluebell", "_reach": "At school", "_safe": "no", "_about": "Home", "_send": "yes", "token": "x", "best": "Tea"}),
        (None, "/leave", {"token": visit(stranger, f"/q/{open_code}").token, "_key": "x"}),
        (Role.DUTY_READER, "/staff/talks", {"talk": "00", "seen": "x", "note": "Rang", "do": "done", "status": "waiting", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/talks", {"burst": "yes", "shown": "00:x", "first": "00", "page": "1", "note": "One script", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/concerns/new", {"kind": "allegation", "words": "Tea", "team": "1", "about_adult": "A man", "line": "Jo", "excluded": "1", "talk": "", "comment": "", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, f"/staff/concerns/{filled.concern}", {"seen": "x", "do": "give", "text": "Tea", "owner": "1", "kind": "complaint", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, f"/staff/concerns/{filled.concern}/compliment", {"worker": "Ada", "words": "Kind", "address": "a@b.uk", "seen": "x", "looked": "x", "do": "pass-on", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.DUTY_READER, "/staff/concern-routes", {"kind": "complaint", "goes_to": "Jo", "reach": "Ring", "working_days": "3", "seen": "x", "csrf_token": proof[Role.DUTY_READER]}),
        (Role.ANALYST, f"{round_}/close", {"csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, f"{round_}/held", {"do": "keep", "batch": "1-different", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, f"/staff/rounds/{filled.rounds['counted']}/records", {"purpose": "See who was listened to", "format": "csv", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/year/new", {"questionnaire": "iro-survey", "how_often": "yearly", "team": "1", "starts": "2028-01-01", "open_weeks": "4", "reply_owner": "Head", "reply_weeks": "6", "baseline": "yes", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/year/1/stop", {"csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/rounds/new", {"questionnaire": "iro-survey", "team": "1,2", "opens": "2027-06-01", "closes": "2027-08-31", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, f"/staff/rounds/{filled.rounds['planned']}/change", {"team": "1", "opens": "2027-02-01", "closes": "2027-03-31", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, f"/staff/rounds/{filled.rounds['planned']}/cancel", {"seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/workbooks", {"window": "month-2026-10-01", "comments": "yes", "csrf_token": proof[Role.ANALYST]}),
        (Role.CHAMPION, "/staff/materials", {"round": "999", "team": "all", "form": "zip", "language": "en", "slips": "0", "csrf_token": proof[Role.CHAMPION]}),
        (Role.ANALYST, "/staff/files/1/file", {"csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/workbooks/1/file", {"csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/workbooks/1/withdraw", {"sure": "no", "csrf_token": proof[Role.ANALYST]}),
        *((Role.ANALYST, f"/staff/activities{rest}", {"day": "2026-11-01", "method": "forum", "people": "9", "audience": "Care leavers", "seen": "x", "csrf_token": proof[Role.ANALYST]})
          for rest in ("", "/1")),
        *((Role.ANALYST, f"/staff/activities/1/{rest}", {"csrf_token": proof[Role.ANALYST]}) for rest in ("remove", "restore")),
        (Role.ANALYST, f"{round_}/keep-open", {"csrf_token": proof[Role.ANALYST]}),
        # More slips than are printed at once: each page of them would take a while.
        (Role.ANALYST, "/staff/collectors/slips.pdf", {"collector": "1", "count": "1000", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/slips/1/void", {"csrf_token": proof[Role.ANALYST]}),
        (Role.CHAMPION, f"{round_}/collectors/1/given-out", {"add": "5", "seen": "", "team": "1", "csrf_token": proof[Role.CHAMPION]}),
        (Role.CHAMPION, f"{round_}/collectors/1/given-out", {"count": "12", "seen": "5", "csrf_token": proof[Role.CHAMPION]}),
        (Role.CHAMPION, f"{round_}/collectors/1/given-out", {"undo": "5", "seen": "12", "csrf_token": proof[Role.CHAMPION]}),
        (Role.CHAMPION, f"{round_}/teams/1/counts", {"due": "30", "refused": "2", "no_contact": "", "seen": "//", "csrf_token": proof[Role.CHAMPION]}),
        (Role.ANALYST, "/staff/due", {"list": "team,questionnaire,due\nOak,iro-survey,12\n", "round": "open", "do": "look", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/due", {"list": "team,questionnaire,due\nOak,iro-survey,12\n", "round": "open", "do": "save", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        *((Role.ANALYST, "/staff/cohorts", {"list": COHORT, "questionnaire": "iro-survey", "year": "2026-27", "do": do, "seen": "x", "csrf_token": proof[Role.ANALYST]}) for do in ("look", "save")),
        *((Role.ANALYST, "/staff/draws", {"list": "\n".join(f"r-{n}" for n in range(9)), "collector": "1", "size": "5", "leavers": "120", "seen": "x", "do": do, "csrf_token": proof[Role.ANALYST]}) for do in ("look", "draw")),
        *((Role.ANALYST, f"/staff/draws/1/{what}", {"csrf_token": proof[Role.ANALYST]}) for what in ("slips.pdf", "done")),
        (Role.ADMINISTRATOR, "/staff/prizes", {"questionnaire": "iro-survey", "prize": "a voucher", "winners": "1", "last_on": "2026-12-24", "csrf_token": proof[Role.ADMINISTRATOR]}),
        (Role.ADMINISTRATOR, "/staff/prizes/1", {"do": "winners", "sure": "yes", "csrf_token": proof[Role.ADMINISTRATOR]}),
        *((Role.ANALYST, f"/staff/replies/{rest}", {"round": filled.rounds["counted"], "question": "listened", "figure": "1", "theme": "Waiting", "said": "We wait", "kind": "did", "did": "We hired", "easy_said": "We wait", "easy_did": "More staff", "picture": "star", "owner": "Head", "due_on": "2026-12-24", "told": "Assembly", "seen": "x", "do": "save", "csrf_token": proof[Role.ANALYST]})
          for rest in ("new", "1", "1/change")),
        (Role.ANALYST, f"/staff/rounds/{filled.rounds['counted']}/for-everybody", {"figure": "listened", "seen": "x", "do": "look", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/news/iro-survey", {"do": "look", "contact": "00", "csrf_token": proof[Role.ANALYST]}),
        (None, "/changes/iro-survey/tell-me", {"where": "sam@example.org"}),
        (None, filled.contact, {"do": "delete"}),
        (None, "/prize/1", {"contact": "sam@example.org", "whose": "own"}),
        (Role.ANALYST, "/staff/pledges", {"csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/pledges/1", {"measure": "core.listened", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/returns/new", {"questionnaire": "participation-hart8", "team": "2", "maker": "Swift", "day": "2026-10-01", "due": "2026-12-01", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/returns/pledge", {"list": "We listen\nWe act\n", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.CONTRIBUTOR, "/staff/returns/2", {"do": "save", "seen": "0-asked", "first_next": "Listen", "csrf_token": proof[Role.CONTRIBUTOR]}),
        (None, filled.invited, {"do": "save", "seen": "0-asked", "recruitment": "5", "recruitment.evidence": "Notes", "training_next": "Ask"}),
        (Role.ANALYST, "/staff/returns/1/publish", {"sure": "yes", "evidence": "yes", "seen": "1-sent", "csrf_token": proof[Role.ANALYST]}),
        *((Role.ANALYST, f"/staff/returns/{rest}", {"csrf_token": proof[Role.ANALYST]}) for rest in ("1/reopen", "1/withdraw", "2/take-back", "2/link", "3/links/1/revoke", "1/answer")),
        (Role.ANALYST, "/staff/languages/pl", {"name": "A. Reader", "workbook": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/recordings/en/iro-survey/2/standard", {"file-know_iro": "x", "many": "x", "seen-know_iro": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/recordings/en/iro-survey/2/standard/take-away", {"recording": "know_iro x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/languages/pl/approve", {"name": "A. Reader", "questionnaire": "iro-survey", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams", {"name": "Elm", "service": "Fostering", "group": "", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams/1", {"name": "Oak", "service": "Fostering", "group": "Trees", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams/list", {"list": "team,service,group\nOak,Fostering,Trees\n", "do": "save", "seen": "x", "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams/1/merge", {"into": "2", "day": "2027-01-01", "seen": find_seen(visitors), "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams/1/close", {"day": "2027-01-01", "seen": find_seen(visitors), "csrf_token": proof[Role.ANALYST]}),
        (Role.ANALYST, "/staff/teams/1/reopen", {"seen": find_seen(visitors), "csrf_token": proof[Role.ANALYST]}),
        # Without a password: ten wrong ones would lock the administrator, whom others here sign in as.
        (Role.CONTRIBUTOR, "/staff/account/weekly", {"weekly": "off", "csrf_token": proof[Role.CONTRIBUTOR]}),
        (Role.ADMINISTRATOR, "/staff/emails", {"csrf_token": proof[Role.ADMINISTRATOR]}),
        (Role.ADMINISTRATOR, "/staff/accounts", {"email": "kim@council.gov.uk", "role": "manager", "team": "1", "password": "", "csrf_token": proof[Role.ADMINISTRATOR]}),
        *((Role.ADMINISTRATOR, f"/staff/accounts/8{rest}", {"role": "analyst", "team": "", "seen": "x", "new_second_step": "yes", "password": "", "csrf_token": proof[Role.ADMINISTRATOR]})
          for rest in ("", "/invite", "/close")),
        (Role.ANALYST, SIGN_OUT, {"nothing": "x"}),
        (Role.CONTRIBUTOR, "/staff/second-step", {"code": "000000", "csrf_token": proof[Role.CONTRIBUTOR]}),
        (Role.CONTRIBUTOR, "/staff/second-step/set-up", {"code": "000000", "password": "x", "csrf_token": proof[Role.CONTRIBUTOR]}),
        *((Role.CONTRIBUTOR, f"/staff/account/{name}", {"password": "x", "password_now": "x", "password_confirm": "x", "csrf_token": proof[Role.CONTRIBUTOR]})
          for name in ("password", "recovery-codes", "no-second-step")),
        (None, "/staff/sign-in", {"email": "nobody@council.gov.uk", "password": "x", "csrf_token": proof[None], "next": "/staff/rounds"}),
        (None, filled.invitation, {"password": "x", "password_confirm": "x", "csrf_token": proof[None]}),
    ]  # fmt: skip


@pytest.mark.parametrize("bodies", [BODIES, pytest.param(MANY_BODIES, marks=pytest.mark.soak)])
def test_no_spoilt_body_breaks_anything(visitors: Visitors, bodies: int) -> None:
    """An honest form or query, cut, doubled, swapped and spoilt, under any content type, to every form there is."""
    watch, chance = visitors.watch(), Random(29)
    forms = list_honest_forms(visitors)
    asked = [
        rule for method, rule in visitors.targets if method == "GET" and not rule.endswith(DRAWN)
    ]
    query = b"lang=pl&variant=easy-read&of=iro-survey&code=222222&measure=iro.know&group=All&status=new&place=3&next=/staff/"

    for number in range(bodies):
        if number % 4 == 3:
            rule = asked[number // 4 % len(asked)]
            spoilt = mutate(chance, query)
            watch.send(
                visitors.clients[chance.choice(EVERYONE)], f"GET {rule}?{spoilt!r}", method="GET",
                path=visitors.fill_path(rule, "x", real=number), query_string=spoilt.decode("latin-1"),
            )  # fmt: skip
            continue
        role, path, fields = forms[number % len(forms)]
        if path == "/staff/sign-in" and number % 5:  # its hash is slow by design
            role, path, fields = forms[0]
        kind = choose_type(chance)
        whole = (
            as_multipart(fields) if "boundary=B" in kind else _encode(list(fields.items())).encode()
        )
        body = mutate(chance, whole)
        watch.send(
            visitors.clients[role], f"POST {path} {kind!r} {body!r}", method="POST", path=path,
            data=body, content_type=kind,
        )  # fmt: skip

    print(f"{watch.statuses.total()} bodies, {dict(watch.statuses)}, slowest {watch.slowest:.2f} s")
    assert watch.faults == []
    assert {200, 303, 400, 404, 422} <= set(
        watch.statuses
    )  # some came through whole, and most did not


def test_every_form_of_the_app_is_among_those_that_are_spoilt(visitors: Visitors) -> None:
    """A new address that takes a form cannot be left out by forgetting it here."""
    adapter = visitors.filled.app.url_map.bind("x")
    covered = {
        adapter.match(path, "POST", return_rule=True)[0].rule
        for _, path, _ in list_honest_forms(visitors)
    }

    posted = {rule for method, rule in visitors.targets if method == "POST"}

    assert posted - {"/Q/<code>"} == covered


@pytest.fixture
def careless(filled: Filled) -> Visitors:
    """The same app with three views somebody wrote in a hurry."""
    app = create_app(filled.settings)

    @open_to(EVERYBODY)
    def number() -> dict[str, int]:
        return {"double": 2 * int(request.args.get("place") or 0)}

    @open_to(EVERYBODY)
    def keep() -> tuple[dict[str, str], int]:
        with filled.database.writing() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO teams (name, service) VALUES (hex(randomblob(8)), 'x')"
            )
        return {"status": "refused"}, 422

    @open_to(EVERYBODY)
    def wait() -> dict[str, str]:
        while True:
            pass

    app.add_url_rule("/number", view_func=number)
    app.add_url_rule("/keep", view_func=keep, methods=["POST"])
    app.add_url_rule("/wait", view_func=wait)
    visitors = Visitors(filled)
    visitors.clients = {role: app.test_client() for role in EVERYONE}
    return visitors


def test_careless_views_are_found_out(careless: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a view that raises on odd input, one that keeps what it refuses, and one that never answers."""
    monkeypatch.setattr("tests.attacks.requests.HANGING", 1)
    watch, chance = careless.watch(), Random(29)
    client = careless.clients[None]

    for _ in range(60):
        query = mutate(chance, b"place=3").decode("latin-1")
        watch.send(client, "number", method="GET", path="/number", query_string=query)
    watch.send(client, "keep", method="POST", path="/keep", data=b"x=1")
    watch.send(client, "wait", method="GET", path="/wait")

    assert {"500: number", "refused, and rows are left: keep", "hangs: wait"} == set(watch.faults)
