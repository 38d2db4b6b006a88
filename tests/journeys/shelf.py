"""The newest version of every shipped questionnaire, and the variants it has."""

from feedback.questionnaires.snapshot import Snapshot
from feedback.versions import list_version_files
from tests.councils import SHIPPED_FORMS, read_forms


def _read_newest() -> dict[str, Snapshot]:
    newest = {path.parent.name: path.stem for path in list_version_files(SHIPPED_FORMS)}
    found = {name: read_forms(f"{name}/{version}") for name, version in newest.items()}
    return {name: snapshot for name, snapshot in found.items() if not snapshot.attributed}


NEWEST = _read_newest()
QUESTIONNAIRES = frozenset(NEWEST)
# (questionnaire, variant) of everything that can be answered.
FORMS = [(name, variant.value) for name, snapshot in NEWEST.items() for variant in snapshot.forms]
EASY = [(name, variant) for name, variant in FORMS if variant != "standard"]
