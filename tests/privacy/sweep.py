"""Looks for words in every file of a folder, in every form in which a program might have kept them."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

SQUEEZED = (b"\x1f\x8b", b"PK\x03\x04", b"\x78\x9c")  # gzip, zip and so xlsx, zlib


def spell(word: str | bytes) -> set[bytes]:
    """Every form of `word`: as text of several kinds, quoted, escaped, as hex and in base64 at any place in it."""
    raw = word if isinstance(word, bytes) else word.encode()
    forms = {raw, raw.hex().encode(), raw.hex().upper().encode(), *_in_base64(raw)}
    if isinstance(word, str):
        quoted = {quote(word, safe=""), quote_plus(word), quote(word), escape(word)}
        quoted |= {each.lower() for each in quoted} | {word.upper(), word.lower(), word[::-1]}
        quoted |= {json.dumps(word)[1:-1], repr(word)[1:-1]}
        forms |= {each.encode() for each in quoted}
        forms |= {word.encode("utf-16-le"), word.encode("utf-16-be")}
    return forms


def _in_base64(raw: bytes) -> Iterator[bytes]:
    # A byte before or after changes the first and last letters, so only those in between are looked for.
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw + b"\0\0")
        inner = whole[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def read_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under `folder`: its name and bytes; those of what is squeezed into it too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name, content
            yield from ((path.name, more) for more in _unpack(content))


def _unpack(content: bytes) -> Iterator[bytes]:
    if not content.startswith(SQUEEZED):
        return
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [archive.read(name) for name in archive.namelist()]
    elif content.startswith(b"\x1f\x8b"):
        inside = [gzip.decompress(content)]
    else:
        inside = [zlib.decompress(content)]
    for each in inside:
        yield each
        yield from _unpack(each)


def as_it_is(word: str | bytes) -> set[bytes]:
    """`word` and no other form of it."""
    return {word if isinstance(word, bytes) else word.encode()}


def find(
    words: Iterable[str | bytes],
    *folders: Path,
    forms: Callable[[str | bytes], set[bytes]] = spell,
) -> set[tuple[str, str | bytes]]:
    """Which of `words` lie in which file of `folders`, or in a name of one: pairs of file name and word."""
    files = [
        (name, name.encode() + b"\n" + content)
        for folder in folders
        for name, content in read_files(folder)
    ]
    assert files, "there is nothing to look at"
    everything = b"\n".join(content for _, content in files)
    found = {(word, form) for word in words for form in forms(word) if form in everything}
    return {(name, word) for word, form in found for name, content in files if form in content}
