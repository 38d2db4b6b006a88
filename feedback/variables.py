"""The environment that settings are read from: no value may hold signs that nobody sees."""

import unicodedata
from collections.abc import Mapping

from feedback.exceptions import SettingsError

# Control characters, and bytes that are no letters: Python keeps those as halves of a pair.
UNSEEN = ("Cc", "Cs")


class Variables:
    """The variables of an environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str) -> str | None:
        """What `name` is set to, if to anything. Raises SettingsError where that holds what nobody sees."""
        value = self._environ.get(name, "")
        if any(unicodedata.category(sign) in UNSEEN for sign in value):
            raise SettingsError(
                f"{name} is {value!a}: it holds a sign that nobody sees. Type it again, and save its file as UTF-8 "
                "with the line ends of Unix (LF), not of Windows."
            )
        return value or None
