"""Whether somebody is listening and every promise is true: until then every page and poster says that this is a trial."""

from collections.abc import Mapping

from feedback.config import Settings
from feedback.promises import NAME, Promise, list_untrue, read_promises


def list_missing(settings: Settings, promises: Mapping[str, Promise] | None = None) -> list[str]:
    """What is missing before children may be asked, each a sentence that says what to do.

    As long as one promise of this release is not true, something is: no setting leads out of the trial.
    """
    missing = [f"Set {name}." for name in list_unset(settings)]
    untrue = list_untrue(read_promises() if promises is None else promises)
    return [*missing, *([_say(len(untrue))] if untrue else [])]


def list_unset(settings: Settings) -> list[str]:
    """The settings that say who listens and how they are reached, and are empty."""
    wanted = {
        "FEEDBACK_DUTY_READER": settings.duty_reader,
        "FEEDBACK_DUTY_COVER": settings.duty_cover,
        "FEEDBACK_DUTY_NUMBER": settings.duty_number,
        "FEEDBACK_OUT_OF_HOURS": settings.out_of_hours,
    }
    return [name for name, value in wanted.items() if not value]


def somebody_listens(settings: Settings) -> bool:
    """Whether whoever asks to be talked to reaches somebody: a reader, cover, a number, and words for the nights.

    This does not wait for the end of the trial: a request is read at once, whatever else is not true yet.
    """
    return not list_unset(settings)


def is_trial(settings: Settings) -> bool:
    """Whether pages and posters must say "Trial: not for children yet"."""
    return bool(list_missing(settings))


def _say(untrue: int) -> str:
    promises = (
        f"{untrue} promises of its notices are" if untrue > 1 else "A promise of its notices is"
    )
    return f"{promises} not true in this release: {NAME} says what is missing."
