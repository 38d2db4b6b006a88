"""What every response must carry, to the letter; what it does carry is compared with that."""

import re
from collections.abc import Iterable, Sequence

from tests.pages import CSP

POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), "
    "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), "
    "usb=(), xr-spatial-tracking=()"
)
EXACT = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": POLICY,
}
HSTS = "max-age=63072000; includeSubDomains"
# What else a response may have. Anything new is a decision, made here.
OTHERS = {
    "accept-ranges", "allow", "cache-control", "connection", "content-disposition", "content-encoding",
    "content-length", "content-range", "content-type", "date", "etag", "last-modified", "location",
    "retry-after", "set-cookie", "transfer-encoding", "vary",
}  # fmt: skip
AGAIN = "3"  # seconds: a file that is being made looks again by itself, and leads nowhere else
KEPT = "max-age=315360000, public, immutable"
SOUND = {
    "content-security-policy": f"{CSP}; sandbox",
    "cache-control": "public, max-age=31536000, immutable",
}


def list_header_faults(
    status: int,
    headers: Iterable[tuple[str, str]],
    *,
    static: bool = False,
    https: bool = False,
    path: str = "",
) -> list[str]:
    """What is missing, different, doubled or too much, each in a few words. A recording is kept, and can do nothing; a file that
    is being made looks again.
    """
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    wanted = EXACT | ({"strict-transport-security": HSTS} if https else {})
    there = status in (200, 206, 304)
    wanted["cache-control"] = KEPT if static and there else "no-store"
    if path.startswith("/recordings/") and there and "allow" not in found:
        wanted |= SOUND
    if path.startswith("/staff/files/") and "refresh" in found:
        wanted["refresh"] = AGAIN
    faults = [f"{name}: {found.get(name)}" for name, v in wanted.items() if found.get(name) != [v]]
    faults += [f"unknown {name}" for name in found.keys() - wanted.keys() - OTHERS]
    return faults + list_cookie_faults(found.get("set-cookie", []), https=https)


def list_cookie_faults(cookies: Sequence[str], *, https: bool) -> list[str]:
    """What is wrong with the cookies a response sets: the exact words of each, and at most one."""
    start = r"__Host-" if https else ""
    flags = "Secure; HttpOnly; Path=/; SameSite=Lax" if https else "HttpOnly; Path=/; SameSite=Lax"
    value = r"(page=[\w-]{22}|staff=[\w.-]*)"
    ended = r"staff=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"
    known = re.compile(f"{start}(?:{value}|{ended}); {flags}")
    faults = [f"cookie {cookie}" for cookie in cookies if not known.fullmatch(cookie)]
    return [*faults, *(["more than one cookie"] if len(cookies) > 1 else [])]
