"""What every response carries, errors and static files included: the outermost layer of the server."""

from collections.abc import Callable, Iterable
from typing import Any

from feedback.config import Settings

StartResponse = Callable[..., Any]
App = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# docs/reference/pages.md lists them; nothing from elsewhere is ever loaded.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# For files that staff gave us: the same, and a browser that opens one as a page gives it no place of its own.
SANDBOX = f"{CSP}; sandbox"
OFF = (
    "accelerometer", "autoplay", "camera",
    "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid",
    "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", ", ".join(f"{name}=()" for name in OFF)),
)
A_YEAR = 31_536_000


class Headers:
    """A WSGI layer that puts the same headers on every response."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._always = list(ALWAYS)
        if settings.https:
            hsts = f"max-age={2 * A_YEAR}; includeSubDomains"
            self._always.append(("Strict-Transport-Security", hsts))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            # A view may ask for the stricter policy, and for no other.
            own = [h for h in headers if h == ("Content-Security-Policy", SANDBOX)]
            always = [*own, *self._always[1:]] if own else self._always
            ours = {name.lower() for name, _ in self._always}
            kept = [(name, value) for name, value in headers if name.lower() not in ours]
            if not any(name.lower() == "cache-control" for name, _ in kept):
                kept.append(("Cache-Control", "no-store"))
            return start_response(status, [*kept, *always], *rest)

        return self._app(environ, start)
