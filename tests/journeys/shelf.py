"""The newest version of every shipped questionnaire, and the variants it has."""

from pathlib import Path

from feedback.questionnaires.check import open_version
from feedback.questionnaires.library import read_library
from feedback.questionnaires.snapshot import Snapshot
from feedback.versions import list_version_files

ROOT = Path(__file__).resolve().parents[2]


def _read_newest() -> dict[str, Snapshot]:
    library = read_library(ROOT / "forms")
    newest = {path.parent.name: path for path in list_version_files(ROOT / "forms")}
    found = {name: open_version(path, library, root=ROOT) for name, path in newest.items()}
    return {name: snapshot for name, snapshot in found.items() if not snapshot.attributed}


NEWEST = _read_newest()
QUESTIONNAIRES = frozenset(NEWEST)
# (questionnaire, variant) of everything that can be answered.
FORMS = [(name, variant.value) for name, snapshot in NEWEST.items() for variant in snapshot.forms]
EASY = [(name, variant) for name, variant in FORMS if variant != "standard"]
