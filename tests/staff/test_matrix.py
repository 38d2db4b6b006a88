"""Every staff page for every role: what is declared is what happens."""

import re

import pytest

from feedback.models.accounts import Role

from .conftest import TODAY, Council

FULL = {Role.ADMINISTRATOR, Role.ANALYST}
READERS = {Role.DUTY_READER}
MAKERS = FULL | {Role.CHAMPION}
TEAM = {Role.MANAGER, Role.CHAMPION}
PAPER = {Role.ADMINISTRATOR, Role.ANALYST, Role.CHAMPION, Role.INTERVIEWER}
EVERY = set(Role)

# method, path, who may, what those who may get
PAGES = [
    ("GET", "/staff/", EVERY, {200, 302}),
    ("GET", "/staff/rounds", FULL | TEAM, {200}),
    ("GET", "/staff/rounds/1/close", FULL, {200}),
    ("POST", "/staff/rounds/1/close", FULL, {302}),
    ("POST", "/staff/rounds/1/keep-open", FULL, {302}),
    ("GET", "/staff/rounds/2/summary.xlsx", FULL, {200}),
    ("GET", "/staff/rounds/1/held", FULL, {200}),
    (
        "POST",
        "/staff/rounds/1/held",
        FULL,
        {400},
    ),  # without a button; what buttons do is tried apart
    ("GET", "/staff/collectors", MAKERS, {200}),
    ("GET", "/staff/collectors/1/poster", MAKERS, {200}),
    ("GET", "/staff/collectors/1/poster.pdf", MAKERS, {200}),
    ("GET", "/staff/collectors/1/poster.png", MAKERS, {200}),
    ("GET", "/staff/collectors/1/qr.svg", MAKERS, {200}),
    ("GET", "/staff/collectors/1/paper-standard.pdf", MAKERS, {200}),
    ("GET", "/staff/rounds/1/pack.zip", MAKERS, {200}),
    ("POST", "/staff/collectors/slips.pdf", MAKERS, {404}),  # of no link; printing is tried apart
    ("GET", "/staff/slips/1/void", MAKERS, {200}),
    ("POST", "/staff/slips/1/void", MAKERS, {302}),
    ("GET", "/staff/comments", READERS, {200}),
    ("POST", "/staff/comments", READERS, {400}),  # without a button; what buttons do is tried apart
    ("GET", "/staff/results", FULL | TEAM, {200}),
    ("GET", "/staff/results/iro-survey", FULL | TEAM, {200}),
    ("GET", "/staff/rounds/1/results", FULL | TEAM, {409}),
    ("GET", "/staff/paper", PAPER, {200}),
    ("GET", "/staff/paper/BCDFGH", PAPER, {200}),
    ("POST", "/staff/paper/BCDFGH", PAPER, {422}),
    ("POST", "/staff/sign-out", EVERY, {302}),
]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_on_every_page(council: Council, role: Role) -> None:
    """Who may gets the page, who may not 403."""
    council.round()
    council.round(days=(-60, -20), counted_on=TODAY, received=13)
    council.print_slips(3)
    client = council.signed_in(role)
    for method, path, who, statuses in PAGES:
        home = client.get("/staff/").location or "/staff/"
        proof = council.proof(client, home)
        response = client.open(path, method=method, data={"csrf_token": proof})

        expected = statuses if role in who else {403}
        assert response.status_code in expected, (role, method, path)


@pytest.mark.parametrize(("method", "path"), [(page[0], page[1]) for page in PAGES])
def test_a_stranger_is_asked_to_sign_in(council: Council, method: str, path: str) -> None:
    """GET and HEAD lead to the sign-in page and back; anything else is 401."""
    client = council.client()
    if method == "POST":
        assert client.post(path).status_code == 401
        return

    for verb in ("GET", "HEAD"):
        response = client.open(path, method=verb)

        assert response.status_code == 302
        assert response.location == f"/staff/sign-in?next={path}"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", ["/staff/rounds", "/staff/nothing-here", "/staff"])
def test_a_stranger_learns_nothing_from_other_methods(
    council: Council, method: str, path: str
) -> None:
    """401 for whatever there is, and for what there is not."""
    assert council.client().open(path, method=method).status_code == 401


def test_a_stranger_learns_nothing_from_addresses(council: Council) -> None:
    """An address that leads nowhere asks for a sign-in like any other; signed in, it is 404."""
    assert council.client().get("/staff/nothing-here").status_code == 302
    missing = council.signed_in().get("/staff/nothing-here")
    assert missing.status_code == 404
    assert "Sign out" in missing.text


def test_the_matrix_is_complete(council: Council) -> None:
    """Every route behind the staff door is in it, but those for strangers."""
    open_to_strangers = {"/staff/sign-in", "/staff/invitation/<token>"}
    there = {
        (method, rule.rule)
        for rule in council.app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/staff")
        and rule.rule not in open_to_strangers
        and method in ("GET", "POST")
    }
    tried = {
        (
            method,
            re.sub(r"/(round|collector)s/\d/", r"/\1s/<\1_id>/", path)
            .replace("/iro-survey", "/<questionnaire>")
            .replace("paper-standard.pdf", "paper-<variant>.pdf")
            .replace("BCDFGH", "<code>")
            .replace("/slips/1/", "/slips/<batch_id>/"),
        )
        for method, path, _, _ in PAGES
    }

    assert there == tried
