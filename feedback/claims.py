"""Who may use the database: many together, or one alone while it is being replaced."""

import fcntl
import os
from pathlib import Path

from feedback.exceptions import RefusedError


class TakenError(RefusedError):
    """Somebody else holds it."""


class Claim:
    """A hold on a folder or file until `close`, or until the process ends, however it ends.

    Many may hold it together, or one `alone`. Raises TakenError at once instead of waiting.
    """

    def __init__(self, path: Path, *, alone: bool) -> None:
        self._handle: int | None = os.open(path, os.O_RDONLY)
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise TakenError(f"{path} is in use: try again when that is done.") from None

    def close(self) -> None:
        """Let go of it."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __enter__(self) -> None:
        return

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        # A pool that is thrown away does not say goodbye to its connections.
        if getattr(self, "_handle", None) is not None:
            self.close()
