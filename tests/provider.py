"""A council's own sign-in, small and real: discovery, keys, authorize and token over HTTP, with faults to switch on."""

import base64
import hashlib
import json
import secrets
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from feedback import clock

CLIENT, SECRET = "feedback-at-westmere", "a secret that only the two know"
KEYS = [RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("one", "two")]
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class FakeProvider:
    """A provider. `person` is who sits at its sign-in page; `spoil` changes what it signs, `sign` how."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)  # of itself, in place of the truth
    sign: str = "RS256"
    key: RSAKey = field(default_factory=lambda: KEYS[0])
    kid: str = "one"
    published: RSAKey = field(default_factory=lambda: KEYS[0])
    codes_work_twice: bool = False
    checks_verifier: bool = True
    moved: str = ""  # a path whose answer lies elsewhere now
    trips_over: str = ""  # a code that makes it answer with a mistake of its own
    granted: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)  # every token
    opened: list[str] = field(default_factory=list)  # every path

    def change_keys(self) -> None:
        """Sign with the second key from now on, and publish that alone."""
        self.key, self.kid, self.published = KEYS[1], "two", KEYS[1]

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        """Answer one request."""
        path, query = environ["PATH_INFO"], dict(parse_qsl(environ["QUERY_STRING"]))
        self.opened.append(path)
        if path == self.moved:
            start("307 Temporary Redirect", [("Location", f"{self.issuer}/moved{path}")])
            return [b""]
        path = path.removeprefix("/moved")
        status, headers, body = self._answer(path, query, environ)
        start(status, headers)
        return [body]

    def _answer(self, path: str, query: dict[str, str], environ: dict[str, Any]) -> Answer:
        if path == "/.well-known/openid-configuration":
            return _json(self._describe() | self.says)
        if path == "/keys":
            return _json({"keys": [self.published.as_dict(private=False)]})
        if path == "/authorize":
            return self._authorize(query)
        if path == "/token":
            length = int(environ.get("CONTENT_LENGTH") or 0)
            return self._grant(dict(parse_qsl(environ["wsgi.input"].read(length).decode())))
        return _json({}, "404 Not Found")

    def _describe(self) -> dict[str, Any]:
        names = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
        }
        there = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return {"issuer": self.issuer, **there, "id_token_signing_alg_values_supported": ["RS256"]}

    def _authorize(self, query: dict[str, str]) -> Answer:
        self.asked.append(query)
        assert query["client_id"] == CLIENT
        code = secrets.token_urlsafe(16)
        self.granted[code] = query
        back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        return "302 Found", [("Location", back)], b""

    def _grant(self, form: dict[str, str]) -> Answer:
        if self.trips_over and form.get("code") == self.trips_over:
            return _json({}, "500 Internal Server Error")
        take = self.granted.get if self.codes_work_twice else self.granted.pop
        asked = take(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return _json({"error": "invalid_grant"}, "400 Bad Request")
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if self.checks_verifier and challenge != asked.get("code_challenge"):
            return _json({"error": "invalid_grant"}, "400 Bad Request")
        token = {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 60,
        }
        token["id_token"] = self._make_token(asked["nonce"])
        self.issued += [token["access_token"], token["id_token"]]
        return _json(token)

    def _make_token(self, nonce: str) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= {"auth_time": now, **self.person, **self.spoil}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign == "none":
            parts = [{"alg": "none", "kid": "one"}, claims]
            return ".".join(_encode(part) for part in parts) + "."
        header = {"alg": self.sign, "kid": self.kid}
        key = self.key if self.sign == "RS256" else OctKey.import_key(SECRET)
        return jwt.encode(header, claims, key, algorithms=[self.sign])


@dataclass
class SilentProvider:
    """A machine that takes every connection and never says a word. `came` grows by one with each."""

    issuer: str
    came: Queue[socket.socket] = field(default_factory=Queue)


@contextmanager
def listen_silently() -> Iterator[SilentProvider]:
    """A silent provider on a free port; at the end it hangs up on everybody."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        silent = SilentProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def take() -> None:
            with suppress(OSError):  # it is closed
                while True:
                    silent.came.put(listening.accept()[0])

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield silent
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve(*, certificate: Path | None = None) -> Iterator[FakeProvider]:
    """A provider that listens on a free port of this machine: with a certificate by https."""
    provider = FakeProvider()
    server = make_server("127.0.0.1", 0, provider, _Server, _Quiet)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The greeting is the handler's, so that one that fails ends no more than itself.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        provider.issuer = provider.issuer.replace("http:", "https:")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _json(found: dict[str, Any], status: str = "200 OK") -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(found).encode()


def _encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
