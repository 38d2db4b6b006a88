"""A recording is told by its bytes: MP3 and Opus are taken, and nothing that only calls itself so."""

import io
import wave

import pytest

from feedback.exceptions import RefusedError
from feedback.sounds import MOST_BYTES, Kind, read_sound
from tests.sounding import FRAME, make_mp3, make_opus, make_page, make_tag

# MPEG 2, layer III, 32 kbit/s, 22.05 kHz, as most speech has it.
SPEECH = b"\xff\xf3\x40\xc0" + bytes(100)


def make_wave() -> bytes:
    """A WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(4000))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "seconds"),
    [
        (make_mp3(3), Kind.MP3, 3),
        (SPEECH * 77, Kind.MP3, 2),
        (make_opus(2), Kind.OPUS, 2),
        (make_tag() + make_mp3(2) + b"TAG" + bytes(125), Kind.MP3, 2),
        (make_mp3(2)[:-20], Kind.MP3, 2),  # the last frame is cut off, as recorders leave it
    ],
)
def test_what_phones_play_is_taken(content: bytes, kind: Kind, seconds: int) -> None:
    """Both kinds, with the length that it lasts."""
    sound = read_sound(content)

    assert (sound.kind, sound.seconds) == (kind, seconds)


def test_what_stands_around_an_mp3_is_thrown_away() -> None:
    """Whose voice it is, and a page that hides before the sound."""
    hidden = make_tag(b"TPE1 Kim Smith <script>alert(1)</script>")

    sound = read_sound(hidden + make_mp3() + b"TAG" + b"Kim Smith".ljust(125, b"\0"))

    assert sound.content == make_mp3()


HTML = b"<!doctype html><script>alert(1)</script>" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' * 40
EXE = b"MZ\x90\0" + bytes(200) + b"PE\0\0" + bytes(2000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (HTML, "not a recording"),
        (SVG, "not a recording"),
        (EXE, "not a recording"),
        (make_tag() + HTML, "not a recording"),  # the head of an MP3, and a page behind it
        (FRAME * 3 + HTML, "not a recording"),
        (make_mp3() + HTML, "cut off or damaged"),  # a sound, and a page behind it
        (b"OggS\0" + HTML, "cut off or damaged"),
        (make_opus() + HTML, "cut off or damaged"),
        (make_opus()[:-3], "cut off or damaged"),
        (
            make_opus() + make_page(b"x", kind=2, samples=9, number=0, serial=8),
            "cut off or damaged",
        ),
        (make_opus() + make_page(b"x", kind=4, samples=2**62, number=52), "cut off or damaged"),
        (make_opus(codec=b"\x01vorbis."), "not Opus"),
        (make_wave(), "WAV"),
        (b"\0\0\0\x20ftypM4A " + bytes(900), "M4A"),
        (b"\x1a\x45\xdf\xa3" + bytes(900), "WebM"),
        (b"fLaC" + bytes(900), "FLAC"),
        (bytes(5000), "not a recording"),
        (b"\xff" * 5000, "not a recording"),
        (make_mp3(80)[: MOST_BYTES + 1].ljust(MOST_BYTES + 1, b"\0"), "longer than 2 MB"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(content: bytes, words: str) -> None:
    """Whatever it calls itself; the sentence says what to do."""
    with pytest.raises(RefusedError, match=words) as refusal:
        read_sound(content)

    assert str(refusal.value).count(". ") >= 1  # what it is, and what to do


def test_the_longest_is_taken() -> None:
    """Two megabytes to the byte: the control of the limit."""
    longest = FRAME * (MOST_BYTES // len(FRAME))

    assert len(read_sound(longest.ljust(MOST_BYTES, b"\0")).content) == len(longest) <= MOST_BYTES
