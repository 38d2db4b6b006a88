"""That a staff form must come from our own page, and that public ones are left alone."""

import pytest

from .conftest import PASSWORD, Council


def test_a_form_without_proof_is_refused_with_words(council: Council) -> None:
    """The page says what to do, and nothing has happened."""
    client, round_id = council.signed_in(), council.round()

    response = client.post(f"/staff/rounds/{round_id}/close")

    assert response.status_code == 400
    assert "Go back, load the page again" in response.text
    assert "Close tonight" in client.get("/staff/rounds").text


def test_the_proof_of_somebody_else_is_refused(council: Council) -> None:
    """A token belongs to one session."""
    client, other = council.signed_in(), council.signed_in()

    response = client.post(
        "/staff/sign-out", data={"csrf_token": council.proof(other, "/staff/rounds")}
    )

    assert response.status_code == 400


def test_an_empty_proof_proves_nothing(council: Council) -> None:
    """Neither where the session has none yet, nor one in other letters. Control: its own is taken."""
    client, fields = council.client(), {"email": "a@b.c", "password": "x"}

    tried = [
        client.post("/staff/sign-in", data={**fields, "csrf_token": proof}).status_code
        for proof in ("", "None", b"\xff", "ä" * 43)
    ]
    own = council.post(client, "/staff/sign-in", page="/staff/sign-in", **fields)

    assert tried == [400] * 4
    assert own.status_code == 422


def test_a_proof_ends_with_its_session(council: Council) -> None:
    """What a form carried before signing in proves nothing after it."""
    client = council.client()
    before = council.proof(client)
    council.try_to_sign_in(client, "analyst@council.gov.uk", PASSWORD)

    assert client.post("/staff/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/invitation/x"])
def test_forms_of_strangers_need_proof_too(council: Council, path: str) -> None:
    """Nobody signs somebody in from another site."""
    response = council.client().post(path, data={"email": "a@b.c", "password": PASSWORD})

    assert response.status_code == 400


def test_public_forms_have_their_own_token(council: Council) -> None:
    """A respondent's answer is never refused for want of a session."""
    response = council.client().post("/q/BCDFGH", data={"know_iro": "yes"})

    assert "load the page again and press" not in response.text
