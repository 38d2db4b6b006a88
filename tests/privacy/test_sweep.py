"""The search itself: a word is found in whatever form a program might have kept it."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.privacy.sweep import find

WORD = "Ünd & <mark> 17"


def zipped(content: bytes) -> bytes:
    """`content` as a part of a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet1.xml", content)
    return file.getvalue()


PLAIN = WORD.encode()
KEPT = {
    "as it is": b"x " + PLAIN,
    "utf-16": WORD.encode("utf-16"),
    "utf-16 big end first": WORD.encode("utf-16-be"),
    "hex": b"0x" + PLAIN.hex().encode(),
    "upper hex": PLAIN.hex().upper().encode(),
    "url": quote(WORD).encode(),
    "form": quote_plus(WORD).encode(),
    "lower url": quote(WORD, safe="").lower().encode(),
    "json": json.dumps({"words": WORD}).encode(),
    "repr": repr({"words": WORD}).encode(),
    "html": b"<p>\xc3\x9cnd &amp; &lt;mark&gt; 17</p>",
    "upper": WORD.upper().encode(),
    "lower": WORD.lower().encode(),
    "backwards": WORD[::-1].encode(),
    **{f"base64 after {n}": base64.b64encode(b"?" * n + PLAIN + b"??") for n in range(6)},
    "url-safe base64": base64.urlsafe_b64encode(b"~~" + PLAIN + b"~~~"),
    "gzip": gzip.compress(PLAIN),
    "zlib": zlib.compress(PLAIN),
    "workbook": zipped(b"<t>" + PLAIN + b"</t>"),
    "workbook in gzip": gzip.compress(zipped(PLAIN)),
}


@pytest.mark.parametrize("form", KEPT)
def test_a_word_is_found_in_every_form(tmp_path: Path, form: str) -> None:
    """In a file deep in a folder."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(KEPT[form])

    assert find([WORD], tmp_path) == {("file", WORD)}


def test_a_key_is_found_in_every_form(tmp_path: Path) -> None:
    """Bytes as they are, as hex and in base64."""
    key = bytes(range(200, 216))
    for name, kept in (
        ("raw", key),
        ("hex", key.hex().encode()),
        ("text", base64.urlsafe_b64encode(b"a" + key)),
    ):
        (tmp_path / name).write_bytes(kept)

    assert find([key], tmp_path) == {("raw", key), ("hex", key), ("text", key)}


def test_a_name_of_a_file_is_looked_at_too(tmp_path: Path) -> None:
    """A session or a cache could be called after what it is about."""
    (tmp_path / "of-somebody").write_bytes(b"nothing")

    assert find(["somebody"], tmp_path) == {("of-somebody", "somebody")}


def test_another_word_is_not_found(tmp_path: Path) -> None:
    """It does not find what is not there, and refuses to search nothing."""
    (tmp_path / "file").write_bytes(b"".join(KEPT.values()))

    assert find(["another word"], tmp_path) == set()
    (tmp_path / "file").unlink()
    with pytest.raises(AssertionError, match="nothing to look at"):
        find(["a word"], tmp_path)
