"""Nothing trusts a text as HTML but what is declared here, with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from feedback.reports import poster_pages

FEEDBACK = Path(__file__).resolve().parents[2] / "feedback"
TRUSTING = re.compile(
    r"\|\s*safe\b|\{%-?\s*autoescape|\.unescape\(|\|\s*forceescape\b|\{%-?\s*filter\s+safe"
)
# Where something that is no plain string in the source becomes HTML, how often, and why it may.
REVIEWED = {
    "reports/poster_pages.py": (
        4,
        "a rendered template of ours, the QR code's own SVG, and files of ours",
    ),
    "reports/charts.py": (0, "only literals with gaps, filled by format, which escapes"),
}


def list_trusted(source: str) -> Iterator[str]:
    """What becomes HTML without being a literal in the source: `Markup(x)` and its relatives."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        literal = all(isinstance(argument, ast.Constant) for argument in node.args)
        if name == "render_template_string" or (name == "Markup" and not literal):
            yield f"{node.lineno}: {ast.unparse(node)[:60]}"


def test_only_reviewed_places_make_html_of_what_is_no_literal() -> None:
    """A new `Markup(…)` of something that is no literal is a decision: it is added above, with its reason."""
    found = {
        str(path.relative_to(FEEDBACK)): len(list(list_trusted(path.read_text())))
        for path in FEEDBACK.rglob("*.py")
    }

    assert {name: count for name, count in found.items() if count} == {
        name: count for name, (count, _) in REVIEWED.items() if count
    }


def test_no_template_turns_escaping_off() -> None:
    """Neither a filter nor a block, in any template."""
    templates = list(FEEDBACK.rglob("*.html"))

    assert len(templates) > 30
    assert [path.name for path in templates if TRUSTING.search(path.read_text())] == []


def test_every_template_is_escaped(app: Flask) -> None:
    """Also those that are no .html, and those of posters, which have an environment of their own."""
    names = app.jinja_env.list_templates()
    choose = app.jinja_env.autoescape

    assert names
    assert all(
        choose(name) if callable(choose) else choose for name in names if name.endswith(".html")
    )
    assert not [name for name in names if not name.endswith(".html")]
    assert poster_pages._templates().autoescape is True


@pytest.mark.parametrize(
    "source", ["Markup(answer)", "Markup(f'<b>{answer}</b>')", "Markup('<b>' + answer)", "markupsafe.Markup(x)", "render_template_string(x)"]
)  # fmt: skip
def test_a_trusting_line_is_found_out(source: str) -> None:
    """The control: each way to trust a text is seen; a literal with gaps is not."""
    assert list(list_trusted(source))
    assert not list(list_trusted("Markup('<b>{}</b>').format(answer)"))


@pytest.mark.parametrize("template", ["{{ x|safe }}", "{{ x | safe }}", "{%- autoescape false %}"])
def test_a_trusting_template_is_found_out(template: str) -> None:
    """The control of the templates."""
    assert TRUSTING.search(template)
