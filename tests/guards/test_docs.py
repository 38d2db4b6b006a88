"""The documentation says what the code does, and leads nowhere that is not there."""

import datetime as dt
import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from feedback.collectors import MADE
from feedback.disclosure.bands import Word, list_classes, protect, protect_negative
from feedback.disclosure.groups import TeamCount, make_rows
from feedback.disclosure.totals import fit_row, protect_total, protect_total_negative
from feedback.edges import Status
from feedback.models.accounts import Role
from feedback.models.asking import GROUP_SESSION, Channel
from feedback.permissions import ALLOWED, Action
from feedback.questionnaires import attributed, definition, shared_definition
from feedback.questionnaires.check_words import GAPS
from feedback.questionnaires.definition import Audience, Band, Class, Kind, Variant
from feedback.reports.sheets.page import Contents
from feedback.reports.workbook import list_pages
from feedback.web import errors
from feedback.web.headers import ALWAYS
from tests.commands import list_commands
from tests.councils import shipped_library

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FOLDERS = (
    "feedback",
    "forms",
    "docs",
    "tests",
    "scripts",
    "translations",
    "instance",
    "benchmarks",
)
MADE_LATER = {
    "instance/demo",
    "translations/interface.pot",
}  # made by `make run` and `make translations`


def list_documents() -> list[Path]:
    """Every Markdown file of the repository, new ones included."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in found if (ROOT / name).is_file()]


DOCUMENTS = list_documents()
each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def read(name: str) -> str:
    """The text of one document under docs/."""
    return (DOCS / name).read_text()


def list_first_cells(text: str) -> list[str]:
    """What stands in the first cell of every row of every table of `text`."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]


COMMANDS = {f"feedback {name}": command for name, command in list_commands()}


def section_of(text: str, heading: str) -> str:
    """What stands under `heading`, up to the next of its kind."""
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def anchor_of(heading: str) -> str:
    """What a link calls `heading`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_there_is_something_to_check() -> None:
    """The checks below would pass on empty lists."""
    assert len(DOCUMENTS) > 20
    assert len(COMMANDS) > 15


def test_every_setting_has_its_row_and_every_row_its_setting() -> None:
    """The table of settings holds what config.py reads, no more and no less."""
    wanted = set(re.findall(r'"(FEEDBACK_\w+)"', (ROOT / "feedback/config.py").read_text()))

    rows = [cell.strip("`") for cell in list_first_cells(read("reference/settings.md"))]

    assert {row for row in rows if row.startswith("FEEDBACK_")} == wanted
    assert len(rows) == len(set(rows))


@each_document
def test_no_document_names_a_setting_there_is_not(document: Path) -> None:
    """A FEEDBACK_ variable anywhere in the documentation is one that config.py reads."""
    known = set(re.findall(r'"(FEEDBACK_\w+)"', (ROOT / "feedback/config.py").read_text()))

    assert set(re.findall(r"FEEDBACK_[A-Z_]*[A-Z]", document.read_text())) <= known


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    """The page of commands has one heading for each command."""
    headings = re.findall(r"^## `(.+)`$", read("reference/commands.md"), re.MULTILINE)

    assert sorted(headings) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_described_under_its_command(name: str) -> None:
    """Each option has its line with all it may be, no line describes one that is gone, and arguments stand in the usage."""
    command, section = COMMANDS[name], section_of(read("reference/commands.md"), f"`{name}`")
    options = {max(p.opts, key=len) for p in command.params if isinstance(p, click.Option)}
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    closed = [p.type.choices for p in command.params if isinstance(p.type, click.Choice)]
    choices = {choice for one in closed for choice in one} - set(Role)  # they have a page

    described = set(re.findall(r"^- `(--[\w-]+)`", section, re.MULTILINE))

    assert described == options
    assert {choice for choice in choices if f"`{choice}`" not in section} == set()
    assert bool(arguments) == (f"Usage: `{name} " in section)
    for argument in arguments:
        assert (argument.metavar or (argument.name or "")).upper().removeprefix(
            "COLLECTOR_"
        ) in section


@each_document
def test_no_document_names_a_command_there_is_not(document: Path) -> None:
    """What follows `feedback` in code is a command or a group of commands."""
    known = set(COMMANDS) | {" ".join(name.split()[:2]) for name in COMMANDS}
    groups = {name for name in known if sum(c.startswith(f"{name} ") for c in COMMANDS)}
    written = re.findall(r"(?:`|\$ |bin/)(feedback(?: [a-z][a-z-]+){1,2})", document.read_text())

    unknown = [
        words
        for words in written
        if words not in known
        and (" ".join(words.split()[:2]) not in known or " ".join(words.split()[:2]) in groups)
    ]

    assert not unknown


def test_the_roles_table_is_the_permissions_table() -> None:
    """Every role has its row, and each cell says what permissions.py says."""
    text = read("reference/roles.md").split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines]
    actions = cells[0][2:]
    table = {row[0]: dict(zip(actions, row[2:], strict=True)) for row in cells[2:]}

    assert set(actions) == set(Action)
    assert set(table) == set(Role)
    for role, row in table.items():
        assert row == {a: "yes" if a in ALLOWED[Role(role)] else "no" for a in Action}


@pytest.mark.parametrize("words", [Kind, Band], ids=["kind", "band"])
def test_every_kind_and_band_has_its_row(words: type[Kind] | type[Band]) -> None:
    """A kind of question and a band are explained in a table."""
    rows = {cell.strip("`") for cell in list_first_cells(read("reference/questionnaire-files.md"))}

    assert set(words) <= rows


@pytest.mark.parametrize("words", [Class, Audience, Variant], ids=["class", "audience", "variant"])
def test_every_word_an_author_may_write_is_named(words: type[Class]) -> None:
    """The other closed lists of a questionnaire file are named in full."""
    text = read("reference/questionnaire-files.md")

    assert all(f"`{word}`" in text for word in words)


def list_keys() -> set[str]:
    """Every key of every block that an author may write."""
    blocks = [
        block
        for module in (attributed, definition, shared_definition)
        for block in vars(module).values()
        if isinstance(block, type) and issubclass(block, definition.Block)
    ]
    fields = (item for block in blocks for item in block.model_fields.items())
    return {field.alias or name for name, field in fields}


def test_every_key_of_a_questionnaire_file_is_described() -> None:
    """Each key of each block is named, and each row of a table of keys is one."""
    text = read("reference/questionnaire-files.md")
    named = {key for cell in list_first_cells(text) for key in re.findall(r"`([a-z_]+)`", cell)}

    missing = {key for key in list_keys() if f"`{key}`" not in text}

    assert not missing
    assert named <= list_keys() | set(Kind) | set(Band)


def test_every_gap_and_scale_is_named() -> None:
    """The gaps that settings fill, the escapes and the shipped scales."""
    text = read("reference/questionnaire-files.md")
    library = shipped_library()

    assert set(re.findall(r"`\{(\w+)\}`", text)) == set(GAPS)
    assert all(f"`{name}`" in text for name in (*library.scales, *library.escapes))


def test_every_status_is_named() -> None:
    """What a round can be stands in the diagram and beside the JSON key."""
    diagram = read("explanation/architecture.md").split("```mermaid")[1].split("```")[0]
    states = set(re.findall(r"^ *(\w+) -->", diagram, re.MULTILINE))

    assert states == set(Status)
    assert all(f"`{status}`" in read("reference/commands.md") for status in Status)


def test_every_channel_is_documented() -> None:
    """With what makes it."""
    sentence = (
        f"`channel` is `{Channel.POSTER}`, or `{Channel.SLIP}` for what comes from slips, "
        f"or `{Channel.LINK}`, `{Channel.KIOSK}` or `{Channel.INTERVIEWER}` for what `collectors make` made"
    )

    assert set(MADE) == set(Channel) - {Channel.POSTER, Channel.SLIP}
    assert sentence in read("reference/commands.md")
    assert f"`occasion` is `{GROUP_SESSION}`" in read("reference/commands.md")


def make_contents() -> Contents:
    """A workbook of no round at all: its sheets and columns are those of any."""
    return Contents(
        council="Westmere", made_on=dt.date(2026, 11, 23), demo=False, keep_responses_months=36,
        keep_comments_months=12, keep_figures_years=6, rounds=(), before={}, changes=(),
    )  # fmt: skip


def test_every_sheet_and_column_is_described() -> None:
    """The table of sheets holds each sheet in its order with all its columns."""
    rows = [line for line in read("reference/workbook.md").splitlines() if line.startswith("|")]
    table = {row.split("|")[1].strip(): row.split("|")[2].strip() for row in rows[2:15]}

    pages = list_pages(make_contents())

    assert list(table) == [page.name for page in pages]
    for page in pages:
        assert table[page.name].startswith(", ".join(column.heading for column in page.columns))


def test_every_status_code_and_header_is_described() -> None:
    """Each kind page has its row, and the policy stands there to the letter."""
    text = read("reference/pages.md")

    rows = list_first_cells(text)

    assert {str(status) for status in errors.PAGES} <= set(rows)
    for name, value in ALWAYS:
        assert f"{name}: {value if name != 'Permissions-Policy' else ''}" in text


def test_the_table_of_words_is_the_one_that_is_used() -> None:
    """Every class of every small base, compared number by number."""
    rows = [
        line
        for line in read("explanation/disclosure.md").splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    written = {
        int(c[1]): [cell.strip() for cell in c[2:7]] for c in (row.split("|") for row in rows)
    }

    def shown(base: int, word: Word) -> str:
        ranges = [f.range for f in list_classes(base) if f.word is word]
        return f"{ranges[0].low}-{ranges[0].high}" if ranges else ""

    order = (Word.FEW, Word.SOME, Word.HALF, Word.MOST, Word.ALL)
    assert written == {base: [shown(base, word) for word in order] for base in range(5, 20)}


EXAMPLE = {
    "Oak": ("A", 9, 8, 1), "Elm": ("A", 7, 7, 0), "Ash": ("A", 6, 6, 0), "Fir": ("A", 4, 3, 0),
    "Bay": ("B", 5, 4, 1), "Yew": ("B", 2, 2, 0), "Ivy": ("B", 1, 1, 0), "Box": ("B", 1, 0, 1),
}  # fmt: skip


def test_the_worked_example_is_what_the_code_shows() -> None:
    """Rows, words, ranges and the total of the example come out of the method itself."""
    text = read("explanation/disclosure.md")
    teams = [
        TeamCount(name, service, None, place, count)
        for place, (name, (service, count, _, _)) in enumerate(EXAMPLE.items())
    ]
    ranges, fitted = [], []

    for row in make_rows(teams):
        positive = sum(EXAMPLE[team.team][2] for team in row.teams)
        negative = sum(EXAMPLE[team.team][3] for team in row.teams)
        figure = protect(positive, row.count)
        least = protect_negative(negative, row.count, figure.range)
        ranges.append((row.count, figure.range))
        fitted.append(fit_row(row.count, figure.range, least))
        assert (
            f"| {row.count} | ({positive}, {negative}) | {figure.word} of {row.count} | "
            f"{figure.range.low} to {figure.range.high} | {least.low} to {least.high} |"
        ) in text

    assert [str(protect_total(n, 35, ranges)) for n in (28, 29)] == ["Range(low=28, high=29)"] * 2
    assert [protect_total(n, 35, ranges).exact for n in (30, 31)] == [True, True]
    assert [str(protect_total(n, 35, ranges)) for n in (32, 33)] == ["Range(low=32, high=33)"] * 2
    positive = protect_total(31, 35, ranges)
    negative = protect_total_negative(3, fitted, positive)
    assert (
        f"| All teams | 35 | (31, 3) | 31 of 35 (89%) | {positive.low} to {positive.high} | "
        f"{negative.low} to {negative.high} |"
    ) in text


def test_the_picture_of_the_layers_is_the_list() -> None:
    """The layers in architecture.md are those that import-linter holds, in their order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    picture = section_of(read("explanation/architecture.md"), "Layers").split("```")[1]

    drawn = [line.split("  ")[0].strip() for line in picture.strip().splitlines()]

    assert drawn == layers


def test_every_decision_is_in_the_index() -> None:
    """Records are numbered without gaps, have their three parts, and the index names each."""
    records = sorted((DOCS / "adr").glob("*.md"))
    index = read("README.md")

    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for path in records:
        assert f"(adr/{path.name})" in index
        headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"]


def test_the_readme_names_both_commands_and_says_trial() -> None:
    """Whoever reads only the first page knows how to start, and that it is not for children yet."""
    text = (ROOT / "README.md").read_text()

    assert "\nmake run\n" in text
    assert "\nmake test\n" in text
    assert "Trial: not for children yet" in text
    assert len(text.splitlines()) <= 80


def test_every_make_target_is_listed() -> None:
    """CONTRIBUTING.md has a row for each target with a description."""
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    rows = list_first_cells((ROOT / "CONTRIBUTING.md").read_text())

    assert {f"`make {target}`" for target in targets} == {
        row for row in rows if row.startswith("`make")
    }


@each_document
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    """Links and pictures, and the headings they point at."""
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)

    broken = [link for link in links if ":" not in link and not _leads_somewhere(document, link)]

    assert not broken


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
    return anchor in map(anchor_of, headings)


@each_document
def test_no_document_names_a_file_that_is_not_there(document: Path) -> None:
    """A path in code that begins with a folder of ours exists, unless it is an example of what somebody makes."""
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    named = set(re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", text)) - MADE_LATER

    missing = [name for name in named if not (ROOT / name).exists()]

    assert not missing
