"""What the council's IT copies out of the how-tos works as it stands there, and shows what it is said to show."""


from feedback.db import Database
from feedback.diagnosis import examine
from feedback.config import Settings
from tests.guards.test_docs import read, section_of


def list_shown(text: str) -> list[str]:
    """The names of the checks in the output of `doctor` that install.md shows."""
    block = section_of(text, "6. Look whether it is right").split("```")[1]
    lines = block.split("check            ok  advice\n")[1].splitlines()
    return [line[:15].strip() for line in lines]


def test_the_doctor_of_the_guide_is_the_doctor(settings: Settings, database: Database) -> None:
    """The same lines in the same order, for an installation without sign-in, mail server or scanner of the council."""
    looked = [check.check for check in examine(settings, Database(settings.database_url))]

    assert list_shown(read("how-to/install.md")) == looked
