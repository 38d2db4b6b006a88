"""What may load what."""

import subprocess
import sys
import tomllib

from tests.guards.test_tree import ROOT

CORE = (
    "accounts", "closing", "collectors", "demo", "disclosure.bands", "links", "questionnaires.check", "reports.packs", "reports.posters",
    "reports.workbook", "responses", "retention", "rounds", "tick", "tokens", "versions",
)  # fmt: skip
PURE = ("disclosure.bands", "disclosure.groups", "questionnaires.check", "tallies")


def load(names: tuple[str, ...]) -> set[str]:
    """The packages that a fresh interpreter holds once it has imported parts of the house."""
    return {module.split(".")[0] for module in load_modules(names)}


def load_modules(names: tuple[str, ...]) -> set[str]:
    """The same, module by module."""
    imports = "; ".join(f"import feedback.{name}" for name in names)
    program = f"import sys; {imports}; print(' '.join(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(found.stdout.split())


def test_the_core_loads_no_web_framework() -> None:
    """A rule about children's answers must not hang on a web framework."""
    loaded = load(CORE)

    assert "sqlalchemy" in loaded
    assert not loaded & {"flask", "flask_security", "flask_wtf", "werkzeug", "wtforms"}


def test_every_layer_below_the_web_is_told_to_know_no_web_framework() -> None:
    """Contracts of import-linter name their modules one by one, so a new module could be forgotten."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers, framework, *_ = settings["tool"]["importlinter"]["contracts"]
    below = layers["layers"][layers["layers"].index("web") + 1 :]
    core = {f"feedback.{name.strip()}" for line in below for name in line.split("|")}

    assert len(core) > 100
    assert set(framework["source_modules"]) == core


def test_what_we_ask_and_what_may_be_shown_load_no_database() -> None:
    """What is pure can be reasoned about, and tested, without a database."""
    loaded = load(PURE)

    assert "feedback" in loaded
    assert not loaded & {"sqlalchemy", "flask", "werkzeug", "openpyxl"}


def test_what_serves_pages_starts_without_migrations() -> None:
    """Alembic and the template engine it brings are a seventh of the start. The look itself: what changes tables has it."""
    heavy = {"alembic", "mako", "pygments"}

    assert load(("cli.serving", "front", "app")) & heavy == set()
    program = (
        "import sys; from feedback.schema import is_known; is_known('0001'); print(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "alembic" in found.stdout.split()


def test_what_serves_pages_cannot_count() -> None:
    """No web worker holds the code that counts a round. The look itself: what ticks holds it."""
    counts = {"feedback.closing", "feedback.tick", "feedback.row_figures"}

    assert (
        load_modules(("cli.serving", "front", "app")) & counts == set()
    )  # it is a copy of `serve`
    assert load_modules(("tick",)) & counts == counts


def test_a_command_reads_nothing_of_the_others() -> None:
    """What is slow to read is read by those that make files. The look itself: one of them reads it."""
    slow = {"flask", "fpdf", "openpyxl"}
    commands = {"feedback.cli.papers", "feedback.cli.rounds", "feedback.cli.serving"}

    assert load_modules(("cli",)) & commands == set()
    assert load(("cli.staff", "cli.serving")) & slow == set()
    assert load(("cli.papers",)) & slow == {"fpdf"}
