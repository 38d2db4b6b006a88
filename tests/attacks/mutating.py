"""Bytes that begin as a request somebody might send and end as none: cut, doubled, swapped and spoilt by chance."""

from random import Random

ODD = [
    b"\x00", b"\xff\xfe", b"%00", b"%", b"%zz", b"%ed%a0%80", b"%F0%9F", b"&", b"&&", b"=", b"==", b";", b"+",
    b"\r\n", b"\n\n", b"'", b'"', b"<", b"' OR 1=1--", b"../", b"{{7*7}}", b"${7}", b"_show=", b"_show=%00/", b"token=",
    b"token=a.b.c", b"_kept.=1", b"_kept.best=", b"_at=", b"[]", b"[a]=b", b"%u0041", b"\xe2\x80\xae", b"9" * 400,
    b"x" * 1001, b"-1", b"1e309", b"NaN", b"\x1f\x8b\x08", b"--B\r\n", b"--B--\r\n",
    b'--B\r\nContent-Disposition: form-data; name="best"; filename="x"\r\n\r\n', b"; charset=utf-7",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded;charset=nonsense", "multipart/form-data; boundary=B", "multipart/form-data",
    "multipart/form-data; boundary=" + "B" * 300, "multipart/mixed; boundary=B", "application/json", "text/plain", "", "\x7f",
    "application/xml", ";;;", "a/b/c",
]  # fmt: skip


def mutate(chance: Random, body: bytes) -> bytes:
    """`body` with one to six things done to it."""
    for _ in range(chance.randint(1, 6)):
        body = chance.choice([_cut, _double, _spoil, _put_in, _swap])(chance, body)
    return body


def choose_type(chance: Random) -> str:
    """A content type: mostly the right one, else anything."""
    return TYPES[0] if chance.random() < 0.7 else chance.choice(TYPES)


def as_multipart(fields: dict[str, str]) -> bytes:
    """A form in parts, under the boundary B."""
    head = 'Content-Disposition: form-data; name="'
    parts = (f'--B\r\n{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    return "".join(parts).encode() + b"--B--\r\n"


def _place(chance: Random, body: bytes) -> int:
    return chance.randint(0, len(body))


def _cut(chance: Random, body: bytes) -> bytes:
    start = _place(chance, body)
    return body[:start] + body[start + chance.randint(1, 40) :]


def _double(chance: Random, body: bytes) -> bytes:
    start = _place(chance, body)
    return body[:start] + body[start : start + 60] * chance.randint(2, 5) + body[start:]


def _spoil(chance: Random, body: bytes) -> bytes:
    place = _place(chance, body)
    return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]


def _put_in(chance: Random, body: bytes) -> bytes:
    place = _place(chance, body)
    return body[:place] + chance.choice(ODD) + body[place:]


def _swap(chance: Random, body: bytes) -> bytes:
    one, two = sorted((_place(chance, body), _place(chance, body)))
    return body[two:] + body[one:two] + body[:one]
