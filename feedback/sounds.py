"""Whether a file is a recording that phones can play: MP3, or Opus in Ogg. Its bytes say so, never its name.

Of an MP3 its frames alone are kept: what stands around them, such as the name of whoever read and a picture, is not
the recording. The layouts are those of ISO 11172-3 and 13818-3 (frames), id3.org (tags), RFC 3533 (Ogg) and 7845 (Opus).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from feedback.exceptions import RefusedError

MOST_BYTES = 2 * 1024 * 1024  # two minutes and more of speech
LONGEST = 60 * 60  # seconds: in 2 MB there is less, so a file that says more of itself is damaged
LEAST_FRAMES = 8  # a fifth of a second: fewer are chance, or nothing to hear
SAVE_IT = "Save it as MP3 and choose it again."


class Kind(StrEnum):
    """What phones can play."""

    MP3 = "mp3"
    OPUS = "opus"

    @property
    def mimetype(self) -> str:
        """As a browser is told."""
        return {Kind.MP3: "audio/mpeg", Kind.OPUS: "audio/ogg"}[self]


@dataclass(frozen=True)
class Sound:
    """A recording as it is kept, and how long it lasts."""

    kind: Kind
    seconds: int
    content: bytes


def read_sound(content: bytes) -> Sound:
    """The recording in a file. Raises RefusedError, with a sentence that says what to do."""
    if not content:
        raise RefusedError("This file is empty. Choose it again.")
    if len(content) > MOST_BYTES:
        raise RefusedError(
            "This file is longer than 2 MB. Save it smaller, for example as MP3 with 64 kbit/s."
        )
    return _read_ogg(content) if content.startswith(b"OggS") else _read_mp3(content)


# The beginnings of what people are likely to send instead.
OTHERS = (
    (4, b"ftyp", "This is an M4A or MP4 file, and not every phone plays it."),
    (8, b"WAVE", "This is a WAV file, which is too long for a phone."),
    (0, b"\x1a\x45\xdf\xa3", "This is a WebM file, and not every phone plays it."),
    (0, b"fLaC", "This is a FLAC file, and not every phone plays it."),
)
NO_SOUND = "This is not a recording."
CUT_OFF = "This recording is cut off or damaged."


def _refuse(content: bytes, sentence: str = NO_SOUND) -> RefusedError:
    found = (words for at, mark, words in OTHERS if content[at:].startswith(mark))
    return RefusedError(f"{next(found, sentence)} {SAVE_IT}")


# Bits a second in thousands, by what stands in the head of a frame: MPEG 1, then MPEG 2 and 2.5.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
SAMPLES = {0: (11025, 12000, 8000, 0), 2: (22050, 24000, 16000, 0), 3: (44100, 48000, 32000, 0)}
TAGS_BEHIND = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")


def _read_mp3(content: bytes) -> Sound:
    start = at = _skip_tag(content)
    frames, seconds = 0, 0.0
    while frame := _read_frame(content[at : at + 4]):
        if at + frame[0] > len(content):
            break
        frames, seconds, at = frames + 1, seconds + frame[1], at + frame[0]
    if frames < LEAST_FRAMES:
        raise _refuse(content)
    rest = content[at:].lstrip(b"\0")
    if rest and not rest.startswith(TAGS_BEHIND) and not _read_frame(rest[:4]):
        raise _refuse(content, CUT_OFF)
    return Sound(Kind.MP3, round(seconds), content[start:at])


def _skip_tag(content: bytes) -> int:
    """Where the first frame begins: behind an ID3 tag, whose length has seven bits in a byte."""
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    return at


def _read_frame(head: bytes) -> tuple[int, float] | None:
    """How many bytes a frame of layer III has, and how many seconds; None where none begins."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version = head[1] >> 3 & 3
    if version not in SAMPLES:
        return None
    rate = (RATES_1 if version == 3 else RATES_2)[head[2] >> 4]
    samples = SAMPLES[version][head[2] >> 2 & 3]
    if not rate or not samples:
        return None
    much = 1152 if version == 3 else 576
    return much // 8 * rate * 1000 // samples + (head[2] >> 1 & 1), much / samples


@dataclass(frozen=True)
class _Page:
    """A page of an Ogg file: what it is in, how far the sound is after it, and what is in it."""

    serial: int
    samples: int
    body: bytes


def _read_ogg(content: bytes) -> Sound:
    pages = list(_list_pages(content))
    if len(pages) < 3 or not pages[0].body.startswith(b"OpusHead"):
        raise _refuse(content, "This is an Ogg file, but what is in it is not Opus.")
    if not pages[1].body.startswith(b"OpusTags") or len({page.serial for page in pages}) > 1:
        raise _refuse(content, CUT_OFF)
    seconds = round(pages[-1].samples / 48000)
    if pages[-1].samples <= 0 or seconds > LONGEST:
        raise _refuse(content, CUT_OFF)
    return Sound(Kind.OPUS, seconds, content)


def _list_pages(content: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(content):
        head = content[at : at + 27]
        if len(head) < 27 or head[:5] != b"OggS\0":
            raise _refuse(content, CUT_OFF)
        samples, serial = struct.unpack("<qI", head[6:18])
        sizes = content[at + 27 : at + 27 + head[26]]
        start = at + 27 + head[26]
        at = start + sum(sizes)
        if at > len(content):
            raise _refuse(content, CUT_OFF)
        yield _Page(serial, samples, content[start:at])
