"""Every sentence of an e-mail is written out in the code: nothing that was read from anywhere can become one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

CODE = sorted((ROOT / "feedback").rglob("*.py"))


def list_faults(source: str) -> list[str]:
    """The calls of `EmailLine` whose sentence is not a plain string, and whatever else makes an e-mail."""
    return [f"line {node.lineno}" for node in ast.walk(ast.parse(source)) if _is_fault(node)]


def _is_fault(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name == "Email":
        return True
    if name != "EmailLine":
        return False
    return len(node.args) != 1 or not _is_written_out(node.args[0])


def _is_written_out(sentence: ast.expr) -> bool:
    """A string, or one of two by a condition: "1 round" or "{count} rounds"."""
    if isinstance(sentence, ast.IfExp):
        return _is_written_out(sentence.body) and _is_written_out(sentence.orelse)
    if isinstance(sentence, ast.Call):  # marked for translation
        marked = getattr(sentence.func, "id", "") == "N_" and len(sentence.args) == 1
        return marked and _is_written_out(sentence.args[0])
    return isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)


def _others() -> Iterator[Path]:
    return (file for file in CODE if file.name != "post.py")


def test_every_sentence_is_written_out() -> None:
    """And only post.py makes an e-mail."""
    faults = {str(file): list_faults(file.read_text()) for file in _others()}

    assert {file: found for file, found in faults.items() if found} == {}
    assert "Email(" in (ROOT / "feedback/post.py").read_text()


@pytest.mark.parametrize(
    "code",
    [
        "post.EmailLine(comment.text)",
        "post.EmailLine(f'They said {text}')",
        "EmailLine('They said ' + text)",
        "EmailLine('They said %s' % text)",
        "EmailLine('{}'.format(text))",
        "EmailLine('fine' if short else text)",
        "EmailLine(*words)",
        "EmailLine(N_(comment.text))",
        "EmailLine(say('They said'))",
        "Email(address=a, subject=s, body=comment.text)",
    ],
)
def test_one_that_is_not_is_found(code: str) -> None:
    """The controls."""
    assert list_faults(code) != []
