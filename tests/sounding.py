"""Recordings to test with: silence, as an MP3 and as Opus in Ogg, byte by byte; and a council that has some."""

import struct

from sqlalchemy.orm import Session

from feedback.offers import read_offers
from feedback.recording_parts import Part, open_part
from feedback.recordings import save_recording
from feedback.sounds import read_sound
from feedback.translations import Scope
from tests.conftest import NOON

FRAME = b"\xff\xfb\x10\xc0" + bytes(100)  # MPEG 1, layer III, 32 kbit/s, 44.1 kHz, mono
IN_EASY_READ = Scope("iro-survey", 2, "easy-read")
STANDARD = Scope("iro-survey", 2, "standard")


def make_mp3(seconds: float = 1) -> bytes:
    """So much silence."""
    return FRAME * round(seconds * 44100 / 1152)


def make_tag(text: bytes = b"TPE1 Kim Smith") -> bytes:
    """An ID3 tag, which stands before the frames."""
    size = bytes(len(text) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + size + text


def make_opus(seconds: float = 1, *, codec: bytes = b"OpusHead") -> bytes:
    """So much silence, 20 milliseconds a packet."""
    head = codec + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"none" + struct.pack("<I", 0)
    packets = round(seconds * 50)
    return (
        make_page(head, kind=2, samples=0, number=0)
        + make_page(tags, kind=0, samples=0, number=1)
        + b"".join(
            make_page(b"\xf8\xff\xfe", kind=4 if n == packets else 0, samples=n * 960, number=n + 1)
            for n in range(1, packets + 1)
        )
    )


def make_page(body: bytes, *, kind: int, samples: int, number: int, serial: int = 7) -> bytes:
    """A page of an Ogg file with one packet in it."""
    head = b"OggS\0" + struct.pack("<BqIII", kind, samples, serial, number, 0)
    page = bytearray(head + bytes([1, len(body)]) + body)
    page[22:26] = struct.pack("<I", _sum(page))
    return bytes(page)


def _sum(page: bytes) -> int:
    found = 0
    for byte in page:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1 ^ (0x04C11DB7 if found & 0x80000000 else 0)) & 0xFFFFFFFF
    return found


def read_part(session: Session, scope: Scope = STANDARD, tag: str = "en") -> Part:
    """A part as it is now, drafts included."""
    return open_part(session, read_offers(session, drafts=True), tag, scope)


def record(
    session: Session,
    question: str = "know_iro",
    content: bytes | None = None,
    *,
    scope: Scope = STANDARD,
    tag: str = "en",
) -> str:
    """Let a question have a recording; its name."""
    part = read_part(session, scope, tag)
    line = next(one for one in part.lines if one.question == question)
    seen = line.recording.name if line.recording else ""
    sound = read_sound(content or make_mp3())
    save_recording(session, part.read(line), sound, seen=seen, on=NOON.date(), by=None)
    part = read_part(session, scope, tag)
    return next(
        one.recording.name for one in part.lines if one.question == question and one.recording
    )
