"""The environment that settings are read from: no value may hold signs that nobody sees, and no name may be misspelt."""

import difflib
import unicodedata
from collections.abc import Mapping

from feedback.exceptions import SettingsError

OURS = "FEEDBACK_"  # what the name of a setting begins with
# Control characters, and bytes that are no letters: Python keeps those as halves of a pair.
UNSEEN = ("Cc", "Cs")


class Variables:
    """The variables of an environment. Each that is a setting is asked for, set or not."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._asked: list[str] = []

    def get(self, name: str) -> str | None:
        """What `name` is set to, if to anything. Raises SettingsError where that holds what nobody sees."""
        self._asked.append(name)
        value = self._environ.get(name, "")
        if any(unicodedata.category(sign) in UNSEEN for sign in value):
            raise SettingsError(
                f"{name} is {value!a}: it holds a sign that nobody sees. Type it again, and save its file as UTF-8 "
                "with the line ends of Unix (LF), not of Windows."
            )
        return value or None

    def list_unknown(self) -> list[str]:
        """A sentence for each that is named like a setting and is none, once all were asked for."""
        named = {name for name in self._environ if name.upper().startswith(OURS)}
        return [self._say_unknown(name) for name in sorted(named - {*self._asked})]

    def _say_unknown(self, name: str) -> str:
        known = [one.removeprefix(OURS) for one in self._asked]
        near = difflib.get_close_matches(name.upper().removeprefix(OURS), known, n=1)
        meant = (
            f"did you mean {OURS}{near[0]}?" if near else "docs/reference/settings.md has them all."
        )
        return f"{ascii(name)[1:-1]} is no setting and does nothing: {meant}"
