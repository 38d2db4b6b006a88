"""What the council's own sign-in is asked, and which of its answers is believed: OpenID Connect, code with PKCE."""

import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import ConnectionError as UnreachableError
from requests import RequestException, Timeout

from feedback import clock
from feedback.exceptions import FeedbackError
from feedback.mail_servers import is_address
from feedback.outside_answers import APART, KEPT, NoAnswerError, OutsideAnswers
from feedback.providers import Provider, is_safe

DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPE = "openid profile email"
SIGNATURES = ["RS256"]  # what Entra signs with; never "none", never one made with our own secret
SECONDS = (3, 10)  # to wait for a connection, and for an answer
CLOCKS = 60  # seconds that the provider's clock may be wrong


class WeakError(FeedbackError):
    """Somebody came back who was not asked for what the council wants to be asked, such as a second factor."""


class UntrueError(FeedbackError):
    """An answer that is not one to our question, or not for us: nobody is signed in by it."""


@dataclass(frozen=True)
class Question:
    """What one browser was sent away with. All of it stays in its session until the answer comes."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider knows. `groups` is None when they are too many for it to say.

    `subject` is what stays theirs for ever. `proved_at` is when they last showed that it is them, in
    seconds; 0 when the provider does not say.
    """

    subject: str
    email: str | None
    groups: frozenset[str] | None
    proved_at: int


def make_question() -> Question:
    """A new question: three random values that nobody can guess."""
    return Question(*(secrets.token_urlsafe(32) for _ in range(3)))


def make_address(
    provider: Provider,
    question: Question,
    *,
    answers: OutsideAnswers,
    back: str,
    again: bool = False,
) -> str:
    """Where the browser is sent. With `again` they show anew that it is them. Raises NoAnswerError."""
    found = _recall(provider, answers)
    more = {"prompt": "login", "max_age": "0"} if again else {}
    more |= _ask_strength(provider)
    with _session(provider, back) as session:
        address, _ = session.create_authorization_url(
            found["authorization_endpoint"],
            state=question.state,
            nonce=question.nonce,
            code_verifier=question.verifier,
            **more,
        )
    return str(address)


def take_answer(
    provider: Provider,
    question: Question,
    *,
    answers: OutsideAnswers,
    back: str,
    state: str,
    code: str,
) -> Person:
    """Who came back with `code`. Raises UntrueError when the answer is not true, WeakError, or NoAnswerError."""
    if not is_state(state, question.state):
        raise UntrueError("state")
    found = _recall(provider, answers)
    token = _fetch_token(provider, found, question, answers=answers, back=back, code=code)
    claims = _read_claims(provider, found, token, answers=answers, nonce=question.nonce)
    if not is_strong(provider, claims):
        raise WeakError("strength")
    return read_person(claims)


def is_state(given: str, asked: str) -> bool:
    """Whether an answer bears the state that a browser was sent away with."""
    return hmac.compare_digest(given.encode(), asked.encode())


def is_strong(provider: Provider, claims: dict[str, Any]) -> bool:
    """Whether checked claims say that somebody was asked for what FEEDBACK_OIDC_STRENGTH wants."""
    if provider.strength is None:
        return True
    said = claims.get(provider.strength.claim)
    return provider.strength.value in (said if isinstance(said, list) else [said])


def _ask_strength(provider: Provider) -> dict[str, str]:
    if provider.strength is None:
        return {}
    claim, value = provider.strength.claim, provider.strength.value
    if claim == "acr":
        return {"acr_values": value}
    if claim == "acrs":  # Entra's: its conditional access then asks for what that context wants
        return {"claims": json.dumps({"id_token": {claim: {"essential": True, "value": value}}})}
    return {}  # nothing can be asked for: the council's sign-in says what it did


def discover(provider: Provider) -> dict[str, Any]:
    """What the provider says about itself. Raises NoAnswerError unless it is the one that is set, and safe."""
    found = _fetch(provider, provider.issuer.rstrip("/") + DISCOVERY)
    if found.get("issuer") != provider.issuer:
        raise NoAnswerError(f"It calls itself {found.get('issuer')!r} and not {provider.issuer!r}.")
    for name in ENDPOINTS:
        if not is_safe(str(found.get(name, ""))):
            raise NoAnswerError(f"Its {name} is {found.get(name)!r}, which is not a safe address.")
    if not set(SIGNATURES) & set(found.get("id_token_signing_alg_values_supported", SIGNATURES)):
        raise NoAnswerError("It does not sign with RS256.")
    return found


def read_person(claims: dict[str, Any]) -> Person:
    """Who is meant by claims that were checked."""
    listed = claims.get("groups")
    if isinstance(listed, str):
        listed = [listed]
    known = isinstance(listed, list)
    proved_at = claims.get("auth_time")
    return Person(
        subject=f"{claims['iss']} {claims['sub']}",
        email=_email(claims),
        groups=None if not known and _is_too_many(claims) else frozenset(map(str, listed or ())),
        proved_at=int(proved_at) if isinstance(proved_at, (int, float)) else 0,
    )


def _is_too_many(claims: dict[str, Any]) -> bool:
    # Entra's way of saying that somebody is in more groups than fit into a token.
    names = claims.get("_claim_names")
    return bool(claims.get("hasgroups")) or (isinstance(names, dict) and "groups" in names)


def _email(claims: dict[str, Any]) -> str | None:
    """The name they sign in with, which a council gives out; an address only when it was verified.

    Of the two the first that e-mail can be sent to; else the first, by which an account of before is found.
    """
    name = str(claims.get("preferred_username") or "")
    verified = str(claims.get("email") or "") if claims.get("email_verified") is True else ""
    found = [one for one in (name if "@" in name else "", verified) if one]
    return next((one for one in found if is_address(one)), found[0] if found else None)


def _recall(provider: Provider, answers: OutsideAnswers) -> dict[str, Any]:
    return answers.get(provider.issuer, lambda: discover(provider))


def _fetch_token(
    provider: Provider,
    found: dict[str, Any],
    question: Question,
    *,
    answers: OutsideAnswers,
    back: str,
    code: str,
) -> dict[str, Any]:
    address = found["token_endpoint"]
    try:
        with answers.asking(address), _session(provider, back) as session:
            return _exchange(session, address, code=code, verifier=question.verifier)
    except AuthlibBaseError as problem:  # it refuses the code: used, made up, or another browser's
        raise UntrueError("code") from problem
    except (RequestException, ValueError) as problem:
        # Not remembered as a failure: a stranger's made-up code may be what the provider trips over.
        raise NoAnswerError(f"{address} does not answer as it should.") from problem


def _exchange(session: OAuth2Session, address: str, *, code: str, verifier: str) -> dict[str, Any]:
    try:
        token = session.fetch_token(
            address,
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            allow_redirects=False,
        )
    except (UnreachableError, Timeout) as problem:
        raise NoAnswerError(f"{address} does not answer.") from problem
    return dict(token)


def _read_claims(
    provider: Provider,
    found: dict[str, Any],
    token: dict[str, Any],
    *,
    answers: OutsideAnswers,
    nonce: str,
) -> dict[str, Any]:
    def list_keys(oldest: float) -> dict[str, Any]:
        address = found["jwks_uri"]
        return answers.get(address, lambda: _fetch(provider, address), oldest=oldest)

    try:
        try:
            read = _open_token(token, list_keys(KEPT))
        except InvalidKeyIdError:  # the provider has changed its keys
            read = _open_token(token, list_keys(APART))
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=CLOCKS)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as problem:
        raise UntrueError("id_token") from problem
    return dict(claims)


def _open_token(token: dict[str, Any], keys: dict[str, Any]) -> jwt.Token:
    return jwt.decode(
        str(token.get("id_token", "")),
        KeySet.import_key_set(keys),  # type: ignore[arg-type]
        registry=JWSRegistry(algorithms=SIGNATURES, strict_check_header=False),
    )


def _fetch(provider: Provider, address: str) -> dict[str, Any]:
    try:
        with _session(provider, "") as session:
            response = session.request("GET", address, withhold_token=True, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
    except (RequestException, ValueError) as problem:
        raise NoAnswerError(f"{address} does not answer as it should.") from problem
    if not isinstance(found, dict):
        raise NoAnswerError(f"{address} does not answer as it should.")
    return found


def _session(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a way
        default_timeout=SECONDS,
    )
