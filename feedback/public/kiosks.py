"""A shared tablet: which page it goes back to by itself when somebody has finished or walked away."""

from dataclasses import dataclass

from flask import request

from feedback.codes import COLLECTOR_LENGTH, read_code
from feedback.links import Link
from feedback.questionnaires.definition import Way


@dataclass(frozen=True)
class Kiosk:
    """The tablet of one link, by its code."""

    code: str

    @property
    def home(self) -> str:
        """The first page, in the variant and language that come first: the next person may need another."""
        return f"/q/{self.code}"


def kiosk_of(link: Link) -> Kiosk | None:
    """The tablet that `link` is opened on, if it is for one."""
    return Kiosk(link.code) if link.way is Way.KIOSK else None


def read_kiosk(typed: str) -> Kiosk | None:
    """The tablet that the address of a page around the questions names, if it names one."""
    code = read_code(typed)
    return Kiosk(code) if len(code) == COLLECTOR_LENGTH and code.isascii() else None


def know_kiosk() -> dict[str, Kiosk | None]:
    """For templates: the tablet that a page is read on, which goes back to its questions by itself."""
    return {"kiosk": read_kiosk(request.args.get("kiosk", ""))}
