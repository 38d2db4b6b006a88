"""Who tries what they may not leaves one line in the log, and nobody else leaves any."""

from typing import Any

import pytest

from feedback.app import create_app
from feedback.staff import refusals

from .conftest import Council

CANARY = "canary-7d1f"
REFUSED: dict[str, dict[str, Any]] = {
    "account 8 at /staff/rounds/<round_id>/summary.xlsx: 403": {
        "path": f"/staff/rounds/1/summary.xlsx?q={CANARY}"
    },
    "account 8 at /staff/sign-out: 400": {
        "path": f"/staff/sign-out?q={CANARY}",
        "method": "POST",
        "data": {"csrf_token": CANARY},
    },
    "account 8 at /staff/invitation/<token>: 404": {"path": f"/staff/invitation/{CANARY}"},
}
PUBLIC = ("/q/BCDFGH", "/q/NNNNNN", "/nowhere", f"/?code={CANARY}", "/help", "/health")


def take(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged since the last time."""
    found = [f"{record.name}: {record.getMessage()}" for record in caplog.records]
    caplog.clear()
    return found


@pytest.mark.parametrize("line", REFUSED)
def test_a_refusal_of_staff_is_one_line(
    council: Council, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    """Who, where and what came of it; not a word of what was sent or asked."""
    council.round()
    client = council.signed_in("contributor")
    take(caplog)

    client.open(**REFUSED[line])

    assert take(caplog) == [f"feedback.staff: refused {line}"]


@pytest.mark.parametrize("line", REFUSED)
def test_without_the_look_nothing_is_logged(
    council: Council, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """The control."""
    monkeypatch.setattr(refusals, "log_refusal", lambda response: response)
    blind = Council(create_app(council.settings), council.database, council.settings)
    client = blind.signed_in("contributor")
    take(caplog)

    client.open(**REFUSED[line])

    assert take(caplog) == []


def test_a_used_invitation_is_logged_for_nobody_too(
    council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever has it need not be signed in; its secret is not in the line."""
    first = council.invite("new@council.gov.uk")
    council.invite("new@council.gov.uk")
    take(caplog)

    council.client().get(first)

    assert take(caplog) == ["feedback.staff: refused nobody at /staff/invitation/<token>: 404"]


def test_nothing_else_is_logged(council: Council, caplog: pytest.LogCaptureFixture) -> None:
    """Not what people who answer do, whatever it is; not a page that opens; not a stranger led to the sign-in."""
    council.round()
    client = council.signed_in()
    take(caplog)

    for one in (client, council.client()):
        for path in PUBLIC:
            one.get(path)
            one.post(path, data={"know_iro": CANARY})
    client.get("/staff/rounds")
    council.client().get("/staff/rounds")
    council.client().post("/staff/sign-in", data={"email": CANARY})

    assert take(caplog) == []
