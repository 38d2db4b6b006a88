"""JSON Schemas of the files under `forms/`, made from the models, so that an editor explains each key as it is typed."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from feedback.questionnaires.attributed import WrittenReturnVersion
from feedback.questionnaires.definition import Use, WrittenVersion
from feedback.questionnaires.shared_definition import (
    WrittenAsk,
    WrittenHardWords,
    WrittenLines,
    WrittenMeasures,
    WrittenPictures,
    WrittenQuestions,
    WrittenScales,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"  # in the folder of the forms
# What each schema is of, what it is called, and its model.
_MODELS: dict[str, tuple[str, type[BaseModel]]] = {
    "version": ("A version of a questionnaire", WrittenVersion),
    "returns": ("A version of an attributed questionnaire", WrittenReturnVersion),
    "scales": ("The scales", WrittenScales),
    "measures": ("The measures", WrittenMeasures),
    "pictures": ("The pictures", WrittenPictures),
    "questions": ("The shared questions", WrittenQuestions),
    "hard-words": ("The hard words", WrittenHardWords),
}
KINDS = (*_MODELS, "page")


def make_schema(of: str) -> dict[str, Any]:
    """The schema of one kind of file: one of `KINDS`."""
    if of == "page":
        return _make_page()
    title, model = _MODELS[of]
    schema = _make(model, Use) if of == "version" else _make(model)
    if of == "version":
        questions = schema["$defs"]["WrittenSection"]["properties"]["questions"]
        questions["items"] = _either("use", "Use", "WrittenQuestion")
    return {"$schema": DIALECT} | schema | {"title": title}


def write_json(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schemas(forms: Path) -> list[Path]:
    """Write every schema to its file under `forms`. Returns the files."""
    files = {forms / FOLDER / f"{of}.json": write_json(make_schema(of)) for of in KINDS}
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def schema_for(path: Path) -> str:
    """The kind of the file `path`, by its folder and its name, and by its class where it is a version."""
    if path.parent.name != "shared":
        attributed = "\nclass: attributed\n" in path.read_text(encoding="utf-8")
        return "returns" if attributed else "version"
    return path.stem if path.stem in _MODELS else "page"


def _make_page() -> dict[str, Any]:
    # A page that has questions asks, every other says: told apart as `library` does.
    lines, asks = _make(WrittenLines), _make(WrittenAsk)
    blocks = {"WrittenLines": lines, "WrittenAsk": asks}
    inner = lines.pop("$defs") | asks.pop("$defs")
    choice = _either("questions", "WrittenAsk", "WrittenLines")
    return {"$schema": DIALECT, "$defs": inner | blocks, "title": "A shared page"} | choice


def _either(key: str, with_key: str, without: str) -> dict[str, Any]:
    """One block where `key` is written, another where it is not: an editor then names the right fault."""
    return {
        "if": {"required": [key]},
        "then": {"$ref": f"#/$defs/{with_key}"},
        "else": {"$ref": f"#/$defs/{without}"},
    }


def _make(model: type[BaseModel], *others: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    for other in others:
        inner = other.model_json_schema(by_alias=True)
        schema["$defs"] |= inner.pop("$defs", {}) | {other.__name__: inner}
    tidied: dict[str, Any] = _tidy(schema)
    return tidied


def _tidy(node: Any) -> Any:
    """`node` without what only a program cares for: titles of keys, defaults of nothing, and "or nothing"."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    node = {key: _tidy(value) for key, value in node.items()}
    if isinstance(node.get("title"), str):
        del node["title"]
    if node.get("default", "") is None:
        del node["default"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())
    choices = node.get("anyOf", [])
    if {"type": "null"} in choices and len(choices) == 2:
        node |= next(one for one in choices if one != {"type": "null"})
        del node["anyOf"]
    return node
