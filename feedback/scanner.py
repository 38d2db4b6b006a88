"""The council's ClamAV, asked whether a file that staff send is known to be harmful.

It listens on a socket of this machine, so that no file travels; the question is the INSTREAM of clamd(8).
"""

import socket
import struct
from pathlib import Path

from feedback.exceptions import FeedbackError, RefusedError, SettingsError

TIMEOUT = 30  # seconds for each answer
LONGEST_ANSWER = 1024  # bytes
# The file that every scanner knows (eicar.org), in two halves: whole it would be found in our own code.
KNOWN = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")


class HarmfulError(RefusedError):
    """The scanner knows a file to be harmful."""


class ScannerError(FeedbackError):
    """The scanner cannot be asked, or does not answer the question."""


def read_scanner(value: str | None) -> Path | None:
    """Where clamd listens by FEEDBACK_CLAMD, None when it is not set. Raises SettingsError."""
    if value and not value.startswith("/"):
        raise SettingsError(
            f"FEEDBACK_CLAMD is {value!r}: write the path of clamd's socket, such as /run/clamav/clamd.ctl."
        )
    return Path(value) if value else None


def scan(scanner: Path, content: bytes) -> None:
    """Ask about a file. Raises HarmfulError, or ScannerError when there is no answer."""
    piece = struct.pack(">I", len(content)) + content if content else b""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(TIMEOUT)
            line.connect(str(scanner))
            line.sendall(b"zINSTREAM\0" + piece + bytes(4))
            answer = _read(line)
    except OSError as error:
        raise ScannerError(f"FEEDBACK_CLAMD {scanner}: cannot be asked ({error}).") from error
    if answer.endswith(b"FOUND"):
        raise HarmfulError("The virus scanner found something in this file. Nothing of it is kept.")
    if answer != b"stream: OK":
        said = answer.decode("utf-8", "replace")
        raise ScannerError(f"FEEDBACK_CLAMD {scanner}: does not answer the question ({said!r}).")


def check_scanner(scanner: Path) -> None:
    """Whether it answers, and knows what every scanner knows. Raises ScannerError with what to do."""
    try:
        scan(scanner, b"".join(KNOWN))
    except HarmfulError:
        return
    raise ScannerError(
        f"FEEDBACK_CLAMD {scanner}: does not know the test file of eicar.org. Update its signatures: run freshclam."
    )


def _read(line: socket.socket) -> bytes:
    """Up to the zero byte that ends an answer."""
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0]
