"""Whether somebody is listening: until then every page and poster says that this is a trial."""

from feedback.config import Settings

# A child must not be told that a comment is read while no page exists on which to read it in time.
NO_QUEUE_YET = "This release has no page on which the duty reader reads comments in time."


def list_missing(settings: Settings) -> list[str]:
    """What is missing before children may be asked, each a sentence that says what to do."""
    wanted = {
        "FEEDBACK_DUTY_READER": settings.duty_reader,
        "FEEDBACK_DUTY_COVER": settings.duty_cover,
        "FEEDBACK_DUTY_NUMBER": settings.duty_number,
        "FEEDBACK_OUT_OF_HOURS": settings.out_of_hours,
    }
    missing = [f"Set {name}." for name, value in wanted.items() if not value]
    return [*missing, NO_QUEUE_YET]


def is_trial(settings: Settings) -> bool:
    """Whether pages and posters must say "Trial: not for children yet"."""
    return bool(list_missing(settings))
