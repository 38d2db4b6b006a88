"""What the code may not do at all, so that a whole sort of attack has nothing to hold on to."""

import ast
import gc
import re
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
FEEDBACK = ROOT / "feedback"
CODE = sorted(p for p in FEEDBACK.rglob("*.py") if "versions" not in p.parts)
SCRIPTS = sorted([*(FEEDBACK / "assets/js").glob("*.js"), *(FEEDBACK / "static").glob("*.js")])

# Text that becomes a program, a template, an object or a command of the machine.
PROGRAMS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv",
    "render_template_string", "from_string", "pickle", "marshal", "shelve", "dill", "subprocess", "pty",
}  # fmt: skip
# What reaches other machines. The server asks itself over `urllib` whether it is up, and looks whether a port is free.
REACHES_OUT = {
    "urllib.request", "http.client", "socket", "requests", "httpx", "aiohttp", "smtplib", "ftplib",
    "imaplib", "telnetlib", "xmlrpc", "ldap", "redis", "memcache", "pymemcache", "webbrowser", "authlib.integrations",
}  # fmt: skip
READS_XML = {"xml.etree", "xml.dom", "xml.sax", "lxml", "defusedxml", "xmltodict"}
# Whether a duty reader switched the keys off: a yes or no, of staff, gone with the window.
KEEPS_A_CHOICE = {"reading.js": {"sessionStorage"}}
WEAK = {"hashlib.md5", "hashlib.sha1", "hashlib.new", "random"}
MAY = {
    "oidc.py": {"requests", "authlib.integrations"},  # the council's own sign-in, when it is set
    "carrier.py": {"smtplib"},  # the council's mail server, when it is set
    "mail_connections.py": {"smtplib"},
    "scanner.py": {"socket"},  # the virus scanner of this machine, when it is set
    "cli/serving.py": {"urllib.request", "socket"},
    "worker.py": {"socket"},  # the one that the server listens on
    "connection.py": {"socket"},  # the names of its options
    "demo/making.py": {"random"},  # made-up answers, the same every time
    "demo/answers.py": {"random"},
    "demo/returning.py": {"random"},
}
SQL = {"text", "execute", "exec_driver_sql", "executescript"}
# Names and values of our own settings, for which SQLite takes no parameters.
OWN_SQL = {"db.py"}
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage"
    r"|indexedDB|document\.cookie|postMessage|__proto__|\.prototype\b|Object\.assign|importScripts|https?://"
)


def list_names(source: str) -> Iterator[str]:
    """Every module that `source` imports and everything that it calls, by its name as written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            yield called
            if called.endswith(".from_string"):  # of whatever environment
                yield "from_string"


@cache
def find(source: str) -> frozenset[str]:
    """Every name in `source` that may be forbidden, with all that it is below."""
    parts = (name.split(".") for name in list_names(source))
    return frozenset(".".join(p[:n]) for p in parts for n in range(1, len(p) + 1))


def find_in_house(forbidden: set[str]) -> dict[str, frozenset[str]]:
    """What of `forbidden` stands in files of ours, without what a file may do."""
    found = {str(p.relative_to(FEEDBACK)): find(p.read_text()) & forbidden for p in CODE}
    return {name: bad for name, all_ in found.items() if (bad := all_ - MAY.get(name, set()))}


def list_sql_from_text(source: str) -> list[str]:
    """Every statement for the database that is put together instead of given parameters."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    sql = (c for c in calls if ast.unparse(c.func).rpartition(".")[2] in SQL and c.args)
    made = (ast.JoinedStr, ast.BinOp, ast.Call)
    return [
        ast.unparse(c)
        for c in sql
        if isinstance(c.args[0], made) and not _is_a_statement(c.args[0])
    ]


def _is_a_statement(argument: ast.expr) -> bool:
    # `execute(select(…).where(…))` is SQLAlchemy's own; a string that was formatted is not.
    called = ast.unparse(argument.func) if isinstance(argument, ast.Call) else ""
    return bool(called) and called.rpartition(".")[2] not in {"format", "join", "replace", "str"}


def test_there_is_something_to_look_at() -> None:
    """The checks below would pass on empty lists."""
    assert len(CODE) > 100
    assert {path.name for path in SCRIPTS} >= {"public.js", "sending.js"}


def test_no_text_becomes_a_program() -> None:
    """No text is run, made into a template or an object, or handed to the machine as a command."""
    assert find_in_house(PROGRAMS) == {}


def test_nothing_is_fetched_from_elsewhere() -> None:
    """The service speaks to nobody but its database and itself."""
    assert find_in_house(REACHES_OUT) == {}


def test_no_xml_is_read() -> None:
    """A file of XML could name other files; our code reads none, but workbooks of translators through openpyxl."""
    assert find_in_house(READS_XML) == {}


def test_the_one_reader_of_workbooks_follows_nothing() -> None:
    """openpyxl reads with defusedxml where that is installed, so it is a package of ours and no accident."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]

    assert any(package.startswith("defusedxml") for package in needed)
    assert openpyxl.DEFUSEDXML


def test_secrets_come_from_the_system_and_hashes_are_strong() -> None:
    """`secrets` and SHA-256; `random` is for made-up answers only."""
    assert find_in_house(WEAK) == {}


def test_sql_is_never_put_together_from_text() -> None:
    """Values travel beside the statement, never in it."""
    found = {str(path.relative_to(FEEDBACK)): list_sql_from_text(path.read_text()) for path in CODE}

    assert {name for name, calls in found.items() if calls} == OWN_SQL


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_add_no_markup_and_keep_nothing(path: Path) -> None:
    """Words are set as words; nothing is kept in the browser but one choice of staff; no other site is named."""
    found = set(IN_SCRIPTS.findall(path.read_text()))

    assert found == KEEPS_A_CHOICE.get(path.name, set())


@pytest.mark.parametrize(
    ("source", "forbidden"),
    [
        ("eval(answer)", PROGRAMS),
        ("import subprocess\nsubprocess.run(answer)", PROGRAMS),
        ("from pickle import loads", PROGRAMS),
        ("app.jinja_env.from_string(answer)", PROGRAMS),
        ("import os\nos.system(answer)", PROGRAMS),
        ("from urllib import request", REACHES_OUT),
        ("import requests", REACHES_OUT),
        ("from lxml import etree", READS_XML),
        ("import xml.etree.ElementTree as tree", READS_XML),
        ("import hashlib\nhashlib.sha1(key)", WEAK),
        ("from random import choice", WEAK),
    ],
)
def test_each_danger_is_noticed(source: str, forbidden: set[str]) -> None:
    """The look itself."""
    assert len(find(source) & forbidden) == 1
    assert not find("import re\nre.compile('x')\nprint('eval(x)')") & forbidden


@pytest.mark.parametrize(
    "source",
    [
        "session.execute(text(f'SELECT {name}'))",
        "session.execute(text('SELECT ' + name))",
        "connection.exec_driver_sql('DROP TABLE %s' % name)",
        "text('SELECT {}'.format(name))",
    ],
)
def test_sql_made_from_text_is_noticed(source: str) -> None:
    """The look itself; a statement with parameters is none."""
    assert list_sql_from_text(source)
    assert not list_sql_from_text("session.execute(select(Team).where(Team.name == name))")
    assert not list_sql_from_text("session.execute(text('SELECT 1'), {'name': name})")


@pytest.mark.parametrize(
    "script",
    [
        "box.innerHTML = words",
        "localStorage.x = 1",
        "fetch('https://elsewhere')",
        "a.__proto__ = b",
    ],
)
def test_a_dangerous_script_is_noticed(script: str) -> None:
    """The look itself."""
    assert IN_SCRIPTS.findall(script)


def test_what_is_left_open_fails_a_test(tmp_path: Path) -> None:
    """Python warns of a file or a connection that nobody closed, and each warning fails the test in which it comes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        (tmp_path / "open").open("w")
        gc.collect()

    assert settings["ini_options"]["filterwarnings"] == ["error"]
    assert [one.category for one in given] == [ResourceWarning]
