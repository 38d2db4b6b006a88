"""What can go wrong, in words: every message says what to do."""


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
