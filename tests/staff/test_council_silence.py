"""While the council's own sign-in is silent or slow: who waits for it, how often it is asked, and that children do not notice."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor, as_completed

from feedback.front import THREADS
from feedback.oidc import DISCOVERY
from feedback.outside_answers import APART, KEPT, PLACES
from feedback.web.context import install, of_app
from tests.provider import FakeProvider, listen_silently

from .arriving import BACK, LEAVE, forget, leave, sign_in
from .conftest import Council


def set_provider(council: Council, **changed: str) -> None:
    """Change the provider of a council that runs."""
    provider = council.settings.provider
    assert provider
    installation = of_app(council.app)
    settings = dataclasses.replace(
        council.settings, provider=dataclasses.replace(provider, **changed)
    )
    install(council.app, dataclasses.replace(installation, settings=settings))


def test_children_are_served_while_strangers_wait_for_a_silent_provider(joined: Council) -> None:
    """Of as many threads as the front has, two wait; the others say so at once, and open children's pages.

    Half a minute long nobody waits at all. Without the limit all of them wait, and this never ends well.
    """
    forget(joined)
    with ThreadPoolExecutor(THREADS) as threads, listen_silently() as silent:
        set_provider(joined, issuer=silent.issuer)
        strangers = [threads.submit(lambda: joined.client().get(LEAVE)) for _ in range(THREADS)]
        done = as_completed(strangers)
        told = [next(done).result() for _ in range(THREADS - PLACES)]
        waiting = [silent.came.get() for _ in range(PLACES)]
        child = threads.submit(lambda: joined.app.test_client().get("/")).result()
        free = [one for one in strangers if not one.done()]
        for connection in waiting:
            connection.close()
        told += [stranger.result() for stranger in done]
        told += [joined.client().get(LEAVE) for _ in range(THREADS)]

    assert (child.status_code, len(free)) == (200, PLACES)
    assert {answer.status_code for answer in told} == {503}
    assert all("does not answer just now" in answer.text for answer in told)
    assert silent.came.empty()


def test_a_silent_token_endpoint_holds_nobody_up_either(
    joined: Council, provider: FakeProvider
) -> None:
    """What is known of the provider does not let strangers wait for it with made-up codes."""
    forget(joined)
    with listen_silently() as silent:
        provider.says = {"token_endpoint": f"{silent.issuer}/token"}
        clients = [joined.client() for _ in range(THREADS)]
        ways = [leave(client) for client in clients]
        with ThreadPoolExecutor(THREADS) as threads:
            strangers = [
                threads.submit(client.get, way) for client, way in zip(clients, ways, strict=True)
            ]
            done = as_completed(strangers)
            told = [next(done).result() for _ in range(THREADS - PLACES)]
            for _ in range(PLACES):
                silent.came.get().close()
            told += [stranger.result() for stranger in done]

    assert {answer.status_code for answer in told} == {503}
    assert silent.came.empty()


def test_a_made_up_code_silences_nobody(joined: Council, provider: FakeProvider) -> None:
    """A stranger's code that the provider trips over is answered; the next person still signs in."""
    client = joined.client()
    leave(client)
    with client.session_transaction("/staff/", base_url=joined.settings.public_url) as session:
        state = session["asked"]["state"]
    provider.trips_over = "made-up"

    made_up = client.get(f"{BACK}?state={state}&code=made-up")

    assert made_up.status_code == 503
    assert sign_in(joined).status_code == 302


def test_the_provider_is_asked_about_itself_once_an_hour(
    joined: Council, provider: FakeProvider
) -> None:
    """And for its keys: signing in costs one question to it. Control: an hour later all are asked."""
    now = [0.0]
    forget(joined, seconds=lambda: now[0])
    for _ in range(2):
        sign_in(joined)
    assert provider.opened == [DISCOVERY, "/authorize", "/token", "/keys", "/authorize", "/token"]
    provider.opened.clear()

    now[0] += KEPT
    sign_in(joined)

    assert provider.opened == [DISCOVERY, "/authorize", "/token", "/keys"]


def test_changed_keys_are_fetched_anew(joined: Council, provider: FakeProvider) -> None:
    """A minute after the keys were fetched last, not before: a token is no way to make us ask again and again."""
    now = [0.0]
    forget(joined, seconds=lambda: now[0])
    sign_in(joined)
    provider.change_keys()
    assert sign_in(joined).status_code == 400

    now[0] += APART

    assert sign_in(joined).status_code == 302
    assert provider.opened.count("/keys") == 2
