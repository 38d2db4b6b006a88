"""The schemas that editors read: as the models are, as they lie in their files, and each key explained."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from feedback.questionnaires import attributed, definition, shared_definition
from feedback.questionnaires.definition import Block, Kind, Variant
from feedback.questionnaires.editor_schema import (
    FOLDER,
    KINDS,
    make_schema,
    schema_for,
    write_json,
    write_schemas,
)
from tests.councils import SHIPPED_FORMS

FILES = sorted(SHIPPED_FORMS.glob("*/*.yaml"))
MODULES = (attributed, definition, shared_definition)
BLOCKS = {
    block
    for module in MODULES
    for block in vars(module).values()
    if isinstance(block, type) and issubclass(block, Block) and block is not Block
}


def list_nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every block of a schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from list_nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from list_nodes(value)


@pytest.mark.parametrize("of", KINDS)
def test_the_file_is_what_the_models_say(of: str) -> None:
    """After a change of a model: `make schemas`."""
    file = SHIPPED_FORMS / FOLDER / f"{of}.json"

    assert file.read_text(encoding="utf-8") == write_json(make_schema(of))


@pytest.mark.parametrize("of", KINDS)
def test_a_schema_says_its_dialect_and_leads_nowhere_else(of: str) -> None:
    """2020-12, a title, and references to its own blocks only."""
    schema = make_schema(of)

    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["title"]
    for node in list_nodes(schema):
        reference = node.get("$ref")
        if isinstance(reference, str):
            assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_every_block_is_in_a_schema() -> None:
    """An author may write no block that an editor does not know."""
    known: set[str] = set()
    for of in KINDS:
        schema = make_schema(of)
        known |= {*schema.get("$defs", {}), *map(str, [schema.get("description")])}

    missing = [
        block.__name__
        for block in BLOCKS
        if block.__name__ not in known and " ".join((block.__doc__ or "").split()) not in known
    ]

    assert len(BLOCKS) > 20
    assert missing == []


@pytest.mark.parametrize("block", sorted(BLOCKS, key=lambda block: block.__name__))
def test_every_key_is_explained(block: type[Block]) -> None:
    """In a sentence that fits beside it."""
    for name, field in block.model_fields.items():
        assert field.description, name
        assert field.description[0].isupper() or field.description.startswith(("true ", "'none"))
        assert len(field.description) <= 80


def test_the_version_knows_kinds_variants_and_shared_questions() -> None:
    """What may be written is offered; `use:` stands for a whole question."""
    blocks = make_schema("version")["$defs"]

    assert blocks["Kind"]["enum"] == list(Kind)
    assert blocks["Variant"]["enum"] == list(Variant)
    items = blocks["WrittenSection"]["properties"]["questions"]["items"]
    assert items["if"] == {"required": ["use"]}
    assert blocks["Use"]["required"] == ["use"]
    assert blocks["Use"]["additionalProperties"] is False


def test_nothing_is_offered_to_be_left_empty() -> None:
    """A key with nothing after it is a mistake, so no editor offers it."""
    for of in KINDS:
        assert not any(node.get("type") == "null" for node in list_nodes(make_schema(of)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_names_its_schema_first(path: Path) -> None:
    """Editors find it by the first line, wherever the folder lies."""
    first = path.read_text(encoding="utf-8").splitlines()[0]

    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert found, f"put it there: # yaml-language-server: $schema=../schema/{schema_for(path)}.json"
    assert (path.parent / found[1]).resolve() == SHIPPED_FORMS / FOLDER / f"{schema_for(path)}.json"


def test_schemas_are_written_beside_other_forms(tmp_path: Path) -> None:
    """A council with a folder of its own has them there."""
    files = write_schemas(tmp_path)

    assert sorted(path.stem for path in files) == sorted(KINDS)
    assert all(json.loads(path.read_text(encoding="utf-8"))["title"] for path in files)


def find_wrong(path: Path, text: str | None = None) -> list[str]:
    """What an editor that reads the schema named in the first line of `path` marks in it."""
    text = path.read_text(encoding="utf-8") if text is None else text
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", text.splitlines()[0])
    assert named
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    # Through JSON: a date or an odd number would be no JSON value, and an editor sees none.
    content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text)))
    return [error.message for error in Draft202012Validator(schema).iter_errors(content)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_editor_marks_nothing_in_a_shipped_file(path: Path) -> None:
    """What the check calls right is right for the schema too."""
    assert find_wrong(path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: choice", "kind: chioce"),
        ("minutes: 5", "minutes: five"),
        ("version: 2", 'version: "2"'),
        ("scale: three-faces", "scales: three-faces"),
        ("level: band", "level: exactly"),
        ("text: Can you get in touch", "txt: Can you get in touch"),
    ],
)
def test_an_editor_marks_a_mistake(old: str, new: str) -> None:
    """A wrong word, a wrong type, a key that is none, and a question without its text."""
    path = SHIPPED_FORMS / "iro-survey" / "2.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text

    assert find_wrong(path, text.replace(old, new, 1))
