"""What every test would work out anew, and alike: remembered for as long as tests run.

An app and a database are made in nearly every test: two hundred rules, a hundred templates, the same statements; and the
questionnaires are read again and again. Nothing here stands in for anything: each is what the same input gave the first
time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from alembic import util
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from feedback import db, shipped_languages
from feedback.cli import installation, questionnaires
from feedback.models.asking import Meta
from feedback.models.base import Base
from feedback.models.translating import new_stamp
from feedback.questionnaires import load


class _Templates(BytecodeCache):
    """Compiled templates by their names and what stands in them."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template was compiled before."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()


class _Statements(LRUCache[tuple[object, ...], object]):
    """Compiled statements of every database of a test: all are SQLite, opened alike, so the dialect says nothing."""

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        """The compiled statement, if there is one."""
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        super().__setitem__(key[1:], value)


def _remember_statements(patch: pytest.MonkeyPatch) -> None:
    create, known = db.create_engine, _Statements(4000)

    def create_once(*words: object, **more: object) -> Engine:
        engine = create(*words, **more)
        engine._compiled_cache = known
        return engine

    patch.setattr(db, "create_engine", create_once)


def _remember_builders(patch: pytest.MonkeyPatch) -> None:
    """What builds the address of a rule: a function that depends on the rule alone."""
    compile_ = Rule._compile_builder
    known: dict[tuple[object, ...], FunctionType] = {}

    def compile_once(self: Rule, append_unknown: bool = True) -> FunctionType:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in known:
            known[key] = compile_(self, append_unknown)
        return known[key]

    patch.setattr(Rule, "_compile_builder", compile_once)


def _remember_parts(patch: pytest.MonkeyPatch) -> None:
    """What a rule is made of: it depends on how it is written alone; no converter of ours looks at more."""
    parse = Rule._parse_rule
    known: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]] = {}

    def parse_once(self: Rule, rule: str) -> list[RulePart]:
        if rule not in known:
            trace, converters = self._trace, self._converters
            self._trace, self._converters = [], {}
            known[rule] = list(parse(self, rule)), self._trace, self._converters
            self._trace, self._converters = trace, converters
        parts, traced, converted = known[rule]
        self._trace += traced
        self._converters |= converted
        self.arguments |= converted.keys()
        return parts

    patch.setattr(Rule, "_parse_rule", parse_once)


def _remember_tables(patch: pytest.MonkeyPatch) -> None:
    """The file of a new database that has every table and nothing else."""
    create, known = Base.metadata.create_all, b""

    def create_once(engine: Engine) -> None:
        nonlocal known
        file = Path(str(engine.url.database))
        if file.exists() or not file.is_absolute():
            create(engine)
        elif known:
            file.write_bytes(known)
        else:
            create(engine)
            with engine.connect() as connection:
                known = connection.connection.driver_connection.serialize()

    patch.setattr(Base.metadata, "create_all", create_once)


def _remember_migrations(patch: pytest.MonkeyPatch) -> None:
    """The modules of the migrations; what runs them is read each time, as it runs when it is read."""
    read, known = util.load_python_file, dict[tuple[str | Path, str], ModuleType]()

    def read_once(folder: str | Path, name: str) -> ModuleType:
        if name == "env.py":
            return read(folder, name)
        if (folder, name) not in known:
            known[folder, name] = read(folder, name)
        return known[folder, name]

    patch.setattr(util, "load_python_file", read_once)


def _remember_languages(patch: pytest.MonkeyPatch) -> None:
    """The rows of the languages that a release brings where there are none: twenty thousand."""
    bring, known = shipped_languages.bring_in, dict[str, tuple[int, list[list[dict[str, Any]]]]]()
    tables = [Base.metadata.tables[name] for name in ("translations", "frozen_languages")]

    def bring_once(session: Session, folder: Path) -> int:
        if any(session.execute(select(table).limit(1)).first() for table in tables):
            return bring(session, folder)
        mark = shipped_languages.mark_of(session, folder)
        if mark not in known:
            came = bring(session, folder)
            known[mark] = (
                came,
                [
                    [dict(row) for row in session.execute(select(table)).mappings()]
                    for table in tables
                ],
            )
            return came
        came, found = known[mark]
        for table, rows in zip(tables, found, strict=True):
            if rows:
                session.execute(insert(table), rows)
        session.merge(Meta(name=shipped_languages.SHIPPED, value=mark))
        session.merge(new_stamp())
        session.flush()
        return came

    for module in (shipped_languages, installation, questionnaires):
        patch.setattr(module, "bring_in", bring_once)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember compiled statements and templates, the parts and builders of addresses, empty databases, migrations, shipped languages, and YAML
    that was read.
    """
    with pytest.MonkeyPatch.context() as patch:
        _remember_statements(patch)
        _remember_parts(patch)
        _remember_builders(patch)
        _remember_tables(patch)
        _remember_migrations(patch)
        _remember_languages(patch)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Templates()})
        patch.setattr(load, "parse", cache(load.parse))
        yield
