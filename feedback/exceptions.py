"""What can go wrong, in words: every message says what to do. And how a mistake of ours is written down."""

import traceback
from collections.abc import Iterator


class FeedbackError(Exception):
    """A mistake or a refusal that a person can act on. `str(error)` is one clear sentence."""


class SettingsError(FeedbackError):
    """A setting is missing, wrong or unsafe, so nothing starts."""


class DefinitionError(FeedbackError):
    """A questionnaire file cannot be used as it stands."""


class NotFoundError(FeedbackError):
    """Something was named that is not there."""


class RefusedError(FeedbackError):
    """The request is understood and not allowed now."""


class ChangedError(RefusedError):
    """Somebody else changed the same thing since the page was opened, so nothing is saved."""


class StorageError(FeedbackError):
    """The database did not take it: nothing is stored, and the same can be tried again."""


def trace(error: BaseException) -> str:
    """What kind of error came up where, and from which other: never its message, which may quote an answer."""
    return "".join(_list_steps(error)).strip()


def _list_steps(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__name__}\n"
    yield from traceback.format_tb(error.__traceback__)
    before = error.__cause__ or error.__context__
    if before:
        yield "after "
        yield from _list_steps(before)
