"""The newest version of every shipped questionnaire, and the variants it has."""

from collections.abc import Callable, Hashable
from typing import Any

import pytest

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


def first_of_each(list_kinds: Callable[[str, str], set[Hashable]]) -> list[Any]:
    """Every form, for `parametrize`: each day those with a kind of thing that no form before them has, and all in a soak.

    `list_kinds` names what is to be seen in the form of a questionnaire and variant.
    """
    seen: set[Hashable] = set()
    cases = []
    for name, variant in FORMS:
        kinds = list_kinds(name, variant)
        cases.append(pytest.param(name, variant, marks=() if kinds - seen else pytest.mark.soak))
        seen |= kinds
    return cases
